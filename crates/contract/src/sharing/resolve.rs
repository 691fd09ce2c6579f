//! From names to tenants: what the owner's node knows at the moment of sharing decides.
//!
//! Nobody is reached whom no rule names; a tenant that is suspended, or lives on a node that is,
//! is not reached; an enterprise is a member of a group only by its own word.

use std::collections::{BTreeMap, BTreeSet};

use model::{Id, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Audience, Level};

/// What is known of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub kind: TenantKind,
    /// GB/T 4754 division, or empty.
    pub industry: String,
    /// It, and the nodes on the way to it as far as known, are active.
    pub active: bool,
}

/// A group as its owner's node knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    pub members: BTreeSet<TenantPath>,
    pub rules: Vec<MemberRule>,
    pub dissolved: bool,
    /// The latest word of each tenant: whether it joined.
    pub said: BTreeMap<TenantPath, bool>,
}

/// Members by what they are. All that is given must hold; a rule that gives nothing is refused.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
pub struct MemberRule {
    /// Two-digit province code (GB/T 2260).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// GB/T 4754 division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TenantKind>,
}

impl MemberRule {
    pub fn is_empty(&self) -> bool {
        self.region.is_none() && self.industry.is_none() && self.kind.is_none()
    }

    fn matches(&self, path: &TenantPath, standing: &Standing) -> bool {
        !self.is_empty()
            && self.region.as_deref().is_none_or(|region| path.region() == Some(region))
            && self.industry.as_ref().is_none_or(|industry| *industry == standing.industry)
            && self.kind.is_none_or(|kind| kind == standing.kind)
    }
}

/// By which rule a tenant is reached.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Rule {
    /// Named by its path.
    Tenant,
    Level {
        level: Level,
    },
    Group {
        group: Id,
    },
}

/// Why a tenant is not reached.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum WhyNot {
    /// It is the owner itself.
    Owner,
    /// No rule names it.
    NotNamed,
    /// This node does not know it.
    Unknown,
    /// It, or the node it lives on, is suspended.
    Suspended,
    /// The group's owner invited it; it has not said yes.
    NotJoined { group: Id },
    /// It left the group.
    Left { group: Id },
}

/// What the owner's node knows.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub tenants: BTreeMap<TenantPath, Standing>,
    /// The owner's groups.
    pub groups: BTreeMap<Id, Roll>,
}

impl World {
    /// The tenants a group reaches, its owner left out: invited, and, where they are enterprises,
    /// joined.
    pub fn members(&self, owner: &TenantPath, group: Id) -> BTreeSet<TenantPath> {
        let Some(roll) = self.groups.get(&group) else { return BTreeSet::new() };
        let belongs = |(path, standing): &(&TenantPath, &Standing)| {
            *path != owner && standing.active && self.member(roll, path, standing) == Some(true)
        };
        self.tenants.iter().filter(belongs).map(|(path, _)| path.clone()).collect()
    }

    /// The tenants a group is offered to, joined or not.
    pub fn invited(&self, owner: &TenantPath, group: &Roll) -> BTreeSet<TenantPath> {
        let invited = |(path, standing): &(&TenantPath, &Standing)| {
            *path != owner && self.member(group, path, standing).is_some()
        };
        self.tenants.iter().filter(invited).map(|(path, _)| path.clone()).collect()
    }

    /// `None`: not invited. `Some(false)`: invited, and it has not joined.
    fn member(&self, roll: &Roll, path: &TenantPath, standing: &Standing) -> Option<bool> {
        let invited = roll.members.contains(path)
            || roll.rules.iter().any(|rule| rule.matches(path, standing));
        if !invited || roll.dissolved {
            return None;
        }
        let said = roll.said.get(path).copied();
        Some(said.unwrap_or(standing.kind != TenantKind::Enterprise))
    }

    /// Whom an audience reaches, and by which rules each. Its owner is never among them.
    pub fn resolve(
        &self,
        owner: &TenantPath,
        audience: &Audience,
    ) -> BTreeMap<TenantPath, BTreeSet<Rule>> {
        let mut found: BTreeMap<TenantPath, BTreeSet<Rule>> = BTreeMap::new();
        let mut name = |tenant: &TenantPath, rule: Rule| {
            found.entry(tenant.clone()).or_default().insert(rule);
        };
        // A path that is not known yet is named all the same: it leads nowhere until it is known.
        let known_active = |path: &TenantPath| self.tenants.get(path).is_none_or(|s| s.active);
        for path in audience.tenants.iter().filter(|path| *path != owner && known_active(path)) {
            name(path, Rule::Tenant);
        }
        for (path, standing) in self.tenants.iter().filter(|(path, _)| *path != owner) {
            let level = audience.level.filter(|level| reaches(*level, owner, path, standing));
            if let Some(level) = level.filter(|_| standing.active) {
                name(path, Rule::Level { level });
            }
        }
        for group in &audience.groups {
            for path in self.members(owner, *group) {
                name(&path, Rule::Group { group: *group });
            }
        }
        found
    }

    /// Why an audience does not reach a tenant; `None` when it does.
    pub fn why_not(
        &self,
        owner: &TenantPath,
        audience: &Audience,
        tenant: &TenantPath,
    ) -> Option<WhyNot> {
        if tenant == owner {
            return Some(WhyNot::Owner);
        }
        if self.resolve(owner, audience).contains_key(tenant) {
            return None;
        }
        let Some(standing) = self.tenants.get(tenant) else { return Some(WhyNot::Unknown) };
        let waits = audience.groups.iter().find_map(|group| {
            let roll = self.groups.get(group)?;
            let left = roll.said.get(tenant) == Some(&false);
            let absent = self.member(roll, tenant, standing) == Some(false);
            absent.then_some(if left {
                WhyNot::Left { group: *group }
            } else {
                WhyNot::NotJoined { group: *group }
            })
        });
        let level = audience.level.is_some_and(|level| reaches(level, owner, tenant, standing));
        let named = level || audience.tenants.contains(tenant);
        let suspended = !standing.active && (named || self.in_group(audience, tenant, standing));
        Some(match (suspended, waits) {
            (true, _) => WhyNot::Suspended,
            (false, Some(why)) => why,
            (false, None) => WhyNot::NotNamed,
        })
    }

    fn in_group(&self, audience: &Audience, tenant: &TenantPath, standing: &Standing) -> bool {
        let rolls = audience.groups.iter().filter_map(|group| self.groups.get(group));
        rolls.into_iter().any(|roll| self.member(roll, tenant, standing) == Some(true))
    }
}

/// Whether a level alone names a tenant.
fn reaches(level: Level, owner: &TenantPath, tenant: &TenantPath, standing: &Standing) -> bool {
    let provincial = matches!(
        standing.kind,
        TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration
    ) && owner.region().is_some()
        && owner.region() == tenant.region();
    match level {
        Level::Own | Level::Group => false,
        Level::Province => provincial,
        Level::Ministry => provincial || standing.kind == TenantKind::Ministry,
        Level::All => true,
    }
}

#[cfg(test)]
mod tests;
