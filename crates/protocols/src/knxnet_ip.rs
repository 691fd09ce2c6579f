//! KNXnet/IP: building automation bus over IP.
//!
//! Source: KNX Standard 3/8/1 to 3/8/5 (EN ISO 22510): header, services, DIBs; KNX 3/6/3 (cEMI);
//! KNX 3/3/7 (application layer services).
//! Ports: UDP and TCP 3671, multicast 224.0.23.12.
//! Not covered: KNX IP Secure beyond naming its frames, data point types, object server.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Header length and protocol version 1.0. KNX 3/8/1 §2.3.
const HEADER: usize = 6;
const START: [u8; 2] = [0x06, 0x10];
/// The longest frame believed; a cEMI frame has at most 255 octets of data.
const MAX_LENGTH: usize = 1500;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "KNX 3/8/2, KNX 3/6/3, KNX 3/3/7" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct KnxnetIp;

impl Protocol for KnxnetIp {
    const NAME: &'static str = "knxnet_ip";
    const FIELDS: &'static [Field] = &[
        f("channel", "u8"),
        f("sequence", "u8"),
        f("source_address", "text"),
        f("service", "u16"),
        f("name", "text"),
        f("serial", "text"),
        f("address", "text"),
        f("mac", "text"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(0x0201, "search_request", Risk::Identify),
        o(0x0202, "search_response", Risk::Identify),
        o(0x0203, "description_request", Risk::Identify),
        o(0x0204, "description_response", Risk::Identify),
        o(0x0205, "connect_request", Risk::Link),
        o(0x0206, "connect_response", Risk::Link),
        o(0x0207, "connection_state_request", Risk::Link),
        o(0x0208, "connection_state_response", Risk::Link),
        o(0x0209, "disconnect_request", Risk::Link),
        o(0x020a, "disconnect_response", Risk::Link),
        o(0x020b, "search_request_extended", Risk::Identify),
        o(0x020c, "search_response_extended", Risk::Identify),
        o(0x0310, "device_configuration_request", Risk::Program),
        o(0x0311, "device_configuration_ack", Risk::Link),
        o(0x0420, "tunnelling_request", Risk::Read),
        o(0x0421, "tunnelling_ack", Risk::Link),
        o(0x0422, "tunnelling_feature_get", Risk::Identify),
        o(0x0423, "tunnelling_feature_response", Risk::Identify),
        o(0x0424, "tunnelling_feature_set", Risk::Write),
        o(0x0425, "tunnelling_feature_info", Risk::Identify),
        o(0x0530, "routing_indication", Risk::Read),
        o(0x0531, "routing_lost_message", Risk::Link),
        o(0x0532, "routing_busy", Risk::Link),
        o(0x0533, "routing_system_broadcast", Risk::Program),
        o(0x0740, "remote_diagnostic_request", Risk::Identify),
        o(0x0741, "remote_diagnostic_response", Risk::Identify),
        o(0x0742, "remote_basic_configuration_request", Risk::Program),
        o(0x0743, "remote_reset_request", Risk::Stop),
        o(0x0950, "secure_wrapper", Risk::Write),
        o(0x0951, "session_request", Risk::Link),
        o(0x0952, "session_response", Risk::Link),
        o(0x0953, "session_authenticate", Risk::Link),
        o(0x0954, "session_status", Risk::Link),
        o(0x0955, "timer_notify", Risk::Link),
        o(0x1_0000, "unknown", Risk::Write),
    ];
    const FURTHER: &'static [&'static str] = &[
        "group_value_read",
        "group_value_response",
        "group_value_write",
        "individual_address_write",
        "memory_read",
        "memory_write",
        "device_restart",
        "property_write",
        "property_read",
    ];
    const HINTS: &'static [Hint] = &[Hint::Udp(3671), Hint::Tcp(3671)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Frame { service, total } if total <= data.len() => {
                let known = lookup(Self::OPERATIONS, service.into()).is_some();
                if known { Probe::Yes } else { Probe::OnPort }
            }
            Front::Frame { .. } | Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
        }
    }
}

static UNKNOWN: Operation = o(0x1_0000, "unknown", Risk::Write);

enum Front {
    Frame { service: u16, total: usize },
    Short,
    Wrong,
}

fn front(data: &[u8]) -> Front {
    let seen = data.get(..START.len()).unwrap_or(data);
    if !START.starts_with(seen) {
        return Front::Wrong;
    }
    let mut r = Reader::new(data.get(START.len()..).unwrap_or_default());
    let (Some(service), Some(total)) = (r.u16(), r.u16()) else { return Front::Short };
    let total = usize::from(total);
    if (HEADER..=MAX_LENGTH).contains(&total) {
        Front::Frame { service, total }
    } else {
        Front::Wrong
    }
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let (service, total) = match front(pdu.data) {
            Front::Frame { service, total } => (service, total),
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(whole) = pdu.data.get(..total) else { return Step::Need(total) };
        *pdu.from.of_mut(&mut self.astray) = false;
        out.begin(kind(service), lookup(KnxnetIp::OPERATIONS, service.into()).unwrap_or(&UNKNOWN));
        if body(service, whole.get(HEADER..).unwrap_or_default(), out).is_none() {
            out.anomaly("knxnet_ip.truncated", total, "body");
        }
        out.finish();
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
            out.anomaly("knxnet_ip.header", 0, "header");
            *astray = true;
        }
        let [start, _] = START;
        let next = pdu.data.iter().skip(1).position(|byte| *byte == start);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }
}

fn kind(service: u16) -> Kind {
    match service {
        0x0202 | 0x0204 | 0x0206 | 0x0208 | 0x020a | 0x020c | 0x0311 | 0x0421 | 0x0423 | 0x0952 => {
            Kind::Response
        }
        0x0425 | 0x0530..=0x0533 | 0x0955 => Kind::Spontaneous,
        _ => Kind::Request,
    }
}

fn body(service: u16, body: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(body);
    match service {
        0x0420 | 0x0310 => {
            connection(&mut r, out)?;
            cemi(r.rest(), out)
        }
        0x0530 => cemi(r.rest(), out),
        0x0421 | 0x0311 => {
            connection(&mut r, out)?;
            Some(())
        }
        0x0206 | 0x0208 | 0x020a => {
            out.field("channel", r.u8()?);
            status(r.u8()?, out);
            Some(())
        }
        // An endpoint of eight octets comes first.
        0x0202 | 0x020c => {
            r.skip(8)?;
            descriptions(&mut r, out)
        }
        0x0204 => descriptions(&mut r, out),
        _ => {
            out.values(body);
            Some(())
        }
    }
}

/// Connection header: length, channel, sequence, status. KNX 3/8/4 §2.2.
fn connection(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let length = r.u8()?;
    out.field("channel", r.u8()?);
    out.field("sequence", r.u8()?);
    let code = r.u8()?;
    if code != 0 {
        status(code, out);
    }
    r.skip(usize::from(length).saturating_sub(4))
}

/// KNX 3/8/2 §5: error codes.
fn status(code: u8, out: &mut Sink<'_>) {
    let name = match code {
        0 => return out.ok(),
        0x01 => "host_protocol_type",
        0x02 => "version_not_supported",
        0x04 => "sequence_number",
        0x21 => "connection_id",
        0x22 => "connection_type",
        0x23 => "connection_option",
        0x24 => "no_more_connections",
        0x26 => "data_connection",
        0x27 => "knx_connection",
        0x29 => "tunnelling_layer",
        _ => "error",
    };
    out.failed(code.into(), name);
}

/// Description information blocks: length, type, content. KNX 3/8/2 §7.5.4.
fn descriptions(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    while let Some(length) = r.u8() {
        let content = r.bytes(usize::from(length).checked_sub(1)?)?;
        if content.first() == Some(&1) {
            device(content.get(1..)?, out)?;
        }
    }
    Some(())
}

/// Device information: medium, status, address, project, serial, multicast, MAC, name.
fn device(content: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(content);
    r.u16()?;
    let address = r.u16()?;
    r.u16()?;
    let serial = r.bytes(6)?;
    r.skip(4)?;
    let (mac, name) = (r.bytes(6)?, r.bytes(30)?);
    if out.wanted() {
        out.field("address", individual(address));
        out.field("serial", serial.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let mac: Vec<String> = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        out.field("mac", mac.join(":"));
        out.text("name", name);
        out.named("device", || text(name));
    }
    Some(())
}

fn individual(address: u16) -> String {
    format!("{}.{}.{}", address >> 12, address >> 8 & 15, address & 255)
}

fn group(address: u16) -> String {
    format!("{}/{}/{}", address >> 11, address >> 8 & 7, address & 255)
}

/// cEMI frame with an L_Data message; others are told by the service alone. KNX 3/6/3 §4.1.5.
fn cemi(frame: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(frame);
    let code = r.u8()?;
    if !matches!(code, 0x11 | 0x29 | 0x2e) {
        if matches!(code, 0xfc | 0xfb) {
            out.refine("property_read", Risk::Read);
        } else if code == 0xf6 {
            out.refine("property_write", Risk::Program);
        }
        return Some(());
    }
    let extra = r.u8()?;
    r.skip(extra.into())?;
    r.u8()?;
    let to_group = r.u8()? & 0x80 != 0;
    let (source, target) = (r.u16()?, r.u16()?);
    if out.wanted() {
        out.field("source_address", individual(source));
    }
    let space = if to_group { "group" } else { "device" };
    out.named(space, || if to_group { group(target) } else { individual(target) });
    let length = r.u8()?;
    let first = r.u8()?;
    // TPCI: the top bit set is control of a connection, without an APDU.
    if first & 0x80 != 0 || length == 0 {
        return Some(());
    }
    let second = r.u8()?;
    let service = u16::from(first & 3) << 8 | u16::from(second);
    out.field("service", service);
    // Ten bits; group services leave the lower six to small values. KNX 3/3/7 table 1.
    let (name, risk) = match (service >> 6, service) {
        (0, _) => ("group_value_read", Risk::Read),
        (1, _) => ("group_value_response", Risk::Read),
        (2, _) => ("group_value_write", Risk::Control),
        (3, _) => ("individual_address_write", Risk::Program),
        (8, _) => ("memory_read", Risk::Program),
        (10, _) => ("memory_write", Risk::Program),
        (14, _) => ("device_restart", Risk::Stop),
        (_, 0x3d5) => ("property_read", Risk::Read),
        (_, 0x3d7) => ("property_write", Risk::Program),
        _ => return Some(()),
    };
    // The confirmation says what has been done, it does not do it.
    if code == 0x2e {
        out.kind(Kind::Response);
        out.ok();
    }
    out.refine(name, risk);
    out.values(frame.get(r.offset() - 1..).unwrap_or_default());
    Some(())
}
