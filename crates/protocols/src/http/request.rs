//! The client's direction.

use model::observation::{Kind, Value};

use super::content::{About, Content, Role};
use super::half::{Framing, Move, State};
use super::headers::{self, MAX_FIELD, has_word};
use super::lines::{self, RequestLine, Side, Version, is_blank, is_token, line_len, version};
use super::recognise::{MAX_METHOD, request_in};
use super::uri::{self, Uri};
use super::{Asked, MAX_WAITING, Talk, coding, methods, multipart, parts};
use crate::cursor::text;
use crate::protocol::{End, Pdu};
use crate::sink::Sink;

/// Bytes of an object's name.
const MAX_OBJECT: usize = 512;
/// Bytes of a file name; Suricata's `SC_FILENAME_MAX`.
pub(super) const MAX_NAME: usize = 4096;
/// Bytes of a text field in an observation.
pub(super) const MAX_TEXT: usize = 1024;

/// What stands at the front between two requests.
enum Front {
    /// An empty line.
    Empty(usize),
    /// A request line.
    Line(usize),
    /// No request: up to here, and whether its line ends there.
    Junk(usize, bool),
    More,
    TooLong,
}

impl Talk {
    pub(super) fn advance_request(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        if self.request.swallow(data) {
            return Move::Took(1);
        }
        match self.request.state {
            State::Start => self.request_start(from, data, out),
            State::Head => match self.request.read_fields(Side::Request, data, out) {
                Ok((used, done)) => {
                    if done {
                        self.request_head(out);
                    }
                    Move::Took(used)
                }
                Err(Move::Skip(bytes)) => {
                    self.request.note("http.request_field_too_long");
                    self.request_head(out);
                    self.request.end();
                    self.request.damaged = true;
                    Move::Skip(bytes)
                }
                Err(other) => other,
            },
            State::Body => self.request.body(Side::Request, data, &mut self.files, out),
            State::Trailer => match self.request.read_fields(Side::Request, data, out) {
                Ok((used, done)) => {
                    if done {
                        parts::trailer(&self.request, out);
                        self.request.end();
                    }
                    Move::Took(used)
                }
                Err(Move::Skip(bytes)) => {
                    self.request.end();
                    Move::Skip(bytes)
                }
                Err(other) => other,
            },
            State::Junk => {
                let (used, ended) = to_line_end(data);
                self.request.give(data.get(..used).unwrap_or_default(), &mut self.files, out);
                if ended {
                    self.request.state = State::Start;
                }
                Move::Took(used)
            }
            State::Wait if data.len() < MAX_FIELD => Move::More,
            State::Wait => Move::Skip(MAX_FIELD),
            State::Tunnel => Move::Skip(data.len()),
        }
    }

    fn request_start(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        match front(data, self.request.damaged) {
            Front::More => Move::More,
            Front::Empty(used) => {
                if let Some(bytes) = data.get(..used).filter(|_| self.request.complete) {
                    self.request.give(bytes, &mut self.files, out);
                }
                Move::Took(used)
            }
            Front::Line(used) => {
                out.client(from);
                self.transactions = self.transactions.saturating_add(1);
                let line = data.get(..used).unwrap_or_default();
                self.request.begin(self.transactions, line, &mut self.files, out);
                if out.parts_wanted() {
                    let line = lines::request_line(line);
                    let target = Target::of(&line, methods::find(line.method));
                    parts::request_line(self.transactions, &line, &target.uri, out);
                }
                Move::Took(used)
            }
            Front::Junk(used, ended) if !self.request.damaged && self.request.transaction > 0 => {
                self.request.tell("http.request_body_unexpected", out);
                self.request.give(data.get(..used).unwrap_or_default(), &mut self.files, out);
                if !ended {
                    self.request.state = State::Junk;
                }
                Move::Took(used)
            }
            // Looked at once more, line by line: how much of it there is now must not matter.
            Front::Junk(..) if !self.request.damaged => {
                self.request.damaged = true;
                Move::Took(0)
            }
            Front::Junk(used, _) => Move::Skip(used),
            Front::TooLong => {
                self.request.tell("http.request_field_too_long", out);
                self.request.damaged = true;
                Move::Skip(MAX_FIELD)
            }
        }
    }

    /// A request of HTTP/0.9 has no head: it is over when its answer comes.
    pub(super) fn request_is_over(&mut self, out: &mut Sink<'_>) {
        let bare = self.request.state == State::Head
            && self.request.fields.is_empty()
            && lines::request_line(&self.request.line).protocol.is_empty();
        if bare {
            self.request_head(out);
            self.request.settle(&mut self.files, out);
        }
    }

    pub(super) fn request_closed(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.request.state == State::Head {
            // What there is of the last field counts.
            let rest = [pdu.data, b"\n\n"].concat();
            let _ = self.request.read_fields(Side::Request, &rest, out);
            self.request_head(out);
        }
        if let Some(content) = &mut self.request.content {
            content.end(!matches!(self.request.state, State::Body), &mut self.files, out);
        }
        if !matches!(self.request.state, State::Start | State::Wait | State::Tunnel) {
            self.request.end();
        }
        self.request.settle(&mut self.files, out);
    }

    /// The head is there: tells of the request and settles how its body is delimited.
    pub(super) fn request_head(&mut self, out: &mut Sink<'_>) {
        let line_bytes = std::mem::take(&mut self.request.line);
        let line = lines::request_line(&line_bytes);
        let method = methods::find(line.method);
        let (proto, extra) = version(line.protocol);
        let proto = if line.protocol.is_empty() { Version::V09 } else { proto };
        if extra {
            self.request.note("http.protocol_contains_extra_data");
        }
        self.note_line(&line, proto);
        let target = Target::of(&line, method);
        self.note_host(&target, proto);
        self.frame_request(proto);
        if matches!(self.authorization(), Some(false)) {
            self.request.note("http.request_auth_unrecognized");
        }
        let object = if out.wanted() { target.object(&self.host(&target)) } else { String::new() };
        self.observe_request(&line, method, &object, &target, out);
        let host = self.host(&target);
        if out.parts_wanted() {
            self.request.head_len = self.request.raw.len();
            parts::request(&self.request, &line, &target.uri, &host, out);
        }
        self.request_content(method, &target, out);
        self.ask(method, object, &target, out);
        self.request.line = line_bytes;
        let body = self.request.framing != Framing::None;
        self.request.state = if body { State::Body } else { State::Start };
        if !body {
            self.request.end();
        }
        if method == methods::CONNECT {
            self.request.state = State::Wait;
        }
    }

    /// Remembers the request for its response.
    fn ask(&mut self, method: usize, object: String, target: &Target<'_>, out: &Sink<'_>) {
        let names = out.parts_wanted() || out.files_wanted();
        let path = target.uri.path.filter(|_| names).map(uri::normal_path);
        let transaction = self.request.transaction;
        if self.waiting.len() >= MAX_WAITING {
            self.waiting.pop_front();
        }
        let mut path = path.unwrap_or_default();
        path.truncate(MAX_NAME);
        self.waiting.push_back(Asked { transaction, method, object, path });
    }

    fn note_line(&mut self, line: &RequestLine<'_>, proto: Version) {
        let half = &mut self.request;
        if line.leading_blank {
            half.note("http.request_line_leading_whitespace");
        }
        if line.odd_method_delimiter {
            half.note("http.method_delim_non_compliant");
        }
        if line.odd_uri_delimiter {
            half.note("http.uri_delim_non_compliant");
        }
        let unknown = methods::known(line.method).is_none();
        match (line.protocol.is_empty(), proto) {
            (true, _) if unknown => {
                half.note("http.request_line_unknown_method_no_protocol");
                half.note("http.request_line_invalid");
            }
            (true, _) if !half.fields.is_empty() => half.note("http.request_line_missing_protocol"),
            (false, Version::Invalid) if unknown => {
                half.note("http.request_line_unknown_method_invalid_protocol");
            }
            _ => {}
        }
    }

    /// Whether the credentials are of a known kind; `None` without any.
    fn authorization(&self) -> Option<bool> {
        let value = self.request.fields.steering("authorization")?;
        let lower = value.get(..7).unwrap_or(value).to_ascii_lowercase();
        Some(["basic", "digest", "bearer"].iter().any(|kind| lower.starts_with(kind.as_bytes())))
    }

    /// The host in lower case, without a port; the target's goes before the field's.
    fn host(&self, target: &Target<'_>) -> Vec<u8> {
        if let Some(host) = &target.host {
            return host.clone();
        }
        let field = self.request.fields.steering("host");
        field.map(|value| uri::host_port(value).host).unwrap_or_default()
    }

    fn note_host(&mut self, target: &Target<'_>, proto: Version) {
        if target.host.as_ref().is_some_and(|host| !uri::is_host(host)) || target.bad_port {
            self.request.note("http.request_uri_host_invalid");
        }
        let Some(value) = self.request.fields.steering("host") else {
            if proto == Version::V11 {
                self.request.note("http.missing_host_header");
            }
            return;
        };
        let named = uri::host_port(value);
        if !named.valid {
            self.request.note("http.request_header_host_invalid");
        }
        if let Some(host) = &target.host {
            let other_port =
                target.port.is_some() && named.port.is_some() && named.port != target.port;
            if *host != named.host || other_port {
                self.request.note("http.host_header_ambiguous");
            }
        }
    }

    /// How the body is delimited (RFC 9112 §6.3).
    fn frame_request(&mut self, proto: Version) {
        let fields = &self.request.fields;
        let length = fields.steering("content-length").map(headers::number);
        let coding = fields.steering("transfer-encoding").map(|value| has_word(value, "chunked"));
        let mut invalid = None;
        self.request.framing = match (coding, length) {
            (Some(true), _) => {
                if proto < Version::V11 {
                    invalid = Some("http.invalid_transfer_encoding_value_in_request");
                }
                Framing::ChunkSize
            }
            (Some(false), length) => {
                invalid = Some("http.invalid_transfer_encoding_value_in_request");
                length.flatten().filter(|n| *n > 0).map_or(Framing::None, Framing::Length)
            }
            (None, Some(None)) => {
                invalid = Some("http.invalid_content_length_field_in_request");
                Framing::None
            }
            (None, Some(Some(0)) | None) => Framing::None,
            (None, Some(Some(length))) => Framing::Length(length),
        };
        if let Some(code) = invalid {
            self.request.note(code);
        }
    }

    fn observe_request(
        &mut self,
        line: &RequestLine<'_>,
        method: usize,
        object: &str,
        target: &Target<'_>,
        out: &mut Sink<'_>,
    ) {
        out.begin(Kind::Request, methods::operation(method));
        if out.wanted() {
            out.named("url", || object.to_owned());
            let host = self.host(target);
            let fields = &self.request.fields;
            out.text("host", short(&host));
            out.text("uri", short(line.uri));
            out.text("version", short(line.protocol));
            if let Some(agent) = fields.get("user-agent") {
                out.text("user_agent", short(agent));
                out.text("product", short(agent));
            }
            for (field, name) in
                [("referer", "referer"), ("content-type", "content_type"), ("upgrade", "upgrade")]
            {
                out.text(name, short(fields.get(field).unwrap_or_default()));
            }
            if let Framing::Length(length) = self.request.framing {
                out.field("length", Value::Int(i64::try_from(length).unwrap_or(i64::MAX)));
            }
        }
        self.request.tell_notes(out);
        out.finish();
    }

    fn request_content(&mut self, method: usize, target: &Target<'_>, out: &Sink<'_>) {
        if !out.parts_wanted() && !out.files_wanted() {
            return;
        }
        let fields = &self.request.fields;
        let kind = fields.get("content-type").unwrap_or_default();
        let codings = coding::listed(fields.steering("content-encoding").unwrap_or_default());
        let name = target.uri.path.map(uri::normal_path).unwrap_or_default();
        let upload = matches!(method, methods::POST | methods::PUT);
        let announced = match self.request.framing {
            Framing::Length(length) => Some(length),
            _ => None,
        };
        let about = About {
            transaction: self.request.transaction,
            role: if upload { Role::Upload } else { Role::Request },
            codings: &codings.codings,
            boundary: multipart::boundary(kind).filter(|_| method == methods::POST),
            name: name.get(..MAX_NAME).unwrap_or(&name),
            kind,
            announced,
        };
        self.request.content = Some(Box::new(Content::new(&about, &mut self.files)));
    }
}

/// At most so much of a text as an observation carries.
pub(super) fn short(bytes: &[u8]) -> &[u8] {
    bytes.get(..MAX_TEXT).unwrap_or(bytes)
}

/// A request's target, split.
struct Target<'a> {
    uri: Uri<'a>,
    host: Option<Vec<u8>>,
    port: Option<u16>,
    bad_port: bool,
    raw: &'a [u8],
}

impl<'a> Target<'a> {
    fn of(line: &RequestLine<'a>, method: usize) -> Self {
        if method == methods::CONNECT {
            // The target is host and port (RFC 9112 §3.2.3).
            let named = uri::host_port(line.uri);
            let (host, port) = (Some(named.host), named.port);
            return Self { uri: Uri::default(), host, port, bad_port: !named.valid, raw: line.uri };
        }
        let uri = uri::split(line.uri);
        let host = uri.host.map(|host| {
            let mut plain = Vec::new();
            uri::decode(host, &mut plain);
            plain.make_ascii_lowercase();
            while plain.last() == Some(&b'.') {
                plain.pop();
            }
            plain
        });
        let port = uri.port.and_then(|port| std::str::from_utf8(port).ok()?.parse().ok());
        let bad_port = uri.port.is_some_and(|_| port.is_none());
        Self { uri, host, port, bad_port, raw: line.uri }
    }

    /// Host and path: what the request is about.
    fn object(&self, host: &[u8]) -> String {
        let path = self.uri.path.unwrap_or(if self.host.is_some() { b"" } else { self.raw });
        let mut name = [host, path].concat();
        name.truncate(MAX_OBJECT);
        text(&name)
    }
}

/// Up to the line's end and with it, and whether it is there.
fn to_line_end(data: &[u8]) -> (usize, bool) {
    data.iter().position(|byte| *byte == b'\n').map_or((data.len(), false), |at| (at + 1, true))
}

/// What stands at the front. `strict`: only what is certainly a request counts as one.
fn front(data: &[u8], strict: bool) -> Front {
    match data {
        [b'\n', ..] => return Front::Empty(1),
        [b'\r', b'\n', ..] => return Front::Empty(2),
        [b'\r' | b' ' | b'\t'] => return Front::More,
        [b' ' | b'\t', b'\n', ..] => return Front::Empty(2),
        _ => {}
    }
    let start = data.iter().position(|byte| !is_blank(*byte)).unwrap_or(data.len());
    let text = data.get(start..).unwrap_or_default();
    let junk = |data: &[u8]| {
        let (used, ended) = to_line_end(data);
        Front::Junk(used, ended)
    };
    let window = data.get(..MAX_FIELD).unwrap_or(data);
    let whole = line_len(Side::Request, window);
    if strict {
        return match whole {
            None if window.len() < MAX_FIELD => Front::More,
            None => Front::Junk(MAX_FIELD, false),
            Some(len) => match request_in(data.get(..len).unwrap_or_default()) {
                Some(0) => Front::Line(len),
                Some(at) => Front::Junk(at, false),
                None => Front::Junk(len, true),
            },
        };
    }
    let Some(len) = text.iter().position(|byte| is_blank(*byte)) else {
        let token = text.iter().all(|byte| is_token(*byte));
        return if token && text.len() <= MAX_METHOD { Front::More } else { junk(data) };
    };
    let method = text.get(..len).unwrap_or_default();
    if !(1..=MAX_METHOD).contains(&len) || !method.iter().all(|byte| is_token(*byte)) {
        return junk(data);
    }
    let Some(len) = whole else {
        return if window.len() < MAX_FIELD { Front::More } else { Front::TooLong };
    };
    let whole = data.get(..len).unwrap_or_default();
    let line = lines::request_line(whole);
    let known = methods::known(line.method).is_some();
    let versioned = version(line.protocol).0 != Version::Invalid;
    if known || versioned { Front::Line(len) } else { Front::Junk(len, true) }
}
