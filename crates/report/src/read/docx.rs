//! docx: content controls by their tags; rows of table fields by the columns that tagged cells
//! show, so that rows which people added count too.

use std::collections::BTreeMap;

use model::error::Fault;
use roxmltree::Node;

use super::guard::{Package, broken, tree};
use super::{Filled, FilledCheck, FilledRow, FilledValue, is_tick, tidy};
use crate::tag::Tag;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const W14: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
const FALLBACK: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
/// What Word and WPS show in an emptied control.
const PROMPTS: [&str; 4] = ["单击", "点击", "Click", "请输入"];

pub(super) fn read(package: &mut Package<'_>) -> Result<Filled, Fault> {
    let main = main_part(package)?;
    let text = package.text(&main)?.ok_or_else(|| broken(&main))?;
    let tree = tree(&text, &main)?;
    let mut filled = Filled::default();
    for node in tree.descendants() {
        if is(node, "sdt") {
            control(node, &mut filled);
        } else if is(node, "tbl") {
            table(node, &mut filled);
        }
    }
    Ok(filled)
}

/// Programs name the main part as they like; the package's relationships say how.
fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    let text = package.text("_rels/.rels")?.unwrap_or_default();
    let tree = tree(&text, "_rels/.rels")?;
    let office = |node: &Node<'_, '_>| {
        node.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
    };
    let target = tree.descendants().find(office).and_then(|node| node.attribute("Target"));
    Ok(target.unwrap_or("word/document.xml").trim_start_matches('/').to_owned())
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((W, name))
}

fn tag(control: Node<'_, '_>) -> Option<Tag> {
    let properties = control.children().find(|node| is(*node, "sdtPr"))?;
    let tag = properties.children().find(|node| is(*node, "tag"))?;
    Tag::read(tag.attribute((W, "val"))?)
}

fn control(node: Node<'_, '_>, filled: &mut Filled) {
    let Some(tag) = tag(node).filter(|tag| tag.table.is_empty()) else { return };
    if tag.code.is_empty() {
        filled.values.push(FilledValue { field: tag.field, text: value(node) });
    } else {
        filled.checks.push(check(node, tag));
    }
}

fn check(node: Node<'_, '_>, tag: Tag) -> FilledCheck {
    let says = |value: &str| matches!(value, "1" | "true" | "on");
    let flag = node.descendants().find(|node| node.has_tag_name((W14, "checked")));
    let flag = flag.and_then(|node| node.attribute((W14, "val"))).is_some_and(says);
    let drawn = content(node).is_some_and(|content| text(content).contains(is_tick));
    FilledCheck { field: tag.field, code: tag.code, checked: flag || drawn }
}

fn content<'a, 'i>(control: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    control.children().find(|node| is(*node, "sdtContent"))
}

/// What a control holds; a prompt is nothing.
fn value(control: Node<'_, '_>) -> String {
    let Some(content) = content(control) else { return String::new() };
    let text = tidy(&text(content));
    let prompting = control
        .children()
        .filter(|node| is(*node, "sdtPr"))
        .any(|properties| properties.children().any(|node| is(node, "showingPlcHdr")));
    let styled = content.descendants().any(|node| {
        is(node, "rStyle")
            && node.attribute((W, "val")).is_some_and(|style| style.contains("Placeholder"))
    });
    let prompt = prompting && (styled || PROMPTS.iter().any(|prompt| text.starts_with(prompt)));
    if prompt { String::new() } else { text }
}

/// The text below a node: paragraphs and breaks are lines.
fn text(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    let mut paragraphs = 0;
    for node in node.descendants() {
        if is(node, "p") {
            paragraphs += 1;
            if paragraphs > 1 {
                text.push('\n');
            }
        } else if is(node, "br") || is(node, "cr") {
            text.push('\n');
        } else if is(node, "tab") && node.parent().is_some_and(|run| is(run, "r")) {
            text.push('\t');
        } else if is(node, "t") && !repeated(node) {
            text.push_str(node.text().unwrap_or_default());
        }
    }
    text
}

/// Whether another branch of the same content says it too.
fn repeated(node: Node<'_, '_>) -> bool {
    node.ancestors().any(|node| node.has_tag_name((FALLBACK, "Fallback")))
}

/// A cell on its grid.
struct Place<'a, 'i> {
    column: usize,
    cell: Node<'a, 'i>,
    controls: Vec<(Tag, Node<'a, 'i>)>,
}

fn table(node: Node<'_, '_>, filled: &mut Filled) {
    // Column → (table, field), from the first row that has tags.
    let mut columns: BTreeMap<usize, (String, String)> = BTreeMap::new();
    for row in own(node, "tr", "tbl") {
        let places = places(row);
        for place in &places {
            if let Some((tag, _)) = place.controls.first() {
                columns
                    .entry(place.column)
                    .or_insert_with(|| (tag.table.clone(), tag.field.clone()));
            }
        }
        let Some((field, _)) = columns.values().next().cloned() else { continue };
        let row = read_row(&places, &columns);
        let table = filled.table(&field);
        if !row.is_empty() {
            table.rows.push(row);
        }
    }
}

/// Descendants of a name that belong to this very table or row, not to one within it.
fn own<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
    owner: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    let belongs = move |inner: &Node<'a, 'i>| {
        is(*inner, name) && inner.ancestors().skip(1).find(|above| is(*above, owner)) == Some(node)
    };
    node.descendants().filter(belongs)
}

fn places<'a, 'i>(row: Node<'a, 'i>) -> Vec<Place<'a, 'i>> {
    let number = |node: Node<'_, '_>, name: &str| {
        let found = node.descendants().find(|node| is(*node, name));
        found.and_then(|node| node.attribute((W, "val"))?.parse::<usize>().ok())
    };
    let properties = row.children().find(|node| is(*node, "trPr"));
    let mut column = properties.and_then(|node| number(node, "gridBefore")).unwrap_or(0);
    let mut places = Vec::new();
    for cell in own(row, "tc", "tr") {
        let around =
            cell.ancestors().take_while(|node| *node != row).filter(|node| is(*node, "sdt"));
        let inside = cell.descendants().filter(|node| is(*node, "sdt"));
        let controls = around.chain(inside);
        let controls = controls.filter_map(|node| Some((tag(node)?, node)));
        let controls = controls.filter(|(tag, _)| !tag.table.is_empty()).collect();
        places.push(Place { column, cell, controls });
        let properties = cell.children().find(|node| is(*node, "tcPr"));
        column += properties.and_then(|node| number(node, "gridSpan")).unwrap_or(1).clamp(1, 1024);
    }
    places
}

fn read_row(places: &[Place<'_, '_>], columns: &BTreeMap<usize, (String, String)>) -> FilledRow {
    let mut row = FilledRow::default();
    for place in places {
        if place.controls.is_empty() {
            // A row that somebody added: no controls, but the columns say what is meant.
            if let Some((_, field)) = columns.get(&place.column) {
                let text = tidy(&text(place.cell));
                row.values.push(FilledValue { field: field.clone(), text });
            }
            continue;
        }
        for (tag, node) in &place.controls {
            if tag.code.is_empty() {
                row.values.push(FilledValue { field: tag.field.clone(), text: value(*node) });
            } else {
                row.checks.push(check(*node, tag.clone()));
            }
        }
    }
    row
}
