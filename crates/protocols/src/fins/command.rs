//! What the commands carry. W342 §5-3.

use model::observation::Risk;

use crate::cursor::{Reader, small, text};
use crate::fins::transfer::{Piece, Transfers};
use crate::fins::{Header, table};
use crate::sink::Sink;

/// Areas looked at in one request.
const MAX_AREAS: usize = 64;
/// File names have eight characters, a dot and three. W342 §5-2-4.
pub(super) const FILE_NAME: usize = 12;
/// The top bit of a length says that nothing follows. W342 §5-3-10.
const LAST: u16 = 0x8000;

/// What a response is held against.
#[derive(Clone, Default)]
pub(super) struct Asked {
    pub(super) command: u16,
    /// Memory area: code, address, count.
    area: Option<(u8, u16, u16)>,
    file: Vec<u8>,
    start: u32,
}

/// Reads a request's body. Gives what its response will speak of.
pub(super) fn request(
    header: Header,
    body: &[u8],
    transfers: &mut Transfers,
    out: &mut Sink<'_>,
) -> Asked {
    let mut asked = Asked { command: header.command, ..Asked::default() };
    let mut r = Reader::new(body);
    let read = match header.command {
        0x0101..=0x0103 => memory(header.command, &mut r, &mut asked, out),
        0x0104 => several(&mut r, out),
        0x0105 => moved(&mut r, out),
        0x0201..=0x0203 => parameters(&mut r, out),
        0x0304 | 0x0305 => protect(&mut r, out),
        0x0306 | 0x0307 => program(header.command, &mut r, transfers, out),
        0x0308 => r.u16().map(|number| out.range("program", number.into(), 1)),
        0x0401 => run(&mut r, out),
        0x0702 => clock(&mut r, out),
        0x2202 | 0x2203 => file(header.command, &mut r, &mut asked, transfers, out),
        0x2205 => deleted(&mut r, out),
        0x2207 | 0x2208 => renamed(header.command, &mut r, out),
        0x220a..=0x220c => area_file(header.command, body, out),
        0x2301 => forced(&mut r, out),
        _ => {
            out.values(body);
            Some(())
        }
    };
    if read.is_none() {
        out.anomaly("fins.truncated", body.len(), "parameters");
    }
    asked
}

/// Reads a response's body: end code, then data.
pub(super) fn response(
    header: Header,
    asked: Option<Asked>,
    body: &[u8],
    transfers: &mut Transfers,
    out: &mut Sink<'_>,
) {
    let mut r = Reader::new(body);
    let Some(end) = r.u16() else {
        return out.anomaly("fins.truncated", body.len(), "end_code");
    };
    // W342 §5-1-3: bit 15 = relay error, bits 7 and 6 = error of the controller.
    let code = end & 0x7f3f;
    if code == 0 {
        out.ok();
    } else {
        out.failed(code.into(), table::end(code));
    }
    let asked = asked.unwrap_or_default();
    if let Some((area, address, count)) = asked.area {
        out.range(table::area(area), address.into(), count.into());
    }
    match header.command {
        0x0501 => identity(r.rest(), out),
        0x0601 => drop(status(&mut r, out)),
        0x0701 => drop(clock(&mut r, out)),
        0x0306 if code == 0 => drop(program(header.command, &mut r, transfers, out)),
        0x2202 if code == 0 => drop(file_answer(&asked, &mut r, transfers, out)),
        0x0101 | 0x0104 => {
            let held = asked.area.filter(|_| header.command == 0x0101);
            if let (Some((area, _, count)), true) = (held, code == 0) {
                check_length(area, count, r.left(), out);
            }
            out.values(r.rest());
        }
        _ => out.values(r.rest()),
    }
}

/// Bits come in an octet each, words in two; others have sizes of their own. W342 §5-2-2.
fn check_length(area: u8, count: u16, bytes: usize, out: &mut Sink<'_>) {
    let expected = match area {
        0x30..=0x33 | 0x02 | 0x09 | 0x20..=0x2f => usize::from(count),
        0xb0..=0xb3 | 0x80..=0x82 | 0x89 | 0x90..=0x98 | 0xa0..=0xaf => usize::from(count) * 2,
        _ => return,
    };
    if expected != bytes {
        out.anomaly("fins.length_mismatch", bytes, "data");
    }
}

fn place(r: &mut Reader<'_>) -> Option<(u8, u16, u8)> {
    Some((r.u8()?, r.u16()?, r.u8()?))
}

fn memory(command: u16, r: &mut Reader<'_>, asked: &mut Asked, out: &mut Sink<'_>) -> Option<()> {
    let ((area, address, _), count) = (place(r)?, r.u16()?);
    asked.area = Some((area, address, count));
    out.range(table::area(area), address.into(), count.into());
    match command {
        0x0102 if table::acts(area) => out.refine("memory_area_write", Risk::Control),
        0x0103 if table::acts(area) => out.refine("memory_area_fill", Risk::Control),
        _ => {}
    }
    if command == 0x0102 {
        check_length(area, count, r.left(), out);
    }
    out.values(r.rest());
    Some(())
}

/// One observation for each place that is read.
fn several(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.left() / 4;
    out.field("items", small(count));
    for n in 0..count.min(MAX_AREAS) {
        let (area, address, _) = place(r)?;
        if n > 0 {
            out.next_item();
        }
        out.range(table::area(area), address.into(), 1);
    }
    Some(())
}

fn moved(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let ((from, start, _), (to, target, _), count) = (place(r)?, place(r)?, r.u16()?);
    if table::acts(to) {
        out.refine("memory_area_transfer", Risk::Control);
    }
    out.range(table::area(to), target.into(), count.into());
    if out.wanted() {
        out.field("target", format!("{} {start}", table::area(from)));
    }
    Some(())
}

/// Parameter areas: code, first word, number of words. W342 §5-3-7.
fn parameters(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (area, start, count) = (r.u16()?, r.u16()?, r.u16()?);
    let space = match area {
        0x8010 => "plc_setup",
        0x8011 => "peripheral_setup",
        0x8012 => "io_table",
        0x8013 => "routing_table",
        0x8002 => "cpu_bus_unit_setup",
        _ => "parameter",
    };
    out.range(space, start.into(), (count & !LAST).into());
    out.values(r.rest());
    Some(())
}

/// Program number, code, first and last word, password.
fn protect(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let number = r.u16()?;
    out.range("program", number.into(), 1);
    r.skip(9)?;
    out.field("password", !r.is_empty());
    Some(())
}

/// A piece of the program area: number, first word, octets (the top bit: the last), data.
/// W342 §5-3-10, §5-3-11.
fn program(
    command: u16,
    r: &mut Reader<'_>,
    transfers: &mut Transfers,
    out: &mut Sink<'_>,
) -> Option<()> {
    let (number, start, length) = (r.u16()?, r.u32()?, r.u16()?);
    out.range("program", number.into(), 1);
    out.field("length", length & !LAST);
    out.field("last", length & LAST != 0);
    out.values(r.rest());
    if !r.is_empty() && out.files_wanted() {
        let name = format!("program {number}");
        let piece = Piece {
            name,
            class: "program",
            to_server: command == 0x0307,
            begins: start == 0,
            ends: length & LAST != 0,
            at: None,
            data: r.rest(),
        };
        transfers.piece(&piece, out);
    }
    Some(())
}

fn run(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if r.is_empty() {
        return Some(());
    }
    let number = r.u16()?;
    out.range("program", number.into(), 1);
    if let Some(mode) = r.u8() {
        out.field("mode", mode_name(mode));
    }
    Some(())
}

/// W342 §5-3-12, §5-3-19.
fn mode_name(mode: u8) -> &'static str {
    match mode {
        0 => "program",
        1 => "debug",
        2 => "monitor",
        4 => "run",
        _ => "unknown",
    }
}

/// Model and version, twenty octets each. W342 §5-3-15.
fn identity(data: &[u8], out: &mut Sink<'_>) {
    let (Some(model), Some(version)) = (data.get(..20), data.get(20..40)) else { return };
    let shown = text(model);
    if shown.is_empty() || !model.first().is_some_and(u8::is_ascii_alphanumeric) {
        return;
    }
    out.field("vendor", "Omron");
    out.field("model", shown);
    out.text("firmware", version);
}

/// W342 §5-3-19.
fn status(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (status, mode, fatal) = (r.u8()?, r.u8()?, r.u16()?);
    let name = match status & 0x81 {
        0x00 => "stop",
        0x01 => "run",
        0x80 => "standby",
        _ => "unknown",
    };
    out.field("status", name);
    out.field("mode", mode_name(mode));
    out.field("fatal_errors", fatal);
    Some(())
}

/// Year, month, day, hour, minute, second in decimal digits. W342 §5-3-23.
fn clock(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if r.is_empty() {
        return Some(());
    }
    let digits = r.bytes(r.left().min(6)).filter(|digits| digits.len() >= 5)?;
    if out.wanted() {
        let parts: Vec<String> = digits.iter().map(|byte| format!("{byte:02x}")).collect();
        let (date, time) = parts.split_at(3);
        out.field("time", format!("{} {}", date.join("-"), time.join(":")));
    }
    Some(())
}

/// Disk, (parameter,) name, position, length, data. W342 §5-3-31, §5-3-32.
fn file(
    command: u16,
    r: &mut Reader<'_>,
    asked: &mut Asked,
    transfers: &mut Transfers,
    out: &mut Sink<'_>,
) -> Option<()> {
    r.u16()?;
    let writes = command == 0x2203;
    if writes {
        r.u16()?;
    }
    let (name, start, length) = (r.bytes(FILE_NAME)?, r.u32()?, r.u16()?);
    name.clone_into(&mut asked.file);
    asked.start = start;
    out.named("file", || text(name));
    out.text("file", name);
    out.field("length", length);
    out.values(r.rest());
    if writes && out.files_wanted() {
        let piece = Piece {
            name: text(name),
            class: "file",
            to_server: true,
            begins: start == 0,
            ends: false,
            at: Some(start.into()),
            data: r.rest(),
        };
        transfers.piece(&piece, out);
    }
    Some(())
}

/// Capacity, position, length, data. W342 §5-3-31.
fn file_answer(
    asked: &Asked,
    r: &mut Reader<'_>,
    transfers: &mut Transfers,
    out: &mut Sink<'_>,
) -> Option<()> {
    let (size, start, length) = (r.u32()?, r.u32()?, r.u16()?);
    out.named("file", || text(&asked.file));
    out.field("length", length);
    out.values(r.rest());
    if out.files_wanted() {
        let end = u64::from(start).saturating_add(r.left() as u64);
        let piece = Piece {
            name: text(&asked.file),
            class: "file",
            to_server: false,
            begins: start == 0,
            ends: end >= u64::from(size),
            at: Some(start.into()),
            data: r.rest(),
        };
        transfers.piece(&piece, out);
    }
    Some(())
}

/// Disk, number of files, their names. W342 §5-3-34.
fn deleted(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (_, count) = (r.u16()?, r.u16()?);
    for n in 0..usize::from(count).min(MAX_AREAS) {
        let Some(name) = r.bytes(FILE_NAME) else { break };
        if n > 0 {
            out.next_item();
        }
        out.named("file", || text(name));
    }
    Some(())
}

/// Old and new name; a copy names the disk again between them. W342 §5-3-36, §5-3-37.
fn renamed(command: u16, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.u16()?;
    let old = r.bytes(FILE_NAME)?;
    out.named("file", || text(old));
    if command == 0x2207 {
        r.u16()?;
    }
    let new = r.bytes(FILE_NAME)?;
    out.text("new_file", new);
    Some(())
}

/// Transfers between an area and a file end with the name. W342 §5-3-39 to §5-3-41.
fn area_file(command: u16, body: &[u8], out: &mut Sink<'_>) -> Option<()> {
    // Parameter (and area) code, first word, number of words or octets; then disk and name.
    let at = match command {
        0x220a => 8,
        0x220b => 8,
        _ => 10,
    };
    let mut r = Reader::new(body);
    r.skip(at + 2)?;
    let name = r.bytes(FILE_NAME)?;
    out.named("file", || text(name));
    Some(())
}

/// Number of bits; for each what to do, area, address, bit. W342 §5-3-42.
fn forced(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.u16()?;
    out.field("items", count);
    for n in 0..usize::from(count).min(MAX_AREAS) {
        r.u16()?;
        let (area, address, _) = place(r)?;
        if n > 0 {
            out.next_item();
        }
        out.range(table::area(area), address.into(), 1);
    }
    Some(())
}
