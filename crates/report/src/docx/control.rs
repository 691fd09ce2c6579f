//! Content controls: places to fill and boxes to tick that keep the field they belong to.

use model::document::Span;
use model::error::Fault;

use super::{Look, Writer, run};
use crate::shape::{halves, mark};
use crate::tag::Tag;
use crate::xml::Xml;

/// A place to fill: its tag, what stands there, and what shows while nothing does.
pub(super) struct Place<'a> {
    pub(super) tag: Tag,
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) empty: &'a str,
    pub(super) look: Look,
}

impl Writer<'_> {
    /// A line's spans, within the rows of `table` where that is not empty.
    pub(super) fn spans(
        &mut self,
        xml: &mut Xml,
        spans: &[Span],
        table: &str,
    ) -> Result<(), Fault> {
        for span in spans {
            match span {
                Span::Text { text, bold } => {
                    run(xml, text, Look { bold: *bold, ..Look::default() });
                }
                Span::Blank { field, text, width } => {
                    self.blank(xml, Tag::new(table, field, ""), text, *width)?;
                }
                Span::Check { field, code, label, checked } => {
                    self.check(xml, &Tag::new(table, field, code), label, *checked)?;
                    run(xml, label, Look::default());
                }
                Span::Break => xml.node("w:r", &[], |xml| xml.leaf("w:br", &[])),
            }
        }
        Ok(())
    }

    /// A blank on a rule; what is filled in is followed by the rest of the rule.
    fn blank(&mut self, xml: &mut Xml, tag: Tag, text: &str, width: u8) -> Result<(), Fault> {
        let look = Look { underline: width > 0, ..Look::default() };
        let rule = usize::from(width.max(1));
        let rest = if width == 0 { 0 } else { (2 * rule).saturating_sub(halves(text)) };
        let empty = "\u{3000}".repeat(rule);
        if tag.field.is_empty() {
            run(xml, if text.is_empty() { &empty } else { text }, look);
        } else {
            let name = tag.field.clone();
            self.place(xml, &Place { tag, name: &name, text, empty: &empty, look })?;
        }
        if !text.is_empty() {
            run(xml, &"\u{a0}".repeat(rest), look);
        }
        Ok(())
    }

    /// A control within a line. Not limited to plain text: people may paste lines, and LibreOffice
    /// keeps the look of such controls only.
    pub(super) fn place(&mut self, xml: &mut Xml, place: &Place<'_>) -> Result<(), Fault> {
        let tag = place.tag.write()?;
        let id = self.number();
        let is_empty = place.text.is_empty();
        xml.node("w:sdt", &[], |xml| {
            xml.node("w:sdtPr", &[], |xml| {
                place.look.write(xml);
                xml.val("w:alias", place.name);
                xml.val("w:tag", &tag);
                xml.val("w:id", id);
                if is_empty {
                    xml.leaf("w:showingPlcHdr", &[]);
                }
            });
            let text = if is_empty { place.empty } else { place.text };
            xml.node("w:sdtContent", &[], |xml| run(xml, text, place.look));
        });
        Ok(())
    }

    /// A check box of Word 2010 and later; others show its character.
    fn check(&mut self, xml: &mut Xml, tag: &Tag, label: &str, checked: bool) -> Result<(), Fault> {
        let sign = mark(checked).to_string();
        let box_look = Look { style: Some("CheckBox"), ..Look::default() };
        if tag.field.is_empty() {
            run(xml, &sign, box_look);
            return Ok(());
        }
        let tag = tag.write()?;
        let id = self.number();
        let state = |xml: &mut Xml, name: &str, code: &str| {
            xml.leaf(name, &[("w14:val", code), ("w14:font", "Segoe UI Symbol")]);
        };
        xml.node("w:sdt", &[], |xml| {
            xml.node("w:sdtPr", &[], |xml| {
                box_look.write(xml);
                xml.val("w:alias", label);
                xml.val("w:tag", &tag);
                xml.val("w:id", id);
                xml.node("w14:checkbox", &[], |xml| {
                    xml.leaf("w14:checked", &[("w14:val", if checked { "1" } else { "0" })]);
                    state(xml, "w14:checkedState", "2611");
                    state(xml, "w14:uncheckedState", "2610");
                });
            });
            xml.node("w:sdtContent", &[], |xml| run(xml, &sign, box_look));
        });
        Ok(())
    }

    fn number(&mut self) -> u32 {
        self.controls += 1;
        100_000 + self.controls
    }
}
