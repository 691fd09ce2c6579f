//! PROFINET straight on Ethernet: DCP (names and addresses), cyclic real-time data, alarms, PTCP
//! (clocks); and MRP (ring redundancy).
//!
//! Source: IEC 61158-6-10 Ed. 4 §4.3 (DCP), §4.7 (RTC and APDU status), §4.8 (RTA, alarms), §4.4
//! (PTCP), FrameID table §4.2.2.5; IEC 62439-2 §8 (MRP frames).
//! Ethertypes: 0x8892 (often behind a priority tag), 0x88E3 (MRP).
//! Not covered: contents of cyclic data, fragments, RT over UDP, time stamps of PTCP.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

/// Places among the names.
const RT: usize = 0;
const DCP: usize = 1;
const PTCP: usize = 2;
const MRP: usize = 3;

/// DCP services. §4.3.1.4.1.
const GET: u8 = 3;
const SET: u8 = 4;
/// Codes of frames without a service.
const CYCLIC: u32 = 0x1_0000;
const ALARM: u32 = 0x1_0001;
const FRAGMENT: u32 = 0x1_0002;
const UNKNOWN: u32 = 0x1_0003;
const CLOCK: u32 = 0x2_0000;
const RING: u32 = 0x3_0000;

pub(crate) struct Profinet;

impl Protocol for Profinet {
    const NAME: &'static str = "profinet_rt";
    const ALSO: &'static [&'static str] = &["profinet_dcp", "ptcp", "mrp"];
    const FIELDS: &'static [Field] = &[
        f("frame_id", "u16", "IEC 61158-6-10 §4.2.2.5"),
        f("xid", "u32", "IEC 61158-6-10 §4.3.1.4.3"),
        f("name", "text", "IEC 61158-6-10 §4.3.1.4.14"),
        f("product", "text", "IEC 61158-6-10 §4.3.1.4.13"),
        f("vendor", "text", "PROFIBUS & PROFINET International, Man_ID table"),
        f("vendor_id", "u16", "IEC 61158-6-10 §4.3.1.4.15"),
        f("device_id", "u16", "IEC 61158-6-10 §4.3.1.4.15"),
        f("role", "u8", "IEC 61158-6-10 §4.3.1.4.16"),
        f("ip", "text", "IEC 61158-6-10 §4.3.1.4.10"),
        f("mask", "text", "IEC 61158-6-10 §4.3.1.4.10"),
        f("gateway", "text", "IEC 61158-6-10 §4.3.1.4.10"),
        f("permanent", "bool", "IEC 61158-6-10 §4.3.1.4.8"),
        f("blocks", "text", "IEC 61158-6-10 §4.3.1.4.7"),
        f("cycle", "u16", "IEC 61158-6-10 §4.7.2.1"),
        f("data_status", "u8", "IEC 61158-6-10 §4.7.2.1"),
        f("running", "bool", "IEC 61158-6-10 §4.7.2.1"),
        f("valid", "bool", "IEC 61158-6-10 §4.7.2.1"),
        f("problem", "bool", "IEC 61158-6-10 §4.7.2.1"),
        f("alarm", "u16", "IEC 61158-6-10 §4.8"),
        f("slot", "u16", "IEC 61158-6-10 §4.8"),
        f("subslot", "u16", "IEC 61158-6-10 §4.8"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        Operation::new(3, "get", Risk::Identify),
        Operation::new(4, "set", Risk::Program),
        Operation::new(5, "identify", Risk::Identify),
        Operation::new(6, "hello", Risk::Identify),
        Operation::new(CYCLIC, "cyclic_data", Risk::Read),
        Operation::new(ALARM, "alarm", Risk::Read),
        Operation::new(FRAGMENT, "fragment", Risk::Read),
        Operation::new(UNKNOWN, "unknown", Risk::Read),
        Operation::new(CLOCK, "clock", Risk::Link),
        Operation::new(RING, "ring", Risk::Link),
    ];
    const FURTHER: &'static [&'static str] = &[
        "set_name",
        "set_ip",
        "factory_reset",
        "signal",
        "ring_test",
        "ring_topology_change",
        "ring_link_change",
    ];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x8892), Hint::Ethertype(0x88e3)];
    const MAX_MESSAGE: usize = 1514;
    type Session = Bus;

    fn probe(_: &[u8]) -> Probe {
        Probe::Yes
    }
}

/// Nothing is remembered: every frame speaks for itself.
#[derive(Default)]
pub(crate) struct Bus;

impl Session for Bus {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let Some(id) = r.u16() else { return Step::Need(2) };
        match id {
            // Not a FrameID (§4.2.2.5): the version that an MRP frame begins with.
            0x0001 => ring(r.rest(), out),
            0x0020 | 0x0021 | 0x0080 | 0x0081 | 0xff00..=0xff43 => {
                begin(PTCP, Kind::Spontaneous, CLOCK, out);
                out.field("frame_id", id);
            }
            0x0100..=0xfbff => cyclic(id, r.rest(), out),
            0xfc01 | 0xfe01 => alarm(id, &mut r, out),
            0xfefc..=0xfeff => dcp(id, &mut r, out),
            0xff80..=0xff8f => {
                begin(RT, Kind::Spontaneous, FRAGMENT, out);
                out.field("frame_id", id);
            }
            _ => {
                begin(RT, Kind::Spontaneous, UNKNOWN, out);
                out.field("frame_id", id);
                out.anomaly("profinet.frame_id", 0, "frame_id");
            }
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

fn begin(which: usize, kind: Kind, code: u32, out: &mut Sink<'_>) {
    let (name, risk) = lookup(Profinet::OPERATIONS, code)
        .map_or(("unknown", Risk::Read), |row| (row.name, row.risk));
    out.begin_as(which, kind, code, name, risk);
}

/// Data, then cycle counter, data status, transfer status. §4.7.2.1.
fn cyclic(id: u16, rest: &[u8], out: &mut Sink<'_>) {
    begin(RT, Kind::Spontaneous, CYCLIC, out);
    out.field("frame_id", id);
    let Some((data, [high, low, status, transfer])) = rest.split_last_chunk::<4>() else {
        return out.anomaly("profinet.truncated", 2, "apdu_status");
    };
    out.range("frame_id", id.into(), 1);
    out.field("cycle", u16::from_be_bytes([*high, *low]));
    out.field("data_status", *status);
    // Bit 2: data valid; bit 4: provider runs; bit 5: no problem of the station.
    let (valid, problem) = (status & 0x04 != 0, status & 0x20 == 0);
    out.field("running", status & 0x10 != 0);
    out.field("valid", valid);
    out.field("problem", problem);
    out.values(data);
    if *transfer != 0 {
        out.anomaly("profinet.transfer_status", rest.len() + 1, "transfer_status");
    }
    if !valid {
        out.anomaly("profinet.data_invalid", rest.len(), "data_status");
    }
    if problem {
        out.anomaly("profinet.station_problem", rest.len(), "data_status");
    }
}

/// RTA PDU with an alarm. §4.8.
fn alarm(id: u16, r: &mut Reader<'_>, out: &mut Sink<'_>) {
    begin(RT, Kind::Spontaneous, ALARM, out);
    out.field("frame_id", id);
    if alarm_body(r, out).is_none() {
        out.anomaly("profinet.truncated", r.offset(), "alarm");
    }
}

fn alarm_body(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    // Endpoints; PDU type in the low half octet: 1 = data, 2 = NACK, 3 = ACK, 4 = error.
    r.skip(4)?;
    let kind = r.u8()? & 0x0f;
    // Flags, sequence numbers, length of the variable part.
    r.skip(7)?;
    if kind != 1 {
        out.kind(Kind::Response);
        return Some(());
    }
    // Block header: type, length, version.
    r.skip(6)?;
    out.field("alarm", r.u16()?);
    r.u32()?;
    out.field("slot", r.u16()?);
    out.field("subslot", r.u16()?);
    out.values(r.rest());
    Some(())
}

/// MRP: after the version, TLVs; the first after a test frame's says what it is. IEC 62439-2 §8.
fn ring(rest: &[u8], out: &mut Sink<'_>) {
    begin(MRP, Kind::Spontaneous, RING, out);
    match rest.first() {
        Some(0x02) => out.refine("ring_test", Risk::Link),
        Some(0x03) => out.refine("ring_topology_change", Risk::Link),
        Some(0x04 | 0x05) => out.refine("ring_link_change", Risk::Link),
        Some(_) => {}
        None => out.anomaly("mrp.truncated", 2, "type"),
    }
}

fn dcp(id: u16, r: &mut Reader<'_>, out: &mut Sink<'_>) {
    let (Some(service), Some(kind)) = (r.u8(), r.u8()) else {
        begin(RT, Kind::Spontaneous, UNKNOWN, out);
        return out.anomaly("profinet.truncated", r.offset(), "service");
    };
    let request = kind & 1 == 0;
    let said = if request { Kind::Request } else { Kind::Response };
    match lookup(Profinet::OPERATIONS, service.into()) {
        Some(row) => out.begin_as(DCP, said, row.code, row.name, row.risk),
        None => {
            out.begin_as(DCP, said, service.into(), "unknown", Risk::Write);
            out.anomaly("profinet.dcp_service", 2, "service");
        }
    }
    out.field("frame_id", id);
    if !request {
        // §4.3.1.4.2: 1 = success, 5 = request not supported.
        if kind & 4 == 0 { out.ok() } else { out.failed(kind.into(), "not_supported") }
    }
    if blocks(service, request, r, out).is_none() {
        out.anomaly("profinet.truncated", r.offset(), "blocks");
    }
}

/// Header's rest, then blocks: option, suboption, length, what the service puts first, data.
fn blocks(service: u8, request: bool, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("xid", r.u32()?);
    r.u16()?;
    let length = usize::from(r.u16()?);
    let cut = length > r.left();
    let mut r = Reader::new(r.rest().get(..length).unwrap_or(r.rest()));
    let mut named = Vec::new();
    while let (Some(option), Some(suboption)) = (r.u8(), r.u8()) {
        if out.wanted() && named.len() < 64 {
            named.push(format!("{option}.{suboption}"));
        }
        // A Get names what it wants, without lengths.
        if service == GET && request {
            continue;
        }
        let length = usize::from(r.u16()?);
        let block = r.bytes(length)?;
        if length % 2 == 1 {
            r.u8();
        }
        one(service, request, (option, suboption), block, out);
    }
    if !named.is_empty() {
        out.field("blocks", named.join(" "));
    }
    if cut { None } else { Some(()) }
}

fn one(service: u8, request: bool, option: (u8, u8), block: &[u8], out: &mut Sink<'_>) {
    let filter = request && !matches!(service, SET | 6);
    // Block info of answers, block qualifier of a Set: two octets. §4.3.1.4.8.
    let (head, data) = if filter { (None, block) } else { split(block) };
    match option {
        (1, 2 | 3) => address(data, out),
        (2, 1) => out.text("product", data),
        (2, 2) => {
            out.text("name", data);
            out.named("station", || text(data));
        }
        (2, 3) => device(data, out),
        (2, 4) => {
            if let Some(role) = data.first() {
                out.field("role", *role);
            }
        }
        // Answer to a Set: option, suboption, error.
        (5, 4) => match block.get(2) {
            Some(0) | None => {}
            Some(error) => out.failed((*error).into(), refusal(*error)),
        },
        _ => {}
    }
    if service == SET && request {
        if let Some(qualifier) = head {
            out.field("permanent", qualifier & 1 == 1);
        }
        match option {
            (1, _) => out.refine("set_ip", Risk::Program),
            (2, 2) => out.refine("set_name", Risk::Program),
            (5, 3) => out.refine("signal", Risk::Identify),
            (5, 5 | 6) => out.refine("factory_reset", Risk::Stop),
            _ => {}
        }
    }
}

fn split(block: &[u8]) -> (Option<u16>, &[u8]) {
    let mut r = Reader::new(block);
    let head = r.u16();
    (head, r.rest())
}

/// §4.3.1.4.9: block error.
fn refusal(error: u8) -> &'static str {
    match error {
        1 => "option_not_supported",
        2 => "suboption_not_supported",
        3 => "suboption_not_set",
        4 => "resource_error",
        5 => "set_not_possible",
        6 => "in_operation",
        _ => "error",
    }
}

fn address(data: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let names = ["ip", "mask", "gateway"];
    for (name, octets) in names.into_iter().zip(data.chunks_exact(4)) {
        let parts: Vec<String> = octets.iter().map(u8::to_string).collect();
        out.field(name, parts.join("."));
    }
}

fn device(data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    let (Some(vendor), Some(device)) = (r.u16(), r.u16()) else { return };
    out.field("vendor_id", vendor);
    if let Some(name) = vendor_name(vendor) {
        out.field("vendor", name);
    }
    out.field("device_id", device);
}

/// Vendors often met, by the number that PROFIBUS & PROFINET International gives them.
pub(crate) fn vendor_name(id: u16) -> Option<&'static str> {
    Some(match id {
        0x002a => "Siemens",
        0x00b0 => "Phoenix Contact",
        0x011d => "WAGO",
        0x0120 => "Beckhoff",
        0x001a => "ABB",
        _ => return None,
    })
}
