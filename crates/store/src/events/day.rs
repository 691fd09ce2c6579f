//! One day's folder: the segment and its index.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::batch::Batch;
use super::block::{self, Header};
use super::index::{Entry, Index, Place};
use super::summary::Summary;
use super::{Date, EventError};

pub(super) const SEGMENT: &str = "segment";
/// How much is looked through at a time for the next whole block behind a damaged one.
const SEARCH_WINDOW: usize = 4 << 20;

/// An open day.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) index: Index,
    segment: Arc<Segment>,
    pub(super) tail: Mutex<Tail>,
}

/// Where the next block goes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tail {
    /// Everything before is on disk and acknowledged or free to be.
    pub(super) end: u64,
    pub(super) next_block: u64,
    /// A write failed: what lies behind `end` must go before the next one.
    pub(super) torn: bool,
    /// The index lacks blocks that are in the segment.
    pub(super) behind: bool,
}

impl Day {
    pub(super) async fn open(dir: &Path, date: Date) -> Result<Self, EventError> {
        let dir = dir.join(date.to_string());
        let segment = {
            let dir = dir.clone();
            run(move || Segment::open(&dir)).await?
        };
        let index = Index::open(&dir, date).await?;
        let day = Self { date, index, segment: Arc::new(segment), tail: Mutex::default() };
        day.catch_up(&mut *day.tail.lock().await).await?;
        Ok(day)
    }

    /// Brings the index up to the segment's end and cuts a torn tail.
    pub(super) async fn catch_up(&self, tail: &mut Tail) -> Result<(), EventError> {
        let length = self.segment.length()?;
        let mut known = self.index.end().await?;
        if known.end > length {
            tracing::warn!(day = %self.date, "event index is ahead of its segment; making it anew");
            self.index.clear().await?;
            known = self.index.end().await?;
        }
        let mut at = known.end;
        while at < length {
            let segment = Arc::clone(&self.segment);
            match run(move || segment.next(at, length)).await? {
                Some(mut entry) => {
                    entry.damaged_before = entry.place - at;
                    known.next_block = known.next_block.max(entry.header.block + 1);
                    at = entry.place + entry.length;
                    self.index.insert(&[entry]).await?;
                }
                None => {
                    tracing::warn!(day = %self.date, bytes = length - at, "cut a torn event block");
                    let segment = Arc::clone(&self.segment);
                    run(move || segment.cut(at)).await?;
                    break;
                }
            }
        }
        *tail = Tail { end: at, next_block: known.next_block, torn: false, behind: false };
        Ok(())
    }

    pub(super) async fn reindex(&self) -> Result<(), EventError> {
        let mut tail = self.tail.lock().await;
        self.index.clear().await?;
        self.catch_up(&mut tail).await
    }

    /// Writes behind `at` and syncs.
    pub(super) async fn write(&self, at: u64, bytes: Vec<u8>) -> Result<(), EventError> {
        let segment = Arc::clone(&self.segment);
        run(move || segment.write(at, &bytes)).await
    }

    pub(super) async fn cut(&self, at: u64) -> Result<(), EventError> {
        let segment = Arc::clone(&self.segment);
        run(move || segment.cut(at)).await
    }

    /// The lines of a block.
    pub(super) async fn read(&self, place: Place) -> Result<Vec<u8>, EventError> {
        let segment = Arc::clone(&self.segment);
        let damaged = EventError::Damaged { day: self.date.to_string(), block: place.block };
        run(move || {
            let (header, body) = segment.block(place.place, place.length)?.ok_or(damaged)?;
            block::decompress(&body, header.raw).ok_or(EventError::Damaged {
                day: segment.path.display().to_string(),
                block: place.block,
            })
        })
        .await
    }
}

async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EventError> + Send + 'static,
) -> Result<T, EventError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(EventError::Closed))
}

#[derive(Debug)]
struct Segment {
    file: File,
    path: PathBuf,
}

impl Segment {
    fn open(dir: &Path) -> Result<Self, EventError> {
        let path = dir.join(SEGMENT);
        let open = || -> io::Result<File> {
            let new = !path.exists();
            fs::create_dir_all(dir)?;
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            if new {
                file.sync_all()?;
                dir.ancestors().take(2).try_for_each(|dir| File::open(dir)?.sync_all())?;
            }
            Ok(file)
        };
        let file = open().map_err(|e| EventError::io(&path, e))?;
        Ok(Self { file, path })
    }

    fn length(&self) -> Result<u64, EventError> {
        Ok(self.file.metadata().map_err(|e| self.error(e))?.len())
    }

    fn write(&self, at: u64, bytes: &[u8]) -> Result<(), EventError> {
        self.file.write_all_at(bytes, at).map_err(|e| self.error(e))?;
        self.file.sync_data().map_err(|e| self.error(e))
    }

    fn cut(&self, at: u64) -> Result<(), EventError> {
        self.file.set_len(at).map_err(|e| self.error(e))?;
        self.file.sync_all().map_err(|e| self.error(e))
    }

    /// The block at `place`, if a whole one lies there.
    fn block(&self, place: u64, length: u64) -> Result<Option<(Header, Vec<u8>)>, EventError> {
        let bytes = self.bytes(place, length)?;
        Ok(block::decode(&bytes).map(|found| (found.header, found.body.to_vec())))
    }

    /// `length` has been checked against the file's.
    fn bytes(&self, place: u64, length: u64) -> Result<Vec<u8>, EventError> {
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        self.file.read_exact_at(&mut bytes, place).map_err(|e| self.error(e))?;
        Ok(bytes)
    }

    /// The first whole block at or after `from`.
    fn next(&self, from: u64, end: u64) -> Result<Option<Entry>, EventError> {
        let mut at = from;
        while let Some(start) = self.magic(at, end)? {
            if let Some(entry) = self.entry(start, end)? {
                return Ok(Some(entry));
            }
            at = start + 1;
        }
        Ok(None)
    }

    /// Where the next block seems to begin.
    fn magic(&self, from: u64, end: u64) -> Result<Option<u64>, EventError> {
        let mut at = from;
        while at < end {
            let length = (end - at).min(SEARCH_WINDOW as u64);
            let window = self.bytes(at, length)?;
            if let Some(found) = block::seems_to_begin(&window) {
                return Ok(Some(at + found as u64));
            }
            // Keep as many bytes as a beginning may be cut at.
            at += (length.saturating_sub(3)).max(1);
        }
        Ok(None)
    }

    fn entry(&self, place: u64, end: u64) -> Result<Option<Entry>, EventError> {
        if end - place < block::PRELUDE as u64 {
            return Ok(None);
        }
        let prelude = self.bytes(place, block::PRELUDE as u64)?;
        let Some(length) = block::length(&prelude).filter(|length| *length <= end - place) else {
            return Ok(None);
        };
        let Some((header, body)) = self.block(place, length)? else { return Ok(None) };
        let Some(lines) = block::decompress(&body, header.raw) else { return Ok(None) };
        let summary = Summary::of(&Batch::parse(&lines).events);
        Ok(Some(Entry { header, place, length, damaged_before: 0, summary }))
    }

    fn error(&self, source: io::Error) -> EventError {
        EventError::io(&self.path, source)
    }
}
