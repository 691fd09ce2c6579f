//! Lists with a value a line, and CSV: the kind of each value is told by its form.
//!
//! A name that begins with `.` or `*.` means what is below it too; any other means itself alone.
//! Values may be defanged (`hxxp://a[.]b`). Of a CSV line the first cell that has a known form
//! counts; a header names columns `confidence` and `name` or `description`.
//! 32 hexadecimal digits are an MD5 digest, unless the line says `ja3:` or its source is called so.

use std::borrow::Cow;

use crate::compile::{How, Node};
use crate::facts::{Kind, Network, normal};
use crate::set::{Indicator, Loaded};

/// Reads a text source.
pub(crate) fn load(source: &str, text: &str, loaded: &mut Loaded) {
    let ja3 = source.to_ascii_lowercase().contains("ja3");
    let mut header: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || ["#", ";", "//"].iter().any(|mark| line.starts_with(mark)) {
            continue;
        }
        let cells = cells(line);
        let known = cells.iter().find_map(|cell| node(cell, ja3).map(|node| (cell, node)));
        match known {
            Some((value, node)) => {
                loaded.indicators.push(indicator(source, value, node, &header, &cells));
            }
            None if header.is_empty() && cells.len() > 1 => {
                header = cells.iter().map(|cell| cell.to_ascii_lowercase()).collect();
            }
            None => loaded.refuse(source, &format!("line {}", number + 1), "list.value"),
        }
    }
}

fn indicator(
    source: &str,
    value: &str,
    node: Node,
    header: &[String],
    cells: &[String],
) -> Indicator {
    let column = |names: &[&str]| {
        let place = header.iter().position(|name| names.contains(&name.as_str()))?;
        cells.get(place).filter(|cell| !cell.is_empty())
    };
    let name = column(&["name", "description", "comment", "threat"]);
    Indicator {
        id: format!("{source}:{value}"),
        name: name.map_or(value, String::as_str).to_owned(),
        source: source.to_owned(),
        confidence: column(&["confidence"])
            .and_then(|cell| cell.parse().ok())
            .map(|n: u8| n.min(100)),
        phases: Vec::new(),
        from: None,
        until: None,
        node,
    }
}

/// The cells of a line: commas apart, quotes as in RFC 4180 §2.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(last) = cells.last_mut() {
        last.push(letter);
    }
}

/// What a value is, by its form.
fn node(value: &str, ja3: bool) -> Option<Node> {
    let value = fanged(value);
    if let Some((kind, rest)) = prefixed(&value) {
        return Some(equal(kind, rest));
    }
    if let Some(network) = Network::parse(&value) {
        return Some(Node::value(Kind::Address, How::Network(vec![network])));
    }
    if value.contains("://") {
        return Some(equal(Kind::Url, &value));
    }
    if value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        // Digits of MD5 (or JA3), SHA-1, SHA-256.
        return match value.len() {
            32 if ja3 => Some(equal(Kind::Ja3, &value)),
            32 | 40 | 64 => Some(equal(Kind::FileHash, &value)),
            _ => None,
        };
    }
    if is_ja4(&value) {
        return Some(equal(Kind::Ja4, &value));
    }
    if let Some((user, host)) = value.split_once('@') {
        return (!user.is_empty() && is_name(host)).then(|| equal(Kind::Email, &value));
    }
    let bare = value.strip_prefix('*').unwrap_or(&value);
    match bare.strip_prefix('.') {
        Some(name) if is_name(name) => {
            Some(Node::value(Kind::Domain, How::Below(normal(Kind::Domain, name))))
        }
        _ => is_name(&value).then(|| equal(Kind::Domain, &value)),
    }
}

fn equal(kind: Kind, value: &str) -> Node {
    Node::value(kind, How::Equal(vec![normal(kind, value)]))
}

fn fanged(value: &str) -> Cow<'_, str> {
    if !value.contains('[') && !value.starts_with("hxxp") {
        return Cow::Borrowed(value);
    }
    let value = value.replace("[.]", ".").replace("[:]", ":").replace("[@]", "@");
    Cow::Owned(value.strip_prefix("hxxp").map_or(value.clone(), |rest| format!("http{rest}")))
}

fn prefixed(value: &str) -> Option<(Kind, &str)> {
    let (prefix, rest) = value.split_once(':')?;
    let kind = match prefix.to_ascii_lowercase().as_str() {
        "ja3" => Kind::Ja3,
        "ja4" => Kind::Ja4,
        "md5" | "sha1" | "sha256" => Kind::FileHash,
        "serial" => Kind::Serial,
        "agent" => Kind::Agent,
        "filename" => Kind::FileName,
        _ => return None,
    };
    (!rest.is_empty()).then_some((kind, rest))
}

/// `t13d1516h2_8daaf6152771_b186095e22b6`: FoxIO, JA4 technical details.
fn is_ja4(value: &str) -> bool {
    let parts: Vec<&str> = value.split('_').collect();
    let [head, ciphers, extensions] = parts.as_slice() else { return false };
    let digest = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
    head.len() == 10 && head.starts_with(['t', 'q', 'd']) && digest(ciphers) && digest(extensions)
}

/// Labels of letters, digits, `-` and `_`, two at least (RFC 1035 §2.3.1), the last no number.
fn is_name(value: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let value = value.strip_suffix('.').unwrap_or(value);
    let last = value.rsplit('.').next().unwrap_or_default();
    value.contains('.') && value.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit())
}
