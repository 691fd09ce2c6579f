//! This node's key over time: another one by its own statement, or after its parent revoked it;
//! and revoking a child's. What a key signed stays verifiable up to its last segment.
//!
//! A neighbour learns of a change by a record. Until its receipt for that record is here, what is
//! signed for it alone (messages, receipts, bundles) is signed with the key that it knows; so an
//! exchange that is lost at any moment can be made again.

use std::sync::Arc;

use contract::federation::NodeCard;
use contract::kinds::{
    Kind as _,
    node_key::{FormerKey, NodeKey, Succession, Successor},
};
use contract::{Record, RecordDraft, Segment, Sharing};
use ledger::{Keypair, PublicKey};
use model::{ErrorKind, Fault, Id, TenantPath};

use crate::directory::NodeKeys;
use crate::open::Identity;
use crate::sql::{Conn, Sql};
use crate::{Error, Scope, Store, Tx};

/// A key that this node signed with before.
#[derive(Debug, Clone)]
pub struct Former {
    pub public_key: PublicKey,
    /// The last segment that it signed.
    pub last_segment: u64,
    /// What is needed to sign for neighbours that know of no other, and to open bundles that
    /// were made for it; not when its file is gone.
    pub keypair: Option<Keypair>,
}

/// Who says that a key ends, and why.
#[derive(Debug, Clone)]
pub struct KeyWord {
    pub tenant: TenantPath,
    pub author: String,
    pub reason: String,
}

impl Identity {
    pub(crate) fn former_keys(&self) -> Vec<FormerKey> {
        let card = |former: &Former| FormerKey {
            public_key: former.public_key.text(),
            last_segment: former.last_segment,
        };
        self.former.iter().map(card).collect()
    }

    pub(crate) fn keys(&self) -> Result<NodeKeys, Error> {
        let present = self.keypair.public_key();
        NodeKeys::read(present.suite().name(), &present.text(), &self.former_keys())
    }

    /// The key to sign with for a neighbour that holds so many of our changes of key.
    pub fn keypair_told(&self, told: u64) -> &Keypair {
        let former = usize::try_from(told).ok().and_then(|told| self.former.get(told));
        former.and_then(|former| former.keypair.as_ref()).unwrap_or(&self.keypair)
    }

    /// The changes of key that lead to this key.
    fn changes_to(&self, key: &str) -> Option<u64> {
        let former = self.former.iter().map(|former| &former.public_key);
        let place = former.chain([self.keypair.public_key()]).position(|k| k.text() == key)?;
        u64::try_from(place).ok()
    }

    /// All secrets that something may have been encrypted to, the present one first.
    pub fn secrets(&self) -> impl Iterator<Item = &Keypair> {
        let former = self.former.iter().rev().filter_map(|former| former.keypair.as_ref());
        std::iter::once(&self.keypair).chain(former)
    }
}

impl Store {
    /// The identity as the database has it; `store.key_mismatch` when no key file is of it.
    pub(crate) async fn stored_identity(&self, conn: &mut Conn) -> Result<Option<Identity>, Error> {
        let row = conn.optional(Sql::new("SELECT * FROM identity WHERE id = 1")).await?;
        let Some(row) = row else { return Ok(None) };
        let public = row.text("public_key")?;
        let former = conn.former(&row.text("suite")?, self).await?;
        let keypair = self.inner.keys.node(&public, former.len())?;
        Ok(Some(Identity {
            node: row.id("node")?,
            name: row.text("name")?,
            kind: row.word("kind")?,
            keypair,
            former,
            created: row.millis("created")?,
        }))
    }

    /// After another process wrote: it may have taken another key.
    pub(crate) async fn reload_identity(&self, conn: &mut Conn) -> Result<Arc<Identity>, Error> {
        let known = self.identity()?;
        let sql = "SELECT COUNT(*) FROM identity WHERE public_key = ?";
        let text = known.keypair.public_key().text();
        if conn.count(Sql::new(sql).bind(text)).await? == 0
            && let Some(identity) = self.stored_identity(conn).await?
        {
            self.set_identity(identity);
        }
        self.identity()
    }

    /// Takes another key: seals what is unsealed with the present one, says so in a record that
    /// both keys sign, and signs with the new one from then on.
    ///
    /// # Errors
    /// Those of [`Tx::append`], `store.file`.
    pub async fn key_change(&self, word: KeyWord) -> Result<Record, Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        let identity = self.identity()?;
        tx.seal_all().await?;
        let next = self.inner.keys.next(identity.keypair.suite(), false)?;
        let last_segment = tx.head.segment + 1;
        let body = succession(&identity, &next, last_segment, word.reason)?;
        let draft = draft(self, word.tenant, word.author, &body)?;
        let record = tx.append(draft).await?;
        tx.seal_all().await?;
        if tx.head.segment != last_segment {
            return Err(Error::stored("segment", "the end of a key is not where it was said"));
        }
        let identity = tx.take_key(&identity, next, last_segment, false).await?;
        tx.commit_as(identity).await?;
        self.inner.keys.settle(self.identity()?.former.len())?;
        Ok(record)
    }

    /// A card with a key that is not in use yet, for an enrolment after the present one was
    /// revoked: asked again, it is the same key.
    pub fn card_anew(&self, version: &str) -> Result<(NodeCard, Keypair), Error> {
        let identity = self.identity()?;
        let next = self.inner.keys.next(identity.keypair.suite(), true)?;
        let card = NodeCard {
            public_key: next.public_key().text(),
            former: Vec::new(),
            ..self.card(version)?
        };
        Ok((card, next))
    }

    /// Takes the key of [`Store::card_anew`] after the parent certified it. What the revoked key
    /// signed after this segment does not stand and is signed again.
    pub async fn key_renewed(&self, last_segment: u64) -> Result<(), Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        let identity = self.identity()?;
        let next = self.inner.keys.next(identity.keypair.suite(), true)?;
        tx.unseal_after(identity.node, last_segment).await?;
        let identity = tx.take_key(&identity, next, last_segment, true).await?;
        tx.commit_as(identity).await?;
        self.inner.keys.settle(self.identity()?.former.len())
    }
}

fn succession(
    identity: &Identity,
    next: &Keypair,
    last_segment: u64,
    reason: String,
) -> Result<NodeKey, Error> {
    let ends = identity.keypair.public_key().digest().to_owned();
    let (suite, public_key) = (next.suite().name().to_owned(), next.public_key().text());
    let signed = Succession {
        node: identity.node,
        ends: &ends,
        last_segment,
        suite: &suite,
        public_key: &public_key,
    };
    let approval = ledger::sign_value(&identity.keypair, &signed)?;
    let possession = ledger::sign_value(next, &signed)?;
    let successor = Successor { suite, public_key, approval, possession };
    Ok(NodeKey { node: identity.node, ends, last_segment, successor: Some(successor), reason })
}

fn draft(
    store: &Store,
    tenant: TenantPath,
    author: String,
    body: &NodeKey,
) -> Result<RecordDraft, Error> {
    Ok(RecordDraft {
        object: store.new_id(),
        kind: NodeKey::NAME,
        tenant,
        author,
        sharing: Sharing::everyone(),
        body: serde_json::to_value(body).map_err(|error| Error::stored("key", error))?,
        follows: 0,
        binding: false,
    })
}

impl Tx {
    /// Revokes the key of a child: what it signs from now on is refused by everybody who knows;
    /// up to the last segment that is held here it stays verifiable.
    ///
    /// # Errors
    /// `peer.unknown`, `node.not_child`, `node.key` (revoked already), those of [`Tx::append`].
    pub async fn key_revoke(&mut self, child: Id, word: KeyWord) -> Result<Record, Error> {
        let peer = self.known_peer(child).await?;
        if peer.relation != crate::Relation::Child {
            return Err(Fault::conflict("node.not_child").with("node", child).into());
        }
        let keys = self.directory().keys(child);
        let open = keys.filter(|keys| keys.revoked().is_none());
        let ends = open.map(|keys| keys.present().digest().to_owned());
        let ends = ends.ok_or_else(|| Fault::conflict("node.key").with("node", child))?;
        let sql = "SELECT MAX(number) AS last FROM segment WHERE origin = ?";
        let last = self.one(Sql::new(sql).id(child)).await?.opt_int("last")?;
        let body = NodeKey {
            node: child,
            ends,
            last_segment: last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0),
            successor: None,
            reason: word.reason,
        };
        let draft = draft(&self.store, word.tenant, word.author, &body)?;
        self.append(draft).await
    }

    async fn take_key(
        &mut self,
        before: &Identity,
        next: Keypair,
        last_segment: u64,
        revoked: bool,
    ) -> Result<Identity, Error> {
        let ended = before.keypair.public_key();
        let sql = Sql::new(
            "INSERT INTO own_key (number, public_key, last_segment, ended, revoked) \
             VALUES (?, ?, ?, ?, ?)",
        );
        let number = i64::try_from(before.former.len()).unwrap_or(i64::MAX).saturating_add(1);
        let sql = sql.bind(number).bind(ended.text()).number(last_segment).bind(self.now().0);
        self.conn.execute(sql.bind(i64::from(revoked))).await?;
        let sql = Sql::new("UPDATE identity SET public_key = ? WHERE id = 1");
        self.conn.execute(sql.bind(next.public_key().text())).await?;
        let mut identity = before.clone();
        identity.former.push(Former {
            public_key: ended.clone(),
            last_segment,
            keypair: Some(std::mem::replace(&mut identity.keypair, next)),
        });
        Arc::make_mut(&mut self.directory).set_own_keys(identity.keys()?);
        Ok(identity)
    }

    /// Forgets own segments after this one; their records are sealed again.
    async fn unseal_after(&mut self, here: Id, last: u64) -> Result<(), Error> {
        let kept: Option<Segment> = self.conn.segment(here, last).await?;
        if last > 0 && kept.is_none() {
            let fault = Fault::new(ErrorKind::Conflict, "store.segment_missing");
            return Err(fault.with("number", last).into());
        }
        for sql in [
            "DELETE FROM segment WHERE origin = ? AND number > ?",
            "DELETE FROM segment_known WHERE origin = ? AND number > ?",
            "UPDATE record SET segment = NULL WHERE origin = ? AND segment > ?",
        ] {
            self.conn.execute(Sql::new(sql).id(here).number(last)).await?;
        }
        self.head.segment = last;
        self.head.sealed = kept.as_ref().map_or(0, |segment| segment.last);
        let digest = kept.as_ref().map(ledger::segment_digest).transpose()?;
        self.head.segment_digest = digest.unwrap_or_default();
        Ok(())
    }

    /// A neighbour took records: those among them that say which key we sign with are known there
    /// from now on.
    pub(crate) async fn note_told(&mut self, peer: Id, numbers: &[u64]) -> Result<(), Error> {
        let identity = self.store.identity()?;
        if identity.former.is_empty() {
            return Ok(());
        }
        for numbers in numbers.chunks(400) {
            let marks = vec!["?"; numbers.len()].join(", ");
            let mut sql = Sql::new(format!(
                "SELECT r.kind, r.body FROM delivery d JOIN record r ON r.position = d.position \
                 WHERE d.peer = ? AND r.kind IN ('node', 'node_key') AND d.number IN ({marks})"
            ))
            .id(peer);
            sql = numbers.iter().fold(sql, |sql, number| sql.number(*number));
            for row in self.conn.all(sql).await? {
                let body: serde_json::Value = row.json("body")?;
                let Some(told) = told(&identity, &body) else { continue };
                let sql = Sql::new("UPDATE peer SET told = ? WHERE node = ? AND told < ?");
                self.conn.execute(sql.number(told).id(peer).number(told)).await?;
            }
        }
        Ok(())
    }
}

/// The changes of our key that a neighbour knows of which holds this record.
fn told(identity: &Identity, body: &serde_json::Value) -> Option<u64> {
    let node = body.get("node")?.as_str()?.parse::<Id>().ok()?;
    let said = body.get("successor").unwrap_or(body).get("public_key")?.as_str()?;
    (node == identity.node).then(|| identity.changes_to(said)).flatten()
}

impl Conn {
    async fn former(&mut self, suite: &str, store: &Store) -> Result<Vec<Former>, Error> {
        let rows = self.all(Sql::new("SELECT * FROM own_key ORDER BY number")).await?;
        let read = |(row, number): (&crate::Row, usize)| {
            let public_key = PublicKey::from_text(suite, &row.text("public_key")?)?;
            let keypair = store.inner.keys.former(number, &public_key)?;
            Ok(Former { public_key, last_segment: row.number("last_segment")?, keypair })
        };
        rows.iter().zip(1..).map(read).collect()
    }

    /// How many of our changes of key a neighbour is known to hold.
    pub(crate) async fn told(&mut self, peer: Id) -> Result<u64, Error> {
        let sql = Sql::new("SELECT told FROM peer WHERE node = ?").id(peer);
        self.one(sql).await?.number("told")
    }
}
