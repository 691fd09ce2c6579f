//! What is remembered of one direction, and the steps that both have in common.

use super::content::Content;
use super::headers::{self, Added, Fields, MAX_FIELD, Next, flaw};
use super::lines::Side;
use crate::sink::Sink;

/// Bytes of the raw header block that are kept for rules.
const MAX_RAW: usize = 64 * 1024;
/// Oddities kept of one message.
const MAX_NOTES: usize = 16;
/// Buffers larger than this are given back after a message.
const KEPT_CAPACITY: usize = 4096;
/// A chunk longer than this has no length (libhtp's limit).
const MAX_CHUNK: u64 = i32::MAX as u64;

/// What became of the bytes at the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Took(usize),
    /// Taken, and from there on the flow speaks something else.
    Changed(usize),
    Skip(usize),
    More,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Between messages.
    #[default]
    Start,
    Head,
    Body,
    Trailer,
    /// Inside a line that is no message.
    Junk,
    /// Bytes behind a CONNECT, until it is answered.
    Wait,
    /// Not HTTP any more.
    Tunnel,
}

/// How a body is delimited (RFC 9112 §6).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    #[default]
    None,
    Length(u64),
    UntilClose,
    ChunkSize,
    ChunkData(u64),
    ChunkEnd,
}

#[derive(Default)]
pub(super) struct Half {
    pub(super) state: State,
    pub(super) framing: Framing,
    pub(super) transaction: u32,
    /// Bytes were lost: only what is certain counts until a message was found.
    pub(super) damaged: bool,
    /// Belongs to the line end behind us, if it comes next.
    swallow: Option<u8>,
    /// The first line of the message at hand.
    pub(super) line: Vec<u8>,
    pub(super) fields: Fields,
    pub(super) raw: Vec<u8>,
    /// How much of it is in front of the body.
    pub(super) head_len: usize,
    scratch: Vec<u8>,
    notes: Vec<&'static str>,
    pub(super) content: Option<Box<Content>>,
    /// The message is complete, and nobody was told.
    pub(super) complete: bool,
}

impl Half {
    /// A new message begins with this line.
    pub(super) fn begin(
        &mut self,
        transaction: u32,
        line: &[u8],
        files: &mut u32,
        out: &mut Sink<'_>,
    ) {
        self.settle(files, out);
        self.content = None;
        self.transaction = transaction;
        self.line.clear();
        self.line.extend_from_slice(line);
        self.fields.clear();
        self.raw.clear();
        self.notes.clear();
        self.head_len = 0;
        self.framing = Framing::None;
        self.damaged = false;
        self.state = State::Head;
    }

    /// Notes an oddity by its event's name, with the protocol in front: once a message.
    pub(super) fn note(&mut self, code: &'static str) {
        if self.notes.len() < MAX_NOTES && !self.notes.contains(&code) {
            self.notes.push(code);
        }
    }

    /// Tells what was noted; called while the message's observation is open.
    pub(super) fn tell_notes(&mut self, out: &mut Sink<'_>) {
        for code in self.notes.drain(..) {
            if !code.ends_with("_repetition") {
                out.anomaly(code, 0, "");
            }
            out.event(self.transaction, code.strip_prefix("http.").unwrap_or(code));
        }
    }

    /// A single oddity behind the head.
    pub(super) fn tell(&self, code: &'static str, out: &mut Sink<'_>) {
        out.anomaly(code, 0, "");
        out.event(self.transaction, code.strip_prefix("http.").unwrap_or(code));
    }

    /// The message is over.
    pub(super) fn end(&mut self) {
        self.state = State::Start;
        self.framing = Framing::None;
        self.complete = true;
        if self.line.capacity() > KEPT_CAPACITY {
            self.line = Vec::new();
        }
        if self.raw.capacity() > KEPT_CAPACITY {
            self.raw = Vec::new();
        }
        self.fields.give_back(KEPT_CAPACITY);
    }

    /// Says that a complete message is over. Not before the bytes at hand are looked at: what
    /// follows a message and begins none belongs to it.
    pub(super) fn settle(&mut self, files: &mut u32, out: &mut Sink<'_>) {
        if std::mem::take(&mut self.complete) {
            if let Some(content) = &mut self.content {
                content.end(true, files, out);
            }
            out.done(self.transaction);
        }
    }

    /// Bytes are missing.
    pub(super) fn gap(&mut self, bytes: u64) {
        self.swallow = None;
        if let Some(content) = &mut self.content {
            content.hole();
        }
        let inside = |left: u64| bytes > 0 && bytes < left;
        self.framing = match (self.state, self.framing) {
            (State::Tunnel, framing) => framing,
            (State::Body, Framing::Length(left)) if inside(left) => Framing::Length(left - bytes),
            (State::Body, Framing::ChunkData(left)) if inside(left) => {
                Framing::ChunkData(left - bytes)
            }
            (State::Body, Framing::Length(left)) if left == bytes => {
                self.end();
                Framing::None
            }
            (State::Body, Framing::UntilClose) => Framing::UntilClose,
            _ => {
                self.complete |= !matches!(self.state, State::Start | State::Wait);
                self.state = State::Start;
                self.damaged = true;
                Framing::None
            }
        };
    }

    /// A first line ended so: LF CR is one line end.
    pub(super) fn line_ended(&mut self, line: &[u8]) {
        let bare = line.last() == Some(&b'\n') && !line.ends_with(b"\r\n");
        self.swallow = bare.then_some(b'\r');
    }

    /// The other half of a line end that was cut in two.
    pub(super) fn swallow(&mut self, data: &[u8]) -> bool {
        let wanted = self.swallow.take();
        wanted.is_some() && wanted == data.first().copied()
    }

    /// Reads fields until the empty line. `Ok(true)`: it was found.
    pub(super) fn read_fields(
        &mut self,
        side: Side,
        data: &[u8],
        out: &Sink<'_>,
    ) -> Result<(usize, bool), Move> {
        let mut at = 0;
        loop {
            let rest = data.get(at..).unwrap_or_default();
            let mut value = std::mem::take(&mut self.scratch);
            let next = headers::next(side, rest, &mut value);
            self.scratch = value;
            match next {
                Next::Field { name, flaws, used } => {
                    self.keep_raw(rest.get(..used), out);
                    self.add(side, name, flaws);
                    at += used;
                }
                Next::End { used, swallow } => {
                    self.keep_raw(rest.get(..used), out);
                    self.swallow = swallow;
                    return Ok((at + used, true));
                }
                Next::More if at > 0 => return Ok((at, false)),
                Next::More => return Err(Move::More),
                Next::TooLong if at > 0 => return Ok((at, false)),
                Next::TooLong => return Err(Move::Skip(MAX_FIELD)),
            }
        }
    }

    fn keep_raw(&mut self, bytes: Option<&[u8]>, out: &Sink<'_>) {
        if out.parts_wanted() && self.raw.len() < MAX_RAW {
            self.raw.extend_from_slice(bytes.unwrap_or_default());
        }
    }

    /// Adds the field whose value is in the scratch buffer.
    fn add(&mut self, side: Side, name: &[u8], flaws: u8) {
        let value = std::mem::take(&mut self.scratch);
        let added = self.fields.add(name, super::lines::trim(&value));
        self.scratch = value;
        for (flaw, request, response) in FLAWS {
            if flaws & flaw != 0 {
                self.note(if side == Side::Request { request } else { response });
            }
        }
        let (request, response) = match added {
            Added::New | Added::Again => return,
            Added::Repeated => {
                ("http.request_header_repetition", "http.response_header_repetition")
            }
            Added::OtherLength => (
                "http.duplicate_content_length_field_in_request",
                "http.duplicate_content_length_field_in_response",
            ),
            Added::TooMany => ("http.request_too_many_headers", "http.response_too_many_headers"),
        };
        self.note(if side == Side::Request { request } else { response });
    }

    /// Bytes of the body for those who look at it.
    pub(super) fn give(&mut self, data: &[u8], files: &mut u32, out: &mut Sink<'_>) {
        if let Some(content) = &mut self.content {
            content.push(data, files, out);
        }
    }

    /// One step through a body. A message without one, or at its end, is over.
    pub(super) fn body(
        &mut self,
        side: Side,
        data: &[u8],
        files: &mut u32,
        out: &mut Sink<'_>,
    ) -> Move {
        match self.framing {
            Framing::None => {
                self.end();
                Move::Took(0)
            }
            Framing::UntilClose => {
                self.give(data, files, out);
                Move::Took(data.len())
            }
            Framing::Length(left) => {
                let used = take(data, left);
                self.give(data.get(..used).unwrap_or_default(), files, out);
                self.framing = Framing::Length(left - used as u64);
                if self.framing == Framing::Length(0) {
                    self.end();
                }
                Move::Took(used)
            }
            Framing::ChunkData(left) => {
                let used = take(data, left);
                self.give(data.get(..used).unwrap_or_default(), files, out);
                let left = left - used as u64;
                self.framing = if left == 0 { Framing::ChunkEnd } else { Framing::ChunkData(left) };
                Move::Took(used)
            }
            Framing::ChunkEnd => match data.iter().position(|byte| *byte == b'\n') {
                Some(at) => {
                    self.framing = Framing::ChunkSize;
                    Move::Took(at + 1)
                }
                None => Move::Took(data.len()),
            },
            Framing::ChunkSize => self.chunk_size(side, data, out),
        }
    }

    /// A chunk's first line (RFC 9112 §7.1). Blanks and empty lines in front of it do not count.
    fn chunk_size(&mut self, side: Side, data: &[u8], out: &mut Sink<'_>) -> Move {
        let blank = |byte: &u8| super::lines::is_blank(*byte);
        let Some(start) = data.iter().position(|byte| !blank(byte)) else {
            return Move::Took(data.len());
        };
        if start > 0 {
            // On their own, so that it does not matter how much of the line is there already.
            return Move::Took(start);
        }
        if !data.first().is_some_and(u8::is_ascii_hexdigit) {
            return self.no_chunk(side, out);
        }
        let window = data.get(..MAX_FIELD).unwrap_or(data);
        let Some(len) = window.iter().position(|byte| *byte == b'\n') else {
            return if window.len() < MAX_FIELD { Move::More } else { Move::Skip(MAX_FIELD) };
        };
        let line = data.get(..len).unwrap_or_default();
        let digits = line.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(line.len());
        let (digits, extension) = line.split_at_checked(digits).unwrap_or((line, &[]));
        if extension.contains(&b';') {
            let code = match side {
                Side::Request => "http.request_chunk_extension",
                Side::Response => "http.response_chunk_extension",
            };
            out.event(self.transaction, code.strip_prefix("http.").unwrap_or(code));
        }
        let size = std::str::from_utf8(digits).ok().and_then(|d| u64::from_str_radix(d, 16).ok());
        match size.filter(|size| *size <= MAX_CHUNK) {
            Some(0) => {
                self.state = State::Trailer;
                self.framing = Framing::None;
            }
            Some(size) => self.framing = Framing::ChunkData(size),
            None if side == Side::Response => {}
            None => return self.no_chunk(side, out),
        }
        Move::Took(len + 1)
    }

    /// What should be a chunk is none: browsers take the rest of a response as it is.
    fn no_chunk(&mut self, side: Side, out: &mut Sink<'_>) -> Move {
        if side == Side::Response {
            self.tell("http.invalid_response_chunk_len", out);
            self.framing = Framing::UntilClose;
        } else {
            self.tell("http.invalid_request_chunk_len", out);
            self.end();
            self.damaged = true;
        }
        Move::Took(0)
    }
}

/// How many of the bytes at hand belong to the `left` that are due.
fn take(data: &[u8], left: u64) -> usize {
    usize::try_from(left).map_or(data.len(), |left| left.min(data.len()))
}

/// The events of a field's flaws: of requests, of responses.
const FLAWS: [(u8, &str, &str); 6] = [
    (flaw::MISSING_COLON, "http.request_field_missing_colon", "http.response_field_missing_colon"),
    (flaw::EMPTY_NAME, "http.request_invalid_empty_name", "http.response_invalid_empty_name"),
    (
        flaw::BLANK_AFTER_NAME,
        "http.request_invalid_lws_after_name",
        "http.response_invalid_lws_after_name",
    ),
    (
        flaw::BLANK_BEFORE_NAME,
        "http.invalid_request_field_folding",
        "http.invalid_response_field_folding",
    ),
    (flaw::NOT_TOKEN, "http.request_header_invalid", "http.response_header_name_not_token"),
    (flaw::DEFORMED_EOL, "http.deformed_eol", "http.deformed_eol"),
];
