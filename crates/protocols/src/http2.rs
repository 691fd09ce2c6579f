//! HTTP/2 without encryption: by prior knowledge, and behind an upgrade from HTTP/1.1.
//!
//! Sources: RFC 9113 (frames, streams), RFC 7541 (header compression), RFC 8484 (DNS in HTTP).
//! Not covered: server push beyond its header block, and what priorities lead to.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::http::methods;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod hpack;
mod stream;

#[cfg(test)]
mod tests;

use hpack::Hpack;
use stream::Stream;

pub(crate) struct Http2;

/// What every client begins with (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Length of a frame's header (RFC 9113 §4.1).
const HEADER: usize = 9;

impl Protocol for Http2 {
    const NAME: &'static str = "http2";
    /// A connection that carries DNS (RFC 8484).
    const ALSO: &'static [&'static str] = &["doh2"];
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = methods::OPERATIONS;
    const FURTHER: &'static [&'static str] = &[GOAWAY.name, RESET.name];
    // RFC 9110 §4.2.1; proxies and services by custom.
    const HINTS: &'static [Hint] = &[Hint::Tcp(80), Hint::Tcp(8080), Hint::Tcp(50051)];
    /// Bytes never wait longer than for the preface; behind noise a frame may be believed.
    const MAX_MESSAGE: usize = HEADER + MAX_FRAME;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        let len = data.len().min(PREFACE.len());
        match data.get(..len) == PREFACE.get(..len) {
            true if len < PREFACE.len() => Probe::NeedMore,
            true => Probe::Yes,
            false => settings_first(data),
        }
    }
}

/// A server may speak first, with its settings (RFC 9113 §3.4).
fn settings_first(data: &[u8]) -> Probe {
    let Some(frame) = Frame::read(data) else {
        return if data.starts_with(&[0, 0]) { Probe::NeedMore } else { Probe::No };
    };
    let first = data.get(HEADER..HEADER + 2);
    // Settings are numbered from 1; the registry ends well below 16 (RFC 9113 §11.3).
    let known = first.is_none_or(|id| matches!(id, [0, 1..=16]));
    let plausible = frame.kind == SETTINGS && frame.flags == 0 && frame.stream == 0;
    match plausible && known && (6..=96).contains(&frame.left) && frame.left.is_multiple_of(6) {
        true => Probe::Maybe,
        false => Probe::No,
    }
}

const fn text(name: &'static str, source: &'static str) -> Field {
    Field { name, kind: "text", unit: "", source }
}

const FIELDS: &[Field] = &[
    text("host", "RFC 9113 §8.3.1"),
    text("uri", "RFC 9113 §8.3.1"),
    text("user_agent", "RFC 9110 §10.1.5"),
    text("referer", "RFC 9110 §10.1.3"),
    text("product", "RFC 9110 §10.1.5, §10.2.4"),
    text("server", "RFC 9110 §10.2.4"),
    text("content_type", "RFC 9110 §8.3"),
    text("content_encoding", "RFC 9110 §8.4"),
    text("location", "RFC 9110 §10.2.2"),
    text("file_name", "RFC 6266 §4.3"),
    text("error", "RFC 9113 §7"),
    Field { name: "stream", kind: "u32", unit: "", source: "RFC 9113 §5.1.1" },
    Field { name: "status", kind: "u16", unit: "", source: "RFC 9113 §8.3.2" },
];

// Frame types (RFC 9113 §6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY_FRAME: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

// Flags (RFC 9113 §6.1, §6.2).
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const PADDED: u8 = 8;
const WITH_PRIORITY: u8 = 0x20;

static GOAWAY: Operation = Operation { code: 0x1_0100, name: "goaway", risk: Risk::Link };
static RESET: Operation = Operation { code: 0x1_0101, name: "reset_stream", risk: Risk::Link };

/// What a frame may have unless a setting allows more (RFC 9113 §4.2).
const MAX_FRAME: usize = 16_384;
/// Bytes of one frame that is no data, and of one header block, that are kept.
const MAX_KEPT: usize = 100 * 1024;
/// Streams that are remembered at a time.
const MAX_STREAMS: usize = 256;

/// A frame being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    /// Octets of its payload still to come.
    left: usize,
    len: usize,
    /// Octets of padding at its end, once known.
    padding: Option<usize>,
}

impl Frame {
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        let len = usize::try_from(r.u24()?).ok()?;
        let (kind, flags) = (r.u8()?, r.u8()?);
        let stream = r.u32()? & 0x7fff_ffff;
        let padding = if kind == DATA && flags & PADDED != 0 { None } else { Some(0) };
        Some(Self { kind, flags, stream, left: len, len, padding })
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether length and stream fit the type (RFC 9113 §6).
    fn is_sound(&self) -> bool {
        match self.kind {
            DATA | HEADERS | CONTINUATION | PUSH_PROMISE => self.stream != 0,
            PRIORITY => self.stream != 0 && self.len == 5,
            RST_STREAM => self.stream != 0 && self.len == 4,
            SETTINGS => self.stream == 0 && self.len.is_multiple_of(6),
            PING => self.stream == 0 && self.len == 8,
            GOAWAY_FRAME => self.stream == 0 && self.len >= 8,
            WINDOW_UPDATE => self.len == 4,
            _ => self.len <= MAX_FRAME,
        }
    }

    /// Whether it is one beyond doubt, behind lost bytes.
    fn is_certain(&self) -> bool {
        self.is_sound()
            && self.kind <= CONTINUATION
            && self.len <= MAX_FRAME
            && self.stream < 1 << 20
    }
}

/// One direction.
#[derive(Default)]
struct Half {
    /// Its first bytes were seen.
    begun: bool,
    /// Bytes were lost.
    damaged: bool,
    frame: Option<Frame>,
    payload: Vec<u8>,
    /// A header block that goes on in further frames.
    block: Vec<u8>,
    block_stream: Option<u32>,
    block_ends: bool,
    hpack: Hpack,
}

/// A connection.
#[derive(Default)]
pub(crate) struct Talk {
    client: Option<End>,
    halves: [Half; 2],
    streams: BTreeMap<u32, Stream>,
    transactions: u32,
    files: u32,
    to_skip: usize,
    /// DNS messages were seen.
    doh: bool,
}

enum Move {
    Took(usize),
    Skip(usize),
    More,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if self.to_skip > 0 {
            return Step::Skip(std::mem::take(&mut self.to_skip).min(pdu.data.len()));
        }
        let mut at = 0;
        while let Some(rest) = pdu.data.get(at..).filter(|rest| !rest.is_empty()) {
            match self.advance(pdu.from, rest, out) {
                Move::Took(used) => at += used,
                Move::Skip(bytes) if at == 0 => return Step::Skip(bytes),
                Move::Skip(bytes) => {
                    self.to_skip = bytes;
                    break;
                }
                Move::More if at == 0 => return Step::Need(rest.len() + 1),
                Move::More => break,
            }
        }
        Step::Done(at)
    }

    fn lost(&mut self, from: End) {
        self.gap(from, 0);
    }

    fn gap(&mut self, from: End, bytes: u64) {
        let half = from.of_mut(&mut self.halves);
        half.begun = true;
        let inside = half.frame.as_mut().filter(|frame| {
            frame.kind == DATA && bytes > 0 && bytes < frame.left as u64 && frame.padding.is_some()
        });
        if let Some(frame) = inside {
            frame.left -= usize::try_from(bytes).unwrap_or(0);
            let stream = frame.stream;
            if let Some(stream) = self.streams.get_mut(&stream) {
                stream.hole();
            }
            return;
        }
        half.frame = None;
        half.payload.clear();
        half.block_stream = None;
        half.hpack.lost();
        half.damaged = true;
        for stream in self.streams.values_mut() {
            stream.hole();
        }
    }

    fn name(&self) -> Option<&'static str> {
        self.doh.then_some("doh2")
    }

    fn closed(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.client.is_some_and(|client| client != pdu.from) {
            for (_, mut stream) in std::mem::take(&mut self.streams) {
                stream.end_all(&mut self.files, out);
            }
        }
    }
}

impl Talk {
    fn advance(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        let half = from.of_mut(&mut self.halves);
        if !half.begun {
            let len = data.len().min(PREFACE.len());
            if data.get(..len) == PREFACE.get(..len) {
                if len < PREFACE.len() {
                    return Move::More;
                }
                half.begun = true;
                self.client = Some(from);
                out.client(from);
                return Move::Took(PREFACE.len());
            }
            half.begun = true;
            // Whoever does not begin as a client does begins with settings, or in the middle.
            half.damaged = true;
        }
        let Some(mut frame) = half.frame.take() else {
            return self.frame(from, data, out);
        };
        let used = frame.left.min(data.len());
        let piece = data.get(..used).unwrap_or_default();
        let before = frame;
        frame.left -= used;
        if frame.kind == DATA {
            let used = self.data(from, &mut frame, before.left, piece, out);
            debug_assert_eq!(used, piece.len());
        } else if half.payload.len() + used <= MAX_KEPT {
            half.payload.extend_from_slice(piece);
        }
        if frame.left > 0 {
            from.of_mut(&mut self.halves).frame = Some(frame);
        } else {
            self.frame_is_over(from, frame, out);
        }
        Move::Took(used)
    }

    /// A frame's header.
    fn frame(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) -> Move {
        let half = from.of_mut(&mut self.halves);
        let Some(frame) = Frame::read(data) else { return Move::More };
        if half.damaged && !frame.is_certain() {
            return Move::Skip(1);
        }
        if !frame.is_sound() {
            let certain_junk = frame.kind > CONTINUATION || frame.len > 1 << 20;
            out.anomaly("http2.invalid_frame_length", 0, "length");
            out.event(0, "invalid_frame_length");
            if certain_junk || !half.begun {
                half.damaged = true;
                return Move::Skip(1);
            }
        }
        half.damaged = false;
        half.payload.clear();
        if frame.left > 0 {
            half.frame = Some(frame);
        } else {
            self.frame_is_over(from, frame, out);
        }
        Move::Took(HEADER)
    }

    /// Bytes of a data frame, with its padding.
    fn data(
        &mut self,
        from: End,
        frame: &mut Frame,
        left: usize,
        piece: &[u8],
        out: &mut Sink<'_>,
    ) -> usize {
        let mut piece_left = piece;
        let mut left = left;
        if frame.padding.is_none() {
            let Some((padding, after)) = piece.split_first() else { return piece.len() };
            frame.padding = Some(usize::from(*padding).min(frame.len.saturating_sub(1)));
            piece_left = after;
            left -= 1;
        }
        let padding = frame.padding.unwrap_or(0);
        let content = left.saturating_sub(padding).min(piece_left.len());
        let side = self.client.map(|client| client == from);
        if let (Some(stream), Some(of_client)) = (self.streams.get_mut(&frame.stream), side) {
            let bytes = piece_left.get(..content).unwrap_or_default();
            stream.data(of_client, bytes, &mut self.files, out);
        }
        piece.len()
    }

    /// A frame is there whole.
    fn frame_is_over(&mut self, from: End, frame: Frame, out: &mut Sink<'_>) {
        let half = from.of_mut(&mut self.halves);
        let payload = std::mem::take(&mut half.payload);
        match frame.kind {
            HEADERS | PUSH_PROMISE | CONTINUATION => self.header_frame(from, frame, &payload, out),
            DATA => {
                let transaction = self.streams.get(&frame.stream).map(|s| s.transaction);
                out.number(transaction.unwrap_or(0), "http2.frametype", frame.kind.into());
                if frame.has(END_STREAM) {
                    self.stream_ends(from, frame.stream, out);
                }
            }
            _ => self.other_frame(from, frame, &payload, out),
        }
        let half = from.of_mut(&mut self.halves);
        half.payload = payload;
        half.payload.clear();
        half.payload.shrink_to(4096);
    }

    fn other_frame(&mut self, from: End, frame: Frame, payload: &[u8], out: &mut Sink<'_>) {
        let known = self.streams.get(&frame.stream).filter(|_| frame.stream != 0);
        let global = known.is_none();
        let transaction = known.map_or_else(
            || {
                self.transactions = self.transactions.saturating_add(1);
                self.transactions
            },
            |stream| stream.transaction,
        );
        out.number(transaction, "http2.frametype", frame.kind.into());
        let mut r = Reader::new(payload);
        match frame.kind {
            SETTINGS if !frame.has(1) => settings(transaction, payload, out),
            WINDOW_UPDATE => {
                if let Some(window) = r.u32() {
                    out.number(transaction, "http2.window", u64::from(window & 0x7fff_ffff));
                }
            }
            PRIORITY => {
                if let Some(weight) = payload.get(4) {
                    out.number(transaction, "http2.priority", u64::from(*weight));
                }
            }
            RST_STREAM => {
                if let Some(code) = r.u32() {
                    self.error(&RESET, transaction, frame.stream, code, out);
                    self.stream_ends(from, frame.stream, out);
                    self.stream_ends(from.other(), frame.stream, out);
                }
            }
            GOAWAY_FRAME => {
                if let (Some(_), Some(code)) = (r.u32(), r.u32()) {
                    self.error(&GOAWAY, transaction, 0, code, out);
                }
            }
            _ => {}
        }
        if global {
            out.done(transaction);
        }
    }

    fn error(
        &mut self,
        operation: &'static Operation,
        transaction: u32,
        stream: u32,
        code: u32,
        out: &mut Sink<'_>,
    ) {
        out.number(transaction, "http2.errorcode", code.into());
        out.begin(Kind::Spontaneous, operation);
        if code == 0 {
            out.ok();
        } else {
            out.failed(code, error_name(code));
        }
        if stream != 0 {
            out.field("stream", stream);
        }
        out.finish();
    }

    /// HEADERS, PUSH_PROMISE and CONTINUATION (RFC 9113 §6.2, §6.6, §6.10).
    fn header_frame(&mut self, from: End, frame: Frame, payload: &[u8], out: &mut Sink<'_>) {
        let Some(opened) = Opened::read(frame, payload) else {
            out.event(0, "invalid_frame_data");
            return;
        };
        let half = from.of_mut(&mut self.halves);
        if frame.kind != CONTINUATION {
            half.block.clear();
            half.block_stream = Some(opened.stream);
            half.block_ends = frame.has(END_STREAM) && frame.kind == HEADERS;
        } else if half.block_stream != Some(frame.stream) {
            return;
        }
        if half.block.len() + opened.fragment.len() > MAX_KEPT {
            out.event(0, "reassembly_limit_reached");
            half.block_stream = None;
            half.hpack.lost();
            return;
        }
        half.block.extend_from_slice(opened.fragment);
        if !frame.has(END_HEADERS) {
            return;
        }
        let (Some(stream), ends) = (half.block_stream.take(), half.block_ends) else { return };
        let data = std::mem::take(&mut half.block);
        let block = half.hpack.block(&data);
        self.header_block(from, frame, stream, &block, opened.weight, out);
        if ends {
            self.stream_ends(from, stream, out);
        }
    }

    fn header_block(
        &mut self,
        from: End,
        frame: Frame,
        id: u32,
        block: &hpack::Block,
        weight: Option<u8>,
        out: &mut Sink<'_>,
    ) {
        let has = |name: &[u8]| block.fields.iter().any(|field| field.name == name);
        // A promise is the request that the server expects: it comes from the server.
        let of_client = match (has(b":method"), has(b":status")) {
            (true, _) => true,
            (_, true) => false,
            _ => self.client.is_none_or(|client| client == from),
        };
        if self.client.is_none() && frame.kind != PUSH_PROMISE {
            let client = if of_client { from } else { from.other() };
            self.client = Some(client);
            out.client(client);
        }
        if self.streams.len() >= MAX_STREAMS
            && !self.streams.contains_key(&id)
            && let Some((_, mut oldest)) = self.streams.pop_first()
        {
            out.event(oldest.transaction, "too_many_streams");
            oldest.end_all(&mut self.files, out);
        }
        let stream = self.streams.entry(id).or_insert_with(|| {
            self.transactions = self.transactions.saturating_add(1);
            Stream::new(id, self.transactions)
        });
        let transaction = stream.transaction;
        out.number(transaction, "http2.frametype", frame.kind.into());
        if let Some(weight) = weight {
            out.number(transaction, "http2.priority", weight.into());
        }
        for size in &block.size_updates {
            out.number(transaction, "http2.size_update", *size);
        }
        if let Some(flaw) = block.flaw {
            out.anomaly(flaw, 0, "headers");
            out.event(transaction, flaw.strip_prefix("http2.").unwrap_or(flaw));
        }
        self.doh |= stream.head(of_client, &block.fields, &mut self.files, out);
    }

    fn stream_ends(&mut self, from: End, id: u32, out: &mut Sink<'_>) {
        let of_client = self.client.is_none_or(|client| client == from);
        let Some(stream) = self.streams.get_mut(&id) else { return };
        self.doh |= stream.end(of_client, &mut self.files, out);
        if stream.is_over() {
            self.streams.remove(&id);
        }
    }
}

/// A header frame's payload without padding and priority.
struct Opened<'a> {
    fragment: &'a [u8],
    stream: u32,
    weight: Option<u8>,
}

impl<'a> Opened<'a> {
    fn read(frame: Frame, payload: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(payload);
        if frame.kind == CONTINUATION {
            return Some(Self { fragment: payload, stream: frame.stream, weight: None });
        }
        let padding = if frame.has(PADDED) { usize::from(r.u8()?) } else { 0 };
        let mut stream = frame.stream;
        let mut weight = None;
        if frame.kind == PUSH_PROMISE {
            stream = r.u32()? & 0x7fff_ffff;
        } else if frame.has(WITH_PRIORITY) {
            r.u32()?;
            weight = Some(r.u8()?);
        }
        let len = r.left().checked_sub(padding)?;
        Some(Self { fragment: r.bytes(len)?, stream, weight })
    }
}

/// Settings by number (RFC 9113 §6.5.2, RFC 8441 §3).
fn settings(transaction: u32, payload: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(payload);
    while let (Some(id), Some(value)) = (r.u16(), r.u32()) {
        let name = match id {
            1 => "http2.settings.header_table_size",
            2 => "http2.settings.enable_push",
            3 => "http2.settings.max_concurrent_streams",
            4 => "http2.settings.initial_window_size",
            5 => "http2.settings.max_frame_size",
            6 => "http2.settings.max_header_list_size",
            8 => "http2.settings.enable_connect_protocol",
            _ => continue,
        };
        out.number(transaction, name, value.into());
    }
}

/// Error codes (RFC 9113 §7).
fn error_name(code: u32) -> &'static str {
    const NAMES: [&str; 14] = [
        "no_error",
        "protocol_error",
        "internal_error",
        "flow_control_error",
        "settings_timeout",
        "stream_closed",
        "frame_size_error",
        "refused_stream",
        "cancel",
        "compression_error",
        "connect_error",
        "enhance_your_calm",
        "inadequate_security",
        "http_1_1_required",
    ];
    usize::try_from(code).ok().and_then(|code| NAMES.get(code)).copied().unwrap_or("unknown")
}
