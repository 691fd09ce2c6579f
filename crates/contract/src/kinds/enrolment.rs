//! Enrolment: a one-time token for a child node was made, used or withdrawn. The token itself is
//! never in a record.

use model::{Id, Millis, NodeKind, TenantPath};
use serde::{Deserialize, Serialize};

use super::Kind;

/// Body of `enrolment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Name the child is to have.
    pub name: String,
    pub kind: NodeKind,
    /// Tenants that the child may host; it may claim no other.
    pub tenants: Vec<TenantPath>,
    pub expires: Millis,
    /// `open`, `used`, `withdrawn`.
    pub state: String,
    /// The node that used it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Id>,
}

impl Kind for Enrolment {
    const NAME: &'static str = "enrolment";
}
