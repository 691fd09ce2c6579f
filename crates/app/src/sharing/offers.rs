//! Retroactive offers: what was said under a policy before somebody came to be named by it, as far
//! back as the owner chose. A difference of who is named now and who was ever named, so that an
//! interrupted run goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds;
use contract::rest::query::PageQuery;
use contract::rest::sharing::{Offered, Policy};
use contract::sharing::plan::ViewPlan;
use contract::sharing::redaction::{Treatments, join};
use contract::sharing::resolve::World;
use contract::sharing::{Tlp, Treatment};
use model::{Fault, Id, TenantPath};
use store::{Scope, Tx, views};

use super::{Outlook, SYSTEM, Said, Terms};
use crate::permission::Action;
use crate::{App, Caller};

/// Statements of one transaction.
const BATCH: u32 = 200;

impl App {
    /// Offers one batch: the next statements of which somebody lacks a view.
    ///
    /// # Errors
    /// `policy.missing`, `policy.no_offer` (the policy offers nothing of the past, or is switched
    /// off).
    pub async fn policy_offer(&self, caller: &Caller, id: Id) -> Result<Offered, Fault> {
        caller.may(Action::PolicyWrite)?;
        let scope = caller.scope();
        let policy = views::policy_get(&mut *self.read_as(&scope).await?, &scope, id).await?;
        if policy.draft.retroactive.since().is_none() || !policy.draft.enabled {
            return Err(Fault::conflict("policy.no_offer").with("policy", id));
        }
        let (mut sum, mut after) = (Offered::default(), None);
        loop {
            let (batch, next) = self.offer_batch(&scope, &policy, after).await?;
            sum.looked_at += batch.looked_at;
            sum.offered += batch.offered;
            sum.held_back += batch.held_back;
            sum.more = next.is_some();
            // What was offered before costs a look, and no batch of its own.
            if sum.offered > 0 || !sum.more {
                return Ok(sum);
            }
            after = next;
        }
    }

    /// Offers all that is to be offered by the policies of a tenant of this node.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn offers_follow(&self, owner: &TenantPath) -> Result<(), Fault> {
        let scope = Scope::new(owner.clone(), SYSTEM);
        let mut query = PageQuery { limit: Some(200), ..PageQuery::default() };
        loop {
            let page =
                views::policy_list(&mut *self.read_as(&scope).await?, &scope, &query).await?;
            for policy in page.items.iter().filter(|policy| policy.draft.enabled) {
                let mut after = None;
                while policy.draft.retroactive.since().is_some() {
                    after = self.offer_batch(&scope, policy, after).await?.1;
                    if after.is_none() {
                        break;
                    }
                }
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(());
            }
        }
    }

    async fn offer_batch(
        &self,
        scope: &Scope,
        policy: &Policy,
        after: Option<Id>,
    ) -> Result<(Offered, Option<Id>), Fault> {
        let mut offered = Offered::default();
        let (Some(since), Some(owner)) = (policy.draft.retroactive.since(), scope.tenant()) else {
            return Ok((offered, None));
        };
        let mut tx = self.begin_as(scope).await?;
        let statements =
            views::statements_under(&mut tx, scope, policy.id, since, after, BATCH).await?;
        let full = statements.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
        let next = statements.last().map(|last| last.id).filter(|_| full);
        let world = self.world(&mut tx, owner).await?;
        for statement in statements {
            offered.looked_at += 1;
            // RED is for those who were named when it was said.
            if policy.draft.tlp == Tlp::Red {
                offered.held_back += 1;
                continue;
            }
            let speaker = (owner, scope.actor());
            self.offer(&mut tx, &world, speaker, policy, &statement, &mut offered).await?;
        }
        if offered.offered > 0 {
            tx.commit().await?;
        }
        Ok((offered, next))
    }

    async fn offer(
        &self,
        tx: &mut Tx,
        world: &World,
        (owner, author): (&TenantPath, &str),
        policy: &Policy,
        statement: &views::StatementKnown,
        offered: &mut Offered,
    ) -> Result<(), Fault> {
        let Some(record) = tx.latest(statement.id).await? else { return Ok(()) };
        if record.sharing.tlp == Tlp::Red {
            offered.held_back += 1;
            return Ok(());
        }
        let kind = kinds::ALL.iter().copied().find(|kind| *kind == statement.kind);
        let Some(kind) = kind.filter(|kind| policy.draft.kinds.contains(*kind)) else {
            return Ok(());
        };
        let terms = Terms { tlp: policy.draft.tlp.min(record.sharing.tlp), ..Terms::of(policy) };
        let named = (kind, statement.id);
        let outlook = self.outlook_in(tx, world, owner, named, Some(&record.body), terms).await?;
        offered.held_back += u64::try_from(outlook.held_back.len()).unwrap_or(u64::MAX);
        let said = Said {
            kind,
            object: statement.id,
            follows: record.revision,
            tenant: owner,
            author,
            body: &record.body,
            binding: record.seal.is_some(),
            once: false,
        };
        for (view, receivers) in missing(&outlook, statement) {
            let place = (tx.new_id(), 0);
            self.append_offer(tx, said, &outlook, (view, receivers), place).await?;
            offered.offered += 1;
        }
        Ok(())
    }

    async fn append_offer(
        &self,
        tx: &mut Tx,
        said: Said<'_>,
        outlook: &Outlook,
        (view, receivers): (Offer, BTreeSet<TenantPath>),
        place: (Id, u32),
    ) -> Result<(), Fault> {
        // What the statement already leaves out is not treated twice.
        let body =
            self.treated_for(said.tenant, said.kind, said.body, &view.fresh, receivers.first())?;
        let plan = ViewPlan { treat: view.shown, ..ViewPlan::default() };
        let mark = contract::sharing::View { view_of: said.object, left_out: plan.treat };
        let sharing = outlook.sharing(&receivers, Some(mark));
        tx.append(said.draft(place.0, place.1, body, sharing)).await?;
        Ok(())
    }
}

/// What is left out of an offer, and what of that has yet to be.
struct Offer {
    shown: Treatments,
    fresh: Treatments,
}

/// The views of those who are named now and never were.
fn missing(
    outlook: &Outlook,
    statement: &views::StatementKnown,
) -> Vec<(Offer, BTreeSet<TenantPath>)> {
    let mut offers = Vec::new();
    for view in &outlook.views {
        let new = |tenant: &&TenantPath| !statement.tenants.contains(*tenant);
        let receivers: BTreeSet<TenantPath> = view.receivers.keys().filter(new).cloned().collect();
        if receivers.is_empty() {
            continue;
        }
        let shown = join(view.treat.clone(), &statement.left_out);
        let again = |(field, treatment): &(&String, &Treatment)| {
            statement.left_out.get(*field) != Some(*treatment)
        };
        let fresh: BTreeMap<_, _> =
            shown.iter().filter(again).map(|(field, t)| (field.clone(), *t)).collect();
        offers.push((Offer { shown, fresh }, receivers));
    }
    offers
}
