//! PROFINET IO context management: connect, parameters, control and release over DCE/RPC.
//!
//! Source: IEC 61158-6-10 Ed. 4 §4.10 (RPC), §5.2 (blocks, records, I&M); The Open Group C706
//! §12.6 (connectionless DCE/RPC PDUs).
//! Port: UDP 34964, answers from ports of the device's choice.
//! Not covered: fragments beyond the first, contents of configuration blocks, records besides
//! identification and maintenance.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::profinet::vendor_name;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Connectionless header. C706 §12.6.3.
const HEADER: usize = 80;
/// A UDP datagram.
const MAX_LENGTH: usize = 65_535;
/// RPC protocol version of connectionless PDUs.
const VERSION: u8 = 4;
/// PDU types. C706 §12.6.2.
const REQUEST: u8 = 0;
const RESPONSE: u8 = 2;
const FAULT: u8 = 3;
const REJECT: u8 = 6;
const LAST_TYPE: u8 = 10;
/// flags1: this is a fragment.
const FRAGMENT: u8 = 0x04;
/// What follows the first four octets of dea0000x-6c97-11d1-8271-00a02442df7d.
/// IEC 61158-6-10 §4.10.3: x is 1 device, 2 controller, 3 supervisor, 4 parameter server.
const INTERFACE: [u8; 8] = [0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
/// e1af8308-5d1f-11c9-91a4-08002b14a0fa: the endpoint mapper. C706 appendix O.
const MAPPER: [u8; 8] = [0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa];
/// Operations without a number of their own.
const LINK: u32 = 0x1_0000;
const LOOKUP: u32 = 0x2_0000;
/// Blocks looked at in one message.
const MAX_BLOCKS: usize = 64;
/// PNIO status: arguments length, maximum count, offset, actual count.
const NDR: usize = 16;

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(crate) struct ProfinetIo;

impl Protocol for ProfinetIo {
    const NAME: &'static str = "profinet_io";
    const FIELDS: &'static [Field] = &[
        f("interface", "text", "IEC 61158-6-10 §4.10.3"),
        f("sequence", "u32", "C706 §12.6.3"),
        f("fragment", "u16", "C706 §12.6.3"),
        f("blocks", "text", "IEC 61158-6-10 §5.2"),
        f("station", "text", "IEC 61158-6-10 §5.2.4"),
        f("api", "u32", "IEC 61158-6-10 §5.2.3"),
        f("slot", "u16", "IEC 61158-6-10 §5.2.3"),
        f("subslot", "u16", "IEC 61158-6-10 §5.2.3"),
        f("index", "u16", "IEC 61158-6-10 §5.2.3"),
        f("command", "text", "IEC 61158-6-10 §5.2.2"),
        f("vendor_id", "u16", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("vendor", "text", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("order_number", "text", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("serial", "text", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("hardware", "text", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("firmware", "text", "IEC 61158-6-10 §5.2.11 (I&M0)"),
        f("name", "text", "IEC 61158-6-10 §5.2.11 (I&M1)"),
        f("location", "text", "IEC 61158-6-10 §5.2.11 (I&M1)"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        Operation::new(0, "connect", Risk::Link),
        Operation::new(1, "release", Risk::Link),
        Operation::new(2, "read", Risk::Read),
        Operation::new(3, "write", Risk::Program),
        Operation::new(4, "control", Risk::Control),
        Operation::new(5, "read_implicit", Risk::Identify),
        Operation::new(LINK, "rpc_link", Risk::Link),
        Operation::new(LINK + 1, "unknown", Risk::Write),
        Operation::new(LOOKUP, "endpoint_lookup", Risk::Identify),
    ];
    const HINTS: &'static [Hint] = &[Hint::Udp(34964)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match Header::read(data) {
            Some(header) if header.is_profinet() => Probe::Yes,
            Some(_) => Probe::OnPort,
            None => Probe::No,
        }
    }
}

static UNKNOWN: Operation = Operation::new(LINK + 1, "unknown", Risk::Write);

struct Header {
    kind: u8,
    flags: u8,
    little: bool,
    interface: [u8; 16],
    sequence: u32,
    operation: u16,
    length: u16,
    fragment: u16,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        if r.u8()? != VERSION {
            return None;
        }
        let (kind, flags) = (r.u8()?, r.u8()?);
        r.u8()?;
        // Data representation: the high half octet says how integers come.
        let little = r.u8()? & 0x10 != 0;
        r.skip(3 + 16)?;
        let interface = r.bytes(16)?.first_chunk().copied()?;
        // Activity, boot time, interface version.
        r.skip(16 + 4 + 4)?;
        let number = |r: &mut Reader<'_>| if little { r.u16_le() } else { r.u16() };
        let sequence = if little { r.u32_le()? } else { r.u32()? };
        let operation = number(&mut r)?;
        r.skip(4)?;
        let (length, fragment) = (number(&mut r)?, number(&mut r)?);
        r.skip(2)?;
        (kind <= LAST_TYPE).then_some(Self {
            kind,
            flags,
            little,
            interface,
            sequence,
            operation,
            length,
            fragment,
        })
    }

    fn is_profinet(&self) -> bool {
        self.interface.ends_with(&INTERFACE)
    }

    fn interface(&self) -> &'static str {
        let [a, b, c, d, ..] = self.interface;
        let first = if self.little { [d, c, b, a] } else { [a, b, c, d] };
        match (self.is_profinet(), first) {
            (true, [0xde, 0xa0, 0, 1]) => "device",
            (true, [0xde, 0xa0, 0, 2]) => "controller",
            (true, [0xde, 0xa0, 0, 3]) => "supervisor",
            (true, [0xde, 0xa0, 0, 4]) => "parameter_server",
            _ if self.interface.ends_with(&MAPPER) => "endpoint_mapper",
            _ => "unknown",
        }
    }

    fn row(&self) -> &'static Operation {
        let code = match self.kind {
            REQUEST | RESPONSE | FAULT | REJECT if self.is_profinet() => self.operation.into(),
            REQUEST | RESPONSE | FAULT | REJECT => LOOKUP,
            _ => LINK,
        };
        lookup(ProfinetIo::OPERATIONS, code).unwrap_or(&UNKNOWN)
    }
}

#[derive(Default)]
pub(crate) struct Talk {
    told: bool,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(header) = Header::read(pdu.data) else { return Step::Skip(pdu.data.len()) };
        let total = HEADER + usize::from(header.length);
        let whole = pdu.data.get(..total).unwrap_or(pdu.data);
        let request = header.kind == REQUEST;
        out.begin(if request { Kind::Request } else { Kind::Response }, header.row());
        if request && !self.told {
            self.told = true;
            out.client(pdu.from);
        }
        out.field("interface", header.interface());
        out.field("sequence", header.sequence);
        if header.flags & FRAGMENT != 0 {
            out.field("fragment", header.fragment);
        }
        if whole.len() < total {
            out.anomaly("profinet_io.truncated", whole.len(), "length");
        }
        match header.kind {
            FAULT | REJECT => out.failed(header.kind.into(), "rpc_fault"),
            REQUEST | RESPONSE if header.is_profinet() && header.fragment == 0 => {
                body(&header, whole.get(HEADER..).unwrap_or_default(), out);
            }
            _ => {}
        }
        out.finish();
        Step::Done(whole.len())
    }
}

/// Arguments: maximum length or status, lengths of the array, then blocks.
fn body(header: &Header, body: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(body);
    let status = if header.little { r.u32_le() } else { r.u32() };
    if header.kind == RESPONSE {
        match status {
            Some(0) => out.ok(),
            Some(status) => out.failed(status, status_name(status)),
            None => return out.anomaly("profinet_io.truncated", HEADER, "status"),
        }
    }
    if r.skip(NDR).is_none() {
        return out.anomaly("profinet_io.truncated", HEADER, "arguments");
    }
    blocks(&mut r, out);
}

/// ErrorDecode 0x80 = PNIORW (the record), 0x81 = PNIO. §5.2.2.
fn status_name(status: u32) -> &'static str {
    match (status >> 16 & 0xff, status >> 8 & 0xff) {
        (0x80, 0xb0) => "invalid_index",
        (0x80, 0xb1) => "write_length_error",
        (0x80, 0xb2) => "invalid_slot",
        (0x80, 0xb4) => "invalid_area",
        (0x80, 0xb5) => "state_conflict",
        (0x80, 0xb6) => "access_denied",
        (0x80, 0xb7) => "invalid_range",
        (0x80, 0xb8) => "invalid_parameter",
        (0x80, _) => "record_error",
        (0x81, 0x01) => "connect_error",
        (0x81, _) => "context_error",
        _ => "error",
    }
}

/// Type, length (with the version), version, content; big-endian whatever the RPC says. §5.2.1.
fn blocks(r: &mut Reader<'_>, out: &mut Sink<'_>) {
    let mut named = Vec::new();
    let mut seen = 0;
    while seen < MAX_BLOCKS {
        let (Some(kind), Some(length)) = (r.u16(), r.u16()) else { break };
        let Some(content) = r.bytes(length.into()).filter(|content| content.len() >= 2) else {
            out.anomaly("profinet_io.block_length", HEADER + r.offset(), "length");
            break;
        };
        seen += 1;
        if out.wanted() {
            named.push(format!("{kind:04x}"));
        }
        block(kind, content.get(2..).unwrap_or_default(), out);
    }
    if !named.is_empty() {
        out.field("blocks", named.join(" "));
    }
}

fn block(kind: u16, content: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(content);
    // What is cut short leaves its fields out; the block's length was checked.
    let _ = match kind {
        0x0101 => station(&mut r, out),
        0x0008 | 0x0009 | 0x8008 | 0x8009 => record(&mut r, out),
        0x0110..=0x0118 | 0x8110..=0x8118 => control(&mut r, out),
        0x0020 => identity(&mut r, out),
        0x0021 => place(&mut r, out),
        _ => Some(()),
    };
}

/// ARBlockReq. §5.2.4.
fn station(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    // AR type, AR UUID, session key, MAC and object of the initiator, properties, timeout, port.
    r.skip(2 + 16 + 2 + 6 + 16 + 4 + 2 + 2)?;
    let length = r.u16()?;
    let name = r.bytes(length.into())?;
    out.text("station", name);
    out.named("station", || text(name));
    Some(())
}

/// IODReadReqHeader and its kin. §5.2.3.
fn record(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.skip(2 + 16)?;
    let (api, slot, subslot) = (r.u32()?, r.u16()?, r.u16()?);
    r.u16()?;
    let index = r.u16()?;
    out.field("api", api);
    out.field("slot", slot);
    out.field("subslot", subslot);
    out.field("index", index);
    out.named("record", || format!("{api}/{slot}/{subslot:#06x}/{index:#06x}"));
    Some(())
}

/// IODControlReq and IOXControlReq. §5.2.2: the command's bits.
fn control(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.skip(2 + 16 + 2 + 2)?;
    let command = r.u16()?;
    let names = [
        (0x01, "parameters_end"),
        (0x02, "application_ready"),
        (0x04, "release"),
        (0x08, "done"),
        (0x10, "ready_for_companion"),
        (0x20, "ready_for_rt_class_3"),
        (0x40, "parameters_begin"),
    ];
    let name = names.iter().find(|(bit, _)| command & bit != 0).map(|(_, name)| *name);
    out.field("command", name.unwrap_or("none"));
    Some(())
}

/// I&M0. §5.2.11.
fn identity(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let vendor = r.u16()?;
    let (order, serial, hardware) = (r.bytes(20)?, r.bytes(16)?, r.u16()?);
    let (prefix, major, minor, patch) = (r.u8()?, r.u8()?, r.u8()?, r.u8()?);
    out.field("vendor_id", vendor);
    if let Some(name) = vendor_name(vendor) {
        out.field("vendor", name);
    }
    out.text("order_number", order);
    out.text("serial", serial);
    if out.wanted() {
        out.field("hardware", hardware.to_string());
        out.field("firmware", format!("{}{major}.{minor}.{patch}", char::from(prefix)));
    }
    Some(())
}

/// I&M1: function and location as the plant names them.
fn place(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (name, location) = (r.bytes(32)?, r.bytes(22)?);
    out.text("name", name);
    out.text("location", location);
    Some(())
}
