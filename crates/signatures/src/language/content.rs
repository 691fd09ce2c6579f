//! `content` and what modifies it (User Guide 8.0, "Payload Keywords").

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no};
use crate::rule::{Amount, Buffer, Content, Match};

/// Longest content: Suricata keeps its length in 16 bits.
const MAX_CONTENT: usize = 65_535;

/// Bytes of `abc|0d 0a|\"`.
pub(super) fn bytes(text: &str) -> Answer<Vec<u8>> {
    let (mut out, mut hex, mut escaped, mut high) = (Vec::new(), false, false, None);
    for c in text.chars() {
        match c {
            '|' if hex && high.is_some() => return no("content.hex", text),
            '|' => hex = !hex,
            '\\' if !escaped => escaped = true,
            _ if hex => match (c.to_digit(16), high) {
                (Some(low), Some(digit)) => {
                    out.push(u8::try_from(digit * 16 + low).unwrap_or_default());
                    high = None;
                }
                (Some(digit), None) => high = Some(digit),
                (None, _) if c == ' ' || c == ',' => {}
                (None, _) => return no("content.hex", c),
            },
            ':' | ';' | '\\' | '"' if escaped => {
                out.push(byte(c));
                escaped = false;
            }
            _ if escaped => return no("content.escape", c),
            '"' => return no("content.quote", text),
            _ => out.push(byte(c)),
        }
    }
    if hex || out.is_empty() || out.len() > MAX_CONTENT {
        return no(if hex { "content.hex" } else { "content.length" }, text);
    }
    Ok(out)
}

fn byte(c: char) -> u8 {
    u8::try_from(u32::from(c)).unwrap_or(b'?')
}

pub(super) fn content(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let content = Content { bytes: bytes(value.text)?, negated: value.negated, ..<_>::default() };
    draft.put(Match::Content(content));
    Ok(())
}

/// `uricontent`: content of `http.uri`.
pub(super) fn uri(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    if draft.is_sticky() {
        return no("buffer.still_set", keyword.name);
    }
    let content = Content { bytes: bytes(value.text)?, negated: value.negated, ..<_>::default() };
    let row = Draft::row("http.uri")?;
    draft.narrow(row.protocols)?;
    draft.put_on(row, Match::Content(content));
    Ok(())
}

pub(super) fn nocase(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.content()?.nocase = true;
    Ok(())
}

/// `rawbytes`: said of the payload, which is never normalised here.
pub(super) fn raw(draft: &mut Draft<'_>, keyword: &Keyword, _: Value<'_>) -> Answer<()> {
    if draft.is_sticky() {
        return no("content.combination", keyword.name);
    }
    draft.content().map(|_| ())
}

/// Where content may stand is a number or a variable set before.
fn amount(draft: &Draft<'_>, value: Value<'_>, least: i64, most: i64) -> Answer<Amount> {
    amount_of(draft, value.text, least, most, "content.amount")
}

pub(super) fn amount_of(
    draft: &Draft<'_>,
    text: &str,
    least: i64,
    most: i64,
    code: &'static str,
) -> Answer<Amount> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return if draft.knows_variable(text) {
            Ok(Amount::Name(text.to_owned()))
        } else {
            no("variable.unknown", text)
        };
    }
    match text.parse::<i64>() {
        Ok(n) if (least..=most).contains(&n) => Ok(Amount::Number(n)),
        _ => no(code, text),
    }
}

/// Suricata keeps offset and depth in 16 bits; distance and within may be a mebibyte either way.
const MAX_OFFSET: i64 = 65_535;
const MAX_DISTANCE: i64 = 1 << 20;

pub(super) fn place(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let relative = matches!(keyword.name, "distance" | "within");
    let (least, most) = if relative { (-MAX_DISTANCE, MAX_DISTANCE) } else { (0, MAX_OFFSET) };
    let is = amount(draft, value, least, most)?;
    let content = draft.content()?;
    let other = if relative {
        content.offset.is_some() || content.depth.is_some() || content.starts
    } else {
        content.distance.is_some() || content.within.is_some() || content.starts
    };
    if other || (content.negated && content.fast_pattern) {
        return no("content.combination", keyword.name);
    }
    let length = i64::try_from(content.bytes.len()).unwrap_or(i64::MAX);
    let too_small = matches!(is, Amount::Number(n) if n < length);
    let slot = match keyword.name {
        "offset" => &mut content.offset,
        "depth" => &mut content.depth,
        "distance" => &mut content.distance,
        _ => &mut content.within,
    };
    if slot.is_some() {
        return no("content.again", keyword.name);
    }
    if too_small && matches!(keyword.name, "depth" | "within") {
        return no("content.too_long", length);
    }
    *slot = Some(is);
    Ok(())
}

pub(super) fn starts(draft: &mut Draft<'_>, keyword: &Keyword, _: Value<'_>) -> Answer<()> {
    let content = draft.content()?;
    let placed = content.offset.is_some()
        || content.depth.is_some()
        || content.distance.is_some()
        || content.within.is_some()
        || content.starts;
    if placed || (content.negated && content.fast_pattern) {
        return no("content.combination", keyword.name);
    }
    content.starts = true;
    Ok(())
}

pub(super) fn ends(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.content()?.ends = true;
    Ok(())
}

/// `replace` changes packets; a probe only watches.
pub(super) fn replace(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    bytes(value.text)?;
    draft.content()?;
    draft.warn(keyword.name, "keyword.without_effect", value.text);
    Ok(())
}

pub(super) fn fast(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    if draft.buffer() == Buffer::Base64 {
        return no("content.fast_pattern", "base64_data");
    }
    let content = draft.content()?;
    let placed = content.offset.is_some()
        || content.depth.is_some()
        || content.distance.is_some()
        || content.within.is_some();
    if content.fast_pattern || (content.negated && placed) {
        return no("content.fast_pattern", value.text);
    }
    match value.text.trim() {
        "" => {}
        "only" if content.negated || placed => return no("content.fast_pattern", value.text),
        "only" => content.fast_only = true,
        chop => {
            let parts = chop.split_once(',').and_then(|(offset, length)| {
                Some((offset.trim().parse().ok()?, length.trim().parse().ok()?))
            });
            let inside = |(offset, length): &(u16, u16)| {
                usize::from(*offset) + usize::from(*length) <= content.bytes.len() && *length > 0
            };
            let Some(chop) = parts.filter(inside) else {
                return no("content.fast_pattern", chop);
            };
            content.fast_chop = Some(chop);
        }
    }
    content.fast_pattern = true;
    Ok(())
}

/// `http_uri` and its like: the last content of the payload belongs to a buffer.
pub(super) fn modifier(draft: &mut Draft<'_>, keyword: &Keyword, _: Value<'_>) -> Answer<()> {
    match super::buffers::modifier(keyword.name) {
        Some(row) => draft.move_content(row),
        None => no("keyword.unknown", keyword.name),
    }
}

/// A sticky buffer, some with a direction: `file.data:to_client`.
pub(super) fn sticky(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let to_server = match value.text.trim() {
        "" => None,
        "to_server" => Some(true),
        "to_client" => Some(false),
        other => return no("buffer.direction", other),
    };
    match super::buffers::named(keyword.name) {
        Some(row) => draft.stick(row, to_server),
        None => no("keyword.unknown", keyword.name),
    }
}

pub(super) fn packet_data(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.unstick()
}

/// `absent`, `absent:or_else`: must come first on a buffer that a parser lays open.
pub(super) fn absent(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let or_else = match value.text.trim() {
        "" => false,
        "or_else" => true,
        other => return no("absent.argument", other),
    };
    if !matches!(draft.buffer(), Buffer::Named(_)) || draft.looked() {
        return no("absent.place", "");
    }
    draft.put(Match::Absent { or_else });
    Ok(())
}

/// `isdataat:[!]n[,relative][,rawbytes]`.
pub(super) fn data_at(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let text = value.text.trim();
    let (text, negated) = text.strip_prefix('!').map_or((text, false), |text| (text, true));
    let mut parts = text.split(',').map(str::trim);
    let at = parts.next().unwrap_or_default();
    let mut relative = false;
    for part in parts {
        match part {
            "relative" => relative = true,
            "rawbytes" => {}
            _ => return no("isdataat.argument", part),
        }
    }
    // 16 bits, as Suricata keeps it.
    let at = amount_of(draft, at, 0, 65_535, "isdataat.argument")?;
    draft.put_relative(Match::DataAt { at, relative, negated: negated || value.negated }, relative);
    Ok(())
}
