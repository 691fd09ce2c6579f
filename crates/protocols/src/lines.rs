//! Lines of text protocols: where they end, replies with three digits, commands with a verb.
//! Source: RFC 5321 §2.3.8, §4.2; RFC 959 §4.2, §5.3.

/// Longest line waited for. Longer ones are taken in pieces of this size.
pub(crate) const MAX_LINE: usize = 8192;

/// The line in front.
pub(crate) struct Line<'a> {
    /// Without its end.
    pub(crate) text: &'a [u8],
    /// Octets with its end.
    pub(crate) length: usize,
    /// Whether it ends here, or is only a piece of an overlong one.
    pub(crate) ends: bool,
}

/// The line in front, or a piece of it if it is too long. `None`: more is needed.
pub(crate) fn line(data: &[u8]) -> Option<Line<'_>> {
    let window = data.get(..MAX_LINE).unwrap_or(data);
    if let Some(end) = window.iter().position(|byte| *byte == b'\n') {
        let text = window.get(..end).unwrap_or_default();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        return Some(Line { text, length: end + 1, ends: true });
    }
    (window.len() == MAX_LINE).then_some(Line { text: window, length: MAX_LINE, ends: false })
}

/// A line of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reply<'a> {
    pub(crate) code: u16,
    /// Whether lines of the same reply follow.
    pub(crate) more: bool,
    pub(crate) text: &'a [u8],
}

/// Three digits and a blank or hyphen.
pub(crate) fn reply(line: &[u8]) -> Option<Reply<'_>> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !digits.iter().all(u8::is_ascii_digit) || !matches!(digits, [b'1'..=b'6', ..]) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest {
        [] => Some(Reply { code, more: false, text: rest }),
        [b' ', text @ ..] => Some(Reply { code, more: false, text }),
        [b'-', text @ ..] => Some(Reply { code, more: true, text }),
        _ => None,
    }
}

/// The first word of a command, and what stands behind it.
pub(crate) fn verb(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
    let (verb, rest) = line.split_at(end);
    (verb, rest.trim_ascii())
}

/// Whether the line begins with this, in upper or lower case.
pub(crate) fn begins(line: &[u8], with: &[u8]) -> bool {
    line.get(..with.len()).is_some_and(|front| front.eq_ignore_ascii_case(with))
}

/// Whether all of it is text that people type.
pub(crate) fn is_text(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0x80..=0xff))
}
