//! A closed loop as data (pack kind `loop`): states, who may take which step, clocks, indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use model::finding::Severity;
use model::{Fault, Millis, Role, TenantPath};
use serde::{Deserialize, Serialize};

use crate::{Calendar, Pack, PackKind, Problem, Source, Text};

mod check;
mod effect;
mod fold;
mod set;

pub use effect::{Ask, Effect, FieldKind, StepField};
pub use fold::{LoopStepTaken, PendingAsk, Standing, Waiting, is_above};
pub use set::Loops;

const FILE: &str = "loop.yaml";

/// Which side of the loop acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Who issued the object.
    Issuer,
    /// Whom it was issued to.
    Recipient,
    /// An authority above the issuer, which sees the loop's summary.
    Supervisor,
}

impl Party {
    pub fn word(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Recipient => "recipient",
            Self::Supervisor => "supervisor",
        }
    }

    /// The party that a word names.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Issuer, Self::Recipient, Self::Supervisor].into_iter().find(|p| p.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateDefinition {
    pub id: String,
    pub title: Text,
    /// Nothing follows it.
    #[serde(default)]
    pub terminal: bool,
    /// Counts as done; only steps that reopen lead out of it.
    #[serde(default)]
    pub closed: bool,
}

/// One way to move on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub action: String,
    pub title: Text,
    pub from: Vec<String>,
    /// A state, or [`Loop::STAY`].
    pub to: String,
    pub party: Party,
    pub roles: Vec<Role>,
    /// Fields without which the step is refused.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Further fields the step takes.
    #[serde(default)]
    pub optional: Vec<String>,
    /// The clock by which the step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Further fields, each of a type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<StepField>,
    /// What it does besides leading to another state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

impl Step {
    /// Whether somebody is waited for to take it: it has a clock. (What can be done all along,
    /// withdrawing or urging, is not waited for.)
    pub fn is_awaited(&self) -> bool {
        self.clock.is_some()
    }

    /// The state it leads to from `state`.
    pub fn target<'a>(&'a self, state: &'a str) -> &'a str {
        if self.to == Loop::STAY { state } else { &self.to }
    }

    /// Whether the given fields (those with a value) are what the step needs and takes.
    ///
    /// # Errors
    /// `procedure.field_missing`, `procedure.field_unknown`, each with `field` and `action`.
    pub fn check_fields<'a>(&self, given: impl IntoIterator<Item = &'a str>) -> Result<(), Fault> {
        let given: BTreeSet<&str> = given.into_iter().collect();
        let fault = |code, field: &str| {
            Fault::invalid(code).with("field", field).with("action", &self.action)
        };
        if let Some(missing) = self.requires.iter().find(|field| !given.contains(field.as_str())) {
            return Err(fault("procedure.field_missing", missing));
        }
        let known = |field: &str| self.requires.iter().chain(&self.optional).any(|f| f == field);
        match given.iter().find(|field| !known(field)) {
            Some(unknown) => Err(fault("procedure.field_unknown", unknown)),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// To the end of the n-th working day after the start's day.
    WorkingDays,
    /// To the end of the n-th calendar day after the start's day.
    Days,
    /// Exactly n hours after the start.
    Hours,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub amount: u32,
    pub unit: Unit,
}

impl Limit {
    /// When it runs out.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn end(self, start: Millis, calendar: &Calendar) -> Result<Millis, Fault> {
        match self.unit {
            Unit::Hours => Ok(start.plus(i64::from(self.amount).saturating_mul(3_600_000))),
            Unit::Days => Ok(Calendar::end_of_day(start, self.amount)),
            Unit::WorkingDays => calendar.end_of_working_day(start, self.amount),
        }
    }
}

/// How long something may take, by severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub id: String,
    pub title: Text,
    /// The action that starts it; `initial` for the object's own issue.
    pub from: String,
    pub limits: BTreeMap<Severity, Limit>,
    /// Other limits for the notices of single authorities, by tenant path; what is missing there
    /// is as in `limits`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorities: BTreeMap<TenantPath, BTreeMap<Severity, Limit>>,
    pub source: Source,
}

impl Clock {
    /// The limit for what `issuer` issued.
    pub fn limit(&self, issuer: Option<&TenantPath>, severity: Severity) -> Option<Limit> {
        let own = issuer.and_then(|issuer| self.authorities.get(issuer)?.get(&severity));
        own.or_else(|| self.limits.get(&severity)).copied()
    }
}

/// More time, when it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Most that one grant gives.
    pub most: Limit,
    /// Most grants for one loop.
    pub times: u32,
    pub source: Source,
}

/// Late by so much, a loop is told to the tier above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Beyond what was due.
    pub after: Limit,
    /// From 1, rising.
    pub level: u32,
    pub source: Source,
}

/// A figure: how many objects are in one of the states. The list behind it is those objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub title: Text,
    pub states: Vec<String>,
}

/// One edge of the drawn procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition<'a> {
    pub from: &'a str,
    pub action: &'a str,
    pub to: &'a str,
    pub party: Party,
}

/// A closed loop: what `loop.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loop {
    pub initial: String,
    pub states: Vec<StateDefinition>,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub clocks: Vec<Clock>,
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation>,
}

impl Loop {
    /// The word a clock uses for "when the object is issued".
    pub const INITIAL: &'static str = "initial";
    /// The word for "the state does not change".
    pub const STAY: &'static str = "stay";

    /// # Errors
    /// What is wrong with `loop.yaml`, all of it.
    pub fn from_pack(pack: &Pack) -> Result<Self, Vec<Problem>> {
        let found: Self = pack.content(PackKind::Loop, FILE)?;
        let problems = found.check();
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    /// The state an object is born in.
    pub fn initial(&self) -> &str {
        &self.initial
    }

    pub fn state(&self, id: &str) -> Option<&StateDefinition> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Whether nothing follows the state. Unknown states are not terminal.
    pub fn is_terminal(&self, state: &str) -> bool {
        self.state(state).is_some_and(|state| state.terminal)
    }

    /// Whether the state counts as done.
    pub fn is_closed(&self, state: &str) -> bool {
        self.state(state).is_some_and(|state| state.closed)
    }

    /// Whether nothing is waited for in the state.
    pub fn is_over(&self, state: &str) -> bool {
        self.state(state).is_some_and(|state| state.closed || state.terminal)
    }

    /// The step that `action` is in `state`, if this party and role may take it.
    ///
    /// # Errors
    /// `procedure.action_unknown` (invalid), `procedure.not_in_state` (conflict, with the actions
    /// that are possible), `procedure.wrong_party`, `procedure.role` (forbidden).
    pub fn step(
        &self,
        state: &str,
        action: &str,
        party: Party,
        role: Role,
    ) -> Result<&Step, Fault> {
        let of_action = || self.steps.iter().filter(|step| step.action == action);
        if of_action().next().is_none() {
            return Err(Fault::invalid("procedure.action_unknown").with("action", action));
        }
        let here = of_action().filter(|step| step.from.iter().any(|from| from == state));
        let Some(step) =
            here.clone().find(|step| step.party == party).or_else(|| here.clone().next())
        else {
            return Err(Fault::conflict("procedure.not_in_state")
                .with("action", action)
                .with("state", state)
                .with("possible", self.actions_in(state)));
        };
        if step.party != party {
            return Err(Fault::forbidden("procedure.wrong_party")
                .with("action", action)
                .with("party", step.party.word()));
        }
        if !step.roles.contains(&role) {
            return Err(Fault::forbidden("procedure.role")
                .with("action", action)
                .with("role", role));
        }
        Ok(step)
    }

    fn actions_in(&self, state: &str) -> String {
        let here = self.steps.iter().filter(|step| step.from.iter().any(|from| from == state));
        here.map(|step| step.action.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What this party and role may do in `state`.
    pub fn available(&self, state: &str, party: Party, role: Role) -> Vec<&Step> {
        let here = self.steps.iter().filter(|step| step.from.iter().any(|from| from == state));
        here.filter(|step| step.party == party && step.roles.contains(&role)).collect()
    }

    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// Clocks started by an action, or by the issue itself ([`Loop::INITIAL`]).
    pub fn clocks_from(&self, action: &str) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(move |clock| clock.from == action)
    }

    /// When a clock that started at `start` runs out.
    ///
    /// # Errors
    /// `procedure.clock_unknown`, `calendar.out_of_range`.
    pub fn deadline(
        &self,
        clock: &str,
        severity: Severity,
        start: Millis,
        calendar: &Calendar,
    ) -> Result<Millis, Fault> {
        self.deadline_for(None, clock, severity, start, calendar)
    }

    /// The same for what `issuer` issued: authorities may have limits of their own.
    ///
    /// # Errors
    /// `procedure.clock_unknown`, `calendar.out_of_range`.
    pub fn deadline_for(
        &self,
        issuer: Option<&TenantPath>,
        clock: &str,
        severity: Severity,
        start: Millis,
        calendar: &Calendar,
    ) -> Result<Millis, Fault> {
        let limit = self.clock(clock).and_then(|clock| clock.limit(issuer, severity));
        let Some(limit) = limit else {
            return Err(Fault::invalid("procedure.clock_unknown")
                .with("clock", clock)
                .with("severity", severity));
        };
        limit.end(start, calendar)
    }

    /// How many of the given states each indicator counts.
    pub fn count<'a>(&self, states: impl IntoIterator<Item = &'a str>) -> BTreeMap<&str, usize> {
        let mut counts: BTreeMap<&str, usize> =
            self.indicators.iter().map(|indicator| (indicator.id.as_str(), 0)).collect();
        for state in states {
            for indicator in self.indicators.iter().filter(|i| i.states.iter().any(|s| s == state))
            {
                *counts.entry(&indicator.id).or_default() += 1;
            }
        }
        counts
    }

    /// Every edge: there are no others.
    pub fn transitions(&self) -> Vec<Transition<'_>> {
        let edges =
            self.steps.iter().flat_map(|step| step.from.iter().map(move |from| (from, step)));
        edges
            .map(|(from, step)| Transition {
                from,
                action: &step.action,
                to: step.target(from),
                party: step.party,
            })
            .collect()
    }

    /// The procedure as a Graphviz digraph.
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph procedure {\n  rankdir=LR;\n");
        for state in &self.states {
            let over = state.terminal || state.closed;
            let shape = if over { "doublecircle" } else { "ellipse" };
            let pen = if state.id == self.initial { ", penwidth=2" } else { "" };
            let _ = writeln!(dot, "  {:?} [shape={shape}{pen}];", state.id);
        }
        for edge in self.transitions() {
            let style = match edge.party {
                Party::Issuer => "solid",
                Party::Recipient => "dashed",
                Party::Supervisor => "dotted",
            };
            let _ = writeln!(
                dot,
                "  {:?} -> {:?} [label={:?}, style={style}];",
                edge.from, edge.to, edge.action
            );
        }
        dot.push_str("}\n");
        dot
    }
}

#[cfg(test)]
mod tests;
