//! xlsx: cells by the defined names that lead to them; tags and choices from the hidden sheet.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use model::error::Fault;

use super::guard::{Package, broken};
use super::{Filled, FilledCheck, FilledRow, FilledValue, is_tick, tidy};
use crate::tag::Tag;
use crate::xlsx::{END, FIRST_LABEL, HIDDEN, NAME};

/// Most cells that are looked at, in all worksheets.
const CELLS: usize = 2_000_000;
/// Most rows of a table field.
const ROWS: u32 = 100_000;

type Cells = BTreeMap<(u32, u32), String>;

/// One name: where it leads, and what the hidden sheet says of it.
struct Entry {
    sheet: String,
    row: u32,
    column: u32,
    tag: Tag,
    /// Label → code.
    choices: Vec<(String, String)>,
}

pub(super) fn read(_package: &mut Package<'_>, bytes: &[u8]) -> Result<Filled, Fault> {
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| broken("xlsx"))?;
    let names = book.defined_names().to_vec();
    let mut left = CELLS;
    let mut sheets = BTreeMap::new();
    for sheet in book.sheet_names() {
        let cells = cells(&mut book, &sheet, &mut left)?;
        sheets.insert(sheet, cells);
    }
    let Some(hidden) = sheets.remove(HIDDEN) else { return Ok(Filled::default()) };
    let entries = entries(&names, &hidden);
    let mut filled = Filled::default();
    for entry in entries.iter().filter(|entry| entry.tag.table.is_empty()) {
        let text = sheets.get(&entry.sheet).and_then(|cells| cells.get(&(entry.row, entry.column)));
        let (values, checks) = cell(entry, text.map_or("", String::as_str));
        filled.values.extend(values);
        filled.checks.extend(checks);
    }
    tables(&entries, &sheets, &mut filled);
    Ok(filled)
}

/// Cells one after another: a sheet whose corners lie far apart costs nothing.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, left: &mut usize) -> Result<Cells, Fault> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|_| broken(sheet))?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().map_err(|_| broken(sheet))? {
        *left = left.checked_sub(1).ok_or_else(|| {
            Fault::invalid("document.bomb").with("measure", "cells").with("value", CELLS)
        })?;
        let text = tidy(&text(cell.get_value()));
        if !text.is_empty() {
            cells.insert(cell.get_position(), text);
        }
    }
    Ok(cells)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn entries(names: &[(String, String)], hidden: &Cells) -> Vec<Entry> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
    for ((row, column), text) in hidden {
        rows.entry(*row).or_default().insert(*column, text);
    }
    let places: BTreeMap<&str, (String, u32, u32)> = names
        .iter()
        .filter(|(name, _)| name.starts_with(NAME))
        .filter_map(|(name, reference)| Some((name.as_str(), place(reference)?)))
        .collect();
    let entry = |row: &BTreeMap<u32, &str>| {
        let (sheet, at, column) = places.get(row.get(&0)?)?.clone();
        Some(Entry { sheet, row: at, column, tag: Tag::read(row.get(&1)?)?, choices: choices(row) })
    };
    rows.values().filter_map(entry).collect()
}

/// Labels, then as many codes.
fn choices(row: &BTreeMap<u32, &str>) -> Vec<(String, String)> {
    let cells: Vec<&str> = row.range(u32::from(FIRST_LABEL)..).map(|(_, text)| *text).collect();
    let (labels, codes) = cells.split_at(cells.len() / 2);
    labels
        .iter()
        .zip(codes)
        .map(|(label, code)| ((*label).to_owned(), (*code).to_owned()))
        .collect()
}

/// `'a sheet'!$B$3`, or the first cell of a range.
fn place(reference: &str) -> Option<(String, u32, u32)> {
    let (sheet, cell) = reference.trim_start_matches('=').rsplit_once('!')?;
    let sheet = sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')).unwrap_or(sheet);
    let cell = cell.split(':').next()?.replace('$', "");
    let digits = cell.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = cell.split_at(digits);
    let column = letters.bytes().try_fold(0u32, |sum, letter| {
        let value = u32::from(letter.checked_sub(b'A').filter(|v| *v < 26)?) + 1;
        sum.checked_mul(26)?.checked_add(value)
    })?;
    Some((
        sheet.replace("''", "'"),
        row.parse::<u32>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

/// A cell's value, or what is chosen of its list; words that the list does not know come as text.
fn cell(entry: &Entry, text: &str) -> (Option<FilledValue>, Vec<FilledCheck>) {
    let field = &entry.tag.field;
    let value = |text: &str| Some(FilledValue { field: field.clone(), text: text.to_owned() });
    if entry.choices.is_empty() {
        return (value(text), Vec::new());
    }
    let mut unknown: Vec<&str> = Vec::new();
    let mut chosen = Vec::new();
    let between = |c: char| "、，,；;\n".contains(c) || is_tick(c);
    for word in text.split(between).map(str::trim).filter(|word| !word.is_empty()) {
        let known = entry.choices.iter().find(|(label, code)| label == word || code == word);
        match known {
            Some((_, code)) => chosen.push(code),
            None => unknown.push(word),
        }
    }
    let check = |(_, code): &(String, String)| FilledCheck {
        field: field.clone(),
        code: code.clone(),
        checked: chosen.contains(&code),
    };
    let checks = entry.choices.iter().map(check).collect();
    ((!unknown.is_empty()).then(|| value(&unknown.join("、"))).flatten(), checks)
}

/// Rows from the named row to the end's name, or to the last row that holds anything.
fn tables(entries: &[Entry], sheets: &BTreeMap<String, Cells>, filled: &mut Filled) {
    for end in entries.iter().filter(|entry| entry.tag.field == END) {
        let same = |entry: &&Entry| entry.tag.table == end.tag.table && entry.tag.field != END;
        let columns: Vec<&Entry> =
            entries.iter().filter(same).filter(|e| e.sheet == end.sheet).collect();
        let (Some(first), Some(cells)) =
            (columns.iter().map(|entry| entry.row).min(), sheets.get(&end.sheet))
        else {
            continue;
        };
        let table = filled.table(&end.tag.table);
        let named = |row: u32| {
            entries.iter().any(|e| e.sheet == end.sheet && e.row == row && e.row > end.row)
        };
        let filled_in =
            |row: u32| columns.iter().filter(|e| cells.contains_key(&(row, e.column))).count();
        for row in first..first.saturating_add(ROWS) {
            // Rows typed below the table count as long as they look like its rows.
            if row >= end.row && (named(row) || filled_in(row) < 2.min(columns.len())) {
                break;
            }
            let mut found = FilledRow::default();
            for entry in &columns {
                let text = cells.get(&(row, entry.column)).map_or("", String::as_str);
                let (value, checks) = cell(entry, text);
                found.values.extend(value);
                found.checks.extend(checks);
            }
            if !found.is_empty() {
                table.rows.push(found);
            }
        }
    }
}
