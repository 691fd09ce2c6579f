//! `scoring.yaml`: points and results as programs.

use std::collections::BTreeSet;

use super::expressions::{Place, code_type};
use super::{CellKind, Compiler, FormPrograms, SCORING};
use crate::Problem;
use crate::definition::{ResultDefinition, RuleDefinition, ScoreDefinition};
use crate::expression::{Program, Type};

/// Where the points of a rule come from.
#[derive(Debug, Clone)]
pub(crate) enum Points {
    Expression(Program),
    /// Cell of the field whose code decides.
    Table(usize),
    /// Refused at compile time.
    Broken,
}

/// Programs of scores and results, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScoringPrograms {
    pub(crate) rules: Vec<Vec<Points>>,
    pub(crate) rule_cells: Vec<Vec<usize>>,
    pub(crate) score_cells: Vec<usize>,
    pub(crate) bands: Vec<Vec<Program>>,
    pub(crate) result_cells: Vec<usize>,
    /// Fields that have to be answered, where they are required, before a result is decided.
    pub(crate) result_fields: Vec<Vec<usize>>,
}

impl Compiler<'_> {
    pub(super) fn name_scoring(&mut self) {
        let scoring = self.scoring();
        for (at, score) in scoring.scores.iter().enumerate() {
            for rule in 0..score.rules.len() {
                let cell = self.graph.add(CellKind::Rule { score: at, rule });
                self.rule_cells.insert((at, rule), cell);
            }
            let cell = self.graph.add(CellKind::Score { score: at });
            self.scores.insert(score.id.clone(), cell);
        }
        for (at, result) in scoring.results.iter().enumerate() {
            let cell = self.graph.add(CellKind::Result { result: at });
            let kind = self.lists.get(&result.codes).map_or(Type::Text, code_type);
            self.results.insert(result.id.clone(), (cell, kind));
        }
    }

    pub(super) fn compile_scoring(&mut self) -> ScoringPrograms {
        let scoring = self.scoring();
        let mut programs = ScoringPrograms::default();
        let mut ids = BTreeSet::new();
        for (at, score) in scoring.scores.iter().enumerate() {
            let path = format!("scores[{at}]");
            if !ids.insert(&score.id) {
                self.tell(
                    Problem::new("scoring.twice", SCORING, format!("{path}.id"))
                        .with("value", &score.id),
                );
            }
            self.compile_score(at, score, &path, &mut programs);
        }
        for (at, result) in scoring.results.iter().enumerate() {
            let path = format!("results[{at}]");
            if !ids.insert(&result.id) {
                self.tell(
                    Problem::new("scoring.twice", SCORING, format!("{path}.id"))
                        .with("value", &result.id),
                );
            }
            let cell = self.results.get(&result.id).map_or(0, |found| found.0);
            let bands = self.compile_result(result, &path);
            let needed: BTreeSet<usize> =
                bands.iter().flat_map(|band| band.cells.iter().copied()).collect();
            self.graph.need(cell, needed);
            programs.bands.push(bands);
            programs.result_cells.push(cell);
        }
        programs
    }

    /// A result waits for what is required of it, so it comes after whatever decides that.
    pub(super) fn await_required(&mut self, points: &mut ScoringPrograms, forms: &[FormPrograms]) {
        for cell in points.result_cells.clone() {
            let mut fields = Vec::new();
            for needed in self.graph.closure(cell) {
                let Some(CellKind::Field { form, section, field, .. }) = self.graph.kind(needed)
                else {
                    continue;
                };
                let programs = forms
                    .get(form)
                    .and_then(|form| form.fields.get(section))
                    .and_then(|fields| fields.get(field));
                if let Some(required) = programs.and_then(|programs| programs.required.as_ref()) {
                    self.graph.need(cell, required.cells.iter().copied());
                    fields.push(needed);
                }
            }
            points.result_fields.push(fields);
        }
    }

    fn compile_score(
        &mut self,
        at: usize,
        score: &ScoreDefinition,
        path: &str,
        programs: &mut ScoringPrograms,
    ) {
        if !self.forms.contains_key(&score.form) {
            let known: Vec<String> = self.forms.keys().cloned().collect();
            self.tell(
                Problem::new("form.unknown", SCORING, format!("{path}.form"))
                    .with("value", &score.form)
                    .allowed(known),
            );
        }
        if !score.title.is_complete() || score.rules.is_empty() {
            self.tell(Problem::new("scoring.incomplete", SCORING, path).with("value", &score.id));
        }
        let rules = score.rules.iter().map(|rule| rule.most);
        let points =
            score.rules.iter().flat_map(|rule| rule.table.iter().flat_map(|t| t.points.values()));
        let mut numbers = rules.chain(points.copied()).chain([score.most]);
        if numbers.any(|number| !number.is_finite() || number.abs() > 1e9) {
            self.tell(Problem::new("scoring.range", SCORING, path).with("limit", "1000000000"));
        }
        let score_cell = self.scores.get(&score.id).copied().unwrap_or_default();
        let mut rules = Vec::new();
        let mut cells = Vec::new();
        let mut ids = BTreeSet::new();
        for (index, rule) in score.rules.iter().enumerate() {
            let path = format!("{path}.rules[{index}]");
            if !ids.insert(&rule.id) {
                self.tell(
                    Problem::new("scoring.twice", SCORING, format!("{path}.id"))
                        .with("value", &rule.id),
                );
            }
            let points = self.compile_rule(score, rule, &path);
            let cell = self.rule_cells.get(&(at, index)).copied().unwrap_or_default();
            match &points {
                Points::Expression(program) => {
                    self.graph.need(cell, program.cells.iter().copied());
                }
                Points::Table(field) => self.graph.need(cell, [*field]),
                Points::Broken => {}
            }
            self.graph.need(score_cell, [cell]);
            rules.push(points);
            cells.push(cell);
        }
        programs.rules.push(rules);
        programs.rule_cells.push(cells);
        programs.score_cells.push(score_cell);
    }

    fn compile_rule(
        &mut self,
        score: &ScoreDefinition,
        rule: &RuleDefinition,
        path: &str,
    ) -> Points {
        if !rule.title.is_complete() {
            self.tell(Problem::new("scoring.incomplete", SCORING, path).with("value", &rule.id));
        }
        for field in &rule.monotone {
            if !self.forms.get(&score.form).is_some_and(|fields| fields.contains_key(field)) {
                self.tell(
                    Problem::new("form.field_unknown", SCORING, format!("{path}.monotone"))
                        .with("value", field),
                );
            }
        }
        let place = Place { file: SCORING, form: Some(&score.form), row: None };
        match (&rule.points, &rule.table) {
            (Some(points), None) => self
                .expression(points, place, &format!("{path}.points"), &Type::Number)
                .map_or(Points::Broken, Points::Expression),
            (None, Some(table)) => self.point_table(score, rule, &table.field, path),
            _ => {
                self.tell(
                    Problem::new("scoring.points", SCORING, path)
                        .with("value", &rule.id)
                        .allowed(["points", "table"]),
                );
                Points::Broken
            }
        }
    }

    fn point_table(
        &mut self,
        score: &ScoreDefinition,
        rule: &RuleDefinition,
        field: &str,
        path: &str,
    ) -> Points {
        let found = self.forms.get(&score.form).and_then(|fields| fields.get(field)).cloned();
        let Some((cell, kind)) = found else {
            let known: Vec<String> =
                self.forms.get(&score.form).into_iter().flat_map(|f| f.keys().cloned()).collect();
            self.tell(
                Problem::new("form.field_unknown", SCORING, format!("{path}.table.field"))
                    .with("value", field)
                    .allowed(known),
            );
            return Points::Broken;
        };
        let kind = match &kind {
            Type::Record(members) => members.get("answer").cloned().unwrap_or(Type::Any),
            other => other.clone(),
        };
        let Type::Code(codes) = kind else {
            self.tell(
                Problem::new("scoring.table_field", SCORING, format!("{path}.table.field"))
                    .with("value", field)
                    .allowed(["choice", "item"]),
            );
            return Points::Broken;
        };
        let points = rule.table.as_ref().map(|table| &table.points);
        for (code, points) in points.into_iter().flatten() {
            let at = format!("{path}.table.points.{code}");
            if !codes.codes.contains(code) {
                self.tell(
                    Problem::new("expression.code_unknown", SCORING, &at)
                        .with("value", code)
                        .allowed(&codes.codes),
                );
            }
            if *points > rule.most {
                self.tell(
                    Problem::new("scoring.more_than_most", SCORING, at)
                        .with("value", points)
                        .with("limit", rule.most),
                );
            }
        }
        Points::Table(cell)
    }

    fn compile_result(&mut self, result: &ResultDefinition, path: &str) -> Vec<Program> {
        let Some(list) = self.lists.get(&result.codes).cloned() else {
            let names = self.list_names();
            self.tell(
                Problem::new("form.list_unknown", SCORING, format!("{path}.codes"))
                    .with("value", &result.codes)
                    .allowed(names),
            );
            return Vec::new();
        };
        if result.bands.is_empty() || !result.title.is_complete() {
            self.tell(Problem::new("scoring.incomplete", SCORING, path).with("value", &result.id));
        }
        let mut bands = Vec::new();
        for (index, band) in result.bands.iter().enumerate() {
            let at = format!("{path}.bands[{index}]");
            if !list.codes.iter().any(|code| code.code == band.code) {
                let codes: Vec<String> = list.codes.iter().map(|code| code.code.clone()).collect();
                self.tell(
                    Problem::new("expression.code_unknown", SCORING, format!("{at}.code"))
                        .with("value", &band.code)
                        .allowed(codes),
                );
            }
            bands.extend(self.expression(
                &band.when,
                Place::of(SCORING),
                &format!("{at}.when"),
                &Type::Bool,
            ));
        }
        // A code that no band gives can never come out.
        for code in &list.codes {
            if !result.bands.iter().any(|band| band.code == code.code) {
                self.tell(
                    Problem::new("scoring.code_unreachable", SCORING, format!("{path}.bands"))
                        .with("value", &code.code),
                );
            }
        }
        for state in &result.settled_in {
            self.state_exists(state, SCORING, &format!("{path}.settled_in"));
        }
        bands
    }
}
