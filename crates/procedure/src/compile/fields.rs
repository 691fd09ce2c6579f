//! Forms: the programs of their fields, and what can be wrong with a form.

use std::collections::BTreeSet;

use jiff::civil::Date;
use model::form::{Check, Field, FieldType, Form};

use super::Compiler;
use super::expressions::Place;
use crate::Problem;
use crate::expression::{Program, RESERVED, Type};

/// Kinds of files an attachment may be limited to.
pub(crate) const ACCEPT: [&str; 5] = ["pdf", "docx", "xlsx", "image", "zip"];

/// First and last day that evidence may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

/// What is computed for a field; columns of tables see their row as `row`.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldPrograms {
    pub(crate) when: Option<Program>,
    pub(crate) required: Option<Program>,
    pub(crate) prefill: Option<Program>,
    pub(crate) formula: Option<Program>,
    pub(crate) checks: Vec<Program>,
    pub(crate) period: Option<Period>,
    pub(crate) columns: Vec<Self>,
}

/// Programs of one form, in the order of its sections and fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormPrograms {
    pub(crate) cells: Vec<Vec<usize>>,
    pub(crate) section_cells: Vec<usize>,
    pub(crate) sections: Vec<Option<Program>>,
    pub(crate) fields: Vec<Vec<FieldPrograms>>,
    pub(crate) checks: Vec<Program>,
}

impl Compiler<'_> {
    pub(crate) fn compile_forms(&mut self) -> Vec<FormPrograms> {
        let mut seen = BTreeSet::new();
        let files = self.files;
        files
            .forms
            .iter()
            .map(|form| {
                let file = format!("forms/{}.yaml", form.id);
                if !seen.insert(&form.id) {
                    self.tell(Problem::new("form.twice", &file, "id").with("value", &form.id));
                }
                self.compile_form(form, &file)
            })
            .collect()
    }

    fn compile_form(&mut self, form: &Form, file: &str) -> FormPrograms {
        let mut programs = FormPrograms::default();
        let mut ids = BTreeSet::new();
        self.id(&form.id, file, "id");
        self.title(form.title.is_complete(), file, "title");
        if form.sections.is_empty() {
            self.tell(Problem::new("form.no_section", file, "sections"));
        }
        let mut sections = BTreeSet::new();
        for (at, section) in form.sections.iter().enumerate() {
            let path = format!("sections[{at}]");
            self.id(&section.id, file, &format!("{path}.id"));
            self.title(section.title.is_complete(), file, &path);
            if !sections.insert(&section.id) {
                self.tell(
                    Problem::new("form.section_twice", file, format!("{path}.id"))
                        .with("value", &section.id),
                );
            }
            let place = Place { file, form: Some(&form.id), row: None };
            let when =
                self.optional(section.when.as_ref(), place, &format!("{path}.when"), &Type::Bool);
            let cell = self.section_cells.get(&(form.id.clone(), at)).copied().unwrap_or_default();
            self.graph.need(cell, when.iter().flat_map(|when| when.cells.iter().copied()));
            programs.section_cells.push(cell);
            programs.sections.push(when);
            let mut fields = Vec::new();
            let mut cells = Vec::new();
            for (field_at, field) in section.fields.iter().enumerate() {
                let path = format!("{path}.fields[{field_at}]");
                if !ids.insert(field.id.clone()) {
                    self.tell(
                        Problem::new("form.field_twice", file, format!("{path}.id"))
                            .with("value", &field.id),
                    );
                }
                let compiled = self.compile_field(field, place, &path);
                let field_cell =
                    self.forms.get(&form.id).and_then(|names| names.get(&field.id)).map(|f| f.0);
                let field_cell = field_cell.unwrap_or_default();
                self.graph.need(field_cell, [cell]);
                self.graph.need(field_cell, needs(&compiled));
                fields.push(compiled);
                cells.push(field_cell);
            }
            programs.fields.push(fields);
            programs.cells.push(cells);
        }
        let place = Place { file, form: Some(&form.id), row: None };
        programs.checks = self.checks(&form.checks, place, "checks");
        self.check_targets(&form.checks, &ids, file);
        programs
    }

    fn id(&mut self, id: &str, file: &str, path: &str) {
        let shape = (1..=60).contains(&id.len())
            && id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !shape || RESERVED.contains(&id) {
            let problem = Problem::new("form.name", file, path).with("value", id);
            self.tell(problem.allowed(["[a-z][a-z0-9_]*", "not a reserved word"]));
        }
    }

    fn title(&mut self, complete: bool, file: &str, path: &str) {
        if !complete {
            self.tell(Problem::new("form.title_incomplete", file, path));
        }
    }

    fn compile_field(&mut self, field: &Field, place: Place<'_>, path: &str) -> FieldPrograms {
        self.id(&field.id, place.file, &format!("{path}.id"));
        self.title(field.title.is_complete(), place.file, &format!("{path}.title"));
        self.check_field(field, place, path);
        let at = |key: &str| format!("{path}.{key}");
        let wanted = self.type_of(field);
        let mut programs = FieldPrograms {
            when: self.optional(field.when.as_ref(), place, &at("when"), &Type::Bool),
            required: self.optional(field.required.as_ref(), place, &at("required"), &Type::Bool),
            prefill: self.optional(field.prefill.as_ref(), place, &at("prefill"), &wanted),
            formula: self.optional(field.formula.as_ref(), place, &at("formula"), &Type::Any),
            checks: self.checks(&field.checks, place, &at("checks")),
            period: field.period.as_deref().and_then(|period| self.period(period, place, path)),
            columns: Vec::new(),
        };
        if field.kind == FieldType::Table {
            let row = match self.type_of(field) {
                Type::List(row) => (*row).clone(),
                _ => Type::Any,
            };
            let mut ids = BTreeSet::new();
            for (index, column) in field.fields.iter().enumerate() {
                let path = format!("{path}.fields[{index}]");
                if !ids.insert(&column.id) {
                    self.tell(
                        Problem::new("form.field_twice", place.file, format!("{path}.id"))
                            .with("value", &column.id),
                    );
                }
                if matches!(column.kind, FieldType::Table | FieldType::Item) {
                    let problem =
                        Problem::new("form.column_type", place.file, format!("{path}.type"));
                    self.tell(problem.with("value", &column.id));
                    continue;
                }
                let place = Place { row: Some(&row), ..place };
                programs.columns.push(self.compile_field(column, place, &path));
            }
        }
        programs
    }

    fn checks(&mut self, checks: &[Check], place: Place<'_>, path: &str) -> Vec<Program> {
        let mut programs = Vec::new();
        for (index, check) in checks.iter().enumerate() {
            let at = format!("{path}[{index}]");
            self.id(&check.id, place.file, &format!("{at}.id"));
            self.title(check.otherwise.is_complete(), place.file, &format!("{at}.else"));
            programs.extend(self.expression(
                &check.that,
                place,
                &format!("{at}.that"),
                &Type::Bool,
            ));
        }
        programs
    }

    fn check_targets(&mut self, checks: &[Check], ids: &BTreeSet<String>, file: &str) {
        for (index, check) in checks.iter().enumerate() {
            for field in check.fields.iter().filter(|field| !ids.contains(*field)) {
                let path = format!("checks[{index}].fields");
                self.tell(
                    Problem::new("form.field_unknown", file, path)
                        .with("value", field)
                        .allowed(ids),
                );
            }
        }
    }

    fn period(&mut self, period: &str, place: Place<'_>, path: &str) -> Option<Period> {
        let parsed = period.split_once('/').and_then(|(from, to)| {
            let period = Period { from: from.parse().ok()?, to: to.parse().ok()? };
            (period.from <= period.to).then_some(period)
        });
        if parsed.is_none() {
            self.tell(
                Problem::new("form.period", place.file, format!("{path}.period"))
                    .with("value", period)
                    .allowed(["YYYY-MM-DD/YYYY-MM-DD"]),
            );
        }
        parsed
    }

    /// Keys that the type of the field asks for, or has no use for.
    fn check_field(&mut self, field: &Field, place: Place<'_>, path: &str) {
        let kind = field.kind;
        let coded = matches!(kind, FieldType::Choice | FieldType::Choices);
        let wrong = |code: &'static str, key: &str| {
            Problem::new(code, place.file, format!("{path}.{key}")).with("value", &field.id)
        };
        let texts = matches!(kind, FieldType::Text | FieldType::LongText | FieldType::Item);
        let numbers = matches!(kind, FieldType::Integer | FieldType::Number | FieldType::Year);
        for (given, fits, key) in [
            (field.codes.is_some(), coded, "codes"),
            (field.other.is_some(), coded, "other"),
            (field.formula.is_some(), kind == FieldType::Computed, "formula"),
            (!field.fields.is_empty(), kind == FieldType::Table, "fields"),
            (field.max_chars.is_some(), texts, "max_chars"),
            (field.min_chars.is_some(), texts, "min_chars"),
            (field.min.is_some() || field.max.is_some(), numbers, "min"),
            (field.from.is_some(), kind == FieldType::Table, "from"),
            (field.min_rows.is_some(), kind == FieldType::Table, "min_rows"),
            (field.max_rows.is_some(), kind == FieldType::Table, "max_rows"),
        ] {
            if given && !fits {
                self.tell(wrong("form.key_unused", key).with("type", word(kind)));
            }
        }
        for (needed, given, key) in [
            (coded, field.codes.is_some(), "codes"),
            (kind == FieldType::Computed, field.formula.is_some(), "formula"),
            (kind == FieldType::Table, !field.fields.is_empty(), "fields"),
        ] {
            if needed && !given {
                self.tell(wrong("form.key_missing", key).with("type", word(kind)));
            }
        }
        self.check_codes(field, place, path);
        self.check_from(field, place, path);
        let mut bounds = field.min.iter().chain(&field.max);
        if bounds.any(|bound| !bound.is_finite())
            || field.min.zip(field.max).is_some_and(|(min, max)| min > max)
            || field.min_chars.zip(field.max_chars).is_some_and(|(min, max)| min > max)
            || field.min_rows.zip(field.max_rows).is_some_and(|(min, max)| min > max)
        {
            self.tell(wrong("form.range", "min"));
        }
        for kind in field.accept.iter().filter(|kind| !ACCEPT.contains(&kind.as_str())) {
            self.tell(wrong("form.accept", "accept").with("value", kind).allowed(ACCEPT));
        }
    }

    /// Rows that are looked up: from one kind of list, into columns that exist.
    fn check_from(&mut self, field: &Field, place: Place<'_>, path: &str) {
        let Some(from) = &field.from else { return };
        let named = !from.indicators.is_empty();
        let fits = |place: &str| match place.split_once('.') {
            None => named && matches!(place, "name" | "detail"),
            Some(("applicant", fact)) => !named && !fact.is_empty(),
            Some(("filing", word)) => !named && matches!(word, "subject" | "number" | "state"),
            Some(("answers", rest)) => !named && rest.contains('.'),
            Some(_) => false,
        };
        let wrong = |key: &str, value: &str| {
            Problem::new("form.rows_from", place.file, format!("{path}.from{key}"))
                .with("value", value)
        };
        let apart = named && !from.states.is_empty();
        if named == from.filings.is_some() || apart || from.columns.is_empty() {
            self.tell(wrong("", &field.id).allowed(["indicators, columns", "filings, columns"]));
        }
        let order = from.order.iter().filter(|at| !fits(at));
        for at in order {
            self.tell(wrong(".order", at).allowed(["a place as columns take"]));
        }
        for (column, at) in &from.columns {
            let known = field.fields.iter().any(|known| known.id == *column);
            if !known || !fits(at) {
                self.tell(wrong(&format!(".columns.{column}"), at).allowed([
                    "name",
                    "detail",
                    "applicant.<fact>",
                    "filing.<subject|number|state>",
                    "answers.<form>.<field>",
                ]));
            }
        }
    }

    fn check_codes(&mut self, field: &Field, place: Place<'_>, path: &str) {
        let Some(name) = &field.codes else { return };
        let Some(list) = self.lists.get(name) else {
            let names = self.list_names();
            return self.tell(
                Problem::new("form.list_unknown", place.file, format!("{path}.codes"))
                    .with("value", name)
                    .allowed(names),
            );
        };
        let known = |code: &String| list.codes.iter().any(|known| known.code == *code);
        if let Some(other) = field.other.as_ref().filter(|other| !known(other)) {
            let codes: Vec<String> = list.codes.iter().map(|code| code.code.clone()).collect();
            self.tell(
                Problem::new("form.code_unknown", place.file, format!("{path}.other"))
                    .with("value", other)
                    .allowed(codes),
            );
        }
    }
}

/// Cells that the value of a field depends on.
fn needs(programs: &FieldPrograms) -> BTreeSet<usize> {
    let own = programs.when.iter().chain(&programs.formula);
    let columns = programs.columns.iter().flat_map(|column| &column.formula);
    own.chain(columns).flat_map(|program| program.cells.iter().copied()).collect()
}

/// The type as packs write it.
pub(crate) fn word(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::LongText => "long_text",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Date => "date",
        FieldType::Year => "year",
        FieldType::Boolean => "boolean",
        FieldType::Choice => "choice",
        FieldType::Choices => "choices",
        FieldType::CreditCode => "credit_code",
        FieldType::Phone => "phone",
        FieldType::Email => "email",
        FieldType::Table => "table",
        FieldType::Attachments => "attachments",
        FieldType::Item => "item",
        FieldType::Pledge => "pledge",
        FieldType::Computed => "computed",
    }
}
