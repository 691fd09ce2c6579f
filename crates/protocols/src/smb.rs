//! Server Message Block: files, shares, pipes and log-ons of Windows.
//!
//! Source: Microsoft MS-CIFS §2.2 and MS-SMB §2.2 (version 1), MS-SMB2 §2.2 (versions 2 and 3);
//! RFC 1002 §4.3 (session service). Ports: TCP 445, TCP 139 behind the NetBIOS session service.
//! Calls in named pipes: see `dcerpc`. Not covered: encrypted and compressed messages, directory
//! listings, Kerberos tickets, version 1's core commands before NT LM 0.12.

use model::observation::{Field, Kind, Risk};

use crate::dcerpc;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod files;
mod one;
mod table;
#[cfg(test)]
mod tests;
mod two;

use files::Files;

/// Length field of the session service. RFC 1002 §4.3.1, MS-SMB2 §2.1.
const FRAME: usize = 4;
/// Bytes of a message that are taken in one piece; what is behind them are contents of a file.
const HEAD: usize = 65_536;
/// Requests remembered until their response comes.
const MAX_PENDING: usize = 64;
/// Messages of one frame that are looked at (compounds).
const MAX_COMPOUND: usize = 32;

pub(crate) struct Smb;

impl Protocol for Smb {
    const NAME: &'static str = "smb";
    const ALSO: &'static [&'static str] = &["dcerpc"];
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::OPERATIONS;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(445), Hint::Tcp(139)];
    const MAX_MESSAGE: usize = FRAME + HEAD;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        match data {
            [0, _, _, _, 0xff, b'S', b'M', b'B', ..] => Probe::Yes,
            [0, _, _, _, 0xfc..=0xfe, b'S', b'M', b'B', ..] => Probe::Yes,
            // A session request names two hosts of 34 octets each. RFC 1002 §4.3.2.
            [0x81, 0, 0, 68, 32, ..] => Probe::Yes,
            [0x81, 0, 0, 68] => Probe::NeedMore,
            [0x82, 0, 0, 0] | [0x83, 0, 0, 1, 0x80..=0x8f] => Probe::OnPort,
            [0, 0 | 1, ..] if data.len() < 8 && front(data) => Probe::NeedMore,
            _ => Probe::No,
        }
    }
}

/// Whether the first bytes of a frame are there and fit.
fn front(data: &[u8]) -> bool {
    match data.get(FRAME..) {
        None | Some([]) => true,
        Some([0xfc..=0xff, rest @ ..]) => b"SMB".starts_with(rest.get(..3).unwrap_or(rest)),
        Some(_) => false,
    }
}

/// A request until its response comes.
#[derive(Clone)]
struct Pending {
    from: End,
    id: u64,
    command: u16,
    transaction: u32,
    /// What was named: a file's path, a share's.
    name: String,
    file: files::Key,
    at: u64,
}

#[derive(Default)]
pub(crate) struct Conversation {
    state: State,
    /// Bytes of a long message that still come, and the file that they belong to.
    rest: [(u64, Option<files::Stream>); 2],
}

#[derive(Default)]
struct State {
    pending: Vec<Pending>,
    files: Files,
    transaction: u32,
}

/// A message as both versions have it.
struct Message<'a> {
    from: End,
    request: bool,
    bytes: &'a [u8],
    transaction: u32,
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let rest = pdu.from.of_mut(&mut self.rest);
        if rest.0 > 0 {
            let length = usize::try_from(rest.0).unwrap_or(usize::MAX).min(pdu.data.len());
            rest.0 -= length as u64;
            let data = pdu.data.get(..length).unwrap_or_default();
            if let Some(stream) = &mut rest.1 {
                self.state.files.stream(stream, data, out);
            }
            return Step::Done(length);
        }
        let Some([kind, a, b, c]) = pdu.data.first_chunk::<4>() else {
            return if fits(pdu.data) { Step::Need(FRAME) } else { Step::Skip(next(pdu.data)) };
        };
        let length = usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).unwrap_or(0);
        if !fits(pdu.data) {
            return Step::Skip(next(pdu.data));
        }
        let taken = FRAME + length.min(HEAD);
        if pdu.data.len() < FRAME + length.min(4) {
            return Step::Need(FRAME + length.min(4));
        }
        let Some(bytes) = pdu.data.get(FRAME..taken) else { return Step::Need(taken) };
        if *kind != 0 {
            service(pdu.from, *kind, bytes, out);
            return Step::Done(taken);
        }
        let more = (length - bytes.len()) as u64;
        let stream = self.state.frame(pdu.from, bytes, out);
        *pdu.from.of_mut(&mut self.rest) = (more, stream);
        Step::Done(taken)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.rest) = (0, None);
    }

    fn gap(&mut self, from: End, bytes: u64) {
        let rest = from.of_mut(&mut self.rest);
        // What is lost inside of a long write leaves the frame intact.
        if bytes > 0 && rest.0 > bytes {
            rest.0 -= bytes;
            if let Some(stream) = &mut rest.1 {
                stream.skip(bytes);
            }
        } else {
            self.lost(from);
        }
    }
}

/// Whether a frame may begin here.
fn fits(data: &[u8]) -> bool {
    match data {
        [0x81, 0, 0, 68, ..] | [0x82 | 0x85, 0, 0, 0, ..] | [0x83, 0, 0, 1, ..] => true,
        [0x81..=0x83 | 0x85, 0, 0] | [0x81..=0x83 | 0x85, 0] | [0x81..=0x83 | 0x85] => true,
        // Every message has a header of 32 octets at least.
        [0, 0, 0, 0..=31, ..] => false,
        [0, ..] => front(data),
        _ => false,
    }
}

/// Where the next frame may begin.
fn next(data: &[u8]) -> usize {
    let starts = (1..data.len()).find(|at| data.get(*at..).is_some_and(fits));
    starts.unwrap_or(data.len().max(1))
}

/// Packets of the session service. RFC 1002 §4.3.
fn service(from: End, kind: u8, bytes: &[u8], out: &mut Sink<'_>) {
    let (said, row) = match kind {
        0x81 => (Kind::Request, &table::SESSION_REQUEST),
        0x85 => (Kind::Spontaneous, &table::KEEP_ALIVE),
        _ => (Kind::Response, &table::SESSION_RESPONSE),
    };
    match said {
        Kind::Request => out.client(from),
        Kind::Response => out.client(from.other()),
        _ => {}
    }
    out.begin(said, row);
    match kind {
        0x81 => {
            let name = |at: usize| netbios(bytes.get(at..at + 32).unwrap_or_default());
            if out.wanted() {
                out.field("called", name(1));
                out.field("calling", name(35));
            }
        }
        0x82 => out.ok(),
        0x83 => out.failed(bytes.first().copied().unwrap_or_default().into(), "refused"),
        _ => {}
    }
    out.finish();
}

/// A name in its first-level encoding: half an octet a letter. RFC 1001 §14.1.
fn netbios(letters: &[u8]) -> String {
    let half = |letter: &u8| letter.wrapping_sub(b'A') & 0x0f;
    let bytes: Vec<u8> = letters
        .chunks_exact(2)
        .take(15)
        .filter_map(|pair| Some(half(pair.first()?) << 4 | half(pair.last()?)))
        .collect();
    crate::cursor::text(&bytes)
}

impl State {
    /// The messages of a frame. Gives the file that bytes behind them belong to.
    fn frame(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) -> Option<files::Stream> {
        match bytes.first() {
            Some(0xff) => self.one(from, bytes, out),
            Some(0xfe) => self.compound(from, bytes, out),
            _ => {
                out.begin(Kind::Spontaneous, &table::SEALED);
                out.field("encrypted", bytes.first() == Some(&0xfd));
                out.finish();
                None
            }
        }
    }

    fn compound(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) -> Option<files::Stream> {
        let mut rest = bytes;
        for _ in 0..MAX_COMPOUND {
            let next = two::next(rest);
            let (message, behind) = match next {
                Some(next) => rest.split_at_checked(next)?,
                None => (rest, &[][..]),
            };
            let stream = self.two(from, message, out);
            if behind.is_empty() {
                return stream;
            }
            rest = behind;
        }
        None
    }

    /// A number for what begins here.
    fn fresh(&mut self) -> u32 {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        self.transaction
    }

    fn remember(&mut self, pending: Pending) {
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    /// The request that a response is to. An interim response leaves it.
    fn asked(&mut self, from: End, id: u64, command: u16, interim: bool) -> Option<Pending> {
        let at = self.pending.iter().position(|pending| {
            pending.from != from && pending.id == id && pending.command == command
        })?;
        if interim {
            return self.pending.get(at).cloned();
        }
        Some(self.pending.remove(at))
    }

    /// A share is connected to. Only `IPC$` has pipes. MS-SMB2 §3.3.1.6.
    fn connected(message: &Message<'_>, path: &str, pipe: bool, out: &mut Sink<'_>) {
        let ends = path.get(path.len().saturating_sub(4)..);
        let pipe = pipe || ends.is_some_and(|end| end.eq_ignore_ascii_case("IPC$"));
        let name = if pipe { "smb.named_pipe" } else { "smb.share" };
        out.buffer(message.transaction, name, path.as_bytes());
        out.named("share", || path.to_owned());
    }

    /// Somebody logs on.
    fn logs_on(message: &Message<'_>, blob: &[u8], out: &mut Sink<'_>) {
        let Some(told) = crate::ntlmssp::find(blob) else { return };
        if message.request && !(told.user.is_empty() && told.domain.is_empty()) {
            out.buffer(message.transaction, "smb.ntlmssp_user", told.user.as_bytes());
            out.buffer(message.transaction, "smb.ntlmssp_domain", told.domain.as_bytes());
        }
        crate::ntlmssp::describe(&told, out);
    }

    /// Bytes of a file or of a pipe.
    fn contents(
        &mut self,
        message: &Message<'_>,
        file: files::Key,
        at: u64,
        data: &[u8],
        out: &mut Sink<'_>,
    ) -> Option<files::Stream> {
        if self.files.is_pipe(file, data) {
            out.refine(if message.request { "write_pipe" } else { "read_pipe" }, Risk::Read);
            return None;
        }
        let next = &mut self.transaction;
        self.files.contents(file, message.request, at, data, (message.transaction, next), out)
    }

    /// Calls in a pipe, once the message that carries them is told.
    fn calls(&mut self, message: &Message<'_>, file: files::Key, data: &[u8], out: &mut Sink<'_>) {
        let place = dcerpc::association::Place {
            which: 1,
            from: message.from,
            transaction: message.transaction,
            own: false,
        };
        self.files.calls(file, &place, data, out);
    }
}
