//! Acknowledged means synced, and one sync serves all commands that wait for it.
//!
//! SQLite in WAL mode with `synchronous=NORMAL` appends a commit to the log file and leaves it to
//! the operating system; the database stays whole at a power cut, but the last commits may be
//! missing. So a command that has committed waits here until the log file was synced after its
//! commit. While one sync is under way the next commands commit; the next sync covers them all.
//! The log is sequential: what is synced includes everything committed before, so nothing that a
//! command read can be lost while the command itself is kept.
//! PostgreSQL syncs by itself when it commits.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use model::{ErrorKind, Fault};
use tokio::sync::Mutex;

use crate::open::{DATABASE, Durability, Options};
use crate::sql::{Conn, Dialect};
use crate::{Error, Store};

/// The order of commits, and up to which of them the log file was synced.
pub(crate) struct GroupSync {
    /// The log file, where commits have to be synced by us.
    log: Option<PathBuf>,
    committed: AtomicU64,
    synced: Mutex<u64>,
    syncs: AtomicU64,
    /// A sync failed: what the operating system still holds is unknown until the database was
    /// opened anew.
    broken: AtomicBool,
}

/// The number of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

impl GroupSync {
    pub(crate) fn new(dialect: Dialect, options: &Options) -> Self {
        let ours = dialect == Dialect::Sqlite && options.tuning.durability == Durability::PowerLoss;
        Self {
            log: ours.then(|| options.data_dir.join(format!("{DATABASE}-wal"))),
            committed: AtomicU64::new(0),
            synced: Mutex::new(0),
            syncs: AtomicU64::new(0),
            broken: AtomicBool::new(false),
        }
    }

    /// A sync of the log file failed, here or where it was copied: the operating system tells of
    /// it once only, so no later sync may be believed.
    pub(crate) fn distrust(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }
}

impl Store {
    /// Commits; the caller waits for [`Store::synced`] before it acknowledges anything.
    pub(crate) async fn commit_conn(&self, conn: Conn) -> Result<Ticket, Error> {
        if self.inner.sync.broken.load(Ordering::SeqCst) {
            return Err(unsynced("an earlier sync failed"));
        }
        conn.commit().await?;
        Ok(Ticket(self.inner.sync.committed.fetch_add(1, Ordering::SeqCst) + 1))
    }

    /// Returns once the commit would survive a power cut.
    pub(crate) async fn synced(&self, ticket: Ticket) -> Result<(), Error> {
        let sync = &self.inner.sync;
        let Some(log) = &sync.log else { return Ok(()) };
        let mut synced = sync.synced.lock().await;
        if *synced >= ticket.0 {
            return Ok(());
        }
        let upto = sync.committed.load(Ordering::SeqCst);
        let path = log.clone();
        let done = tokio::task::spawn_blocking(move || flush(&path)).await;
        sync.syncs.fetch_add(1, Ordering::SeqCst);
        match done {
            Ok(Ok(())) => {
                *synced = upto;
                Ok(())
            }
            Ok(Err(error)) => {
                sync.distrust();
                Err(Error::io(log, error))
            }
            Err(error) => {
                sync.distrust();
                Err(unsynced(&error.to_string()))
            }
        }
    }

    /// How often the log file was synced: fewer times than there were commands under load.
    pub fn syncs(&self) -> u64 {
        self.inner.sync.syncs.load(Ordering::SeqCst)
    }
}

fn unsynced(reason: &str) -> Error {
    Fault::new(ErrorKind::Unavailable, "store.unsynced").with("reason", reason).into()
}

fn flush(log: &Path) -> std::io::Result<()> {
    std::fs::File::open(log)?.sync_data()?;
    // The file is made anew when the database is opened: its name must be durable too.
    match log.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
