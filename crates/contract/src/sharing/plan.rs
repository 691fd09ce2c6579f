//! Which views of a statement a policy makes, and for whom: one record a view.

use std::collections::{BTreeMap, BTreeSet};

use model::TenantPath;

use super::redaction::{Shareable, Treatment, Treatments, join};
use super::resolve::{Rule, World};
use crate::kinds::sharing_policy::Tier;

/// One view: what is done to the statement, and who gets the result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewPlan {
    pub treat: Treatments,
    pub receivers: BTreeMap<TenantPath, Reached>,
}

/// How a receiver came to be one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    pub rules: BTreeSet<Rule>,
    /// Names of the parts that name it.
    pub tiers: BTreeSet<String>,
    treat: Treatments,
}

/// The views that the parts of a policy make of statements of one kind. Who is named by several
/// parts gets what none of them leaves out; a hashed view has one receiver, since the hash is by
/// its key.
pub fn plan(world: &World, owner: &TenantPath, kind: &Shareable, parts: &[Tier]) -> Vec<ViewPlan> {
    let mut reached: BTreeMap<TenantPath, Reached> = BTreeMap::new();
    for part in parts {
        let treat = admitted(kind, &part.treat);
        for (tenant, rules) in world.resolve(owner, &part.audience) {
            let known = reached.entry(tenant).or_default();
            known.rules.extend(rules);
            known.tiers.insert(part.name.clone());
            known.treat = admitted(kind, &join(std::mem::take(&mut known.treat), &treat));
        }
    }
    let mut views: BTreeMap<(Treatments, Option<TenantPath>), ViewPlan> = BTreeMap::new();
    for (tenant, known) in reached {
        let hashed = known.treat.values().any(|treatment| *treatment == Treatment::Hash);
        let key = (known.treat.clone(), hashed.then(|| tenant.clone()));
        let view = views.entry(key).or_default();
        view.treat.clone_from(&known.treat);
        view.receivers.insert(tenant, known);
    }
    views.into_values().collect()
}

/// The treatments of this kind's own fields, each as strict as asked for or stricter.
fn admitted(kind: &Shareable, treat: &Treatments) -> Treatments {
    let own = |(name, treatment): (&String, &Treatment)| {
        let field = kind.field(name)?;
        let strictest = field.shape.treatments().last().copied()?;
        let fits = kind.admits(name, *treatment);
        Some((name.clone(), if fits { *treatment } else { strictest }))
    };
    treat.iter().filter_map(own).collect()
}

#[cfg(test)]
mod tests;
