//! Where parsers put what they found. It counts always and builds observations only when wanted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::CaptureTime;
use model::observation::{
    Anomaly, Endpoint, Kind, Mac, Name, Object, Observation, Outcome, Risk, Transport, Value,
};

use crate::cursor::{fnv1a, small, text};
use crate::expect::Announced;
use crate::listen::{FileHead, FilePart, Part, Wants};
use crate::protocol::{End, Entry, Operation, Pdu, Session, Step};
use crate::stats::Account;

/// How often each anomaly code was seen.
pub(crate) type Tally = BTreeMap<Name, u64>;

/// Receives messages one after another: [`Sink::begin`], details, [`Sink::finish`].
pub struct Sink<'a> {
    /// Whether anyone wants observations; without, details cost nothing.
    pub(crate) wanted: bool,
    /// What a listener wants to hear, and where it hears it.
    pub(crate) wants: Wants,
    pub(crate) parts: &'a mut dyn FnMut(&Part<'_>),
    /// Reused for every message. Time, packet, flow and parties are set before parsing.
    pub(crate) draft: &'a mut Observation,
    /// One per name of the protocol, in the order of [`Entry::names`].
    pub(crate) accounts: &'a mut [Account],
    pub(crate) anomalies: &'a mut Tally,
    /// Anomalies outside messages, for the flow's summary.
    pub(crate) stray: &'a mut Vec<Anomaly>,
    pub(crate) emit: &'a mut dyn FnMut(&mut Observation),
    /// The end that content proved to be the client.
    pub(crate) client: Option<End>,
    /// The protocol that the flow speaks from here on.
    pub(crate) next: Option<&'static str>,
    /// Flows that this one announces.
    pub(crate) announced: Vec<Announced>,
    /// Whether the bytes belong to a stream and may be cut anywhere; otherwise they are (the rest
    /// of) one datagram or frame, and its end is the end of the message.
    pub(crate) stream: bool,
    pub(crate) open: bool,
}

/// Stray anomalies kept for one flow.
const MAX_STRAY: usize = 16;
/// Anomalies kept for one message.
const MAX_ANOMALIES: usize = 8;

impl Sink<'_> {
    /// Opens a message of the session's own protocol.
    pub(crate) fn begin(&mut self, kind: Kind, operation: &'static Operation) {
        self.begin_as(0, kind, operation.code, operation.name, operation.risk);
    }

    /// Opens a message; `which` is the place of its protocol among [`Entry::names`].
    pub(crate) fn begin_as(
        &mut self,
        which: usize,
        kind: Kind,
        code: u32,
        name: &'static str,
        risk: Risk,
    ) {
        self.open = true;
        let Some(account) = self.accounts.get_mut(which) else { return };
        account.message(code);
        if self.wanted {
            self.draft.protocol = Cow::Borrowed(account.name);
            self.draft.kind = kind;
            self.draft.code = code;
            self.draft.operation = Cow::Borrowed(name);
            self.draft.risk = risk;
            self.clear_details();
        }
    }

    fn clear_details(&mut self) {
        self.draft.object = None;
        self.draft.outcome = None;
        self.draft.value_digest = None;
        self.draft.fields.clear();
        self.draft.anomalies.clear();
        self.draft.count = 1;
    }

    /// Whether details are worth working out.
    pub(crate) fn wanted(&self) -> bool {
        self.wanted
    }

    /// What carries the flow; `Other` outside a pipeline.
    pub(crate) fn transport(&self) -> Transport {
        self.draft.transport
    }

    /// The port that the bytes at hand came from; 0 outside a pipeline.
    pub(crate) fn source_port(&self) -> u16 {
        self.draft.source.port
    }

    /// When the packet at hand was captured.
    pub(crate) fn time(&self) -> CaptureTime {
        self.draft.time
    }

    pub(crate) fn kind(&mut self, kind: Kind) {
        self.draft.kind = kind;
    }

    /// A part of the message tells more than its code: another name or risk.
    pub(crate) fn refine(&mut self, name: &'static str, risk: Risk) {
        self.draft.operation = Cow::Borrowed(name);
        self.draft.risk = risk;
    }

    pub(crate) fn object(&mut self, object: Object) {
        self.draft.object = Some(object);
    }

    pub(crate) fn range(&mut self, space: impl Into<Name>, start: u32, count: u32) {
        if self.wanted {
            self.draft.object = Some(Object::Range { space: space.into(), start, count });
        }
    }

    pub(crate) fn named(&mut self, space: &'static str, name: impl FnOnce() -> String) {
        if self.wanted {
            self.draft.object = Some(Object::Named { space: space.into(), name: name() });
        }
    }

    pub(crate) fn ok(&mut self) {
        self.draft.outcome = Some(Outcome::Ok);
    }

    pub(crate) fn failed(&mut self, code: u32, name: impl Into<Name>) {
        if self.wanted {
            self.draft.outcome = Some(Outcome::Error { code, name: name.into() });
        }
    }

    /// Notes the value bytes, by digest.
    pub(crate) fn values(&mut self, bytes: &[u8]) {
        if self.wanted && !bytes.is_empty() {
            self.draft.value_digest = Some(fnv1a(bytes));
        }
    }

    pub(crate) fn field(&mut self, name: &'static str, value: impl Into<Value>) {
        if self.wanted {
            self.draft.fields.push((Cow::Borrowed(name), value.into()));
        }
    }

    /// A text field as its bytes; left out when empty.
    pub(crate) fn text(&mut self, name: &'static str, bytes: &[u8]) {
        if self.wanted {
            let text = text(bytes);
            if !text.is_empty() {
                self.draft.fields.push((Cow::Borrowed(name), text.into()));
            }
        }
    }

    /// Something wrong with the open message, or with the bytes between messages.
    pub(crate) fn anomaly(&mut self, code: &'static str, offset: usize, field: &'static str) {
        match self.anomalies.get_mut(code) {
            Some(count) => *count += 1,
            None => drop(self.anomalies.insert(Cow::Borrowed(code), 1)),
        }
        let anomaly = || Anomaly {
            code: Cow::Borrowed(code),
            offset: small(offset),
            field: (!field.is_empty()).then_some(Cow::Borrowed(field)),
        };
        if self.open {
            if self.wanted && self.draft.anomalies.len() < MAX_ANOMALIES {
                self.draft.anomalies.push(anomaly());
            }
        } else if self.stray.len() < MAX_STRAY && !self.stray.iter().any(|a| a.code == code) {
            self.stray.push(anomaly());
        }
    }

    /// Whether buffers, numbers and events are worth working out.
    pub(crate) fn parts_wanted(&self) -> bool {
        self.wants.parts
    }

    /// Whether the bytes of files are worth handing over.
    pub(crate) fn files_wanted(&self) -> bool {
        self.wants.files
    }

    /// Lays a buffer open under the name of Suricata's sticky buffer.
    pub(crate) fn buffer(&mut self, transaction: u32, name: &'static str, data: &[u8]) {
        if self.wants.parts {
            (self.parts)(&Part::Buffer { transaction, name, data, more: false });
        }
    }

    /// Goes on with the buffer of that name.
    pub(crate) fn more(&mut self, transaction: u32, name: &'static str, data: &[u8]) {
        if self.wants.parts {
            (self.parts)(&Part::Buffer { transaction, name, data, more: true });
        }
    }

    /// Lays a number open.
    pub(crate) fn number(&mut self, transaction: u32, name: &'static str, value: u64) {
        if self.wants.parts {
            (self.parts)(&Part::Number { transaction, name, value });
        }
    }

    /// A protocol event, by Suricata's name for it without the protocol.
    pub(crate) fn event(&mut self, transaction: u32, name: &'static str) {
        if self.wants.parts {
            (self.parts)(&Part::Event { transaction, name });
        }
    }

    /// The speaking side says nothing more in this transaction.
    pub(crate) fn done(&mut self, transaction: u32) {
        if self.wants.parts {
            (self.parts)(&Part::Done { transaction });
        }
    }

    /// The transfer of a file begins; `file` tells it from the others of the flow.
    pub(crate) fn file_begins(&mut self, transaction: u32, file: u32, head: &FileHead<'_>) {
        if self.wants.files {
            (self.parts)(&Part::File(FilePart::Begin { transaction, file, head }));
        }
    }

    /// Bytes of a file; `at` where they do not simply follow.
    pub(crate) fn file_data(&mut self, file: u32, at: Option<u64>, data: &[u8]) {
        if self.wants.files {
            (self.parts)(&Part::File(FilePart::Data { file, at, data }));
        }
    }

    /// The transfer is over.
    pub(crate) fn file_ends(&mut self, file: u32, complete: bool) {
        if self.wants.files {
            (self.parts)(&Part::File(FilePart::End { file, complete }));
        }
    }

    /// Content proves `end` to be the client.
    pub(crate) fn client(&mut self, end: End) {
        self.client = Some(end);
    }

    /// From behind the message at hand both ends speak another protocol (an upgrade, a tunnel,
    /// STARTTLS). It is recognised anew where `protocol` is empty or nobody parses it.
    pub(crate) fn speaks(&mut self, protocol: &'static str) {
        self.next = Some(protocol);
    }

    /// Announces a flow to or from `port` at the address of one end of this flow. It will be taken
    /// for `protocol`, and its session is told `note` ([`Session::told`]).
    pub(crate) fn expect(&mut self, at: End, port: u16, protocol: &'static str, note: String) {
        self.announced.push(Announced { at, port, protocol, note });
    }

    /// Closes this part of the message and goes on with another object of the same message.
    pub(crate) fn next_item(&mut self) {
        if self.wanted {
            (self.emit)(self.draft);
            self.clear_details();
        }
    }

    /// Closes the message.
    pub(crate) fn finish(&mut self) {
        if self.wanted && self.open {
            (self.emit)(self.draft);
        }
        self.open = false;
    }
}

/// An observation with nothing in it yet.
pub(crate) fn blank() -> Observation {
    let nobody = Endpoint { mac: Mac::default(), ip: None, port: 0 };
    Observation {
        time: CaptureTime::default(),
        packet: 0,
        flow: 0,
        transport: Transport::Other,
        vlan: [0; 2],
        source: nobody,
        target: nobody,
        protocol: Cow::Borrowed(""),
        kind: Kind::Request,
        code: 0,
        operation: Cow::Borrowed(""),
        risk: Risk::Link,
        object: None,
        outcome: None,
        value_digest: None,
        fields: Vec::new(),
        anomalies: Vec::new(),
        count: 1,
    }
}

/// Drives one session over bytes outside a pipeline: for tests and fuzzing. Calls `seen` for each
/// observation and gives what [`Session::parse`] answered.
pub fn drive(
    entry: &Entry,
    session: &mut dyn Session,
    pdu: &Pdu<'_>,
    seen: &mut dyn FnMut(&Observation),
) -> Step {
    drive_parts(entry, session, pdu, seen, &mut |_| ())
}

/// The same, and calls `part` for everything that is laid open besides.
pub fn drive_parts(
    entry: &Entry,
    session: &mut dyn Session,
    pdu: &Pdu<'_>,
    seen: &mut dyn FnMut(&Observation),
    part: &mut dyn FnMut(&Part<'_>),
) -> Step {
    into_sink(entry, seen, part, |sink| session.parse(pdu, sink))
}

/// Tells one session that an end says nothing more, with what was left waiting of it.
pub fn drive_closed(
    entry: &Entry,
    session: &mut dyn Session,
    pdu: &Pdu<'_>,
    seen: &mut dyn FnMut(&Observation),
) {
    into_sink(entry, seen, &mut |_| (), |sink| session.closed(pdu, sink));
}

/// A sink outside a pipeline that wants everything.
fn into_sink<T>(
    entry: &Entry,
    seen: &mut dyn FnMut(&Observation),
    part: &mut dyn FnMut(&Part<'_>),
    drive: impl FnOnce(&mut Sink<'_>) -> T,
) -> T {
    let mut draft = blank();
    let mut accounts: Vec<Account> = entry.names().map(Account::new).collect();
    let mut emit = |observation: &mut Observation| seen(observation);
    drive(&mut Sink {
        wanted: true,
        wants: Wants { parts: true, files: true, ..Wants::default() },
        parts: part,
        draft: &mut draft,
        accounts: &mut accounts,
        anomalies: &mut Tally::new(),
        stray: &mut Vec::new(),
        emit: &mut emit,
        client: None,
        next: None,
        announced: Vec::new(),
        stream: entry.is_stream(),
        open: false,
    })
}
