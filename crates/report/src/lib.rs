//! Report: a document of the model as docx, xlsx or PDF, and a filled or sealed paper back as data.
//!
//! What it is: the only crate that knows office files, PDF, typefaces and QR codes.
//! What it is not: it resolves no templates, reads no store and no network, decides nothing about a
//! value. It reads typefaces from the folders it is given, once ([`Fonts::search`]).
//!
//! Entry points: [`docx`], [`xlsx`], [`pdf`]; [`read`]; [`codes_in`].
//!
//! Invariants:
//! - The same document gives the same bytes: no times, no random numbers.
//! - Text of people never becomes markup, formula or path of a format.
//! - What comes from outside is bounded before it is unpacked: size, ratio, entities, pixels.

mod docx;
mod grid;
mod pdf;
mod qr;
mod read;
mod scan;
mod shape;
mod tag;
mod xlsx;
mod xml;

#[cfg(test)]
mod office;
#[cfg(test)]
mod samples;

pub use docx::{docx, docx_in};
pub use pdf::{Fonts, pdf};
pub use read::{Filled, FilledCheck, FilledRow, FilledTable, FilledValue, read};
pub use scan::codes_in;
pub use shape::Typefaces;
pub use xlsx::xlsx;

use model::error::{ErrorKind, Fault};

/// A library refused what we gave it: a defect of ours.
fn internal(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(ErrorKind::Internal, "document.not_written").with("reason", error)
}
