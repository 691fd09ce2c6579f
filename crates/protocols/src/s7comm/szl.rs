//! System status lists: who a controller is. Source: A5E02789976 §34.

use model::observation::{Kind, Object};

use crate::cursor::{Reader, text};
use crate::protocol::End;
use crate::sink::Sink;

use super::userdata::Parameters;

/// Parts of one answer are put together up to so many bytes.
const MAX_ANSWER: usize = 8192;

/// Answer parts that wait for the rest, and what was asked for.
#[derive(Default)]
pub(super) struct Parts {
    held: Vec<u8>,
    from: Option<End>,
    sequence: u8,
}

/// Request: id and index. Response: the same, entry length, number of entries, entries; an answer
/// in several messages goes on without that head.
pub(super) fn message(
    parts: &mut Parts,
    parameters: &Parameters,
    from: End,
    data: &[u8],
    out: &mut Sink<'_>,
) {
    if parameters.kind() == Kind::Request {
        // A request for the next part names nothing.
        let _ = head(&mut Reader::new(data), out);
        return;
    }
    let goes_on = parts.from == Some(from) && parts.sequence == parameters.sequence;
    if !goes_on {
        parts.held.clear();
        parts.from = None;
    }
    if parameters.more {
        if parts.held.len() + data.len() <= MAX_ANSWER {
            parts.held.extend_from_slice(data);
            (parts.from, parts.sequence) = (Some(from), parameters.sequence);
        }
        let _ = head(&mut Reader::new(&parts.held), out);
        return;
    }
    parts.from = None;
    if parts.held.is_empty() {
        let _ = answer(data, out);
    } else {
        let mut whole = std::mem::take(&mut parts.held);
        whole.extend_from_slice(data);
        let _ = answer(&whole, out);
    }
}

fn head(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<u16> {
    let (id, index) = (r.u16()?, r.u16()?);
    if out.wanted() {
        out.object(Object::Range { space: "szl".into(), start: id.into(), count: 1 });
        out.field("szl_id", id);
        out.field("szl_index", index);
    }
    Some(id)
}

fn answer(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    let id = head(&mut r, out)?;
    out.values(r.rest());
    if !out.wanted() || r.is_empty() {
        return Some(());
    }
    let (width, entries) = (usize::from(r.u16()?), r.u16()?);
    for _ in 0..entries {
        let mut entry = Reader::new(r.bytes(width)?);
        // The low byte names the list; the high one only which part of it.
        let _ = match id & 0x00ff {
            0x11 => module(&mut entry, out),
            0x1c => component(&mut entry, out),
            0x24 => mode(&mut entry, out),
            _ => break,
        };
    }
    Some(())
}

/// Module identification: index, order number (20), type, version (2), version (2).
fn module(entry: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (index, order) = (entry.u16()?, entry.bytes(20)?);
    entry.skip(2)?;
    match index {
        1 => {
            out.text("order_number", order);
            out.text("hardware", version(entry.rest()).as_bytes());
        }
        7 => out.text("firmware", version(entry.rest()).as_bytes()),
        _ => {}
    }
    Some(())
}

/// `V`, then three numbers of an octet each; hardware versions are one number.
fn version(bytes: &[u8]) -> String {
    match bytes {
        [b'V', a, b, c] => format!("V{a}.{b}.{c}"),
        [0, number, ..] => number.to_string(),
        _ => String::new(),
    }
}

/// Component identification: index, text of 24 or 32 octets.
fn component(entry: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let name = match entry.u16()? {
        1 => "system_name",
        2 => "module_name",
        3 => "plant_name",
        4 => "copyright",
        5 => "serial",
        7 => "module_type",
        8 => "card_serial",
        11 => "location",
        _ => return Some(()),
    };
    out.text(name, entry.rest());
    Some(())
}

/// Operating mode: reserved (2), mode (1).
fn mode(entry: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    entry.skip(3)?;
    let mode = match entry.u8()? & 0x0f {
        1..=4 => "stop",
        5 | 6 => "startup",
        7 => "restart",
        8 | 9 => "run",
        10 => "hold",
        13 => "defect",
        _ => return Some(()),
    };
    out.text("mode", text(mode.as_bytes()).as_bytes());
    Some(())
}
