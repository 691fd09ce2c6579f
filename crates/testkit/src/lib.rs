//! A whole node in a test: temporary store, use-cases, API, a clock that stands until it is
//! moved; and clients that speak to it as browsers and probes do, without a network.
//!
//! What it is not: for tests only; it panics where a test would.
//! Entry points: [`Node::start`], [`Node::national`], [`Node::provincial`]; [`Node::sign_in`],
//! [`Client`]; [`traffic`] for events.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up is to fail")]

mod client;
pub mod traffic;
pub mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, OnceLock};

use app::{AccountSeed, App, AppConfig, AppParts, DemoAccounts, FederationFace, Packs};
use axum::Router;
use model::{Millis, NodeKind, Role, TenantKind, TenantPath};
use store::blobs::BlobStore;
use store::events::{EventOptions, EventStore};
use store::{Clock as _, FixedClock, NodeSeed, Options, Store, TenantSeed};
use tempfile::TempDir;

pub use client::{Client, Reply};
pub use procedure::Pack;
pub use store::testing::Cluster;

/// 2026-01-05 09:00 in China, a Monday.
pub const START: Millis = Millis(1_767_574_800_000);
/// Password of every account made by [`Node::account`].
pub const PASSWORD: &str = "kept-in-the-tests-only";

const PROVINCE: &[(&str, TenantKind)] = &[
    ("cn/32/miit", TenantKind::IndustryAuthority),
    ("cn/32/ca", TenantKind::CommunicationsAdministration),
    ("cn/32/ent/b", TenantKind::Enterprise),
];

/// A node in a temporary folder.
pub struct Node {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub router: Router,
    seed: Seed,
    dir: Arc<TempDir>,
}

/// What kind of node, and who lives on it.
#[derive(Clone)]
struct Seed {
    url: String,
    kind: NodeKind,
    tenants: Vec<(String, TenantKind)>,
}

impl Node {
    /// A node of this kind; the first tenant runs it. Every tenant is named after its path.
    pub async fn start(kind: NodeKind, tenants: &[(&str, TenantKind)]) -> Self {
        let tenants = tenants.iter().map(|(path, kind)| ((*path).to_owned(), *kind)).collect();
        Self::make(Seed { url: "sqlite".to_owned(), kind, tenants }).await
    }

    async fn make(seed: Seed) -> Self {
        // Identifiers of several nodes of one test must differ.
        static SALT: AtomicU16 = AtomicU16::new(1);
        let clock = Arc::new(FixedClock::new(START, SALT.fetch_add(1, Ordering::Relaxed)));
        Self::open(seed, Arc::new(TempDir::new().unwrap()), clock).await
    }

    /// A national node that also hosts a province's authorities and two enterprises, so that
    /// every role has a place on it.
    pub async fn national() -> Self {
        Self::start(
            NodeKind::National,
            &[
                ("cn", TenantKind::Ministry),
                ("cn/32/miit", TenantKind::IndustryAuthority),
                ("cn/32/ca", TenantKind::CommunicationsAdministration),
                ("cn/32/ent/a", TenantKind::Enterprise),
                ("cn/32/ent/b", TenantKind::Enterprise),
            ],
        )
        .await
    }

    /// A province with its two authorities and an enterprise that has no node of its own.
    pub async fn provincial() -> Self {
        Self::start(NodeKind::Provincial, PROVINCE).await
    }

    /// The same on this database (`postgres://…`).
    pub async fn provincial_on(url: &str) -> Self {
        let tenants = PROVINCE.iter().map(|(path, kind)| ((*path).to_owned(), *kind)).collect();
        Self::make(Seed { url: url.to_owned(), kind: NodeKind::Provincial, tenants }).await
    }

    async fn open(seed: Seed, dir: Arc<TempDir>, clock: Arc<FixedClock>) -> Self {
        let data_dir = dir.path().join("data");
        let options = Options {
            url: seed.url.clone(),
            data_dir: data_dir.clone(),
            clock: clock.clone(),
            tuning: store::Tuning::default(),
        };
        let store = Store::open(options).await.unwrap();
        if store.identity().is_err() {
            store.initialise(node_seed(&seed)).await.unwrap();
        }
        let home = path(&seed.tenants[0].0);
        let mut config = AppConfig::new("test node", seed.kind, home);
        config.federation = Some(FederationFace {
            public_url: "https://127.0.0.1:1".to_owned(),
            authority: "PEM".to_owned(),
        });
        config.demo = Some(DemoAccounts { accounts: Vec::new(), peers: Vec::new() });
        let parts = AppParts {
            store,
            events: EventStore::open(&data_dir.join("events"), EventOptions::default())
                .await
                .unwrap(),
            blobs: BlobStore::open(&data_dir.join("blobs")).unwrap(),
            packs: packs(),
            config,
        };
        let app = App::start(parts).await.unwrap();
        app.first_run("admin").await.unwrap();
        Self { router: api::router(app.clone()), app, clock, seed, dir }
    }

    /// Stops the node in good order. Clients made of it must be gone: they hold its files open.
    pub async fn stop(self) -> Stopped {
        let Self { app, clock, router, seed, dir } = self;
        app.stop().await;
        app.store().close().await;
        drop((app, router));
        settle().await;
        Stopped { clock, seed, dir }
    }

    /// Stops the node and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        self.stop().await.start().await
    }

    /// An account with the password [`PASSWORD`].
    pub async fn account(&self, login: &str, tenant: &str, role: Role) {
        let seed = AccountSeed {
            tenant: path(tenant),
            login: login.to_owned(),
            name: login.to_owned(),
            role,
            password: PASSWORD.to_owned(),
        };
        self.app.account_seed(seed).await.unwrap();
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A new account of this role, signed in.
    pub async fn sign_in(&self, login: &str, tenant: &str, role: Role) -> Client {
        self.account(login, tenant, role).await;
        let mut client = self.anonymous();
        let reply = client.sign_in(login, PASSWORD).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        client
    }

    /// The folder of the node's data.
    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }
}

/// Makes one node the parent of another.
pub async fn enrol(parent: &Node, child: &Node) {
    store::testing::enrol(parent.app.store(), child.app.store()).await;
}

/// Exchanges over all edges (child, parent) until nothing moves, as the wire does: what follows
/// from the records that came is done after each.
pub async fn settle_edges(edges: &[(&Node, &Node)]) {
    for _ in 0..50 {
        let mut moved = false;
        for (child, parent) in edges {
            let (up, down) = store::testing::exchange(child.app.store(), parent.app.store()).await;
            assert_eq!((&up.rejected, &down.rejected), (&Vec::new(), &Vec::new()));
            parent.app.after_received(&up.applied).await.unwrap();
            child.app.after_received(&down.applied).await.unwrap();
            moved |= [&up, &down].iter().any(|took| !took.applied.is_empty() || took.settled > 0);
        }
        if !moved {
            return;
        }
    }
    panic!("the exchanges do not come to rest");
}

/// The one-time token in an invitation.
pub fn invitation_token(text: &str) -> String {
    federation::Invitation::from_text(text).unwrap().token
}

/// A node that does not run.
pub struct Stopped {
    clock: Arc<FixedClock>,
    seed: Seed,
    dir: Arc<TempDir>,
}

impl Stopped {
    pub async fn start(self) -> Node {
        Node::open(self.seed, self.dir, self.clock).await
    }

    /// Puts a batch on disk as a node does that is killed right after it acknowledged.
    pub async fn store_batch(&self, tenant: &str, batch: &str, ndjson: &[u8]) {
        let dir = self.dir.path().join("data/events");
        let events = EventStore::open(&dir, EventOptions::default()).await.unwrap();
        let parsed = Arc::new(store::events::Batch::parse(ndjson));
        events.append(&path(tenant), batch, self.clock.now(), parsed).await.unwrap();
        drop(events);
        settle().await;
    }
}

/// Lets tasks that hold the old node's files end.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
}

fn node_seed(seed: &Seed) -> NodeSeed {
    let tenants = seed.tenants.iter().map(|(tenant, kind)| TenantSeed {
        path: path(tenant),
        name: tenant.clone(),
        kind: *kind,
        credit_code: String::new(),
        industry: String::new(),
    });
    NodeSeed {
        name: "test node".to_owned(),
        kind: seed.kind,
        suite: ledger::Suite::named("ed25519-sha256").unwrap(),
        tenants: tenants.collect(),
    }
}

/// A tenant path from text.
pub fn path(text: &str) -> TenantPath {
    text.parse().unwrap()
}

/// The packs of the repository, compiled once a process.
pub fn packs() -> Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(compile_packs).separate()
}

fn compile_packs() -> Packs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut packs = Vec::new();
    for entry in fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        if folder.is_dir() {
            let mut files = BTreeMap::new();
            read_folder(&folder, "", &mut files);
            packs.push(Pack::load(&files).unwrap_or_else(|problems| panic!("{problems:?}")));
        }
    }
    Packs::compile(packs).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The files of a pack's folder, by the names the manifest uses.
pub fn pack_files(id: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(id);
    let mut files = BTreeMap::new();
    read_folder(&folder, "", &mut files);
    files
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}
