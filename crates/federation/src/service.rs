//! The parent's side of an edge, whichever way a child's bytes came: known caller, message taken,
//! answer composed, files handed over.

use std::sync::Arc;

use contract::federation::{Message, PROTOCOL};
use model::{Fault, Id};
use store::blobs::BlobStore;
use store::{Peer, Relation, Store};

use crate::quota::Quota;
use crate::{Error, Host, envelope};

/// What answers children.
#[derive(Clone)]
pub struct Service {
    pub store: Store,
    pub blobs: BlobStore,
    pub host: Arc<dyn Host>,
    /// Newest protocol version it speaks: [`PROTOCOL`], or the one before it for trials of mixed
    /// versions.
    pub speaks: u32,
    /// How much each child may bring in a time.
    pub quota: Arc<Quota>,
}

impl Service {
    pub fn new(store: Store, blobs: BlobStore, host: Arc<dyn Host>) -> Self {
        Self { store, blobs, host, speaks: PROTOCOL, quota: Arc::default() }
    }

    /// Takes a child's message and gives the answer, both as they travel.
    ///
    /// # Errors
    /// `federation.unknown_node`, `federation.suspended`, `federation.body`,
    /// `federation.protocol`, `federation.quota` and those of [`Store::edge_receive`], with nothing kept.
    pub async fn exchange(&self, caller: Id, body: &[u8]) -> Result<Vec<u8>, Error> {
        let peer = self.known_child(caller).await.map_err(Error::Message)?;
        let done = self.answer(&peer, body).await;
        let failure = done.as_ref().err().map(Error::fault);
        let changed = done.as_ref().is_ok_and(|(_, changed)| *changed);
        self.host.exchanged(peer.node, changed, failure.as_ref());
        envelope::encode(&done?.0)
    }

    async fn answer(&self, peer: &Peer, body: &[u8]) -> Result<(Message, bool), Error> {
        let message = envelope::read(body, self.speaks).map_err(Error::Message)?;
        let now = self.store.now();
        self.quota.admit(peer.node, message.items.len(), now).map_err(Error::Message)?;
        let taken = envelope::take(&self.store, self.host.as_ref(), peer.node, &message).await?;
        let wanted = envelope::wanted(&self.store, &self.blobs, peer.node).await?;
        let said = envelope::Said {
            receipts: taken.received.receipts,
            wanted,
            ready: self.quota.room(peer.node, now),
        };
        let room = envelope::room_of(&message);
        let part = envelope::Part { protocol: message.protocol, after: 0, room };
        let reply = envelope::compose(&self.store, peer.node, part, said).await?;
        let changed = taken.changed || !reply.items.is_empty();
        Ok((reply, changed))
    }

    /// A blob that a record delivered to the child refers to.
    ///
    /// # Errors
    /// `federation.blob_not_found`, `federation.unknown_node`, `federation.suspended`.
    pub async fn blob_read(&self, caller: Id, digest: &str) -> Result<Vec<u8>, Error> {
        let peer = self.known_child(caller).await.map_err(Error::Message)?;
        if !self.store.edge_blob_allowed(peer.node, digest).await? {
            return Err(Error::Message(Fault::not_found("federation.blob_not_found")));
        }
        Ok(self.blobs.get(digest).await?)
    }

    /// A blob that a record received from the child refers to.
    ///
    /// # Errors
    /// `federation.blob_not_wanted`, `federation.blob_digest`, `federation.unknown_node`,
    /// `federation.suspended`.
    pub async fn blob_write(&self, caller: Id, digest: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let peer = self.known_child(caller).await.map_err(Error::Message)?;
        let wanted = envelope::wanted(&self.store, &self.blobs, peer.node).await?;
        if !wanted.iter().any(|digest_wanted| digest_wanted == digest) {
            return Err(Error::Message(Fault::forbidden("federation.blob_not_wanted")));
        }
        envelope::keep_blob(&self.blobs, digest, bytes).await?;
        self.host.kept(digest).await;
        self.host.exchanged(peer.node, true, None);
        Ok(())
    }

    /// The child that the caller is, if it is enrolled and not suspended.
    pub(crate) async fn known_child(&self, node: Id) -> Result<Peer, Fault> {
        let peer = self.store.peer(node).await.map_err(|error| error.fault())?;
        let peer = peer.filter(|peer| peer.relation == Relation::Child);
        let peer =
            peer.ok_or_else(|| Fault::forbidden("federation.unknown_node").with("node", node))?;
        if peer.state != "active" {
            return Err(Fault::forbidden("federation.suspended").with("node", node));
        }
        Ok(peer)
    }
}
