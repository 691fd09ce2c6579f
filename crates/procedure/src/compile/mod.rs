//! From a pack's files to a [`Procedure`] that is ready for use: everything is read, named, typed
//! and ordered once; all problems are told at once.

mod expressions;
mod fields;
mod graph;
mod machine;
mod monotone;
mod scoring;
mod sources;

use std::collections::BTreeMap;

use model::form::{CodeList, Form};
use serde::de::DeserializeOwned;

pub(crate) use expressions::{Compiler, ITEM_ANSWERS, Place};
pub(crate) use fields::{FieldPrograms, FormPrograms};
pub(crate) use graph::{CellKind, Graph};
pub(crate) use machine::Guards;
pub(crate) use scoring::{Points, ScoringPrograms};

use crate::definition::{DocumentDefinition, Example, Machine, OwnCodes, Scoring};
use crate::library::own_lists;
use crate::procedure::Procedure;
use crate::{Library, Pack, PackKind, Problem};

pub(crate) const FILE: &str = "procedure.yaml";
pub(crate) const SCORING: &str = "scoring.yaml";
pub(crate) const CODES: &str = "codes.yaml";

/// Most fields of all forms together, columns of tables included.
pub(crate) const MAX_FIELDS: usize = 5_000;
/// Most states and steps.
pub(crate) const MAX_STEPS: usize = 300;

/// What the files of a pack say, read but not yet understood.
pub(crate) struct Files {
    pub(crate) machine: Machine,
    pub(crate) scoring: Scoring,
    pub(crate) forms: Vec<Form>,
    pub(crate) documents: BTreeMap<String, DocumentDefinition>,
    pub(crate) examples: BTreeMap<String, Example>,
    pub(crate) own_lists: Vec<CodeList>,
}

impl Procedure {
    /// Reads and checks a procedure pack against the packs it leans on.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn compile(pack: &Pack, library: &Library) -> Result<Self, Vec<Problem>> {
        let files = read(pack)?;
        let mut problems = pack.unsourced();
        problems.extend(bounds(&files));
        if !problems.is_empty() {
            return Err(problems);
        }
        let procedure = Compiler::new(&files, library).build(pack)?;
        let problems = monotone::check(&procedure);
        if problems.is_empty() { Ok(procedure) } else { Err(problems) }
    }
}

fn read(pack: &Pack) -> Result<Files, Vec<Problem>> {
    let machine: Machine = pack.content(PackKind::Procedure, FILE)?;
    let mut problems = Vec::new();
    let mut files = Files {
        machine,
        scoring: Scoring::default(),
        forms: Vec::new(),
        documents: BTreeMap::new(),
        examples: BTreeMap::new(),
        own_lists: Vec::new(),
    };
    for (name, bytes) in pack.yaml_files() {
        if let Err(found) = files.take(name, bytes) {
            problems.extend(found);
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn parse<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Vec<Problem>> {
    serde_yaml_ng::from_slice(bytes).map_err(|error| vec![Problem::yaml(name, "", &error)])
}

impl Files {
    fn take(&mut self, name: &str, bytes: &[u8]) -> Result<(), Vec<Problem>> {
        let stem = name.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml"));
        let stem = stem.unwrap_or_default().to_owned();
        match name.split_once('/').map(|(folder, _)| folder) {
            None if name == FILE => Ok(()),
            None if name == SCORING => parse(name, bytes).map(|scoring| self.scoring = scoring),
            None if name == CODES => {
                let (lists, problems) = own_lists(name, &parse::<OwnCodes>(name, bytes)?);
                self.own_lists = lists;
                if problems.is_empty() { Ok(()) } else { Err(problems) }
            }
            Some("forms") => {
                let form: Form = parse(name, bytes)?;
                if form.id != stem {
                    let problem = Problem::new("form.id", name, "id").with("value", &form.id);
                    return Err(vec![problem.allowed([stem])]);
                }
                self.forms.push(form);
                Ok(())
            }
            Some("documents") => {
                parse(name, bytes).map(|document| drop(self.documents.insert(stem, document)))
            }
            Some("examples") => {
                parse(name, bytes).map(|example| drop(self.examples.insert(stem, example)))
            }
            _ => Err(vec![Problem::new("procedure.file_unknown", name, "").allowed([
                FILE,
                SCORING,
                CODES,
                "forms/*.yaml",
                "documents/*.yaml",
                "examples/*.yaml",
            ])]),
        }
    }
}

/// Sizes beyond which nothing further is looked at.
fn bounds(files: &Files) -> Vec<Problem> {
    let mut problems = Vec::new();
    let fields = files.forms.iter().flat_map(|form| &form.sections).flat_map(|s| &s.fields);
    let count: usize = fields.map(|field| 1 + field.fields.len()).sum();
    let steps = files.machine.steps.len().max(files.machine.states.len());
    for (code, is, most) in [
        ("procedure.too_many_fields", count, MAX_FIELDS),
        ("procedure.too_many_steps", steps, MAX_STEPS),
    ] {
        if is > most {
            problems.push(Problem::new(code, FILE, "").with("value", is).with("limit", most));
        }
    }
    problems
}
