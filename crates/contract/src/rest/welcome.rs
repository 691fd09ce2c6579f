//! What the sign-in page may know before anyone has signed in.

use model::{NodeKind, Role};
use serde::{Deserialize, Serialize};

/// `GET /api/v1/welcome`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Welcome {
    pub node_name: String,
    pub kind: NodeKind,
    /// Whether this node was started by `huhang demo`: only then are there accounts and peers.
    pub demo: bool,
    #[serde(default)]
    pub accounts: Vec<DemoAccount>,
    #[serde(default)]
    pub peers: Vec<DemoPeer>,
}

/// A demonstration account of a demonstration node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DemoAccount {
    pub login: String,
    pub password: String,
    pub name_zh: String,
    pub name_en: String,
    pub role: Role,
    /// Console of the node the account is on, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes_url: Option<String>,
}

/// Another node of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DemoPeer {
    pub name: String,
    pub url: String,
}
