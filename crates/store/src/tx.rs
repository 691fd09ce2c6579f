//! Write transactions: appending records.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use contract::kinds::{
    Kind as _, node::Node, node_key::NodeKey, passed_on::PassedOn, tenant::Tenant,
};
use contract::sharing::Routes;
use contract::{Record, RecordDraft, Sharing, kinds};
use model::{Fault, Id, Millis, TenantPath};
use tokio::sync::OwnedMutexGuard;

use crate::directory::{Directory, Gained, NodeKeys};
use crate::edge::{Queued, gains, lane};
use crate::log::check_text;
use crate::open::Identity;
use crate::sql::{Conn, Sql};
use crate::{Change, Error, Scope, Store, views};

/// Kinds that may be shared with everyone: the directory.
pub(crate) const DIRECTORY_KINDS: &[&str] = &["node", "node_key", "tenant", "pack"];

/// Where the log ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) position: u64,
    pub(crate) sequence: u64,
    pub(crate) hash: String,
    pub(crate) segment: u64,
    pub(crate) segment_digest: String,
    /// Sequence of the last record that a segment covers.
    pub(crate) sealed: u64,
}

impl Head {
    pub(crate) async fn load(conn: &mut Conn) -> Result<Self, Error> {
        let row = conn.optional(Sql::new("SELECT * FROM head WHERE id = 1")).await?;
        let Some(row) = row else { return Ok(Self::default()) };
        Ok(Self {
            position: row.number("position")?,
            sequence: row.number("sequence")?,
            hash: row.text("hash")?,
            segment: row.number("segment")?,
            segment_digest: row.text("segment_digest")?,
            sealed: row.number("sealed")?,
        })
    }

    async fn save(&self, conn: &mut Conn) -> Result<(), Error> {
        let sql = Sql::new(
            "INSERT INTO head (id, position, sequence, hash, segment, segment_digest, sealed) \
             VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET \
             position = excluded.position, sequence = excluded.sequence, hash = excluded.hash, \
             segment = excluded.segment, segment_digest = excluded.segment_digest, \
             sealed = excluded.sealed",
        );
        let sql = sql.number(self.position).number(self.sequence).bind(self.hash.as_str());
        let sql = sql.number(self.segment).bind(self.segment_digest.as_str()).number(self.sealed);
        conn.execute(sql).await?;
        Ok(())
    }
}

/// What the one writer knows; equal to the database between transactions.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) head: Head,
    pub(crate) directory: Arc<Directory>,
    pub(crate) routes: Arc<Routes>,
}

/// How a foreign record came here and what proves it.
pub(crate) struct Provenance<'a> {
    pub(crate) from: Id,
    pub(crate) segment: u64,
    pub(crate) proof: &'a [String],
}

/// A write transaction. Nothing of it is visible or kept before [`Tx::commit`]; dropped, it never
/// was. Reads inside it see what it wrote.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) store: Store,
    scope: Scope,
    guard: OwnedMutexGuard<Writer>,
    pub(crate) head: Head,
    pub(crate) directory: Arc<Directory>,
    routes: Arc<Routes>,
    here: Id,
    keypair_suite: ledger::Suite,
    changes: Vec<Change>,
    /// Rows written together: nobody reads them before the commit.
    pub(crate) pending: Pending,
    /// Latest revisions, with their owners, of the objects whose records were kept here: their
    /// rows may still wait to be written.
    latest: BTreeMap<Id, (u32, Id)>,
}

/// Rows that wait for [`Tx::flush`].
#[derive(Default)]
pub(crate) struct Pending {
    audience: Vec<(String, u64)>,
    blobs: Vec<(String, u64, Option<Id>)>,
    pub(crate) deliveries: Vec<Queued>,
    /// Names that lead to a neighbour only now: what names them and was kept before is queued
    /// before the commit, once for all records of the transaction.
    gained: Gained,
}

impl Tx {
    pub(crate) async fn begin(store: &Store, scope: &Scope) -> Result<Self, Error> {
        let identity = store.identity()?;
        let guard = store.inner.writer.clone().lock_owned().await;
        let mut conn = store.begin_conn(scope).await?;
        let head = Head::load(&mut conn).await?;
        let mut known = (guard.directory.clone(), guard.routes.clone());
        let mut identity = identity;
        if head != guard.head {
            // Another process wrote (`huhang admin`): its directory records count too, and it may
            // have taken another key.
            conn.see_as("*");
            identity = store.reload_identity(&mut conn).await?;
            let directory = store.load_directory(&mut conn).await?;
            let routes = directory.routes();
            known = (Arc::new(directory), Arc::new(routes));
            conn.see_as(scope.word());
        }
        Ok(Self::with(store, scope, &identity, guard, conn, head, known))
    }

    /// The first transaction of a node, which writes its identity.
    pub(crate) async fn found(
        store: &Store,
        scope: &Scope,
        identity: &Identity,
    ) -> Result<Self, Error> {
        let guard = store.inner.writer.clone().lock_owned().await;
        let mut conn = store.begin_conn(scope).await?;
        let sql = Sql::new(
            "INSERT INTO identity (id, node, name, kind, suite, public_key, created) \
             VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        );
        let public = identity.keypair.public_key();
        let sql = sql.id(identity.node).bind(identity.name.as_str()).bind(identity.kind.word());
        let sql = sql.bind(public.suite().name()).bind(public.text()).bind(identity.created.0);
        if conn.execute(sql).await? == 0 {
            return Err(Fault::conflict("store.initialised").into());
        }
        let directory = identity.directory()?;
        let routes = directory.routes();
        let known = (Arc::new(directory), Arc::new(routes));
        Ok(Self::with(store, scope, identity, guard, conn, Head::default(), known))
    }

    fn with(
        store: &Store,
        scope: &Scope,
        identity: &Identity,
        guard: OwnedMutexGuard<Writer>,
        mut conn: Conn,
        head: Head,
        (directory, routes): (Arc<Directory>, Arc<Routes>),
    ) -> Self {
        conn.be_patient(true);
        Self {
            conn,
            store: store.clone(),
            scope: scope.clone(),
            guard,
            head,
            routes,
            directory,
            here: identity.node,
            keypair_suite: identity.keypair.suite(),
            changes: Vec::new(),
            pending: Pending::default(),
            latest: BTreeMap::new(),
        }
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn now(&self) -> Millis {
        self.store.now()
    }

    /// A fresh identifier.
    pub fn new_id(&self) -> Id {
        self.store.new_id()
    }

    /// Routes as this transaction has them: with the directory records it appended.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Appends a revision to this node's log, sealed by the tenant if it binds, with its views
    /// and the deliveries to the neighbours its sharing leads to.
    ///
    /// Errors: `store.foreign_tenant` (the scope is another tenant's), `store.tenant_not_local`,
    /// `record.revision` (the object has another latest revision than `follows`), `record.owner`
    /// (the object is another node's), `record.everyone` (only directory kinds may go to all),
    /// `record.nul`, `tenant.taken` (another node hosts the tenant), `node.not_child`, those of
    /// passing on (`passing.…`, `tlp.…`, `consent.missing`), and those of `kinds::check`.
    pub async fn append(&mut self, draft: RecordDraft) -> Result<Record, Error> {
        kinds::check(draft.kind, &draft.body)?;
        check_text(&draft.author, &draft.body)?;
        self.check_speaker(&draft)?;
        self.check_claim(&draft)?;
        if draft.kind == PassedOn::NAME {
            crate::passing::check(self, &draft).await?;
        }
        self.append_unchecked(draft).await
    }

    pub(crate) async fn append_unchecked(&mut self, draft: RecordDraft) -> Result<Record, Error> {
        self.conn.see_as("*");
        let appended = self.append_as_system(draft).await;
        self.conn.see_as(self.scope.word());
        appended
    }

    /// What this node says of tenants and nodes must not contradict what others say: they would
    /// refuse it, and our own routes would be wrong.
    fn check_claim(&self, draft: &RecordDraft) -> Result<(), Error> {
        if draft.kind == Tenant::NAME {
            let body: Tenant = kinds::read(&draft.body)?;
            let home = self.directory.home(&body.path);
            if body.node != self.here || home.is_some_and(|home| home != self.here) {
                return Err(Fault::conflict("tenant.taken").with("path", body.path).into());
            }
        }
        if draft.kind == Node::NAME {
            let body: Node = kinds::read(&draft.body)?;
            let known = self.directory.nodes.get(&body.node).and_then(|known| known.parent);
            // A child of ours, or, as long as nobody is above us, ourselves.
            let child = body.parent == Some(self.here) && known.is_none_or(|id| id == self.here);
            let own = body.node == self.here && body.parent.is_none() && known.is_none();
            if !(own || child && body.node != self.here) || body.node != draft.object {
                return Err(Fault::conflict("node.not_child").with("node", body.node).into());
            }
            let keys = NodeKeys::read(&body.suite, &body.public_key, &body.former)?;
            if !own && !self.directory.may_restate(body.node, &keys) {
                return Err(Fault::conflict("node.key").with("node", body.node).into());
            }
        }
        if draft.kind == NodeKey::NAME {
            let body: NodeKey = kinds::read(&draft.body)?;
            let may = self.directory.may_end_key(self.here, &body);
            may.map_err(|_| Fault::conflict("node.key").with("node", body.node))?;
        }
        Ok(())
    }

    fn check_speaker(&self, draft: &RecordDraft) -> Result<(), Error> {
        if self.scope.tenant().is_some_and(|tenant| *tenant != draft.tenant) {
            return Err(Fault::forbidden("store.foreign_tenant").into());
        }
        // The first tenant of a node speaks before its own record is there.
        if !self.routes.local.contains(&draft.tenant) && self.head.sequence > 0 {
            let fault = Fault::invalid("store.tenant_not_local");
            return Err(fault.with("tenant", &draft.tenant).into());
        }
        if draft.sharing.everyone && !DIRECTORY_KINDS.contains(&draft.kind) {
            return Err(Fault::invalid("record.everyone").with("kind", draft.kind).into());
        }
        Ok(())
    }

    async fn append_as_system(&mut self, draft: RecordDraft) -> Result<Record, Error> {
        self.check_revision(&draft).await?;
        let mut record = Record {
            id: self.new_id(),
            origin: self.here,
            sequence: self.head.sequence + 1,
            object: draft.object,
            kind: draft.kind.to_owned(),
            revision: draft.follows + 1,
            tenant: draft.tenant,
            author: draft.author,
            time: self.now(),
            sharing: draft.sharing,
            body: draft.body,
            seal: None,
            previous: self.head.hash.clone(),
            hash: String::new(),
        };
        if draft.binding {
            let keypair = self.store.inner.keys.seal(&record.tenant)?.ok_or_else(|| {
                Fault::new(model::ErrorKind::Unavailable, "store.seal_key")
                    .with("tenant", &record.tenant)
            })?;
            record.seal = Some(ledger::seal(&keypair, &record)?);
        }
        record.hash = ledger::hash_record(self.keypair_suite, &record)?;
        self.head.sequence = record.sequence;
        self.head.hash.clone_from(&record.hash);
        self.store_record(&record, None).await?;
        Ok(record)
    }

    async fn check_revision(&mut self, draft: &RecordDraft) -> Result<(), Error> {
        let latest = match self.latest.get(&draft.object) {
            Some(latest) => Some(*latest),
            None => self.conn.latest_revision(draft.object).await?,
        };
        let (revision, origin) = latest.unwrap_or((0, self.here));
        if origin != self.here {
            let fault = Fault::forbidden("record.owner").with("object", draft.object);
            return Err(fault.with("owner", origin).into());
        }
        if revision != draft.follows {
            return Err(Fault::conflict("record.revision")
                .with("object", draft.object)
                .with("follows", draft.follows)
                .with("latest", revision)
                .into());
        }
        Ok(())
    }

    /// Keeps a record, own or foreign, whose content is settled: row, audience, directory, views,
    /// deliveries.
    pub(crate) async fn store_record(
        &mut self,
        record: &Record,
        provenance: Option<&Provenance<'_>>,
    ) -> Result<(), Error> {
        if record.kind == NodeKey::NAME && provenance.is_some() {
            let said: NodeKey = kinds::read(&record.body)?;
            if said.successor.is_none() {
                self.queue_before_the_word(said.node).await?;
            }
        }
        let position = self.head.position + 1;
        self.conn.insert_record(position, record, provenance).await?;
        self.head.position = position;
        self.latest.insert(record.object, (record.revision, record.origin));
        for tenant in audience(&record.tenant, &record.sharing) {
            self.pending.audience.push((tenant, position));
        }
        let from = provenance.map(|p| p.from);
        for digest in kinds::blobs(&record.kind, &record.body) {
            self.pending.blobs.push((digest, position, from));
        }
        let gained = self.learn(record)?;
        let viewers = self.routes.viewers(&record.tenant, &record.sharing);
        views::project(&mut self.conn, record, &viewers).await?;
        views::loop_behind::note(&mut self.conn, record).await?;
        let lane = lane(&record.kind);
        for peer in self.routes.next_hops(&record.sharing, from) {
            self.pending.deliveries.push(Queued { peer, position, lane });
        }
        for (peer, names) in gained {
            self.pending.gained.entry(peer).or_default().extend(names);
        }
        self.changes.push(Change {
            position,
            record: record.id,
            object: record.object,
            kind: record.kind.clone(),
            viewers,
            from,
        });
        Ok(())
    }

    /// Takes a directory record in; what can be reached now and could not before.
    fn learn(&mut self, record: &Record) -> Result<Gained, Error> {
        if !Directory::concerns(&record.kind) {
            return Ok(Gained::new());
        }
        let touched = self.directory.touched(record);
        let directory = Arc::make_mut(&mut self.directory);
        directory.apply(record)?;
        match touched {
            Some(tenants) => Ok(directory.reroute(Arc::make_mut(&mut self.routes), &tenants)),
            None => Ok(self.refresh_routes()),
        }
    }

    /// Recomputes the routes after the directory changed; what they gained.
    pub(crate) fn refresh_routes(&mut self) -> Gained {
        let before = std::mem::replace(&mut self.routes, Arc::new(self.directory.routes()));
        gains(&before, &self.routes)
    }

    pub(crate) fn shared_routes(&self) -> Arc<Routes> {
        self.routes.clone()
    }

    /// Queues for neighbours what was kept before they led to those it names.
    pub(crate) async fn deliver_what_waited(&mut self) -> Result<(), Error> {
        let gained = std::mem::take(&mut self.pending.gained);
        self.deliver_to_newly_reachable(gained).await
    }

    /// Writes the rows that were put off.
    pub(crate) async fn flush(&mut self) -> Result<(), Error> {
        let gained = std::mem::take(&mut self.pending.gained);
        let pending =
            std::mem::replace(&mut self.pending, Pending { gained, ..Pending::default() });
        self.conn.see_as("*");
        for rows in pending.audience.chunks(400) {
            let mut sql = Sql::insert("audience", &["tenant", "position"], rows.len());
            for (tenant, position) in rows {
                sql = sql.bind(tenant.as_str()).number(*position);
            }
            self.conn.execute(sql).await?;
        }
        for rows in pending.blobs.chunks(400) {
            let columns = &["digest", "position", "peer"];
            let mut sql = Sql::insert("blob_reference", columns, rows.len());
            for (digest, position, peer) in rows {
                let peer = peer.map(|peer| peer.to_string());
                sql = sql.bind(digest.as_str()).number(*position).bind(peer);
            }
            self.conn.execute(sql.push(" ON CONFLICT DO NOTHING")).await?;
        }
        self.queue(pending.deliveries).await?;
        self.conn.see_as(self.scope.word());
        Ok(())
    }

    /// Makes it durable. After this returned, a power cut loses nothing of it.
    pub async fn commit(self) -> Result<(), Error> {
        self.commit_with(true, None).await
    }

    /// Makes it visible and leaves it to a later sync: for what is worth nothing after a power
    /// cut (a heartbeat, a serial that time replaces) and acknowledges nothing.
    pub(crate) async fn commit_lightly(self) -> Result<(), Error> {
        self.commit_with(false, None).await
    }

    /// A new identity counts from the moment of the commit on, before the next transaction.
    async fn commit_with(mut self, durable: bool, identity: Option<Identity>) -> Result<(), Error> {
        self.finish().await?;
        let Self { conn, store, mut guard, head, directory, routes, changes, .. } = self;
        let ticket = store.commit_conn(conn).await?;
        if !Arc::ptr_eq(&directory, &guard.directory) || !Arc::ptr_eq(&routes, &guard.routes) {
            store.publish(&directory, &routes);
        }
        *guard = Writer { head, directory, routes };
        if let Some(identity) = identity {
            store.set_identity(identity);
        }
        // The next command may write while this one is synced.
        drop(guard);
        store.checkpoint_beside(changes.len() as u64);
        if durable {
            store.synced(ticket).await?;
        }
        store.announce(changes);
        Ok(())
    }

    pub(crate) async fn commit_as(self, identity: Identity) -> Result<(), Error> {
        self.commit_with(true, Some(identity)).await
    }

    async fn finish(&mut self) -> Result<(), Error> {
        self.deliver_what_waited().await?;
        self.flush().await?;
        if self.head != self.guard.head {
            self.head.save(&mut self.conn).await?;
        }
        Ok(())
    }
}

/// Who may see a record: a function of the record alone.
pub(crate) fn audience(tenant: &TenantPath, sharing: &Sharing) -> BTreeSet<String> {
    let named = sharing.tenants.iter().chain([tenant]).map(|path| path.as_str().to_owned());
    named.chain(sharing.everyone.then(|| "*".to_owned())).collect()
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
