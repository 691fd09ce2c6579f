//! `procedure.yaml`: what can be wrong with parties, states, steps, clocks, and what follows.

use std::collections::BTreeSet;

use model::finding::Severity;
use model::form::{Field, FieldType};

use super::expressions::Place;
use super::{Compiler, FILE, Files};
use crate::Problem;
use crate::definition::{
    ClockLimit, Due, IndicatorDefinition, LimitUnit, ObligationDefinition, PeriodKind,
    QuotaDefinition, StepDefinition, SubjectKind, Trigger,
};
use crate::expression::{Program, Type};
use crate::loops::Loop;

/// Longest limit in days (ten years).
const MAX_DAYS: u64 = 3_660;

/// Programs of the machine, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guards {
    pub(crate) steps: Vec<Option<Program>>,
    pub(crate) parties: Vec<Option<Program>>,
    pub(crate) obligations: Vec<Option<Program>>,
}

impl Compiler<'_> {
    pub(super) fn compile_machine(&mut self) -> Guards {
        self.check_frame();
        self.check_states();
        self.check_steps();
        self.check_clocks();
        self.check_counts();
        self.check_reach();
        let place = Place::of(FILE);
        let machine = self.machine();
        let mut guards = Guards::default();
        for (at, step) in machine.steps.iter().enumerate() {
            let path = format!("steps[{at}].guard");
            guards.steps.push(self.optional(step.guard.as_ref(), place, &path, &Type::Bool));
        }
        for (at, party) in machine.parties.iter().enumerate() {
            let path = format!("parties[{at}].choose");
            guards.parties.push(self.optional(party.choose.as_ref(), place, &path, &Type::Text));
        }
        for (at, duty) in machine.obligations.iter().enumerate() {
            let path = format!("obligations[{at}]");
            self.check_obligation(duty, &path);
            let program =
                self.expression(&duty.applies, place, &format!("{path}.applies"), &Type::Bool);
            if program.as_ref().is_some_and(|program| !program.cells.is_empty()) {
                self.tell(
                    Problem::new("procedure.applies_to_answers", FILE, format!("{path}.applies"))
                        .with("value", &duty.applies)
                        .allowed(["organisation", "today"]),
                );
            }
            guards.obligations.push(program);
        }
        guards
    }

    fn twice(&mut self, code: &'static str, ids: &mut BTreeSet<String>, id: &str, path: &str) {
        if id.is_empty() || !ids.insert(id.to_owned()) {
            self.tell(Problem::new(code, FILE, format!("{path}.id")).with("value", id));
        }
    }

    fn complete(&mut self, complete: bool, path: &str) {
        if !complete {
            self.tell(Problem::new("procedure.title_incomplete", FILE, path));
        }
    }

    fn check_frame(&mut self) {
        let machine = self.machine();
        if machine.subject.kind != SubjectKind::Organisation && machine.subject.title.is_none() {
            self.tell(Problem::new("procedure.title_incomplete", FILE, "subject.title"));
        }
        let period = &machine.period;
        let day = |text: &Option<String>| {
            text.as_deref().and_then(|day| day.parse::<jiff::civil::Date>().ok())
        };
        let ends = (day(&period.from), day(&period.to));
        let campaign = matches!(ends, (Some(from), Some(to)) if from <= to);
        if (period.kind == PeriodKind::Campaign) != campaign {
            self.tell(
                Problem::new("procedure.campaign", FILE, "period")
                    .allowed(["campaign with from and to YYYY-MM-DD"]),
            );
        }
        let mut ids = BTreeSet::new();
        for (at, party) in machine.parties.iter().enumerate() {
            let path = format!("parties[{at}]");
            self.twice("procedure.party_twice", &mut ids, &party.id, &path);
            self.complete(party.title.is_complete(), &path);
            if party.tenants.is_empty() {
                self.tell(Problem::new("procedure.no_tenants", FILE, format!("{path}.tenants")));
            }
        }
        if machine.parties.first().is_none_or(|party| party.id != "applicant") {
            self.tell(
                Problem::new("procedure.no_applicant", FILE, "parties").allowed(["applicant"]),
            );
        }
    }

    fn check_states(&mut self) {
        let mut ids = BTreeSet::new();
        for (at, state) in self.machine().states.iter().enumerate() {
            let path = format!("states[{at}]");
            self.twice("procedure.state_twice", &mut ids, &state.id, &path);
            self.complete(state.title.is_complete(), &path);
        }
        self.state_exists(&self.machine().initial, FILE, "initial");
    }

    pub(crate) fn state_exists(&mut self, state: &str, file: &str, path: &str) {
        let states = &self.machine().states;
        if !states.iter().any(|known| known.id == state) {
            self.tell(
                Problem::new("procedure.state_unknown", file, path)
                    .with("value", state)
                    .allowed(states.iter().map(|known| &known.id)),
            );
        }
    }

    fn party_exists(&mut self, party: &str, path: &str) {
        let parties = &self.machine().parties;
        if !parties.iter().any(|known| known.id == party) {
            self.tell(
                Problem::new("procedure.party_unknown", FILE, path)
                    .with("value", party)
                    .allowed(parties.iter().map(|known| &known.id)),
            );
        }
    }

    fn action_exists(&mut self, action: &str, path: &str) {
        let steps = &self.machine().steps;
        if action != Loop::INITIAL && !steps.iter().any(|step| step.action == action) {
            self.tell(
                Problem::new("procedure.action_unknown", FILE, path)
                    .with("value", action)
                    .allowed(steps.iter().map(|step| &step.action).collect::<BTreeSet<_>>()),
            );
        }
    }

    fn clock_exists(&mut self, clock: &str, path: &str) {
        let clocks = &self.machine().clocks;
        if !clocks.iter().any(|known| known.id == clock) {
            self.tell(
                Problem::new("procedure.clock_unknown", FILE, path)
                    .with("value", clock)
                    .allowed(clocks.iter().map(|known| &known.id)),
            );
        }
    }

    pub(crate) fn form_exists(&mut self, form: &str, file: &str, path: &str) {
        if !self.forms.contains_key(form) {
            let known: Vec<String> = self.forms.keys().cloned().collect();
            self.tell(Problem::new("form.unknown", file, path).with("value", form).allowed(known));
        }
    }

    fn check_steps(&mut self) {
        let machine = self.machine();
        let mut taken = BTreeSet::new();
        for (at, step) in machine.steps.iter().enumerate() {
            let path = format!("steps[{at}]");
            self.check_step(step, &path);
            for (place, from) in step.from.iter().enumerate() {
                let path = format!("{path}.from[{place}]");
                self.state_exists(from, FILE, &path);
                let terminal = machine.states.iter().any(|s| s.id == *from && s.terminal);
                if terminal && !step.keeps_state() {
                    self.tell(
                        Problem::new("procedure.leaves_terminal", FILE, &path).with("value", from),
                    );
                }
                for party in step.takers() {
                    if !taken.insert((step.action.clone(), from.clone(), party.to_owned())) {
                        self.tell(
                            Problem::new("procedure.step_twice", FILE, &path)
                                .with("value", format!("{} / {party}", step.action)),
                        );
                    }
                }
            }
        }
    }

    fn check_step(&mut self, step: &StepDefinition, path: &str) {
        self.complete(step.title.is_complete(), path);
        if !step.keeps_state() {
            self.state_exists(&step.to, FILE, &format!("{path}.to"));
        }
        let wrong = |code: &'static str, key: &str| {
            Problem::new(code, FILE, format!("{path}.{key}")).with("value", &step.action)
        };
        if step.action.is_empty() || step.action == Loop::INITIAL {
            self.tell(wrong("procedure.action_name", "action"));
        }
        if step.party.is_some() != step.parties.is_empty() {
            self.tell(wrong("procedure.step_party", "party").allowed(["party", "parties"]));
        }
        if step.all && step.parties.len() < 2 {
            self.tell(wrong("procedure.step_party", "all").allowed(["parties: two or more"]));
        }
        for party in step.takers() {
            self.party_exists(party, &format!("{path}.party"));
        }
        if step.from.is_empty() {
            self.tell(wrong("procedure.no_from", "from"));
        }
        if step.roles.is_empty() {
            self.tell(wrong("procedure.no_role", "roles"));
        }
        for form in step.forms.iter().chain(&step.judges) {
            self.form_exists(form, FILE, &format!("{path}.forms"));
        }
        if let Some(clock) = &step.clock {
            self.clock_exists(clock, &format!("{path}.clock"));
        }
        if step.guard.is_some() != step.guard_text.as_ref().is_some_and(|t| t.is_complete()) {
            self.tell(wrong("procedure.guard_text", "guard_text"));
        }
        self.check_handing(step, path);
        if let Some(gives) = &step.gives
            && let Err(detail) = crate::machine::series::check(&gives.number.series)
        {
            self.tell(
                wrong("procedure.series", "gives.number.series").with("detail", detail).allowed([
                    "{year}",
                    "{sequence}",
                    "{sequence:05}",
                ]),
            );
        }
    }

    fn check_handing(&mut self, step: &StepDefinition, path: &str) {
        let machine = self.machine();
        let takes = |field: &str| step.requires.iter().any(|known| known == field);
        if let Some(clock) = &step.extends {
            self.clock_exists(clock, &format!("{path}.extends"));
            let extension = machine.clocks.iter().find(|known| known.id == *clock);
            if extension.is_some_and(|clock| clock.extension.is_none()) || !takes("days") {
                self.tell(
                    Problem::new("procedure.extension", FILE, format!("{path}.extends"))
                        .with("value", clock)
                        .allowed(["a clock with `extension`", "requires: [days]"]),
                );
            }
        }
        for (key, actions) in [("delegates", &step.delegates), ("recalls", &step.recalls)] {
            for action in actions {
                let path = format!("{path}.{key}");
                self.action_exists(action, &path);
                let mut steps = machine.steps.iter().filter(|s| s.action == *action);
                if !steps.all(|s| s.stand_in.is_some() && !s.all) || !step.keeps_state() {
                    self.tell(
                        Problem::new("procedure.delegation", FILE, path)
                            .with("value", action)
                            .allowed(["steps with `stand_in` and without `all`", "to: same"]),
                    );
                }
            }
        }
    }

    fn check_clocks(&mut self) {
        let machine = self.machine();
        let mut ids = BTreeSet::new();
        for (at, clock) in machine.clocks.iter().enumerate() {
            let path = format!("clocks[{at}]");
            self.twice("procedure.clock_twice", &mut ids, &clock.id, &path);
            self.complete(clock.title.is_complete(), &path);
            self.action_exists(&clock.from, &format!("{path}.from"));
            self.party_exists(&clock.party, &format!("{path}.party"));
            self.check_limit(&clock.limit, &format!("{path}.limit"));
            let exact = [Some(LimitUnit::Minutes), Some(LimitUnit::Hours)];
            if clock.roll.is_some() && exact.contains(&clock.limit.unit) {
                self.tell(
                    Problem::new("procedure.limit_range", FILE, format!("{path}.roll"))
                        .with("value", &clock.id)
                        .allowed(["roll with days, working_days, months or on"]),
                );
            }
            if let Some(extension) = &clock.extension {
                self.check_limit(&extension.limit, &format!("{path}.extension.limit"));
                if !(1..=10).contains(&extension.times) || extension.limit.on.is_some() {
                    self.tell(
                        Problem::new("procedure.limit_range", FILE, format!("{path}.extension"))
                            .with("value", extension.times)
                            .allowed(["times: 1..10", "amount and unit"]),
                    );
                }
            }
            if !machine.steps.iter().any(|step| step.clock.as_ref() == Some(&clock.id)) {
                self.tell(
                    Problem::new("procedure.clock_unused", FILE, &path).with("value", &clock.id),
                );
            }
        }
    }

    fn check_limit(&mut self, limit: &ClockLimit, path: &str) {
        let fits = match (limit.amount, limit.unit, &limit.on) {
            (Some(amount), Some(unit), None) => sane(amount, unit),
            (None, None, Some(day)) => crate::machine::deadline::is_day(day),
            _ => false,
        };
        if !fits {
            self.tell(
                Problem::new("procedure.limit_range", FILE, path).allowed([
                    "{amount, unit} up to ten years",
                    "{on: \"MM-DD\" or \"YYYY-MM-DD\"}",
                ]),
            );
        }
    }

    fn check_counts(&mut self) {
        let machine = self.machine();
        let mut ids = BTreeSet::new();
        for (at, bar) in machine.funnel.iter().enumerate() {
            let path = format!("funnel[{at}]");
            self.twice("procedure.funnel_twice", &mut ids, &bar.id, &path);
            self.complete(bar.title.is_complete(), &path);
            self.counted(&bar.reached, &bar.result, &path);
        }
        let mut ids = BTreeSet::new();
        for (at, indicator) in machine.indicators.iter().enumerate() {
            let path = format!("indicators[{at}]");
            self.twice("procedure.indicator_twice", &mut ids, &indicator.id, &path);
            self.complete(indicator.title.is_complete(), &path);
            self.counted(&indicator.states, &indicator.result, &path);
            self.check_count(indicator, &path);
        }
        let mut ids = BTreeSet::new();
        for (at, quota) in machine.limits.iter().enumerate() {
            let path = format!("limits[{at}]");
            self.twice("procedure.limit_twice", &mut ids, &quota.id, &path);
            self.complete(quota.text.is_complete(), &path);
            self.check_quota(quota, &path);
        }
        self.check_opens();
    }

    /// Rows that become entries of the loop: columns that exist and say what they have to.
    fn check_opens(&mut self) {
        let Some(opens) = &self.machine().opens_loop else { return };
        self.action_exists(&opens.on, "opens_loop.on");
        let Some(columns) = table_columns(self.files, &opens.over) else {
            self.tell(
                Problem::new("procedure.column_unknown", FILE, "opens_loop.over")
                    .with("value", &opens.over)
                    .allowed(["<form>.<table>"]),
            );
            return;
        };
        let names = || columns.iter().map(|column| &column.id);
        let kind = |name: &String| columns.iter().find(|c| c.id == *name).map(|c| c.kind);
        let plain = [FieldType::Text, FieldType::LongText, FieldType::Choice];
        let mut wanted: Vec<(&String, &str, &[FieldType])> =
            vec![(&opens.title, "title", &plain[..2]), (&opens.severity, "severity", &plain[2..])];
        wanted.extend(opens.key.iter().map(|column| (column, "key", &plain[..])));
        wanted.extend(opens.due.iter().map(|column| (column, "due", &[FieldType::Date][..])));
        let truth = &[FieldType::Boolean][..];
        wanted.extend(opens.mended.iter().map(|column| (column, "mended", truth)));
        for (column, key, kinds) in wanted {
            if !kind(column).is_some_and(|kind| kinds.contains(&kind)) {
                let path = format!("opens_loop.{key}");
                self.tell(
                    Problem::new("procedure.column_unknown", FILE, path)
                        .with("value", column)
                        .allowed(names()),
                );
            }
        }
        self.check_severities(columns.iter().find(|column| column.id == opens.severity));
    }

    fn check_severities(&mut self, column: Option<&Field>) {
        let list = column.and_then(|column| column.codes.as_ref());
        let codes = list.and_then(|name| self.lists.get(name)).into_iter().flat_map(|l| &l.codes);
        let strange = codes.map(|code| code.code.clone());
        let strange: Vec<String> =
            strange.filter(|code| code.parse::<Severity>().is_err()).collect();
        for code in strange {
            self.tell(
                Problem::new("expression.code_unknown", FILE, "opens_loop.severity")
                    .with("value", code)
                    .allowed(Severity::ALL.iter()),
            );
        }
    }

    fn counted(
        &mut self,
        states: &[String],
        result: &std::collections::BTreeMap<String, Vec<String>>,
        path: &str,
    ) {
        for state in states {
            self.state_exists(state, FILE, path);
        }
        for (name, codes) in result {
            let known = match self.results.get(name) {
                Some((_, Type::Code(known))) => known.codes.clone(),
                _ => Vec::new(),
            };
            for code in codes.iter().filter(|code| !known.contains(code)) {
                self.tell(
                    Problem::new("expression.code_unknown", FILE, format!("{path}.result.{name}"))
                        .with("value", code)
                        .allowed(&known),
                );
            }
        }
    }

    fn check_count(&mut self, indicator: &IndicatorDefinition, path: &str) {
        let fits = match indicator.count.split_once(':') {
            None => matches!(indicator.count.as_str(), "applicants" | "filings"),
            Some(("sum", at)) => self.field_type(at).is_some_and(|t| t.fits(&Type::Number)),
            Some(("rows", at)) => matches!(self.field_type(at), Some(Type::List(_))),
            Some(_) => false,
        };
        if !fits {
            self.tell(
                Problem::new("procedure.count", FILE, format!("{path}.count"))
                    .with("value", &indicator.count)
                    .allowed([
                        "applicants",
                        "filings",
                        "sum:<form>.<field>",
                        "rows:<form>.<table>",
                    ]),
            );
        }
    }

    fn field_type(&self, at: &str) -> Option<Type> {
        let (form, field) = at.split_once('.')?;
        self.forms.get(form)?.get(field).map(|found| found.1.clone())
    }

    fn check_quota(&mut self, quota: &QuotaDefinition, path: &str) {
        for state in &quota.states {
            self.state_exists(state, FILE, &format!("{path}.states"));
        }
        let per = quota.per.as_deref().is_some_and(|per| matches!(per, "applicant" | "authority"));
        let counted = per && quota.most.is_some() && quota.unique.is_empty();
        let unique = quota.per.is_none() && quota.most.is_none() && !quota.unique.is_empty();
        if !counted && !unique {
            self.tell(
                Problem::new("procedure.limit_shape", FILE, path)
                    .with("value", &quota.id)
                    .allowed(["per and most", "unique"]),
            );
        }
        for (at, key) in quota.unique.iter().enumerate() {
            let known = match key.split_once('.') {
                Some(("applicant", fact)) => fact == "credit_code" || fact == "name",
                Some(("answers", field)) => {
                    self.field_type(field).is_some() || self.is_column(field, quota)
                }
                _ => false,
            };
            if !known {
                self.tell(
                    Problem::new("procedure.unique_unknown", FILE, format!("{path}.unique[{at}]"))
                        .with("value", key)
                        .allowed([
                            "applicant.credit_code",
                            "answers.<form>.<field>",
                            "answers.<form>.<table>.<column>, alone",
                        ]),
                );
            }
        }
    }

    /// `<form>.<table>.<column>`, as the only thing that is to be unique.
    fn is_column(&self, place: &str, quota: &QuotaDefinition) -> bool {
        let table = place.rsplit_once('.');
        let columns =
            table.and_then(|(table, name)| Some((table_columns(self.files, table)?, name)));
        quota.unique.len() == 1
            && columns.is_some_and(|(columns, name)| columns.iter().any(|c| c.id == name))
    }

    fn check_obligation(&mut self, duty: &ObligationDefinition, path: &str) {
        self.complete(duty.title.is_complete() && duty.because.is_complete(), path);
        let fits = match &duty.due {
            Due { every: Some(every), on: None, within: None, after: Some(_), .. } => {
                (1..=20).contains(&every.years)
            }
            Due { every, on: Some(day), within: None, after: None, .. } => {
                crate::machine::deadline::month_day(day).is_some()
                    && every.is_none_or(|every| (1..=20).contains(&every.years))
            }
            Due { every: None, on: None, within: Some(delay), after: Some(_), .. } => {
                sane(delay.amount, delay.unit)
            }
            _ => false,
        };
        if !fits {
            self.tell(Problem::new("procedure.due", FILE, format!("{path}.due")).allowed([
                "every, after",
                "on, every",
                "within, after",
            ]));
        }
        for (key, trigger) in [("due.after", &duty.due.after), ("done_by", &duty.done_by)] {
            if let Some(trigger) = trigger {
                self.check_trigger(trigger, &format!("{path}.{key}"));
            }
        }
    }

    fn check_trigger(&mut self, trigger: &Trigger, path: &str) {
        if !self.library.knows_procedures() {
            return;
        }
        let known = self.library.actions(&trigger.procedure);
        if !known.is_some_and(|actions| actions.contains(&trigger.action)) {
            self.tell(
                Problem::new("procedure.trigger_unknown", FILE, path)
                    .with("value", format!("{}#{}", trigger.procedure, trigger.action))
                    .allowed(known.into_iter().flatten()),
            );
        }
    }

    /// Every state can be reached, and from every state an end.
    fn check_reach(&mut self) {
        let machine = self.machine();
        let closure = |start: BTreeSet<&str>, forward: bool| {
            let mut found: BTreeSet<String> = start.into_iter().map(str::to_owned).collect();
            loop {
                let before = found.len();
                for step in machine.steps.iter().filter(|step| !step.keeps_state()) {
                    if forward && step.from.iter().any(|from| found.contains(from)) {
                        found.insert(step.to.clone());
                    }
                    if !forward && found.contains(&step.to) {
                        found.extend(step.from.iter().cloned());
                    }
                }
                if found.len() == before {
                    return found;
                }
            }
        };
        let reached = closure([machine.initial.as_str()].into(), true);
        let ends = machine.states.iter().filter(|state| state.terminal).map(|s| s.id.as_str());
        let ending = closure(ends.collect(), false);
        for (at, state) in machine.states.iter().enumerate() {
            for (code, set) in
                [("procedure.unreachable", &reached), ("procedure.no_way_out", &ending)]
            {
                if !set.contains(&state.id) {
                    self.tell(
                        Problem::new(code, FILE, format!("states[{at}]")).with("value", &state.id),
                    );
                }
            }
        }
    }

    pub(super) fn check_examples(&mut self) {
        let files = self.files;
        for (name, example) in &files.examples {
            let file = format!("examples/{name}.yaml");
            for form in example.answers.keys().chain(example.verdicts.keys()) {
                self.form_exists(form, &file, "answers");
            }
            if example.today.parse::<jiff::civil::Date>().is_err() {
                self.tell(
                    Problem::new("example.date", &file, "today")
                        .with("value", &example.today)
                        .allowed(["YYYY-MM-DD"]),
                );
            }
            for (at, step) in example.run.iter().enumerate() {
                if step.at.parse::<jiff::Timestamp>().is_err() {
                    self.tell(
                        Problem::new("example.date", &file, format!("run[{at}].at"))
                            .with("value", &step.at)
                            .allowed(["2026-03-02T09:00:00+08:00"]),
                    );
                }
            }
        }
    }
}

fn sane(amount: u32, unit: LimitUnit) -> bool {
    let days = match unit {
        LimitUnit::Minutes => u64::from(amount).div_ceil(24 * 60),
        LimitUnit::Hours => u64::from(amount).div_ceil(24),
        LimitUnit::Days => amount.into(),
        LimitUnit::WorkingDays => u64::from(amount) * 2,
        LimitUnit::Months => u64::from(amount) * 31,
    };
    amount > 0 && days <= MAX_DAYS
}

/// Columns of `<form>.<table>`.
fn table_columns<'f>(files: &'f Files, table: &str) -> Option<&'f [Field]> {
    let (form, table) = table.split_once('.')?;
    let form = files.forms.iter().find(|known| known.id == form)?;
    let mut fields = form.sections.iter().flat_map(|section| &section.fields);
    let table = fields.find(|f| f.id == table && f.kind == FieldType::Table)?;
    Some(&table.fields)
}
