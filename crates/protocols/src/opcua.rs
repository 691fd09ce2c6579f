//! OPC UA, binary protocol over TCP.
//!
//! Source: OPC 10000-6 1.05 §5.2 (binary encoding), §6.7 (secure conversation: chunks, security
//! headers, sequence header), §7.1 (connection protocol: Hello, Acknowledge, Error), §7.2 (TCP),
//! Annex A (ids); OPC 10000-4 1.05 §5 (services), §7 (parameters); OPC 10000-5 §12.4 (BuildInfo).
//! Port: TCP 4840 (4843 with TLS); servers use any.
//! The code is the numeric id of the message's type, request and response each their own.
//! Not covered: bodies of encrypted messages beyond header and size (messages that are only signed
//! are read), XML and JSON encodings, HTTPS, WebSockets, PubSub (UADP), the transfer of files
//! through methods of FileType, certificates beyond their length.

use model::observation::{Field, Kind};

use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod request;
mod response;
mod table;
#[cfg(test)]
mod tests;
mod types;

use types::{Decoder, clip};

/// Message type, chunk type, size. OPC 10000-6 §7.1.2.2.
const HEADER: usize = 8;
/// Chunks up to this length are looked at as a whole; of longer ones so much of the beginning.
const MAX_CHUNK: usize = 131_072;
/// No implementation sends longer chunks; a size above is damage.
const MAX_SIZE: u32 = 16 << 20;
/// Bytes kept of a message in several chunks.
const MAX_KEPT: usize = 32_768;
/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 64;
/// Sequence numbers start over below 1024. OPC 10000-6 §6.7.2.4.
const WRAP: u32 = 1024;

pub(crate) struct Opcua;

impl Protocol for Opcua {
    const NAME: &'static str = "opcua";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::OPERATIONS;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(4840)];
    const MAX_MESSAGE: usize = MAX_CHUNK;
    type Session = Channel;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Chunk { .. } => Probe::Yes,
            Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
        }
    }
}

/// Message types. OPC 10000-6 §7.1.2.2, §6.7.2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Hello,
    ReverseHello,
    Acknowledge,
    Error,
    Open,
    Close,
    Message,
}

const TYPES: [(&[u8; 3], Type, u32); 7] = [
    // With the least size: all fields, empty strings.
    (b"HEL", Type::Hello, 32),
    (b"RHE", Type::ReverseHello, 16),
    (b"ACK", Type::Acknowledge, 28),
    (b"ERR", Type::Error, 16),
    (b"OPN", Type::Open, 32),
    (b"CLO", Type::Close, 24),
    (b"MSG", Type::Message, 16),
];

/// How a message's part ends. OPC 10000-6 §6.7.2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Final,
    Intermediate,
    Abort,
}

enum Front {
    Chunk { kind: Type, part: Part, size: usize },
    Short,
    Wrong,
}

/// Looks at the header.
fn front(data: &[u8]) -> Front {
    let known = |(word, ..): &&(&[u8; 3], Type, u32)| word.iter().zip(data).all(|(a, b)| a == b);
    let Some((_, kind, least)) = TYPES.iter().find(known) else { return Front::Wrong };
    let part = match (data.get(3), kind) {
        (Some(b'F'), _) => Part::Final,
        (Some(b'C'), Type::Message) => Part::Intermediate,
        (Some(b'A'), Type::Message) => Part::Abort,
        (Some(_), _) => return Front::Wrong,
        (None, _) => return Front::Short,
    };
    let Some(size) = data.get(4..).and_then(|rest| Decoder::new(rest).u32()) else {
        return Front::Short;
    };
    // Transport messages are short: their strings have at most 4096 octets. §7.1.2.3.
    let most = match kind {
        Type::Open | Type::Close | Type::Message => MAX_SIZE,
        _ => 16_384,
    };
    if !(*least..=most).contains(&size) {
        return Front::Wrong;
    }
    Front::Chunk { kind: *kind, part, size: usize::try_from(size).unwrap_or(usize::MAX) }
}

/// What a request named, until its response comes.
pub(super) struct Pending {
    from: End,
    request_id: u32,
    /// Nodes in order.
    names: Vec<String>,
    /// Standard nodes among them, 0 for others: what a value that is read means.
    standard: Vec<u32>,
}

/// Chunks of one end.
#[derive(Default)]
struct Side {
    /// Bodies so far of a message in several chunks, and how many chunks.
    kept: Vec<u8>,
    chunks: u32,
    /// Bytes of an overlong chunk that are yet to pass.
    passing: usize,
    last_sequence: Option<u32>,
    /// Whether the next bytes follow bytes that made no sense.
    astray: bool,
}

/// One connection with its secure channel.
#[derive(Default)]
pub(crate) struct Channel {
    sides: [Side; 2],
    server: Option<End>,
    pending: Vec<Pending>,
    /// Whether the channel's messages are in clear, once an OPN told the policy.
    clear: Option<bool>,
    transaction: u32,
}

impl Session for Channel {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let side = pdu.from.of_mut(&mut self.sides);
        if side.passing > 0 {
            let passed = side.passing.min(pdu.data.len());
            side.passing -= passed;
            return Step::Done(passed);
        }
        let (kind, part, size) = match front(pdu.data) {
            Front::Chunk { kind, part, size } => (kind, part, size),
            Front::Short => return Step::Need(HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let looked_at = size.min(MAX_CHUNK);
        let Some(chunk) = pdu.data.get(..looked_at) else { return Step::Need(looked_at) };
        side.astray = false;
        side.passing = size - looked_at;
        self.chunk(pdu.from, kind, part, chunk, out);
        Step::Done(looked_at)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.sides) = Side { astray: true, ..Side::default() };
    }
}

impl Channel {
    /// No chunk begins here: skips to the next place where one can.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let side = pdu.from.of_mut(&mut self.sides);
        if !side.astray {
            out.anomaly("opcua.message_type", 0, "message_type");
        }
        *side = Side { astray: true, ..Side::default() };
        let found = (1..pdu.data.len()).find(|at| {
            pdu.data.get(*at..).is_some_and(|rest| !matches!(front(rest), Front::Wrong))
        });
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    fn learn(&mut self, server: End, out: &mut Sink<'_>) {
        if self.server.is_none() {
            self.server = Some(server);
            out.client(server.other());
        }
    }

    fn chunk(&mut self, from: End, kind: Type, part: Part, chunk: &[u8], out: &mut Sink<'_>) {
        let body = Decoder::new(chunk.get(HEADER..).unwrap_or_default());
        let whole = match kind {
            Type::Hello => self.hello(from, body, out),
            Type::ReverseHello => reverse_hello(body, out),
            Type::Acknowledge => self.acknowledge(from, body, out),
            Type::Error => error(body, out),
            Type::Open => self.open(from, body, out),
            Type::Close | Type::Message => self.message(from, kind, part, body, out),
        };
        if whole.is_none() {
            out.anomaly("opcua.truncated", chunk.len(), "size");
        }
        out.finish();
    }

    fn hello(&mut self, from: End, mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
        self.learn(from.other(), out);
        out.begin(Kind::Request, &table::HELLO);
        limits(&mut body, out)?;
        out.text("endpoint_url", body.string()?);
        Some(())
    }

    fn acknowledge(&mut self, from: End, mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
        self.learn(from, out);
        out.begin(Kind::Response, &table::ACKNOWLEDGE);
        out.ok();
        limits(&mut body, out)
    }

    /// Channel id, policy, certificates; then, if the policy is None, sequence header and body.
    fn open(&mut self, from: End, body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
        let mut head = body;
        let channel = head.u32();
        let policy = head.string();
        let policy = policy.and_then(|uri| uri.rsplit(|byte| *byte == b'#').next());
        let clear = policy.is_some_and(|name| name == b"None");
        let certificate = head.string().map_or(0, <[u8]>::len);
        let _ = head.string();
        if policy.is_some() {
            self.clear = Some(clear);
        }
        let mut inside = head;
        let sequence = inside.u32().filter(|_| clear);
        let request_id = inside.u32().unwrap_or(0);
        let about = About { from, sequence, request_id, chunks: 1 };
        // Who opens tells who serves: a request comes with channel 0 the first time.
        if channel == Some(0) {
            self.learn(from.other(), out);
        }
        if !(clear && self.body(&about, inside.rest(), out)) {
            out.begin(self.kind(from), &table::OPAQUE_OPEN);
        }
        out.field("channel", channel?);
        out.field("security_policy", clip(policy?));
        if certificate > 0 {
            out.field("certificate_bytes", u32::try_from(certificate).unwrap_or(u32::MAX));
        }
        Some(())
    }

    /// What a message that cannot be read is, by who sent it.
    fn kind(&self, from: End) -> Kind {
        match self.server {
            Some(server) if server == from => Kind::Response,
            Some(_) => Kind::Request,
            None => Kind::Spontaneous,
        }
    }

    /// Channel id, token id, sequence header, body. OPC 10000-6 §6.7.2.3.
    fn message(
        &mut self,
        from: End,
        kind: Type,
        part: Part,
        mut body: Decoder<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let opaque = if kind == Type::Close { &table::OPAQUE_CLOSE } else { &table::OPAQUE };
        let head = (|| Some((body.u32()?, body.u32()?, body.u32()?, body.u32()?)))();
        let Some((channel, token, sequence, request_id)) = head else {
            out.begin(Kind::Spontaneous, opaque);
            return None;
        };
        if part == Part::Abort {
            *from.of_mut(&mut self.sides) = Side::default();
            out.begin(self.kind(from), &table::ABORTED);
            out.field("channel", channel);
            if self.clear == Some(true) {
                let code = body.u32()?;
                out.failed(code, table::status_name(code));
                out.text("reason", body.string()?);
            }
            return Some(());
        }
        let side = from.of_mut(&mut self.sides);
        let gap = side.follows(sequence, self.clear == Some(true));
        side.chunks = side.chunks.saturating_add(1);
        let room = MAX_KEPT.saturating_sub(side.kept.len());
        if part == Part::Intermediate {
            let rest = body.rest();
            side.kept.extend_from_slice(rest.get(..room).unwrap_or(rest));
            if gap {
                out.anomaly("opcua.sequence_gap", HEADER + 8, "sequence");
            }
            return Some(());
        }
        let chunks = std::mem::take(&mut side.chunks);
        let mut joined = std::mem::take(&mut side.kept);
        let bytes = if joined.is_empty() {
            body.rest()
        } else {
            let rest = body.rest();
            joined.extend_from_slice(rest.get(..room).unwrap_or(rest));
            &joined
        };
        let about = About { from, sequence: Some(sequence), request_id, chunks };
        let read = self.clear != Some(false) || request::is_known(bytes);
        if !(read && self.body(&about, bytes, out)) {
            out.begin(self.kind(from), opaque);
        }
        out.field("channel", channel);
        out.field("token", token);
        if gap {
            out.anomaly("opcua.sequence_gap", HEADER + 8, "sequence");
        }
        Some(())
    }

    /// Opens the message that a body in clear is. Gives false if it is not readable.
    fn body(&mut self, about: &About, bytes: &[u8], out: &mut Sink<'_>) -> bool {
        let mut body = Decoder::new(bytes);
        let Some(id) = body.node().and_then(|node| node.standard()).filter(|id| *id > 0) else {
            return false;
        };
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let (kind, name) = match table::service(id) {
            Some((service, kind)) => {
                out.begin_as(0, kind, id, service.name, service.risk);
                (kind, service.name)
            }
            None if id == table::FAULT => {
                out.begin_as(
                    0,
                    Kind::Response,
                    id,
                    "service_fault",
                    model::observation::Risk::Link,
                );
                (Kind::Response, "service_fault")
            }
            None if self.clear == Some(true) => {
                let risk = model::observation::Risk::Identify;
                out.begin_as(0, Kind::Spontaneous, id, "unknown_service", risk);
                out.anomaly("opcua.unknown_service", HEADER + 16, "type_id");
                return true;
            }
            None => return false,
        };
        out.number(self.transaction, "opcua.service", id.into());
        if let Some(sequence) = about.sequence {
            out.field("sequence", sequence);
        }
        out.field("request_id", about.request_id);
        if about.chunks > 1 {
            out.field("chunks", about.chunks);
        }
        let server = if kind == Kind::Request { about.from.other() } else { about.from };
        self.learn(server, out);
        if kind == Kind::Request {
            self.request(about, name, body, out);
        } else {
            let asked = self.take(about);
            let _ = response::read(name, body, asked.as_ref(), out);
        }
        out.done(self.transaction);
        true
    }

    fn request(&mut self, about: &About, name: &str, body: Decoder<'_>, out: &mut Sink<'_>) {
        let mut pending = Pending {
            from: about.from,
            request_id: about.request_id,
            names: Vec::new(),
            standard: Vec::new(),
        };
        let _ = request::read(name, body, &mut pending, self.clear == Some(true), out);
        if pending.names.is_empty() {
            return;
        }
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    fn take(&mut self, about: &About) -> Option<Pending> {
        let asked = |p: &Pending| p.from != about.from && p.request_id == about.request_id;
        let at = self.pending.iter().position(asked)?;
        Some(self.pending.remove(at))
    }
}

/// What a message's chunks tell of it.
struct About {
    from: End,
    sequence: Option<u32>,
    request_id: u32,
    chunks: u32,
}

impl Side {
    /// Whether a sequence number does not follow the one before.
    fn follows(&mut self, sequence: u32, clear: bool) -> bool {
        let last = self.last_sequence.replace(sequence).filter(|_| clear);
        last.is_some_and(|last| {
            let wrapped = sequence < WRAP && last >= u32::MAX - WRAP;
            last.wrapping_add(1) != sequence && !wrapped
        })
    }
}

/// Protocol version, receive and send buffer, longest message, most chunks. §7.1.2.3.
fn limits(body: &mut Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("protocol_version", body.u32()?);
    out.field("receive_buffer", body.u32()?);
    out.field("send_buffer", body.u32()?);
    body.skip(8)
}

fn reverse_hello(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.begin(Kind::Spontaneous, &table::REVERSE_HELLO);
    out.text("server_uri", body.string()?);
    out.text("endpoint_url", body.string()?);
    Some(())
}

fn error(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.begin(Kind::Response, &table::ERROR);
    let code = body.u32()?;
    out.failed(code, table::status_name(code));
    out.text("reason", body.string()?);
    Some(())
}
