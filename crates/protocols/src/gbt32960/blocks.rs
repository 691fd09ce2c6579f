//! Blocks of information of a report: GB/T 32960.3-2016 §7.2.2 table 8, GB/T 32960.3-2025 §7.2.3
//! table 9.

use model::observation::Value;

use super::{Edition, HEADER, counted};
use crate::cursor::Reader;
use crate::sink::Sink;

/// What a type of block means in either edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Vehicle,
    Motors,
    FuelCell,
    Engine,
    Position,
    Extremes,
    Alarms,
    Voltages,
    Temperatures,
    Custom,
    Signature,
    /// Length unknown: what follows cannot be read either.
    Unknown,
}

fn block(edition: Edition, kind: u8) -> Block {
    let new = edition == Edition::Of2025;
    match kind {
        1 => Block::Vehicle,
        2 => Block::Motors,
        3 if !new => Block::FuelCell,
        4 => Block::Engine,
        5 => Block::Position,
        6 if !new => Block::Extremes,
        7 if !new => Block::Alarms,
        8 if !new => Block::Voltages,
        9 if !new => Block::Temperatures,
        6 => Block::Alarms,
        7 => Block::Voltages,
        8 => Block::Temperatures,
        0x80..=0xfe => Block::Custom,
        0xff if new => Block::Signature,
        _ => Block::Unknown,
    }
}

/// Reads blocks to the end of the data unit.
pub(super) fn blocks(edition: Edition, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.values(r.rest());
    let mut kinds = String::new();
    let mut read = Some(());
    while read.is_some()
        && let Some(kind) = r.u8()
    {
        if out.wanted() {
            let comma = if kinds.is_empty() { "" } else { "," };
            kinds += &format!("{comma}{kind}");
        }
        read = match block(edition, kind) {
            Block::Unknown => {
                // Fuel cells and supercapacitors of 2025 are defined, only not read here.
                if edition == Edition::Of2016 || !matches!(kind, 3 | 0x30..=0x32) {
                    out.anomaly("gbt32960.unknown_block", HEADER + r.offset() - 1, "blocks");
                }
                break;
            }
            block => one(edition, block, r, out),
        };
    }
    out.field("blocks", kinds);
    read
}

fn one(edition: Edition, block: Block, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let new = edition == Edition::Of2025;
    match block {
        Block::Vehicle => vehicle(edition, r, out),
        Block::Motors => {
            let count = usize::from(r.u8()?);
            r.skip(count * if new { 10 } else { 12 })
        }
        Block::FuelCell => fuel_cell(r),
        Block::Engine => r.skip(if new { 2 } else { 5 }),
        Block::Position => position(new, r, out),
        Block::Extremes => r.skip(14),
        Block::Alarms => alarms(new, r, out),
        Block::Voltages => each(r, |r| {
            r.skip(if new { 5 } else { 9 })?;
            let cells: usize = if new { r.u16()?.into() } else { r.u8()?.into() };
            r.skip(cells * 2)
        }),
        Block::Temperatures => each(r, |r| {
            r.skip(1)?;
            counted(r).map(|_| ())
        }),
        Block::Custom => counted(r).map(|_| ()),
        Block::Signature => signature(r, out),
        Block::Unknown => None,
    }
}

/// A count of 8 bits, and so many parts.
fn each<'a>(r: &mut Reader<'a>, mut part: impl FnMut(&mut Reader<'a>) -> Option<()>) -> Option<()> {
    let count = r.u8()?;
    (0..count).try_for_each(|_| part(r))
}

/// §7.2.3.1 table 9; the 2025 edition leaves out the pedals and has another offset of current.
fn vehicle(edition: Edition, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let [vehicle, charging, _mode] = *r.bytes(3)?.first_chunk()?;
    out.field("vehicle_state", state(vehicle, ["started", "off", "other", ""]));
    let charging_states = ["parked", "driving", "not_charging", "charged"];
    out.field("charging_state", state(charging, charging_states));
    scaled("speed", r.u16()?.into(), 0.0, u16::MAX.into(), out);
    scaled("mileage", r.u32()?, 0.0, u32::MAX, out);
    scaled("voltage", r.u16()?.into(), 0.0, u16::MAX.into(), out);
    let offset = if edition == Edition::Of2025 { 3000.0 } else { 1000.0 };
    scaled("current", r.u16()?.into(), offset, u16::MAX.into(), out);
    let soc = r.u8()?;
    if soc <= 100 {
        out.field("soc", soc);
    }
    // Converter, gear, insulation; in 2016 the pedals.
    r.skip(if edition == Edition::Of2025 { 4 } else { 6 })
}

fn state(code: u8, names: [&'static str; 4]) -> &'static str {
    match code {
        0xfe => "abnormal",
        0xff => "invalid",
        _ => names.get(usize::from(code).wrapping_sub(1)).copied().unwrap_or("unknown"),
    }
}

/// A number in tenths behind an offset; the two greatest stand for abnormal and invalid. §6.1.
fn scaled(name: &'static str, raw: u32, offset: f64, most: u32, out: &mut Sink<'_>) {
    if raw < most - 1 {
        let tenths = f64::from(raw) - offset * 10.0;
        out.field(name, Value::Float(tenths / 10.0));
    }
}

/// §7.2.3.3 table 12: between voltages and the tank stand as many temperatures as are told.
fn fuel_cell(r: &mut Reader<'_>) -> Option<()> {
    r.skip(6)?;
    counted(r)?;
    r.skip(10)
}

/// §7.2.3.5 tables 14 and 15; the 2025 edition names the coordinate system.
fn position(new: bool, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let state = r.u8()?;
    if new {
        r.skip(1)?;
    }
    let (longitude, latitude) = (r.u32()?, r.u32()?);
    if state & 1 == 0 {
        let degrees = |raw: u32, minus: bool| {
            let degrees = f64::from(raw) / 1e6;
            Value::Float(if minus { -degrees } else { degrees })
        };
        out.field("longitude", degrees(longitude, state & 4 != 0));
        out.field("latitude", degrees(latitude, state & 2 != 0));
    }
    Some(())
}

/// §7.2.3.7 table 17: level, marks, four lists of faults; the 2025 edition adds a list of levels.
fn alarms(new: bool, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("alarm_level", r.u8()?);
    out.field("alarms", r.u32()?);
    let mut faults = 0u16;
    for _ in 0..4 {
        let count = r.u8()?;
        // 0xfe and 0xff: abnormal, invalid; no list then.
        if count < 0xfe {
            r.skip(usize::from(count) * 4)?;
            faults += u16::from(count);
        }
    }
    if new {
        let count = r.u8()?;
        r.skip(if count < 0xfe { usize::from(count) * 2 } else { 0 })?;
    }
    out.field("faults", faults);
    Some(())
}

/// GB/T 32960.3-2025 §7.2.2 table 8.
pub(super) fn signature(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field(
        "signed",
        match r.u8()? {
            1 => "sm2",
            2 => "rsa",
            3 => "ecc",
            _ => "unknown",
        },
    );
    counted(r)?;
    counted(r).map(|_| ())
}
