//! Sharing group: tenants that an owner shares with under one name. The owner invites; an
//! enterprise is a member only when its own node says so ([`super::membership`]).

use std::collections::BTreeSet;

use model::{Fault, TenantPath};
use serde::{Deserialize, Serialize};

use super::sharing_policy::MOST;
use super::{Kind, check_text};
use crate::sharing::resolve::MemberRule;

/// Tenants that a group may name one by one.
const MOST_MEMBERS: usize = 5000;

/// Body of `sharing_group`. Its owner is the tenant that says it; the tenants it is offered to get
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingGroup {
    pub name: String,
    pub purpose: String,
    /// Invited by path.
    #[serde(default)]
    pub members: BTreeSet<TenantPath>,
    /// Invited by what they are, as the owner's node knows it at the moment of sharing.
    #[serde(default)]
    pub rules: Vec<MemberRule>,
    /// It reaches nobody any more.
    #[serde(default)]
    pub dissolved: bool,
}

impl Kind for SharingGroup {
    const NAME: &'static str = "sharing_group";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 80)?;
        check_text("purpose", &self.purpose, 1, 500)?;
        if self.members.len() > MOST_MEMBERS || self.rules.len() > MOST {
            return Err(Fault::invalid("group.too_large").with("members", MOST_MEMBERS));
        }
        if self.rules.iter().any(MemberRule::is_empty) {
            return Err(Fault::invalid("group.rule_empty"));
        }
        Ok(())
    }
}
