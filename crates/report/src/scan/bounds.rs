//! What a PDF may unpack to, judged before its reader sees it.

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Object, Stream};
use model::error::Fault;

/// Most bytes of one stream (an A4 page in colour at 600 dpi is 104 MB) and of all.
pub(super) const STREAM: u64 = 256 << 20;
const TOTAL: u64 = 2 << 30;
/// LZW packs at most so much into a byte.
const LZW: u64 = 1400;
const RUN_LENGTH: u64 = 64;
/// Deflated streams were measured one by one.
const FLATE: u64 = 1032;
/// Pixels of an embedded image.
const PIXELS: u64 = 160_000_000;

fn bomb(measure: &str, value: u64) -> Fault {
    Fault::invalid("document.bomb").with("measure", measure).with("value", value)
}

/// Every deflated stream of the file, whatever refers to it: unpacked into nothing, counting.
pub(super) fn deflated(bytes: &[u8], most: u64) -> Result<(), Fault> {
    let mut total = 0;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let data = bytes.get(at + 6..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        for zlib in [true, false] {
            let (size, head) = unpacked(data, zlib, most);
            if size > most {
                return Err(bomb("stream", size));
            }
            // A stream deflated twice hides what it grows to.
            if size > 0 && unpacked(&head, true, most).0 > 1024 {
                return Err(bomb("nested", size));
            }
            total += size;
        }
        if total > TOTAL {
            return Err(bomb("streams", total));
        }
    }
    Ok(())
}

/// How much comes out, up to the bound, and the first of it.
fn unpacked(data: &[u8], zlib: bool, most: u64) -> (u64, Vec<u8>) {
    let mut inflate = Decompress::new(zlib);
    let mut room = vec![0; 64 << 10];
    let mut head = Vec::new();
    loop {
        let (taken, given) = (inflate.total_in(), inflate.total_out());
        let rest =
            usize::try_from(taken).ok().and_then(|taken| data.get(taken..)).unwrap_or_default();
        let status = inflate.decompress(rest, &mut room, FlushDecompress::None);
        if given == 0 {
            let fresh = usize::try_from(inflate.total_out()).unwrap_or_default();
            head = room.get(..fresh.min(4096)).unwrap_or_default().to_vec();
        }
        let moved = inflate.total_in() > taken || inflate.total_out() > given;
        let done = !matches!(status, Ok(Status::Ok)) || !moved;
        if done || inflate.total_out() > most {
            return (inflate.total_out(), head);
        }
    }
}

/// The other filters and the sizes of images, as the reader understands them.
pub(super) fn streams(pdf: &Pdf) -> Result<(), Fault> {
    for object in pdf.objects() {
        if let Object::Stream(stream) = object {
            stream_bounds(&stream)?;
        }
    }
    Ok(())
}

/// How much a filter may make of a byte.
fn growth(filter: &str) -> u64 {
    match filter {
        "FlateDecode" => FLATE,
        "LzwDecode" => LZW,
        "RunLengthDecode" => RUN_LENGTH,
        _ => 1,
    }
}

fn stream_bounds(stream: &Stream<'_>) -> Result<(), Fault> {
    // The reader keeps the type of its filters to itself, but not their names.
    let filters: Vec<u64> =
        stream.filters().iter().map(|filter| growth(&format!("{filter:?}"))).collect();
    if filters.len() > 4 || filters.iter().filter(|growth| **growth > 1).count() > 1 {
        return Err(bomb("filters", filters.len() as u64));
    }
    let factor = filters.iter().filter(|growth| **growth != FLATE).max();
    let size = stream.raw_data().len() as u64 * factor.copied().unwrap_or(1);
    if size > 2 * STREAM {
        return Err(bomb("stream", size));
    }
    let side = |name: &[u8]| {
        let side = stream.dict().get::<i64>(name).unwrap_or_default();
        u64::try_from(side).unwrap_or_default()
    };
    let pixels = side(b"Width").saturating_mul(side(b"Height"));
    if pixels > PIXELS { Err(bomb("pixels", pixels)) } else { Ok(()) }
}
