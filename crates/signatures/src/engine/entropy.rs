//! Reckoning on bytes that is neither content nor number: entropy, base64.
//!
//! Sources: C. E. Shannon, "A Mathematical Theory of Communication" (1948) §6; RFC 4648 §4.

use crate::rule::Entropy;

/// Whether the entropy of the bytes named is as asked for.
pub(crate) fn holds(entropy: &Entropy, data: &[u8]) -> bool {
    let Some(data) = data.get(entropy.offset as usize..) else { return false };
    let count = entropy.bytes.map_or(data.len(), |count| data.len().min(count as usize));
    let data = data.get(..count).unwrap_or_default();
    !data.is_empty() && entropy.is.holds(shannon(data))
}

/// Bits a byte.
#[expect(clippy::cast_precision_loss, reason = "counts of bytes are far below 2^52")]
fn shannon(data: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for byte in data {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = data.len() as f64;
    let seen = counts.iter().filter(|count| **count > 0);
    seen.map(|count| {
        let share = f64::from(*count) / all;
        -share * share.log2()
    })
    .sum()
}

/// Decodes up to the first byte that is not of the alphabet; line breaks and spaces are passed over.
pub(crate) fn decode_base64(data: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in data {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\r' | b'\n' | b' ' => continue,
            _ => break,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            into.push(u8::try_from((bits >> held) & 0xff).unwrap_or(0));
        }
    }
}
