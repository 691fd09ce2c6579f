//! `documents/*.yaml`: what a paper is made of. In every text `{…}` prints an expression and
//! `{?field}` a blank of the form.

use model::document::Layout;
use model::form::{Source, Text};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentDefinition {
    pub title: Text,
    /// `docx`, `pdf`, `xlsx`.
    pub formats: Vec<String>,
    #[serde(default)]
    pub layout: Layout,
    pub source: Source,
    /// Forms it shows; the first is the one bare field names belong to.
    #[serde(default)]
    pub of: Vec<String>,
    /// States ever reached that it needs; empty = always.
    #[serde(default)]
    pub from_states: Vec<String>,
    /// `zh` or `en`.
    #[serde(default = "chinese")]
    pub language: String,
    #[serde(default)]
    pub official: Option<OfficialDefinition>,
    pub blocks: Vec<BlockDefinition>,
}

fn chinese() -> String {
    "zh".into()
}

/// Parts of official paper; all are templates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficialDefinition {
    pub copy_number: String,
    pub secrecy: String,
    pub urgency: String,
    pub issuers: Vec<String>,
    pub number: String,
    pub signed_by: String,
    pub to: String,
    pub annexes: Vec<String>,
    pub signature: Vec<String>,
    pub date: String,
    pub note: String,
    pub copies_to: String,
    pub printed_by: String,
    pub printed_on: String,
}

/// One block: exactly one of the keys that name its kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlockDefinition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<BlankLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Of a heading, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of a text: the first line is indented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indent: Option<bool>,
    /// Of a text: `left`, `center`, `right`, `justify`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<model::document::Align>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bold: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowsDefinition>,
    /// A section of a form, all fields as label and value: `section` or `form.section`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// All items of a form with answers and verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// A score with its rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<Vec<String>>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Self>,
    #[serde(rename = "else", skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<Self>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_break: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlankLine {
    pub label: String,
    #[serde(default)]
    pub field: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDefinition {
    pub widths: Vec<u16>,
    #[serde(default)]
    pub header_rows: u16,
    pub rows: Vec<Vec<CellDefinition>>,
}

/// A table field, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsDefinition {
    pub field: String,
    #[serde(default)]
    pub widths: Vec<u16>,
    pub header: Vec<String>,
    pub cells: Vec<RowCell>,
    /// Empty rows printed when there are fewer.
    #[serde(default)]
    pub at_least: u16,
}

/// A text, or a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RowCell {
    Text(String),
    Cell(CellDefinition),
}

/// One cell: a label, a field, check boxes of a field's codes, or a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CellDefinition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<String>,
    /// Codes that the issued paper has no box for: printed only when chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<model::document::Align>,
}
