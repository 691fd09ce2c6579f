//! HART-IP: HART commands over IP, from instrument managers and gateways to field devices.
//!
//! Source: FieldComm Group HCF_SPEC-085 (network management: HART-IP header, message types and
//! identifiers), HCF_SPEC-081 (token-passing PDU: delimiter, address, check byte), HCF_SPEC-127
//! (universal commands), HCF_SPEC-151 (common practice commands). Version 1, and what version 2
//! shares with it.
//! Ports: TCP and UDP 5094.
//! Not covered: TLS of version 2, direct PDUs beyond naming them, device-specific commands beyond
//! their number, values of device variables.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod command;
#[cfg(test)]
mod tests;

/// Header length. HCF_SPEC-085 §10.
const HEADER: usize = 8;
/// The largest message a header can announce that we believe: a token-passing PDU has at most
/// 5 + 3 + 255 octets, a direct PDU and an audit log fit into a datagram.
const MAX_LENGTH: usize = 1500;
/// Message types.
const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const PUBLISH: u8 = 2;
const NAK: u8 = 15;
/// Message identifiers.
const INITIATE: u8 = 0;
const CLOSE: u8 = 1;
const KEEP_ALIVE: u8 = 2;
const TOKEN_PASSING: u8 = 3;
const LAST_ID: u8 = 5;

const fn f(name: &'static str, kind: &'static str, unit: &'static str) -> Field {
    Field { name, kind, unit, source: "HCF_SPEC-085 §10, HCF_SPEC-127" }
}

pub(crate) struct HartIp;

impl Protocol for HartIp {
    const NAME: &'static str = "hart_ip";
    const FIELDS: &'static [Field] = &[
        f("sequence", "u16", ""),
        f("inactivity", "u32", "ms"),
        f("command", "u16", ""),
        f("frame", "text", ""),
        f("device_status", "u8", ""),
        f("manufacturer_id", "u16", ""),
        f("device_type", "u16", ""),
        f("device_id", "u32", ""),
        f("vendor", "text", ""),
        f("serial", "text", ""),
        f("firmware", "text", ""),
        f("hardware", "text", ""),
        f("universal_revision", "u8", ""),
        f("name", "text", ""),
        f("description", "text", ""),
        f("message", "text", ""),
    ];
    const OPERATIONS: &'static [Operation] = &[
        Operation::new(0, "session_initiate", Risk::Link),
        Operation::new(1, "session_close", Risk::Link),
        Operation::new(2, "keep_alive", Risk::Link),
        Operation::new(3, "token_passing_pdu", Risk::Read),
        // Of version 2 only: told apart from the messages of version 1.
        Operation::new(0x1_0004, "direct_pdu", Risk::Write),
        Operation::new(0x1_0005, "read_audit_log", Risk::Identify),
    ];
    const FURTHER: &'static [&'static str] = command::NAMES;
    const HINTS: &'static [Hint] = &[Hint::Tcp(5094), Hint::Udp(5094)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Link;

    fn probe(data: &[u8]) -> Probe {
        let header = match front(data) {
            Front::Header(header) => header,
            Front::Short => return Probe::NeedMore,
            Front::Wrong => return Probe::No,
        };
        let Some(body) = data.get(HEADER..header.length) else {
            return if header.is_plain() { Probe::NeedMore } else { Probe::OnPort };
        };
        match header.id {
            TOKEN_PASSING if command::Frame::read(body).is_some_and(|f| f.check) => Probe::Yes,
            INITIATE | CLOSE | KEEP_ALIVE if header.is_plain() => Probe::Maybe,
            _ => Probe::OnPort,
        }
    }
}

static NOTHING: Operation = Operation::new(0x1_0006, "unknown", Risk::Write);

/// Identifiers that only version 2 has get codes above those of version 1.
fn operation(id: u8) -> &'static Operation {
    let code = if id > TOKEN_PASSING { 0x1_0000 | u32::from(id) } else { id.into() };
    lookup(HartIp::OPERATIONS, code).unwrap_or(&NOTHING)
}

#[derive(Clone, Copy)]
struct Header {
    kind: u8,
    id: u8,
    status: u8,
    sequence: u16,
    length: usize,
}

impl Header {
    /// Whether the length is the one that the message has.
    fn is_plain(&self) -> bool {
        match self.id {
            // Who is master, and after how long silence ends the session.
            INITIATE => self.length == HEADER + 5,
            CLOSE | KEEP_ALIVE => self.length == HEADER,
            _ => self.length > HEADER,
        }
    }
}

enum Front {
    Header(Header),
    Short,
    Wrong,
}

fn front(data: &[u8]) -> Front {
    let mut r = Reader::new(data);
    match (r.u8(), r.u8(), r.u8()) {
        (Some(1 | 2), Some(REQUEST | RESPONSE | PUBLISH | NAK), Some(0..=LAST_ID)) => {}
        (Some(1 | 2), None, None) => return Front::Short,
        (Some(1 | 2), Some(REQUEST | RESPONSE | PUBLISH | NAK), None) => return Front::Short,
        _ => return Front::Wrong,
    }
    let (Some(status), Some(sequence), Some(length)) = (r.u8(), r.u16(), r.u16()) else {
        return Front::Short;
    };
    let kind = data.get(1).copied().unwrap_or_default();
    let id = data.get(2).copied().unwrap_or_default();
    let length = usize::from(length);
    if (HEADER..=MAX_LENGTH).contains(&length) {
        Front::Header(Header { kind, id, status, sequence, length })
    } else {
        Front::Wrong
    }
}

/// Nothing is remembered but whether the last bytes of an end made sense.
#[derive(Default)]
pub(crate) struct Link {
    astray: [bool; 2],
    told: bool,
}

impl Session for Link {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let header = match front(pdu.data) {
            Front::Header(header) => header,
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(message) = pdu.data.get(..header.length) else {
            return Step::Need(header.length);
        };
        *pdu.from.of_mut(&mut self.astray) = false;
        if !self.told && header.kind == REQUEST {
            self.told = true;
            out.client(pdu.from);
        }
        tell(header, message.get(HEADER..).unwrap_or_default(), out);
        Step::Done(header.length)
    }

    fn lost(&mut self, from: crate::protocol::End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Link {
    /// No header here: on to the next octet that can be a version.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("hart_ip.header", 0, "version");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| matches!(byte, 1 | 2));
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }
}

fn tell(header: Header, body: &[u8], out: &mut Sink<'_>) {
    let kind = match header.kind {
        REQUEST => Kind::Request,
        PUBLISH => Kind::Spontaneous,
        _ => Kind::Response,
    };
    out.begin(kind, operation(header.id));
    out.field("sequence", header.sequence);
    if header.kind == NAK || (header.kind == RESPONSE && header.status != 0) {
        out.failed(header.status.into(), status_name(header.status));
    } else if header.kind == RESPONSE {
        out.ok();
    }
    match header.id {
        INITIATE => {
            let mut r = Reader::new(body);
            if let (Some(_), Some(timer)) = (r.u8(), r.u32()) {
                out.field("inactivity", timer);
            } else if header.kind != NAK {
                out.anomaly("hart_ip.truncated", HEADER, "inactivity");
            }
        }
        TOKEN_PASSING => command::tell(body, out),
        _ => out.values(body),
    }
    out.finish();
}

/// HCF_SPEC-085: status of a response header.
fn status_name(status: u8) -> &'static str {
    match status {
        2 => "invalid_selection",
        5 => "too_few_bytes",
        6 => "device_specific_error",
        8 => "set_to_nearest_value",
        14 => "version_not_supported",
        15 => "all_sessions_in_use",
        16 => "access_restricted",
        _ => "error",
    }
}
