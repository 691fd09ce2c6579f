//! Comparisons of whole numbers and of numbers with a fraction (User Guide 8.0, "Integer
//! Keywords"): ranges leave their ends out.

use super::{Answer, no};
use crate::rule::{Comparison, Numbers, Which};

/// Names of values.
pub(super) type Words = &'static [(&'static str, u64)];

/// `5`, `0x1f`, `10kb`.
pub(super) fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u64::from_str_radix(hex, 16).ok().filter(|_| !hex.starts_with('+'));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    // User Guide, "Integer Keywords": units of 1024 whatever the spelling.
    let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" => 1,
        "kb" | "kib" => 1 << 10,
        "mb" | "mib" => 1 << 20,
        "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// A comparison whose numbers may not be above `most`.
pub(super) fn numbers(text: &str, most: u64) -> Answer<Numbers> {
    named(text, most, &[])
}

/// The same with names for values.
pub(super) fn named(text: &str, most: u64, words: Words) -> Answer<Numbers> {
    let text = text.trim();
    let wrong = || super::Reason::new("number.syntax").with(text);
    let value = |text: &str| {
        let text = text.trim();
        let word = words.iter().find(|(word, _)| same_word(word, text)).map(|(_, n)| *n);
        word.or_else(|| number(text)).filter(|n| *n <= most).ok_or_else(wrong)
    };
    if let Some(rest) = text.strip_prefix('&') {
        return masked(rest, most).ok_or_else(wrong);
    }
    let (rest, negated) = match text.strip_prefix('!') {
        Some(rest) => (rest.strip_prefix('=').unwrap_or(rest).trim(), true),
        None => (text, false),
    };
    let signed = |is: Numbers| if negated { is.not() } else { is };
    if let Some((low, high)) = range(rest) {
        let (low, high) = (value(low)?, value(high)?);
        if low.checked_add(1).is_none_or(|low| low >= high) {
            return Err(wrong());
        }
        return Ok(signed(Numbers::between(low + 1, high - 1)));
    }
    let (how, operand) = operator(rest);
    if negated && !how.is_empty() {
        return Err(wrong());
    }
    let n = value(operand)?;
    Ok(signed(match how {
        ">" if n < most => Numbers::between(n + 1, u64::MAX),
        "<" if n > 0 => Numbers::between(0, n - 1),
        ">=" if n > 0 => Numbers::between(n, u64::MAX),
        "<=" if n < most => Numbers::between(0, n),
        "" | "=" => Numbers::exactly(n),
        _ => return Err(wrong()),
    }))
}

/// `5-9` or `5<>9`, but neither `-5` nor `<5`.
fn range(text: &str) -> Option<(&str, &str)> {
    text.split_once("<>")
        .or_else(|| text.split_once('-'))
        .filter(|(low, _)| low.trim().starts_with(|c: char| c.is_ascii_digit()))
}

fn operator(text: &str) -> (&str, &str) {
    let end = text.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(text.len());
    let (how, operand) = text.split_at(end);
    (how, operand.trim())
}

/// `0xc0=0x80` or `0xc0!=0`.
fn masked(text: &str, most: u64) -> Option<Numbers> {
    let (mask, rest) = text.split_at(text.find(['=', '!'])?);
    let (negated, value) = match rest.strip_prefix("!=") {
        Some(value) => (true, value),
        None => (false, rest.strip_prefix('=')?),
    };
    let (mask, value) = (number(mask)?, number(value)?);
    let sound = mask <= most && value & !mask == 0;
    sound.then_some(Numbers { low: value, high: value, negated, mask })
}

/// Names are compared without case, underscores and dashes.
fn same_word(word: &str, text: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        let plain = text.chars().filter(|c| !matches!(c, '_' | '-'));
        plain.map(|c| c.to_ascii_lowercase()).collect()
    };
    !text.is_empty() && letters(word) == letters(text)
}

/// Names of bits, with a list of them as argument: `fin,!comp`, `+a,b`, `*a,b`. `any` is what a
/// list without a sign means: one of them suffices.
pub(super) fn bits(text: &str, most: u64, words: Words, any: bool) -> Answer<Numbers> {
    let text = text.trim();
    if let Ok(is) = numbers(text, most) {
        return Ok(is);
    }
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '*' | '-' | '='));
    let list = text.trim_start_matches(['+', '*', '-', '=']);
    let (mut has, mut hasnt) = (0, 0);
    for item in list.split(',') {
        let item = item.trim();
        let (name, negated) = item.strip_prefix('!').map_or((item, false), |name| (name, true));
        let Some((_, bit)) = words.iter().find(|(word, _)| same_word(word, name)) else {
            return no("number.name", item);
        };
        if negated { hasnt |= bit } else { has |= bit }
    }
    let exact = |mask: u64| Numbers { low: has, high: has, negated: false, mask };
    Ok(match sign {
        Some('=') => exact(most),
        Some('-') => exact(has).not(),
        Some('*') | None if any && hasnt == 0 => {
            Numbers { low: 0, high: 0, negated: true, mask: has }
        }
        _ => exact(has | hasnt),
    })
}

/// A number that may come several times: `value[,which[,from:to]]` or `count >5`.
pub(super) fn several(text: &str, most: u64, words: Words) -> Answer<(Numbers, Which, (i32, i32))> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if let (Some(rest), 1) = (text.trim().strip_prefix("count"), parts.len()) {
        let count = numbers(rest, u32::MAX.into())?;
        return Ok((Numbers::between(0, u64::MAX), Which::Count(count), (0, 0)));
    }
    let (value, which, slice) = match *parts.as_slice() {
        [value] => (value, Which::Any, (0, 0)),
        [value, which] => (value, which_of(which)?, (0, 0)),
        [value, which, slice] => (value, which_of(which)?, slice_of(slice)?),
        _ => return no("number.syntax", text),
    };
    Ok((named(value, most, words)?, which, slice))
}

pub(super) fn which_of(text: &str) -> Answer<Which> {
    let place = |text: &str| text.trim().parse::<i32>().ok();
    let which = match text {
        "any" => Some(Which::Any),
        "all" => Some(Which::All),
        "all_or_absent" => Some(Which::AllOrAbsent),
        "or_absent" => Some(Which::AnyOrAbsent),
        _ => match (text.strip_prefix("oob_or"), text.strip_prefix("nb")) {
            (Some(rest), _) => place(rest).map(|place| Which::At { place, or_outside: true }),
            (_, Some(rest)) => return Ok(Which::Times(numbers(rest, u32::MAX.into())?)),
            _ => place(text).map(|place| Which::At { place, or_outside: false }),
        },
    };
    which.map_or_else(|| no("number.which", text), Ok)
}

fn slice_of(text: &str) -> Answer<(i32, i32)> {
    let parts = text.split_once(':').and_then(|(from, to)| {
        Some((from.trim().parse::<i32>().ok()?, to.trim().parse::<i32>().ok()?))
    });
    match parts {
        Some((from, to)) if !(from.signum() == to.signum() && from != 0 && to <= from) => {
            Ok((from, to))
        }
        _ => no("number.slice", text),
    }
}

/// `> 4.5`, `4-5`, `!4-5`, `!= 4`.
pub(super) fn comparison(text: &str) -> Answer<Comparison> {
    let text = text.trim();
    let wrong = || super::Reason::new("number.syntax").with(text);
    let value = |text: &str| {
        let text = text.trim();
        let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
        text.parse::<f64>().ok().filter(|_| plain).ok_or_else(wrong)
    };
    let (rest, negated) = match text.strip_prefix('!') {
        Some(rest) => (rest.strip_prefix('=').unwrap_or(rest).trim(), true),
        None => (text, false),
    };
    if let Some((low, high)) = range(rest) {
        let (low, high) = (value(low)?, value(high)?);
        return match (low < high, negated) {
            (false, _) => Err(wrong()),
            (true, false) => Ok(Comparison::Between(low, high)),
            (true, true) => Ok(Comparison::Outside(low, high)),
        };
    }
    let (how, operand) = operator(rest);
    let n = value(operand)?;
    Ok(match (how, negated) {
        ("" | "=", false) => Comparison::Equal(n),
        ("", true) => Comparison::NotEqual(n),
        ("<", false) => Comparison::Less(n),
        ("<=", false) => Comparison::LessOrEqual(n),
        (">", false) => Comparison::Greater(n),
        (">=", false) => Comparison::GreaterOrEqual(n),
        _ => return Err(wrong()),
    })
}
