//! Whether a step may be taken, and what keeps it from being taken.

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::filing::{Evaluation, FilingAction, FilingStepDraft, HandedStep, Remark};
use model::form::FieldType;
use model::{Fault, Role};

use super::Standing;
use crate::definition::StepDefinition;
use crate::evaluate::{Cells, Errors as _};
use crate::expression::Env;
use crate::procedure::{Context, Prepared, Procedure};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act<'a> {
    pub party: &'a str,
    /// Path of the acting tenant.
    pub tenant: &'a str,
    pub role: Role,
}

/// A step that may be taken, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// State after the step; the same one while other parties of a joint step have to act.
    pub to: String,
    /// Turn to record with it.
    pub turn: u32,
    /// Forms whose answers are frozen into it.
    pub forms: Vec<String>,
    /// Forms whose verdicts are sealed with it.
    pub judges: Vec<String>,
    /// Series of which a number is drawn.
    pub series: Option<String>,
}

impl Procedure {
    /// Checks a step before it is recorded.
    ///
    /// # Errors
    /// `filing.moved`, `procedure.action_unknown`, `procedure.not_in_state`,
    /// `procedure.wrong_party`, `procedure.role`, `procedure.field_missing`,
    /// `procedure.field_unknown`, `procedure.delegated`, `procedure.not_delegated`,
    /// `procedure.no_stand_in`, `procedure.already_acted`,
    /// `procedure.form_incomplete`, `procedure.verdict_missing`, `procedure.guard`,
    /// `procedure.extension_range`, `procedure.extension_times`.
    pub fn check_step(
        &self,
        standing: &Standing,
        act: Act<'_>,
        draft: &FilingStepDraft,
        context: &Context,
    ) -> Result<Checked, Fault> {
        if !draft.seen.is_empty() && draft.seen != standing.state {
            return Err(Fault::conflict("filing.moved").with("state", &standing.state));
        }
        let step = self.find_step(standing, act, &draft.action)?;
        check_fields(step, draft)?;
        self.check_handing(step, standing, act)?;
        self.check_extension(step, standing, draft)?;
        let evaluated = Evaluated::new(self, context);
        if let Some(obstacle) = evaluated.obstacles(step).into_iter().next() {
            let mut fault = Fault::conflict(obstacle.code.clone());
            fault.params = obstacle.params;
            if let Some(text) = obstacle.text {
                fault = fault.with("text_zh", text.zh).with("text_en", text.en);
            }
            return Err(fault);
        }
        let last = !step.all || Self::open_parties(step, standing).count() <= 1;
        let to = if last { step.target(&standing.state) } else { &standing.state };
        Ok(Checked {
            to: to.to_owned(),
            turn: standing.turn,
            forms: step.forms.clone(),
            judges: step.judges.clone(),
            series: step.gives.as_ref().map(|gives| gives.number.series.clone()),
        })
    }

    fn find_step(
        &self,
        standing: &Standing,
        act: Act<'_>,
        action: &str,
    ) -> Result<&StepDefinition, Fault> {
        let of_action = || self.machine.steps.iter().filter(|step| step.action == action);
        if of_action().next().is_none() {
            return Err(Fault::invalid("procedure.action_unknown").with("action", action));
        }
        let here = || of_action().filter(|s| s.from.contains(&standing.state));
        if here().next().is_none() {
            let possible: BTreeSet<&str> =
                self.steps_here(&standing.state, act.party).map(|s| s.action.as_str()).collect();
            let possible: Vec<&str> = possible.into_iter().collect();
            return Err(Fault::conflict("procedure.not_in_state")
                .with("action", action)
                .with("state", &standing.state)
                .with("possible", possible.join(", ")));
        }
        let mine = here().find(|step| step.takers().any(|party| party == act.party));
        let Some(step) = mine.filter(|_| standing.parties.contains(act.party)) else {
            return Err(Fault::forbidden("procedure.wrong_party")
                .with("action", action)
                .with("party", act.party));
        };
        if !step.roles.contains(&act.role) {
            return Err(Fault::forbidden("procedure.role")
                .with("action", action)
                .with("role", act.role));
        }
        Ok(step)
    }

    fn check_extension(
        &self,
        step: &StepDefinition,
        standing: &Standing,
        draft: &FilingStepDraft,
    ) -> Result<(), Fault> {
        let Some(clock) = &step.extends else { return Ok(()) };
        let definition = self.clock_definition(clock).and_then(|clock| clock.extension.as_ref());
        let Some(extension) = definition else { return Ok(()) };
        let most = extension.limit.amount.unwrap_or_default();
        let days = draft.fields.get("days").and_then(|days| days.parse::<u32>().ok());
        if !days.is_some_and(|days| (1..=most).contains(&days)) {
            return Err(Fault::invalid("procedure.extension_range")
                .with("clock", clock)
                .with("most", most));
        }
        let running = standing.clock(clock).filter(|clock| clock.stopped.is_none());
        if running.is_none_or(|clock| clock.extended >= extension.times) {
            return Err(Fault::conflict("procedure.extension_times")
                .with("clock", clock)
                .with("most", extension.times));
        }
        Ok(())
    }

    /// What a party and role may do now, each with what still stands in its way.
    pub fn actions(
        &self,
        standing: &Standing,
        act: Act<'_>,
        context: &Context,
    ) -> Vec<FilingAction> {
        if !standing.parties.contains(act.party) {
            return Vec::new();
        }
        let steps: Vec<&StepDefinition> = self
            .steps_here(&standing.state, act.party)
            .filter(|step| step.roles.contains(&act.role))
            .filter(|step| self.check_handing(step, standing, act).is_ok())
            .filter(|step| self.is_extendable(step, standing))
            .collect();
        if steps.is_empty() {
            return Vec::new();
        }
        let evaluated = Evaluated::new(self, context);
        let told = |step: &StepDefinition| FilingAction {
            action: step.action.clone(),
            title: step.title.clone(),
            to: step.target(&standing.state).to_owned(),
            requires: step.requires.clone(),
            optional: step.optional.clone(),
            forms: step.forms.clone(),
            obstacles: evaluated.obstacles(step),
            delegates: self.handed(&step.delegates),
            recalls: self.handed(&step.recalls),
        };
        steps.into_iter().map(told).collect()
    }

    /// Actions with their stand-ins, each once; those without one are left out.
    pub fn handed<'a>(&self, actions: impl IntoIterator<Item = &'a String>) -> Vec<HandedStep> {
        let of = |action: &String| {
            let mut known = self.machine.steps.iter().filter(|step| step.action == *action);
            known.find_map(|step| {
                let party = step.stand_in.clone()?;
                Some(HandedStep { action: action.clone(), title: step.title.clone(), party })
            })
        };
        actions.into_iter().filter_map(of).collect()
    }

    fn is_extendable(&self, step: &StepDefinition, standing: &Standing) -> bool {
        let Some(clock) = &step.extends else { return true };
        let times = self.clock_definition(clock).and_then(|clock| clock.extension.as_ref());
        let running = standing.clock(clock).filter(|clock| clock.stopped.is_none());
        running.zip(times).is_some_and(|(clock, extension)| clock.extended < extension.times)
    }

    /// The number of a series for a year and a place in it.
    pub fn number(series: &str, year: i16, sequence: u64) -> String {
        super::series::number(series, year, sequence)
    }

    /// The kind of tenant that a party is for this filing: by its `choose`, or the first listed.
    pub fn tenant_kind(&self, party: &str, context: &Context) -> Option<model::TenantKind> {
        let at = self.machine.parties.iter().position(|known| known.id == party)?;
        let definition = self.machine.parties.get(at)?;
        if let Some(choose) = self.guards.parties.get(at).and_then(Option::as_ref) {
            let prepared = Prepared::new(context);
            let cells = Cells::compute(self, &prepared);
            let chosen = Env::new(&cells.values, prepared.roots()).run(choose);
            let chosen = chosen.as_text().and_then(|word| word.parse().ok());
            if let Some(kind) = chosen.filter(|kind| definition.tenants.contains(kind)) {
                return Some(kind);
            }
        }
        definition.tenants.first().copied()
    }
}

/// What the answers say, computed once for all steps.
struct Evaluated<'p> {
    procedure: &'p Procedure,
    context: &'p Context,
    forms: BTreeMap<String, Evaluation>,
}

impl<'p> Evaluated<'p> {
    fn new(procedure: &'p Procedure, context: &'p Context) -> Self {
        Self { procedure, context, forms: procedure.evaluate_all(context) }
    }

    fn obstacles(&self, step: &StepDefinition) -> Vec<Remark> {
        let forms = step.forms.iter().filter_map(|form| self.incomplete(form));
        let judged = step.judges.iter().filter_map(|form| self.unjudged(form));
        forms.chain(judged).chain(self.guard(step)).collect()
    }

    fn incomplete(&self, form: &str) -> Option<Remark> {
        let evaluation = self.forms.get(form)?;
        let errors = evaluation.listed(false);
        (!errors.is_empty()).then(|| {
            let first = errors.first().cloned().unwrap_or_default();
            obstacle("procedure.form_incomplete", form)
                .and("errors", errors.len())
                .and("first", first)
                .done()
        })
    }

    /// Items that are asked and have no verdict.
    fn unjudged(&self, form: &str) -> Option<Remark> {
        let evaluation = self.forms.get(form)?;
        let verdicts = self.context.verdicts.get(form);
        let definition = self.procedure.form(form)?;
        let items = definition.sections.iter().flat_map(|section| &section.fields);
        let open: Vec<&str> = items
            .filter(|field| field.kind == FieldType::Item)
            .filter(|field| !evaluation.fields.get(&field.id).is_some_and(|state| state.hidden))
            .filter(|field| {
                let verdict = verdicts.and_then(|verdicts| verdicts.get(&field.id));
                verdict.is_none_or(|verdict| {
                    !crate::compile::ITEM_ANSWERS.contains(&verdict.verdict.as_str())
                })
            })
            .map(|field| field.id.as_str())
            .collect();
        (!open.is_empty()).then(|| {
            obstacle("procedure.verdict_missing", form)
                .and("missing", open.len())
                .and("first", open.first().copied().unwrap_or_default())
                .done()
        })
    }

    fn guard(&self, step: &StepDefinition) -> Option<Remark> {
        let at = self.procedure.machine.steps.iter().position(|s| std::ptr::eq(s, step))?;
        let guard = self.procedure.guards.steps.get(at)?.as_ref()?;
        let prepared = Prepared::new(self.context);
        let cells = Cells::compute(self.procedure, &prepared);
        let holds = Env::new(&cells.values, prepared.roots()).holds(guard);
        (!holds).then(|| Remark {
            text: step.guard_text.clone(),
            source: step.source.clone(),
            ..obstacle("procedure.guard", "").and("action", &step.action).done()
        })
    }
}

struct Obstacle(Remark);

fn obstacle(code: &str, form: &str) -> Obstacle {
    let mut params = BTreeMap::new();
    if !form.is_empty() {
        params.insert("form".to_owned(), form.to_owned());
    }
    Obstacle(Remark { code: code.to_owned(), warning: false, params, text: None, source: None })
}

impl Obstacle {
    fn and(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.0.params.insert(name.to_owned(), value.to_string());
        self
    }

    fn done(self) -> Remark {
        self.0
    }
}

/// Fields of a step that have a value.
fn check_fields(step: &StepDefinition, draft: &FilingStepDraft) -> Result<(), Fault> {
    let mut given: BTreeSet<&str> = draft
        .fields
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    if !draft.text.trim().is_empty() {
        given.insert("text");
    }
    if !draft.attachments.is_empty() {
        given.insert("attachments");
    }
    let fault =
        |code, field: &str| Fault::invalid(code).with("field", field).with("action", &step.action);
    // A number that the node draws from its series is not typed.
    let drawn = |field: &str| field == "number" && step.gives.is_some();
    let missing = step.requires.iter().find(|f| !given.contains(f.as_str()) && !drawn(f));
    if let Some(missing) = missing {
        return Err(fault("procedure.field_missing", missing));
    }
    let known = |field: &str| step.requires.iter().chain(&step.optional).any(|f| f == field);
    match given.iter().find(|field| !known(field) && !drawn(field)) {
        Some(unknown) => Err(fault("procedure.field_unknown", unknown)),
        None => Ok(()),
    }
}

impl Procedure {
    /// Joint steps and steps that were handed on.
    fn check_handing(
        &self,
        step: &StepDefinition,
        standing: &Standing,
        act: Act<'_>,
    ) -> Result<(), Fault> {
        if step.all && !Self::open_parties(step, standing).any(|party| party == act.party) {
            return Err(Fault::conflict("procedure.already_acted").with("action", &step.action));
        }
        self.check_handed(step, standing, act.party)
            .map_err(|code| Fault::conflict(code).with("action", &step.action))
    }
}
