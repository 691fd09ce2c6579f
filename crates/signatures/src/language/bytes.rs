//! `byte_test`, `byte_jump`, `byte_extract`, `byte_math`, `base64_decode`, `entropy`, `asn1`
//! (User Guide 8.0, "Payload Keywords", "Base64 keywords").

use super::body::Value;
use super::content::amount_of;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no, numbers};
use crate::rule::{Amount, ByteExtract, ByteJump, ByteMath, ByteTest, Entropy, Match, NumberForm};

/// Offsets: 16 bits either way.
const MAX_OFFSET: i64 = 65_535;
/// Most binary bytes of a number, and most digits of one as text (2^64 in octal has 22 and a
/// leading zero).
const MAX_BINARY: i64 = 8;
const MAX_DIGITS: i64 = 23;

fn parts(value: Value<'_>) -> Vec<&str> {
    value.text.split(',').map(str::trim).collect()
}

/// `name argument` → (name, argument).
fn pair(part: &str) -> (&str, &str) {
    part.split_once(|c: char| c.is_ascii_whitespace())
        .map_or((part, ""), |(name, argument)| (name, argument.trim()))
}

/// Number form and place, common to all four.
#[derive(Default)]
struct Form {
    read: NumberForm,
    relative: bool,
    text: bool,
    base: Option<u32>,
}

impl Form {
    /// Whether the word was one of them.
    fn take(&mut self, word: &str, argument: &str) -> Answer<bool> {
        match word.to_ascii_lowercase().as_str() {
            "relative" => self.relative = true,
            "big" => self.read.little = false,
            "little" => self.read.little = true,
            "dce" => self.read.dce = true,
            "string" => self.text = true,
            "dec" => self.base = Some(10),
            "hex" => self.base = Some(16),
            "oct" => self.base = Some(8),
            "bitmask" => match mask(argument) {
                Some(mask) => self.read.mask = Some(mask),
                None => return no("bytes.mask", argument),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Text without a base says it itself (`0x…`), as base 0.
    fn form(&self, bytes: &Amount) -> Answer<NumberForm> {
        let most = if self.text { MAX_DIGITS } else { MAX_BINARY };
        if self.base.is_some() && !self.text {
            return no("bytes.base", "");
        }
        if matches!(bytes, Amount::Number(n) if *n > most) {
            return no("bytes.count", most);
        }
        let mut read = self.read;
        read.text = self.text.then_some(self.base.unwrap_or(0));
        Ok(read)
    }
}

/// A mask is hexadecimal with `0x`, else as it looks.
fn mask(text: &str) -> Option<u64> {
    numbers::number(text).filter(|mask| *mask > 0 && *mask <= u32::MAX.into())
}

fn number(text: &str) -> Option<i64> {
    let (digits, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    let n = i64::try_from(numbers::number(digits)?).ok()?;
    Some(if negative { -n } else { n })
}

/// A number in any notation or a variable.
fn amount(draft: &Draft<'_>, text: &str, least: i64, most: i64) -> Answer<Amount> {
    match number(text) {
        Some(n) if (least..=most).contains(&n) => Ok(Amount::Number(n)),
        _ => amount_of(draft, text, least, most, "bytes.argument"),
    }
}

/// `byte_test:count,[!]operator,value,offset[,options]`.
pub(super) fn test(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts = parts(value);
    let [count, operator, against, offset, rest @ ..] = parts.as_slice() else {
        return no("bytes.argument", value.text);
    };
    let (operator, negated) =
        operator.strip_prefix('!').map_or((*operator, false), |rest| (rest.trim(), true));
    let operator = if negated && operator.is_empty() { "=" } else { operator };
    if !matches!(operator, "<" | ">" | "=" | "<=" | ">=" | "&" | "^") {
        return no("bytes.operator", operator);
    }
    let mut form = Form::default();
    for part in rest {
        let (word, argument) = pair(part);
        if !form.take(word, argument)? {
            return no("bytes.option", part);
        }
    }
    let bytes = amount(draft, count, 0, MAX_DIGITS)?;
    // Values go up to 2^64 - 1; what is above i64 is kept as its bits.
    let against = match numbers::number(against) {
        Some(n) => Amount::Number(n.cast_signed()),
        None => amount(draft, against, i64::MIN, i64::MAX)?,
    };
    let read = form.form(&bytes)?;
    let test = ByteTest {
        bytes,
        negated,
        operator: operator.to_owned(),
        value: against,
        offset: amount(draft, offset, -MAX_OFFSET, MAX_OFFSET)?,
        relative: form.relative,
        read,
    };
    draft.put_relative(Match::ByteTest(test), form.relative);
    Ok(())
}

/// `byte_jump:count,offset[,options]`.
pub(super) fn jump(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts = parts(value);
    let [count, offset, rest @ ..] = parts.as_slice() else {
        return no("bytes.argument", value.text);
    };
    let mut form = Form::default();
    let mut jump = ByteJump {
        bytes: amount(draft, count, 0, MAX_DIGITS)?,
        offset: amount(draft, offset, -MAX_OFFSET, MAX_OFFSET)?,
        relative: false,
        multiplier: 1,
        align: false,
        from_beginning: false,
        from_end: false,
        post_offset: Amount::Number(0),
        read: NumberForm::default(),
    };
    for part in rest {
        let (word, argument) = pair(part);
        match word.to_ascii_lowercase().as_str() {
            "align" => jump.align = true,
            "from_beginning" => jump.from_beginning = true,
            "from_end" => jump.from_end = true,
            "post_offset" => {
                jump.post_offset = amount(draft, argument, -MAX_OFFSET, MAX_OFFSET)?;
            }
            "multiplier" => jump.multiplier = multiplier(argument)?,
            _ if form.take(word, argument)? => {}
            _ => return no("bytes.option", part),
        }
    }
    if jump.from_beginning && jump.from_end {
        return no("bytes.combination", "from_beginning,from_end");
    }
    jump.relative = form.relative;
    jump.read = form.form(&jump.bytes)?;
    draft.put_relative(Match::ByteJump(jump), form.relative);
    Ok(())
}

/// 1 to 65,535 (User Guide, "byte_jump").
fn multiplier(text: &str) -> Answer<u32> {
    match text.parse() {
        Ok(n) if (1..=65_535).contains(&n) => Ok(n),
        _ => no("bytes.multiplier", text),
    }
}

/// `byte_extract:count,offset,name[,options]`.
pub(super) fn extract(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts = parts(value);
    let [count, offset, name, rest @ ..] = parts.as_slice() else {
        return no("bytes.argument", value.text);
    };
    let mut form = Form::default();
    let (mut factor, mut align) = (1, None);
    for part in rest {
        let (word, argument) = pair(part);
        match word {
            "multiplier" => factor = multiplier(argument)?,
            "align" => {
                align = argument.parse().ok().filter(|n| matches!(n, 2 | 4));
                if align.is_none() {
                    return no("bytes.align", argument);
                }
            }
            _ if form.take(word, argument)? => {}
            _ => return no("bytes.option", part),
        }
    }
    let bytes = number(count).filter(|n| (1..=MAX_DIGITS).contains(n));
    let Some(bytes) = bytes else { return no("bytes.count", count) };
    let offset = number(offset).filter(|n| n.abs() <= MAX_OFFSET);
    let Some(offset) = offset else { return no("bytes.argument", value.text) };
    let read = form.form(&Amount::Number(bytes))?;
    let extract = ByteExtract {
        bytes: u8::try_from(bytes).unwrap_or(u8::MAX),
        offset,
        name: variable(draft, name)?,
        relative: form.relative,
        multiplier: factor,
        align,
        read,
    };
    draft.put_relative(Match::ByteExtract(extract), form.relative);
    Ok(())
}

fn variable(draft: &mut Draft<'_>, name: &str) -> Answer<String> {
    let sound = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !sound {
        return no("variable.name", name);
    }
    draft.name_variable(name)?;
    Ok(name.to_owned())
}

/// `byte_math:bytes n, offset n, oper o, rvalue v, result name[, …]`.
pub(super) fn math(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut form = Form::default();
    let (mut bytes, mut offset, mut operator) = (None, None, None);
    let (mut against, mut result) = (None, None);
    for part in parts(value) {
        let (word, argument) = pair(part);
        match word {
            "bytes" => bytes = Some(amount(draft, argument, 1, 10)?),
            "offset" => offset = number(argument).filter(|n| n.abs() <= MAX_OFFSET),
            "oper" if matches!(argument, "+" | "-" | "*" | "/" | "<<" | ">>") => {
                operator = Some(argument.to_owned());
            }
            "rvalue" => against = Some(amount(draft, argument, 0, u32::MAX.into())?),
            "result" => result = Some(argument),
            "endian" => {
                form.take(argument, "")?;
            }
            "string" => {
                form.text = true;
                form.take(argument, "")?;
            }
            // Without 0x a mask is hexadecimal all the same here (User Guide, "byte_math").
            "bitmask" => {
                let digits = argument.trim_start_matches("0x").trim_start_matches("0X");
                form.take(word, &format!("0x{digits}"))?;
            }
            _ if form.take(word, argument)? => {}
            _ => return no("bytes.option", part),
        }
    }
    let (Some(bytes), Some(offset), Some(operator), Some(against), Some(result)) =
        (bytes, offset, operator, against, result)
    else {
        return no("bytes.argument", value.text);
    };
    if operator == "/" && against == Amount::Number(0) {
        return no("bytes.operator", value.text);
    }
    let read = form.form(&bytes)?;
    let result = variable(draft, result)?;
    let relative = form.relative;
    let math = ByteMath { bytes, offset, operator, value: against, result, relative, read };
    draft.put_relative(Match::ByteMath(math), relative);
    Ok(())
}

/// `base64_decode[:bytes n, offset n, relative]`.
pub(super) fn base64_decode(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (mut bytes, mut offset, mut relative) = (None, 0, false);
    for part in parts(value).into_iter().filter(|part| !part.is_empty()) {
        let (word, argument) = pair(part);
        let n = numbers::number(argument).and_then(|n| u32::try_from(n).ok());
        match (word, n) {
            ("bytes", Some(n)) if n > 0 => bytes = Some(n),
            ("offset", Some(n)) => offset = n,
            ("relative", _) if argument.is_empty() => relative = true,
            _ => return no("base64_decode.argument", part),
        }
    }
    draft.put_relative(Match::Base64Decode { bytes, offset, relative }, relative);
    Ok(())
}

pub(super) fn base64_data(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    let decoded = draft.rule.sections.iter().flat_map(|section| &section.matches);
    if !decoded.clone().any(|what| matches!(what, Match::Base64Decode { .. })) {
        return no("base64_data.place", "");
    }
    draft.stick_base64()
}

/// `entropy:[bytes n,] [offset n,] value COMPARISON`.
pub(super) fn entropy(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (mut bytes, mut offset, mut is) = (None, 0, None);
    for part in parts(value) {
        let (word, argument) = pair(part);
        let n = argument.parse::<u32>().ok();
        match (word, n) {
            ("bytes", Some(n)) => bytes = Some(n).filter(|n| *n > 0),
            ("offset", Some(n)) if i64::from(n) <= MAX_OFFSET => offset = n,
            ("value", _) => is = Some(numbers::comparison(argument)?),
            _ => return no("entropy.argument", part),
        }
    }
    let Some(is) = is else { return no("entropy.argument", value.text) };
    draft.put(Match::Entropy(Entropy { bytes, offset, is }));
    Ok(())
}

pub(super) fn asn1(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    for part in parts(value) {
        let (word, argument) = pair(part);
        let known = match word {
            "bitstring_overflow" | "double_overflow" => argument.is_empty(),
            "oversize_length" | "absolute_offset" | "relative_offset" => number(argument).is_some(),
            _ => false,
        };
        if !known {
            return no("asn1.argument", part);
        }
    }
    let (name, argument) = (keyword.name.to_owned(), value.text.trim().to_owned());
    draft.put(Match::Other { name, argument });
    Ok(())
}
