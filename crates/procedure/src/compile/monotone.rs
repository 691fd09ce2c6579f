//! Rules that say `monotone`: a higher rank or number never gives fewer points. Tables are
//! compared code by code; expressions at every number they compare with and beside it, under many
//! combinations of what else they read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use model::form::{CodeList, FieldType};
use serde_json::{Map, Value as Json};

use super::{Points, SCORING};
use crate::Problem;
use crate::expression::{Env, Program, Roots, Val};
use crate::procedure::Procedure;

/// Combinations of other answers that are tried.
const COMBINATIONS: usize = 64;

/// A field's values from low to high, each with its name.
type Ladder<'a> = Vec<(String, Val<'a>)>;

pub(crate) fn check(procedure: &Procedure) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, score) in procedure.scoring.scores.iter().enumerate() {
        for (rule_at, rule) in score.rules.iter().enumerate() {
            let points = procedure.points.rules.get(at).and_then(|rules| rules.get(rule_at));
            for name in &rule.monotone {
                let broken = points.and_then(|points| {
                    let cell = cell_of(procedure, &score.form, name)?;
                    match points {
                        Points::Expression(program) => expression(procedure, program, cell),
                        Points::Table(_) => table(procedure, &rule.table.as_ref()?.points, cell),
                        Points::Broken => None,
                    }
                });
                if let Some((low, high)) = broken {
                    let path = format!("scores[{at}].rules[{rule_at}].monotone");
                    problems.push(
                        Problem::new("scoring.not_monotone", SCORING, path)
                            .with("value", name)
                            .with("low", low)
                            .with("high", high),
                    );
                }
            }
        }
    }
    problems
}

fn cell_of(procedure: &Procedure, form: &str, field: &str) -> Option<usize> {
    (0..procedure.graph.len()).find(|cell| {
        procedure.field_at(*cell).is_some_and(|(of, known)| of.id == form && known.id == field)
    })
}

fn ranked(list: &CodeList) -> Vec<&model::form::Code> {
    let mut codes: Vec<_> = list.codes.iter().collect();
    codes.sort_by_key(|code| code.rank);
    codes
}

fn table(
    procedure: &Procedure,
    points: &BTreeMap<String, f64>,
    cell: usize,
) -> Option<(String, String)> {
    let (_, field) = procedure.field_at(cell)?;
    let list = procedure.lists.get(field.codes.as_ref()?)?;
    let known: Vec<(&String, f64)> = ranked(list)
        .into_iter()
        .filter_map(|code| points.get(&code.code).map(|points| (&code.code, *points)))
        .collect();
    let falls = known.windows(2).find(|pair| matches!(pair, [a, b] if a.1 > b.1))?;
    match falls {
        [low, high] => Some((low.0.clone(), high.0.clone())),
        _ => None,
    }
}

fn ladder<'a>(procedure: &'a Procedure, cell: usize, program: &Program) -> Ladder<'a> {
    let Some((_, field)) = procedure.field_at(cell) else { return Vec::new() };
    match field.kind {
        FieldType::Choice => {
            let list = field.codes.as_ref().and_then(|name| procedure.lists.get(name));
            let codes = list.map(ranked).unwrap_or_default();
            codes
                .into_iter()
                .map(|code| (code.code.clone(), Val::Text(Cow::Borrowed(code.code.as_str()))))
                .collect()
        }
        FieldType::Boolean => {
            [false, true].into_iter().map(|v| (v.to_string(), Val::Bool(v))).collect()
        }
        FieldType::Integer | FieldType::Number | FieldType::Year => {
            let mut numbers = BTreeSet::from([0_i64, 1, 10, 1000]);
            program.node.compared(&mut |at, number| {
                if at == cell && number.abs() < 1e12 {
                    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
                    let whole = number as i64;
                    numbers.extend([whole - 1, whole, whole + 1]);
                }
            });
            let bound = |n: &f64| {
                field.min.is_none_or(|min| *n >= min) && field.max.is_none_or(|max| *n <= max)
            };
            #[expect(clippy::cast_precision_loss, reason = "at most 1e12")]
            let numbers = numbers.into_iter().map(|n| n as f64);
            numbers.filter(bound).map(|n| (n.to_string(), Val::Number(n))).collect()
        }
        _ => Vec::new(),
    }
}

fn expression(procedure: &Procedure, program: &Program, cell: usize) -> Option<(String, String)> {
    let steps = ladder(procedure, cell, program);
    let others: Vec<(usize, Ladder<'_>)> = program
        .cells
        .iter()
        .filter(|other| **other != cell)
        .map(|other| (*other, ladder(procedure, *other, program)))
        .filter(|(_, ladder)| !ladder.is_empty())
        .collect();
    let empty = Map::<String, Json>::new();
    let roots = Roots {
        organisation: &empty,
        filing: &empty,
        previous: &empty,
        indicators: &empty,
        verdicts: &empty,
        today: "",
    };
    let rounds = if others.is_empty() { 1 } else { COMBINATIONS };
    for round in 0..rounds {
        let mut values = vec![Val::Null; procedure.graph.len()];
        for (place, (other, ladder)) in others.iter().enumerate() {
            let pick = (round / (place + 1) + round * (place + 7)) % ladder.len();
            if let (Some(slot), Some((_, value))) = (values.get_mut(*other), ladder.get(pick)) {
                *slot = value.clone();
            }
        }
        let mut before: Option<(String, f64)> = None;
        for (name, value) in &steps {
            if let Some(slot) = values.get_mut(cell) {
                *slot = value.clone();
            }
            let Some(points) = Env::new(&values, roots).run(program).as_number() else { continue };
            if let Some((low, _)) = before.filter(|(_, was)| *was > points + 1e-9) {
                return Some((low, name.clone()));
            }
            before = Some((name.clone(), points));
        }
    }
    None
}
