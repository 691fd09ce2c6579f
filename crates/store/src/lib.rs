//! The memory of a node: the record log with its views, the state of its edges, blobs, events.
//!
//! Entry points: [`Store::open`], [`Store::initialise`], [`Store::begin`] ([`Tx::append`]),
//! [`Store::read`], [`Store::seal_segment`], [`Store::verify`], [`Store::rebuild`],
//! [`Store::backup`]; `edge_…` for what travels between nodes.
//! What it is not: it decides no authorisation beyond the tenant of the [`Scope`], speaks no HTTP,
//! and starts no job of its own.
//!
//! Invariants:
//! - A record that `commit` acknowledged is on disk, with its views and its deliveries.
//! - Every call takes a [`Scope`]; PostgreSQL repeats it by row-level security.
//! - Views hold nothing that the log does not say: [`Store::rebuild`] gives identical tables.
//! - One writer at a time; readers never wait for it.
//! - SQL is written here and nowhere else, once for both engines.

mod backup;
pub mod blobs;
mod checkpoint;
mod clock;
pub mod credentials;
mod directory;
mod edge;
mod engine;
mod error;
pub mod events;
mod keys;
mod log;
mod open;
mod passing;
mod rebuild;
mod rotation;
#[cfg(feature = "sabotage")]
pub mod sabotage;
mod schema;
mod scope;
mod segments;
mod sql;
mod sync;
mod tally;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tx;
mod verify;
pub mod views;

pub use backup::{Backup, Progress};
pub use clock::{Clock, FixedClock, SystemClock};
pub use directory::{Directory, NodeKeys};
pub use edge::{
    DeliveryFilter, Lag, LedgerLine, LogEntry, Outgoing, Peer, PeerDraft, Quarantined, Received,
    Refusals, Relation,
};
pub use error::Error;
pub use open::{Change, Durability, Identity, NodeSeed, Options, Read, Store, TenantSeed, Tuning};
pub use rebuild::Rebuilt;
pub use rotation::{Former, FormerState, KeyWord};
pub use schema::version as schema_version;
pub use scope::Scope;
pub use sql::{Conn, Dialect, Row, Sql};
pub use tx::Tx;
pub use verify::{VerifyFailure, VerifyOutcome, VerifyReport};

#[cfg(test)]
mod tests;
