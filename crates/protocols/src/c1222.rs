//! ANSI C12.22: utility meters over networks.
//!
//! Source: ANSI C12.22-2012 (IEEE Std 1703-2012) §5.3 (ACSE, EPSEM), §5.4 (services), ANSI
//! C12.19 (tables).
//! Ports: TCP and UDP 1153.
//! Not covered: encrypted EPSEM, contents of tables, segmented APDUs beyond naming them.

use model::observation::{Field, Kind, Risk};

use crate::ber::{Element, element, unsigned};
use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// ACSE APDU, application 0. §5.3.4.1.
const APDU: u8 = 0x60;
/// User information element. §5.3.4.9.
const USER_INFORMATION: u8 = 0xbe;
/// The longest APDU believed: that of a datagram.
const MAX_LENGTH: usize = 65_535;
/// Elements and services looked at in one message.
const MAX_ELEMENTS: usize = 32;
const MAX_SERVICES: usize = 32;
/// Services from here on are requests; below are response codes. §5.4.
const FIRST_REQUEST: u8 = 0x20;
const RESPONSE: u32 = 0x1_0000;
const ENCRYPTED: u32 = 0x1_0001;
const EMPTY: u32 = 0x1_0002;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "ANSI C12.22 §5.3, §5.4" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct C1222;

impl Protocol for C1222 {
    const NAME: &'static str = "c1222";
    const FIELDS: &'static [Field] = &[
        f("called", "text"),
        f("calling", "text"),
        f("invocation", "u32"),
        f("user", "text"),
        f("offset", "u32"),
        f("count", "u32"),
        f("standard", "text"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(0x20, "identify", Risk::Identify),
        o(0x21, "terminate", Risk::Link),
        o(0x22, "disconnect", Risk::Link),
        o(0x24, "deregister", Risk::Write),
        o(0x25, "resolve", Risk::Identify),
        o(0x26, "trace", Risk::Identify),
        o(0x27, "register", Risk::Write),
        o(0x30, "full_read", Risk::Read),
        o(0x3e, "default_read", Risk::Read),
        o(0x3f, "partial_read_offset", Risk::Read),
        o(0x40, "full_write", Risk::Write),
        o(0x4e, "default_write", Risk::Write),
        o(0x4f, "partial_write_offset", Risk::Write),
        o(0x50, "logon", Risk::Link),
        o(0x51, "security", Risk::Link),
        o(0x52, "logoff", Risk::Link),
        o(0x53, "authenticate", Risk::Link),
        o(0x60, "negotiate", Risk::Link),
        o(0x70, "wait", Risk::Link),
        o(0x71, "timing_setup", Risk::Link),
        o(RESPONSE, "response", Risk::Read),
        o(ENCRYPTED, "encrypted", Risk::Write),
        o(EMPTY, "empty", Risk::Link),
        o(0x1_0003, "unknown", Risk::Write),
    ];
    const FURTHER: &'static [&'static str] =
        &["partial_read_index", "partial_write_index", "procedure"];
    const HINTS: &'static [Hint] = &[Hint::Tcp(1153), Hint::Udp(1153)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        let Some(total) = total(data) else {
            return if data.len() < 4 && data.first() == Some(&APDU) {
                Probe::NeedMore
            } else {
                Probe::No
            };
        };
        let Some(apdu) = data.get(..total) else { return Probe::NeedMore };
        let read = Apdu::read(apdu);
        match (read.information, read.titles) {
            (Some(_), true) => Probe::Yes,
            (Some(_), false) => Probe::Maybe,
            _ => Probe::No,
        }
    }
}

static ANSWER: Operation = o(RESPONSE, "response", Risk::Read);
static SEALED: Operation = o(ENCRYPTED, "encrypted", Risk::Write);
static NOTHING: Operation = o(EMPTY, "empty", Risk::Link);
static UNKNOWN: Operation = o(0x1_0003, "unknown", Risk::Write);

/// Length of the APDU at the front: short or long form of BER, at most two octets.
fn total(data: &[u8]) -> Option<usize> {
    let mut r = Reader::new(data);
    if r.u8()? != APDU {
        return None;
    }
    let length = match r.u8()? {
        length @ 0..=0x7f => usize::from(length),
        0x81 => r.u8()?.into(),
        0x82 => r.u16()?.into(),
        _ => return None,
    };
    // §5.3.4: an application context, a title, an invocation identifier at least; the first
    // element is one of those.
    let first = r.u8()?;
    let plausible = matches!(first, 0xa1..=0xa8 | 0xac) && length > 4;
    let total = r.offset().checked_sub(1)?.checked_add(length)?;
    (plausible && total <= MAX_LENGTH).then_some(total)
}

#[derive(Default)]
struct Apdu<'a> {
    called: Option<&'a [u8]>,
    calling: Option<&'a [u8]>,
    invocation: Option<u32>,
    titles: bool,
    information: Option<&'a [u8]>,
}

impl<'a> Apdu<'a> {
    fn read(apdu: &'a [u8]) -> Self {
        let mut found = Self::default();
        let Some(outer) = element(&mut Reader::new(apdu)) else { return found };
        let mut r = Reader::new(outer.content);
        for _ in 0..MAX_ELEMENTS {
            let Some(e) = element(&mut r) else { break };
            found.set(&e);
        }
        found
    }

    fn set(&mut self, e: &Element<'a>) {
        let inner = || element(&mut Reader::new(e.content)).map(|inner| inner.content);
        match e.tag {
            0xa2 => self.called = inner(),
            0xa6 => self.calling = inner(),
            0xa8 => self.invocation = inner().map(unsigned),
            USER_INFORMATION if !e.is_cut() => self.information = Some(e.content),
            _ => {}
        }
        self.titles |= matches!(e.tag, 0xa2 | 0xa4 | 0xa6 | 0xa8);
    }
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(total) = total(pdu.data) else {
            let begins = pdu.data.first() == Some(&APDU);
            // Tag, length and the first element's tag.
            return match pdu.data.get(1) {
                None if begins => Step::Need(3),
                Some(0..=0x7f) if begins && pdu.data.len() < 3 => Step::Need(3),
                Some(0x81) if begins && pdu.data.len() < 4 => Step::Need(4),
                Some(0x82) if begins && pdu.data.len() < 5 => Step::Need(5),
                _ => self.stray(pdu, out),
            };
        };
        let Some(apdu) = pdu.data.get(..total) else { return Step::Need(total) };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.apdu(pdu.from, &Apdu::read(apdu), out);
        Step::Done(total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("c1222.apdu", 0, "tag");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte == APDU);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn apdu(&mut self, from: End, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
        let Some(epsem) = apdu.information.and_then(external) else {
            return alone(&NOTHING, apdu, out);
        };
        let mut r = Reader::new(epsem);
        let control = r.u8().unwrap_or_default();
        if control & 0x10 != 0 {
            // A device class comes first. §5.3.4.11.
            r.skip(4);
        }
        // Security mode in bits 2 and 3: 2 = encrypted.
        if control >> 2 & 3 >= 2 {
            return alone(&SEALED, apdu, out);
        }
        let mut seen = 0;
        while let Some(service) = service(&mut r).filter(|_| seen < MAX_SERVICES) {
            seen += 1;
            self.service(from, apdu, service, out);
        }
        if seen == 0 {
            alone(&NOTHING, apdu, out);
        }
    }

    fn service(&mut self, from: End, apdu: &Apdu<'_>, service: &[u8], out: &mut Sink<'_>) {
        let mut r = Reader::new(service);
        let code = r.u8().unwrap_or_default();
        if code < FIRST_REQUEST {
            out.begin(Kind::Response, &ANSWER);
            if code == 0 {
                out.ok()
            } else {
                out.failed(code.into(), refusal(code))
            }
            out.values(r.rest());
        } else {
            let row = lookup(C1222::OPERATIONS, code.into()).unwrap_or(&UNKNOWN);
            out.begin_as(0, Kind::Request, code.into(), row.name, row.risk);
            if !self.told {
                self.told = true;
                out.client(from);
            }
            // What is cut short leaves its fields out.
            if request(code, &mut r, out).is_none() {
                out.anomaly("c1222.truncated", 0, "service");
            }
        }
        parties(apdu, out);
        out.finish();
    }
}

/// EXTERNAL, then an octet string. §5.3.4.9.
fn external(information: &[u8]) -> Option<&[u8]> {
    let outer = element(&mut Reader::new(information)).filter(|e| e.tag == 0x28)?;
    let mut r = Reader::new(outer.content);
    for _ in 0..MAX_ELEMENTS {
        let inner = element(&mut r)?;
        if matches!(inner.tag, 0x81 | 0x82) {
            return Some(inner.content);
        }
    }
    None
}

/// A service with its length before it. §5.3.4.11.
fn service<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = match r.u8()? {
        length @ 0..=0x7f => usize::from(length),
        0x81 => r.u8()?.into(),
        0x82 => r.u16()?.into(),
        _ => return None,
    };
    r.bytes(length).filter(|service| !service.is_empty())
}

fn alone(row: &'static Operation, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    out.begin(Kind::Spontaneous, row);
    parties(apdu, out);
    out.finish();
}

fn parties(apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    for (name, title) in [("called", apdu.called), ("calling", apdu.calling)] {
        if let Some(title) = title {
            out.field(name, oid(title));
        }
    }
    if let Some(invocation) = apdu.invocation {
        out.field("invocation", invocation);
    }
}

/// Object identifier, absolute or relative, in arcs of seven bits. X.690 §8.19, §8.20.
fn oid(bytes: &[u8]) -> String {
    let mut arcs = Vec::new();
    let mut arc = 0u32;
    for byte in bytes.iter().take(64) {
        arc = arc << 7 | u32::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            arcs.push(arc.to_string());
            arc = 0;
        }
    }
    arcs.join(".")
}

/// Tables are numbered; table 7 starts procedures. ANSI C12.19 §9.1.
fn request(code: u8, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    match code {
        0x30..=0x3d | 0x3f => {
            let table = r.u16()?;
            out.range("table", table.into(), 1);
            if code == 0x3f {
                out.field("offset", r.u24()?);
                out.field("count", r.u16()?);
            } else if code > 0x30 {
                out.refine("partial_read_index", Risk::Read);
            }
        }
        0x40..=0x4d | 0x4f => {
            let table = r.u16()?;
            out.range("table", table.into(), 1);
            if code == 0x4f {
                out.field("offset", r.u24()?);
            } else if code > 0x40 {
                out.refine("partial_write_index", Risk::Write);
            }
            if table == 7 {
                out.refine("procedure", Risk::Control);
            }
            out.values(r.rest());
        }
        0x50 => {
            r.u16()?;
            out.text("user", r.bytes(10)?);
        }
        _ => {}
    }
    Some(())
}

/// §5.4.2: response codes.
fn refusal(code: u8) -> &'static str {
    match code {
        0x01 => "error",
        0x02 => "service_not_supported",
        0x03 => "insufficient_security_clearance",
        0x04 => "operation_not_possible",
        0x05 => "inappropriate_action",
        0x06 => "device_busy",
        0x07 => "data_not_ready",
        0x08 => "data_locked",
        0x09 => "renegotiate",
        0x0a => "invalid_service_sequence",
        0x0b => "security_mechanism_error",
        0x0c => "unknown_application_title",
        0x0d => "network_timeout",
        0x0e => "network_not_reachable",
        0x0f => "request_too_large",
        0x10 => "response_too_large",
        0x11 | 0x12 => "segmentation",
        _ => "error",
    }
}
