//! Sealed scans: which of our codes a picture or a PDF shows.
//!
//! What it is: QR codes of pictures and of rasterised pages, and codes in a PDF's text. Any way
//! round, askew, grey.
//! What it is not: reading of letters. A paper whose QR code is torn off is matched by hand.

mod bounds;
mod pages;
mod picture;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;

use model::error::{ErrorKind, Fault};

use crate::read::{LARGEST, refuse_programs};

/// What the QR codes of a scan say, and codes in the text of a PDF, each once, in the order found.
/// Empty where there are none. Takes PDF, PNG and JPEG; it works for a second and more, so callers
/// run it aside.
pub fn codes_in(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    if bytes.is_empty() {
        return Err(Fault::invalid("document.empty"));
    }
    if bytes.len() > LARGEST {
        return Err(Fault::new(ErrorKind::TooMany, "document.too_large").with("most", "200 MB"));
    }
    refuse_programs(bytes)?;
    let read: fn(&[u8]) -> Result<Vec<String>, Fault> = if bytes.starts_with(b"%PDF") {
        pages::codes
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff") {
        picture::codes
    } else {
        return Err(Fault::invalid("document.not_scan"));
    };
    // The decoders are other people's: what stumbles over a crafted file costs this call only.
    std::panic::catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(broken()))
}

fn broken() -> Fault {
    Fault::invalid("document.broken").with("part", "scan")
}

/// Adds what is new.
fn add(codes: &mut Vec<String>, found: impl IntoIterator<Item = String>) {
    for code in found {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
}
