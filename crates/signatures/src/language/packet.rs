//! Keywords on the headers of a packet (User Guide 8.0, "IP, TCP, UDP and ICMP Keywords", "VLAN
//! Keywords", "Decode Layer").

use super::body::Value;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no, numbers};
use crate::rule::{Bits, Condition, Numbers, Which};

/// Header fields, other names of theirs, and their greatest value (RFC 791, 9293, 792, 4443, 2474;
/// IEEE 802.1Q for layers).
static FIELDS: &[(&str, &[&str], u64)] = &[
    ("ttl", &[], 255),
    ("tos", &[], 255),
    ("id", &[], 65_535),
    ("seq", &["tcp.seq"], u32::MAX as u64),
    ("ack", &["tcp.ack"], u32::MAX as u64),
    ("window", &["tcp.window"], 65_535),
    ("tcp.mss", &[], 65_535),
    ("tcp.wscale", &[], 255),
    ("fragoffset", &[], 65_535),
    ("itype", &[], 255),
    ("icode", &[], 255),
    ("icmp_id", &[], 65_535),
    ("icmp_seq", &[], 65_535),
    ("icmpv6.mtu", &[], u32::MAX as u64),
    ("igmp.type", &[], 255),
    ("dsize", &[], 65_535),
    ("vlan.layers", &[], 3),
];

pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().flat_map(|(name, also, _)| std::iter::once(*name).chain(also.iter().copied()))
}

pub(super) fn field(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let row =
        FIELDS.iter().find(|(name, also, _)| *name == keyword.name || also.contains(&keyword.name));
    let Some((field, _, most)) = row else { return no("keyword.unknown", keyword.name) };
    let twice = draft
        .rule
        .conditions
        .iter()
        .any(|known| matches!(known, Condition::Header { field: "dsize", .. }));
    if *field == "dsize" && twice {
        return no("dsize.again", value.text);
    }
    // `icmp_id` may stand in quotes.
    let text = value.text.trim().trim_matches('"');
    let is = numbers::numbers(text, *most)?;
    draft.packet_condition(Condition::Header { field, is });
    Ok(())
}

/// Names of IP protocols in rules (IANA Protocol Numbers).
const PROTOCOLS: numbers::Words = &[
    ("icmp", 1),
    ("igmp", 2),
    ("ipip", 4),
    ("tcp", 6),
    ("egp", 8),
    ("igp", 9),
    ("udp", 17),
    ("ipv6", 41),
    ("rsvp", 46),
    ("gre", 47),
    ("esp", 50),
    ("ah", 51),
    ("icmp6", 58),
    ("ipv6-icmp", 58),
    ("eigrp", 88),
    ("ospf", 89),
    ("pim", 103),
    ("vrrp", 112),
    ("l2tp", 115),
    ("sctp", 132),
];

pub(super) fn ip_protocol(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let is = numbers::named(&value.text.to_ascii_lowercase(), 255, PROTOCOLS)?;
    draft.packet_condition(Condition::Header { field: "ip_proto", is });
    Ok(())
}

/// Letters of TCP flags (RFC 9293 §3.1, RFC 3168 for the two last).
const FLAGS: [(char, u8); 11] = [
    ('F', 0x01),
    ('S', 0x02),
    ('R', 0x04),
    ('P', 0x08),
    ('A', 0x10),
    ('U', 0x20),
    ('E', 0x40),
    ('2', 0x40),
    ('C', 0x80),
    ('1', 0x80),
    ('0', 0x00),
];

/// Sign and letters of `flags` and `fragbits`; signs may stand before or after.
fn letters(text: &str, table: &[(char, u8)]) -> Answer<(Bits, u8, bool)> {
    let (mut how, mut bits, mut negated, mut any) = (Bits::Exactly, 0, false, false);
    for c in text.chars().filter(|c| !c.is_ascii_whitespace() && *c != '"') {
        match c {
            '+' => how = Bits::All,
            '*' => how = Bits::Any,
            '!' => negated = true,
            '-' | '=' => {}
            _ => match table.iter().find(|(letter, _)| *letter == c.to_ascii_uppercase()) {
                Some((_, bit)) => {
                    bits |= bit;
                    any = true;
                }
                None => return no("flags.letter", c),
            },
        }
    }
    if any { Ok((how, bits, negated)) } else { no("flags.letter", text) }
}

/// `flags:[!+*]FSRPAUEC0[,ignored]`.
pub(super) fn flags(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (text, ignored) = value.text.split_once(',').unwrap_or((value.text, ""));
    let (how, bits, negated) = letters(text, &FLAGS)?;
    let ignored = if ignored.trim().is_empty() { 0 } else { letters(ignored, &FLAGS)?.1 };
    draft.packet_condition(Condition::TcpFlags { how, bits, ignored, negated });
    Ok(())
}

/// RFC 791 §3.1: reserved, don't fragment, more fragments, as the top bits of the octet.
const FRAGMENT: [(char, u8); 3] = [('R', 0x80), ('D', 0x40), ('M', 0x20)];

pub(super) fn fragments(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (how, bits, negated) = letters(value.text, &FRAGMENT)?;
    draft.packet_condition(Condition::FragmentBits { how, bits, negated });
    Ok(())
}

pub(super) fn options(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let name = value.text.trim().to_ascii_lowercase();
    let known = ["any", "rr", "eol", "nop", "ts", "sec", "esec", "lsrr", "ssrr", "satid", "lsrre"];
    if !known.contains(&name.as_str()) {
        return no("ipopts.name", name);
    }
    draft.packet_condition(Condition::IpOption(name));
    Ok(())
}

pub(super) fn same_ip(draft: &mut Draft<'_>, _: &Keyword, _: Value<'_>) -> Answer<()> {
    draft.packet_condition(Condition::SameIp);
    Ok(())
}

pub(super) fn checksum(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let valid = match value.text.trim() {
        "valid" => true,
        "invalid" => false,
        other => return no("checksum.argument", other),
    };
    let which = keyword.name.to_owned();
    draft.rule.conditions.push(Condition::Checksum { which, valid });
    Ok(())
}

/// VLAN ids have 12 bits (IEEE 802.1Q); up to three layers are looked at.
pub(super) fn vlan(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let (is, layer, _) = numbers::several(value.text, 4095, &[])?;
    if matches!(layer, Which::At { place, .. } if !(-3..=2).contains(&place)) {
        return no("vlan.layer", value.text);
    }
    draft.packet_condition(Condition::Vlan { layer, is });
    Ok(())
}

pub(super) fn l3(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    // 4 and 6 as the version field has them (RFC 791, 8200).
    let version = match value.text.trim().to_ascii_lowercase().as_str() {
        "ip4" | "ipv4" => 4,
        "ip6" | "ipv6" => 6,
        other => return no("l3_proto.argument", other),
    };
    draft.packet_condition(Condition::Header { field: "l3_proto", is: Numbers::exactly(version) });
    Ok(())
}

pub(super) fn decode_event(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let name = event(value)?;
    draft.rule.conditions.push(if k.name == "stream-event" {
        Condition::StreamEvent(name)
    } else {
        // `engine-event` speaks of both.
        match name.strip_prefix("stream.") {
            Some(name) => Condition::StreamEvent(name.to_owned()),
            None => Condition::DecodeEvent(name),
        }
    });
    Ok(())
}

pub(super) fn event(value: Value<'_>) -> Answer<String> {
    let name = value.text.trim();
    let sound =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if sound { Ok(name.to_owned()) } else { no("event.name", name) }
}

/// `rpc:program[,version|*[,procedure|*]]` (RFC 5531 §9).
pub(super) fn rpc(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut parts = value.text.split(',').map(str::trim);
    let number = |text: Option<&str>| match text {
        None | Some("*") => Ok(None),
        Some(text) => match text.parse::<u32>() {
            Ok(n) => Ok(Some(n)),
            Err(_) => no("rpc.argument", text),
        },
    };
    let Some(program) = number(parts.next())? else { return no("rpc.argument", value.text) };
    let (version, procedure) = (number(parts.next())?, number(parts.next())?);
    if parts.next().is_some() {
        return no("rpc.argument", value.text);
    }
    draft.packet_condition(Condition::Rpc { program, version, procedure });
    Ok(())
}
