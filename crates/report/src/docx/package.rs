//! The package: parts, relationships, properties; always in one order and with one time, so that
//! the same document gives the same bytes.

use std::io::{Cursor, Write as _};

use model::document::{Layout, Proof};
use model::error::Fault;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Writer, page, styles};
use crate::shape::{PROPERTIES, Typefaces};
use crate::xml::Xml;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

pub(super) fn pack(writer: &Writer<'_>, body: Xml, faces: &Typefaces) -> Result<Vec<u8>, Fault> {
    let document = writer.document;
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, xml: Xml| parts.push((name.to_owned(), xml.into_bytes()));
    add("[Content_Types].xml", content_types(writer));
    add("_rels/.rels", relations(writer));
    add("docProps/app.xml", app());
    add("docProps/core.xml", core(&document.title));
    if let Some(proof) = &document.proof {
        add("docProps/custom.xml", custom(proof, writer.controls));
    }
    add("word/document.xml", body);
    add("word/_rels/document.xml.rels", document_relations(writer));
    add("word/styles.xml", styles::part(document.layout, faces));
    add("word/settings.xml", settings(document.layout));
    add("word/fontTable.xml", font_table(faces));
    for (name, _) in writer.headers() {
        add(&format!("word/{name}.xml"), writer.header_part());
    }
    for footer in writer.footers() {
        add(&format!("word/{}.xml", footer.name), writer.footer_part(&footer));
        if writer.qr.is_some() {
            add(&format!("word/_rels/{}.xml.rels", footer.name), picture_relation());
        }
    }
    if let Some(qr) = writer.qr {
        parts.push(("word/media/qr.png".into(), qr.png.clone()));
    }
    zipped(&parts).map_err(|e| crate::internal(&e))
}

fn zipped(parts: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types(writer: &Writer<'_>) -> Xml {
    let mut xml = Xml::part();
    xml.node("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |xml| {
        for (extension, kind) in [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
        ] {
            xml.leaf("Default", &[("Extension", extension), ("ContentType", kind)]);
        }
        let mut part = |name: &str, kind: &str| {
            xml.leaf("Override", &[("PartName", name), ("ContentType", kind)]);
        };
        part("/word/document.xml", &format!("{WORD}.document.main+xml"));
        part("/word/styles.xml", &format!("{WORD}.styles+xml"));
        part("/word/settings.xml", &format!("{WORD}.settings+xml"));
        part("/word/fontTable.xml", &format!("{WORD}.fontTable+xml"));
        part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
        part(
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        );
        if writer.document.proof.is_some() {
            part(
                "/docProps/custom.xml",
                "application/vnd.openxmlformats-officedocument.custom-properties+xml",
            );
        }
        for (name, _) in writer.headers() {
            part(&format!("/word/{name}.xml"), &format!("{WORD}.header+xml"));
        }
        for footer in writer.footers() {
            part(&format!("/word/{}.xml", footer.name), &format!("{WORD}.footer+xml"));
        }
    });
    xml
}

fn relationships(list: &[(&str, &str, &str)]) -> Xml {
    let mut xml = Xml::part();
    xml.node("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |xml| {
        for (id, kind, target) in list {
            xml.leaf("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    xml
}

fn relations(writer: &Writer<'_>) -> Xml {
    let office = |kind: &str| format!("{OFFICE}/{kind}");
    let (document, app, custom) =
        (office("officeDocument"), office("extended-properties"), office("custom-properties"));
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    let mut list = vec![
        ("rId1", document.as_str(), "word/document.xml"),
        ("rId2", core.as_str(), "docProps/core.xml"),
        ("rId3", app.as_str(), "docProps/app.xml"),
    ];
    if writer.document.proof.is_some() {
        list.push(("rId4", &custom, "docProps/custom.xml"));
    }
    relationships(&list)
}

fn document_relations(writer: &Writer<'_>) -> Xml {
    let mut list = vec![
        ("rIdStyles".to_owned(), "styles", "styles.xml".to_owned()),
        ("rIdSettings".to_owned(), "settings", "settings.xml".to_owned()),
        ("rIdFonts".to_owned(), "fontTable", "fontTable.xml".to_owned()),
    ];
    for (name, _) in writer.headers() {
        list.push((format!("rId{name}"), "header", format!("{name}.xml")));
    }
    for footer in writer.footers() {
        list.push((format!("rId{}", footer.name), "footer", format!("{}.xml", footer.name)));
    }
    if writer.qr.is_some() {
        list.push((page::PICTURE.to_owned(), "image", "media/qr.png".to_owned()));
    }
    let kinds: Vec<String> = list.iter().map(|(_, kind, _)| format!("{OFFICE}/{kind}")).collect();
    let list: Vec<_> = list
        .iter()
        .zip(&kinds)
        .map(|((id, _, target), kind)| (id.as_str(), kind.as_str(), target.as_str()))
        .collect();
    relationships(&list)
}

fn picture_relation() -> Xml {
    relationships(&[(page::PICTURE, &format!("{OFFICE}/image"), "media/qr.png")])
}

fn app() -> Xml {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    xml.node("Properties", &[("xmlns", namespace)], |xml| xml.says("Application", &[], "Huhang"));
    xml
}

fn core(title: &str) -> Xml {
    let mut xml = Xml::part();
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    xml.node("cp:coreProperties", &namespaces, |xml| {
        xml.says("dc:title", &[], title);
        xml.says("dc:language", &[], "zh-CN");
    });
    xml
}

/// The proof, where Word, WPS and LibreOffice keep it over a save.
fn custom(proof: &Proof, fields: u32) -> Xml {
    let fields = fields.to_string();
    let mut xml = Xml::part();
    let namespaces = [
        ("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
        ("xmlns:vt", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"),
    ];
    xml.node("Properties", &namespaces, |xml| {
        for ((at, name), value) in
            PROPERTIES.iter().enumerate().zip([&proof.code, &proof.digest, &proof.qr, &fields])
        {
            let id = (at + 2).to_string();
            let kind = ("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}");
            xml.node("property", &[kind, ("pid", &id), ("name", name)], |xml| {
                xml.says("vt:lpwstr", &[], value);
            });
        }
    });
    xml
}

fn settings(layout: Layout) -> Xml {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    xml.node("w:settings", &[("xmlns:w", namespace)], |xml| {
        xml.leaf("w:zoom", &[("w:percent", "100")]);
        if layout == Layout::Official {
            xml.leaf("w:evenAndOddHeaders", &[]);
        }
        xml.val("w:characterSpacingControl", "compressPunctuation");
        xml.node("w:compat", &[], |xml| {
            xml.leaf(
                "w:compatSetting",
                &[
                    ("w:name", "compatibilityMode"),
                    ("w:uri", "http://schemas.microsoft.com/office/word"),
                    ("w:val", "15"),
                ],
            );
        });
    });
    xml
}

fn font_table(faces: &Typefaces) -> Xml {
    let mut xml = Xml::part();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut names =
        vec![&faces.body, &faces.title, &faces.heading, &faces.kai, &faces.song, &faces.latin];
    names.sort();
    names.dedup();
    xml.node("w:fonts", &[("xmlns:w", namespace)], |xml| {
        for name in names {
            // A reader without 小标宋 or 仿宋 falls back to 宋体, not to a Latin face.
            xml.node("w:font", &[("w:name", name)], |xml| {
                if name != &faces.latin {
                    xml.val("w:altName", "宋体");
                    xml.val("w:charset", "86");
                }
            });
        }
    });
    xml
}
