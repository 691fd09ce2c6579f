//! Pack: a pack became active on this node.

use serde::{Deserialize, Serialize};

use super::Kind;

/// Body of `pack`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub id: String,
    pub version: String,
    /// Hex digest over the pack's files.
    pub digest: String,
    /// Whether it holds unverified values (示例).
    pub example: bool,
}

impl Kind for Pack {
    const NAME: &'static str = "pack";
}
