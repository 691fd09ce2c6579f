//! Flow keywords: `flow`, `flowbits`, `xbits`, `hostbits`, `flowint`, `stream_size`, `flow.*`,
//! thresholds and `tag` (User Guide 8.0, "Flow Keywords", "Thresholding", "Tag").

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no, numbers};
use crate::rule::{BitChange, BitCheck, Condition, Effect, FlowIs, IntValue, Threshold};

fn parts<'a>(value: Value<'a>) -> impl Iterator<Item = &'a str> {
    value.text.split(',').map(str::trim)
}

pub(super) fn flow(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    if draft.rule.conditions.iter().any(|is| matches!(is, Condition::Flow(_))) {
        return no("flow.again", value.text);
    }
    let (mut is, mut stateless) = (FlowIs::default(), false);
    for word in parts(value) {
        let fresh = match word.to_ascii_lowercase().as_str() {
            "established" if !stateless => is.established.replace(true).is_none(),
            "not_established" if !stateless => is.established.replace(false).is_none(),
            "stateless" => !std::mem::replace(&mut stateless, true) && is.established.is_none(),
            "to_server" | "from_client" => is.to_server.replace(true).is_none(),
            "to_client" | "from_server" => is.to_server.replace(false).is_none(),
            "only_stream" => !std::mem::replace(&mut is.only_stream, true) && !is.no_stream,
            "no_stream" => !std::mem::replace(&mut is.no_stream, true) && !is.only_stream,
            "only_frag" => !std::mem::replace(&mut is.only_frag, true) && !is.no_frag,
            "no_frag" => !std::mem::replace(&mut is.no_frag, true) && !is.only_frag,
            _ => return no("flow.word", word),
        };
        if !fresh {
            return no("flow.combination", word);
        }
    }
    draft.rule.to_server = is.to_server;
    draft.rule.conditions.push(Condition::Flow(is));
    Ok(())
}

fn change(word: &str) -> Option<BitChange> {
    match word {
        "set" => Some(BitChange::Set),
        "unset" => Some(BitChange::Unset),
        "toggle" => Some(BitChange::Toggle),
        _ => None,
    }
}

fn check(word: &str) -> Option<BitCheck> {
    match word {
        "isset" => Some(BitCheck::Set),
        "isnotset" => Some(BitCheck::NotSet),
        _ => None,
    }
}

/// Bits that one rule may name with `|` (Suricata's limit).
const MAX_BITS: usize = 100;

pub(super) fn bits(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let text = value.text.trim();
    let (word, names) = text.split_once(',').unwrap_or((text, ""));
    if word.trim() == "noalert" && names.trim().is_empty() {
        draft.rule.effects.push(Effect::NoAlert);
        return Ok(());
    }
    let names: Vec<String> = names.split('|').map(|name| name.trim().to_owned()).collect();
    let sound = |name: &String| !name.is_empty() && !name.contains([' ', '\t']);
    if names.len() > MAX_BITS || !names.iter().all(sound) {
        return no("flowbits.name", text);
    }
    if let Some(set) = change(word.trim()) {
        draft.rule.effects.push(Effect::FlowBit { set, names });
    } else if let Some(check) = check(word.trim()) {
        let against = draft.rule.conditions.iter().any(|known| {
            matches!(known, Condition::FlowBits { check: other, names: others, .. }
                if *other != check && *others == names)
        });
        if against {
            return no("flowbits.conflict", text);
        }
        let any = names.len() > 1;
        draft.rule.conditions.push(Condition::FlowBits { check, names, any });
    } else {
        return no("flowbits.word", word);
    }
    Ok(())
}

/// User Guide 8.0, "xbits": bits last 30 seconds where no `expire` is given.
const EXPIRE: u32 = 30;

/// `xbits:set,name,track ip_src[,expire n]`.
pub(super) fn xbits(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut words = parts(value);
    let word = words.next().unwrap_or_default();
    if word == "noalert" && words.next().is_none() {
        draft.rule.effects.push(Effect::NoAlert);
        return Ok(());
    }
    let (mut name, mut track, mut seconds) = (None, None, EXPIRE);
    for part in words {
        match part.split_once(' ').map(|(word, rest)| (word, rest.trim())) {
            Some(("track", on)) if matches!(on, "ip_src" | "ip_dst" | "ip_pair" | "tx") => {
                track = Some(on);
            }
            Some(("expire", n)) => match n.parse() {
                Ok(n) if n > 0 => seconds = n,
                _ => return no("xbits.expire", n),
            },
            None if name.is_none() && !part.is_empty() => name = Some(part),
            _ => return no("xbits.argument", part),
        }
    }
    let (Some(name), Some(track)) = (name, track) else {
        return no("xbits.argument", value.text);
    };
    bit(draft, keyword, word, name, track, seconds)
}

/// `hostbits:set,name[,src|dst]`.
pub(super) fn hostbits(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut words = parts(value);
    let (word, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if word == "noalert" && name.is_empty() {
        draft.rule.effects.push(Effect::NoAlert);
        return Ok(());
    }
    let track = match words.next() {
        None | Some("src") => "ip_src",
        Some("dst") => "ip_dst",
        Some(other) => return no("hostbits.argument", other),
    };
    if name.is_empty() || name.contains(' ') || words.next().is_some() {
        return no("hostbits.argument", value.text);
    }
    // User Guide 8.0, "hostbits": they last 5 minutes.
    bit(draft, keyword, word, name, track, 300)
}

fn bit(
    draft: &mut Draft<'_>,
    keyword: &Keyword,
    word: &str,
    name: &str,
    track: &str,
    seconds: u32,
) -> Answer<()> {
    let (name, track) = (name.to_owned(), track.to_owned());
    if let Some(set) = change(word) {
        draft.rule.effects.push(Effect::HostBit { set, name, track, seconds });
    } else if let Some(check) = check(word) {
        draft.rule.conditions.push(Condition::HostBits { check, name, track });
    } else {
        return no("bits.word", format!("{} {word}", keyword.name));
    }
    Ok(())
}

/// `flowint:name,modifier[,value]`.
pub(super) fn flowint(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut words = parts(value);
    let (name, how) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let operand = words.next();
    let number = match operand {
        None => IntValue::Number(0),
        Some(text) => match text.parse::<u32>() {
            Ok(n) => IntValue::Number(n.into()),
            Err(_) if text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                IntValue::Name(text.to_owned())
            }
            Err(_) => return no("flowint.value", text),
        },
    };
    let sound = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !sound || words.next().is_some() {
        return no("flowint.argument", value.text);
    }
    let (name, how) = (name.to_owned(), how.to_owned());
    match (how.as_str(), operand.is_some()) {
        ("=" | "+" | "-", true) => {
            draft.rule.effects.push(Effect::FlowInt { name, how, value: number });
        }
        ("==" | "!=" | "<" | "<=" | ">" | ">=", true)
        | ("isset" | "isnotset" | "notset", false) => {
            let how = if how == "notset" { "isnotset".to_owned() } else { how };
            draft.rule.conditions.push(Condition::FlowInt { name, how, value: number });
        }
        _ => return no("flowint.argument", value.text),
    }
    Ok(())
}

/// `stream_size:server,<,6`.
pub(super) fn stream_size(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let words: Vec<&str> = parts(value).collect();
    let [side, how, size] = *words.as_slice() else {
        return no("stream_size.argument", value.text);
    };
    if !matches!(side, "server" | "client" | "both" | "either") {
        return no("stream_size.argument", side);
    }
    let is = numbers::numbers(&format!("{how}{size}"), u32::MAX.into())?;
    draft.rule.conditions.push(Condition::StreamSize { direction: side.to_owned(), is });
    Ok(())
}

/// `flow.age:>5`, `flow.pkts:toserver,>3`, `flow.pkts_toserver:>3`.
pub(super) fn number(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let (side, text) = match value.text.split_once(',') {
        Some((side, text)) if keyword.name != "flow.age" => (side.trim(), text),
        _ => ("", value.text),
    };
    let field = match (keyword.name, side) {
        (name, "") => name.to_owned(),
        (name, "toserver" | "toclient" | "both" | "either") => format!("{name}_{side}"),
        _ => return no("flow.direction", side),
    };
    let is = numbers::numbers(text, u64::MAX)?;
    draft.packet = true;
    draft.rule.conditions.push(Condition::FlowNumber { field, is });
    Ok(())
}

/// `threshold:type limit,track by_src,count 1,seconds 60`.
pub(super) fn threshold(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    if draft.rule.threshold.is_some() || draft.rule.detection_filter.is_some() {
        return no("threshold.again", keyword.name);
    }
    let read = limits(value)?;
    let known = matches!(read.kind.as_str(), "limit" | "threshold" | "both" | "backoff");
    let backoff = read.kind == "backoff";
    let whole = backoff == (read.multiplier > 1) && (backoff || read.seconds > 0);
    let tracked =
        matches!(read.track.as_str(), "by_src" | "by_dst" | "by_both" | "by_rule" | "by_flow");
    if !known || !tracked || !whole || read.count == 0 || (backoff && read.track != "by_flow") {
        return no("threshold.argument", value.text);
    }
    draft.rule.threshold = Some(read);
    Ok(())
}

pub(super) fn filter(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    if draft.rule.threshold.is_some() || draft.rule.detection_filter.is_some() {
        return no("threshold.again", keyword.name);
    }
    let read = limits(value)?;
    let tracked = matches!(read.track.as_str(), "by_src" | "by_dst" | "by_flow");
    if !tracked || read.count == 0 || read.seconds == 0 || !read.kind.is_empty() {
        return no("threshold.argument", value.text);
    }
    draft.rule.detection_filter = Some(read);
    Ok(())
}

fn limits(value: Value<'_>) -> Answer<Threshold> {
    let mut read = Threshold {
        kind: String::new(),
        track: String::new(),
        count: 0,
        seconds: 0,
        multiplier: 1,
        unique_on: None,
    };
    for part in parts(value) {
        let (word, rest) = part.split_once([' ', '\t']).unwrap_or((part, ""));
        let rest = rest.trim();
        let n = rest.parse::<u32>();
        match (word, n) {
            ("type", _) => rest.clone_into(&mut read.kind),
            ("track", _) => rest.clone_into(&mut read.track),
            ("count", Ok(n)) => read.count = n,
            ("seconds", Ok(n)) => read.seconds = n,
            ("multiplier", Ok(n)) => read.multiplier = n,
            ("unique_on", _) if matches!(rest, "src_port" | "dst_port") => {
                read.unique_on = Some(rest.to_owned());
            }
            _ => return no("threshold.argument", part),
        }
    }
    Ok(read)
}

/// `tag:session[,n,packets|bytes|seconds]`, `tag:host,n,unit[,src|dst]`.
pub(super) fn tag(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let words: Vec<&str> = parts(value).collect();
    let number = |text: &str| text.parse::<u32>().is_ok();
    let unit = |text: &str| matches!(text, "packets" | "bytes" | "seconds");
    let known = match *words.as_slice() {
        ["session" | "host"] => true,
        ["session" | "host", n, what] => number(n) && unit(what),
        ["host", n, what, "src" | "dst"] => number(n) && unit(what),
        _ => false,
    };
    if !known {
        return no("tag.argument", value.text);
    }
    draft.rule.effects.push(Effect::Tag(words.join(",")));
    Ok(())
}
