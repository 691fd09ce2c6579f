//! The store itself: opening, the node's identity, read handles and write transactions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use contract::federation::NodeCard;
use contract::kinds::{Kind as _, tenant::Tenant};
use contract::sharing::Routes;
use contract::{RecordDraft, Sharing};
use ledger::{Keypair, Suite};
use model::{ErrorKind, Fault, Id, Millis, NodeKind, TenantKind, TenantPath};
use tokio::sync::{Mutex, broadcast};

use crate::checkpoint::Checkpoints;
use crate::directory::Directory;
use crate::edge::Lag;
use crate::engine::{Pool, Transaction};
use crate::keys::{Keys, create_private};
use crate::rotation::Former;
use crate::sql::{Conn, Dialect, Sql};
use crate::sync::GroupSync;
use crate::tx::{Head, Writer};
use procedure::loops::Loops;

use crate::views::FilingRules;
use crate::views::filing::NoProcedures;
use crate::{Clock, Error, Scope, Tx, schema};

/// How to open a store.
#[derive(Clone)]
pub struct Options {
    /// `sqlite` (the default: a file in `data_dir`) or `postgres://user:password@host/database`.
    pub url: String,
    /// Keys, and the embedded database. Made if it is not there.
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub tuning: Tuning,
}

/// How much of the machine the embedded database may use, and what a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Connections for reading.
    pub readers: u32,
    /// Page cache of the writing connection and of each reading one, KiB.
    pub writer_cache_kib: u32,
    pub reader_cache_kib: u32,
    /// Pages of the log file (4 KiB each) after which it is copied into the database.
    pub checkpoint_pages: u32,
    pub durability: Durability,
}

impl Default for Tuning {
    /// Caches are small: the operating system has one too, and a node has several connections.
    /// The writer's holds the pages that a message of 2,000 records touches, and the log file
    /// several such messages, most of which are copied beside the writer by then.
    fn default() -> Self {
        Self {
            readers: 6,
            writer_cache_kib: 32_000,
            reader_cache_kib: 2000,
            checkpoint_pages: 12_000,
            durability: Durability::PowerLoss,
        }
    }
}

/// What a commit that was acknowledged survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A power cut: synced to the disk before it is acknowledged. What every node runs with.
    PowerLoss,
    /// The end of the process only: handed to the operating system, not synced. For the
    /// simulator, whose nodes die within a process that lives on.
    ProcessLoss,
}

/// What a new node is to be.
#[derive(Debug, Clone)]
pub struct NodeSeed {
    pub name: String,
    pub kind: NodeKind,
    pub suite: Suite,
    /// Tenants that live on it; the first is the one its administrator belongs to.
    pub tenants: Vec<TenantSeed>,
}

/// A tenant of a new node.
#[derive(Debug, Clone)]
pub struct TenantSeed {
    pub path: TenantPath,
    pub name: String,
    pub kind: TenantKind,
    /// Unified social credit code, or empty.
    pub credit_code: String,
    /// GB/T 4754 division, or empty.
    pub industry: String,
}

/// Who this node is.
#[derive(Debug, Clone)]
pub struct Identity {
    pub node: Id,
    pub name: String,
    pub kind: NodeKind,
    pub keypair: Keypair,
    /// The keys before it, oldest first.
    pub former: Vec<Former>,
    pub created: Millis,
}

/// Told to subscribers after a commit, once per record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Place in this node's log, own and received records together.
    pub position: u64,
    pub record: Id,
    pub object: Id,
    pub kind: String,
    /// The tenants of this node that may see it.
    pub viewers: BTreeSet<TenantPath>,
    /// The neighbour it came from; `None` for this node's own.
    pub from: Option<Id>,
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) dialect: Dialect,
    reads: Pool,
    writes: Pool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) data_dir: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) writer: Arc<Mutex<Writer>>,
    pub(crate) sync: GroupSync,
    pub(crate) checkpoints: Checkpoints,
    identity: RwLock<Option<Arc<Identity>>>,
    known: RwLock<Known>,
    filing_rules: RwLock<Arc<dyn FilingRules>>,
    loops: RwLock<Arc<Loops>>,
    changes: broadcast::Sender<Change>,
    /// For each neighbour, up to where all that was sent is known to be receipted.
    pub(crate) settled: std::sync::Mutex<BTreeMap<Id, u64>>,
    /// What waits for neighbours that very much waits for, as of when it was counted.
    pub(crate) backlogs: std::sync::Mutex<BTreeMap<Id, (Millis, Lag)>>,
}

/// What readers see of the directory: that of the last commit.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) directory: Arc<Directory>,
    pub(crate) routes: Arc<Routes>,
}

/// A read handle: one consistent view of the database.
pub struct Read {
    conn: Conn,
    scope: Scope,
    known: Known,
    now: Millis,
}

impl Read {
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn routes(&self) -> &Routes {
        &self.known.routes
    }

    pub fn directory(&self) -> &Directory {
        &self.known.directory
    }

    /// The time at which the handle was made.
    pub fn now(&self) -> Millis {
        self.now
    }
}

impl std::ops::Deref for Read {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl std::ops::DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// Name of the embedded database in the data folder.
pub(crate) const DATABASE: &str = "huhang.db";

impl Store {
    /// Opens the store and brings its schema up to date.
    ///
    /// Errors: `store.url`, `store.schema_newer`, `store.unreachable`, `store.file`,
    /// `store.disk_full`, `store.node_key` (the database knows a node whose key file is missing),
    /// `store.key_mismatch` (the key file is of another node).
    pub async fn open(options: Options) -> Result<Self, Error> {
        create_private(&options.data_dir).map_err(|e| Error::io(&options.data_dir, e))?;
        let (dialect, url) = engine(&options)?;
        let sync = GroupSync::new(dialect, &options);
        let checkpoints = Checkpoints::new(dialect, &url, &options);
        let writes = Pool::connect(dialect, &url, 1, options.tuning.writer(dialect)).await?;
        let begin = begin_write(&writes, dialect).await?;
        let grew = schema::migrate(begin, options.clock.now()).await?;
        let readers = options.tuning.readers.max(1);
        let reads = Pool::connect(dialect, &url, readers, options.tuning.reader(dialect)).await?;
        let store = Self {
            inner: Arc::new(Inner {
                dialect,
                reads,
                writes,
                keys: Keys::new(&options.data_dir),
                data_dir: options.data_dir,
                clock: options.clock,
                writer: Arc::default(),
                sync,
                checkpoints,
                identity: RwLock::default(),
                known: RwLock::default(),
                filing_rules: RwLock::new(Arc::new(NoProcedures)),
                loops: RwLock::default(),
                changes: broadcast::channel(4096).0,
                settled: std::sync::Mutex::default(),
                backlogs: std::sync::Mutex::default(),
            }),
        };
        store.load().await?;
        if grew && store.identity().is_ok() {
            store.rebuild(&|_| ()).await?;
        }
        Ok(store)
    }

    /// Reads identity and directory from the database.
    async fn load(&self) -> Result<(), Error> {
        let mut read = self.read(&Scope::system()).await?;
        let Some(identity) = self.stored_identity(&mut read).await? else { return Ok(()) };
        self.set_identity(identity);
        let head = Head::load(&mut read).await?;
        let directory = Arc::new(self.load_directory(&mut read).await?);
        drop(read);
        let routes = Arc::new(directory.routes());
        self.publish(&directory, &routes);
        *self.inner.writer.lock().await = Writer { head, directory, routes };
        Ok(())
    }

    /// Makes this store the memory of a new node: draws its keys, writes its identity and the
    /// records of its tenants.
    ///
    /// Errors: `store.initialised` when it is a node already; `store.no_tenant`.
    pub async fn initialise(&self, seed: NodeSeed) -> Result<Arc<Identity>, Error> {
        let Some(first) = seed.tenants.first() else {
            return Err(Fault::invalid("store.no_tenant").into());
        };
        if self.identity().is_ok() {
            return Err(Fault::conflict("store.initialised").into());
        }
        let scope = Scope::system();
        let first = first.path.clone();
        let keypair = self.inner.keys.node_or_generate(seed.suite)?;
        let identity = Identity {
            node: self.inner.clock.id(),
            name: seed.name,
            kind: seed.kind,
            keypair,
            former: Vec::new(),
            created: self.inner.clock.now(),
        };
        let mut tx = Tx::found(self, &scope, &identity).await?;
        for tenant in seed.tenants {
            let seal = self.inner.keys.seal_or_generate(&tenant.path, seed.suite)?;
            let body = Tenant {
                path: tenant.path,
                name: tenant.name,
                kind: tenant.kind,
                node: identity.node,
                credit_code: tenant.credit_code,
                industry: tenant.industry,
                seal_suite: seal.suite().name().to_owned(),
                seal_key: seal.public_key().text(),
                state: "active".to_owned(),
            };
            let draft = RecordDraft {
                object: self.inner.clock.id(),
                kind: Tenant::NAME,
                tenant: first.clone(),
                author: scope.actor().to_owned(),
                sharing: Sharing::everyone(),
                body: serde_json::to_value(&body).map_err(|e| Error::stored("tenant", e))?,
                follows: 0,
                binding: false,
            };
            tx.append(draft).await?;
        }
        // Before the commit: the first records are sealed under this identity.
        tx.commit_as(identity).await?;
        self.identity()
    }

    /// The seal key of a tenant that lives, or is about to live, on this node; drawn when it is
    /// first asked for. Its public half goes into the tenant's record.
    pub fn tenant_key(&self, tenant: &TenantPath) -> Result<ledger::PublicKey, Error> {
        let suite = self.identity()?.keypair.suite();
        Ok(self.inner.keys.seal_or_generate(tenant, suite)?.public_key().clone())
    }

    /// Who this node is; `store.not_initialised` before [`Store::initialise`].
    pub fn identity(&self) -> Result<Arc<Identity>, Error> {
        let identity = self.inner.identity.read().unwrap_or_else(PoisonError::into_inner);
        identity
            .clone()
            .ok_or_else(|| Fault::new(ErrorKind::Unavailable, "store.not_initialised").into())
    }

    pub(crate) fn set_identity(&self, identity: Identity) {
        let mut own = self.inner.identity.write().unwrap_or_else(PoisonError::into_inner);
        *own = Some(Arc::new(identity));
    }

    /// This node as its neighbours are to see it; `version` is the executable's.
    pub fn card(&self, version: &str) -> Result<NodeCard, Error> {
        let identity = self.identity()?;
        Ok(NodeCard {
            node: identity.node,
            name: identity.name.clone(),
            kind: identity.kind,
            version: version.to_owned(),
            suite: identity.keypair.suite().name().to_owned(),
            public_key: identity.keypair.public_key().text(),
            former: identity.former_keys(),
            tenants: self.routes().local.iter().cloned().collect(),
        })
    }

    /// A read handle under this scope.
    pub async fn read(&self, scope: &Scope) -> Result<Read, Error> {
        let known = self.known();
        let begin = match self.inner.dialect {
            Dialect::Sqlite => "BEGIN",
            // One snapshot for all statements of the handle, as SQLite gives.
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let begin = self.inner.reads.begin(begin).await?;
        Ok(Read { conn: Conn::new(begin, scope), scope: scope.clone(), known, now: self.now() })
    }

    /// A write transaction under this scope. Waits for the one before it to end.
    pub async fn begin(&self, scope: &Scope) -> Result<Tx, Error> {
        self.identity()?;
        Tx::begin(self, scope).await
    }

    pub(crate) async fn begin_conn(&self, scope: &Scope) -> Result<Conn, Error> {
        let begin = begin_write(&self.inner.writes, self.inner.dialect).await?;
        let conn = Conn::new(begin, scope);
        let mut conn = conn.with_rules(self.filing_rules(), self.loops());
        if self.inner.dialect == Dialect::Postgres {
            // One writer at a time, across processes too (a running node and `huhang admin`).
            conn.execute(Sql::new("SELECT pg_advisory_xact_lock(7411)")).await?;
        }
        Ok(conn)
    }

    /// Brings what this node's procedures say of filings. Views that were folded without them
    /// follow with [`crate::views::filings_refold`] or a rebuild.
    pub fn set_filing_rules(&self, rules: Arc<dyn FilingRules>) {
        *self.inner.filing_rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// Brings the closed loops of this node's packs. What they rule follows with
    /// [`crate::views::loops_install`].
    pub fn set_loops(&self, loops: Arc<Loops>) {
        *self.inner.loops.write().unwrap_or_else(PoisonError::into_inner) = loops;
    }

    pub(crate) fn loops(&self) -> Arc<Loops> {
        self.inner.loops.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn filing_rules(&self) -> Arc<dyn FilingRules> {
        self.inner.filing_rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Which neighbour leads to which tenant, as of the last commit.
    pub fn routes(&self) -> Arc<Routes> {
        self.known().routes
    }

    /// Nodes, tenants and keys known, as of the last commit.
    pub fn directory(&self) -> Arc<Directory> {
        self.known().directory
    }

    fn known(&self) -> Known {
        self.inner.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn publish(&self, directory: &Arc<Directory>, routes: &Arc<Routes>) {
        let mut known = self.inner.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known { directory: directory.clone(), routes: routes.clone() };
    }

    /// Told of every record after its commit. A subscriber that falls behind by more than 4096
    /// gets `Lagged` and should read again.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    pub(crate) fn announce(&self, changes: Vec<Change>) {
        for change in changes {
            // Without subscribers there is nobody to tell.
            let _ = self.inner.changes.send(change);
        }
    }

    pub fn now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// A fresh identifier.
    pub fn new_id(&self) -> Id {
        self.inner.clock.id()
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    pub fn dialect(&self) -> Dialect {
        self.inner.dialect
    }

    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// Highest sequence of this node's own log, as of the last commit.
    pub async fn records(&self) -> Result<u64, Error> {
        let mut read = self.read(&Scope::system()).await?;
        Ok(Head::load(&mut read).await?.sequence)
    }

    /// Ends all connections; what was committed is on disk.
    pub async fn close(&self) {
        self.inner.reads.close().await;
        self.inner.writes.close().await;
    }
}

fn engine(options: &Options) -> Result<(Dialect, String), Error> {
    let url = options.url.as_str();
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok((Dialect::Postgres, url.to_owned()));
    }
    if !matches!(url, "" | "sqlite" | "sqlite:") {
        return Err(Fault::invalid("store.url").with("allowed", "sqlite, postgres://").into());
    }
    let path = options.data_dir.join(DATABASE);
    let path = path.to_str().ok_or_else(|| Fault::invalid("store.data_dir"))?;
    Ok((Dialect::Sqlite, format!("sqlite://{}?mode=rwc", escape(path))))
}

/// A path in a URL: what would end it is written as %XX.
pub(crate) fn escape(path: &str) -> String {
    path.chars()
        .map(|c| match c {
            '?' | '#' | '%' => format!("%{:02X}", u32::from(c)),
            other => other.to_string(),
        })
        .collect()
}

const POSTGRES: &str = "SET client_min_messages = warning";

impl Tuning {
    /// `synchronous=NORMAL` keeps the database whole at a power cut; that a commit is durable
    /// before it is acknowledged is the work of [`GroupSync`], once for all that wait.
    fn writer(self, dialect: Dialect) -> String {
        if dialect == Dialect::Postgres {
            return POSTGRES.to_owned();
        }
        let synchronous = match self.durability {
            Durability::PowerLoss => "NORMAL",
            Durability::ProcessLoss => "OFF",
        };
        format!(
            "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; \
             PRAGMA synchronous={synchronous}; PRAGMA temp_store=MEMORY; \
             PRAGMA wal_autocheckpoint={}; PRAGMA cache_size=-{}",
            self.checkpoint_pages, self.writer_cache_kib
        )
    }

    fn reader(self, dialect: Dialect) -> String {
        if dialect == Dialect::Postgres {
            return POSTGRES.to_owned();
        }
        format!(
            "PRAGMA busy_timeout=10000; PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; \
             PRAGMA cache_size=-{}",
            self.reader_cache_kib
        )
    }
}

async fn begin_write(pool: &Pool, dialect: Dialect) -> Result<Transaction, Error> {
    pool.begin(if dialect == Dialect::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" }).await
}
