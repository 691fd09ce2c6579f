//! Sharing policy: which of a tenant's statements may go to whom, and with what left out for whom.

use std::collections::BTreeSet;

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text, shareable};
use crate::sharing::redaction::Treatments;
use crate::sharing::{Audience, Level, Tlp, Treatment};

/// Tiers and rules of one policy or group.
pub const MOST: usize = 50;

/// Body of `sharing_policy`. A policy that names nobody shares with nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingPolicy {
    pub name: String,
    /// Record kinds it covers: those that declare what can be left out of them.
    pub kinds: BTreeSet<String>,
    #[serde(default)]
    pub audience: BTreeSet<TenantPath>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Fields left out for everybody.
    #[serde(default)]
    pub redact: BTreeSet<String>,
    /// What parts of the audience see less, or who gets it besides. Who is named by several parts
    /// sees no more than each of them shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    #[serde(default)]
    pub tlp: Tlp,
    /// What those who come to be named later get of what was said before.
    #[serde(default)]
    pub retroactive: Retroactive,
    pub enabled: bool,
}

/// A part of a policy's audience and what is done to what it gets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub name: String,
    pub audience: Audience,
    /// Field → treatment.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Treatment>)]
    pub treat: Treatments,
}

/// What a new member, or whom a policy newly names, is offered of the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "offer", rename_all = "snake_case")]
pub enum Retroactive {
    /// Nothing: only what is said from now on.
    #[default]
    None,
    /// What was said since then.
    Since {
        since: Millis,
    },
    All,
}

impl Retroactive {
    /// From when on; `None` for nothing.
    pub fn since(self) -> Option<Millis> {
        match self {
            Self::None => None,
            Self::Since { since } => Some(since),
            Self::All => Some(Millis(i64::MIN)),
        }
    }
}

impl SharingPolicy {
    /// The parts of the policy: its own audience first, then its tiers.
    pub fn parts(&self) -> Vec<Tier> {
        let everybody = self.redact.iter().map(|field| (field.clone(), Treatment::Remove));
        let redact: Treatments = everybody.collect();
        let audience = Audience {
            tenants: self.audience.clone(),
            groups: self.groups.clone(),
            level: self.level,
        };
        let own = Tier { name: String::new(), audience, treat: redact.clone() };
        let tier = |tier: &Tier| Tier {
            treat: crate::sharing::redaction::join(tier.treat.clone(), &redact),
            ..tier.clone()
        };
        std::iter::once(own).chain(self.tiers.iter().map(tier)).collect()
    }

    /// Whether it names nobody at all.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|part| part.audience.is_empty())
    }

    /// A field that is treated must be one of a covered kind, and admit the treatment.
    fn check_treatments(&self) -> Result<(), Fault> {
        let fits = |field: &str, treatment| {
            let mut covered = self.kinds.iter().filter_map(|kind| shareable(kind));
            covered.any(|kind| kind.admits(field, treatment))
        };
        for part in self.parts() {
            let wrong = part.treat.iter().find(|(field, treatment)| !fits(field, **treatment));
            if let Some((field, _)) = wrong.filter(|_| !self.kinds.is_empty()) {
                return Err(Fault::invalid("policy.redact").with("field", field));
            }
        }
        Ok(())
    }
}

impl Kind for SharingPolicy {
    const NAME: &'static str = "sharing_policy";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 80)?;
        if let Some(kind) = self.kinds.iter().find(|kind| shareable(kind).is_none()) {
            return Err(Fault::invalid("policy.kind").with("kind", kind));
        }
        if self.tiers.len() > MOST {
            return Err(Fault::invalid("policy.tiers").with("most", MOST));
        }
        self.tiers.iter().try_for_each(|tier| check_text("tier.name", &tier.name, 1, 80))?;
        self.check_treatments()
    }
}
