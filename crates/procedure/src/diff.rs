//! What another version of a pack changes: fields, and the results of what was filed.

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::filing::{Answers, Evaluation, Verdict};
use contract::rest::pack::{ChangedResult, PackDiff};
use model::form::Field;
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use crate::procedure::{Context, FilingFacts, Procedure};

/// A filing that both versions are asked about: one line of a population file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    pub filing: Id,
    pub applicant: TenantPath,
    #[serde(default)]
    pub applicant_name: String,
    #[serde(default)]
    pub filed: Millis,
    #[serde(default)]
    pub period: String,
    #[serde(default)]
    pub subject: String,
    /// Day of the evaluation; absent = the day of filing.
    #[serde(default)]
    pub today: String,
    #[serde(default)]
    pub organisation: Answers,
    #[serde(default)]
    pub indicators: BTreeMap<String, f64>,
    pub answers: BTreeMap<String, Answers>,
    #[serde(default)]
    pub verdicts: BTreeMap<String, BTreeMap<String, Verdict>>,
}

impl Filed {
    fn context(&self) -> Context {
        let today =
            if self.today.is_empty() { crate::day_of(self.filed) } else { self.today.clone() };
        Context {
            answers: self.answers.clone(),
            organisation: self.organisation.clone(),
            filing: FilingFacts {
                period: self.period.clone(),
                subject: self.subject.clone(),
                ..FilingFacts::default()
            },
            previous: BTreeMap::new(),
            indicators: self.indicators.clone(),
            lists: BTreeMap::new(),
            verdicts: self.verdicts.clone(),
            today,
        }
    }
}

/// A result that is another one under the other version.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub result: String,
    pub before: String,
    pub after: String,
    pub score_before: Option<f64>,
    pub score_after: Option<f64>,
}

/// Scores and results of one version.
#[derive(Default)]
struct Outcome {
    results: BTreeMap<String, String>,
    score: Option<f64>,
}

fn outcome(procedure: &Procedure, context: &Context) -> Outcome {
    let mut outcome = Outcome::default();
    for Evaluation { scores, results, .. } in procedure.evaluate_all(context).into_values() {
        outcome.results.extend(results.into_iter().map(|result| (result.result, result.code)));
        outcome.score = outcome.score.or_else(|| scores.first().map(|score| score.points));
    }
    outcome
}

/// Results that differ between two versions for one filing.
pub fn changes(old: &Procedure, new: &Procedure, context: &Context) -> Vec<Change> {
    let (before, after) = (outcome(old, context), outcome(new, context));
    let names: BTreeSet<&String> = before.results.keys().chain(after.results.keys()).collect();
    let code =
        |outcome: &Outcome, name: &str| outcome.results.get(name).cloned().unwrap_or_default();
    let differs = |name: &&String| code(&before, name) != code(&after, name);
    names
        .into_iter()
        .filter(differs)
        .map(|name| Change {
            result: name.clone(),
            before: code(&before, name),
            after: code(&after, name),
            score_before: before.score,
            score_after: after.score,
        })
        .collect()
}

/// Fields and results that change from one version to another.
pub fn diff(
    old: &Procedure,
    new: &Procedure,
    population: impl IntoIterator<Item = Filed>,
) -> PackDiff {
    let mut diff = PackDiff {
        before: old.name().to_owned(),
        after: new.name().to_owned(),
        filings: 0,
        left_out: 0,
        summaries: 0,
        next: None,
        changed: Vec::new(),
        fields: changed_fields(old, new),
        results: BTreeMap::new(),
    };
    for filed in population {
        diff.filings = diff.filings.saturating_add(1);
        for change in changes(old, new, &filed.context()) {
            diff.changed.push(ChangedResult {
                filing: filed.filing,
                applicant: filed.applicant.clone(),
                applicant_name: filed.applicant_name.clone(),
                result: change.result,
                before: change.before,
                after: change.after,
                score_before: change.score_before,
                score_after: change.score_after,
                filed: filed.filed,
            });
        }
    }
    diff
}

fn fields_of(procedure: &Procedure) -> BTreeMap<String, &Field> {
    let mut fields = BTreeMap::new();
    for form in procedure.forms() {
        for field in form.sections.iter().flat_map(|section| &section.fields) {
            fields.insert(format!("{}.{}", form.id, field.id), field);
            for column in &field.fields {
                fields.insert(format!("{}.{}.{}", form.id, field.id, column.id), column);
            }
        }
    }
    fields
}

/// `added`, `removed`, or the keys that were changed.
fn changed_fields(old: &Procedure, new: &Procedure) -> BTreeMap<String, String> {
    let (before, after) = (fields_of(old), fields_of(new));
    let mut changed = BTreeMap::new();
    for (name, field) in &before {
        match after.get(name) {
            None => drop(changed.insert(name.clone(), "removed".to_owned())),
            Some(other) => {
                let keys = changed_keys(field, other, old, new);
                if !keys.is_empty() {
                    changed.insert(name.clone(), keys);
                }
            }
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        changed.insert(name.clone(), "added".to_owned());
    }
    changed
}

fn changed_keys(a: &Field, b: &Field, old: &Procedure, new: &Procedure) -> String {
    let plain = |field: &Field| {
        let mut field = field.clone();
        field.fields.clear();
        serde_json::to_value(field).unwrap_or_default()
    };
    let (before, after) = (plain(a), plain(b));
    let object = |value: &serde_json::Value| value.as_object().cloned().unwrap_or_default();
    let (before, after) = (object(&before), object(&after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut changed: Vec<&str> = keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(String::as_str)
        .collect();
    let list = |procedure: &Procedure, field: &Field| {
        field.codes.as_ref().and_then(|name| procedure.codes(name)).map(|list| list.codes.clone())
    };
    if list(old, a) != list(new, b) && !changed.contains(&"codes") {
        changed.push("codes");
    }
    changed.join(", ")
}

#[cfg(test)]
mod tests;
