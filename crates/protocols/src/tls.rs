//! TLS 1.0 to 1.3 and SSL 3.0 over streams, and the hello of SSL 2.0.
//!
//! Source: RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 6101 (SSL 3.0), RFC 6066 (server name),
//! RFC 7301 (ALPN), RFC 6520 (heartbeat); SSL 2.0 hello as in RFC 5246 appendix E.2 and
//! draft-hickman-netscape-ssl. Certificates: RFC 5280. JA3 as published by Salesforce, JA4 (client)
//! as published by FoxIO under BSD 3-Clause.
//! Ports: 443 and those of the protocols that have one with TLS.
//! Not covered: anything encrypted, DTLS, messages of SSL 2.0 behind the hello.
//!
//! A flow is one transaction.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, u16_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod certificate;
mod fingerprint;
mod handshake;
pub(crate) mod hello;
mod names;
#[cfg(test)]
mod tests;

pub(crate) use fingerprint::hex;
use handshake::Handshake;
pub(crate) use handshake::{lay_client_open, lay_server_open};

/// Octets of a record header. RFC 8446 §5.1.
const HEADER: usize = 5;
/// Content types. RFC 8446 §5.1, RFC 6520 §3.
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
const HEARTBEAT: u8 = 24;
/// Longest fragment: 2^14 octets and 2048 more by compression and encryption. RFC 5246 §6.2.3.
const MAX_FRAGMENT: usize = (1 << 14) + 2048;
/// Major version of SSL 3.0 and everything after it.
const MAJOR: u8 = 3;
/// Longest record of SSL 2.0 with a two-octet header.
const MAX_V2: usize = 2 + 0x7fff;
/// The one transaction of a flow.
const TRANSACTION: u32 = 1;

/// Messages in the clear that are told. Codes below 256 are handshake types (RFC 8446 §4).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::new(1, "client_hello", Risk::Link),
    Operation::new(2, "server_hello", Risk::Link),
    Operation::new(11, "certificate", Risk::Identify),
    Operation::new(ALERT_CODE, "alert", Risk::Link),
    Operation::new(HEARTBEAT_CODE, "heartbeat", Risk::Link),
];
const ALERT_CODE: u32 = (1 << 16) + ALERT as u32;
const HEARTBEAT_CODE: u32 = (1 << 16) + HEARTBEAT as u32;

pub(crate) struct Tls;

impl Protocol for Tls {
    const NAME: &'static str = "tls";
    const FIELDS: &'static [Field] = names::FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[
        Hint::Tcp(443),
        Hint::Tcp(465),
        Hint::Tcp(636),
        Hint::Tcp(802),
        Hint::Tcp(853),
        Hint::Tcp(990),
        Hint::Tcp(993),
        Hint::Tcp(995),
        Hint::Tcp(4843),
        Hint::Tcp(5061),
        Hint::Tcp(5671),
        Hint::Tcp(8443),
        Hint::Tcp(8883),
        Hint::Tcp(19_998),
    ];
    const MAX_MESSAGE: usize = MAX_V2;
    type Session = Channel;

    fn probe(data: &[u8]) -> Probe {
        match data {
            [HANDSHAKE, MAJOR, 0..=4, _, _, 1 | 2, 0, _, _, MAJOR, 0..=4, ..] => Probe::Yes,
            [HANDSHAKE, MAJOR, 0..=4, rest @ ..] if rest.len() < 8 => match rest {
                [_, _, 0 | 3..=255, ..] => Probe::No,
                _ => Probe::NeedMore,
            },
            [HANDSHAKE] | [HANDSHAKE, MAJOR] => Probe::NeedMore,
            [ALERT, MAJOR, 0..=4, 0, 2, 1 | 2, _] => Probe::Yes,
            [
                CHANGE_CIPHER_SPEC,
                MAJOR,
                0..=4,
                0,
                1,
                1,
                HANDSHAKE | APPLICATION_DATA,
                MAJOR,
                ..,
            ] => Probe::Yes,
            [0x80..=0xff, ..] => hello::likeness_v2(data),
            _ => encrypted_likeness(data),
        }
    }
}

/// Whether records stand one behind another to the end of what is there.
fn encrypted_likeness(data: &[u8]) -> Probe {
    let (mut at, mut records) = (0, 0u32);
    while let Some(rest) = data.get(at..).filter(|rest| !rest.is_empty()) {
        match record(rest) {
            Some(record) if record.version > 0x0300 => {
                at += HEADER + record.length;
                records += 1;
            }
            _ if rest.len() < HEADER && records > 0 => break,
            _ => return Probe::No,
        }
    }
    if records > 1 { Probe::Maybe } else { Probe::OnPort }
}

struct Record {
    content: u8,
    version: u16,
    length: usize,
}

/// The header of a record as it should be.
fn record(data: &[u8]) -> Option<Record> {
    let mut r = Reader::new(data);
    let content = r.u8().filter(|c| (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(c))?;
    let version = r.u16().filter(|v| (0x0300..=0x0304).contains(v))?;
    let length = usize::from(r.u16()?);
    ((1..=MAX_FRAGMENT).contains(&length)).then_some(Record { content, version, length })
}

/// What is remembered of one end.
#[derive(Default)]
struct Talker {
    /// Bytes to come of a record that says nothing to us.
    opaque: usize,
    encrypted: bool,
    /// Whether the next byte may lie inside a record.
    astray: bool,
    done: bool,
}

/// One connection's state.
#[derive(Default)]
pub(crate) struct Channel {
    talkers: [Talker; 2],
    handshake: Handshake,
    /// Records of SSL 2.0, before anything newer was agreed upon.
    old: bool,
    /// Whether there was a record of any kind.
    heard: bool,
}

impl Session for Channel {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let talker = pdu.from.of_mut(&mut self.talkers);
        if talker.opaque > 0 {
            let taken = talker.opaque.min(pdu.data.len());
            talker.opaque -= taken;
            return Step::Done(taken);
        }
        let Some(record) = record(pdu.data) else { return self.no_record(pdu, out) };
        self.heard = true;
        talker.astray = false;
        match record.content {
            HANDSHAKE | ALERT | HEARTBEAT if !talker.encrypted || record.content == HANDSHAKE => {}
            CHANGE_CIPHER_SPEC => {
                talker.encrypted = true;
                talker.opaque = record.length;
                return Step::Done(HEADER);
            }
            _ => return self.opaque(pdu.from, &record, out),
        }
        let total = HEADER + record.length;
        let Some(body) = pdu.data.get(HEADER..total) else { return Step::Need(total) };
        let encrypted = talker.encrypted;
        match record.content {
            HANDSHAKE => self.handshake.feed(pdu.from, body, encrypted, out),
            ALERT => alert(body, out),
            _ => heartbeat(body, out),
        }
        Step::Done(total)
    }

    fn lost(&mut self, from: End) {
        let talker = from.of_mut(&mut self.talkers);
        talker.opaque = 0;
        talker.astray = true;
        self.handshake.forget(from);
    }
}

impl Channel {
    /// A record whose body says nothing: its bytes pass by.
    fn opaque(&mut self, from: End, record: &Record, out: &mut Sink<'_>) -> Step {
        let talker = from.of_mut(&mut self.talkers);
        talker.opaque = record.length;
        if record.content == APPLICATION_DATA && !talker.done {
            talker.done = true;
            talker.encrypted = true;
            out.done(TRANSACTION);
        }
        Step::Done(HEADER)
    }

    /// What stands here is no whole header of a record.
    fn no_record(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if pdu.data.len() < HEADER && could_begin(pdu.data) {
            return Step::Need(HEADER);
        }
        let talker = pdu.from.of_mut(&mut self.talkers);
        let perhaps = !talker.encrypted && !talker.astray && matches!(pdu.data, [0x80..=0xff, ..]);
        if perhaps && let Some(step) = self.old_record(pdu, out) {
            return step;
        }
        let talker = pdu.from.of_mut(&mut self.talkers);
        if !talker.astray && !self.old {
            talker.astray = true;
            if !self.heard {
                // Another protocol announced this one, and it did not come.
                out.speaks("");
            }
            out.anomaly("tls.invalid_record", 0, "content_type");
            out.event(TRANSACTION, "invalid_record_type");
        }
        let places = 1..pdu.data.len();
        let next = places.into_iter().find(|at| pdu.data.get(*at..).is_some_and(could_begin));
        Step::Skip(next.unwrap_or(pdu.data.len()))
    }

    /// A record of SSL 2.0 with a two-octet header. `None`: it is none.
    fn old_record(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Option<Step> {
        let Some(length) = u16_at(pdu.data, 0) else { return Some(Step::Need(3)) };
        let length = usize::from(length & 0x7fff);
        let Some(kind) = pdu.data.get(2) else { return Some(Step::Need(3)) };
        if self.old && !matches!(kind, 1 | 4) {
            pdu.from.of_mut(&mut self.talkers).opaque = length;
            return Some(Step::Done(2));
        }
        if length < 9 || !matches!(kind, 1 | 4) {
            return None;
        }
        let Some(body) = pdu.data.get(2..2 + length) else { return Some(Step::Need(2 + length)) };
        let version = self.handshake.old_hello(pdu.from, body, out)?;
        self.heard = true;
        // SSL 2.0 alone goes on in its own records.
        self.old = version == 0x0002;
        Some(Step::Done(2 + length))
    }
}

/// Whether a record may begin here, as far as there are bytes.
fn could_begin(data: &[u8]) -> bool {
    match data {
        [content] => (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(content),
        [content, MAJOR] => (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(content),
        [content, MAJOR, minor, rest @ ..] => {
            (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(content)
                && *minor <= 4
                && rest.first().is_none_or(|high| usize::from(*high) << 8 <= MAX_FRAGMENT)
                && (rest.len() < 2 || record(data).is_some())
        }
        _ => false,
    }
}

/// Level and description. RFC 8446 §6.
fn alert(body: &[u8], out: &mut Sink<'_>) {
    let ([level @ (1 | 2), description], Some(operation)) = (body, lookup(OPERATIONS, ALERT_CODE))
    else {
        return;
    };
    out.begin(Kind::Spontaneous, operation);
    out.field("level", if *level == 2 { "fatal" } else { "warning" });
    out.field("description", names::alert(*description));
    out.finish();
}

/// Type, length of the payload, payload, at least 16 octets of padding. RFC 6520 §4.
fn heartbeat(body: &[u8], out: &mut Sink<'_>) {
    let Some(operation) = lookup(OPERATIONS, HEARTBEAT_CODE) else { return };
    let (kind, claimed) = (body.first().copied().unwrap_or(0), u16_at(body, 1).unwrap_or(0));
    out.begin(if kind == 2 { Kind::Response } else { Kind::Request }, operation);
    out.event(TRANSACTION, "heartbeat_message");
    if usize::from(claimed) + 3 > body.len() {
        out.anomaly("tls.heartbeat_overflow", 1, "payload_length");
        out.event(TRANSACTION, "overflow_heartbeat_message");
    } else if claimed == 0 || !matches!(kind, 1 | 2) {
        out.event(TRANSACTION, "invalid_heartbeat_message");
    }
    out.finish();
}
