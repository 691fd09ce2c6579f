//! JA3, JA3S and JA4 of hellos.
//!
//! Source: *JA3* (decimal numbers of the hello's parts, MD5); *JA4* technical details, the client's
//! fingerprint only. RFC 8701 values are left out.

use std::fmt::Write;

use md5::Md5;
use sha2::{Digest, Sha256};

use super::hello::{ALPN, Hello, SERVER_NAME, SIGNATURE_ALGORITHMS, SUPPORTED_GROUPS, is_grease};

/// Hexadecimal digits of each hash that JA4 keeps.
const JA4_HASH: usize = 12;
/// JA4 counts to this.
const JA4_MOST: usize = 99;

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn md5_hex(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

fn dashed(values: impl Iterator<Item = u16>) -> String {
    let mut text = String::new();
    for value in values.filter(|value| !is_grease(*value)) {
        let dash = if text.is_empty() { "" } else { "-" };
        let _ = write!(text, "{dash}{value}");
    }
    text
}

/// Version, ciphers, extensions, groups, point formats.
pub(crate) fn ja3(hello: &Hello<'_>) -> String {
    format!(
        "{},{},{},{},{}",
        hello.version,
        dashed(hello.ciphers.iter().copied()),
        dashed(hello.extensions.iter().map(|(kind, _)| *kind)),
        dashed(hello.listed(SUPPORTED_GROUPS).into_iter()),
        dashed(hello.point_formats().iter().map(|format| u16::from(*format))),
    )
}

/// Version, cipher, extensions.
pub(crate) fn ja3s(hello: &Hello<'_>) -> String {
    format!(
        "{},{},{}",
        hello.version,
        dashed(hello.ciphers.iter().copied()),
        dashed(hello.extensions.iter().map(|(kind, _)| *kind)),
    )
}

/// What carries the hello: `t` for TCP, `q` for QUIC.
pub(crate) fn ja4(hello: &Hello<'_>, medium: char) -> String {
    let mut ciphers: Vec<u16> = hello.ciphers.iter().copied().filter(|c| !is_grease(*c)).collect();
    let kinds = hello.extensions.iter().map(|(kind, _)| *kind);
    let mut kinds: Vec<u16> = kinds.filter(|kind| !is_grease(*kind)).collect();
    let asked = if kinds.contains(&SERVER_NAME) { 'd' } else { 'i' };
    let (offered, extended) = (ciphers.len().min(JA4_MOST), kinds.len().min(JA4_MOST));
    let (version, [first, last]) = (ja4_version(hello.newest_version()), ja4_protocol(hello));
    ciphers.sort_unstable();
    kinds.retain(|kind| !matches!(*kind, SERVER_NAME | ALPN));
    kinds.sort_unstable();
    let mut extensions = commas(&kinds);
    let signatures = hello.listed(SIGNATURE_ALGORITHMS);
    if !signatures.is_empty() && !kinds.is_empty() {
        extensions = format!("{extensions}_{}", commas(&signatures));
    }
    format!(
        "{medium}{version}{asked}{offered:02}{extended:02}{first}{last}_{}_{}",
        ja4_hash(&commas(&ciphers)),
        ja4_hash(&extensions),
    )
}

fn commas(values: &[u16]) -> String {
    values.iter().map(|value| format!("{value:04x}")).collect::<Vec<_>>().join(",")
}

fn ja4_hash(text: &str) -> String {
    if text.is_empty() {
        return "0".repeat(JA4_HASH);
    }
    let mut digest = hex(&Sha256::digest(text.as_bytes()));
    digest.truncate(JA4_HASH);
    digest
}

fn ja4_version(version: u16) -> &'static str {
    match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        _ => "00",
    }
}

/// First and last letter of the first protocol offered; hexadecimal digits where it has no letters.
fn ja4_protocol(hello: &Hello<'_>) -> [char; 2] {
    let protocols = hello.protocols();
    let Some((first, last)) = protocols.first().and_then(|p| p.first().zip(p.last())) else {
        return ['0', '0'];
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [char::from(*first), char::from(*last)];
    }
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    [digit(first >> 4), digit(last & 0x0f)]
}
