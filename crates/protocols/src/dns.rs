//! The domain name system over UDP and TCP, LLMNR, and multicast DNS as `mdns`.
//!
//! Source: RFC 1035 §4 (messages, compression, TCP framing), RFC 2136 (update), RFC 6891 (EDNS),
//! RFC 6895 (header bits, codes), RFC 4795 (LLMNR), RFC 6762 §18 (multicast DNS); IANA *Domain Name
//! System Parameters*. Ports: UDP and TCP 53; LLMNR 5355; multicast DNS UDP 5353.
//! Not covered: DNSSEC validation, contents of EDNS options, DNS over TLS and QUIC.
//!
//! A message is a transaction of its own: queries and responses are not paired.

use model::observation::{Field, Kind, Risk, Transport};

use crate::cursor::{small, text, u16_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

pub(crate) mod message;
pub(crate) mod name;
mod records;
#[cfg(test)]
mod tests;

use message::{HEADER, Message, Record, Section, Walk, walk};
use name::{NameFault, name_at};

/// A message behind its length over TCP. RFC 1035 §4.2.2.
const MAX_FRAMED: usize = 2 + 65_535;
/// Question, record and counts that a plausible first message has at most.
const MAX_PLAUSIBLE: u16 = 256;
/// Records whose data are told in the field `answers`.
const MAX_ANSWERS: usize = 8;

const FIELDS: &[Field] = &[
    Field { name: "id", kind: "u16", unit: "", source: "RFC 1035 §4.1.1" },
    Field { name: "type", kind: "text", unit: "", source: "RFC 1035 §3.2.2" },
    Field { name: "answers", kind: "text", unit: "", source: "RFC 1035 §4.1.3" },
    Field { name: "records", kind: "u16", unit: "", source: "RFC 1035 §4.1.1" },
];

/// OpCodes. RFC 6895 §2.2, RFC 8490 §5.4.
const OPERATIONS: &[Operation] = &[
    Operation::new(0, "query", Risk::Read),
    Operation::new(1, "inverse_query", Risk::Read),
    Operation::new(2, "status", Risk::Identify),
    Operation::new(3, "unknown_operation", Risk::Read),
    Operation::new(4, "notify", Risk::Write),
    Operation::new(5, "update", Risk::Write),
    Operation::new(6, "stateful_operation", Risk::Link),
    Operation::new(7, "unknown_operation", Risk::Read),
    Operation::new(8, "unknown_operation", Risk::Read),
    Operation::new(9, "unknown_operation", Risk::Read),
    Operation::new(10, "unknown_operation", Risk::Read),
    Operation::new(11, "unknown_operation", Risk::Read),
    Operation::new(12, "unknown_operation", Risk::Read),
    Operation::new(13, "unknown_operation", Risk::Read),
    Operation::new(14, "unknown_operation", Risk::Read),
    Operation::new(15, "unknown_operation", Risk::Read),
];
/// The first OpCode that nobody defined after the last one. RFC 6895 §2.2.
const FIRST_INVALID: u8 = 7;

pub(crate) struct Dns;

impl Protocol for Dns {
    const NAME: &'static str = "dns";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] =
        &[Hint::Udp(53), Hint::Tcp(53), Hint::Udp(5355), Hint::Tcp(5355)];
    const MAX_MESSAGE: usize = MAX_FRAMED;
    type Session = Resolver;

    fn probe(data: &[u8]) -> Probe {
        match (likeness(data), framed_likeness(data)) {
            (Probe::Yes, _) | (_, Probe::Yes) => Probe::Yes,
            (Probe::OnPort, _) | (_, Probe::OnPort) => Probe::OnPort,
            (Probe::NeedMore, _) | (_, Probe::NeedMore) => Probe::NeedMore,
            _ => Probe::No,
        }
    }
}

pub(crate) struct Mdns;

impl Protocol for Mdns {
    const NAME: &'static str = "mdns";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(5353)];
    const MAX_MESSAGE: usize = MAX_FRAMED;
    type Session = Neighbours;

    fn probe(data: &[u8]) -> Probe {
        match likeness(data) {
            Probe::Yes => Probe::Maybe,
            Probe::NeedMore => Probe::No,
            other => other,
        }
    }
}

/// How much a datagram looks like a message.
fn likeness(data: &[u8]) -> Probe {
    // NetBIOS names come in messages of the same shape.
    if data.len() < HEADER || crate::nbns::is_one(data) {
        return Probe::No;
    }
    let Some(header) = message::header(data) else { return Probe::No };
    if header.counts.iter().any(|count| *count > MAX_PLAUSIBLE) {
        return Probe::No;
    }
    match walk(data) {
        Walk::Complete(length) if length == data.len() && header.is_telling() => Probe::Yes,
        Walk::Complete(length) if length == HEADER => Probe::No,
        Walk::Complete(_) => Probe::OnPort,
        Walk::Short { questions_seen: true, .. } => Probe::OnPort,
        _ => Probe::No,
    }
}

fn framed_likeness(data: &[u8]) -> Probe {
    let Some(length) = u16_at(data, 0).map(usize::from) else { return Probe::NeedMore };
    if length < HEADER {
        return Probe::No;
    }
    let Some(rest) = data.get(2..) else { return Probe::No };
    if rest.len() < HEADER {
        return if rest.is_empty() { Probe::NeedMore } else { Probe::No };
    }
    match rest.get(..length) {
        Some(message) => likeness(message),
        None if !message::header(rest).is_some_and(|header| header.is_usual()) => Probe::No,
        None => match walk(rest) {
            Walk::Short { .. } => Probe::NeedMore,
            _ => Probe::No,
        },
    }
}

/// A flow of unicast messages.
#[derive(Default)]
pub(crate) struct Resolver {
    /// Whether messages stand behind their length, once that is known.
    framed: Option<bool>,
    /// Whether the next byte of an end may lie inside a message.
    astray: [bool; 2],
    /// The end that asked first.
    client: Option<End>,
    transaction: u32,
}

impl Session for Resolver {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let framed = match (self.framed, out.transport()) {
            (_, Transport::Tcp) => true,
            (_, Transport::Udp) => false,
            (Some(framed), _) => framed,
            (None, _) if pdu.data.len() < 2 + HEADER => return Step::Need(2 + HEADER),
            (None, _) => *self.framed.insert(looks_framed(pdu.data)),
        };
        if framed { self.segment(pdu, out) } else { self.datagram(pdu, out) }
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

/// Whether a length stands before the header, where the transport does not say it.
fn looks_framed(data: &[u8]) -> bool {
    let length = u16_at(data, 0).map_or(0, usize::from);
    let behind = data.get(2..).and_then(message::header);
    let here = message::header(data);
    length >= HEADER
        && behind.is_some_and(|header| header.is_usual())
        && !here.is_some_and(|header| header.is_usual() && header.counts[0] == 1)
}

impl Resolver {
    fn datagram(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let whole = out.transport() == Transport::Udp;
        match walk(pdu.data) {
            Walk::Complete(length) => {
                let said = pdu.data.get(..length).unwrap_or_default();
                self.say(pdu.from, said, out);
                if whole { Step::Done(pdu.data.len()) } else { Step::Done(length) }
            }
            Walk::Short { need, .. } if !whole && need <= MAX_FRAMED => Step::Need(need),
            Walk::Short { .. } | Walk::Wrong => {
                self.malformed(out);
                Step::Skip(if whole { pdu.data.len() } else { 1 })
            }
        }
    }

    fn segment(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(length) = u16_at(pdu.data, 0).map(usize::from) else { return Step::Need(2) };
        let astray = pdu.from.of_mut(&mut self.astray);
        if length < HEADER {
            *astray = true;
            return Step::Skip(1);
        }
        let Some(header) = pdu.data.get(2..2 + HEADER).and_then(message::header) else {
            return Step::Need(2 + HEADER);
        };
        if header.opcode >= FIRST_INVALID || *astray && !header.is_usual() {
            *astray = true;
            return Step::Skip(1);
        }
        let Some(said) = pdu.data.get(2..2 + length) else { return Step::Need(2 + length) };
        match walk(said) {
            Walk::Complete(_) => {
                *astray = false;
                self.say(pdu.from, said, out);
                Step::Done(2 + length)
            }
            _ if *astray => Step::Skip(1),
            _ => {
                *astray = true;
                self.malformed(out);
                Step::Skip(1)
            }
        }
    }

    fn malformed(&mut self, out: &mut Sink<'_>) {
        self.transaction = self.transaction.wrapping_add(1);
        out.anomaly("dns.malformed", 0, "message");
        out.event(self.transaction, "malformed_data");
        out.done(self.transaction);
    }

    fn say(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) {
        self.transaction = self.transaction.wrapping_add(1);
        let Some(message) = Message::read(data) else { return };
        let client = if message.header.response { from.other() } else { from };
        let wrong_way = *self.client.get_or_insert(client) != client;
        if !wrong_way {
            out.client(client);
        }
        tell(&message, &UNICAST, self.transaction, out);
        if wrong_way {
            let event = if message.header.response { "not_request" } else { "not_response" };
            out.event(self.transaction, event);
        }
        out.done(self.transaction);
    }
}

/// A flow of multicast messages: everybody asks and answers.
#[derive(Default)]
pub(crate) struct Neighbours {
    transaction: u32,
}

impl Session for Neighbours {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match walk(pdu.data) {
            Walk::Complete(length) => {
                self.transaction = self.transaction.wrapping_add(1);
                if let Some(message) = Message::read(pdu.data.get(..length).unwrap_or_default()) {
                    tell(&message, &MULTICAST, self.transaction, out);
                }
                out.done(self.transaction);
                Step::Done(length)
            }
            Walk::Short { need, .. } if need <= MAX_FRAMED => Step::Need(need),
            Walk::Short { .. } | Walk::Wrong => {
                out.anomaly("dns.malformed", 0, "message");
                Step::Skip(1)
            }
        }
    }
}

/// Names of the buffers, by section, then those that depend on the direction.
pub(crate) struct Buffers {
    /// Questions, answers, authorities, additional records.
    sections: [&'static str; 4],
    query: Option<&'static str>,
    response: &'static str,
}

pub(crate) const UNICAST: Buffers = Buffers {
    sections: [
        "dns.queries.rrname",
        "dns.answers.rrname",
        "dns.authorities.rrname",
        "dns.additionals.rrname",
    ],
    query: Some("dns.query"),
    response: "dns.response.rrname",
};

const MULTICAST: Buffers = Buffers {
    sections: [
        "mdns.queries.rrname",
        "mdns.answers.rrname",
        "mdns.authorities.rrname",
        "mdns.additionals.rrname",
    ],
    query: None,
    response: "mdns.response.rrname",
};

/// An observation and the parts of one message.
fn tell(message: &Message<'_>, buffers: &Buffers, transaction: u32, out: &mut Sink<'_>) {
    let header = &message.header;
    let Some(operation) = lookup(OPERATIONS, header.opcode.into()) else { return };
    out.begin(if header.response { Kind::Response } else { Kind::Request }, operation);
    if out.wanted() {
        describe(message, out);
    }
    if header.opcode >= FIRST_INVALID {
        out.anomaly("dns.invalid_opcode", 2, "opcode");
    }
    for fault in faults(message) {
        out.anomaly(fault.anomaly(), HEADER, "name");
        out.event(transaction, fault.event());
    }
    lay_open(message, buffers, transaction, out);
    out.finish();
}

/// What is wrong with the names, each fault once.
fn faults(message: &Message<'_>) -> Vec<NameFault> {
    let mut faults = Vec::new();
    for record in &message.records {
        if let Some(fault) = name::fault_at(message.data, record.name_at)
            && !faults.contains(&fault)
        {
            faults.push(fault);
        }
    }
    faults
}

fn describe(message: &Message<'_>, out: &mut Sink<'_>) {
    let header = &message.header;
    out.field("id", header.id);
    if let Some(question) = message.records.first() {
        let name = name_at(message.data, question.name_at);
        out.named("name", || text(&name));
        out.field("type", records::type_name(question.kind));
    }
    let [_, answers, authorities, additionals] = header.counts;
    let records = [answers, authorities, additionals].iter().map(|n| u32::from(*n)).sum::<u32>();
    if records > 0 {
        out.field("records", small(records as usize));
    }
    let told = message.records.iter().filter(|record| record.section == Section::Answer);
    let told: Vec<String> = told
        .filter_map(|record| records::data_text(message.data, record))
        .take(MAX_ANSWERS)
        .collect();
    if !told.is_empty() {
        out.field("answers", told.join(" "));
    }
    match header.rcode {
        _ if !header.response => {}
        0 => out.ok(),
        code => out.failed(code.into(), records::rcode_name(code)),
    }
}

/// Lays a message open for rules.
pub(crate) fn lay_open(
    message: &Message<'_>,
    buffers: &Buffers,
    transaction: u32,
    out: &mut Sink<'_>,
) {
    if !out.parts_wanted() {
        return;
    }
    let header = &message.header;
    out.number(transaction, "dns.opcode", header.opcode.into());
    out.number(transaction, "dns.rcode", header.rcode.into());
    if header.opcode >= FIRST_INVALID {
        out.event(transaction, "invalid_opcode");
    }
    if header.reserved {
        out.event(transaction, "z_flag_set");
    }
    for record in &message.records {
        lay_record_open(message, record, buffers, transaction, out);
    }
}

fn lay_record_open(
    message: &Message<'_>,
    record: &Record,
    buffers: &Buffers,
    transaction: u32,
    out: &mut Sink<'_>,
) {
    out.number(transaction, "dns.rrtype", record.kind.into());
    let name = name_at(message.data, record.name_at);
    let [questions, answers, authorities, additionals] = buffers.sections;
    let buffer = match record.section {
        Section::Question => questions,
        Section::Answer => answers,
        Section::Authority => authorities,
        Section::Additional => additionals,
    };
    out.buffer(transaction, buffer, &name);
    match (record.section, message.header.response) {
        (Section::Question, false) => {
            if let Some(query) = buffers.query {
                out.buffer(transaction, query, &name);
            }
        }
        (Section::Question, true) | (_, false) => {}
        (_, true) => {
            out.buffer(transaction, buffers.response, &name);
            if let Some(target) = records::target(message.data, record) {
                out.buffer(transaction, buffers.response, &target);
            }
        }
    }
}
