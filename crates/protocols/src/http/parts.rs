//! What a message lays open for rules, under the names and in the forms that Suricata has.

use super::half::Half;
use super::headers::Fields;
use super::lines::{RequestLine, Side, StatusLine, chomp};
use super::uri::{self, Uri};
use crate::sink::Sink;

/// Buffers that are the value of one field: of requests, of responses, or of both.
pub(crate) const VALUES: [(&str, &str, bool, bool); 12] = [
    ("user-agent", "http.user_agent", true, false),
    ("referer", "http.referer", true, false),
    ("accept", "http.accept", true, false),
    ("accept-language", "http.accept_lang", true, false),
    ("accept-encoding", "http.accept_enc", true, false),
    ("cookie", "http.cookie", true, false),
    ("connection", "http.connection", true, true),
    ("content-type", "http.content_type", true, true),
    ("content-length", "http.content_len", true, true),
    ("server", "http.server", false, true),
    ("location", "http.location", false, true),
    ("set-cookie", "http.cookie", false, true),
];

/// A request, once its first line is there.
pub(super) fn request_line(tx: u32, line: &RequestLine<'_>, target: &Uri<'_>, out: &mut Sink<'_>) {
    out.buffer(tx, "http.request_line", line.whole);
    out.buffer(tx, "http.method", line.method);
    if let Some(normal) = uri::normal(target) {
        out.buffer(tx, "http.uri", &normal);
    }
    if !line.uri.is_empty() {
        out.buffer(tx, "http.uri.raw", line.uri);
    }
    if !line.protocol.is_empty() {
        out.buffer(tx, "http.protocol", line.protocol);
    }
}

/// A request, once its head is there.
pub(super) fn request(
    half: &Half,
    line: &RequestLine<'_>,
    target: &Uri<'_>,
    host: &[u8],
    out: &mut Sink<'_>,
) {
    let tx = half.transaction;
    if !host.is_empty() {
        out.buffer(tx, "http.host", host);
    }
    let raw_host = match target.host {
        Some(_) => Some(host),
        None => half.fields.get("host"),
    };
    if let Some(raw) = raw_host {
        out.buffer(tx, "http.host.raw", raw);
    }
    fields(Side::Request, half, line.whole, out);
}

/// A response, once its first line is there.
pub(super) fn response_line(tx: u32, whole: &[u8], line: &StatusLine<'_>, out: &mut Sink<'_>) {
    out.buffer(tx, "http.response_line", chomp(whole));
    if !line.protocol.is_empty() {
        out.buffer(tx, "http.protocol", line.protocol);
    }
    if !line.status.is_empty() {
        out.buffer(tx, "http.stat_code", line.status);
    }
    if let Some(message) = line.message {
        out.buffer(tx, "http.stat_msg", message);
    }
}

/// A response, once its head is there.
pub(super) fn response(half: &Half, whole: &[u8], out: &mut Sink<'_>) {
    fields(Side::Response, half, chomp(whole), out);
}

fn fields(side: Side, half: &Half, line: &[u8], out: &mut Sink<'_>) {
    let tx = half.transaction;
    let fields = &half.fields;
    let request = side == Side::Request;
    let cookie: &[u8] = if request { b"cookie" } else { b"set-cookie" };
    let each = if request { "http.request_header" } else { "http.response_header" };
    let mut start = [line, b"\r\n"].concat();
    let (mut block, mut names) = (Vec::new(), b"\r\n".to_vec());
    for (name, value) in fields.iter() {
        let field = [name, b": ", value].concat();
        out.buffer(tx, each, &field);
        start.extend_from_slice(&field);
        start.extend_from_slice(b"\r\n");
        names.extend_from_slice(name);
        names.extend_from_slice(b"\r\n");
        if !name.eq_ignore_ascii_case(cookie) {
            block.extend_from_slice(&field);
            block.extend_from_slice(b"\r\n");
        }
    }
    if !fields.is_empty() {
        start.extend_from_slice(b"\r\n");
        names.extend_from_slice(b"\r\n");
        out.buffer(tx, "http.header_names", &names);
        out.buffer(tx, "http.header", &block);
    }
    out.buffer(tx, "http.start", &start);
    if !half.raw.is_empty() {
        out.buffer(tx, "http.header.raw", &half.raw);
    }
    values(request, tx, fields, out);
}

fn values(request: bool, tx: u32, fields: &Fields, out: &mut Sink<'_>) {
    for (field, name, of_requests, of_responses) in VALUES {
        let here = if request { of_requests } else { of_responses };
        if let Some(value) = fields.get(field).filter(|_| here) {
            out.buffer(tx, name, value);
        }
    }
}

/// Fields behind a chunked body: the block is laid open once more, with them in it.
pub(super) fn trailer(half: &Half, out: &mut Sink<'_>) {
    let behind = half.raw.get(half.head_len..).unwrap_or_default();
    if !out.parts_wanted() || chomp(behind).is_empty() {
        return;
    }
    let mut block = Vec::new();
    for (name, value) in half.fields.iter() {
        for piece in [name, b": ", value, b"\r\n"] {
            block.extend_from_slice(piece);
        }
    }
    out.buffer(half.transaction, "http.header", &block);
    out.more(half.transaction, "http.header.raw", behind);
}
