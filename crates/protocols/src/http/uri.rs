//! Request targets: their parts (RFC 3986 §3) and the normal form that rules are held against.
//!
//! The normal form is the one of libhtp's IDS personality, which Suricata uses: percent and `%u`
//! encoding undone, backslashes turned, double slashes and dot segments taken out, UTF-8 in the
//! path reduced to one byte a character.

/// The parts of a request target.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Uri<'a> {
    pub(super) host: Option<&'a [u8]>,
    pub(super) port: Option<&'a [u8]>,
    pub(super) path: Option<&'a [u8]>,
    pub(super) query: Option<&'a [u8]>,
    pub(super) fragment: Option<&'a [u8]>,
}

/// Splits a target. A host is looked for only behind a scheme.
pub(super) fn split(target: &[u8]) -> Uri<'_> {
    let mut uri = Uri::default();
    let mut rest = target;
    if rest.first() != Some(&b'/')
        && let Some(colon) = rest.iter().position(|byte| *byte == b':')
    {
        rest = authority(rest.get(colon + 1..).unwrap_or_default(), &mut uri);
    }
    let (path, rest) = until(rest, b"?#");
    uri.path = (!path.is_empty()).then_some(path);
    let mut rest = rest;
    if let [b'?', after @ ..] = rest {
        let (query, behind) = until(after, b"#");
        uri.query = Some(query);
        rest = behind;
    }
    if let [b'#', fragment @ ..] = rest {
        uri.fragment = Some(fragment);
    }
    uri
}

/// What follows the scheme: `//user@host:port`. Gives what is left behind it.
fn authority<'a>(rest: &'a [u8], uri: &mut Uri<'a>) -> &'a [u8] {
    let mut after = match rest {
        [b'/', b'/', b'/', ..] | [b'/'] => return rest,
        [b'/', b'/', after @ ..] => after,
        [b'/', ..] => return rest,
        other => other,
    };
    if rest.starts_with(b"//")
        && let Some(at) = after.iter().position(|byte| *byte == b'@')
    {
        after = after.get(at + 1..).unwrap_or_default();
    }
    let (host, port, behind) = host_and_port(after);
    uri.host = (!host.is_empty()).then_some(host);
    uri.port = port;
    behind
}

/// `host:port` in front of a path, or alone.
fn host_and_port(text: &[u8]) -> (&[u8], Option<&[u8]>, &[u8]) {
    let start = text.iter().position(|byte| *byte != b' ').unwrap_or(text.len());
    let text = text.get(start..).unwrap_or_default();
    let (host, rest) = if text.first() == Some(&b'[') {
        let end = text.iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b']'));
        let end = end.map_or(text.len(), |at| at + usize::from(text.get(at) == Some(&b']')));
        text.split_at_checked(end).unwrap_or((text, &[]))
    } else {
        until(text, b"/?#:")
    };
    let host_end = host.iter().rposition(|byte| *byte != b' ').map_or(0, |at| at + 1);
    let host = host.get(..host_end).unwrap_or_default();
    match rest {
        [b':', after @ ..] => {
            let (port, behind) = until(after, b"/?#");
            (host, Some(port.trim_ascii()), behind)
        }
        _ => (host, None, rest),
    }
}

fn until<'a>(text: &'a [u8], ends: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = text.iter().position(|byte| ends.contains(byte)).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, &[]))
}

/// What a `Host` field or the target of CONNECT says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HostPort {
    /// In lower case.
    pub(super) host: Vec<u8>,
    pub(super) port: Option<u16>,
    pub(super) valid: bool,
}

/// Splits `host:port`.
pub(super) fn host_port(text: &[u8]) -> HostPort {
    let (host, port, behind) = host_and_port(text);
    let number = port.and_then(|port| std::str::from_utf8(port).ok()?.parse().ok());
    let number = number.filter(|port: &u16| *port != 0);
    let valid = is_host(host) && behind.is_empty() && (port.is_none() || number.is_some());
    HostPort { host: host.to_ascii_lowercase(), port: number, valid }
}

/// Whether a text is a host name (RFC 1123 §2.1, with underscores) or an address.
pub(super) fn is_host(host: &[u8]) -> bool {
    // RFC 1035 §2.3.4: 255 octets in all, 63 a label.
    if host.is_empty() || host.len() > 255 {
        return false;
    }
    if let [b'[', address @ .., b']'] = host {
        let text = std::str::from_utf8(address).unwrap_or_default();
        return text.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let host = host.strip_suffix(b".").unwrap_or(host);
    let good = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    host.split(|byte| *byte == b'.')
        .all(|label| (1..=63).contains(&label.len()) && label.iter().all(good))
}

/// The normal form: path, query and fragment. `None` where there is none of them.
pub(super) fn normal(uri: &Uri<'_>) -> Option<Vec<u8>> {
    if uri.path.is_none() && uri.query.is_none() && uri.fragment.is_none() {
        return None;
    }
    let mut normal = uri.path.map(normal_path).unwrap_or_default();
    if let Some(query) = uri.query {
        normal.push(b'?');
        decode(query, &mut normal);
    }
    if let Some(fragment) = uri.fragment {
        normal.push(b'#');
        decode(fragment, &mut normal);
    }
    Some(normal)
}

/// The normal form of a path.
pub(super) fn normal_path(path: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((byte, used)) = next_byte(rest) {
        let byte = if byte == b'\\' { b'/' } else { byte };
        if byte != b'/' || decoded.last() != Some(&b'/') {
            decoded.push(byte);
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    without_dot_segments(&one_byte_each(&decoded))
}

/// Undoes percent and `%u` encoding.
pub(super) fn decode(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((byte, used)) = next_byte(rest) {
        out.push(byte);
        rest = rest.get(used..).unwrap_or_default();
    }
}

/// The first byte of an encoded text, and how long its encoding is.
fn next_byte(text: &[u8]) -> Option<(u8, usize)> {
    let hex = |byte: u8| char::from(byte).to_digit(16);
    match *text {
        [b'%', b'u' | b'U', a, b, c, d, ..] => {
            let digits = [hex(a), hex(b), hex(c), hex(d)];
            let [Some(a), Some(b), Some(c), Some(d)] = digits else { return Some((b'%', 1)) };
            Some((fitted((a << 12) | (b << 8) | (c << 4) | d), 6))
        }
        [b'%', a, b, ..] => match (hex(a), hex(b)) {
            (Some(a), Some(b)) => Some((u8::try_from((a << 4) | b).unwrap_or(b'%'), 3)),
            _ => Some((b'%', 1)),
        },
        [byte, ..] => Some((byte, 1)),
        [] => None,
    }
}

/// Each character of a UTF-8 text as one byte; overlong forms count as what they stand for, what is
/// no UTF-8 becomes a question mark.
fn one_byte_each(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_vec();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        let (byte, used) = character(*first, rest);
        out.push(byte);
        rest = rest.get(used..).unwrap_or_default();
    }
    out
}

fn character(first: u8, text: &[u8]) -> (u8, usize) {
    // RFC 3629 §3, with overlong forms let through.
    let (len, bits) = match first {
        0x00..=0x7f => return (first, 1),
        0xc0..=0xdf => (2, first & 0x1f),
        0xe0..=0xef => (3, first & 0x0f),
        0xf0..=0xf4 => (4, first & 0x07),
        _ => return (b'?', 1),
    };
    let mut code = u32::from(bits);
    for at in 1..len {
        match text.get(at) {
            Some(byte) if byte & 0xc0 == 0x80 => code = (code << 6) | u32::from(byte & 0x3f),
            _ => return (b'?', at),
        }
    }
    (fitted(code), len)
}

/// The byte that a code point fits best: itself below U+0100, the letter without its marks, the
/// ASCII character of a full-width form, else a question mark.
fn fitted(code: u32) -> u8 {
    if let Ok(byte) = u8::try_from(code) {
        return byte;
    }
    match code {
        // Full-width forms stand 0xfee0 above ASCII (Unicode, block FF00–FFEF).
        0xff01..=0xff5e => u8::try_from(code - 0xfee0).unwrap_or(b'?'),
        0x100..=0x17e => latin_extended(code),
        // General punctuation: dashes, quotes, fraction slash, spaces.
        0x2010..=0x2015 => b'-',
        0x2018..=0x201b | 0x2032 => b'\'',
        0x201c..=0x201f | 0x2033 => b'"',
        0x2044 | 0x2215 => b'/',
        0x2216 => b'\\',
        0x2000..=0x200a => b' ',
        0x2217 => b'*',
        _ => b'?',
    }
}

/// Letters of Latin Extended-A without their marks: pairs of upper and lower case.
fn latin_extended(code: u32) -> u8 {
    const RUNS: [(u32, u8); 19] = [
        (0x105, b'a'),
        (0x10d, b'c'),
        (0x111, b'd'),
        (0x11b, b'e'),
        (0x123, b'g'),
        (0x127, b'h'),
        (0x131, b'i'),
        (0x135, b'j'),
        (0x138, b'k'),
        (0x142, b'l'),
        (0x14b, b'n'),
        (0x153, b'o'),
        (0x159, b'r'),
        (0x161, b's'),
        (0x167, b't'),
        (0x173, b'u'),
        (0x175, b'w'),
        (0x178, b'y'),
        (0x17e, b'z'),
    ];
    let Some((_, letter)) = RUNS.iter().find(|(last, _)| code <= *last) else { return b'?' };
    // Upper case stands on even code points, but from U+0139 to U+0148 and from U+0179 on odd ones.
    let odd = matches!(code, 0x139..=0x148 | 0x178..=0x17e);
    if code.is_multiple_of(2) == odd { *letter } else { letter.to_ascii_uppercase() }
}

/// Takes `.` and `..` segments out of a path (RFC 3986 §5.2.4).
fn without_dot_segments(path: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    let mut rest = path;
    // Dots in front of the first slash go with it.
    while let Some(after) = rest.strip_prefix(b"../").or_else(|| rest.strip_prefix(b"./")) {
        rest = after;
    }
    if rest == b"." || rest == b".." {
        return out;
    }
    let (first, mut rest) = until(rest, b"/");
    out.extend_from_slice(first);
    while let [b'/', after @ ..] = rest {
        let (segment, behind) = until(after, b"/");
        match segment {
            b"." => {}
            b".." => {
                let end = out.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                out.truncate(end);
            }
            other => {
                out.push(b'/');
                out.extend_from_slice(other);
            }
        }
        rest = behind;
    }
    // A path that ends in a dot segment ends in front of it; what is left of "/." is nothing.
    out
}
