//! Versions 2 and 3. Source: MS-SMB2 §2.2; offsets of buffers count from the message's header.

use model::observation::{Kind, Risk};

use super::files::{Key, Stream};
use super::{Message, Pending, State, table};
use crate::cursor::{Reader, u16_le_at};
use crate::ntlmssp::utf16;
use crate::protocol::End;
use crate::sink::Sink;

/// §2.2.1.
const HEADER: usize = 64;
const RESPONSE: u32 = 1;
const STATUS_PENDING: u32 = 0x0000_0103;
const MORE_PROCESSING: u32 = 0xc000_0016;
const BUFFER_OVERFLOW: u32 = 0x8000_0005;
/// FSCTL_PIPE_TRANSCEIVE. §2.2.31.
const TRANSCEIVE: u32 = 0x0011_c017;
/// FILE_DELETE_ON_CLOSE. §2.2.13.
const DELETE_ON_CLOSE: u32 = 0x1000;

/// §2.2.1.2.
const NEGOTIATE: u16 = 0;
const SESSION_SETUP: u16 = 1;
const TREE_CONNECT: u16 = 3;
const CREATE: u16 = 5;
const CLOSE: u16 = 6;
const READ: u16 = 8;
const WRITE: u16 = 9;
const IOCTL: u16 = 11;
const SET_INFO: u16 = 17;
const OPLOCK_BREAK: u16 = 18;

/// Where the next message of a compound begins. §2.2.1.
pub(super) fn next(bytes: &[u8]) -> Option<usize> {
    let offset = usize::try_from(u32_at(bytes, 20)?).ok()?;
    (offset >= HEADER && offset < bytes.len()).then_some(offset)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Reader::new(bytes.get(at..)?).u32_le()
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_le_bytes)
}

fn key_at(bytes: &[u8], at: usize) -> Key {
    bytes.get(at..).and_then(|rest| rest.first_chunk().copied()).unwrap_or_default()
}

/// The buffer that a two-byte offset and a length name.
fn short(bytes: &[u8], at: usize) -> &[u8] {
    let named = || {
        let (offset, length) = (u16_le_at(bytes, at)?, u16_le_at(bytes, at + 2)?);
        part(bytes, offset.into(), length.into())
    };
    named().unwrap_or_default()
}

/// As much of a buffer as is at hand.
fn part(bytes: &[u8], offset: u32, length: u32) -> Option<&[u8]> {
    let rest = bytes.get(usize::try_from(offset).ok()?..)?;
    Some(rest.get(..usize::try_from(length).ok()?).unwrap_or(rest))
}

impl State {
    pub(super) fn two(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) -> Option<Stream> {
        let header = || {
            let (status, command) = (u32_at(bytes, 8)?, u16_le_at(bytes, 12)?);
            Some((status, command, u32_at(bytes, 16)?, u64_at(bytes, 24)?))
        };
        let Some((status, command, flags, id)) = header() else {
            out.anomaly("smb.truncated", bytes.len(), "header");
            return None;
        };
        let request = flags & RESPONSE == 0;
        out.client(if request { from } else { from.other() });
        let asked =
            if request { None } else { self.asked(from, id, command, status == STATUS_PENDING) };
        let transaction = match &asked {
            Some(asked) => asked.transaction,
            None => self.fresh(),
        };
        let message = Message { from, request, bytes, transaction };
        let kind = match (request, command) {
            (true, _) => Kind::Request,
            (false, OPLOCK_BREAK) if asked.is_none() => Kind::Spontaneous,
            _ => Kind::Response,
        };
        out.begin(kind, table::row(table::TWO + u32::from(command)));
        out.field("version", 2u8);
        // A negotiation of version 1 may be answered in version 2: it stays one of version 1.
        let again = self.negotiated(from, command, request);
        out.number(again.unwrap_or(transaction), "smb.version", again.map_or(2, |_| 1));
        let (stream, call) = if request {
            self.request_two(&message, command, id, out)
        } else {
            match status {
                0 | STATUS_PENDING | MORE_PROCESSING | BUFFER_OVERFLOW => out.ok(),
                code => out.failed(code, table::status(code)),
            }
            self.response_two(&message, command, status, asked, out)
        };
        out.finish();
        if let Some((file, data)) = call {
            self.calls(&message, file, data, out);
        }
        if status != STATUS_PENDING {
            out.done(again.unwrap_or(transaction));
        }
        stream
    }

    /// The transaction of the negotiation in version 1 that this message answers.
    fn negotiated(&mut self, from: End, command: u16, request: bool) -> Option<u32> {
        if request || command != NEGOTIATE {
            return None;
        }
        let old =
            |pending: &Pending| pending.from != from && pending.command == super::one::NEGOTIATE;
        let at = self.pending.iter().position(old)?;
        Some(self.pending.remove(at).transaction)
    }

    fn request_two<'a>(
        &mut self,
        message: &Message<'a>,
        command: u16,
        id: u64,
        out: &mut Sink<'_>,
    ) -> (Option<Stream>, Option<(Key, &'a [u8])>) {
        let bytes = message.bytes;
        let mut pending = Pending {
            from: message.from,
            id,
            command,
            transaction: message.transaction,
            name: String::new(),
            file: Key::default(),
            at: 0,
        };
        let mut told = (None, None);
        match command {
            SESSION_SETUP => Self::logs_on(message, short(bytes, 76), out),
            TREE_CONNECT => {
                pending.name = utf16(short(bytes, 68));
                Self::connected(message, &pending.name, false, out);
            }
            CREATE => {
                pending.name = utf16(short(bytes, 108));
                create(&pending.name, u32_at(bytes, 100), u32_at(bytes, 104), out);
            }
            CLOSE => self.close(key_at(bytes, 72), out),
            READ => {
                (pending.file, pending.at) = (key_at(bytes, 80), u64_at(bytes, 72).unwrap_or(0));
                self.place(&pending, u32_at(bytes, 68).unwrap_or(0), out);
            }
            WRITE => {
                (pending.file, pending.at) = (key_at(bytes, 80), u64_at(bytes, 72).unwrap_or(0));
                let length = u32_at(bytes, 68).unwrap_or(0);
                self.place(&pending, length, out);
                let offset = u16_le_at(bytes, 66).unwrap_or(0);
                let data = part(bytes, offset.into(), length).unwrap_or_default();
                out.values(data);
                told.0 = self.contents(message, pending.file, pending.at, data, out);
                told.1 = Some((pending.file, data));
            }
            IOCTL => {
                pending.file = key_at(bytes, 72);
                let code = u32_at(bytes, 68).unwrap_or(0);
                out.field("control_code", code);
                if code == TRANSCEIVE {
                    out.refine("call_pipe", Risk::Read);
                    told.1 = ranged(bytes, 88).map(|data| (pending.file, data));
                }
            }
            SET_INFO => {
                let file = key_at(bytes, 80);
                out.named("file", || self.files.name(file).to_owned());
                // FileDispositionInformation, FileRenameInformation. MS-FSCC §2.4.
                match (bytes.get(66), bytes.get(67)) {
                    (Some(1), Some(13)) => out.refine("delete", Risk::Write),
                    (Some(1), Some(10)) => out.refine("rename", Risk::Write),
                    _ => {}
                }
            }
            _ => {}
        }
        self.remember(pending);
        told
    }

    fn response_two<'a>(
        &mut self,
        message: &Message<'a>,
        command: u16,
        status: u32,
        asked: Option<Pending>,
        out: &mut Sink<'_>,
    ) -> (Option<Stream>, Option<(Key, &'a [u8])>) {
        let bytes = message.bytes;
        if !matches!(status, 0 | MORE_PROCESSING | BUFFER_OVERFLOW) {
            return (None, None);
        }
        match (command, asked) {
            (NEGOTIATE, _) => {
                if let Some(dialect) = u16_le_at(bytes, 68) {
                    out.text("dialect", dialect_name(dialect).as_bytes());
                }
            }
            (SESSION_SETUP, _) => Self::logs_on(message, short(bytes, 68), out),
            (TREE_CONNECT, Some(asked)) => out.named("share", || asked.name),
            (CREATE, Some(asked)) => {
                self.files.opened(key_at(bytes, 128), &asked.name);
                out.named("file", || asked.name);
            }
            (READ, Some(asked)) => {
                let offset = bytes.get(66).copied().unwrap_or(0);
                let length = u32_at(bytes, 68).unwrap_or(0);
                let data = part(bytes, offset.into(), length).unwrap_or_default();
                self.place(&asked, length, out);
                out.values(data);
                let stream = self.contents(message, asked.file, asked.at, data, out);
                return (stream, Some((asked.file, data)));
            }
            (WRITE, Some(asked)) => out.named("file", || self.files.name(asked.file).to_owned()),
            (IOCTL, Some(asked)) if u32_at(bytes, 68) == Some(TRANSCEIVE) => {
                out.refine("call_pipe", Risk::Read);
                return (None, ranged(bytes, 96).map(|data| (asked.file, data)));
            }
            _ => {}
        }
        (None, None)
    }

    pub(super) fn place(&self, pending: &Pending, length: u32, out: &mut Sink<'_>) {
        out.named("file", || self.files.name(pending.file).to_owned());
        out.field("offset", u32::try_from(pending.at).unwrap_or(u32::MAX));
        out.field("length", length);
    }

    pub(super) fn close(&mut self, file: Key, out: &mut Sink<'_>) {
        out.named("file", || self.files.name(file).to_owned());
        self.files.closed(file, out);
    }
}

/// The buffer that an offset and a count of four octets each name. §2.2.31, §2.2.32.
fn ranged(bytes: &[u8], at: usize) -> Option<&[u8]> {
    part(bytes, u32_at(bytes, at)?, u32_at(bytes, at + 4)?)
}

/// Dispositions: 0 supersede, 2 create, 4 overwrite, 5 overwrite or create. §2.2.13.
pub(super) fn create(
    name: &str,
    disposition: Option<u32>,
    options: Option<u32>,
    out: &mut Sink<'_>,
) {
    out.named("file", || name.to_owned());
    let deletes = options.is_some_and(|options| options & DELETE_ON_CLOSE != 0);
    if matches!(disposition, Some(0 | 2 | 4 | 5)) || deletes {
        out.refine("create", Risk::Write);
    }
}

/// §2.2.4.
fn dialect_name(dialect: u16) -> &'static str {
    match dialect {
        0x0202 => "2.0.2",
        0x0210 => "2.1",
        0x0300 => "3.0",
        0x0302 => "3.0.2",
        0x0311 => "3.1.1",
        0x02ff => "2.???",
        _ => "unknown",
    }
}
