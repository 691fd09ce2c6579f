//! The package is taken apart again: parts, tags, boxes, merged cells, geometry.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use model::document::{Block, Document, Layout, Span};
use roxmltree::{Document as Tree, Node};

use super::{docx, docx_in};
use crate::samples;
use crate::shape::Typefaces;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const W14: &str = "http://schemas.microsoft.com/office/word/2010/wordml";

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        parts.insert(file.name().unwrap().into_owned(), bytes);
    }
    parts
}

fn text(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap()
}

fn main_part(document: &Document) -> String {
    text(&parts(&docx(document).unwrap()), "word/document.xml")
}

fn all<'a>(tree: &'a Tree<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    tree.descendants().filter(|node| node.has_tag_name((W, name))).collect()
}

fn tags(xml: &str) -> Vec<String> {
    let tree = Tree::parse(xml).unwrap();
    all(&tree, "tag").iter().map(|tag| tag.attribute((W, "val")).unwrap().to_owned()).collect()
}

#[test]
fn every_part_is_declared_related_and_well_formed() {
    for document in [samples::form(), samples::notice(), samples::sheet(3), samples::report(2)] {
        let parts = parts(&docx(&document).unwrap());
        let types = text(&parts, "[Content_Types].xml");
        for (name, bytes) in &parts {
            if name.ends_with(".png") {
                continue;
            }
            Tree::parse(std::str::from_utf8(bytes).unwrap()).unwrap();
            let covered = types.contains(&format!("\"/{name}\"")) || name.ends_with(".rels");
            assert!(covered || name == "[Content_Types].xml", "{name} has no content type");
        }
        let relations = text(&parts, "word/_rels/document.xml.rels");
        let tree = Tree::parse(&relations).unwrap();
        for node in tree.root_element().children() {
            let target = format!("word/{}", node.attribute("Target").unwrap());
            assert!(parts.contains_key(&target), "{target} is not there");
        }
    }
}

#[test]
fn fields_become_tagged_controls_and_boxes_become_check_boxes() {
    let xml = main_part(&samples::form());
    let tags = tags(&xml);
    for tag in [
        "case_name",
        "year",
        "name",
        "about",
        "ownership/state",
        "ownership_other",
        "level3",
        "people#name",
        "people#kind/a",
    ] {
        assert!(tags.iter().any(|t| t == tag), "{tag} is missing in {tags:?}");
    }
    let tree = Tree::parse(&xml).unwrap();
    let boxes: Vec<_> = tree.descendants().filter(|n| n.has_tag_name((W14, "checkbox"))).collect();
    assert_eq!(boxes.len(), 6 + 5 + 4);
    let checked = tree
        .descendants()
        .filter(|n| n.has_tag_name((W14, "checked")) && n.attribute((W14, "val")) == Some("1"));
    assert_eq!(checked.count(), 3);
    let ids: std::collections::BTreeSet<_> = all(&tree, "sdtPr")
        .iter()
        .map(|n| {
            n.children()
                .find(|n| n.has_tag_name((W, "id")))
                .unwrap()
                .attribute((W, "val"))
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids.len(), tags.len(), "controls share numbers");
}

#[test]
fn cells_merge_and_head_rows_repeat() {
    let xml = main_part(&samples::form());
    let tree = Tree::parse(&xml).unwrap();
    let merges: Vec<_> =
        all(&tree, "vMerge").iter().map(|n| n.attribute((W, "val")).unwrap().to_owned()).collect();
    assert_eq!(merges, ["restart", "continue"]);
    assert_eq!(all(&tree, "tblHeader").len(), 1);
    for table in all(&tree, "tbl") {
        let columns = table.descendants().filter(|n| n.has_tag_name((W, "gridCol"))).count();
        for row in table.children().filter(|n| n.has_tag_name((W, "tr"))) {
            let spans = row.children().filter(|n| n.has_tag_name((W, "tc"))).map(|cell| {
                let span = cell.descendants().find(|n| n.has_tag_name((W, "gridSpan")));
                span.map_or(1, |n| n.attribute((W, "val")).unwrap().parse().unwrap())
            });
            assert_eq!(spans.sum::<usize>(), columns, "a row does not fill its grid");
            for cell in row.children().filter(|n| n.has_tag_name((W, "tc"))) {
                assert!(
                    cell.last_child().unwrap().has_tag_name((W, "p")),
                    "a cell ends in a paragraph"
                );
            }
        }
    }
}

#[test]
fn official_paper_has_the_geometry_of_the_standard() {
    let bytes = docx(&samples::notice()).unwrap();
    let parts = parts(&bytes);
    let xml = text(&parts, "word/document.xml");
    let tree = Tree::parse(&xml).unwrap();
    let margins = all(&tree, "pgMar")[0];
    let margin = |side| margins.attribute((W, side)).unwrap().parse::<u32>().unwrap();
    // 37 mm above, 28 mm at the binding; 225 mm × 156 mm of text on A4.
    assert_eq!((margin("top"), margin("left")), (2098, 1587));
    assert_eq!(16838 - margin("top") - margin("bottom"), 12756);
    assert_eq!(11906 - margin("left") - margin("right"), 8845);
    let grid = all(&tree, "docGrid")[0];
    assert_eq!(grid.attribute((W, "linePitch")), Some("579"));
    for says in [
        "东海省工业和信息化厅文件",
        "东工信网安〔2026〕17号",
        "各市工业和信息化局，有关企业：",
        "附件：1.风险隐患清单",
        "（此件公开发布）",
        "抄送：工业和信息化部网络安全管理局，省通信管理局。",
        "2026年3月9日印发",
    ] {
        assert!(xml.contains(says), "{says}");
    }
    assert!(text(&parts, "word/settings.xml").contains("evenAndOddHeaders"));
    assert!(text(&parts, "word/footer2.xml").contains("w:val=\"left\""));
}

/// The last paragraph that says something.
fn paragraph_of<'a>(xml: &'a str, says: &str) -> &'a str {
    let at = xml.rfind(says).unwrap_or_else(|| panic!("no {says}"));
    let begins = xml[..at].rfind("<w:p>").unwrap();
    &xml[begins..at]
}

#[test]
fn the_signature_takes_some_of_the_text_with_it() {
    let xml = text(&parts(&docx(&samples::notice()).unwrap()), "word/document.xml");
    let kept = |says: &str| paragraph_of(&xml, says).contains("w:keepNext");
    let body = samples::notice().blocks;
    let Some(Block::Paragraph { spans, .. }) = body.last() else { panic!("ends in a paragraph") };
    let Some(Span::Text { text: last, .. }) = spans.first() else { panic!("text") };
    assert!(kept(last) && kept("附件：1.风险隐患清单"));
    assert!(!kept("各市工业和信息化局") && !kept(">2026年3月9日<"));
}

#[test]
fn the_proof_stands_in_the_footer_as_text_and_picture_and_in_the_properties() {
    let parts = parts(&docx(&samples::form()).unwrap());
    assert!(text(&parts, "word/footer1.xml").contains("HH-7K3M-9Q2D-X4TZ"));
    assert!(text(&parts, "word/footer1.xml").contains("r:embed"));
    assert!(text(&parts, "docProps/custom.xml").contains("HuhangDigest"));
    let picture = image::load_from_memory(&parts["word/media/qr.png"]).unwrap().to_luma8();
    let mut grids = rqrr::PreparedImage::prepare_from_greyscale(
        picture.width() as usize,
        picture.height() as usize,
        |x, y| picture.get_pixel(x as u32, y as u32).0[0],
    );
    assert_eq!(grids.detect_grids()[0].decode().unwrap().1, "HH-7K3M-9Q2D-X4TZ");
    assert!(text(&parts, "word/header1.xml").contains("示例"));
}

#[test]
fn typefaces_are_configurable() {
    let faces = Typefaces { body: "FangSong".into(), ..Typefaces::default() };
    let parts = parts(&docx_in(&samples::form(), &faces).unwrap());
    let styles = text(&parts, "word/styles.xml");
    assert!(styles.contains("w:eastAsia=\"FangSong\"") && !styles.contains("仿宋_GB2312"));
    assert!(styles.contains("w:eastAsia=\"方正小标宋简体\""));
}

#[test]
fn text_of_people_is_never_markup() {
    let evil = "</w:t><w:p/>&lt;\u{1}]]>";
    let document = Document {
        title: evil.into(),
        blocks: vec![Block::Title { text: evil.into() }],
        ..Document::default()
    };
    let xml = main_part(&document);
    let tree = Tree::parse(&xml).unwrap();
    assert_eq!(all(&tree, "t")[0].text(), Some("</w:t><w:p/>&lt;]]>"));
}

#[test]
fn a_report_has_contents_that_point_to_its_headings() {
    let xml = main_part(&samples::report(3));
    let tree = Tree::parse(&xml).unwrap();
    let marks: Vec<_> =
        all(&tree, "bookmarkStart").iter().map(|n| n.attribute((W, "name")).unwrap()).collect();
    let links: Vec<_> =
        all(&tree, "hyperlink").iter().map(|n| n.attribute((W, "anchor")).unwrap()).collect();
    assert_eq!(marks.len(), 9);
    assert_eq!(links, marks);
    let kind = |kind| {
        all(&tree, "fldChar")
            .iter()
            .filter(|n| n.attribute((W, "fldCharType")) == Some(kind))
            .count()
    };
    assert_eq!((kind("begin"), kind("separate"), kind("end")), (10, 10, 10));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(docx(&samples::form()).unwrap(), docx(&samples::form()).unwrap());
    let empty = Document { layout: Layout::Official, ..Document::default() };
    assert!(!docx(&empty).unwrap().is_empty());
}

#[test]
fn the_last_annex_of_official_paper_follows_its_signature_on_a_page_of_its_own() {
    let annex = vec![Block::Title { text: "主送单位名单".into() }];
    let document = Document { annex, ..samples::notice() };
    let xml = text(&parts(&docx(&document).unwrap()), "word/document.xml");
    let at = |says: &str| xml.find(says).unwrap_or_else(|| panic!("no {says}"));
    let begins = at(">附件2<");
    assert!(at("此件公开发布") < begins && begins < at("主送单位名单"));
    assert!(at("主送单位名单") < at("抄送："), "the colophon stands last");
    let paragraph = xml[..begins].rfind("<w:p>").unwrap();
    assert!(xml[paragraph..begins].contains("pageBreakBefore"));
}
