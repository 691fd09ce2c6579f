//! IEC 60870-5-104.
//!
//! Source: IEC 60870-5-104 Ed. 2.1 §5 (APCI), §6 (ASDU types); IEC 60870-5-101 Ed. 2 §7.2
//! (data unit identifier, cause of transmission), §7.3 (type identifications and their elements).
//! Field widths are those that 104 fixes: cause 2, common address 2, object address 3 octets.
//! Port: TCP 2404 (19998 with TLS).
//! Not covered: IEC 62351-5 authentication data inside S_ types beyond naming them, private types
//! 128–255 beyond their object addresses, TLS.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod asdu;
mod files;
#[cfg(test)]
mod tests;
mod types;

use asdu::Asdu;
use files::{Files, Whence};

/// First octet of every APDU. IEC 60870-5-104 §5.1.
const START: u8 = 0x68;
/// Start and length octet.
const HEADER: usize = 2;
/// Control field.
const CONTROL: usize = 4;
/// Longest and shortest APDU length. §5.1.
const MAX_LENGTH: u8 = 253;
const MIN_LENGTH: u8 = 4;
/// Send and receive numbers count modulo 2^15. §5.1.
const MODULO: u16 = 1 << 15;

pub(crate) struct Iec104;

impl Protocol for Iec104 {
    const NAME: &'static str = "iec104";
    const FIELDS: &'static [Field] = types::FIELDS;
    const OPERATIONS: &'static [Operation] = types::TABLE;
    const FURTHER: &'static [&'static str] = types::FRAMES;
    const HINTS: &'static [Hint] = &[Hint::Tcp(2404)];
    const MAX_MESSAGE: usize = HEADER + MAX_LENGTH as usize;
    type Session = Link;

    fn probe(data: &[u8]) -> Probe {
        let apdu = match front(data) {
            Front::Apdu(apdu) => apdu,
            Front::Short => return Probe::NeedMore,
            Front::Wrong => return Probe::No,
        };
        if !apdu.is_plain() {
            return Probe::No;
        }
        let Some(behind) = data.get(apdu.total()..) else {
            return if apdu.is_certain_so_far() { Probe::NeedMore } else { Probe::No };
        };
        let supervisory = matches!(apdu, Apdu::Supervisory { .. });
        let short = apdu.total() == HEADER + CONTROL;
        match (apdu.is_certain() && !supervisory, behind) {
            // An information frame whose unit makes sense to the last octet, or a second frame.
            (true, []) if !short => Probe::Yes,
            (true, [START, ..]) => Probe::Yes,
            (_, [] | [START, ..]) if apdu.is_certain() => Probe::Maybe,
            (_, [] | [START, ..]) => Probe::OnPort,
            _ => Probe::No,
        }
    }
}

/// An application protocol data unit.
#[derive(Clone, Copy)]
enum Apdu<'a> {
    Information { total: usize, send: u16, receive: u16, asdu: &'a [u8] },
    Supervisory { total: usize, control: [u8; 4], receive: u16 },
    Unnumbered { total: usize, control: [u8; 4] },
}

impl Apdu<'_> {
    fn total(&self) -> usize {
        match self {
            Self::Information { total, .. }
            | Self::Supervisory { total, .. }
            | Self::Unnumbered { total, .. } => *total,
        }
    }

    /// Whether the control field is one that a station sends. §5.1, figures 6 to 8.
    fn is_plain(&self) -> bool {
        match self {
            Self::Information { asdu, .. } => !asdu.is_empty(),
            Self::Supervisory { total, control: [first, second, third, _], .. } => {
                *total == HEADER + CONTROL && *first == 1 && *second == 0 && third & 1 == 0
            }
            Self::Unnumbered { total, control: [first, rest @ ..] } => {
                *total == HEADER + CONTROL
                    && (*first & 0xfc).count_ones() == 1
                    && *rest == [0, 0, 0]
            }
        }
    }
}

impl Apdu<'_> {
    /// Whether what is there of an unfinished unit is as a station sends it.
    fn is_certain_so_far(&self) -> bool {
        match self {
            Self::Information { asdu, .. } => Asdu::begins_right(asdu),
            Self::Supervisory { .. } | Self::Unnumbered { .. } => self.is_plain(),
        }
    }

    /// Whether everything in it is as a station sends it.
    fn is_certain(&self) -> bool {
        match self {
            Self::Information { asdu, .. } => Asdu::looks_right(asdu),
            Self::Supervisory { .. } | Self::Unnumbered { .. } => self.is_plain(),
        }
    }
}

enum Front<'a> {
    /// The whole unit, or its header if `asdu` and `total` say that more is to come.
    Apdu(Apdu<'a>),
    Short,
    Wrong,
}

/// Looks at start, length and control field.
fn front(data: &[u8]) -> Front<'_> {
    let mut r = Reader::new(data);
    match (r.u8(), r.u8()) {
        (Some(START), Some(MIN_LENGTH..=MAX_LENGTH)) => {}
        (Some(START), None) => return Front::Short,
        _ => return Front::Wrong,
    }
    let length = usize::from(data.get(1).copied().unwrap_or(0));
    let Some(bytes) = r.bytes(CONTROL) else { return Front::Short };
    let control = bytes.first_chunk().copied().unwrap_or([0; CONTROL]);
    let [a, b, c, d] = control;
    let total = HEADER + length;
    let receive = u16::from_le_bytes([c, d]) >> 1;
    Front::Apdu(match a & 3 {
        1 => Apdu::Supervisory { total, control, receive },
        3 => Apdu::Unnumbered { total, control },
        _ => {
            let asdu = data.get(HEADER + CONTROL..total).unwrap_or_else(|| r.rest());
            Apdu::Information { total, send: u16::from_le_bytes([a, b]) >> 1, receive, asdu }
        }
    })
}

/// One connection's state, for each end.
#[derive(Default)]
pub(crate) struct Link {
    /// Next send number expected of an end.
    next: [Option<u16>; 2],
    /// Whether the next bytes of an end follow bytes that made no sense.
    astray: [bool; 2],
    /// Whether they follow a loss: a start octet alone is not believed then.
    gap: [bool; 2],
    /// The controlled station, once content told.
    server: Option<End>,
    files: Files,
    /// Number of the last unit, for rules.
    transaction: u32,
}

impl Session for Link {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let apdu = match front(pdu.data) {
            Front::Apdu(apdu) => apdu,
            Front::Short => return Step::Need(HEADER + CONTROL),
            Front::Wrong => return self.stray(pdu, out),
        };
        if pdu.data.len() < apdu.total() {
            return Step::Need(apdu.total());
        }
        if *pdu.from.of(&self.gap) && !apdu.is_certain() {
            return self.stray(pdu, out);
        }
        *pdu.from.of_mut(&mut self.astray) = false;
        *pdu.from.of_mut(&mut self.gap) = false;
        match apdu {
            Apdu::Information { send, receive, asdu, .. } => {
                self.information(pdu, send, receive, asdu, out);
            }
            Apdu::Supervisory { receive, .. } => {
                out.begin(Kind::Spontaneous, &types::SUPERVISORY);
                out.field("receive", receive);
                if !apdu.is_plain() {
                    out.anomaly("iec104.control_field", HEADER, "control");
                }
                out.finish();
            }
            Apdu::Unnumbered { control: [function, ..], .. } => {
                self.unnumbered(pdu, function, apdu.is_plain(), out);
            }
        }
        Step::Done(apdu.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.gap) = true;
        *from.of_mut(&mut self.astray) = true;
        *from.of_mut(&mut self.next) = None;
        self.files.lost(from);
    }
}

impl Link {
    /// No APDU begins here: skips to the next start octet.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            let starts = pdu.data.first() == Some(&START);
            let (code, at) = if starts { ("iec104.length", 1) } else { ("iec104.start_octet", 0) };
            out.anomaly(code, at, if starts { "length" } else { "start" });
            *astray = true;
        }
        let found = pdu.data.iter().skip(1).position(|byte| *byte == START);
        Step::Skip(found.map_or(pdu.data.len(), |at| at + 1))
    }

    fn learn(&mut self, server: End, out: &mut Sink<'_>) {
        if self.server.is_none() {
            self.server = Some(server);
            out.client(server.other());
        }
    }

    /// STARTDT, STOPDT, TESTFR, each act or con. §5.3.
    fn unnumbered(&mut self, pdu: &Pdu<'_>, function: u8, plain: bool, out: &mut Sink<'_>) {
        // Only the controlling station starts and stops data transfer.
        match function {
            0x07 | 0x13 => self.learn(pdu.from.other(), out),
            0x0b | 0x23 => self.learn(pdu.from, out),
            _ => {}
        }
        let confirms = matches!(function, 0x0b | 0x23 | 0x83);
        let kind = if confirms { Kind::Response } else { Kind::Request };
        out.begin(kind, types::unnumbered(function));
        if !plain {
            out.anomaly("iec104.control_field", HEADER, "control");
        }
        out.finish();
    }

    fn information(
        &mut self,
        pdu: &Pdu<'_>,
        send: u16,
        receive: u16,
        asdu: &[u8],
        out: &mut Sink<'_>,
    ) {
        let Some(type_id) = asdu.first().copied() else {
            // A header with nothing behind it is no ASDU and is counted as none.
            out.begin(Kind::Spontaneous, &types::EMPTY);
            out.anomaly("iec104.empty_asdu", HEADER + CONTROL, "type");
            out.finish();
            return;
        };
        out.begin(Kind::Spontaneous, types::find(type_id));
        let expected = pdu.from.of_mut(&mut self.next).replace((send + 1) % MODULO);
        if expected.is_some_and(|expected| expected != send) {
            out.anomaly("iec104.sequence_gap", HEADER, "send");
        }
        out.field("send", send);
        out.field("receive", receive);
        self.transaction = self.transaction.wrapping_add(1).max(1);
        out.number(self.transaction, "iec104.type", type_id.into());
        match asdu::read(asdu, out) {
            Some(unit) => {
                if let Some(server) = unit.server(pdu.from) {
                    self.learn(server, out);
                }
                self.file(pdu.from, unit, asdu, out);
            }
            None => out.anomaly("iec104.truncated", HEADER + CONTROL + asdu.len(), "asdu"),
        }
        out.finish();
        out.done(self.transaction);
    }

    /// Follows file transfer. A file for the controlled station changes it.
    fn file(&mut self, from: End, unit: Asdu, asdu: &[u8], out: &mut Sink<'_>) {
        if !files::carries(unit.type_id) {
            return;
        }
        if self.server.is_some_and(|server| server != from) {
            out.refine(types::find(unit.type_id).name, Risk::Program);
        }
        let whence = Whence { from, server: self.server, transaction: self.transaction };
        let objects = asdu.get(asdu::IDENTIFIER..).unwrap_or_default();
        self.files.unit(whence, unit.type_id, unit.common, objects, out);
    }
}

/// Risk of a type nobody defined.
const UNKNOWN_RISK: Risk = Risk::Read;
