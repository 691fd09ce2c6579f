//! Program blocks on their way: bytes of downloads and uploads, put together by job.
//!
//! A download's parts are asked for by the controller and given by the programming device; an
//! upload's the other way round. Bytes belong to the job that asked for them, so that a side that
//! is seen late (after a loss) still finds its block.
//! Source: as `s7comm`; length, 0x00FB, then the bytes of a part.

use std::borrow::Cow;

use crate::cursor::Reader;
use crate::listen::FileHead;
use crate::sink::Sink;

use super::Pending;
use super::blocks::Block;

/// Transfers open at a time.
const MAX_OPEN: usize = 8;
/// Bit of the function status: more parts follow.
const MORE: u8 = 1;

struct Open {
    file: u32,
    block: Block,
    upload: bool,
    id: u32,
}

/// Transfers of one connection.
#[derive(Default)]
pub(super) struct Transfers {
    open: Vec<Open>,
    count: u32,
    /// Load memory that the last request of a download announced, and for which block.
    announced: Option<(Block, u32)>,
}

impl Transfers {
    /// A job: notes in `pending` which file its answer will bring bytes of.
    /// `outstanding`: files whose bytes other jobs still wait for.
    pub(super) fn asked(
        &mut self,
        pending: &mut Pending,
        parameters: &[u8],
        outstanding: impl Fn(u32) -> bool,
        transaction: u32,
        out: &mut Sink<'_>,
    ) {
        let Some((id, block, load)) = head(parameters) else { return };
        pending.block.clone_from(&block);
        match (pending.function, block) {
            (0x1a, Some(block)) => self.announced = load.map(|load| (block, load)),
            (0x1b, Some(block)) => {
                let known = self.open.iter().find(|o| !o.upload && o.block == block);
                pending.file = Some(match known {
                    Some(open) => open.file,
                    None => self.download(block, transaction, out),
                });
            }
            (0x1c, Some(block)) => {
                let open = self.open.iter().find(|o| !o.upload && o.block == block);
                if let Some(file) = open.map(|open| open.file).filter(|file| !outstanding(*file)) {
                    self.end(file, false, out);
                }
            }
            (0x1e, _) => {
                let open = self.open.iter().find(|open| open.upload && open.id == id);
                pending.file = open.map(|open| open.file);
            }
            (0x1f, _) => {
                let open = self.open.iter().find(|open| open.upload && open.id == id);
                if let Some(file) = open.map(|open| open.file) {
                    self.end(file, false, out);
                }
            }
            _ => {}
        }
    }

    /// An answer: opens an upload, or brings bytes.
    pub(super) fn answered(
        &mut self,
        asked: &Pending,
        parameters: &[u8],
        data: &[u8],
        transaction: u32,
        out: &mut Sink<'_>,
    ) {
        match (asked.function, &asked.block, asked.file) {
            (0x1d, Some(block), _) => {
                let Some((id, length)) = upload_head(parameters) else { return };
                self.begin(block.clone(), true, id, length, transaction, out);
            }
            (0x1b | 0x1e, _, Some(file)) => {
                let mut r = Reader::new(data);
                let Some(length) = r.u16().filter(|_| r.u16().is_some()) else { return };
                let bytes = r.bytes(usize::from(length).min(r.left())).unwrap_or_default();
                out.file_data(file, None, bytes);
                if parameters.get(1).is_some_and(|status| status & MORE == 0) {
                    self.end(file, true, out);
                }
            }
            _ => {}
        }
    }

    fn download(&mut self, block: Block, transaction: u32, out: &mut Sink<'_>) -> u32 {
        let announced = self.announced.take().filter(|(of, _)| *of == block).map(|(_, load)| load);
        self.begin(block, false, 0, announced, transaction, out)
    }

    fn begin(
        &mut self,
        block: Block,
        upload: bool,
        id: u32,
        announced: Option<u32>,
        transaction: u32,
        out: &mut Sink<'_>,
    ) -> u32 {
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.file, false);
        }
        self.count = self.count.wrapping_add(1);
        out.file_begins(
            transaction,
            self.count,
            &FileHead {
                class: "program",
                name: Cow::Owned(block.name()),
                kind: Cow::Owned(block.kind().to_ascii_lowercase()),
                announced: announced.map(u64::from),
                to_server: !upload,
            },
        );
        self.open.push(Open { file: self.count, block, upload, id });
        self.count
    }

    fn end(&mut self, file: u32, complete: bool, out: &mut Sink<'_>) {
        if let Some(at) = self.open.iter().position(|open| open.file == file) {
            self.open.remove(at);
            out.file_ends(file, complete);
        }
    }
}

/// Function, status, two octets, upload id, file name; a download's lengths behind it.
fn head(parameters: &[u8]) -> Option<(u32, Option<Block>, Option<u32>)> {
    let mut r = Reader::new(parameters);
    r.skip(4)?;
    let id = r.u32()?;
    let Some(length) = r.u8() else { return Some((id, None, None)) };
    let block = r.bytes(length.into()).and_then(Block::from_name);
    let load = digits(&mut r, 1, 6);
    Some((id, block, load))
}

/// Function, status, two octets, upload id, then the block's length in decimal digits.
fn upload_head(parameters: &[u8]) -> Option<(u32, Option<u32>)> {
    let mut r = Reader::new(parameters);
    r.skip(4)?;
    let id = r.u32()?;
    let length = r.u8().and_then(|length| {
        let shown = std::str::from_utf8(r.bytes(length.into())?).ok()?;
        shown.trim().parse().ok()
    });
    Some((id, length))
}

/// A decimal number of `width` digits behind a length octet and `skipped` characters.
fn digits(r: &mut Reader<'_>, skipped: usize, width: usize) -> Option<u32> {
    r.u8()?;
    r.skip(skipped)?;
    std::str::from_utf8(r.bytes(width)?).ok()?.parse().ok()
}
