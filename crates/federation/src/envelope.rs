//! Messages: put together, signed, read back, checked. The same on both ends of an edge.

use contract::federation::{
    Flow, Heartbeat, MAX_ITEMS, MAX_MESSAGE_BYTES, Message, OLDEST, Receipts, max_items,
};
use model::{ErrorKind, Fault, Id};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::blobs::BlobStore;
use store::{Outgoing, Received, Store};

use crate::server::MAX_BLOB_BYTES;
use crate::{Error, Host, VERSION};

/// Bytes of records in one message, before compression; leaves room for segments and receipts.
const ITEM_BYTES: usize = MAX_MESSAGE_BYTES / 4;
/// zstd level: fast; records are short JSON that compresses well at any level.
const LEVEL: i32 = 1;
/// How many of a peer's newest blobs are looked through for missing ones.
const RECENT_BLOBS: u32 = 1000;

/// JSON, compressed.
pub(crate) fn encode(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let broken = |reason: String| {
        Error::Message(Fault::new(ErrorKind::Internal, "federation.encode").with("reason", reason))
    };
    let json = serde_json::to_vec(value).map_err(|e| broken(e.to_string()))?;
    zstd::bulk::compress(&json, LEVEL).map_err(|e| broken(e.to_string()))
}

/// The value in a compressed body of at most [`MAX_MESSAGE_BYTES`] after decompression.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    use std::io::Read as _;
    let bad = |reason: String| Fault::invalid("federation.body").with("reason", reason);
    let limit = MAX_MESSAGE_BYTES as u64;
    let mut json = Vec::new();
    let reader = zstd::stream::read::Decoder::new(body).map_err(|e| bad(e.to_string()))?;
    reader.take(limit + 1).read_to_end(&mut json).map_err(|e| bad(e.to_string()))?;
    if json.len() as u64 > limit {
        return Err(
            Fault::new(ErrorKind::TooMany, "federation.too_large").with("most_bytes", limit)
        );
    }
    serde_json::from_slice(&json).map_err(|e| bad(e.to_string()))
}

/// A message of at most this version: what a newer one says cannot be understood here.
pub(crate) fn read(body: &[u8], speaks: u32) -> Result<Message, Fault> {
    let message: Message = decode(body)?;
    if !(OLDEST..=speaks).contains(&message.protocol) {
        let fault = Fault::invalid("federation.protocol").with("got", message.protocol);
        return Err(fault.with("spoken", speaks));
    }
    Ok(message)
}

/// What a message says besides our queue and our state.
pub(crate) struct Said {
    /// For what the peer said.
    pub(crate) receipts: Option<Receipts>,
    pub(crate) wanted: Vec<String>,
    /// Most items that we are ready to take.
    pub(crate) ready: u32,
}

impl Default for Said {
    /// Nothing but the queue.
    fn default() -> Self {
        let ready = u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX);
        Self { receipts: None, wanted: Vec::new(), ready }
    }
}

/// Items on their way to a peer, not yet said.
pub(crate) struct Page {
    outgoing: Outgoing,
    protocol: u32,
}

impl Page {
    /// The number of its last item; `None` without items.
    pub(crate) fn last(&self) -> Option<u64> {
        self.outgoing.items.last().map(|item| item.number)
    }

    /// Whether more waits than went into it.
    pub(crate) fn more(&self) -> bool {
        self.outgoing.more
    }

    /// Signs it together with what else is to be said.
    pub(crate) fn say(self, store: &Store, peer: Id, said: Said) -> Result<Message, Error> {
        let Self { outgoing, protocol } = self;
        let identity = store.identity()?;
        let keypair = identity.keypair_told(&outgoing.told);
        let mut message = Message {
            protocol,
            from: identity.node,
            to: peer,
            serial: outgoing.serial,
            heartbeat: Heartbeat {
                time: store.now(),
                version: VERSION.to_owned(),
                backlog: outgoing.lag.backlog,
                lag_ms: outgoing.lag.lag_ms,
            },
            segments: outgoing.segments,
            items: outgoing.items,
            receipts: said.receipts,
            cursor: outgoing.cursor,
            wanted_blobs: said.wanted,
            flow: (protocol > OLDEST)
                .then_some(Flow { settled: outgoing.settled, room: said.ready }),
            suite: keypair.suite().name().to_owned(),
            signature: String::new(),
        };
        message.signature = ledger::sign_message(keypair, &message).map_err(store::Error::from)?;
        Ok(message)
    }
}

/// Which part of our queue for a peer is to be said.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Version to say it in.
    pub(crate) protocol: u32,
    /// Only items numbered higher.
    pub(crate) after: u64,
    /// Most items that the peer is ready to take.
    pub(crate) room: usize,
}

/// Takes a part of our queue for a peer, and notes it as sent.
pub(crate) async fn gather(store: &Store, peer: Id, part: Part) -> Result<Page, Error> {
    let Part { protocol, after, room } = part;
    let most = max_items(protocol).min(room);
    let outgoing = store.edge_outgoing_after(peer, after, most, ITEM_BYTES).await?;
    Ok(Page { outgoing, protocol })
}

/// The same with what else is to be said now.
pub(crate) async fn compose(
    store: &Store,
    peer: Id,
    part: Part,
    said: Said,
) -> Result<Message, Error> {
    gather(store, peer, part).await?.say(store, peer, said)
}

/// Most items that the sender of this message is ready to take.
pub(crate) fn room_of(message: &Message) -> usize {
    let room = message.flow.map(|flow| usize::try_from(flow.room).unwrap_or(usize::MAX));
    room.unwrap_or(usize::MAX)
}

/// What taking a message led to.
pub(crate) struct Taken {
    pub(crate) received: Received,
    /// Whether anything but a heartbeat moved.
    pub(crate) changed: bool,
}

/// Takes what a peer's message carries (the store checks it against the peer it must come from)
/// and tells the host of the new records.
pub(crate) async fn take(
    store: &Store,
    host: &dyn Host,
    peer: Id,
    message: &Message,
) -> Result<Taken, Error> {
    let received = store.edge_receive(peer, message).await?;
    if !received.applied.is_empty() {
        host.received(peer, &received.applied).await;
    }
    for (number, code) in &received.rejected {
        tracing::warn!(%peer, number, code, "refused an item of a peer");
    }
    let changed = received.receipts.is_some() || received.settled > 0;
    Ok(Taken { received, changed })
}

/// Digests of blobs that records of this peer refer to and whose bytes are not here.
pub(crate) async fn wanted(
    store: &Store,
    blobs: &BlobStore,
    peer: Id,
) -> Result<Vec<String>, Error> {
    let mut missing = Vec::new();
    for digest in store.edge_blobs(peer, RECENT_BLOBS).await? {
        if !blobs.contains(&digest).await? {
            missing.push(digest);
        }
    }
    Ok(missing)
}

/// Keeps bytes that were asked for, if they are what their digest says.
pub(crate) async fn keep_blob(
    blobs: &BlobStore,
    digest: &str,
    bytes: Vec<u8>,
) -> Result<(), Error> {
    use sha2::Digest as _;
    if hex::encode(sha2::Sha256::digest(&bytes)) != digest {
        return Err(Error::Message(
            Fault::invalid("federation.blob_digest").with("digest", digest),
        ));
    }
    blobs.put(bytes, MAX_BLOB_BYTES as u64).await?;
    Ok(())
}
