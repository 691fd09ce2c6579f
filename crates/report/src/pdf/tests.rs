//! PDFs of each layout: text as poppler reads it, the same bytes each time, nothing from people as
//! markup.

use std::process::Command;
use std::sync::LazyLock;

use model::document::{Block, Document, Layout};

use super::{Fonts, pdf};
use crate::office::{folder, installed, papers};
use crate::samples;

pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::search(&[]));

/// Whether this machine has Chinese typefaces; says so where it has not.
pub(crate) fn has_fonts() -> bool {
    let ready = FONTS.ready().is_ok();
    if !ready {
        println!("skipped: no Chinese typeface is installed (Debian: fonts-noto-cjk)");
    }
    ready
}

fn text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.pdf");
    std::fs::write(&path, bytes).unwrap();
    let done = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output().unwrap();
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn every_layout_is_typeset_and_says_what_the_document_says() {
    if !has_fonts() {
        return;
    }
    let (_keep, folder) = folder();
    for (name, document) in papers() {
        let bytes = pdf(&document, &FONTS).unwrap();
        assert!(bytes.starts_with(b"%PDF"));
        std::fs::write(folder.join(format!("{name}.pdf")), &bytes).unwrap();
        if !installed("pdftotext") {
            continue;
        }
        let text = text(&bytes).replace(|c: char| c.is_whitespace() || c == '\u{200b}', "");
        for says in expected(name) {
            assert!(text.contains(&says.replace(' ', "")), "{name}: {says} not in {text}");
        }
    }
}

fn expected(name: &str) -> Vec<&'static str> {
    match name {
        "form" => vec![
            "案例名称：轧钢产线控制系统安全评估与加固",
            "一、申报单位基本情况",
            "三、总体情况",
            "91330200MA2AXXXX0P",
            "HH-7K3M-9Q2D-X4TZ",
            "示例",
            "其他（请注明）",
            "—2—",
        ],
        "notice" => vec![
            "东海省工业和信息化厅文件",
            "东工信网安〔2026〕17号",
            "各市工业和信息化局，有关企业：",
            "附件：1.风险隐患清单",
            "（此件公开发布）",
            "抄送：工业和信息化部网络安全管理局，省通信管理局。",
            "2026年3月9日印发",
            "—1—",
        ],
        "sheet" => vec!["案例申报方向和简述（100字内）", "东港钢铁有限公司", "基础电信企业"],
        _ => vec!["目录", "第1部分", "2.1情况", "—2—"],
    }
}

#[test]
fn typefaces_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let fonts = Fonts::look(&[], &[]);
    shared(&fonts);
    assert_eq!(fonts.len(), 0);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    if has_fonts() {
        assert_eq!(
            pdf(&samples::notice(), &FONTS).unwrap(),
            pdf(&samples::notice(), &FONTS).unwrap()
        );
    }
}

#[test]
fn text_of_people_is_drawn_as_it_is() {
    if !has_fonts() || !installed("pdftotext") {
        return;
    }
    let evil = "#import \"/x.typ\" $a_b$ *bold* @cite <label> \\u{41} ]#panic()[ // end";
    let document = Document {
        layout: Layout::Official,
        title: evil.into(),
        blocks: vec![Block::Heading { level: 1, text: evil.into() }],
        ..Document::default()
    };
    let text = text(&pdf(&document, &FONTS).unwrap())
        .replace(|c: char| c.is_whitespace() || c == '\u{200b}', "");
    assert!(text.contains("$a_b$*bold*@cite<label>\\u{41}]#panic()[//end"), "{text}");
}

#[test]
fn without_chinese_typefaces_the_fault_names_the_package_and_a_rare_sign_is_named() {
    let none = Fonts::look(&["/nowhere".into()], &[]);
    let fault = pdf(&samples::notice(), &none).unwrap_err();
    assert_eq!(
        (fault.code.as_ref(), fault.params["package"].as_str()),
        ("document.no_fonts", "fonts-noto-cjk")
    );
    if has_fonts() {
        let document = Document { title: "生僻\u{10fffd}".into(), ..Document::default() };
        let fault = pdf(&document, &FONTS).unwrap_err();
        assert_eq!(fault.code, "document.missing_glyphs");
        assert_eq!(fault.params["characters"], "\u{10fffd}");
    }
}

#[test]
fn empty_papers_of_every_layout_are_typeset() {
    if !has_fonts() {
        return;
    }
    for layout in [Layout::Form, Layout::Official, Layout::Report, Layout::Sheet] {
        let official = Some(model::document::Official::default());
        let document = Document { layout, official, ..Document::default() };
        assert!(pdf(&document, &FONTS).unwrap().starts_with(b"%PDF"), "{layout:?}");
    }
}
