//! Records: immutable, hash-chained revisions of objects, each object owned by one node.

use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sharing::Sharing;

/// One revision of one object, as it stands in its owner's log.
///
/// `hash` is the digest (by the owner's suite) of the canonical JSON (RFC 8785) of this record
/// without `hash`. `previous` is the `hash` of the record before it in the owner's log; the first
/// record has the empty string. A record received from another node keeps all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub id: Id,
    /// The owning node: the only one that writes revisions of this object.
    pub origin: Id,
    /// Place in the owner's log, from 1, without gaps.
    pub sequence: u64,
    pub object: Id,
    /// Name of the kind, one of [`crate::kinds::ALL`].
    pub kind: String,
    /// From 1, without gaps, within the object.
    pub revision: u32,
    /// The organisation it is said on behalf of.
    pub tenant: TenantPath,
    /// Login of the person, or `system`.
    pub author: String,
    pub time: Millis,
    pub sharing: Sharing,
    #[schema(value_type = Object)]
    pub body: Value,
    /// Signature of the organisation, on acts that bind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// Hex.
    pub previous: String,
    /// Hex.
    pub hash: String,
}

/// What a command wants appended; the log fills in the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordDraft {
    pub object: Id,
    pub kind: &'static str,
    pub tenant: TenantPath,
    pub author: String,
    pub sharing: Sharing,
    pub body: Value,
    /// Revision this one follows; 0 for a new object. A different latest revision is a conflict.
    pub follows: u32,
    /// Whether the organisation's seal is to be set on it.
    pub binding: bool,
}

/// An organisation's own signature over `{kind, object, revision, tenant, author, time, body}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// `sm2-sm3` or `ed25519-sha256`.
    pub suite: String,
    /// Hex digest of the public key.
    pub key: String,
    /// Base64.
    pub signature: String,
}

/// A signed stretch of one node's log. `root` is the Merkle root over the `hash`es of the records
/// `first..=last`, so any one of them can be proved without showing the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    pub origin: Id,
    /// From 1, without gaps.
    pub number: u64,
    pub first: u64,
    pub last: u64,
    /// Hex.
    pub root: String,
    /// `hash` of the record `last`: the chain's head.
    pub head: String,
    /// Digest of the segment before this one (empty for the first).
    pub previous: String,
    pub time: Millis,
    pub suite: String,
    /// Hex digest of the public key.
    pub key: String,
    /// Base64, over the canonical JSON of this segment without `signature`.
    pub signature: String,
}
