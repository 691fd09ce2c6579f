//! Papers: a template of the pack and what is known of a filing become a
//! [`model::document::Document`], all text resolved; and a filled paper becomes answers again.
//!
//! What people typed is printed as they typed it: values are never read as templates.
//!
//! Every field on the paper carries its name: `form.field`; in the rows of a table field, whose name
//! the table carries, the column. `:other`, `:answer` and `:note` name parts of a value.

mod compile;
mod print;
mod read;
mod resolve;
mod template;

pub(crate) use compile::compile_all;
pub(crate) use print::Printer;
pub use read::{At, Filled};
pub(crate) use template::{FieldRef, Piece, Template};

use crate::definition::DocumentDefinition;
use crate::expression::Program;

/// A paper, ready to be filled.
#[derive(Debug, Clone)]
pub(crate) struct CompiledDocument {
    pub(crate) definition: DocumentDefinition,
    pub(crate) parts: Vec<Part>,
    /// Official parts, in the order of [`resolve::OFFICIAL`].
    pub(crate) official: Vec<Vec<Template>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Part {
    Title(Template),
    Line { label: String, spans: Template },
    Heading { level: u8, text: Template },
    Text { align: model::document::Align, indent: bool, bold: bool, text: Template },
    Table { widths: Vec<u16>, header_rows: u16, rows: Vec<Vec<CellPart>> },
    Rows(RowsPart),
    Section { form: usize, section: usize },
    Items { form: usize },
    Score { score: usize },
    Seal(Vec<Template>),
    If { condition: Program, then: Vec<Self>, otherwise: Vec<Self> },
    PageBreak,
    Space(u8),
}

#[derive(Debug, Clone)]
pub(crate) struct RowsPart {
    pub(crate) field: FieldRef,
    pub(crate) widths: Vec<u16>,
    pub(crate) header: Vec<String>,
    pub(crate) cells: Vec<CellPart>,
    pub(crate) at_least: u16,
}

#[derive(Debug, Clone)]
pub(crate) struct CellPart {
    pub(crate) what: CellKind,
    pub(crate) columns: u16,
    pub(crate) rows: u16,
    pub(crate) align: Option<model::document::Align>,
}

#[derive(Debug, Clone)]
pub(crate) enum CellKind {
    Label(Template),
    Field(FieldRef),
    /// With the codes that are printed only when chosen.
    Checks(FieldRef, Vec<String>),
    Text(Template),
}

#[cfg(test)]
mod issued;
#[cfg(test)]
mod tests;
