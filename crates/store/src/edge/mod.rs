//! Edges: what travels between this node and its neighbours, kept with the log it comes from.
//!
//! A delivery is queued in the transaction that appends the record, numbered without gaps per
//! peer. Receiving is one transaction too: records, views, deliveries onward and the receipts that
//! acknowledge them stand or fall together. So neither end can lose what the other was told.

mod audit;
mod judge;
mod outgoing;
mod pages;
mod peers;
mod prove;
mod queue;
mod receipts;
mod receive;
mod refusals;

pub(crate) use prove::on_all_cores;
pub(crate) use queue::{Queued, gains, lane};

pub use audit::{LedgerLine, LogEntry};
pub use outgoing::Outgoing;
pub use pages::{DeliveryFilter, Lag, Quarantined};
pub use peers::{Peer, PeerDraft, Relation};
pub use receive::Received;
pub use refusals::Refusals;
