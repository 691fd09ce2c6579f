//! DNP3 (IEEE 1815) over TCP and UDP: link frames, transport segments, application fragments.
//!
//! Source: IEEE 1815-2012: clause 9 (data link: frame 9.2.4, function codes 9.2.4.1.3, CRC 9.2.4.3),
//! clause 8 (transport function), clause 4 (application: header 4.2.2, functions 4.4, internal
//! indications 4.5, object headers 4.2.2.7), annex A (objects), 5.3 (files), clause 13 (TCP, UDP).
//! Ports: TCP and UDP 20000 (19999 with TLS).
//! Not covered: secure authentication's keys and MACs beyond naming them, data sets, serial lines.

use model::observation::{Field, Kind};

use crate::cursor::{Reader, u16_le_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod application;
mod files;
mod objects;
mod sizes;
mod table;
#[cfg(test)]
mod tests;
mod transport;

use application::Application;
use transport::{Segments, Took};

/// First two octets of every frame. IEEE 1815 9.2.4.1.1.
const START: [u8; 2] = [0x05, 0x64];
/// Start, length, control, destination, source, CRC. 9.2.4.
const HEADER: usize = 10;
/// Octets of the header that the length counts: control, destination, source. 9.2.4.1.2.
const COUNTED: usize = 5;
/// User data between two CRCs. 9.2.4.2.
const BLOCK: usize = 16;
/// The longest frame: 250 octets of user data in 16 blocks.
const MAX_FRAME: usize = HEADER + 250 + 2 * 16;

pub(crate) struct Dnp3;

impl Protocol for Dnp3 {
    const NAME: &'static str = "dnp3";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::FUNCTIONS;
    const FURTHER: &'static [&'static str] = table::NAMES;
    const HINTS: &'static [Hint] = &[Hint::Tcp(20_000), Hint::Udp(20_000)];
    const MAX_MESSAGE: usize = MAX_FRAME;
    type Session = Link;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Frame(frame) if frame.crc_is_right => Probe::Yes,
            Front::Frame(_) => Probe::OnPort,
            Front::Short if !data.is_empty() => Probe::NeedMore,
            Front::Short | Front::Wrong => Probe::No,
        }
    }
}

/// The header of a frame.
#[derive(Clone, Copy)]
struct Frame {
    length: u8,
    control: u8,
    destination: u16,
    source: u16,
    crc_is_right: bool,
}

/// Control octet. 9.2.4.1.3.
const FROM_MASTER: u8 = 0x80;
const PRIMARY: u8 = 0x40;

impl Frame {
    fn user_data(self) -> usize {
        usize::from(self.length).saturating_sub(COUNTED)
    }

    /// Octets of the whole frame, with the CRC of each block.
    fn total(self) -> usize {
        HEADER + self.user_data() + 2 * self.user_data().div_ceil(BLOCK)
    }

    /// Whether its function is to carry a transport segment: (un)confirmed user data.
    fn is_data(self) -> bool {
        self.control & PRIMARY != 0 && matches!(self.control & 0x0f, 3 | 4)
    }

    /// Whether what it carries is a transport segment: stations send those with functions that
    /// nobody defined, too, but not with a reset or a request for the link's status.
    fn may_carry_data(self) -> bool {
        self.control & PRIMARY != 0 && !matches!(self.control & 0x0f, 0 | 1 | 9)
    }

    fn is_from_master(self) -> bool {
        self.control & FROM_MASTER != 0
    }
}

enum Front {
    Frame(Frame),
    /// Too few bytes, and nothing wrong so far.
    Short,
    Wrong,
}

fn front(data: &[u8]) -> Front {
    let begun = data.get(..START.len().min(data.len())).unwrap_or_default();
    if !START.starts_with(begun) {
        return Front::Wrong;
    }
    let mut r = Reader::new(data);
    let _ = r.skip(START.len());
    let Some(length) = r.u8() else { return Front::Short };
    if usize::from(length) < COUNTED {
        return Front::Wrong;
    }
    let (Some(control), Some(destination), Some(source), Some(crc)) =
        (r.u8(), r.u16_le(), r.u16_le(), r.u16_le())
    else {
        return Front::Short;
    };
    let crc_is_right = data.get(..HEADER - 2).is_some_and(|head| checksum(head) == crc);
    Front::Frame(Frame { length, control, destination, source, crc_is_right })
}

/// CRC of 16 bits: x16+x13+x12+x11+x10+x8+x6+x5+x2+1, low octet first, complemented. 9.2.4.3.
fn checksum(data: &[u8]) -> u16 {
    /// The polynomial, mirrored.
    const POLYNOMIAL: u16 = 0xa6bc;
    let mut crc = 0u16;
    for byte in data {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
        }
    }
    !crc
}

/// The user data of a frame without CRCs, and whether those were all right.
fn user_data(blocks: &[u8]) -> (Vec<u8>, bool) {
    let mut data = Vec::with_capacity(blocks.len());
    let mut right = true;
    for block in blocks.chunks(BLOCK + 2) {
        let (bytes, _) = block.split_at(block.len().saturating_sub(2));
        right &= u16_le_at(block, bytes.len()) == Some(checksum(bytes));
        data.extend_from_slice(bytes);
    }
    (data, right)
}

/// One flow's state.
#[derive(Default)]
pub(crate) struct Link {
    segments: [Segments; 2],
    application: Application,
    /// Whether the next byte of an end may lie inside a frame.
    astray: [bool; 2],
    /// Whether the master is known.
    learned: bool,
}

impl Session for Link {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let frame = match front(pdu.data) {
            Front::Frame(frame) => frame,
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, false, out),
        };
        if !frame.crc_is_right {
            return self.stray(pdu, true, out);
        }
        let Some(blocks) = pdu.data.get(HEADER..frame.total()) else {
            return Step::Need(frame.total());
        };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.learn(pdu.from, frame, out);
        if !frame.is_data() && !blocks.is_empty() {
            out.anomaly("dnp3.link_function", 3, "control");
        }
        if frame.may_carry_data() && !blocks.is_empty() {
            self.segment(pdu.from, frame, blocks, out);
        } else {
            self.link_only(frame, out);
        }
        Step::Done(frame.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        from.of_mut(&mut self.segments).clear();
    }
}

impl Link {
    /// No frame begins here: says why once and looks for the next start.
    fn stray(&mut self, pdu: &Pdu<'_>, bad_crc: bool, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            let short = pdu.data.starts_with(&START) && !bad_crc;
            let (code, event) = match (bad_crc, short) {
                (true, _) => ("dnp3.header_crc", "bad_link_crc"),
                (false, true) => ("dnp3.length", "len_too_small"),
                (false, false) => ("dnp3.start", "malformed"),
            };
            out.anomaly(code, 0, "start");
            out.event(0, event);
            *astray = true;
        }
        let found = (1..pdu.data.len()).find(|at| {
            pdu.data.get(*at..).is_some_and(|rest| match front(rest) {
                Front::Frame(frame) => frame.crc_is_right,
                Front::Short => true,
                Front::Wrong => false,
            })
        });
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    /// The direction bit tells the master, who is the client.
    fn learn(&mut self, from: End, frame: Frame, out: &mut Sink<'_>) {
        if !self.learned {
            self.learned = true;
            out.client(if frame.is_from_master() { from } else { from.other() });
        }
    }

    /// A frame that is about the link alone.
    fn link_only(&self, frame: Frame, out: &mut Sink<'_>) {
        let primary = frame.control & PRIMARY != 0;
        let kind = if primary { Kind::Request } else { Kind::Response };
        out.begin(kind, table::link(primary, frame.control & 0x0f));
        addresses(frame, out);
        if frame.is_data() {
            out.anomaly("dnp3.no_data", 2, "length");
        }
        out.finish();
    }

    fn segment(&mut self, from: End, frame: Frame, blocks: &[u8], out: &mut Sink<'_>) {
        let (data, right) = user_data(blocks);
        if !right {
            out.anomaly("dnp3.data_crc", HEADER, "crc");
            out.event(0, "bad_transport_crc");
            from.of_mut(&mut self.segments).drop_of(frame.source, frame.destination);
            return;
        }
        let segments = from.of_mut(&mut self.segments);
        match segments.take(frame.source, frame.destination, &data) {
            Took::Whole(fragment) => {
                self.application.fragment(from, frame, &fragment, out);
            }
            Took::Part => {}
            Took::OutOfOrder => out.anomaly("dnp3.transport_sequence", HEADER, "transport"),
        }
    }
}

/// Addresses of the stations; some stand for all. 9.2.5.2.
fn addresses(frame: Frame, out: &mut Sink<'_>) {
    out.field("source_address", frame.source);
    out.field("destination_address", frame.destination);
    if frame.destination >= 0xfffd {
        out.field("broadcast", true);
    }
}
