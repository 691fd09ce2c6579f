//! Enterprises with nodes of their own that answer notices: for `huhang bench notices`.
//!
//! What it is: real stores, keys and signed messages in one process; each recipient takes its
//! notice in, signs for it with its organisation's seal, and sends that back.
//! What it is not: no HTTP, no TLS (docs/federation.md has their price), no people.

use std::path::Path;
use std::sync::Arc;

use contract::Sharing;
use contract::kinds::loop_step::LoopStep;
use contract::kinds::{Kind as _, notice::Notice};
use contract::{Record, RecordDraft};
use model::{Id, NodeKind, TenantKind, TenantPath};
use store::blobs::BlobStore;
use store::{Durability, NodeSeed, Options, Scope, Store, SystemClock, TenantSeed, Tuning};
use tempfile::TempDir;

use crate::Error;
use crate::measure::message;
use crate::node::Running;

/// Nodes that talk at once.
const AT_ONCE: usize = 8;

/// The recipients of one issuer, each on a node of its own.
pub struct Recipients {
    issuer: Arc<Running>,
    nodes: Vec<Arc<Running>>,
    _folder: TempDir,
}

impl Recipients {
    /// Makes so many nodes below the issuer's and lets them know of each other.
    ///
    /// # Errors
    /// When it cannot be carried out.
    pub async fn enrol(issuer: &Store, count: usize) -> Result<Self, Error> {
        let folder = TempDir::new().map_err(Error::Folder)?;
        let blobs = BlobStore::open(&folder.path().join("issuer")).map_err(|e| Error::blob(&e))?;
        let node = issuer.identity()?.node;
        let issuer = Arc::new(Running { store: issuer.clone(), blobs, node });
        let mut nodes = Vec::new();
        for number in 0..count {
            let child = recipient(folder.path(), number).await?;
            issuer.enrol(&child).await?;
            nodes.push(Arc::new(child));
        }
        let recipients = Self { issuer, nodes, _folder: folder };
        recipients.rest().await?;
        Ok(recipients)
    }

    /// Their tenants' names go up; what the issuer says goes down, of those that came later too.
    async fn rest(&self) -> Result<(), Error> {
        loop {
            let mut moved = 0;
            for node in &self.nodes {
                moved += talk(node, &self.issuer).await? + talk(&self.issuer, node).await?;
            }
            if moved == 0 {
                return Ok(());
            }
        }
    }

    /// Every node fetches what waits for it, signs for each notice, and sends that back. The
    /// records that came to the issuer.
    ///
    /// # Errors
    /// When it cannot be carried out.
    pub async fn sign_for_all(&self) -> Result<Vec<Id>, Error> {
        let mut came = Vec::new();
        let mut tasks = tokio::task::JoinSet::new();
        let mut waiting = self.nodes.iter();
        loop {
            while tasks.len() < AT_ONCE
                && let Some(node) = waiting.next()
            {
                tasks.spawn(answer(self.issuer.clone(), node.clone()));
            }
            let Some(done) = tasks.join_next().await else { return Ok(came) };
            came.extend(done.map_err(|error| Error::Folder(error.into()))??);
        }
    }
}

async fn recipient(folder: &Path, number: usize) -> Result<Running, Error> {
    let place = folder.join(format!("{number}"));
    let store = Store::open(Options {
        url: String::new(),
        data_dir: place.clone(),
        clock: Arc::new(SystemClock),
        tuning: Tuning {
            readers: 1,
            writer_cache_kib: 1000,
            reader_cache_kib: 250,
            checkpoint_pages: 250,
            // Two hundred machines share one disk here; the issuer's own syncs are counted.
            durability: Durability::ProcessLoss,
        },
    })
    .await?;
    let tenant = TenantSeed {
        path: format!("cn/32/ent/n{number}").parse().map_err(|_| Error::Shape)?,
        name: format!("enterprise {number}"),
        kind: TenantKind::Enterprise,
        credit_code: String::new(),
        industry: "C26".to_owned(),
    };
    let (name, suite) = (format!("node {number}"), ledger::SM2_SM3);
    store
        .initialise(NodeSeed { name, kind: NodeKind::Enterprise, suite, tenants: vec![tenant] })
        .await?;
    let blobs = BlobStore::open(&place.join("blobs")).map_err(|error| Error::blob(&error))?;
    let node = store.identity()?.node;
    Ok(Running { store, blobs, node })
}

/// One message from one node to another, and its receipts back; how much it brought.
async fn talk(from: &Running, to: &Running) -> Result<usize, Error> {
    Ok(bring(from, to).await?.len())
}

async fn bring(from: &Running, to: &Running) -> Result<Vec<Id>, Error> {
    let message = message(from, to.node).await?;
    if message.items.is_empty() {
        return Ok(Vec::new());
    }
    let taken = to.store.edge_receive(from.node, &message).await?;
    if let Some(receipts) = &taken.receipts {
        from.store.edge_apply_receipts(to.node, receipts).await?;
    }
    Ok(taken.applied)
}

async fn answer(issuer: Arc<Running>, node: Arc<Running>) -> Result<Vec<Id>, Error> {
    let mut came = Vec::new();
    for id in bring(&issuer, &node).await? {
        let mut read = node.store.read(&Scope::system()).await?;
        let record = read.record(id).await?;
        drop(read);
        if let Some(record) = record.filter(|record| record.kind == Notice::NAME) {
            sign_for(&node.store, &record).await?;
        }
    }
    came.extend(bring(&node, &issuer).await?);
    Ok(came)
}

/// The recipient's own act, with its seal.
async fn sign_for(store: &Store, record: &Record) -> Result<(), Error> {
    let notice: Notice = contract::kinds::read(&record.body).map_err(store::Error::from)?;
    let recipient: TenantPath = notice.recipient;
    let body = LoopStep {
        subject: record.object,
        party: "recipient".to_owned(),
        by: recipient.clone(),
        action: "sign_for".to_owned(),
        turn: 1,
        text: String::new(),
        attachments: Vec::new(),
        fields: std::collections::BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    };
    let mut tx = store.begin(&Scope::new(recipient.clone(), "officer")).await?;
    let object = tx.new_id();
    tx.append(RecordDraft {
        object,
        kind: LoopStep::NAME,
        tenant: recipient,
        author: "officer".to_owned(),
        sharing: Sharing::with([notice.issuer]),
        body: serde_json::to_value(&body).map_err(Error::Body)?,
        follows: 0,
        binding: true,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
