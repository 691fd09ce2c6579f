//! `asn1`: elements of BER (ITU-T X.690 §8.1) that overrun what careless readers set aside.
//!
//! Source: Suricata's user guide, payload keywords, `asn1`. Elements are read one after another, into
//! constructed ones; what is cut off ends the reading.

/// Elements read at most.
const MOST_ELEMENTS: usize = 1_000;
/// Characters of a decimal number (X.690 §8.5.8) that a standard buffer takes.
const DECIMAL: usize = 256;
const BIT_STRING: u8 = 3;
const REAL: u8 = 9;

/// What is looked for; one of it is enough.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asn1 {
    /// A bit string that leaves out more bits than it has.
    bit_string: bool,
    /// A decimal number that is too long.
    double: bool,
    /// An element of more bytes.
    oversize: Option<u64>,
    relative: bool,
    offset: i64,
}

impl Asn1 {
    /// The argument, checked where the rule was read.
    pub(crate) fn new(argument: &str) -> Self {
        let mut asn1 = Self::default();
        for part in argument.split(',') {
            let mut words = part.split_whitespace();
            let (word, number) = (words.next().unwrap_or_default(), words.next());
            let number = number.and_then(|text| text.parse::<i64>().ok());
            match (word, number) {
                ("bitstring_overflow", _) => asn1.bit_string = true,
                ("double_overflow", _) => asn1.double = true,
                ("oversize_length", Some(n)) => asn1.oversize = u64::try_from(n).ok(),
                ("absolute_offset", Some(n)) => (asn1.relative, asn1.offset) = (false, n),
                ("relative_offset", Some(n)) => (asn1.relative, asn1.offset) = (true, n),
                _ => {}
            }
        }
        asn1
    }

    /// Whether it begins where the match before ended.
    pub(crate) fn is_relative(&self) -> bool {
        self.relative
    }

    pub(crate) fn holds(&self, data: &[u8], cursor: usize) -> bool {
        let from = if self.relative { i64::try_from(cursor).unwrap_or(i64::MAX) } else { 0 };
        let begin = usize::try_from(from.saturating_add(self.offset)).ok();
        let mut rest = begin.and_then(|begin| data.get(begin..)).unwrap_or_default();
        for _ in 0..MOST_ELEMENTS {
            let Some((element, content)) = Element::read(rest) else { return false };
            if self.is_wrong(&element, content) {
                return true;
            }
            rest = element.behind(content);
        }
        false
    }

    fn is_wrong(&self, element: &Element, content: &[u8]) -> bool {
        let first = content.first().copied();
        let of = |tag| element.primitive && element.universal == Some(tag) && element.length > 0;
        let bits = || element.length.saturating_sub(1).saturating_mul(8);
        self.oversize.is_some_and(|most| element.length > most)
            || self.bit_string && of(BIT_STRING) && first.is_some_and(|n| u64::from(n) > bits())
            || self.double
                && of(REAL)
                && first.is_some_and(|n| n & 0xc0 == 0)
                && element.length > DECIMAL as u64
    }
}

/// Tag and length of an element.
struct Element {
    /// The tag of the universal class.
    universal: Option<u8>,
    primitive: bool,
    /// 0 where the length is indefinite.
    length: u64,
}

impl Element {
    /// The element that begins here, and what stands behind its length.
    fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (&identifier, mut rest) = data.split_first()?;
        let (class, mut tag) = (identifier >> 6, Some(identifier & 0x1f));
        if tag == Some(0x1f) {
            // The number follows in bytes of seven bits.
            let end = rest.iter().position(|byte| byte & 0x80 == 0)?;
            rest = rest.get(end + 1..)?;
            tag = None;
        }
        let (&first, mut content) = rest.split_first()?;
        let mut length = u64::from(first);
        if first & 0x80 != 0 {
            let (bytes, behind) = content.split_at_checked(usize::from(first & 0x7f))?;
            let joined =
                |sum: u64, byte: &u8| sum.saturating_mul(256).saturating_add((*byte).into());
            length = bytes.iter().fold(0, joined);
            content = behind;
        }
        let universal = tag.filter(|_| class == 0);
        Some((Self { universal, primitive: identifier & 0x20 == 0, length }, content))
    }

    /// Where the next element begins: inside a constructed one, else behind the content.
    fn behind<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        if !self.primitive {
            return content;
        }
        let length = usize::try_from(self.length).unwrap_or(usize::MAX);
        content.get(length..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Asn1;

    fn check(argument: &str, data: &[u8], cursor: usize, expected: bool) {
        assert_eq!(Asn1::new(argument).holds(data, cursor), expected, "{argument} {data:02x?}");
    }

    #[test]
    fn elements_that_overrun_are_found_where_they_stand() {
        check("oversize_length 10", &[4, 11], 0, true);
        check("oversize_length 10", &[4, 10], 0, false);
        check("oversize_length 2048", &[0x30, 0x82, 0x08, 0x01], 0, true);
        check("oversize_length 10", &[0x30, 3, 4, 1, 0], 0, false);
        check("oversize_length 10", &[0x30, 9, 2, 1, 7, 4, 0x81, 0xff], 0, true);
        check("bitstring_overflow", &[3, 2, 9, 0xff], 0, true);
        check("bitstring_overflow", &[3, 2, 8, 0xff], 0, false);
        check("bitstring_overflow", &[0x23, 2, 9, 0xff], 0, false);
        check("double_overflow", &[9, 0x82, 1, 1, 3], 0, true);
        check("double_overflow", &[9, 0x82, 1, 1, 0x80], 0, false);
        check("double_overflow", &[9, 0x82, 1, 0, 3], 0, false);
    }

    #[test]
    fn places_are_from_the_beginning_or_from_the_match_before() {
        let data = [0, 0, 0, 4, 99];
        check("oversize_length 10, absolute_offset 3", &data, 1, true);
        check("oversize_length 10, relative_offset 2", &data, 1, true);
        check("oversize_length 10, relative_offset 200", &data, 1, false);
        check("oversize_length 10, relative_offset -9", &data, 1, false);
    }

    #[test]
    fn anything_ends() {
        for data in [&[][..], &[0x1f], &[0x1f, 0xff], &[4, 0xff], &[0x30; 4000], &[0; 4000]] {
            check("oversize_length 100, double_overflow", data, 0, false);
        }
    }
}
