//! How a loop stands: a fold over its steps that every node comes to alike, in whatever order
//! the steps arrive. A step that the loop does not allow at its place is refused and changes
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use contract::loops::{CheckResult, LoopHead};
use model::loops::CheckOutcome;
use model::{Fault, Id, Millis, Role, TenantPath};

use super::{Ask, Effect, Loop, Party, Step, Unit};
use crate::Calendar;

/// A step as the fold needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopStepTaken {
    pub id: Id,
    /// `issuer`, `recipient` or `supervisor`.
    pub party: String,
    pub by: TenantPath,
    /// The tenant whose node wrote it; not `by` means somebody spoke for another.
    pub spoken_for: TenantPath,
    pub action: String,
    pub turn: u32,
    pub time: Millis,
    pub has_text: bool,
    pub has_attachments: bool,
    pub fields: BTreeMap<String, String>,
    pub checks: Vec<CheckResult>,
}

/// Something asked and not yet answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAsk {
    pub ask: Ask,
    pub step: Id,
    pub at: Millis,
    pub fields: BTreeMap<String, String>,
}

/// A party that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub party: Party,
    pub actions: Vec<String>,
    pub due: Option<Millis>,
}

/// How a loop stands after its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub state: String,
    pub closed: bool,
    pub terminal: bool,
    /// By when the whole of it is to be done, with what was granted.
    pub final_due: Millis,
    /// By when the next step is due; none when nobody is waited for.
    pub due: Option<Millis>,
    pub waiting: Vec<Waiting>,
    pub asks: Vec<PendingAsk>,
    pub returned: u32,
    pub reopened: u32,
    pub extended: u32,
    pub disputed: u32,
    pub urged: u32,
    pub escalated: u32,
    pub supervised: bool,
    pub read: Option<Millis>,
    pub signed: Option<Millis>,
    pub replied: Option<Millis>,
    pub closed_at: Option<Millis>,
    /// What the last look by machine came to, over all conditions.
    pub rechecked: Option<CheckOutcome>,
    /// A machine saw the hazard again after it was closed.
    pub came_back: bool,
    /// Steps the loop did not allow, and the state after each of the others.
    pub refused: Vec<Id>,
    pub states: BTreeMap<Id, String>,
    /// When each action was last taken.
    last: BTreeMap<String, Millis>,
    /// By when, as last granted; counts for what is waited for until the next reply.
    granted: Option<Millis>,
}

impl Standing {
    fn born(procedure: &Loop, head: &LoopHead) -> Self {
        let initial = procedure.initial().to_owned();
        Self {
            closed: procedure.is_closed(&initial),
            terminal: procedure.is_terminal(&initial),
            state: initial,
            final_due: head.due,
            due: None,
            waiting: Vec::new(),
            asks: Vec::new(),
            returned: 0,
            reopened: 0,
            extended: 0,
            disputed: 0,
            urged: 0,
            escalated: 0,
            supervised: false,
            read: None,
            signed: None,
            replied: None,
            closed_at: None,
            rechecked: None,
            came_back: false,
            refused: Vec::new(),
            states: BTreeMap::new(),
            last: [(Loop::INITIAL.to_owned(), head.issued)].into(),
            granted: None,
        }
    }

    /// Whether nothing is waited for.
    pub fn is_over(&self) -> bool {
        self.closed || self.terminal
    }

    fn pending(&self, ask: Ask) -> Option<&PendingAsk> {
        self.asks.iter().find(|pending| pending.ask == ask)
    }
}

/// Over all conditions: one that failed fails it, one that is unknown leaves it unknown.
fn outcome(checks: &[CheckResult]) -> Option<CheckOutcome> {
    let worst = |outcome| checks.iter().any(|check| check.outcome == outcome);
    [CheckOutcome::Failed, CheckOutcome::Unknown, CheckOutcome::Held]
        .into_iter()
        .find(|outcome| worst(*outcome))
}

/// Whether `by` may follow what `issuer` issued from above: a tenant on the issuer's path, or an
/// authority of the province that an enterprise lies in.
pub fn is_above(by: &TenantPath, issuer: &TenantPath) -> bool {
    let part = |path: &TenantPath, place| path.as_str().split('/').nth(place).map(str::to_owned);
    let province = part(issuer, 2).as_deref() == Some("ent")
        && by.region().is_some()
        && by.region() == issuer.region()
        && part(by, 2).is_some_and(|kind| kind != "ent");
    by != issuer && (issuer.is_within(by) || province)
}

impl Loop {
    /// How a loop stands after `steps`, in whatever order they are given.
    pub fn fold(&self, head: &LoopHead, steps: &[LoopStepTaken], calendar: &Calendar) -> Standing {
        let mut ordered: Vec<&LoopStepTaken> = steps.iter().collect();
        ordered.sort_by_key(|step| (step.turn, step.time, step.id));
        let mut standing = Standing::born(self, head);
        let mut seen = BTreeSet::new();
        for step in ordered {
            if !seen.insert(step.id) {
                continue;
            }
            match self.allowed(head, &standing, step) {
                Ok(definition) => self.apply(&mut standing, definition, step, calendar),
                Err(_) => standing.refused.push(step.id),
            }
        }
        self.wait(head, &mut standing, calendar);
        standing
    }

    /// Whether a step may be taken as the loop stands, by somebody in `role`.
    ///
    /// # Errors
    /// `procedure.action_unknown`, `procedure.not_in_state`, `procedure.wrong_party`,
    /// `procedure.role`, `procedure.field_missing`, `procedure.field_unknown`,
    /// `procedure.field_value`, `loop.not_party`, `loop.already_asked`, `loop.nothing_asked`,
    /// `loop.extension_times`, `loop.extension_days`, `loop.reason_needed`.
    pub fn judge(
        &self,
        head: &LoopHead,
        standing: &Standing,
        step: &LoopStepTaken,
        role: Role,
    ) -> Result<&Step, Fault> {
        let definition = self.allowed(head, standing, step)?;
        if definition.roles.contains(&role) {
            return Ok(definition);
        }
        Err(Fault::forbidden("procedure.role").with("action", &step.action).with("role", role))
    }

    /// What a party may do as the loop stands.
    pub fn actions(&self, standing: &Standing, party: Party, role: Role) -> Vec<&Step> {
        let here = self.available(&standing.state, party, role).into_iter();
        here.filter(|step| self.effect_allowed(standing, step).is_ok()).collect()
    }

    /// The level a loop is to be escalated to by now: 0 while nothing is late.
    pub fn escalation_at(&self, standing: &Standing, now: Millis, calendar: &Calendar) -> u32 {
        let due = match standing.due {
            Some(due) if !standing.is_over() => due.min(standing.final_due),
            _ => return 0,
        };
        let late = self
            .escalations
            .iter()
            .filter(|escalation| escalation.after.end(due, calendar).is_ok_and(|at| at <= now));
        late.map(|escalation| escalation.level).max().unwrap_or(0)
    }

    fn allowed(
        &self,
        head: &LoopHead,
        standing: &Standing,
        step: &LoopStepTaken,
    ) -> Result<&Step, Fault> {
        let party = Party::of(&step.party).filter(|party| holds(*party, head, step));
        let party = party.ok_or_else(|| Fault::forbidden("loop.not_party").with("by", &step.by))?;
        let definition = self.step_of(&standing.state, &step.action, party)?;
        definition.check_given(step)?;
        self.effect_allowed(standing, definition)?;
        self.extension_allowed(standing, definition, step)?;
        let failed = standing.rechecked == Some(CheckOutcome::Failed);
        let closes = self.is_closed(&definition.to) && !self.is_closed(&standing.state);
        if failed && closes && !step.has_text {
            return Err(Fault::invalid("loop.reason_needed").with("action", &step.action));
        }
        Ok(definition)
    }

    fn effect_allowed(&self, standing: &Standing, step: &Step) -> Result<(), Fault> {
        match step.effect {
            Some(Effect::Asks(ask)) if standing.pending(ask).is_some() => {
                Err(Fault::conflict("loop.already_asked").with("ask", ask.word()))
            }
            Some(Effect::Asks(Ask::Extension) | Effect::Grants(Ask::Extension))
                if self.extension.as_ref().is_some_and(|most| standing.extended >= most.times) =>
            {
                Err(Fault::conflict("loop.extension_times").with("times", standing.extended))
            }
            Some(Effect::Grants(ask) | Effect::Refuses(ask)) if standing.pending(ask).is_none() => {
                Err(Fault::conflict("loop.nothing_asked").with("ask", ask.word()))
            }
            _ => Ok(()),
        }
    }

    /// Days asked for and granted stay within what the pack allows.
    fn extension_allowed(
        &self,
        standing: &Standing,
        step: &Step,
        taken: &LoopStepTaken,
    ) -> Result<(), Fault> {
        let extends = matches!(
            step.effect,
            Some(Effect::Asks(Ask::Extension) | Effect::Grants(Ask::Extension))
        );
        let Some(extension) = self.extension.as_ref().filter(|_| extends) else { return Ok(()) };
        let days = granted_days(standing, taken);
        if days.is_some_and(|days| (1..=extension.most.amount).contains(&days)) {
            return Ok(());
        }
        Err(Fault::invalid("loop.extension_days").with("most", extension.most.amount))
    }

    fn step_of(&self, state: &str, action: &str, party: Party) -> Result<&Step, Fault> {
        let of_action = self.steps.iter().filter(|step| step.action == action);
        let here = of_action.filter(|step| step.from.iter().any(|from| from == state));
        match here.clone().find(|step| step.party == party).or_else(|| here.clone().next()) {
            Some(step) if step.party == party => Ok(step),
            Some(_) => Err(Fault::forbidden("procedure.wrong_party")
                .with("action", action)
                .with("party", party.word())),
            None if self.steps.iter().any(|step| step.action == action) => {
                Err(Fault::conflict("procedure.not_in_state")
                    .with("action", action)
                    .with("state", state)
                    .with("possible", self.actions_in(state)))
            }
            None => Err(Fault::invalid("procedure.action_unknown").with("action", action)),
        }
    }

    fn apply(
        &self,
        standing: &mut Standing,
        step: &Step,
        taken: &LoopStepTaken,
        calendar: &Calendar,
    ) {
        let time = taken.time;
        if let Some(outcome) = outcome(&taken.checks) {
            standing.rechecked = Some(outcome);
            standing.came_back = standing.closed && outcome == CheckOutcome::Failed;
        }
        match step.effect {
            Some(Effect::Asks(ask)) => {
                standing.disputed += u32::from(ask == Ask::Dispute);
                let fields = taken.fields.clone();
                standing.asks.push(PendingAsk { ask, step: taken.id, at: time, fields });
            }
            Some(Effect::Grants(ask)) => {
                if ask == Ask::Extension {
                    self.extend(standing, taken, calendar);
                }
                standing.asks.retain(|pending| pending.ask != ask);
            }
            Some(Effect::Refuses(ask)) => standing.asks.retain(|pending| pending.ask != ask),
            Some(Effect::Signs) => standing.signed = standing.signed.or(Some(time)),
            Some(Effect::Replies) => standing.replied = standing.replied.or(Some(time)),
            Some(Effect::Reads) => standing.read = standing.read.or(Some(time)),
            Some(Effect::Returns) => standing.returned += 1,
            Some(Effect::Reopens) => {
                standing.reopened += 1;
                standing.granted = None;
            }
            Some(Effect::Supervises) => standing.supervised = true,
            Some(Effect::Escalates) => {
                let level = taken.fields.get("level").and_then(|level| level.parse().ok());
                standing.escalated = standing.escalated.max(level.unwrap_or(1));
            }
            Some(Effect::Urges) => standing.urged += 1,
            Some(Effect::Rechecks | Effect::Samples) | None => {}
        }
        step.target(&standing.state.clone()).clone_into(&mut standing.state);
        let was_closed = standing.closed;
        standing.closed = self.is_closed(&standing.state);
        standing.terminal = self.is_terminal(&standing.state);
        match (was_closed, standing.closed) {
            (false, true) => {
                standing.closed_at = Some(time);
                standing.asks.clear();
                standing.came_back = false;
            }
            (true, false) => {
                standing.closed_at = None;
                standing.came_back = false;
            }
            _ => {}
        }
        if standing.terminal {
            standing.asks.clear();
        }
        standing.last.insert(step.action.clone(), time);
        standing.states.insert(taken.id, standing.state.clone());
    }

    /// What is granted counts from the day the time would have run out, or from now if that is
    /// later.
    fn extend(&self, standing: &mut Standing, taken: &LoopStepTaken, calendar: &Calendar) {
        let Some(days) = granted_days(standing, taken) else { return };
        let unit = self.extension.as_ref().map_or(Unit::Days, |extension| extension.most.unit);
        let from = standing.granted.unwrap_or(standing.final_due).max(taken.time);
        let Ok(until) = (super::Limit { amount: days, unit }).end(from, calendar) else { return };
        standing.extended += 1;
        standing.granted = Some(until);
        standing.final_due = standing.final_due.max(until);
    }

    /// Who is waited for, and by when.
    fn wait(&self, head: &LoopHead, standing: &mut Standing, calendar: &Calendar) {
        for party in [Party::Issuer, Party::Recipient] {
            let awaited: Vec<&Step> = self
                .steps
                .iter()
                .filter(|step| step.party == party && step.is_awaited())
                .filter(|step| step.from.contains(&standing.state))
                .filter(|step| self.effect_allowed(standing, step).is_ok())
                .collect();
            if awaited.is_empty() {
                continue;
            }
            let mut dues: Vec<Millis> = awaited
                .iter()
                .filter_map(|step| self.due_of(head, standing, step, calendar))
                .collect();
            if party == Party::Recipient {
                // More time was granted for what the recipient has to do.
                dues.iter_mut().for_each(|due| {
                    *due = standing.granted.map_or(*due, |granted| granted.max(*due));
                });
            }
            let actions: BTreeSet<&str> = awaited.iter().map(|step| step.action.as_str()).collect();
            standing.waiting.push(Waiting {
                party,
                actions: actions.into_iter().map(str::to_owned).collect(),
                due: dues.into_iter().min(),
            });
        }
        standing.due = standing.waiting.iter().filter_map(|waiting| waiting.due).min();
    }

    /// When the clock of a step runs out: it runs from the last time its action was taken.
    fn due_of(
        &self,
        head: &LoopHead,
        standing: &Standing,
        step: &Step,
        calendar: &Calendar,
    ) -> Option<Millis> {
        let clock = self.clock(step.clock.as_deref()?)?;
        let start = standing.last.get(&clock.from)?;
        self.deadline_for(Some(&head.issuer), &clock.id, head.severity, *start, calendar).ok()
    }
}

/// Days of a grant: as it says, else as was asked.
fn granted_days(standing: &Standing, taken: &LoopStepTaken) -> Option<u32> {
    let asked = standing.pending(Ask::Extension).and_then(|asked| asked.fields.get("days"));
    taken.fields.get("days").or(asked)?.parse().ok()
}

fn holds(party: Party, head: &LoopHead, step: &LoopStepTaken) -> bool {
    let is_party = match party {
        Party::Issuer => step.by == head.issuer,
        Party::Recipient => step.by == head.recipient,
        Party::Supervisor => is_above(&step.by, &head.issuer),
    };
    is_party && step.by == step.spoken_for
}

impl Step {
    /// Whether what was given is what the step needs and takes.
    fn check_given(&self, taken: &LoopStepTaken) -> Result<(), Fault> {
        self.check_fields(self.given(taken.has_text, taken.has_attachments))?;
        for field in &self.fields {
            match taken.fields.get(&field.id).map(String::as_str).filter(|v| !v.is_empty()) {
                Some(value) => field.check(value)?,
                None if field.required => {
                    return Err(Fault::invalid("procedure.field_missing")
                        .with("field", &field.id)
                        .with("action", &self.action));
                }
                None => {}
            }
        }
        let known = |id: &&String| self.fields.iter().any(|field| field.id == **id);
        match taken.fields.keys().find(|id| !known(id)) {
            Some(unknown) => Err(Fault::invalid("procedure.field_unknown")
                .with("field", unknown)
                .with("action", &self.action)),
            None => Ok(()),
        }
    }

    /// A procedure names its texts by what they mean (`reason`, `note`); a step has two places
    /// for them: its text and its attachments. Something the step does not take is named as such,
    /// so that it is refused.
    pub fn given(&self, has_text: bool, has_attachments: bool) -> Vec<&str> {
        let mut names = Vec::new();
        for (place, filled) in [("text", has_text), ("attachments", has_attachments)] {
            if !filled {
                continue;
            }
            let known = self.requires.iter().chain(&self.optional).map(String::as_str);
            let fields: Vec<&str> = known.filter(|field| Self::place(field) == place).collect();
            if fields.is_empty() {
                names.push(place);
            }
            names.extend(fields);
        }
        names
    }

    /// Where a named field of a step is kept: `text` or `attachments`.
    pub fn place(field: &str) -> &'static str {
        if field == "evidence" || field == "attachments" { "attachments" } else { "text" }
    }
}

#[cfg(test)]
mod tests;
