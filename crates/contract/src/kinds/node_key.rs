//! Node key: the end of a key that signed a node's segments and messages. Written by the node
//! itself when it takes another key (both keys sign that), or by its parent when the key is to
//! hold no longer (lost, stolen). What was signed before stays verifiable.

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `node_key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeKey {
    /// Whose key.
    pub node: Id,
    /// Digest of the key that ends.
    pub ends: String,
    /// The last of the node's segments that the ended key's signature holds for.
    pub last_segment: u64,
    /// The key from then on; without one the key is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<Successor>,
    /// Why, in words.
    pub reason: String,
}

/// The key that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// The same as the ended key's: records are digested by it.
    pub suite: String,
    /// Base64.
    pub public_key: String,
    /// Base64 signatures over the [`Succession`], by the key that ends and by the one that
    /// follows.
    pub approval: String,
    pub possession: String,
}

/// What both keys sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Succession<'a> {
    pub node: Id,
    pub ends: &'a str,
    pub last_segment: u64,
    pub suite: &'a str,
    pub public_key: &'a str,
}

impl NodeKey {
    /// What the keys of this statement sign, if it names a successor.
    pub fn succession(&self) -> Option<Succession<'_>> {
        let successor = self.successor.as_ref()?;
        Some(Succession {
            node: self.node,
            ends: &self.ends,
            last_segment: self.last_segment,
            suite: &successor.suite,
            public_key: &successor.public_key,
        })
    }
}

impl Kind for NodeKey {
    const NAME: &'static str = "node_key";

    fn check(&self) -> Result<(), Fault> {
        check_text("reason", &self.reason, 0, 500)
    }
}

/// A key that a node had before, as cards and directory records carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerKey {
    /// Base64; of the same suite as the present key.
    pub public_key: String,
    /// The last segment that it signed.
    pub last_segment: u64,
    /// The node's parent ended it; the key after it came by an enrolment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}
