//! BER tag-length-value as far as GOOSE needs it. Source: ITU-T X.690 §8.1.

use crate::cursor::Reader;

/// One element; `content` is cut to what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// Identifier octet; elements with long tags carry the first one.
    pub(crate) tag: u8,
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
    if tag & 0x1f == 0x1f {
        while r.u8()? & 0x80 != 0 {}
    }
    let claimed = length(r)?;
    let content = r.bytes(claimed.min(r.left()))?;
    Some(Element { tag, content, claimed })
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
