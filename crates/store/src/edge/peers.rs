//! Neighbours.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use contract::federation::{Heartbeat, NodeCard};
use ledger::PublicKey;
use model::{Fault, Id, Millis};

use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope, Store, Tx};

/// Which way a neighbour lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    Parent,
    Child,
}

impl Relation {
    pub fn word(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Child => "child",
        }
    }
}

impl FromStr for Relation {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        match text {
            "parent" => Ok(Self::Parent),
            "child" => Ok(Self::Child),
            _ => Err(Fault::invalid("peer.relation").with("value", text)),
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A neighbour to be, as an enrolment gives it.
#[derive(Debug, Clone)]
pub struct PeerDraft {
    pub relation: Relation,
    pub card: NodeCard,
    /// Where to call it (a parent), or empty.
    pub url: String,
    /// Fingerprint of its (or, towards a parent, our) certificate on this edge.
    pub certificate: String,
    pub certificate_expires: Option<Millis>,
    /// Towards a parent: the ancestors beyond it, nearest first.
    pub ancestors: Vec<NodeCard>,
}

/// A neighbour.
#[derive(Debug, Clone)]
pub struct Peer {
    pub node: Id,
    pub relation: Relation,
    pub name: String,
    pub url: String,
    pub key: PublicKey,
    pub certificate: String,
    pub certificate_expires: Option<Millis>,
    /// `active` or `suspended`.
    pub state: String,
    pub created: Millis,
    pub last_seen: Option<Millis>,
    pub heartbeat: Option<Heartbeat>,
    /// Clock difference, peer minus us, in milliseconds, at the last message.
    pub skew_ms: i64,
    /// Serial of the last message taken from it.
    pub serial_in: u64,
    /// Serial of the last message made for it.
    pub serial_out: u64,
    /// The highest item number of the peer's up to which everything was receipted.
    pub cursor_in: u64,
    /// The highest item number given to a delivery to it.
    pub number_out: u64,
    /// Protocol version it spoke last.
    pub protocol: u32,
    /// Up to which of its items it is known to hold our receipts.
    pub settled_in: u64,
    /// Digests of files it asked for with its last message.
    pub wanted: Vec<String>,
    /// The highest item number that was put into a bundle for it.
    pub exported: u64,
    /// The newest of our keys that it is known to know.
    pub told: String,
    /// A certificate that it was given and did not show yet.
    pub certificate_next: Option<String>,
}

fn read_peer(row: &Row) -> Result<Peer, Error> {
    Ok(Peer {
        node: row.id("node")?,
        relation: row.word("relation")?,
        name: row.text("name")?,
        url: row.text("url")?,
        key: PublicKey::from_text(&row.text("suite")?, &row.text("public_key")?)?,
        certificate: row.text("certificate")?,
        certificate_expires: row.opt_millis("certificate_expires")?,
        state: row.text("state")?,
        created: row.millis("created")?,
        last_seen: row.opt_millis("last_seen")?,
        heartbeat: row.opt_json("heartbeat")?,
        skew_ms: row.int("skew_ms")?,
        serial_in: row.number("serial_in")?,
        serial_out: row.number("serial_out")?,
        cursor_in: row.number("cursor_in")?,
        number_out: row.number("number_out")?,
        protocol: u32::try_from(row.int("protocol")?).unwrap_or(0),
        settled_in: row.number("settled_in")?,
        wanted: row.opt_json("wanted")?.unwrap_or_default(),
        exported: row.number("exported")?,
        told: row.opt_text("told")?.unwrap_or_default(),
        certificate_next: row.opt_text("certificate_next")?,
    })
}

impl Conn {
    /// A neighbour by its node id.
    pub async fn peer(&mut self, node: Id) -> Result<Option<Peer>, Error> {
        let row = self.optional(Sql::new("SELECT * FROM peer WHERE node = ?").id(node)).await?;
        row.map(|row| read_peer(&row)).transpose()
    }

    /// All neighbours.
    pub async fn peers(&mut self) -> Result<Vec<Peer>, Error> {
        let rows = self.all(Sql::new("SELECT * FROM peer ORDER BY created, node")).await?;
        rows.iter().map(read_peer).collect()
    }

    pub(crate) async fn known_peer(&mut self, node: Id) -> Result<Peer, Error> {
        self.peer(node)
            .await?
            .ok_or_else(|| Fault::not_found("peer.unknown").with("node", node).into())
    }
}

impl Peer {
    /// The key among those that this neighbour may sign with which verifies something it signed.
    ///
    /// # Errors
    /// `federation.signature`; `federation.key_revoked` when it may sign with none any more.
    pub fn signer(
        &self,
        directory: &crate::Directory,
        verifies: impl Fn(&PublicKey) -> bool,
    ) -> Result<PublicKey, Fault> {
        let accepted = match directory.keys(self.node) {
            Some(keys) => keys.accepted(&self.key, self.relation == Relation::Parent),
            None => vec![&self.key],
        };
        if accepted.is_empty() {
            return Err(Fault::forbidden("federation.key_revoked").with("node", self.node));
        }
        let found = accepted.into_iter().find(|key| verifies(key));
        found.cloned().ok_or_else(|| Fault::forbidden("federation.signature"))
    }
}

impl Store {
    /// A neighbour by its node id.
    pub async fn peer(&self, node: Id) -> Result<Option<Peer>, Error> {
        self.read(&Scope::system()).await?.peer(node).await
    }

    /// All neighbours.
    pub async fn peers(&self) -> Result<Vec<Peer>, Error> {
        self.read(&Scope::system()).await?.peers().await
    }

    /// The parent, if this node is enrolled.
    pub async fn parent(&self) -> Result<Option<Peer>, Error> {
        let peers = self.peers().await?;
        Ok(peers.into_iter().find(|peer| peer.relation == Relation::Parent))
    }

    /// Cards to hand to a child at its enrolment: our parent, then the ancestors beyond it.
    pub async fn ancestor_cards(&self) -> Result<Vec<NodeCard>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let mut cards = Vec::new();
        let mut next = read.directory().parent();
        while let Some(node) = next.filter(|_| cards.len() < 16) {
            let sql = Sql::new("SELECT card, parent FROM anchor WHERE node = ?").id(node);
            let Some(row) = read.optional(sql).await? else { break };
            cards.push(row.json("card")?);
            next = row.opt_id("parent")?;
        }
        Ok(cards)
    }
}

impl Tx {
    /// Adds a neighbour, or renews its card, address and certificate, and queues for it what its
    /// tenants are named in. The numbers, serials and cursors of a renewed edge stay.
    ///
    /// Errors: `peer.second_parent`, `peer.self`, `ledger.key`.
    pub async fn peer_put(&mut self, draft: PeerDraft) -> Result<(), Error> {
        let node = draft.card.node;
        let here = self.store.identity()?.node;
        if node == here {
            return Err(Fault::invalid("peer.self").into());
        }
        let other = self.directory.parent().filter(|parent| *parent != node);
        if draft.relation == Relation::Parent && other.is_some() {
            return Err(Fault::conflict("peer.second_parent").into());
        }
        self.flush().await?;
        let parents = draft.ancestors.iter().map(|card| Some(card.node)).chain([None]);
        let towards_root = std::iter::once(&draft.card).chain(&draft.ancestors);
        for (card, parent) in towards_root.zip(parents) {
            let parent = if draft.relation == Relation::Child { Some(here) } else { parent };
            self.put_anchor(card, parent).await?;
        }
        self.insert_peer(&draft).await?;
        Arc::make_mut(&mut self.directory).set_peer(node, draft.relation);
        let gained = self.refresh_routes();
        self.deliver_to_newly_reachable(gained).await?;
        Ok(())
    }

    async fn put_anchor(&mut self, card: &NodeCard, parent: Option<Id>) -> Result<(), Error> {
        // What a directory record says stands above a card, as it does when the log is read again:
        // that begins with the card of before.
        if self.directory.nodes.get(&card.node).is_some_and(|known| known.recorded) {
            return Ok(());
        }
        Arc::make_mut(&mut self.directory).add_card(card, parent)?;
        let sql = Sql::new(
            "INSERT INTO anchor (node, card, parent) VALUES (?, ?, ?) \
             ON CONFLICT (node) DO UPDATE SET card = excluded.card, parent = excluded.parent",
        );
        let sql = sql.id(card.node).json(card).bind(parent.map(|id| id.to_string()));
        self.conn.execute(sql).await?;
        Ok(())
    }

    async fn insert_peer(&mut self, draft: &PeerDraft) -> Result<(), Error> {
        let sql = Sql::new(
            "INSERT INTO peer (node, relation, name, url, suite, public_key, certificate, \
             certificate_expires, state, created, skew_ms, serial_in, serial_out, cursor_in, \
             number_out, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, 0, 0, 0, 0, 0, ?) \
             ON CONFLICT (node) DO UPDATE SET relation = excluded.relation, name = excluded.name, \
             url = excluded.url, suite = excluded.suite, \
             public_key = CASE WHEN excluded.relation = 'child' THEN excluded.public_key \
             ELSE peer.public_key END, certificate = excluded.certificate, \
             told = CASE WHEN excluded.relation = 'child' AND peer.serial_in + peer.serial_out > 0 \
             THEN peer.told ELSE excluded.told END, certificate_next = NULL, \
             certificate_expires = excluded.certificate_expires, state = excluded.state",
        );
        let card = &draft.card;
        let sql = sql.id(card.node).bind(draft.relation.word()).bind(card.name.as_str());
        let sql = sql.bind(draft.url.as_str()).bind(card.suite.as_str());
        let sql = sql.bind(card.public_key.as_str()).bind(draft.certificate.as_str());
        let sql = sql.bind(draft.certificate_expires.map(|at| at.0)).bind(self.now().0);
        // Cards were exchanged: each knows the other's present key. A child that comes back goes
        // by what our records told it: those stand above the card. So its parent goes on with the
        // key that it used last on this edge, and that one is kept here, until it uses another.
        let sql = sql.bind(self.store.identity()?.keypair.public_key().text());
        self.conn.execute(sql).await?;
        Ok(())
    }

    /// Notes a certificate that a child was given; it counts from its first use on, and the one
    /// before it no more.
    pub async fn peer_certificate_next(
        &mut self,
        node: Id,
        fingerprint: &str,
    ) -> Result<(), Error> {
        let sql = Sql::new("UPDATE peer SET certificate_next = ? WHERE node = ?");
        self.expect_peer(sql.bind(fingerprint).id(node), node).await
    }

    /// Notes a renewed certificate of the edge.
    pub async fn peer_certificate(
        &mut self,
        node: Id,
        fingerprint: &str,
        expires: Option<Millis>,
    ) -> Result<(), Error> {
        let sql = Sql::new(
            "UPDATE peer SET certificate = ?, certificate_expires = ?, certificate_next = NULL WHERE node = ?",
        );
        let sql = sql.bind(fingerprint).bind(expires.map(|at| at.0)).id(node);
        self.expect_peer(sql, node).await
    }

    /// Notes up to which item number bundles for a peer were made.
    pub async fn peer_exported(&mut self, node: Id, number: u64) -> Result<(), Error> {
        let sql = Sql::new("UPDATE peer SET exported = ? WHERE node = ?").number(number).id(node);
        self.expect_peer(sql, node).await
    }

    /// `active` or `suspended`: a suspended peer's messages are refused, its deliveries wait.
    pub async fn peer_state(&mut self, node: Id, state: &str) -> Result<(), Error> {
        if !matches!(state, "active" | "suspended") {
            return Err(Fault::invalid("peer.state").with("value", state).into());
        }
        let sql = Sql::new("UPDATE peer SET state = ? WHERE node = ?").bind(state).id(node);
        self.expect_peer(sql, node).await
    }

    async fn expect_peer(&mut self, sql: Sql, node: Id) -> Result<(), Error> {
        match self.conn.execute(sql).await? {
            0 => Err(Fault::not_found("peer.unknown").with("node", node).into()),
            _ => Ok(()),
        }
    }
}
