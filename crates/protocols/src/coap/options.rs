//! Options: RFC 7252 §3.1 (format), §5.10; RFC 7641 §2; RFC 7959 §2.1; RFC 8613 §2.

use super::segment;
use crate::cursor::{Reader, small};
use crate::sink::Sink;

/// Marks the payload. RFC 7252 §3.
const PAYLOAD: u8 = 0xff;
/// Options of a message that are kept of each kind, and bytes of a path.
const MAX_PARTS: usize = 32;
const MAX_PATH: usize = 512;

/// A block of a body: its number, whether more come, its size. RFC 7959 §2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) number: u32,
    pub(super) more: bool,
    pub(super) size: u32,
}

impl Block {
    pub(super) fn offset(self) -> u64 {
        u64::from(self.number) * u64::from(self.size)
    }
}

/// What options and payload say.
#[derive(Default)]
pub(super) struct Options<'a> {
    host: &'a [u8],
    path: Vec<&'a [u8]>,
    query: Vec<&'a [u8]>,
    proxy: &'a [u8],
    pub(super) observe: Option<u32>,
    pub(super) format: Option<u32>,
    accept: Option<u32>,
    pub(super) block1: Option<Block>,
    pub(super) block2: Option<Block>,
    /// Bytes of the whole body, of either.
    pub(super) size: Option<u32>,
    /// An OSCORE message: the rest is for those who have the key.
    pub(super) protected: bool,
    pub(super) payload: &'a [u8],
    /// How many there are.
    count: usize,
    /// What is wrong, and where.
    pub(super) fault: Option<(&'static str, usize)>,
}

/// Reads options and payload to the end of the message.
pub(super) fn read(data: &[u8]) -> Options<'_> {
    let mut options = Options::default();
    let mut r = Reader::new(data);
    let mut number = 0u32;
    while let Some(first) = r.u8() {
        let at = r.offset() - 1;
        if first == PAYLOAD {
            options.payload = r.rest();
            if r.is_empty() {
                options.fault = Some(("coap.payload_marker", at));
            }
            return options;
        }
        let Some((delta, value)) = one(first, &mut r) else {
            options.fault = Some(("coap.option", at));
            return options;
        };
        number += delta;
        options.count += 1;
        if !options.take(number, value) {
            options.fault = Some(("coap.unknown_critical_option", at));
        }
    }
    options
}

/// Delta to the number of the one before, and value.
fn one<'a>(first: u8, r: &mut Reader<'a>) -> Option<(u32, &'a [u8])> {
    let delta = extended(first >> 4, r)?;
    let length = extended(first & 15, r)?;
    Some((delta, r.bytes(usize::try_from(length).ok()?)?))
}

/// 13 and 14 announce one and two bytes more; 15 is reserved.
fn extended(nibble: u8, r: &mut Reader<'_>) -> Option<u32> {
    match nibble {
        13 => r.u8().map(|more| u32::from(more) + 13),
        14 => r.u16().map(|more| u32::from(more) + 269),
        15 => None,
        nibble => Some(nibble.into()),
    }
}

/// A number without leading zeros.
fn uint(value: &[u8]) -> Option<u32> {
    (value.len() <= 4).then(|| value.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
}

fn block(value: &[u8]) -> Option<Block> {
    let n = uint(value).filter(|_| value.len() <= 3)?;
    // Size exponent 7 stands for 1024 in messages over TCP. RFC 8323 §6.
    Some(Block { number: n >> 4, more: n & 8 != 0, size: 16 << (n & 7).min(6) })
}

impl<'a> Options<'a> {
    /// Takes an option; false for one that must be understood and is not.
    fn take(&mut self, number: u32, value: &'a [u8]) -> bool {
        match number {
            3 => self.host = value,
            6 => self.observe = uint(value),
            9 => self.protected = true,
            11 if self.path.len() < MAX_PARTS => self.path.push(value),
            12 => self.format = uint(value),
            15 if self.query.len() < MAX_PARTS => self.query.push(value),
            17 => self.accept = uint(value),
            23 => self.block2 = block(value),
            27 => self.block1 = block(value),
            28 | 60 => self.size = uint(value),
            35 => self.proxy = value,
            // If-Match, ETag, If-None-Match, Uri-Port, Location, Max-Age, Hop-Limit, EDHOC, Q-Block,
            // proxy schemes, Echo, No-Response, Request-Tag. IANA CoRE Parameters.
            1 | 4 | 5 | 7 | 8 | 11 | 14 | 15 | 16 | 19..=21 | 31 | 39 | 252 | 258 | 292 => {}
            other => return other & 1 == 0,
        }
        true
    }

    pub(super) fn has_path(&self) -> bool {
        let is_text = |part: &&[u8]| part.iter().all(|b| b.is_ascii_graphic() || *b >= 0x80);
        !self.path.is_empty() && self.path.iter().all(is_text)
    }

    /// Whether there is nothing at all.
    pub(super) fn is_bare(&self) -> bool {
        self.count == 0 && self.payload.is_empty() && self.fault.is_none()
    }

    /// `/a/b?c=d`, or the address that a proxy is to ask.
    pub(super) fn path(&self) -> String {
        if !self.proxy.is_empty() {
            return crate::cursor::text(self.proxy.get(..MAX_PATH).unwrap_or(self.proxy));
        }
        let mut path = String::new();
        for (lead, parts) in [('/', &self.path), ('?', &self.query)] {
            for (place, part) in parts.iter().enumerate() {
                path.push(if lead == '?' && place > 0 { '&' } else { lead });
                path += &segment(part.get(..MAX_PATH).unwrap_or(part));
            }
        }
        if path.is_empty() { "/".to_owned() } else { path.chars().take(MAX_PATH).collect() }
    }

    /// The segments of the path, as far as they are numbers: objects of LightweightM2M.
    pub(super) fn numbers(&self) -> Option<[u16; 3]> {
        let [object, instance, resource] = self.path.as_slice() else { return None };
        let number = |part: &[u8]| std::str::from_utf8(part).ok()?.parse().ok();
        Some([number(object)?, number(instance)?, number(resource)?])
    }

    pub(super) fn tell(&self, out: &mut Sink<'_>) {
        out.text("host", self.host);
        let numbers = [("observe", self.observe), ("format", self.format), ("accept", self.accept)];
        for (name, value) in numbers {
            if let Some(value) = value {
                out.field(name, value);
            }
        }
        if let Some(block) = self.block1.or(self.block2) {
            out.field("block", block.number);
            out.field("block_size", block.size);
            out.field("more_blocks", block.more);
        }
        if let Some(size) = self.size {
            out.field("size", size);
        }
        if self.protected {
            out.field("oscore", true);
        }
        if !self.payload.is_empty() {
            out.field("payload", small(self.payload.len()));
            out.values(self.payload);
        }
    }
}
