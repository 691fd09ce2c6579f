//! Membership: a tenant's own word on whether it is a member of a sharing group. Written by the
//! member's node, for the group's owner.

use model::{Fault, Id, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `membership`: one object a tenant and group. Binding on the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub group: Id,
    /// Whose group it is.
    pub owner: TenantPath,
    pub state: MembershipState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A tenant's word on a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MembershipState {
    Joined,
    Left,
}

impl MembershipState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Left => "left",
        }
    }
}

impl Kind for Membership {
    const NAME: &'static str = "membership";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 500)
    }
}
