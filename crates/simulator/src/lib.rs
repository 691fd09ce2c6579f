//! The federation under faults: a tree of real nodes in one process.
//!
//! What it is: each node has its own store, keys and log; messages go through the client and
//! service of `federation` over its memory transport, on a wire that loses, delays, repeats and
//! cuts; nodes die and start again from their databases; clocks are wrong; versions differ. Time
//! is virtual, and what happens follows from the seed. From outside it is checked that nothing
//! acknowledged is lost, nothing goes where its author did not mean it to go, both ends of each
//! edge agree, and views are what the logs say.
//! What it is not: no HTTP, no TLS, no power cuts (docs/federation.md says what proves those).
//! Entry points: [`run`]; [`kill`] for a real process that is killed;
//! [`measure`] for what an edge does per second.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

mod check;
mod clock;
mod faults;
pub mod kill;
pub mod measure;
mod node;
mod oracle;
mod random;
pub mod recipients;
mod sabotage;
mod timeline;
mod wire;
mod workload;
mod world;

pub use check::Violation;
pub use faults::Fault;
pub use sabotage::Sabotage;

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Nodes a tier, from the root: 1, then provinces, then enterprises.
    pub nodes: Vec<usize>,
    pub seed: u64,
    pub rounds: u32,
    /// Virtual milliseconds a round.
    pub round_ms: i64,
    pub faults: BTreeSet<Fault>,
    pub sabotage: Option<Sabotage>,
    /// Most nodes whose logs are verified and whose views are rebuilt at the end; the root and
    /// the provinces come first.
    pub verify: usize,
    /// Where the nodes' folders are made.
    pub folder: Option<std::path::PathBuf>,
}

impl Plan {
    /// All faults, four rounds of half a minute.
    pub fn new(nodes: &[usize], seed: u64) -> Self {
        Self {
            nodes: nodes.to_vec(),
            seed,
            rounds: 4,
            round_ms: 30_000,
            faults: Fault::ALL.into_iter().collect(),
            sabotage: None,
            verify: 60,
            folder: None,
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Whether everything came to rest within a virtual minute after the last fault.
    pub converged: bool,
    pub violations: usize,
    /// Records that are not where they should be, of them acknowledged by their own node or not.
    pub lost: usize,
    /// Records seen where they may not be, on a wire or in a log.
    pub leaked: usize,
    pub nodes: usize,
    pub seed: u64,
    pub rounds: u32,
    /// Acknowledged by the nodes' people.
    pub records: u64,
    /// Items settled over all edges.
    pub deliveries: u64,
    /// Of them refused by the receiver, with a reason.
    pub rejected: u64,
    /// With which codes.
    pub rejected_with: BTreeMap<String, u64>,
    pub exchanges: u64,
    pub messages_lost: u64,
    pub messages_duplicated: u64,
    pub messages_reordered: u64,
    /// Exchanges that the parent refused: replays, suspended nodes, older versions.
    pub exchanges_refused: u64,
    pub kills: u64,
    pub joined: u64,
    pub suspended: u64,
    pub key_changes: u64,
    pub key_revocations: u64,
    /// Virtual time from the end of the last fault until nothing waited any more.
    pub heal_to_convergence_ms: i64,
    /// The same on this machine.
    pub heal_to_convergence_wall_ms: u64,
    pub virtual_ms: i64,
    pub wall_ms: u64,
    /// Nodes whose logs were verified and whose views were rebuilt.
    pub verified: u64,
    /// The first of them, with their places.
    pub first: Vec<Violation>,
}

impl Outcome {
    pub fn is_sound(&self) -> bool {
        self.converged && self.violations == 0 && self.lost == 0 && self.leaked == 0
    }
}

/// What keeps a run from being carried out at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the tree must be one root, then provinces (at most 89), then enterprises: 1,3,9")]
    Shape,
    #[error("a node is not enrolled")]
    Unenrolled,
    #[error("a body has no JSON form")]
    Body(#[source] serde_json::Error),
    #[error("cannot use a folder")]
    Folder(#[source] std::io::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("blobs: {0}")]
    Blobs(model::Fault),
}

impl Error {
    fn blob(error: &store::blobs::BlobError) -> Self {
        Self::Blobs(error.into())
    }
}

/// Runs one plan on the current runtime, telling what it is at.
///
/// # Errors
/// [`Error`] when the run cannot be carried out; broken invariants are in the outcome.
pub async fn run(plan: &Plan, tell: &(dyn Fn(&str) + Sync)) -> Result<Outcome, Error> {
    world::run(plan, tell).await
}

#[cfg(test)]
mod tests;
