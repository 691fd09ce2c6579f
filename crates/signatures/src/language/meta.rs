//! What a rule says of itself (User Guide 8.0, "Meta Keywords"), and keywords without a buffer
//! that fit nowhere else.

use super::body::{UNMET, Value};
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, bytes_of, no, protocols, readable};
use crate::rule::{Condition, Effect};

fn number(value: Value<'_>, least: u32) -> Answer<u32> {
    match value.text.trim().trim_matches('"').parse() {
        Ok(n) if n >= least => Ok(n),
        _ => no("meta.number", value.text),
    }
}

pub(super) fn sid(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    draft.rule.about.sid = number(value, 1)?;
    Ok(())
}

pub(super) fn gid(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    draft.rule.about.gid = number(value, 0)?;
    Ok(())
}

pub(super) fn rev(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    draft.rule.about.rev = number(value, 0)?;
    Ok(())
}

/// 1 to 255.
pub(super) fn priority(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let n = number(value, 1)?;
    let Ok(n) = u8::try_from(n) else { return no("meta.number", n) };
    draft.rule.about.priority = n;
    draft.priority = true;
    Ok(())
}

/// A backslash before `;`, `"`, `\`, `:` is taken off.
pub(super) fn message(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (mut out, mut escaped) = (String::new(), false);
    for c in value.text.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            _ => {
                if escaped && !matches!(c, ';' | '"' | '\\' | ':') {
                    out.push('\\');
                }
                out.push(c);
                escaped = false;
            }
        }
    }
    draft.rule.about.message = readable(&out);
    Ok(())
}

pub(super) fn class(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let name = value.text.trim();
    name.clone_into(&mut draft.rule.about.class);
    match draft.options.classes.get(name) {
        Some(class) => {
            if !draft.priority {
                draft.rule.about.priority = class.priority;
            }
            class.description.clone_into(&mut draft.rule.about.category);
        }
        None => draft.warn(keyword.name, "classtype.unknown", name),
    }
    Ok(())
}

pub(super) fn reference(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let Some((kind, id)) = value.text.split_once(',') else {
        return no("reference.argument", value.text);
    };
    let (kind, id) = (kind.trim().to_owned(), id.trim().trim_matches('"').trim());
    if kind.is_empty() || id.is_empty() || !kind.chars().all(|c| c.is_ascii_alphanumeric()) {
        return no("reference.argument", value.text);
    }
    draft.rule.about.references.push((kind, readable(id)));
    Ok(())
}

/// `key value, key value`; a key alone has an empty value.
pub(super) fn metadata(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    for pair in value.text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, is) = pair.split_once([' ', '\t']).unwrap_or((pair, ""));
        draft.rule.about.metadata.push((readable(key.trim()), readable(is.trim())));
    }
    Ok(())
}

pub(super) fn target(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let source = match value.text.trim() {
        "src_ip" => true,
        "dest_ip" => false,
        other => return no("target.argument", other),
    };
    if draft.rule.about.target_is_source.is_some_and(|known| known != source) {
        return no("target.argument", value.text);
    }
    draft.rule.about.target_is_source = Some(source);
    Ok(())
}

/// The version of the language that is read here.
const VERSION: [u32; 3] = [8, 0, 6];

/// What of Suricata's optional features is here.
const FEATURES: [&str; 3] = ["ja3", "ja4", "magic"];

/// `requires:feature ja4, version >= 7.0.3 < 8 | >= 8.0.3, keyword ja4.hash`.
pub(super) fn requires(_: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    for part in value.text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (word, rest) = part.split_once([' ', '\t']).unwrap_or((part, ""));
        let met = match word {
            "feature" => FEATURES.contains(&rest.trim()),
            "keyword" => super::keywords::find(rest.trim()).is_some(),
            "version" => version(rest)?,
            _ => false,
        };
        if !met {
            return no(UNMET, part);
        }
    }
    Ok(())
}

/// Alternatives separated by `|`, each a list of comparisons that all must hold.
fn version(text: &str) -> Answer<bool> {
    let wrong = || super::Reason::new("requires.version").with(text);
    let mut met = false;
    for alternative in text.split('|') {
        let (mut rest, mut all) = (alternative.trim(), true);
        while !rest.is_empty() {
            let end = rest.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(rest.len());
            let (how, after) = rest.split_at(end);
            let after = after.trim_start();
            let end = after.find([' ', '<', '>']).unwrap_or(after.len());
            let (number, after) = after.split_at(end);
            let other = numbers_of(number).ok_or_else(wrong)?;
            all &= match how {
                ">=" => VERSION >= other,
                ">" => VERSION > other,
                "<=" => VERSION <= other,
                "<" => VERSION < other,
                _ => return Err(wrong()),
            };
            rest = after.trim_start();
        }
        met |= all;
    }
    Ok(met)
}

fn numbers_of(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(['.', '-']).map(|part| part.parse().ok());
    let mut next = || parts.next().unwrap_or(Some(0));
    Some([next()?, next()?, next()?])
}

pub(super) fn no_alert(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.rule.effects.push(Effect::NoAlert);
    Ok(())
}

pub(super) fn alert(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.rule.effects.push(Effect::Alert);
    Ok(())
}

pub(super) fn bypass(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.rule.effects.push(Effect::Bypass);
    Ok(())
}

pub(super) fn prefilter(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.rule.prefilter = true;
    Ok(())
}

/// `app-layer-protocol:[!]name[,either|both|to_server|to_client|final|original|exact]`.
pub(super) fn application(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut parts = value.text.split(',').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let (mut side, mut exact) = (String::new(), false);
    for part in parts {
        match part {
            "exact" => exact = true,
            "either" | "both" | "to_server" | "to_client" | "toserver" | "toclient" | "final"
            | "original"
                if side.is_empty() =>
            {
                part.clone_into(&mut side);
            }
            _ => return no("app-layer-protocol.side", part),
        }
    }
    let several = name.split('|').map(str::trim);
    if several.clone().any(|name| protocols::applications(name).is_none()) {
        return no("app-layer-protocol.name", name);
    }
    if exact {
        draft.warn(k.name, "keyword.without_effect", "exact");
    }
    draft.rule.conditions.push(Condition::Protocol { name, negated: value.negated, side });
    Ok(())
}

/// `app-layer-event:protocol.name`.
pub(super) fn application_event(draft: &mut Draft<'_>, _: &Keyword, v: Value<'_>) -> Answer<()> {
    let name = super::packet::event(v)?;
    let (protocol, _) = name.split_once('.').unwrap_or((&name, ""));
    // `applayer_…` events come from recognition and belong to no protocol.
    if !protocol.starts_with("applayer") {
        match protocols::applications(protocol) {
            Some(applications) => draft.narrow_to(&applications)?,
            None => return no("event.protocol", name),
        }
    }
    draft.rule.conditions.push(Condition::ProtocolEvent(name));
    Ok(())
}

/// Things that a probe does not have: the rule is kept and never matches.
pub(super) fn never(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    draft.warn(keyword.name, "keyword.never", value.text);
    draft.rule.conditions.push(Condition::Never(keyword.name.to_owned()));
    Ok(())
}

/// Marks for a packet filter and the like: they change nothing of what is told.
pub(super) fn ignored(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    draft.warn(keyword.name, "keyword.without_effect", value.text);
    Ok(())
}

/// A keyword whose argument the engine reads itself: kept trimmed.
pub(super) fn special(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let sign = if value.negated { "!" } else { "" };
    let text = String::from_utf8_lossy(&bytes_of(value.text.trim())).into_owned();
    let condition = Condition::Special {
        name: keyword.canonical.to_owned(),
        argument: format!("{sign}{text}"),
    };
    draft.application_condition(keyword.protocols, keyword.way, condition)
}
