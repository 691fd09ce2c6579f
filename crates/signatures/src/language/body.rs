//! What stands in the parentheses: `keyword:value;` after `keyword;`.

use super::draft::Draft;
use super::keywords::{self, Argument, Keyword, Quotes};
use super::{Answer, Reason, header, no};

/// The rule says itself that it does not belong here.
pub(super) const UNMET: &str = "requires.unmet";

/// A keyword's value: quotes and sign taken off, blanks trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) negated: bool,
}

struct Entry<'a> {
    name: &'a str,
    value: Option<&'a str>,
}

/// Reads a whole rule. `sid` and `requires` come first, wherever they stand.
pub(super) fn read(draft: &mut Draft<'_>, text: &str) -> Answer<()> {
    let body = header::read(draft, text)?;
    let entries = entries(body)?;
    let first = |entry: &Entry<'_>| matches!(entry.name, "sid" | "requires" | "msg" | "rev");
    for pass in [true, false] {
        for (place, entry) in entries.iter().enumerate() {
            if first(entry) == pass {
                draft.place = place + 1;
                option(draft, entry).map_err(|reason| reason.at(entry.name, place + 1))?;
            }
        }
    }
    Ok(())
}

/// Splits at semicolons that no backslash stands before.
fn entries(body: &str) -> Answer<Vec<Entry<'_>>> {
    let (mut out, mut from, mut before) = (Vec::new(), 0, ' ');
    for (at, c) in body.char_indices() {
        if c == ';' && before != '\\' {
            let entry = body.get(from..at).unwrap_or_default().trim();
            from = at + 1;
            if entry.is_empty() {
                // A semicolon too many says nothing.
                before = c;
                continue;
            }
            let (name, value) = match entry.split_once(':') {
                Some((name, value)) => (name.trim_end(), Some(value)),
                None => (entry, None),
            };
            out.push(Entry { name, value });
        }
        before = c;
    }
    let rest = body.get(from..).unwrap_or_default().trim();
    if rest.is_empty() { Ok(out) } else { no("rule.semicolon", rest) }
}

fn option(draft: &mut Draft<'_>, entry: &Entry<'_>) -> Answer<()> {
    let Some(keyword) = keywords::find(entry.name) else {
        return no("keyword.unknown", entry.name);
    };
    let value = entry.value.map(str::trim).filter(|value| !value.is_empty());
    match (keyword.argument, value) {
        (Argument::None, Some(value)) => return no("keyword.argument", value),
        (Argument::Required, None) => return no("keyword.no_argument", ""),
        _ => {}
    }
    let value = unquoted(keyword, value.unwrap_or_default())?;
    (keyword.read)(draft, keyword, value)
}

fn unquoted<'a>(keyword: &Keyword, text: &'a str) -> Answer<Value<'a>> {
    let (text, negated) = match text.strip_prefix('!') {
        Some(rest) if keyword.negation => (rest.trim_start(), true),
        _ => (text, false),
    };
    if negated && text.is_empty() {
        return Err(Reason::new("keyword.no_argument"));
    }
    let Some(rest) = text.strip_prefix('"') else {
        let missing = keyword.quotes == Quotes::Required;
        return if missing { no("keyword.quotes", text) } else { Ok(Value { text, negated }) };
    };
    if keyword.quotes == Quotes::None {
        return no("keyword.quotes", text);
    }
    match rest.strip_suffix('"') {
        Some(inside) if !inside.is_empty() => Ok(Value { text: inside, negated }),
        Some(_) => no("keyword.no_argument", ""),
        None => no("keyword.quotes", text),
    }
}
