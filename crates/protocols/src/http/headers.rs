//! Header fields as lenient receivers read them (RFC 9112 §5, and what browsers and servers accept
//! beyond it): odd line endings, folded lines, names without a colon.

use super::lines::{Side, eol, is_blank, is_token, trim};

/// Bytes that one field may have; libhtp's limit, which Suricata keeps.
pub(super) const MAX_FIELD: usize = 18_000;
/// Fields that one message may have; Suricata's limit.
pub(super) const MAX_FIELDS: usize = 1024;
/// Bytes of fields that are kept of one message.
const MAX_KEPT: usize = 128 * 1024;
/// Repetitions of fields that are joined in one message; libhtp's limit.
const MAX_REPEATED: u32 = 64;
/// Folded lines of one field; libhtp's limit.
const MAX_FOLDS: usize = 128;

/// What is wrong with a field.
pub(super) mod flaw {
    pub(in super::super) const MISSING_COLON: u8 = 1;
    pub(in super::super) const EMPTY_NAME: u8 = 2;
    pub(in super::super) const BLANK_AFTER_NAME: u8 = 4;
    pub(in super::super) const BLANK_BEFORE_NAME: u8 = 8;
    pub(in super::super) const NOT_TOKEN: u8 = 16;
    pub(in super::super) const DEFORMED_EOL: u8 = 32;
}

/// The fields of one message, in order of first appearance; repeated ones joined by commas.
#[derive(Default)]
pub(super) struct Fields {
    bytes: Vec<u8>,
    fields: Vec<Field>,
    repeated: u32,
}

struct Field {
    name: (u32, u32),
    value: (u32, u32),
    repeated: bool,
}

/// What adding a field showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    New,
    /// Seen for the second time.
    Repeated,
    /// Seen before, more often.
    Again,
    /// `Content-Length` with another value.
    OtherLength,
    TooMany,
}

impl Fields {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.fields.clear();
        self.repeated = 0;
    }

    /// Gives memory back that a message out of the ordinary took.
    pub(super) fn give_back(&mut self, kept: usize) {
        if self.bytes.capacity() > kept {
            self.clear();
            self.bytes = Vec::new();
            self.fields = Vec::new();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn slice(&self, range: (u32, u32)) -> &[u8] {
        self.bytes.get(range.0 as usize..range.1 as usize).unwrap_or_default()
    }

    fn keep(&mut self, bytes: &[u8]) -> (u32, u32) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        // At most MAX_KEPT bytes and one field.
        (crate::cursor::small(start), crate::cursor::small(self.bytes.len()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|field| (self.slice(field.name), self.slice(field.value)))
    }

    /// The value of a field by its name, whatever its case.
    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        self.find(name.as_bytes(), false).map(|field| self.slice(field.value))
    }

    /// The same where NUL bytes in the name do not count: what steers the framing.
    pub(super) fn steering(&self, name: &str) -> Option<&[u8]> {
        self.find(name.as_bytes(), true).map(|field| self.slice(field.value))
    }

    fn find(&self, name: &[u8], but_nul: bool) -> Option<&Field> {
        self.fields.iter().find(|field| {
            let have = self.slice(field.name);
            have.eq_ignore_ascii_case(name)
                || (but_nul && have.len() > name.len() && same_but_nul(have, name))
        })
    }

    /// Adds a field, or joins its value to that of its namesake.
    pub(super) fn add(&mut self, name: &[u8], value: &[u8]) -> Added {
        let place = self.fields.iter().position(|f| self.slice(f.name).eq_ignore_ascii_case(name));
        if self.bytes.len() >= MAX_KEPT {
            return Added::TooMany;
        }
        let Some(place) = place else {
            if self.fields.len() >= MAX_FIELDS {
                return Added::TooMany;
            }
            let name = self.keep(name);
            let value = self.keep(value);
            self.fields.push(Field { name, value, repeated: false });
            return Added::New;
        };
        self.repeat(place, name, value)
    }

    fn repeat(&mut self, place: usize, name: &[u8], value: &[u8]) -> Added {
        let Some(field) = self.fields.get_mut(place) else { return Added::New };
        let first = !std::mem::replace(&mut field.repeated, true);
        let range = field.value;
        if !first {
            self.repeated += 1;
            if self.repeated > MAX_REPEATED {
                return Added::Again;
            }
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            let same = number(self.slice(range)).is_some_and(|n| number(value) == Some(n));
            return match (same, first) {
                (false, _) => Added::OtherLength,
                (true, true) => Added::Repeated,
                (true, false) => Added::Again,
            };
        }
        let mut joined = self.slice(range).to_vec();
        joined.extend_from_slice(b", ");
        joined.extend_from_slice(value);
        let range = self.keep(&joined);
        if let Some(field) = self.fields.get_mut(place) {
            field.value = range;
        }
        if first { Added::Repeated } else { Added::Again }
    }
}

fn same_but_nul(have: &[u8], name: &[u8]) -> bool {
    let mut bytes = have.iter().filter(|byte| **byte != 0);
    name.iter().all(|b| bytes.next().is_some_and(|have| have.eq_ignore_ascii_case(b)))
        && bytes.next().is_none()
}

/// Whether a value contains a word, whatever its case and whatever NUL bytes are strewn in.
pub(super) fn has_word(value: &[u8], word: &str) -> bool {
    let clean: Vec<u8> = value.iter().copied().filter(|byte| *byte != 0).collect();
    clean.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// The first run of decimal digits, whatever stands before and behind it.
pub(super) fn number(value: &[u8]) -> Option<u64> {
    let start = value.iter().position(u8::is_ascii_digit)?;
    let digits = value.get(start..)?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

/// What comes next in a block of header fields.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// A field; its value is in the scratch buffer, untrimmed. `used` bytes are behind us.
    Field { name: &'a [u8], flaws: u8, used: usize },
    /// The empty line, so many bytes long. The byte, if it comes next, belongs to the line too.
    End { used: usize, swallow: Option<u8> },
    /// Too few bytes to tell.
    More,
    /// Longer than a field may be.
    TooLong,
}

/// Reads the next field at the front of `data`.
pub(super) fn next<'a>(side: Side, data: &'a [u8], value: &mut Vec<u8>) -> Next<'a> {
    match end_of_head(side, data) {
        Some(end) => return end,
        None if data.is_empty() || (side == Side::Request && data == b"\r") => return Next::More,
        None => {}
    }
    let window = data.get(..MAX_FIELD).unwrap_or(data);
    let found = field(side, window, value);
    if found == Next::More && window.len() >= MAX_FIELD { Next::TooLong } else { found }
}

/// An empty line ends the head.
fn end_of_head(side: Side, data: &[u8]) -> Option<Next<'static>> {
    let end = |used, swallow| Some(Next::End { used, swallow });
    match (side, data) {
        (_, [b'\r', b'\n', ..]) => end(2, None),
        (Side::Request, [b'\n', ..]) => end(1, None),
        (Side::Response, [b'\n', b'\r', ..]) => end(2, None),
        (Side::Response, [b'\n', ..]) => end(1, Some(b'\r')),
        (Side::Response, [b'\r', ..]) => end(1, Some(b'\n')),
        _ => None,
    }
}

fn field<'a>(side: Side, data: &'a [u8], value: &mut Vec<u8>) -> Next<'a> {
    value.clear();
    let (name, start, mut flaws) = match name(side, data) {
        Name::Colon(at) => {
            let raw = data.get(..at).unwrap_or_default();
            (trim(raw), at + 1, name_flaws(raw))
        }
        Name::NoColon => (&[] as &[u8], 0, flaw::MISSING_COLON),
        Name::More => return Next::More,
    };
    match read_value(side, data, start, value) {
        Some((used, deformed)) => {
            if deformed {
                flaws |= flaw::DEFORMED_EOL;
            }
            Next::Field { name, flaws, used }
        }
        None => Next::More,
    }
}

fn name_flaws(raw: &[u8]) -> u8 {
    let mut flaws = 0;
    if raw.is_empty() {
        flaws |= flaw::EMPTY_NAME;
    }
    if raw.first().is_some_and(|byte| is_blank(*byte)) {
        flaws |= flaw::BLANK_BEFORE_NAME;
    }
    if raw.last().is_some_and(|byte| is_blank(*byte)) {
        flaws |= flaw::BLANK_AFTER_NAME;
    }
    if !trim(raw).iter().all(|byte| is_token(*byte)) {
        flaws |= flaw::NOT_TOKEN;
    }
    flaws
}

enum Name {
    Colon(usize),
    NoColon,
    More,
}

/// Where the name ends. A line end in front of a blank does not end it: the name is folded.
fn name(side: Side, data: &[u8]) -> Name {
    let mut ended = None;
    for (at, byte) in data.iter().enumerate() {
        match (ended, *byte) {
            (None, b':') => return Name::Colon(at),
            (None, b'\n') => ended = Some(b'\n'),
            (None, b'\r') if side == Side::Response => ended = Some(b'\r'),
            (None, _) => {}
            (Some(_), b' ') => ended = None,
            (Some(b'\r'), b'\n') => ended = Some(b'\n'),
            (Some(_), _) => return Name::NoColon,
        }
    }
    Name::More
}

/// Reads a value with its folded lines. Gives where the next line begins, and whether a line end
/// was deformed; `None`: more is needed.
fn read_value(side: Side, data: &[u8], start: usize, value: &mut Vec<u8>) -> Option<(usize, bool)> {
    let mut at = start;
    let mut deformed = false;
    for _ in 0..MAX_FOLDS {
        let line = line(side, data, at)?;
        deformed |= line.deformed;
        value.extend_from_slice(line.content);
        let Some(fold) = line.fold else {
            if line.content.is_empty() && line.eol_len == 1 && at > start {
                // A folded line with nothing in it and a bare line end ends the head.
                let again = data.get(line.next) == Some(&b'\n');
                return Some((if again { line.next } else { at }, deformed));
            }
            return Some((line.next, deformed));
        };
        at = line.next + 1;
        if side == Side::Response && begins_field(data.get(at..)?)? {
            return Some((at, deformed));
        }
        if !value.is_empty() {
            value.push(fold);
        }
    }
    Some((at, deformed))
}

/// Whether what follows a fold is a field of its own: a token and a colon. `None`: more is needed.
fn begins_field(data: &[u8]) -> Option<bool> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = data.iter().position(|byte| !blank(byte))?;
    let token = data.get(start..)?;
    let len = token.iter().position(|byte| !is_token(*byte))?;
    let after = token.get(len..)?;
    let colon = after.iter().find(|byte| !blank(byte))?;
    Some(len > 0 && *colon == b':')
}

struct Line<'a> {
    content: &'a [u8],
    eol_len: usize,
    deformed: bool,
    /// Where what follows the line begins.
    next: usize,
    /// The blank that makes the next line a part of this one.
    fold: Option<u8>,
}

/// One line of a value with its end, and whether the next line goes on with it.
fn line(side: Side, data: &[u8], at: usize) -> Option<Line<'_>> {
    let rest = data.get(at..)?;
    let is_end = |b: &u8| *b == b'\n' || (side == Side::Response && *b == b'\r');
    let mut end = rest.iter().position(is_end)?;
    if side == Side::Request && end > 0 && rest.get(end - 1) == Some(&b'\r') {
        end -= 1;
    }
    let content = rest.get(..end)?;
    let (eol_len, deformed) = eol(side, rest.get(end..)?)?;
    let next = at + end + eol_len;
    let fold = Some(*data.get(next)?).filter(|byte| matches!(byte, b' ' | b'\t' | 0));
    Some(Line { content, eol_len, deformed, next, fold })
}
