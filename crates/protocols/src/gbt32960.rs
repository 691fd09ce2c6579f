//! GB/T 32960.3: remote service and management of electric vehicles, between a vehicle's terminal
//! or an enterprise's platform (client) and the platform above it (server).
//!
//! Source: GB/T 32960.3-2016 §6 (packets), §7 (data units), annex B (commands to terminals);
//! GB/T 32960.3-2025 §6, §7, annex B where it differs (start `$$`, more commands, answers and
//! ciphers, blocks of other length, signatures). The standard names no port: those hinted are the
//! ones that gateways come with.
//! Not covered: enciphered data units, fuel cells and supercapacitors of the 2025 edition, blocks
//! that makers define, verification of signatures.

use model::observation::{Field, Kind};

use crate::cursor::{Reader, text, u16_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod blocks;
mod table;
#[cfg(test)]
mod tests;
mod units;

/// Start, command, response, identification code, cipher, length. §6.2, table 2.
const HEADER: usize = 24;
/// Most bytes in a data unit. §6.2, table 2.
const MAX_UNIT: usize = 65_531;
/// Response flag of a packet that is a command. §6.3.2, table 4.
const COMMAND: u8 = 0xfe;

/// Of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    Of2016,
    Of2025,
}

pub(crate) struct Gbt32960;

impl Protocol for Gbt32960 {
    const NAME: &'static str = "gbt32960";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::COMMANDS;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(7325), Hint::Tcp(32_960)];
    const MAX_MESSAGE: usize = HEADER + MAX_UNIT + 1;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
            // Nothing else has both marks, a vehicle's number and a cipher where they belong.
            Front::Packet(head) => match data.get(..head.total()) {
                Some(packet) if !checks(packet) => Probe::Maybe,
                _ => Probe::Yes,
            },
        }
    }
}

/// What stands in front of a data unit.
#[derive(Debug, Clone, Copy)]
struct Head<'a> {
    edition: Edition,
    command: u8,
    response: u8,
    vin: &'a [u8],
    cipher: u8,
    length: usize,
}

impl Head<'_> {
    fn total(&self) -> usize {
        HEADER + self.length + 1
    }
}

enum Front<'a> {
    Packet(Head<'a>),
    Short,
    Wrong,
}

/// Looks at the header, byte by byte as far as it is there.
fn front(data: &[u8]) -> Front<'_> {
    let fits = data.iter().take(HEADER).enumerate().all(|(at, byte)| match at {
        0 => matches!(byte, b'#' | b'$'),
        1 => Some(byte) == data.first(),
        2 => !matches!(byte, 0 | 0xff),
        3 => matches!(*byte, 1..=7 | COMMAND),
        // The identification code, filled up where it is shorter. §6.2.
        4..=20 => byte.is_ascii_graphic() || matches!(byte, 0 | b' '),
        21 => matches!(byte, 1..=5 | 0xfe | 0xff),
        _ => true,
    });
    if !fits {
        return Front::Wrong;
    }
    match read(data) {
        None => Front::Short,
        Some(head) if head.length > MAX_UNIT => Front::Wrong,
        Some(head) => Front::Packet(head),
    }
}

fn read(data: &[u8]) -> Option<Head<'_>> {
    let mut r = Reader::new(data);
    let edition = if r.u16()? == 0x2323 { Edition::Of2016 } else { Edition::Of2025 };
    let (command, response) = (r.u8()?, r.u8()?);
    let (vin, cipher, length) = (r.bytes(17)?, r.u8()?, r.u16()?.into());
    Some(Head { edition, command, response, vin, cipher, length })
}

/// Whether the check code is the exclusive or of everything from the command to the data unit.
fn checks(packet: &[u8]) -> bool {
    packet.get(2..).is_some_and(|covered| covered.iter().fold(0, |sum, byte| sum ^ byte) == 0)
}

/// One connection.
#[derive(Default)]
pub(crate) struct Talk {
    /// Whether the next byte of an end may lie inside a packet.
    astray: [bool; 2],
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let head = match front(pdu.data) {
            Front::Packet(head) => head,
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(packet) = pdu.data.get(..head.total()) else { return Step::Need(head.total()) };
        // What only looks like a header behind damage is believed with a right check code only.
        if !checks(packet) && *pdu.from.of(&self.astray) {
            return self.stray(pdu, out);
        }
        *pdu.from.of_mut(&mut self.astray) = false;
        packet_of(pdu.from, &head, packet, out);
        Step::Done(head.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Talk {
    /// No packet begins here: skips to the next start.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            *astray = true;
            out.anomaly("gbt32960.framing", 0, "start");
        }
        let next = pdu.data.iter().skip(1).position(|byte| matches!(byte, b'#' | b'$'));
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }
}

fn packet_of(from: End, head: &Head<'_>, packet: &[u8], out: &mut Sink<'_>) {
    let asks = head.response == COMMAND;
    // From 0x80 on the server commands. §6.3.1, table 3.
    let server_commands = (0x80..0xc0).contains(&head.command);
    out.client(if asks == server_commands { from.other() } else { from });
    let kind = if asks { Kind::Request } else { Kind::Response };
    out.begin(kind, table::command(head.command));
    header(head, out);
    if !checks(packet) {
        out.anomaly("gbt32960.check_code", packet.len().saturating_sub(1), "check_code");
    }
    match head.response {
        COMMAND => {}
        1 => out.ok(),
        code => out.failed(code.into(), table::answer(code)),
    }
    let unit = packet.get(HEADER..HEADER + head.length).unwrap_or_default();
    if head.cipher == 1 {
        let mut r = Reader::new(unit);
        let read = units::unit(head, &mut r, out);
        if read.is_none() {
            out.anomaly("gbt32960.short_data_unit", HEADER + r.offset(), "data_unit");
        }
    }
    out.finish();
}

fn header(head: &Head<'_>, out: &mut Sink<'_>) {
    out.field("edition", if head.edition == Edition::Of2016 { 2016u16 } else { 2025 });
    out.text("vin", head.vin);
    out.named("vehicle", || text(head.vin));
    if head.cipher != 1 {
        out.field("cipher", table::cipher(head.cipher));
    }
    // GB 16735 §3: digits and capitals without I, O and Q.
    let right = |byte: &u8| {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O' | b'Q')
    };
    // Platforms have codes of their own. §6.2.
    if !matches!(head.command, 5 | 6) && !head.vin.iter().all(right) {
        out.anomaly("gbt32960.vin", 4, "vin");
    }
    if head.edition == Edition::Of2016 && matches!(head.cipher, 4 | 5) {
        out.anomaly("gbt32960.cipher", 21, "cipher");
    }
}

/// Year, month, day, hour, minute, second, Beijing time. §6.4, table 5.
pub(super) fn time(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let at = HEADER + r.offset();
    let [year, month, day, hour, minute, second] = *r.bytes(6)?.first_chunk()?;
    if out.wanted() {
        let text = format!("20{year:02}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
        out.field("time", text);
    }
    let right = year < 100 && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !right || hour > 23 || minute > 59 || second > 59 {
        out.anomaly("gbt32960.time", at, "time");
    }
    Some(())
}

/// A length of 16 bits, and so many bytes.
pub(super) fn counted<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = u16_at(r.rest(), 0)?;
    r.skip(2)?;
    r.bytes(length.into())
}
