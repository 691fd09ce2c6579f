//! A pack's worked examples are its tests: answers and what has to come of them, and walks
//! through the machine.

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, FilingStepDraft, Verdict};
use contract::rest::pack::ExampleOutcome;
use model::Millis;
use serde_json::Value as Json;

use crate::Calendar;
use crate::definition::{Example, ExampleStep, ExpectedStep};
use crate::evaluate::{Cells, Errors as _};
use crate::expression::print_number;
use crate::machine::{Act, Standing, Taken};
use crate::procedure::{Context, FilingFacts, Prepared, Procedure};

impl Procedure {
    /// Names of the worked examples.
    pub fn example_names(&self) -> impl Iterator<Item = &str> {
        self.examples.keys().map(String::as_str)
    }

    /// Runs all worked examples, and tells every difference.
    pub fn run_examples(&self, calendar: &Calendar) -> Vec<ExampleOutcome> {
        let run = |(name, example): (&String, &Example)| {
            let mut differences = self.compare(example);
            differences.extend(self.walk(example, calendar).1);
            ExampleOutcome { example: name.clone(), passed: differences.is_empty(), differences }
        };
        self.examples.iter().map(run).collect()
    }

    /// A worked example as a context and where its walk ends: for rendering papers of it.
    pub fn example_context(&self, name: &str, calendar: &Calendar) -> Option<(Context, Standing)> {
        let example = self.examples.get(name)?;
        let (walked, _) = self.walk(example, calendar);
        Some(walked)
    }

    fn compare(&self, example: &Example) -> Vec<String> {
        let context = context_of(example);
        let prepared = Prepared::new(&context);
        let cells = Cells::compute(self, &prepared);
        let mut differences = Vec::new();
        let mut errors = Vec::new();
        let mut warnings = Vec::new();
        let mut scores = BTreeMap::new();
        let mut results = BTreeMap::new();
        let mut values = BTreeMap::new();
        for form in self.forms.iter().filter(|form| example.answers.contains_key(&form.id)) {
            let evaluation = self.evaluate_with(&form.id, &prepared, &cells);
            let named = |list: Vec<String>| {
                list.into_iter().map(|remark| match remark.strip_prefix(':') {
                    Some(rest) => format!("{}:{rest}", form.id),
                    None => format!("{}.{remark}", form.id),
                })
            };
            errors.extend(named(evaluation.listed(false)));
            warnings.extend(named(evaluation.listed(true)));
            scores.extend(evaluation.scores.iter().map(|s| (s.score.clone(), s.points)));
            results.extend(evaluation.results.iter().map(|r| (r.result.clone(), r.code.clone())));
            for (field, state) in evaluation.fields {
                if let Some(value) = state.value {
                    values.insert(format!("{}.{field}", form.id), value);
                }
            }
        }
        let expect = &example.expect;
        for (name, points) in &expect.scores {
            let is = scores.get(name).copied().unwrap_or_default();
            if (is - points).abs() > 1e-9 {
                differences.push(differs(
                    &format!("scores.{name}"),
                    &print_number(*points),
                    &print_number(is),
                ));
            }
        }
        for (name, code) in &expect.results {
            let is = results.get(name).map_or("", String::as_str);
            if is != code {
                differences.push(differs(&format!("results.{name}"), code, is));
            }
        }
        for (name, value) in &expect.values {
            let is = values.get(name).cloned().unwrap_or(Json::Null);
            if !same(&is, value) {
                differences.push(differs(name, &value.to_string(), &is.to_string()));
            }
        }
        if let Some(complete) = expect.complete.filter(|complete| *complete != errors.is_empty()) {
            let is = if errors.is_empty() { "true".to_owned() } else { errors.join("; ") };
            differences.push(differs("complete", &complete.to_string(), &is));
        }
        if let Some(remarks) = &expect.remarks {
            let mut wanted = remarks.clone();
            wanted.sort();
            errors.sort();
            if wanted != errors {
                differences.push(differs("remarks", &wanted.join("; "), &errors.join("; ")));
            }
        }
        for warning in expect.warnings.iter().filter(|warning| !warnings.contains(warning)) {
            differences.push(differs("warnings", warning, &warnings.join("; ")));
        }
        differences
    }

    /// Takes the example's steps one after the other.
    fn walk(&self, example: &Example, calendar: &Calendar) -> ((Context, Standing), Vec<String>) {
        let mut context = context_of(example);
        let begun = example.run.first().and_then(|step| instant(&step.at));
        let begun = begun.or_else(|| instant(&format!("{}T09:00:00+08:00", example.today)));
        let begun = begun.unwrap_or_default();
        let mut taken: Vec<Taken> = Vec::new();
        let mut differences = Vec::new();
        let takes_part = |id: &String| example.parties.contains_key(id);
        let all = self.machine.parties.iter().filter(|p| !p.optional || takes_part(&p.id));
        let every: Vec<String> = all.map(|p| p.id.clone()).collect();
        for (at, step) in example.run.iter().enumerate() {
            merge(&mut context, &step.answers, &step.verdicts);
            let now = instant(&step.at).unwrap_or_default();
            context.today = crate::day_of(now);
            let standing = self.fold(begun, &every, &taken, calendar);
            context.filing.state.clone_from(&standing.state);
            let mut told = |what: &str, wanted: &str, is: &str| {
                differences.push(differs(&format!("run[{at}] {} {what}", step.action), wanted, is));
            };
            match self.act(step, &standing, &context) {
                Ok(record) => {
                    if let Some(code) = &step.refused {
                        told("refused", code, "");
                    }
                    taken.push(Taken { time: now, ..record });
                    let after = self.fold(begun, &every, &taken, calendar);
                    expected(&step.expect, &after, &mut told);
                }
                Err(code) => match &step.refused {
                    Some(wanted) if *wanted == code => {}
                    Some(wanted) => told("refused", wanted, &code),
                    None => told("", "", &code),
                },
            }
        }
        let standing = self.fold(begun, &every, &taken, calendar);
        context.filing.state.clone_from(&standing.state);
        context.filing.number.clone_from(&standing.number);
        ((context, standing), differences)
    }

    /// A step of an example as it would be recorded, or the code it is refused with.
    fn act(
        &self,
        step: &ExampleStep,
        standing: &Standing,
        context: &Context,
    ) -> Result<Taken, String> {
        let draft = FilingStepDraft {
            action: step.action.clone(),
            text: step.text.clone(),
            attachments: Vec::new(),
            fields: step.fields.clone(),
            seen: String::new(),
        };
        let act = Act { party: &step.party, tenant: "", role: step.role };
        let checked = self
            .check_step(standing, act, &draft, context)
            .map_err(|fault| fault.code.into_owned())?;
        let mut fields = step.fields.clone();
        if let Some(series) = &checked.series {
            let year = context.today.get(..4).and_then(|year| year.parse().ok());
            let number = Self::number(series, year.unwrap_or_default(), 1);
            fields.entry("number".to_owned()).or_insert(number);
        }
        Ok(Taken {
            id: format!("{:06}", checked.turn),
            action: step.action.clone(),
            party: step.party.clone(),
            turn: checked.turn,
            fields,
            ..Taken::default()
        })
    }
}

fn expected(expect: &ExpectedStep, after: &Standing, told: &mut impl FnMut(&str, &str, &str)) {
    if let Some(state) = expect.state.as_ref().filter(|state| **state != after.state) {
        told("state", state, &after.state);
    }
    if let Some(waiting) = expect.waiting.as_ref().filter(|waiting| **waiting != after.waiting) {
        told("waiting", &waiting.join(", "), &after.waiting.join(", "));
    }
    for (clock, due) in &expect.clocks {
        let running = after.clock(clock).filter(|clock| clock.stopped.is_none());
        let is = running.map(|clock| clock.due);
        if is != instant(due) {
            let is = is.map_or_else(String::new, shown);
            told(&format!("clocks.{clock}"), due, &is);
        }
    }
}

fn differs(what: &str, wanted: &str, is: &str) -> String {
    format!("{what}: expected {wanted:?}, is {is:?}")
}

/// Numbers compare by value: 200 and 200.0 are the same answer.
fn same(a: &Json, b: &Json) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
    }
}

/// RFC 3339 as milliseconds.
pub(crate) fn instant(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|at| Millis(at.as_millisecond()))
}

fn shown(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(
        |_| at.0.to_string(),
        |at| at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).to_string(),
    )
}

fn context_of(example: &Example) -> Context {
    Context {
        answers: example.answers.clone(),
        organisation: example.organisation.clone(),
        filing: FilingFacts {
            period: example.period.clone(),
            subject: example.subject.clone(),
            begun: example.today.clone(),
            parties: example.parties.clone(),
            ..FilingFacts::default()
        },
        previous: example.previous.clone(),
        indicators: example.indicators.clone(),
        lists: example.lists.clone(),
        verdicts: example.verdicts.clone(),
        today: example.today.clone(),
    }
}

fn merge(
    context: &mut Context,
    answers: &BTreeMap<String, Answers>,
    verdicts: &BTreeMap<String, BTreeMap<String, Verdict>>,
) {
    for (form, fields) in answers {
        context.answers.entry(form.clone()).or_default().extend(fields.clone());
    }
    for (form, fields) in verdicts {
        context.verdicts.entry(form.clone()).or_default().extend(fields.clone());
    }
}
