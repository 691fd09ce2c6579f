//! Styles by layout: faces, sizes, line heights, indents.

use model::document::Layout;

use crate::shape::Typefaces;
use crate::xml::Xml;

/// A paragraph style; sizes in half points, lengths in twentieths of a point.
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    face: &'a str,
    size: u32,
    bold: bool,
    align: &'a str,
    /// Indent of the first line, in hundredths of a character.
    first: u32,
    left: u32,
    right: u32,
    before: u32,
    after: u32,
    /// Exact line height; 0 = single.
    line: u32,
    /// Outline level, from 1.
    level: u32,
    colour: &'a str,
}

/// 28 characters of 16 points on a line of 156 mm: each a quarter of a point closer.
const OFFICIAL_BODY: u32 = 32;
const TIGHTER: i32 = -5;

struct Sizes {
    body: u32,
    line: u32,
    table: u32,
    title: u32,
}

fn sizes(layout: Layout) -> Sizes {
    match layout {
        Layout::Official => Sizes { body: 32, line: 579, table: 28, title: 44 },
        Layout::Form => Sizes { body: 32, line: 560, table: 24, title: 44 },
        Layout::Report => Sizes { body: 28, line: 520, table: 21, title: 44 },
        Layout::Sheet => Sizes { body: 28, line: 480, table: 24, title: 44 },
    }
}

pub(super) fn part(layout: Layout, faces: &Typefaces) -> Xml {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    xml.node("w:styles", &[("xmlns:w", namespace)], |xml| {
        defaults(xml, faces, sizes(layout).body);
        normal(xml);
        for style in paragraphs(layout, faces) {
            paragraph(xml, &style, faces, layout);
        }
        character(xml, "CheckBox", "Segoe UI Symbol", "Segoe UI Symbol");
        character(xml, "Signer", &faces.kai, &faces.latin);
        xml.node("w:style", &[("w:type", "character"), ("w:styleId", "PlaceholderText")], |xml| {
            xml.val("w:name", "Placeholder Text");
            xml.node("w:rPr", &[], |xml| xml.val("w:color", "808080"));
        });
    });
    xml
}

fn paragraphs<'a>(layout: Layout, faces: &'a Typefaces) -> Vec<Style<'a>> {
    let size = sizes(layout);
    let body = Style {
        id: "BodyFlat",
        name: "Body Flat",
        face: &faces.body,
        size: size.body,
        bold: false,
        align: "both",
        first: 0,
        left: 0,
        right: 0,
        before: 0,
        after: 0,
        line: size.line,
        level: 0,
        colour: "",
    };
    let heading = |id, name, face, level| Style {
        id,
        name,
        face,
        level,
        first: if layout == Layout::Report { 0 } else { 200 },
        align: "left",
        ..body
    };
    let after_title = if layout == Layout::Official { 0 } else { 240 };
    vec![
        Style { id: "BodyIndent", name: "Body Indent", first: 200, ..body },
        Style {
            id: "PaperTitle",
            name: "Paper Title",
            face: &faces.title,
            size: size.title,
            align: "center",
            line: 680,
            after: after_title,
            ..body
        },
        Style {
            id: "ContentsTitle",
            name: "Contents Title",
            face: &faces.heading,
            align: "center",
            after: 240,
            ..body
        },
        heading("Heading1", "heading 1", &faces.heading, 1),
        heading("Heading2", "heading 2", &faces.kai, 2),
        Style { bold: true, ..heading("Heading3", "heading 3", &faces.body, 3) },
        heading("Heading4", "heading 4", &faces.body, 4),
        Style { id: "TitleLine", name: "Title Line", left: 640, line: 880, align: "left", ..body },
        Style { id: "Seal", name: "Seal", left: 4000, line: 680, align: "left", ..body },
        Style {
            id: "TableText",
            name: "Table Text",
            size: size.table,
            line: 0,
            align: "left",
            before: 40,
            after: 40,
            ..body
        },
        Style {
            id: "TableHead",
            name: "Table Head",
            face: &faces.heading,
            size: size.table,
            line: 0,
            align: "center",
            before: 40,
            after: 40,
            ..body
        },
        Style { id: "Gap", name: "Gap", size: 2, line: 20, ..body },
        Style { id: "Secrecy", name: "Secrecy", face: &faces.heading, ..body },
        Style {
            id: "RedHead",
            name: "Red Head",
            face: &faces.title,
            align: "center",
            line: 0,
            colour: "FF0000",
            ..body
        },
        Style {
            id: "Copies",
            name: "Copies",
            size: 28,
            left: 280 + 840,
            right: 280,
            line: 560,
            first: 0,
            ..body
        },
        Style {
            id: "Printed",
            name: "Printed",
            size: 28,
            left: 280,
            line: 560,
            align: "left",
            ..body
        },
        Style {
            id: "Banner",
            name: "Banner",
            face: &faces.heading,
            size: 18,
            align: "center",
            line: 0,
            colour: "C00000",
            ..body
        },
        Style {
            id: "PageNumber",
            name: "Page Number Line",
            face: &faces.song,
            size: 28,
            align: "center",
            line: 0,
            ..body
        },
        Style {
            id: "Proof",
            name: "Proof",
            size: 14,
            align: "left",
            line: 0,
            colour: "595959",
            ..body
        },
        Style { id: "TOC1", name: "toc 1", align: "left", ..body },
        Style { id: "TOC2", name: "toc 2", align: "left", left: 320, ..body },
        Style { id: "TOC3", name: "toc 3", align: "left", left: 640, ..body },
        body,
    ]
}

fn fonts(xml: &mut Xml, east: &str, latin: &str) {
    xml.leaf(
        "w:rFonts",
        &[("w:ascii", latin), ("w:eastAsia", east), ("w:hAnsi", latin), ("w:cs", latin)],
    );
}

fn defaults(xml: &mut Xml, faces: &Typefaces, size: u32) {
    xml.node("w:docDefaults", &[], |xml| {
        xml.node("w:rPrDefault", &[], |xml| {
            xml.node("w:rPr", &[], |xml| {
                fonts(xml, &faces.body, &faces.latin);
                xml.val("w:kern", 2);
                xml.val("w:sz", size);
                xml.val("w:szCs", size);
                xml.leaf(
                    "w:lang",
                    &[("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")],
                );
            });
        });
        xml.node("w:pPrDefault", &[], |_| {});
    });
}

fn normal(xml: &mut Xml) {
    xml.node(
        "w:style",
        &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")],
        |xml| {
            xml.val("w:name", "Normal");
            xml.leaf("w:qFormat", &[]);
            xml.node("w:pPr", &[], |xml| {
                xml.val("w:widowControl", "0");
                xml.val("w:jc", "both");
            });
        },
    );
}

fn paragraph(xml: &mut Xml, style: &Style<'_>, faces: &Typefaces, layout: Layout) {
    xml.node("w:style", &[("w:type", "paragraph"), ("w:styleId", style.id)], |xml| {
        xml.val("w:name", style.name);
        xml.val("w:basedOn", "Normal");
        xml.node("w:pPr", &[], |xml| geometry(xml, style));
        xml.node("w:rPr", &[], |xml| {
            fonts(xml, style.face, &faces.latin);
            if style.bold {
                xml.leaf("w:b", &[]);
            }
            if !style.colour.is_empty() {
                xml.val("w:color", style.colour);
            }
            if style.size == OFFICIAL_BODY && layout == Layout::Official {
                xml.val("w:spacing", TIGHTER);
            }
            xml.val("w:sz", style.size);
            xml.val("w:szCs", style.size);
        });
    });
}

fn geometry(xml: &mut Xml, style: &Style<'_>) {
    if style.level > 0 {
        xml.leaf("w:keepNext", &[]);
    }
    if style.id.starts_with("TOC") {
        xml.node("w:tabs", &[], |xml| {
            xml.leaf("w:tab", &[("w:val", "right"), ("w:leader", "dot"), ("w:pos", "8840")]);
        });
    }
    if style.line == 0 {
        xml.val("w:snapToGrid", "0");
    }
    let (before, after) = (style.before.to_string(), style.after.to_string());
    let (line, rule) =
        if style.line == 0 { ("240".into(), "auto") } else { (style.line.to_string(), "exact") };
    xml.leaf(
        "w:spacing",
        &[("w:before", &before), ("w:after", &after), ("w:line", &line), ("w:lineRule", rule)],
    );
    let first = style.first.to_string();
    let twips = (style.first * style.size / 10).to_string();
    let (left, right) = (style.left.to_string(), style.right.to_string());
    let mut indent = vec![("w:left", left.as_str()), ("w:right", right.as_str())];
    if style.id == "Copies" {
        indent.push(("w:hanging", "840"));
    } else if style.first > 0 {
        indent.extend([("w:firstLineChars", first.as_str()), ("w:firstLine", twips.as_str())]);
    }
    xml.leaf("w:ind", &indent);
    xml.val("w:jc", style.align);
    if style.level > 0 {
        xml.val("w:outlineLvl", style.level - 1);
    }
}

fn character(xml: &mut Xml, id: &str, east: &str, latin: &str) {
    xml.node("w:style", &[("w:type", "character"), ("w:styleId", id)], |xml| {
        xml.val("w:name", id);
        xml.node("w:rPr", &[], |xml| fonts(xml, east, latin));
    });
}
