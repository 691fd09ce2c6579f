//! EtherCAT: datagrams that pass through all devices of a segment.
//!
//! Source: IEC 61158-4-12 §5.3 (frame, datagram), §5.4 (commands); IEC 61158-6-12 (registers,
//! mailbox, CoE, FoE); ETG.1000.4, ETG.1000.6.
//! Ethertype: 0x88A4.
//! Not covered: EtherCAT over UDP (port 34980), process data inside logical datagrams, EoE, SoE,
//! AoE beyond naming them, SDO segments.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Frame header: eleven bits of length, one reserved, four of type.
const HEADER: usize = 2;
/// Type 1: datagrams. IEC 61158-4-12 §5.3.2.
const DATAGRAMS: u16 = 1;
/// AL control register: the state that a device shall take. IEC 61158-6-12 §5.3.1.
const AL_CONTROL: u16 = 0x0120;
/// Mailboxes lie in user memory. ETG.1000.4 §6.
const USER_MEMORY: u16 = 0x1000;
/// Datagrams told of one frame; a frame has room for at most 126.
const MAX_DATAGRAMS: usize = 126;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "IEC 61158-4-12 §5.4, IEC 61158-6-12" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct Ethercat;

impl Protocol for Ethercat {
    const NAME: &'static str = "ethercat";
    const FIELDS: &'static [Field] = &[
        f("index", "u8"),
        f("working_counter", "u16"),
        f("length", "u16"),
        f("state", "text"),
        f("file", "text"),
        f("mailbox", "text"),
    ];
    /// Process data (logical memory) is cyclic: reading and writing it is told as state, not as
    /// a command.
    const OPERATIONS: &'static [Operation] = &[
        o(0, "nop", Risk::Link),
        o(1, "auto_increment_read", Risk::Identify),
        o(2, "auto_increment_write", Risk::Write),
        o(3, "auto_increment_read_write", Risk::Write),
        o(4, "configured_read", Risk::Read),
        o(5, "configured_write", Risk::Write),
        o(6, "configured_read_write", Risk::Write),
        o(7, "broadcast_read", Risk::Link),
        o(8, "broadcast_write", Risk::Write),
        o(9, "broadcast_read_write", Risk::Write),
        o(10, "logical_read", Risk::Read),
        o(11, "logical_write", Risk::Read),
        o(12, "logical_read_write", Risk::Read),
        o(13, "auto_increment_read_multiple_write", Risk::Link),
        o(14, "configured_read_multiple_write", Risk::Link),
        o(0x1_0000, "network_variables", Risk::Read),
        o(0x1_0001, "unknown", Risk::Read),
    ];
    const FURTHER: &'static [&'static str] = &[
        "state_change",
        "sdo_download",
        "sdo_upload",
        "sdo_response",
        "emergency",
        "file_read",
        "file_write",
        "file_data",
    ];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x88a4)];
    const MAX_MESSAGE: usize = 1514;
    type Session = Segment;

    fn probe(_: &[u8]) -> Probe {
        Probe::Yes
    }
}

static NETWORK: Operation = o(0x1_0000, "network_variables", Risk::Read);
static UNKNOWN: Operation = o(0x1_0001, "unknown", Risk::Read);

#[derive(Default)]
pub(crate) struct Segment;

impl Session for Segment {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let Some(head) = r.u16_le() else { return Step::Need(HEADER) };
        let length = usize::from(head & 0x07ff);
        if head >> 12 != DATAGRAMS {
            out.begin(Kind::Spontaneous, if head >> 12 == 4 { &NETWORK } else { &UNKNOWN });
            out.values(r.rest());
            out.finish();
            return Step::Done(pdu.data.len());
        }
        if length > r.left() {
            out.anomaly("ethercat.length", 0, "length");
        }
        let mut r = Reader::new(r.rest().get(..length).unwrap_or(r.rest()));
        for _ in 0..MAX_DATAGRAMS {
            match datagram(&mut r, out) {
                Some(true) => {}
                Some(false) => break,
                None => {
                    out.anomaly("ethercat.truncated", HEADER + r.offset(), "datagram");
                    break;
                }
            }
        }
        Step::Done(pdu.data.len())
    }
}

/// One datagram. Gives whether another follows.
fn datagram(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<bool> {
    let (command, index) = (r.u8()?, r.u8()?);
    let (position, offset) = (r.u16_le()?, r.u16_le()?);
    let length = r.u16_le()?;
    r.u16_le()?;
    let data = r.bytes(usize::from(length & 0x07ff))?;
    let counter = r.u16_le()?;
    let row = lookup(Ethercat::OPERATIONS, command.into()).unwrap_or(&UNKNOWN);
    // A device that was reached counts the counter up: what has not been anywhere is a request.
    out.begin(if counter == 0 { Kind::Request } else { Kind::Response }, row);
    out.field("index", index);
    out.field("length", length & 0x07ff);
    out.field("working_counter", counter);
    match command {
        10..=12 => {
            let address = u32::from(offset) << 16 | u32::from(position);
            out.range("logical", address, u32::from(length & 0x07ff));
        }
        _ => {
            out.range("register", offset.into(), u32::from(length & 0x07ff));
            physical(command, offset, data, out);
        }
    }
    out.values(data);
    out.finish();
    Some(length & 0x8000 != 0)
}

fn physical(command: u8, offset: u16, data: &[u8], out: &mut Sink<'_>) {
    let writes = matches!(command, 2 | 5 | 8);
    match (offset, data.first()) {
        (AL_CONTROL, Some(state)) if writes => {
            out.refine("state_change", Risk::Stop);
            out.field("state", state_name(state & 0x0f));
        }
        (USER_MEMORY.., Some(_)) if matches!(command, 1 | 2 | 4 | 5) => {
            // What is no mailbox fails one of its checks.
            let _ = mailbox(writes, data, out);
        }
        _ => {}
    }
}

fn state_name(state: u8) -> &'static str {
    match state {
        1 => "init",
        2 => "pre_operational",
        3 => "bootstrap",
        4 => "safe_operational",
        8 => "operational",
        _ => "unknown",
    }
}

/// Mailbox header: length, address, channel and priority, type and counter. ETG.1000.4 §5.6.
fn mailbox(writes: bool, data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    let length = usize::from(r.u16_le()?);
    r.u16_le()?;
    r.u8()?;
    let kind = r.u8()? & 0x0f;
    let body = r.bytes(length).filter(|body| body.len() >= 6)?;
    match kind {
        3 => object(writes, body, out),
        4 => file(body, out),
        _ => None,
    }
}

/// CoE: service in the top four bits; SDO: command, index, subindex. ETG.1000.6 §5.6.
fn object(writes: bool, body: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(body);
    let service = r.u16_le()? >> 12;
    let (command, index, subindex) = (r.u8()?, r.u16_le()?, r.u8()?);
    let (name, risk) = match (service, command >> 5) {
        (1, _) => ("emergency", Risk::Read),
        (2, 1) if writes => ("sdo_download", Risk::Program),
        (2, 2) if writes => ("sdo_upload", Risk::Read),
        (3, _) => ("sdo_response", Risk::Read),
        _ => return None,
    };
    out.refine(name, risk);
    out.field("mailbox", "coe");
    out.named("object", || format!("{index:#06x}:{subindex}"));
    if service == 3 && command == 0x80 {
        out.failed(r.u32_le()?, "sdo_abort");
    }
    Some(())
}

/// FoE: operation, reserved, password or packet number, then the name. ETG.1000.6 §5.8.
fn file(body: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(body);
    let operation = r.u8()?;
    r.u8()?;
    r.u32_le()?;
    let (name, risk) = match operation {
        1 => ("file_read", Risk::Program),
        2 => ("file_write", Risk::Firmware),
        3 => ("file_data", Risk::Firmware),
        _ => return None,
    };
    out.refine(name, risk);
    out.field("mailbox", "foe");
    if operation < 3 {
        out.text("file", r.rest());
        out.named("file", || text(r.rest()));
    }
    Some(())
}
