//! The ASDU: data unit identifier and information objects. Source: IEC 60870-5-101 §7.2.

use model::observation::{Kind, Value};

use crate::cursor::Reader;
use crate::protocol::End;
use crate::sink::Sink;

use super::{CONTROL, HEADER, types};

/// Octets of an information object address.
const ADDRESS: usize = 3;
/// Data unit identifier: type, structure, cause (2), common address (2).
pub(super) const IDENTIFIER: usize = 6;
/// Where the ASDU begins in the APDU.
const BASE: usize = HEADER + CONTROL;

/// A data unit identifier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asdu {
    pub(super) type_id: u8,
    /// One address, then elements in sequence.
    sequence: bool,
    objects: u8,
    cause: u8,
    negative: bool,
    test: bool,
    originator: u8,
    pub(super) common: u16,
}

impl Asdu {
    fn identifier(r: &mut Reader<'_>) -> Option<Self> {
        let (type_id, structure, cause) = (r.u8()?, r.u8()?, r.u8()?);
        let (originator, common) = (r.u8()?, r.u16_le()?);
        Some(Self {
            type_id,
            sequence: structure & 0x80 != 0,
            objects: structure & 0x7f,
            cause: cause & 0x3f,
            negative: cause & 0x40 != 0,
            test: cause & 0x80 != 0,
            originator,
            common,
        })
    }

    /// Octets that the objects take, if the type has a fixed width.
    fn expected(self) -> Option<usize> {
        let (element, time) = types::widths(self.type_id)?;
        let objects = usize::from(self.objects);
        Some(if self.sequence {
            ADDRESS + objects * (element + time)
        } else {
            objects * (ADDRESS + element + time)
        })
    }

    /// Whether bytes are an ASDU to the last octet: known type, defined cause, right length.
    pub(super) fn looks_right(asdu: &[u8]) -> bool {
        let mut r = Reader::new(asdu);
        let Some(unit) = Self::identifier(&mut r) else { return false };
        types::is_known(unit.type_id)
            && types::cause_name(unit.cause) != "reserved"
            && unit.expected().is_none_or(|expected| expected == r.left())
    }

    /// Whether bytes can be the beginning of an ASDU that [`Self::looks_right`].
    pub(super) fn begins_right(asdu: &[u8]) -> bool {
        let mut r = Reader::new(asdu);
        match Self::identifier(&mut r) {
            Some(unit) => {
                types::is_known(unit.type_id) && types::cause_name(unit.cause) != "reserved"
            }
            None => asdu.first().is_none_or(|type_id| types::is_known(*type_id)),
        }
    }

    /// The controlled station, if the unit tells: it sends what it monitors and confirms commands.
    pub(super) fn server(self, from: End) -> Option<End> {
        if types::is_monitoring(self.type_id) {
            return Some(from);
        }
        if !types::is_command(self.type_id) {
            return None;
        }
        match self.cause {
            6 | 8 => Some(from.other()),
            7 | 9 | 10 | 44..=47 => Some(from),
            _ => None,
        }
    }

    fn kind(self) -> Kind {
        match self.cause {
            6 | 8 => Kind::Request,
            5 if self.type_id == 102 => Kind::Request,
            13 if types::is_command(self.type_id) => Kind::Request,
            5 | 7 | 9 | 10 | 20..=41 | 44..=47 => Kind::Response,
            _ => Kind::Spontaneous,
        }
    }
}

/// Reads an ASDU into the open message. `None` if it is cut short within its identifier.
pub(super) fn read(bytes: &[u8], out: &mut Sink<'_>) -> Option<Asdu> {
    let mut r = Reader::new(bytes);
    let unit = Asdu::identifier(&mut r)?;
    out.kind(unit.kind());
    report(unit, out);
    judge(unit, r.left(), out);
    if unit.objects > 0 {
        let _ = objects(unit, r, out);
    }
    Some(unit)
}

fn report(unit: Asdu, out: &mut Sink<'_>) {
    out.field("cause", unit.cause);
    out.field("cause_name", types::cause_name(unit.cause));
    out.field("originator", unit.originator);
    out.field("common_address", unit.common);
    out.field("objects", unit.objects);
    if unit.negative {
        out.field("negative", true);
    }
    if unit.test {
        out.field("test", true);
    }
    match unit.cause {
        44..=47 => out.failed(unit.cause.into(), types::cause_name(unit.cause)),
        7 | 9 | 10 if unit.negative => out.failed(unit.cause.into(), "negative_confirmation"),
        7 | 9 | 10 => out.ok(),
        _ => {}
    }
}

fn judge(unit: Asdu, left: usize, out: &mut Sink<'_>) {
    if !types::is_known(unit.type_id) {
        out.anomaly("iec104.unknown_type", BASE, "type");
    }
    if types::cause_name(unit.cause) == "reserved" {
        out.anomaly("iec104.cause", BASE + 2, "cause");
    } else if types::is_known(unit.type_id) && !types::causes(unit.type_id, unit.cause) {
        out.anomaly("iec104.cause_for_type", BASE + 2, "cause");
    }
    if unit.common == 0 {
        out.anomaly("iec104.common_address", BASE + 4, "common_address");
    }
    if unit.objects == 0 {
        out.anomaly("iec104.no_objects", BASE + 1, "objects");
    }
    match unit.expected() {
        Some(expected) if left < expected => {
            out.anomaly("iec104.truncated", BASE + IDENTIFIER + left, "objects");
        }
        Some(expected) if left > expected => {
            out.anomaly("iec104.trailing_bytes", BASE + IDENTIFIER + expected, "objects");
        }
        _ => {}
    }
}

/// The first object in full, and the span of the others' addresses.
fn objects(unit: Asdu, mut r: Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let first = r.u24_le()?;
    let (element, time) = types::widths(unit.type_id).unwrap_or((r.left(), 0));
    let value = r.bytes(element.min(r.left()))?;
    out.values(value);
    value_fields(unit.type_id, value, out);
    if !out.wanted() {
        return Some(());
    }
    let count = u32::from(unit.objects);
    if unit.sequence || count == 1 {
        out.range("ioa", first, count);
        return Some(());
    }
    let last = last_address(unit.objects, element + time, time, first, &mut r);
    let contiguous = last.checked_sub(first).is_some_and(|span| span + 1 == count);
    out.range("ioa", first, if contiguous { count } else { 1 });
    if !contiguous {
        out.field("ioa_last", last);
    }
    Some(())
}

/// The address of the last object that is there.
fn last_address(objects: u8, width: usize, time: usize, first: u32, r: &mut Reader<'_>) -> u32 {
    let mut last = first;
    if r.skip(time).is_none() {
        return last;
    }
    for _ in 1..objects {
        let Some(address) = r.u24_le() else { break };
        last = address;
        if r.skip(width).is_none() {
            break;
        }
    }
    last
}

/// Select/execute, qualifier and value of commands and of measured values.
fn value_fields(type_id: u8, element: &[u8], out: &mut Sink<'_>) {
    if let Some(octet) = types::select_offset(type_id).and_then(|at| element.get(at)) {
        out.field("select", octet & 0x80 != 0);
        if matches!(type_id, 45..=47 | 58..=60) {
            out.field("qualifier", (octet & 0x7c) >> 2);
        }
    }
    if let (100 | 101 | 105 | 113 | 70, Some(octet)) = (type_id, element.first()) {
        out.field("qualifier", *octet);
    }
    if type_id >= 120 {
        let _ = file_fields(type_id, element, out);
    }
    if type_id == 103
        && let Some(clock) = clock(element)
    {
        out.field("clock", clock);
    }
    match value(type_id, element) {
        // No JSON number can say these, and no process value is one.
        Some(Value::Float(x)) if !x.is_finite() => {
            out.anomaly("iec104.value_not_finite", BASE + IDENTIFIER + ADDRESS, "value");
        }
        Some(value) => out.field("value", value),
        None => {}
    }
}

/// Name of file, section, length and qualifier of file transfer. IEC 60870-5-101 §7.3.6.
fn file_fields(type_id: u8, element: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(element);
    out.field("file_name", r.u16_le()?);
    match type_id {
        120 | 126 => {
            out.field("file_length", r.u24_le()?);
            out.field("qualifier", r.u8()?);
        }
        121 => {
            out.field("section", r.u8()?);
            out.field("file_length", r.u24_le()?);
            out.field("qualifier", r.u8()?);
        }
        122..=124 => {
            out.field("section", r.u8()?);
            out.field("qualifier", r.u8()?);
        }
        125 => {
            out.field("section", r.u8()?);
            out.field("segment_bytes", r.u8()?);
        }
        _ => {}
    }
    Some(())
}

/// CP56Time2a: milliseconds, minute, hour, day, month, year of the century. IEC 60870-5-101
/// §7.2.6.18.
fn clock(element: &[u8]) -> Option<String> {
    let mut r = Reader::new(element);
    let (milliseconds, minute, hour) = (r.u16_le()?, r.u8()? & 0x3f, r.u8()? & 0x1f);
    let (day, month, year) = (r.u8()? & 0x1f, r.u8()? & 0x0f, r.u8()? & 0x7f);
    let (second, rest) = (milliseconds / 1000, milliseconds % 1000);
    Some(format!("20{year:02}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:03}"))
}

/// The value of the element, where it has one number. IEC 60870-5-101 §7.2.6.1–7.2.6.17.
fn value(type_id: u8, element: &[u8]) -> Option<Value> {
    let mut r = Reader::new(element);
    Some(match type_id {
        1 | 2 | 30 | 45 | 58 => Value::Int((r.u8()? & 1).into()),
        3 | 4 | 31 | 46 | 47 | 59 | 60 => Value::Int((r.u8()? & 3).into()),
        9 | 10 | 21 | 34 | 48 | 61 => {
            // Normalised: a fraction of full scale in 15 bits.
            Value::Float(f64::from(r.u16_le()?.cast_signed()) / 32_768.0)
        }
        11 | 12 | 35 | 49 | 62 => Value::Int(r.u16_le()?.cast_signed().into()),
        13 | 14 | 36 | 50 | 63 => Value::Float(f32::from_bits(r.u32_le()?).into()),
        15 | 16 | 37 => Value::Int(r.u32_le()?.cast_signed().into()),
        7 | 8 | 33 | 51 | 64 => Value::Int(r.u32_le()?.into()),
        _ => return None,
    })
}
