//! What can go wrong with events.

use std::io;
use std::path::Path;

use model::{ErrorKind, Fault};

use crate::Error;

/// An event store's error; outside it is [`Error::Refused`].
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The disk, or the space set aside for events, is full: free some or shorten retention.
    #[error("no space is left for events")]
    DiskFull,
    #[error("another process has the event store {path} open")]
    InUse { path: String },
    /// Not `<YYYY-MM-DD>.<block>.<index>`.
    #[error("not a reference of an event: {text}")]
    Reference { text: String },
    #[error("no event {reference}")]
    NotFound { reference: String },
    #[error("block {block} of {day} is damaged")]
    Damaged { day: String, block: u64 },
    #[error("a batch of {bytes} bytes is too large")]
    TooLarge { bytes: usize },
    #[error("event file {path}")]
    Io { path: String, source: io::Error },
    #[error("event index of {day}")]
    Index { day: String, source: sqlx::Error },
    /// The node is stopping.
    #[error("the event store is closed")]
    Closed,
}

impl EventError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { path: path.display().to_string(), source },
        }
    }

    /// The same error once more, for each of the batches that shared a write.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Io { path, source } => Self::Io {
                path: path.clone(),
                source: io::Error::new(source.kind(), source.to_string()),
            },
            Self::Index { day, source } => {
                Self::Index { day: day.clone(), source: sqlx::Error::Protocol(source.to_string()) }
            }
            _ => Self::Closed,
        }
    }
}

impl From<EventError> for Error {
    fn from(error: EventError) -> Self {
        let unavailable = |code: &'static str| Fault::new(ErrorKind::Unavailable, code);
        Self::Refused(match error {
            EventError::DiskFull => unavailable("events.disk_full"),
            EventError::InUse { path } => unavailable("events.in_use").with("path", path),
            EventError::Reference { text } => {
                Fault::invalid("events.reference").with("value", text)
            }
            EventError::NotFound { reference } => {
                Fault::not_found("events.missing").with("reference", reference)
            }
            EventError::Damaged { day, block } => Fault::new(ErrorKind::Internal, "events.damaged")
                .with("day", day)
                .with("block", block),
            EventError::TooLarge { bytes } => {
                Fault::invalid("events.too_large").with("size_bytes", bytes)
            }
            EventError::Io { path, source } => {
                unavailable("events.io").with("path", path).with("reason", source)
            }
            EventError::Index { day, source } => {
                unavailable("events.index").with("day", day).with("reason", source)
            }
            EventError::Closed => unavailable("events.closed"),
        })
    }
}
