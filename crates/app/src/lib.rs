//! The use-cases of a node: who may do what, in which transaction, with what consequence.
//!
//! What it is: sign-in and accounts, tenants, sharing policies, probes and their intake, the
//! detection worker, findings and reports, notices and their loop, nodes and enrolments, the
//! lists and figures of the console, live changes, metrics.
//! What it is not: it knows no HTTP, writes no SQL, reads no configuration file, and holds no
//! text for people (codes and parameters only).
//!
//! Entry points: [`App::start`], [`App::first_run`]; then one method a use-case, named resource
//! first (`notice_issue`). `App` is the [`federation::Host`] of the node's wire.
//!
//! Invariants:
//! - Every use-case begins with [`Caller::may`] (or takes a token): deny by default.
//! - Every transaction is opened here and runs in the caller's own [`store::Scope`], but for what
//!   the node itself says.
//! - Events are on disk before they are acknowledged, and processed at least once; what
//!   processing does is keyed, so that twice is once.
//! - Whoever may know of a change is told after its commit.

mod acceptance;
mod act;
mod assets;
mod audit;
mod baseline;
mod config;
mod detection;
mod diff;
mod duties;
pub mod engineered;
pub mod evidence;
mod filings;
mod findings;
mod first_run;
mod home;
mod host;
mod housekeeping;
mod inbox;
mod intake;
mod live;
mod locker;
mod loops;
mod maintenance;
mod metrics;
mod nodes;
mod notices;
mod organisation;
mod pack_desk;
mod packs;
pub mod password;
pub mod permission;
mod policies;
mod probe_verdict;
mod probes;
mod procedures;
pub mod published;
pub mod recheck;
pub mod reminders;
mod reports;
pub mod rule_sets;
mod secret;
mod sessions;
mod sharing;
mod tasks;
mod tell;
mod tenants;
mod throttle;
mod users;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::rest::welcome::Welcome;
use model::{Fault, Id, Role, TenantPath};
use store::{Clock, Scope, Store};

pub use config::{AppConfig, DemoAccounts, FederationFace};
pub use filings::Paper;
pub use first_run::AccountSeed;
pub use live::Live;
pub use metrics::Metrics;
pub use pack_desk::{MAX_BYTES as MAX_PACK_BYTES, zip as pack_zip};
pub use packs::Packs;
pub use procedures::{Known, Procedures};
pub use sessions::{OpenSession, Opened};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user: Id,
    pub login: String,
    pub name: String,
    pub tenant: TenantPath,
    pub role: Role,
    /// Address the call came from, `-` where it is not known.
    pub address: String,
}

impl Caller {
    fn scope(&self) -> Scope {
        Scope::new(self.tenant.clone(), self.login.as_str())
    }
}

/// What a node is put together from.
pub struct AppParts {
    /// Initialised (see [`store::Store::initialise`]).
    pub store: Store,
    pub events: store::events::EventStore,
    pub blobs: store::blobs::BlobStore,
    pub packs: Packs,
    pub config: AppConfig,
}

/// The use-cases. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    node: Id,
    store: Store,
    events: store::events::EventStore,
    blobs: store::blobs::BlobStore,
    packs: Packs,
    config: AppConfig,
    metrics: Metrics,
    live: live::Channel,
    throttle: throttle::Throttle,
    workers: detection::Workers,
    ready: AtomicBool,
}

impl App {
    /// Puts the use-cases together, brings what a sudden stop left unfinished in order, and
    /// starts the node's jobs. [`App::stop`] ends them.
    ///
    /// # Errors
    /// `store.not_initialised`; those of the store.
    pub async fn start(parts: AppParts) -> Result<Self, Fault> {
        let AppParts { store, events, blobs, packs, config } = parts;
        let node = store.identity()?.node;
        store.set_filing_rules(packs.procedures.clone());
        store.set_loops(packs.loops.clone());
        let app = Self(Arc::new(Inner {
            node,
            store,
            events,
            blobs,
            packs,
            config,
            metrics: Metrics::default(),
            live: live::Channel::default(),
            throttle: throttle::Throttle::default(),
            workers: detection::Workers::default(),
            ready: AtomicBool::new(false),
        }));
        app.declare_packs().await?;
        app.packs_catch_up().await?;
        app.tell_changes();
        app.loops_catch_up().await?;
        app.circulars_catch_up().await?;
        app.filings_catch_up().await?;
        app.detection_start();
        app.housekeep_regularly();
        app.0.ready.store(true, Ordering::Release);
        Ok(app)
    }

    /// Takes no more events, finishes those taken, ends live streams and jobs.
    pub async fn stop(&self) {
        self.0.ready.store(false, Ordering::Release);
        self.0.live.end();
        self.0.workers.stop().await;
    }

    /// This node's id.
    pub fn node(&self) -> Id {
        self.0.node
    }

    pub fn config(&self) -> &AppConfig {
        &self.0.config
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn packs(&self) -> &Packs {
        &self.0.packs
    }

    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// A fresh identifier.
    pub fn new_id(&self) -> Id {
        self.0.store.new_id()
    }

    fn clock(&self) -> &dyn Clock {
        self.0.store.clock().as_ref()
    }

    /// Changes that the caller's tenant may know of, from now on.
    pub fn live(&self, caller: &Caller) -> Live {
        self.0.live.subscribe(caller.tenant.clone())
    }

    /// What the sign-in page may know.
    pub fn welcome(&self) -> Welcome {
        let config = &self.0.config;
        let demo = config.demo.clone();
        Welcome {
            node_name: config.name.clone(),
            kind: config.kind,
            demo: demo.is_some(),
            accounts: demo.as_ref().map(|demo| demo.accounts.clone()).unwrap_or_default(),
            peers: demo.map(|demo| demo.peers).unwrap_or_default(),
        }
    }

    /// The node takes calls, and its database answers.
    pub async fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Acquire) && self.0.store.records().await.is_ok()
    }
}
