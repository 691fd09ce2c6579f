//! The disk spool between the probe and its node: batches wait here until the node has them.
//!
//! A folder of append-only segment files, a cursor (what was acknowledged) and `rejected/`. Each
//! batch is `length, CRC-32, id, events, payload` and is on disk before it counts as spooled.
//!
//! Invariants:
//! - A batch keeps its id for ever, so that sending it twice stores it once.
//! - After kill -9 the torn tail is cut off; whatever was spooled before is still sent.
//! - Size is bounded: the oldest segment goes first, and what went is counted and told upstream.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A segment is closed when it is larger than this (or an eighth of the whole spool).
const SEGMENT_BYTES: u64 = 8 << 20;
/// No batch is larger; a larger length is damage.
const MAX_BATCH: u32 = 64 << 20;
const HEAD: usize = 8;
const MAX_ID: usize = 128;

/// A batch that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    /// `<run id>-<sequence>`.
    pub(crate) id: String,
    pub(crate) events: u32,
    /// NDJSON, compressed with zstd.
    pub(crate) payload: Vec<u8>,
}

/// What was acknowledged, and what had to be given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    segment: u64,
    offset: u64,
    /// Events dropped for want of room, since the spool was made.
    dropped: u64,
}

#[derive(Debug)]
struct Segment {
    number: u64,
    bytes: u64,
    /// Events not yet acknowledged.
    events: u64,
}

/// The spool of one probe; the folder is locked while it is open.
pub(crate) struct Spool {
    folder: PathBuf,
    most: u64,
    segments: VecDeque<Segment>,
    cursor: Cursor,
    /// The last segment, open for appending.
    tail: Option<File>,
    /// The first segment, open for reading.
    head: Option<(u64, File)>,
    _lock: File,
}

/// Where a batch lies; needed to acknowledge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    segment: u64,
    end: u64,
}

#[derive(Debug)]
pub(crate) enum SpoolError {
    /// Another probe has the folder open.
    InUse(PathBuf),
    Io {
        path: PathBuf,
        source: io::Error,
    },
}

impl fmt::Display for SpoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => write!(
                f,
                "probe.spool_in_use: 另一个探针正在使用 {0} / another probe is using {0}",
                path.display()
            ),
            Self::Io { path, source } => write!(
                f,
                "probe.spool_unusable: 暂存目录不可用 / cannot use the spool folder {}: {source}",
                path.display()
            ),
        }
    }
}

impl std::error::Error for SpoolError {}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SpoolError {
    let path = path.to_owned();
    move |source| SpoolError::Io { path, source }
}

impl Spool {
    /// Opens a folder, made if need be, and cuts off what a crash left half-written.
    pub(crate) fn open(folder: &Path, most: u64) -> Result<Self, SpoolError> {
        fs::create_dir_all(folder).map_err(at(folder))?;
        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).map_err(at(&lock_path))?;
        lock.try_lock().map_err(|_| SpoolError::InUse(folder.to_owned()))?;
        let mut spool = Self {
            folder: folder.to_owned(),
            most: most.max(1 << 20),
            segments: VecDeque::new(),
            cursor: read_cursor(&folder.join("cursor")),
            tail: None,
            head: None,
            _lock: lock,
        };
        spool.recover().map_err(at(folder))?;
        Ok(spool)
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:016}.seg"))
    }

    fn recover(&mut self) -> io::Result<()> {
        let mut numbers: Vec<u64> = fs::read_dir(&self.folder)?
            .filter_map(|entry| {
                entry.ok()?.file_name().to_str()?.strip_suffix(".seg")?.parse().ok()
            })
            .collect();
        numbers.sort_unstable();
        for number in numbers {
            if number < self.cursor.segment {
                fs::remove_file(self.path(number))?;
                continue;
            }
            let from = if number == self.cursor.segment { self.cursor.offset } else { 0 };
            let (bytes, events) = self.scan(number, from)?;
            self.segments.push_back(Segment { number, bytes, events });
        }
        Ok(())
    }

    /// Reads a segment through, cuts off its torn tail; its length and the events behind `from`.
    fn scan(&self, number: u64, from: u64) -> io::Result<(u64, u64)> {
        let mut file = OpenOptions::new().read(true).write(true).open(self.path(number))?;
        let whole = file.metadata()?.len();
        let (mut good, mut events) = (0, 0);
        while let Some((batch, len)) = read_batch(&mut file)? {
            if good >= from {
                events += u64::from(batch.events);
            }
            good += len;
        }
        if good < whole {
            file.set_len(good)?;
            file.sync_all()?;
            tracing::warn!(segment = number, cut_bytes = whole - good, "spool: torn tail cut off");
        }
        Ok((good, events))
    }

    /// Adds a batch; it is on disk when this returns.
    pub(crate) fn push(&mut self, batch: &Batch) -> Result<(), SpoolError> {
        let folder = self.folder.clone();
        self.append(batch).map_err(at(&folder))
    }

    fn append(&mut self, batch: &Batch) -> io::Result<()> {
        let record = encode(batch);
        let full = SEGMENT_BYTES.min(self.most / 8);
        if self.tail.is_none() || self.segments.back().is_none_or(|last| last.bytes >= full) {
            self.rotate()?;
        }
        let (Some(file), Some(last)) = (&mut self.tail, self.segments.back_mut()) else {
            return Err(io::Error::other("no segment"));
        };
        let written = file.write_all(&record).and_then(|()| file.sync_data());
        if let Err(error) = written {
            // Half a batch must not stand before the next one.
            let _ = file.set_len(last.bytes);
            let _ = file.seek(SeekFrom::Start(last.bytes));
            return Err(error);
        }
        last.bytes += record.len() as u64;
        last.events += u64::from(batch.events);
        self.make_room()
    }

    fn rotate(&mut self) -> io::Result<()> {
        let number = self.segments.back().map_or(self.cursor.segment, |last| last.number) + 1;
        let path = self.path(number);
        self.tail = Some(OpenOptions::new().create_new(true).write(true).open(path)?);
        File::open(&self.folder)?.sync_all()?;
        self.segments.push_back(Segment { number, bytes: 0, events: 0 });
        Ok(())
    }

    /// Drops the oldest segments until the rest fits.
    fn make_room(&mut self) -> io::Result<()> {
        while self.segments.len() > 1 && self.bytes() > self.most {
            let Some(oldest) = self.segments.pop_front() else { break };
            self.cursor.dropped += oldest.events;
            tracing::error!(events = oldest.events, "probe.spool_full: oldest events dropped");
            self.forget(oldest.number)?;
        }
        Ok(())
    }

    /// Removes a segment's file and moves the cursor behind it.
    fn forget(&mut self, number: u64) -> io::Result<()> {
        self.head.take_if(|(open, _)| *open == number);
        self.cursor.segment = number + 1;
        self.cursor.offset = 0;
        self.save_cursor()?;
        fs::remove_file(self.path(number))
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.bytes).sum()
    }

    /// Events that wait for acknowledgement.
    pub(crate) fn events(&self) -> u64 {
        self.segments.iter().map(|segment| segment.events).sum()
    }

    /// Events dropped for want of room, since the spool was made.
    pub(crate) fn dropped(&self) -> u64 {
        self.cursor.dropped
    }

    /// The oldest batch not acknowledged.
    pub(crate) fn next(&mut self) -> Result<Option<(Batch, Place)>, SpoolError> {
        let folder = self.folder.clone();
        self.read_next().map_err(at(&folder))
    }

    fn read_next(&mut self) -> io::Result<Option<(Batch, Place)>> {
        while let Some((number, bytes)) = self.segments.front().map(|s| (s.number, s.bytes)) {
            let begin = if number == self.cursor.segment { self.cursor.offset } else { 0 };
            if begin < bytes {
                let file = self.reader(number)?;
                file.seek(SeekFrom::Start(begin))?;
                if let Some((batch, len)) = read_batch(file)? {
                    return Ok(Some((batch, Place { segment: number, end: begin + len })));
                }
                tracing::error!(segment = number, offset = begin, "probe.spool_damaged");
            }
            if self.segments.len() == 1 && begin >= bytes {
                return Ok(None);
            }
            // All of it is acknowledged, or the disk has damaged it.
            let lost = self.segments.pop_front().map_or(0, |segment| segment.events);
            self.cursor.dropped += lost;
            self.tail.take_if(|_| self.segments.is_empty());
            self.forget(number)?;
        }
        Ok(None)
    }

    fn reader(&mut self, number: u64) -> io::Result<&mut File> {
        let path = self.path(number);
        match &mut self.head {
            Some((open, _)) if *open == number => {}
            head => *head = Some((number, File::open(path)?)),
        }
        self.head.as_mut().map(|(_, file)| file).ok_or_else(|| io::Error::other("no segment"))
    }

    /// The node has the batch: it is not sent again.
    pub(crate) fn acknowledge(&mut self, batch: &Batch, place: Place) -> Result<(), SpoolError> {
        let Some(first) = self.segments.front_mut().filter(|s| s.number == place.segment) else {
            return Ok(()); // Dropped for want of room in the meantime.
        };
        first.events = first.events.saturating_sub(batch.events.into());
        self.cursor.segment = place.segment;
        self.cursor.offset = place.end;
        let (done, last) = (place.end >= first.bytes, self.segments.len() == 1);
        let folder = self.folder.clone();
        if done && !last {
            self.segments.pop_front();
            return self.forget(place.segment).map_err(at(&folder));
        }
        self.save_cursor().map_err(at(&folder))
    }

    /// Puts a batch aside that the node will never take, with the reason.
    pub(crate) fn reject(
        &mut self,
        batch: &Batch,
        place: Place,
        reason: &str,
    ) -> Result<PathBuf, SpoolError> {
        let folder = self.folder.join("rejected");
        let keep = || -> io::Result<PathBuf> {
            fs::create_dir_all(&folder)?;
            let path = folder.join(format!("{}.ndjson.zst", batch.id));
            fs::write(&path, &batch.payload)?;
            fs::write(folder.join(format!("{}.reason", batch.id)), reason)?;
            Ok(path)
        };
        let path = keep().map_err(at(&folder))?;
        self.acknowledge(batch, place)?;
        Ok(path)
    }

    fn save_cursor(&self) -> io::Result<()> {
        let next = self.folder.join("cursor.next");
        fs::write(&next, serde_json::to_vec(&self.cursor)?)?;
        fs::rename(next, self.folder.join("cursor"))
    }
}

/// A cursor that cannot be read means: send all again. The node knows what it has.
fn read_cursor(path: &Path) -> Cursor {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn encode(batch: &Batch) -> Vec<u8> {
    let id = batch.id.as_bytes();
    let id = &id[..id.len().min(MAX_ID)];
    let mut body = vec![u8::try_from(id.len()).unwrap_or(u8::MAX)];
    body.extend(id);
    body.extend(batch.events.to_le_bytes());
    body.extend(&batch.payload);
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&length[..], &crc32(&body).to_le_bytes(), &body].concat()
}

/// The batch at the file's position and its length on disk; `None` if there is no whole one.
fn read_batch(file: &mut File) -> io::Result<Option<(Batch, u64)>> {
    let mut head = [0; HEAD];
    if !fill(file, &mut head)? {
        return Ok(None);
    }
    let [l0, l1, l2, l3, c0, c1, c2, c3] = head;
    let length = u32::from_le_bytes([l0, l1, l2, l3]);
    if length > MAX_BATCH {
        return Ok(None);
    }
    let mut body = Vec::new();
    let read = file.take(length.into()).read_to_end(&mut body)?;
    if read as u64 != u64::from(length) || crc32(&body) != u32::from_le_bytes([c0, c1, c2, c3]) {
        return Ok(None);
    }
    let total = HEAD as u64 + u64::from(length);
    Ok(decode(&body).map(|batch| (batch, total)))
}

fn decode(body: &[u8]) -> Option<Batch> {
    let (len, rest) = body.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(*len))?;
    let (events, payload) = rest.split_first_chunk()?;
    Some(Batch {
        id: std::str::from_utf8(id).ok()?.to_owned(),
        events: u32::from_le_bytes(*events),
        payload: payload.to_vec(),
    })
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// CRC-32 (IEEE 802.3, reflected), a byte at a time.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let (mut value, mut bit) = (n as u32, 0);
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc, byte| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests;
