//! A closed loop as data (pack kind `loop`): states, who may take which step, clocks, indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use model::finding::Severity;
use model::{Fault, Millis, Role};
use serde::{Deserialize, Serialize};

use crate::{Calendar, Pack, PackKind, Problem, Source, Text};

mod check;

const FILE: &str = "loop.yaml";

/// Which side of the loop acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Who issued the object.
    Issuer,
    /// Whom it was issued to.
    Recipient,
}

impl Party {
    pub fn word(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Recipient => "recipient",
        }
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
}

/// One way to move on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub action: String,
    pub title: Text,
    pub from: Vec<String>,
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
}

impl Step {
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

/// How long something may take, by severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub id: String,
    pub title: Text,
    /// The action that starts it; `initial` for the object's own issue.
    pub from: String,
    pub limits: BTreeMap<Severity, Limit>,
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
}

impl Loop {
    /// The word a clock uses for "when the object is issued".
    pub const INITIAL: &'static str = "initial";

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
        let limit = self.clock(clock).and_then(|clock| clock.limits.get(&severity));
        let Some(Limit { amount, unit }) = limit.copied() else {
            return Err(Fault::invalid("procedure.clock_unknown")
                .with("clock", clock)
                .with("severity", severity));
        };
        match unit {
            Unit::Hours => Ok(start.plus(i64::from(amount) * 3_600_000)),
            Unit::Days => Ok(Calendar::end_of_day(start, amount)),
            Unit::WorkingDays => calendar.end_of_working_day(start, amount),
        }
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
                to: &step.to,
                party: step.party,
            })
            .collect()
    }

    /// The procedure as a Graphviz digraph.
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph procedure {\n  rankdir=LR;\n");
        for state in &self.states {
            let shape = if state.terminal { "doublecircle" } else { "ellipse" };
            let pen = if state.id == self.initial { ", penwidth=2" } else { "" };
            let _ = writeln!(dot, "  {:?} [shape={shape}{pen}];", state.id);
        }
        for edge in self.transitions() {
            let style = if edge.party == Party::Issuer { "solid" } else { "dashed" };
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
