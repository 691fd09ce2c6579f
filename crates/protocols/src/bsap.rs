//! BSAP: Bristol standard asynchronous protocol of Emerson ControlWave and its kin, in UDP.
//!
//! Source: Emerson D301401X012 "ControlWave protocol / BSAP communications" (serial frame, local
//! and global headers, remote database access); message kinds compared with the public parser
//! `cisagov/icsnpp-bsap` (BSD).
//! Ports: UDP 1234 and 1235.
//! Not covered: the IP header form of Open BSI (no capture to prove it), global messages beyond
//! their addresses, values beyond their digest.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// DLE STX begins, DLE ETX ends, a DLE inside is doubled; two octets of CRC follow.
const DLE: u8 = 0x10;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
/// Function code of remote database access.
const DATABASE: u8 = 0xa0;
/// Functions that are messages of the link itself.
const LINK: std::ops::RangeInclusive<u8> = 0x81..=0x95;
/// Codes of what is no database access.
const LINK_MESSAGE: u32 = 0x1_0000;
const RESPONSE: u32 = 0x1_0001;
const OTHER: u32 = 0x1_0002;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "D301401X012" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct Bsap;

impl Protocol for Bsap {
    const NAME: &'static str = "bsap";
    const FIELDS: &'static [Field] = &[
        f("station", "u8"),
        f("sequence", "u16"),
        f("function", "u8"),
        f("node_status", "u8"),
        f("signals", "u32"),
        f("target_address", "u16"),
        f("source_address", "u16"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(0x00, "read_signal_by_address", Risk::Read),
        o(0x01, "read_logical_by_address", Risk::Read),
        o(0x04, "read_signal_by_name", Risk::Read),
        o(0x05, "read_logical_by_name", Risk::Read),
        o(0x0c, "read_list", Risk::Read),
        o(0x0d, "read_list_continue", Risk::Read),
        o(0x0e, "read_list_by_name", Risk::Read),
        o(0x80, "write_signal_by_address", Risk::Control),
        o(0x84, "write_signal_by_name", Risk::Control),
        o(0x8c, "write_list", Risk::Control),
        o(LINK_MESSAGE, "link", Risk::Link),
        o(RESPONSE, "response", Risk::Read),
        o(OTHER, "message", Risk::Write),
    ];
    const HINTS: &'static [Hint] = &[Hint::Udp(1235), Hint::Udp(1234)];
    const MAX_MESSAGE: usize = 1500;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match frame(data) {
            Some(frame) if frame.check && frame.total == data.len() => Probe::Yes,
            Some(_) => Probe::OnPort,
            None => Probe::No,
        }
    }
}

static ANSWER: Operation = o(RESPONSE, "response", Risk::Read);
static UPKEEP: Operation = o(LINK_MESSAGE, "link", Risk::Link);
static MESSAGE: Operation = o(OTHER, "message", Risk::Write);

struct Frame {
    total: usize,
    bytes: Vec<u8>,
    check: bool,
}

/// Takes the framing away.
fn frame(data: &[u8]) -> Option<Frame> {
    let mut r = Reader::new(data);
    if (r.u8()?, r.u8()?) != (DLE, STX) {
        return None;
    }
    let mut bytes = Vec::new();
    loop {
        match r.u8()? {
            DLE => match r.u8()? {
                DLE => bytes.push(DLE),
                ETX => break,
                _ => return None,
            },
            byte => bytes.push(byte),
        }
    }
    let stated = r.u16_le()?;
    // CRC with the reflected polynomial 0x1021 from 0xFFFF on, over the data and the ETX.
    let check = crc(crc(0xffff, &bytes), &[ETX]) == stated;
    Some(Frame { total: r.offset(), bytes, check })
}

fn crc(start: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(start, |crc, byte| {
        (0..8).fold(
            crc ^ u16::from(*byte),
            |crc, _| {
                if crc & 1 != 0 { crc >> 1 ^ 0x8408 } else { crc >> 1 }
            },
        )
    })
}

#[derive(Default)]
pub(crate) struct Talk;

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(frame) = frame(pdu.data) else { return Step::Skip(pdu.data.len()) };
        if message(&frame, out).is_none() {
            out.begin(Kind::Spontaneous, &MESSAGE);
            out.anomaly("bsap.truncated", 2, "header");
        }
        if !frame.check {
            out.anomaly("bsap.checksum", frame.total.saturating_sub(2), "crc");
        }
        out.finish();
        Step::Done(frame.total)
    }
}

/// Address (the top bit: global), serial, (global addresses,) function, sequence, source function,
/// node status, data.
fn message(frame: &Frame, out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(&frame.bytes);
    let (address, _serial) = (r.u8()?, r.u8()?);
    let global = match address & 0x80 != 0 {
        true => {
            let addresses = (r.u16_le()?, r.u16_le()?);
            r.u8()?;
            Some(addresses)
        }
        false => None,
    };
    let function = r.u8()?;
    if LINK.contains(&function) {
        out.begin(Kind::Spontaneous, &UPKEEP);
        out.field("station", address & 0x7f);
        out.field("function", function);
        return Some(());
    }
    let (sequence, source, status) = (r.u16_le()?, r.u8()?, r.u8()?);
    // Access goes to the database's function; what comes from it is an answer.
    match (function, source, r.rest().first()) {
        (DATABASE, _, Some(code)) => {
            let row = lookup(Bsap::OPERATIONS, (*code).into()).unwrap_or(&MESSAGE);
            out.begin(Kind::Request, row);
            request(*code, r.rest().get(1..).unwrap_or_default(), out);
        }
        (_, DATABASE, _) => {
            out.begin(Kind::Response, &ANSWER);
            // The return code's bits say what went wrong.
            match r.rest().first() {
                Some(code) if code & 0x80 != 0 => out.failed((*code).into(), "error"),
                _ => out.ok(),
            }
            out.values(r.rest());
        }
        _ => out.begin(Kind::Spontaneous, &MESSAGE),
    }
    out.field("station", address & 0x7f);
    out.field("sequence", sequence);
    out.field("function", function);
    out.field("node_status", status);
    if let Some((target, source)) = global {
        out.field("target_address", target);
        out.field("source_address", source);
    }
    Some(())
}

/// Field select, security level, number of signals, then their names or addresses.
fn request(code: u8, data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    if !matches!(code, 0x04 | 0x84) {
        return out.values(data);
    }
    // Octets of the field select are as many as the first one's lowest bits say.
    let Some(select) = r.u8() else { return };
    r.skip((select & 0x0f).count_ones() as usize);
    r.u8();
    let Some(count) = r.u8() else { return };
    out.field("signals", u32::from(count));
    let name = r.rest().split(|byte| *byte == 0).next().unwrap_or_default();
    if !name.is_empty() {
        out.named("signal", || text(name));
    }
    out.values(r.rest());
}
