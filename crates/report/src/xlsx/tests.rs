//! Read back by another library, and the parts of the package looked at.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader, Xlsx};

use super::{letters, xlsx};
use crate::samples;

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_list_has_its_cells_where_they_belong() {
    let bytes = xlsx(&samples::sheet(3)).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names, ["护航新型工业化网络安全典型案例推荐汇总表", "_huhang"]);
    let range = book.worksheet_range(&names[0]).unwrap();
    let rows: Vec<_> = range.rows().collect();
    let heads = rows.iter().position(|row| row[0] == Data::String("序号".into())).unwrap();
    assert_eq!(rows[heads][4], Data::String("案例申报方向和简述（100字内）".into()));
    assert_eq!(rows[heads + 1][3], Data::String("工业企业".into()));
    assert_eq!(rows[heads + 3][0], Data::String("3".into()));
    assert!(
        book.defined_names()
            .iter()
            .any(|(name, place)| name == "HH_1" && place.contains("推荐汇总表"))
    );
}

#[test]
fn heads_freeze_and_repeat_codes_are_lists_and_pages_lie_on_their_side() {
    let bytes = xlsx(&samples::sheet(3)).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("state=\"frozen\""));
    assert!(sheet.contains("orientation=\"landscape\""));
    assert_eq!(sheet.matches("<dataValidation ").count(), 3);
    assert!(sheet.contains("'_huhang'!$C$"));
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    assert!(part(&bytes, "docProps/custom.xml").contains("HH-7K3M-9Q2D-X4TZ"));
}

#[test]
fn a_form_keeps_its_merged_cells_and_text_that_looks_like_a_formula_stays_text() {
    let mut form = samples::form();
    form.blocks.push(model::document::Block::Title { text: "=1+cmd|'/c calc'!A1".into() });
    let bytes = xlsx(&form).unwrap();
    let all =
        (1..=3).map(|n| part(&bytes, &format!("xl/worksheets/sheet{n}.xml"))).collect::<String>();
    assert!(all.contains("<mergeCell ref="));
    assert!(!all.contains("<f>"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(xlsx(&samples::sheet(5)).unwrap(), xlsx(&samples::sheet(5)).unwrap());
    assert_eq!((letters(0), letters(27)), ("A".into(), "AB".into()));
}
