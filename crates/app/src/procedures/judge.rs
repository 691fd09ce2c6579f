//! What procedures say of filings that are kept or come in: the fold of their steps, what they
//! count for, what they can be compared by, and whether a step from elsewhere is what it says.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::filing::Filing;
use contract::kinds::filing_step::{FilingStep, digests};
use contract::kinds::pack::Pack;
use contract::rest::filing::{Answers, FilingStepDraft};
use model::form::{Field, FieldType};
use model::{Millis, Role, TenantPath};
use procedure::definition::{IndicatorDefinition, StepDefinition};
use procedure::{Act, Context, FilingFacts, Standing, Taken};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::views::{FilingPast, FilingRules, FilingStanding, Prints, StepTaken};

use super::{Known, Procedures, today};

/// Coded or counted answers below which two sets of answers say nothing when they are the same.
const LEAST_COMPARED: usize = 5;
/// A step evaluated right before midnight may be recorded right after it.
const SLACK_MS: i64 = 60_000;

/// A recorded step as the machine takes it.
pub(crate) fn taken(step: &StepTaken) -> Taken {
    // Somebody who spoke in another's name is no party.
    let speaks = step.by == step.spoken_for;
    Taken {
        id: step.id.to_string(),
        action: step.action.clone(),
        party: if speaks { step.party.clone() } else { String::new() },
        tenant: step.by.to_string(),
        turn: step.turn,
        time: step.time,
        fields: step.fields.clone(),
    }
}

/// Parties that a filing has: those named, and until it is shared those it is going to have.
pub(crate) fn parties_of(known: &Known, filing: &Filing, shared: bool) -> Vec<String> {
    let named = filing.parties.keys().cloned();
    if shared {
        return named.collect();
    }
    let all = known.machine().parties.iter().filter(|party| !party.optional);
    let all: BTreeSet<String> = all.map(|party| party.id.clone()).chain(named).collect();
    all.into_iter().collect()
}

/// Results and points of a set of answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) results: BTreeMap<String, String>,
    pub(crate) scores: BTreeMap<String, f64>,
}

impl Outcome {
    /// The procedure's first score.
    pub(crate) fn score(&self, known: &Known) -> Option<f64> {
        let first = known.procedure.scoring().scores.first()?;
        self.scores.get(&first.id).copied()
    }
}

impl Known {
    /// What answers come to.
    pub(crate) fn outcome(&self, context: &Context) -> Outcome {
        let mut outcome = Outcome::default();
        for evaluation in self.procedure.evaluate_all(context).into_values() {
            let scores = evaluation.scores.into_iter();
            outcome.scores.extend(scores.map(|score| (score.score, score.points)));
            let results = evaluation.results.into_iter().filter(|result| !result.code.is_empty());
            outcome.results.extend(results.map(|result| (result.result, result.code)));
        }
        outcome
    }

    /// The first result's code with its rank.
    fn first_result(&self, results: &BTreeMap<String, String>) -> (String, i64) {
        let Some(first) = self.procedure.scoring().results.first() else {
            return (String::new(), 0);
        };
        let Some(code) = results.get(&first.id) else { return (String::new(), 0) };
        let list = self.procedure.codes(&first.codes);
        let found = list.and_then(|list| list.codes.iter().find(|known| known.code == *code));
        (code.clone(), found.map_or(0, |code| i64::from(code.rank)))
    }

    fn reached(&self, standing: &Standing, results: &BTreeMap<String, String>) -> Vec<String> {
        let bars = self.machine().funnel.iter().filter(|bar| {
            let there = bar.reached.iter().any(|state| standing.has_reached(state));
            (bar.reached.is_empty() || there) && fits(&bar.result, results)
        });
        bars.map(|bar| bar.id.clone()).collect()
    }

    fn counts(
        &self,
        standing: &Standing,
        results: &BTreeMap<String, String>,
        answers: &BTreeMap<String, Answers>,
    ) -> BTreeMap<String, f64> {
        let counted = self.machine().indicators.iter().filter(|indicator| {
            let there = indicator.states.iter().any(|state| standing.has_reached(state));
            (indicator.states.is_empty() || there) && fits(&indicator.result, results)
        });
        let amount = |indicator: &IndicatorDefinition| {
            let amount = amount(&indicator.count, answers)?;
            Some((indicator.id.clone(), amount))
        };
        counted.filter_map(amount).collect()
    }
}

fn fits(wanted: &BTreeMap<String, Vec<String>>, results: &BTreeMap<String, String>) -> bool {
    wanted
        .iter()
        .all(|(result, codes)| results.get(result).is_some_and(|code| codes.contains(code)))
}

/// `applicants` and `filings` count one; a sum adds what was answered, if anything was.
fn amount(count: &str, answers: &BTreeMap<String, Answers>) -> Option<f64> {
    let Some((what, place)) = count.split_once(':') else { return Some(1.0) };
    let (form, field) = place.split_once('.')?;
    let value = answers.get(form)?.get(field)?;
    match what {
        "sum" => value.as_f64(),
        "rows" => value.as_array().map(|rows| f64::from(u32::try_from(rows.len()).unwrap_or(0))),
        _ => None,
    }
}

/// Actions that are waited for in a state, by party and role.
fn awaited(known: &Known, standing: &Standing) -> BTreeMap<String, BTreeMap<Role, Vec<String>>> {
    let mut awaited: BTreeMap<String, BTreeMap<Role, Vec<String>>> = BTreeMap::new();
    let here = |from: &String| *from == standing.state;
    let steps = known.machine().steps.iter();
    for step in steps.filter(|step| step.is_awaited() && step.from.iter().any(here)) {
        for (party, role) in
            standing.holders(step).flat_map(|party| step.roles.iter().map(move |r| (party, r)))
        {
            let acts = awaited.entry(party.to_owned()).or_default().entry(*role).or_default();
            if !acts.contains(&step.action) {
                acts.push(step.action.clone());
            }
        }
    }
    awaited
}

impl FilingRules for Procedures {
    fn standing(&self, past: &FilingPast<'_>) -> Option<FilingStanding> {
        let known = self.get(&past.filing.procedure)?;
        let standing = self.fold(&known, past);
        let refused: BTreeSet<usize> = standing.set_aside.iter().map(|aside| aside.index).collect();
        let counted = || past.steps.iter().enumerate().filter(|(at, _)| !refused.contains(at));
        let evaluated =
            counted().rev_last(|step| !step.results.is_empty() || !step.scores.is_empty());
        let results = evaluated.map(|step| step.results.clone()).unwrap_or_default();
        let outcome = Outcome {
            scores: evaluated.map(|step| step.scores.clone()).unwrap_or_default(),
            results,
        };
        let (result, rank) = known.first_result(&outcome.results);
        Some(FilingStanding {
            states: self.states(&known, past, &refused),
            refused: refused.iter().filter_map(|at| past.steps.get(*at)).map(|s| s.id).collect(),
            reached: known.reached(&standing, &outcome.results),
            indicators: known.counts(&standing, &outcome.results, past.answers),
            awaited: awaited(&known, &standing),
            due: standing.due().map(|clock| clock.due),
            score: outcome.score(&known),
            results: outcome.results,
            result,
            rank,
            state: standing.state,
            terminal: standing.terminal,
            waiting: standing.waiting,
            number: standing.number,
        })
    }

    fn prints(&self, filing: &Filing, answers: &BTreeMap<String, Answers>) -> Prints {
        let Some(known) = self.get(&filing.procedure) else { return Prints::default() };
        let mut prints = Prints::default();
        let mut compared = Vec::new();
        for (form, given) in answers {
            prints.evidence.extend(digests(given.values()));
            let Some(definition) = known.procedure.form(form) else { continue };
            let fields = definition.sections.iter().flat_map(|section| &section.fields);
            for field in fields {
                let Some(value) = given.get(&field.id) else { continue };
                for value in values(field, value) {
                    prints.values.push((form.clone(), field.id.clone(), value));
                }
                if let Some(exact) = exact(field, value) {
                    compared.push(json!([form, field.id, exact]));
                }
            }
        }
        prints.evidence.sort_unstable();
        prints.evidence.dedup();
        if compared.len() >= LEAST_COMPARED {
            let text = Value::from(compared).to_string();
            prints.answers = hex::encode(Sha256::digest(text.as_bytes()));
        }
        prints
    }

    fn admit_filing(&self, filing: &Filing) -> Result<(), String> {
        let known = self.get(&filing.procedure).ok_or("filing.procedure_unknown")?;
        for (party, of) in &filing.parties {
            let definition = known.procedure.party(party).ok_or("filing.party")?;
            let summary = definition.sees == procedure::definition::Sees::Summary;
            if of.summary != summary {
                return Err("filing.sharing".to_owned());
            }
        }
        Ok(())
    }

    fn admit_step(
        &self,
        past: &FilingPast<'_>,
        step: &FilingStep,
        time: Millis,
    ) -> Result<(), String> {
        let known = self.get(&past.filing.procedure).ok_or("filing.procedure_unknown")?;
        let standing = self.fold(&known, past);
        if step.turn > standing.turn {
            return Err("filing.turn".to_owned());
        }
        let days = [today(time), today(time.plus(-SLACK_MS))];
        let mut refusal = "filing.forged_result".to_owned();
        for day in days {
            match judge(&known, past, &standing, step, day) {
                Ok(()) => return Ok(()),
                Err(code) => refusal = code,
            }
        }
        Err(refusal)
    }

    fn admit_pack(&self, pack: &Pack, tenant: &TenantPath) -> Result<(), String> {
        let Some(published) = &pack.published else { return Ok(()) };
        let is_authority = tenant.as_str().split('/').nth(2) != Some("ent");
        if published.publisher != *tenant || !is_authority || published.state != "published" {
            return Err("pack.publisher".to_owned());
        }
        Ok(())
    }
}

/// Evaluates a step from elsewhere as its author must have evaluated it.
fn judge(
    known: &Known,
    past: &FilingPast<'_>,
    standing: &Standing,
    step: &FilingStep,
    today: String,
) -> Result<(), String> {
    let mut answers = past.answers.clone();
    answers.extend(step.answers.clone());
    let mut verdicts = past.verdicts.clone();
    verdicts.extend(step.verdicts.clone());
    let context = Context {
        answers,
        organisation: step.organisation.clone(),
        filing: FilingFacts {
            period: past.filing.period.clone(),
            subject: past.filing.subject.clone(),
            state: standing.state.clone(),
            number: standing.number.clone(),
            begun: super::today(past.filing.begun),
            parties: crate::filings::party_paths(past.filing),
        },
        indicators: step.indicators.clone(),
        lists: BTreeMap::new(),
        verdicts,
        previous: BTreeMap::new(),
        today,
    };
    let tenant = step.by.to_string();
    let act = Act { party: &step.party, tenant: &tenant, role: step.role };
    let mut fields = step.fields.clone();
    fields.remove("series");
    let draft = FilingStepDraft {
        action: step.action.clone(),
        text: step.text.clone(),
        attachments: step.attachments.clone(),
        fields,
        seen: String::new(),
    };
    let checked = known.procedure.check_step(standing, act, &draft, &context);
    let checked = checked.map_err(|fault| fault.code.into_owned())?;
    let frozen: BTreeSet<&String> = step.answers.keys().collect();
    if checked.to != step.state || frozen != checked.forms.iter().collect() {
        return Err("filing.forged_step".to_owned());
    }
    let outcome = known.outcome(&context);
    let same = |a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>| {
        a.len() == b.len()
            && a.iter()
                .all(|(id, points)| b.get(id).is_some_and(|other| (points - other).abs() < 1e-6))
    };
    if outcome.results != step.results || !same(&outcome.scores, &step.scores) {
        return Err("filing.forged_result".to_owned());
    }
    Ok(())
}

impl Procedures {
    fn fold(&self, known: &Known, past: &FilingPast<'_>) -> Standing {
        let steps: Vec<Taken> = past.steps.iter().map(taken).collect();
        let parties = parties_of(known, past.filing, past.filing.parties.len() > 1);
        known.procedure.fold(past.filing.begun, &parties, &steps, &self.calendar)
    }

    /// The state after each step that counted.
    fn states(
        &self,
        known: &Known,
        past: &FilingPast<'_>,
        refused: &BTreeSet<usize>,
    ) -> BTreeMap<model::Id, String> {
        let mut state = known.machine().initial.clone();
        let mut joint: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut states = BTreeMap::new();
        let parties: BTreeSet<String> = parties_of(known, past.filing, true).into_iter().collect();
        for (at, step) in past.steps.iter().enumerate() {
            if refused.contains(&at) {
                continue;
            }
            if let Some(definition) = definition(known, &state, step) {
                let acted = joint.entry((state.clone(), step.action.clone())).or_default();
                acted.insert(step.party.clone());
                let everybody = definition
                    .by()
                    .filter(|party| parties.contains(*party))
                    .all(|party| acted.contains(party));
                if !definition.all || everybody {
                    state = definition.target(&state).to_owned();
                }
            }
            states.insert(step.id, state.clone());
        }
        states
    }
}

fn definition<'a>(known: &'a Known, state: &str, step: &StepTaken) -> Option<&'a StepDefinition> {
    known.machine().steps.iter().find(|definition| {
        definition.action == step.action
            && definition.from.iter().any(|from| from == state)
            && definition.takers().any(|party| party == step.party)
    })
}

/// The last step of an iterator for which something holds.
trait RevLast<'a> {
    fn rev_last(self, holds: impl Fn(&StepTaken) -> bool) -> Option<&'a StepTaken>;
}

impl<'a, I: Iterator<Item = (usize, &'a StepTaken)>> RevLast<'a> for I {
    fn rev_last(self, holds: impl Fn(&StepTaken) -> bool) -> Option<&'a StepTaken> {
        self.map(|(_, step)| step).filter(|step| holds(step)).last()
    }
}

/// What peers are compared by: codes as they are, numbers as brackets.
fn values(field: &Field, value: &Value) -> Vec<String> {
    let code = |value: &Value| {
        let code = value.as_str().or_else(|| value.get("code").and_then(Value::as_str));
        code.map(str::to_owned)
    };
    match field.kind {
        FieldType::Choice => code(value).into_iter().collect(),
        FieldType::Choices => value.as_array().into_iter().flatten().filter_map(code).collect(),
        FieldType::Boolean => value.as_bool().map(|flag| flag.to_string()).into_iter().collect(),
        FieldType::Item => {
            let answer = value.get("answer").and_then(Value::as_str);
            answer.filter(|answer| !answer.is_empty()).map(str::to_owned).into_iter().collect()
        }
        FieldType::Integer | FieldType::Number => value.as_f64().map(bracket).into_iter().collect(),
        FieldType::Year => value.as_i64().map(|year| year.to_string()).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Brackets of 1, 2, 5, 10, 20, 50, …: `[10,20)`.
fn bracket(number: f64) -> String {
    if number < 0.0 {
        return "(,0)".to_owned();
    }
    if number < 1.0 {
        return "[0,1)".to_owned();
    }
    let mut low = 1.0f64;
    for step in [2.0, 2.5, 2.0].into_iter().cycle().take(60) {
        let high = low * step;
        if number < high {
            return format!("[{low},{high})");
        }
        low = high;
    }
    format!("[{low},)")
}

/// What two sets of answers are the same by: coded or counted, not the applicant's name or words.
fn exact(field: &Field, value: &Value) -> Option<Value> {
    match field.kind {
        FieldType::Choice
        | FieldType::Choices
        | FieldType::Boolean
        | FieldType::Integer
        | FieldType::Number
        | FieldType::Year
        | FieldType::Date => Some(value.clone()),
        FieldType::Item => value.get("answer").cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_in_brackets() {
        for (number, expected) in [
            (0.0, "[0,1)"),
            (1.0, "[1,2)"),
            (4.9, "[2,5)"),
            (5.0, "[5,10)"),
            (99.0, "[50,100)"),
            (1000.0, "[1000,2000)"),
            (-1.0, "(,0)"),
        ] {
            assert_eq!(bracket(number), expected);
        }
    }
}
