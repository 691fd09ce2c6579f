//! Saving a section: what two officers changed meanwhile is merged field by field; a field that
//! both changed is told, with both values, and nothing is saved.

use std::collections::BTreeMap;

use contract::kinds::filing_draft::FilingDraft;
use contract::rest::filing::{Answers, SectionDraft, SectionSaved};
use model::{Fault, Id};
use serde_json::Value;
use store::views;

use super::Work;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// Words of `carried`.
const CARRIED: [&str; 3] = ["confirmed", "changed", "not_applicable"];

impl App {
    /// Saves a section of a form that the caller's party fills.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.section_missing`, `filing.not_writable`,
    /// `filing.field_unknown`, `filing.section_changed` (both changed the same fields),
    /// `filing.answers_too_large`.
    pub async fn section_save(
        &self,
        caller: &Caller,
        id: Id,
        form: &str,
        section: &str,
        draft: SectionDraft,
    ) -> Result<SectionSaved, Fault> {
        caller.may(Action::FilingWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let mut work = Work::load(self, &mut tx, caller, id).await?;
        work.check_writable(caller, form)?;
        check_fields(&work, form, section, &draft)?;
        let before = views::section_get(&mut tx, &scope, id, form, section).await?;
        let empty = Answers::new();
        let (theirs, revision) =
            before.as_ref().map_or((&empty, 0), |row| (&row.answers, row.revision));
        let Merge { answers, merged } = if draft.revision == revision {
            Merge { answers: draft.answers, merged: Vec::new() }
        } else {
            merge(&draft.base, &draft.answers, theirs)
                .map_err(|fields| conflict(&fields, theirs, &draft.answers, revision))?
        };
        let mut carried = before.as_ref().map(|row| row.carried.clone()).unwrap_or_default();
        carried.extend(draft.carried);
        let unchanged =
            before.as_ref().is_some_and(|row| row.answers == answers && row.carried == carried);
        let mut saved = revision;
        if !unchanged {
            let body = FilingDraft {
                filing: id,
                form: form.to_owned(),
                section: section.to_owned(),
                answers: answers.clone(),
                carried,
            };
            let object = before.as_ref().map_or_else(|| tx.new_id(), |row| row.object);
            let statement = Statement::new(object, caller).following(revision);
            saved = tx.append(statement.says(&body)?).await?.revision;
        }
        work.replace_section(form, section, answers.clone());
        let evaluation = work.evaluate(form)?;
        tx.commit().await?;
        Ok(SectionSaved { revision: saved, answers, merged, evaluation })
    }
}

fn check_fields(work: &Work, form: &str, section: &str, draft: &SectionDraft) -> Result<(), Fault> {
    let known = work.section_fields(form, section)?;
    if let Some(unknown) = draft.answers.keys().find(|field| !known.contains(field.as_str())) {
        return Err(Fault::invalid("filing.field_unknown").with("field", unknown));
    }
    for (field, word) in &draft.carried {
        if !CARRIED.contains(&word.as_str()) || !known.contains(field.as_str()) {
            let allowed = CARRIED.join(", ");
            return Err(Fault::invalid("filing.carried")
                .with("field", field)
                .with("allowed", allowed));
        }
    }
    Ok(())
}

/// What became of two officers' answers.
#[derive(Debug, PartialEq)]
struct Merge {
    answers: Answers,
    /// Fields taken from the other.
    merged: Vec<String>,
}

/// Both started from `base`; the fields that both changed, differently, when there are any.
fn merge(base: &Answers, mine: &Answers, theirs: &Answers) -> Result<Merge, Vec<String>> {
    let fields: std::collections::BTreeSet<&String> =
        base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
    let (mut answers, mut merged, mut conflicts) = (Answers::new(), Vec::new(), Vec::new());
    for field in fields {
        let (was, is, other) = (value(base, field), value(mine, field), value(theirs, field));
        let taken = if other == was || other == is {
            is
        } else if is == was {
            merged.push(field.clone());
            other
        } else {
            conflicts.push(field.clone());
            continue;
        };
        if !taken.is_null() {
            answers.insert(field.clone(), taken.clone());
        }
    }
    if conflicts.is_empty() { Ok(Merge { answers, merged }) } else { Err(conflicts) }
}

fn value<'a>(answers: &'a Answers, field: &str) -> &'a Value {
    answers.get(field).unwrap_or(&Value::Null)
}

/// `fields`, and for each `theirs.<field>` and `mine.<field>` as JSON.
fn conflict(fields: &[String], theirs: &Answers, mine: &Answers, revision: u32) -> Fault {
    let fault = Fault::conflict("filing.section_changed")
        .with("fields", fields.join(", "))
        .with("revision", revision);
    let mut both = BTreeMap::new();
    for field in fields {
        both.insert(format!("theirs.{field}"), value(theirs, field).to_string());
        both.insert(format!("mine.{field}"), value(mine, field).to_string());
    }
    both.iter().fold(fault, |fault, (name, value)| fault.with(name, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answers(value: Value) -> Answers {
        let Value::Object(answers) = value else { panic!("an object") };
        answers
    }

    #[test]
    fn what_two_officers_changed_is_merged_field_by_field() {
        let check = |mine: Value, theirs: Value, expected: Result<(Value, &[&str]), &[&str]>| {
            let base = answers(json!({ "a": 1, "b": "x" }));
            let found = merge(&base, &answers(mine), &answers(theirs));
            let expected = expected
                .map(|(value, merged)| Merge {
                    answers: answers(value),
                    merged: merged.iter().map(|&field| field.to_owned()).collect(),
                })
                .map_err(|fields| fields.iter().map(|&field| field.to_owned()).collect::<Vec<_>>());
            assert_eq!(found, expected);
        };
        // Nobody else changed anything; each changed another field; both the same.
        check(
            json!({ "a": 2, "b": "x" }),
            json!({ "a": 1, "b": "x" }),
            Ok((json!({ "a": 2, "b": "x" }), &[])),
        );
        check(
            json!({ "a": 2, "b": "x" }),
            json!({ "a": 1, "b": "y", "c": 3 }),
            Ok((json!({ "a": 2, "b": "y", "c": 3 }), &["b", "c"])),
        );
        check(
            json!({ "a": 2, "b": "x" }),
            json!({ "a": 2, "b": "x" }),
            Ok((json!({ "a": 2, "b": "x" }), &[])),
        );
        // One took an answer back.
        check(json!({ "b": "x" }), json!({ "a": 1, "b": "z" }), Ok((json!({ "b": "z" }), &["b"])));
        check(json!({ "a": 1, "b": "x" }), json!({ "b": "x" }), Ok((json!({ "b": "x" }), &["a"])));
        // Both changed one field, differently.
        check(json!({ "a": 2, "b": "x" }), json!({ "a": 3, "b": "y" }), Err(&["a"]));
        check(json!({ "b": "x" }), json!({ "a": 3, "b": "x" }), Err(&["a"]));
    }
}
