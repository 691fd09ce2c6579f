//! HTTP/0.9, 1.0 and 1.1 on any port, both directions, from the middle of a conversation too.
//!
//! Sources: RFC 9110 (semantics), RFC 9112 (HTTP/1.1 messages), RFC 1945 (HTTP/1.0 and 0.9),
//! RFC 6266 (Content-Disposition), RFC 7578 (forms). Where peers are more lenient than the
//! standards, messages are read as libhtp reads them (the parser inside Suricata, whose names the
//! buffers and events have): attackers hide behind the difference.
//! Not covered: multipart/byteranges bodies, SWF and PDF contents, cookies' parts.

use std::collections::VecDeque;

use model::observation::{Field, Risk};

use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

pub(crate) mod coding;
pub(crate) mod content;
mod half;
mod headers;
mod lines;
pub(crate) mod methods;
pub(crate) mod multipart;
mod parts;
mod recognise;
mod request;
pub(crate) mod response;
mod uri;

#[cfg(test)]
mod tests;

use half::{Half, Move};
use lines::Side;
pub(crate) use parts::VALUES;

pub(crate) struct Http;

impl Protocol for Http {
    const NAME: &'static str = "http";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = methods::OPERATIONS;
    // RFC 9110 §4.2.1 (80); IANA: http-alt 8080 and 8008, ndl-aas 3128 (proxies), 5985 (WinRM);
    // 8000, 8081 and 8888 by custom.
    const HINTS: &'static [Hint] = &[
        Hint::Tcp(80),
        Hint::Tcp(8080),
        Hint::Tcp(8008),
        Hint::Tcp(3128),
        Hint::Tcp(5985),
        Hint::Tcp(8000),
        Hint::Tcp(8081),
        Hint::Tcp(8888),
    ];
    const MAX_MESSAGE: usize = 2 * headers::MAX_FIELD;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        recognise::probe(data)
    }
}

const fn text(name: &'static str, source: &'static str) -> Field {
    Field { name, kind: "text", unit: "", source }
}

const FIELDS: &[Field] = &[
    text("host", "RFC 9110 §7.2"),
    text("uri", "RFC 9112 §3.2"),
    text("version", "RFC 9112 §2.3"),
    text("user_agent", "RFC 9110 §10.1.5"),
    text("referer", "RFC 9110 §10.1.3"),
    text("product", "RFC 9110 §10.1.5, §10.2.4"),
    text("server", "RFC 9110 §10.2.4"),
    text("content_type", "RFC 9110 §8.3"),
    text("content_encoding", "RFC 9110 §8.4"),
    text("location", "RFC 9110 §10.2.2"),
    text("file_name", "RFC 6266 §4.3"),
    text("upgrade", "RFC 9110 §7.8"),
    Field { name: "status", kind: "u16", unit: "", source: "RFC 9110 §15" },
    Field { name: "length", kind: "u64", unit: "byte", source: "RFC 9110 §8.6" },
];

/// Requests that wait for their response.
const MAX_WAITING: usize = 64;

/// A request, as its response needs to know it.
#[derive(Default)]
struct Asked {
    transaction: u32,
    /// Its row in [`methods::OPERATIONS`].
    method: usize,
    /// Host and path, where observations are wanted.
    object: String,
    /// The path in its normal form, where a file would be named by it.
    path: Vec<u8>,
}

/// A connection.
#[derive(Default)]
pub(crate) struct Talk {
    client: Option<End>,
    request: Half,
    response: Half,
    waiting: VecDeque<Asked>,
    /// The request that the response at hand answers.
    asked: Asked,
    /// The response at hand began with something else than a status line.
    early: bool,
    /// `100 Continue` was said.
    continued: bool,
    /// Transactions so far.
    transactions: u32,
    /// Files so far.
    files: u32,
    /// Bytes that make no sense and were found behind some that did.
    to_skip: usize,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if self.to_skip > 0 {
            return Step::Skip(std::mem::take(&mut self.to_skip).min(pdu.data.len()));
        }
        let side = match self.side(pdu) {
            Ok(side) => side,
            Err(step) => return step,
        };
        if side == Side::Response {
            self.request_is_over(out);
        }
        let mut at = 0;
        let step = loop {
            let Some(rest) = pdu.data.get(at..).filter(|rest| !rest.is_empty()) else {
                break Step::Done(at);
            };
            match self.advance(side, pdu.from, rest, out) {
                Move::Took(used) => at += used,
                Move::Changed(used) => break Step::Done(at + used),
                Move::Skip(bytes) if at == 0 => break Step::Skip(bytes),
                Move::Skip(bytes) => {
                    self.to_skip = bytes;
                    break Step::Done(at);
                }
                Move::More if at == 0 => break Step::Need(rest.len() + 1),
                Move::More => break Step::Done(at),
            }
        };
        match side {
            Side::Request => self.request.settle(&mut self.files, out),
            Side::Response => self.response.settle(&mut self.files, out),
        }
        step
    }

    fn lost(&mut self, from: End) {
        self.gap(from, 0);
    }

    fn gap(&mut self, from: End, bytes: u64) {
        let Some(client) = self.client else { return };
        let side = if from == client { Side::Request } else { Side::Response };
        self.half(side).gap(bytes);
        if side == Side::Response {
            // Responses may be missing: what comes next answers the newest request.
            while self.waiting.len() > 1 {
                self.waiting.pop_front();
            }
        }
    }

    fn closed(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(client) = self.client else { return };
        match pdu.from == client {
            true => self.request_closed(pdu, out),
            false => self.response_closed(pdu, out),
        }
    }
}

impl Talk {
    fn half(&mut self, side: Side) -> &mut Half {
        match side {
            Side::Request => &mut self.request,
            Side::Response => &mut self.response,
        }
    }

    /// What the speaker is: settled by the first line that only one of both can say.
    fn side(&mut self, pdu: &Pdu<'_>) -> Result<Side, Step> {
        let client = match (self.client, recognise::speaker(pdu.data)) {
            (Some(client), _) => client,
            (None, recognise::Speaker::Client) => pdu.from,
            (None, recognise::Speaker::Server) => pdu.from.other(),
            (None, recognise::Speaker::NeedMore) => return Err(Step::Need(pdu.data.len() + 1)),
            (None, recognise::Speaker::Nobody(line)) => return Err(Step::Skip(line)),
        };
        self.client = Some(client);
        Ok(if pdu.from == client { Side::Request } else { Side::Response })
    }

    fn advance(&mut self, side: Side, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        match side {
            Side::Request => self.advance_request(from, data, out),
            Side::Response => self.advance_response(from, data, out),
        }
    }
}
