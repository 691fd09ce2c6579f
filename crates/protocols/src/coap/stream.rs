//! CoAP over TCP: RFC 8323 §3.2 (framing), §5 (signalling).

use model::observation::Field;

use super::{Inner, Layer, MAX_TOKEN, Message, options, table};
use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

/// Longest options and payload waited for: far above what ends announce by themselves (§5.3.1).
const MAX_BODY: usize = 65_804;
/// Length and token length, two bytes of length more, code, token.
const MAX_HEADER: usize = 1 + 2 + 1 + MAX_TOKEN as usize;
/// Code of capabilities and settings, the first message of either end. §5.3.
const CAPABILITIES: u8 = 0xe1;

pub(crate) struct CoapTcp;

impl Protocol for CoapTcp {
    const NAME: &'static str = "coap_tcp";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::CODES;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(5683)];
    const MAX_MESSAGE: usize = MAX_HEADER + MAX_BODY;
    type Session = Connection;

    fn probe(data: &[u8]) -> Probe {
        let Front::Message(head) = front(data) else { return Probe::No };
        match read(&head, data) {
            Some(message) if !message.is_right() => Probe::No,
            Some(message) if message.code == CAPABILITIES && !message.options.is_bare() => {
                Probe::Maybe
            }
            Some(_) => Probe::OnPort,
            None => Probe::No,
        }
    }
}

/// A header: how long it is without the token, and what it says.
struct Head {
    before: usize,
    token: usize,
    body: usize,
    code: u8,
}

impl Head {
    fn total(&self) -> usize {
        self.before + self.token + self.body
    }
}

enum Front {
    Message(Head),
    Short(usize),
    Wrong,
}

fn front(data: &[u8]) -> Front {
    let mut r = Reader::new(data);
    let Some(first) = r.u8() else { return Front::Short(2) };
    let (length, token) = (first >> 4, first & 15);
    // Four bytes of length tell of more than is waited for.
    if token > MAX_TOKEN || length == 15 {
        return Front::Wrong;
    }
    let more: usize = match length {
        13 => 1,
        14 => 2,
        _ => 0,
    };
    let before = 1 + more + 1;
    if data.len() < before {
        return Front::Short(before);
    }
    let body = match length {
        13 => r.u8().map(|more| usize::from(more) + 13),
        14 => r.u16().map(|more| usize::from(more) + 269),
        _ => Some(length.into()),
    };
    match (body, r.u8()) {
        (Some(body), Some(code)) if table::is_defined(code) => {
            Front::Message(Head { before, token: token.into(), body, code })
        }
        _ => Front::Wrong,
    }
}

/// The message, once all of it is there.
fn read<'a>(head: &Head, data: &'a [u8]) -> Option<Message<'a>> {
    let behind = data.get(head.before..head.total())?;
    let (token, rest) = behind.split_at_checked(head.token)?;
    Some(Message { layer: Layer::Stream, code: head.code, token, options: options::read(rest) })
}

/// One connection.
#[derive(Default)]
pub(crate) struct Connection {
    inner: Inner,
    /// Whether the next byte of an end may lie inside a message.
    astray: [bool; 2],
}

impl Session for Connection {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let head = match front(pdu.data) {
            Front::Message(head) => head,
            Front::Short(length) => return Step::Need(length),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(message) = read(&head, pdu.data) else { return Step::Need(head.total()) };
        if !message.is_right() && *pdu.from.of(&self.astray) {
            return self.stray(pdu, out);
        }
        *pdu.from.of_mut(&mut self.astray) = false;
        self.inner.message(pdu.from, &message, out);
        Step::Done(head.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Connection {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            *astray = true;
            out.anomaly("coap.framing", 0, "length");
        }
        Step::Skip(1)
    }
}
