//! Session Initiation Protocol: calls and registrations of telephones and intercoms.
//!
//! Source: RFC 3261 §7 (messages), §7.3.3 (compact forms), §18.3 (framing), §20 (header fields).
//! Ports: UDP and TCP 5060. Not covered: bodies (session descriptions), TLS on 5061.

use model::observation::{Field, Kind, Risk};

use crate::cursor::text;
use crate::lines;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Longest head waited for, and longest message.
const MAX_HEAD: usize = 16_384;
const MAX_BODY: usize = 65_536;
/// Header fields looked at.
const MAX_FIELDS: usize = 128;

const VERSION: &[u8] = b"SIP/2.0";

const RESPONSE: u32 = 1 << 16;
const FIRST: u32 = RESPONSE + 1;
const OTHER: Operation = Operation::new(FIRST + 14, "other_method", Risk::Read);
static UNKNOWN: Operation = OTHER;

/// Methods: RFC 3261 §7.1, and those of RFC 3262, 3311, 3428, 3515, 3903, 6086 and 6665.
const OPERATIONS: &[Operation] = &[
    Operation::new(RESPONSE, "response", Risk::Link),
    Operation::new(FIRST, "register", Risk::Link),
    Operation::new(FIRST + 1, "invite", Risk::Read),
    Operation::new(FIRST + 2, "ack", Risk::Link),
    Operation::new(FIRST + 3, "cancel", Risk::Link),
    Operation::new(FIRST + 4, "bye", Risk::Link),
    Operation::new(FIRST + 5, "options", Risk::Identify),
    Operation::new(FIRST + 6, "prack", Risk::Link),
    Operation::new(FIRST + 7, "update", Risk::Link),
    Operation::new(FIRST + 8, "message", Risk::Write),
    Operation::new(FIRST + 9, "refer", Risk::Control),
    Operation::new(FIRST + 10, "publish", Risk::Write),
    Operation::new(FIRST + 11, "info", Risk::Read),
    Operation::new(FIRST + 12, "subscribe", Risk::Read),
    Operation::new(FIRST + 13, "notify", Risk::Read),
    OTHER,
];

const FIELDS: &[Field] = &[
    Field { name: "code", kind: "u16", unit: "", source: "RFC 3261 §7.2" },
    Field { name: "reason", kind: "text", unit: "", source: "RFC 3261 §7.2" },
    Field { name: "from", kind: "text", unit: "", source: "RFC 3261 §20.20" },
    Field { name: "to", kind: "text", unit: "", source: "RFC 3261 §20.39" },
    Field { name: "method", kind: "text", unit: "", source: "RFC 3261 §7.1" },
    Field { name: "product", kind: "text", unit: "", source: "RFC 3261 §20.35, §20.41" },
];

/// Header fields that are laid open: name, compact form, and the buffer of rules.
const BUFFERS: &[(&[u8], &[u8], &str)] = &[
    (b"from", b"f", "sip.from"),
    (b"to", b"t", "sip.to"),
    (b"via", b"v", "sip.via"),
    (b"user-agent", b"", "sip.user_agent"),
    (b"content-type", b"c", "sip.content_type"),
    (b"content-length", b"l", "sip.content_length"),
];

pub(crate) struct Sip;

impl Protocol for Sip {
    const NAME: &'static str = "sip";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(5060), Hint::Udp(5060)];
    const MAX_MESSAGE: usize = MAX_HEAD + MAX_BODY;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        let end = data.iter().take(512).position(|byte| *byte == b'\n');
        match end.and_then(|end| data.get(..end)) {
            Some(line) if start(line).is_some() => Probe::Yes,
            Some(_) => Probe::No,
            None if data.len() < 512 && may_start(data) => Probe::NeedMore,
            None => Probe::No,
        }
    }
}

/// The first line.
#[derive(Clone, Copy)]
enum Start<'a> {
    Request { method: &'a [u8], uri: &'a [u8] },
    Response { code: u16, digits: &'a [u8], reason: &'a [u8] },
}

fn start(line: &[u8]) -> Option<Start<'_>> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if let Some(rest) = line.strip_prefix(VERSION) {
        let (digits, reason) = rest.strip_prefix(b" ")?.split_at_checked(3)?;
        let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let reason = reason.strip_prefix(b" ").unwrap_or(reason);
        return (100..700).contains(&code).then_some(Start::Response { code, digits, reason });
    }
    let front = line.strip_suffix(VERSION)?.strip_suffix(b" ")?;
    let (method, uri) = lines::verb(front);
    let token = !method.is_empty() && method.iter().all(u8::is_ascii_uppercase);
    (token && !uri.is_empty()).then_some(Start::Request { method, uri })
}

/// Whether a line that has not ended yet may be a first line: a method and a URI of telephony.
fn may_start(data: &[u8]) -> bool {
    let (method, uri) = lines::verb(data);
    let begins = |with: &[u8]| with.starts_with(uri) || uri.starts_with(with);
    if VERSION.starts_with(data) || data.starts_with(b"SIP/2.0 ") {
        return true;
    }
    let known = |row: &Operation| {
        let name = row.name.as_bytes();
        let same = name.get(..method.len()).is_some_and(|n| n.eq_ignore_ascii_case(method));
        same && (uri.is_empty() || name.len() == method.len())
    };
    method.iter().all(u8::is_ascii_uppercase)
        && OPERATIONS.iter().any(known)
        && (begins(b"sip:") || begins(b"sips:") || begins(b"tel:"))
}

fn operation(method: &[u8]) -> &'static Operation {
    let methods = OPERATIONS.iter().filter(|row| (FIRST..OTHER.code).contains(&row.code));
    let found = methods.into_iter().find(|row| method.eq_ignore_ascii_case(row.name.as_bytes()));
    found.unwrap_or(&UNKNOWN)
}

/// Messages between two ends.
#[derive(Default)]
pub(crate) struct Talk {
    transaction: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        // Empty lines between messages keep connections alive. RFC 5626 §3.5.1.
        let blank = pdu.data.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if blank > 0 {
            return Step::Done(blank);
        }
        let window = pdu.data.get(..MAX_HEAD).unwrap_or(pdu.data);
        let Some(first) = window.iter().position(|byte| *byte == b'\n') else {
            return match window.len() {
                MAX_HEAD => Step::Skip(MAX_HEAD),
                length => Step::Need(length + 1),
            };
        };
        let line = window.get(..first).unwrap_or_default();
        let Some(start) = start(line) else { return Step::Skip(first + 1) };
        let Some(head) = head_end(window) else {
            return match window.len() {
                MAX_HEAD => Step::Skip(first + 1),
                length => Step::Need(length + 1),
            };
        };
        let fields = window.get(first + 1..head).unwrap_or_default();
        let length = fields_of(fields)
            .find(|(name, _)| is(name, b"content-length", b"l"))
            .and_then(|(_, value)| std::str::from_utf8(value).ok()?.parse::<usize>().ok());
        // Only streams need it; in a datagram the body ends with it. RFC 3261 §18.3.
        let whole = head + length.unwrap_or(0).min(MAX_BODY);
        if pdu.data.len() < whole {
            return Step::Need(whole);
        }
        self.message(pdu.from, start, line, fields, out);
        Step::Done(whole)
    }
}

/// Place behind the empty line.
fn head_end(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = data.get(at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        at += end + 1;
        if matches!(rest.get(..end), Some([] | [b'\r'])) {
            return Some(at);
        }
    }
}

/// Names and values; lines that go on are taken by themselves, and have no name.
fn fields_of(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let lines = head.split(|byte| *byte == b'\n').take(MAX_FIELDS);
    lines.filter(|line| !line.starts_with(b" ") && !line.starts_with(b"\t")).filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        Some((name.trim_ascii(), value.trim_ascii()))
    })
}

fn is(name: &[u8], long: &[u8], compact: &[u8]) -> bool {
    name.eq_ignore_ascii_case(long) || (!compact.is_empty() && name.eq_ignore_ascii_case(compact))
}

impl Talk {
    fn message(
        &mut self,
        from: End,
        start: Start<'_>,
        line: &[u8],
        fields: &[u8],
        out: &mut Sink<'_>,
    ) {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let transaction = self.transaction;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match start {
            Start::Request { method, uri } => {
                out.client(from);
                out.begin(Kind::Request, operation(method));
                out.buffer(transaction, "sip.request_line", line);
                out.buffer(transaction, "sip.method", method);
                out.buffer(transaction, "sip.uri", uri);
                out.named("uri", || text(uri));
                out.text("method", method);
            }
            Start::Response { code, digits, reason } => {
                out.client(from.other());
                out.begin(Kind::Response, OPERATIONS.first().unwrap_or(&UNKNOWN));
                out.buffer(transaction, "sip.response_line", line);
                out.buffer(transaction, "sip.stat_code", digits);
                out.buffer(transaction, "sip.stat_msg", reason);
                out.field("code", code);
                out.text("reason", reason);
                if code < 400 { out.ok() } else { out.failed(code.into(), "refused") }
            }
        }
        out.buffer(transaction, "sip.protocol", VERSION);
        for (name, value) in fields_of(fields) {
            let row = BUFFERS.iter().find(|(long, compact, _)| is(name, long, compact));
            if let Some((_, _, buffer)) = row {
                out.buffer(transaction, buffer, value);
            }
            match row.map(|(_, _, buffer)| *buffer) {
                Some("sip.from") => out.text("from", value),
                Some("sip.to") => out.text("to", value),
                Some("sip.user_agent") => out.text("product", value),
                None if is(name, b"server", b"") => out.text("product", value),
                _ => {}
            }
        }
        out.finish();
        out.done(transaction);
    }
}
