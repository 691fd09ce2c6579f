//! One stream of an HTTP/2 connection: a request and its response (RFC 9113 §8).

use model::observation::{Kind, Value};

use super::hpack::Field;
use crate::cursor::text;
use crate::dns::message::Message;
use crate::dns::{UNICAST, lay_open};
use crate::http::coding;
use crate::http::content::{About, Content, Role};
use crate::http::methods;
use crate::http::multipart;
use crate::http::response::status_name;
use crate::sink::Sink;

/// Bytes of a text in an observation, of an object's name, and of a file's name.
const MAX_TEXT: usize = 1024;
const MAX_OBJECT: usize = 512;
const MAX_NAME: usize = 4096;
/// The longest DNS message (RFC 8484 §6).
const MAX_DNS: usize = 0xffff;

/// A request and its response.
pub(super) struct Stream {
    id: u32,
    pub(super) transaction: u32,
    method: usize,
    object: String,
    path: Vec<u8>,
    /// The client's and the server's.
    ways: [Way; 2],
}

#[derive(Default)]
struct Way {
    head: bool,
    over: bool,
    content: Option<Box<Content>>,
    /// The DNS message so far; `None` where the body is none.
    dns: Option<Vec<u8>>,
}

impl Stream {
    pub(super) fn new(id: u32, transaction: u32) -> Self {
        Self {
            id,
            transaction,
            method: methods::NO_REQUEST,
            object: String::new(),
            path: Vec::new(),
            ways: [Way::default(), Way::default()],
        }
    }

    fn way(&mut self, of_client: bool) -> &mut Way {
        let [client, server] = &mut self.ways;
        if of_client { client } else { server }
    }

    pub(super) fn is_over(&self) -> bool {
        self.ways.iter().all(|way| way.over)
    }

    /// Bytes of a body are missing.
    pub(super) fn hole(&mut self) {
        for way in &mut self.ways {
            if let Some(content) = &mut way.content {
                content.hole();
            }
        }
    }

    /// Bytes of a body.
    pub(super) fn data(
        &mut self,
        of_client: bool,
        bytes: &[u8],
        files: &mut u32,
        out: &mut Sink<'_>,
    ) {
        let transaction = self.transaction;
        let way = self.way(of_client);
        if let Some(content) = &mut way.content {
            content.push(bytes, files, out);
        }
        let Some(message) = &mut way.dns else { return };
        if message.len() + bytes.len() > MAX_DNS {
            way.dns = None;
            let event = if of_client { "dns_request_too_long" } else { "dns_response_too_long" };
            out.event(transaction, event);
        } else {
            message.extend_from_slice(bytes);
        }
    }

    /// One end says nothing more. Whether it sent a DNS message.
    pub(super) fn end(&mut self, of_client: bool, files: &mut u32, out: &mut Sink<'_>) -> bool {
        let transaction = self.transaction;
        let way = self.way(of_client);
        if std::mem::replace(&mut way.over, true) {
            return false;
        }
        let dns = way.dns.take().is_some_and(|message| dns(&message, transaction, out));
        if let Some(content) = &mut way.content {
            content.end(true, files, out);
        }
        out.done(transaction);
        dns
    }

    /// The connection is over.
    pub(super) fn end_all(&mut self, files: &mut u32, out: &mut Sink<'_>) {
        for way in &mut self.ways {
            if let Some(content) = way.content.as_mut().filter(|_| !way.over) {
                content.end(false, files, out);
            }
        }
        out.done(self.transaction);
    }

    /// A header block: of a request, of a response, or behind a body. Whether there is a DNS
    /// message in it (RFC 8484 §4.1).
    pub(super) fn head(
        &mut self,
        of_client: bool,
        fields: &[Field],
        files: &mut u32,
        out: &mut Sink<'_>,
    ) -> bool {
        let head = Head { fields };
        let trailing = std::mem::replace(&mut self.way(of_client).head, true);
        // An interim response (RFC 9113 §8.1) is followed by another.
        let interim = head.status().is_some_and(|code| (100..200).contains(&code));
        if out.parts_wanted() {
            self.parts(of_client, &head, out);
        }
        if trailing {
            return false;
        }
        self.way(of_client).head = !interim;
        if of_client {
            self.request(&head, out);
        } else {
            self.response(&head, out);
        }
        if (out.parts_wanted() || out.files_wanted()) && !interim {
            self.content(of_client, &head, files);
        }
        of_client
            && head.get("accept").is_some_and(|kind| kind == DNS_KIND)
            && asked_in(head.get(":path").unwrap_or_default())
                .is_some_and(|message| dns(&message, self.transaction, out))
    }

    fn request(&mut self, head: &Head<'_>, out: &mut Sink<'_>) {
        self.method = methods::find(head.get(":method").unwrap_or_default());
        let path = head.get(":path").unwrap_or_default();
        let (bare, _) = at_query(path);
        self.path = bare.get(..MAX_NAME).unwrap_or(bare).to_vec();
        let authority = head.get(":authority").or_else(|| head.get("host")).unwrap_or_default();
        out.begin(Kind::Request, methods::operation(self.method));
        if out.wanted() {
            let mut object = [authority, bare].concat();
            object.truncate(MAX_OBJECT);
            self.object = text(&object);
            out.named("url", || self.object.clone());
            out.text("host", short(&host(authority)));
            out.text("uri", short(path));
            let agent = head.get("user-agent").unwrap_or_default();
            out.text("user_agent", short(agent));
            out.text("product", short(agent));
            out.text("referer", short(head.get("referer").unwrap_or_default()));
            out.text("content_type", short(head.get("content-type").unwrap_or_default()));
            out.field("stream", self.id);
        }
        self.oddities(head, out);
        out.finish();
    }

    /// What RFC 9113 §8.3.1 forbids of the authority.
    fn oddities(&self, head: &Head<'_>, out: &mut Sink<'_>) {
        let Some(authority) = head.get(":authority") else { return };
        if authority.contains(&b'@') {
            out.anomaly("http2.userinfo_in_uri", 0, "host");
            out.event(self.transaction, "userinfo_in_uri");
        }
        if head.get("host").is_some_and(|host| !host.eq_ignore_ascii_case(authority)) {
            out.anomaly("http2.authority_host_mismatch", 0, "host");
            out.event(self.transaction, "authority_host_mismatch");
        }
    }

    fn response(&mut self, head: &Head<'_>, out: &mut Sink<'_>) {
        out.begin(Kind::Response, methods::operation(self.method));
        if out.wanted() {
            if !self.object.is_empty() {
                out.named("url", || self.object.clone());
            }
            match head.status() {
                Some(code @ 400..) => out.failed(code.into(), status_name(code)),
                Some(_) => out.ok(),
                None => {}
            }
            if let Some(code) = head.status() {
                out.field("status", code);
            }
            let server = head.get("server").unwrap_or_default();
            out.text("server", short(server));
            out.text("product", short(server));
            for (field, name) in [
                ("content-type", "content_type"),
                ("content-encoding", "content_encoding"),
                ("location", "location"),
            ] {
                out.text(name, short(head.get(field).unwrap_or_default()));
            }
            let disposition = head.get("content-disposition").unwrap_or_default();
            let name = multipart::parameter(disposition, b"filename").unwrap_or_default();
            out.text("file_name", short(name));
            out.field("stream", Value::Int(self.id.into()));
        }
        out.finish();
    }

    fn content(&mut self, of_client: bool, head: &Head<'_>, files: &mut u32) {
        let kind = head.get("content-type").unwrap_or_default();
        let listed = coding::listed(head.get("content-encoding").unwrap_or_default());
        let disposition = head.get("content-disposition").unwrap_or_default();
        let name = multipart::parameter(disposition, b"filename").unwrap_or(&self.path);
        let length = head.get("content-length").and_then(|n| std::str::from_utf8(n).ok());
        let about = About {
            transaction: self.transaction,
            role: if of_client { Role::Upload } else { Role::Response },
            codings: &listed.codings,
            boundary: multipart::boundary(kind).filter(|_| of_client),
            name: name.get(..MAX_NAME).unwrap_or(name),
            kind,
            announced: length.and_then(|length| length.parse().ok()),
        };
        let content = Content::new(&about, files);
        let way = self.way(of_client);
        way.content = Some(Box::new(content));
        way.dns = (kind == DNS_KIND).then(Vec::new);
    }

    fn parts(&self, of_client: bool, head: &Head<'_>, out: &mut Sink<'_>) {
        let tx = self.transaction;
        if of_client && let Some(path) = head.get(":path") {
            let method = head.get(":method").unwrap_or_default();
            let line = [method, b" ", path, b" HTTP/2\r\n"].concat();
            out.buffer(tx, "http.request_line", &line);
            out.buffer(tx, "http.method", method);
            out.buffer(tx, "http.uri", path);
            out.buffer(tx, "http.uri.raw", path);
            out.buffer(tx, "http.protocol", b"HTTP/2");
        }
        if let Some(status) = head.get(":status") {
            out.buffer(tx, "http.response_line", &[b"HTTP/2 ", status, b"\r\n"].concat());
            out.buffer(tx, "http.stat_code", status);
            out.buffer(tx, "http.protocol", b"HTTP/2");
        }
        if let Some(authority) = head.get(":authority") {
            out.buffer(tx, "http.host", &host(authority));
            out.buffer(tx, "http.host.raw", authority);
        }
        self.field_parts(of_client, head, out);
    }

    fn field_parts(&self, of_client: bool, head: &Head<'_>, out: &mut Sink<'_>) {
        let tx = self.transaction;
        let each = if of_client { "http.request_header" } else { "http.response_header" };
        let cookie: &[u8] = if of_client { b"cookie" } else { b"set-cookie" };
        let (mut block, mut raw, mut names) = (Vec::new(), Vec::new(), b"\r\n".to_vec());
        for field in head.fields {
            out.buffer(tx, "http2.header_name", &field.name);
            let line = [field.name.as_slice(), b": ", &field.value].concat();
            out.buffer(tx, each, &line);
            raw.extend_from_slice(&line);
            raw.extend_from_slice(b"\r\n");
            names.extend_from_slice(&field.name);
            names.extend_from_slice(b"\r\n");
            if !field.name.eq_ignore_ascii_case(cookie) {
                let value = field.value.trim_ascii();
                for piece in [field.name.as_slice(), b": ", value, b"\r\n"] {
                    block.extend_from_slice(piece);
                }
            }
        }
        if head.fields.is_empty() {
            return;
        }
        names.extend_from_slice(b"\r\n");
        out.buffer(tx, "http.header_names", &names);
        out.buffer(tx, "http.header", &block);
        out.buffer(tx, "http.header.raw", &raw);
        for (field, name, of_requests, of_responses) in crate::http::VALUES {
            let here = if of_client { of_requests } else { of_responses };
            if let Some(value) = head.joined(field).filter(|_| here) {
                out.buffer(tx, name, &value);
            }
        }
    }
}

/// RFC 8484 §6.
const DNS_KIND: &[u8] = b"application/dns-message";

/// Lays a DNS message open.
fn dns(message: &[u8], transaction: u32, out: &mut Sink<'_>) -> bool {
    let message = Message::read(message);
    if let Some(message) = &message {
        lay_open(message, &UNICAST, transaction, out);
    }
    message.is_some()
}

/// The message in the target of a GET (RFC 8484 §4.1).
fn asked_in(path: &[u8]) -> Option<Vec<u8>> {
    let (_, query) = at_query(path);
    let mut parameters = query.get(1..)?.split(|byte| *byte == b'&');
    base64url(parameters.find_map(|parameter| parameter.strip_prefix(b"dns="))?)
}

/// Base 64 for URLs without padding (RFC 4648 §5).
fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut have) = (0u32, 0u32);
    for byte in text.iter().filter(|byte| **byte != b'=') {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(digit);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push(u8::try_from((bits >> have) & 0xff).ok()?);
        }
    }
    Some(out)
}

fn short(bytes: &[u8]) -> &[u8] {
    bytes.get(..MAX_TEXT).unwrap_or(bytes)
}

/// A path and what follows its question mark.
fn at_query(path: &[u8]) -> (&[u8], &[u8]) {
    let at = path.iter().position(|byte| *byte == b'?').unwrap_or(path.len());
    path.split_at_checked(at).unwrap_or((path, &[]))
}

/// The host of an authority, in lower case, without user and port.
fn host(authority: &[u8]) -> Vec<u8> {
    let user = authority.iter().position(|byte| *byte == b'@').map_or(0, |at| at + 1);
    let host = authority.get(user..).unwrap_or_default();
    let end = match host.first() {
        Some(b'[') => host.iter().position(|byte| *byte == b']').map(|at| at + 1),
        _ => host.iter().position(|byte| *byte == b':'),
    };
    host.get(..end.unwrap_or(host.len())).unwrap_or_default().to_ascii_lowercase()
}

struct Head<'a> {
    fields: &'a [Field],
}

impl Head<'_> {
    fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.fields.iter().find(|f| f.name.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|field| field.value.as_slice())
    }

    /// The values of all fields of a name.
    fn joined(&self, name: &str) -> Option<Vec<u8>> {
        let named = self.fields.iter().filter(|f| f.name.eq_ignore_ascii_case(name.as_bytes()));
        let values: Vec<&[u8]> = named.map(|field| field.value.as_slice()).collect();
        (!values.is_empty()).then(|| values.join(b", ".as_slice()))
    }

    fn status(&self) -> Option<u16> {
        std::str::from_utf8(self.get(":status")?).ok()?.parse().ok()
    }
}
