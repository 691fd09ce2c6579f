//! Steps in a loop, sealed by the organisation that takes them.

use std::collections::BTreeMap;

use contract::Sharing;
use contract::kinds::loop_step::LoopStep;
use contract::kinds::{Kind as _, hazard::Hazard, notice::Notice, task::Task};
use contract::loops::{CheckResult, Subject as _};
use contract::rest::loops::{LoopBatch, LoopDetail, LoopOutcome, LoopStepDraft};
use model::{ErrorKind, Fault, Id, Millis, TenantPath};
use procedure::loops::{Ask, Effect, LoopStepTaken, Party};
use store::{Scope, Tx, views};

use super::{Course, SYSTEM};
use crate::act::Statement;
use crate::inbox::ASK;
use crate::packs::NOTICE_LOOP;
use crate::permission::Action;
use crate::{App, Caller};

/// The field of a transfer that says to whom.
const TO: &str = "to";
/// Loops of one batch.
const MOST_BATCH: usize = 200;

impl App {
    /// Takes a step in the loop of a notice, hazard or task; the other party gets it, and the
    /// summary follows. A reply carries what this node's own probes see of the conditions.
    ///
    /// # Errors
    /// `loop.missing`; those of the procedure (`procedure.not_in_state`, `.wrong_party`, `.role`,
    /// `.field_missing`, `.field_unknown`, `.field_value`, `loop.already_asked`, …);
    /// `notice.attachment_unknown`; of a transfer `notice.recipient_unknown`,
    /// `notice.jurisdiction`.
    pub async fn loop_step(
        &self,
        caller: &Caller,
        id: Id,
        draft: LoopStepDraft,
    ) -> Result<LoopDetail, Fault> {
        caller.may(Action::LoopStep)?;
        self.check_attachments(caller, &draft.attachments).await?;
        let group = if draft.for_all { self.loop_group(caller, id).await? } else { Vec::new() };
        self.loop_take(caller, id, &draft).await?;
        for other in group {
            // A duplicate that does not allow the step stays as it is.
            match self.loop_take(caller, other, &draft).await {
                Err(fault) if fault.kind == ErrorKind::Internal => return Err(fault),
                _ => {}
            }
        }
        self.loop_view(caller, id).await
    }

    /// The same step on many loops; what is refused of one does not keep the others.
    ///
    /// # Errors
    /// `loop.batch`; those of `check_attachments`.
    pub async fn loop_steps(
        &self,
        caller: &Caller,
        batch: LoopBatch,
    ) -> Result<Vec<LoopOutcome>, Fault> {
        caller.may(Action::LoopStep)?;
        if batch.loops.is_empty() || batch.loops.len() > MOST_BATCH {
            return Err(Fault::invalid("loop.batch").with("most", MOST_BATCH));
        }
        self.check_attachments(caller, &batch.step.attachments).await?;
        let mut outcomes = Vec::with_capacity(batch.loops.len());
        for subject in batch.loops {
            let (code, params) = match self.loop_take(caller, subject, &batch.step).await {
                Ok(()) => (None, BTreeMap::new()),
                Err(fault) if fault.kind == ErrorKind::Internal => return Err(fault),
                Err(fault) => (Some(fault.code.into_owned()), fault.params),
            };
            outcomes.push(LoopOutcome { subject, code, params });
        }
        Ok(outcomes)
    }

    /// Other open loops of the same hazard that the caller's tenant has to deal with.
    async fn loop_group(&self, caller: &Caller, id: Id) -> Result<Vec<Id>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let detail = views::subject_detail(&mut read, &scope, id, now).await?;
        Ok(detail.row.also.into_iter().map(|member| member.id).collect())
    }

    /// Takes the step in one transaction, then lets the summary follow.
    pub(crate) async fn loop_take(
        &self,
        caller: &Caller,
        id: Id,
        draft: &LoopStepDraft,
    ) -> Result<(), Fault> {
        let checks = self.seen_of(caller, id, &draft.action).await?;
        let mut tx = self.begin(caller).await?;
        let course = self.loop_course(&mut tx, &caller.tenant, id).await?;
        let course = course.ok_or_else(|| Fault::not_found("loop.missing").with("id", id))?;
        let turn = course.turn();
        let parties = course.parties(&caller.tenant);
        let has = |party: &Party| {
            course
                .procedure
                .actions(&course.standing, *party, caller.role)
                .iter()
                .any(|step| step.action == draft.action)
        };
        let party = parties.iter().copied().find(has).or(parties.first().copied());
        let party =
            party.ok_or_else(|| Fault::forbidden("loop.not_party").with("by", &caller.tenant))?;
        let mut fields = draft.fields.clone();
        if let Some((name, to)) = transferred_to(&course, &draft.action) {
            // All parties read off the step where it went.
            if fields.get(&name).is_none_or(String::is_empty) {
                fields.insert(name, to);
            }
        }
        let taken = LoopStepTaken {
            id: tx.new_id(),
            party: party.word().to_owned(),
            by: caller.tenant.clone(),
            spoken_for: caller.tenant.clone(),
            action: draft.action.clone(),
            turn,
            time: tx.now(),
            has_text: !draft.text.trim().is_empty(),
            has_attachments: !draft.attachments.is_empty(),
            fields,
            checks,
        };
        let step = course.procedure.judge(&course.head, &course.standing, &taken, caller.role)?;
        let effect = step.effect;
        let record = tx.latest(id).await?.ok_or_else(|| Fault::not_found("loop.missing"))?;
        let answers = matches!(effect, Some(Effect::Grants(_) | Effect::Refuses(_)));
        let kind = if answers { ASK } else { record.kind.as_str() };
        let on_behalf_of = self.on_behalf_of(&mut tx, caller, kind, &id.to_string()).await?;
        let body = LoopStep {
            subject: id,
            party: taken.party,
            by: caller.tenant.clone(),
            action: draft.action.clone(),
            turn,
            text: draft.text.clone(),
            attachments: draft.attachments.clone(),
            fields: taken.fields,
            checks: taken.checks,
            on_behalf_of,
        };
        let statement = Statement::new(taken.id, caller).shared(others(&course, &caller.tenant));
        tx.append(statement.binds(&body)?).await?;
        if effect == Some(Effect::Grants(Ask::Transfer)) {
            self.transfer(&mut tx, caller, id, &body).await?;
        }
        tx.commit().await?;
        self.follow(id).await
    }

    /// What this node's own probes see of a subject's conditions, for a step that says something
    /// was done about it.
    async fn seen_of(
        &self,
        caller: &Caller,
        id: Id,
        action: &str,
    ) -> Result<Vec<CheckResult>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let Some(course) = self.loop_course(&mut read, &caller.tenant, id).await? else {
            return Ok(Vec::new());
        };
        let looks = course.procedure.steps.iter().any(|step| {
            step.action == action && matches!(step.effect, Some(Effect::Replies | Effect::Rechecks))
        });
        if !looks || course.head.recipient != caller.tenant {
            return Ok(Vec::new());
        }
        let now = read.now();
        let detail = views::subject_detail(&mut read, &scope, id, now).await?;
        drop(read);
        self.recheck(&caller.tenant, &detail.conditions, since(&course)).await
    }

    /// The same notice to whom it is to go instead, with a loop of its own.
    async fn transfer(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: Id,
        step: &LoopStep,
    ) -> Result<(), Fault> {
        let Some((_, notice)) = tx.latest_body::<Notice>(id).await? else { return Ok(()) };
        let to = step.fields.get(TO).map(String::as_str).unwrap_or_default();
        let to: TenantPath = to.parse()?;
        let scope = caller.scope();
        let issuer = views::tenant_by_path(tx, &scope, &caller.tenant).await?;
        let known = views::tenant_by_path(tx, &scope, &to).await?;
        let (Some(issuer), Some(_)) = (issuer, known) else {
            return Err(Fault::invalid("notice.recipient_unknown").with("tenant", &to));
        };
        let jurisdiction = crate::permission::has_jurisdiction(&caller.tenant, issuer.kind, &to);
        if !jurisdiction || to == notice.recipient {
            return Err(Fault::forbidden("notice.jurisdiction").with("tenant", &to));
        }
        let issued = tx.now();
        let (due, _) = self.0.packs.due(NOTICE_LOOP, &caller.tenant, notice.severity, issued)?;
        let procedure = self.0.packs.loop_name(NOTICE_LOOP).to_owned();
        // Addresses in the conditions are those of the first recipient.
        let body = Notice {
            recipient: to.clone(),
            issued,
            due,
            procedure,
            report: None,
            circular: None,
            checks: Vec::new(),
            ..notice
        };
        let object = tx.new_id();
        let statement = Statement::new(object, caller).shared(Sharing::with([to]));
        tx.append(statement.binds(&body)?).await?;
        self.summary_begin(tx, object, &body.head(), &caller.login).await
    }

    /// A step that the node takes by itself in a tenant's name.
    pub(crate) async fn loop_step_by_node(
        &self,
        tenant: &TenantPath,
        id: Id,
        action: &str,
        fields: BTreeMap<String, String>,
        checks: Vec<CheckResult>,
    ) -> Result<(), Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let mut tx = self.begin_as(&scope).await?;
        let Some(course) = self.loop_course(&mut tx, tenant, id).await? else { return Ok(()) };
        let here = course
            .procedure
            .steps
            .iter()
            .find(|step| step.action == action && step.from.contains(&course.standing.state));
        let Some(step) = here else { return Ok(()) };
        let body = LoopStep {
            subject: id,
            party: step.party.word().to_owned(),
            by: tenant.clone(),
            action: action.to_owned(),
            turn: course.turn(),
            text: String::new(),
            attachments: Vec::new(),
            fields,
            checks,
            on_behalf_of: String::new(),
        };
        let statement = Statement {
            object: tx.new_id(),
            follows: 0,
            tenant,
            author: SYSTEM,
            sharing: others(&course, tenant),
        };
        tx.append(statement.binds(&body)?).await?;
        tx.commit().await?;
        self.follow(id).await
    }
}

/// Since when a machine looks: the last time something was said to be done, else the issue.
pub(super) fn since(course: &Course) -> Millis {
    let counts = |step: &&LoopStepTaken| {
        let effect = course.procedure.steps.iter().find(|known| known.action == step.action);
        effect.is_some_and(|known| matches!(known.effect, Some(Effect::Replies)))
    };
    let last = course.steps.iter().filter(counts).map(|step| step.time).max();
    last.unwrap_or(course.head.issued)
}

/// Where a step that approves a transfer sends it: to whom the recipient asked for.
fn transferred_to(course: &Course, action: &str) -> Option<(String, String)> {
    let grants = |step: &&procedure::loops::Step| {
        step.action == action && step.effect == Some(Effect::Grants(Ask::Transfer))
    };
    course.procedure.steps.iter().find(grants)?;
    let asked = course.standing.asks.iter().find(|asked| asked.ask == Ask::Transfer)?;
    Some((TO.to_owned(), asked.fields.get(TO)?.clone()))
}

/// The other party; nobody for a loop that an organisation keeps for itself.
fn others(course: &Course, tenant: &TenantPath) -> Sharing {
    let parties = [&course.head.issuer, &course.head.recipient];
    Sharing::with(parties.into_iter().filter(|party| *party != tenant).cloned())
}

/// Kinds that have a loop.
pub(crate) const SUBJECTS: [&str; 3] = [Notice::NAME, Hazard::NAME, Task::NAME];
