//! Geometry, header and footer: banner, page number, proof and its QR code.

use model::document::Layout;

use super::body::{NAMESPACES, field_begin, field_end};
use super::{Look, Writer, emu, run, twips};
use crate::shape::{has_title_page, proof_line};
use crate::xml::Xml;

/// Relationship of the QR code, in each part that shows it.
pub(super) const PICTURE: &str = "rIdPicture";

/// Which footer: (file, kind, has a page number, alignment).
pub(super) struct Footer {
    pub(super) name: &'static str,
    kind: &'static str,
    numbered: bool,
    align: &'static str,
}

impl Writer<'_> {
    /// The footers this paper has. Official paper (GB/T 9704 7.5): odd pages to the right, even
    /// ones to the left.
    pub(super) fn footers(&self) -> Vec<Footer> {
        let footer = |name, kind, numbered, align| Footer { name, kind, numbered, align };
        match self.layout() {
            Layout::Official => vec![
                footer("footer1", "default", true, "right"),
                footer("footer2", "even", true, "left"),
            ],
            _ if has_title_page(self.document) => vec![
                footer("footer1", "default", true, "center"),
                footer("footer2", "first", false, "center"),
            ],
            _ => vec![footer("footer1", "default", true, "center")],
        }
    }

    /// The headers this paper has: one for each kind of page, and none without a banner.
    pub(super) fn headers(&self) -> Vec<(&'static str, &'static str)> {
        if self.document.banner.is_empty() {
            return Vec::new();
        }
        let mut headers = vec![("header1", "default")];
        if self.layout() == Layout::Official {
            headers.push(("header2", "even"));
        } else if has_title_page(self.document) {
            headers.push(("header2", "first"));
        }
        headers
    }

    pub(super) fn section(&self, xml: &mut Xml) {
        let page = &self.page;
        let mm = |value: f64| twips(value).to_string();
        xml.node("w:sectPr", &[], |xml| {
            for (name, kind) in self.headers() {
                let id = format!("rId{name}");
                xml.leaf("w:headerReference", &[("w:type", kind), ("r:id", &id)]);
            }
            for footer in self.footers() {
                let id = format!("rId{}", footer.name);
                xml.leaf("w:footerReference", &[("w:type", footer.kind), ("r:id", &id)]);
            }
            let (width, height) = (mm(page.width), mm(page.height));
            let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
            if page.width > page.height {
                size.push(("w:orient", "landscape"));
            }
            xml.leaf("w:pgSz", &size);
            // The page number stands 7 mm below the text area.
            let footer = mm(page.bottom - 12.0);
            xml.leaf(
                "w:pgMar",
                &[
                    ("w:top", &mm(page.top)),
                    ("w:right", &mm(page.right)),
                    ("w:bottom", &mm(page.bottom)),
                    ("w:left", &mm(page.left)),
                    ("w:header", &mm(15.0)),
                    ("w:footer", &footer),
                    ("w:gutter", "0"),
                ],
            );
            if has_title_page(self.document) {
                xml.leaf("w:titlePg", &[]);
            }
            if self.layout() == Layout::Official {
                // 22 lines to the page. 28 characters to the line come from the styles: programs
                // read a grid of characters differently.
                xml.leaf("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")]);
            }
        });
    }

    pub(super) fn header_part(&self) -> Xml {
        let mut xml = Xml::part();
        xml.node("w:hdr", NAMESPACES, |xml| {
            paragraph(xml, "Banner", "center", |xml| {
                run(xml, &self.document.banner, Look::default())
            });
        });
        xml
    }

    pub(super) fn footer_part(&self, footer: &Footer) -> Xml {
        let official = self.layout() == Layout::Official;
        let mut xml = Xml::part();
        xml.node("w:ftr", NAMESPACES, |xml| {
            paragraph(xml, "PageNumber", footer.align, |xml| {
                if footer.numbered {
                    number(xml, official);
                }
                if !official {
                    self.qr(xml);
                }
            });
            let line = self.document.proof.as_ref().map(proof_line).unwrap_or_default();
            if !line.is_empty() {
                // Across from the page number.
                let align = if footer.align == "left" { "right" } else { "left" };
                paragraph(xml, "Proof", align, |xml| run(xml, &line, Look::default()));
            }
        });
        xml
    }

    /// Official paper carries its code on its last page only.
    pub(super) fn qr_on_last_page(&self, xml: &mut Xml) {
        self.qr(xml);
    }

    /// The code at the foot of the page, outside of the text.
    fn qr(&self, xml: &mut Xml) {
        let Some(qr) = self.qr else { return };
        let side = emu(qr.millimetres).to_string();
        let top = emu(self.page.height - self.page.bottom + 4.0);
        let zero = ("relativeHeight", "251658240");
        let attributes = [
            ("distT", "0"),
            ("distB", "0"),
            ("distL", "0"),
            ("distR", "0"),
            ("simplePos", "0"),
            zero,
            ("behindDoc", "0"),
            ("locked", "1"),
            ("layoutInCell", "1"),
            ("allowOverlap", "1"),
        ];
        xml.node("w:r", &[], |xml| {
            xml.node("w:drawing", &[], |xml| {
                xml.node("wp:anchor", &attributes, |xml| {
                    xml.leaf("wp:simplePos", &[("x", "0"), ("y", "0")]);
                    xml.node("wp:positionH", &[("relativeFrom", "margin")], |xml| {
                        let official = self.layout() == Layout::Official;
                        xml.says("wp:align", &[], if official { "center" } else { "right" });
                    });
                    xml.node("wp:positionV", &[("relativeFrom", "page")], |xml| {
                        xml.says("wp:posOffset", &[], &top.to_string());
                    });
                    xml.leaf("wp:extent", &[("cx", &side), ("cy", &side)]);
                    xml.leaf("wp:effectExtent", &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")]);
                    xml.leaf("wp:wrapNone", &[]);
                    xml.leaf("wp:docPr", &[("id", "1"), ("name", "QR"), ("descr", "校验二维码")]);
                    xml.leaf("wp:cNvGraphicFramePr", &[]);
                    graphic(xml, &side);
                });
            });
        });
    }
}

fn graphic(xml: &mut Xml, side: &str) {
    let uri = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    xml.node("a:graphic", &[], |xml| {
        xml.node("a:graphicData", &[("uri", uri)], |xml| {
            xml.node("pic:pic", &[], |xml| {
                xml.node("pic:nvPicPr", &[], |xml| {
                    xml.leaf("pic:cNvPr", &[("id", "1"), ("name", "qr.png")]);
                    xml.leaf("pic:cNvPicPr", &[]);
                });
                xml.node("pic:blipFill", &[], |xml| {
                    xml.leaf("a:blip", &[("r:embed", PICTURE)]);
                    xml.node("a:stretch", &[], |xml| xml.leaf("a:fillRect", &[]));
                });
                xml.node("pic:spPr", &[], |xml| {
                    xml.node("a:xfrm", &[], |xml| {
                        xml.leaf("a:off", &[("x", "0"), ("y", "0")]);
                        xml.leaf("a:ext", &[("cx", side), ("cy", side)]);
                    });
                    xml.node("a:prstGeom", &[("prst", "rect")], |xml| xml.leaf("a:avLst", &[]));
                });
            });
        });
    });
}

/// 页码: number between two one-character rules; official paper keeps one character free outside.
fn number(xml: &mut Xml, official: bool) {
    let room = if official { "\u{3000}" } else { "" };
    run(xml, &format!("{room}— "), Look::default());
    field_begin(xml, " PAGE ", false);
    run(xml, "1", Look::default());
    field_end(xml);
    run(xml, &format!(" —{room}"), Look::default());
}

fn paragraph(xml: &mut Xml, style: &str, align: &str, inside: impl FnOnce(&mut Xml)) {
    xml.node("w:p", &[], |xml| {
        xml.node("w:pPr", &[], |xml| {
            xml.val("w:pStyle", style);
            xml.val("w:jc", align);
        });
        inside(xml);
    });
}
