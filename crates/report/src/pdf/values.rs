//! What the template is given: the document, laid on grids, and measures, as JSON.

use model::document::{Block, Cell, Document, Layout, Span, Table};
use model::error::Fault;
use serde_json::{Value, json};

use super::fonts::Fonts;
use crate::grid::{Grid, Slot};
use crate::qr::Picture;
use crate::shape::{Page, flow, has_title_page, proof_line, with_colon, with_stop};

pub(super) fn json(
    document: &Document,
    fonts: &Fonts,
    qr: Option<&Picture>,
) -> Result<String, Fault> {
    let page = Page::of(document.layout);
    let mut blocks = Vec::new();
    for block in flow(document) {
        blocks.push(match block.as_deref() {
            None => json!({ "block": "contents" }),
            Some(block) => drawn(block)?,
        });
    }
    let annex = document.annex.iter().map(drawn).collect::<Result<Vec<_>, _>>()?;
    let values = json!({
        "layout": value(&document.layout)?,
        "title": document.title,
        "banner": document.banner,
        "official": official(document)?,
        "blocks": blocks,
        "annex": annex,
        "title_page": has_title_page(document),
        "proof": document.proof.as_ref().map(proof_line).unwrap_or_default(),
        "qr": qr.map(|qr| qr.millimetres),
        "fonts": value(&fonts.roles())?,
        "page": {
            "width": page.width, "height": page.height, "top": page.top, "bottom": page.bottom,
            "left": page.left, "right": page.right,
        },
    });
    Ok(values.to_string())
}

fn drawn(block: &Block) -> Result<Value, Fault> {
    match block {
        Block::Table(table) => laid(table),
        block => value(block),
    }
}

fn value(what: &impl serde::Serialize) -> Result<Value, Fault> {
    serde_json::to_value(what).map_err(|e| crate::internal(&e))
}

/// The parts of official paper with the signs that the standard wants.
fn official(document: &Document) -> Result<Value, Fault> {
    let Some(official) = document.official.as_ref().filter(|_| document.layout == Layout::Official)
    else {
        return Ok(Value::Null);
    };
    let mut official = official.clone();
    if !official.to.is_empty() {
        official.to = with_colon(&official.to);
    }
    if !official.copies_to.is_empty() {
        official.copies_to = with_stop(&official.copies_to);
    }
    official.note = official.note.trim_matches(['（', '）', '(', ')']).to_owned();
    official.printed_on = official.printed_on.trim_end_matches("印发").to_owned();
    value(&official)
}

/// Cells with their places; head rows only where no cell reaches out of them.
fn laid(table: &Table) -> Result<Value, Fault> {
    let grid = Grid::of(table);
    let mut heads = usize::from(table.header_rows).min(grid.rows.len());
    let mut cells = Vec::new();
    for (y, row) in grid.rows.iter().enumerate() {
        for slot in row {
            if let Slot::Cell { column, columns, rows, cell } = slot {
                if y < heads && y + rows > heads {
                    heads = 0;
                }
                cells.push(placed(cell, *column, y, *columns, *rows)?);
            }
        }
    }
    Ok(json!({ "block": "table", "widths": grid.widths, "heads": heads, "cells": cells }))
}

fn placed(cell: &Cell, x: usize, y: usize, columns: usize, rows: usize) -> Result<Value, Fault> {
    Ok(json!({
        "x": x, "y": y, "columns": columns, "rows": rows,
        "align": if cell.header { "center".into() } else { value(&cell.align)? },
        "header": cell.header,
        "lines": lines(cell)?,
    }))
}

/// The lines of a cell; numbers and codes that are longer than narrow columns may break.
fn lines(cell: &Cell) -> Result<Value, Fault> {
    let mut lines = cell.lines.clone();
    for span in lines.iter_mut().flatten() {
        if let Span::Text { text, .. } = span {
            *text = breakable(text);
        }
    }
    value(&lines)
}

/// A place to break after every fourth sign of a long run of Latin letters and digits.
fn breakable(text: &str) -> String {
    const LONG: usize = 14;
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_ascii_graphic()) {
        let long = piece.chars().filter(char::is_ascii_graphic).count() >= LONG;
        for (at, c) in piece.chars().enumerate() {
            if long && at > 0 && at % 4 == 0 && c.is_ascii_graphic() {
                out.push('\u{200b}');
            }
            out.push(c);
        }
    }
    out
}
