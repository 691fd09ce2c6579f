//! Program blocks as they travel: header, body, footer (layout as the Snap7 headers and the
//! Wireshark dissector give it; the vendor publishes none).

use crate::wire::{Reader, word_length};

pub(super) const ORGANIZATION_BLOCK: u8 = b'8';
pub(super) const DATA_BLOCK: u8 = b'A';
pub(super) const FUNCTION: u8 = b'C';
pub(super) const FUNCTION_BLOCK: u8 = b'E';

/// Block types in the order the block list gives them: OB, FB, FC, DB, SDB, SFC, SFB.
pub(super) const KINDS: [u8; 7] = [b'8', b'E', b'C', b'A', b'B', b'D', b'F'];

const HEADER_BYTES: usize = 36;
const FOOTER_BYTES: usize = 36;
/// 2026-01-05 as days since 1984-01-01, the epoch of block time stamps.
const BUILT_ON: u16 = 15_345;
const VERSION: u8 = 0x12;

/// Type and number of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BlockName {
    pub(super) kind: u8,
    pub(super) number: u16,
}

impl BlockName {
    /// Reads `0AnnnnnF`: two bytes of type, five digits, a file system.
    pub(super) fn decode(text: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(text);
        reader.u8().filter(|&zero| zero == b'0')?;
        let kind = reader.u8().filter(|kind| KINDS.contains(kind))?;
        let number = decimal(reader.take(5)?)?;
        let _file_system = reader.u8()?;
        let number = u16::try_from(number).ok()?;
        reader.is_empty().then_some(Self { kind, number })
    }
}

/// A whole number of at most nine digits.
pub(super) fn decimal(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    digits?.parse().ok()
}

/// Code language byte: statement list, or data block.
pub(super) fn language(kind: u8) -> u8 {
    if kind == DATA_BLOCK { 5 } else { 1 }
}

/// The header's own code of the block type.
pub(super) fn sub_type(kind: u8) -> u8 {
    match kind {
        b'8' => 0x08,
        b'A' => 0x0A,
        b'B' => 0x0B,
        b'C' => 0x0C,
        b'D' => 0x0D,
        b'E' => 0x0E,
        _ => 0x0F,
    }
}

/// The block as it is uploaded.
pub(super) fn image(name: BlockName, body: &[u8]) -> Vec<u8> {
    let load = HEADER_BYTES + body.len() + FOOTER_BYTES;
    let mut out = vec![b'p', b'p', 1, 1, language(name.kind), sub_type(name.kind)];
    out.extend_from_slice(&name.number.to_be_bytes());
    out.extend_from_slice(&u32::from(word_length(load)).to_be_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&stamps());
    // Interface, additional and local data lengths, then the body's length.
    out.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
    out.extend_from_slice(&word_length(body.len()).to_be_bytes());
    out.extend_from_slice(body);
    out.extend_from_slice(&signature());
    out.extend_from_slice(&[VERSION, 0]);
    out.extend_from_slice(&checksum(body).to_be_bytes());
    out.extend_from_slice(&[0; 8]);
    out
}

/// The body of a downloaded image; an image without header is all body.
pub(super) fn body(image: &[u8]) -> &[u8] {
    let mut reader = Reader::new(image);
    let header = reader.take(HEADER_BYTES).filter(|header| header.starts_with(b"pp"));
    let length = header.and_then(|header| header.last_chunk::<2>().copied());
    let counted = length.and_then(|length| reader.take(usize::from(u16::from_be_bytes(length))));
    counted.unwrap_or(image)
}

/// The 78 bytes that answer "block info".
pub(super) fn info(name: BlockName, body: &[u8]) -> Vec<u8> {
    let load = word_length(HEADER_BYTES + body.len() + FOOTER_BYTES);
    let mut out = vec![1, name.kind, 0, 0x4A, 0, 0x22, b'p', b'p', 1, 1];
    out.extend_from_slice(&[language(name.kind), sub_type(name.kind)]);
    out.extend_from_slice(&name.number.to_be_bytes());
    out.extend_from_slice(&u32::from(load).to_be_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&stamps());
    out.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
    out.extend_from_slice(&word_length(body.len()).to_be_bytes());
    out.extend_from_slice(&signature());
    out.extend_from_slice(&[VERSION, 0]);
    out.extend_from_slice(&checksum(body).to_be_bytes());
    out.extend_from_slice(&[0; 8]);
    out
}

/// Code and interface time stamps: milliseconds of the day (32 bits) and days, each.
fn stamps() -> [u8; 12] {
    let [high, low] = BUILT_ON.to_be_bytes();
    [0, 0, 0, 0, high, low, 0, 0, 0, 0, high, low]
}

/// Author, family and name, eight bytes each.
fn signature() -> Vec<u8> {
    [*b"HUHANG\0\0", *b"RANGE\0\0\0", *b"BOILER\0\0"].concat()
}

fn checksum(body: &[u8]) -> u16 {
    body.iter().fold(0, |sum: u16, &byte| sum.rotate_left(1) ^ u16::from(byte))
}

/// Bytes that stand for a program: the same for the same block.
pub(super) fn program(kind: u8, length: u8) -> Vec<u8> {
    let step = |index: u8| index.wrapping_mul(31).wrapping_add(kind);
    let mut code: Vec<u8> = (0..length).map(step).collect();
    // BE, block end.
    code.extend_from_slice(&[0x65, 0x00]);
    code
}
