//! Papers are written, filled as people fill them (by editing the XML of the package), and read.

use std::io::{Cursor, Read as _, Write as _};

use model::document::{Block, Document, Span};
use zip::write::SimpleFileOptions;

use super::{Filled, read};
use crate::samples;
use crate::{docx, xlsx};

/// Changes parts of a package; `None` leaves one out.
fn edit(bytes: &[u8], change: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => change(&name, text).map(String::into_bytes),
            Err(other) => Some(other.into_bytes()),
        };
        if let Some(bytes) = bytes {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

fn body(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    edit(bytes, |name, text| Some(if name == "word/document.xml" { change(text) } else { text }))
}

/// What Word does when one types into an empty control.
fn typed(xml: &str, tag: &str, text: &str) -> String {
    let at = xml.find(&format!("w:tag w:val=\"{tag}\"")).unwrap();
    let (before, control) = xml.split_at(at);
    let control = control.replacen("<w:showingPlcHdr/>", "", 1);
    let start = control.find("<w:t xml:space=\"preserve\">").unwrap() + 26;
    let end = start + control[start..].find("</w:t>").unwrap();
    format!("{before}{}{text}{}", &control[..start], &control[end..])
}

fn value<'a>(filled: &'a Filled, field: &str) -> &'a str {
    &filled.values.iter().find(|value| value.field == field).unwrap().text
}

fn ticked(filled: &Filled, field: &str) -> Vec<String> {
    let ticked = filled.checks.iter().filter(|check| check.field == field && check.checked);
    ticked.map(|check| check.code.clone()).collect()
}

#[test]
fn a_docx_as_exported_reads_back_as_its_fields() {
    let filled = read(&docx(&samples::form()).unwrap(), "a.docx").unwrap();
    assert_eq!(filled.proof, Some(samples::proof()));
    assert_eq!(value(&filled, "name"), "东港钢铁有限公司");
    assert_eq!(
        value(&filled, "about"),
        "主营热轧、冷轧产品。\n数字化车间两个，现场控制器一百二十台。"
    );
    assert_eq!(value(&filled, "applicant"), "");
    assert_eq!(ticked(&filled, "ownership"), ["state"]);
    let [people] = filled.tables.as_slice() else { panic!("{:?}", filled.tables) };
    assert_eq!((people.field.as_str(), people.rows.len()), ("people", 1));
    assert_eq!(people.rows[0].values[0].text, "张三");
}

#[test]
fn what_people_type_and_tick_in_word_becomes_data() {
    let bytes = body(&docx(&samples::form()).unwrap(), |xml| {
        let xml = typed(&xml, "applicant", "东港 &amp; 钢铁");
        let xml = typed(&xml, "level2", "7");
        let box_at = xml.find("ownership/private").unwrap();
        let (before, rest) = xml.split_at(box_at);
        let rest = rest.replacen("w14:checked w14:val=\"0\"", "w14:checked w14:val=\"1\"", 1);
        format!("{before}{rest}")
    });
    let filled = read(&bytes, "a.docx").unwrap();
    assert_eq!(value(&filled, "applicant"), "东港 & 钢铁");
    assert_eq!(value(&filled, "level2"), "7");
    assert_eq!(ticked(&filled, "ownership"), ["state", "private"]);
}

#[test]
fn a_box_that_another_program_keeps_as_a_character_is_read_by_its_character() {
    let bytes = body(&docx(&samples::form()).unwrap(), |xml| {
        let at = xml.find("ownership/joint").unwrap();
        let (before, rest) = xml.split_at(at);
        format!("{before}{}", rest.replacen('☐', "√", 1))
    });
    assert_eq!(ticked(&read(&bytes, "a.docx").unwrap(), "ownership"), ["state", "joint"]);
}

#[test]
fn rows_that_people_add_without_controls_are_rows_too() {
    let cell =
        |text: &str| format!("<w:tc><w:tcPr/><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = format!("<w:tr>{}{}{}</w:tr>", cell("3"), cell("李四"), cell("☑甲"));
    let bytes = body(&docx(&samples::form()).unwrap(), |xml| {
        let at = xml.rfind("</w:tbl>").unwrap();
        format!("{}{row}{}", &xml[..at], &xml[at..])
    });
    let filled = read(&bytes, "a.docx").unwrap();
    let rows = &filled.tables[0].rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].values[0].text, "李四");
    assert_eq!(rows[1].values[1].text, "☑甲", "left for the review to judge");
}

#[test]
fn a_prompt_of_the_program_is_no_value_but_words_under_a_left_over_mark_are() {
    let with = |text: &'static str| {
        body(&docx(&samples::form()).unwrap(), move |xml| {
            let xml = typed(&xml, "applicant", text);
            xml.replacen(
                "<w:tag w:val=\"applicant\"/>",
                "<w:tag w:val=\"applicant\"/><w:showingPlcHdr/>",
                1,
            )
        })
    };
    let check =
        |text, expected| assert_eq!(value(&read(&with(text), "").unwrap(), "applicant"), expected);
    check("单击或点击此处输入文字。", "");
    check("东港钢铁", "东港钢铁");
}

#[test]
fn without_its_properties_a_paper_is_still_read_but_proves_nothing() {
    let bytes = edit(&docx(&samples::form()).unwrap(), |name, text| {
        (name != "docProps/custom.xml").then_some(text)
    });
    let filled = read(&bytes, "a.docx").unwrap();
    assert_eq!(filled.proof, None);
    assert_eq!(value(&filled, "name"), "东港钢铁有限公司");
}

#[test]
fn a_list_in_xlsx_reads_back_with_what_was_chosen() {
    let filled = read(&xlsx(&samples::sheet(4)).unwrap(), "a.xlsx").unwrap();
    assert_eq!(filled.proof, Some(samples::proof()));
    assert_eq!(value(&filled, "recommender"), "东海省工业和信息化厅");
    assert_eq!(value(&filled, "date"), "");
    let [cases] = filled.tables.as_slice() else { panic!("{:?}", filled.tables) };
    assert_eq!(cases.rows.len(), 1);
    let row = &cases.rows[0];
    assert_eq!(row.values[0].text, "轧钢产线控制系统安全评估与加固");
    let ticked: Vec<_> = row.checks.iter().filter(|c| c.checked).map(|c| c.code.as_str()).collect();
    assert_eq!((row.checks.len(), ticked), (3, vec!["factory"]));
}

#[test]
fn rows_filled_in_a_spreadsheet_become_rows_with_their_choices() {
    let bytes = edit(&xlsx(&samples::sheet(4)).unwrap(), |name, text| {
        if name != "xl/worksheets/sheet1.xml" {
            return Some(text);
        }
        // The second row of the list: title and kind, as Excel writes what is typed.
        let filled = |xml: String, cell: &str, says: &str| {
            let at = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
            let end = at + xml[at..].find("/>").unwrap();
            let close = format!(" t=\"inlineStr\"><is><t>{says}</t></is></c>");
            format!("{}{close}{}", &xml[..end], &xml[end + 2..])
        };
        let row = |xml: &str| {
            (5..12).find(|r| {
                xml.contains(&format!("<c r=\"B{r}\"")) && {
                    let at = xml.find(&format!("<c r=\"B{r}\"")).unwrap();
                    xml[at..at + xml[at..].find('>').unwrap() + 1].ends_with("/>")
                }
            })
        };
        let at = row(&text).unwrap();
        let text = filled(text, &format!("B{at}"), "平台安全加固");
        Some(filled(text, &format!("D{at}"), "平台企业、别的企业"))
    });
    let filled = read(&bytes, "a.xlsx").unwrap();
    let rows = &filled.tables[0].rows;
    assert_eq!(rows.len(), 2);
    let row = &rows[1];
    assert!(row.values.iter().any(|v| v.field == "title" && v.text == "平台安全加固"));
    assert!(
        row.values.iter().any(|v| v.field == "kind" && v.text == "别的企业"),
        "unknown words are kept"
    );
    let ticked: Vec<_> = row.checks.iter().filter(|c| c.checked).map(|c| c.code.as_str()).collect();
    assert_eq!(ticked, ["platform"]);
}

fn refused(bytes: &[u8], name: &str) -> String {
    read(bytes, name).unwrap_err().code.into_owned()
}

#[test]
fn what_is_not_a_paper_of_ours_is_refused_with_its_reason() {
    let ole = |tail: &[u8]| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), tail].concat();
    assert_eq!(refused(b"", "a.docx"), "document.empty");
    assert_eq!(refused(b"MZ\x90\x00", "a.docx"), "document.executable");
    assert_eq!(refused(b"#!/bin/sh\n", "a.docx"), "document.executable");
    assert_eq!(refused(b"%PDF-1.7", "a.docx"), "document.is_pdf");
    assert_eq!(refused(b"hello", "a.docx"), "document.not_office");
    assert_eq!(refused(b"PK\x03\x04rest", "a.docx"), "document.broken");
    let fault = read(&ole(b""), "申报表.wps").unwrap_err();
    assert_eq!(
        (fault.code.as_ref(), fault.params["extension"].as_str()),
        ("document.old_format", "wps")
    );
    let secret: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
    assert_eq!(refused(&ole(&secret), "a.docx"), "document.encrypted");
    let plain = Document {
        blocks: vec![Block::Paragraph {
            align: Default::default(),
            indent: false,
            spans: vec![Span::text("x")],
        }],
        ..Document::default()
    };
    assert_eq!(refused(&docx(&plain).unwrap(), "a.docx"), "document.not_ours");
    assert_eq!(refused(&vec![0; super::LARGEST + 1], "a.docx"), "document.too_large");
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn bombs_nests_macros_and_entities_are_refused() {
    let types = b"<Types>wordprocessingml.document.main+xml</Types>".as_slice();
    let zeros = vec![b' '; 8 << 20];
    assert_eq!(
        refused(&packed(&[("[Content_Types].xml", types), ("a", &zeros)]), ""),
        "document.bomb"
    );
    let many: Vec<String> = (0..5000).map(|n| n.to_string()).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refused(&packed(&many), ""), "document.bomb");
    let inner = packed(&[("a", b"b")]);
    let nested = packed(&[("[Content_Types].xml", types), ("word/embeddings/a.xlsx", &inner)]);
    assert_eq!(refused(&nested, ""), "document.nested");
    let program = packed(&[("[Content_Types].xml", types), ("word/media/a.png", b"MZ\x90")]);
    assert_eq!(refused(&program, ""), "document.nested");
    let macros = packed(&[("[Content_Types].xml", types), ("word/vbaProject.bin", b"x")]);
    assert_eq!(refused(&macros, ""), "document.macros");
    let laughs = body(&docx(&samples::form()).unwrap(), |xml| {
        xml.replacen("<w:document", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document", 1)
    });
    assert_eq!(refused(&laughs, ""), "document.entities");
    let torn = body(&docx(&samples::form()).unwrap(), |xml| xml[..xml.len() - 5].to_owned());
    assert_eq!(refused(&torn, ""), "document.broken");
}
