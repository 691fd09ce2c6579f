//! Frames: 3E and 4E in binary and ASCII, MELSOFT. SH-080956ENG chapter 4.

use crate::cursor::Reader;

/// The longest message: what a 16-bit length can state of ASCII digits, less what no unit takes.
pub(super) const MAX_MESSAGE: usize = 16 * 1024;
/// Subheader, network, station, I/O number, multidrop station, length.
const BINARY_3E: usize = 9;
/// Serial number and two octets of zero more.
const BINARY_4E: usize = 13;
/// Header up to and with the length of a MELSOFT frame.
const MELSOFT: usize = 21;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Binary,
    Ascii,
    Melsoft,
}

/// A frame; `body` is empty until all of it is there.
pub(super) struct Frame<'a> {
    pub(super) flavour: Flavour,
    pub(super) response: bool,
    pub(super) total: usize,
    pub(super) serial: u16,
    pub(super) network: u8,
    pub(super) station: u8,
    io: u16,
    pub(super) command: Option<u16>,
    pub(super) subcommand: u16,
    pub(super) end: u16,
    pub(super) body: &'a [u8],
}

impl Frame<'_> {
    /// Whether it is for the own station's CPU: what nearly all traffic is.
    pub(super) fn is_local(&self) -> bool {
        self.station == 0xff && (0x03d0..=0x03ff).contains(&self.io)
    }
}

pub(super) enum Front<'a> {
    Frame(Frame<'a>),
    /// A MELSOFT search (0x5A) or its answer (0xDA), which have no length.
    Search(bool),
    Short,
    Wrong,
}

/// Whether a frame can begin with this octet.
pub(super) fn begins(byte: u8) -> bool {
    matches!(byte, 0x50 | 0x54 | 0xd0 | 0xd4 | 0x57 | 0xd7 | b'5' | b'D')
}

pub(super) fn front(data: &[u8]) -> Front<'_> {
    match data.first() {
        Some(0x50 | 0xd0) if zero(data, &[1]) => binary(data, false),
        // The serial number stands between zeros.
        Some(0x54 | 0xd4) if zero(data, &[1, 4, 5]) => binary(data, true),
        Some(0x57 | 0xd7) if zero(data, &[2, 3]) => melsoft(data),
        Some(0x5a) if data.len() == 4 && zero(data, &[1, 2]) => Front::Search(false),
        Some(0xda) if data.len() > 4 && zero(data, &[1, 2]) => Front::Search(true),
        Some(b'5' | b'D') => {
            let seen = data.get(1..data.len().min(4)).unwrap_or_default();
            let fits = b"000".starts_with(seen) || b"400".starts_with(seen);
            if fits { ascii(data) } else { Front::Wrong }
        }
        _ => Front::Wrong,
    }
}

/// Whether the octets at these places are zero, as far as they are there.
fn zero(data: &[u8], places: &[usize]) -> bool {
    places.iter().all(|at| data.get(*at).is_none_or(|byte| *byte == 0))
}

fn binary(data: &[u8], serial: bool) -> Front<'_> {
    let mut r = Reader::new(data);
    let head = if serial { BINARY_4E } else { BINARY_3E };
    let mut read = || -> Option<(u8, u16, u8, u8, u16, u16)> {
        let kind = r.u8()?;
        r.u8()?;
        let number = if serial {
            let number = r.u16_le()?;
            r.u16_le()?;
            number
        } else {
            0
        };
        let (network, station, io) = (r.u8()?, r.u8()?, r.u16_le()?);
        r.u8()?;
        Some((kind, number, network, station, io, r.u16_le()?))
    };
    let Some((kind, number, network, station, io, length)) = read() else { return Front::Short };
    let response = kind & 0x80 != 0;
    let total = head + usize::from(length);
    // A request has timer, command and subcommand, a response its end code.
    let least = if response { 2 } else { 6 };
    if usize::from(length) < least || total > MAX_MESSAGE {
        return Front::Wrong;
    }
    let mut frame = Frame {
        flavour: Flavour::Binary,
        response,
        total,
        serial: number,
        network,
        station,
        io,
        command: None,
        subcommand: 0,
        end: 0,
        body: &[],
    };
    let mut r = Reader::new(data.get(head..total).unwrap_or_default());
    if response {
        frame.end = r.u16_le().unwrap_or_default();
    } else if r.u16_le().is_some() {
        frame.command = r.u16_le();
        frame.subcommand = r.u16_le().unwrap_or_default();
    }
    frame.body = r.rest();
    Front::Frame(frame)
}

/// Hexadecimal digits.
fn digits(r: &mut Reader<'_>, count: usize) -> Option<u32> {
    let text = std::str::from_utf8(r.bytes(count)?).ok()?;
    u32::from_str_radix(text, 16).ok()
}

fn small(r: &mut Reader<'_>, count: usize) -> Option<u16> {
    digits(r, count).and_then(|number| u16::try_from(number).ok())
}

/// The same in digits: every octet two of them, high ones first.
fn ascii(data: &[u8]) -> Front<'_> {
    let serial = data.get(1) == Some(&b'4');
    let head = if serial { 2 * BINARY_4E } else { 2 * BINARY_3E };
    let Some(header) = data.get(..head) else { return Front::Short };
    let mut r = Reader::new(header);
    let response = r.u8() == Some(b'D');
    let mut read = || -> Option<(u16, u16, u16, u16, u16)> {
        r.skip(3)?;
        let number = if serial {
            let number = small(&mut r, 4)?;
            r.skip(4)?;
            number
        } else {
            0
        };
        let (network, station, io) = (small(&mut r, 2)?, small(&mut r, 2)?, small(&mut r, 4)?);
        r.skip(2)?;
        Some((number, network, station, io, small(&mut r, 4)?))
    };
    let Some((number, network, station, io, length)) = read() else { return Front::Wrong };
    let total = head + usize::from(length);
    let least = if response { 4 } else { 12 };
    if usize::from(length) < least || total > MAX_MESSAGE {
        return Front::Wrong;
    }
    let mut frame = Frame {
        flavour: Flavour::Ascii,
        response,
        total,
        serial: number,
        network: network as u8,
        station: station as u8,
        io,
        command: None,
        subcommand: 0,
        end: 0,
        body: &[],
    };
    let mut r = Reader::new(data.get(head..total).unwrap_or_default());
    if response {
        frame.end = small(&mut r, 4).unwrap_or_default();
    } else if r.skip(4).is_some() {
        frame.command = small(&mut r, 4);
        frame.subcommand = small(&mut r, 4).unwrap_or_default();
    }
    frame.body = r.rest();
    Front::Frame(frame)
}

/// As captures show it: a length at 19; behind it 0x1C (request) or 0x9C, two numbers, the length
/// of what comes before the command, 0x14; then the command, high octet first.
fn melsoft(data: &[u8]) -> Front<'_> {
    let Some(header) = data.get(..MELSOFT) else {
        return Front::Short;
    };
    let response = header.first() == Some(&0xd7);
    let (Some([0, 0, _, 0x11, 0x11]), Some([low, high])) = (header.get(2..7), header.get(19..21))
    else {
        return Front::Wrong;
    };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    let total = MELSOFT + length;
    if length < 8 || total > MAX_MESSAGE {
        return Front::Wrong;
    }
    let mut frame = Frame {
        flavour: Flavour::Melsoft,
        response,
        total,
        serial: 0,
        network: 0,
        station: 0xff,
        io: 0x03ff,
        command: None,
        subcommand: 0,
        end: 0,
        body: &[],
    };
    let Some(inner) = data.get(MELSOFT..total) else { return Front::Frame(frame) };
    let mark = if response { 0x9c } else { 0x1c };
    let &[first, _, before, 0x14, ..] = inner else { return Front::Wrong };
    if first != mark {
        return Front::Wrong;
    }
    let at = 2 + usize::from(before);
    let mut r = Reader::new(inner.get(at..).unwrap_or_default());
    frame.command = r.u16();
    if response {
        let end = at.checked_sub(2).and_then(|at| inner.get(at..)).unwrap_or_default();
        frame.end = Reader::new(end).u16_le().unwrap_or_default();
    }
    frame.body = r.rest();
    if frame.command.is_some() { Front::Frame(frame) } else { Front::Wrong }
}
