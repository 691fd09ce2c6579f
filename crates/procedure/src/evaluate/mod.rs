//! What a procedure says of answers: what is asked, what is wrong, scores, results, moves.

mod cells;
mod moves;
mod score;
mod validate;

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, Evaluation, FieldState, Remark, SectionState};
use model::form::{Field, FieldType, Form};
use serde_json::Value as Json;

pub(crate) use cells::{Cells, MAX_ROWS};
use validate::{Finding, Judge};

use crate::compile::{FieldPrograms, FormPrograms};
use crate::expression::{Env, Val};
use crate::procedure::{Context, Prepared, Procedure};

impl Procedure {
    /// What is to be said of one form's answers, in the light of everything else that is known.
    /// An unknown form has nothing to say and is not complete.
    pub fn evaluate(&self, form: &str, context: &Context) -> Evaluation {
        let prepared = Prepared::new(context);
        let cells = Cells::compute(self, &prepared);
        self.evaluate_with(form, &prepared, &cells)
    }

    /// All forms at once.
    pub fn evaluate_all(&self, context: &Context) -> BTreeMap<String, Evaluation> {
        let prepared = Prepared::new(context);
        let cells = Cells::compute(self, &prepared);
        let forms = self.forms.iter();
        forms
            .map(|form| (form.id.clone(), self.evaluate_with(&form.id, &prepared, &cells)))
            .collect()
    }

    pub(crate) fn evaluate_with<'a>(
        &'a self,
        form: &str,
        prepared: &'a Prepared<'a>,
        cells: &Cells<'a>,
    ) -> Evaluation {
        let Some(at) = self.forms.iter().position(|known| known.id == form) else {
            return Evaluation::default();
        };
        let (Some(definition), Some(programs)) = (self.forms.get(at), self.fields.get(at)) else {
            return Evaluation::default();
        };
        let mut evaluation = Evaluation::default();
        let reading = Reading { procedure: self, prepared, cells, form: definition, programs };
        reading.sections(&mut evaluation);
        reading.form_checks(&mut evaluation);
        reading.unknown_fields(&mut evaluation);
        evaluation.scores = self.scores(definition, cells);
        evaluation.results = self.results(definition, programs, prepared, cells);
        evaluation.moves = self.moves(definition, programs, prepared, cells, &evaluation.results);
        evaluation.complete = !evaluation.has_errors();
        evaluation
    }
}

/// Errors of an evaluation.
pub(crate) trait Errors {
    fn has_errors(&self) -> bool;
    /// `field: code` for each, `: code` for those of the form.
    fn listed(&self, warnings: bool) -> Vec<String>;
}

impl Errors for Evaluation {
    fn has_errors(&self) -> bool {
        let fields = self.fields.values().flat_map(|field| &field.remarks);
        fields.chain(&self.remarks).any(|remark| !remark.warning)
    }

    fn listed(&self, warnings: bool) -> Vec<String> {
        let fields = self.fields.iter().flat_map(|(name, field)| {
            field.remarks.iter().map(move |remark| (name.as_str(), remark))
        });
        let own = self.remarks.iter().map(|remark| ("", remark));
        fields
            .chain(own)
            .filter(|(_, remark)| remark.warning == warnings)
            .map(|(name, remark)| format!("{name}: {}", remark.code))
            .collect()
    }
}

/// One form being looked at.
struct Reading<'r, 'a> {
    procedure: &'a Procedure,
    prepared: &'a Prepared<'a>,
    cells: &'r Cells<'a>,
    form: &'a Form,
    programs: &'a FormPrograms,
}

impl<'a> Reading<'_, 'a> {
    fn env(&self) -> Env<'_, 'a> {
        Env::new(&self.cells.values, self.prepared.roots())
    }

    fn answer(&self, field: &str) -> Option<&'a Json> {
        let answers = self.prepared.context.answers.get(&self.form.id)?;
        answers.get(field).filter(|value| !value.is_null())
    }

    /// Rows that the platform knows for a table, if anybody looked them up.
    fn rows_known(&self, field: &Field) -> Option<&'a Vec<Answers>> {
        field.from.as_ref()?;
        self.prepared.context.lists.get(&format!("{}.{}", self.form.id, field.id))
    }

    fn sections(&self, evaluation: &mut Evaluation) {
        for (at, section) in self.form.sections.iter().enumerate() {
            let mut state =
                SectionState { visible: self.section_visible(at), ..Default::default() };
            let fields = self.programs.fields.get(at).into_iter().flatten();
            let cells = self.programs.cells.get(at).into_iter().flatten();
            for ((field, programs), cell) in section.fields.iter().zip(fields).zip(cells) {
                let hidden = self.cells.hidden(*cell);
                if hidden {
                    let hidden = FieldState { hidden: true, ..Default::default() };
                    evaluation.fields.insert(field.id.clone(), hidden);
                    continue;
                }
                self.field(field, programs, *cell, &mut state, evaluation);
            }
            evaluation.sections.insert(section.id.clone(), state);
        }
    }

    fn section_visible(&self, at: usize) -> bool {
        let cell = self.programs.section_cells.get(at).copied().unwrap_or_default();
        self.cells.value(cell).truth() != Some(false)
    }

    fn field(
        &self,
        field: &'a Field,
        programs: &'a FieldPrograms,
        cell: usize,
        section: &mut SectionState,
        evaluation: &mut Evaluation,
    ) {
        let env = self.env();
        let answer = self.answer(&field.id);
        let required = programs.required.as_ref().is_some_and(|program| env.holds(program));
        let mut state = FieldState { required, ..Default::default() };
        let mut found = Vec::new();
        let judge = Judge { lists: &self.procedure.lists, env: &env };
        if field.kind == FieldType::Computed {
            state.value = Some(self.cells.value(cell).to_json());
        } else {
            section.asked += 1;
            let blank = answer.is_none_or(|value| Val::of(value).is_blank());
            section.answered += u32::from(!blank);
            if blank && let Some(prefill) = &programs.prefill {
                let offered = env.run(prefill).to_json();
                state.value = (!offered.is_null()).then_some(offered);
            }
            if let Some(rows) = self.rows_known(field) {
                if blank && !rows.is_empty() {
                    let rows = rows.iter().cloned().map(Json::Object).collect();
                    state.value = Some(Json::Array(rows));
                }
                if let Some(answer) = answer.filter(|_| !blank) {
                    found.extend(validate::against_list(field, answer, rows));
                }
            }
            judge.answer(field, programs, answer, required, &mut found);
            state.chars = judge.counted(field, answer);
        }
        judge.checks(&field.checks, &programs.checks, None, &field.id, &mut found);
        for Finding { at, remark } in found {
            count(section, &remark);
            if at.is_empty() {
                state.remarks.push(remark);
            } else {
                let key = format!("{}{at}", field.id);
                evaluation.fields.entry(key).or_default().remarks.push(remark);
            }
        }
        if state != FieldState::default() {
            let entry = evaluation.fields.entry(field.id.clone()).or_default();
            state.remarks.append(&mut entry.remarks);
            *entry = state;
        }
    }

    fn form_checks(&self, evaluation: &mut Evaluation) {
        let env = self.env();
        for (check, program) in self.form.checks.iter().zip(&self.programs.checks) {
            if env.run(program).truth() != Some(false) {
                continue;
            }
            let remark = validate::told(check);
            // A check between fields that are not asked has nobody to tell.
            let asked: Vec<&String> = check
                .fields
                .iter()
                .filter(|field| !evaluation.fields.get(*field).is_some_and(|state| state.hidden))
                .collect();
            if check.fields.is_empty() {
                evaluation.remarks.push(remark);
                continue;
            }
            for field in asked {
                let state = evaluation.fields.entry(field.clone()).or_default();
                state.remarks.push(remark.clone());
                if let Some(section) = self.section_of(field) {
                    count(evaluation.sections.entry(section).or_default(), &remark);
                }
            }
        }
    }

    fn section_of(&self, field: &str) -> Option<String> {
        let holds = |section: &&model::form::Section| section.fields.iter().any(|f| f.id == field);
        self.form.sections.iter().find(holds).map(|section| section.id.clone())
    }

    /// Answers to questions that the form does not have: told, never lost.
    fn unknown_fields(&self, evaluation: &mut Evaluation) {
        let Some(answers) = self.prepared.context.answers.get(&self.form.id) else { return };
        let known: std::collections::BTreeSet<&str> = self
            .form
            .sections
            .iter()
            .flat_map(|section| &section.fields)
            .map(|field| field.id.as_str())
            .collect();
        for name in answers.keys().filter(|name| !known.contains(name.as_str())).take(20) {
            evaluation
                .remarks
                .push(validate::remark("form.answer_unknown", true).param("field", name).done());
        }
    }
}

fn count(section: &mut SectionState, remark: &Remark) {
    if remark.warning {
        section.warnings += 1;
    } else {
        section.errors += 1;
    }
}

#[cfg(test)]
mod tests;
