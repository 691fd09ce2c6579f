//! LLDP: neighbours tell each other who they are.
//!
//! Source: IEEE Std 802.1AB-2016 §8 (LLDPDU and TLVs), annex D (IEEE 802.1) and IEC 61158-6-10
//! §4.11 (PROFINET TLVs, OUI 00-0E-CF) by name only; TIA-1057 §10 (LLDP-MED inventory TLVs).
//! Ethertype: 0x88CC. Destination 01-80-C2-00-00-0E and its neighbours.
//! Not covered: organisation-specific TLVs besides the inventory of LLDP-MED.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// OUI of TIA TR-41. TIA-1057 §10.
const TIA: [u8; 3] = [0x00, 0x12, 0xbb];
/// TLVs looked at; a frame has room for no more.
const MAX_TLVS: usize = 256;

const fn f(name: &'static str, kind: &'static str, unit: &'static str) -> Field {
    Field { name, kind, unit, source: "IEEE 802.1AB §8.5, TIA-1057 §10.2" }
}

static ADVERTISE: Operation = Operation::new(0, "advertise", Risk::Identify);

pub(crate) struct Lldp;

impl Protocol for Lldp {
    const NAME: &'static str = "lldp";
    const FIELDS: &'static [Field] = &[
        f("chassis", "text", ""),
        f("port", "text", ""),
        f("ttl", "u16", "s"),
        f("port_description", "text", ""),
        f("name", "text", ""),
        f("description", "text", ""),
        f("capabilities", "text", ""),
        f("address", "text", ""),
        f("hardware", "text", ""),
        f("firmware", "text", ""),
        f("software", "text", ""),
        f("serial", "text", ""),
        f("vendor", "text", ""),
        f("model", "text", ""),
    ];
    const OPERATIONS: &'static [Operation] = &[ADVERTISE];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x88cc)];
    const MAX_MESSAGE: usize = 1514;
    type Session = Neighbours;

    fn probe(_: &[u8]) -> Probe {
        Probe::Yes
    }
}

#[derive(Default)]
pub(crate) struct Neighbours;

impl Session for Neighbours {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        out.begin(Kind::Spontaneous, &ADVERTISE);
        let mut r = Reader::new(pdu.data);
        let mut seen = [false; 3];
        for _ in 0..MAX_TLVS {
            let Some(head) = r.u16() else { break };
            // §8.4: seven bits of type, nine of length.
            let (kind, length) = ((head >> 9) as u8, usize::from(head & 0x1ff));
            if kind == 0 {
                break;
            }
            let Some(content) = r.bytes(length) else {
                out.anomaly("lldp.length", r.offset(), "length");
                break;
            };
            if let Some(place) = seen.get_mut(usize::from(kind - 1)) {
                *place = true;
            }
            tlv(kind, content, out);
        }
        if seen.contains(&false) {
            // §8.2: chassis, port and time to live are mandatory.
            out.anomaly("lldp.mandatory_missing", 0, "tlv");
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

fn tlv(kind: u8, content: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    match kind {
        1 => {
            let chassis = identifier(content, 4, 5);
            out.named("chassis", || chassis.clone());
            out.field("chassis", chassis);
        }
        2 => out.field("port", identifier(content, 3, 4)),
        3 => {
            if let Some(ttl) = Reader::new(content).u16() {
                out.field("ttl", ttl);
            }
        }
        4 => out.text("port_description", content),
        5 => out.text("name", content),
        6 => out.text("description", content),
        7 => capabilities(content, out),
        8 => address(content, out),
        127 => organisation(content, out),
        _ => {}
    }
}

/// Subtype, then text, a MAC address (`mac`) or a network address (`network`). §8.5.2, §8.5.3.
fn identifier(content: &[u8], mac: u8, network: u8) -> String {
    let Some((subtype, id)) = content.split_first() else { return String::new() };
    match (*subtype, id) {
        (kind, id) if kind == mac && id.len() == 6 => hex(id),
        (kind, [1, a, b, c, d]) if kind == network => format!("{a}.{b}.{c}.{d}"),
        _ => text(id),
    }
}

fn hex(bytes: &[u8]) -> String {
    let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    parts.join(":")
}

/// §8.5.8: what the system can do, and what of it is enabled.
fn capabilities(content: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(content);
    let (Some(_), Some(enabled)) = (r.u16(), r.u16()) else { return };
    const NAMES: [&str; 8] =
        ["other", "repeater", "bridge", "access_point", "router", "telephone", "docsis", "station"];
    let names: Vec<&str> = NAMES
        .iter()
        .enumerate()
        .filter(|(bit, _)| enabled >> bit & 1 == 1)
        .map(|(_, name)| *name)
        .collect();
    out.field("capabilities", names.join(" "));
}

/// Management address: length, subtype (1 = IPv4), octets. §8.5.9.
fn address(content: &[u8], out: &mut Sink<'_>) {
    if let [5, 1, a, b, c, d, ..] = content {
        out.field("address", format!("{a}.{b}.{c}.{d}"));
    }
}

/// LLDP-MED inventory. TIA-1057 §10.2.6.
fn organisation(content: &[u8], out: &mut Sink<'_>) {
    let Some((oui, [subtype, text @ ..])) = content.split_first_chunk::<3>() else { return };
    if *oui != TIA {
        return;
    }
    match subtype {
        5 => out.text("hardware", text),
        6 => out.text("firmware", text),
        7 => out.text("software", text),
        8 => out.text("serial", text),
        9 => out.text("vendor", text),
        10 => out.text("model", text),
        _ => {}
    }
}
