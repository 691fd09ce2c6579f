//! Messages between two neighbouring nodes. Version 2; version 1 is spoken with older neighbours.
//!
//! The child always calls: `POST /federation/v1/enrol` once (server-authenticated TLS, one-time
//! token), then `POST /federation/v1/exchange` (mutual TLS) for everything else. One exchange
//! carries both directions; with nothing new it is one round trip.

use model::{Id, Millis, NodeKind, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::node_key::FormerKey;
use crate::record::{Record, Segment};

/// Version of this protocol; a node speaks this one and the one before it ([`OLDEST`]).
/// 2 added [`Message::flow`].
pub const PROTOCOL: u32 = 2;
/// The oldest version still spoken.
pub const OLDEST: u32 = 1;
/// Most records in one direction of one exchange, from version 2 on.
pub const MAX_ITEMS: usize = 2_000;
/// The same in version 1.
const MAX_ITEMS_1: usize = 500;

/// Most records in one direction of one exchange of this version.
pub const fn max_items(protocol: u32) -> usize {
    if protocol <= OLDEST { MAX_ITEMS_1 } else { MAX_ITEMS }
}

/// Most bytes of one message, after decompression.
pub const MAX_MESSAGE_BYTES: usize = 32 << 20;

/// A node as its neighbours see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeCard {
    pub node: Id,
    pub name: String,
    pub kind: NodeKind,
    pub version: String,
    /// `sm2-sm3` or `ed25519-sha256`: signs segments and messages.
    pub suite: String,
    /// Base64 of the public key.
    pub public_key: String,
    /// The keys before it, oldest first. A node of before keys could change cannot read these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerKey>,
    /// Tenants that live on the node.
    pub tenants: Vec<TenantPath>,
}

/// `POST /federation/v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    pub protocol: u32,
    /// The one-time token, as handed over by the parent's administrator.
    pub token: String,
    pub card: NodeCard,
    /// PEM certificate signing request for the mutual TLS key.
    pub csr: String,
    /// Proof of the record key: base64 signature over the canonical JSON of `{token, card, csr}`.
    pub proof: String,
}

/// Answer to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolAnswer {
    pub parent: NodeCard,
    /// PEM client certificate for the child, issued by the parent's node authority.
    pub certificate: String,
    /// PEM of the parent's node authority: the only one the child trusts for this edge.
    pub authority: String,
    /// Ancestors of the parent, nearest first, so that their records can be verified.
    pub ancestors: Vec<NodeCard>,
    /// After the child's key was revoked and it came with another: that key, and the last of its
    /// segments that stands. What it signed after that it signs again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<FormerKey>,
}

/// `POST /federation/v1/certificate` (mutual TLS): another key and certificate for TLS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRequest {
    /// PEM certificate signing request.
    pub csr: String,
}

/// Answer to it. The certificate before it is refused once this one was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateAnswer {
    /// PEM, issued by the parent's node authority.
    pub certificate: String,
}

/// One record on its way over one edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Number on this edge and direction, from 1, without gaps.
    pub number: u64,
    pub record: Record,
    /// The segment (in `segments` of this message, or known from earlier) that covers it.
    pub segment: u64,
    /// Merkle path from `record.hash` to the segment's root: hex hashes, leaf's sibling first.
    pub proof: Vec<String>,
}

/// What became of an item at the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub number: u64,
    pub hash: String,
    pub result: ReceiptResult,
    pub time: Millis,
}

/// The receiver's verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReceiptResult {
    /// On disk at the receiver and in its views.
    Applied,
    /// Quarantined there; `code` says why (`federation.not_addressed`, `record.hash`, …).
    Rejected { code: String },
}

/// Receipts of one message, signed together by the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipts {
    pub by: Id,
    pub to: Id,
    pub receipts: Vec<Receipt>,
    pub suite: String,
    /// Base64, over the canonical JSON of this value without `signature`.
    pub signature: String,
}

/// State of health that travels with each exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    pub time: Millis,
    pub version: String,
    /// Records queued for the peer and not yet receipted.
    pub backlog: u64,
    /// Age in milliseconds of the oldest of them.
    pub lag_ms: i64,
}

/// How far the sender is with its own deliveries, and how much it is ready to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The highest number of the sender's own items up to which it holds every receipt: receipts
    /// up to there need not be said again.
    pub settled: u64,
    /// Most items the peer should put into its next message: 0 while its quota is used up.
    pub room: u32,
}

/// One direction of `POST /federation/v1/exchange` (request and answer have the same shape).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub protocol: u32,
    pub from: Id,
    pub to: Id,
    /// Rises by at least one with each message of this sender on this edge: a replay is refused.
    pub serial: u64,
    pub heartbeat: Heartbeat,
    /// Segments not yet known to the receiver, in order of (origin, number).
    pub segments: Vec<Segment>,
    pub items: Vec<Item>,
    /// Receipts for the peer's items since its last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipts: Option<Receipts>,
    /// The highest item number of the peer's up to which everything was receipted.
    pub cursor: u64,
    /// Digests of blobs this side holds records for but not the bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted_blobs: Vec<String>,
    /// From version 2 on, and always there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    pub suite: String,
    /// Base64, over the canonical JSON of this message without `signature`.
    pub signature: String,
}

/// Delivery state of one record to one peer, as kept and shown by the sender.
#[derive(
    Debug,
    Clone,
    Copy,
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
pub enum DeliveryState {
    Queued,
    Sent,
    Applied,
    Rejected,
}
