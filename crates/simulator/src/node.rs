//! One node of the tree: its folder, which outlives its process, and its process.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use contract::kinds::{Kind as _, node::Node};
use contract::{RecordDraft, Sharing};
use federation::client::{Session, Uplink};
use federation::service::Service;
use federation::{Host, Task};
use ledger::{ED25519_SHA256, SM2_SM3};
use model::{Fault, Id, NodeKind, TenantKind, TenantPath};
use store::blobs::BlobStore;
use store::{
    Durability, KeyWord, NodeSeed, Options, PeerDraft, Relation, Scope, Store, TenantSeed, Tuning,
};

use crate::Error;
use crate::clock::NodeClock;
use crate::sabotage::Sabotage;
use crate::wire::{Net, Wires};

/// Between exchanges when nothing happens, in virtual milliseconds.
const INTERVAL: Duration = Duration::from_secs(2);

/// Items of one message of a node that says little at once.
const FEW_ITEMS: usize = 12;

/// What outlives the process.
pub(crate) struct Place {
    pub(crate) number: usize,
    pub(crate) kind: NodeKind,
    pub(crate) tenant: TenantPath,
    pub(crate) clock: Arc<NodeClock>,
    pub(crate) folder: PathBuf,
    /// Newest protocol version it speaks at its next start.
    pub(crate) speaks: u32,
}

/// The process.
pub(crate) struct Running {
    pub(crate) store: Store,
    pub(crate) blobs: BlobStore,
    pub(crate) node: Id,
}

/// The application behind the wire: none. Workload and checks act on the store.
pub(crate) struct Silent;

impl Host for Silent {
    fn redeem<'a>(&'a self, _: &'a str, _: PeerDraft) -> Task<'a, Result<(), Fault>> {
        Box::pin(async { Err(Fault::forbidden("enrolment.token")) })
    }

    fn received<'a>(&'a self, _: Id, _: &'a [Id]) -> Task<'a, ()> {
        Box::pin(async {})
    }

    fn exchanged(&self, _: Id, _: bool, _: Option<&Fault>) {}
}

/// A folder with a database of the present schema and nothing in it: making one takes longer
/// than copying it for each of some hundred nodes.
pub(crate) struct Blank(PathBuf);

impl Blank {
    pub(crate) async fn make(place: &Place, folder: PathBuf) -> Result<Self, Error> {
        let options = Options { data_dir: folder.clone(), ..place.options() };
        Store::open(options).await?.close().await;
        Ok(Self(folder))
    }

    pub(crate) fn copy(&self, place: &Place) -> Result<(), Error> {
        let copy = || {
            std::fs::create_dir(&place.folder)?;
            for file in std::fs::read_dir(&self.0)? {
                let file = file?;
                std::fs::copy(file.path(), place.folder.join(file.file_name()))?;
            }
            Ok(())
        };
        copy().map_err(Error::Folder)
    }
}

impl Place {
    fn options(&self) -> Options {
        Options {
            url: String::new(),
            data_dir: self.folder.clone(),
            clock: Arc::clone(&self.clock) as Arc<dyn store::Clock>,
            // The process that dies here is simulated: what it handed to the operating system
            // stays. That a commit survives a power cut is the database's own setting.
            tuning: Tuning {
                readers: 1,
                writer_cache_kib: 1000,
                reader_cache_kib: 250,
                checkpoint_pages: 250,
                durability: Durability::ProcessLoss,
            },
        }
    }

    /// Starts the process from what is in the folder.
    pub(crate) async fn start(&self) -> Result<Running, Error> {
        let store = Store::open(self.options()).await?;
        let blobs =
            BlobStore::open(&self.folder.join("blobs")).map_err(|error| Error::blob(&error))?;
        if store.identity().is_err() {
            store.initialise(self.seed()).await?;
        }
        let node = store.identity()?.node;
        Ok(Running { store, blobs, node })
    }

    fn seed(&self) -> NodeSeed {
        let tenant = TenantSeed {
            path: self.tenant.clone(),
            name: format!("tenant {}", self.number),
            kind: match self.kind {
                NodeKind::National => TenantKind::Ministry,
                NodeKind::Enterprise => TenantKind::Enterprise,
                _ => TenantKind::IndustryAuthority,
            },
            credit_code: String::new(),
            industry: String::new(),
        };
        // Both suites, side by side: most sign with the quicker one.
        let suite = if self.number % 7 == 3 { SM2_SM3 } else { ED25519_SHA256 };
        let name = format!("node {}", self.number);
        NodeSeed { name, kind: self.kind, suite, tenants: vec![tenant] }
    }
}

impl Running {
    pub(crate) fn service(&self, speaks: u32) -> Arc<Service> {
        let service = Service::new(self.store.clone(), self.blobs.clone(), Arc::new(Silent));
        Arc::new(Service { speaks, ..service })
    }

    /// The process's loop towards its parent.
    pub(crate) fn caller(
        &self,
        net: &Arc<Net>,
        place: &Place,
        sabotage: Option<Sabotage>,
    ) -> Task<'static, ()> {
        let wires = Wires { net: Arc::clone(net), child: place.number, node: self.node };
        let (store, blobs) = (self.store.clone(), self.blobs.clone());
        let uplink = Uplink::new(store, blobs, Arc::new(Silent), Arc::new(wires), INTERVAL);
        // Every other node has more to say than goes into a message, and makes the next ahead.
        let most_items = if place.number.is_multiple_of(2) { FEW_ITEMS } else { uplink.most_items };
        let uplink = Uplink { speaks: place.speaks, most_items, ..uplink };
        let timeline = Arc::clone(&net.timeline);
        let first = i64::try_from(place.number % 20).unwrap_or(0) * 100;
        Box::pin(async move {
            // Neighbours do not call all at once.
            timeline.sleep(first).await;
            let mut session = Session::default();
            loop {
                let wait = uplink.step(&mut session).await;
                if sabotage == Some(Sabotage::DropReceipt)
                    && let Ok(Some(parent)) = uplink.store.parent().await
                {
                    let store = &uplink.store;
                    drop(store::sabotage::settle_without_receipts(store, parent.node).await);
                }
                timeline.sleep(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)).await;
            }
        })
    }

    /// Makes this node the parent of another, as an enrolment does: the neighbour and its
    /// directory record here, then the parent there. Gives the directory record.
    pub(crate) async fn enrol(&self, child: &Self) -> Result<Id, Error> {
        let card = child.store.card("simulated")?;
        let mut tx = self.store.begin(&Scope::system()).await?;
        tx.peer_put(draft(Relation::Child, card.clone(), Vec::new())).await?;
        let body = Node {
            node: card.node,
            name: card.name,
            kind: card.kind,
            parent: Some(self.node),
            tenants: card.tenants,
            suite: card.suite,
            public_key: card.public_key,
            former: card.former,
            state: "active".to_owned(),
        };
        let record = tx.append(self.entry(&body, 0)?).await?;
        tx.commit().await?;
        let ancestors = self.store.ancestor_cards().await?;
        let card = self.store.card("simulated")?;
        let mut tx = child.store.begin(&Scope::system()).await?;
        tx.peer_put(draft(Relation::Parent, card, ancestors)).await?;
        tx.commit().await?;
        Ok(record.id)
    }

    /// Suspends or resumes a child; gives the directory record that says so.
    pub(crate) async fn set_state(&self, child: Id, state: &str) -> Result<Id, Error> {
        let mut tx = self.store.begin(&Scope::system()).await?;
        let (record, body) = tx.latest_body::<Node>(child).await?.ok_or(Error::Unenrolled)?;
        let body = Node { state: state.to_owned(), ..body };
        let record = tx.append(self.entry(&body, record.revision)?).await?;
        tx.peer_state(child, state).await?;
        tx.commit().await?;
        Ok(record.id)
    }

    /// Takes another key; gives the record that says so.
    pub(crate) async fn change_key(&self) -> Result<Id, Error> {
        Ok(self.store.key_change(self.word()?).await?.id)
    }

    /// Revokes a child's key, unless it is revoked; gives the record that says so.
    pub(crate) async fn revoke_key(&self, child: Id) -> Result<Option<Id>, Error> {
        if self.store.directory().keys(child).is_none_or(|keys| keys.revoked().is_some()) {
            return Ok(None);
        }
        let mut tx = self.store.begin(&Scope::system()).await?;
        let record = tx.key_revoke(child, self.word()?).await?;
        tx.commit().await?;
        Ok(Some(record.id))
    }

    fn word(&self) -> Result<KeyWord, Error> {
        let tenant = self.store.routes().local.first().cloned().ok_or(Error::Unenrolled)?;
        Ok(KeyWord { tenant, author: "system".to_owned(), reason: String::new() })
    }

    /// A child whose key was revoked enrols with another, as far as it still is revoked; gives the
    /// directory record.
    pub(crate) async fn renew(&self, child: &Self) -> Result<Option<Id>, Error> {
        let revoked = |keys: &store::NodeKeys| keys.revoked().is_some();
        if !self.store.directory().keys(child.node).is_some_and(revoked) {
            return Ok(None);
        }
        let (card, _) = child.store.card_anew("simulated")?;
        let mut tx = self.store.begin(&Scope::system()).await?;
        let suspended = tx.peer(child.node).await?.is_some_and(|peer| peer.state != "active");
        tx.peer_put(draft(Relation::Child, card.clone(), Vec::new())).await?;
        if suspended {
            tx.peer_state(child.node, "suspended").await?;
        }
        let (record, body) = tx.latest_body::<Node>(child.node).await?.ok_or(Error::Unenrolled)?;
        let body = Node { public_key: card.public_key, ..body };
        let record = tx.append(self.entry(&body, record.revision)?).await?;
        tx.commit().await?;
        let directory = self.store.directory();
        let revoked = directory.keys(child.node).and_then(store::NodeKeys::revoked_before);
        child.store.key_renewed(&revoked.ok_or(Error::Unenrolled)?).await?;
        let ancestors = self.store.ancestor_cards().await?;
        let card = self.store.card("simulated")?;
        let mut tx = child.store.begin(&Scope::system()).await?;
        tx.peer_put(draft(Relation::Parent, card, ancestors)).await?;
        tx.commit().await?;
        Ok(Some(record.id))
    }

    fn entry(&self, body: &Node, follows: u32) -> Result<RecordDraft, Error> {
        let speaker = self.store.routes().local.first().cloned().ok_or(Error::Unenrolled)?;
        Ok(RecordDraft {
            object: body.node,
            kind: Node::NAME,
            tenant: speaker,
            author: "system".to_owned(),
            sharing: Sharing::everyone(),
            body: serde_json::to_value(body).map_err(Error::Body)?,
            follows,
            binding: false,
        })
    }
}

fn draft(
    relation: Relation,
    card: contract::federation::NodeCard,
    ancestors: Vec<contract::federation::NodeCard>,
) -> PeerDraft {
    let (url, certificate) = (String::new(), String::new());
    PeerDraft { relation, card, url, certificate, certificate_expires: None, ancestors }
}
