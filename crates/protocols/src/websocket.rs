//! WebSocket, behind an upgrade from HTTP.
//!
//! Sources: RFC 6455 (frames), RFC 7692 (permessage-deflate). Not covered: other extensions, and
//! what applications put into messages.

use flate2::{Decompress, FlushDecompress, Status};
use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

pub(crate) struct WebSocket;

impl Protocol for WebSocket {
    const NAME: &'static str = "websocket";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    // RFC 6455 §11.1: the ports of HTTP.
    const HINTS: &'static [Hint] = &[Hint::Tcp(80), Hint::Tcp(8080)];
    const MAX_MESSAGE: usize = MAX_HEADER + CERTAIN;
    type Session = Talk;

    /// Its beginning is HTTP's. In mid-stream a whole text frame is told by its length and text.
    fn probe(data: &[u8]) -> Probe {
        let Ok(Some(head)) = Head::read(data) else { return Probe::No };
        let text = head.opcode == TEXT && head.fin && head.flags == FIN && head.mask.is_none();
        let payload = data.get(head.len..).unwrap_or_default();
        let whole = payload.len() as u64 == head.payload && head.payload > 8;
        let json = matches!(payload.first(), Some(b'{' | b'['));
        match text && whole && json && std::str::from_utf8(payload).is_ok() {
            true => Probe::Maybe,
            false => Probe::No,
        }
    }
}

const FIELDS: &[Field] = &[
    Field { name: "length", kind: "u64", unit: "byte", source: "RFC 6455 §5.2" },
    Field { name: "fragments", kind: "u32", unit: "", source: "RFC 6455 §5.4" },
    Field { name: "compressed", kind: "bool", unit: "", source: "RFC 7692 §6" },
    Field { name: "close_code", kind: "u16", unit: "", source: "RFC 6455 §7.4" },
];

// Opcodes (RFC 6455 §11.8).
const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

const OPERATIONS: &[Operation] = &[
    Operation::new(0, "continuation", Risk::Read),
    Operation::new(1, "text", Risk::Read),
    Operation::new(2, "binary", Risk::Read),
    Operation::new(8, "close", Risk::Link),
    Operation::new(9, "ping", Risk::Link),
    Operation::new(10, "pong", Risk::Link),
];

// The first octet (RFC 6455 §5.2, RFC 7692 §6).
const FIN: u8 = 0x80;
const COMPRESSED: u8 = 0x40;
const RESERVED: u8 = 0x30;

/// The longest header: two octets, eight of length, four of mask.
const MAX_HEADER: usize = 14;
/// The longest frame that is believed behind lost bytes.
const CERTAIN: usize = 16 * 1024;
/// The longest frame that is believed at all.
const MAX_FRAME: u64 = 1 << 30;
/// Bytes of one message that rules are shown; Suricata's `max-payload-size`.
const MAX_SHOWN: u64 = 64 * 1024;
/// Bytes undone of a compressed message at a time.
const STEP: usize = 4096;

/// A frame's header (RFC 6455 §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    opcode: u8,
    flags: u8,
    fin: bool,
    mask: Option<[u8; 4]>,
    payload: u64,
    /// Octets of the header itself.
    len: usize,
}

struct Invalid;

impl Head {
    /// `Ok(None)`: too few octets.
    fn read(data: &[u8]) -> Result<Option<Self>, Invalid> {
        let mut r = Reader::new(data);
        let (Some(first), Some(second)) = (r.u8(), r.u8()) else { return Ok(None) };
        let opcode = first & 0x0f;
        let fin = first & FIN != 0;
        let short = second & 0x7f;
        let control = opcode >= CLOSE;
        let known = matches!(opcode, CONTINUATION | TEXT | BINARY | CLOSE | PING | PONG);
        if first & RESERVED != 0 || !known || (control && (!fin || short > 125)) {
            return Err(Invalid);
        }
        let payload = match short {
            126 => r.u16().map(u64::from),
            127 => match (r.u32(), r.u32()) {
                (Some(high), Some(low)) => Some((u64::from(high) << 32) | u64::from(low)),
                _ => None,
            },
            short => Some(u64::from(short)),
        };
        let Some(payload) = payload else { return Ok(None) };
        // The shortest form must be used (RFC 6455 §5.2).
        let shortest = match short {
            126 => payload >= 126,
            127 => payload > 0xffff,
            _ => true,
        };
        if !shortest || payload > MAX_FRAME {
            return Err(Invalid);
        }
        let mask = if second & 0x80 == 0 {
            None
        } else {
            let Some(mask) = r.bytes(4).and_then(|bytes| bytes.first_chunk()) else {
                return Ok(None);
            };
            Some(*mask)
        };
        let flags = first & 0xf0;
        Ok(Some(Self { opcode, flags, fin, mask, payload, len: r.offset() }))
    }

    /// Whether it is one beyond doubt, behind lost bytes.
    fn is_certain(&self) -> bool {
        self.fin && self.opcode != CONTINUATION && self.payload <= CERTAIN as u64
    }
}

/// A message of one or more frames.
#[derive(Default)]
struct Message {
    transaction: u32,
    opcode: u8,
    length: u64,
    shown: u64,
    fragments: u32,
    compressed: bool,
    begun: bool,
    /// The first octets of a close frame.
    close: Vec<u8>,
}

#[derive(Default)]
struct Half {
    frame: Option<(Head, u64)>,
    /// The data message at hand, and the control frame that may stand in its middle.
    message: Option<Message>,
    control: Option<Message>,
    damaged: bool,
    inflate: Option<Box<Decompress>>,
    scratch: Vec<u8>,
}

/// A connection.
#[derive(Default)]
pub(crate) struct Talk {
    client: Option<End>,
    halves: [Half; 2],
    transactions: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let half = pdu.from.of_mut(&mut self.halves);
        let Some((head, left)) = half.frame.take() else { return self.header(pdu, out) };
        let used = usize::try_from(left).map_or(pdu.data.len(), |left| left.min(pdu.data.len()));
        let piece = pdu.data.get(..used).unwrap_or_default();
        half.payload(&head, head.payload - left, piece, out);
        let left = left - used as u64;
        if left > 0 {
            half.frame = Some((head, left));
        } else {
            self.frame_is_over(pdu.from, &head, out);
        }
        Step::Done(used)
    }

    fn lost(&mut self, from: End) {
        self.gap(from, 0);
    }

    fn gap(&mut self, from: End, bytes: u64) {
        let half = from.of_mut(&mut self.halves);
        half.inflate = None;
        match half.frame.take() {
            Some((head, left)) if bytes > 0 && bytes < left => {
                half.frame = Some((head, left - bytes));
            }
            _ => {
                half.damaged = true;
                half.message = None;
                half.control = None;
            }
        }
    }
}

impl Talk {
    fn header(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let half = pdu.from.of_mut(&mut self.halves);
        let head = match Head::read(pdu.data) {
            Ok(Some(head)) if !half.damaged || head.is_certain() => head,
            Ok(None) => return Step::Need(pdu.data.len() + 1),
            Ok(Some(_)) | Err(Invalid) => {
                half.damaged = true;
                return Step::Skip(1);
            }
        };
        half.damaged = false;
        // Clients mask what they send, servers do not (RFC 6455 §5.1).
        let client = if head.mask.is_some() { pdu.from } else { pdu.from.other() };
        if self.client.is_none() {
            self.client = Some(client);
            out.client(client);
        }
        let fresh = head.opcode != CONTINUATION || half.message.is_none();
        if fresh {
            self.transactions = self.transactions.saturating_add(1);
            let message = Message {
                transaction: self.transactions,
                opcode: head.opcode,
                compressed: head.flags & COMPRESSED != 0,
                ..Message::default()
            };
            let place = if head.opcode >= CLOSE { &mut half.control } else { &mut half.message };
            *place = Some(message);
        }
        if let Some(message) = half.at_hand(&head) {
            message.fragments += 1;
            message.length = message.length.saturating_add(head.payload);
            let transaction = message.transaction;
            out.number(transaction, "websocket.opcode", head.opcode.into());
            out.number(transaction, "websocket.flags", head.flags.into());
            if let Some(mask) = head.mask {
                out.number(transaction, "websocket.mask", u32::from_be_bytes(mask).into());
            }
        }
        if head.payload > 0 {
            half.frame = Some((head, head.payload));
        } else {
            self.frame_is_over(pdu.from, &head, out);
        }
        Step::Done(head.len)
    }

    fn frame_is_over(&mut self, from: End, head: &Head, out: &mut Sink<'_>) {
        let half = from.of_mut(&mut self.halves);
        if !head.fin {
            return;
        }
        if half.at_hand(head).is_some_and(|message| message.compressed) {
            // The sender leaves these off the end (RFC 7692 §7.2.1).
            half.inflated(head, &[0, 0, 0xff, 0xff], out);
        }
        let message = if head.opcode >= CLOSE { half.control.take() } else { half.message.take() };
        let Some(message) = message else { return };
        let Some(operation) = lookup(OPERATIONS, message.opcode.into()) else { return };
        let kind = match self.client {
            Some(client) if client == from => Kind::Request,
            _ => Kind::Spontaneous,
        };
        out.begin(kind, operation);
        if out.wanted() {
            out.field("length", u32::try_from(message.length).unwrap_or(u32::MAX));
            if message.fragments > 1 {
                out.field("fragments", message.fragments);
            }
            if message.compressed {
                out.field("compressed", true);
            }
            if let [high, low] = *message.close.as_slice() {
                out.field("close_code", u16::from_be_bytes([high, low]));
            }
        }
        out.finish();
        out.done(message.transaction);
    }
}

impl Half {
    fn at_hand(&mut self, head: &Head) -> Option<&mut Message> {
        if head.opcode >= CLOSE { self.control.as_mut() } else { self.message.as_mut() }
    }

    /// Octets of a frame's payload, `at` of them behind us.
    fn payload(&mut self, head: &Head, at: u64, piece: &[u8], out: &mut Sink<'_>) {
        let close = head.opcode == CLOSE && at < 2;
        if !out.parts_wanted() && !close {
            return;
        }
        let mut plain = std::mem::take(&mut self.scratch);
        plain.clear();
        plain.extend_from_slice(piece);
        if let Some(mask) = head.mask {
            let keys = mask.iter().cycle().skip(usize::try_from(at % 4).unwrap_or(0));
            for (byte, key) in plain.iter_mut().zip(keys) {
                *byte ^= key;
            }
        }
        let Some(message) = self.at_hand(head) else { return };
        if close {
            let room = 2 - message.close.len().min(2);
            message.close.extend_from_slice(plain.get(..room).unwrap_or(&plain));
        }
        if message.compressed {
            self.inflated(head, &plain, out);
        } else {
            message.show(&plain, out);
        }
        self.scratch = plain;
        self.scratch.shrink_to(STEP);
    }

    /// Octets of a compressed message. One decoder goes through all messages of a direction; a
    /// sender that forgets between them does not refer to what was before.
    fn inflated(&mut self, head: &Head, coded: &[u8], out: &mut Sink<'_>) {
        if !out.parts_wanted() {
            return;
        }
        let mut inflate = self.inflate.take().unwrap_or_else(|| Box::new(Decompress::new(false)));
        let Some(message) = self.at_hand(head) else { return };
        let mut rest = coded;
        let mut room = [0u8; STEP];
        let good = loop {
            let (taken, given) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(rest, &mut room, FlushDecompress::Sync);
            let used = usize::try_from(inflate.total_in() - taken).unwrap_or(rest.len());
            let made = usize::try_from(inflate.total_out() - given).unwrap_or(0);
            rest = rest.get(used..).unwrap_or_default();
            message.show(room.get(..made).unwrap_or_default(), out);
            match status {
                Err(_) => break false,
                Ok(Status::StreamEnd) => break false,
                Ok(_) if (used == 0 && made == 0) || message.shown > MAX_SHOWN => break true,
                Ok(_) => {}
            }
        };
        if good && message.shown <= MAX_SHOWN {
            self.inflate = Some(inflate);
        }
    }
}

impl Message {
    fn show(&mut self, plain: &[u8], out: &mut Sink<'_>) {
        if plain.is_empty() {
            return;
        }
        let room = usize::try_from(MAX_SHOWN.saturating_sub(self.shown)).unwrap_or(0);
        self.shown = self.shown.saturating_add(plain.len() as u64);
        let plain = plain.get(..room).unwrap_or(plain);
        if plain.is_empty() {
            return;
        }
        if std::mem::replace(&mut self.begun, true) {
            out.more(self.transaction, "websocket.payload", plain);
        } else {
            out.buffer(self.transaction, "websocket.payload", plain);
        }
    }
}
