//! Version 1. Source: MS-CIFS §2.2.3, §2.2.4; MS-SMB §2.2.4. Offsets count from the header.

use model::observation::{Kind, Risk};

use super::files::{Key, Stream};
use super::two::create;
use super::{Message, Pending, State, table};
use crate::cursor::{Reader, text, u16_le_at};
use crate::ntlmssp::utf16;
use crate::protocol::End;
use crate::sink::Sink;

/// MS-CIFS §2.2.3.1.
const HEADER: usize = 32;
const REPLY: u8 = 0x80;
const UNICODE: u16 = 0x8000;
/// Commands in a chain that are looked at.
const MAX_CHAIN: usize = 8;
const MORE_PROCESSING: u32 = 0xc000_0016;

/// Commands. MS-CIFS §2.2.2.1.
const CLOSE: u8 = 0x04;
const TRANSACTION: u8 = 0x25;
const READ: u8 = 0x2e;
const WRITE: u8 = 0x2f;
const SESSION_SETUP: u8 = 0x73;
const TREE_CONNECT: u8 = 0x75;
const NT_CREATE: u8 = 0xa2;
/// As requests are remembered.
pub(super) const NEGOTIATE: u16 = 0x100 + 0x72;
/// TRANS_TRANSACT_NMPIPE. MS-CIFS §2.2.5.6.
const TRANSACT_PIPE: u16 = 0x26;

/// Commands of version 1 are remembered beside those of version 2.
fn remembered(command: u8) -> u16 {
    0x100 + u16::from(command)
}

/// Commands that others may follow in the same message. MS-CIFS §2.2.3.4.
fn is_chained(command: u8) -> bool {
    matches!(command, 0x24 | 0x2d..=0x2f | 0x73..=0x75 | 0xa2)
}

struct Header {
    status: u32,
    command: u8,
    unicode: bool,
    tree: u16,
    id: u64,
}

/// One command of a message.
#[derive(Clone, Copy)]
struct Block<'a> {
    command: u8,
    words: &'a [u8],
    /// Behind the words and the count of bytes; where it begins in the message.
    bytes: &'a [u8],
    base: usize,
}

impl Block<'_> {
    fn word(&self, at: usize) -> Option<u16> {
        u16_le_at(self.words, at)
    }

    fn long(&self, at: usize) -> Option<u32> {
        Reader::new(self.words.get(at..)?).u32_le()
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let mut r = Reader::new(bytes.get(4..HEADER)?);
        let (command, status, flags, flags2) = (r.u8()?, r.u32_le()?, r.u8()?, r.u16_le()?);
        r.skip(12)?;
        let (tree, process, user, multiplex) = (r.u16_le()?, r.u16_le()?, r.u16_le()?, r.u16_le()?);
        let _ = user;
        let id = u64::from(process) << 16 | u64::from(multiplex);
        let unicode = flags2 & UNICODE != 0;
        Some((Self { status, command, unicode, tree, id }, flags & REPLY == 0))
    }

    fn key(&self, file: u16) -> Key {
        let mut key = Key::default();
        let parts = file.to_le_bytes().into_iter().chain(self.tree.to_le_bytes());
        key.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        key
    }

    /// Text, aligned to two octets from the header's beginning if it is UTF-16.
    fn text(&self, block: &Block<'_>, at: usize) -> String {
        if !self.unicode {
            return text(block.bytes.get(at..).unwrap_or_default());
        }
        let at = at + ((block.base + at) & 1);
        utf16(block.bytes.get(at..).unwrap_or_default())
    }
}

fn block(bytes: &[u8], command: u8, at: usize) -> Option<Block<'_>> {
    let mut r = Reader::new(bytes.get(at..)?);
    let count = usize::from(r.u8()?);
    let words = r.bytes(count * 2)?;
    let _ = r.u16_le();
    Some(Block { command, words, bytes: r.rest(), base: at + r.offset() })
}

/// As much of a buffer as is at hand.
fn part(bytes: &[u8], offset: u16, length: usize) -> &[u8] {
    let rest = bytes.get(usize::from(offset)..).unwrap_or_default();
    rest.get(..length).unwrap_or(rest)
}

type Told<'a> = (Option<Stream>, Option<(Key, &'a [u8])>);

impl State {
    pub(super) fn one(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) -> Option<Stream> {
        let Some((header, request)) = Header::read(bytes) else {
            out.anomaly("smb.truncated", bytes.len(), "header");
            return None;
        };
        out.client(if request { from } else { from.other() });
        let (mut at, mut command) = (HEADER, header.command);
        let mut stream = None;
        for _ in 0..MAX_CHAIN {
            let Some(block) = block(bytes, command, at) else {
                self.command(from, &header, request, bytes, None, command, out);
                return stream;
            };
            let told = self.command(from, &header, request, bytes, Some(block), command, out);
            stream = told.or(stream);
            let next = || {
                let [next, _, low, high, ..] = block.words else { return None };
                let offset = usize::from(u16::from_le_bytes([*low, *high]));
                (is_chained(command) && *next != 0xff && offset > at).then_some((*next, offset))
            };
            let Some((next, offset)) = next() else { break };
            (command, at) = (next, offset);
        }
        stream
    }

    fn command(
        &mut self,
        from: End,
        header: &Header,
        request: bool,
        bytes: &[u8],
        block: Option<Block<'_>>,
        command: u8,
        out: &mut Sink<'_>,
    ) -> Option<Stream> {
        let code = remembered(command);
        let asked = if request { None } else { self.asked(from, header.id, code, false) };
        let transaction = match &asked {
            Some(asked) => asked.transaction,
            None => self.fresh(),
        };
        let message = Message { from, request, bytes, transaction };
        out.begin(if request { Kind::Request } else { Kind::Response }, table::row(command.into()));
        out.field("version", 1u8);
        out.number(transaction, "smb.version", 1);
        if !request {
            match header.status {
                0 | MORE_PROCESSING => out.ok(),
                code => out.failed(code, table::status(code)),
            }
        }
        let (stream, call) = match block {
            Some(block) if request => self.request_one(&message, header, &block, out),
            Some(block) => self.response_one(&message, header, &block, asked, out),
            None => {
                out.anomaly("smb.truncated", bytes.len(), "words");
                (None, None)
            }
        };
        out.finish();
        if let Some((file, data)) = call {
            self.calls(&message, file, data, out);
        }
        out.done(transaction);
        stream
    }

    fn request_one<'a>(
        &mut self,
        message: &Message<'a>,
        header: &Header,
        block: &Block<'a>,
        out: &mut Sink<'_>,
    ) -> Told<'a> {
        let mut pending = Pending {
            from: message.from,
            id: header.id,
            command: remembered(block.command),
            transaction: message.transaction,
            name: String::new(),
            file: Key::default(),
            at: 0,
        };
        let mut told = (None, None);
        match block.command {
            SESSION_SETUP => Self::logs_on(message, block.bytes, out),
            TREE_CONNECT => {
                let password = usize::from(block.word(6).unwrap_or(0));
                pending.name = header.text(block, password);
                // The service behind the path: `IPC` is that of pipes. MS-CIFS §2.2.4.55.1.
                let pipe = block.bytes.ends_with(b"IPC\0");
                Self::connected(message, &pending.name, pipe, out);
            }
            NT_CREATE => {
                pending.name = header.text(block, 0);
                create(&pending.name, block.long(35), block.long(39), out);
            }
            CLOSE => self.close(header.key(block.word(0).unwrap_or(0)), out),
            READ => {
                pending.file = header.key(block.word(4).unwrap_or(0));
                pending.at = place(block, 6, 20);
                self.place(&pending, block.word(10).unwrap_or(0).into(), out);
            }
            WRITE => {
                pending.file = header.key(block.word(4).unwrap_or(0));
                pending.at = place(block, 6, 24);
                let length = length(block.word(20), block.word(18));
                self.place(&pending, crate::cursor::small(length), out);
                let data = part(message.bytes, block.word(22).unwrap_or(0), length);
                out.values(data);
                told.0 = self.contents(message, pending.file, pending.at, data, out);
                told.1 = Some((pending.file, data));
            }
            TRANSACTION if block.word(28) == Some(TRANSACT_PIPE) => {
                pending.file = header.key(block.word(30).unwrap_or(0));
                out.refine("call_pipe", Risk::Read);
                let length = block.word(22).unwrap_or(0).into();
                let data = part(message.bytes, block.word(24).unwrap_or(0), length);
                told.1 = Some((pending.file, data));
            }
            _ => {}
        }
        self.remember(pending);
        told
    }

    fn response_one<'a>(
        &mut self,
        message: &Message<'a>,
        header: &Header,
        block: &Block<'a>,
        asked: Option<Pending>,
        out: &mut Sink<'_>,
    ) -> Told<'a> {
        match (block.command, asked) {
            (SESSION_SETUP, _) => {
                Self::logs_on(message, block.bytes, out);
                // NativeOS stands behind the blob. MS-SMB §2.2.4.6.2.
                let blob = if block.words.len() >= 8 { block.word(6).unwrap_or(0) } else { 0 };
                if out.wanted() && header.status & 0xc000_0000 == 0 {
                    out.text("product", header.text(block, blob.into()).as_bytes());
                }
            }
            (NT_CREATE, Some(asked)) if header.status == 0 => {
                let file = header.key(block.word(5).unwrap_or(0));
                self.files.opened(file, &asked.name);
                out.named("file", || asked.name);
            }
            (TREE_CONNECT, Some(asked)) => out.named("share", || asked.name),
            (READ, Some(asked)) if block.words.len() >= 24 => {
                let length = length(block.word(10), block.word(14));
                let data = part(message.bytes, block.word(12).unwrap_or(0), length);
                self.place(&asked, crate::cursor::small(length), out);
                out.values(data);
                let stream = self.contents(message, asked.file, asked.at, data, out);
                return (stream, Some((asked.file, data)));
            }
            (TRANSACTION, Some(asked)) if asked.file != Key::default() => {
                out.refine("call_pipe", Risk::Read);
                let length = block.word(12).unwrap_or(0).into();
                let data = part(message.bytes, block.word(14).unwrap_or(0), length);
                return (None, Some((asked.file, data)));
            }
            _ => {}
        }
        (None, None)
    }
}

/// Low and high part of an offset; the high one is there in long requests only.
fn place(block: &Block<'_>, low: usize, high: usize) -> u64 {
    let low = u64::from(block.long(low).unwrap_or(0));
    low | u64::from(block.long(high).unwrap_or(0)) << 32
}

fn length(low: Option<u16>, high: Option<u16>) -> usize {
    usize::from(low.unwrap_or(0)) | usize::from(high.unwrap_or(0)) << 16
}
