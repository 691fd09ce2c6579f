//! Internet Key Exchange, versions 1 and 2, as far as it is in the clear.
//!
//! Source: RFC 7296 §3 (version 2), RFC 2408 §3 and RFC 2409 (version 1), RFC 3948 §2.2 (marker on
//! port 4500); IANA *IKEv2 Parameters* and *IPSec Registry*. Ports: UDP 500, 4500.
//! Not covered: encrypted payloads, ESP, certificates.
//!
//! A message is a transaction.

use model::observation::{Field, Kind, Risk, Transport};

use crate::cursor::{Reader, small};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;
use crate::tls::hex;

mod proposals;
#[cfg(test)]
mod tests;

/// Octets of the header. RFC 7296 §3.1.
const HEADER: usize = 28;
const MAX_MESSAGE: usize = 65_535;
/// Payloads looked at in one message.
const MAX_PAYLOADS: usize = 64;
/// Vendor ids told of one message.
const MAX_VENDORS: usize = 16;
/// Exchange types below this belong to version 1. RFC 7296 §3.1.
const FIRST_OF_V2: u8 = 34;
/// Flags of version 2: this end began it; this is a response. RFC 7296 §3.1.
const INITIATOR: u8 = 0x08;
const RESPONSE: u8 = 0x20;
/// Flag of version 1: the payloads are encrypted. RFC 2408 §3.1.
const ENCRYPTED: u8 = 0x01;

const FIELDS: &[Field] = &[
    Field { name: "version", kind: "u8", unit: "", source: "RFC 7296 §3.1" },
    Field { name: "initiator_spi", kind: "text", unit: "", source: "RFC 7296 §3.1" },
    Field { name: "responder_spi", kind: "text", unit: "", source: "RFC 7296 §3.1" },
    Field { name: "message_id", kind: "u32", unit: "", source: "RFC 7296 §3.1" },
    Field { name: "vendor_ids", kind: "text", unit: "", source: "RFC 7296 §3.12" },
];

/// Exchange types. RFC 2408 §3.1, RFC 2409 appendix A, RFC 7296 §3.1, RFC 5723, RFC 9370, RFC 9242.
const OPERATIONS: &[Operation] = &[
    Operation::new(1, "base", Risk::Link),
    Operation::new(2, "identity_protection", Risk::Link),
    Operation::new(3, "authentication_only", Risk::Link),
    Operation::new(4, "aggressive", Risk::Link),
    Operation::new(5, "informational_v1", Risk::Link),
    Operation::new(6, "transaction", Risk::Link),
    Operation::new(32, "quick_mode", Risk::Link),
    Operation::new(33, "new_group_mode", Risk::Link),
    Operation::new(34, "ike_sa_init", Risk::Link),
    Operation::new(35, "ike_auth", Risk::Link),
    Operation::new(36, "create_child_sa", Risk::Link),
    Operation::new(37, "informational", Risk::Link),
    Operation::new(38, "ike_session_resume", Risk::Link),
    Operation::new(43, "ike_intermediate", Risk::Link),
    Operation::new(44, "ike_followup_ke", Risk::Link),
];

pub(crate) struct Ike;

impl Protocol for Ike {
    const NAME: &'static str = "ike";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(500), Hint::Udp(4500)];
    const MAX_MESSAGE: usize = MAX_MESSAGE;
    type Session = Exchange;

    fn probe(data: &[u8]) -> Probe {
        let data = data.strip_prefix(&[0; 4]).unwrap_or(data);
        match header(data) {
            Some(header) if header.length == data.len() => Probe::Yes,
            Some(_) => Probe::OnPort,
            None => Probe::No,
        }
    }
}

struct Header<'a> {
    initiator: &'a [u8],
    responder: &'a [u8],
    next: u8,
    version: u8,
    exchange: &'static Operation,
    flags: u8,
    message: u32,
    length: usize,
}

fn header(data: &[u8]) -> Option<Header<'_>> {
    let mut r = Reader::new(data);
    let initiator = r.bytes(8).filter(|spi| spi.iter().any(|octet| *octet != 0))?;
    let responder = r.bytes(8)?;
    let next = r.u8()?;
    let version = r.u8()?;
    let exchange = r.u8()?;
    let fits = match version {
        0x10 => exchange < FIRST_OF_V2,
        0x20 => exchange >= FIRST_OF_V2,
        _ => false,
    };
    let exchange = lookup(OPERATIONS, exchange.into()).filter(|_| fits)?;
    let flags = r.u8()?;
    let message = r.u32()?;
    let length = r.u32()? as usize;
    (HEADER..=MAX_MESSAGE).contains(&length).then_some(Header {
        initiator,
        responder,
        next,
        version,
        exchange,
        flags,
        message,
        length,
    })
}

/// One flow's state.
#[derive(Default)]
pub(crate) struct Exchange {
    transaction: u32,
}

impl Session for Exchange {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let whole = out.transport() == Transport::Udp;
        let all = pdu.data.len();
        // On port 4500 four zero octets tell a message from ESP. RFC 3948 §2.2.
        let marker = match pdu.data {
            [0, 0, 0, 0, ..] => 4,
            _ if all < 4 && !whole && pdu.data.iter().all(|octet| *octet == 0) => {
                return Step::Need(4);
            }
            _ => 0,
        };
        let data = pdu.data.get(marker..).unwrap_or_default();
        if data.len() < HEADER && !whole {
            return Step::Need(marker + HEADER);
        }
        let Some(header) = header(data) else {
            // ESP, or a sign of life for address translators. RFC 3948 §2.1, §2.3.
            return if whole { Step::Done(all) } else { Step::Skip(1) };
        };
        let Some(message) = data.get(..header.length) else {
            return Step::Need(marker + header.length);
        };
        self.transaction = self.transaction.wrapping_add(1);
        self.tell(pdu, &header, message, out);
        Step::Done(marker + header.length)
    }
}

impl Exchange {
    fn tell(&mut self, pdu: &Pdu<'_>, header: &Header<'_>, message: &[u8], out: &mut Sink<'_>) {
        let transaction = self.transaction;
        let begun = header.responder.iter().all(|octet| *octet == 0);
        let (response, initiator) = if header.version == 0x20 {
            (header.flags & RESPONSE != 0, header.flags & INITIATOR != 0)
        } else {
            (false, begun)
        };
        if initiator && begun {
            out.client(pdu.from);
        }
        out.begin(if response { Kind::Response } else { Kind::Request }, header.exchange);
        out.number(transaction, "ike.exchtype", header.exchange.code.into());
        if out.wanted() || out.parts_wanted() {
            let (ours, theirs) = (hex(header.initiator), hex(header.responder));
            out.buffer(transaction, "ike.init_spi", ours.as_bytes());
            out.buffer(transaction, "ike.resp_spi", theirs.as_bytes());
            out.field("version", header.version >> 4);
            out.field("initiator_spi", ours);
            out.field("responder_spi", theirs);
            out.field("message_id", header.message);
        }
        let encrypted = header.version == 0x10 && header.flags & ENCRYPTED != 0;
        if !encrypted {
            self.payloads(header, message, out);
        }
        out.finish();
        out.done(transaction);
    }

    fn payloads(&self, header: &Header<'_>, message: &[u8], out: &mut Sink<'_>) {
        let mut r = Reader::new(message);
        let _ = r.skip(HEADER);
        let (mut next, mut vendors) = (header.next, Vec::new());
        for _ in 0..MAX_PAYLOADS {
            if next == 0 {
                break;
            }
            let Some((behind, body)) = payload(&mut r) else {
                out.anomaly("ike.malformed", r.offset(), "payload");
                out.event(self.transaction, "malformed_data");
                break;
            };
            if let Some(vendor) = self.payload(header.version, next, body, out)
                && vendors.len() < MAX_VENDORS
            {
                vendors.push(vendor);
            }
            // Behind an encrypted payload stands nothing. RFC 7296 §3.14.
            if matches!((header.version, next), (0x20, 46 | 53)) {
                break;
            }
            next = behind;
        }
        if !vendors.is_empty() {
            out.field("vendor_ids", vendors.join(" "));
        }
    }

    /// Tells what is in a payload. Gives the vendor id, if it is one.
    fn payload(&self, version: u8, kind: u8, body: &[u8], out: &mut Sink<'_>) -> Option<String> {
        let transaction = self.transaction;
        match (version, kind) {
            (0x10, 1) => proposals::first_version(body, transaction, out),
            (0x20, 33) => proposals::second_version(body, transaction, out),
            (0x10, 4) | (0x20, 34) => {
                // Version 2 has the group and a reserved field in front. RFC 7296 §3.4.
                let key = if version == 0x20 { body.get(4..) } else { Some(body) };
                let key = key.unwrap_or_default();
                out.buffer(transaction, "ike.key_exchange_payload", key);
                out.number(transaction, "ike.key_exchange_payload_length", small(key.len()).into());
            }
            (0x10, 10) | (0x20, 40) => {
                out.buffer(transaction, "ike.nonce_payload", body);
                out.number(transaction, "ike.nonce_payload_length", small(body.len()).into());
            }
            (0x10, 13) | (0x20, 43) => {
                let vendor = hex(body);
                out.buffer(transaction, "ike.vendor", vendor.as_bytes());
                return Some(vendor);
            }
            _ => {}
        }
        None
    }
}

/// The next payload's type, and the body of this one. RFC 7296 §3.2.
fn payload<'a>(r: &mut Reader<'a>) -> Option<(u8, &'a [u8])> {
    let next = r.u8()?;
    r.u8()?;
    let length = usize::from(r.u16()?);
    Some((next, r.bytes(length.checked_sub(4)?)?))
}
