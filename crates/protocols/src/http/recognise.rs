//! Recognition, and who of two speakers is the client.

use super::headers::MAX_FIELD;
use super::lines::{Side, Version, is_blank, is_token, line_len, request_line, version};
use super::methods;
use crate::protocol::Probe;

/// The longest method that is believed, and more than any registered one has.
pub(super) const MAX_METHOD: usize = 32;
/// So long a target behind a known method is one, even if its line's end was not yet seen.
const LONG_TARGET: usize = 512;

/// What the first line says of its speaker.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Client,
    Server,
    NeedMore,
    /// So many bytes say nothing.
    Nobody(usize),
}

pub(super) fn speaker(data: &[u8]) -> Speaker {
    match status_shape(data) {
        Shape::Yes => return Speaker::Server,
        Shape::More => return Speaker::NeedMore,
        Shape::No => {}
    }
    let window = data.get(..MAX_FIELD).unwrap_or(data);
    let Some(len) = line_len(Side::Request, window) else {
        return match window.len() < MAX_FIELD {
            true => Speaker::NeedMore,
            false => Speaker::Nobody(MAX_FIELD),
        };
    };
    let whole = window.get(..len).unwrap_or(window);
    let line = request_line(whole);
    match request_in(whole) {
        Some(at) if whole.iter().take(at).all(|byte| is_blank(*byte)) => Speaker::Client,
        Some(at) => Speaker::Nobody(at),
        None if is_request(line.method, line.uri, line.protocol) => Speaker::Client,
        None => Speaker::Nobody(len),
    }
}

/// Where in a line a request certainly begins: bodies do not end with a line.
pub(super) fn request_in(line: &[u8]) -> Option<usize> {
    let split = request_line(line);
    if version(split.protocol).0 == Version::Invalid {
        return None;
    }
    let begins = |at: &usize| line.get(*at..).is_some_and(begins_request);
    let token = !split.method.is_empty() && split.method.iter().all(|byte| is_token(*byte));
    (0..line.len()).find(begins).or_else(|| (token && !split.uri.is_empty()).then_some(0))
}

/// A known method and the front of a target.
fn begins_request(text: &[u8]) -> bool {
    let len = text.iter().take(MAX_METHOD).position(|byte| *byte == b' ').unwrap_or(0);
    text.get(..len).is_some_and(|method| methods::known(method).is_some())
        && matches!(text.get(len + 1), Some(b'/' | b'h' | b'*'))
}

fn is_request(method: &[u8], target: &[u8], protocol: &[u8]) -> bool {
    let token = !method.is_empty() && method.iter().all(|byte| is_token(*byte));
    if !token || method.len() > MAX_METHOD || target.is_empty() {
        return false;
    }
    let by_method = methods::known(method).is_some()
        && (protocol.is_empty() || protocol.starts_with(b"HTTP"))
        && (target.starts_with(b"/") || target.starts_with(b"http://"));
    by_method || version(protocol).0 != Version::Invalid
}

#[derive(PartialEq)]
pub(super) enum Shape {
    Yes,
    More,
    No,
}

/// `HTTP/1.1 200` (RFC 9112 §4).
pub(super) fn status_shape(data: &[u8]) -> Shape {
    let matches = data.iter().zip(b"HTTP/0.0 000").all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b' ' => matches!(byte, b' ' | b'\t'),
        letter => byte == letter,
    });
    match matches {
        false => Shape::No,
        true if data.len() < 12 => Shape::More,
        true => Shape::Yes,
    }
}

pub(super) fn probe(data: &[u8]) -> Probe {
    match status_shape(data) {
        Shape::Yes => return Probe::Yes,
        Shape::More => return Probe::NeedMore,
        Shape::No => {}
    }
    // Line ends in front of a request are forgiven (RFC 9112 §2.2).
    let start = data.iter().take(4).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let data = data.get(start..).unwrap_or_default();
    let method_len = data.iter().position(|byte| !is_token(*byte));
    let Some(method_len) = method_len else {
        let begun = data.len() <= MAX_METHOD && data.first().is_none_or(u8::is_ascii_uppercase);
        return if begun { Probe::NeedMore } else { Probe::No };
    };
    let method = data.get(..method_len).unwrap_or_default();
    let delimited = matches!(data.get(method_len), Some(b' ' | b'\t'));
    let letters = method.iter().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(byte));
    if !letters || method.is_empty() || method.len() > MAX_METHOD || !delimited {
        return Probe::No;
    }
    match line_len(Side::Request, data) {
        Some(len) => probe_line(data.get(..len).unwrap_or(data)),
        None => probe_begun(method, data.get(method_len + 1..).unwrap_or_default()),
    }
}

fn probe_line(line: &[u8]) -> Probe {
    let line = request_line(line);
    let known = methods::known(line.method).is_some();
    let versioned = version(line.protocol).0 != Version::Invalid;
    let pathlike = line.uri.starts_with(b"/") || line.uri.starts_with(b"http://");
    if versioned && !line.uri.is_empty() {
        return Probe::Yes;
    }
    // RTSP, SIP and others have the same lines with another protocol behind them.
    let other = line.protocol.contains(&b'/') || line.protocol.starts_with(b"HTTP");
    match (known, pathlike) {
        (true, true) if line.protocol.starts_with(b"HTTP") => Probe::Maybe,
        (true, true) if !other => Probe::Maybe,
        (true, _) if !other => Probe::OnPort,
        _ => Probe::No,
    }
}

/// A request line whose end was not yet seen.
fn probe_begun(method: &[u8], rest: &[u8]) -> Probe {
    let text = rest.iter().all(|byte| *byte >= 0x20 || is_blank(*byte));
    let upper = method.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'-');
    if !text || !upper {
        return Probe::No;
    }
    let pathlike = rest.starts_with(b"/") || rest.starts_with(b"http");
    if methods::known(method).is_some() && pathlike && rest.len() > LONG_TARGET {
        return Probe::Yes;
    }
    Probe::NeedMore
}
