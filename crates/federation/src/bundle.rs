//! Exchanges as files, for neighbours that no wire connects: the same messages, cursors and
//! receipts as over HTTPS, encrypted for the receiver and signed by the sender.
//!
//! A bundle is `HHBUNDLE1`, a line of JSON (the [`Header`]) and encrypted content: messages and
//! the files their records refer to. Nothing is assumed of what became of it. Without receipts the
//! next bundle offers the same again, from the oldest item that lacks one; over a one-way gateway,
//! where none will come, it goes on after the last and says which range it holds.
//!
//! What it is not: a file format for archives. A bundle is of use to one node, once.

use std::collections::BTreeSet;

use contract::federation::{Message, PROTOCOL};
use contract::kinds;
use ledger::{PublicKey, Sealed};
use model::{Fault, Id, Millis};
use serde::{Deserialize, Serialize};
use store::blobs::BlobStore;
use store::{Peer, Scope, Store};

use crate::{Error, Host, envelope};

mod parts;

use parts::Part;

const MAGIC: &[u8] = b"HHBUNDLE1\n";
/// Longest header.
const MAX_HEADER_BYTES: usize = 16 << 10;
/// Largest bundle that is read.
pub const MAX_BUNDLE_BYTES: usize = 512 << 20;
/// Most receipts of one bundle.
const MAX_RECEIPTS: u32 = 20_000;

/// What can be read of a bundle without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub from: Id,
    pub to: Id,
    /// Serial of its first message: rises with each bundle and message on this edge.
    pub serial: u64,
    pub time: Millis,
    /// The receiver's suite, by which the content is encrypted.
    pub cipher: String,
    /// Hex: the content key for the receiver, and the nonce.
    wrapped: String,
    nonce: String,
    /// Hex digest of the encrypted content, by the sender's suite.
    digest: String,
    pub suite: String,
    /// Base64, by the sender's record key, over the canonical JSON of this header without it.
    signature: String,
}

/// What is to go into a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Goes on after the last bundle, receipted or not.
    pub one_way: bool,
    /// Begins at this item number (one that was sent before).
    pub from: Option<u64>,
    /// About how large it may become.
    pub most_bytes: usize,
}

/// What a bundle holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub from: Id,
    pub to: Id,
    pub serial: u64,
    /// First and last item number; `None` when nothing was to be sent.
    pub items: Option<(u64, u64)>,
    pub receipts: usize,
    pub files: usize,
    /// Items before these that no receipt came for yet.
    pub unreceipted_before: u64,
    /// Whether more waits than fitted.
    pub more: bool,
    pub bytes: usize,
}

/// What became of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub from: Id,
    pub serial: u64,
    /// Records that are new here.
    pub applied: usize,
    /// Items that had been answered before.
    pub repeated: u64,
    /// Refused items with their codes; the sender learns of them with the next bundle back.
    pub rejected: Vec<(u64, String)>,
    /// Own deliveries that its receipts settled.
    pub settled: u64,
    pub files: usize,
    /// Up to this item number everything of the sender is answered.
    pub cursor: u64,
}

/// Makes the next bundle for a neighbour.
///
/// # Errors
/// `peer.unknown`, `federation.suspended`, and those of the store.
pub async fn export(
    store: &Store,
    blobs: &BlobStore,
    peer: Id,
    wish: Wish,
) -> Result<(Vec<u8>, Exported), Error> {
    let peer = neighbour(store, peer).await?;
    let mut making = Making::new(&peer, wish);
    making.messages(store, blobs).await?;
    making.files(store, blobs).await?;
    let (header, content) = sealed(store, &peer, &making)?;
    let mut file = MAGIC.to_vec();
    file.extend(serde_json::to_vec(&header).map_err(|error| unwritten(&error))?);
    file.push(b'\n');
    file.extend(content);
    let mut done = making.done;
    done.from = header.from;
    done.serial = header.serial;
    done.bytes = file.len();
    if let Some((_, last)) = done.items.filter(|(_, last)| *last > peer.exported) {
        let mut tx = store.begin(&Scope::system()).await?;
        tx.peer_exported(peer.node, last).await?;
        tx.commit().await?;
    }
    Ok((file, done))
}

fn unwritten(error: &dyn std::error::Error) -> Error {
    let fault = Fault::new(model::ErrorKind::Internal, "federation.encode");
    Error::Message(fault.with("reason", error))
}

async fn neighbour(store: &Store, node: Id) -> Result<Peer, Error> {
    let peer = store.peer(node).await?;
    let unknown = || Error::Message(Fault::not_found("peer.unknown").with("node", node));
    let peer = peer.ok_or_else(unknown)?;
    if peer.state != "active" {
        return Err(Error::Message(Fault::forbidden("federation.suspended").with("node", node)));
    }
    Ok(peer)
}

/// A bundle on its way into being.
struct Making<'a> {
    peer: &'a Peer,
    wish: Wish,
    parts: Vec<Part>,
    bytes: usize,
    /// Digests of files that its records refer to.
    digests: BTreeSet<String>,
    serial: u64,
    done: Exported,
}

impl<'a> Making<'a> {
    fn new(peer: &'a Peer, wish: Wish) -> Self {
        let done = Exported {
            from: peer.node,
            to: peer.node,
            serial: 0,
            items: None,
            receipts: 0,
            files: 0,
            unreceipted_before: 0,
            more: false,
            bytes: 0,
        };
        let digests = peer.wanted.iter().cloned().collect();
        Self { peer, wish, parts: Vec::new(), bytes: 0, digests, serial: 0, done }
    }

    /// Messages until nothing waits or the bundle is full; at least one, for receipts and news of
    /// health go with it.
    async fn messages(&mut self, store: &Store, blobs: &BlobStore) -> Result<(), Error> {
        let mut after = match (self.wish.from, self.wish.one_way) {
            (Some(from), _) => from.saturating_sub(1),
            (None, true) => self.peer.exported,
            (None, false) => 0,
        };
        let mut receipts = store.edge_receipts_owed(self.peer.node, MAX_RECEIPTS).await?;
        self.done.receipts = receipts.as_ref().map_or(0, |receipts| receipts.receipts.len());
        let mut wanted = envelope::wanted(store, blobs, self.peer.node).await?;
        loop {
            let said = envelope::Said {
                receipts: receipts.take(),
                wanted: std::mem::take(&mut wanted),
                ..envelope::Said::default()
            };
            let part = envelope::Part { protocol: PROTOCOL, after, room: usize::MAX };
            let page = envelope::gather(store, self.peer.node, part).await?;
            let (last, more) = (page.last(), page.more());
            let message = page.say(store, self.peer.node, said)?;
            if last.is_none() && !self.parts.is_empty() {
                return Ok(());
            }
            self.take(&message)?;
            match last.filter(|_| more && self.bytes < self.wish.most_bytes) {
                Some(last) => after = last,
                None => {
                    self.done.more = more;
                    return Ok(());
                }
            }
        }
    }

    fn take(&mut self, message: &Message) -> Result<(), Error> {
        if self.parts.is_empty() {
            self.serial = message.serial;
        }
        if let (Some(first), Some(last)) = (message.items.first(), message.items.last()) {
            let settled = message.flow.map_or(0, |flow| flow.settled);
            let (begin, _) = self.done.items.unwrap_or((first.number, last.number));
            self.done.items = Some((begin, last.number));
            self.done.unreceipted_before = begin.saturating_sub(settled + 1);
        }
        for item in &message.items {
            self.digests.extend(kinds::blobs(&item.record.kind, &item.record.body));
        }
        let body = envelope::encode(message)?;
        self.bytes += body.len();
        self.parts.push(Part::Message(body));
        Ok(())
    }

    /// The files that the peer may have and that are here, as far as there is room.
    async fn files(&mut self, store: &Store, blobs: &BlobStore) -> Result<(), Error> {
        for digest in std::mem::take(&mut self.digests) {
            let allowed = store.edge_blob_allowed(self.peer.node, &digest).await?;
            if !allowed || !blobs.contains(&digest).await? {
                continue;
            }
            let bytes = blobs.get(&digest).await?;
            if self.bytes + bytes.len() > MAX_BUNDLE_BYTES / 2 {
                // The receiver asks for it with its next bundle.
                self.done.more = true;
                continue;
            }
            self.bytes += bytes.len();
            self.done.files += 1;
            self.parts.push(Part::File(digest, bytes));
        }
        Ok(())
    }
}

/// What binds the content to its bundle.
fn bound(from: Id, to: Id, serial: u64) -> String {
    format!("huhang bundle {from} {to} {serial}")
}

fn sealed(store: &Store, peer: &Peer, making: &Making<'_>) -> Result<(Header, Vec<u8>), Error> {
    let identity = store.identity()?;
    let plain = parts::write(&making.parts)?;
    let bound = bound(identity.node, peer.node, making.serial);
    // The newest key that is known of it; it keeps those before.
    let directory = store.directory();
    let key = directory.key(peer.node).unwrap_or(&peer.key);
    let keypair = identity.keypair_told(&peer.told);
    let sealed = ledger::encrypt_to(key, bound.as_bytes(), &plain);
    let Sealed { wrapped, nonce, content } = sealed.map_err(store::Error::from)?;
    let mut header = Header {
        from: identity.node,
        to: peer.node,
        serial: making.serial,
        time: store.now(),
        cipher: key.suite().name().to_owned(),
        wrapped: hex::encode(wrapped),
        nonce: hex::encode(nonce),
        digest: keypair.suite().hex_digest(&[&content]),
        suite: keypair.suite().name().to_owned(),
        signature: String::new(),
    };
    header.signature = ledger::sign_value(keypair, &header).map_err(store::Error::from)?;
    Ok((header, content))
}

/// Takes a bundle in.
///
/// # Errors
/// With nothing kept: `bundle.format` (no bundle, or cut off), `bundle.address` (for another
/// node), `peer.unknown` (from a node that is no neighbour), `federation.suspended`,
/// `bundle.signature` (altered, or not by that neighbour), `federation.replayed` (taken before,
/// or older than one taken), `bundle.undecipherable`, `federation.gap` (one before it is
/// missing), and those of [`Store::edge_receive`].
pub async fn import(
    store: &Store,
    blobs: &BlobStore,
    host: &dyn Host,
    file: &[u8],
) -> Result<Imported, Error> {
    let (header, content) = take_apart(file)?;
    let identity = store.identity()?;
    if header.to != identity.node {
        let fault = Fault::invalid("bundle.address").with("to", header.to);
        return Err(Error::Message(fault.with("here", identity.node)));
    }
    let peer = neighbour(store, header.from).await?;
    peer.signer(&store.directory(), |key| check(key, &header, content)).map_err(unsigned)?;
    if header.serial <= peer.serial_in {
        let fault = Fault::conflict("federation.replayed").with("serial", header.serial);
        return Err(Error::Message(fault.with("last", peer.serial_in)));
    }
    let plain = identity.secrets().find_map(|key| reveal(key, &header, content));
    let plain = plain.ok_or_else(|| Error::Message(Fault::invalid("bundle.undecipherable")))?;
    let mut done = Imported {
        from: peer.node,
        serial: header.serial,
        applied: 0,
        repeated: 0,
        rejected: Vec::new(),
        settled: 0,
        files: 0,
        cursor: peer.cursor_in,
    };
    for part in parts::read(&plain)? {
        match part {
            Part::Message(body) => {
                let message = envelope::read(&body, PROTOCOL).map_err(Error::Message)?;
                let taken = envelope::take(store, host, peer.node, &message).await?.received;
                done.applied += taken.applied.len();
                done.repeated += taken.duplicates;
                done.rejected.extend(taken.rejected);
                done.settled += taken.settled;
                done.cursor = taken.cursor;
            }
            Part::File(digest, bytes) => {
                let wanted = envelope::wanted(store, blobs, peer.node).await?;
                if wanted.contains(&digest) {
                    envelope::keep_blob(blobs, &digest, bytes).await?;
                    host.kept(&digest).await;
                    done.files += 1;
                }
            }
        }
    }
    host.exchanged(peer.node, true, None);
    Ok(done)
}

fn malformed(reason: &str) -> Error {
    Error::Message(Fault::invalid("bundle.format").with("reason", reason))
}

/// The header of a bundle, read without any key: whom it is from and for.
///
/// # Errors
/// `bundle.format`.
pub fn header(file: &[u8]) -> Result<Header, Error> {
    Ok(take_apart(file)?.0)
}

fn take_apart(file: &[u8]) -> Result<(Header, &[u8]), Error> {
    if file.len() > MAX_BUNDLE_BYTES {
        return Err(malformed("it is too large"));
    }
    let rest = file.strip_prefix(MAGIC).ok_or_else(|| malformed("it is not a bundle"))?;
    let window = rest.get(..MAX_HEADER_BYTES).unwrap_or(rest);
    let end = window.iter().position(|byte| *byte == b'\n');
    let end = end.ok_or_else(|| malformed("its header is cut off"))?;
    let (head, content) = rest.split_at(end);
    let header =
        serde_json::from_slice(head).map_err(|_| malformed("its header cannot be read"))?;
    Ok((header, content.get(1..).unwrap_or_default()))
}

fn check(sender: &PublicKey, header: &Header, content: &[u8]) -> bool {
    header.suite == sender.suite().name()
        && header.digest == sender.suite().hex_digest(&[content])
        && ledger::verify_value(sender, header, &header.signature).is_ok()
}

fn unsigned(fault: Fault) -> Error {
    let altered = fault.code == "federation.signature";
    Error::Message(if altered { Fault::forbidden("bundle.signature") } else { fault })
}

/// The content, if it was encrypted for this key.
fn reveal(key: &ledger::Keypair, header: &Header, content: &[u8]) -> Option<Vec<u8>> {
    let sealed = Sealed {
        wrapped: hex::decode(&header.wrapped).ok()?,
        nonce: hex::decode(&header.nonce).ok()?,
        content: content.to_vec(),
    };
    let bound = bound(header.from, header.to, header.serial);
    ledger::decrypt(key, bound.as_bytes(), &sealed).ok()
}
