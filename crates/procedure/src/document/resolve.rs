//! A compiled paper and a filing become blocks.

use contract::rest::filing::Verdict;
use model::Fault;
use model::document::{Align, Block, Cell, Document, Official, Span, Table};
use model::form::{Field, FieldType};
use serde_json::Value as Json;

use super::print::{Printer, lines};
use super::{CellKind, CellPart, FieldRef, Part, Piece, RowsPart, Template};
use crate::evaluate::Cells;
use crate::expression::{Env, Val};
use crate::machine::Standing;
use crate::procedure::{Context, Prepared, Procedure};

impl Procedure {
    /// Papers that can be printed, by id.
    pub fn documents(
        &self,
    ) -> impl Iterator<Item = (&str, &crate::definition::DocumentDefinition)> {
        self.documents.iter().map(|(id, document)| (id.as_str(), &document.definition))
    }

    /// Whether a paper's states were reached.
    pub fn is_printable(&self, id: &str, standing: &Standing) -> bool {
        self.documents.get(id).is_some_and(|document| {
            let states = &document.definition.from_states;
            states.is_empty() || states.iter().any(|state| standing.has_reached(state))
        })
    }

    /// The paper as blocks. A document's proof (export code, digest) is the caller's.
    ///
    /// # Errors
    /// `document.unknown`, `document.not_yet`.
    pub fn document(
        &self,
        id: &str,
        context: &Context,
        standing: &Standing,
    ) -> Result<Document, Fault> {
        let Some(document) = self.documents.get(id) else {
            return Err(Fault::not_found("document.unknown").with("document", id));
        };
        let definition = &document.definition;
        if !self.is_printable(id, standing) {
            return Err(Fault::conflict("document.not_yet")
                .with("document", id)
                .with("states", definition.from_states.join(", ")));
        }
        let prepared = Prepared::new(context);
        let cells = Cells::compute(self, &prepared);
        let chinese = definition.language != "en";
        let printer = Printer { lists: &self.lists, chinese };
        let filling = Filling { procedure: self, prepared: &prepared, cells: &cells, printer };
        let banner = if self.example {
            printer.pick(
                &format!("示例：{} 含未经核实的内容，不得用于正式报送", self.name),
                &format!("Example: {} holds unverified values; not for official use", self.name),
            )
        } else {
            String::new()
        };
        Ok(Document {
            layout: definition.layout,
            title: printer.word(&definition.title),
            banner,
            official: definition.official.as_ref().map(|_| filling.official(&document.official)),
            blocks: filling.blocks(&document.parts),
            annex: Vec::new(),
            proof: None,
        })
    }
}

/// The row that is being printed.
#[derive(Clone, Copy)]
struct Row<'a> {
    index: usize,
    /// Absent for an empty line of the printed form.
    json: Option<&'a Json>,
}

struct Filling<'f, 'a> {
    procedure: &'a Procedure,
    prepared: &'a Prepared<'a>,
    cells: &'f Cells<'a>,
    printer: Printer<'a>,
}

impl<'a> Filling<'_, 'a> {
    fn env(&self) -> Env<'_, 'a> {
        Env::new(&self.cells.values, self.prepared.roots())
    }

    fn blocks(&self, parts: &'a [Part]) -> Vec<Block> {
        parts.iter().flat_map(|part| self.block(part)).collect()
    }

    fn block(&self, part: &'a Part) -> Vec<Block> {
        match part {
            Part::Title(text) => vec![Block::Title { text: self.text(text) }],
            Part::Heading { level, text } => {
                vec![Block::Heading { level: *level, text: self.text(text) }]
            }
            Part::Text { align, indent, bold, text } => {
                let (align, indent) = (*align, *indent);
                vec![Block::Paragraph { align, indent, spans: self.spans(text, *bold, None) }]
            }
            Part::Line { label, spans } => {
                let (label, spans) = (label.clone(), self.spans(spans, false, None));
                vec![Block::Line { label, spans }]
            }
            Part::Table { widths, header_rows, rows } => vec![Block::Table(Table {
                widths: widths.clone(),
                header_rows: *header_rows,
                rows: rows.iter().map(|row| self.row(row, None)).collect(),
                field: String::new(),
            })],
            Part::Rows(rows) => vec![Block::Table(self.rows(rows))],
            Part::Section { form, section } => self.section(*form, *section),
            Part::Items { form } => vec![Block::Table(self.items(*form))],
            Part::Score { score } => vec![Block::Table(self.score(*score))],
            Part::Seal(texts) => {
                vec![Block::Seal { lines: texts.iter().map(|text| self.text(text)).collect() }]
            }
            Part::If { condition, then, otherwise } => {
                self.blocks(if self.env().holds(condition) { then } else { otherwise })
            }
            Part::PageBreak => vec![Block::PageBreak],
            Part::Space(lines) => vec![Block::Space { lines: *lines }],
        }
    }

    fn official(&self, texts: &'a [Vec<Template>]) -> Official {
        let all: Vec<Vec<String>> =
            texts.iter().map(|texts| texts.iter().map(|text| self.text(text)).collect()).collect();
        let many = |at: usize| all.get(at).cloned().unwrap_or_default();
        let one = |at: usize| many(at).into_iter().next().unwrap_or_default();
        Official {
            copy_number: one(0),
            secrecy: one(1),
            urgency: one(2),
            issuers: many(3),
            number: one(4),
            signed_by: one(5),
            to: one(6),
            annexes: many(7),
            signature: many(8),
            date: one(9),
            note: one(10),
            copies_to: one(11),
            printed_by: one(12),
            printed_on: one(13),
        }
    }

    fn question(&self, at: FieldRef) -> Option<&'a Field> {
        let form = self.procedure.forms.get(at.form)?;
        let field = form.sections.get(at.section)?.fields.get(at.field)?;
        match at.column {
            Some(column) => field.fields.get(column),
            None => Some(field),
        }
    }

    /// `form.field`; in the rows of a table the column, and the table says which it is.
    fn tag(&self, at: FieldRef, row: Option<Row<'a>>) -> String {
        let whole = FieldRef { column: None, ..at };
        let form = self.procedure.forms.get(at.form).map_or("", |form| form.id.as_str());
        let field = self.question(whole).map_or("", |field| field.id.as_str());
        match (at.column, row) {
            (Some(_), Some(_)) => {
                self.question(at).map_or_else(String::new, |column| column.id.clone())
            }
            _ => format!("{form}.{field}"),
        }
    }

    /// What was answered, or computed; null while it is not asked.
    fn value(&self, at: FieldRef, row: Option<Row<'a>>) -> Json {
        let programs = self.procedure.fields.get(at.form);
        let cell = programs
            .and_then(|programs| programs.cells.get(at.section))
            .and_then(|cells| cells.get(at.field))
            .copied();
        let (Some(cell), Some(question)) = (cell, self.question(at)) else { return Json::Null };
        if self.cells.hidden(cell) {
            return Json::Null;
        }
        if let (Some(_), Some(row)) = (at.column, row) {
            let Some(json) = row.json else { return Json::Null };
            if question.kind != FieldType::Computed {
                return json.get(&question.id).cloned().unwrap_or(Json::Null);
            }
            let Val::List(rows) = self.cells.value(cell) else { return Json::Null };
            let computed = rows.get(row.index).map(|row| row.member(&question.id));
            return computed.map_or(Json::Null, |value| value.to_json());
        }
        if question.kind == FieldType::Computed {
            return self.cells.value(cell).to_json();
        }
        let form = self.procedure.forms.get(at.form).map_or("", |form| form.id.as_str());
        let answers = self.prepared.context.answers.get(form);
        answers.and_then(|answers| answers.get(&question.id)).cloned().unwrap_or(Json::Null)
    }

    fn print(&self, at: FieldRef, row: Option<Row<'a>>) -> String {
        let value = self.value(at, row);
        self.question(at).map_or_else(String::new, |field| self.printer.value(field, &value))
    }

    fn text(&self, template: &'a Template) -> String {
        let pieces = template.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Program(program) => self.env().run(program).print(),
            Piece::Value(field) | Piece::Blank { field, .. } => self.print(*field, None),
        });
        pieces.collect()
    }

    fn spans(&self, template: &'a Template, bold: bool, row: Option<Row<'a>>) -> Vec<Span> {
        let mut spans = Vec::new();
        for piece in template {
            match piece {
                Piece::Text(text) => push_lines(&mut spans, text, bold),
                Piece::Program(program) => {
                    let value = match row {
                        Some(row) => {
                            let json = row.json.map_or(Val::Null, Val::of);
                            self.env().run_in_row(program, json, row.index)
                        }
                        None => self.env().run(program),
                    };
                    push_lines(&mut spans, &value.print(), bold);
                }
                Piece::Value(field) => push_lines(&mut spans, &self.print(*field, row), bold),
                Piece::Blank { field, width } => spans.push(Span::Blank {
                    field: self.tag(*field, row),
                    text: self.print(*field, row),
                    width: *width,
                }),
            }
        }
        spans
    }

    fn row(&self, cells: &'a [CellPart], row: Option<Row<'a>>) -> Vec<Cell> {
        cells.iter().map(|cell| self.cell(cell, row)).collect()
    }

    fn cell(&self, part: &'a CellPart, row: Option<Row<'a>>) -> Cell {
        let (header, field, lines) = match &part.what {
            CellKind::Label(text) => (true, String::new(), split(self.spans(text, false, row))),
            CellKind::Text(text) => (false, String::new(), split(self.spans(text, false, row))),
            CellKind::Field(field) => {
                (false, self.tag(*field, row), lines(&self.print(*field, row), false))
            }
            CellKind::Checks(field, hide) => {
                let tag = self.tag(*field, row);
                let value = self.value(*field, row);
                let boxes = self
                    .question(*field)
                    .map(|question| self.printer.boxes(question, &tag, &value, hide));
                (false, String::new(), boxes.unwrap_or_default())
            }
        };
        let centred = if header { Align::Center } else { Align::Left };
        Cell {
            columns: part.columns,
            rows: part.rows,
            align: part.align.unwrap_or(centred),
            header,
            field,
            lines,
        }
    }

    fn answered_rows(&self, at: FieldRef) -> &'a [Json] {
        let form = self.procedure.forms.get(at.form).map_or("", |form| form.id.as_str());
        let answers = self.prepared.context.answers.get(form);
        let table = self.question(FieldRef { column: None, ..at });
        let rows = answers.and_then(|answers| answers.get(&table?.id)).and_then(Json::as_array);
        rows.map_or(&[], Vec::as_slice)
    }

    fn rows(&self, part: &'a RowsPart) -> Table {
        let given = if self.value(part.field, None).is_null() {
            &[][..]
        } else {
            self.answered_rows(part.field)
        };
        let count = given.len().max(usize::from(part.at_least));
        let mut rows = vec![part.header.iter().map(|label| header_cell(label)).collect()];
        rows.extend((0..count).map(|index| {
            let row = Row { index, json: given.get(index) };
            self.row(&part.cells, Some(row))
        }));
        Table {
            widths: part.widths.clone(),
            header_rows: 1,
            rows,
            field: self.tag(part.field, None),
        }
    }

    /// All fields of a section that are asked: label and value; tables follow by themselves.
    fn section(&self, form: usize, section: usize) -> Vec<Block> {
        let fields = self.procedure.forms.get(form).and_then(|form| form.sections.get(section));
        let mut blocks = Vec::new();
        let mut rows = Vec::new();
        for (at, field) in fields.into_iter().flat_map(|section| &section.fields).enumerate() {
            let here = FieldRef { form, section, field: at, column: None };
            if self.is_hidden(here) {
                continue;
            }
            if field.kind == FieldType::Table {
                flush(&mut rows, &mut blocks);
                blocks.push(Block::Paragraph {
                    align: Align::Left,
                    indent: false,
                    spans: vec![Span::Text { text: self.printer.word(&field.title), bold: true }],
                });
                blocks.push(Block::Table(self.table_field(here, field)));
                continue;
            }
            rows.push(vec![
                header_cell(&self.printer.word(&field.title)),
                self.value_cell(here, field),
            ]);
        }
        flush(&mut rows, &mut blocks);
        blocks
    }

    fn is_hidden(&self, at: FieldRef) -> bool {
        let programs = self.procedure.fields.get(at.form);
        let cells = programs.and_then(|programs| programs.cells.get(at.section));
        cells.and_then(|cells| cells.get(at.field)).is_none_or(|cell| self.cells.hidden(*cell))
    }

    fn value_cell(&self, at: FieldRef, field: &'a Field) -> Cell {
        if matches!(field.kind, FieldType::Pledge) {
            let value = self.value(at, None);
            let lines = self.printer.boxes(field, &self.tag(at, None), &value, &[]);
            return Cell { lines, ..Cell::default() };
        }
        let mut text = self.print(at, None);
        if let Some(unit) = field.unit.as_ref().filter(|_| !text.is_empty()) {
            text.push_str(&self.printer.word(unit));
        }
        Cell { field: self.tag(at, None), lines: lines(&text, false), ..Cell::default() }
    }

    fn table_field(&self, at: FieldRef, field: &'a Field) -> Table {
        let mut rows =
            vec![field.fields.iter().map(|c| header_cell(&self.printer.word(&c.title))).collect()];
        for (index, json) in self.answered_rows(at).iter().enumerate() {
            let row = Row { index, json: Some(json) };
            let columns = 0..field.fields.len();
            rows.push(
                columns
                    .map(|column| {
                        let here = FieldRef { column: Some(column), ..at };
                        Cell {
                            field: self.tag(here, Some(row)),
                            lines: lines(&self.print(here, Some(row)), false),
                            ..Cell::default()
                        }
                    })
                    .collect(),
            );
        }
        Table {
            widths: vec![1; field.fields.len()],
            header_rows: 1,
            rows,
            field: self.tag(at, None),
        }
    }

    /// Items with the enterprise's answer and the verifier's verdict.
    fn items(&self, form: usize) -> Table {
        let titles = [
            ("序号", "No."),
            ("条目", "Requirement"),
            ("自评", "Self-assessment"),
            ("说明", "Note"),
            ("核查结论", "Verdict"),
            ("核查说明", "Verifier's note"),
        ];
        let header = titles.iter().map(|(zh, en)| header_cell(&self.printer.pick(zh, en)));
        let mut rows = vec![header.collect()];
        let sections = self.procedure.forms.get(form).map_or(&[][..], |form| &form.sections);
        for (section, definition) in sections.iter().enumerate() {
            for (at, field) in definition.fields.iter().enumerate() {
                let here = FieldRef { form, section, field: at, column: None };
                if field.kind == FieldType::Item && !self.is_hidden(here) {
                    rows.push(self.item_row(rows.len(), here, field));
                }
            }
        }
        Table { widths: vec![6, 34, 12, 20, 12, 16], header_rows: 1, rows, field: String::new() }
    }

    fn item_row(&self, number: usize, at: FieldRef, field: &Field) -> Vec<Cell> {
        let value = self.value(at, None);
        let word = |name: &str| value.get(name).and_then(Json::as_str).unwrap_or_default();
        let tag = self.tag(at, None);
        let verdict = self.verdict(at, field);
        let judged = verdict.map_or("", |verdict| verdict.verdict.as_str());
        let cell = |text: &str| Cell { lines: lines(text, false), ..Cell::default() };
        vec![
            Cell { align: Align::Center, ..cell(&number.to_string()) },
            cell(&self.printer.word(&field.title)),
            Cell {
                field: format!("{tag}:answer"),
                align: Align::Center,
                ..cell(&self.printer.answer_word(word("answer")))
            },
            Cell { field: format!("{tag}:note"), ..cell(word("note")) },
            Cell { align: Align::Center, ..cell(&self.printer.answer_word(judged)) },
            cell(verdict.map_or("", |verdict| verdict.note.as_str())),
        ]
    }

    fn verdict(&self, at: FieldRef, field: &Field) -> Option<&'a Verdict> {
        let form = self.procedure.forms.get(at.form)?;
        self.prepared.context.verdicts.get(&form.id)?.get(&field.id)
    }

    /// Every point with its rule, its most, and where it comes from.
    fn score(&self, at: usize) -> Table {
        let titles = [("评分项", "Rule"), ("得分", "Points"), ("满分", "Most"), ("依据", "Source")];
        let header = titles.iter().map(|(zh, en)| header_cell(&self.printer.pick(zh, en)));
        let mut rows = vec![header.collect()];
        let text = |text: String| Cell { lines: lines(&text, false), ..Cell::default() };
        let number = |value: f64| Cell {
            align: Align::Center,
            ..text(crate::expression::print_number(value))
        };
        if let Some(score) = self.procedure.score_of(at, self.cells) {
            for rule in &score.rules {
                let article = [rule.source.document.as_str(), rule.source.article.as_str()];
                let confidence =
                    if rule.source.confidence.is_verified() { "" } else { "（示例）" };
                rows.push(vec![
                    text(self.printer.word(&rule.title)),
                    number(rule.points),
                    number(rule.most),
                    text(format!("{}{confidence}", article.join(" ").trim())),
                ]);
            }
            rows.push(vec![
                header_cell(&self.printer.word(&score.title)),
                number(score.points),
                number(score.most),
                text(String::new()),
            ]);
        }
        Table { widths: vec![40, 12, 12, 36], header_rows: 1, rows, field: String::new() }
    }
}

fn header_cell(label: &str) -> Cell {
    Cell { align: Align::Center, header: true, lines: lines(label, false), ..Cell::default() }
}

fn flush(rows: &mut Vec<Vec<Cell>>, blocks: &mut Vec<Block>) {
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            widths: vec![30, 70],
            header_rows: 0,
            rows: std::mem::take(rows),
            field: String::new(),
        }));
    }
}

fn push_lines(spans: &mut Vec<Span>, text: &str, bold: bool) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            spans.push(Span::Break);
        }
        if !line.is_empty() {
            spans.push(Span::Text { text: line.to_owned(), bold });
        }
    }
}

/// Breaks become lines of the cell.
fn split(spans: Vec<Span>) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    for span in spans {
        match span {
            Span::Break => lines.push(Vec::new()),
            span => {
                if let Some(line) = lines.last_mut() {
                    line.push(span);
                }
            }
        }
    }
    lines
}
