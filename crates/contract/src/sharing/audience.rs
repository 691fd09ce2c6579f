//! Whom a policy, a notice or a consent names: tenants, groups, a distribution level.

use std::collections::BTreeSet;

use model::{Id, TenantPath};
use serde::{Deserialize, Serialize};

/// Distribution levels: presets that resolve to explicit tenants at the moment of sharing.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// This organisation only: nobody else.
    Own,
    /// The authorities of this organisation's province.
    Province,
    /// The authorities of the province, and the ministry.
    Ministry,
    /// The members of the groups named beside it.
    Group,
    /// Every tenant known to be active.
    All,
}

impl Level {
    pub const ALL: &'static [Self] =
        &[Self::Own, Self::Province, Self::Ministry, Self::Group, Self::All];
}

/// Who is named. An audience that names nothing resolves to nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tenants: BTreeSet<TenantPath>,
    /// Sharing groups of the same owner.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

impl Audience {
    /// These tenants and nobody else.
    pub fn of(tenants: impl IntoIterator<Item = TenantPath>) -> Self {
        Self { tenants: tenants.into_iter().collect(), ..Self::default() }
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.tenants.is_empty()
            && self.groups.is_empty()
            && self.level.is_none_or(|level| matches!(level, Level::Own | Level::Group))
    }
}
