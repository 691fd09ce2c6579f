//! What can be wrong with a paper: fields, forms and scores that are not there, blocks that are
//! two things at once.

use std::collections::BTreeMap;

use model::document::Align;
use model::form::FieldType;

use super::template::{FieldRef, Spot};
use super::{CellKind, CellPart, CompiledDocument, Part, RowsPart};
use crate::Problem;
use crate::compile::{Compiler, Place};
use crate::definition::{
    BlockDefinition, CellDefinition, DocumentDefinition, OfficialDefinition, RowCell,
    RowsDefinition,
};
use crate::expression::Type;

/// Most blocks of one paper, nested ones included.
const MAX_BLOCKS: usize = 2_000;
/// Deepest nesting of `if`.
const MAX_DEPTH: usize = 8;
/// What a paper can be printed as.
const FORMATS: [&str; 3] = ["docx", "pdf", "xlsx"];

pub(crate) fn compile_all(compiler: &mut Compiler<'_>) -> BTreeMap<String, CompiledDocument> {
    let files = compiler.files;
    let documents = files.documents.iter();
    documents
        .map(|(id, definition)| {
            let file = format!("documents/{id}.yaml");
            (id.clone(), compiler.document(definition, &file))
        })
        .collect()
}

impl Compiler<'_> {
    fn document(&mut self, definition: &DocumentDefinition, file: &str) -> CompiledDocument {
        self.check_frame_of(definition, file);
        let spot = Spot { file, definition, table: None };
        let mut left = MAX_BLOCKS;
        let parts = self.parts(&definition.blocks, spot, "blocks", 0, &mut left);
        let official = definition.official.as_ref().map(|official| {
            official_texts(official)
                .into_iter()
                .map(|(name, texts)| {
                    let path = format!("official.{name}");
                    texts.iter().map(|text| self.template(text, spot, &path)).collect()
                })
                .collect()
        });
        CompiledDocument {
            definition: definition.clone(),
            parts,
            official: official.unwrap_or_default(),
        }
    }

    fn check_frame_of(&mut self, definition: &DocumentDefinition, file: &str) {
        if !definition.title.is_complete() || definition.blocks.is_empty() {
            self.tell(Problem::new("document.incomplete", file, "title"));
        }
        for format in definition.formats.iter().filter(|f| !FORMATS.contains(&f.as_str())) {
            self.tell(
                Problem::new("document.format", file, "formats")
                    .with("value", format)
                    .allowed(FORMATS),
            );
        }
        if definition.formats.is_empty() {
            self.tell(Problem::new("document.format", file, "formats").allowed(FORMATS));
        }
        if !matches!(definition.language.as_str(), "zh" | "en") {
            self.tell(
                Problem::new("document.language", file, "language")
                    .with("value", &definition.language)
                    .allowed(["zh", "en"]),
            );
        }
        for form in &definition.of {
            self.form_exists(form, file, "of");
        }
        for state in &definition.from_states {
            self.state_exists(state, file, "from_states");
        }
        let official = definition.layout == model::document::Layout::Official;
        if official != definition.official.is_some() {
            self.tell(
                Problem::new("document.official", file, "official").allowed(["layout: official"]),
            );
        }
    }

    fn parts(
        &mut self,
        blocks: &[BlockDefinition],
        spot: Spot<'_>,
        path: &str,
        depth: usize,
        left: &mut usize,
    ) -> Vec<Part> {
        let mut parts = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let path = format!("{path}[{at}]");
            if *left == 0 || depth > MAX_DEPTH {
                self.tell(
                    Problem::new("document.too_large", spot.file, path).with("limit", MAX_BLOCKS),
                );
                return parts;
            }
            *left -= 1;
            parts.extend(self.part(block, spot, &path, depth, left));
        }
        parts
    }

    fn part(
        &mut self,
        block: &BlockDefinition,
        spot: Spot<'_>,
        path: &str,
        depth: usize,
        left: &mut usize,
    ) -> Option<Part> {
        if kinds(block).len() != 1 {
            self.tell(
                Problem::new("document.block", spot.file, path)
                    .with("value", kinds(block).join(", "))
                    .allowed(KINDS),
            );
            return None;
        }
        if let Some(title) = &block.title {
            return Some(Part::Title(self.template(title, spot, path)));
        }
        if let Some(heading) = &block.heading {
            let text = self.template(heading, spot, path);
            return Some(Part::Heading { level: block.level.unwrap_or(1).clamp(1, 6), text });
        }
        if let Some(text) = &block.text {
            return Some(Part::Text {
                align: block.align.unwrap_or(Align::Left),
                indent: block.indent.unwrap_or(false),
                bold: block.bold.unwrap_or(false),
                text: self.template(text, spot, path),
            });
        }
        if let Some(condition) = &block.condition {
            let place = Place { file: spot.file, form: spot.form(), row: None };
            let condition = self.expression(condition, place, path, &Type::Bool);
            let then = self.parts(&block.then, spot, &format!("{path}.then"), depth + 1, left);
            let otherwise =
                self.parts(&block.otherwise, spot, &format!("{path}.else"), depth + 1, left);
            return condition.map(|condition| Part::If { condition, then, otherwise });
        }
        self.other_part(block, spot, path)
    }

    fn other_part(&mut self, block: &BlockDefinition, spot: Spot<'_>, path: &str) -> Option<Part> {
        if let Some(line) = &block.line {
            let text = match (&line.field, &line.text) {
                (Some(field), None) => format!("{{?{field}:16}}"),
                (None, Some(text)) => text.clone(),
                _ => {
                    self.tell(
                        Problem::new("document.line", spot.file, path).allowed(["field", "text"]),
                    );
                    return None;
                }
            };
            let spans = self.template(&text, spot, path);
            return Some(Part::Line { label: line.label.clone(), spans });
        }
        if let Some(table) = &block.table {
            let rows = table.rows.iter().enumerate().map(|(row, cells)| {
                let cells = cells.iter().enumerate();
                let path = |at: usize| format!("{path}.table.rows[{row}][{at}]");
                cells.filter_map(|(at, cell)| self.cell(cell, spot, &path(at))).collect()
            });
            let rows: Vec<Vec<CellPart>> = rows.collect();
            self.check_widths(&table.widths, &rows, spot, path);
            let header_rows = table.header_rows;
            return Some(Part::Table { widths: table.widths.clone(), header_rows, rows });
        }
        if let Some(rows) = &block.rows {
            return self.rows_part(rows, spot, path).map(Part::Rows);
        }
        if let Some(seal) = &block.seal {
            let lines = seal.iter().map(|line| self.template(line, spot, path)).collect();
            return Some(Part::Seal(lines));
        }
        if let Some(lines) = block.space {
            return Some(Part::Space(lines));
        }
        if block.page_break.is_some() {
            return Some(Part::PageBreak);
        }
        self.form_part(block, spot, path)
    }

    fn form_part(&mut self, block: &BlockDefinition, spot: Spot<'_>, path: &str) -> Option<Part> {
        if let Some(name) = &block.section {
            let own = spot.form().unwrap_or_default();
            let (form, section) = name.split_once('.').unwrap_or((own, name));
            let at = self.files.forms.iter().position(|known| known.id == form);
            let found = at.and_then(|at| {
                let sections = &self.files.forms.get(at)?.sections;
                Some((at, sections.iter().position(|known| known.id == section)?))
            });
            return match found {
                Some((form, section)) => Some(Part::Section { form, section }),
                None => self.missing("document.section_unknown", name, spot, path),
            };
        }
        if let Some(form) = &block.items {
            return match self.files.forms.iter().position(|known| known.id == *form) {
                Some(form) => Some(Part::Items { form }),
                None => self.missing("form.unknown", form, spot, path),
            };
        }
        let score = block.score.as_ref()?;
        match self.files.scoring.scores.iter().position(|known| known.id == *score) {
            Some(score) => Some(Part::Score { score }),
            None => self.missing("document.score_unknown", score, spot, path),
        }
    }

    fn missing(
        &mut self,
        code: &'static str,
        value: &str,
        spot: Spot<'_>,
        path: &str,
    ) -> Option<Part> {
        self.tell(Problem::new(code, spot.file, path).with("value", value));
        None
    }

    fn cell(&mut self, cell: &CellDefinition, spot: Spot<'_>, path: &str) -> Option<CellPart> {
        let what = match (&cell.label, &cell.field, &cell.checks, &cell.text) {
            (Some(label), None, None, None) => CellKind::Label(self.template(label, spot, path)),
            (None, Some(field), None, None) => CellKind::Field(self.field_ref(field, spot, path)?),
            (None, None, Some(field), None) => {
                let field = self.field_ref(field, spot, path)?;
                self.check_boxes(field, spot, path);
                self.check_hidden(field, &cell.hide, spot, path);
                CellKind::Checks(field, cell.hide.clone())
            }
            (None, None, None, Some(text)) => CellKind::Text(self.template(text, spot, path)),
            _ => {
                self.tell(
                    Problem::new("document.cell", spot.file, path)
                        .allowed(["label", "field", "checks", "text"]),
                );
                return None;
            }
        };
        let columns = cell.columns.unwrap_or(1).clamp(1, 60);
        let rows = cell.rows.unwrap_or(1).clamp(1, 200);
        Some(CellPart { what, columns, rows, align: cell.align })
    }

    /// Boxes to tick stand for codes, or for yes and no.
    fn check_boxes(&mut self, field: FieldRef, spot: Spot<'_>, path: &str) {
        let kind = self.field_of(field).map(|field| field.kind);
        if !matches!(
            kind,
            Some(
                FieldType::Choice
                    | FieldType::Choices
                    | FieldType::Boolean
                    | FieldType::Pledge
                    | FieldType::Item
            )
        ) {
            self.tell(
                Problem::new("document.checks", spot.file, path)
                    .allowed(["choice", "choices", "boolean", "pledge", "item"]),
            );
        }
    }

    fn check_hidden(&mut self, field: FieldRef, hide: &[String], spot: Spot<'_>, path: &str) {
        let list = self.field_of(field).and_then(|field| field.codes.as_ref());
        let list = list.and_then(|name| self.lists.get(name));
        let codes: Vec<String> =
            list.into_iter().flat_map(|list| &list.codes).map(|code| code.code.clone()).collect();
        for code in hide.iter().filter(|code| !codes.contains(code)) {
            self.tell(
                Problem::new("form.code_unknown", spot.file, format!("{path}.hide"))
                    .with("value", code)
                    .allowed(&codes),
            );
        }
    }

    /// Cells fill the grid exactly: a row that is too long or too short is a misprint.
    fn check_widths(&mut self, widths: &[u16], rows: &[Vec<CellPart>], spot: Spot<'_>, path: &str) {
        let columns = widths.len();
        let mut below = vec![0_u16; columns];
        for (at, row) in rows.iter().enumerate() {
            let covered = below.iter().filter(|left| **left > 0).count();
            let own: usize = row.iter().map(|cell| usize::from(cell.columns)).sum();
            if covered + own != columns {
                self.tell(
                    Problem::new(
                        "document.row_width",
                        spot.file,
                        format!("{path}.table.rows[{at}]"),
                    )
                    .with("value", covered + own)
                    .allowed([columns]),
                );
                return;
            }
            cover(&mut below, row);
        }
    }

    fn rows_part(&mut self, rows: &RowsDefinition, spot: Spot<'_>, path: &str) -> Option<RowsPart> {
        let field = self.field_ref(&rows.field, spot, path)?;
        let definition = self.field_of(field)?;
        let kind = self.type_of(definition);
        let Type::List(row) = kind else {
            self.tell(
                Problem::new("document.rows", spot.file, path)
                    .with("value", &rows.field)
                    .allowed(["table"]),
            );
            return None;
        };
        if rows.cells.len() != rows.header.len()
            || (!rows.widths.is_empty() && rows.widths.len() != rows.cells.len())
        {
            self.tell(
                Problem::new("document.row_width", spot.file, path)
                    .with("value", rows.cells.len())
                    .allowed([rows.header.len()]),
            );
        }
        let spot = Spot { table: Some((field, &row)), ..spot };
        let mut cells = Vec::new();
        for (at, cell) in rows.cells.iter().enumerate() {
            let path = format!("{path}.rows.cells[{at}]");
            match cell {
                RowCell::Text(text) => {
                    let what = CellKind::Text(self.template(text, spot, &path));
                    cells.push(CellPart { what, columns: 1, rows: 1, align: None });
                }
                RowCell::Cell(cell) => cells.extend(self.cell(cell, spot, &path)),
            }
        }
        let widths =
            if rows.widths.is_empty() { vec![1; rows.header.len()] } else { rows.widths.clone() };
        Some(RowsPart {
            field,
            widths,
            header: rows.header.clone(),
            cells,
            at_least: rows.at_least.min(200),
        })
    }
}

/// Marks the columns that cells reaching down take from the rows below.
fn cover(below: &mut [u16], row: &[CellPart]) {
    let free: Vec<usize> =
        (0..below.len()).filter(|at| below.get(*at).is_some_and(|left| *left == 0)).collect();
    for left in below.iter_mut() {
        *left = left.saturating_sub(1);
    }
    let mut free = free.into_iter();
    for cell in row {
        for at in free.by_ref().take(usize::from(cell.columns)) {
            if let Some(left) = below.get_mut(at) {
                *left = cell.rows.saturating_sub(1);
            }
        }
    }
}

const KINDS: [&str; 13] = [
    "title",
    "line",
    "heading",
    "text",
    "table",
    "rows",
    "section",
    "items",
    "score",
    "seal",
    "if",
    "page_break",
    "space",
];

fn kinds(block: &BlockDefinition) -> Vec<&'static str> {
    let given = [
        block.title.is_some(),
        block.line.is_some(),
        block.heading.is_some(),
        block.text.is_some(),
        block.table.is_some(),
        block.rows.is_some(),
        block.section.is_some(),
        block.items.is_some(),
        block.score.is_some(),
        block.seal.is_some(),
        block.condition.is_some(),
        block.page_break.is_some(),
        block.space.is_some(),
    ];
    KINDS.into_iter().zip(given).filter(|(_, given)| *given).map(|(kind, _)| kind).collect()
}

/// Texts of official paper by name; [`super::resolve`] takes them in this order.
fn official_texts(official: &OfficialDefinition) -> Vec<(&'static str, Vec<&String>)> {
    let one = |text| vec![text];
    vec![
        ("copy_number", one(&official.copy_number)),
        ("secrecy", one(&official.secrecy)),
        ("urgency", one(&official.urgency)),
        ("issuers", official.issuers.iter().collect()),
        ("number", one(&official.number)),
        ("signed_by", one(&official.signed_by)),
        ("to", one(&official.to)),
        ("annexes", official.annexes.iter().collect()),
        ("signature", official.signature.iter().collect()),
        ("date", one(&official.date)),
        ("note", one(&official.note)),
        ("copies_to", one(&official.copies_to)),
        ("printed_by", one(&official.printed_by)),
        ("printed_on", one(&official.printed_on)),
    ]
}
