//! The main part: blocks from top to bottom, the contents of a report, the section's geometry.

use model::document::{Align, Block, Layout, Span};
use model::error::Fault;

use super::{Look, Writer, run};
use crate::shape;
use crate::xml::Xml;

/// Namespaces of the parts that hold text.
pub(super) const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("xmlns:w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("mc:Ignorable", "w14"),
];

impl Writer<'_> {
    pub(super) fn body(&mut self) -> Result<Xml, Fault> {
        let mut inside = Xml::piece();
        let official =
            self.document.official.as_ref().filter(|_| self.layout() == Layout::Official);
        if let Some(official) = official {
            self.head(&mut inside, official)?;
        }
        self.blocks(&mut inside)?;
        if let Some(official) = official {
            self.tail(&mut inside, official)?;
        }
        self.section(&mut inside);
        let mut xml = Xml::part();
        xml.node("w:document", NAMESPACES, |xml| {
            xml.node("w:body", &[], |xml| xml.take(&inside));
        });
        Ok(xml)
    }

    fn blocks(&mut self, xml: &mut Xml) -> Result<(), Fault> {
        let document = self.document;
        let flow = shape::flow(document);
        let mut after_table = false;
        for (at, block) in flow.iter().enumerate() {
            let Some(block) = block else {
                self.contents(xml)?;
                continue;
            };
            let table = matches!(**block, Block::Table(_));
            if table && (after_table || self.break_next) {
                self.line(xml, "Gap", "")?;
            }
            let last = at + 1 == flow.len();
            self.keep_next = last && self.signed() && matches!(**block, Block::Paragraph { .. });
            self.block(xml, block)?;
            after_table = table;
        }
        // Word wants a paragraph after a table that ends a document.
        if after_table || self.break_next {
            self.line(xml, "Gap", "")?;
        }
        Ok(())
    }

    /// Whether a signature follows the body: no page holds it without some of the text (7.3.5).
    fn signed(&self) -> bool {
        self.layout() == Layout::Official && self.document.official.is_some()
    }

    pub(super) fn block(&mut self, xml: &mut Xml, block: &Block) -> Result<(), Fault> {
        match block {
            Block::Title { text } => self.line(xml, "PaperTitle", text),
            Block::Heading { level, text } => self.heading(xml, *level, text),
            Block::Paragraph { align, indent, spans } => {
                let style = if *indent { "BodyIndent" } else { "BodyFlat" };
                let align = align_value(*align);
                self.paragraph(
                    xml,
                    style,
                    |xml| xml.val("w:jc", align),
                    |w, xml| w.spans(xml, spans, ""),
                )
            }
            Block::Line { label, spans } => self.title_line(xml, label, spans),
            Block::Table(table) => self.table(xml, table),
            Block::Seal { lines } => lines.iter().try_for_each(|line| self.line(xml, "Seal", line)),
            Block::PageBreak => {
                self.break_next = true;
                Ok(())
            }
            Block::Space { lines } => (0..*lines).try_for_each(|_| self.line(xml, "BodyFlat", "")),
        }
    }

    fn title_line(&mut self, xml: &mut Xml, label: &str, spans: &[Span]) -> Result<(), Fault> {
        self.paragraph(
            xml,
            "TitleLine",
            |_| {},
            |w, xml| {
                run(xml, label, Look::default());
                w.spans(xml, spans, "")
            },
        )
    }

    fn heading(&mut self, xml: &mut Xml, level: u8, text: &str) -> Result<(), Fault> {
        let style = format!("Heading{}", level.clamp(1, 4));
        self.bookmarks += 1;
        let (id, name) = (self.bookmarks.to_string(), bookmark(self.bookmarks));
        self.paragraph(
            xml,
            &style,
            |_| {},
            |_, xml| {
                xml.leaf("w:bookmarkStart", &[("w:id", &id), ("w:name", &name)]);
                run(xml, text, Look::default());
                xml.leaf("w:bookmarkEnd", &[("w:id", &id)]);
                Ok(())
            },
        )
    }

    /// Contents: a field that Word fills with page numbers; the headings stand in it already.
    fn contents(&mut self, xml: &mut Xml) -> Result<(), Fault> {
        let document = self.document;
        self.break_next = true;
        self.line(xml, "ContentsTitle", "目　录")?;
        let headings: Vec<(u8, &str)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level, text } if *level <= 3 => Some((*level, text.as_str())),
                _ => None,
            })
            .collect();
        let numbers = document.blocks.iter().filter_map(|block| match block {
            Block::Heading { level, .. } => Some(*level),
            _ => None,
        });
        let numbers = numbers.enumerate().filter(|(_, level)| *level <= 3).map(|(at, _)| at + 1);
        let numbers: Vec<usize> = numbers.collect();
        let last = headings.len().saturating_sub(1);
        for (at, ((level, text), number)) in headings.iter().zip(numbers).enumerate() {
            let name = bookmark(u32::try_from(number).unwrap_or_default());
            let style = format!("TOC{}", (*level).clamp(1, 3));
            self.paragraph(
                xml,
                &style,
                |_| {},
                |_, xml| {
                    if at == 0 {
                        field_begin(xml, " TOC \\o \"1-3\" \\h \\z \\u ", true);
                    }
                    xml.node("w:hyperlink", &[("w:anchor", &name), ("w:history", "1")], |xml| {
                        run(xml, &format!("{text}\t"), Look::default());
                        field_begin(xml, &format!(" PAGEREF {name} \\h "), true);
                        run(xml, "…", Look::default());
                        field_end(xml);
                    });
                    if at == last {
                        field_end(xml);
                    }
                    Ok(())
                },
            )?;
        }
        self.break_next = true;
        Ok(())
    }
}

/// Begin of a field up to its result; `dirty` asks the program to compute it when it opens.
pub(super) fn field_begin(xml: &mut Xml, code: &str, dirty: bool) {
    let kind = |xml: &mut Xml, kind: &str, dirty: bool| {
        let mut attributes = vec![("w:fldCharType", kind)];
        if dirty {
            attributes.push(("w:dirty", "1"));
        }
        xml.node("w:r", &[], |xml| xml.leaf("w:fldChar", &attributes));
    };
    kind(xml, "begin", dirty);
    xml.node("w:r", &[], |xml| xml.says("w:instrText", &[("xml:space", "preserve")], code));
    kind(xml, "separate", false);
}

pub(super) fn field_end(xml: &mut Xml) {
    xml.node("w:r", &[], |xml| xml.leaf("w:fldChar", &[("w:fldCharType", "end")]));
}

fn bookmark(number: u32) -> String {
    format!("_Toc{number:08}")
}

pub(super) fn align_value(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "both",
    }
}
