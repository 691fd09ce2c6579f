//! What would move a result: every single answer that, changed alone, leads to another code.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use contract::rest::filing::{Move, ResultCode};
use model::form::{Field, FieldType, Form, Text};
use serde_json::Value as Json;

use super::Cells;
use crate::compile::{CellKind, FormPrograms, ITEM_ANSWERS, Points};
use crate::expression::{Program, Val, number_json};
use crate::procedure::{Prepared, Procedure};

/// Most supposed answers that are tried.
const MAX_TRIED: usize = 2_000;
/// Most steps that expressions take for it.
const MAX_SPENT: u64 = 2_000_000;
/// Most that are told.
const MAX_MOVES: usize = 60;

/// A supposed answer.
struct Trial<'a> {
    cell: usize,
    field: &'a Field,
    value: Val<'a>,
    json: Json,
    title: Text,
}

impl Procedure {
    pub(super) fn moves<'a>(
        &'a self,
        form: &'a Form,
        programs: &'a FormPrograms,
        prepared: &'a Prepared<'a>,
        cells: &Cells<'a>,
        results: &[ResultCode],
    ) -> Vec<Move> {
        let decided: Vec<(usize, &ResultCode)> = results
            .iter()
            .filter(|result| !result.code.is_empty())
            .filter_map(|result| Some((self.result_cell(&result.result)?, result)))
            .collect();
        if decided.is_empty() {
            return Vec::new();
        }
        let needed: BTreeSet<usize> =
            decided.iter().flat_map(|(cell, _)| self.graph.closure(*cell)).collect();
        let mut supposing = Cells::compute(self, prepared);
        let mut moves = Vec::new();
        let thresholds = self.thresholds(&needed);
        let mut tried = 0;
        for trial in self.trials(form, programs, cells, &needed, &thresholds) {
            tried += 1;
            if tried > MAX_TRIED || supposing.spent > MAX_SPENT {
                break;
            }
            let affected = self.graph.affected(trial.cell);
            let found = supposing.suppose(trial.cell, trial.value.clone(), &affected, |after| {
                let changed = decided.iter().filter_map(|(cell, before)| {
                    let code = after.value(*cell).as_text()?.to_owned();
                    (code != before.code).then_some((*before, code))
                });
                let changed: Vec<(&ResultCode, String)> = changed.collect();
                (changed, self.points_between(cells, after))
            });
            for (before, code) in found.0 {
                moves.push(self.told(&trial, before, code, found.1));
            }
        }
        // The farthest first, then by name, so that the list is the same every time.
        moves.sort_by(|a, b| {
            b.points.abs().total_cmp(&a.points.abs()).then_with(|| a.field.cmp(&b.field))
        });
        moves.truncate(MAX_MOVES);
        moves
    }

    fn result_cell(&self, id: &str) -> Option<usize> {
        let at = self.scoring.results.iter().position(|result| result.id == id)?;
        self.points.result_cells.get(at).copied()
    }

    fn points_between(&self, before: &Cells<'_>, after: &Cells<'_>) -> f64 {
        let sum = |cells: &Cells<'_>| -> f64 {
            let scores = self.points.score_cells.iter();
            scores.filter_map(|cell| cells.value(*cell).as_number()).sum()
        };
        let difference = sum(after) - sum(before);
        (difference * 1e9).round() / 1e9
    }

    fn told(&self, trial: &Trial<'_>, before: &ResultCode, code: String, points: f64) -> Move {
        let result = self.scoring.results.iter().find(|result| result.id == before.result);
        let list = result.and_then(|result| self.lists.get(&result.codes));
        let title = list.and_then(|list| list.codes.iter().find(|known| known.code == code));
        Move {
            field: trial.field.id.clone(),
            field_title: trial.field.title.clone(),
            value: trial.json.clone(),
            value_title: trial.title.clone(),
            result: before.result.clone(),
            code_title: title.map_or_else(Text::default, |code| code.title.clone()),
            code,
            points,
        }
    }

    fn trials<'a>(
        &'a self,
        form: &'a Form,
        programs: &'a FormPrograms,
        cells: &Cells<'a>,
        needed: &BTreeSet<usize>,
        thresholds: &BTreeMap<usize, Vec<f64>>,
    ) -> Vec<Trial<'a>> {
        let fields = form.sections.iter().flat_map(|section| &section.fields);
        let places = programs.cells.iter().flatten().copied();
        let mut trials = Vec::new();
        for (field, cell) in fields.zip(places) {
            if !needed.contains(&cell) || cells.hidden(cell) {
                continue;
            }
            let numbers = thresholds.get(&cell).map_or(&[][..], Vec::as_slice);
            let current = cells.value(cell);
            for (value, json, title) in self.alternatives(field, current, numbers) {
                if value != *current {
                    trials.push(Trial { cell, field, value, json, title });
                }
            }
        }
        trials
    }

    fn alternatives<'a>(
        &'a self,
        field: &'a Field,
        current: &Val<'a>,
        numbers: &[f64],
    ) -> Vec<(Val<'a>, Json, Text)> {
        match field.kind {
            FieldType::Choice => {
                let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
                let codes = list.into_iter().flat_map(|list| &list.codes);
                let plain = codes.filter(|code| field.other.as_ref() != Some(&code.code));
                plain
                    .map(|code| {
                        let value = Val::Text(Cow::Borrowed(code.code.as_str()));
                        (value, Json::String(code.code.clone()), code.title.clone())
                    })
                    .collect()
            }
            FieldType::Boolean => [(true, "是", "Yes"), (false, "否", "No")]
                .into_iter()
                .map(|(value, zh, en)| {
                    let title = Text { zh: zh.into(), en: en.into() };
                    (Val::Bool(value), Json::Bool(value), title)
                })
                .collect(),
            FieldType::Item => {
                let before = super::cells::code_of(current).map(Cow::into_owned);
                let answers = ITEM_ANSWERS.into_iter().zip(ITEM_TITLES);
                answers
                    .filter(|(word, _)| before.as_deref() != Some(*word))
                    .map(|(word, (zh, en))| {
                        let answer = Val::Text(Cow::Borrowed(word));
                        let row = BTreeMap::from([("answer".to_owned(), answer)]);
                        let json = serde_json::json!({ "answer": word });
                        let title = Text { zh: zh.into(), en: en.into() };
                        (Val::Row(Rc::new(row)), json, title)
                    })
                    .collect()
            }
            FieldType::Integer | FieldType::Number => numbers
                .iter()
                .filter(|n| field.min.is_none_or(|min| **n >= min))
                .filter(|n| field.max.is_none_or(|max| **n <= max))
                .map(|number| {
                    let json = number_json(*number);
                    let text = json.to_string();
                    (Val::Number(*number), json, Text { zh: text.clone(), en: text })
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Numbers that a field is compared with, and those just beside them.
    fn thresholds(&self, needed: &BTreeSet<usize>) -> BTreeMap<usize, Vec<f64>> {
        let mut found: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
        for cell in needed {
            for program in self.programs_of(*cell) {
                program.node.compared(&mut |field, number| {
                    found.entry(field).or_default().insert(number.to_bits());
                });
            }
        }
        let around = |(cell, bits): (usize, BTreeSet<u64>)| {
            let whole = self.field_at(cell).is_some_and(|(_, f)| f.kind == FieldType::Integer);
            let step = if whole { 1.0 } else { 0.01 };
            let numbers = bits.into_iter().map(f64::from_bits);
            (cell, numbers.flat_map(|n| [n - step, n, n + step]).collect())
        };
        found.into_iter().map(around).collect()
    }

    fn programs_of(&self, cell: usize) -> Vec<&Program> {
        match self.graph.kind(cell) {
            Some(CellKind::Rule { score, rule }) => {
                let points = self.points.rules.get(score).and_then(|rules| rules.get(rule));
                match points {
                    Some(Points::Expression(program)) => vec![program],
                    _ => Vec::new(),
                }
            }
            Some(CellKind::Result { result }) => {
                self.points.bands.get(result).into_iter().flatten().collect()
            }
            Some(CellKind::Field { .. }) => {
                let programs = self.programs_at(cell);
                programs.into_iter().flat_map(|p| p.formula.iter().chain(&p.when)).collect()
            }
            _ => Vec::new(),
        }
    }
}

const ITEM_TITLES: [(&str, &str); 4] = [
    ("符合", "Met"),
    ("部分符合", "Partly met"),
    ("不符合", "Not met"),
    ("不适用", "Not applicable"),
];
