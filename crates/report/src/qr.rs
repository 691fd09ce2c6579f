//! QR codes as pictures.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use model::error::Fault;
use qrcode::{Color, EcLevel, QrCode};

/// Pixels of a module, and modules of white around the code.
const SCALE: u32 = 8;
const QUIET: u32 = 4;
/// Millimetres of a module: three and a half pixels of a scan at 150 dpi.
const MODULE: f64 = 0.6;

/// A code as PNG, and the side it should be printed with.
pub(crate) struct Picture {
    pub(crate) png: Vec<u8>,
    pub(crate) millimetres: f64,
}

/// The strongest correction that does not make the code larger than 33 modules wins: seals are
/// stamped across.
pub(crate) fn picture(text: &str) -> Result<Picture, Fault> {
    let small = |level| {
        QrCode::with_error_correction_level(text, level).ok().filter(|code| code.width() <= 33)
    };
    let code = [EcLevel::H, EcLevel::Q].into_iter().find_map(small);
    let code = match code {
        Some(code) => code,
        None => QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| Fault::invalid("document.qr_too_long"))?,
    };
    let side = u32::try_from(code.width()).unwrap_or_default() + 2 * QUIET;
    Ok(Picture { png: png(&code, side)?, millimetres: f64::from(side) * MODULE })
}

fn png(code: &QrCode, side: u32) -> Result<Vec<u8>, Fault> {
    let width = u32::try_from(code.width()).unwrap_or_default();
    let dark = |x: u32, y: u32| {
        let (x, y) = ((x / SCALE).wrapping_sub(QUIET), (y / SCALE).wrapping_sub(QUIET));
        x < width && y < width && code[(x as usize, y as usize)] == Color::Dark
    };
    let image = GrayImage::from_fn(side * SCALE, side * SCALE, |x, y| {
        Luma([if dark(x, y) { 0 } else { 255 }])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).map_err(|e| crate::internal(&e))?;
    Ok(bytes.into_inner())
}
