//! What all formats know of a paper: page sizes, typefaces, title page, proof, texts of ours.

use std::borrow::Cow;

use model::document::{Block, Cell, Document, Layout, Proof, Span};

/// Names of the typefaces by role, as Word knows them. The defaults are those that Chinese official
/// papers use; an office without them configures others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typefaces {
    /// 仿宋: body.
    pub body: String,
    /// 小标宋: titles and the red head.
    pub title: String,
    /// 黑体: headings of the first level, heads of tables.
    pub heading: String,
    /// 楷体: headings of the second level, names of signers.
    pub kai: String,
    /// 宋体: page numbers.
    pub song: String,
    /// Latin letters and digits.
    pub latin: String,
}

impl Default for Typefaces {
    fn default() -> Self {
        Self {
            body: "仿宋_GB2312".into(),
            title: "方正小标宋简体".into(),
            heading: "黑体".into(),
            kai: "楷体_GB2312".into(),
            song: "宋体".into(),
            latin: "Times New Roman".into(),
        }
    }
}

/// Names of the custom properties: code, digest, QR text, number of fields.
pub(crate) const PROPERTIES: [&str; 4] = ["HuhangCode", "HuhangDigest", "HuhangQr", "HuhangFields"];

/// A page, in millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    pub(crate) left: f64,
    pub(crate) right: f64,
}

impl Page {
    /// GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm. Forms and reports use the same
    /// 版心 width; lists lie on their side.
    pub(crate) fn of(layout: Layout) -> Self {
        let page =
            Self { width: 210.0, height: 297.0, top: 37.0, bottom: 35.0, left: 28.0, right: 26.0 };
        match layout {
            Layout::Official => page,
            Layout::Form | Layout::Report => Self { top: 30.0, bottom: 32.0, ..page },
            Layout::Sheet => Self {
                width: 297.0,
                height: 210.0,
                top: 25.0,
                bottom: 30.0,
                left: 20.0,
                right: 20.0,
            },
        }
    }

    pub(crate) fn text_width(&self) -> f64 {
        self.width - self.left - self.right
    }
}

/// Whether the first page is a title page: it ends in a page break (or in the contents of a
/// report) before any table or heading.
pub(crate) fn has_title_page(document: &Document) -> bool {
    let flow = flow(document);
    let ends = flow.iter().find(|block| {
        let Some(block) = block else { return true };
        matches!(**block, Block::PageBreak | Block::Table(_) | Block::Heading { .. })
    });
    let ended =
        ends.is_some_and(|block| block.as_ref().is_none_or(|b| matches!(**b, Block::PageBreak)));
    matches!(document.layout, Layout::Form | Layout::Report) && ended
}

/// The blocks as they are set. A report opens with its title (unless a title block stands there),
/// and its contents come right before the first heading: `None` marks their place.
pub(crate) fn flow(document: &Document) -> Vec<Option<Cow<'_, Block>>> {
    let blocks = document.blocks.iter().map(|block| Some(Cow::Borrowed(block)));
    if document.layout != Layout::Report {
        return blocks.collect();
    }
    let mut flow: Vec<_> = blocks.collect();
    if let Some(mut at) = document.blocks.iter().position(|b| matches!(b, Block::Heading { .. })) {
        while at > 0 && matches!(document.blocks[at - 1], Block::PageBreak) {
            at -= 1;
            flow.remove(at);
        }
        flow.insert(at, None);
    }
    if !document.title.is_empty() && !matches!(document.blocks.first(), Some(Block::Title { .. })) {
        flow.insert(0, Some(Cow::Owned(Block::Title { text: document.title.clone() })));
        flow.insert(0, Some(Cow::Owned(Block::Space { lines: 4 })));
    }
    flow
}

/// Whether a cell is one place to fill: its lines hold nothing but text.
pub(crate) fn is_plain(cell: &Cell) -> bool {
    let text = |span: &Span| matches!(span, Span::Text { .. } | Span::Break);
    cell.lines.iter().flatten().all(text)
}

/// The text of a line, boxes drawn as characters.
pub(crate) fn plain(line: &[Span]) -> String {
    let mut text = String::new();
    for span in line {
        match span {
            Span::Text { text: says, .. } => text.push_str(says),
            Span::Blank { text: says, width, .. } if says.is_empty() => {
                text.push_str(&"_".repeat(usize::from(*width)));
            }
            Span::Blank { text: says, .. } => text.push_str(says),
            Span::Check { label, checked, .. } => {
                text.push(mark(*checked));
                text.push_str(label);
            }
            Span::Break => text.push('\n'),
        }
    }
    text
}

pub(crate) fn mark(checked: bool) -> char {
    if checked { '☑' } else { '☐' }
}

/// What the QR code says.
pub(crate) fn qr_text(proof: &Proof) -> &str {
    if proof.qr.is_empty() { &proof.code } else { &proof.qr }
}

/// The line under each page: code and the head of the digest.
pub(crate) fn proof_line(proof: &Proof) -> String {
    let digest: String = proof.digest.chars().take(16).collect();
    match (proof.code.is_empty(), digest.is_empty()) {
        (false, false) => format!("校验码 {}　摘要 {digest}", proof.code),
        (false, true) => format!("校验码 {}", proof.code),
        (true, false) => format!("摘要 {digest}"),
        (true, true) => String::new(),
    }
}

/// With a full-width colon at its end, and none twice.
pub(crate) fn with_colon(text: &str) -> String {
    format!("{}：", text.trim_end_matches(['：', ':']))
}

/// With a full stop at its end, and none twice.
pub(crate) fn with_stop(text: &str) -> String {
    format!("{}。", text.trim_end_matches(['。', '.']))
}

/// Width of a text in characters of full width, counted in halves.
pub(crate) fn halves(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contents_of_a_report_stand_before_its_first_heading() {
        let heading = Block::Heading { level: 1, text: "一、概述".into() };
        let title = Block::Title { text: "报告".into() };
        let document = Document {
            layout: Layout::Report,
            blocks: vec![title, Block::PageBreak, heading.clone()],
            ..Document::default()
        };
        let places: Vec<bool> = flow(&document).iter().map(Option::is_some).collect();
        assert_eq!(places, [true, false, true]);
        let bare = Document { title: "报告".into(), blocks: vec![heading], ..document };
        let places: Vec<bool> = flow(&bare).iter().map(Option::is_some).collect();
        assert_eq!(places, [true, true, false, true]);
    }

    #[test]
    fn a_title_page_ends_in_a_page_break_before_tables_and_headings() {
        let check = |blocks: Vec<Block>, expected| {
            let document = Document { blocks, ..Document::default() };
            assert_eq!(has_title_page(&document), expected);
        };
        let title = || Block::Title { text: "申报表".into() };
        check(vec![title(), Block::PageBreak], true);
        check(
            vec![title(), Block::Table(model::document::Table::default()), Block::PageBreak],
            false,
        );
        check(vec![title()], false);
    }
}
