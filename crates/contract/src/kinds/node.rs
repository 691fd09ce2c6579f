//! Node: an entry of the node directory, written by the node itself (its own card) or by the
//! parent that enrolled it.

use model::{Id, NodeKind, TenantPath};
use serde::{Deserialize, Serialize};

use super::Kind;
use super::node_key::FormerKey;

/// Body of `node`. The object's id is the node's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    pub node: Id,
    pub name: String,
    pub kind: NodeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    pub tenants: Vec<TenantPath>,
    pub suite: String,
    /// Base64 public key that signs its segments and messages.
    pub public_key: String,
    /// The keys before it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerKey>,
    /// `active`, `suspended`.
    pub state: String,
}

impl Kind for Node {
    const NAME: &'static str = "node";
}
