//! Edges between neighbouring nodes: enrolment, mutual TLS, exchanges, blobs.
//!
//! What it is: the wire. A child calls its parent; one exchange carries both directions; what is
//! sent, received and receipted is decided and kept by `store` in transactions.
//! What it is not: it decides no policy (`contract::sharing` does) and writes no SQL.
//! Entry points: [`server::serve`] for a node with children, [`client::Uplink`] for a node with a
//! parent, [`enrol::enrol`] for the one-time handshake, [`Invitation`] for what is handed over;
//! [`transport::Transport`] for another way between the two, [`bundle`] for files by hand.
//!
//! Invariants: nothing is trusted because of the connection alone (each message is signed by the
//! record key of the node that the certificate names); nothing is taken before it is on disk.

use std::future::Future;
use std::pin::Pin;

use model::{Fault, Id};
use store::PeerDraft;

pub mod bundle;
pub mod client;
pub mod enrol;
mod envelope;
mod error;
pub mod https;
mod invitation;
mod listener;
pub mod quota;
pub mod server;
pub mod service;
pub mod tls;
pub mod transport;

pub use error::Error;
pub use invitation::Invitation;
pub use listener::TlsListener;

/// What a card and a heartbeat say of the executable.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A boxed future, so that [`Host`] can be a trait object.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the wire needs from the application behind it.
pub trait Host: Send + Sync + 'static {
    /// Redeems a one-time token for the node that the draft describes: checks it, appends the
    /// directory records, adds the peer (`Tx::peer_put`) and marks the token used, in one
    /// transaction.
    fn redeem<'a>(&'a self, token: &'a str, child: PeerDraft) -> Task<'a, Result<(), Fault>>;

    /// Called after records from a peer were committed, with their record ids.
    fn received<'a>(&'a self, peer: Id, records: &'a [Id]) -> Task<'a, ()>;

    /// Called after the bytes of a blob from a peer were kept: a record may have waited for them.
    fn kept<'a>(&'a self, digest: &'a str) -> Task<'a, ()> {
        let _ = digest;
        Box::pin(async {})
    }

    /// Called after each exchange, for metrics and live updates; `changed` tells whether anything
    /// but heartbeats moved.
    fn exchanged(&self, peer: Id, changed: bool, failure: Option<&Fault>);
}
