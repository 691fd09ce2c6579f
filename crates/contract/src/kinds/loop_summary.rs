//! Loop summary: what the tier above sees of a notice's loop: its course, not its content.

use model::finding::Severity;
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::Kind;

/// Body of `loop_summary`: one object per notice, a revision per change of state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopSummary {
    pub notice: Id,
    pub number: String,
    pub issuer: TenantPath,
    pub recipient: TenantPath,
    /// Two-digit province code of the recipient.
    pub region: String,
    /// GB/T 4754 division of the recipient, or empty.
    pub industry: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    /// State of the loop procedure: `issued`, `signed_for`, `replied`, `returned`, `closed`, `withdrawn`.
    pub state: String,
    pub issued: Millis,
    pub due: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Millis>,
    /// How often it was sent back.
    pub returned: u32,
}

impl Kind for LoopSummary {
    const NAME: &'static str = "loop_summary";
}
