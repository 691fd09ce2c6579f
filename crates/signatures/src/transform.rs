//! Transformations of a buffer before it is looked at.
//!
//! Source: Suricata User Guide 8.0, "Transformations".
//! Output is bounded: what unpacks more is cut off.

#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::pattern::Pattern;
use crate::rule::Transform;

/// Most bytes that unpacking gives where the rule names no number (User Guide: `max-size` 1024) and
/// the most that a rule may ask for (ours).
const UNPACKED: usize = 1024;
const MAX_UNPACKED: usize = 1 << 20;

/// A transformation, read once and applied often.
#[derive(Debug, Clone)]
pub enum Step {
    Lowercase,
    Uppercase,
    Md5,
    Sha1,
    Sha256,
    UrlDecode,
    DotPrefix,
    StripWhitespace,
    CompressWhitespace,
    StripPseudoHeaders,
    HeaderLowercase,
    Domain,
    Tld,
    Xor(Vec<u8>),
    Pcre(Pattern),
    /// From, to; negative counts from the end.
    Slice(i64, Option<i64>),
    Base64 {
        offset: usize,
        bytes: Option<usize>,
        mode: Mode,
    },
    Gunzip(usize),
    Inflate(usize),
}

/// How strict base64 is read (RFC 2045 skips what is not of the alphabet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Rfc4648,
    Rfc2045,
    Strict,
}

impl Step {
    /// None where the name or the argument is none.
    pub fn read(name: &str, argument: &str) -> Option<Self> {
        Some(match name {
            "to_lowercase" => Self::Lowercase,
            "to_uppercase" => Self::Uppercase,
            "to_md5" => Self::Md5,
            "to_sha1" => Self::Sha1,
            "to_sha256" => Self::Sha256,
            "url_decode" => Self::UrlDecode,
            "dotprefix" => Self::DotPrefix,
            "strip_whitespace" => Self::StripWhitespace,
            "compress_whitespace" => Self::CompressWhitespace,
            "strip_pseudo_headers" => Self::StripPseudoHeaders,
            "header_lowercase" => Self::HeaderLowercase,
            "domain" => Self::Domain,
            "tld" => Self::Tld,
            "xor" => Self::Xor(key(argument)?),
            "pcrexform" => Self::Pcre(pattern(argument)?),
            "subslice" => slice(argument)?,
            "from_base64" => base64_of(argument)?,
            "gunzip" => Self::Gunzip(limit(argument)?),
            "zlib_deflate" => Self::Inflate(limit(argument)?),
            _ => return None,
        })
    }

    /// What it makes of a buffer.
    pub fn apply<'a>(&self, data: &'a [u8]) -> Cow<'a, [u8]> {
        match self {
            Self::Lowercase => data.to_ascii_lowercase().into(),
            Self::Uppercase => data.to_ascii_uppercase().into(),
            Self::Md5 => Md5::digest(data).to_vec().into(),
            Self::Sha1 => Sha1::digest(data).to_vec().into(),
            Self::Sha256 => Sha256::digest(data).to_vec().into(),
            Self::UrlDecode => text::url_decode(data),
            Self::DotPrefix => [b".", data].concat().into(),
            Self::StripWhitespace => {
                data.iter().copied().filter(|byte| !text::is_space(*byte)).collect()
            }
            Self::CompressWhitespace => text::compress_whitespace(data),
            Self::StripPseudoHeaders => text::strip_pseudo_headers(data),
            Self::HeaderLowercase => text::header_lowercase(data),
            Self::Domain => text::domain(data).into(),
            Self::Tld => text::tld(data).into(),
            Self::Xor(key) => data.iter().zip(key.iter().cycle()).map(|(a, b)| a ^ b).collect(),
            Self::Pcre(pattern) => captured(pattern, data).into(),
            Self::Slice(from, to) => sliced(data, *from, *to).into(),
            Self::Base64 { offset, bytes, mode } => unbase64(data, *offset, *bytes, *mode),
            Self::Gunzip(most) => unpack(flate2::read::MultiGzDecoder::new(data), *most).into(),
            Self::Inflate(most) => unpack(flate2::read::ZlibDecoder::new(data), *most).into(),
        }
    }
}

/// All steps of a buffer; None where one of them is none.
pub fn steps(transforms: &[Transform]) -> Option<Vec<Step>> {
    transforms.iter().map(|one| Step::read(&one.name, &one.argument)).collect()
}

/// One after the other.
pub fn apply<'a>(steps: &[Step], data: &'a [u8]) -> Cow<'a, [u8]> {
    let mut out = Cow::Borrowed(data);
    for step in steps {
        out = match out {
            Cow::Borrowed(data) => step.apply(data),
            Cow::Owned(data) => step.apply(&data).into_owned().into(),
        };
    }
    out
}

/// Hexadecimal digits, up to 255 bytes.
fn key(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok())).collect();
    let digits = digits.filter(|it| it.len() % 2 == 0 && (2..=510).contains(&it.len()))?;
    let byte = |pair: &[u8]| match *pair {
        [high, low] => high * 16 + low,
        _ => 0,
    };
    Some(digits.chunks(2).map(byte).collect())
}

/// `/pattern/flags` or a pattern alone.
fn pattern(text: &str) -> Option<Pattern> {
    let slashes = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let (pattern, flags) = slashes.unwrap_or((text, ""));
    if !flags.chars().all(|c| "imsxAEGO".contains(c)) {
        return None;
    }
    Pattern::compile(pattern, flags).ok()
}

/// What the first group took; nothing where the pattern does not match.
fn captured<'a>(pattern: &Pattern, data: &'a [u8]) -> &'a [u8] {
    let group = pattern.captures_at(data, 0).and_then(|groups| groups.get(1).copied().flatten());
    group.and_then(|(begin, end)| data.get(begin..end)).unwrap_or_default()
}

fn slice(text: &str) -> Option<Step> {
    let (from, to) = match text.split_once(',') {
        Some((from, to)) => (from, Some(to.trim().parse().ok()?)),
        None => (text, None),
    };
    Some(Step::Slice(from.trim().parse().ok()?, to))
}

fn sliced(data: &[u8], from: i64, to: Option<i64>) -> &[u8] {
    let length = i64::try_from(data.len()).unwrap_or(i64::MAX);
    let place = |n: i64| {
        let n = if n < 0 { length.saturating_add(n) } else { n };
        usize::try_from(n.clamp(0, length)).unwrap_or(0)
    };
    data.get(place(from)..to.map_or(data.len(), place)).unwrap_or_default()
}

/// `offset 1, bytes 300, mode rfc2045`.
fn base64_of(argument: &str) -> Option<Step> {
    let (mut offset, mut bytes, mut mode) = (0, None, Mode::Rfc4648);
    for part in argument.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once(' ').map(|(word, rest)| (word, rest.trim()))? {
            ("offset", n) => offset = usize::from(n.parse::<u16>().ok()?),
            ("bytes", n) => bytes = Some(usize::from(n.parse::<u16>().ok().filter(|n| *n > 0)?)),
            ("mode", "rfc4648") => mode = Mode::Rfc4648,
            ("mode", "rfc2045") => mode = Mode::Rfc2045,
            ("mode", "strict") => mode = Mode::Strict,
            _ => return None,
        }
    }
    Some(Step::Base64 { offset, bytes, mode })
}

/// What cannot be decoded stays as it is.
fn unbase64(data: &[u8], offset: usize, bytes: Option<usize>, mode: Mode) -> Cow<'_, [u8]> {
    let Some(from) = data.get(offset..) else { return data.into() };
    let part = bytes.map_or(from, |most| from.get(..most).unwrap_or(from));
    let decoded = decode_base64(part, mode);
    if decoded.is_empty() { data.into() } else { decoded.into() }
}

/// Decodes as far as it goes: `Strict` all or nothing, RFC 2045 past what is not of the alphabet,
/// RFC 4648 up to it.
pub fn decode_base64(data: &[u8], mode: Mode) -> Vec<u8> {
    let of_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let text: Vec<u8> = match mode {
        Mode::Strict => data.to_vec(),
        Mode::Rfc2045 => {
            let until_padding = data.iter().take_while(|byte| **byte != b'=');
            until_padding.copied().filter(of_alphabet).collect()
        }
        Mode::Rfc4648 => data.iter().copied().take_while(of_alphabet).collect(),
    };
    let padding = match mode {
        Mode::Strict => DecodePaddingMode::RequireCanonical,
        _ => DecodePaddingMode::Indifferent,
    };
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(padding);
    // A last character alone holds no whole byte.
    let whole = match mode {
        Mode::Strict => text.len(),
        _ if text.len() % 4 == 1 => text.len() - 1,
        _ => text.len(),
    };
    let part = text.get(..whole).unwrap_or_default();
    GeneralPurpose::new(&STANDARD, config).decode(part).unwrap_or_default()
}

/// `max-size 8192`.
fn limit(argument: &str) -> Option<usize> {
    let argument = argument.trim();
    if argument.is_empty() {
        return Some(UNPACKED);
    }
    let n = argument.strip_prefix("max-size")?.trim().parse::<usize>().ok()?;
    (1..=MAX_UNPACKED).contains(&n).then_some(n)
}

/// Unpacks up to a limit; damage ends it, and what came before is kept.
fn unpack(mut packed: impl std::io::Read, most: usize) -> Vec<u8> {
    let (mut out, mut chunk) = (Vec::new(), [0; 4096]);
    while out.len() < most {
        match packed.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(n) => {
                let room = most - out.len();
                out.extend(chunk.iter().take(n.min(room)));
            }
        }
    }
    out
}
