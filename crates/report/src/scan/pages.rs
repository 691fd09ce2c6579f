//! Pages of a PDF: rasterised for their QR codes, so that any way a scanner packs its pictures will
//! do, and interpreted for codes in their text.

use std::sync::Arc;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};
use hayro::{RenderCache, RenderSettings};
use image::GrayImage;
use model::error::Fault;

use super::{add, bounds, broken, picture};

/// Pages looked at.
const PAGES: usize = 300;
/// Most pixels of a page.
const PIXELS: f64 = 12_000_000.0;
/// Pixels to the inch: of the first look, and of those that follow where it found nothing.
const QUICK: f64 = 150.0;
const THOROUGH: [f64; 2] = [200.0, 300.0];
/// Characters of a page's text that are looked at.
const TEXT: usize = 200_000;

pub(super) fn codes(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    bounds::deflated(bytes, bounds::STREAM)?;
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::invalid("document.encrypted"),
        LoadPdfError::Invalid => broken(),
    })?;
    bounds::streams(&pdf)?;
    let mut codes = Vec::new();
    // A quick look at every page first; papers carry their code on the last one only.
    for page in pdf.pages().iter().take(PAGES) {
        add(&mut codes, in_text(page));
        add(&mut codes, drawn(page, QUICK, |picture| picture::glance(&picture)));
    }
    for page in pdf.pages().iter().take(PAGES) {
        if !codes.is_empty() {
            break;
        }
        codes = THOROUGH
            .into_iter()
            .map(|dpi| drawn(page, dpi, picture::find))
            .find(|f| !f.is_empty())
            .unwrap_or_default();
    }
    Ok(codes)
}

fn drawn(page: &Page<'_>, resolution: f64, look: fn(GrayImage) -> Vec<String>) -> Vec<String> {
    raster(page, resolution).map(look).unwrap_or_default()
}

/// A page as a grey picture, smaller where it would be too large.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of pictures")]
pub(super) fn raster(page: &Page<'_>, resolution: f64) -> Option<GrayImage> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    if !(width >= 1.0 && height >= 1.0 && width.max(height) < 30_000.0) {
        return None;
    }
    let scale = (resolution / 72.0).min((PIXELS / (width * height)).sqrt());
    let side = |side: f64| (side * scale).clamp(1.0, f64::from(u16::MAX)) as u16;
    let settings = RenderSettings {
        x_scale: scale as f32,
        y_scale: scale as f32,
        width: Some(side(width)),
        height: Some(side(height)),
        bg_color: WHITE,
    };
    let cache = RenderCache::new();
    let pixels = hayro::render(page, &cache, &InterpreterSettings::default(), &settings);
    let grey = |pixel: &[u8]| {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        // Red counts most: seals and red heads fade, black stays.
        ((red * 6 + green * 3 + blue) / 10) as u8
    };
    let raw = pixels.data_as_u8_slice().chunks_exact(4).map(grey).collect();
    GrayImage::from_raw(side(width).into(), side(height).into(), raw)
}

/// Codes in the text layer: `HH-7K3M-9Q2D` and longer.
fn in_text(page: &Page<'_>) -> Vec<String> {
    let cache = InterpreterCache::new();
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, area, &cache, page.xref(), settings);
    let mut text = Text(String::new());
    interpret_page(page, &mut context, &mut text);
    text.0
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| is_code(word))
        .map(str::to_owned)
        .collect()
}

/// Groups of capitals and digits with dashes between, the first of two letters.
fn is_code(word: &str) -> bool {
    let mut groups = word.split('-');
    let first =
        groups.next().is_some_and(|g| g.len() == 2 && g.bytes().all(|b| b.is_ascii_uppercase()));
    let rest: Vec<&str> = groups.collect();
    let fits = |group: &&str| {
        (4..=8).contains(&group.len())
            && group.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    first && (2..=8).contains(&rest.len()) && rest.iter().all(fits)
}

/// A device that keeps the letters and draws nothing.
struct Text(String);

impl<'a> Device<'a> for Text {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        _: Affine,
        _: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        if self.0.len() > TEXT {
            return;
        }
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.0.push(c),
            Some(BfString::String(text)) => self.0.push_str(&text),
            None => self.0.push(' '),
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
