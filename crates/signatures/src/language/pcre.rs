//! `pcre` (User Guide 8.0, "Payload Keywords", "pcre"): flags, buffer letters, captures.

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no};
use crate::pattern::Pattern;
use crate::rule::{Buffer, Match, Pcre};

/// Letters that choose a buffer (User Guide 8.0, "Suricata's modifiers").
const BUFFERS: [(char, &str); 13] = [
    ('U', "http.uri"),
    ('I', "http.uri.raw"),
    ('P', "http.request_body"),
    ('Q', "file.data"),
    ('H', "http.header"),
    ('D', "http.header.raw"),
    ('M', "http.method"),
    ('C', "http.cookie"),
    ('S', "http.stat_code"),
    ('Y', "http.stat_msg"),
    ('V', "http.user_agent"),
    ('W', "http.host"),
    ('Z', "http.host.raw"),
];

pub(super) fn pcre(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (pattern, letters, captures) = parts(value.text)?;
    let (mut flags, mut relative, mut buffer, mut raw) = (String::new(), false, None, false);
    for letter in letters.chars() {
        match letter {
            'i' | 's' | 'm' | 'x' | 'A' | 'E' | 'G' => flags.push(letter),
            'R' => relative = true,
            'B' => raw = true,
            // The match limit is always on here.
            'O' => {}
            _ => match BUFFERS.iter().find(|(known, _)| *known == letter) {
                Some((_, name)) if buffer.is_none() && !raw => buffer = Some(*name),
                _ => return no("pcre.flag", letter),
            },
        }
    }
    if let Err(error) = Pattern::compile(pattern, &flags) {
        return no(error.code(), error);
    }
    if buffer == Some("http.host") && !flags.contains('i') && has_capital(pattern) {
        return no("pcre.capital", pattern);
    }
    let captures = names(pattern, captures)?;
    let what =
        Pcre { pattern: pattern.to_owned(), flags, negated: value.negated, relative, captures };
    put(draft, what, buffer)
}

fn put(draft: &mut Draft<'_>, what: Pcre, buffer: Option<&'static str>) -> Answer<()> {
    let relative = what.relative;
    let Some(name) = buffer else {
        if relative && !draft.looked() {
            // Relative to nothing is from the beginning.
            draft.warn("pcre", "pcre.relative", &what.pattern);
        }
        draft.put(Match::Pcre(what));
        return Ok(());
    };
    let row = Draft::row(name)?;
    if draft.is_sticky() && draft.buffer() != Buffer::Named(name.to_owned()) {
        return no("buffer.still_set", name);
    }
    draft.narrow(row.protocols)?;
    if draft.is_sticky() {
        draft.put(Match::Pcre(what));
    } else {
        if relative && !draft.has(row) {
            draft.warn("pcre", "pcre.relative", &what.pattern);
        }
        draft.put_on(row, Match::Pcre(what));
    }
    Ok(())
}

/// `/pattern/flags, captures`. The last slash ends the pattern.
fn parts(text: &str) -> Answer<(&str, &str, &str)> {
    let Some(rest) = text.trim_start().strip_prefix('/') else { return no("pcre.slashes", text) };
    // Names of captures may hold no slash, so the last one is the pattern's.
    let Some((pattern, rest)) = rest.rsplit_once('/') else { return no("pcre.slashes", text) };
    if pattern.is_empty() {
        return no("pcre.slashes", text);
    }
    let end = rest.find([',', ' ']).unwrap_or(rest.len());
    let (letters, captures) = rest.split_at(end);
    Ok((pattern, letters, captures.trim_start_matches([',', ' ']).trim()))
}

/// Names given after the pattern (`flow:name`, `pkt:name`, `alert:name`) or in it (`(?P<flow_name>`).
fn names(pattern: &str, list: &str) -> Answer<Vec<String>> {
    let mut out = Vec::new();
    for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let known = ["flow:", "pkt:", "alert:"].iter().any(|kind| name.starts_with(kind));
        if !known {
            return no("pcre.capture", name);
        }
        out.push(name.to_owned());
    }
    for part in pattern.split("(?P<").skip(1) {
        let name = part.split('>').next().unwrap_or_default();
        let kind =
            name.split_once('_').filter(|(kind, _)| matches!(*kind, "flow" | "pkt" | "alert"));
        out.extend(kind.map(|(kind, name)| format!("{kind}:{name}")));
    }
    Ok(out)
}

/// A capital that is not part of an escape: the host is looked at in small letters.
fn has_capital(pattern: &str) -> bool {
    let mut escaped = 0;
    for c in pattern.chars() {
        match (escaped, c) {
            (0, '\\') => escaped = 1,
            (0, c) if c.is_ascii_uppercase() => return true,
            (0, _) => {}
            (1, 'x') => escaped = 3,
            (n, _) => escaped = n - 1,
        }
    }
    false
}
