//! Document: an official paper, table or report as values; what a procedure says is printed.
//!
//! What it is: blocks, cells, boxes to tick, blanks to fill, seals, all text already resolved.
//! What it is not: a page. Fonts, margins and files are the renderer's (crate `report`).

use serde::{Deserialize, Serialize};

/// How pages look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A form as the authority issued it: title page, tables, plain headings.
    #[default]
    Form,
    /// Official paper 公文 (GB/T 9704): red head, number, body in 仿宋, signature, copies.
    Official,
    /// A report with numbered headings, contents and page numbers.
    Report,
    /// A wide table on landscape pages (a list with many columns).
    Sheet,
}

/// One paper.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub layout: Layout,
    pub title: String,
    /// Shown in the head of each page: 示例 and why, or empty.
    pub banner: String,
    /// Parts of official paper; absent otherwise.
    pub official: Option<Official>,
    pub blocks: Vec<Block>,
    /// The last annex 附件 of official paper, where it is printed with it: on pages of its own after
    /// the signature.
    #[serde(default)]
    pub annex: Vec<Block>,
    /// Proof of what was exported, printed at the foot with its QR code.
    pub proof: Option<Proof>,
}

/// The parts of official paper that stand at fixed places (GB/T 9704-2012).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// 份号, or empty.
    pub copy_number: String,
    /// 密级和保密期限, or empty.
    pub secrecy: String,
    /// 紧急程度, or empty.
    pub urgency: String,
    /// 发文机关标志.
    pub issuers: Vec<String>,
    /// 发文字号.
    pub number: String,
    /// 签发人, for papers that go upwards, or empty.
    pub signed_by: String,
    /// 主送机关.
    pub to: String,
    /// 附件说明.
    pub annexes: Vec<String>,
    /// 发文机关署名.
    pub signature: Vec<String>,
    /// 成文日期.
    pub date: String,
    /// 附注, or empty.
    pub note: String,
    /// 抄送机关, or empty.
    pub copies_to: String,
    /// 印发机关 and 印发日期, or empty.
    pub printed_by: String,
    pub printed_on: String,
}

/// What ties paper to data: printed as text and as a QR code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The export's code, read by people and by the scan matcher: `HH-7K3M-…`.
    pub code: String,
    /// Hex SHA-256 over the canonical data that the paper shows.
    pub digest: String,
    /// What the QR code says.
    pub qr: String,
}

/// One piece of a document, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "block")]
pub enum Block {
    /// Title of a title page or of an annex, centred.
    Title {
        text: String,
    },
    /// Numbered or plain heading; level from 1.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        align: Align,
        indent: bool,
        spans: Vec<Span>,
    },
    /// A line of a title page: label, and what is filled in on a rule.
    Line {
        label: String,
        spans: Vec<Span>,
    },
    Table(Table),
    /// Place of a seal or signature, with what is printed there.
    Seal {
        lines: Vec<String>,
    },
    PageBreak,
    /// Vertical room, in lines of text.
    Space {
        lines: u8,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
    Justify,
}

/// A run within a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "span")]
pub enum Span {
    Text {
        text: String,
        bold: bool,
    },
    /// A blank of a form `____`: what is filled in, or a rule of `width` characters. `field` lets
    /// a filled paper become data again.
    Blank {
        field: String,
        text: String,
        width: u8,
    },
    /// A box to tick, a real check box where the format has one.
    Check {
        field: String,
        code: String,
        label: String,
        checked: bool,
    },
    Break,
}

/// A table; the first `header_rows` repeat on each page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Relative widths of the columns.
    pub widths: Vec<u16>,
    pub header_rows: u16,
    pub rows: Vec<Vec<Cell>>,
    /// Field of the form whose rows these are (a table field), or empty.
    pub field: String,
}

/// One cell; spans to the right and down count columns and rows, from 1. A cell covered by
/// another's span is not listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub columns: u16,
    pub rows: u16,
    pub align: Align,
    pub header: bool,
    /// Field whose value the cell shows, or empty: what import reads back.
    pub field: String,
    /// Lines of the cell.
    pub lines: Vec<Vec<Span>>,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            columns: 1,
            rows: 1,
            align: Align::Left,
            header: false,
            field: String::new(),
            lines: Vec::new(),
        }
    }
}

impl Span {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), bold: false }
    }
}
