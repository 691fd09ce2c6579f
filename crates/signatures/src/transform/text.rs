//! Transformations of text.

use std::borrow::Cow;

/// What `isspace` of C holds for.
pub(super) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// `%41` and `+` (RFC 3986 §2.1, HTML forms); a percent sign without two digits stays.
pub(super) fn url_decode(data: &[u8]) -> Cow<'_, [u8]> {
    if !data.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return data.into();
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let (mut out, mut rest) = (Vec::with_capacity(data.len()), data);
    while let Some((byte, after)) = rest.split_first() {
        let decoded = match (byte, after) {
            (b'%', [high, low, more @ ..]) => {
                digit(*high).zip(digit(*low)).map(|(high, low)| (high * 16 + low, more))
            }
            _ => None,
        };
        let (byte, next) = match decoded {
            Some(decoded) => decoded,
            None => (if *byte == b'+' { b' ' } else { *byte }, after),
        };
        out.push(byte);
        rest = next;
    }
    out.into()
}

/// One blank where several stand together: the first of them.
pub(super) fn compress_whitespace(data: &[u8]) -> Cow<'_, [u8]> {
    let mut before = false;
    data.iter()
        .copied()
        .filter(|byte| {
            let space = is_space(*byte);
            let keep = !(space && before);
            before = space;
            keep
        })
        .collect()
}

/// Lines that begin with a colon, as HTTP/2's `:method` (RFC 9113 §8.3), left out.
pub(super) fn strip_pseudo_headers(data: &[u8]) -> Cow<'_, [u8]> {
    let lines = data.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !line.starts_with(b":")).flatten().copied().collect()
}

/// Names of headers in small letters, their values as they are.
pub(super) fn header_lowercase(data: &[u8]) -> Cow<'_, [u8]> {
    let mut value = false;
    data.iter()
        .map(|byte| {
            match byte {
                b'\n' => value = false,
                // A pseudo-header's own colon does not end its name, but what follows is small too.
                b':' => value = true,
                _ => {}
            }
            if value { *byte } else { byte.to_ascii_lowercase() }
        })
        .collect()
}

/// Registries under which names are given out at the third level: the most common ones.
const SECOND_LEVEL: [&str; 10] = ["co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"];

/// Where the public suffix begins. Without the list of suffixes: the last label, or the last two
/// where the last has two letters and the one before is a usual second level (`com.cn`, `co.uk`).
fn suffix(labels: &[&[u8]]) -> usize {
    let is = |label: &[u8]| SECOND_LEVEL.iter().any(|it| label.eq_ignore_ascii_case(it.as_bytes()));
    match labels {
        [.., second, last] if last.len() == 2 && is(second) => labels.len() - 2,
        _ => labels.len().saturating_sub(1),
    }
}

fn tail(data: &[u8], place: impl Fn(&[&[u8]]) -> Option<usize>) -> &[u8] {
    let labels: Vec<&[u8]> = data.split(|byte| *byte == b'.').collect();
    let Some(from) = place(&labels) else { return &[] };
    let skip: usize = labels.iter().take(from).map(|label| label.len() + 1).sum();
    data.get(skip..).unwrap_or_default()
}

/// The public suffix and the label before it.
pub(super) fn domain(data: &[u8]) -> &[u8] {
    tail(data, |labels| suffix(labels).checked_sub(1))
}

/// The public suffix.
pub(super) fn tld(data: &[u8]) -> &[u8] {
    tail(data, |labels| (labels.len() > 1).then(|| suffix(labels)))
}
