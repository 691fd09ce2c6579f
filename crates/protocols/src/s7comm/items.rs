//! Read Var and Write Var: what they address and how each item went.

use std::borrow::Cow;

use model::observation::Name;

use crate::cursor::Reader;
use crate::sink::Sink;

use super::{Message, Pending, table};

/// Items of one message that become observations of their own.
const MAX_ITEMS: usize = 20;
/// Variable specification, the first octet of every item.
const SPECIFICATION: u8 = 0x12;

/// What an item addresses.
#[derive(Debug, Clone)]
pub(super) struct Item {
    space: Name,
    /// Byte address (counters and timers: number).
    start: u32,
    /// Bytes (counters and timers: how many).
    count: u32,
    bit: u8,
    transport_size: u8,
}

/// Bytes of one element of a transport size; counters and timers count as one.
fn width(transport_size: u8) -> u32 {
    match transport_size {
        0x04 | 0x05 => 2,
        0x06..=0x08 | 0x0b | 0x0e => 4,
        0x0f => 8,
        _ => 1,
    }
}

fn area_name(area: u8, db: u16) -> Name {
    Cow::Borrowed(match area {
        0x03 => "system_info",
        0x05 => "system_flags",
        0x06 => "analog_input",
        0x07 => "analog_output",
        0x1c => "counter",
        0x1d => "timer",
        0x80 => "peripheral",
        0x81 => "input",
        0x82 => "output",
        0x83 => "merker",
        0x84 => return Cow::Owned(format!("db{db}")),
        0x85 => return Cow::Owned(format!("di{db}")),
        0x86 => "local",
        0x87 => "prior_local",
        _ => "unknown_area",
    })
}

/// An address: area, then number of bits from the area's begin (counters, timers: number).
fn s7_any(r: &mut Reader<'_>) -> Option<Item> {
    let (transport_size, elements) = (r.u8()?, u32::from(r.u16()?));
    let (db, area, address) = (r.u16()?, r.u8()?, r.u24()?);
    let counted = matches!(area, 0x1c | 0x1d);
    let (start, bit) = if counted { (address, 0) } else { (address >> 3, (address & 7) as u8) };
    let count = elements.saturating_mul(width(transport_size));
    Some(Item { space: area_name(area, db), start, count, bit, transport_size })
}

/// DB read of S7-400: number of parts, then (bytes, DB, start) each; the first part stands for all.
fn db_read(r: &mut Reader<'_>) -> Option<Item> {
    r.u8()?;
    let (count, db, start) = (r.u8()?.into(), r.u16()?, r.u16()?.into());
    Some(Item { space: area_name(0x84, db), start, count, bit: 0, transport_size: 2 })
}

fn item(r: &mut Reader<'_>) -> Option<Item> {
    if r.u8()? != SPECIFICATION {
        return None;
    }
    let length = usize::from(r.u8()?);
    // Every second item starts at an even offset.
    let mut body = Reader::new(r.bytes(length)?);
    let other = |space| Item { space, start: 0, count: 0, bit: 0, transport_size: 0 };
    match body.u8()? {
        0x10 => s7_any(&mut body),
        0xb0 => db_read(&mut body),
        0xb2 => Some(other(Cow::Borrowed("symbolic"))),
        0x82..=0x84 => Some(other(Cow::Borrowed("nck"))),
        0xa2 => Some(other(Cow::Borrowed("drive"))),
        _ => Some(other(Cow::Borrowed("unknown_syntax"))),
    }
}

/// Reads the items of a request, one observation each.
pub(super) fn request(
    function: u8,
    r: &mut Reader<'_>,
    message: &Message<'_>,
    items: &mut Vec<Item>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let stated = r.u8()?;
    let mut values = Reader::new(message.data);
    for number in 0..stated {
        let at = message.base + r.offset();
        let Some(item) = item(r) else {
            out.anomaly("s7comm.item", at, "item");
            return Some(());
        };
        if r.offset() % 2 == 1 && item.transport_size == 0 {
            let _ = r.skip(1);
        }
        if number > 0 && usize::from(number) < MAX_ITEMS {
            out.next_item();
        }
        report(&item, number, stated, out);
        if function == 0x05
            && let Some((_, bytes)) = value(&mut values)
        {
            out.values(bytes);
        }
        if items.len() < MAX_ITEMS {
            items.push(item);
        }
    }
    if stated == 0 {
        out.anomaly("s7comm.no_items", message.base + 1, "items");
    }
    Some(())
}

fn report(item: &Item, number: u8, items: u8, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    out.range(item.space.clone(), item.start, item.count);
    if items > 1 {
        out.field("item", number);
        out.field("items", items);
    }
    out.field("transport_size", item.transport_size);
    if item.transport_size == 1 {
        out.field("bit", item.bit);
    }
}

/// One value: return code, transport size, length in bits or bytes, bytes, a fill byte if odd.
fn value<'a>(r: &mut Reader<'a>) -> Option<(u8, &'a [u8])> {
    let (code, transport_size, length) = (r.u8()?, r.u8()?, usize::from(r.u16()?));
    let in_bits = matches!(transport_size, 3..=5);
    let length = match code {
        // An item that failed has no value, whatever length it states. Write requests state 0.
        0x00 | 0xff if in_bits => length.div_ceil(8),
        0x00 | 0xff => length,
        _ => 0,
    };
    let bytes = r.bytes(length.min(r.left()))?;
    if length % 2 == 1 {
        let _ = r.skip(1);
    }
    Some((code, bytes))
}

/// Reads how each item went, one observation each.
pub(super) fn response(
    function: u8,
    r: &mut Reader<'_>,
    message: &Message<'_>,
    asked: Option<Pending>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let stated = if r.is_empty() { 0 } else { r.u8()? };
    let asked = asked.map(|asked| asked.items).unwrap_or_default();
    let refused = message.header.error.is_some_and(|error| error != (0, 0));
    let mut values = Reader::new(message.data);
    for number in 0..stated {
        let read = function == 0x04;
        let (code, bytes) = if read { value(&mut values)? } else { (values.u8()?, [].as_slice()) };
        if number > 0 && usize::from(number) < MAX_ITEMS {
            out.next_item();
        }
        if code == 0xff {
            out.ok();
        } else {
            out.failed(code.into(), table::return_code(code));
        }
        if let Some(item) = asked.get(usize::from(number)) {
            report(item, number, stated, out);
        }
        out.values(bytes);
    }
    // A refusal names no items: what was asked for first stands for it.
    if let Some(item) = asked.first().filter(|_| stated == 0 || refused) {
        report(item, 0, 1, out);
    }
    Some(())
}
