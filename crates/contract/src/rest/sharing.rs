//! Sharing policies.

use std::collections::BTreeSet;

use model::{Id, TenantPath};
use serde::{Deserialize, Serialize};

use crate::sharing::Tlp;

/// A row of `GET /api/v1/sharing-policies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Policy {
    pub id: Id,
    pub revision: u32,
    #[serde(flatten)]
    pub draft: PolicyDraft,
}

/// `POST /api/v1/sharing-policies`, `PUT /api/v1/sharing-policies/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PolicyDraft {
    pub name: String,
    /// `finding_report`, `loop_summary`.
    pub kinds: BTreeSet<String>,
    pub audience: BTreeSet<TenantPath>,
    #[serde(default)]
    pub redact: BTreeSet<String>,
    #[serde(default)]
    pub tlp: Tlp,
    pub enabled: bool,
}
