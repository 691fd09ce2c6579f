//! Lines: their ends, request lines and status lines, as lenient receivers read them.

/// Who speaks. Responses are read more leniently: browsers accept a lone CR as a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// White space as C's `isspace` has it.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

/// A character of a token (RFC 9110 §5.6.2, and the few more that libhtp takes).
pub(super) fn is_token(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) && !b"()<>@,;:\\\"/[]?={} ".contains(&byte)
}

/// Without white space around it.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_blank(*byte)).map_or(start, |at| at + 1);
    bytes.get(start..end).unwrap_or_default()
}

/// Without line ends behind it.
pub(super) fn chomp(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The length of the line end at the front of `data`, and whether it is a deformed one.
/// `None`: more is needed, or it is none.
pub(super) fn eol(side: Side, data: &[u8]) -> Option<(usize, bool)> {
    match side {
        Side::Request => request_eol(data),
        Side::Response => response_eol(data),
    }
}

fn request_eol(data: &[u8]) -> Option<(usize, bool)> {
    match data {
        [b'\r', b'\n', ..] => Some((2, false)),
        [b'\n', b'\r', b'\r', b'\n', b'\n', ..] => Some((4, true)),
        [b'\n', b'\r', b'\r', b'\n', b'\r', b'\n', ..] => Some((4, true)),
        [b'\n', b'\r', b'\r', b'\n'] | [b'\n', b'\r', b'\r', b'\n', b'\r'] => None,
        [b'\n', b'\r', b'\r'] | [b'\n', b'\r'] | [b'\n'] => None,
        [b'\n', b'\r', b'\r', b'\n', ..] => Some((2, true)),
        [b'\n', ..] => Some((1, false)),
        _ => None,
    }
}

fn response_eol(data: &[u8]) -> Option<(usize, bool)> {
    match data {
        [b'\r', b'\n', b'\r', rest @ ..] => deformed_tail(rest),
        [b'\r', b'\n', _, ..] => Some((2, false)),
        [b'\r', b'\n'] | [b'\r'] | [b'\n'] => None,
        [b'\n', b'\r', b'\r', b'\n', b'\n', ..] => Some((4, true)),
        [b'\n', b'\r', b'\r', b'\n', b'\r', b'\n', ..] => Some((4, true)),
        [b'\n', b'\r', b'\r', b'\n'] | [b'\n', b'\r', b'\r', b'\n', b'\r'] => None,
        [b'\n', b'\r', b'\r'] | [b'\n', b'\r'] => None,
        [b'\n', b'\r', ..] => Some((2, false)),
        [b'\n' | b'\r', ..] => Some((1, false)),
        _ => None,
    }
}

/// What follows CR LF CR: a run of blanks makes it one deformed line end.
fn deformed_tail(rest: &[u8]) -> Option<(usize, bool)> {
    let run = rest.iter().position(|byte| !matches!(byte, b'\r' | b' ' | b'\t'))?;
    if run == 0 {
        return Some((2, false));
    }
    let line_feed = usize::from(rest.get(run) == Some(&b'\n'));
    let ended = match rest.get(run + line_feed..)? {
        [b'\n', ..] | [b'\r', b'\n', ..] => true,
        [] | [b'\r'] if line_feed == 1 => return None,
        _ => false,
    };
    Some(if ended { (2, false) } else { (3 + run + line_feed, true) })
}

/// The length of the first line with its end; `None`: it does not end within `data`.
pub(super) fn line_len(side: Side, data: &[u8]) -> Option<usize> {
    let is_end = |b: &u8| *b == b'\n' || (side == Side::Response && *b == b'\r');
    let end = data.iter().position(is_end)?;
    match data.get(end..)? {
        [b'\r', b'\n', ..] => Some(end + 2),
        [b'\r'] => None,
        _ => Some(end + 1),
    }
}

/// What a request line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RequestLine<'a> {
    /// All of it, without its end.
    pub(super) whole: &'a [u8],
    pub(super) method: &'a [u8],
    pub(super) uri: &'a [u8],
    pub(super) protocol: &'a [u8],
    pub(super) leading_blank: bool,
    pub(super) odd_method_delimiter: bool,
    pub(super) odd_uri_delimiter: bool,
}

/// Splits a request line (RFC 9112 §3); the target may contain spaces: it ends at the last one.
pub(super) fn request_line(line: &[u8]) -> RequestLine<'_> {
    let line = chomp(line);
    let start = line.iter().position(|byte| !is_blank(*byte)).unwrap_or(line.len());
    let text = line.get(start..).unwrap_or_default();
    let method_len = text.iter().position(|byte| is_blank(*byte)).unwrap_or(text.len());
    let (method, rest) = text.split_at_checked(method_len).unwrap_or((text, &[]));
    let delimiter = rest.iter().take_while(|byte| is_blank(**byte));
    let odd_method_delimiter = delimiter.into_iter().any(|byte| *byte != b' ');
    let rest = trim(rest);
    let (mut uri, mut protocol) = last_word(rest, |byte| byte == b' ');
    let odd_uri_delimiter = uri.iter().any(|byte| is_blank(*byte) && *byte != b' ');
    if odd_uri_delimiter && uri.len() == rest.len() {
        (uri, protocol) = last_word(rest, is_blank);
    }
    RequestLine {
        whole: line,
        method,
        uri,
        protocol,
        leading_blank: start > 0,
        odd_method_delimiter,
        odd_uri_delimiter,
    }
}

/// Splits at the last delimiter; without one everything comes first.
fn last_word(text: &[u8], delimiter: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    match text.iter().rposition(|byte| delimiter(*byte)) {
        Some(at) => {
            (trim(text.get(..at).unwrap_or_default()), trim(text.get(at + 1..).unwrap_or_default()))
        }
        None => (text, &[]),
    }
}

/// What a status line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StatusLine<'a> {
    pub(super) protocol: &'a [u8],
    pub(super) status: &'a [u8],
    pub(super) message: Option<&'a [u8]>,
    /// 100 to 999.
    pub(super) code: Option<u16>,
}

/// Splits a status line (RFC 9112 §4).
pub(super) fn status_line(line: &[u8]) -> StatusLine<'_> {
    let start = line.iter().position(|b| !is_blank(*b) && *b != 0).unwrap_or(line.len());
    let text = line.get(start..).unwrap_or_default();
    let (protocol, rest) = word(text);
    let (status, rest) = word(skip_blanks(rest));
    let message = rest.first().is_some_and(u8::is_ascii_whitespace).then(|| {
        let from = rest.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(rest.len());
        chomp(rest.get(from..).unwrap_or_default())
    });
    let code = std::str::from_utf8(status).ok().and_then(|text| text.parse().ok());
    let all_digits = status.iter().all(u8::is_ascii_digit);
    let code = code.filter(|code| all_digits && (100..=999).contains(code));
    StatusLine { protocol, status, message, code }
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let len = text.iter().position(|byte| is_blank(*byte)).unwrap_or(text.len());
    text.split_at_checked(len).unwrap_or((text, &[]))
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// The version that a protocol names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    Invalid,
    V09,
    V10,
    V11,
}

/// The version, and whether blanks or leading zeros had to be forgiven.
pub(super) fn version(protocol: &[u8]) -> (Version, bool) {
    let text = trim(protocol);
    let Some((name, rest)) = text.split_at_checked(4) else { return (Version::Invalid, false) };
    let after = skip_blanks(rest);
    let (true, Some((b'/', number))) = (name.eq_ignore_ascii_case(b"http"), after.split_first())
    else {
        return (Version::Invalid, false);
    };
    let is_extra = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'0';
    let extra = number.iter().position(|byte| !is_extra(byte)).unwrap_or(number.len());
    let odd = after.len() < rest.len() || extra > 0;
    match number.get(extra..).unwrap_or_default() {
        b".9" => (Version::V09, after.len() < rest.len() || extra > 1),
        b"1.0" => (Version::V10, odd),
        b"1.1" => (Version::V11, odd),
        _ => (Version::Invalid, odd),
    }
}
