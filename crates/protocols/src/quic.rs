//! QUIC versions 1 and 2 and the last drafts: the Initial packets, whose keys anyone can derive.
//!
//! Source: RFC 9000 §16 (numbers), §17 (packets), §18 (transport parameters), §19 (frames);
//! RFC 9001 §5 (protection); RFC 9369 (version 2). Ports: UDP 443, 853, 8443.
//! Not covered: everything behind the hellos, versions of before the standard (gQUIC), tokens.
//!
//! A hello is a transaction.

use model::observation::{Field, Kind, Risk, Transport};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;
use crate::tls::hello::Hello;

mod crypto;
mod frames;
#[cfg(test)]
mod tests;

use crypto::Keys;
use frames::Stream;

/// Header form and fixed bit. RFC 9000 §17.2, §17.3.
const LONG: u8 = 0x80;
const FIXED: u8 = 0x40;
/// Longest connection id. RFC 9000 §17.2.
const MAX_ID: usize = 20;
/// Length of an Initial packet that is cut short is at most a datagram's.
const MAX_DATAGRAM: usize = 65_535;
/// Extension of TLS that holds the transport parameters. RFC 9001 §8.2.
const TRANSPORT_PARAMETERS: u16 = 57;
/// Transport parameter in which some clients name themselves. IANA *QUIC Transport Parameters*.
const USER_AGENT: u64 = 0x3129;

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const NEGOTIATION: u32 = 1 << 16;

const OPERATIONS: &[Operation] = &[
    Operation::new(CLIENT_HELLO as u32, "client_hello", Risk::Link),
    Operation::new(SERVER_HELLO as u32, "server_hello", Risk::Link),
    Operation::new(NEGOTIATION, "version_negotiation", Risk::Link),
];

const FIELDS: &[Field] = &[
    Field { name: "quic_version", kind: "text", unit: "", source: "RFC 9000 §15" },
    Field { name: "user_agent", kind: "text", unit: "", source: "RFC 9000 §18" },
    Field { name: "version", kind: "text", unit: "", source: "RFC 8446 §4.1.2, §4.2.1" },
    Field { name: "alpn", kind: "text", unit: "", source: "RFC 7301 §3.1" },
    Field { name: "cipher_suites", kind: "u16", unit: "", source: "RFC 8446 §4.1.2" },
    Field { name: "cipher_suite", kind: "text", unit: "", source: "RFC 8446 §4.1.3" },
    Field { name: "ja3", kind: "text", unit: "", source: "JA3, client" },
    Field { name: "ja3s", kind: "text", unit: "", source: "JA3, server" },
    Field { name: "ja4", kind: "text", unit: "", source: "JA4, client" },
];

pub(crate) struct Quic;

impl Protocol for Quic {
    const NAME: &'static str = "quic";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(443), Hint::Udp(853), Hint::Udp(8443)];
    const MAX_MESSAGE: usize = MAX_DATAGRAM;
    type Session = Connection;

    fn probe(data: &[u8]) -> Probe {
        match packet(data) {
            Front::Packet(packet) if packet.total <= data.len() => match packet.kind {
                Type::Initial if data.len() >= 1200 => Probe::Yes,
                Type::Initial | Type::Other => Probe::Maybe,
            },
            Front::Packet(_) | Front::Short(_) => Probe::OnPort,
            Front::Negotiation | Front::Retry => Probe::OnPort,
            Front::Unknown => Probe::No,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Initial,
    /// 0-RTT and Handshake, whose keys nobody else has.
    Other,
}

/// A packet with a long header.
struct Packet<'a> {
    kind: Type,
    version: u32,
    destination: &'a [u8],
    /// Where the packet number begins, and the end of the packet.
    number_at: usize,
    total: usize,
}

enum Front<'a> {
    Packet(Packet<'a>),
    /// At least so many bytes are needed to tell; a short header needs none and has no length.
    Short(Option<usize>),
    Negotiation,
    /// A retry goes to the end of its datagram.
    Retry,
    Unknown,
}

/// A number of one to eight octets. RFC 9000 §16.
fn varint(r: &mut Reader<'_>) -> Option<u64> {
    let first = r.u8()?;
    let more = (1usize << (first >> 6)) - 1;
    let start = u64::from(first & 0x3f);
    Some(r.bytes(more)?.iter().fold(start, |value, byte| value << 8 | u64::from(*byte)))
}

/// What begins here. RFC 9000 §17.2; RFC 9369 §3.2 for the types of version 2.
fn packet(data: &[u8]) -> Front<'_> {
    let Some(first) = data.first() else { return Front::Unknown };
    if first & LONG == 0 {
        return if first & FIXED == 0 { Front::Unknown } else { Front::Short(None) };
    }
    let mut r = Reader::new(data);
    let _ = r.skip(1);
    let Some(version) = r.u32() else { return Front::Short(Some(7)) };
    if version == 0 {
        return Front::Negotiation;
    }
    if crypto::salt(version).is_none() || first & FIXED == 0 {
        return Front::Unknown;
    }
    let kind = first >> 4 & 3;
    let (initial, retry) = if version == crypto::V2 { (1, 0) } else { (0, 3) };
    if kind == retry {
        return Front::Retry;
    }
    match header(&mut r, kind == initial) {
        Some((destination, _)) if destination.len() > MAX_ID => Front::Unknown,
        Some((destination, length)) => {
            let number_at = r.offset();
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let total = number_at.saturating_add(length);
            if total > MAX_DATAGRAM || length == 0 {
                return Front::Unknown;
            }
            let kind = if kind == initial { Type::Initial } else { Type::Other };
            Front::Packet(Packet { kind, version, destination, number_at, total })
        }
        None => Front::Short(Some(data.len() + 1)),
    }
}

/// The rest of a long header: the destination's id and the length of what follows.
fn header<'a>(r: &mut Reader<'a>, initial: bool) -> Option<(&'a [u8], u64)> {
    let length = r.u8()?;
    let destination = r.bytes(length.into())?;
    let length = r.u8()?;
    r.skip(length.into())?;
    if initial {
        let token = usize::try_from(varint(r)?).ok()?;
        r.skip(token)?;
    }
    Some((destination, varint(r)?))
}

/// One flow's state.
#[derive(Default)]
pub(crate) struct Connection {
    client: Option<End>,
    keys: Option<Box<Keys>>,
    /// The handshake's bytes, each end, until its hello was told.
    streams: [Stream; 2],
    told: [bool; 2],
    transaction: u32,
}

impl Session for Connection {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let whole = out.transport() == Transport::Udp;
        let all = pdu.data.len();
        match packet(pdu.data) {
            Front::Packet(packet) => {
                let Some(bytes) = pdu.data.get(..packet.total) else {
                    return Step::Need(packet.total);
                };
                if packet.kind == Type::Initial && self.told != [true; 2] {
                    self.initial(pdu.from, &packet, bytes, out);
                }
                Step::Done(packet.total)
            }
            // A short header's packet goes to the end of the datagram.
            Front::Short(None) => Step::Done(if whole { all } else { 1 }),
            Front::Short(Some(need)) => Step::Need(need),
            Front::Negotiation if whole => {
                if let Some(operation) = lookup(OPERATIONS, NEGOTIATION) {
                    out.begin(Kind::Response, operation);
                    out.finish();
                }
                Step::Done(all)
            }
            Front::Retry if whole => Step::Done(all),
            // Padding behind a packet. RFC 9000 §12.2.
            Front::Unknown if whole && self.client.is_some() => Step::Done(all),
            Front::Negotiation | Front::Retry | Front::Unknown => {
                Step::Skip(if whole { all } else { 1 })
            }
        }
    }
}

impl Connection {
    fn initial(&mut self, from: End, packet: &Packet<'_>, bytes: &[u8], out: &mut Sink<'_>) {
        let Some(payload) = self.open(from, packet, bytes) else { return };
        if *from.of(&self.told) {
            return;
        }
        let stream = from.of_mut(&mut self.streams);
        frames::crypto(&payload, stream);
        let Some((kind, body)) = stream.message() else { return };
        let body = body.to_vec();
        *stream = Stream::default();
        *from.of_mut(&mut self.told) = true;
        match kind {
            CLIENT_HELLO => self.tell(kind, packet.version, Hello::client(&body).as_ref(), out),
            SERVER_HELLO => self.tell(kind, packet.version, Hello::server(&body).as_ref(), out),
            _ => {}
        }
    }

    /// Takes the protection off. The keys come from the first id that the client chose; after a
    /// retry it is another one. RFC 9001 §5.2.
    fn open(&mut self, from: End, packet: &Packet<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
        let client = self.client == Some(from);
        if let Some(keys) = &self.keys
            && let Some(payload) = keys.open(client, bytes, packet.number_at)
        {
            return Some(payload);
        }
        if self.client == Some(from.other()) {
            return None;
        }
        let keys = Keys::derive(packet.version, packet.destination)?;
        let payload = keys.open(true, bytes, packet.number_at)?;
        self.keys = Some(Box::new(keys));
        self.client = Some(from);
        Some(payload)
    }

    fn tell(&mut self, kind: u8, version: u32, hello: Option<&Hello<'_>>, out: &mut Sink<'_>) {
        let (Some(hello), Some(operation)) = (hello, lookup(OPERATIONS, kind.into())) else {
            out.anomaly("quic.invalid_hello", 0, "hello");
            return;
        };
        self.transaction = self.transaction.wrapping_add(1);
        let transaction = self.transaction;
        let asks = kind == CLIENT_HELLO;
        if let Some(client) = self.client {
            out.client(client);
        }
        out.begin(if asks { Kind::Request } else { Kind::Response }, operation);
        out.buffer(transaction, "quic.version", &version.to_be_bytes());
        out.field("quic_version", format!("{version:#x}"));
        if asks {
            if let Some(name) = hello.server_name() {
                out.buffer(transaction, "quic.sni", name);
            }
            if let Some(agent) = user_agent(hello) {
                out.buffer(transaction, "quic.ua", agent);
                out.text("user_agent", agent);
            }
            crate::tls::lay_client_open(hello, 'q', transaction, out);
        } else {
            crate::tls::lay_server_open(hello, transaction, out);
        }
        out.finish();
        out.done(transaction);
    }
}

/// What the client calls itself in its transport parameters. RFC 9000 §18.
fn user_agent<'a>(hello: &Hello<'a>) -> Option<&'a [u8]> {
    let parameters = hello.extensions.iter().find(|(kind, _)| *kind == TRANSPORT_PARAMETERS)?.1;
    let mut r = Reader::new(parameters);
    loop {
        let name = varint(&mut r)?;
        let length = usize::try_from(varint(&mut r)?).ok()?;
        let value = r.bytes(length)?;
        if name == USER_AGENT {
            return Some(value);
        }
    }
}
