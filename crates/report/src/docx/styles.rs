//! Styles by layout: faces, sizes, line heights, indents.

use model::document::Layout;

use crate::shape::Typefaces;
use crate::xml::Xml;

/// A paragraph style; sizes in half points, lengths in twentieths of a point.
#[derive(Clone, Copy)]
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
    let body = body(layout, faces);
    let mut styles = headings(layout, &body, faces);
    styles.extend(forms(layout, &body, faces));
    styles.extend(officials(&body, faces));
    styles.extend(margins(&body, faces));
    styles.push(Style { id: "BodyIndent", name: "Body Indent", first: 200, ..body });
    styles.push(body);
    styles
}

fn body(layout: Layout, faces: &Typefaces) -> Style<'_> {
    let size = sizes(layout);
    Style {
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
    }
}

/// `body`, aligned or spaced otherwise.
fn like<'a>(body: &Style<'a>, id: &'a str, name: &'a str, align: &'a str) -> Style<'a> {
    Style { id, name, align, ..*body }
}

fn headings<'a>(layout: Layout, body: &Style<'a>, faces: &'a Typefaces) -> Vec<Style<'a>> {
    let first = if layout == Layout::Report { 0 } else { 200 };
    let heading =
        |id, name, face, level| Style { face, level, first, ..like(body, id, name, "left") };
    let contents = like(body, "ContentsTitle", "Contents Title", "center");
    vec![
        heading("Heading1", "heading 1", faces.heading.as_str(), 1),
        heading("Heading2", "heading 2", faces.kai.as_str(), 2),
        Style { bold: true, ..heading("Heading3", "heading 3", faces.body.as_str(), 3) },
        heading("Heading4", "heading 4", faces.body.as_str(), 4),
        Style { face: &faces.heading, after: 240, ..contents },
        like(body, "TOC1", "toc 1", "left"),
        Style { left: 320, ..like(body, "TOC2", "toc 2", "left") },
        Style { left: 640, ..like(body, "TOC3", "toc 3", "left") },
    ]
}

fn forms<'a>(layout: Layout, body: &Style<'a>, faces: &'a Typefaces) -> Vec<Style<'a>> {
    let size = sizes(layout);
    let title = like(body, "PaperTitle", "Paper Title", "center");
    let after = if layout == Layout::Official { 0 } else { 240 };
    let text = like(body, "TableText", "Table Text", "left");
    let text = Style { size: size.table, line: 0, before: 40, after: 40, ..text };
    let (id, name, align, face) = ("TableHead", "Table Head", "center", faces.heading.as_str());
    vec![
        Style { face: &faces.title, size: size.title, line: 680, after, ..title },
        Style { left: 640, line: 880, ..like(body, "TitleLine", "Title Line", "left") },
        Style { left: 4000, line: 680, ..like(body, "Seal", "Seal", "left") },
        Style { id, name, align, face, ..text },
        text,
        Style { size: 2, line: 20, ..like(body, "Gap", "Gap", "both") },
    ]
}

fn officials<'a>(body: &Style<'a>, faces: &'a Typefaces) -> Vec<Style<'a>> {
    let red = like(body, "RedHead", "Red Head", "center");
    let copies = like(body, "Copies", "Copies", "both");
    vec![
        Style { face: &faces.heading, ..like(body, "Secrecy", "Secrecy", "both") },
        Style { face: &faces.title, line: 0, colour: "FF0000", ..red },
        Style { size: 28, left: 280 + 840, right: 280, line: 560, ..copies },
        Style { size: 28, left: 280, line: 560, ..like(body, "Printed", "Printed", "left") },
    ]
}

fn margins<'a>(body: &Style<'a>, faces: &'a Typefaces) -> Vec<Style<'a>> {
    let banner = like(body, "Banner", "Banner", "center");
    let number = like(body, "PageNumber", "Page Number Line", "center");
    let proof = like(body, "Proof", "Proof", "left");
    vec![
        Style { face: &faces.heading, size: 18, line: 0, colour: "C00000", ..banner },
        Style { face: &faces.song, size: 28, line: 0, ..number },
        Style { size: 14, line: 0, colour: "595959", ..proof },
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
