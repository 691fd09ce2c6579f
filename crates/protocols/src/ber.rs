//! BER tag-length-value as far as GOOSE, sampled values and MMS need it. Source: ITU-T X.690 §8.1.

use crate::cursor::Reader;

/// One element; `content` is cut to what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// Identifier octet; elements with long tags carry the first one.
    pub(crate) tag: u8,
    /// Tag number, long or short; saturates.
    pub(crate) number: u32,
    pub(crate) content: &'a [u8],
    /// Length that the element claims.
    pub(crate) claimed: usize,
}

impl Element<'_> {
    pub(crate) fn is_cut(&self) -> bool {
        self.content.len() < self.claimed
    }
}

/// Reads the next element. `None` if there is no whole header, or an indefinite or absurd length.
pub(crate) fn element<'a>(r: &mut Reader<'a>) -> Option<Element<'a>> {
    let tag = r.u8()?;
    let number = if tag & 0x1f == 0x1f { long_number(r)? } else { u32::from(tag & 0x1f) };
    let claimed = length(r)?;
    let content = r.bytes(claimed.min(r.left()))?;
    Some(Element { tag, number, content, claimed })
}

/// Tag number in octets of seven bits. §8.1.2.4.
fn long_number(r: &mut Reader<'_>) -> Option<u32> {
    let mut number = 0u32;
    loop {
        let octet = r.u8()?;
        number = number.checked_mul(128).map_or(u32::MAX, |n| n | u32::from(octet & 0x7f));
        if octet & 0x80 == 0 {
            return Some(number);
        }
    }
}

/// The elements of a content, up to the first that is none.
pub(crate) fn elements(content: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut r = Reader::new(content);
    std::iter::from_fn(move || element(&mut r))
}

/// The first element with this identifier octet.
pub(crate) fn find(content: &[u8], tag: u8) -> Option<&[u8]> {
    elements(content).find(|e| e.tag == tag).map(|e| e.content)
}

/// Definite length of at most four octets.
fn length(r: &mut Reader<'_>) -> Option<usize> {
    let first = r.u8()?;
    if first & 0x80 == 0 {
        return Some(first.into());
    }
    let octets = usize::from(first & 0x7f);
    if octets == 0 || octets > 4 {
        return None;
    }
    let mut value = 0usize;
    for byte in r.bytes(octets)? {
        value = (value << 8) | usize::from(*byte);
    }
    Some(value)
}

/// Content of an unsigned INTEGER, saturating: encoders pad and sign it in every way.
pub(crate) fn unsigned(content: &[u8]) -> u32 {
    let value = content.iter().fold(0u64, |n, byte| (n << 8 | u64::from(*byte)).min(1 << 40));
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Content of a signed INTEGER of at most eight octets. §8.3.
pub(crate) fn signed(content: &[u8]) -> Option<i64> {
    let first = content.first().filter(|_| content.len() <= 8)?;
    let sign = if first & 0x80 == 0 { 0i64 } else { -1 };
    Some(content.iter().fold(sign, |n, octet| n << 8 | i64::from(*octet)))
}

/// Whether the element is one context-specific, constructed or not.
pub(crate) fn is_context(tag: u8) -> bool {
    tag & 0xc0 == 0x80
}
