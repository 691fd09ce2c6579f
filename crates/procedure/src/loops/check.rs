//! What can be wrong with a procedure, found before anyone depends on it.

use std::collections::BTreeSet;

use model::finding::Severity;

use super::{Ask, Effect, FILE, Limit, Loop, Step, Unit};
use crate::Problem;

/// Longest limit a clock may state, in hours (five years).
const MAX_HOURS: u64 = 5 * 366 * 24;

impl Loop {
    /// Everything wrong with the procedure; empty when it can be used.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_states(&mut problems);
        self.check_steps(&mut problems);
        self.check_clocks(&mut problems);
        self.check_indicators(&mut problems);
        self.check_extension(&mut problems);
        if problems.is_empty() {
            self.check_reach(&mut problems);
        }
        problems
    }

    fn state_known(&self, id: &str, path: String, problems: &mut Vec<Problem>) {
        if self.state(id).is_none() {
            problems.push(
                Problem::new("procedure.state_unknown", FILE, path)
                    .with("value", id)
                    .allowed(self.states.iter().map(|state| &state.id)),
            );
        }
    }

    fn check_states(&self, problems: &mut Vec<Problem>) {
        let mut ids = BTreeSet::new();
        for (index, state) in self.states.iter().enumerate() {
            let path = format!("states[{index}]");
            if state.id.is_empty() || !ids.insert(&state.id) {
                problems.push(
                    Problem::new("procedure.state_twice", FILE, format!("{path}.id"))
                        .with("value", &state.id),
                );
            }
            if !state.title.is_complete() {
                problems.push(Problem::new("procedure.title_incomplete", FILE, path));
            }
        }
        self.state_known(&self.initial, "initial".to_owned(), problems);
    }

    fn check_steps(&self, problems: &mut Vec<Problem>) {
        let mut taken = BTreeSet::new();
        for (index, step) in self.steps.iter().enumerate() {
            let path = format!("steps[{index}]");
            self.check_step(step, &path, problems);
            for (place, from) in step.from.iter().enumerate() {
                let at = format!("{path}.from[{place}]");
                self.state_known(from, at.clone(), problems);
                if !self.may_leave(step, from) {
                    problems.push(
                        Problem::new("procedure.leaves_terminal", FILE, at.clone())
                            .with("value", from),
                    );
                }
                if !taken.insert((&step.action, from, step.party.word())) {
                    problems.push(
                        Problem::new("procedure.step_twice", FILE, at).with("value", &step.action),
                    );
                }
            }
        }
    }

    /// Nothing leads out of a terminal state; out of a closed one only what reopens it.
    fn may_leave(&self, step: &Step, from: &str) -> bool {
        let stays = step.target(from) == from;
        let reopens = matches!(step.effect, Some(Effect::Reopens));
        (!self.is_terminal(from) || stays) && (!self.is_closed(from) || stays || reopens)
    }

    fn check_step(&self, step: &Step, path: &str, problems: &mut Vec<Problem>) {
        if step.to != Self::STAY {
            self.state_known(&step.to, format!("{path}.to"), problems);
        }
        let mut ids = BTreeSet::new();
        for (index, field) in step.fields.iter().enumerate() {
            let path = format!("{path}.fields[{index}]");
            if field.id.is_empty() || !ids.insert(&field.id) {
                problems.push(
                    Problem::new("procedure.field_twice", FILE, format!("{path}.id"))
                        .with("value", &field.id),
                );
            }
            if !field.title.is_complete() {
                problems.push(Problem::new("procedure.title_incomplete", FILE, path));
            }
        }
        if step.action.is_empty() || step.action == Self::INITIAL {
            problems.push(
                Problem::new("procedure.action_name", FILE, format!("{path}.action"))
                    .with("value", &step.action),
            );
        }
        if step.from.is_empty() {
            problems.push(Problem::new("procedure.no_from", FILE, format!("{path}.from")));
        }
        if step.roles.is_empty() {
            problems.push(Problem::new("procedure.no_role", FILE, format!("{path}.roles")));
        }
        if !step.title.is_complete() {
            problems.push(Problem::new("procedure.title_incomplete", FILE, path));
        }
        if let Some(clock) = step.clock.as_deref().filter(|clock| self.clock(clock).is_none()) {
            problems.push(
                Problem::new("procedure.clock_unknown", FILE, format!("{path}.clock"))
                    .with("value", clock)
                    .allowed(self.clocks.iter().map(|clock| &clock.id)),
            );
        }
    }

    fn check_clocks(&self, problems: &mut Vec<Problem>) {
        let mut ids = BTreeSet::new();
        for (index, clock) in self.clocks.iter().enumerate() {
            let path = format!("clocks[{index}]");
            if clock.id.is_empty() || !ids.insert(&clock.id) {
                problems.push(
                    Problem::new("procedure.clock_twice", FILE, format!("{path}.id"))
                        .with("value", &clock.id),
                );
            }
            if clock.from != Self::INITIAL && !self.steps.iter().any(|s| s.action == clock.from) {
                problems.push(
                    Problem::new("procedure.action_unknown", FILE, format!("{path}.from"))
                        .with("value", &clock.from)
                        .allowed(
                            std::iter::once(Self::INITIAL)
                                .chain(self.steps.iter().map(|step| step.action.as_str())),
                        ),
                );
            }
            for severity in Severity::ALL {
                for (tenant, limits) in &clock.authorities {
                    if limits.get(severity).is_some_and(|limit| !limit.is_sane()) {
                        let at = format!("{path}.authorities.{tenant}.{severity}");
                        problems.push(Problem::new("procedure.limit_range", FILE, at));
                    }
                }
                match clock.limits.get(severity) {
                    None => problems.push(
                        Problem::new("procedure.limit_missing", FILE, format!("{path}.limits"))
                            .with("severity", severity),
                    ),
                    Some(limit) if !limit.is_sane() => problems.push(
                        Problem::new(
                            "procedure.limit_range",
                            FILE,
                            format!("{path}.limits.{severity}"),
                        )
                        .with("value", limit.amount),
                    ),
                    Some(_) => {}
                }
            }
        }
    }

    fn check_indicators(&self, problems: &mut Vec<Problem>) {
        let mut ids = BTreeSet::new();
        for (index, indicator) in self.indicators.iter().enumerate() {
            let path = format!("indicators[{index}]");
            if indicator.id.is_empty() || !ids.insert(&indicator.id) {
                problems.push(
                    Problem::new("procedure.indicator_twice", FILE, format!("{path}.id"))
                        .with("value", &indicator.id),
                );
            }
            for (place, state) in indicator.states.iter().enumerate() {
                self.state_known(state, format!("{path}.states[{place}]"), problems);
            }
        }
    }

    /// What is granted is bounded; levels rise; an ask can be answered.
    fn check_extension(&self, problems: &mut Vec<Problem>) {
        let effects = || self.steps.iter().filter_map(|step| step.effect);
        let extends = effects().any(|effect| effect == Effect::Asks(Ask::Extension));
        match &self.extension {
            None if extends => {
                problems.push(Problem::new("procedure.extension_unbounded", FILE, "extension"));
            }
            Some(extension) if !extension.most.is_sane() || extension.times == 0 => {
                problems.push(Problem::new("procedure.limit_range", FILE, "extension.most"));
            }
            _ => {}
        }
        for ask in [Ask::Extension, Ask::Dispute, Ask::Transfer] {
            let asked = effects().any(|effect| effect == Effect::Asks(ask));
            let answers = [Effect::Grants(ask), Effect::Refuses(ask)];
            let answered = answers.iter().all(|answer| effects().any(|effect| effect == *answer));
            if asked && !answered {
                problems.push(
                    Problem::new("procedure.ask_unanswered", FILE, "steps")
                        .with("value", ask.word()),
                );
            }
        }
        let rising = |pair: &[super::Escalation]| match pair {
            [one, next] => one.level < next.level,
            _ => true,
        };
        let sane = self.escalations.iter().all(|e| e.level > 0 && e.after.is_sane());
        if !sane || !self.escalations.windows(2).all(rising) {
            problems.push(Problem::new("procedure.escalations", FILE, "escalations"));
        }
    }

    /// Every state can be reached, and from every state an end can be reached.
    fn check_reach(&self, problems: &mut Vec<Problem>) {
        let reached = self.closure([self.initial.as_str()].into(), |step, found| {
            step.from.iter().any(|from| found.contains(from.as_str())).then_some(vec![&step.to])
        });
        let ends = self.states.iter().filter(|state| state.terminal || state.closed);
        let ending = self.closure(ends.map(|state| state.id.as_str()).collect(), |step, found| {
            found.contains(step.to.as_str()).then(|| step.from.iter().collect())
        });
        for (index, state) in self.states.iter().enumerate() {
            let id = state.id.as_str();
            for (code, set) in
                [("procedure.unreachable", &reached), ("procedure.no_way_out", &ending)]
            {
                if !set.contains(id) {
                    problems.push(
                        Problem::new(code, FILE, format!("states[{index}]")).with("value", id),
                    );
                }
            }
        }
    }

    fn closure<'a>(
        &'a self,
        mut found: BTreeSet<&'a str>,
        next: impl Fn(&'a Step, &BTreeSet<&'a str>) -> Option<Vec<&'a String>>,
    ) -> BTreeSet<&'a str> {
        loop {
            let before = found.len();
            for step in &self.steps {
                let more = next(step, &found).unwrap_or_default();
                found.extend(more.into_iter().map(String::as_str));
            }
            if found.len() == before {
                return found;
            }
        }
    }
}

impl Limit {
    fn is_sane(&self) -> bool {
        let hours = match self.unit {
            Unit::Hours => 1,
            Unit::Days => 24,
            Unit::WorkingDays => 48,
        };
        self.amount > 0 && u64::from(self.amount) * hours <= MAX_HOURS
    }
}
