//! Bodies of messages. Sections are those of JT/T 808-2019.

use model::observation::Value;

use super::{Message, digits, table};
use crate::cursor::Reader;
use crate::sink::Sink;

/// Parameters that name a server: main, backup, IC card. §8.12 table 13.
const SERVERS: [u32; 4] = [0x13, 0x17, 0x1a, 0x1d];
/// Identifiers of parameters that are told.
const MAX_PARAMETERS: usize = 64;

/// Reads what is told of a body; `None` if it ends too early.
pub(super) fn body(message: &Message<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    match message.id {
        0x0001 | 0x8001 => general_answer(r, out),
        0x0100 => register(message, r, out),
        0x0102 => authenticate(message, r, out),
        0x8100 => register_answer(r, out),
        0x0104 => {
            out.field("answers", r.u16()?);
            parameters(r, out)
        }
        0x8103 => parameters(r, out),
        0x8106 => identifiers(r, out),
        0x8105 => control(r, out),
        0x0107 => attributes(message, r, out),
        0x0108 => upgrade_result(r, out),
        table::UPGRADE => told_upgrade(message, out),
        0x0200 => location(r, out),
        0x0201 | 0x0500 => {
            out.field("answers", r.u16()?);
            location(r, out)
        }
        0x0704 => batch(r, out),
        0x0800 | table::MULTIMEDIA => told_multimedia(r, out),
        0x8500 if !message.is_newer() => {
            let control = r.u8()?;
            out.field("control", control);
            out.values(&[control]);
            Some(())
        }
        id => {
            if !table::is_from_terminal(id) {
                out.values(r.rest());
            }
            Some(())
        }
    }
}

/// §8.1, §8.2: serial and identifier of what is answered, result.
fn general_answer(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (serial, id) = (r.u16()?, r.u16()?);
    out.field("answers", serial);
    out.field("answered", table::message(id).name);
    match r.u8()? {
        0 => out.ok(),
        code => out.failed(code.into(), table::result(code)),
    }
    Some(())
}

/// Maker, model and identifier of a terminal, by edition. §8.8 table 9, §8.18 table 21.
fn terminal(widths: [usize; 3], r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    for (name, width) in ["vendor", "model", "serial"].into_iter().zip(widths) {
        out.text(name, r.bytes(width)?);
    }
    Some(())
}

fn widths(message: &Message<'_>) -> [usize; 3] {
    if message.is_newer() { [11, 30, 30] } else { [5, 20, 7] }
}

/// §8.8. The edition of 2011 had a shorter model.
fn register(message: &Message<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("province", r.u16()?);
    out.field("city", r.u16()?);
    // Behind identifiers of 2013 stand colour and plate.
    let oldest = !message.is_newer() && message.body.len() < 2 + 2 + 5 + 20 + 7 + 1;
    terminal(if oldest { [5, 8, 7] } else { widths(message) }, r, out)?;
    r.skip(1)?;
    if out.wanted() && !r.is_empty() {
        out.field("plate", table::plate(r.rest()));
    }
    Some(())
}

/// §8.11: the code itself is a secret. Only the newer edition tells more.
fn authenticate(message: &Message<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if !message.is_newer() {
        return Some(());
    }
    let code = r.u8()?;
    r.skip(code.into())?;
    out.text("imei", r.bytes(15)?);
    // Twenty bytes, though some write their length before.
    let software = match r.rest() {
        [length, rest @ ..] if usize::from(*length) == rest.len() => rest,
        rest => rest,
    };
    out.text("software", software);
    Some(())
}

/// §8.9: serial, result, and a code that is a secret.
fn register_answer(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("answers", r.u16()?);
    match r.u8()? {
        0 => out.ok(),
        code => out.failed(code.into(), table::registration(code)),
    }
    Some(())
}

/// §8.12: count, then identifier, length and value each.
fn parameters(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.u8()?;
    out.values(r.rest());
    let mut ids = Vec::new();
    let mut read = Some(());
    for _ in 0..count {
        let Some((id, value)) = parameter(r) else {
            read = None;
            break;
        };
        ids.push(id);
        if SERVERS.contains(&id) {
            out.text("server", value);
        }
    }
    list(&ids, out);
    read
}

fn parameter<'a>(r: &mut Reader<'a>) -> Option<(u32, &'a [u8])> {
    let (id, length) = (r.u32()?, r.u8()?);
    Some((id, r.bytes(length.into())?))
}

/// §8.15: count, identifiers.
fn identifiers(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.u8()?;
    let ids: Vec<u32> = (0..count).map_while(|_| r.u32()).collect();
    list(&ids, out);
    (ids.len() == usize::from(count)).then_some(())
}

fn list(ids: &[u32], out: &mut Sink<'_>) {
    if out.wanted() {
        let names = ids.iter().take(MAX_PARAMETERS).map(|id| format!("{id:04x}"));
        out.field("parameters", names.collect::<Vec<_>>().join(","));
    }
}

/// §8.16: a word and what goes with it.
fn control(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let word = r.u8()?;
    out.field("control", word);
    if let Some(operation) = table::control(word) {
        out.refine(operation.name, operation.risk);
    }
    out.values(r.rest());
    Some(())
}

/// §8.18: type, identity, card, versions.
fn attributes(message: &Message<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.skip(2)?;
    terminal(widths(message), r, out)?;
    let card = r.bytes(10)?;
    if out.wanted() {
        out.field("iccid", digits(card));
    }
    for name in ["hardware", "firmware"] {
        let length = r.u8()?;
        out.text(name, r.bytes(length.into())?);
    }
    r.skip(2)
}

/// §8.20: type, result.
fn upgrade_result(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.skip(1)?;
    match r.u8()? {
        0 => out.ok(),
        1 => out.failed(1, "failed"),
        2 => out.failed(2, "cancelled"),
        code => out.failed(code.into(), "unknown"),
    }
    Some(())
}

/// The front of an upgrade package.
pub(super) struct Upgrade<'a> {
    vendor: &'a [u8],
    pub(super) version: &'a [u8],
    /// Bytes of the whole package.
    pub(super) length: u32,
    pub(super) data: &'a [u8],
}

/// §8.19: type, maker, version, length, data.
pub(super) fn upgrade<'a>(message: &Message<'a>) -> Option<Upgrade<'a>> {
    let mut r = Reader::new(message.body);
    r.skip(1)?;
    let [width, ..] = widths(message);
    let vendor = r.bytes(width)?;
    let version = r.u8()?;
    let version = r.bytes(version.into())?;
    Some(Upgrade { vendor, version, length: r.u32()?, data: r.rest() })
}

fn told_upgrade(message: &Message<'_>, out: &mut Sink<'_>) -> Option<()> {
    let upgrade = upgrade(message)?;
    out.text("vendor", upgrade.vendor);
    out.text("firmware", upgrade.version);
    out.field("bytes", upgrade.length);
    out.values(upgrade.data);
    Some(())
}

/// §8.21 table 24: alarms, state, place, then identifier, length and value each.
fn location(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.values(r.rest());
    let (alarms, state, latitude, longitude) = (r.u32()?, r.u32()?, r.u32()?, r.u32()?);
    let (altitude, speed) = (r.u16()?, r.u16()?);
    r.skip(2)?;
    let time = r.bytes(6)?;
    out.field("alarms", alarms);
    out.field("state", state);
    // State: 1 located, 2 south, 3 west. Table 25.
    if state & 2 != 0 {
        out.field("latitude", degrees(latitude, state & 4 != 0));
        out.field("longitude", degrees(longitude, state & 8 != 0));
        out.field("altitude", altitude);
    }
    out.field("speed", Value::Float(f64::from(speed) / 10.0));
    if let ([year, month, day, hour, minute, second], true) = (time, out.wanted()) {
        let date = format!("20{year:02x}-{month:02x}-{day:02x}");
        out.field("time", format!("{date} {hour:02x}:{minute:02x}:{second:02x}"));
    }
    while let (Some(id), Some(length)) = (r.u8(), r.u8()) {
        let value = r.bytes(length.into())?;
        if let (1, Some(mileage)) = (id, Reader::new(value).u32()) {
            out.field("mileage", Value::Float(f64::from(mileage) / 10.0));
        }
    }
    Some(())
}

fn degrees(raw: u32, minus: bool) -> Value {
    let degrees = f64::from(raw) / 1e6;
    Value::Float(if minus { -degrees } else { degrees })
}

/// §8.48: count, type, then length and location each. The first is told.
fn batch(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.u16()?;
    out.field("locations", count);
    r.skip(1)?;
    if count == 0 {
        return Some(());
    }
    let length = r.u16()?;
    let first = r.bytes(length.into())?;
    location(&mut Reader::new(first), out)
}

/// What stands before a picture or recording.
pub(super) struct Multimedia<'a> {
    pub(super) id: u32,
    format: u8,
    pub(super) data: &'a [u8],
}

impl Multimedia<'_> {
    pub(super) fn format(&self) -> &'static str {
        format(self.format)
    }
}

/// §8.50 table 75.
fn format(code: u8) -> &'static str {
    ["jpeg", "tif", "mp3", "wav", "wmv"].get(usize::from(code)).copied().unwrap_or("unknown")
}

/// §8.51: identifier, type, format, event, channel, location of 28 bytes, data.
pub(super) fn multimedia(body: &[u8]) -> Option<Multimedia<'_>> {
    let mut r = Reader::new(body);
    let id = r.u32()?;
    r.skip(1)?;
    let format = r.u8()?;
    r.skip(2 + 28)?;
    Some(Multimedia { id, format, data: r.rest() })
}

fn told_multimedia(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("media", r.u32()?);
    r.skip(1)?;
    out.field("format", format(r.u8()?));
    r.skip(1)?;
    out.field("channel", r.u8()?);
    Some(())
}
