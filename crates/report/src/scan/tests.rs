//! Our own papers, printed and scanned in software: rasterised, turned, noised, packed as JPEG.

use std::io::Cursor;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro::hayro_syntax::Pdf;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat, Luma};

use super::pages::raster;
use super::{codes_in, picture};
use crate::pdf::tests::{FONTS, has_fonts};
use crate::{pdf, samples};

const CODE: &str = "HH-7K3M-9Q2D-X4TZ";

/// Page of the form that carries the seals, as a scanner sees it at a resolution.
fn page(resolution: f64) -> GrayImage {
    let bytes = pdf(&samples::form(), &FONTS).unwrap();
    let pdf = Pdf::new(std::sync::Arc::new(bytes)).unwrap();
    raster(&pdf.pages()[2], resolution).unwrap()
}

/// A small generator: the noise is the same each time.
struct Noise(u32);

impl Noise {
    fn next(&mut self, most: i32) -> i32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i32::try_from(self.0 >> 16).unwrap() % (2 * most + 1) - most
    }
}

/// Turned about its centre, paler, with grain.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
fn scanned(page: &GrayImage, degrees: f64, grain: i32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (f64::from(page.width()), f64::from(page.height()));
    let mut noise = Noise(7);
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - width / 2.0, f64::from(y) - height / 2.0);
        let (sx, sy) = (cos * dx + sin * dy + width / 2.0, cos * dy - sin * dx + height / 2.0);
        let inside = sx >= 0.0 && sy >= 0.0 && sx < width && sy < height;
        let value = if inside { page.get_pixel(sx as u32, sy as u32).0[0] } else { 255 };
        let pale = 40 + i32::from(value) * 190 / 255 + noise.next(grain);
        Luma([pale.clamp(0, 255) as u8])
    })
}

fn jpeg(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 60).encode_image(picture).unwrap();
    bytes
}

/// What a scanner writes: a page that is one picture.
fn wrapped(jpeg: &[u8], width: u32, height: u32) -> Vec<u8> {
    let content = "q 595 0 0 842 0 0 cm /I Do Q";
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>> endobj\n\
         4 0 obj <</Length {}>> stream\n{content}\nendstream endobj\n\
         5 0 obj <</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8\
         /Filter/DCTDecode/Length {}>> stream\n",
        content.len(),
        jpeg.len()
    )
    .into_bytes();
    pdf.extend_from_slice(jpeg);
    pdf.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF");
    pdf
}

#[test]
fn scans_at_150_to_300_dpi_askew_and_grainy_are_matched() {
    if !has_fonts() {
        return;
    }
    for (resolution, degrees, grain) in [(150.0, 3.0, 20), (200.0, 187.0, 30), (300.0, -2.0, 40)] {
        let scan = scanned(&page(resolution), degrees, grain);
        let found = codes_in(&jpeg(&scan)).unwrap();
        assert_eq!(found, [CODE], "{resolution} dpi, {degrees} degrees, grain {grain}");
    }
}

#[test]
fn a_scan_packed_as_pdf_is_matched_by_its_picture() {
    if has_fonts() {
        let scan = scanned(&page(200.0), 1.5, 15);
        let bytes = wrapped(&jpeg(&scan), scan.width(), scan.height());
        assert_eq!(codes_in(&bytes).unwrap(), [CODE]);
    }
}

#[test]
fn our_own_pdf_says_its_code_in_text_even_without_its_picture() {
    if has_fonts() {
        let mut document = samples::notice();
        assert_eq!(codes_in(&pdf(&document, &FONTS).unwrap()).unwrap(), [CODE]);
        let proof = document.proof.as_mut().unwrap();
        proof.qr = "https://example.invalid/other".into();
        let found = codes_in(&pdf(&document, &FONTS).unwrap()).unwrap();
        assert_eq!(found, [CODE, "https://example.invalid/other"]);
    }
}

#[test]
fn a_picture_without_a_code_gives_none() {
    let blank = GrayImage::from_pixel(600, 800, Luma([250]));
    let mut png = Cursor::new(Vec::new());
    blank.write_to(&mut png, ImageFormat::Png).unwrap();
    assert_eq!(codes_in(&png.into_inner()).unwrap(), Vec::<String>::new());
    let qr = crate::qr::picture(CODE).unwrap();
    assert_eq!(picture::codes(&qr.png).unwrap(), [CODE]);
}

fn refused(bytes: &[u8]) -> String {
    codes_in(bytes).unwrap_err().code.into_owned()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut out, bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn what_is_no_scan_or_grows_beyond_bounds_is_refused() {
    assert_eq!(refused(b""), "document.empty");
    assert_eq!(refused(b"MZ\x90"), "document.executable");
    assert_eq!(refused(b"GIF89a"), "document.not_scan");
    assert_eq!(refused(b"\xff\xd8\xff\xe0nothing"), "document.broken");
    assert_eq!(refused(b"%PDF-1.7\nnothing"), "document.broken");
    let stream = |data: Vec<u8>| [b"%PDF-1.7\n1 0 obj <<>> stream\n".to_vec(), data].concat();
    let zeros = vec![0; 1 << 20];
    let once = zlib(&zeros);
    assert_eq!(refused(&stream(zlib(&once))), "document.bomb", "deflated twice");
    let mut large = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..257 {
        std::io::Write::write_all(&mut large, &zeros).unwrap();
    }
    assert_eq!(refused(&stream(large.finish().unwrap())), "document.bomb");
    // A PNG that says it is 60,000 × 60,000.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xea\x60\0\0\xea\x60\x08\0\0\0\0".to_vec();
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png.extend_from_slice(&crc.sum().to_be_bytes());
    png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    assert_eq!(refused(&png), "document.bomb");
}
