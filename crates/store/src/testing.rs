//! Temporary stores for tests, of this crate and of others (feature `testing`).

use std::path::PathBuf;
use std::sync::Arc;

use contract::federation::{Flow, Heartbeat, MAX_ITEMS, Message, PROTOCOL, Receipts};
use contract::kinds::{Kind, node::Node};
use contract::{Record, RecordDraft, Sharing};
use ledger::Suite;
use model::{Id, Millis, NodeKind, TenantKind, TenantPath};
use tempfile::TempDir;

use crate::{
    Error, FixedClock, NodeSeed, Options, PeerDraft, Received, Relation, Scope, Store, TenantSeed,
    Tuning,
};

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
        let options = Options {
            url: url.to_owned(),
            data_dir,
            clock: clock.clone(),
            tuning: Tuning::default(),
        };
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

    /// The same with SM2 and SM3, as nodes are by default.
    pub async fn sm2_node(url: &str, salt: u16, kind: NodeKind, tenants: &[&str]) -> Self {
        let test = Self::open(url, salt).await;
        let seed = NodeSeed { suite: ledger::SM2_SM3, ..seed("sm2 node", kind, tenants) };
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

/// A new object of a tenant, by the system.
pub fn draft<K: Kind>(store: &Store, tenant: &str, sharing: Sharing, body: &K) -> RecordDraft {
    RecordDraft {
        object: store.new_id(),
        kind: K::NAME,
        tenant: path(tenant),
        author: "system".to_owned(),
        sharing,
        body: serde_json::to_value(body).expect("a body has a JSON form"),
        follows: 0,
        binding: false,
    }
}

/// Appends one record in a transaction of its own.
pub async fn append(store: &Store, draft: RecordDraft) -> Result<Record, Error> {
    let mut tx = store.begin(&Scope::system()).await?;
    let record = tx.append(draft).await?;
    tx.commit().await?;
    Ok(record)
}

/// Makes one node the parent of another, as an enrolment over the wire does.
pub async fn enrol(parent: &Store, child: &Store) {
    let card = child.card("test").expect("a card");
    let here = parent.identity().expect("an identity").node;
    let mut tx = parent.begin(&Scope::system()).await.expect("a transaction");
    tx.peer_put(edge(Relation::Child, card.clone(), Vec::new())).await.expect("the child is added");
    let body = Node {
        node: card.node,
        name: card.name.clone(),
        kind: card.kind,
        parent: Some(here),
        tenants: card.tenants.clone(),
        suite: card.suite.clone(),
        public_key: card.public_key.clone(),
        former: card.former.clone(),
        state: "active".to_owned(),
    };
    let speaker = parent.routes().local.first().expect("a tenant").to_string();
    let mut record = draft(parent, &speaker, Sharing::everyone(), &body);
    record.object = card.node;
    tx.append(record).await.expect("the directory record");
    tx.commit().await.expect("the commit");
    let ancestors = parent.ancestor_cards().await.expect("ancestors");
    let card = parent.card("test").expect("a card");
    let mut tx = child.begin(&Scope::system()).await.expect("a transaction");
    tx.peer_put(edge(Relation::Parent, card, ancestors)).await.expect("the parent is added");
    tx.commit().await.expect("the commit");
}

fn edge(
    relation: Relation,
    card: contract::federation::NodeCard,
    ancestors: Vec<contract::federation::NodeCard>,
) -> PeerDraft {
    let (url, certificate) = (String::new(), String::new());
    PeerDraft { relation, card, url, certificate, certificate_expires: None, ancestors }
}

/// The next message of one node for another, signed.
pub async fn message(from: &Store, to: Id, receipts: Option<Receipts>, most: usize) -> Message {
    let outgoing = from.edge_outgoing(to, most, 8 << 20).await.expect("outgoing");
    let identity = from.identity().expect("an identity");
    let mut message = Message {
        protocol: PROTOCOL,
        from: identity.node,
        to,
        serial: outgoing.serial,
        heartbeat: Heartbeat {
            time: from.now(),
            version: "test".to_owned(),
            backlog: outgoing.lag.backlog,
            lag_ms: outgoing.lag.lag_ms,
        },
        segments: outgoing.segments,
        items: outgoing.items,
        receipts,
        cursor: outgoing.cursor,
        wanted_blobs: Vec::new(),
        flow: Some(Flow { settled: outgoing.settled, room: MAX_ITEMS as u32 }),
        suite: identity.keypair.suite().name().to_owned(),
        signature: String::new(),
    };
    let keypair = identity.keypair_told(&outgoing.told);
    message.signature = ledger::sign_message(keypair, &message).expect("a signature");
    message
}

/// Signs a message as it stands.
pub fn sign(from: &Store, message: &mut Message) {
    let identity = from.identity().expect("an identity");
    message.signature = ledger::sign_message(&identity.keypair, message).expect("a signature");
}

/// One exchange that the child calls; gives what each side took. The receipts of the child for
/// the parent's items are handed over at once.
pub async fn exchange(child: &Store, parent: &Store) -> (Received, Received) {
    let here = child.identity().expect("an identity").node;
    let above = parent.identity().expect("an identity").node;
    let request = message(child, above, None, MAX_ITEMS).await;
    let up = parent.edge_receive(here, &request).await.expect("the parent takes it");
    let answer = message(parent, here, up.receipts.clone(), MAX_ITEMS).await;
    let down = child.edge_receive(above, &answer).await.expect("the child takes it");
    if let Some(receipts) = &down.receipts {
        parent.edge_apply_receipts(here, receipts).await.expect("the receipts fit");
    }
    (up, down)
}

/// Exchanges over all edges (child, parent) until nothing moves any more.
pub async fn settle(edges: &[(&Store, &Store)]) {
    for _ in 0..50 {
        let mut moved = false;
        for (child, parent) in edges {
            let (up, down) = exchange(child, parent).await;
            moved |= up.cursor_moved() || down.cursor_moved();
        }
        if !moved {
            return;
        }
    }
    panic!("the exchanges do not come to rest");
}

impl Received {
    fn cursor_moved(&self) -> bool {
        !self.applied.is_empty() || !self.rejected.is_empty() || self.settled > 0
    }
}
