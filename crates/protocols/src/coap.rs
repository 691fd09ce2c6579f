//! The constrained application protocol over UDP, and over TCP as `coap_tcp`.
//!
//! Source: RFC 7252 (messages §3, options §5.10, codes §12.1), RFC 7641 (observe), RFC 7959 (blocks),
//! RFC 8132 (FETCH, PATCH), RFC 8323 (TCP, signalling), RFC 8613 (OSCORE); OMA LightweightM2M 1.0
//! annex E for the objects that renew firmware and restart devices. Port: UDP and TCP 5683.
//! Not covered: DTLS and TLS, WebSockets, what OSCORE protects, multicast responses beyond their
//! token, contents.

use model::observation::{Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod options;
pub(crate) mod stream;
mod table;
#[cfg(test)]
mod tests;
mod transfer;

use options::Options;
use transfer::Transfers;

/// Version, type, token length; code; message identifier. RFC 7252 §3.
const HEADER: usize = 4;
/// Version 1 in the upper two bits.
const VERSION: u8 = 1;
/// Longest token.
const MAX_TOKEN: u8 = 8;
/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 16;

pub(crate) struct Coap;

impl Protocol for Coap {
    const NAME: &'static str = "coap";
    const FIELDS: &'static [model::observation::Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::CODES;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Udp(5683)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    /// Little of a message is fixed: elsewhere than on its port two that tell much are needed.
    fn probe(data: &[u8]) -> Probe {
        match datagram(data) {
            Some(message) if message.is_right() && message.is_telling() => Probe::Maybe,
            Some(message) if message.is_right() => Probe::OnPort,
            _ => Probe::No,
        }
    }
}

/// Whether a message is to be confirmed, or what it confirms. RFC 7252 §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Datagram { kind: u8, id: u16 },
    Stream,
}

struct Message<'a> {
    layer: Layer,
    code: u8,
    token: &'a [u8],
    options: Options<'a>,
}

impl Message<'_> {
    fn is_request(&self) -> bool {
        matches!(self.code, 1..=31)
    }

    fn is_response(&self) -> bool {
        matches!(self.code, 0x40..=0xbf)
    }

    /// Whether type, code and options go together. RFC 7252 §4.3 table 1.
    fn is_right(&self) -> bool {
        let goes_together = match self.layer {
            Layer::Datagram { kind: 2, .. } => !self.is_request(),
            Layer::Datagram { kind: 3, .. } => self.code == 0,
            Layer::Datagram { .. } => true,
            Layer::Stream => true,
        };
        let bare = self.token.is_empty() && self.options.is_bare();
        goes_together
            && self.options.fault.is_none()
            && table::is_defined(self.code)
            && (self.code != 0 || bare)
    }

    /// Whether there is more than a header's worth of evidence.
    fn is_telling(&self) -> bool {
        let wants = self.is_request() && (self.options.has_path() || self.options.protected);
        wants || self.is_response() && !self.token.is_empty() && self.options.format.is_some()
    }
}

/// The message that a datagram is.
fn datagram(data: &[u8]) -> Option<Message<'_>> {
    let mut r = Reader::new(data);
    let first = r.u8()?;
    let (code, id, token) = (r.u8()?, r.u16()?, first & 15);
    if first >> 6 != VERSION || token > MAX_TOKEN {
        return None;
    }
    let layer = Layer::Datagram { kind: first >> 4 & 3, id };
    let token = r.bytes(token.into())?;
    Some(Message { layer, code, token, options: options::read(r.rest()) })
}

/// What a request named, until its response comes.
struct Pending {
    from: End,
    token: Vec<u8>,
    path: String,
    risk: Risk,
}

/// Two ends that speak CoAP.
#[derive(Default)]
pub(crate) struct Talk {
    inner: Inner,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match datagram(pdu.data) {
            Some(message) if table::is_defined(message.code) => {
                self.inner.message(pdu.from, &message, out);
                Step::Done(pdu.data.len())
            }
            _ => {
                out.anomaly("coap.header", 0, "version");
                Step::Skip(pdu.data.len())
            }
        }
    }
}

#[derive(Default)]
struct Inner {
    pending: Vec<Pending>,
    transfers: Transfers,
    /// Identifier of the last request that was to be confirmed, each end: repeats are told as such.
    last: [Option<u16>; 2],
    transaction: u32,
}

impl Inner {
    fn message(&mut self, from: End, message: &Message<'_>, out: &mut Sink<'_>) {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let kind = if message.is_request() {
            out.client(from);
            Kind::Request
        } else if message.is_response() {
            out.client(from.other());
            Kind::Response
        } else {
            Kind::Spontaneous
        };
        out.begin(kind, table::code(message.code));
        self.layer(from, message, out);
        message.options.tell(out);
        faults(message, out);
        if message.is_request() {
            self.request(from, message, out);
        } else if message.is_response() {
            self.response(from, message, out);
        }
        out.finish();
    }

    fn layer(&mut self, from: End, message: &Message<'_>, out: &mut Sink<'_>) {
        if let Layer::Datagram { kind, id } = message.layer {
            out.field("type", table::kind(kind));
            out.field("message_id", id);
            if message.is_request() && from.of_mut(&mut self.last).replace(id) == Some(id) {
                out.field("repeated", true);
            }
        }
        if out.wanted() && !message.token.is_empty() {
            let digits = message.token.iter().map(|byte| format!("{byte:02x}"));
            out.field("token", digits.collect::<String>());
        }
    }

    fn request(&mut self, from: End, message: &Message<'_>, out: &mut Sink<'_>) {
        let path = message.options.path();
        let operation = table::refined(message.code, &message.options);
        let risk = operation.map_or(table::code(message.code).risk, |operation| operation.risk);
        if let Some(operation) = operation {
            out.refine(operation.name, operation.risk);
        }
        if !message.options.protected {
            out.named("uri", || path.clone());
        }
        if message.options.block1.is_some() {
            let class = transfer::class(risk);
            self.transfers.upload(self.transaction, class, &path, message, out);
        }
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(Pending { from, token: message.token.to_vec(), path, risk });
    }

    fn response(&mut self, from: End, message: &Message<'_>, out: &mut Sink<'_>) {
        match table::error(message.code) {
            Some(name) => out.failed(message.code.into(), name),
            None => out.ok(),
        }
        // The newest request with this token: notifications answer it again and again.
        let mut asked = self.pending.iter().rev();
        let asked = asked.find(|asked| asked.from != from && asked.token == message.token);
        let Some(asked) = asked else { return };
        out.refine(table::code(message.code).name, asked.risk);
        out.named("uri", || asked.path.clone());
        if message.options.block2.is_some() && message.code == table::CONTENT {
            let class = transfer::class(asked.risk);
            self.transfers.download(self.transaction, class, &asked.path, message, out);
        }
    }
}

fn faults(message: &Message<'_>, out: &mut Sink<'_>) {
    if let Some((code, at)) = message.options.fault {
        out.anomaly(code, HEADER + message.token.len() + at, "options");
    } else if !message.is_right() {
        let (code, field) = match message.code {
            0 => ("coap.empty_message", "code"),
            _ => ("coap.type", "type"),
        };
        out.anomaly(code, 0, field);
    }
}

/// A part of a path as text, without what would end it.
fn segment(bytes: &[u8]) -> String {
    text(bytes).replace('/', "%2F")
}
