//! Loop summary: what the tier above sees of a notice's loop: its course, not its content.

use model::finding::Severity;
use model::loops::{CheckOutcome, Source};
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::sharing::{Field, Shape, Shareable};

/// Body of `loop_summary`: one object per notice, a revision per change of state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopSummary {
    /// The notice, hazard or task.
    pub subject: Id,
    #[serde(default = "notice", skip_serializing_if = "is_notice")]
    pub source: Source,
    /// Hex SHA-256 of recipient and hazard identity, or empty: two issuers' loops of one hazard
    /// have the same, and it tells nothing of the hazard.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hazard: String,
    pub number: String,
    pub issuer: TenantPath,
    pub recipient: TenantPath,
    /// Two-digit province code of the recipient.
    pub region: String,
    /// GB/T 4754 division of the recipient, or empty.
    pub industry: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    /// State of the loop procedure.
    pub state: String,
    pub issued: Millis,
    pub due: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Millis>,
    /// How often it was sent back.
    pub returned: u32,
    /// How often it was opened again after it was closed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reopened: u32,
    /// How often more time was granted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extended: u32,
    /// Levels it was escalated by for being late.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub escalated: u32,
    /// Whether a higher tier supervises it 督办.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supervised: bool,
    /// Nothing is waited for any more, closed or not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// First signed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Millis>,
    /// First replied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<Millis>,
    /// The task that this one is part of: whoever gave that one counts its parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id>,
    /// What the last re-check by machine came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rechecked: Option<CheckOutcome>,
}

fn notice() -> Source {
    Source::Notice
}

fn is_notice(source: &Source) -> bool {
    *source == Source::Notice
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Kind for LoopSummary {
    const NAME: &'static str = "loop_summary";

    const SHAREABLE: Option<Shareable> = Some(Shareable {
        fields: &[
            Field::new("number", Shape::Text),
            Field::new("recipient", Shape::Tenant),
            Field::new("industry", Shape::Text),
            Field::new("techniques", Shape::List),
            Field::new("issued", Shape::Millis),
            Field::new("due", Shape::Millis),
            Field::new("closed", Shape::Millis),
            Field::new("returned", Shape::Count),
        ],
        about: Some("recipient"),
        left_out: None,
    });
}
