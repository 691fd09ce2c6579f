//! File transfer: commands, status, blocks.
//!
//! Source: IEEE 1815-2012 A.27 (object group 70, variations 2 to 8), 5.3 (file operations).

use model::observation::Risk;

use crate::cursor::{Reader, text};
use crate::listen::FileHead;
use crate::sink::Sink;

use super::table;

/// Files open, and asked to be opened, at a time in one flow.
const MAX_OPEN: usize = 8;
/// Marks the last block. A.27.5.
const LAST: u32 = 0x8000_0000;

/// The message an object is in.
pub(super) struct Message {
    pub(super) function: u8,
    pub(super) answers: Option<u8>,
    pub(super) tx: u32,
}

impl Message {
    fn is_response(&self) -> bool {
        self.function >= table::RESPONSE
    }
}

/// A file that was asked for.
struct Asked {
    request: u16,
    name: String,
    to_server: bool,
    size: u32,
}

/// A file that is open.
struct Open {
    handle: u32,
    file: u32,
    next: u32,
    to_server: bool,
    /// Bytes announced, 0 where nobody did, and bytes that came.
    size: u32,
    seen: u64,
    /// Whether every block came after the one before it.
    whole: bool,
}

impl Open {
    /// Whether a file that is closed without a last block is all there: who writes knows.
    fn is_complete(&self) -> bool {
        let all = self.size > 0 && self.seen >= u64::from(self.size);
        self.whole && self.next > 0 && (self.to_server || all)
    }
}

#[derive(Default)]
pub(super) struct Files {
    asked: Vec<Asked>,
    open: Vec<Open>,
    files: u32,
}

impl Files {
    /// Tells of one object of group 70.
    pub(super) fn object(
        &mut self,
        message: &Message,
        variation: u8,
        object: &[u8],
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let mut r = Reader::new(object);
        match variation {
            3 => self.command(message, object, &mut r, out),
            4 => self.status(message, &mut r, out),
            5 => self.block(message, &mut r, out),
            6 => block_status(&mut r, out),
            7 => descriptor(object, &mut r, out),
            _ => {
                out.values(object);
                Some(())
            }
        }
    }

    /// Offset and size of the name, creation time, permissions, key, size, mode, longest block,
    /// request. A.27.3
    fn command(
        &mut self,
        message: &Message,
        object: &[u8],
        r: &mut Reader<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let name = name(object, r, out)?;
        r.skip(6 + 2 + 4)?;
        let (size, mode) = (r.u32_le()?, r.u16_le()?);
        r.skip(2)?;
        let request = r.u16_le()?;
        out.field("size", size);
        let (mode, writes) = match mode {
            1 => ("read", false),
            2 => ("write", true),
            3 => ("append", true),
            _ => ("none", false),
        };
        out.field("mode", mode);
        // Deleting has the same object as opening.
        if message.function == table::OPEN_FILE {
            if writes {
                out.refine("open_file_for_writing", Risk::Program);
            }
            if self.asked.len() >= MAX_OPEN {
                self.asked.remove(0);
            }
            self.asked.push(Asked { request, name, to_server: writes, size });
        }
        Some(())
    }

    /// Handle, size, longest block, request, status. A.27.4
    fn status(&mut self, message: &Message, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let (handle, size) = (r.u32_le()?, r.u32_le()?);
        r.skip(2)?;
        let request = r.u16_le()?;
        out.field("handle", handle);
        out.field("size", size);
        if !message.is_response() {
            // A request with a status object closes the file.
            if message.function == table::CLOSE_FILE {
                self.close(handle, out);
            }
            return Some(());
        }
        let status = r.u8()?;
        outcome(status, out);
        let closes = message.answers == Some(table::CLOSE_FILE);
        let at = self.asked.iter().position(|asked| asked.request == request);
        if let Some(at) = at.filter(|_| !closes) {
            let asked = self.asked.remove(at);
            if status == 0 {
                let size = if asked.to_server { asked.size } else { size };
                self.begin(message.tx, handle, size, &asked.name, asked.to_server, out);
            }
        }
        Some(())
    }

    fn begin(
        &mut self,
        tx: u32,
        handle: u32,
        size: u32,
        name: &str,
        to_server: bool,
        out: &mut Sink<'_>,
    ) {
        self.close(handle, out);
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.file, oldest.is_complete());
        }
        self.files = self.files.wrapping_add(1);
        let head = FileHead {
            class: "file",
            name: name.into(),
            kind: "dnp3".into(),
            announced: (size > 0 && size != u32::MAX).then_some(size.into()),
            to_server,
        };
        out.file_begins(tx, self.files, &head);
        self.open.push(Open {
            handle,
            file: self.files,
            next: 0,
            to_server,
            size: if size == u32::MAX { 0 } else { size },
            seen: 0,
            whole: true,
        });
    }

    fn close(&mut self, handle: u32, out: &mut Sink<'_>) {
        if let Some(at) = self.open.iter().position(|open| open.handle == handle) {
            let open = self.open.remove(at);
            out.file_ends(open.file, open.is_complete());
        }
    }

    /// Handle, block, data: in a response to a read, or in a write. A.27.5
    fn block(&mut self, message: &Message, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let (handle, block) = (r.u32_le()?, r.u32_le()?);
        out.field("handle", handle);
        out.field("block", block & !LAST);
        if message.function == table::READ {
            return Some(());
        }
        out.values(r.rest());
        if !self.open.iter().any(|open| open.handle == handle) {
            let name = format!("handle {handle:#x}");
            self.begin(message.tx, handle, 0, &name, !message.is_response(), out);
            if let Some(open) = self.open.last_mut() {
                open.next = block & !LAST;
                open.whole = open.next == 0;
            }
        }
        let at = self.open.iter().position(|open| open.handle == handle)?;
        let open = self.open.get_mut(at)?;
        // A block that is sent again says nothing new.
        if block & !LAST >= open.next {
            open.whole &= block & !LAST == open.next;
            open.seen = open.seen.saturating_add(r.left() as u64);
            open.next = (block & !LAST).saturating_add(1);
            out.file_data(open.file, None, r.rest());
        }
        if block & LAST != 0 {
            let open = self.open.remove(at);
            out.file_ends(open.file, open.whole);
        }
        Some(())
    }
}

/// The name that an object begins by pointing to; it is the object of the observation.
fn name(object: &[u8], r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<String> {
    let (at, len) = (usize::from(r.u16_le()?), usize::from(r.u16_le()?));
    let name = text(object.get(at..at + len)?);
    out.named("file", || name.clone());
    Some(name)
}

fn outcome(status: u8, out: &mut Sink<'_>) {
    out.field("status", status);
    if status != 0 {
        out.failed(status.into(), table::file_status(status));
    }
}

/// Handle, block, status. A.27.6
fn block_status(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (handle, block) = (r.u32_le()?, r.u32_le()?);
    out.field("handle", handle);
    out.field("block", block & !LAST);
    outcome(r.u8()?, out);
    Some(())
}

/// Name, type, size. A.27.7
fn descriptor(object: &[u8], r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    name(object, r, out)?;
    r.skip(2)?;
    out.field("size", r.u32_le()?);
    Some(())
}
