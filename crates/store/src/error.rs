//! What can go wrong in the store, and how it appears at the boundary.

use std::path::{Path, PathBuf};

use model::{ErrorKind, Fault};

/// Errors of this crate. [`Error::fault`] gives the boundary's form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal: bad input, a conflict, a missing permission.
    #[error(transparent)]
    Refused(#[from] Fault),
    #[error("ledger")]
    Ledger(#[from] ledger::Error),
    #[error("database")]
    Sql(#[source] sqlx::Error),
    #[error("file {}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    /// What stands in the database cannot be read back.
    #[error("stored {what} cannot be read: {reason}")]
    Stored { what: &'static str, reason: String },
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl Error {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn stored(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Stored { what, reason: reason.to_string() }
    }

    /// The error as it crosses a boundary.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Refused(fault) => fault.clone(),
            Self::Ledger(error) => error.clone().into(),
            Self::Sql(error) => sql_fault(error),
            Self::Io { path, source } if is_full(source) => {
                Fault::new(ErrorKind::Unavailable, "store.disk_full").with("path", path.display())
            }
            Self::Io { path, source } => Fault::new(ErrorKind::Unavailable, "store.file")
                .with("path", path.display())
                .with("reason", source),
            Self::Stored { what, reason } => Fault::new(ErrorKind::Internal, "store.unreadable")
                .with("what", what)
                .with("reason", reason),
        }
    }

    /// Whether the database itself refused.
    pub(crate) fn is_of_database(&self) -> bool {
        matches!(self, Self::Sql(_))
    }

    pub fn kind(&self) -> ErrorKind {
        self.fault().kind
    }

    pub fn code(&self) -> String {
        self.fault().code.into_owned()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        error.fault()
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

fn sql_fault(error: &sqlx::Error) -> Fault {
    let unavailable = |code: &'static str| Fault::new(ErrorKind::Unavailable, code);
    match error {
        sqlx::Error::Database(error) => database_fault(error.as_ref()),
        sqlx::Error::PoolTimedOut => unavailable("store.busy"),
        sqlx::Error::Io(source) if is_full(source) => unavailable("store.disk_full"),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => {
            unavailable("store.unreachable").with("reason", error)
        }
        sqlx::Error::RowNotFound => Fault::not_found("store.row"),
        other => Fault::new(ErrorKind::Internal, "store.sql").with("reason", other),
    }
}

/// SQLite gives its extended result codes in decimal, PostgreSQL its SQLSTATE.
fn database_fault(error: &dyn sqlx::error::DatabaseError) -> Fault {
    let code = error.code().unwrap_or_default();
    let primary = code.parse::<u32>().ok().filter(|_| code.len() != 5).map(|n| n & 0xff);
    let unavailable = |code: &'static str| Fault::new(ErrorKind::Unavailable, code);
    match (primary, code.as_ref()) {
        (Some(13), _) | (None, "53100") => unavailable("store.disk_full"),
        (Some(5 | 6), _) | (None, "40001" | "40P01" | "55P03") => unavailable("store.busy"),
        (Some(8), _) | (None, "25006") => unavailable("store.read_only"),
        (Some(10 | 14), _) => unavailable("store.file").with("reason", error),
        (Some(11 | 26), _) => {
            Fault::new(ErrorKind::Internal, "store.damaged").with("reason", error)
        }
        (None, state) if ["08", "53", "57"].iter().any(|class| state.starts_with(class)) => {
            unavailable("store.unreachable").with("reason", error)
        }
        // A value that the column cannot take: too large, or not text to this engine.
        (Some(18 | 20), _) => Fault::invalid("store.value").with("reason", error),
        (None, state) if state.starts_with("22") => {
            Fault::invalid("store.value").with("reason", error)
        }
        _ if error.is_unique_violation() => Fault::conflict("store.duplicate"),
        _ => Fault::new(ErrorKind::Internal, "store.sql").with("reason", error),
    }
}
