//! What this node knows of the tree: nodes with their keys, tenants with their nodes and seals.
//! Made of the node's identity, the cards taken at enrolments and the directory records of the
//! log, in the order of the log; so a rebuild sees what the live node saw.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::federation::NodeCard;
use contract::kinds::{self, Kind as _, node::Node, node_key::NodeKey, tenant::Tenant};
use contract::sharing::Routes;
use ledger::PublicKey;
use model::{Id, NodeKind, TenantPath};

use crate::Error;
use crate::edge::Relation;

mod keys;

pub use keys::NodeKeys;

impl KnownNode {
    /// Its keys after what a directory record says of them; `None`: only that counts. A card that
    /// came with an enrolment may know more than the record, which may be an old one.
    fn restated(&self, said: &NodeKeys) -> Option<NodeKeys> {
        if self.recorded {
            return self.keys.restated(said);
        }
        self.keys.knows(said.present()).then(|| self.keys.clone())
    }
}

/// A node of the tree, as known here.
#[derive(Debug, Clone)]
pub struct KnownNode {
    pub name: String,
    pub kind: NodeKind,
    pub parent: Option<Id>,
    /// Tenants it was enrolled with.
    pub tenants: Vec<TenantPath>,
    pub keys: NodeKeys,
    pub state: String,
    /// By a directory record; else by a card taken at an enrolment.
    pub recorded: bool,
}

/// A tenant of the tree, as its node states it.
#[derive(Debug, Clone)]
pub struct KnownTenant {
    pub object: Id,
    pub body: Tenant,
}

/// For each neighbour, names that lead to it now and did not before; `*` for a new neighbour.
pub(crate) type Gained = BTreeMap<Id, Vec<String>>;

/// Nodes, tenants and keys known to this node.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    here: Option<Id>,
    pub nodes: BTreeMap<Id, KnownNode>,
    pub tenants: BTreeMap<TenantPath, KnownTenant>,
    /// Every seal key a tenant ever stated: old acts stay verifiable.
    seals: BTreeMap<TenantPath, Vec<PublicKey>>,
    peers: BTreeMap<Id, Relation>,
}

impl Directory {
    /// The directory before the first record.
    pub(crate) fn new(here: Id, card: &NodeCard) -> Result<Self, Error> {
        let mut directory = Self { here: Some(here), ..Self::default() };
        directory.add_card(card, None)?;
        Ok(directory)
    }

    /// Takes a card on trust. What a record says of the same node replaces it. A card of an
    /// ancestor may be as old as the enrolment of who hands it on: keys that followed since stay.
    pub(crate) fn add_card(&mut self, card: &NodeCard, parent: Option<Id>) -> Result<(), Error> {
        let said = NodeKeys::read(&card.suite, &card.public_key, &card.former)?;
        let known = self.nodes.get(&card.node).map(|known| &known.keys);
        let keys = known.filter(|keys| keys.knows(said.present())).cloned().unwrap_or(said);
        let known = KnownNode {
            name: card.name.clone(),
            kind: card.kind,
            parent,
            tenants: card.tenants.clone(),
            keys,
            state: "active".to_owned(),
            recorded: false,
        };
        self.nodes.insert(card.node, known);
        Ok(())
    }

    pub(crate) fn set_peer(&mut self, node: Id, relation: Relation) {
        self.peers.insert(node, relation);
        if let (Relation::Parent, Some(here)) = (relation, self.here)
            && let Some(own) = self.nodes.get_mut(&here)
        {
            own.parent = Some(node);
        }
    }

    pub(crate) fn concerns(kind: &str) -> bool {
        [Node::NAME, NodeKey::NAME, Tenant::NAME].contains(&kind)
    }

    /// Takes in a directory record that was accepted into the log.
    pub(crate) fn apply(&mut self, record: &Record) -> Result<(), Error> {
        if record.kind == Node::NAME {
            let body: Node = kinds::read(&record.body)?;
            if Some(body.node) == self.here {
                // A parent's entry about this node: who we are is not for others to say.
                return Ok(());
            }
            let said = NodeKeys::read(&body.suite, &body.public_key, &body.former)?;
            let known = self.nodes.get(&body.node);
            let keys = known.and_then(|known| known.restated(&said)).unwrap_or(said);
            let known = KnownNode {
                name: body.name,
                kind: body.kind,
                parent: body.parent,
                tenants: body.tenants,
                keys,
                state: body.state,
                recorded: true,
            };
            self.nodes.insert(body.node, known);
        } else if record.kind == Tenant::NAME {
            let body: Tenant = kinds::read(&record.body)?;
            if let Ok(key) = PublicKey::from_text(&body.seal_suite, &body.seal_key) {
                let keys = self.seals.entry(body.path.clone()).or_default();
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            self.tenants.insert(body.path.clone(), KnownTenant { object: record.object, body });
        } else if record.kind == NodeKey::NAME {
            let body: NodeKey = kinds::read(&record.body)?;
            // Our own keys stand in this node's own tables.
            if let Some(known) =
                self.nodes.get_mut(&body.node).filter(|_| Some(body.node) != self.here)
            {
                known.keys.end(&body)?;
            }
        }
        Ok(())
    }

    /// The key that signs a node's segments and messages now, if the node is known.
    pub fn key(&self, node: Id) -> Option<&PublicKey> {
        self.keys(node).map(NodeKeys::present)
    }

    /// All keys of a node, if it is known.
    pub fn keys(&self, node: Id) -> Option<&NodeKeys> {
        self.nodes.get(&node).map(|known| &known.keys)
    }

    pub(crate) fn set_own_keys(&mut self, keys: NodeKeys) {
        if let Some(own) = self.here.and_then(|here| self.nodes.get_mut(&here)) {
            own.keys = keys;
        }
    }

    /// Checks a segment by the key of its origin that may have signed it.
    pub(crate) fn verify_segment(&self, segment: &contract::Segment) -> Result<(), String> {
        let keys = self.keys(segment.origin).ok_or("federation.unknown_origin")?;
        let key = keys.of_segment(segment)?;
        ledger::verify_segment(key, segment).map_err(|_| "segment.signature".to_owned())
    }

    /// Whether a node may say this of a key: of its own, with the signatures of both keys; of a
    /// child's, that it holds no longer.
    pub(crate) fn may_end_key(&self, origin: Id, said: &NodeKey) -> Result<(), &'static str> {
        let known = self.nodes.get(&said.node).ok_or("federation.unknown_origin")?;
        let speaks = match &said.successor {
            Some(_) => said.node == origin && known.keys.signed(said),
            None => said.node != origin && known.parent == Some(origin),
        };
        if speaks && known.keys.may_end(said) { Ok(()) } else { Err("federation.key_claim") }
    }

    /// Whether what a parent says of a child's keys follows from what is known of them. A card
    /// is known from one neighbour only: a record stands above it.
    pub(crate) fn may_restate(&self, node: Id, said: &NodeKeys) -> bool {
        let known = self.nodes.get(&node).filter(|known| known.recorded);
        known.is_none_or(|known| known.keys.restated(said).is_some())
    }

    /// The keys a tenant's seal may be of; `None` when the tenant is not known here.
    pub fn seal_keys(&self, tenant: &TenantPath) -> Option<&[PublicKey]> {
        self.seals.get(tenant).map(Vec::as_slice)
    }

    /// The node a tenant lives on.
    pub fn home(&self, tenant: &TenantPath) -> Option<Id> {
        let stated = self.tenants.get(tenant).map(|known| known.body.node);
        stated.or_else(|| {
            let hosts = |known: &KnownNode| known.tenants.contains(tenant);
            self.nodes.iter().find(|(_, known)| hosts(known)).map(|(id, _)| *id)
        })
    }

    /// Tenants that live on this node, by its own tenant records.
    pub fn local(&self) -> BTreeSet<TenantPath> {
        let here = |known: &&KnownTenant| Some(known.body.node) == self.here;
        self.tenants.values().filter(here).map(|known| known.body.path.clone()).collect()
    }

    /// Whether a node may state that this tenant lives on it: it was enrolled with the tenant, or
    /// it is an authority's node and the path lies in the territory of a tenant it was enrolled
    /// with; and no other node hosts the tenant already.
    pub(crate) fn may_host(&self, node: Id, path: &TenantPath) -> Result<(), &'static str> {
        let Some(known) = self.nodes.get(&node) else { return Err("federation.unknown_origin") };
        if self.home(path).is_some_and(|home| home != node) {
            return Err("federation.tenant_taken");
        }
        let own = |enrolled: &TenantPath| path.is_within(enrolled);
        let territory = |enrolled: &TenantPath| match enrolled.as_str().rsplit_once('/') {
            Some((territory, _)) => {
                path.as_str().strip_prefix(territory).is_some_and(|rest| rest.starts_with('/'))
            }
            None => true,
        };
        let allowed = known.tenants.iter().any(|enrolled| {
            own(enrolled) || (known.kind != NodeKind::Enterprise && territory(enrolled))
        });
        if allowed { Ok(()) } else { Err("federation.tenant_claim") }
    }

    /// The neighbour that leads to a node, if one does.
    fn towards(&self, node: Id) -> Option<Id> {
        let mut at = node;
        // The tree is a few levels deep; the bound stops a circle of wrong records.
        for _ in 0..16 {
            if self.peers.get(&at) == Some(&Relation::Child) {
                return Some(at);
            }
            if Some(at) == self.here {
                return None;
            }
            if self.peers.get(&at) == Some(&Relation::Parent) {
                return Some(at);
            }
            match self.nodes.get(&at).and_then(|known| known.parent) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        self.parent()
    }

    pub fn parent(&self) -> Option<Id> {
        self.peers.iter().find(|(_, r)| **r == Relation::Parent).map(|(id, _)| *id)
    }

    /// `self`, `parent`, `child` or `other`.
    pub fn relation(&self, node: Id) -> &'static str {
        match self.peers.get(&node) {
            _ if Some(node) == self.here => "self",
            Some(Relation::Parent) => "parent",
            Some(Relation::Child) => "child",
            None => "other",
        }
    }

    /// Whether a node, and the nodes above it as far as they are known, are active.
    pub fn is_active(&self, node: Id) -> bool {
        let mut at = Some(node);
        for _ in 0..16 {
            let Some(known) = at.and_then(|node| self.nodes.get(&node)) else { return true };
            if known.state != "active" {
                return false;
            }
            at = known.parent;
        }
        true
    }

    /// All tenants known, with the node each lives on.
    pub(crate) fn homes(&self) -> BTreeMap<&TenantPath, Id> {
        let mut homes = BTreeMap::new();
        for (id, known) in &self.nodes {
            for tenant in &known.tenants {
                homes.entry(tenant).or_insert(*id);
            }
        }
        homes.extend(self.tenants.iter().map(|(path, known)| (path, known.body.node)));
        homes
    }

    /// The tenants whose way may change when this directory record is taken in; `None` when any
    /// may. To be asked before the record is applied.
    pub(crate) fn touched(&self, record: &Record) -> Option<BTreeSet<TenantPath>> {
        if record.kind == Tenant::NAME {
            let body: Tenant = kinds::read(&record.body).ok()?;
            return Some(BTreeSet::from([body.path]));
        }
        if record.kind == NodeKey::NAME {
            return Some(BTreeSet::new());
        }
        let body: Node = kinds::read(&record.body).ok()?;
        let known = self.nodes.get(&body.node);
        let moves = known.is_some_and(|known| known.parent != body.parent);
        // Nodes below one that was not known could not be found a way to.
        let below = || self.nodes.values().any(|node| node.parent == Some(body.node));
        if moves || known.is_none() && below() {
            return None;
        }
        let before = known.map(|known| known.tenants.clone()).unwrap_or_default();
        Some(body.tenants.into_iter().chain(before).collect())
    }

    /// Brings routes up to date for these tenants; which neighbours lead to which of them now and
    /// did not before.
    pub(crate) fn reroute(&self, routes: &mut Routes, tenants: &BTreeSet<TenantPath>) -> Gained {
        let mut gained = Gained::new();
        for tenant in tenants {
            let home = self.home(tenant);
            let here = home.is_some() && home == self.here;
            let stated = self.tenants.get(tenant).map(|known| known.body.node);
            let towards = home.filter(|_| !here).and_then(|home| self.towards(home));
            put(&mut routes.local, tenant, here && stated == self.here);
            let up = towards.filter(|peer| Some(*peer) == routes.parent);
            let mut reached = put(&mut routes.above, tenant, up.is_some()).then_some(up).flatten();
            for (peer, below) in &mut routes.below {
                if put(below, tenant, towards == Some(*peer)) {
                    reached = Some(*peer);
                }
            }
            if let Some(peer) = reached {
                gained.entry(peer).or_default().push(tenant.as_str().to_owned());
            }
        }
        gained
    }

    /// Which neighbour leads to which tenant.
    pub fn routes(&self) -> Routes {
        let children = self.peers.iter().filter(|(_, r)| **r == Relation::Child);
        let mut routes = Routes {
            here: self.here,
            parent: self.parent(),
            local: self.local(),
            below: children.map(|(id, _)| (*id, BTreeSet::new())).collect(),
            above: BTreeSet::new(),
        };
        for (tenant, home) in self.homes() {
            if Some(home) == self.here {
                continue;
            }
            match self.towards(home) {
                Some(peer) if Some(peer) == routes.parent => {
                    routes.above.insert(tenant.clone());
                }
                Some(peer) => {
                    routes.below.entry(peer).or_default().insert(tenant.clone());
                }
                None => {}
            }
        }
        routes
    }
}

/// Makes a set hold the tenant or not; whether it came in.
fn put(set: &mut BTreeSet<TenantPath>, tenant: &TenantPath, held: bool) -> bool {
    if held {
        return set.insert(tenant.clone());
    }
    set.remove(tenant);
    false
}
