//! Nodes, enrolment, deliveries.

use model::{Id, Millis, NodeKind, TenantPath};
use serde::{Deserialize, Serialize};

use crate::federation::DeliveryState;

/// `GET /api/v1/node`: this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ThisNode {
    pub node: Id,
    pub name: String,
    pub kind: NodeKind,
    pub version: String,
    pub suite: String,
    pub time: Millis,
    /// Highest sequence of its own log.
    pub records: u64,
}

/// A row of `GET /api/v1/nodes`: the directory as this node knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NodeRow {
    pub node: Id,
    pub name: String,
    pub kind: NodeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    pub tenants: Vec<TenantPath>,
    /// `self`, `parent`, `child`, `other`.
    pub relation: String,
    pub state: String,
    /// From its heartbeat, for neighbours.
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Millis>,
    /// True when a neighbour was heard of within three heartbeats.
    pub online: bool,
    /// Records of ours waiting for it, and the age of the oldest in milliseconds.
    pub backlog: u64,
    pub lag_ms: i64,
    /// The same as it reports of its own queue to us.
    pub peer_backlog: u64,
    /// Clock difference, peer minus us, in milliseconds.
    pub skew_ms: i64,
    /// When its certificate runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_expires: Option<Millis>,
}

/// A row of `GET /api/v1/nodes/{id}/keys`, oldest first: a key that signs a node's records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NodeKeyRow {
    /// Digest of the public key.
    pub key: String,
    /// `present`, `former`, `revoked`.
    pub state: String,
    /// The last of the node's segments that its signature holds for; none while it signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_segment: Option<u64>,
}

/// `POST /api/v1/node/key`: this node takes another key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyChange {
    /// Why; up to 500 characters.
    #[serde(default)]
    pub reason: String,
    /// Also when a neighbour was last heard speaking an older version, which may not know that
    /// keys change.
    #[serde(default)]
    pub anyway: bool,
}

/// `POST /api/v1/nodes/{id}/keys/revocation`: a child's key holds no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRevocation {
    /// Why; 1–500 characters.
    pub reason: String,
}

/// `POST /api/v1/nodes/enrolments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentDraft {
    pub name: String,
    pub kind: NodeKind,
    pub tenants: Vec<TenantPath>,
    /// 1–30.
    pub valid_days: u32,
}

/// Answer: shown once. `invitation` is what the child's administrator puts into its configuration
/// (`huhang admin enrol --invitation`): address, authority fingerprint and token in one string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolmentCreated {
    pub id: Id,
    pub invitation: String,
    pub expires: Millis,
}

/// A row of `GET /api/v1/nodes/enrolments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolmentRow {
    pub id: Id,
    pub name: String,
    pub kind: NodeKind,
    pub tenants: Vec<TenantPath>,
    pub expires: Millis,
    pub state: String,
}

/// `PUT /api/v1/nodes/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeChange {
    /// `active` or `suspended`.
    pub state: String,
}

/// A row of `GET /api/v1/deliveries` (`?peer=`, `?state=`, `?object=`, `?direction=out|in`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeliveryRow {
    pub peer: Id,
    pub peer_name: String,
    /// `out` or `in`.
    pub direction: String,
    /// Item number on the edge.
    pub number: u64,
    pub record: Id,
    pub object: Id,
    pub kind: String,
    pub revision: u32,
    pub hash: String,
    pub state: DeliveryState,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub queued: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipted: Option<Millis>,
    /// Whether a receipt signed by the receiver is on file.
    pub signed: bool,
}
