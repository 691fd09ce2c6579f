//! Values of all cells: fields as asked, points, scores, results; each computed once, in order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use model::form::{Field, FieldType};
use serde_json::Value as Json;

use crate::compile::{CellKind, FieldPrograms, Points};
use crate::expression::{Env, Val};
use crate::procedure::{Prepared, Procedure};

/// Most rows of a table that are looked at.
pub(crate) const MAX_ROWS: usize = 2_000;

/// The state of an evaluation.
pub(crate) struct Cells<'a> {
    procedure: &'a Procedure,
    prepared: &'a Prepared<'a>,
    pub(crate) values: Vec<Val<'a>>,
    hidden: Vec<bool>,
    /// A supposed answer instead of the given one.
    supposed: Option<(usize, Val<'a>)>,
    /// Steps that expressions took so far.
    pub(crate) spent: u64,
}

impl<'a> Cells<'a> {
    pub(crate) fn compute(procedure: &'a Procedure, prepared: &'a Prepared<'a>) -> Self {
        let count = procedure.graph.len();
        let mut cells = Self {
            procedure,
            prepared,
            values: vec![Val::Null; count],
            hidden: vec![false; count],
            supposed: None,
            spent: 0,
        };
        for cell in procedure.graph.in_order() {
            cells.refresh(*cell);
        }
        cells
    }

    pub(crate) fn value(&self, cell: usize) -> &Val<'a> {
        self.values.get(cell).unwrap_or(&Val::Null)
    }

    pub(crate) fn hidden(&self, cell: usize) -> bool {
        self.hidden.get(cell).copied().unwrap_or_default()
    }

    /// Looks at what would be if a field were answered otherwise, and puts everything back.
    pub(crate) fn suppose<T>(
        &mut self,
        cell: usize,
        value: Val<'a>,
        affected: &[usize],
        look: impl FnOnce(&Self) -> T,
    ) -> T {
        let kept: Vec<(usize, Val<'a>, bool)> = std::iter::once(&cell)
            .chain(affected)
            .map(|cell| (*cell, self.value(*cell).clone(), self.hidden(*cell)))
            .collect();
        self.supposed = Some((cell, value));
        self.refresh(cell);
        for cell in affected {
            self.refresh(*cell);
        }
        let seen = look(self);
        self.supposed = None;
        for (cell, value, hidden) in kept {
            self.put(cell, value, hidden);
        }
        seen
    }

    fn put(&mut self, cell: usize, value: Val<'a>, hidden: bool) {
        if let (Some(slot), Some(flag)) = (self.values.get_mut(cell), self.hidden.get_mut(cell)) {
            *slot = value;
            *flag = hidden;
        }
    }

    fn refresh(&mut self, cell: usize) {
        let env = Env::new(&self.values, self.prepared.roots());
        let (value, hidden) = self.evaluate(cell, &env);
        self.spent = self.spent.saturating_add(env.spent() + 1);
        self.put(cell, value, hidden);
    }

    fn evaluate(&self, cell: usize, env: &Env<'_, 'a>) -> (Val<'a>, bool) {
        match self.procedure.graph.kind(cell) {
            Some(CellKind::Section { form, section }) => {
                let programs = self.procedure.fields.get(form);
                let when = programs.and_then(|p| p.sections.get(section)).and_then(Option::as_ref);
                (Val::Bool(when.is_none_or(|when| env.holds(when))), false)
            }
            Some(CellKind::Field { form, section, field, section_cell }) => {
                self.field(cell, (form, section, field), section_cell, env)
            }
            Some(CellKind::Rule { score, rule }) => (self.points(score, rule, env), false),
            Some(CellKind::Score { score }) => (self.total(score), false),
            Some(CellKind::Result { result }) => (self.result(result, env), false),
            None => (Val::Null, true),
        }
    }

    fn field(
        &self,
        cell: usize,
        (form, section, field): (usize, usize, usize),
        section_cell: usize,
        env: &Env<'_, 'a>,
    ) -> (Val<'a>, bool) {
        let procedure = self.procedure;
        let definition = procedure.forms.get(form);
        let programs = procedure
            .fields
            .get(form)
            .and_then(|programs| programs.fields.get(section))
            .and_then(|fields| fields.get(field));
        let question = definition
            .and_then(|form| form.sections.get(section))
            .and_then(|section| section.fields.get(field));
        let (Some(definition), Some(programs), Some(question)) = (definition, programs, question)
        else {
            return (Val::Null, true);
        };
        let shown = self.value(section_cell).truth() != Some(false)
            && programs.when.as_ref().is_none_or(|when| env.holds(when));
        if !shown {
            return (Val::Null, true);
        }
        if let Some((_, value)) = self.supposed.as_ref().filter(|(at, _)| *at == cell) {
            return (value.clone(), false);
        }
        if let Some(formula) = &programs.formula {
            return (env.run(formula), false);
        }
        let answers = self.prepared.context.answers.get(&definition.id);
        let answer = answers.and_then(|answers| answers.get(&question.id));
        (answer.map_or(Val::Null, |answer| value_of(question, programs, answer, env)), false)
    }

    fn points(&self, score: usize, rule: usize, env: &Env<'_, 'a>) -> Val<'a> {
        let procedure = self.procedure;
        let definition =
            procedure.scoring.scores.get(score).and_then(|score| score.rules.get(rule));
        let points = procedure.points.rules.get(score).and_then(|rules| rules.get(rule));
        let (Some(definition), Some(points)) = (definition, points) else { return Val::Null };
        let value = match points {
            Points::Expression(program) => env.run(program),
            Points::Table(cell) => {
                let table = definition.table.as_ref().map(|table| &table.points);
                code_of(self.value(*cell))
                    .and_then(|code| table?.get(&*code).copied())
                    .map_or(Val::Null, Val::Number)
            }
            Points::Broken => Val::Null,
        };
        value.as_number().map_or(Val::Null, |number| Val::number(number.min(definition.most)))
    }

    /// Rules without an answer add nothing.
    fn total(&self, score: usize) -> Val<'a> {
        let cells = self.procedure.points.rule_cells.get(score).into_iter().flatten();
        let sum: f64 = cells.filter_map(|cell| self.value(*cell).as_number()).sum();
        let most = self.procedure.scoring.scores.get(score).map_or(0.0, |score| score.most);
        // Tenths do not add up exactly in binary: 0.1 + 0.2.
        Val::number(((sum * 1e9).round() / 1e9).min(most))
    }

    /// The code of the first band that holds, once everything required that it depends on was
    /// answered.
    fn result(&self, result: usize, env: &Env<'_, 'a>) -> Val<'a> {
        let awaited = self.procedure.points.result_fields.get(result).into_iter().flatten();
        for cell in awaited {
            let required = self.procedure.programs_at(*cell).and_then(|p| p.required.as_ref());
            if !self.hidden(*cell)
                && self.value(*cell).is_blank()
                && required.is_some_and(|required| env.holds(required))
            {
                return Val::Null;
            }
        }
        let programs = self.procedure.points.bands.get(result).into_iter().flatten();
        let bands = self.procedure.scoring.results.get(result).map(|result| &result.bands);
        programs
            .zip(bands.into_iter().flatten())
            .find(|(program, _)| env.holds(program))
            .map_or(Val::Null, |(_, band)| Val::Text(Cow::Borrowed(&band.code)))
    }
}

/// The code of a choice, or the answer of an item.
pub(crate) fn code_of<'v>(value: &'v Val<'_>) -> Option<Cow<'v, str>> {
    match value {
        Val::Text(text) => Some(Cow::Borrowed(text)),
        Val::Map(_) | Val::Row(_) => match value.member("answer") {
            Val::Text(text) => Some(Cow::Owned(text.into_owned())),
            _ => None,
        },
        _ => None,
    }
}

/// An answer as expressions see it: tables with their computed columns.
fn value_of<'a>(
    question: &'a Field,
    programs: &'a FieldPrograms,
    answer: &'a Json,
    env: &Env<'_, 'a>,
) -> Val<'a> {
    let computed = programs.columns.iter().any(|column| column.formula.is_some());
    match answer {
        Json::Array(rows) if question.kind == FieldType::Table && computed => {
            let rows = rows.iter().take(MAX_ROWS);
            let rows = rows.enumerate().map(|(at, row)| row_of(question, programs, row, at, env));
            Val::List(Rc::new(rows.collect()))
        }
        _ => Val::of(answer),
    }
}

/// A row with its computed columns, from left to right.
pub(crate) fn row_of<'a>(
    question: &'a Field,
    programs: &'a FieldPrograms,
    row: &'a Json,
    index: usize,
    env: &Env<'_, 'a>,
) -> Val<'a> {
    let mut values: BTreeMap<String, Val<'a>> = row
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), Val::of(value)))
        .collect();
    for (column, programs) in question.fields.iter().zip(&programs.columns) {
        if let Some(formula) = &programs.formula {
            let value = env.run_in_row(formula, Val::Row(Rc::new(values.clone())), index);
            values.insert(column.id.clone(), value);
        }
    }
    Val::Row(Rc::new(values))
}
