//! GE-SRTP: service request transport protocol of GE (Emerson) controllers.
//!
//! Source: the protocol is not published; G. Denton, F. Karpisek, F. Breitinger, I. Baggili,
//! "Leveraging the SRTP protocol for over-the-network memory acquisition of a GE Fanuc Series
//! 90-30", Digital Investigation 22 (2017), tables 1 to 5; GE GFK-0870 (service requests of SNP,
//! which travel inside).
//! Port: TCP 18245.
//! Not covered: contents of program transfers, fault tables beyond their request.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const HEADER: usize = 56;
/// Text behind a header; what is seen is at most 2,048 octets.
const MAX_TEXT: usize = 8192;
/// Kinds of packets.
const INIT: u8 = 0;
const INIT_ACK: u8 = 1;
const REQUEST: u8 = 2;
const RESPONSE: u8 = 3;
const ERROR: u8 = 4;
/// Message types of the mailbox.
const SHORT_REQUEST: u8 = 0xc0;
const TEXT_REQUEST: u8 = 0x80;
const NACK: u8 = 0xd1;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "Denton et al. 2017, table 2" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct GeSrtp;

impl Protocol for GeSrtp {
    const NAME: &'static str = "ge_srtp";
    const FIELDS: &'static [Field] = &[
        f("sequence", "u8"),
        f("message_type", "u8"),
        f("minor_status", "u8"),
        f("privilege", "u8"),
        f("length", "u32"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(0x00, "short_status", Risk::Identify),
        o(0x03, "program_names", Risk::Identify),
        o(0x04, "read_system_memory", Risk::Read),
        o(0x05, "read_task_memory", Risk::Read),
        o(0x06, "read_program_memory", Risk::Program),
        o(0x07, "write_system_memory", Risk::Write),
        o(0x08, "write_task_memory", Risk::Write),
        o(0x09, "write_program_memory", Risk::Program),
        o(0x20, "programmer_logon", Risk::Link),
        o(0x21, "change_privilege_level", Risk::Write),
        o(0x22, "set_control_id", Risk::Write),
        o(0x23, "set_run_stop", Risk::Stop),
        o(0x24, "set_time", Risk::Write),
        o(0x25, "get_time", Risk::Read),
        o(0x38, "fault_table", Risk::Identify),
        o(0x39, "clear_fault_table", Risk::Write),
        o(0x3f, "program_store", Risk::Program),
        o(0x40, "program_load", Risk::Program),
        o(0x43, "controller_identity", Risk::Identify),
        o(0x44, "toggle_force", Risk::Control),
        o(0x1_0000, "connect", Risk::Link),
        o(0x1_0001, "response", Risk::Read),
        o(0x1_0002, "unknown", Risk::Write),
    ];
    const HINTS: &'static [Hint] = &[Hint::Tcp(18245)];
    const MAX_MESSAGE: usize = HEADER + MAX_TEXT;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Header(header) if header.kind == REQUEST && header.is_mailbox() => Probe::Yes,
            Front::Header(header) if header.kind <= INIT_ACK => Probe::OnPort,
            Front::Header(header) if header.is_mailbox() => Probe::Maybe,
            Front::Header(_) => Probe::OnPort,
            Front::Short if data.len() > 8 => Probe::NeedMore,
            Front::Short => Probe::OnPort,
            Front::Wrong => Probe::No,
        }
    }
}

static CONNECT: Operation = o(0x1_0000, "connect", Risk::Link);
static ANSWER: Operation = o(0x1_0001, "response", Risk::Read);
static UNKNOWN: Operation = o(0x1_0002, "unknown", Risk::Write);

#[derive(Clone, Copy)]
struct Header {
    kind: u8,
    total: usize,
    sequence: u8,
    message: u8,
    service: u8,
    second: u8,
    offset: u16,
    count: u16,
}

impl Header {
    fn is_mailbox(&self) -> bool {
        match self.kind {
            REQUEST => matches!(self.message, SHORT_REQUEST | TEXT_REQUEST),
            RESPONSE | ERROR => matches!(self.message, 0x94 | 0xd1 | 0xd4),
            _ => false,
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
    match (r.u8(), r.u8()) {
        (Some(INIT..=ERROR | 8), Some(0)) => {}
        (Some(INIT..=ERROR | 8), None) => return Front::Short,
        _ => return Front::Wrong,
    }
    let Some(header) = data.get(..HEADER) else { return Front::Short };
    match read(header) {
        Some(header) if header.total <= HEADER + MAX_TEXT => Front::Header(header),
        _ => Front::Wrong,
    }
}

fn read(data: &[u8]) -> Option<Header> {
    let mut r = Reader::new(data);
    let kind = r.u8()?;
    r.u8()?;
    let sequence = r.u8()?;
    r.u8()?;
    let text = usize::from(r.u16_le()?);
    let zero = r.u16_le()? == 0;
    let message = data.get(31).copied()?;
    // A connection begins with nothing but zeros.
    let empty = data.iter().skip(1).all(|byte| *byte == 0);
    if (kind == INIT && !empty) || (kind > INIT_ACK && !zero) {
        return None;
    }
    // Requests with text have two packet numbers more before the service.
    let at = if message == TEXT_REQUEST { 50 } else { 42 };
    let mut r = Reader::new(data.get(at..)?);
    let (service, second, offset, count) = (r.u8()?, r.u8()?, r.u16_le()?, r.u16_le().unwrap_or(0));
    Some(Header { kind, total: HEADER + text, sequence, message, service, second, offset, count })
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    /// The last request of each end: sequence, service, memory.
    asked: [Option<Header>; 2],
    told: bool,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let header = match front(pdu.data) {
            Front::Header(header) => header,
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(whole) = pdu.data.get(..header.total) else { return Step::Need(header.total) };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.message(pdu.from, header, whole.get(HEADER..).unwrap_or_default(), out);
        Step::Done(header.total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        *from.of_mut(&mut self.asked) = None;
    }
}

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("ge_srtp.header", 0, "type");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte <= ERROR || *byte == 8);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, header: Header, text: &[u8], out: &mut Sink<'_>) {
        match header.kind {
            REQUEST => self.request(from, header, text, out),
            INIT | INIT_ACK => {
                let kind = if header.kind == INIT { Kind::Request } else { Kind::Response };
                out.begin(kind, &CONNECT);
            }
            _ => self.response(from, header, text, out),
        }
        out.field("sequence", header.sequence);
        out.finish();
    }

    fn request(&mut self, from: End, header: Header, text: &[u8], out: &mut Sink<'_>) {
        let row = lookup(GeSrtp::OPERATIONS, header.service.into()).unwrap_or(&UNKNOWN);
        out.begin(Kind::Request, row);
        if !self.told {
            self.told = true;
            out.client(from);
        }
        out.field("message_type", header.message);
        memory(header, out);
        match header.service {
            0x07 if matches!(header.second, 0x0c | 0x12 | 0x48) => {
                out.refine("write_system_memory", Risk::Control);
            }
            0x21 => out.field("privilege", header.second),
            _ => {}
        }
        if !text.is_empty() {
            out.field("length", crate::cursor::small(text.len()));
            out.values(text);
        }
        *from.of_mut(&mut self.asked) = Some(header);
    }

    fn response(&mut self, from: End, header: Header, text: &[u8], out: &mut Sink<'_>) {
        let asked = from.other().of_mut(&mut self.asked).take();
        let asked = asked.filter(|asked| asked.sequence == header.sequence);
        let row = asked.map_or(&ANSWER, |asked| {
            lookup(GeSrtp::OPERATIONS, asked.service.into()).unwrap_or(&UNKNOWN)
        });
        out.begin(Kind::Response, row);
        out.field("message_type", header.message);
        if let Some(asked) = asked {
            memory(asked, out);
        }
        if header.message == NACK || header.kind == ERROR {
            out.field("minor_status", header.second);
            out.failed(header.service.into(), "service_refused");
        } else {
            out.ok();
        }
        out.values(text);
    }
}

/// Memory that a service acts on. Segment selectors: Denton et al. 2017, table 4.
fn memory(header: Header, out: &mut Sink<'_>) {
    if !matches!(header.service, 0x04 | 0x07 | 0x44) {
        return;
    }
    let space = match header.second {
        0x08 => "%R",
        0x0a => "%AI",
        0x0c => "%AQ",
        0x10 | 0x46 => "%I",
        0x12 | 0x48 => "%Q",
        0x14 | 0x4a => "%T",
        0x16 | 0x4c => "%M",
        0x18 | 0x4e => "%SA",
        0x1a | 0x50 => "%SB",
        0x1c | 0x52 => "%SC",
        0x1e | 0x54 => "%S",
        0x38 | 0x56 => "%G",
        _ => "memory",
    };
    // Addresses count from 1.
    out.range(space, u32::from(header.offset) + 1, header.count.into());
}
