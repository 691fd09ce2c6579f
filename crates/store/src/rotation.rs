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
    node::Node,
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
    pub state: FormerState,
    /// What is needed to sign for neighbours that know of no other, and to open bundles that
    /// were made for it; not when its file is gone.
    pub keypair: Option<Keypair>,
}

/// What ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormerState {
    /// This node's own statement.
    Former,
    /// The parent.
    Revoked,
    /// It followed a revoked one by our own statement that came too late: nothing that it signed
    /// stands.
    Void,
}

impl FormerState {
    fn word(self) -> &'static str {
        match self {
            Self::Former => "former",
            Self::Revoked => "revoked",
            Self::Void => "void",
        }
    }

    fn read(word: &str) -> Result<Self, Error> {
        let all = [Self::Former, Self::Revoked, Self::Void];
        let found = all.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| Error::stored("state of a key", word))
    }
}

/// Who says that a key ends, and why.
#[derive(Debug, Clone)]
pub struct KeyWord {
    pub tenant: TenantPath,
    pub author: String,
    pub reason: String,
}

impl Identity {
    /// The keys of our log before the present one.
    pub(crate) fn former_keys(&self) -> Vec<FormerKey> {
        let card = |former: &Former| FormerKey {
            public_key: former.public_key.text(),
            last_segment: former.last_segment,
            revoked: former.state == FormerState::Revoked,
        };
        self.former.iter().filter(|former| former.state != FormerState::Void).map(card).collect()
    }

    pub(crate) fn keys(&self) -> Result<NodeKeys, Error> {
        let present = self.keypair.public_key();
        NodeKeys::read(present.suite().name(), &present.text(), &self.former_keys())
    }

    /// The key to sign with for a neighbour that is known to know this one of ours.
    pub fn keypair_told(&self, told: &str) -> &Keypair {
        let former = self.former.iter().find(|former| former.public_key.text() == told);
        former.and_then(|former| former.keypair.as_ref()).unwrap_or(&self.keypair)
    }

    /// The last of our segments that a neighbour can check who knows no later key of ours than
    /// this one; `None`: all of them.
    pub(crate) fn last_checked_with(&self, told: &str) -> Option<u64> {
        let former = self.former.iter().find(|former| former.public_key.text() == told);
        former.map(|former| former.last_segment)
    }

    /// Whether a record that waits is another node's, or signed with a key that a neighbour can
    /// check with who knows no later one of ours than this.
    pub(crate) fn checked_with(&self, told: &str, row: &crate::Row) -> Result<bool, Error> {
        let Some(last) = self.last_checked_with(told) else { return Ok(true) };
        if row.id("origin")? != self.node {
            return Ok(true);
        }
        let segment = row.opt_int("segment")?.and_then(|number| u64::try_from(number).ok());
        Ok(segment.is_some_and(|number| number <= last))
    }

    /// The newest of our keys that a neighbour knows once it has these records too.
    pub(crate) fn told_by(&self, mut told: String, rows: &[crate::Row]) -> Result<String, Error> {
        if self.last_checked_with(&told).is_none() {
            return Ok(told);
        }
        for row in rows {
            if !matches!(row.text("kind")?.as_str(), Node::NAME | NodeKey::NAME) {
                continue;
            }
            let body: serde_json::Value = row.json("body")?;
            if let Some(newer) = self.told_of(&body, &told) {
                told = newer;
            }
        }
        Ok(told)
    }

    /// The key of ours that a neighbour knows which holds this record, if it is a later one.
    fn told_of(&self, body: &serde_json::Value, before: &str) -> Option<String> {
        let node = body.get("node")?.as_str()?.parse::<Id>().ok()?;
        let said = body.get("successor").unwrap_or(body).get("public_key")?.as_str()?;
        let place = self.place_of(said).filter(|_| node == self.node)?;
        (self.place_of(before) < Some(place)).then(|| said.to_owned())
    }

    /// In the order of their use, void ones included.
    fn place_of(&self, key: &str) -> Option<usize> {
        let former = self.former.iter().map(|former| &former.public_key);
        former.chain([self.keypair.public_key()]).position(|k| k.text() == key)
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
        let identity = tx.take_key(&identity, next, last_segment, FormerState::Former).await?;
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

    /// Takes the key of [`Store::card_anew`] after the parent certified it. What was signed after
    /// the last segment of the revoked key that stands is signed again.
    ///
    /// # Errors
    /// `node.key` when the revoked key is none of this node's, those of the database.
    pub async fn key_renewed(&self, revoked: &FormerKey) -> Result<(), Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        let identity = self.identity()?;
        let place = identity.place_of(&revoked.public_key);
        let place = place.ok_or_else(|| Fault::conflict("node.key").with("node", identity.node))?;
        let next = self.inner.keys.next(identity.keypair.suite(), true)?;
        tx.unseal_after(identity.node, revoked.last_segment).await?;
        let last = revoked.last_segment;
        let mut identity = tx.take_key(&identity, next, last, FormerState::Void).await?;
        tx.note_revoked(&mut identity, place, last).await?;
        tx.commit_as(identity).await?;
        self.inner.keys.settle(self.identity()?.former.len())?;
        self.seal_segment().await?;
        Ok(())
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
        state: FormerState,
    ) -> Result<Identity, Error> {
        let ended = before.keypair.public_key();
        let sql = Sql::new(
            "INSERT INTO own_key (number, public_key, last_segment, ended, state) \
             VALUES (?, ?, ?, ?, ?)",
        );
        let number = i64::try_from(before.former.len()).unwrap_or(i64::MAX).saturating_add(1);
        let sql = sql.bind(number).bind(ended.text()).number(last_segment).bind(self.now().0);
        self.conn.execute(sql.bind(state.word())).await?;
        let sql = Sql::new("UPDATE identity SET public_key = ? WHERE id = 1");
        self.conn.execute(sql.bind(next.public_key().text())).await?;
        let mut identity = before.clone();
        identity.former.push(Former {
            public_key: ended.clone(),
            last_segment,
            state,
            keypair: Some(std::mem::replace(&mut identity.keypair, next)),
        });
        Arc::make_mut(&mut self.directory).set_own_keys(identity.keys()?);
        Ok(identity)
    }

    /// The key at this place is the revoked one; those that followed it are void.
    async fn note_revoked(
        &mut self,
        identity: &mut Identity,
        place: usize,
        last_segment: u64,
    ) -> Result<(), Error> {
        for (at, former) in identity.former.iter_mut().enumerate().skip(place) {
            let state = if at == place { FormerState::Revoked } else { FormerState::Void };
            (former.state, former.last_segment) = (state, last_segment);
            let sql = "UPDATE own_key SET state = ?, last_segment = ? WHERE number = ?";
            let number = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            let sql = Sql::new(sql).bind(state.word()).number(last_segment).bind(number);
            self.conn.execute(sql).await?;
        }
        Arc::make_mut(&mut self.directory).set_own_keys(identity.keys()?);
        Ok(())
    }

    /// Own segments after this one are void; their records are sealed again, under numbers that
    /// were never used: neighbours may hold those. What was said with them to a child and has no
    /// receipt is said again in the same words: it stands before the parent's word on that edge.
    async fn unseal_after(&mut self, here: Id, last: u64) -> Result<(), Error> {
        let kept: Option<Segment> = self.conn.segment(here, last).await?;
        if last > 0 && kept.is_none() {
            let fault = Fault::new(ErrorKind::Conflict, "store.segment_missing");
            return Err(fault.with("number", last).into());
        }
        let sql = Sql::new(
            "UPDATE delivery SET said = (SELECT r.segment FROM record r \
             WHERE r.position = delivery.position) WHERE state = 'sent' AND said IS NULL \
             AND peer IN (SELECT p.node FROM peer p WHERE p.relation = 'child') \
             AND position IN (SELECT r.position FROM record r WHERE r.origin = ? AND r.segment > ?)",
        );
        self.conn.execute(sql.id(here).number(last)).await?;
        for sql in [
            "INSERT INTO void_segment (number, content) \
             SELECT number, content FROM segment WHERE origin = ? AND number > ?",
            "DELETE FROM segment WHERE origin = ? AND number > ?",
            "DELETE FROM segment_known WHERE origin = ? AND number > ?",
            "UPDATE record SET segment = NULL WHERE origin = ? AND segment > ?",
        ] {
            self.conn.execute(Sql::new(sql).id(here).number(last)).await?;
        }
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
            let rows = self.conn.all(sql).await?;
            let before = self.conn.told(peer).await?;
            let told = identity.told_by(before.clone(), &rows)?;
            if told != before {
                let sql = Sql::new("UPDATE peer SET told = ? WHERE node = ?");
                self.conn.execute(sql.bind(told).id(peer)).await?;
            }
        }
        Ok(())
    }
}

impl Conn {
    async fn former(&mut self, suite: &str, store: &Store) -> Result<Vec<Former>, Error> {
        let rows = self.all(Sql::new("SELECT * FROM own_key ORDER BY number")).await?;
        let read = |(row, number): (&crate::Row, usize)| {
            let public_key = PublicKey::from_text(suite, &row.text("public_key")?)?;
            let keypair = store.inner.keys.former(number, &public_key)?;
            let state = FormerState::read(&row.text("state")?)?;
            Ok(Former { public_key, last_segment: row.number("last_segment")?, state, keypair })
        };
        rows.iter().zip(1..).map(read).collect()
    }

    /// The newest of our keys that a neighbour is known to know.
    pub(crate) async fn told(&mut self, peer: Id) -> Result<String, Error> {
        let sql = Sql::new("SELECT told FROM peer WHERE node = ?").id(peer);
        Ok(self.one(sql).await?.opt_text("told")?.unwrap_or_default())
    }
}
