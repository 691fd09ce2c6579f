//! Connection-oriented PDUs: the header, and what of them is laid open. C706 §12.6.

use crate::cursor::Reader;
use crate::protocol::Probe;

/// Octets of the common header. C706 §12.6.3.1.
pub(crate) const HEADER: usize = 16;
/// Longest header whose fields must be there for a probe to decide.
const PROBED: usize = 10;
/// Highest type. MS-RPCE §2.2.2.
const LAST_KIND: u8 = 19;
/// PFC_FIRST_FRAG, PFC_LAST_FRAG, PFC_OBJECT_UUID. C706 §12.6.3.1.
const FIRST: u8 = 1;
const LAST: u8 = 2;
const OBJECT: u8 = 0x80;

/// A UUID in the order in which it is written.
pub(crate) type Uuid = [u8; 16];

#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    pub(crate) kind: u8,
    flags: u8,
    /// Integers are little-endian. C706 §14.1.
    pub(crate) little: bool,
    /// Octets of the fragment with its header.
    pub(crate) length: usize,
    auth: usize,
    pub(crate) call: u32,
}

/// What stands in front.
pub(crate) enum Look {
    Is(Header),
    /// It may be a header, but is not whole.
    Short,
    No,
}

/// Reads numbers in the order that a header says.
#[derive(Clone, Copy)]
pub(crate) struct Numbers<'a> {
    pub(crate) r: Reader<'a>,
    pub(crate) little: bool,
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(data: &'a [u8], little: bool) -> Self {
        Self { r: Reader::new(data), little }
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        if self.little { self.r.u16_le() } else { self.r.u16() }
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        if self.little { self.r.u32_le() } else { self.r.u32() }
    }

    /// C706 appendix A.2: the first three fields are integers.
    pub(crate) fn uuid(&mut self) -> Option<Uuid> {
        let mut uuid: Uuid = self.r.bytes(16)?.try_into().ok()?;
        if self.little {
            let [a, b, c, d, e, f, g, h, rest @ ..] = uuid;
            let [i, j, k, l, m, n, o, p] = rest;
            uuid = [d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p];
        }
        Some(uuid)
    }
}

/// As it is written.
pub(crate) fn show(uuid: &Uuid) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in uuid.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text += &format!("{byte:02x}");
    }
    text
}

/// Version 5, minor 0 or 1, known type; data representation ASCII and IEEE with nothing reserved.
fn fits(data: &[u8]) -> bool {
    let is = |at: usize, fits: fn(u8) -> bool| data.get(at).is_none_or(|byte| fits(*byte));
    is(0, |b| b == 5)
        && is(1, |b| b <= 1)
        && is(2, |b| b <= LAST_KIND)
        && is(4, |b| matches!(b, 0 | 0x10))
        && is(5, |b| b == 0)
        && is(6, |b| b == 0)
        && is(7, |b| b == 0)
}

pub(crate) fn look(data: &[u8]) -> Look {
    if !fits(data) {
        return Look::No;
    }
    let Some(header) = Header::read(data) else {
        return if data.len() < HEADER { Look::Short } else { Look::No };
    };
    if header.length < HEADER || header.auth + HEADER > header.length {
        return Look::No;
    }
    Look::Is(header)
}

pub(crate) fn probe(data: &[u8]) -> Probe {
    if data.len() < PROBED {
        return if fits(data) { Probe::NeedMore } else { Probe::No };
    }
    let little = data.get(4) == Some(&0x10);
    let mut numbers = Numbers::new(data.get(8..).unwrap_or_default(), little);
    let length = numbers.u16().map_or(0, usize::from);
    if fits(data) && length >= HEADER { Probe::Yes } else { Probe::No }
}

/// Where the next header may begin.
pub(crate) fn next(data: &[u8]) -> usize {
    let starts = (1..data.len())
        .find(|at| data.get(*at..).is_some_and(|rest| fits(rest) || super::datagram::begins(rest)));
    starts.unwrap_or(data.len().max(1))
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let (kind, flags) = (*data.get(2)?, *data.get(3)?);
        let little = *data.get(4)? == 0x10;
        let mut numbers = Numbers::new(data.get(8..HEADER)?, little);
        let (length, auth, call) = (numbers.u16()?, numbers.u16()?, numbers.u32()?);
        Some(Self { kind, flags, little, length: length.into(), auth: auth.into(), call })
    }

    pub(crate) fn is_first(&self) -> bool {
        self.flags & FIRST != 0
    }

    pub(crate) fn is_last(&self) -> bool {
        self.flags & LAST != 0
    }

    pub(crate) fn has_object(&self) -> bool {
        self.flags & OBJECT != 0
    }

    /// The fragment's body without its authentication verifier, and the verifier's token.
    /// C706 §13.2.6.1: eight octets before the token, the third tells the padding before them.
    pub(crate) fn split<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let body = bytes.get(HEADER..).unwrap_or_default();
        if self.auth == 0 {
            return (body, &[]);
        }
        let start = body.len().saturating_sub(self.auth + 8);
        let padding = body.get(start + 2).map_or(0, |padding| usize::from(*padding));
        let token = body.get(start + 8..).unwrap_or_default();
        (body.get(..start.saturating_sub(padding)).unwrap_or_default(), token)
    }
}
