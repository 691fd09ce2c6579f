//! PDF: typeset by Typst after a template of ours.
//!
//! What it is: the document goes to the template as JSON in a file that exists in memory only, so
//! that text of people is data and never source. The template can reach nothing else: no folder, no
//! package, no clock.
//! What it is not: markup of packs. A pack resolves its texts; this draws them.
//!
//! Sources: GB/T 9704-2012 for [`model::document::Layout::Official`].

mod fonts;
#[cfg(test)]
pub(crate) mod tests;
mod values;
mod world;

pub use fonts::Fonts;

use model::document::Document;
use model::error::Fault;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use world::Paper;

/// The paper as PDF in the typefaces that were found.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    fonts.ready()?;
    let text = document.proof.as_ref().map(crate::shape::qr_text).filter(|text| !text.is_empty());
    let qr = text.map(crate::qr::picture).transpose()?;
    let values = values::json(document, fonts, qr.as_ref())?;
    fonts.covers(&values)?;
    let paper = Paper::new(fonts, values, qr.map(|qr| qr.png));
    let done = typst::compile::<PagedDocument>(&paper).output;
    let bytes = done.and_then(|pages| {
        let creator = Smart::Custom(Some("Huhang".to_owned()));
        typst_pdf::pdf(&pages, &PdfOptions { creator, ..PdfOptions::default() })
    });
    // Typst remembers what it laid out; papers do not repeat.
    typst::comemo::evict(0);
    bytes.map_err(|errors| {
        let first = errors.first().map(|error| error.message.to_string());
        crate::internal(&first.unwrap_or_default())
    })
}
