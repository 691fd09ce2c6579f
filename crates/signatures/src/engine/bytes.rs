//! Byte operations: numbers read out of a buffer.
//!
//! Source: Suricata User Guide 8.0, "Payload Keywords" (byte_test, byte_jump, byte_extract,
//! byte_math).

use crate::rule::NumberForm;

/// Reads `count` bytes at `at` as a number. Gives the number and how many bytes it took.
pub(crate) fn read(
    data: &[u8],
    at: usize,
    count: usize,
    form: &NumberForm,
    little: bool,
) -> Option<(u64, usize)> {
    if count == 0 {
        // A length that was read before may be none.
        return (at <= data.len()).then_some((0, 0));
    }
    let (value, taken) = match form.text {
        Some(base) => text(data.get(at..)?, count, base)?,
        None => (binary(data.get(at..at.checked_add(count)?)?, little)?, count),
    };
    Some((masked(value, form.mask), taken))
}

/// A mask also shifts the value down by its trailing zeros.
fn masked(value: u64, mask: Option<u64>) -> u64 {
    match mask {
        Some(mask) if mask != 0 => (value & mask) >> mask.trailing_zeros(),
        _ => value,
    }
}

fn binary(bytes: &[u8], little: bool) -> Option<u64> {
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    let add = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
    Some(if little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
}

/// Digits, as C's `strtoull` takes them: white space and a `0x` before them, anything behind.
fn text(data: &[u8], count: usize, base: u32) -> Option<(u64, usize)> {
    let field = data.get(..count.min(data.len()))?;
    let mut at = field.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let negative = match field.get(at) {
        Some(b'-') => {
            at += 1;
            true
        }
        Some(b'+') => {
            at += 1;
            false
        }
        _ => false,
    };
    let rest = field.get(at..)?;
    // Base 0: as the digits say themselves.
    let base = match (base, rest) {
        (0, [b'0', b'x' | b'X', ..]) => 16,
        (0, [b'0', ..]) => 8,
        (0, _) => 10,
        (8 | 10 | 16, _) => base,
        _ => return None,
    };
    if base == 16 && matches!(rest, [b'0', b'x' | b'X', digit, ..] if digit.is_ascii_hexdigit()) {
        at += 2;
    }
    let digits = field.get(at..)?.iter().map_while(|byte| char::from(*byte).to_digit(base));
    let mut value: Option<u64> = None;
    for digit in digits {
        let next = value.unwrap_or(0).checked_mul(base.into())?.checked_add(digit.into())?;
        value = Some(next);
        at += 1;
    }
    let value = value?;
    Some((if negative { value.wrapping_neg() } else { value }, at))
}
