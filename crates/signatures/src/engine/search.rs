//! Looking for one content, with or without regard to case.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};

/// A content ready to be looked for.
#[derive(Debug)]
pub(crate) enum Needle {
    Exact(Box<Finder<'static>>),
    /// Lower-case bytes, and the place of the byte that is looked for first.
    AnyCase(Box<[u8]>, usize),
}

impl Needle {
    pub(crate) fn new(bytes: &[u8], any_case: bool) -> Self {
        if any_case && bytes.iter().any(u8::is_ascii_alphabetic) {
            let lower = bytes.to_ascii_lowercase();
            let rare = (0..lower.len()).min_by_key(|at| lower.get(*at).map_or(9, rank));
            Self::AnyCase(lower.into(), rare.unwrap_or(0))
        } else {
            Self::Exact(Box::new(Finder::new(bytes).into_owned()))
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Exact(finder) => finder.needle().len(),
            Self::AnyCase(bytes, _) => bytes.len(),
        }
    }

    /// Where it is first.
    pub(crate) fn find(&self, data: &[u8]) -> Option<usize> {
        match self {
            Self::Exact(finder) => finder.find(data),
            Self::AnyCase(bytes, rare) => find_any_case(bytes, *rare, data),
        }
    }

    pub(crate) fn is_at(&self, data: &[u8], at: usize) -> bool {
        let Some(there) = at.checked_add(self.len()).and_then(|end| data.get(at..end)) else {
            return false;
        };
        match self {
            Self::Exact(finder) => finder.needle() == there,
            Self::AnyCase(bytes, _) => bytes.eq_ignore_ascii_case(there),
        }
    }
}

/// How common a byte is in traffic, roughly: rare ones are looked for first.
fn rank(byte: &u8) -> u8 {
    match byte {
        0 | b' ' | b'e' | b't' | b'a' | b'o' | b'/' => 8,
        b'i' | b'n' | b's' | b'r' | b'h' | b'l' | b'd' | b'c' => 7,
        b'a'..=b'z' => 5,
        b'0'..=b'9' | b'.' | b'-' | b'=' | b':' | 0xff | 1 => 4,
        0x21..=0x7e => 2,
        _ => 1,
    }
}

fn find_any_case(bytes: &[u8], rare: usize, data: &[u8]) -> Option<usize> {
    let last = data.len().checked_sub(bytes.len())?;
    let byte = *bytes.get(rare)?;
    let mut from = 0;
    while from <= last {
        let area = data.get(from + rare..=last + rare)?;
        let found = if byte.is_ascii_lowercase() {
            memchr2(byte, byte.to_ascii_uppercase(), area)
        } else {
            memchr(byte, area)
        };
        let at = from + found?;
        if data.get(at..at + bytes.len()).is_some_and(|there| bytes.eq_ignore_ascii_case(there)) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
