//! Open Network Computing remote procedure calls, and the Network File System over them.
//!
//! Source: RFC 5531 (messages, record marking §11), RFC 1833 (port mapper), RFC 1094 (NFS 2, and
//! MOUNT 1), RFC 1813 (NFS 3), RFC 7530 and RFC 8881 (NFS 4). Ports: TCP and UDP 111, 2049.
//! Not covered: contents of files in NFS 4, attributes, authentication other than its flavour.

use model::observation::{Field, Kind};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod nfs;
mod table;
#[cfg(test)]
mod tests;

/// Longest fragment of a record, and longest record, taken as one.
const MAX_RECORD: usize = 1 << 18;
/// Calls remembered until their reply.
const MAX_CALLS: usize = 64;
/// RFC 5531 §9.
const CALL: u32 = 0;
const REPLY: u32 = 1;
const RPC_VERSION: u32 = 2;
/// Longest credential or verifier. RFC 5531 §8.2.
const MAX_AUTH: u32 = 400;
/// Highest program that anybody may use without asking: RFC 5531 §13.1 and its last ranges.
const MAX_PROGRAM: u32 = 0x7fff_ffff;
/// Procedures and versions higher than that are nobody's.
const MAX_SMALL: u32 = 1 << 16;

/// Programs. RFC 5531 §13 (IANA, "ONC RPC Program Numbers").
const PORTMAPPER: u32 = 100_000;
const NFS: u32 = 100_003;
const MOUNT: u32 = 100_005;

/// Calls of everything but files.
pub(crate) struct Rpc;
/// The file system.
pub(crate) struct Nfs;

impl Protocol for Rpc {
    const NAME: &'static str = "rpc";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::RPC;
    const HINTS: &'static [Hint] = &[Hint::Tcp(111), Hint::Udp(111)];
    const MAX_MESSAGE: usize = MAX_RECORD;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        probe(data, false)
    }
}

impl Protocol for Nfs {
    const NAME: &'static str = "nfs";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(2049), Hint::Udp(2049)];
    const MAX_MESSAGE: usize = MAX_RECORD;
    type Session = FileSystem;

    fn probe(data: &[u8]) -> Probe {
        probe(data, true)
    }
}

/// A message's frame: in streams records are marked, datagrams are bare.
struct Frame {
    mark: usize,
    length: usize,
}

enum Look {
    Is(Frame),
    Short(usize),
    No,
}

/// Octets that tell a call (up to its credential's body), and a reply. RFC 5531 §9.
const CALL_HEAD: usize = 32;
const REPLY_HEAD: usize = 20;

fn word(data: &[u8], at: usize) -> Option<u32> {
    Reader::new(data.get(at..)?).u32()
}

/// Whether a message may begin here; unknown octets fit.
fn begins(data: &[u8]) -> bool {
    let is = |at: usize, fits: fn(u32) -> bool| word(data, at).is_none_or(fits);
    match word(data, 4) {
        Some(CALL) => {
            is(8, |version| version == RPC_VERSION)
                && is(12, |program| (1..MAX_PROGRAM).contains(&program))
                && is(16, |version| version < MAX_SMALL)
                && is(20, |procedure| procedure < MAX_SMALL)
                && is(28, |length| length <= MAX_AUTH)
        }
        Some(REPLY) => is(8, |state| state <= 1) && is(16, |length| length <= MAX_AUTH),
        Some(_) => false,
        None => true,
    }
}

/// A record mark has its length in 31 bits, and whether the fragment is the last. RFC 5531 §11.
fn look(data: &[u8]) -> Look {
    if data.len() < 8 {
        return Look::Short(8);
    }
    let mark = word(data, 0).unwrap_or(0);
    let length = usize::try_from(mark & 0x7fff_ffff).unwrap_or(usize::MAX);
    let inner = data.get(4..).unwrap_or_default();
    let fits = (REPLY_HEAD..=MAX_RECORD - 4).contains(&length);
    if mark & 0x8000_0000 != 0 && fits && begins(inner) {
        let head = if word(inner, 4) == Some(CALL) { CALL_HEAD } else { REPLY_HEAD };
        if length < head {
            return Look::No;
        }
        if inner.len() < head {
            return Look::Short(4 + head);
        }
        return Look::Is(Frame { mark: 4, length });
    }
    if !begins(data) {
        return Look::No;
    }
    let head = if word(data, 4) == Some(REPLY) { REPLY_HEAD } else { CALL_HEAD };
    if data.len() < head {
        return Look::Short(head);
    }
    Look::Is(Frame { mark: 0, length: data.len() })
}

fn probe(data: &[u8], files: bool) -> Probe {
    match look(data) {
        Look::Is(frame) => {
            let message = data.get(frame.mark..).unwrap_or_default();
            let is_call = word(message, 4) == Some(CALL);
            let known = word(message, 12);
            match (is_call, known) {
                (true, Some(NFS)) if files => Probe::Yes,
                (true, Some(NFS)) => Probe::No,
                (true, Some(100_000..=100_999)) if !files => Probe::Yes,
                (true, _) if !files => Probe::Maybe,
                (true, _) => Probe::No,
                _ => Probe::OnPort,
            }
        }
        Look::Short(_) if data.len() >= 4 && data.len() < 36 => {
            // Only what begins with a record mark is worth waiting for.
            if data.first() == Some(&0x80) { Probe::NeedMore } else { Probe::No }
        }
        Look::Short(_) | Look::No => Probe::No,
    }
}

/// Where the next record may begin.
fn next(data: &[u8]) -> usize {
    let starts = (1..data.len()).find(|at| {
        let rest = data.get(*at..).unwrap_or_default();
        matches!(rest, [0x80, ..]) && !matches!(look(rest), Look::No)
    });
    starts.unwrap_or(data.len().max(1))
}

#[derive(Clone, Copy)]
struct Call {
    id: u32,
    program: u32,
    version: u32,
    procedure: u32,
    transaction: u32,
}

#[derive(Default)]
pub(crate) struct Conversation {
    talk: Talk,
}

#[derive(Default)]
pub(crate) struct FileSystem {
    talk: Talk,
    files: nfs::Files,
}

#[derive(Default)]
struct Talk {
    calls: Vec<Call>,
    transaction: u32,
}

/// A message cut into its parts.
struct Message<'a> {
    call: Call,
    request: bool,
    /// Parameters or results.
    body: &'a [u8],
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        self.talk.parse(pdu, None, out)
    }
}

impl Session for FileSystem {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        self.talk.parse(pdu, Some(&mut self.files), out)
    }
}

impl Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, files: Option<&mut nfs::Files>, out: &mut Sink<'_>) -> Step {
        let mut frame = match look(pdu.data) {
            Look::Is(frame) => frame,
            Look::Short(length) if length > pdu.data.len() => return Step::Need(length),
            Look::Short(_) | Look::No => return Step::Skip(next(pdu.data)),
        };
        if frame.mark == 0 && out.stream {
            return Step::Skip(next(pdu.data));
        }
        frame.length = frame.length.min(MAX_RECORD - 4);
        let whole = frame.mark + frame.length;
        let Some(bytes) = pdu.data.get(frame.mark..whole) else { return Step::Need(whole) };
        self.message(pdu.from, bytes, files, out);
        Step::Done(whole)
    }

    fn message(
        &mut self,
        from: End,
        bytes: &[u8],
        files: Option<&mut nfs::Files>,
        out: &mut Sink<'_>,
    ) {
        let mut r = Reader::new(bytes);
        let (Some(id), Some(kind)) = (r.u32(), r.u32()) else { return };
        if kind == CALL {
            out.client(from);
            self.call(id, &mut r, files, out);
        } else {
            out.client(from.other());
            self.reply(id, &mut r, files, out);
        }
    }

    fn call(
        &mut self,
        id: u32,
        r: &mut Reader<'_>,
        files: Option<&mut nfs::Files>,
        out: &mut Sink<'_>,
    ) {
        let _ = r.u32();
        let mut part = || r.u32().unwrap_or_default();
        let (program, version, procedure) = (part(), part(), part());
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let call = Call { id, program, version, procedure, transaction: self.transaction };
        self.calls.retain(|known| known.id != id);
        if self.calls.len() >= MAX_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(call);
        let machine = credential(r);
        let _ = opaque(r);
        out.begin(Kind::Request, table::row(program, version, procedure));
        describe(&call, out);
        if let Some(machine) = machine {
            out.text("machine", machine);
        }
        let message = Message { call, request: true, body: r.rest() };
        content(&message, files, out);
        out.finish();
        out.done(call.transaction);
    }

    /// RFC 5531 §9: accepted or denied, and how it went.
    fn reply(
        &mut self,
        id: u32,
        r: &mut Reader<'_>,
        files: Option<&mut nfs::Files>,
        out: &mut Sink<'_>,
    ) {
        let at = self.calls.iter().position(|call| call.id == id);
        let Some(call) = at.map(|at| self.calls.remove(at)) else {
            out.begin(Kind::Response, table::reply());
            out.finish();
            return;
        };
        out.begin(Kind::Response, table::row(call.program, call.version, call.procedure));
        describe(&call, out);
        let denied = r.u32() == Some(1);
        let state = if denied {
            r.u32()
        } else {
            let _ = opaque(r);
            r.u32()
        };
        match (denied, state) {
            (true, state) => out.failed(state.unwrap_or(0), "denied"),
            (false, Some(0)) => {
                out.ok();
                let message = Message { call, request: false, body: r.rest() };
                content(&message, files, out);
            }
            (false, state) => out.failed(state.unwrap_or(0), "not_done"),
        }
        out.finish();
        out.done(call.transaction);
    }
}

fn describe(call: &Call, out: &mut Sink<'_>) {
    out.field("program", call.program);
    out.field("version", call.version);
    out.field("procedure", call.procedure);
    if call.program == NFS {
        out.number(call.transaction, "nfs.version", call.version.into());
        out.number(call.transaction, "nfs.procedure", call.procedure.into());
    }
}

fn content(message: &Message<'_>, files: Option<&mut nfs::Files>, out: &mut Sink<'_>) {
    let Message { call, body, .. } = message;
    match (call.program, files) {
        (NFS, Some(files)) => files.message(message, out),
        (MOUNT, _) if message.request && matches!(call.procedure, 1 | 3) => {
            let path = string(&mut Reader::new(body)).unwrap_or_default();
            out.named("path", || text(path));
        }
        // GETPORT of version 2: program, version, protocol. RFC 1833 §3.2.
        (PORTMAPPER, _) if message.request && call.version == 2 && call.procedure == 3 => {
            if let Some(wanted) = word(body, 0) {
                out.field("wanted_program", wanted);
            }
        }
        _ => {}
    }
}

/// Flavour and body; of the system's own the name of the machine. RFC 5531 §8.2, appendix A.
fn credential<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let flavour = r.u32()?;
    let length = usize::try_from(r.u32()?).ok()?;
    let body = r.bytes(length.checked_next_multiple_of(4)?)?;
    if flavour != 1 {
        return None;
    }
    let mut inner = Reader::new(body);
    inner.u32()?;
    string(&mut inner)
}

/// Flavour and body of a verifier. RFC 5531 §8.2.
fn opaque<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    if r.left() < 4 {
        return None;
    }
    r.u32()?;
    string(r)
}

/// Length and as many octets, padded to four. RFC 4506 §4.10.
fn string<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(r.u32()?).ok()?;
    let bytes = r.bytes(length)?;
    let _ = r.skip(length.wrapping_neg() & 3);
    Some(bytes)
}
