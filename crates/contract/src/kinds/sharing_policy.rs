//! Sharing policy: which of a tenant's statements may go to whom, and with what left out.

use std::collections::BTreeSet;

use model::{Fault, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::sharing::Tlp;

/// Body of `sharing_policy`. A policy with no audience shares with nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingPolicy {
    pub name: String,
    /// Record kinds it covers: `finding_report`, `loop_summary`.
    pub kinds: BTreeSet<String>,
    pub audience: BTreeSet<TenantPath>,
    /// Fields left out of what is shared: `source`, `target`, `evidence`, `params`.
    #[serde(default)]
    pub redact: BTreeSet<String>,
    #[serde(default)]
    pub tlp: Tlp,
    pub enabled: bool,
}

impl SharingPolicy {
    /// What a policy can leave out.
    pub const REDACTABLE: &'static [&'static str] = &["source", "target", "evidence", "params"];
}

impl Kind for SharingPolicy {
    const NAME: &'static str = "sharing_policy";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 80)?;
        match self.redact.iter().find(|field| !Self::REDACTABLE.contains(&field.as_str())) {
            Some(field) => Err(Fault::invalid("policy.redact").with("field", field)),
            None => Ok(()),
        }
    }
}
