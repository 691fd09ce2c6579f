//! Temporary stores for tests, of this crate and of others (feature `testing`).

use std::path::PathBuf;
use std::sync::Arc;

use ledger::Suite;
use model::{Millis, NodeKind, TenantKind, TenantPath};
use tempfile::TempDir;

use crate::{FixedClock, NodeSeed, Options, Store, TenantSeed};

mod postgres;

pub use postgres::Cluster;

/// A store with its clock, removed with its folder when dropped.
pub struct TestStore {
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub options: Options,
    _dir: TempDir,
}

/// What the clocks of tests show first: 2026-01-01T00:00:00Z.
pub const START: Millis = Millis(1_767_225_600_000);

impl TestStore {
    /// An empty store on this engine. `salt` keeps identifiers of several stores apart.
    pub async fn open(url: &str, salt: u16) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let clock = Arc::new(FixedClock::new(START, salt));
        let data_dir: PathBuf = dir.path().join("data");
        let options = Options { url: url.to_owned(), data_dir, clock: clock.clone() };
        let store = Store::open(options.clone()).await.expect("the store opens");
        Self { store, clock, options, _dir: dir }
    }

    /// A node that hosts these tenants. Ed25519 keeps tests quick.
    pub async fn node(url: &str, salt: u16, kind: NodeKind, tenants: &[&str]) -> Self {
        let test = Self::open(url, salt).await;
        let seed = seed(&format!("node {salt}"), kind, tenants);
        test.store.initialise(seed).await.expect("the node is made");
        test
    }

    /// The same node after a restart.
    pub async fn reopen(&mut self) {
        self.store.close().await;
        self.store = Store::open(self.options.clone()).await.expect("the store opens again");
    }
}

/// A seed with tenants named after their paths.
pub fn seed(name: &str, kind: NodeKind, tenants: &[&str]) -> NodeSeed {
    let tenants = tenants.iter().map(|tenant| TenantSeed {
        path: path(tenant),
        name: (*tenant).to_owned(),
        kind: TenantKind::Enterprise,
        credit_code: String::new(),
        industry: String::new(),
    });
    let suite = Suite::named("ed25519-sha256").expect("a known suite");
    NodeSeed { name: name.to_owned(), kind, suite, tenants: tenants.collect() }
}

/// A tenant path from text.
pub fn path(text: &str) -> TenantPath {
    text.parse().expect("a tenant path")
}
