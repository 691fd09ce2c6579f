//! QR codes of a picture: as it is, then at other sizes and softened, until one is found.

use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{GrayImage, ImageReader, Limits};
use model::error::Fault;
use rqrr::PreparedImage;

use super::{add, broken};

/// Pixels that are decoded, and that are looked at in one go.
const PIXELS: u64 = 120_000_000;
const LOOKED_AT: u32 = 9_000_000;
const SIDE: u32 = 30_000;

pub(super) fn codes(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let size = reader().ok().and_then(|reader| reader.into_dimensions().ok()).ok_or_else(broken)?;
    let pixels = u64::from(size.0) * u64::from(size.1);
    if pixels > PIXELS || size.0.max(size.1) > SIDE {
        return Err(Fault::invalid("document.bomb")
            .with("measure", "pixels")
            .with("value", pixels));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(PIXELS * 5);
    let mut reader = reader().map_err(|_| broken())?;
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| broken())?;
    Ok(find(picture.into_luma8()))
}

/// Codes of a grey picture as it is.
pub(super) fn glance(picture: &GrayImage) -> Vec<String> {
    decode(picture)
}

/// Codes of a grey picture.
pub(super) fn find(picture: GrayImage) -> Vec<String> {
    let pixels = picture.width().saturating_mul(picture.height()).max(1);
    let picture = if pixels > LOOKED_AT {
        scaled(&picture, f64::from(LOOKED_AT) / f64::from(pixels))
    } else {
        picture
    };
    // Noise wants softening, small codes want room, large grain wants less of it.
    let ways: [fn(&GrayImage) -> GrayImage; 4] = [
        Clone::clone,
        |picture| imageops::fast_blur(picture, 1.2),
        |picture| scaled(picture, 0.36),
        |picture| imageops::fast_blur(&scaled(picture, 2.25), 1.0),
    ];
    for way in ways {
        let found = decode(&way(&picture));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// With `share` of its pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of pictures")]
fn scaled(picture: &GrayImage, share: f64) -> GrayImage {
    let side = |side: u32| (f64::from(side) * share.sqrt()).round().max(1.0) as u32;
    imageops::resize(picture, side(picture.width()), side(picture.height()), FilterType::Triangle)
}

fn decode(picture: &GrayImage) -> Vec<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let raw = picture.as_raw();
    let grey = |x: usize, y: usize| raw.get(y * width + x).copied().unwrap_or(255);
    let mut prepared = PreparedImage::prepare_from_greyscale(width, height, grey);
    let mut codes = Vec::new();
    let found = prepared.detect_grids().into_iter().filter_map(|grid| Some(grid.decode().ok()?.1));
    add(&mut codes, found);
    codes
}
