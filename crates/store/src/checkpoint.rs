//! Copying the log file into the database beside the writer.
//!
//! SQLite does it by itself at the end of a commit once the log file has grown enough
//! ([`crate::Tuning::checkpoint_pages`]), and whoever writes waits. While very much is written it
//! is begun before that on a connection of its own, so that little is left for the writer. Where
//! it is not, nothing is lost: the writer does it. Only where the file could not
//! be synced is nothing acknowledged any more ([`crate::sync`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::open::Durability;
use crate::sql::Dialect;
use crate::{Options, Store, engine};

/// Records after which it is begun.
const ENOUGH: u64 = if cfg!(test) { 20 } else { 4_000 };

pub(crate) struct Checkpoints {
    /// Of the database, where it has such a file that is to survive.
    url: Option<Arc<str>>,
    written: AtomicU64,
    is_running: AtomicBool,
}

impl Checkpoints {
    pub(crate) fn new(dialect: Dialect, url: &str, options: &Options) -> Self {
        let ours = dialect == Dialect::Sqlite && options.tuning.durability == Durability::PowerLoss;
        Self {
            url: ours.then(|| url.into()),
            written: AtomicU64::new(0),
            is_running: AtomicBool::new(false),
        }
    }

    /// Whether so many more records are reason to begin, and where.
    fn due(&self, records: u64) -> Option<Arc<str>> {
        let url = self.url.as_ref()?;
        let written = self.written.fetch_add(records, Ordering::Relaxed) + records;
        if written < ENOUGH || self.is_running.swap(true, Ordering::SeqCst) {
            return None;
        }
        self.written.store(0, Ordering::Relaxed);
        Some(url.clone())
    }
}

impl Store {
    /// So many records were committed.
    pub(crate) fn checkpoint_beside(&self, records: u64) {
        let Some(url) = self.inner.checkpoints.due(records) else { return };
        let store = self.clone();
        tokio::spawn(async move {
            if let Err(error) = engine::checkpoint(&url).await {
                tracing::warn!(%error, "the log file was not copied beside the writer");
                if error.code() == "store.file" {
                    store.inner.sync.distrust();
                }
            }
            store.inner.checkpoints.is_running.store(false, Ordering::SeqCst);
        });
    }
}
