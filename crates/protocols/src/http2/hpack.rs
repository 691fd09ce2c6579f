//! HPACK: header compression of HTTP/2 (RFC 7541).

use std::collections::VecDeque;

/// Octets that an entry counts besides its name and value (RFC 7541 §4.1).
const ENTRY_OVERHEAD: usize = 32;
/// The size of the dynamic table until a setting says otherwise (RFC 9113 §6.5.2).
const DEFAULT_TABLE: usize = 4096;
/// The largest table that is kept, whatever is announced.
const MAX_TABLE: usize = 64 * 1024;
/// Fields of one block that are read.
const MAX_FIELDS: usize = 1024;
/// Bytes that the fields of one block may have in all, undone.
const MAX_BYTES: usize = 256 * 1024;

/// What is wrong with a block, by Suricata's event.
pub(super) const INVALID: &str = "http2.invalid_header";
pub(super) const OVERFLOW: &str = "http2.header_integer_overflow";

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: Vec<u8>,
    pub(super) value: Vec<u8>,
}

impl Field {
    fn size(&self) -> usize {
        self.name.len() + self.value.len() + ENTRY_OVERHEAD
    }
}

/// The decoder of one direction.
pub(super) struct Hpack {
    /// The newest first.
    table: VecDeque<Field>,
    size: usize,
    limit: usize,
    /// Blocks were lost: entries that are not there are no surprise.
    pub(super) holed: bool,
}

impl Default for Hpack {
    fn default() -> Self {
        Self { table: VecDeque::new(), size: 0, limit: DEFAULT_TABLE, holed: false }
    }
}

/// What came of a block.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) fields: Vec<Field>,
    pub(super) size_updates: Vec<u64>,
    pub(super) flaw: Option<&'static str>,
}

impl Hpack {
    /// Blocks were lost: the table is not what the sender's is.
    pub(super) fn lost(&mut self) {
        self.table.clear();
        self.size = 0;
        self.holed = true;
    }

    /// Reads a whole block (RFC 7541 §3.2).
    pub(super) fn block(&mut self, data: &[u8]) -> Block {
        let mut block = Block::default();
        let mut rest = data;
        let mut bytes = 0;
        while let Some(first) = rest.first().copied() {
            match self.entry(first, &mut rest, &mut block) {
                Ok(Some(field)) => {
                    bytes += field.size();
                    block.fields.push(field);
                }
                Ok(None) => {}
                Err(flaw) => {
                    block.flaw = Some(flaw);
                    break;
                }
            }
            if bytes > MAX_BYTES || block.fields.len() >= MAX_FIELDS {
                block.flaw = Some("http2.reassembly_limit_reached");
                break;
            }
        }
        block
    }

    /// One representation (RFC 7541 §6).
    fn entry(
        &mut self,
        first: u8,
        rest: &mut &[u8],
        block: &mut Block,
    ) -> Result<Option<Field>, &'static str> {
        // §6.1: 1xxxxxxx.
        if first & 0x80 != 0 {
            let index = integer(rest, 7)?;
            return match self.get(index) {
                Some(field) => Ok(Some(field)),
                None if self.holed => Ok(None),
                None => Err(INVALID),
            };
        }
        // §6.3: 001xxxxx.
        if first & 0xe0 == 0x20 {
            let size = integer(rest, 5)?;
            block.size_updates.push(size);
            self.limit = usize::try_from(size).unwrap_or(MAX_TABLE).min(MAX_TABLE);
            self.evict();
            return Ok(None);
        }
        // §6.2.1: 01xxxxxx; §6.2.2 and §6.2.3: 000xxxxx.
        let indexed = first & 0x40 != 0;
        let index = integer(rest, if indexed { 6 } else { 4 })?;
        let name = match index {
            0 => Some(string(rest)?),
            _ => self.get(index).map(|field| field.name),
        };
        let value = string(rest)?;
        let Some(name) = name else {
            return if self.holed { Ok(None) } else { Err(INVALID) };
        };
        let field = Field { name, value };
        if indexed {
            self.insert(field.clone());
        }
        Ok(Some(field))
    }

    /// The entry of an index: static table first (RFC 7541 §2.3.3).
    fn get(&self, index: u64) -> Option<Field> {
        let place = usize::try_from(index).ok()?.checked_sub(1)?;
        match STATIC.get(place) {
            Some((name, value)) => {
                Some(Field { name: name.as_bytes().to_vec(), value: value.as_bytes().to_vec() })
            }
            None => self.table.get(place - STATIC.len()).cloned(),
        }
    }

    fn insert(&mut self, field: Field) {
        self.size += field.size();
        self.table.push_front(field);
        self.evict();
    }

    fn evict(&mut self) {
        while self.size > self.limit {
            let Some(oldest) = self.table.pop_back() else { break };
            self.size -= oldest.size();
        }
    }
}

/// An integer with a prefix of so many bits (RFC 7541 §5.1).
fn integer(rest: &mut &[u8], bits: u32) -> Result<u64, &'static str> {
    let mask = (1u64 << bits) - 1;
    let (first, mut tail) = rest.split_first().ok_or(INVALID)?;
    let mut value = u64::from(*first) & mask;
    if value == mask {
        let mut shift = 0u32;
        loop {
            let (byte, after) = tail.split_first().ok_or(INVALID)?;
            tail = after;
            // More than four further octets are more than any length or index needs.
            if shift > 28 {
                return Err(OVERFLOW);
            }
            value += u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    *rest = tail;
    Ok(value)
}

/// A string, as it is or in Huffman's code (RFC 7541 §5.2).
fn string(rest: &mut &[u8]) -> Result<Vec<u8>, &'static str> {
    let coded = rest.first().ok_or(INVALID)? & 0x80 != 0;
    let len = usize::try_from(integer(rest, 7)?).map_err(|_| OVERFLOW)?;
    let (text, after) = rest.split_at_checked(len).ok_or(INVALID)?;
    *rest = after;
    if coded { huffman(text).ok_or(INVALID) } else { Ok(text.to_vec()) }
}

/// The longest code (RFC 7541 appendix B).
const MAX_CODE: usize = 30;

/// How long the code of each octet is (RFC 7541 appendix B). The codes follow from it: shorter ones
/// come first, and of one length they rise with the octet.
#[rustfmt::skip]
const LENGTHS: [u8; 256] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];

/// Octets in the order of their codes, and for each length the first code and its place.
struct Codes {
    octets: [u8; 256],
    first: [u32; MAX_CODE + 1],
    start: [u16; MAX_CODE + 2],
}

static CODES: Codes = codes();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn codes() -> Codes {
    let mut codes = Codes { octets: [0; 256], first: [0; MAX_CODE + 1], start: [0; MAX_CODE + 2] };
    let (mut length, mut place, mut code) = (1, 0, 0u32);
    while length <= MAX_CODE {
        codes.first[length] = code;
        codes.start[length] = place as u16;
        let mut octet = 0;
        while octet < 256 {
            if LENGTHS[octet] as usize == length {
                codes.octets[place] = octet as u8;
                place += 1;
                code += 1;
            }
            octet += 1;
        }
        code <<= 1;
        length += 1;
    }
    codes.start[MAX_CODE + 1] = place as u16;
    codes
}

/// Undoes Huffman's code; `None` where the padding is none (RFC 7541 §5.2).
fn huffman(coded: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(coded.len() * 2);
    let (mut code, mut length) = (0u32, 0usize);
    for byte in coded {
        for bit in (0..8).rev() {
            code = (code << 1) | u32::from((byte >> bit) & 1);
            length += 1;
            let first = *CODES.first.get(length)?;
            let start = usize::from(*CODES.start.get(length)?);
            let end = usize::from(*CODES.start.get(length + 1)?);
            let Some(offset) = code.checked_sub(first) else { continue };
            let place = start + usize::try_from(offset).ok()?;
            if place < end {
                out.push(*CODES.octets.get(place)?);
                (code, length) = (0, 0);
            }
        }
    }
    // What is left is the front of EOS: ones only, fewer than eight.
    (length < 8 && code == (1 << length) - 1).then_some(out)
}

/// RFC 7541 appendix A.
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

#[cfg(test)]
mod tests;
