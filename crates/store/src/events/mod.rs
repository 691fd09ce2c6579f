//! Events: what probes report, in bulk. They are not records: they have retention, no revisions
//! and no signatures; what is decided about them is a record.
//!
//! One folder a day of receipt (UTC): `<dir>/<YYYY-MM-DD>/segment` holds the batches as
//! compressed blocks, appended and synced before a batch is acknowledged; `index.sqlite` beside it
//! knows where the blocks lie and holds roll-ups by minute, hour and day. The segment is the truth:
//! the index is caught up from it at each start and can be made anew from it. A torn tail (a write
//! cut by a power failure, never acknowledged) is cut off at the start; damage further in is
//! stepped over and counted, never cut.
//!
//! Entry points: [`Batch::parse`], [`EventStore::open`], [`EventStore::append`],
//! [`EventStore::page`], [`EventStore::fetch`], [`EventStore::series`], [`EventStore::protocols`],
//! [`EventStore::retain`].
//!
//! Invariants:
//! - A batch acknowledged is on disk; the same batch of the same tenant sent again within
//!   [`DEDUPE_DAYS`] days of intake is answered with where it lies, and stored once.
//! - A tenant reads its own events only: every call names the tenant.
//! - A full disk refuses the batch and leaves the store as it was.

mod batch;
mod block;
mod date;
mod day;
mod error;
mod index;
mod page;
mod protocols;
mod series;
mod summary;
mod writer;

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use model::{Millis, TenantPath};
use tokio::sync::{Mutex as AsyncMutex, Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

pub use batch::Batch;
pub use date::Date;
pub(crate) use error::EventError;
pub use page::{EventFilter, EventKind, EventRef};
pub use summary::RollUpStep;

use day::Day;
use page::Totals;
use writer::Request;

use crate::Error;

/// Six months at their longest: what the law asks to keep, and the default of the executable.
pub const DEFAULT_RETENTION_DAYS: u32 = 184;
/// A batch sent again is recognised within this many days on which events came in.
pub const DEDUPE_DAYS: usize = 3;
/// Minute roll-ups older than this are kept by the hour only.
pub const MINUTES_KEPT_DAYS: u32 = 31;

/// Days whose index is kept open.
const OPEN_DAYS: usize = 12;
/// Decompressed blocks kept for the next page.
const CACHED_BLOCKS: usize = 6;

/// How the store is set up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventOptions {
    /// Most bytes of all segments together; absent = what the disk holds.
    pub most_bytes: Option<u64>,
}

/// Where a batch lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub day: Date,
    /// From 1 within the day.
    pub block: u64,
    pub events: u64,
    /// It had been stored before.
    pub duplicate: bool,
}

impl Stored {
    /// The reference of the event at `index` (from 0) of the batch.
    pub fn reference(&self, index: usize) -> EventRef {
        EventRef { day: self.day, block: self.block, index: index as u64 }
    }
}

/// How much is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventStats {
    pub days: u64,
    pub bytes: u64,
    /// Stretches of segments that could not be read, found so far.
    pub damaged: u64,
}

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct EventStore {
    shared: Arc<Shared>,
    requests: mpsc::Sender<Request>,
}

/// The lines of a block, with its day and number.
type Lines = ((Date, u64), Arc<Vec<u8>>);

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    options: EventOptions,
    days: AsyncMutex<Days>,
    blocks: Mutex<VecDeque<Lines>>,
    totals: Mutex<Totals>,
    /// Tells the writer to end.
    stop: Notify,
    writer: AsyncMutex<Option<JoinHandle<()>>>,
    /// Held as long as the store is open: a second process would cut this one's tail.
    lock: File,
}

#[derive(Debug, Default)]
struct Days {
    /// All days on disk, rising.
    known: Vec<Date>,
    /// Least recently used first.
    open: VecDeque<Arc<Day>>,
    /// Whatever somebody still holds: a day is never open twice, its tail has one keeper.
    alive: BTreeMap<Date, Weak<Day>>,
}

impl EventStore {
    /// Opens or makes the store, and brings the newest day in order; older days are looked at when
    /// they are first read. Runs a writer task on the current runtime until the last clone is gone.
    ///
    /// # Errors
    /// `events.in_use` when another process has it open; `events.io`; `events.index`.
    pub async fn open(dir: &Path, options: EventOptions) -> Result<Self, Error> {
        fs::create_dir_all(dir).map_err(|e| EventError::io(dir, e))?;
        let lock = exclusive(dir)?;
        let known = days_in(dir)?;
        let newest = known.last().copied();
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            options,
            days: AsyncMutex::new(Days { known, ..Days::default() }),
            blocks: Mutex::default(),
            totals: Mutex::default(),
            stop: Notify::new(),
            writer: AsyncMutex::default(),
            lock,
        });
        if let Some(newest) = newest {
            shared.day(newest).await?;
        }
        let (requests, inbox) = mpsc::channel(writer::QUEUE);
        let writer = tokio::spawn(writer::run(Arc::clone(&shared), inbox));
        *shared.writer.lock().await = Some(writer);
        Ok(Self { shared, requests })
    }

    /// Stores a batch. When it returns, the batch is on disk; batches that wait together share one
    /// sync. `received` is the node's clock; it names the day.
    ///
    /// # Errors
    /// `events.disk_full`, `events.io`, `events.index`, `events.closed`: nothing of the batch is
    /// acknowledged, and sending it again is right.
    pub async fn append(
        &self,
        tenant: &TenantPath,
        batch_id: &str,
        received: Millis,
        batch: Arc<Batch>,
    ) -> Result<Stored, Error> {
        let (reply, answer) = oneshot::channel();
        let tenant = tenant.clone();
        let batch_id = batch_id.to_owned();
        let request = tokio::task::spawn_blocking(move || {
            writer::prepare(tenant, batch_id, received, &batch, reply)
        })
        .await
        .map_err(|_| EventError::Closed)??;
        self.requests.send(request).await.map_err(|_| EventError::Closed)?;
        Ok(answer.await.map_err(|_| EventError::Closed)??)
    }

    /// Ends the store, for all clones: what waits is still written and answered, later batches are
    /// refused with `events.closed`, and another process may open it.
    pub async fn close(&self) {
        self.shared.stop.notify_one();
        if let Some(writer) = self.shared.writer.lock().await.take() {
            // A writer that panicked has ended too.
            let _ = writer.await;
            let mut days = self.shared.days.lock().await;
            for day in std::mem::take(&mut days.open) {
                day.index.close().await;
            }
            // Unlocked by the last clone at the latest.
            let _ = self.shared.lock.unlock();
        }
    }

    /// Deletes days of receipt older than `days` days before `now`. Answers the days deleted.
    ///
    /// # Errors
    /// `events.io` when a folder cannot be removed.
    pub async fn retain(&self, now: Millis, days: u32) -> Result<Vec<Date>, Error> {
        let least = Date::of(now).minus(days.max(1));
        Ok(self.shared.delete_before(least).await?)
    }

    /// Makes hour and day roll-ups of every day before that of `now`, and gives up the minutes of
    /// days older than [`MINUTES_KEPT_DAYS`]. Doing it twice changes nothing.
    ///
    /// # Errors
    /// `events.index`.
    pub async fn roll_up(&self, now: Millis) -> Result<(), Error> {
        let today = Date::of(now);
        let drop_minutes_before = today.minus(MINUTES_KEPT_DAYS);
        for date in self.shared.known().await {
            if date < today {
                let day = self.shared.day(date).await?;
                day.index.roll_up(date < drop_minutes_before).await?;
            }
        }
        Ok(())
    }

    /// How much is stored.
    ///
    /// # Errors
    /// `events.io`.
    pub async fn stats(&self) -> Result<EventStats, Error> {
        let mut stats = EventStats::default();
        for date in self.shared.known().await {
            stats.days += 1;
            stats.bytes += self.shared.segment_bytes(date)?;
        }
        for day in &self.shared.days.lock().await.open {
            stats.damaged += day.index.damaged().await?;
        }
        Ok(stats)
    }

    /// Makes the index of a day anew from its segment.
    ///
    /// # Errors
    /// `events.index`, `events.io`.
    pub async fn reindex(&self, date: Date) -> Result<(), Error> {
        self.shared.forget_totals(date);
        Ok(self.shared.day(date).await?.reindex().await?)
    }
}

impl Shared {
    async fn known(&self) -> Vec<Date> {
        self.days.lock().await.known.clone()
    }

    /// The day, opened and brought in order if need be, made if it is not there.
    async fn day(&self, date: Date) -> Result<Arc<Day>, EventError> {
        let mut days = self.days.lock().await;
        if let Some(at) = days.open.iter().position(|day| day.date == date) {
            let day = days.open.remove(at).ok_or(EventError::Closed)?;
            days.open.push_back(Arc::clone(&day));
            return Ok(day);
        }
        let alive = days.alive.get(&date).and_then(Weak::upgrade);
        let day = match alive {
            Some(day) => day,
            None => Arc::new(Day::open(&self.dir, date).await?),
        };
        days.alive.retain(|_, day| day.strong_count() > 0);
        days.alive.insert(date, Arc::downgrade(&day));
        if let Err(at) = days.known.binary_search(&date) {
            days.known.insert(at, date);
        }
        days.open.push_back(Arc::clone(&day));
        while days.open.len() > OPEN_DAYS {
            days.open.pop_front();
        }
        Ok(day)
    }

    async fn delete_before(&self, least: Date) -> Result<Vec<Date>, EventError> {
        let mut days = self.days.lock().await;
        let gone: Vec<Date> = days.known.iter().copied().filter(|date| *date < least).collect();
        for date in &gone {
            if let Some(at) = days.open.iter().position(|day| day.date == *date)
                && let Some(day) = days.open.remove(at)
            {
                day.index.close().await;
            }
            let path = self.dir.join(date.to_string());
            fs::remove_dir_all(&path).map_err(|e| EventError::io(&path, e))?;
            days.known.retain(|known| known != date);
            days.alive.remove(date);
            self.forget_totals(*date);
        }
        Ok(gone)
    }

    /// Whether so many bytes more are within the space set aside.
    async fn check_room(&self, bytes: u64) -> Result<(), EventError> {
        let Some(most) = self.options.most_bytes else { return Ok(()) };
        let mut used = bytes;
        for date in self.known().await {
            used += self.segment_bytes(date)?;
        }
        if used > most { Err(EventError::DiskFull) } else { Ok(()) }
    }

    fn segment_bytes(&self, date: Date) -> Result<u64, EventError> {
        let path = self.dir.join(date.to_string()).join(day::SEGMENT);
        match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(EventError::io(&path, error)),
        }
    }

    /// The lines of a block, from the cache or from disk.
    async fn lines(&self, day: &Day, place: index::Place) -> Result<Arc<Vec<u8>>, EventError> {
        let key = (day.date, place.block);
        if let Some(lines) = self.cached(key) {
            return Ok(lines);
        }
        let lines = Arc::new(day.read(place).await?);
        let mut cache = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        cache.push_back((key, Arc::clone(&lines)));
        while cache.len() > CACHED_BLOCKS {
            cache.pop_front();
        }
        Ok(lines)
    }

    fn cached(&self, key: (Date, u64)) -> Option<Arc<Vec<u8>>> {
        let cache = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        cache.iter().find(|(cached, _)| *cached == key).map(|(_, lines)| Arc::clone(lines))
    }
}

fn exclusive(dir: &Path) -> Result<File, EventError> {
    let path = dir.join("lock");
    let file = File::create(&path).map_err(|e| EventError::io(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EventError::InUse { path: dir.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(EventError::io(&path, error)),
    }
}

fn days_in(dir: &Path) -> Result<Vec<Date>, EventError> {
    let mut days = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| EventError::io(dir, e))? {
        let name = entry.map_err(|e| EventError::io(dir, e))?.file_name();
        days.extend(name.to_str().and_then(|name| name.parse::<Date>().ok()));
    }
    days.sort();
    Ok(days)
}

#[cfg(test)]
mod tests;
