//! Who may have a record, and which way it travels. Deny by default: a sharing that names nobody
//! delivers to nobody.

use std::collections::{BTreeMap, BTreeSet};

use model::{Id, TenantPath};
use serde::{Deserialize, Serialize};

pub mod audience;
pub mod passing;
pub mod plan;
pub mod redaction;
pub mod resolve;

pub use audience::{Audience, Level};
pub use redaction::{Field, Shape, Shareable, Treatment};

/// Traffic Light Protocol 2.0 marks (FIRST), the level up to which a record may be passed on.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Tlp {
    Red,
    /// AMBER+STRICT.
    AmberStrict,
    #[default]
    Amber,
    Green,
    Clear,
}

/// The tenants, besides its own, that may see a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    /// Exact tenant paths; a path does not include what lies below it.
    #[serde(default)]
    pub tenants: BTreeSet<TenantPath>,
    /// Every node of this node's tree: directory records only (nodes, tenants, packs).
    #[serde(default)]
    pub everyone: bool,
    #[serde(default)]
    pub tlp: Tlp,
    /// The sharing policy it went out under: for the owner's own audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Id>,
    /// Groups that the tenants were found through. Receivers go by the tenants alone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<Id>,
    /// This record is one tier's view of a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
}

/// Which statement a record shows, and what it does not show of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The statement's own object, which stays with its owner whole.
    pub view_of: Id,
    /// What was done to which field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, Treatment>,
}

impl Sharing {
    /// Stays on its own node.
    pub fn private() -> Self {
        Self::default()
    }

    pub fn with(tenants: impl IntoIterator<Item = TenantPath>) -> Self {
        Self { tenants: tenants.into_iter().collect(), ..Self::default() }
    }

    pub fn everyone() -> Self {
        Self { everyone: true, ..Self::default() }
    }
}

/// What a node knows of the tree: which neighbour leads to which tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routes {
    pub here: Option<Id>,
    pub parent: Option<Id>,
    /// Tenants that live on this node.
    pub local: BTreeSet<TenantPath>,
    /// For each child node: the tenants at or below it.
    pub below: BTreeMap<Id, BTreeSet<TenantPath>>,
    /// Tenants known to live somewhere above or beside, reached through the parent.
    pub above: BTreeSet<TenantPath>,
}

impl Routes {
    /// The neighbours that must get a record with this sharing, except the one it came from.
    pub fn next_hops(&self, sharing: &Sharing, from: Option<Id>) -> BTreeSet<Id> {
        let wanted = |tenants: &BTreeSet<TenantPath>| {
            sharing.everyone || sharing.tenants.iter().any(|tenant| tenants.contains(tenant))
        };
        let down = self.below.iter().filter(|(_, tenants)| wanted(tenants)).map(|(id, _)| *id);
        let up = self.parent.filter(|_| sharing.everyone || wanted(&self.above));
        down.chain(up).filter(|peer| Some(*peer) != from).collect()
    }

    /// Whether this node may hold a record: it hosts a named tenant or leads to one.
    pub fn admits(&self, sharing: &Sharing, from: Id) -> bool {
        sharing.everyone
            || sharing.tenants.iter().any(|tenant| self.local.contains(tenant))
            || !self.next_hops(sharing, Some(from)).is_empty()
    }

    /// The tenants of this node that may see the record, its own tenant included.
    pub fn viewers(&self, tenant: &TenantPath, sharing: &Sharing) -> BTreeSet<TenantPath> {
        self.local
            .iter()
            .filter(|local| {
                *local == tenant || sharing.everyone || sharing.tenants.contains(*local)
            })
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests;
