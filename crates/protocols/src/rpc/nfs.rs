//! Names and contents of files. Source: RFC 1094 §2.2, §2.3 (version 2), RFC 1813 §3.3 (version 3).

use std::borrow::Cow;

use super::{Message, string};
use crate::cursor::{Reader, text};
use crate::listen::FileHead;
use crate::sink::Sink;

/// Files remembered at a time.
const MAX_FILES: usize = 64;
/// Handles in version 2 have 32 octets, in version 3 up to 64. RFC 1094 §2.3.3, RFC 1813 §2.4.
const HANDLE: usize = 32;
const MAX_HANDLE: usize = 64;
/// Calls whose reply brings something.
const MAX_ASKED: usize = 32;

struct Known {
    handle: Vec<u8>,
    name: Vec<u8>,
    /// Transaction, file and end of what was told, each direction.
    ways: [Option<(u32, u32, u64)>; 2],
}

struct Asked {
    transaction: u32,
    handle: Vec<u8>,
    name: Vec<u8>,
    at: u64,
}

/// Files that were looked up, and their transfers.
#[derive(Default)]
pub(super) struct Files {
    known: Vec<Known>,
    asked: Vec<Asked>,
    files: u32,
}

/// Transactions of files stand apart from those of calls.
const APART: u32 = 1 << 31;

/// What a call is, in either version.
enum What {
    Lookup,
    Read,
    Write,
    Remove,
    Other,
}

fn what(version: u32, procedure: u32) -> What {
    match (version, procedure) {
        (2, 4 | 9) | (3, 3 | 8) => What::Lookup,
        (2 | 3, 6) => What::Read,
        (2, 8) | (3, 7) => What::Write,
        (2, 10 | 14 | 15) | (3, 9 | 12 | 13) => What::Remove,
        _ => What::Other,
    }
}

fn handle<'a>(version: u32, r: &mut Reader<'a>) -> Option<&'a [u8]> {
    match version {
        2 => r.bytes(HANDLE),
        _ => string(r).filter(|handle| handle.len() <= MAX_HANDLE),
    }
}

impl Files {
    pub(super) fn message(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let mut r = Reader::new(message.body);
        let whole = if message.request {
            self.request(message, &mut r, out)
        } else {
            self.reply(message, &mut r, out)
        };
        if whole.is_none() && message.call.version < 4 {
            out.anomaly("nfs.truncated", r.offset(), "body");
        }
    }

    fn request(
        &mut self,
        message: &Message<'_>,
        r: &mut Reader<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let (version, transaction) = (message.call.version, message.call.transaction);
        let what = what(version, message.call.procedure);
        if matches!(what, What::Other) {
            return Some(());
        }
        let handle = handle(version, r)?;
        let mut asked = Asked { transaction, handle: handle.to_vec(), name: Vec::new(), at: 0 };
        match what {
            What::Lookup | What::Remove => {
                asked.name = string(r)?.to_vec();
                out.named("file", || text(&asked.name));
            }
            What::Read => {
                asked.at = place(version, r)?;
                self.name(handle, out);
                transfer(asked.at, r.u32()?, out);
            }
            What::Write => {
                if version == 2 {
                    r.u32()?;
                }
                let at = place(version, r)?;
                // Version 2 has the total count, version 3 count and stability. Data follow.
                r.skip(if version == 2 { 4 } else { 8 })?;
                self.name(handle, out);
                let announced = r.u32()?;
                let data = r.bytes(usize::try_from(announced).ok()?.min(r.left()))?;
                transfer(at, announced, out);
                out.values(data);
                self.contents(handle, true, at, data, out);
            }
            What::Other => {}
        }
        if self.asked.len() >= MAX_ASKED {
            self.asked.remove(0);
        }
        self.asked.push(asked);
        Some(())
    }

    fn reply(
        &mut self,
        message: &Message<'_>,
        r: &mut Reader<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let call = &message.call;
        if call.procedure == 0 || call.version == 4 {
            return Some(());
        }
        let status = r.u32()?;
        let at = self.asked.iter().position(|asked| asked.transaction == call.transaction);
        let asked = at.map(|at| self.asked.remove(at));
        if status != 0 {
            out.failed(status, "nfs_error");
            return Some(());
        }
        let Some(asked) = asked else { return Some(()) };
        match (what(call.version, call.procedure), call.version) {
            (What::Lookup, version) => {
                // Whether there is a handle is optional in the answer to CREATE of version 3.
                if version == 3 && call.procedure == 8 && r.u32()? == 0 {
                    return Some(());
                }
                let handle = handle(version, r)?;
                out.named("file", || text(&asked.name));
                self.learn(handle, &asked.name);
            }
            (What::Read, version) => {
                match version {
                    // Attributes of 17 words. RFC 1094 §2.3.5.
                    2 => r.skip(68)?,
                    // Attributes if a word says so, count, end of file. RFC 1813 §3.3.6, §2.6.
                    _ => {
                        let there = r.u32()? != 0;
                        r.skip(if there { 84 } else { 0 } + 8)?;
                    }
                }
                let announced = r.u32()?;
                let data = r.bytes(usize::try_from(announced).ok()?.min(r.left()))?;
                self.name(&asked.handle, out);
                transfer(asked.at, announced, out);
                out.values(data);
                self.contents(&asked.handle, false, asked.at, data, out);
            }
            _ => {}
        }
        Some(())
    }

    fn name(&self, handle: &[u8], out: &mut Sink<'_>) {
        let known = self.known.iter().find(|known| known.handle == handle);
        if let Some(known) = known.filter(|known| !known.name.is_empty()) {
            out.named("file", || text(&known.name));
        }
    }

    fn learn(&mut self, handle: &[u8], name: &[u8]) {
        if self.known.iter().any(|known| known.handle == handle) {
            return;
        }
        if self.known.len() >= MAX_FILES {
            self.known.remove(0);
        }
        let known = Known { handle: handle.to_vec(), name: name.to_vec(), ways: [None; 2] };
        self.known.push(known);
    }

    fn contents(
        &mut self,
        handle: &[u8],
        to_server: bool,
        at: u64,
        data: &[u8],
        out: &mut Sink<'_>,
    ) {
        if !out.parts_wanted() && !out.files_wanted() {
            return;
        }
        self.learn(handle, &[]);
        let Some(known) = self.known.iter_mut().find(|known| known.handle == handle) else {
            return;
        };
        let [to, from] = &mut known.ways;
        let way = if to_server { to } else { from };
        let (transaction, file, next) = *way.get_or_insert_with(|| {
            self.files = self.files.wrapping_add(1);
            let transaction = APART | self.files;
            out.buffer(transaction, "file.name", &known.name);
            let head = FileHead {
                class: "file",
                name: Cow::Owned(text(&known.name)),
                to_server,
                ..FileHead::default()
            };
            out.file_begins(transaction, self.files, &head);
            out.buffer(transaction, "file.data", &[]);
            (transaction, self.files, at)
        });
        if at >= next {
            out.more(transaction, "file.data", data);
        }
        out.file_data(file, Some(at), data);
        let end = at.saturating_add(data.len() as u64);
        *way = Some((transaction, file, next.max(end)));
    }
}

/// Offsets have four octets in version 2, eight in version 3.
fn place(version: u32, r: &mut Reader<'_>) -> Option<u64> {
    let high = if version == 2 { 0 } else { u64::from(r.u32()?) };
    Some(high << 32 | u64::from(r.u32()?))
}

fn transfer(at: u64, length: u32, out: &mut Sink<'_>) {
    out.field("offset", u32::try_from(at).unwrap_or(u32::MAX));
    out.field("length", length);
}
