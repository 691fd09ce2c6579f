//! Simple Network Management Protocol: what a device says that it is, and what is set in it.
//!
//! Source: RFC 1157 §4 (version 1), RFC 1901 and RFC 3416 §3 (2c), RFC 3412 §6, RFC 3414 §2.4 (3),
//! RFC 3418 (system group). Ports: UDP 161, 162. Not covered: encrypted messages' contents.

use model::observation::{Field, Kind, Risk};

use crate::ber::{self, Element};
use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// PDUs by their tag's number. RFC 3416 §3; 4 is version 1's trap, RFC 1157 §4.1.6.
const OPERATIONS: &[Operation] = &[
    Operation::new(0, "get", Risk::Read),
    Operation::new(1, "get_next", Risk::Read),
    Operation::new(2, "response", Risk::Read),
    Operation::new(3, "set", Risk::Write),
    Operation::new(4, "trap", Risk::Read),
    Operation::new(5, "get_bulk", Risk::Read),
    Operation::new(6, "inform", Risk::Read),
    Operation::new(7, "trap", Risk::Read),
    Operation::new(8, "report", Risk::Link),
    SEALED,
];
const SEALED: Operation = Operation::new(1 << 16, "sealed", Risk::Read);
static SEALED_ROW: Operation = SEALED;

const FIELDS: &[Field] = &[
    Field { name: "version", kind: "u8", unit: "", source: "RFC 1157 §4, RFC 3412 §6.1" },
    Field { name: "community", kind: "text", unit: "", source: "RFC 1157 §4" },
    Field { name: "user", kind: "text", unit: "", source: "RFC 3414 §2.4" },
    Field { name: "value", kind: "text", unit: "", source: "RFC 3416 §3" },
    Field { name: "product", kind: "text", unit: "", source: "RFC 3418 (sysDescr)" },
    Field { name: "object_id", kind: "text", unit: "", source: "RFC 3418 (sysObjectID)" },
    Field { name: "name", kind: "text", unit: "", source: "RFC 3418 (sysName)" },
    Field { name: "location", kind: "text", unit: "", source: "RFC 3418 (sysLocation)" },
    Field { name: "contact", kind: "text", unit: "", source: "RFC 3418 (sysContact)" },
];

/// 1.3.6.1.2.1.1, the system group. RFC 3418.
const SYSTEM: &[u8] = &[0x2b, 6, 1, 2, 1, 1];
/// Tags. X.690 §8, RFC 2578 §7.1.
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 2;
const OCTETS: u8 = 4;
const OBJECT: u8 = 6;
/// Bindings of a message that are told.
const MAX_BINDINGS: usize = 64;

/// Numbers of names that are shown.
const MAX_ARCS: usize = 64;

pub(crate) struct Snmp;

impl Protocol for Snmp {
    const NAME: &'static str = "snmp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(161), Hint::Udp(162)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        if read(data).is_some() { Probe::Yes } else { Probe::No }
    }
}

/// A message cut into its parts.
struct Message<'a> {
    /// As it is on the wire: 0, 1, 3.
    version: u32,
    community: &'a [u8],
    user: &'a [u8],
    /// `None`: it is encrypted.
    pdu: Option<Element<'a>>,
}

/// The next element, which must be whole and have this tag.
fn expect<'a>(r: &mut Reader<'a>, tag: u8) -> Option<&'a [u8]> {
    ber::element(r).filter(|e| e.tag == tag && !e.is_cut()).map(|e| e.content)
}

fn is_pdu(element: &Element<'_>) -> bool {
    (0xa0..=0xa8).contains(&element.tag) && !element.is_cut()
}

fn read(data: &[u8]) -> Option<Message<'_>> {
    let mut r = Reader::new(expect(&mut Reader::new(data), SEQUENCE)?);
    match ber::unsigned(expect(&mut r, INTEGER)?) {
        version @ (0 | 1) => {
            let community = expect(&mut r, OCTETS)?;
            let pdu = ber::element(&mut r).filter(is_pdu)?;
            Some(Message { version, community, user: &[], pdu: Some(pdu) })
        }
        3 => third(&mut r),
        _ => None,
    }
}

/// RFC 3412 §6: global data, security parameters, scoped PDU.
fn third<'a>(r: &mut Reader<'a>) -> Option<Message<'a>> {
    expect(r, SEQUENCE)?;
    let mut security = Reader::new(expect(&mut Reader::new(expect(r, OCTETS)?), SEQUENCE)?);
    expect(&mut security, OCTETS)?;
    expect(&mut security, INTEGER)?;
    expect(&mut security, INTEGER)?;
    let user = expect(&mut security, OCTETS)?;
    let scoped = ber::element(r)?;
    let pdu = if scoped.tag == SEQUENCE {
        let mut inner = Reader::new(scoped.content);
        expect(&mut inner, OCTETS)?;
        expect(&mut inner, OCTETS)?;
        Some(ber::element(&mut inner).filter(is_pdu)?)
    } else {
        None
    };
    Some(Message { version: 3, community: &[], user, pdu })
}

/// Messages of one exchange of datagrams.
#[derive(Default)]
pub(crate) struct Talk {
    transaction: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let length = ber::element(&mut r).map_or(0, |_| r.offset());
        let Some(message) = read(pdu.data).filter(|_| length > 0) else {
            return Step::Skip(pdu.data.len());
        };
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let kind = message.pdu.map(|pdu| pdu.tag & 0x1f);
        match kind {
            Some(2 | 8) => out.client(pdu.from.other()),
            Some(0 | 1 | 3 | 5) => out.client(pdu.from),
            _ => {}
        }
        self.tell(&message, kind, out);
        Step::Done(length)
    }
}

impl Talk {
    fn tell(&self, message: &Message<'_>, kind: Option<u8>, out: &mut Sink<'_>) {
        let transaction = self.transaction;
        let said = match kind {
            Some(2 | 8) => Kind::Response,
            Some(4 | 7) => Kind::Spontaneous,
            _ => Kind::Request,
        };
        let row = kind.and_then(|kind| lookup(OPERATIONS, kind.into())).unwrap_or(&SEALED_ROW);
        out.begin(said, row);
        // 0 is version 1, 1 is version 2c. RFC 1157 §4, RFC 1901 §3.
        let version = if message.version == 3 { 3 } else { message.version + 1 };
        out.number(transaction, "snmp.version", version.into());
        out.field("version", version);
        if version == 3 {
            out.buffer(transaction, "snmp.usm", message.user);
            out.text("user", message.user);
        } else {
            out.buffer(transaction, "snmp.community", message.community);
            out.text("community", message.community);
        }
        if let (Some(pdu), Some(kind)) = (message.pdu, kind) {
            out.number(transaction, "snmp.pdu_type", kind.into());
            self.pdu(&pdu, kind, out);
        }
        out.finish();
        out.done(transaction);
    }

    fn pdu(&self, pdu: &Element<'_>, kind: u8, out: &mut Sink<'_>) {
        let mut r = Reader::new(pdu.content);
        if kind == 4 {
            self.first_trap(&mut r, out);
        } else {
            let _ = ber::element(&mut r);
            let status = ber::element(&mut r).map_or(0, |e| ber::unsigned(e.content));
            let _ = ber::element(&mut r);
            match (kind, status) {
                (2, 0) => out.ok(),
                (2, code) => out.failed(code, "snmp_error"),
                _ => {}
            }
        }
        let bindings = expect(&mut r, SEQUENCE).unwrap_or_default();
        for (place, binding) in ber::elements(bindings).take(MAX_BINDINGS).enumerate() {
            let mut r = Reader::new(binding.content);
            let (Some(name), Some(value)) = (ber::element(&mut r), ber::element(&mut r)) else {
                out.anomaly("snmp.binding", 0, "binding");
                break;
            };
            if place > 0 {
                out.next_item();
            }
            binding_told(name.content, &value, out);
        }
    }

    /// Enterprise, address, generic and specific trap, time. RFC 1157 §4.1.6.
    fn first_trap(&self, r: &mut Reader<'_>, out: &mut Sink<'_>) {
        let mut next = || ber::element(r).map(|e| e.content).unwrap_or_default();
        let (enterprise, address, generic, _, _) = (next(), next(), next(), next(), next());
        if out.parts_wanted() {
            let transaction = self.transaction;
            out.number(transaction, "snmp.trap_type", ber::unsigned(generic).into());
            out.buffer(transaction, "snmp.trap_oid", dotted(enterprise).as_bytes());
            if let [a, b, c, d] = address {
                let shown = format!("{a}.{b}.{c}.{d}");
                out.buffer(transaction, "snmp.trap_address", shown.as_bytes());
            }
        }
    }
}

fn binding_told(name: &[u8], value: &Element<'_>, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    out.named("object", || dotted(name));
    out.values(value.content);
    let shown = match value.tag {
        OCTETS => text(value.content),
        OBJECT => dotted(value.content),
        INTEGER => ber::signed(value.content).map_or(String::new(), |n| n.to_string()),
        // IpAddress, then Counter32, Gauge32, TimeTicks. RFC 2578 §7.1.
        0x41..=0x43 => ber::unsigned(value.content).to_string(),
        _ => String::new(),
    };
    let field = match name.strip_prefix(SYSTEM) {
        Some([1, 0]) => "product",
        Some([2, 0]) => "object_id",
        Some([4, 0]) => "contact",
        Some([5, 0]) => "name",
        Some([6, 0]) => "location",
        _ => "value",
    };
    out.text(field, shown.as_bytes());
}

/// An object identifier as it is written. X.690 §8.19.
fn dotted(content: &[u8]) -> String {
    let (mut shown, mut number, mut arcs) = (String::new(), 0u64, 0);
    for octet in content {
        number = number.saturating_mul(128) | u64::from(octet & 0x7f);
        if octet & 0x80 != 0 {
            continue;
        }
        if arcs == 0 {
            let first = (number / 40).min(2);
            shown = format!("{first}.{}", number - first * 40);
        } else {
            shown += &format!(".{number}");
        }
        arcs += 1;
        number = 0;
        if arcs >= MAX_ARCS {
            break;
        }
    }
    shown
}
