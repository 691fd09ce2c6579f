//! Files of data sets: lists that rules look values up in.
//!
//! Source: Suricata User Guide 8.0, "Datasets": strings in base64, hashes in hexadecimal and
//! addresses as text, one a line, for `datarep` with a number after a comma; or JSON with the value
//! under a key.
//! Values come as buffers have them: bytes of a string, the octets of a hash, four or sixteen octets
//! of an address (an IPv4 address mapped into IPv6 has four).

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::IpAddr;

use serde_json::Value;

use crate::rule::Dataset;
use crate::transform::{Mode, decode_base64};

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// Values with their reputations; 0 where none is written.
    pub values: HashMap<Vec<u8>, u64>,
    /// Places (lines, or elements of the array, from 1) that hold no such value; at most
    /// [`MAX_TOLD`] of them.
    pub wrong: Vec<usize>,
    /// Values beyond the capacity, left out.
    pub beyond: usize,
}

/// Wrong places that are told; ours.
pub const MAX_TOLD: usize = 100;

/// Octets of one value; longer ones are wrong. Suricata's limit for strings is configurable, ours is
/// that of a host name, a path or a user agent of usual length.
const MAX_VALUE: usize = 4096;

/// Reads the file that a rule's data set names, up to `capacity` values.
pub fn read(dataset: &Dataset, text: &str, capacity: usize) -> Read {
    let mut out = Read::default();
    match dataset.format.as_str() {
        "json" => json(dataset, text, capacity, &mut out),
        "ndjson" => {
            for (number, line) in text.lines().enumerate() {
                if !line.trim().is_empty() {
                    let value = serde_json::from_str(line).ok();
                    let bytes = value.and_then(|value: Value| under(dataset, &value));
                    keep(&mut out, number + 1, bytes.map(|bytes| (bytes, 0)), capacity);
                }
            }
        }
        _ => {
            for (number, line) in text.lines().enumerate() {
                let line = line.trim();
                if !line.is_empty() && !line.starts_with('#') {
                    keep(&mut out, number + 1, row(dataset, line), capacity);
                }
            }
        }
    }
    out
}

fn keep(out: &mut Read, place: usize, found: Option<(Vec<u8>, u64)>, capacity: usize) {
    match found.filter(|(bytes, _)| bytes.len() <= MAX_VALUE) {
        Some((bytes, reputation)) => {
            if out.values.len() < capacity || out.values.contains_key(&bytes) {
                out.values.insert(bytes, reputation);
            } else {
                out.beyond = out.beyond.saturating_add(1);
            }
        }
        None if out.wrong.len() < MAX_TOLD => out.wrong.push(place),
        None => {}
    }
}

/// `value` or `value,reputation`.
fn row(dataset: &Dataset, line: &str) -> Option<(Vec<u8>, u64)> {
    let (value, reputation) = match line.split_once(',') {
        Some((value, reputation)) => (value.trim(), reputation.trim().parse::<u16>().ok()?.into()),
        None => (line, 0),
    };
    let bytes = match dataset.kind.as_str() {
        "" | "string" => {
            let bytes = decode_base64(value.as_bytes(), Mode::Strict);
            (!bytes.is_empty()).then_some(bytes)?
        }
        kind => plain(kind, value)?,
    };
    Some((bytes, reputation))
}

/// A value that is written as it is.
fn plain(kind: &str, text: &str) -> Option<Vec<u8>> {
    match kind {
        // RFC 1321 and FIPS 180-4: 16 and 32 octets.
        "md5" => hexadecimal(text, 16),
        "sha256" => hexadecimal(text, 32),
        "ipv4" | "ipv6" | "ip" => match text.parse::<IpAddr>().ok()?.to_canonical() {
            IpAddr::V4(address) => Some(address.octets().to_vec()),
            IpAddr::V6(address) if kind != "ipv4" => Some(address.octets().to_vec()),
            IpAddr::V6(_) => None,
        },
        _ => Some(text.as_bytes().to_vec()).filter(|bytes| !bytes.is_empty()),
    }
}

fn hexadecimal(text: &str, length: usize) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == length * 2)?;
    let octet = |pair: &[u32]| pair.iter().fold(0, |sum, digit| sum * 16 + digit);
    digits.chunks(2).map(|pair| u8::try_from(octet(pair)).ok()).collect()
}

/// An array, under `array_key` where there is one.
fn json(dataset: &Dataset, text: &str, capacity: usize, out: &mut Read) {
    let whole: Option<Value> = serde_json::from_str(text).ok();
    let array = whole.as_ref().and_then(|whole| at(whole, &dataset.array_key)?.as_array());
    let Some(array) = array else {
        out.wrong.push(1);
        return;
    };
    for (number, value) in array.iter().enumerate() {
        let bytes = under(dataset, value);
        keep(out, number + 1, bytes.map(|bytes| (bytes, 0)), capacity);
    }
}

fn under(dataset: &Dataset, value: &Value) -> Option<Vec<u8>> {
    plain(&dataset.kind, at(value, &dataset.value_key)?.as_str()?)
}

/// A value by a dotted path; the value itself for an empty one.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.').filter(|name| !name.is_empty());
    names.try_fold(value, |value, name| value.get(name))
}
