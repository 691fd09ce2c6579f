//! DCE/RPC: remote procedure calls of Windows, over TCP and UDP; in named pipes see `smb`.
//!
//! Source: The Open Group *DCE 1.1: Remote Procedure Call*, C706, chapter 12 (PDU encodings);
//! Microsoft MS-RPCE §2.2; the interfaces' own documents (see `interfaces`).
//! Ports: TCP 135 and ports handed out by the endpoint mapper; UDP 135.
//! Not covered: stub data (they are laid open as they are), encrypted stubs, PROFINET's
//! calls over UDP, which have a parser of their own.

use model::observation::{Field, Risk};

use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

pub(crate) mod association;
mod datagram;
pub(crate) mod interfaces;
pub(crate) mod pdu;
#[cfg(test)]
mod tests;

use association::{Association, Place};
use pdu::Header;

pub(crate) const FIELDS: &[Field] = &[
    Field { name: "call_id", kind: "u32", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "context_id", kind: "u16", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "opnum", kind: "u16", unit: "", source: "C706 §12.6.4.9" },
    Field { name: "interface", kind: "text", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "uuid", kind: "text", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "interface_version", kind: "u16", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "user", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "domain", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "workstation", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "name", kind: "text", unit: "", source: "MS-NLMP §2.2.2.1" },
    Field { name: "firmware", kind: "text", unit: "", source: "MS-NLMP §2.2.2.10" },
];

/// Types of PDUs. C706 §12.1; 16 is MS-RPCE §2.2.2.4 (rpc_auth_3).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::new(0, "request", Risk::Read),
    Operation::new(1, "ping", Risk::Link),
    Operation::new(2, "response", Risk::Read),
    Operation::new(3, "fault", Risk::Link),
    Operation::new(4, "working", Risk::Link),
    Operation::new(5, "no_call", Risk::Link),
    Operation::new(6, "reject", Risk::Link),
    Operation::new(7, "ack", Risk::Link),
    Operation::new(8, "cl_cancel", Risk::Link),
    Operation::new(9, "fack", Risk::Link),
    Operation::new(10, "cancel_ack", Risk::Link),
    Operation::new(11, "bind", Risk::Link),
    Operation::new(12, "bind_ack", Risk::Link),
    Operation::new(13, "bind_nak", Risk::Link),
    Operation::new(14, "alter_context", Risk::Link),
    Operation::new(15, "alter_context_response", Risk::Link),
    Operation::new(16, "auth3", Risk::Link),
    Operation::new(17, "shutdown", Risk::Link),
    Operation::new(18, "co_cancel", Risk::Link),
    Operation::new(19, "orphaned", Risk::Link),
];
pub(crate) const REQUEST: u8 = 0;
pub(crate) const RESPONSE: u8 = 2;
pub(crate) const FAULT: u8 = 3;
pub(crate) const BIND: u8 = 11;
pub(crate) const BIND_ACK: u8 = 12;
pub(crate) const ALTER: u8 = 14;
pub(crate) const ALTER_RESPONSE: u8 = 15;
pub(crate) const AUTH3: u8 = 16;

static OTHER: Operation = Operation::new(1 << 16, "other", Risk::Link);

pub(crate) struct Dcerpc;

impl Protocol for Dcerpc {
    const NAME: &'static str = "dcerpc";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const FURTHER: &'static [&'static str] = interfaces::NAMES;
    const HINTS: &'static [Hint] = &[Hint::Tcp(135), Hint::Udp(135)];
    // A fragment's length has two octets. C706 §12.6.3.1.
    /// A datagram's header has its own length before a fragment of 16 bits of length.
    const MAX_MESSAGE: usize = datagram::HEADER + 65_535;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        if datagram::Header::read(data).is_some_and(|header| !header.is_profinet()) {
            return Probe::Yes;
        }
        pdu::probe(data)
    }
}

/// The row of a type.
pub(crate) fn row(kind: u8) -> &'static Operation {
    lookup(OPERATIONS, kind.into()).unwrap_or(&OTHER)
}

/// One connection or exchange of datagrams.
#[derive(Default)]
pub(crate) struct Conversation {
    association: Association,
    calls: datagram::Calls,
    transaction: u32,
    /// Whether the end's bytes may begin inside of a message.
    lost: [bool; 2],
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if pdu.data.first() == Some(&datagram::VERSION) {
            return self.datagram(pdu, out);
        }
        let header = match pdu::look(pdu.data) {
            pdu::Look::Is(header) => header,
            pdu::Look::Short => return Step::Need(pdu::HEADER),
            pdu::Look::No => return Step::Skip(pdu::next(pdu.data)),
        };
        let Some(bytes) = pdu.data.get(..header.length) else {
            return Step::Need(header.length);
        };
        self.fragment(pdu.from, &header, bytes, out);
        Step::Done(header.length)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.lost) = true;
    }
}

impl Conversation {
    fn fragment(&mut self, from: End, header: &Header, bytes: &[u8], out: &mut Sink<'_>) {
        *from.of_mut(&mut self.lost) = false;
        let is_new = match header.kind {
            REQUEST | BIND | ALTER | AUTH3 => header.is_first(),
            _ => false,
        };
        if is_new {
            self.transaction = self.transaction.wrapping_add(1).max(1);
        }
        let place = Place { which: 0, from, transaction: self.transaction.max(1), own: true };
        self.association.fragment(&place, header, bytes, out);
    }

    fn datagram(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let length = pdu.data.len();
        let Some(header) = datagram::Header::read(pdu.data) else {
            if length < datagram::HEADER && datagram::begins(pdu.data) {
                return Step::Need(datagram::HEADER);
            }
            return Step::Skip(pdu::next(pdu.data));
        };
        let whole = datagram::HEADER + header.length;
        let Some(bytes) = pdu.data.get(..whole) else { return Step::Need(whole) };
        self.calls.message(pdu.from, &header, bytes, out);
        Step::Done(whole)
    }
}
