//! xlsx: tables as worksheets, with merged cells, widths, frozen and repeated heads, lists to
//! choose from, and names that say which cell holds which field.
//!
//! What it is: written with `rust_xlsxwriter`. One worksheet for each table with what stands around
//! it; a hidden sheet holds for each defined name its tag and codes. Names follow their cells when
//! people insert rows, which is why the tags are not addresses.
//! What it is not: a form with boxes: a cell of boxes is a list to choose from.

mod plan;
mod sheet;
#[cfg(test)]
mod tests;

use model::document::Document;
use model::error::Fault;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::qr::Picture;
use crate::shape;

/// The hidden sheet, and what our names begin with.
pub(crate) const HIDDEN: &str = "_huhang";
pub(crate) const NAME: &str = "HH_";
/// Marks the row below a table field, in place of a tag.
pub(crate) const END: &str = "!end";
/// Column of the hidden sheet from which the labels stand; as many codes follow them.
pub(crate) const FIRST_LABEL: u16 = 2;
/// Separates the labels of several choices in one cell.
pub(crate) const BETWEEN: char = '、';

/// The paper as xlsx.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, Fault> {
    let qr = document.proof.as_ref().map(shape::qr_text).filter(|text| !text.is_empty());
    let qr = qr.map(crate::qr::picture).transpose()?;
    write(document, qr.as_ref())
}

fn write(document: &Document, qr: Option<&Picture>) -> Result<Vec<u8>, Fault> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(document).map_err(|e| fault(&e))?);
    let mut names = Names::default();
    let segments = plan::segments(document);
    let titles = plan::titles(&segments);
    for (segment, title) in segments.iter().zip(&titles) {
        sheet::write(&mut workbook, document, segment, title, qr, &mut names)?;
    }
    names.write(&mut workbook).map_err(|e| fault(&e))?;
    workbook.save_to_buffer().map_err(|e| fault(&e))
}

/// Properties with a fixed time: the same document gives the same bytes.
fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let time = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let mut properties =
        DocProperties::new().set_title(&document.title).set_creation_datetime(&time);
    if let Some(proof) = &document.proof {
        let values = [&proof.code, &proof.digest, &proof.qr];
        for (name, value) in shape::PROPERTIES.iter().zip(values) {
            properties = properties.set_custom_property(*name, value.as_str());
        }
    }
    Ok(properties)
}

/// A choice of a list: code and what the list shows.
pub(crate) type Choice = (String, String);

/// Names given so far: (reference, tag, choices).
#[derive(Default)]
struct Names {
    list: Vec<(String, String, Vec<Choice>)>,
}

impl Names {
    /// Gives a cell its name; the number of its row in the hidden sheet comes back.
    fn give(
        &mut self,
        sheet: &str,
        row: u32,
        column: u16,
        tag: String,
        choices: Vec<Choice>,
    ) -> usize {
        let sheet = sheet.replace('\'', "''");
        let reference = format!("='{sheet}'!${}${}", letters(column), row + 1);
        self.list.push((reference, tag, choices));
        self.list.len() - 1
    }

    /// Where the labels of an entry stand, for a list to choose from.
    fn labels(&self, entry: usize) -> String {
        let choices = self.list.get(entry).map_or(0, |(_, _, choices)| choices.len());
        let last = FIRST_LABEL + u16::try_from(choices).unwrap_or_default().max(1) - 1;
        let row = entry + 1;
        format!("='{HIDDEN}'!${}${row}:${}${row}", letters(FIRST_LABEL), letters(last))
    }

    fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(HIDDEN)?.set_hidden(true);
        for (at, (_, tag, choices)) in (0..).zip(&self.list) {
            sheet.write_string(at, 0, name(at))?;
            sheet.write_string(at, 1, tag)?;
            let count = u16::try_from(choices.len()).unwrap_or_default();
            for (place, (code, label)) in (FIRST_LABEL..).zip(choices) {
                sheet.write_string(at, place, label)?;
                sheet.write_string(at, place + count, code)?;
            }
        }
        for (at, (reference, _, _)) in (0..).zip(&self.list) {
            workbook.define_name(name(at), reference)?;
        }
        Ok(())
    }
}

fn name(at: u32) -> String {
    format!("{NAME}{}", at + 1)
}

/// `A` to `Z`, `AA`, …
pub(crate) fn letters(column: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(column)
}

fn fault(error: &XlsxError) -> Fault {
    match error {
        XlsxError::MaxStringLengthExceeded => {
            Fault::invalid("document.cell_too_long").with("most", 32_767)
        }
        other => crate::internal(other),
    }
}
