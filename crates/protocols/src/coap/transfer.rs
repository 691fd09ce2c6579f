//! Bodies in blocks: files that go to a server (Block1) or come from it (Block2). RFC 7959 §2.
//! Blocks that are sent again count once; one that is missing ends the file.

use std::borrow::Cow;

use model::observation::Risk;

use super::Message;
use super::options::Block;
use crate::listen::FileHead;
use crate::sink::Sink;

struct Open {
    path: String,
    /// Where the next block begins.
    next: u64,
    file: u32,
}

/// One transfer each way.
#[derive(Default)]
pub(super) struct Transfers {
    up: Option<Open>,
    down: Option<Open>,
    files: u32,
}

/// What a body is, by the risk of the request that moves it.
pub(super) fn class(risk: Risk) -> &'static str {
    if risk == Risk::Firmware { "firmware" } else { "file" }
}

impl Transfers {
    pub(super) fn upload(
        &mut self,
        transaction: u32,
        class: &'static str,
        path: &str,
        message: &Message<'_>,
        out: &mut Sink<'_>,
    ) {
        let Some(block) = message.options.block1 else { return };
        let head = head(class, path, message, true);
        let open = self.up.take();
        self.up =
            step(open, &mut self.files, transaction, block, &head, message.options.payload, out);
    }

    pub(super) fn download(
        &mut self,
        transaction: u32,
        class: &'static str,
        path: &str,
        message: &Message<'_>,
        out: &mut Sink<'_>,
    ) {
        let Some(block) = message.options.block2 else { return };
        // A body of one block is no transfer.
        if block.number == 0 && !block.more {
            return;
        }
        let head = head(class, path, message, false);
        let open = self.down.take();
        self.down =
            step(open, &mut self.files, transaction, block, &head, message.options.payload, out);
    }
}

fn head<'a>(
    class: &'static str,
    path: &'a str,
    message: &Message<'_>,
    to_server: bool,
) -> FileHead<'a> {
    let announced = message.options.size.map(u64::from);
    FileHead { class, name: Cow::Borrowed(path), kind: Cow::Borrowed(""), announced, to_server }
}

/// Takes one block; gives the transfer that is open then.
fn step(
    open: Option<Open>,
    files: &mut u32,
    transaction: u32,
    block: Block,
    head: &FileHead<'_>,
    payload: &[u8],
    out: &mut Sink<'_>,
) -> Option<Open> {
    let offset = block.offset();
    let mut open = match open {
        Some(open) if open.path == *head.name && offset < open.next => return Some(open),
        Some(open) if open.path == *head.name && offset == open.next => open,
        other => {
            if let Some(open) = other {
                out.file_ends(open.file, false);
            }
            if block.number != 0 {
                return None;
            }
            *files = files.wrapping_add(1);
            out.file_begins(transaction, *files, head);
            Open { path: head.name.clone().into_owned(), next: 0, file: *files }
        }
    };
    out.file_data(open.file, None, payload);
    open.next = open.next.saturating_add(payload.len() as u64);
    if block.more {
        return Some(open);
    }
    out.file_ends(open.file, true);
    None
}
