//! Addresses and ports of a rule's header: groups, negation, ranges, networks, variables.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::spans::Spans;
use super::{Answer, Variables, no, variables};
use crate::rule::{Addresses, Network, Ports};

/// Brackets in brackets: deeper is refused, the reader descends with them. Ours.
const MAX_NESTING: usize = 32;

/// What is left is empty.
pub(super) const NOTHING: &str = "header.nothing";

pub(super) fn addresses(text: &str, names: &Variables) -> Answer<Addresses> {
    let set = group(text, &Family::Addresses(&names.addresses), 0)?;
    let all = Set::all(&Family::Addresses(&names.addresses));
    if set == all {
        return Ok(Addresses::default());
    }
    let v4 = set.first.iter().filter_map(|(low, high)| {
        let part = |n: u128| u32::try_from(n).ok().map(|n| IpAddr::V4(Ipv4Addr::from(n)));
        Some(Network { first: part(low)?, last: part(high)? })
    });
    let v6 = set.second.iter().map(|(low, high)| Network {
        first: IpAddr::V6(Ipv6Addr::from(low)),
        last: IpAddr::V6(Ipv6Addr::from(high)),
    });
    Ok(Addresses { any_of: v4.chain(v6).collect(), none_of: Vec::new() })
}

pub(super) fn ports(text: &str, names: &Variables) -> Answer<Ports> {
    let set = group(text, &Family::Ports(&names.ports), 0)?;
    if set == Set::all(&Family::Ports(&names.ports)) {
        return Ok(Ports::default());
    }
    let part = |n: u128| u16::try_from(n).ok();
    let any_of = set.first.iter().filter_map(|(low, high)| Some((part(low)?, part(high)?)));
    Ok(Ports { any_of: any_of.collect(), none_of: Vec::new() })
}

enum Family<'a> {
    Addresses(&'a BTreeMap<String, String>),
    Ports(&'a BTreeMap<String, String>),
}

/// IPv4 addresses or ports, and IPv6 addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Set {
    first: Spans,
    second: Spans,
}

impl Set {
    fn all(family: &Family<'_>) -> Self {
        Self::default().negated(family)
    }

    fn negated(&self, family: &Family<'_>) -> Self {
        match family {
            Family::Addresses(_) => Self {
                first: self.first.without(u32::MAX.into()),
                second: self.second.without(u128::MAX),
            },
            Family::Ports(_) => {
                Self { first: self.first.without(u16::MAX.into()), second: Spans::default() }
            }
        }
    }

    fn with(&self, other: &Self) -> Self {
        Self { first: self.first.with(&other.first), second: self.second.with(&other.second) }
    }

    fn minus(&self, other: &Self) -> Self {
        Self { first: self.first.minus(&other.first), second: self.second.minus(&other.second) }
    }

    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.second.is_empty()
    }
}

/// One item or a bracketed list of items.
fn group(text: &str, family: &Family<'_>, depth: usize) -> Answer<Set> {
    if depth > MAX_NESTING {
        return no("header.nesting", text);
    }
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('!') {
        let set = group(rest, family, depth + 1)?.negated(family);
        return if set.is_empty() { no(NOTHING, text) } else { Ok(set) };
    }
    if let Some(name) = text.strip_prefix('$') {
        let names = match family {
            Family::Addresses(names) | Family::Ports(names) => names,
        };
        return group(variables::look_up(names, name, depth)?, family, depth + 1);
    }
    if !text.starts_with('[') {
        return single(text, family);
    }
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let Some(inside) = inside else { return no("header.brackets", text) };
    list(inside, family, depth)
}

fn list(inside: &str, family: &Family<'_>, depth: usize) -> Answer<Set> {
    let (mut has, mut hasnt, mut positive) = (Set::default(), Set::default(), false);
    for item in items(inside)? {
        if let Some(rest) = item.trim().strip_prefix('!') {
            hasnt = hasnt.with(&group(rest, family, depth + 1)?);
        } else {
            has = has.with(&group(item, family, depth + 1)?);
            positive = true;
        }
    }
    let base = if positive { has } else { Set::all(family) };
    let set = base.minus(&hasnt);
    if set.is_empty() { no(NOTHING, inside) } else { Ok(set) }
}

/// Splits at commas outside brackets.
fn items(inside: &str) -> Answer<Vec<&str>> {
    let (mut out, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (at, c) in inside.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => {
                depth = depth.checked_sub(1).map_or_else(|| no("header.brackets", inside), Ok)?
            }
            ',' if depth == 0 => {
                out.push(inside.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(inside.get(from..).unwrap_or_default());
    if depth != 0 || out.iter().any(|item| item.trim().is_empty()) {
        return no("header.brackets", inside);
    }
    Ok(out)
}

fn single(text: &str, family: &Family<'_>) -> Answer<Set> {
    if text.eq_ignore_ascii_case("any") {
        return Ok(Set::all(family));
    }
    let set = match family {
        Family::Addresses(_) => network(text),
        Family::Ports(_) => port(text).map(|(low, high)| Set {
            first: Spans::one(low.into(), high.into()),
            second: Spans::default(),
        }),
    };
    let code = match family {
        Family::Addresses(_) => "header.address",
        Family::Ports(_) => "header.port",
    };
    set.filter(|set| !set.is_empty()).map_or_else(|| no(code, text), Ok)
}

/// `80`, `1024:`, `:1024`, `80:90`.
fn port(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str, other: u16| {
        let text = text.trim();
        if text.is_empty() { Some(other) } else { text.parse().ok() }
    };
    match text.split_once(':') {
        Some((low, high)) if !(low.trim().is_empty() && high.trim().is_empty()) => {
            let (low, high) = (number(low, 0)?, number(high, u16::MAX)?);
            (low <= high).then_some((low, high))
        }
        Some(_) => None,
        None => text.parse().ok().map(|port| (port, port)),
    }
}

/// `10.0.0.1`, `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.1-10.0.0.9`, the same in IPv6.
fn network(text: &str) -> Option<Set> {
    if let Some((first, last)) = text.split_once('-') {
        return match (first.trim().parse().ok()?, last.trim().parse().ok()?) {
            (IpAddr::V4(first), IpAddr::V4(last)) => Some(v4(first.into(), last.into())),
            (IpAddr::V6(first), IpAddr::V6(last)) => Some(v6(first.into(), last.into())),
            _ => None,
        };
    }
    let Some((address, mask)) = text.split_once('/') else {
        return match text.parse().ok()? {
            IpAddr::V4(one) => Some(v4(one.into(), one.into())),
            IpAddr::V6(one) => Some(v6(one.into(), one.into())),
        };
    };
    match address.trim().parse().ok()? {
        IpAddr::V4(address) => {
            let mask = mask_v4(mask.trim())?;
            let first = u32::from(address) & mask;
            Some(v4(first, first | !mask))
        }
        IpAddr::V6(address) => {
            let bits: u32 = mask.trim().parse().ok().filter(|bits| *bits <= 128)?;
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            let first = u128::from(address) & mask;
            Some(v6(first, first | !mask))
        }
    }
}

fn mask_v4(text: &str) -> Option<u32> {
    if let Ok(mask) = text.parse::<Ipv4Addr>() {
        let mask = u32::from(mask);
        return (mask.leading_ones() == mask.count_ones()).then_some(mask);
    }
    let bits: u32 = text.parse().ok().filter(|bits| *bits <= 32)?;
    Some(u32::MAX.checked_shl(32 - bits).unwrap_or(0))
}

fn v4(first: u32, last: u32) -> Set {
    Set { first: Spans::one(first.into(), last.into()), second: Spans::default() }
}

fn v6(first: u128, last: u128) -> Set {
    Set { first: Spans::default(), second: Spans::one(first, last) }
}
