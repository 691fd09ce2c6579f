//! Object headers and the objects behind them.
//!
//! Source: IEEE 1815-2012 4.2.2.7 (object header, qualifier, range), A.8 (binary commands), A.20
//! (analog commands), A.24 (time), A.2 (device attributes), A.27 (files).

use model::observation::Value;

use crate::cursor::Reader;
use crate::sink::Sink;

use super::application::{common, refine};
use super::files::Files;
use super::sizes::{Size, group_name, size};
use super::{Frame, table};

/// Object headers told of one fragment.
const MAX_HEADERS: usize = 256;
/// Commands told apart under one header.
const MAX_COMMANDS: u32 = 64;

/// The fragment that the objects are in.
pub(super) struct Context {
    pub(super) frame: Frame,
    pub(super) control: u8,
    pub(super) function: u8,
    pub(super) iin: Option<u16>,
    /// The function that it answers.
    pub(super) answers: Option<u8>,
}

/// An object header.
#[derive(Clone, Copy)]
struct Header {
    group: u8,
    variation: u8,
    qualifier: u8,
    /// First index and number of objects; no range stands for all.
    range: Option<(u32, u32)>,
}

/// What follows a header could not be told apart.
struct Lost;

impl Header {
    fn read(r: &mut Reader<'_>) -> Option<Result<Self, Lost>> {
        let (group, variation, qualifier) = (r.u8()?, r.u8()?, r.u8()?);
        // Low four bits: how the range is told. Table 4-3.
        let range = match qualifier & 0x0f {
            0x0 => between(r.u8()?.into(), r.u8()?.into()),
            0x1 => between(r.u16_le()?.into(), r.u16_le()?.into()),
            0x2 => between(r.u32_le()?, r.u32_le()?),
            0x6 => None,
            0x7 | 0xb => Some((0, r.u8()?.into())),
            0x8 => Some((0, r.u16_le()?.into())),
            0x9 => Some((0, r.u32_le()?)),
            _ => return Some(Err(Lost)),
        };
        Some(Ok(Self { group, variation, qualifier, range }))
    }

    /// Octets of the index or size in front of each object. Table 4-2.
    fn prefix(&self) -> Prefix {
        match self.qualifier >> 4 & 7 {
            1 => Prefix::Index(1),
            2 => Prefix::Index(2),
            3 => Prefix::Index(4),
            4 => Prefix::Size(1),
            5 => Prefix::Size(2),
            6 => Prefix::Size(4),
            _ => Prefix::None,
        }
    }
}

fn between(start: u32, stop: u32) -> Option<(u32, u32)> {
    Some((start, stop.checked_sub(start).map_or(0, |more| more.saturating_add(1))))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    Index(usize),
    Size(usize),
}

fn number(r: &mut Reader<'_>, octets: usize) -> Option<u32> {
    match octets {
        1 => r.u8().map(u32::from),
        2 => r.u16_le().map(u32::from),
        _ => r.u32_le(),
    }
}

/// Whether objects follow the headers of a message.
fn carries_objects(function: u8, group: u8) -> bool {
    match function {
        // Reads name files by what they carry. 5.3.4
        table::READ => group == 70,
        7..=10 | 13 | 14 | 18 | table::ENABLE_UNSOLICITED..=table::ASSIGN_CLASS => false,
        _ => true,
    }
}

/// Tells of every object header; the message that has none is told all the same.
pub(super) fn tell(
    context: &Context,
    r: &mut Reader<'_>,
    files: &mut Files,
    transaction: u32,
    out: &mut Sink<'_>,
) {
    common(context, out);
    for n in 0..MAX_HEADERS {
        if r.is_empty() {
            return;
        }
        let at = r.offset();
        let header = match Header::read(r) {
            Some(Ok(header)) => header,
            Some(Err(Lost)) => {
                return wrong("dnp3.qualifier", "unimplemented", at, transaction, out);
            }
            None => return wrong("dnp3.truncated", "malformed", at, transaction, out),
        };
        if n > 0 {
            out.next_item();
            common(context, out);
        }
        let obj = u64::from(header.group) << 8 | u64::from(header.variation);
        out.number(transaction, "dnp3.obj", obj);
        describe(context, &header, out);
        if !carries_objects(context.function, header.group) {
            continue;
        }
        let mut told = Told { context, header, transaction, files };
        match told.objects(r, out) {
            Some(Ok(())) => {}
            Some(Err(Lost)) => {
                return wrong("dnp3.unknown_object", "unknown_object", at, transaction, out);
            }
            None => return wrong("dnp3.truncated", "malformed", at, transaction, out),
        }
    }
}

fn wrong(code: &'static str, event: &'static str, at: usize, tx: u32, out: &mut Sink<'_>) {
    out.anomaly(code, at, "object");
    out.event(tx, event);
}

fn describe(context: &Context, header: &Header, out: &mut Sink<'_>) {
    refine(context.function, header.group, header.variation, out);
    out.field("group", header.group);
    out.field("variation", header.variation);
    out.field("qualifier", header.qualifier);
    let name = group_name(header.group);
    match header.range {
        // Classes are told by their variation: 1 is class 0. A.26
        None if header.group == 60 => {
            out.range(name, u32::from(header.variation.saturating_sub(1)), 1);
        }
        None => out.named("points", || name.to_owned()),
        Some((start, count)) => out.range(name, start, count),
    }
}

/// The objects of one header while they are told.
struct Told<'a> {
    context: &'a Context,
    header: Header,
    transaction: u32,
    files: &'a mut Files,
}

impl Told<'_> {
    fn objects(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<Result<(), Lost>> {
        let header = self.header;
        let prefix = header.prefix();
        let Some(kind) = size(header.group, header.variation) else {
            return match prefix {
                Prefix::Size(_) => self.prefixed(r, out).map(Ok),
                _ if header.range.is_none() => Some(Ok(())),
                _ => Some(Err(Lost)),
            };
        };
        let Some((_, count)) = header.range else { return Some(Ok(())) };
        match (kind, prefix) {
            (_, Prefix::Size(_)) => self.prefixed(r, out)?,
            (Size::Bits(bits), Prefix::None) => {
                let octets = (u64::from(count) * bits as u64).div_ceil(8);
                out.values(r.bytes(usize::try_from(octets).ok()?)?);
            }
            (Size::Bits(_), Prefix::Index(octets)) => {
                r.skip(usize::try_from(count).ok()?.checked_mul(octets + 1)?)?;
            }
            (Size::Attribute, _) => self.attributes(r, count, out)?,
            (Size::Octets(octets), _) => self.fixed(r, octets, count, out)?,
            (Size::Prefixed, _) => return Some(Err(Lost)),
        }
        Some(Ok(()))
    }

    /// Objects of one length, each with its index in front if the qualifier says so.
    fn fixed(
        &mut self,
        r: &mut Reader<'_>,
        octets: usize,
        count: u32,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let index = if let Prefix::Index(octets) = self.header.prefix() { octets } else { 0 };
        let all = usize::try_from(count).ok()?.checked_mul(octets + index)?;
        let data = r.bytes(all)?;
        if matches!(self.header.group, 12 | 41) {
            return self.commands(data, index, octets, count, out);
        }
        out.values(data);
        if index > 0 {
            indexed(self.header.group, data, index, octets, count, out);
        }
        if self.header.group == 50 {
            time(data.get(index..)?, out);
        }
        Some(())
    }

    /// One observation for each command, with its point and what is done to it.
    fn commands(
        &self,
        data: &[u8],
        index: usize,
        octets: usize,
        count: u32,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let mut r = Reader::new(data);
        let first = self.header.range.map_or(0, |(first, _)| first);
        for n in 0..count.min(MAX_COMMANDS) {
            let point = if index > 0 { number(&mut r, index)? } else { first.saturating_add(n) };
            let command = r.bytes(octets)?;
            if n > 0 {
                out.next_item();
                common(self.context, out);
                out.field("group", self.header.group);
                out.field("variation", self.header.variation);
                out.field("qualifier", self.header.qualifier);
            }
            out.range(group_name(self.header.group), point, 1);
            out.values(command);
            let status = if self.header.group == 12 {
                crob(command, out)
            } else {
                analog(self.header.variation, command, out)
            };
            self.status(status?, out);
        }
        Some(())
    }

    /// The status of a command means something in responses only.
    fn status(&self, status: u8, out: &mut Sink<'_>) {
        if self.context.iin.is_none() {
            return;
        }
        out.field("status", status);
        // Bit 7 is reserved. A.8.1
        if status & 0x7f != 0 {
            out.failed(status.into(), table::control_status(status & 0x7f));
        }
    }

    /// A.2: type, length, value.
    fn attributes(&self, r: &mut Reader<'_>, count: u32, out: &mut Sink<'_>) -> Option<()> {
        let index = if let Prefix::Index(octets) = self.header.prefix() { octets } else { 0 };
        for _ in 0..count {
            r.skip(index)?;
            let (kind, len) = (r.u8()?, usize::from(r.u8()?));
            let value = r.bytes(len)?;
            // Type 1 is visible text.
            if let (1, Some(field)) = (kind, attribute(self.header.variation)) {
                out.text(field, value);
            } else {
                out.values(value);
            }
        }
        Some(())
    }

    /// Objects that tell their size themselves: files above all.
    fn prefixed(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let Prefix::Size(octets) = self.header.prefix() else { return None };
        let count = self.header.range.map_or(1, |(_, count)| count);
        for n in 0..count {
            let len = usize::try_from(number(r, octets)?).ok()?;
            let object = r.bytes(len)?;
            if n == 0 && self.header.group == 70 {
                let (function, answers) = (self.context.function, self.context.answers);
                let file = super::files::Message { function, answers, tx: self.transaction };
                let _ = self.files.object(&file, self.header.variation, object, out);
            } else {
                out.values(object);
            }
        }
        Some(())
    }
}

/// The points that indices in front of objects name: from the lowest to the highest.
fn indexed(group: u8, data: &[u8], index: usize, octets: usize, count: u32, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let points = data.chunks(index + octets).filter_map(|o| number(&mut Reader::new(o), index));
    let (low, high) = points.fold((u32::MAX, 0), |(low, high), n| (low.min(n), high.max(n)));
    if low > high {
        return;
    }
    // Without gaps they are a range; else the count says how many there are from the lowest on.
    let span = high.saturating_sub(low).saturating_add(1);
    out.range(group_name(group), low, span.max(count));
}

fn attribute(variation: u8) -> Option<&'static str> {
    Some(match variation {
        242 => "firmware",
        243 => "hardware",
        247 => "name",
        248 => "serial",
        250 => "model",
        252 => "vendor",
        _ => return None,
    })
}

/// Control relay output block. A.8.1. Gives its status.
fn crob(command: &[u8], out: &mut Sink<'_>) -> Option<u8> {
    let mut r = Reader::new(command);
    let (code, repeat, on, off, status) = (r.u8()?, r.u8()?, r.u32_le()?, r.u32_le()?, r.u8()?);
    let operation = match code & 0x0f {
        0 => "nul",
        1 => "pulse_on",
        2 => "pulse_off",
        3 => "latch_on",
        4 => "latch_off",
        _ => "undefined",
    };
    out.field("control", operation);
    match code >> 6 {
        1 => out.field("trip_close", "close"),
        2 => out.field("trip_close", "trip"),
        _ => {}
    }
    if code & 0x20 != 0 {
        out.field("clear", true);
    }
    out.field("repeat", repeat);
    out.field("on_time", on);
    out.field("off_time", off);
    Some(status)
}

/// Analog output block: a value, then its status. A.20.
fn analog(variation: u8, command: &[u8], out: &mut Sink<'_>) -> Option<u8> {
    let (status, value) = command.split_last()?;
    let value = match (variation, value) {
        (1, [a, b, c, d]) => Value::Int(i32::from_le_bytes([*a, *b, *c, *d]).into()),
        (2, [a, b]) => Value::Int(i16::from_le_bytes([*a, *b]).into()),
        (3, [a, b, c, d]) => Value::Float(f32::from_le_bytes([*a, *b, *c, *d]).into()),
        (4, eight) => Value::Float(f64::from_le_bytes(*eight.first_chunk()?)),
        _ => return Some(*status),
    };
    out.field("value", value);
    Some(*status)
}

/// Milliseconds since 1970 in six octets. A.24.
fn time(data: &[u8], out: &mut Sink<'_>) {
    if let Some([a, b, c, d, e, f]) = data.first_chunk::<6>().copied() {
        let ms = u64::from_le_bytes([a, b, c, d, e, f, 0, 0]);
        out.field("time", Value::Int(i64::try_from(ms).unwrap_or(i64::MAX)));
    }
}
