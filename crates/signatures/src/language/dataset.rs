//! `dataset`, `datarep`, and lengths: `bsize`, `urilen` (User Guide 8.0, "Datasets", "Payload
//! Keywords", "HTTP Keywords").

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no, numbers};
use crate::rule::{Dataset, Match, SetAction};

/// `dataset:isset,name[,type t][,load file][,…]`.
pub(super) fn dataset(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    if !draft.is_sticky() {
        return no("dataset.place", value.text);
    }
    let mut parts = value.text.split(',').map(str::trim);
    let action = match parts.next().unwrap_or_default() {
        "isset" => SetAction::IsSet,
        "isnotset" => SetAction::IsNotSet,
        "set" => SetAction::Set,
        "unset" => SetAction::Unset,
        other => return no("dataset.action", other),
    };
    let mut set = empty(parts.next().unwrap_or_default(), action)?;
    let mut context = false;
    for part in parts {
        let (word, rest) = part.split_once([' ', '\t']).unwrap_or((part, ""));
        let rest = rest.trim();
        match word {
            "context_key" if !rest.is_empty() => context = true,
            "match" if rest == "subdomain" => set.subdomains = true,
            // Where a set is kept between runs and how much room it may take is the caller's.
            "save" | "memcap" | "hashsize" if !rest.is_empty() => {}
            "remove_key" if rest.is_empty() => {}
            _ => option(&mut set, word, rest)?,
        }
    }
    let json = set.format != "csv";
    let changes = matches!(action, SetAction::Set | SetAction::Unset);
    if json && (!context || set.value_key.is_empty() || changes) {
        return no("dataset.json", value.text);
    }
    if set.subdomains && (changes || set.kind != "string") {
        return no("dataset.subdomain", value.text);
    }
    draft.put(Match::Dataset(set));
    Ok(())
}

fn empty(name: &str, action: SetAction) -> Answer<Dataset> {
    if name.is_empty() || name.contains([' ', '\t']) {
        return no("dataset.name", name);
    }
    Ok(Dataset {
        name: name.to_owned(),
        action,
        kind: String::new(),
        file: None,
        format: "csv".to_owned(),
        value_key: String::new(),
        array_key: String::new(),
        subdomains: false,
        reputation: None,
    })
}

fn option(set: &mut Dataset, word: &str, rest: &str) -> Answer<()> {
    let rest_owned = || rest.to_owned();
    match word {
        "type" if matches!(rest, "string" | "md5" | "sha256" | "ipv4" | "ipv6" | "ip") => {
            set.kind = rest_owned();
        }
        // Never outside of where rules live.
        "load" | "state" if rest.starts_with('/') || rest.contains("..") => {
            return no("dataset.path", rest);
        }
        "load" | "state" if set.file.is_none() && !rest.is_empty() => set.file = Some(rest_owned()),
        "format" if matches!(rest, "csv" | "json" | "jsonline" | "ndjson") => {
            set.format = if rest == "jsonline" { "ndjson".to_owned() } else { rest_owned() };
        }
        "value_key" if !rest.is_empty() => set.value_key = rest_owned(),
        "array_key" if !rest.is_empty() => set.array_key = rest_owned(),
        _ => return no("dataset.option", word),
    }
    Ok(())
}

/// `datarep:name,>,5[,type t][,load file]`.
pub(super) fn reputation(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    if !draft.is_sticky() {
        return no("dataset.place", value.text);
    }
    let mut parts = value.text.split(',').map(str::trim);
    let mut set = empty(parts.next().unwrap_or_default(), SetAction::IsSet)?;
    let (how, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if !matches!(how, "<" | ">" | "==") {
        return no("dataset.action", how);
    }
    let how = how.trim_start_matches("==");
    // Reputations have 16 bits.
    set.reputation = Some(numbers::numbers(&format!("{how}{number}"), 65_535)?);
    for part in parts {
        let (word, rest) = part.split_once([' ', '\t']).unwrap_or((part, ""));
        match word {
            "memcap" | "hashsize" => {}
            _ => option(&mut set, word, rest.trim())?,
        }
    }
    draft.put(Match::Dataset(set));
    Ok(())
}

pub(super) fn size(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let is = numbers::numbers(value.text, u64::MAX)?;
    if !draft.is_sticky() {
        return no("bsize.place", value.text);
    }
    draft.put(Match::Size(is));
    Ok(())
}

/// `urilen:5<>10[,norm|raw]`; the normal form where nothing is said.
pub(super) fn uri_length(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (text, form) = value.text.split_once(',').unwrap_or((value.text, "norm"));
    let name = match form.trim() {
        "norm" => "http.uri",
        "raw" => "http.uri.raw",
        other => return no("urilen.form", other),
    };
    let is = numbers::numbers(text, 65_535)?;
    let row = Draft::row(name)?;
    draft.narrow(row.protocols)?;
    draft.put_apart(row, Match::Size(is));
    Ok(())
}
