//! The node directory, invitations for child nodes, and what became of records at neighbours.

use std::str::FromStr as _;

use contract::Sharing;
use contract::federation::{NodeCard, PROTOCOL};
use contract::kinds::enrolment::Enrolment;
use contract::kinds::node::Node;
use contract::rest::Page;
use contract::rest::node::{
    DeliveryRow, EnrolmentCreated, EnrolmentDraft, EnrolmentRow, KeyChange, KeyRevocation,
    NodeChange, NodeKeyRow, NodeRow, ThisNode,
};
use contract::rest::query::{DeliveryQuery, PageQuery};
use federation::Invitation;
use model::{ErrorKind, Fault, Id, NodeKind, TenantPath};
use store::{DeliveryFilter, KeyWord, PeerDraft, Relation, Scope, credentials, views};

use crate::act::{Noted, Statement};
use crate::permission::Action;
use crate::{App, Caller, secret};

const DAY_MS: i64 = 86_400_000;
const OPEN: &str = "open";

impl App {
    /// This node.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn node_self(&self, _caller: &Caller) -> Result<ThisNode, Fault> {
        let identity = self.0.store.identity()?;
        Ok(ThisNode {
            node: identity.node,
            name: identity.name.clone(),
            kind: identity.kind,
            version: self.0.config.version.clone(),
            suite: identity.keypair.suite().name().to_owned(),
            time: self.0.store.now(),
            records: self.0.store.records().await?,
        })
    }

    /// The node directory as this node knows it: itself, its parent, its children, the others.
    /// Public within the tree.
    pub async fn node_list(
        &self,
        _caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<NodeRow>, Fault> {
        let mut rows = self.nodes().await?;
        let total = rows.len() as u64;
        let limit = query.limit.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            return Err(Fault::invalid("page.limit").with("least", 1).with("most", 200));
        }
        if let Some(cursor) = &query.cursor {
            let last = Id::from_str(cursor).map_err(|_| Fault::invalid("page.cursor"))?;
            let seen = rows.iter().position(|row| row.node == last).map_or(0, |at| at + 1);
            rows.drain(..seen);
        }
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.node.to_string());
        Ok(Page { items: rows, next, total, at_least: false })
    }

    pub(crate) async fn nodes(&self) -> Result<Vec<NodeRow>, Fault> {
        let config = &self.0.config;
        Ok(self.0.store.nodes(&config.version, config.online_ms / 3).await?)
    }

    /// Suspends or resumes a child: while suspended, nothing is exchanged with it.
    ///
    /// # Errors
    /// `node.missing`, `node.not_child`, `node.state`, `node.unchanged`.
    pub async fn node_change(
        &self,
        caller: &Caller,
        id: Id,
        change: NodeChange,
    ) -> Result<NodeRow, Fault> {
        caller.may(Action::NodeManage)?;
        if !["active", "suspended"].contains(&change.state.as_str()) {
            return Err(Fault::invalid("node.state").with("value", &change.state));
        }
        let mut tx = self.begin_as(&Scope::system()).await?;
        let missing = || Fault::not_found("node.missing").with("id", id);
        let peer = tx.peer(id).await?.ok_or_else(missing)?;
        if peer.relation != Relation::Child {
            return Err(Fault::conflict("node.not_child").with("id", id));
        }
        let (record, body) = tx.latest_body::<Node>(id).await?.ok_or_else(missing)?;
        if body.state == change.state {
            return Err(Fault::conflict("node.unchanged").with("state", &change.state));
        }
        let body = Node { state: change.state.clone(), ..body };
        let statement =
            Statement::new(id, caller).following(record.revision).shared(Sharing::everyone());
        tx.append(statement.says(&body)?).await?;
        tx.peer_state(id, &change.state).await?;
        tx.commit().await?;
        self.nodes().await?.into_iter().find(|row| row.node == id).ok_or_else(missing)
    }

    /// The keys of a node, oldest first, as far as this node knows them.
    ///
    /// # Errors
    /// `node.missing`.
    pub async fn node_key_list(&self, _caller: &Caller, id: Id) -> Result<Vec<NodeKeyRow>, Fault> {
        self.node_keys(id)
    }

    /// The same by the person at the node's machine; without a node, this one's.
    ///
    /// # Errors
    /// `node.missing`.
    pub fn key_list(&self, node: Option<Id>) -> Result<Vec<NodeKeyRow>, Fault> {
        self.node_keys(node.unwrap_or(self.0.node))
    }

    /// The tenant that runs the node.
    pub fn home(&self) -> &TenantPath {
        &self.0.config.home
    }

    fn node_keys(&self, id: Id) -> Result<Vec<NodeKeyRow>, Fault> {
        let directory = self.0.store.directory();
        let keys =
            directory.keys(id).ok_or_else(|| Fault::not_found("node.missing").with("id", id))?;
        let row = |key: &str, state: &str, last_segment| NodeKeyRow {
            key: key.to_owned(),
            state: state.to_owned(),
            last_segment,
        };
        let former = keys.former().map(|(key, last)| row(key.digest(), "former", Some(last)));
        let state = if keys.revoked().is_some() { "revoked" } else { "present" };
        let present = row(keys.present().digest(), state, keys.revoked());
        Ok(former.chain([present]).collect())
    }

    /// This node takes another key: the old one signs that, and what it signed before stays
    /// verifiable.
    ///
    /// # Errors
    /// `node.key_older_neighbour`, `text.length`, those of the store.
    pub async fn node_key_change(
        &self,
        caller: &Caller,
        change: KeyChange,
    ) -> Result<Vec<NodeKeyRow>, Fault> {
        caller.may(Action::NodeManage)?;
        self.key_change(
            KeyWord {
                tenant: caller.tenant.clone(),
                author: caller.login.clone(),
                reason: change.reason,
            },
            change.anyway,
        )
        .await
    }

    /// The same by the person at the node's machine.
    ///
    /// # Errors
    /// As [`App::node_key_change`].
    pub async fn key_change(&self, word: KeyWord, anyway: bool) -> Result<Vec<NodeKeyRow>, Fault> {
        let older = |peer: &store::Peer| peer.last_seen.is_some() && peer.protocol < PROTOCOL;
        let peers = self.0.store.peers().await?;
        if let Some(peer) = peers.iter().find(|peer| !anyway && older(peer)) {
            let fault = Fault::conflict("node.key_older_neighbour").with("name", &peer.name);
            return Err(fault.with("protocol", peer.protocol));
        }
        self.0.store.key_change(word).await?;
        self.node_keys(self.0.node)
    }

    /// Revokes the key of a child: nothing that it signs from now on is taken anywhere. The child
    /// comes back by a new invitation, with another key (`huhang admin enrol --new-key`).
    ///
    /// # Errors
    /// `node.missing`, `node.not_child`, `node.key`, `text.length`.
    pub async fn node_key_revoke(
        &self,
        caller: &Caller,
        id: Id,
        change: KeyRevocation,
    ) -> Result<Vec<NodeKeyRow>, Fault> {
        caller.may(Action::NodeManage)?;
        let (tenant, author) = (caller.tenant.clone(), caller.login.clone());
        self.key_revoke(id, KeyWord { tenant, author, reason: change.reason }).await
    }

    /// The same by the person at the node's machine.
    ///
    /// # Errors
    /// As [`App::node_key_revoke`].
    pub async fn key_revoke(&self, id: Id, word: KeyWord) -> Result<Vec<NodeKeyRow>, Fault> {
        if word.reason.trim().is_empty() {
            let fault = Fault::invalid("text.length").with("field", "reason").with("length", 0);
            return Err(fault.with("least", 1).with("most", 500));
        }
        let mut tx = self.begin_as(&Scope::system()).await?;
        if tx.peer(id).await?.is_none() {
            return Err(Fault::not_found("node.missing").with("id", id));
        }
        tx.key_revoke(id, word).await?;
        tx.commit().await?;
        self.node_keys(id)
    }

    /// Invitations for child nodes.
    pub async fn enrolment_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<EnrolmentRow>, Fault> {
        caller.may(Action::NodeManage)?;
        let scope = Scope::system();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::enrolment_list(&mut read, &scope, query, now).await?)
    }

    /// Makes an invitation for one child node; the token in it is kept as a digest only.
    ///
    /// # Errors
    /// `enrolment.no_listener` (this node takes no children), `enrolment.days`,
    /// `enrolment.tenants` (none, or one that lives here already), `enrolment.kind`.
    pub async fn enrolment_create(
        &self,
        caller: &Caller,
        draft: EnrolmentDraft,
    ) -> Result<EnrolmentCreated, Fault> {
        caller.may(Action::NodeManage)?;
        let Some(face) = &self.0.config.federation else {
            return Err(Fault::conflict("enrolment.no_listener"));
        };
        self.check_enrolment(&draft)?;
        let mut tx = self.begin_as(&Scope::system()).await?;
        let token = secret::token("hhe_")?;
        let expires = tx.now().plus(i64::from(draft.valid_days) * DAY_MS);
        let body = Enrolment {
            name: draft.name,
            kind: draft.kind,
            tenants: draft.tenants,
            expires,
            state: OPEN.to_owned(),
            node: None,
        };
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        let digest = secret::digest(&token);
        credentials::enrolment_token_put(&mut tx, &digest, &caller.tenant, id, expires).await?;
        self.note_access(&mut tx, Noted::by(caller, "token_created")).await?;
        tx.commit().await?;
        let invitation = Invitation {
            url: face.public_url.clone(),
            parent: self.0.node,
            authority: face.authority.clone(),
            token,
        };
        Ok(EnrolmentCreated { id, invitation: invitation.to_text(), expires })
    }

    fn check_enrolment(&self, draft: &EnrolmentDraft) -> Result<(), Fault> {
        if !(1..=30).contains(&draft.valid_days) {
            return Err(Fault::invalid("enrolment.days").with("least", 1).with("most", 30));
        }
        let length = draft.name.chars().count();
        if !(1..=80).contains(&length) {
            return Err(Fault::invalid("enrolment.name").with("least", 1).with("most", 80));
        }
        if draft.kind == NodeKind::National {
            return Err(Fault::invalid("enrolment.kind").with("kind", draft.kind));
        }
        let directory = self.0.store.directory();
        // A node whose key was revoked is invited again, with what lives on it.
        let gone = |node: Id| directory.keys(node).is_some_and(|keys| keys.revoked().is_some());
        let taken = |tenant: &&TenantPath| directory.home(tenant).is_some_and(|home| !gone(home));
        match draft.tenants.iter().find(taken) {
            Some(tenant) => Err(Fault::conflict("enrolment.tenants").with("tenant", tenant)),
            None if draft.tenants.is_empty() => Err(Fault::invalid("enrolment.no_tenants")),
            None => Ok(()),
        }
    }

    /// Withdraws an invitation that was not used.
    ///
    /// # Errors
    /// `enrolment.missing`, `enrolment.not_open`.
    pub async fn enrolment_withdraw(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        caller.may(Action::NodeManage)?;
        let mut tx = self.begin_as(&Scope::system()).await?;
        let missing = || Fault::not_found("enrolment.missing").with("id", id);
        let (record, body) = tx.latest_body::<Enrolment>(id).await?.ok_or_else(missing)?;
        if body.state != OPEN {
            return Err(Fault::conflict("enrolment.not_open").with("state", &body.state));
        }
        let body = Enrolment { state: "withdrawn".to_owned(), ..body };
        let statement = Statement::new(id, caller).following(record.revision);
        tx.append(statement.says(&body)?).await?;
        credentials::enrolment_token_revoke(&mut tx, id).await?;
        self.note_access(&mut tx, Noted::by(caller, "token_revoked")).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Redeems the one-time token of an invitation for the node that the draft describes: the
    /// neighbour, its directory record and the used token, in one transaction. The same node may
    /// ask again with the same token (the answer to its first call may have been lost): its
    /// certificate is then renewed.
    ///
    /// # Errors
    /// `enrolment.token` (unknown, run out, used by another or withdrawn), `enrolment.claim` (it
    /// claims other tenants than it was invited with), `enrolment.kind`.
    pub async fn enrolment_redeem(&self, token: &str, child: PeerDraft) -> Result<(), Fault> {
        let mut tx = self.begin_as(&Scope::system()).await?;
        let refused = || Fault::new(ErrorKind::Unauthenticated, "enrolment.token");
        let now = tx.now();
        let found = credentials::enrolment_token_get(&mut tx, &secret::digest(token), now).await?;
        let (_, enrolment) = found.ok_or_else(refused)?;
        let (record, body) = tx.latest_body::<Enrolment>(enrolment).await?.ok_or_else(refused)?;
        check_redeem(&body, &child.card)?;
        let card = child.card.clone();
        let again = body.node == Some(card.node);
        if body.state != OPEN && !again {
            return Err(refused());
        }
        if tx.peer(card.node).await?.is_some_and(|peer| peer.state != "active") {
            return Err(Fault::forbidden("federation.suspended").with("node", card.node));
        }
        let elsewhere = |tenant: &&TenantPath| {
            tx.directory().home(tenant).is_some_and(|home| home != card.node)
        };
        if let Some(tenant) = body.tenants.iter().find(elsewhere) {
            return Err(Fault::forbidden("enrolment.claim").with("tenant", tenant));
        }
        tx.peer_put(child).await?;
        if again {
            return Ok(tx.commit().await?);
        }
        let tenant = record.tenant.clone();
        let statement = |object, follows, sharing| Statement {
            object,
            follows,
            tenant: &tenant,
            author: "system",
            sharing,
        };
        let used = Enrolment { state: "used".to_owned(), node: Some(card.node), ..body.clone() };
        tx.append(statement(enrolment, record.revision, Sharing::private()).says(&used)?).await?;
        let before = tx.latest(card.node).await?.map_or(0, |record| record.revision);
        let node = Node {
            node: card.node,
            name: body.name,
            kind: body.kind,
            parent: Some(self.0.node),
            tenants: body.tenants,
            suite: card.suite.clone(),
            public_key: card.public_key.clone(),
            former: card.former.clone(),
            state: "active".to_owned(),
        };
        tx.append(statement(card.node, before, Sharing::everyone()).says(&node)?).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What became of each record at each neighbour, for the records the caller may see.
    pub async fn delivery_list(
        &self,
        caller: &Caller,
        query: &DeliveryQuery,
    ) -> Result<Page<DeliveryRow>, Fault> {
        caller.may(Action::DeliveryRead)?;
        let state = query.state.as_ref().map(|word| {
            serde_json::from_value(serde_json::Value::from(word.as_str())).map_err(|_| {
                Fault::invalid("word.unknown").with("type", "DeliveryState").with("value", word)
            })
        });
        let filter = DeliveryFilter {
            peer: query.peer,
            state: state.transpose()?,
            object: query.object,
            direction: query.direction.clone(),
            cursor: query.cursor.clone(),
            limit: query.limit.unwrap_or(0),
        };
        let scope = self.overseer_scope(caller);
        Ok(self.0.store.deliveries_page(&scope, &filter).await?)
    }
}

fn check_redeem(body: &Enrolment, card: &NodeCard) -> Result<(), Fault> {
    if body.kind != card.kind {
        return Err(Fault::invalid("enrolment.kind").with("kind", card.kind));
    }
    match card.tenants.iter().find(|tenant| !body.tenants.contains(tenant)) {
        Some(tenant) => Err(Fault::forbidden("enrolment.claim").with("tenant", tenant)),
        None => Ok(()),
    }
}
