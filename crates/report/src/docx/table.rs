//! Tables: grid, merged cells, head rows that repeat, cells that hold a field.

use model::document::{Align, Cell, Table};
use model::error::Fault;

use super::body::align_value;
use super::control::Place;
use super::{Look, Writer};
use crate::grid::{Grid, Slot};
use crate::shape::{is_plain, plain};
use crate::tag::Tag;
use crate::xml::Xml;

impl Writer<'_> {
    pub(super) fn table(&mut self, xml: &mut Xml, table: &Table) -> Result<(), Fault> {
        let grid = Grid::of(table);
        let widths = self.widths(&grid.widths);
        let mut inside = Xml::piece();
        for (at, row) in grid.rows.iter().enumerate() {
            let head = at < usize::from(table.header_rows);
            self.row(&mut inside, row, &widths, head, &table.field)?;
        }
        xml.node("w:tbl", &[], |xml| {
            properties(xml, widths.iter().sum());
            xml.node("w:tblGrid", &[], |xml| {
                for width in &widths {
                    xml.leaf("w:gridCol", &[("w:w", &width.to_string())]);
                }
            });
            xml.take(&inside);
        });
        Ok(())
    }

    /// Relative widths as parts of the text's width.
    fn widths(&self, relative: &[u16]) -> Vec<u32> {
        let total: u32 = relative.iter().map(|width| u32::from(*width)).sum();
        relative.iter().map(|width| self.text_width() * u32::from(*width) / total.max(1)).collect()
    }

    fn row(
        &mut self,
        xml: &mut Xml,
        row: &[Slot<'_>],
        widths: &[u32],
        head: bool,
        table: &str,
    ) -> Result<(), Fault> {
        let mut cells = Xml::piece();
        for slot in row {
            match slot {
                Slot::Cell { column, columns, rows, cell } => {
                    let width = sum(widths, *column, *columns);
                    let mut inside = Xml::piece();
                    self.cell(&mut inside, cell, table, head)?;
                    let merge = (*rows > 1).then_some("restart");
                    write_cell(&mut cells, width, *columns, merge, &inside);
                }
                Slot::Covered { column, columns } => {
                    let width = sum(widths, *column, *columns);
                    let mut inside = Xml::piece();
                    self.line(&mut inside, "TableText", "")?;
                    write_cell(&mut cells, width, *columns, Some("continue"), &inside);
                }
            }
        }
        xml.node("w:tr", &[], |xml| {
            if head {
                xml.node("w:trPr", &[], |xml| {
                    xml.leaf("w:cantSplit", &[]);
                    xml.leaf("w:tblHeader", &[]);
                });
            }
            xml.take(&cells);
        });
        Ok(())
    }

    fn cell(&mut self, xml: &mut Xml, cell: &Cell, table: &str, head: bool) -> Result<(), Fault> {
        let style = if head || cell.header { "TableHead" } else { "TableText" };
        let align =
            if cell.header && cell.align == Align::Left { Align::Center } else { cell.align };
        let justify = |xml: &mut Xml| xml.val("w:jc", align_value(align));
        if !cell.field.is_empty() && is_plain(cell) {
            let text = cell.lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n");
            return self.paragraph(xml, style, justify, |writer, xml| {
                let tag = Tag::new(table, &cell.field, "");
                let name = &cell.field;
                let place = Place {
                    tag,
                    name,
                    text: &text,
                    empty: "\u{3000}\u{3000}",
                    look: Look::default(),
                };
                writer.place(xml, &place)
            });
        }
        if cell.lines.is_empty() {
            return self.line(xml, style, "");
        }
        cell.lines.iter().try_for_each(|line| {
            self.paragraph(xml, style, justify, |writer, xml| writer.spans(xml, line, table))
        })
    }
}

fn sum(widths: &[u32], column: usize, columns: usize) -> u32 {
    widths.iter().skip(column).take(columns).sum()
}

fn write_cell(xml: &mut Xml, width: u32, columns: usize, merge: Option<&str>, inside: &Xml) {
    xml.node("w:tc", &[], |xml| {
        xml.node("w:tcPr", &[], |xml| {
            xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            if columns > 1 {
                xml.val("w:gridSpan", columns);
            }
            if let Some(merge) = merge {
                xml.val("w:vMerge", merge);
            }
            xml.val("w:vAlign", "center");
        });
        xml.take(inside);
    });
}

fn properties(xml: &mut Xml, width: u32) {
    xml.node("w:tblPr", &[], |xml| {
        xml.leaf("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        xml.val("w:jc", "center");
        xml.node("w:tblBorders", &[], |xml| {
            for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
                border(xml, side, 4, "000000");
            }
        });
        xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
        xml.node("w:tblCellMar", &[], |xml| {
            for (side, room) in [("left", "85"), ("right", "85")] {
                xml.leaf(&format!("w:{side}"), &[("w:w", room), ("w:type", "dxa")]);
            }
        });
    });
}

/// A border; `eighths` of a point.
pub(super) fn border(xml: &mut Xml, side: &str, eighths: u32, colour: &str) {
    let size = eighths.to_string();
    let kind = if eighths == 0 { "nil" } else { "single" };
    let attributes = [("w:val", kind), ("w:sz", &size), ("w:space", "0"), ("w:color", colour)];
    xml.leaf(&format!("w:{side}"), &attributes);
}
