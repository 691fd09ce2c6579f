//! BACnet/IP: building automation and control networks.
//!
//! Source: ANSI/ASHRAE 135-2020 annex J (BVLC) and annex U (BVLC for IPv6), clause 6 (network
//! layer), clause 20 (APDUs and tagged data), clauses 13 to 18 (services and errors), clause 21
//! (enumerations).
//! Port: UDP 47808 (0xBAC0) and its neighbours.
//! Not covered: MS/TP, Ethernet (LLC) and PTP data links, BACnet/SC (over TLS), the network
//! security of clause 24, values of constructed types beyond their elements.

use std::collections::BTreeMap;

use model::observation::{Field, Kind};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod files;
mod names;
mod properties;
mod service;
mod table;
mod tags;
#[cfg(test)]
mod tests;

/// BVLC type octet. Annex J.2.1, annex U.2.1.
const IPV4: u8 = 0x81;
const IPV6: u8 = 0x82;
/// Type, function, length.
const HEADER: usize = 4;
/// Protocol version of the network layer. §6.2.1.
const NPDU_VERSION: u8 = 1;
/// Bits of the NPCI control octet. §6.2.2; bits 6 and 4 shall be 0.
const NETWORK_MESSAGE: u8 = 0x80;
const TARGET: u8 = 0x20;
const SOURCE: u8 = 0x08;
const RESERVED: u8 = 0x50;
/// PDU types. §20.1.2.1 to §20.1.9.1.
const CONFIRMED: u8 = 0;
const UNCONFIRMED: u8 = 1;
const SIMPLE_ACK: u8 = 2;
const COMPLEX_ACK: u8 = 3;
const SEGMENT_ACK: u8 = 4;
const ERROR: u8 = 5;
const REJECT: u8 = 6;
const ABORT: u8 = 7;
/// Flags of the first APDU octet. §20.1.2.
const SEGMENTED: u8 = 8;
const MORE_FOLLOWS: u8 = 4;
/// Bytes kept of a segmented message, and how many such messages.
const MAX_SEGMENTED: usize = 64 * 1024;
const MAX_ASSEMBLIES: usize = 8;

pub(crate) struct Bacnet;

impl Protocol for Bacnet {
    const NAME: &'static str = "bacnet";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::TABLE;
    const FURTHER: &'static [&'static str] = &["unknown_service"];
    const HINTS: &'static [Hint] = &[Hint::Udp(47808), Hint::Udp(47809), Hint::Udp(47810)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        let Some(frame) = frame(data) else { return Probe::No };
        if usize::from(frame.length) != data.len() {
            return Probe::OnPort;
        }
        match frame.carries {
            Carries::Npdu { at } if looks_like_npdu(data.get(at..).unwrap_or_default()) => {
                Probe::Yes
            }
            Carries::Npdu { .. } => Probe::OnPort,
            Carries::Nothing => Probe::Maybe,
        }
    }
}

/// What a BVLC function is followed by.
#[derive(Clone, Copy)]
enum Carries {
    Npdu { at: usize },
    Nothing,
}

struct Frame {
    function: u8,
    length: u16,
    carries: Carries,
}

/// The BVLC header. Annex J.2 and U.2: function, then addresses of known width, then the NPDU.
fn frame(data: &[u8]) -> Option<Frame> {
    let mut r = Reader::new(data);
    let (kind, function, length) = (r.u8()?, r.u8()?, r.u16()?);
    let npdu = |addresses: usize| Carries::Npdu { at: HEADER + addresses };
    let carries = match (kind, function) {
        // J.2.5: the B/IP address of the originating node comes first.
        (IPV4, 0x04) => npdu(6),
        (IPV4, 0x09..=0x0b) => npdu(0),
        (IPV4, 0x00..=0x0c) => Carries::Nothing,
        // U.2: virtual addresses have three octets, B/IPv6 addresses 18.
        (IPV6, 0x01) => npdu(6),
        (IPV6, 0x02 | 0x0c) => npdu(3),
        (IPV6, 0x08) => npdu(21),
        (IPV6, 0x00..=0x0b) => Carries::Nothing,
        _ => return None,
    };
    (usize::from(length) >= HEADER).then_some(Frame { function, length, carries })
}

fn looks_like_npdu(npdu: &[u8]) -> bool {
    let mut r = Reader::new(npdu);
    match npci(&mut r) {
        Some(npci) if npci.control & RESERVED == 0 => {
            npci.control & NETWORK_MESSAGE != 0 || r.rest().first().is_some_and(|b| b >> 4 <= ABORT)
        }
        _ => false,
    }
}

/// Network protocol control information. §6.2.2.
#[derive(Default, Clone, Copy)]
struct Npci {
    control: u8,
    target: Option<u16>,
    source: Option<u16>,
}

fn npci(r: &mut Reader<'_>) -> Option<Npci> {
    if r.u8()? != NPDU_VERSION {
        return None;
    }
    let mut npci = Npci { control: r.u8()?, ..Npci::default() };
    if npci.control & TARGET != 0 {
        npci.target = Some(r.u16()?);
        let length = r.u8()?;
        r.skip(length.into())?;
    }
    if npci.control & SOURCE != 0 {
        npci.source = Some(r.u16()?);
        let length = r.u8()?;
        r.skip(length.into())?;
    }
    if npci.target.is_some() {
        // Hop count.
        r.u8()?;
    }
    Some(npci)
}

/// What is remembered of a conversation between two addresses.
#[derive(Default)]
pub(crate) struct Talk {
    /// What confirmed requests of an end act on, by invoke id: 256 at most.
    asked: [BTreeMap<u8, properties::Target>; 2],
    assemblies: BTreeMap<(bool, u8, u8), Assembly>,
    files: files::Files,
    told: bool,
}

/// The segments of one message so far.
#[derive(Default)]
struct Assembly {
    next: u8,
    bytes: Vec<u8>,
}

/// An APDU with a service choice.
pub(super) struct Apdu<'a> {
    pub(super) kind: u8,
    pub(super) invoke: Option<u8>,
    pub(super) service: u8,
    pub(super) body: &'a [u8],
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(frame) = frame(pdu.data) else { return Step::Skip(pdu.data.len()) };
        let stated = usize::from(frame.length);
        let whole = pdu.data.get(..stated).unwrap_or(pdu.data);
        match frame.carries {
            Carries::Npdu { at } => {
                let npdu = whole.get(at..).unwrap_or_default();
                self.npdu(pdu, at, npdu, stated > whole.len(), out);
            }
            Carries::Nothing => control(frame.function, whole, out),
        }
        // What follows is another message, or was left out of the length.
        let rest = pdu.data.get(whole.len()..).unwrap_or_default();
        if rest.is_empty() || self::frame(rest).is_some() {
            return Step::Done(whole.len());
        }
        out.anomaly("bacnet.trailing_bytes", whole.len(), "length");
        Step::Done(pdu.data.len())
    }
}

/// A BVLC function that carries no NPDU. Annex J.2.
fn control(function: u8, frame: &[u8], out: &mut Sink<'_>) {
    let operation = table::bvlc(function);
    let answers = matches!(function, 0x00 | 0x03 | 0x07);
    out.begin(if answers { Kind::Response } else { Kind::Request }, operation);
    let mut r = Reader::new(frame.get(HEADER..).unwrap_or_default());
    match function {
        0x00 => match r.u16() {
            Some(0) => out.ok(),
            Some(code) => out.failed(code.into(), "not_acknowledged"),
            None => out.anomaly("bacnet.truncated", frame.len(), "result"),
        },
        0x05 => match r.u16() {
            Some(seconds) => out.field("time_to_live", seconds),
            None => out.anomaly("bacnet.truncated", frame.len(), "time_to_live"),
        },
        _ => out.values(r.rest()),
    }
    out.finish();
}

impl Talk {
    fn npdu(&mut self, pdu: &Pdu<'_>, at: usize, npdu: &[u8], cut: bool, out: &mut Sink<'_>) {
        let mut r = Reader::new(npdu);
        let Some(npci) = npci(&mut r) else {
            out.begin(Kind::Spontaneous, &table::MALFORMED);
            out.anomaly("bacnet.npdu", at, "npci");
            out.finish();
            return;
        };
        let at = at + r.offset();
        if npci.control & NETWORK_MESSAGE != 0 {
            network_message(&mut r, at, out);
        } else {
            self.apdu(pdu, at, r.rest(), out);
        }
        forwarded(pdu.data, out);
        if npci.control & RESERVED != 0 {
            out.anomaly("bacnet.reserved_bits", at, "control");
        }
        if cut {
            out.anomaly("bacnet.truncated", pdu.data.len(), "length");
        }
        for (name, network) in [("source_network", npci.source), ("target_network", npci.target)] {
            if let Some(network) = network {
                out.field(name, network);
            }
        }
        out.finish();
    }

    /// §20.1: the kind of APDU, then its fixed part. The message stays open.
    fn apdu(&mut self, pdu: &Pdu<'_>, at: usize, apdu: &[u8], out: &mut Sink<'_>) {
        let kind = apdu.first().map_or(0xff, |first| first >> 4);
        let done = match kind {
            CONFIRMED | COMPLEX_ACK => self.segmentable(pdu, kind, apdu, out),
            UNCONFIRMED => unconfirmed(self, pdu, apdu, out),
            SIMPLE_ACK | ERROR => self.answer(pdu, kind, apdu, out),
            SEGMENT_ACK | REJECT | ABORT => self.link(pdu, kind, apdu, out),
            _ => None,
        };
        if done.is_none() {
            out.begin(Kind::Spontaneous, &table::MALFORMED);
            out.anomaly("bacnet.apdu", at, "pdu_type");
        }
    }

    /// Confirmed request (§20.1.2) or complex acknowledgement (§20.1.5).
    fn segmentable(
        &mut self,
        pdu: &Pdu<'_>,
        kind: u8,
        apdu: &[u8],
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let mut r = Reader::new(apdu);
        let flags = r.u8()?;
        if kind == CONFIRMED {
            // Largest segments and APDU accepted.
            r.u8()?;
        }
        let invoke = r.u8()?;
        let segment = if flags & SEGMENTED != 0 { Some((r.u8()?, r.u8()?)) } else { None };
        let service = r.u8()?;
        let request = kind == CONFIRMED;
        out.begin(if request { Kind::Request } else { Kind::Response }, table::confirmed(service));
        out.field("invoke_id", invoke);
        if request && !self.told {
            self.told = true;
            out.client(pdu.from);
        }
        let Some((sequence, _)) = segment else {
            let body = r.rest();
            service::read(self, pdu.from, &Apdu { kind, invoke: Some(invoke), service, body }, out);
            return Some(());
        };
        out.field("segment", sequence);
        let key = (pdu.from == End::A, kind, invoke);
        let more = flags & MORE_FOLLOWS != 0;
        if let Some(whole) = self.assemble(key, sequence, more, r.rest()) {
            let apdu = Apdu { kind, invoke: Some(invoke), service, body: &whole };
            service::read(self, pdu.from, &apdu, out);
        }
        Some(())
    }

    /// Puts segments together in order. Gives the whole message when the last one came.
    fn assemble(
        &mut self,
        key: (bool, u8, u8),
        sequence: u8,
        more: bool,
        bytes: &[u8],
    ) -> Option<Vec<u8>> {
        if sequence == 0 {
            if self.assemblies.len() >= MAX_ASSEMBLIES {
                self.assemblies.pop_first();
            }
            self.assemblies.insert(key, Assembly::default());
        }
        let assembly = self.assemblies.get_mut(&key)?;
        // A segment sent again is no news; one that is missing ends it.
        if sequence == assembly.next.wrapping_sub(1) && !assembly.bytes.is_empty() {
            return None;
        }
        if sequence != assembly.next || assembly.bytes.len() + bytes.len() > MAX_SEGMENTED {
            self.assemblies.remove(&key);
            return None;
        }
        assembly.next = assembly.next.wrapping_add(1);
        assembly.bytes.extend_from_slice(bytes);
        if more { None } else { self.assemblies.remove(&key).map(|assembly| assembly.bytes) }
    }

    /// Simple acknowledgement (§20.1.4) or error (§20.1.7).
    fn answer(&mut self, pdu: &Pdu<'_>, kind: u8, apdu: &[u8], out: &mut Sink<'_>) -> Option<()> {
        let mut r = Reader::new(apdu);
        r.u8()?;
        let (invoke, service) = (r.u8()?, r.u8()?);
        out.begin(Kind::Response, table::confirmed(service));
        out.field("invoke_id", invoke);
        let asked = pdu.from.other().of_mut(&mut self.asked).remove(&invoke);
        if let Some(target) = asked {
            target.name(out);
        }
        if kind == SIMPLE_ACK {
            out.ok();
        } else {
            service::error(r.rest(), out);
        }
        Some(())
    }

    /// Segment acknowledgement (§20.1.6), reject (§20.1.8), abort (§20.1.9).
    fn link(&mut self, pdu: &Pdu<'_>, kind: u8, apdu: &[u8], out: &mut Sink<'_>) -> Option<()> {
        let mut r = Reader::new(apdu);
        r.u8()?;
        let (invoke, reason) = (r.u8()?, r.u8()?);
        out.begin(Kind::Response, table::apdu(kind));
        out.field("invoke_id", invoke);
        if kind == SEGMENT_ACK {
            out.field("segment", reason);
            return Some(());
        }
        if let Some(target) = pdu.from.other().of_mut(&mut self.asked).remove(&invoke) {
            target.name(out);
        }
        let reason = u32::from(reason);
        let name = if kind == REJECT { names::reject(reason) } else { names::abort(reason) };
        out.failed(reason, name);
        Some(())
    }
}

/// Unconfirmed request. §20.1.3.
fn unconfirmed(talk: &mut Talk, pdu: &Pdu<'_>, apdu: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let service = apdu.get(1).copied()?;
    out.begin(Kind::Spontaneous, table::unconfirmed(service));
    let body = apdu.get(2..).unwrap_or_default();
    service::read(talk, pdu.from, &Apdu { kind: UNCONFIRMED, invoke: None, service, body }, out);
    Some(())
}

/// §6.4. The message stays open.
fn network_message(r: &mut Reader<'_>, at: usize, out: &mut Sink<'_>) {
    let Some(message) = r.u8() else {
        out.begin(Kind::Spontaneous, &table::MALFORMED);
        out.anomaly("bacnet.truncated", at, "message_type");
        return;
    };
    out.begin(Kind::Spontaneous, table::network(message));
    if message == 0x03 {
        // Why comes before the network that cannot be reached.
        r.u8();
    }
    if let (0x00..=0x05 | 0x08 | 0x09 | 0x13, Some(network)) = (message, r.u16()) {
        out.field("network", network);
    }
}

/// The node whose message was forwarded. Annex J.2.5.
fn forwarded(data: &[u8], out: &mut Sink<'_>) {
    if let ([IPV4, 0x04, _, _, a, b, c, d, ..], true) = (data, out.wanted()) {
        out.field("forwarded_from", format!("{a}.{b}.{c}.{d}"));
    }
}
