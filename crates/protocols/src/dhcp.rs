//! Dynamic Host Configuration Protocol: who comes into the network, under which name.
//!
//! Source: RFC 2131 §2, §3; RFC 2132 (options). Ports: UDP 67, 68. Not covered: DHCPv6, options
//! of relays and vendors, options in the fields of other purposes (overload).

use std::net::Ipv4Addr;

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Octets before the options; the cookie that begins them. RFC 2131 §2, §3.
const HEAD: usize = 236;
const COOKIE: &[u8; 4] = b"\x63\x82\x53\x63";

/// Message types. RFC 2132 §9.6; 0 is a message of BOOTP.
const OPERATIONS: &[Operation] = &[
    Operation::new(1, "discover", Risk::Link),
    Operation::new(2, "offer", Risk::Link),
    Operation::new(3, "request", Risk::Link),
    Operation::new(4, "decline", Risk::Link),
    Operation::new(5, "ack", Risk::Link),
    Operation::new(6, "nak", Risk::Link),
    Operation::new(7, "release", Risk::Link),
    Operation::new(8, "inform", Risk::Link),
    OTHER,
];
const OTHER: Operation = Operation::new(1 << 16, "bootp", Risk::Link);
static BOOTP: Operation = OTHER;

const FIELDS: &[Field] = &[
    Field { name: "hardware_address", kind: "text", unit: "", source: "RFC 2131 §2 (chaddr)" },
    Field { name: "address", kind: "text", unit: "", source: "RFC 2131 §2 (yiaddr, ciaddr)" },
    Field { name: "name", kind: "text", unit: "", source: "RFC 2132 §3.14" },
    Field { name: "vendor_class", kind: "text", unit: "", source: "RFC 2132 §9.13" },
    Field { name: "router", kind: "text", unit: "", source: "RFC 2132 §3.5" },
    Field { name: "server", kind: "text", unit: "", source: "RFC 2132 §9.7" },
    Field { name: "lease", kind: "u32", unit: "s", source: "RFC 2132 §9.2" },
    Field { name: "requested", kind: "text", unit: "", source: "RFC 2132 §9.1" },
];

pub(crate) struct Dhcp;

impl Protocol for Dhcp {
    const NAME: &'static str = "dhcp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(67), Hint::Udp(68)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        if options(data).is_some() { Probe::Yes } else { Probe::No }
    }
}

/// The options of a message, if it is one.
fn options(data: &[u8]) -> Option<&[u8]> {
    matches!(data.first(), Some(1 | 2)).then_some(())?;
    data.get(HEAD..)?.strip_prefix(COOKIE)
}

/// Messages between two ends.
#[derive(Default)]
pub(crate) struct Talk {
    transaction: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(options) = options(pdu.data) else { return Step::Skip(pdu.data.len()) };
        let request = pdu.data.first() == Some(&1);
        out.client(if request { pdu.from } else { pdu.from.other() });
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let all = || each(options);
        let kind = all().find(|(code, _)| *code == 53).and_then(|(_, v)| v.first().copied());
        let row = kind.and_then(|kind| lookup(OPERATIONS, kind.into())).unwrap_or(&BOOTP);
        out.begin(if request { Kind::Request } else { Kind::Response }, row);
        head(pdu.data, out);
        for (code, value) in all() {
            self.option(code, value, out);
        }
        match kind {
            Some(5) => out.ok(),
            Some(6) => out.failed(6, "refused"),
            _ => {}
        }
        out.finish();
        out.done(self.transaction);
        Step::Done(pdu.data.len())
    }
}

/// Codes and values up to the end. RFC 2132 §2.
fn each(options: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut r = Reader::new(options);
    std::iter::from_fn(move || {
        loop {
            match r.u8()? {
                0 => {}
                255 => return None,
                code => {
                    let length = r.u8()?;
                    return Some((code, r.bytes(length.into())?));
                }
            }
        }
    })
}

fn address(bytes: &[u8]) -> Option<Ipv4Addr> {
    let four: [u8; 4] = *bytes.first_chunk()?;
    Some(Ipv4Addr::from(four)).filter(|address| !address.is_unspecified())
}

fn show(name: &'static str, bytes: &[u8], out: &mut Sink<'_>) {
    if out.wanted()
        && let Some(address) = address(bytes)
    {
        out.field(name, address.to_string());
    }
}

/// Addresses of the client. RFC 2131 §2.
fn head(data: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let yours = data.get(16..20).unwrap_or_default();
    let own = data.get(12..16).unwrap_or_default();
    show("address", if address(yours).is_some() { yours } else { own }, out);
    let length = data.get(2).map_or(0, |length| usize::from(*length)).min(16);
    let octets = data.get(28..28 + length).unwrap_or_default();
    let shown: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    out.text("hardware_address", shown.join(":").as_bytes());
}

impl Talk {
    fn option(&self, code: u8, value: &[u8], out: &mut Sink<'_>) {
        let seconds = || Reader::new(value).u32();
        let mut time = |name: &'static str| {
            if let Some(seconds) = seconds() {
                out.number(self.transaction, name, seconds.into());
            }
        };
        match code {
            3 => show("router", value, out),
            12 => {
                out.text("name", value);
                out.named("host", || crate::cursor::text(value));
            }
            50 => show("requested", value, out),
            51 => {
                time("dhcp.leasetime");
                if let Some(lease) = seconds() {
                    out.field("lease", lease);
                }
            }
            54 => show("server", value, out),
            58 => time("dhcp.renewal_time"),
            59 => time("dhcp.rebinding_time"),
            60 => out.text("vendor_class", value),
            _ => {}
        }
    }
}
