//! Genisys: supervision of railway interlockings, an asynchronous serial protocol, today in TCP.
//!
//! Source: Union Switch & Signal (Ansaldo STS) "Genisys code system", protocol appendix; message
//! types compared with the public parser `cisagov/icsnpp-genisys` (BSD).
//! Port: TCP 10001 and others of the plant's choice.
//! Not covered: what controls and indications mean.

use model::observation::{Field, Kind, Risk};

use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Every message ends with this octet; octets above `ESCAPE` do not occur in data.
const TERMINATOR: u8 = 0xf6;
const ESCAPE: u8 = 0xf0;
const ACKNOWLEDGE: u8 = 0xf1;
/// A message has at most 32 pairs of a byte address and a byte before escaping; twice for safety.
const MAX_LENGTH: usize = 512;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "Genisys protocol" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct Genisys;

impl Protocol for Genisys {
    const NAME: &'static str = "genisys";
    const FIELDS: &'static [Field] = &[f("station", "u8"), f("pairs", "u32"), f("checked", "bool")];
    const OPERATIONS: &'static [Operation] = &[
        o(0xf1, "acknowledge", Risk::Link),
        o(0xf2, "indication_data", Risk::Read),
        o(0xf3, "control_checkback", Risk::Control),
        o(0xf9, "common_control_data", Risk::Control),
        o(0xfa, "acknowledge_and_poll", Risk::Read),
        o(0xfb, "poll", Risk::Read),
        o(0xfc, "control_data", Risk::Control),
        o(0xfd, "recall", Risk::Read),
        o(0xfe, "execute_controls", Risk::Control),
    ];
    const HINTS: &'static [Hint] = &[Hint::Tcp(10001)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Message(total) => {
                match (message(data, total - 1).checked, total == data.len()) {
                    (Some(true), true) => Probe::Yes,
                    (Some(true), false) => Probe::Maybe,
                    (None, true) => Probe::OnPort,
                    _ => Probe::No,
                }
            }
            Front::Short if data.len() > 1 => Probe::OnPort,
            Front::Short | Front::Wrong => Probe::No,
        }
    }
}

enum Front {
    /// So many octets are a message.
    Message(usize),
    Short,
    Wrong,
}

/// The first octet that data cannot have is the terminator, or belongs to the checksum, which
/// captures show unescaped: the place where the checksum is right decides.
fn front(data: &[u8]) -> Front {
    match data.first() {
        Some(0xf1..=0xf3 | 0xf9..=0xfe) => {}
        _ => return Front::Wrong,
    }
    let window = data.get(..MAX_LENGTH - 1).unwrap_or(data);
    let Some(first) = window.iter().skip(1).position(|byte| *byte > ESCAPE) else {
        return if window.len() < MAX_LENGTH - 1 { Front::Short } else { Front::Wrong };
    };
    let first = first + 1;
    let ends = window.get(first) == Some(&TERMINATOR);
    if first < 2 {
        return Front::Wrong;
    }
    if ends && (first == 2 || data.first() == Some(&ACKNOWLEDGE)) {
        return Front::Message(first + 1);
    }
    for end in first..first + 3 {
        match window.get(end) {
            Some(&TERMINATOR) if message(window, end).checked == Some(true) => {
                return Front::Message(end + 1);
            }
            None if window.len() < MAX_LENGTH - 1 => return Front::Short,
            _ => {}
        }
    }
    if ends { Front::Message(first + 1) } else { Front::Wrong }
}

struct Message {
    header: u8,
    /// Station and data.
    bytes: Vec<u8>,
    /// Whether a checksum is there, and right. Acknowledgements and unsecured polls have none.
    checked: Option<bool>,
}

/// The message whose terminator is at `end`.
fn message(data: &[u8], end: usize) -> Message {
    let header = data.first().copied().unwrap_or_default();
    let inner = data.get(1..end).unwrap_or_default();
    let start = crc(0xffff, &[header]);
    match inner.split_last_chunk::<2>() {
        Some((covered, check)) if !covered.is_empty() && header != ACKNOWLEDGE => {
            let (bytes, check) = (unescape(covered), u16::from_le_bytes(*check));
            let checked = crc(start, &bytes) == check || crc(start, covered) == check;
            Message { header, bytes, checked: Some(checked) }
        }
        _ => Message { header, bytes: unescape(inner), checked: None },
    }
}

/// An escape octet is added to the next one.
fn unescape(inner: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut escaped = false;
    for byte in inner {
        match (escaped, *byte) {
            (false, ESCAPE) => escaped = true,
            (true, byte) => {
                bytes.push(ESCAPE.wrapping_add(byte));
                escaped = false;
            }
            (false, byte) => bytes.push(byte),
        }
    }
    bytes
}

/// CRC-16 with the reflected polynomial 0xA001.
fn crc(start: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(start, |crc, byte| {
        (0..8).fold(
            crc ^ u16::from(*byte),
            |crc, _| {
                if crc & 1 != 0 { crc >> 1 ^ 0xa001 } else { crc >> 1 }
            },
        )
    })
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let total = match front(pdu.data) {
            Front::Message(total) => total,
            Front::Short => return Step::Need(pdu.data.len() + 1),
            Front::Wrong => return self.stray(pdu, out),
        };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.message(pdu.from, pdu.data.get(..total).unwrap_or_default(), out);
        Step::Done(total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

static UNKNOWN: Operation = o(0xff, "unknown", Risk::Write);

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("genisys.framing", 0, "header");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte > ESCAPE);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, raw: &[u8], out: &mut Sink<'_>) {
        let message = message(raw, raw.len().saturating_sub(1));
        let office = message.header >= 0xf9;
        let row = lookup(Genisys::OPERATIONS, message.header.into()).unwrap_or(&UNKNOWN);
        out.begin(if office { Kind::Request } else { Kind::Response }, row);
        if !self.told {
            self.told = true;
            out.client(if office { from } else { from.other() });
        }
        if let Some(station) = message.bytes.first() {
            out.field("station", *station);
            out.range("station", (*station).into(), 1);
        }
        if message.checked == Some(false) {
            out.anomaly("genisys.checksum", raw.len().saturating_sub(3), "checksum");
        }
        out.field("checked", message.checked == Some(true));
        let data = message.bytes.get(1..).unwrap_or_default();
        if !data.is_empty() {
            out.field("pairs", crate::cursor::small(data.len() / 2));
            out.values(data);
        }
        out.finish();
    }
}
