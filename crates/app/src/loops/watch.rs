//! What the node does for loops by itself: it looks again at what was closed, and tells the tier
//! above of what is late.

use contract::rest::loops::LoopDetail;
use model::loops::CheckOutcome;
use model::{Fault, Id, Millis, TenantPath};
use procedure::loops::Party;
use store::{Scope, views};

use super::SYSTEM;
use super::step::since;
use crate::permission::Action;
use crate::{App, Caller, recheck};

/// The step that says what a machine saw.
const RECHECK: &str = "recheck";
/// Loops of one tenant that one round looks at.
const ROUND: u32 = 200;

impl App {
    /// Looks at a subject's conditions now, on the recipient's own node; what was seen becomes a
    /// step.
    ///
    /// # Errors
    /// `loop.missing`, `loop.no_conditions`, `loop.not_party` for all but the recipient,
    /// `procedure.not_in_state`.
    pub async fn loop_recheck(&self, caller: &Caller, id: Id) -> Result<LoopDetail, Fault> {
        caller.may(Action::LoopStep)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let detail = views::subject_detail(&mut read, &scope, id, now).await?;
        let course = self.loop_course(&mut read, &caller.tenant, id).await?;
        drop(read);
        let course = course.ok_or_else(|| Fault::not_found("loop.missing").with("id", id))?;
        if course.head.recipient != caller.tenant {
            return Err(Fault::forbidden("loop.not_party").with("by", &caller.tenant));
        }
        if detail.conditions.is_empty() {
            return Err(Fault::conflict("loop.no_conditions").with("id", id));
        }
        let state = &course.standing.state;
        course.procedure.step(state, RECHECK, Party::Recipient, caller.role)?;
        let checks = self.recheck(&caller.tenant, &detail.conditions, since(&course)).await?;
        let none = std::collections::BTreeMap::new();
        self.loop_step_by_node(&caller.tenant, id, RECHECK, none, checks).await?;
        self.loop_view(caller, id).await
    }

    /// One round over the loops of this node's tenants.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn loops_watch(&self) -> Result<(), Fault> {
        for tenant in self.0.store.routes().local.clone() {
            self.look_again(&tenant).await?;
            self.escalate(&tenant).await?;
        }
        Ok(())
    }

    /// What was closed and shows again is told to the issuer, once.
    async fn look_again(&self, tenant: &TenantPath) -> Result<(), Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let mut after = None;
        loop {
            let mut read = self.read_as(&scope).await?;
            let ids = views::subject_closed_checked(&mut read, &scope, after, ROUND).await?;
            drop(read);
            let Some(last) = ids.last().copied() else { return Ok(()) };
            after = Some(last);
            for id in ids {
                self.look_again_at(&scope, tenant, id).await?;
            }
        }
    }

    async fn look_again_at(&self, scope: &Scope, tenant: &TenantPath, id: Id) -> Result<(), Fault> {
        let mut read = self.read_as(scope).await?;
        let now = read.now();
        let detail = views::subject_detail(&mut read, scope, id, now).await?;
        let course = self.loop_course_ruled(&mut read, tenant, id).await?;
        drop(read);
        let Some(course) = course else { return Ok(()) };
        if course.standing.came_back {
            return Ok(());
        }
        let since = course.standing.closed_at.unwrap_or_else(|| since(&course));
        let checks = self.recheck(tenant, &detail.conditions, since).await?;
        if recheck::overall(&checks) != Some(CheckOutcome::Failed) {
            return Ok(());
        }
        let none = std::collections::BTreeMap::new();
        self.loop_step_by_node(tenant, id, RECHECK, none, checks).await
    }

    /// Late loops go up level by level; the summary tells the tier above.
    async fn escalate(&self, tenant: &TenantPath) -> Result<(), Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let mut after = None;
        loop {
            let mut read = self.read_as(&scope).await?;
            let now = read.now();
            let late = views::subject_late(&mut read, &scope, now, after, ROUND).await?;
            drop(read);
            let Some(last) = late.last().copied() else { return Ok(()) };
            after = Some(last);
            for (_, id) in late {
                self.escalate_one(&scope, tenant, id, now).await?;
            }
        }
    }

    async fn escalate_one(
        &self,
        scope: &Scope,
        tenant: &TenantPath,
        id: Id,
        now: Millis,
    ) -> Result<(), Fault> {
        let mut read = self.read_as(scope).await?;
        let course = self.loop_course_ruled(&mut read, tenant, id).await?;
        drop(read);
        let Some(course) = course else { return Ok(()) };
        let calendar = self.0.packs.loops.calendar();
        let level = course.procedure.escalation_at(&course.standing, now, calendar);
        if level <= course.standing.escalated {
            return Ok(());
        }
        let fields = [("level".to_owned(), level.to_string())].into();
        self.loop_step_by_node(tenant, id, "escalate", fields, Vec::new()).await
    }
}
