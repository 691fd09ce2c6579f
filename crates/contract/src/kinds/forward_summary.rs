//! Forward summary: what the issuer above sees of a notice that was handed on 转发: counts, and
//! nothing of the content or of who got it.

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::rest::notice::CircularFigures;

/// Body of `forward_summary`: one object a forwarding circular, a revision when the counts changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForwardSummary {
    /// The notice that was handed on.
    pub forwards: Id,
    /// Who issued that one: the reader of this.
    pub issuer: TenantPath,
    /// The forwarder's circular and its own number.
    pub circular: Id,
    pub number: String,
    pub issued: Millis,
    pub figures: CircularFigures,
    /// When it was counted.
    pub counted: Millis,
}

impl Kind for ForwardSummary {
    const NAME: &'static str = "forward_summary";

    fn check(&self) -> Result<(), Fault> {
        check_text("number", &self.number, 1, 60)
    }
}
