//! The server's direction.

use model::observation::{Kind, Value};

use super::content::{About, Content, Role};
use super::half::{Framing, Move, State};
use super::headers::{self, MAX_FIELD, has_word};
use super::lines::{self, Side, StatusLine, Version, is_blank, line_len, version};
use super::recognise::{Shape, status_shape};
use super::request::{MAX_NAME, short};
use super::{Asked, Talk, coding, methods, multipart, parts};
use crate::protocol::{End, Pdu};
use crate::sink::Sink;

/// Blanks and NUL bytes that may stand in front of a status line.
const MAX_LEAD: usize = 64;

/// What stands at the front between two responses.
enum Front {
    Empty(usize),
    /// `http`, in whatever case.
    Named,
    Other,
    More,
}

impl Talk {
    pub(super) fn advance_response(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        if self.response.swallow(data) {
            return Move::Took(1);
        }
        match self.response.state {
            State::Start if self.response.damaged => self.find_response(data),
            State::Start => self.response_start(from, data, out),
            State::Head => match self.response.read_fields(Side::Response, data, out) {
                Ok((used, false)) => Move::Took(used),
                Ok((used, true)) => match self.response_head(out) {
                    true => Move::Changed(used),
                    false => Move::Took(used),
                },
                Err(Move::Skip(bytes)) => {
                    self.response.note("http.response_field_too_long");
                    self.response_head(out);
                    self.response.end();
                    self.response.damaged = true;
                    Move::Skip(bytes)
                }
                Err(other) => other,
            },
            State::Body => self.response.body(Side::Response, data, &mut self.files, out),
            State::Trailer => match self.response.read_fields(Side::Response, data, out) {
                Ok((used, done)) => {
                    if done {
                        parts::trailer(&self.response, out);
                        self.response.end();
                    }
                    Move::Took(used)
                }
                Err(Move::Skip(bytes)) => {
                    self.response.end();
                    Move::Skip(bytes)
                }
                Err(other) => other,
            },
            State::Junk => self.junk(data, out),
            State::Wait | State::Tunnel => Move::Skip(data.len()),
        }
    }

    /// Behind a gap: looks for the next status line, wherever it stands.
    fn find_response(&mut self, data: &[u8]) -> Move {
        const NAME: &[u8] = b"HTTP/1.";
        match data.windows(NAME.len()).position(|window| window == NAME) {
            Some(0) => match status_shape(data) {
                Shape::Yes => {
                    self.response.damaged = false;
                    Move::Took(0)
                }
                Shape::More => Move::More,
                Shape::No => Move::Skip(1),
            },
            Some(at) => Move::Skip(at),
            None if data.len() < NAME.len() => Move::More,
            None => Move::Skip(data.len() - NAME.len() + 1),
        }
    }

    fn response_start(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        match front(data) {
            Front::More => Move::More,
            Front::Empty(used) => Move::Took(used),
            Front::Named => {
                let window = data.get(..MAX_FIELD).unwrap_or(data);
                let Some(len) = line_len(Side::Response, window) else {
                    if window.len() < MAX_FIELD {
                        return Move::More;
                    }
                    self.response.tell("http.response_field_too_long", out);
                    self.response.damaged = true;
                    return Move::Skip(MAX_FIELD);
                };
                out.client(from.other());
                let line = data.get(..len).unwrap_or_default();
                self.begin_response(line, out);
                self.response.line_ended(line);
                self.lay_line_open(line, out);
                Move::Took(len)
            }
            Front::Other if self.response.transaction == 0 && self.waiting.is_empty() => {
                self.response.damaged = true;
                Move::Took(0)
            }
            Front::Other => {
                if !self.response.complete && !self.waiting.is_empty() && !self.early {
                    // No status line: an answer of HTTP/0.9, or rubbish in front of one.
                    self.begin_response(b"", out);
                    self.early = true;
                    self.early_content(out);
                }
                self.response.tell("http.response_body_unexpected", out);
                self.junk(data, out)
            }
        }
    }

    /// The first line, unless it is that of an interim response.
    fn lay_line_open(&self, whole: &[u8], out: &mut Sink<'_>) {
        if !out.parts_wanted() {
            return;
        }
        let line = lines::status_line(whole);
        if !matches!(line.code, Some(100 | 102..=199)) {
            parts::response_line(self.response.transaction, whole, &line, out);
        }
    }

    /// A line that belongs to no message's head: browsers take it as body.
    fn junk(&mut self, data: &[u8], out: &mut Sink<'_>) -> Move {
        let end = data.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let used = end.map_or(data.len(), |at| at + 1);
        self.response.give(data.get(..used).unwrap_or_default(), &mut self.files, out);
        self.response.state = if end.is_some() { State::Start } else { State::Junk };
        Move::Took(used)
    }

    fn begin_response(&mut self, line: &[u8], out: &mut Sink<'_>) {
        if std::mem::take(&mut self.early) {
            // The line comes behind rubbish of the same answer.
            let transaction = self.response.transaction;
            self.response.begin(transaction, line, &mut self.files, out);
            return;
        }
        self.asked = self.waiting.pop_front().unwrap_or_else(|| {
            self.transactions = self.transactions.saturating_add(1);
            Asked {
                transaction: self.transactions,
                method: methods::NO_REQUEST,
                ..Asked::default()
            }
        });
        self.response.begin(self.asked.transaction, line, &mut self.files, out);
        if self.asked.method == methods::NO_REQUEST {
            self.response.note("http.unable_to_match_response_to_request");
        }
        if line.is_empty() {
            self.response.state = State::Start;
        }
    }

    pub(super) fn response_closed(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.response.state == State::Start && matches!(front(pdu.data), Front::Named) {
            self.begin_response(pdu.data, out);
            self.lay_line_open(pdu.data, out);
            self.response_head(out);
        } else if self.response.state == State::Head {
            // What there is of the last field counts.
            let rest = [pdu.data, b"\n\n\n"].concat();
            let _ = self.response.read_fields(Side::Response, &rest, out);
            self.response_head(out);
        }
        let short = matches!(self.response.state, State::Body)
            && self.response.framing != Framing::UntilClose;
        if let Some(content) = &mut self.response.content {
            content.end(!short, &mut self.files, out);
        }
        if self.early || !matches!(self.response.state, State::Start | State::Tunnel) {
            self.response.end();
        }
        self.response.settle(&mut self.files, out);
    }

    /// The head is there: tells of the response and settles how its body is delimited. Whether the
    /// flow speaks something else from here on.
    fn response_head(&mut self, out: &mut Sink<'_>) -> bool {
        let line_bytes = std::mem::take(&mut self.response.line);
        let line = lines::status_line(&line_bytes);
        let (proto, extra) = version(line.protocol);
        if extra {
            self.response.note("http.protocol_contains_extra_data");
        }
        if proto == Version::Invalid {
            self.response.note("http.response_line_invalid_protocol");
        }
        if line.code.is_none() {
            self.response.note("http.response_line_invalid_response_status");
        }
        let code = line.code.unwrap_or(0);
        let interim = self.is_interim(code);
        let next = self.next_protocol(code, out);
        self.frame_response(code, proto);
        let codings = {
            let value = self.response.fields.steering("content-encoding").unwrap_or_default();
            coding::listed(value)
        };
        if codings.too_many {
            self.response.note("http.too_many_encoding_layers");
        }
        if codings.abnormal {
            self.response.note("http.abnormal_ce_header");
        }
        self.observe_response(&line, code, out);
        self.response.head_len = self.response.raw.len();
        if out.parts_wanted() && !interim {
            parts::response(&self.response, &line_bytes, out);
        }
        if !interim {
            self.response_content(&codings.codings, out);
        }
        self.response.line = line_bytes;
        self.after_head(code, interim, next, out)
    }

    /// `100 Continue` and its like: the answer proper comes behind it (RFC 9110 §15.2).
    fn is_interim(&mut self, code: u16) -> bool {
        let fields = &self.response.fields;
        let empty = fields.steering("transfer-encoding").is_none()
            && fields.steering("content-length").and_then(headers::number).unwrap_or(0) == 0;
        let interim = (100..200).contains(&code) && code != 101 && empty;
        if interim && code == 100 && std::mem::replace(&mut self.continued, true) {
            self.response.note("http.100_continue_already_seen");
        }
        interim
    }

    /// The protocol that follows, if HTTP ends here.
    fn next_protocol(&mut self, code: u16, out: &mut Sink<'_>) -> Option<&'static str> {
        let fields = &self.response.fields;
        let bare = fields.steering("transfer-encoding").is_none()
            && fields.steering("content-length").is_none();
        let next = match code {
            200..=299 if self.asked.method == methods::CONNECT => Some(""),
            101 if bare => {
                let upgrade = fields.steering("upgrade").unwrap_or_default();
                let has = |word| has_word(upgrade, word);
                Some(match upgrade {
                    _ if has("websocket") => "websocket",
                    _ if has("h2c") => "http2",
                    _ if has("tls") => "tls",
                    _ => "",
                })
            }
            101 => {
                self.response.note("http.switching_proto_with_content_length");
                None
            }
            _ => None,
        };
        if let Some(next) = next {
            out.speaks(next);
        }
        next
    }

    fn after_head(
        &mut self,
        code: u16,
        interim: bool,
        next: Option<&'static str>,
        out: &mut Sink<'_>,
    ) -> bool {
        if next.is_some() {
            self.response.end();
            self.response.settle(&mut self.files, out);
            self.request.settle(&mut self.files, out);
            self.request.state = State::Tunnel;
            self.response.state = State::Tunnel;
            return true;
        }
        if interim {
            let asked = std::mem::take(&mut self.asked);
            self.waiting.push_front(asked);
            self.response.state = State::Start;
            self.response.framing = Framing::None;
            return false;
        }
        self.continued = false;
        if self.request.state == State::Wait {
            // The tunnel was refused: the client goes on in HTTP.
            self.request.state = State::Start;
        }
        if (400..500).contains(&code) {
            self.request_refused();
        }
        let body = self.response.framing != Framing::None;
        self.response.state = if body { State::Body } else { State::Start };
        if !body {
            self.response.end();
        }
        false
    }

    /// A client that waits for `100 Continue` does not send its body after a refusal.
    fn request_refused(&mut self) {
        let fields = &self.request.fields;
        let expects = fields.get("expect").is_some_and(|value| value == b"100-continue");
        let announced = fields.steering("content-length").and_then(headers::number);
        let untouched = matches!(
            (self.request.framing, announced),
            (Framing::Length(left), Some(all)) if left == all
        );
        if expects && untouched && self.request.state == State::Body {
            self.request.end();
        }
    }

    /// How the body is delimited (RFC 9112 §6.3), where browsers agree with it.
    fn frame_response(&mut self, code: u16, proto: Version) {
        let fields = &self.response.fields;
        let length = fields.steering("content-length").map(headers::number);
        let coding = fields.steering("transfer-encoding");
        let chunked = coding.is_some_and(|value| has_word(value, "chunked"));
        let plainly = coding.is_some_and(|value| value.eq_ignore_ascii_case(b"chunked"));
        let bodiless = matches!(code, 100..=199 | 204 | 304);
        let byteranges =
            || has_word(fields.get("content-type").unwrap_or_default(), "multipart/byteranges");
        let framed = match length {
            _ if self.asked.method == methods::HEAD => Framing::None,
            None if bodiless && coding.is_none() => Framing::None,
            _ if chunked => Framing::ChunkSize,
            Some(Some(0)) => Framing::None,
            Some(Some(length)) => Framing::Length(length),
            Some(None) | None => Framing::UntilClose,
        };
        let several = framed == Framing::UntilClose && byteranges();
        self.response.framing = framed;
        if chunked && framed == Framing::ChunkSize {
            if !plainly {
                self.response.note("http.response_abnormal_transfer_encoding");
            }
            if proto < Version::V11 {
                self.response.note("http.response_chunked_old_proto");
            }
        } else if length == Some(None) {
            self.response.note("http.invalid_content_length_field_in_response");
        } else if several {
            self.response.note("http.response_multipart_byteranges");
        }
        if bodiless && framed != Framing::None {
            self.response.note("http.response_body_unexpected");
        }
    }

    fn observe_response(&mut self, line: &StatusLine<'_>, code: u16, out: &mut Sink<'_>) {
        out.begin(Kind::Response, methods::operation(self.asked.method));
        if out.wanted() {
            if !self.asked.object.is_empty() {
                out.named("url", || self.asked.object.clone());
            }
            match code {
                0 => {}
                100..=399 => out.ok(),
                _ => out.failed(code.into(), status_name(code)),
            }
            out.field("status", code);
            out.text("version", short(line.protocol));
            let fields = &self.response.fields;
            if let Some(server) = fields.get("server") {
                out.text("server", short(server));
                out.text("product", short(server));
            }
            for (field, name) in [
                ("content-type", "content_type"),
                ("content-encoding", "content_encoding"),
                ("location", "location"),
                ("upgrade", "upgrade"),
            ] {
                out.text(name, short(fields.get(field).unwrap_or_default()));
            }
            let disposition = fields.get("content-disposition").unwrap_or_default();
            let name = multipart::parameter(disposition, b"filename").unwrap_or_default();
            out.text("file_name", short(name));
            if let Framing::Length(length) = self.response.framing {
                out.field("length", Value::Int(i64::try_from(length).unwrap_or(i64::MAX)));
            }
        }
        self.response.tell_notes(out);
        out.finish();
    }

    fn response_content(&mut self, codings: &[coding::Coding], out: &Sink<'_>) {
        if !out.parts_wanted() && !out.files_wanted() {
            return;
        }
        let fields = &self.response.fields;
        let disposition = fields.get("content-disposition").unwrap_or_default();
        let name = multipart::parameter(disposition, b"filename").unwrap_or(&self.asked.path);
        let announced = match self.response.framing {
            Framing::Length(length) => Some(length),
            _ => None,
        };
        let about = About {
            transaction: self.response.transaction,
            role: Role::Response,
            codings,
            boundary: None,
            name: name.get(..MAX_NAME).unwrap_or(name),
            kind: fields.get("content-type").unwrap_or_default(),
            announced,
        };
        self.response.content = Some(Box::new(Content::new(&about, &mut self.files)));
    }

    /// What comes without a status line is a body without a head.
    fn early_content(&mut self, out: &Sink<'_>) {
        self.response_content(&[], out);
    }
}

fn front(data: &[u8]) -> Front {
    match data {
        [b'\r', b'\n', ..] => return Front::Empty(2),
        [b'\n' | b'\r', ..] => return Front::Empty(1),
        [b' ' | b'\t', b'\n', ..] => return Front::Empty(2),
        _ => {}
    }
    let lead = data.iter().take(MAX_LEAD).take_while(|b| is_blank(**b) || **b == 0).count();
    let blank = data.get(..lead).unwrap_or_default();
    if let Some(end) = blank.iter().rposition(|byte| matches!(byte, b'\r' | b'\n')) {
        return Front::Empty(end + 1);
    }
    let text = data.get(lead..).unwrap_or_default();
    let name = text.get(..4).unwrap_or(text);
    match b"http".get(..name.len()).is_some_and(|want| want.eq_ignore_ascii_case(name)) {
        false => Front::Other,
        true if name.len() < 4 => Front::More,
        true => Front::Named,
    }
}

/// The status in words (RFC 9110 §15.5, §15.6).
pub(crate) fn status_name(code: u16) -> &'static str {
    match code {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        407 => "proxy_authentication_required",
        408 => "request_timeout",
        409 => "conflict",
        411 => "length_required",
        413 => "content_too_large",
        414 => "uri_too_long",
        415 => "unsupported_media_type",
        416 => "range_not_satisfiable",
        426 => "upgrade_required",
        429 => "too_many_requests",
        500 => "internal_server_error",
        501 => "not_implemented",
        502 => "bad_gateway",
        503 => "service_unavailable",
        504 => "gateway_timeout",
        505 => "http_version_not_supported",
        _ if code < 500 => "client_error",
        _ => "server_error",
    }
}
