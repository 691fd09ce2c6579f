//! JT/T 808: terminals of road vehicles (client) and the monitoring platform (server).
//!
//! Source: JT/T 808-2019 §4.4 (framing, header), §8 (message bodies), annex B (message
//! identifiers); JT/T 808-2013 §4.4, §8 where bodies are shorter; JT/T 808-2011 for the shorter
//! registration. TCP or UDP; the standard names no port: that hinted is one that gateways come with.
//! Not covered: enciphered bodies, texts (GBK) beyond number plates, recorder and CAN data, areas
//! and routes beyond their operations, authentication codes (they are secrets).

use std::borrow::Cow;

use model::observation::{Field, Kind};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod bodies;
mod table;
#[cfg(test)]
mod tests;
mod transfer;

use transfer::Transfers;

/// Delimits a message; in it, and its own escape, are replaced. §4.4.2.
const FLAG: u8 = 0x7e;
const ESCAPE: u8 = 0x7d;
/// Header of 2019 with fragment numbers, body of 10 bits of length, check code. §4.4.3.
const MAX_PLAIN: usize = 21 + 1023 + 1;
/// Identifier, attributes, number of 6 octets, serial, check code.
const MIN_PLAIN: usize = 13;
/// Every octet escaped, between flags.
const MAX_FRAMED: usize = 2 * MAX_PLAIN + 2;

pub(crate) struct Jt808;

impl Protocol for Jt808 {
    const NAME: &'static str = "jt808";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::MESSAGES;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(6207), Hint::Udp(6207)];
    const MAX_MESSAGE: usize = MAX_FRAMED;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Framed(framed) => {
                let plain = unescape(framed);
                match message(&plain) {
                    Some(message) if message.checks && message.is_right() => Probe::Yes,
                    Some(message) if message.is_right() => Probe::Maybe,
                    _ => Probe::No,
                }
            }
            Front::Short if begins_right(data) => Probe::NeedMore,
            _ => Probe::No,
        }
    }
}

/// Whether what is there of an unfinished message can be the header of one.
fn begins_right(data: &[u8]) -> bool {
    let plain = unescape(data.get(1..).unwrap_or_default());
    let mut r = Reader::new(&plain);
    let (Some(id), Some(attributes)) = (r.u16(), r.u16()) else { return true };
    let newer = attributes & VERSION != 0;
    let number = plain.get(if newer { 5 } else { 4 }..).unwrap_or_default();
    let number = number.get(..if newer { 10 } else { 6 }).unwrap_or(number);
    table::is_defined(id) && attributes & RESERVED == 0 && number.iter().all(is_decimal)
}

/// Attributes: fragmented, newer edition, reserved. §4.4.3 table 2.
const FRAGMENTED: u16 = 1 << 13;
const VERSION: u16 = 1 << 14;
const RESERVED: u16 = 1 << 15;

/// Whether both halves are decimal digits.
fn is_decimal(byte: &u8) -> bool {
    byte >> 4 <= 9 && byte & 15 <= 9
}

enum Front<'a> {
    /// What stands between flags.
    Framed(&'a [u8]),
    Short,
    Wrong,
}

fn front(data: &[u8]) -> Front<'_> {
    let Some(inner) = data.strip_prefix(&[FLAG]) else { return Front::Wrong };
    let inner = inner.get(..MAX_FRAMED - 1).unwrap_or(inner);
    match inner.iter().position(|byte| *byte == FLAG) {
        Some(end) if end < MIN_PLAIN => Front::Wrong,
        Some(end) => Front::Framed(inner.get(..end).unwrap_or_default()),
        None if inner.len() == MAX_FRAMED - 1 => Front::Wrong,
        None => Front::Short,
    }
}

fn unescape(framed: &[u8]) -> Cow<'_, [u8]> {
    if !framed.contains(&ESCAPE) {
        return Cow::Borrowed(framed);
    }
    let mut plain = Vec::with_capacity(framed.len());
    let mut bytes = framed.iter().copied();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            ESCAPE => match bytes.next() {
                Some(2) => FLAG,
                Some(1) => ESCAPE,
                other => other.unwrap_or(ESCAPE),
            },
            byte => byte,
        });
    }
    Cow::Owned(plain)
}

/// A message without its framing.
struct Message<'a> {
    id: u16,
    attributes: u16,
    /// Version of the protocol, of the newer edition.
    version: Option<u8>,
    number: &'a [u8],
    serial: u16,
    /// How many packets in all, and which one this is, from 1.
    fragment: Option<(u16, u16)>,
    body: &'a [u8],
    /// Whether the check code is right.
    checks: bool,
}

impl Message<'_> {
    /// How the body is enciphered: 0 not at all, 1 by RSA.
    fn cipher(&self) -> u16 {
        self.attributes >> 10 & 7
    }

    /// Whether everything in the header fits.
    fn is_right(&self) -> bool {
        table::is_defined(self.id)
            && self.attributes & RESERVED == 0
            && usize::from(self.attributes & 0x3ff) == self.body.len()
            && self.number.iter().all(is_decimal)
    }

    fn is_newer(&self) -> bool {
        self.version.is_some()
    }

    fn is_from_terminal(&self) -> bool {
        table::is_from_terminal(self.id)
    }
}

fn message(plain: &[u8]) -> Option<Message<'_>> {
    let (_, covered) = plain.split_last()?;
    let mut r = Reader::new(covered);
    let (id, attributes) = (r.u16()?, r.u16()?);
    let newer = attributes & VERSION != 0;
    let version = if newer { Some(r.u8()?) } else { None };
    let number = r.bytes(if newer { 10 } else { 6 })?;
    let serial = r.u16()?;
    let fragment = if attributes & FRAGMENTED == 0 { None } else { Some((r.u16()?, r.u16()?)) };
    let checks = plain.iter().fold(0, |sum, byte| sum ^ byte) == 0;
    Some(Message { id, attributes, version, number, serial, fragment, body: r.rest(), checks })
}

/// One terminal's connection.
#[derive(Default)]
pub(crate) struct Talk {
    /// Whether the next byte of an end may lie inside a message.
    astray: [bool; 2],
    transfers: Transfers,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let framed = match front(pdu.data) {
            Front::Framed(framed) => framed,
            Front::Short => return Step::Need(pdu.data.len() + 1),
            Front::Wrong => return self.stray(pdu, out),
        };
        let plain = unescape(framed);
        // Behind damage a flag may be the last of a message, and what follows no message.
        let astray = *pdu.from.of(&self.astray);
        let Some(message) = message(&plain).filter(|m| m.is_right() || m.checks && !astray) else {
            return self.stray(pdu, out);
        };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.message(pdu.from, &message, out);
        Step::Done(framed.len() + 2)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Talk {
    /// No message begins here: skips to the next flag.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            *astray = true;
            out.anomaly("jt808.framing", 0, "flag");
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte == FLAG);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, message: &Message<'_>, out: &mut Sink<'_>) {
        out.client(if message.is_from_terminal() { from } else { from.other() });
        let kind = if table::is_answer(message.id) { Kind::Response } else { Kind::Request };
        let row = table::message(message.id);
        // Messages nobody defined are told by what they are and keep their code.
        out.begin_as(0, kind, message.id.into(), row.name, row.risk);
        header(message, out);
        let first = message.fragment.is_none_or(|(_, number)| number == 1);
        if message.cipher() == 0 && first {
            let mut r = Reader::new(message.body);
            if bodies::body(message, &mut r, out).is_none() && message.fragment.is_none() {
                out.anomaly("jt808.short_body", r.offset(), "body");
            }
        }
        self.transfers.packet(message, out);
        out.finish();
    }
}

fn header(message: &Message<'_>, out: &mut Sink<'_>) {
    let number = digits(message.number);
    let number = number.trim_start_matches('0');
    out.field("phone", number.to_owned());
    out.named("terminal", || number.to_owned());
    out.field("edition", if message.is_newer() { 2019u16 } else { 2013 });
    out.field("serial_number", message.serial);
    if let Some((total, number)) = message.fragment {
        out.field("packets", total);
        out.field("packet", number);
        if number == 0 || number > total {
            out.anomaly("jt808.fragment", 16, "packet");
        }
    }
    if message.cipher() != 0 {
        out.field("cipher", if message.cipher() == 1 { "rsa" } else { "unknown" });
    }
    if !message.checks {
        out.anomaly("jt808.check_code", message.body.len(), "check_code");
    }
    if usize::from(message.attributes & 0x3ff) != message.body.len() {
        out.anomaly("jt808.length", 2, "length");
    }
    if !message.number.iter().all(is_decimal) {
        out.anomaly("jt808.phone", 4, "phone");
    }
}

/// Binary-coded decimals as text.
fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
