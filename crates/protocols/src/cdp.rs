//! CDP: Cisco's discovery protocol, in LLC frames with a SNAP header.
//!
//! Source: Cisco "Catalyst 2950 configuration guide", appendix "Cisco Discovery Protocol frame
//! format" (header, TLV types); IEEE Std 802-2014 §9 (SNAP).
//! Destination 01-00-0C-CC-CC-CC, protocol 0x2000 of OUI 00-00-0C.
//! Not covered: VTP, DTP, PAgP and UDLD, which share the address; power and VLAN details.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// LLC (AA AA 03), OUI of Cisco, protocol of CDP.
const SNAP: [u8; 8] = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00];
/// Type and length of a TLV, which the length counts.
const TLV: usize = 4;
/// TLVs looked at; a frame has room for no more.
const MAX_TLVS: usize = 256;

const fn f(name: &'static str, kind: &'static str, unit: &'static str) -> Field {
    Field { name, kind, unit, source: "CDP frame format" }
}

static ADVERTISE: Operation = Operation::new(0, "advertise", Risk::Identify);

pub(crate) struct Cdp;

impl Protocol for Cdp {
    const NAME: &'static str = "cdp";
    const FIELDS: &'static [Field] = &[
        f("version", "u8", ""),
        f("ttl", "u8", "s"),
        f("vendor", "text", ""),
        f("name", "text", ""),
        f("port", "text", ""),
        f("software", "text", ""),
        f("model", "text", ""),
        f("address", "text", ""),
        f("native_vlan", "u16", ""),
    ];
    const OPERATIONS: &'static [Operation] = &[ADVERTISE];
    /// All LLC frames have one type here.
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0)];
    const MAX_MESSAGE: usize = 1514;
    type Session = Neighbours;

    fn probe(data: &[u8]) -> Probe {
        if data.starts_with(&SNAP) { Probe::Yes } else { Probe::No }
    }
}

#[derive(Default)]
pub(crate) struct Neighbours;

impl Session for Neighbours {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(body) = pdu.data.strip_prefix(&SNAP) else { return Step::Skip(pdu.data.len()) };
        out.begin(Kind::Spontaneous, &ADVERTISE);
        let mut r = Reader::new(body);
        match (r.u8(), r.u8(), r.u16()) {
            (Some(version), Some(ttl), Some(_)) => {
                out.field("version", version);
                out.field("ttl", ttl);
                out.field("vendor", "Cisco");
            }
            _ => out.anomaly("cdp.truncated", SNAP.len(), "header"),
        }
        for _ in 0..MAX_TLVS {
            let (Some(kind), Some(length)) = (r.u16(), r.u16()) else { break };
            let content = usize::from(length).checked_sub(TLV).and_then(|length| r.bytes(length));
            let Some(content) = content else {
                // Zeros behind the last TLV are padding.
                if (kind, length) != (0, 0) {
                    out.anomaly("cdp.length", SNAP.len() + r.offset(), "length");
                }
                break;
            };
            tlv(kind, content, out);
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

fn tlv(kind: u16, content: &[u8], out: &mut Sink<'_>) {
    match kind {
        1 => {
            out.text("name", content);
            out.named("device", || text(content));
        }
        2 => address(content, out),
        3 => out.text("port", content),
        5 => out.text("software", content.split(|byte| *byte == b'\n').next().unwrap_or(content)),
        6 => out.text("model", content),
        10 => {
            if let Some(vlan) = Reader::new(content).u16() {
                out.field("native_vlan", vlan);
            }
        }
        _ => {}
    }
}

/// Number of addresses; of the first: protocol type, its length, protocol, length, address.
fn address(content: &[u8], out: &mut Sink<'_>) {
    // Protocol 0xCC of NLPID is IP.
    if let ([_, _, _, _, 1, 1, 0xcc, 0, 4, a, b, c, d, ..], true) = (content, out.wanted()) {
        out.field("address", format!("{a}.{b}.{c}.{d}"));
    }
}
