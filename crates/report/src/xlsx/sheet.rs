//! One worksheet: rows from top to bottom.

use model::document::{Align, Block, Cell, Document, Layout, Span, Table};
use model::error::Fault;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula,
    HeaderImagePosition, Image, Workbook, Worksheet, XlsxError,
};

use super::plan::Segment;
use super::{BETWEEN, Choice, END, Names, fault};
use crate::grid::{Grid, Slot};
use crate::qr::Picture;
use crate::shape::{halves, is_plain, plain, proof_line};
use crate::tag::Tag;

/// Characters of half width that a page holds at the body's size.
const ACROSS: f64 = 88.0;
const ACROSS_LANDSCAPE: f64 = 136.0;
const BODY: f64 = 12.0;

struct Writer<'a> {
    sheet: Worksheet,
    title: &'a str,
    names: &'a mut Names,
    /// Widths of the columns in characters of half width.
    widths: Vec<f64>,
    /// Next free row.
    row: u32,
}

pub(super) fn write(
    workbook: &mut Workbook,
    document: &Document,
    segment: &Segment<'_>,
    title: &str,
    qr: Option<&Picture>,
    names: &mut Names,
) -> Result<(), Fault> {
    let landscape = document.layout == Layout::Sheet;
    let widths = widths(segment.table(), if landscape { ACROSS_LANDSCAPE } else { ACROSS });
    let mut writer = Writer { sheet: Worksheet::new(), title, names, widths, row: 0 };
    writer.page(document, landscape, qr).map_err(|e| fault(&e))?;
    for block in &segment.blocks {
        writer.block(block)?;
        if let Block::Table(table) = &**block
            && !table.field.is_empty()
        {
            let (row, tag) = (writer.row, format!("{}#{END}", table.field));
            writer.names.give(title, row, 0, tag, Vec::new());
        }
    }
    workbook.push_worksheet(writer.sheet);
    Ok(())
}

/// At least two columns: a label and what is filled in.
fn widths(table: Option<&Table>, across: f64) -> Vec<f64> {
    let relative = table.map_or_else(Vec::new, |table| Grid::of(table).widths);
    let relative = if relative.len() < 2 { vec![3, 7] } else { relative };
    let total: f64 = relative.iter().map(|width| f64::from(*width)).sum();
    relative.iter().map(|width| across * f64::from(*width) / total).collect()
}

impl Writer<'_> {
    fn page(
        &mut self,
        document: &Document,
        landscape: bool,
        qr: Option<&Picture>,
    ) -> Result<(), XlsxError> {
        let title = self.title;
        let sheet = &mut self.sheet;
        sheet.set_name(title)?.set_paper_size(9).set_print_fit_to_pages(1, 0);
        if landscape {
            sheet.set_landscape();
        }
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width(column, *width)?;
        }
        if !document.banner.is_empty() {
            sheet.set_header(format!("&C{}", document.banner.replace('&', "&&")));
        }
        let line = document.proof.as_ref().map(proof_line).unwrap_or_default().replace('&', "&&");
        let picture = if qr.is_some() { "&R&G" } else { "" };
        sheet.set_footer(format!("&L{line}&C— &P —{picture}"));
        if let Some(qr) = qr {
            let side = qr.millimetres / 25.4 * 96.0;
            let image = Image::new_from_buffer(&qr.png)?.set_scale_to_size(side, side, true);
            sheet.set_footer_image(&image, HeaderImagePosition::Right)?;
            sheet.set_margins(0.5, 0.5, 0.75, 1.2, 0.3, 0.2);
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), Fault> {
        match block {
            Block::Title { text } => {
                self.line(text, &format(18.0).set_bold().set_align(FormatAlign::Center))
            }
            Block::Heading { text, .. } => self.line(text, &format(14.0).set_bold()),
            Block::Paragraph { align, spans, .. } => self.spans("", spans, *align),
            Block::Line { label, spans } => self.spans(label, spans, Align::Left),
            Block::Table(table) => self.table(table),
            Block::Seal { lines } => {
                lines.iter().try_for_each(|line| self.line(line, &format(BODY)))
            }
            Block::Space { lines } => {
                self.row += u32::from(*lines);
                Ok(())
            }
            Block::PageBreak => Ok(()),
        }
    }

    /// A text across all columns, as high as it needs.
    fn line(&mut self, text: &str, style: &Format) -> Result<(), Fault> {
        let across: f64 = self.widths.iter().sum();
        let last = self.widths.len() - 1;
        let height = height(text, across * 12.0 / 14.0, 22.0);
        self.stretch(0, last, text, style)?;
        self.sheet.set_row_height(self.row, height).map_err(|e| fault(&e))?;
        self.row += 1;
        Ok(())
    }

    /// Writes over columns of the present row.
    fn stretch(&mut self, from: usize, to: usize, text: &str, style: &Format) -> Result<(), Fault> {
        self.area((self.row, from), (self.row, to), text, style)
    }

    fn area(
        &mut self,
        from: (u32, usize),
        to: (u32, usize),
        text: &str,
        style: &Format,
    ) -> Result<(), Fault> {
        let column = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let (first, last) = (column(from.1), column(to.1));
        let done = if from == to {
            self.sheet.write_string_with_format(from.0, first, text, style)
        } else {
            self.sheet.merge_range(from.0, first, to.0, last, text, style)
        };
        done.map(|_| ()).map_err(|e| fault(&e))
    }

    /// A line of a form: each place to fill has a row, its label before it.
    fn spans(&mut self, label: &str, spans: &[Span], align: Align) -> Result<(), Fault> {
        let mut text = label.to_owned();
        let mut filled = false;
        for span in spans {
            match span {
                Span::Blank { field, text: value, .. } if !field.is_empty() => {
                    self.place(&text, field, value)?;
                    text.clear();
                    filled = true;
                }
                other => text.push_str(&plain(std::slice::from_ref(other))),
            }
        }
        if filled && text.trim().is_empty() {
            return Ok(());
        }
        self.line(&text, &format(BODY).set_align(alignment(align)))
    }

    fn place(&mut self, label: &str, field: &str, value: &str) -> Result<(), Fault> {
        let last = self.widths.len() - 1;
        let split = (self.widths.len() * 2 / 5).clamp(1, last);
        self.stretch(0, split - 1, label, &format(BODY))?;
        let style = format(BODY).set_border_bottom(FormatBorder::Thin).set_num_format("@");
        self.stretch(split, last, value, &style)?;
        let tag = Tag::new("", field, "").write()?;
        let column = u16::try_from(split).unwrap_or_default();
        self.names.give(self.title, self.row, column, tag, Vec::new());
        let width: f64 = self.widths[..split].iter().sum();
        self.sheet.set_row_height(self.row, height(label, width, 20.0)).map_err(|e| fault(&e))?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), Fault> {
        let grid = Grid::of(table);
        let first = self.row;
        let heads = u32::from(table.header_rows);
        // In a table field the first row below the heads names the columns.
        let mut lists: Vec<Option<usize>> = vec![None; grid.widths.len()];
        for (at, row) in (0..).zip(&grid.rows) {
            let head = at < heads;
            let names = table.field.is_empty() || at == heads;
            for slot in row {
                if let Slot::Cell { column, columns, rows, cell } = slot {
                    let to = (
                        self.row + u32::try_from(rows - 1).unwrap_or_default(),
                        column + columns - 1,
                    );
                    self.cell((self.row, *column), to, cell, head)?;
                    if !head {
                        self.tag(cell, *column, &table.field, names, &mut lists)?;
                    }
                }
            }
            self.row_height(row)?;
            self.row += 1;
        }
        if heads > 0 {
            let repeat = self.sheet.set_repeat_rows(first, first + heads - 1).map(|_| ());
            repeat
                .and_then(|()| self.sheet.set_freeze_panes(first + heads, 0).map(|_| ()))
                .map_err(|e| fault(&e))?;
        }
        Ok(())
    }

    fn cell(
        &mut self,
        from: (u32, usize),
        to: (u32, usize),
        cell: &Cell,
        head: bool,
    ) -> Result<(), Fault> {
        let head = head || cell.header;
        let align = if cell.header { Align::Center } else { cell.align };
        let mut style = format(BODY).set_border(FormatBorder::Thin).set_align(alignment(align));
        style = if head { style.set_bold() } else { style.set_num_format("@") };
        self.area(from, to, &shown(cell), &style)
    }

    /// Names a cell and gives a cell of boxes its list.
    fn tag(
        &mut self,
        cell: &Cell,
        column: usize,
        table: &str,
        names: bool,
        lists: &mut [Option<usize>],
    ) -> Result<(), Fault> {
        let plain =
            || (if is_plain(cell) { cell.field.clone() } else { String::new() }, Vec::new());
        let (field, list) = choices(cell).unwrap_or_else(plain);
        if field.is_empty() {
            return Ok(());
        }
        let is_list = !list.is_empty();
        let at = u16::try_from(column).unwrap_or_default();
        if names {
            let tag = Tag::new(table, &field, "").write()?;
            lists[column] = Some(self.names.give(self.title, self.row, at, tag, list));
        }
        let Some(entry) = lists[column].filter(|_| is_list) else { return Ok(()) };
        let validation = DataValidation::new()
            .allow_list_formula(Formula::new(self.names.labels(entry)))
            .set_error_style(DataValidationErrorStyle::Information);
        self.sheet
            .add_data_validation(self.row, at, self.row, at, &validation)
            .map(|_| ())
            .map_err(|e| fault(&e))
    }

    /// Excel does not measure merged cells by itself.
    fn row_height(&mut self, row: &[Slot<'_>]) -> Result<(), Fault> {
        let mut most: f64 = 22.0;
        for slot in row {
            if let Slot::Cell { column, columns, rows: 1, cell } = slot {
                let width: f64 = self.widths[*column..column + columns].iter().sum();
                most = most.max(height(&shown(cell), width, 22.0));
            }
        }
        self.sheet.set_row_height(self.row, most).map(|_| ()).map_err(|e| fault(&e))
    }
}

/// What a cell shows: of a list what is chosen, otherwise its lines.
fn shown(cell: &Cell) -> String {
    if choices(cell).is_some() {
        let ticked = cell.lines.iter().flatten().filter_map(|span| match span {
            Span::Check { label, checked: true, .. } => Some(label_of(label)),
            _ => None,
        });
        return ticked.collect::<Vec<_>>().join(&BETWEEN.to_string());
    }
    cell.lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n")
}

fn label_of(label: &str) -> String {
    label.trim_matches(|c: char| c.is_whitespace() || "：:、，,；;".contains(c)).to_owned()
}

/// Field and choices of a cell that holds boxes of one field and no blanks.
fn choices(cell: &Cell) -> Option<(String, Vec<Choice>)> {
    let mut name: Option<&str> = None;
    let mut list = Vec::new();
    for span in cell.lines.iter().flatten() {
        match span {
            Span::Check { field, code, label, .. } => {
                if field.is_empty() || name.is_some_and(|name| name != field) {
                    return None;
                }
                name = Some(field);
                list.push((code.clone(), label_of(label)));
            }
            Span::Blank { .. } => return None,
            Span::Text { text, .. } if !text.trim().is_empty() => return None,
            Span::Text { .. } | Span::Break => {}
        }
    }
    Some((name?.to_owned(), list))
}

fn format(size: f64) -> Format {
    Format::new()
        .set_font_name("仿宋")
        .set_font_size(size)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

fn alignment(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
        Align::Justify => FormatAlign::Justify,
    }
}

/// Height in points of a text in a width of characters.
fn height(text: &str, width: f64, least: f64) -> f64 {
    let lines = text.split('\n').map(|line| {
        let halves = u32::try_from(halves(line)).unwrap_or(u32::MAX);
        (f64::from(halves) * 1.1 / width.max(1.0)).ceil().max(1.0)
    });
    (lines.sum::<f64>() * 17.0 + 5.0).clamp(least, 409.0)
}
