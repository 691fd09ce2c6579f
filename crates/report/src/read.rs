//! Filled papers of ours back as data: docx and xlsx, for a review screen.
//!
//! What it is: what stands in tagged controls and named cells, and the proof of the export.
//! What it is not: it judges no value; the review compares with the export that the proof names.

mod docx;
mod guard;
#[cfg(test)]
mod tests;
mod xlsx;

use model::document::Proof;
use model::error::Fault;
use serde::{Deserialize, Serialize};

pub(crate) use guard::{LARGEST, refuse_programs};

/// What a filled paper says, in the order of the paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Proof of the export it was filled from; absent where a program dropped it.
    pub proof: Option<Proof>,
    /// A field that stands twice on the paper comes twice.
    pub values: Vec<FilledValue>,
    pub checks: Vec<FilledCheck>,
    pub tables: Vec<FilledTable>,
}

/// What stands in a place; empty where nothing was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledValue {
    pub field: String,
    pub text: String,
}

/// A box and whether it is ticked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledCheck {
    pub field: String,
    pub code: String,
    pub checked: bool,
}

/// Rows of a table field; rows without anything filled in are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledTable {
    pub field: String,
    pub rows: Vec<FilledRow>,
}

/// One row: fields are columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledRow {
    pub values: Vec<FilledValue>,
    pub checks: Vec<FilledCheck>,
}

impl FilledRow {
    fn is_empty(&self) -> bool {
        self.values.iter().all(|value| value.text.is_empty())
            && self.checks.iter().all(|check| !check.checked)
    }
}

impl Filled {
    /// The rows of a table field, begun where there are none yet.
    fn table(&mut self, field: &str) -> &mut FilledTable {
        let at = self.tables.iter().position(|table| table.field == field);
        let at = at.unwrap_or_else(|| {
            self.tables.push(FilledTable { field: field.to_owned(), rows: Vec::new() });
            self.tables.len() - 1
        });
        &mut self.tables[at]
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.checks.is_empty() && self.tables.is_empty()
    }

    fn is_ours(&self) -> bool {
        self.proof.is_some() || !self.is_empty()
    }
}

/// Reads a filled docx or xlsx. `name` is the file's name, for what the refusal says only: content
/// decides.
pub fn read(bytes: &[u8], name: &str) -> Result<Filled, Fault> {
    let (kind, mut package) = guard::open(bytes, name)?;
    let mut filled = match kind {
        guard::Kind::Docx => docx::read(&mut package)?,
        guard::Kind::Xlsx => xlsx::read(&mut package, bytes)?,
    };
    let (proof, fields) = proof(&mut package)?;
    filled.proof = proof;
    if filled.is_empty() && fields > 0 {
        return Err(Fault::invalid("document.fields_lost").with("fields", fields));
    }
    if filled.is_ours() { Ok(filled) } else { Err(Fault::invalid("document.not_ours")) }
}

/// The proof among the custom properties, and how many fields the paper went out with.
fn proof(package: &mut guard::Package<'_>) -> Result<(Option<Proof>, u32), Fault> {
    let Some(text) = package.text("docProps/custom.xml")? else { return Ok((None, 0)) };
    let tree = guard::tree(&text, "docProps/custom.xml")?;
    let property = |name: &str| {
        let node = tree.descendants().find(|node| {
            node.tag_name().name() == "property" && node.attribute("name") == Some(name)
        });
        node.and_then(|node| node.children().find(roxmltree::Node::is_element))
            .and_then(|value| value.text())
            .unwrap_or_default()
            .to_owned()
    };
    let [code, digest, qr, fields] = crate::shape::PROPERTIES.map(property);
    let proof = (!code.is_empty() || !digest.is_empty()).then_some(Proof { code, digest, qr });
    Ok((proof, fields.parse().unwrap_or(0)))
}

/// What was filled in, without the room around it and without the rule of an empty blank.
fn tidy(text: &str) -> String {
    let room = |c: char| c.is_whitespace() || matches!(c, '\u{3000}' | '\u{a0}' | '\u{200b}');
    let text = text.trim_matches(room);
    if text.chars().all(|c| c == '_') { String::new() } else { text.to_owned() }
}

/// Characters that people and programs tick with.
fn is_tick(c: char) -> bool {
    matches!(c, '☑' | '☒' | '✓' | '✔' | '√' | '■' | '✗' | '✘')
}
