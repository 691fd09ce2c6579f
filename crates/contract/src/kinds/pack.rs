//! Pack: a pack became active on this node, or was published by an authority for those below it.

use model::{Fault, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

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
    /// Absent: shipped with the executable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
}

/// A pack that an authority brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    pub publisher: TenantPath,
    /// Hex SHA-256 of the blob that holds the pack's zip.
    pub content: String,
    /// First day on which it applies: `2026-01-01`.
    pub effective_from: String,
    /// `draft`, `published`.
    pub state: String,
}

impl Kind for Pack {
    const NAME: &'static str = "pack";

    fn check(&self) -> Result<(), Fault> {
        check_text("id", &self.id, 1, 60)?;
        check_text("version", &self.version, 1, 40)
    }

    fn blobs(&self) -> Vec<String> {
        self.published.iter().map(|published| published.content.clone()).collect()
    }
}
