//! docx: Office Open XML (ECMA-376, transitional; w14 for check boxes) written part by part.
//!
//! What it is: paragraphs, tables, content controls whose tags say which field they hold, header,
//! footer with proof, page geometry. Written by hand because no library at hand writes check boxes
//! or tags. The same document gives the same bytes.

mod body;
mod control;
mod official;
mod package;
mod page;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use model::document::{Document, Layout};
use model::error::Fault;

use crate::qr::Picture;
use crate::shape::{Page, Typefaces};
use crate::xml::Xml;

/// The paper as docx, with the typefaces of official papers.
pub fn docx(document: &Document) -> Result<Vec<u8>, Fault> {
    docx_in(document, &Typefaces::default())
}

/// The paper as docx in other typefaces.
pub fn docx_in(document: &Document, typefaces: &Typefaces) -> Result<Vec<u8>, Fault> {
    let qr = document.proof.as_ref().map(crate::shape::qr_text).filter(|text| !text.is_empty());
    let qr = qr.map(crate::qr::picture).transpose()?;
    let mut writer = Writer {
        document,
        page: Page::of(document.layout),
        qr: qr.as_ref(),
        controls: 0,
        bookmarks: 0,
        break_next: false,
        keep_next: false,
    };
    let body = writer.body()?;
    package::pack(&writer, body, typefaces)
}

/// What the parts share while a document is written.
struct Writer<'a> {
    document: &'a Document,
    page: Page,
    qr: Option<&'a Picture>,
    /// Content controls so far: each has a number of its own.
    controls: u32,
    bookmarks: u32,
    /// The next paragraph begins a page.
    break_next: bool,
    /// Paragraphs stay on the page of what follows.
    keep_next: bool,
}

impl Writer<'_> {
    fn layout(&self) -> Layout {
        self.document.layout
    }

    /// Width of the text in twentieths of a point.
    fn text_width(&self) -> u32 {
        twips(self.page.text_width())
    }

    /// A paragraph: opens a page where one was asked for.
    fn paragraph(
        &mut self,
        xml: &mut Xml,
        style: &str,
        properties: impl FnOnce(&mut Xml),
        inside: impl FnOnce(&mut Self, &mut Xml) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let begins_page = std::mem::take(&mut self.break_next);
        let mut done = Ok(());
        xml.node("w:p", &[], |xml| {
            xml.node("w:pPr", &[], |xml| {
                xml.val("w:pStyle", style);
                if self.keep_next {
                    xml.leaf("w:keepNext", &[]);
                }
                if begins_page {
                    xml.leaf("w:pageBreakBefore", &[]);
                }
                properties(xml);
            });
            done = inside(self, xml);
        });
        done
    }

    /// A paragraph of one text.
    fn line(&mut self, xml: &mut Xml, style: &str, text: &str) -> Result<(), Fault> {
        self.paragraph(
            xml,
            style,
            |_| {},
            |_, xml| {
                run(xml, text, Look::default());
                Ok(())
            },
        )
    }
}

/// How a run differs from its paragraph's style.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    bold: bool,
    underline: bool,
    /// Character style.
    style: Option<&'static str>,
}

impl Look {
    fn write(self, xml: &mut Xml) {
        if !self.bold && !self.underline && self.style.is_none() {
            return;
        }
        xml.node("w:rPr", &[], |xml| {
            if let Some(style) = self.style {
                xml.val("w:rStyle", style);
            }
            if self.bold {
                xml.leaf("w:b", &[]);
            }
            if self.underline {
                xml.val("w:u", "single");
            }
        });
    }
}

/// A run of text; line feeds are breaks, tabs are tabs.
fn run(xml: &mut Xml, text: &str, look: Look) {
    if text.is_empty() {
        return;
    }
    xml.node("w:r", &[], |xml| {
        look.write(xml);
        let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        for (at, line) in lines.enumerate() {
            if at > 0 {
                xml.leaf("w:br", &[]);
            }
            for (at, piece) in line.split('\t').enumerate() {
                if at > 0 {
                    xml.leaf("w:tab", &[]);
                }
                if !piece.is_empty() {
                    xml.says("w:t", &[("xml:space", "preserve")], piece);
                }
            }
        }
    });
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths on paper")]
fn twips(millimetres: f64) -> u32 {
    (millimetres * 1440.0 / 25.4).round() as u32
}

/// English metric units, for drawings.
#[expect(clippy::cast_possible_truncation, reason = "lengths on paper")]
fn emu(millimetres: f64) -> i64 {
    (millimetres * 36000.0).round() as i64
}
