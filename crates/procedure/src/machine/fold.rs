//! From steps to the state they lead to. Every node that holds the same steps comes to the same
//! state, in whatever order they arrived.
//!
//! Two officers at once: steps are ordered by turn, then time, then id. Once a step has moved the
//! filing, further steps that were made in the same or an earlier turn (without having seen it)
//! are set aside with `procedure.overtaken`, and a step that is not possible where it stands with
//! the reason why. Whoever made it is told; nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::filing::FilingClock;
use model::Millis;
use model::form::{Source, Text};

use super::deadline;
use crate::Calendar;
use crate::definition::{ClockDefinition, StepDefinition};
use crate::loops::Loop;
use crate::procedure::Procedure;

/// A step as it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Decides between steps of the same turn and time.
    pub id: String,
    pub action: String,
    pub party: String,
    /// Path of the acting tenant; decides where a step was handed to another.
    pub tenant: String,
    /// Number of the step as its author saw it, from 1: [`Standing::turn`].
    pub turn: u32,
    pub time: Millis,
    pub fields: BTreeMap<String, String>,
}

/// A state that the filing has been in, and when first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub state: String,
    pub at: Millis,
}

/// A step that did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Place in the steps that were given.
    pub index: usize,
    /// `procedure.overtaken`, `procedure.not_in_state`, `procedure.already_acted`,
    /// `procedure.delegated`.
    pub code: &'static str,
}

/// A clock that runs or ran; the latest run of each clock.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockStanding {
    pub clock: String,
    pub title: Text,
    pub party: String,
    pub started: Millis,
    pub due: Millis,
    pub stopped: Option<Millis>,
    pub extended: u32,
    pub source: Source,
    /// Amount added by extensions, in the unit of the clock.
    further: u32,
}

impl ClockStanding {
    pub fn is_overdue(&self, now: Millis) -> bool {
        self.stopped.unwrap_or(now) > self.due
    }

    /// As the API tells it.
    pub fn view(&self, now: Millis) -> FilingClock {
        FilingClock {
            clock: self.clock.clone(),
            title: self.title.clone(),
            party: self.party.clone(),
            started: self.started,
            due: self.due,
            stopped: self.stopped,
            overdue: self.is_overdue(now),
            source: self.source.clone(),
            extended: self.extended,
        }
    }
}

/// Where a filing stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub state: String,
    /// When the state was entered.
    pub since: Millis,
    pub terminal: bool,
    /// States ever reached, in order; the initial one first.
    pub reached: Vec<Reached>,
    pub clocks: Vec<ClockStanding>,
    /// Parties that are to act.
    pub waiting: Vec<String>,
    /// Turn of the next step.
    pub turn: u32,
    /// Number that was given last (备案号), or empty.
    pub number: String,
    /// Of joint steps in this state: who has acted, by action.
    pub joint: BTreeMap<String, BTreeSet<String>>,
    /// Actions that were handed to their stand-in.
    pub delegated: BTreeSet<String>,
    pub set_aside: Vec<SetAside>,
    /// Parties that this filing has.
    pub parties: BTreeSet<String>,
    moved: u32,
}

impl Standing {
    pub fn has_reached(&self, state: &str) -> bool {
        self.reached.iter().any(|reached| reached.state == state)
    }

    /// The running clock that ends first for one of the parties that are to act.
    pub fn due(&self) -> Option<&ClockStanding> {
        let running = self.clocks.iter().filter(|clock| clock.stopped.is_none());
        running.filter(|clock| self.waiting.contains(&clock.party)).min_by_key(|clock| clock.due)
    }

    /// Parties whose step it is now: its own, or the stand-in that it was handed to.
    pub fn holders<'a>(&self, step: &'a StepDefinition) -> impl Iterator<Item = &'a str> {
        let handed = self.delegated.contains(&step.action);
        step.takers().filter(move |party| step.is_stand_in(party) == handed)
    }

    pub fn clock(&self, id: &str) -> Option<&ClockStanding> {
        self.clocks.iter().find(|clock| clock.clock == id)
    }
}

impl Procedure {
    /// Folds recorded steps into the state they lead to. `parties` are the parties this filing
    /// has (empty: all that are not optional).
    pub fn fold(
        &self,
        begun: Millis,
        parties: &[String],
        steps: &[Taken],
        calendar: &Calendar,
    ) -> Standing {
        let mut standing = self.begin(begun, parties, calendar);
        let mut order: Vec<usize> = (0..steps.len()).collect();
        order.sort_by_key(|at| steps.get(*at).map(|step| (step.turn, step.time, step.id.clone())));
        for at in order {
            let Some(step) = steps.get(at) else { continue };
            if let Err(code) = self.apply(&mut standing, step, calendar) {
                standing.set_aside.push(SetAside { index: at, code });
            }
        }
        standing.waiting = self.waiting(&standing);
        standing
    }

    fn begin(&self, begun: Millis, parties: &[String], calendar: &Calendar) -> Standing {
        let all = self.machine.parties.iter().filter(|party| !party.optional);
        let parties = if parties.is_empty() {
            all.map(|party| party.id.clone()).collect()
        } else {
            parties.iter().cloned().collect()
        };
        let initial = self.machine.initial.clone();
        let mut standing = Standing {
            terminal: self.is_terminal(&initial),
            reached: vec![Reached { state: initial.clone(), at: begun }],
            state: initial,
            since: begun,
            clocks: Vec::new(),
            waiting: Vec::new(),
            turn: 1,
            number: String::new(),
            joint: BTreeMap::new(),
            delegated: BTreeSet::new(),
            set_aside: Vec::new(),
            parties,
            moved: 0,
        };
        self.start_clocks(&mut standing, Loop::INITIAL, begun, calendar);
        standing
    }

    pub(crate) fn is_terminal(&self, state: &str) -> bool {
        self.machine.states.iter().any(|known| known.id == state && known.terminal)
    }

    /// The step that an action is here for a party.
    pub(crate) fn step_for(
        &self,
        state: &str,
        action: &str,
        party: &str,
    ) -> Option<&StepDefinition> {
        self.machine.steps.iter().find(|step| {
            step.action == action
                && step.from.iter().any(|from| from == state)
                && step.takers().any(|by| by == party)
        })
    }

    /// Parties that still have to act before a joint step moves the filing.
    pub(crate) fn open_parties<'a>(
        step: &'a StepDefinition,
        standing: &'a Standing,
    ) -> impl Iterator<Item = &'a str> {
        let acted = standing.joint.get(&step.action);
        step.by()
            .filter(|party| standing.parties.contains(*party))
            .filter(move |party| acted.is_none_or(|acted| !acted.contains(*party)))
    }

    /// Whether a step is in the hands of this party, and what it hands on can be handed on.
    pub(crate) fn check_handed(
        &self,
        step: &StepDefinition,
        standing: &Standing,
        party: &str,
    ) -> Result<(), &'static str> {
        match (step.is_stand_in(party), standing.delegated.contains(&step.action)) {
            (true, false) => return Err("procedure.not_delegated"),
            (false, true) => return Err("procedure.delegated"),
            _ => {}
        }
        let absent = |action: &String| {
            let mut steps = self.machine.steps.iter().filter(|known| known.action == *action);
            steps.all(|known| {
                !known.stand_in.as_ref().is_some_and(|party| standing.parties.contains(party))
            })
        };
        let all_handed = |actions: &[String]| {
            !actions.is_empty() && actions.iter().all(|known| standing.delegated.contains(known))
        };
        if step.delegates.iter().any(absent) {
            return Err("procedure.no_stand_in");
        }
        if all_handed(&step.delegates) {
            return Err("procedure.delegated");
        }
        if !step.recalls.is_empty() && !step.recalls.iter().any(|a| standing.delegated.contains(a))
        {
            return Err("procedure.not_delegated");
        }
        Ok(())
    }

    fn apply(
        &self,
        standing: &mut Standing,
        taken: &Taken,
        calendar: &Calendar,
    ) -> Result<(), &'static str> {
        if taken.turn <= standing.moved {
            return Err("procedure.overtaken");
        }
        let Some(step) = self.step_for(&standing.state, &taken.action, &taken.party) else {
            return Err("procedure.not_in_state");
        };
        self.check_handed(step, standing, &taken.party)?;
        if step.all {
            if !Self::open_parties(step, standing).any(|party| party == taken.party) {
                return Err("procedure.already_acted");
            }
            let acted = standing.joint.entry(step.action.clone()).or_default();
            acted.insert(taken.party.clone());
        }
        standing.turn = standing.turn.saturating_add(1).max(taken.turn.saturating_add(1));
        let complete = !step.all || Self::open_parties(step, standing).next().is_none();
        self.effects(standing, step, taken, calendar);
        if complete {
            self.finish(standing, step, taken, calendar);
        }
        Ok(())
    }

    /// What a step does whether or not it moves the filing.
    fn effects(
        &self,
        standing: &mut Standing,
        step: &StepDefinition,
        taken: &Taken,
        calendar: &Calendar,
    ) {
        if let Some(number) = taken.fields.get("number").filter(|number| !number.is_empty()) {
            standing.number.clone_from(number);
        }
        standing.delegated.extend(step.delegates.iter().cloned());
        standing.delegated.retain(|action| !step.recalls.contains(action));
        if let Some(clock) = &step.extends {
            let days = taken.fields.get("days").and_then(|days| days.parse().ok());
            self.extend(standing, clock, days.unwrap_or_default(), calendar);
        }
    }

    fn finish(
        &self,
        standing: &mut Standing,
        step: &StepDefinition,
        taken: &Taken,
        calendar: &Calendar,
    ) {
        if let Some(clock) = &step.clock {
            stop(standing, clock, taken.time);
        }
        if !step.keeps_state() {
            standing.moved = taken.turn;
            standing.state.clone_from(&step.to);
            standing.since = taken.time;
            standing.terminal = self.is_terminal(&step.to);
            standing.joint.clear();
            standing.delegated.clear();
            if !standing.has_reached(&step.to) {
                standing.reached.push(Reached { state: step.to.clone(), at: taken.time });
            }
        } else if step.all {
            standing.joint.remove(&step.action);
        }
        self.start_clocks(standing, &taken.action, taken.time, calendar);
        self.stop_dead_clocks(standing, taken.time);
    }

    fn start_clocks(&self, standing: &mut Standing, action: &str, at: Millis, calendar: &Calendar) {
        for clock in self.machine.clocks.iter().filter(|clock| clock.from == action) {
            // A calendar has an end; without a day there is no clock to run.
            let Ok(due) = deadline::of_clock(clock, at, 0, calendar) else { continue };
            standing.clocks.retain(|known| known.clock != clock.id);
            standing.clocks.push(ClockStanding {
                clock: clock.id.clone(),
                title: clock.title.clone(),
                party: clock.party.clone(),
                started: at,
                due,
                stopped: None,
                extended: 0,
                source: clock.source.clone(),
                further: 0,
            });
        }
    }

    fn extend(&self, standing: &mut Standing, id: &str, days: u32, calendar: &Calendar) {
        let Some(definition) = self.clock_definition(id) else { return };
        let Some(clock) = standing.clocks.iter_mut().find(|clock| clock.clock == id) else {
            return;
        };
        let further = clock.further.saturating_add(days);
        if let Ok(due) = deadline::of_clock(definition, clock.started, further, calendar) {
            clock.further = further;
            clock.extended = clock.extended.saturating_add(1);
            clock.due = due;
        }
    }

    pub(crate) fn clock_definition(&self, id: &str) -> Option<&ClockDefinition> {
        self.machine.clocks.iter().find(|clock| clock.id == id)
    }

    /// A clock that no step can answer any more, unless it begins anew, has nothing to wait for.
    fn stop_dead_clocks(&self, standing: &mut Standing, at: Millis) {
        let state = standing.state.clone();
        let dead: Vec<String> = standing
            .clocks
            .iter()
            .filter(|clock| clock.stopped.is_none() && !self.is_answerable(&clock.clock, &state))
            .map(|clock| clock.clock.clone())
            .collect();
        for clock in dead {
            stop(standing, &clock, at);
        }
    }

    fn is_answerable(&self, clock: &str, state: &str) -> bool {
        let Some(definition) = self.clock_definition(clock) else { return false };
        let mut found: BTreeSet<&str> = [state].into();
        loop {
            let before = found.len();
            for step in &self.machine.steps {
                let here = step.from.iter().any(|from| found.contains(from.as_str()));
                if here && step.clock.as_deref() == Some(clock) {
                    return true;
                }
                if here && step.action != definition.from && !step.keeps_state() {
                    found.insert(&step.to);
                }
            }
            if found.len() == before {
                return false;
            }
        }
    }

    /// Parties whose step the filing waits for: those of steps with a running clock, or else of
    /// all steps that are awaited.
    fn waiting(&self, standing: &Standing) -> Vec<String> {
        let here = || {
            let steps = self.machine.steps.iter();
            steps.filter(|step| step.from.contains(&standing.state))
        };
        let clocked = |step: &&StepDefinition| {
            let clock = step.clock.as_deref().and_then(|clock| standing.clock(clock));
            step.is_awaited() && clock.is_some_and(|clock| clock.stopped.is_none())
        };
        let mut steps: Vec<&StepDefinition> = here().filter(clocked).collect();
        if steps.is_empty() {
            steps = here().filter(|step| step.is_awaited()).collect();
        }
        let open = steps.into_iter().flat_map(|step| {
            let parties: Vec<String> = if step.all {
                Self::open_parties(step, standing).map(str::to_owned).collect()
            } else {
                let by = standing.holders(step);
                by.filter(|party| standing.parties.contains(*party)).map(str::to_owned).collect()
            };
            parties
        });
        let open: BTreeSet<String> = open.collect();
        open.into_iter().collect()
    }
}

fn stop(standing: &mut Standing, clock: &str, at: Millis) {
    let running = standing.clocks.iter_mut().find(|known| known.clock == clock);
    if let Some(clock) = running.filter(|clock| clock.stopped.is_none()) {
        clock.stopped = Some(at);
    }
}
