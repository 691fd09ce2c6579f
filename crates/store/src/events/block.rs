//! How a batch lies in a segment.
//!
//! `"HEV1" | header bytes: u32 | body bytes: u32 | CRC-32C: u32 | header | body`, little-endian;
//! the sum covers both lengths, header and body. The header is JSON ([`Header`]), the body the
//! lines, compressed with zstd.

use serde::{Deserialize, Serialize};

pub(super) const PRELUDE: usize = 16;
const MAGIC: &[u8; 4] = b"HEV1";
const MOST_HEADER: usize = 4096;
/// Most bytes of a block's lines, before and after compression.
pub(super) const MOST_BODY: usize = 64 << 20;
const LEVEL: i32 = 3;

/// What is known of a block without decompressing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// From 1 within the day.
    pub(super) block: u64,
    pub(super) tenant: String,
    pub(super) batch: String,
    /// Milliseconds, the node's clock.
    pub(super) received: i64,
    pub(super) events: u64,
    /// Bytes of the lines.
    pub(super) raw: u64,
    /// Nanoseconds of capture time; 0 and 0 when empty.
    pub(super) first: i64,
    pub(super) last: i64,
}

/// A whole block found in a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) header: Header,
    pub(super) body: &'a [u8],
}

pub(super) fn compress(lines: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(lines, LEVEL)
}

pub(super) fn decompress(body: &[u8], raw: u64) -> Option<Vec<u8>> {
    let raw = usize::try_from(raw).ok().filter(|raw| *raw <= MOST_BODY)?;
    zstd::bulk::decompress(body, raw).ok().filter(|lines| lines.len() == raw)
}

/// Appends a block to `out`.
pub(super) fn encode(header: &Header, body: &[u8], out: &mut Vec<u8>) -> serde_json::Result<()> {
    let header = serde_json::to_vec(header)?;
    let lengths = [(header.len() as u32).to_le_bytes(), (body.len() as u32).to_le_bytes()];
    let sum =
        [&lengths[0][..], &lengths[1], &header, body].iter().fold(0, |sum, part| crc(sum, part));
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&lengths[0]);
    out.extend_from_slice(&lengths[1]);
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(body);
    Ok(())
}

/// Reads the block at the start of `bytes`; `None` when there is no whole one.
pub(super) fn decode(bytes: &[u8]) -> Option<Found<'_>> {
    let (header_bytes, body_bytes) = lengths(bytes)?;
    let content = bytes.get(PRELUDE..PRELUDE + header_bytes + body_bytes)?;
    let sum = crc(crc(0, bytes.get(4..12)?), content);
    if word(bytes, 12)? != sum {
        return None;
    }
    let (header, body) = content.split_at_checked(header_bytes)?;
    let header = serde_json::from_slice(header).ok()?;
    Some(Found { header, body })
}

/// Where in `window` a block seems to begin.
pub(super) fn seems_to_begin(window: &[u8]) -> Option<usize> {
    window.windows(MAGIC.len()).position(|four| four == MAGIC)
}

/// How long a block says it is, from its first [`PRELUDE`] bytes.
pub(super) fn length(prelude: &[u8]) -> Option<u64> {
    lengths(prelude).map(|(header, body)| (PRELUDE + header + body) as u64)
}

fn lengths(bytes: &[u8]) -> Option<(usize, usize)> {
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let header = word(bytes, 4)? as usize;
    let body = word(bytes, 8)? as usize;
    (header <= MOST_HEADER && body <= MOST_BODY).then_some((header, body))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// CRC-32C (Castagnoli; RFC 3720, B.4), continued from `sum`.
pub(super) fn crc(sum: u32, bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| TABLE[((sum ^ u32::from(*byte)) & 0xff) as usize] ^ (sum >> 8);
    !bytes.iter().fold(!sum, step)
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut sum = n as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0x82f6_3b78 } else { sum >> 1 };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
};
