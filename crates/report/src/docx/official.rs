//! Official paper: what stands above and below the body, after GB/T 9704-2012 (7.2 版头,
//! 7.3 主体, 7.4 版记).

use model::document::Official;
use model::error::Fault;

use super::table::border;
use super::{Look, Writer, run, twips};
use crate::shape::{halves, with_colon, with_stop};
use crate::xml::Xml;

/// Twentieths of a point of a character of the body (3 号), and of its line.
const CHARACTER: usize = 320;
const LINE: u32 = 579;

impl Writer<'_> {
    /// 版头, title and 主送机关.
    pub(super) fn head(&mut self, xml: &mut Xml, official: &Official) -> Result<(), Fault> {
        let mut lines = 0;
        for (style, text) in [
            ("BodyFlat", &official.copy_number),
            ("Secrecy", &official.secrecy),
            ("Secrecy", &official.urgency),
        ] {
            if !text.is_empty() {
                self.line(xml, style, text)?;
                lines += 1;
            }
        }
        if lines == 0 {
            self.line(xml, "BodyFlat", "")?;
            lines = 1;
        }
        // 7.2.4: the head's upper edge is 35 mm below the upper edge of the text area.
        let mut before = twips(35.0).saturating_sub(lines * LINE);
        for issuer in &official.issuers {
            self.issuer(xml, issuer, before)?;
            before = 0;
        }
        for _ in 0..2 {
            self.line(xml, "BodyFlat", "")?;
        }
        self.number_line(xml, official)?;
        for _ in 0..2 {
            self.line(xml, "BodyFlat", "")?;
        }
        let title = self.document.title.clone();
        self.line(xml, "PaperTitle", &title)?;
        self.line(xml, "BodyFlat", "")?;
        if official.to.is_empty() {
            return Ok(());
        }
        self.line(xml, "BodyFlat", &with_colon(&official.to))
    }

    fn issuer(&mut self, xml: &mut Xml, issuer: &str, before: u32) -> Result<(), Fault> {
        // As large as one line holds, at most 62 points.
        let room = usize::try_from(self.text_width() / 20).unwrap_or_default();
        let points = (2 * room / halves(issuer).max(1)).clamp(22, 62);
        let spacing = |xml: &mut Xml| {
            xml.leaf("w:spacing", &[("w:before", &before.to_string()), ("w:after", "0")]);
        };
        self.paragraph(xml, "RedHead", spacing, |_, xml| {
            xml.node("w:r", &[], |xml| {
                xml.node("w:rPr", &[], |xml| {
                    xml.val("w:sz", points * 2);
                    xml.val("w:szCs", points * 2);
                });
                xml.says("w:t", &[("xml:space", "preserve")], issuer);
            });
            Ok(())
        })
    }

    /// 发文字号, 签发人 and the red rule 4 mm below (7.2.5 to 7.2.7).
    fn number_line(&mut self, xml: &mut Xml, official: &Official) -> Result<(), Fault> {
        let upward = !official.signed_by.is_empty();
        let end = (self.text_width() - 320).to_string();
        let rule = |xml: &mut Xml| {
            xml.node("w:pBdr", &[], |xml| {
                let attributes =
                    [("w:val", "single"), ("w:sz", "12"), ("w:space", "11"), ("w:color", "FF0000")];
                xml.leaf("w:bottom", &attributes);
            });
            if upward {
                xml.node("w:tabs", &[], |xml| {
                    xml.leaf("w:tab", &[("w:val", "right"), ("w:pos", &end)])
                });
                xml.leaf("w:ind", &[("w:left", "320")]);
            }
            xml.val("w:jc", if upward { "left" } else { "center" });
        };
        self.paragraph(xml, "BodyFlat", rule, |_, xml| {
            run(xml, &official.number, Look::default());
            if upward {
                run(xml, "\t签发人：", Look::default());
                run(xml, &official.signed_by, Look { style: Some("Signer"), ..Look::default() });
            }
            Ok(())
        })
    }

    /// 附件说明, signature, date, note and 版记.
    pub(super) fn tail(&mut self, xml: &mut Xml, official: &Official) -> Result<(), Fault> {
        self.keep_next = true;
        self.annexes(xml, &official.annexes)?;
        self.signature(xml, official)?;
        self.keep_next = false;
        if !official.note.is_empty() {
            let note = format!("（{}）", official.note.trim_matches(['（', '）', '(', ')']));
            self.line(xml, "BodyIndent", &note)?;
        }
        self.annex(xml)?;
        self.colophon(xml, official)?;
        self.paragraph(
            xml,
            "Gap",
            |_| {},
            |writer, xml| {
                writer.qr_on_last_page(xml);
                Ok(())
            },
        )
    }

    /// 7.3.7: on pages of their own, before the colophon.
    fn annex(&mut self, xml: &mut Xml) -> Result<(), Fault> {
        let blocks = self.document.annex.clone();
        if blocks.is_empty() {
            return Ok(());
        }
        self.break_next = true;
        let place = self.document.official.as_ref().map_or(0, |official| official.annexes.len());
        let number = if place > 1 { place.to_string() } else { String::new() };
        self.line(xml, "Secrecy", &format!("附件{number}"))?;
        for block in &blocks {
            self.block(xml, block)?;
        }
        Ok(())
    }

    /// 7.3.4: one line below the body, two characters in, numbered where there are several.
    fn annexes(&mut self, xml: &mut Xml, annexes: &[String]) -> Result<(), Fault> {
        if annexes.is_empty() {
            return Ok(());
        }
        self.line(xml, "BodyFlat", "")?;
        for (at, annex) in annexes.iter().enumerate() {
            let number = if annexes.len() > 1 { format!("{}.", at + 1) } else { String::new() };
            let text = if at == 0 {
                format!("附件：{number}{annex}")
            } else {
                format!("{number}{annex}")
            };
            let left = CHARACTER * 5 + halves(&number) * CHARACTER / 2;
            let hanging = left - if at == 0 { CHARACTER * 2 } else { CHARACTER * 5 };
            let indent = move |xml: &mut Xml| {
                let (left, hanging) = (left.to_string(), hanging.to_string());
                xml.leaf("w:ind", &[("w:left", &left), ("w:hanging", &hanging)]);
            };
            self.paragraph(xml, "BodyFlat", indent, |_, xml| {
                run(xml, &text, Look::default());
                Ok(())
            })?;
        }
        Ok(())
    }

    /// 7.3.5: the date four characters from the right, the signature centred above it.
    fn signature(&mut self, xml: &mut Xml, official: &Official) -> Result<(), Fault> {
        for _ in 0..if official.signature.is_empty() { 0 } else { 2 } {
            self.line(xml, "BodyFlat", "")?;
        }
        let date = halves(&official.date);
        let widest = official.signature.iter().map(|line| halves(line)).max().unwrap_or(0);
        // In halves of a character: 8 are four characters; a longer signature pushes the date in.
        let centre = (8 + date / 2).max(4 + widest / 2);
        let lines: Vec<(&String, usize)> = official
            .signature
            .iter()
            .map(|line| (line, halves(line)))
            .chain([(&official.date, date)].into_iter().filter(|(text, _)| !text.is_empty()))
            .collect();
        for (at, (text, width)) in lines.iter().copied().enumerate() {
            self.keep_next = at + 1 < lines.len();
            let right = (centre.saturating_sub(width / 2) * CHARACTER / 2).to_string();
            let place = move |xml: &mut Xml| {
                xml.leaf("w:ind", &[("w:right", &right)]);
                xml.val("w:jc", "right");
            };
            self.paragraph(xml, "BodyFlat", place, |_, xml| {
                run(xml, text, Look::default());
                Ok(())
            })?;
        }
        Ok(())
    }

    /// 版记 (7.4): a table at the foot of the last page, thick rules outside, a thin one within.
    fn colophon(&mut self, xml: &mut Xml, official: &Official) -> Result<(), Fault> {
        let has_copies = !official.copies_to.is_empty();
        let has_print = !official.printed_by.is_empty() || !official.printed_on.is_empty();
        if !has_copies && !has_print {
            return Ok(());
        }
        let width = self.text_width();
        let mut rows = Xml::piece();
        if has_copies {
            let copies = with_stop(&format!("抄送：{}", official.copies_to));
            let mut cell = Xml::piece();
            self.line(&mut cell, "Copies", &copies)?;
            colophon_row(&mut rows, &cell, width, if has_print { 6 } else { 8 });
        }
        if has_print {
            let printed = format!(
                "{}\t{}印发",
                official.printed_by,
                official.printed_on.trim_end_matches("印发")
            );
            let mut cell = Xml::piece();
            let end = (width - 280 - 216).to_string();
            let tabs = |xml: &mut Xml| {
                xml.node("w:tabs", &[], |xml| {
                    xml.leaf("w:tab", &[("w:val", "right"), ("w:pos", &end)])
                });
            };
            self.paragraph(&mut cell, "Printed", tabs, |_, xml| {
                run(xml, &printed, Look::default());
                Ok(())
            })?;
            colophon_row(&mut rows, &cell, width, 8);
        }
        xml.node("w:tbl", &[], |xml| {
            colophon_properties(xml, width);
            xml.node("w:tblGrid", &[], |xml| xml.leaf("w:gridCol", &[("w:w", &width.to_string())]));
            xml.take(&rows);
        });
        Ok(())
    }
}

fn colophon_properties(xml: &mut Xml, width: u32) {
    xml.node("w:tblPr", &[], |xml| {
        xml.leaf(
            "w:tblpPr",
            &[
                ("w:vertAnchor", "margin"),
                ("w:horzAnchor", "margin"),
                ("w:tblpXSpec", "center"),
                ("w:tblpYSpec", "bottom"),
            ],
        );
        xml.val("w:tblOverlap", "never");
        xml.leaf("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        xml.node("w:tblBorders", &[], |xml| border(xml, "top", 8, "000000"));
        xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
    });
}

fn colophon_row(xml: &mut Xml, cell: &Xml, width: u32, below: u32) {
    xml.node("w:tr", &[], |xml| {
        xml.node("w:tc", &[], |xml| {
            xml.node("w:tcPr", &[], |xml| {
                xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
                xml.node("w:tcBorders", &[], |xml| border(xml, "bottom", below, "000000"));
            });
            xml.take(cell);
        });
    });
}
