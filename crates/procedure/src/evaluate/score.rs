//! Scores with every point explained, and results with the band that decided.

use contract::rest::filing::{ResultCode, Score, ScoredRule};
use model::form::{Confidence, Form, Source, Text};

use super::Cells;
use crate::compile::{CellKind, FormPrograms};
use crate::expression::Env;
use crate::procedure::{Prepared, Procedure};

impl Procedure {
    pub(super) fn scores(&self, form: &Form, cells: &Cells<'_>) -> Vec<Score> {
        let scores = self.scoring.scores.iter().enumerate();
        scores
            .filter(|(_, score)| score.form == form.id)
            .filter_map(|(at, _)| self.score_of(at, cells))
            .collect()
    }

    pub(crate) fn score_of(&self, at: usize, cells: &Cells<'_>) -> Option<Score> {
        let score = self.scoring.scores.get(at)?;
        Some(Score {
            score: score.id.clone(),
            title: score.title.clone(),
            points: self.cell_number(self.points.score_cells.get(at), cells),
            most: score.most,
            rules: self.scored_rules(at, cells),
        })
    }

    fn cell_number(&self, cell: Option<&usize>, cells: &Cells<'_>) -> f64 {
        cell.and_then(|cell| cells.value(*cell).as_number()).unwrap_or_default()
    }

    fn scored_rules(&self, score: usize, cells: &Cells<'_>) -> Vec<ScoredRule> {
        let Some(definition) = self.scoring.scores.get(score) else { return Vec::new() };
        let rule_cells = self.points.rule_cells.get(score).into_iter().flatten();
        definition
            .rules
            .iter()
            .zip(rule_cells)
            .map(|(rule, cell)| ScoredRule {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                points: self.cell_number(Some(cell), cells),
                most: rule.most,
                fields: self.graph.needs(*cell).filter_map(|cell| self.field_name(cell)).collect(),
                source: rule
                    .source
                    .as_ref()
                    .or(definition.source.as_ref())
                    .or(self.scoring.source.as_ref())
                    .cloned()
                    .unwrap_or_else(unsourced),
            })
            .collect()
    }

    /// Bare within the score's own form; `form.field` otherwise would be longer than it helps.
    fn field_name(&self, cell: usize) -> Option<String> {
        self.field_at(cell).map(|(_, field)| field.id.clone())
    }

    pub(crate) fn field_at(&self, cell: usize) -> Option<(&Form, &model::form::Field)> {
        let CellKind::Field { form, section, field, .. } = self.graph.kind(cell)? else {
            return None;
        };
        let form = self.forms.get(form)?;
        Some((form, form.sections.get(section)?.fields.get(field)?))
    }

    /// Results that depend on this form.
    pub(super) fn results<'a>(
        &'a self,
        form: &Form,
        programs: &FormPrograms,
        prepared: &'a Prepared<'a>,
        cells: &Cells<'a>,
    ) -> Vec<ResultCode> {
        let own: std::collections::BTreeSet<usize> =
            programs.cells.iter().flatten().copied().collect();
        let results = self.scoring.results.iter().enumerate();
        results
            .filter_map(|(at, result)| {
                let cell = *self.points.result_cells.get(at)?;
                let closure = self.graph.closure(cell);
                let touches = closure.iter().any(|needed| own.contains(needed));
                let scored = self.scoring.scores.iter().any(|score| score.form == form.id);
                let concerned = touches || (closure.is_empty() && scored);
                concerned.then(|| self.result_code(at, result, cell, prepared, cells))
            })
            .collect()
    }

    fn result_code<'a>(
        &'a self,
        at: usize,
        result: &crate::definition::ResultDefinition,
        cell: usize,
        prepared: &'a Prepared<'a>,
        cells: &Cells<'a>,
    ) -> ResultCode {
        let code = cells.value(cell).as_text().unwrap_or_default().to_owned();
        let listed = self.lists.get(&result.codes);
        let listed = listed.and_then(|list| list.codes.iter().find(|known| known.code == code));
        let env = Env::new(&cells.values, prepared.roots());
        let programs = self.points.bands.get(at).into_iter().flatten();
        let band = programs
            .zip(&result.bands)
            .find(|(program, _)| !code.is_empty() && env.holds(program))
            .map(|(_, band)| band);
        ResultCode {
            result: result.id.clone(),
            title: result.title.clone(),
            code,
            code_title: listed.map_or_else(Text::default, |listed| listed.title.clone()),
            rank: listed.map_or(0, |listed| listed.rank),
            because: band.map_or_else(Text::default, |band| band.because.clone()),
            source: band
                .and_then(|band| band.source.clone())
                .unwrap_or_else(|| result.source.clone()),
        }
    }

    pub(crate) fn programs_at(&self, cell: usize) -> Option<&crate::compile::FieldPrograms> {
        let CellKind::Field { form, section, field, .. } = self.graph.kind(cell)? else {
            return None;
        };
        self.fields.get(form)?.fields.get(section)?.get(field)
    }
}

/// Refused by `compile`; a rule always has a source of its own or above it.
fn unsourced() -> Source {
    Source { document: String::new(), article: String::new(), confidence: Confidence::A }
}
