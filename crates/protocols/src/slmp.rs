//! SLMP, the seamless message protocol of Mitsubishi Electric controllers (3E and 4E frames of the
//! MC protocol, binary and ASCII), and MELSOFT, what its engineering tools speak.
//!
//! Source: CLPA BAP-C2006ENG-001 "SLMP Specification"; Mitsubishi SH-080956ENG "SLMP Reference
//! Manual" (frames, commands, device codes, end codes). MELSOFT is not published: its frame was
//! read from captures, where lengths and command codes proved to be those of SLMP in another
//! order; what it says inside is told no further than command and type name.
//! Ports: SLMP of the plant's choice, often TCP and UDP 5007, 5000 to 5006, 1025 to 1280; MELSOFT
//! UDP 5560 and TCP 5562.
//! Not covered: 1E frames, extended device specifications, label commands beyond their code,
//! contents of MELSOFT file transfers.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod frame;
mod table;
#[cfg(test)]
mod tests;

use frame::{Flavour, Frame, Front};

/// Requests remembered until answered.
const MAX_ASKED: usize = 64;
/// Places among the names.
const SLMP: usize = 0;
const MELSOFT: usize = 1;
/// Points told of one random access.
const MAX_POINTS: usize = 192;
/// Read Type Name; with the high bit of the low octet in MELSOFT.
const TYPE_NAME: u16 = 0x0101;
const MELSOFT_TYPE_NAME: u16 = 0x0121;

pub(crate) struct Slmp;

impl Protocol for Slmp {
    const NAME: &'static str = "slmp";
    const ALSO: &'static [&'static str] = &["melsoft"];
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::TABLE;
    const FURTHER: &'static [&'static str] = table::GROUPS;
    const HINTS: &'static [Hint] = &[
        Hint::Tcp(5007),
        Hint::Tcp(5562),
        Hint::Tcp(5006),
        Hint::Tcp(5010),
        Hint::Udp(5007),
        Hint::Udp(5560),
        Hint::Udp(5006),
    ];
    const MAX_MESSAGE: usize = frame::MAX_MESSAGE;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match frame::front(data) {
            Front::Frame(frame) if frame.total > data.len() => Probe::NeedMore,
            Front::Frame(frame) if frame.total < data.len() => Probe::OnPort,
            Front::Frame(frame) => judge(&frame),
            Front::Search(_) => Probe::OnPort,
            Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
        }
    }
}

fn judge(frame: &Frame<'_>) -> Probe {
    let known = frame.command.is_some_and(|code| lookup(table::TABLE, code.into()).is_some());
    match frame.flavour {
        Flavour::Melsoft => Probe::Yes,
        _ if frame.is_local() && (known || frame.response) => Probe::Maybe,
        _ => Probe::OnPort,
    }
}

/// What a response speaks of.
#[derive(Clone, Default)]
struct Asked {
    command: u16,
    device: Option<(u16, u32, u16)>,
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
    /// By serial number; frames without one use 0.
    asked: BTreeMap<u16, Asked>,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let frame = match frame::front(pdu.data) {
            Front::Frame(frame) => frame,
            Front::Search(response) if !out.stream => {
                search(pdu.data, response, out);
                return Step::Done(pdu.data.len());
            }
            Front::Short => return Step::Need((pdu.data.len() + 1).max(9)),
            Front::Search(_) | Front::Wrong => return self.stray(pdu, out),
        };
        if frame.total > pdu.data.len() {
            return Step::Need(frame.total);
        }
        *pdu.from.of_mut(&mut self.astray) = false;
        self.message(pdu.from, &frame, out);
        Step::Done(frame.total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        self.asked.clear();
    }
}

/// Engineering tools look for controllers by UDP.
fn search(data: &[u8], response: bool, out: &mut Sink<'_>) {
    let kind = if response { Kind::Response } else { Kind::Request };
    out.begin_as(MELSOFT, kind, table::SEARCH, "search", Risk::Identify);
    out.values(data);
    out.finish();
}

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("slmp.subheader", 0, "subheader");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| frame::begins(*byte));
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, frame: &Frame<'_>, out: &mut Sink<'_>) {
        let asked = if frame.response { self.asked.remove(&frame.serial) } else { None };
        let command = frame.command.or(asked.as_ref().map(|asked| asked.command));
        let kind = if frame.response { Kind::Response } else { Kind::Request };
        let melsoft = frame.flavour == Flavour::Melsoft;
        let row = table::find(command, melsoft);
        let which = if melsoft { MELSOFT } else { SLMP };
        out.begin_as(which, kind, row.code, row.name, row.risk);
        if !self.told {
            self.told = true;
            out.client(if frame.response { from.other() } else { from });
        }
        out.field("network", frame.network);
        out.field("station", frame.station);
        out.field("serial_number", frame.serial);
        if frame.response {
            self.response(frame, command, asked.unwrap_or_default(), out);
        } else {
            self.request(frame, command.unwrap_or_default(), out);
        }
        out.finish();
    }

    fn request(&mut self, frame: &Frame<'_>, command: u16, out: &mut Sink<'_>) {
        let mut asked = Asked { command, device: None };
        match frame.flavour {
            Flavour::Binary => {
                out.field("subcommand", frame.subcommand);
                asked.device = binary(frame, command, out);
            }
            Flavour::Ascii => {
                out.field("subcommand", frame.subcommand);
                asked.device = ascii(frame, command, out);
            }
            Flavour::Melsoft => out.values(frame.body),
        }
        if self.asked.len() >= MAX_ASKED {
            self.asked.pop_first();
        }
        self.asked.insert(frame.serial, asked);
    }

    fn response(
        &mut self,
        frame: &Frame<'_>,
        command: Option<u16>,
        asked: Asked,
        out: &mut Sink<'_>,
    ) {
        match frame.end {
            0 => out.ok(),
            code => out.failed(code.into(), table::end(code)),
        }
        if let Some((code, start, count)) = asked.device {
            out.range(table::device(code), start, count.into());
        }
        let body = frame.body;
        match (command, frame.flavour) {
            (Some(TYPE_NAME), Flavour::Binary | Flavour::Ascii) => type_name(body, out),
            (Some(MELSOFT_TYPE_NAME), Flavour::Melsoft) => {
                // Sequence number, two octets of zero.
                type_name(body.get(4..).unwrap_or_default(), out);
            }
            _ => out.values(body),
        }
    }
}

/// Sixteen characters and the model code. SH-080956ENG "Read Type Name".
fn type_name(body: &[u8], out: &mut Sink<'_>) {
    let Some(name) = body.get(..16) else { return };
    out.field("vendor", "Mitsubishi Electric");
    out.text("model", name);
}

/// What a binary request acts on.
fn binary(frame: &Frame<'_>, command: u16, out: &mut Sink<'_>) -> Option<(u16, u32, u16)> {
    let mut r = Reader::new(frame.body);
    // Subcommands from 0x0080 on use wider device numbers and codes.
    let wide = frame.subcommand & 0x0002 != 0;
    match command {
        0x0401 | 0x1401 => {
            let (code, start) = place(&mut r, wide)?;
            let count = r.u16_le()?;
            out.range(table::device(code), start, count.into());
            acts(command, code, out);
            out.values(r.rest());
            Some((code, start, count))
        }
        0x0403 | 0x1402 => {
            random(&mut r, wide, command, out);
            None
        }
        0x1001..=0x1006 => {
            out.field("mode", r.u16_le().unwrap_or_default());
            None
        }
        0x1827 | 0x1828 | 0x1829 | 0x1820 | 0x1822 => {
            out.values(r.rest());
            None
        }
        _ => {
            out.values(r.rest());
            None
        }
    }
}

fn place(r: &mut Reader<'_>, wide: bool) -> Option<(u16, u32)> {
    if wide {
        let start = r.u32_le()?;
        return Some((r.u16_le()? & 0xff, start));
    }
    let start = r.u24_le()?;
    Some((r.u8()?.into(), start))
}

/// Words, then double words; a write has a value behind each.
fn random(r: &mut Reader<'_>, wide: bool, command: u16, out: &mut Sink<'_>) {
    let write = command == 0x1402;
    let (Some(words), Some(doubles)) = (r.u8(), r.u8()) else { return };
    for n in 0..(usize::from(words) + usize::from(doubles)).min(MAX_POINTS) {
        let Some((code, start)) = place(r, wide) else { return };
        if n > 0 {
            out.next_item();
        }
        out.range(table::device(code), start, 1);
        acts(command, code, out);
        let value = if n < usize::from(words) { 2 } else { 4 };
        if write && r.skip(value).is_none() {
            return;
        }
    }
}

/// Writing outputs acts on the process.
fn acts(command: u16, code: u16, out: &mut Sink<'_>) {
    let output = matches!(code, 0x9d | 0xa3);
    match (command, output) {
        (0x1401, true) => out.refine("device_write", Risk::Control),
        (0x1402, true) => out.refine("device_write_random", Risk::Control),
        _ => {}
    }
}

/// What an ASCII request acts on: two characters of device, six of number, four of count.
fn ascii(frame: &Frame<'_>, command: u16, out: &mut Sink<'_>) -> Option<(u16, u32, u16)> {
    if !matches!(command, 0x0401 | 0x1401) {
        out.values(frame.body);
        return None;
    }
    let (name, rest) = frame.body.split_at_checked(2)?;
    let (number, rest) = rest.split_at_checked(6)?;
    let (count, values) = rest.split_at_checked(4)?;
    let name = text(name);
    let code = table::by_name(name.trim_end_matches('*'))?;
    let radix = if table::is_hexadecimal(code) { 16 } else { 10 };
    let start = u32::from_str_radix(std::str::from_utf8(number).ok()?.trim(), radix).ok()?;
    let count = u16::from_str_radix(std::str::from_utf8(count).ok()?, 16).ok()?;
    out.range(table::device(code), start, count.into());
    acts(command, code, out);
    out.values(values);
    Some((code, start, count))
}
