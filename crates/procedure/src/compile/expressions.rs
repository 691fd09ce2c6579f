//! The compiler's shared part: names, lists, and telling where an expression is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::form::{CodeList, Field, FieldType};

use super::graph::{CellKind, Graph};
use super::{FILE, Files, MAX_FIELDS};
use crate::definition::{Machine, Scoring};
use crate::expression::{self, Codes, ListFacts, Program, Scope, Type};
use crate::procedure::Procedure;
use crate::{Library, Pack, Problem};

/// Words a verifier may answer an item with, and an enterprise in its self-assessment.
pub(crate) const ITEM_ANSWERS: [&str; 4] = ["met", "partly", "unmet", "not_applicable"];

/// Everything that is gathered while a pack is compiled.
pub(crate) struct Compiler<'f> {
    pub(crate) files: &'f Files,
    pub(crate) library: &'f Library,
    pub(crate) lists: BTreeMap<String, CodeList>,
    pub(crate) facts: BTreeMap<String, ListFacts>,
    pub(crate) forms: BTreeMap<String, BTreeMap<String, (usize, Type)>>,
    pub(crate) scores: BTreeMap<String, usize>,
    pub(crate) results: BTreeMap<String, (usize, Type)>,
    pub(crate) graph: Graph,
    pub(crate) section_cells: BTreeMap<(String, usize), usize>,
    pub(crate) rule_cells: BTreeMap<(usize, usize), usize>,
    pub(crate) problems: Vec<Problem>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    pub(crate) file: &'p str,
    pub(crate) form: Option<&'p str>,
    pub(crate) row: Option<&'p Type>,
}

impl<'p> Place<'p> {
    pub(crate) fn of(file: &'p str) -> Self {
        Self { file, form: None, row: None }
    }
}

impl<'f> Compiler<'f> {
    pub(crate) fn new(files: &'f Files, library: &'f Library) -> Self {
        let mut compiler = Self {
            files,
            library,
            lists: BTreeMap::new(),
            facts: BTreeMap::new(),
            forms: BTreeMap::new(),
            scores: BTreeMap::new(),
            results: BTreeMap::new(),
            graph: Graph::default(),
            section_cells: BTreeMap::new(),
            rule_cells: BTreeMap::new(),
            problems: Vec::new(),
        };
        compiler.gather_lists();
        compiler
    }

    pub(crate) fn build(mut self, pack: &Pack) -> Result<Procedure, Vec<Problem>> {
        self.name_cells();
        let fields = self.compile_forms();
        let mut points = self.compile_scoring();
        self.await_required(&mut points, &fields);
        let guards = self.compile_machine();
        let documents = crate::document::compile_all(&mut self);
        self.check_examples();
        if let Err(cycle) = self.graph.order() {
            self.tell_cycle(&cycle);
        }
        if !self.problems.is_empty() {
            self.problems.sort();
            self.problems.dedup();
            return Err(self.problems);
        }
        let Files { machine, scoring, forms, examples, .. } = self.files;
        Ok(Procedure {
            id: pack.manifest.id.clone(),
            name: pack.name(),
            title: pack.manifest.title.clone(),
            example: pack.is_example(),
            effective_from: pack.manifest.effective_from.clone(),
            machine: machine.clone(),
            scoring: scoring.clone(),
            forms: forms.clone(),
            examples: examples.clone(),
            lists: self.lists,
            graph: self.graph,
            fields,
            points,
            guards,
            documents,
        })
    }

    pub(crate) fn machine(&self) -> &'f Machine {
        &self.files.machine
    }

    pub(crate) fn scoring(&self) -> &'f Scoring {
        &self.files.scoring
    }

    pub(crate) fn tell(&mut self, problem: Problem) {
        // A broken pack of thousands of fields tells enough with its first problems.
        if self.problems.len() < MAX_FIELDS {
            self.problems.push(problem);
        }
    }

    fn gather_lists(&mut self) {
        let own = self.files.own_lists.iter().cloned();
        let named: BTreeSet<&String> = self.used_lists();
        let shared: Vec<CodeList> =
            named.into_iter().filter_map(|name| self.library.list(name)).cloned().collect();
        for list in own.chain(shared) {
            self.add_list(list);
        }
        // Expressions may name any list that is there.
        let all: Vec<CodeList> =
            self.library.list_names().filter_map(|n| self.library.list(n)).cloned().collect();
        for list in &all {
            self.facts.insert(list.id.clone(), facts_of(list));
        }
    }

    fn add_list(&mut self, list: CodeList) {
        self.facts.insert(list.id.clone(), facts_of(&list));
        self.lists.insert(list.id.clone(), list);
    }

    fn used_lists(&self) -> BTreeSet<&'f String> {
        let fields = self.files.forms.iter().flat_map(|form| &form.sections);
        let fields = fields.flat_map(|section| &section.fields);
        let of_fields = fields
            .flat_map(|field| field.fields.iter().chain(std::iter::once(field)))
            .filter_map(|field| field.codes.as_ref());
        of_fields.chain(self.files.scoring.results.iter().map(|result| &result.codes)).collect()
    }

    pub(crate) fn list_names(&self) -> Vec<String> {
        self.lists.keys().chain(self.library.list_names()).cloned().collect()
    }

    /// Gives every field, score and result its cell.
    fn name_cells(&mut self) {
        for (form_at, form) in self.files.forms.iter().enumerate() {
            let mut names = BTreeMap::new();
            for (section_at, section) in form.sections.iter().enumerate() {
                let section_cell =
                    self.graph.add(CellKind::Section { form: form_at, section: section_at });
                self.section_cells.insert((form.id.clone(), section_at), section_cell);
                for (field_at, field) in section.fields.iter().enumerate() {
                    let cell = self.graph.add(CellKind::Field {
                        form: form_at,
                        section: section_at,
                        field: field_at,
                        section_cell,
                    });
                    names.insert(field.id.clone(), (cell, self.type_of(field)));
                }
            }
            self.forms.insert(form.id.clone(), names);
        }
        self.name_scoring();
    }

    /// What the value of a field is to expressions.
    pub(crate) fn type_of(&self, field: &Field) -> Type {
        match field.kind {
            FieldType::Integer | FieldType::Number | FieldType::Year => Type::Number,
            FieldType::Boolean | FieldType::Pledge => Type::Bool,
            FieldType::Choice => self.code_type(field),
            FieldType::Choices => Type::list(self.code_type(field)),
            FieldType::Table => {
                let columns =
                    field.fields.iter().map(|column| (column.id.clone(), self.type_of(column)));
                Type::list(Type::Record(Arc::new(columns.collect())))
            }
            FieldType::Attachments => attachments(),
            FieldType::Item => Type::record([
                ("answer", item_answer()),
                ("note", Type::Text),
                ("evidence", attachments()),
            ]),
            FieldType::Computed => Type::Any,
            _ => Type::Text,
        }
    }

    fn code_type(&self, field: &Field) -> Type {
        let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
        list.map_or(Type::Text, code_type)
    }

    /// Compiles an expression, or tells what is wrong with it.
    pub(crate) fn expression(
        &mut self,
        source: &str,
        place: Place<'_>,
        path: &str,
        wanted: &Type,
    ) -> Option<Program> {
        let scope = Scope {
            forms: Some(&self.forms),
            scores: Some(&self.scores),
            results: Some(&self.results),
            form: place.form,
            row: place.row.cloned(),
            lists: Some(&self.facts),
        };
        match expression::compile(source, &scope, wanted) {
            Ok(program) => Some(program),
            Err(failure) => {
                let mut problem =
                    Problem::new(failure.code, place.file, path).with("value", &failure.detail);
                if !failure.allowed.is_empty() {
                    problem = problem.allowed(failure.allowed);
                }
                self.tell(problem);
                None
            }
        }
    }

    pub(crate) fn optional(
        &mut self,
        source: Option<&String>,
        place: Place<'_>,
        path: &str,
        wanted: &Type,
    ) -> Option<Program> {
        source.and_then(|source| self.expression(source, place, path, wanted))
    }

    fn tell_cycle(&mut self, cycle: &[usize]) {
        let names: Vec<String> = cycle.iter().map(|cell| self.cell_name(*cell)).collect();
        self.tell(Problem::new("expression.cycle", FILE, "").with("value", names.join(" → ")));
    }

    /// A cell's name as packs write it.
    pub(crate) fn cell_name(&self, cell: usize) -> String {
        match self.graph.kind(cell) {
            Some(CellKind::Section { form, section }) => {
                let form = self.files.forms.get(form);
                let section = form.and_then(|form| form.sections.get(section));
                format!(
                    "{}.{}",
                    form.map_or("?", |form| &form.id),
                    section.map_or("?", |section| &section.id)
                )
            }
            Some(CellKind::Field { form, section, field, .. }) => {
                let form = self.files.forms.get(form);
                let field = form
                    .and_then(|form| form.sections.get(section))
                    .and_then(|section| section.fields.get(field));
                format!(
                    "{}.{}",
                    form.map_or("?", |form| &form.id),
                    field.map_or("?", |field| &field.id)
                )
            }
            Some(CellKind::Rule { score, rule }) => format!("scores[{score}].rules[{rule}]"),
            Some(CellKind::Score { score }) => format!("scores[{score}]"),
            Some(CellKind::Result { result }) => format!("results[{result}]"),
            None => "?".to_owned(),
        }
    }
}

fn facts_of(list: &CodeList) -> ListFacts {
    ListFacts {
        ranks: list.codes.iter().map(|code| (code.code.clone(), code.rank)).collect(),
        titles: list
            .codes
            .iter()
            .map(|code| (code.code.clone(), (code.title.zh.clone(), code.title.en.clone())))
            .collect(),
    }
}

pub(crate) fn code_type(list: &CodeList) -> Type {
    Type::Code(Arc::new(Codes {
        list: list.id.clone(),
        codes: list.codes.iter().map(|code| code.code.clone()).collect(),
    }))
}

fn item_answer() -> Type {
    Type::Code(Arc::new(Codes {
        list: "item".to_owned(),
        codes: ITEM_ANSWERS.iter().map(|word| (*word).to_owned()).collect(),
    }))
}

fn attachments() -> Type {
    Type::list(Type::record([
        ("name", Type::Text),
        ("digest", Type::Text),
        ("size_bytes", Type::Number),
        ("media_type", Type::Text),
        ("dated", Type::Text),
        ("kind", Type::Text),
    ]))
}
