//! IPv4 and IPv6 headers, options and extension headers.

use super::Tell;

pub(super) fn v4(data: &[u8], tell: &mut Tell<'_>) {
    let Some(head) = data.first_chunk::<20>() else { return tell("ipv4.pkt_too_small") };
    let [first, _, l0, l1, _, _, f0, f1, _, protocol, ..] = *head;
    let (size, total) = (usize::from(first & 15) * 4, usize::from(u16::from_be_bytes([l0, l1])));
    let wrong = [
        (first >> 4 != 4, "ipv4.wrong_ip_version"),
        (size < 20, "ipv4.hlen_too_small"),
        (total < size, "ipv4.iplen_smaller_than_hlen"),
        (data.len() < total, "ipv4.trunc_pkt"),
    ];
    if let Some((_, name)) = wrong.iter().find(|(is_so, _)| *is_so) {
        return tell(name);
    }
    if let Some(options) = data.get(20..size).filter(|options| !options.is_empty()) {
        v4_options(options, tell);
    }
    let fragment = u16::from_be_bytes([f0, f1]) & 0x3fff != 0;
    match protocol {
        _ if fragment => {}
        58 => tell("ipv4.icmpv6"),
        // Hop-by-hop (PPP's slot numbers), ICMP, IGMP, IP in IP, TCP, UDP, IPv6, GRE, ESP, SCTP.
        0 | 1 | 2 | 4 | 6 | 17 | 41 | 47 | 50 | 132 => {}
        _ => tell("ipv4.unknown_protocol"),
    }
}

/// Option types (IANA, IP option numbers): end, no operation, record route, quick start,
/// timestamp, security, loose route, extended security, commercial security, stream id, strict
/// route, router alert.
fn v4_options(mut options: &[u8], tell: &mut Tell<'_>) {
    if !options.len().is_multiple_of(8) {
        tell("ipv4.opt_pad_required");
    }
    let mut seen = [0u8; 10];
    let mut count = 0;
    while let [kind, after @ ..] = options {
        match kind {
            0 => return,
            1 => {
                options = after;
                continue;
            }
            _ => {}
        }
        let Some(length) = after.first() else { return tell("ipv4.opt_eol_required") };
        let Some((option, rest)) = options.split_at_checked(usize::from(*length)) else {
            return tell("ipv4.opt_invalid_len");
        };
        let Some(body) = option.get(2..) else { return tell("ipv4.opt_invalid_len") };
        if seen.contains(kind) {
            tell("ipv4.opt_duplicate");
        } else if let Some(name) = v4_option(*kind, body) {
            return tell(name);
        }
        if let Some(slot) = seen.get_mut(count) {
            *slot = *kind;
            count += 1;
        }
        options = rest;
    }
}

/// What is wrong with one option.
fn v4_option(kind: u8, body: &[u8]) -> Option<&'static str> {
    let length = body.len() + 2;
    let wrong = |is_so: bool| is_so.then_some("ipv4.opt_invalid_len");
    match kind {
        7 | 131 | 137 => {
            let pointer = body.first().map(|pointer| usize::from(*pointer));
            match pointer {
                _ if length < 3 => Some("ipv4.opt_invalid_len"),
                Some(at) if at >= 4 && at % 4 == 0 && at <= length + 1 => None,
                _ => Some("ipv4.opt_malformed"),
            }
        }
        68 => match body {
            [pointer, flags, ..] if length >= 5 => {
                let record = if flags & 3 == 0 { 4 } else { 8 };
                let at = usize::from(*pointer);
                let right = at >= 5 && (at - 5) % record == 0 && at <= length + 1;
                (!right).then_some("ipv4.opt_malformed")
            }
            _ => Some("ipv4.opt_invalid_len"),
        },
        25 => wrong(length < 8),
        130 | 133 => wrong(length < 3),
        134 => match body {
            [0, 0, 0, 0, ..] => Some("ipv4.opt_malformed"),
            _ => wrong(length < 10),
        },
        136 | 148 => wrong(length != 4),
        _ => Some("ipv4.opt_invalid"),
    }
}

pub(super) fn v6(data: &[u8], tell: &mut Tell<'_>) {
    let Some((head, rest)) = data.split_first_chunk::<40>() else {
        return tell("ipv6.pkt_too_small");
    };
    let [first, _, _, _, l0, l1, next, ..] = *head;
    if first >> 4 != 6 {
        return tell("ipv6.wrong_ip_version");
    }
    let Some(rest) = rest.get(..usize::from(u16::from_be_bytes([l0, l1]))) else {
        return tell("ipv6.trunc_pkt");
    };
    chain(next, rest, tell);
}

/// Which extension headers were met.
#[derive(Default)]
struct Met {
    routing: bool,
    hop_by_hop: bool,
    destination: u8,
    authentication: bool,
    fragment: bool,
}

/// Walks the extension headers up to the transport or to a fragment.
pub(crate) fn chain(mut next: u8, mut data: &[u8], tell: &mut Tell<'_>) {
    let mut met = Met::default();
    let mut first = true;
    loop {
        if next == 59 {
            if !data.is_empty() {
                tell("ipv6.data_after_none_header");
            }
            return;
        }
        if !first && data.len() < 2 {
            return tell("ipv6.trunc_exthdr");
        }
        match extension(next, data, &mut met, tell) {
            Some((following, rest)) => (next, data) = (following, rest),
            None => return,
        }
        first = false;
    }
}

/// One extension header; `None` where the walk ends.
fn extension<'a>(
    kind: u8,
    data: &'a [u8],
    met: &mut Met,
    tell: &mut Tell<'_>,
) -> Option<(u8, &'a [u8])> {
    let size = match (kind, data) {
        (0 | 43 | 60 | 135 | 139 | 140, [_, length, ..]) => usize::from(*length) * 8 + 8,
        (44, _) => 8,
        (51, [_, length, ..]) => (usize::from(*length) * 4 + 8).max(12),
        (0 | 43 | 51 | 60 | 135 | 139 | 140, _) => usize::MAX,
        _ => {
            last(kind, data, tell);
            return None;
        }
    };
    let Some((header, rest)) = data.split_at_checked(size) else {
        tell("ipv6.trunc_exthdr");
        return None;
    };
    let follows = header.first().map(|next| (*next, rest));
    match kind {
        43 => {
            if std::mem::replace(&mut met.routing, true) {
                tell("ipv6.exthdr_dupl_rh");
            } else if header.get(2) == Some(&0) {
                tell("ipv6.rh_type_0");
            }
        }
        0 if std::mem::replace(&mut met.hop_by_hop, true) => tell("ipv6.exthdr_dupl_hh"),
        // Once before a routing header and once at the end (RFC 8200, 4.1).
        60 if met.destination == 2 => tell("ipv6.exthdr_dupl_dh"),
        0 | 60 => {
            met.destination += u8::from(kind == 60);
            options(kind == 0, header.get(2..).unwrap_or_default(), tell);
        }
        51 => {
            if !matches!(header, [_, _, 0, 0, ..]) {
                tell("ipv6.exthdr_ah_res_not_null");
            }
            if std::mem::replace(&mut met.authentication, true) {
                tell("ipv6.exthdr_dupl_ah");
            }
        }
        44 if !fragment(header, data.len(), met, tell) => return None,
        _ => {}
    }
    follows
}

/// A fragment header; whether the walk goes on behind it.
fn fragment(header: &[u8], length: usize, met: &mut Met, tell: &mut Tell<'_>) -> bool {
    let [_, reserved, a, b, ..] = header else { return false };
    if *reserved != 0 {
        tell("ipv6.fh_non_zero_reserved_field");
    }
    if std::mem::replace(&mut met.fragment, true) {
        tell("ipv6.exthdr_dupl_fh");
        return true;
    }
    let place = u16::from_be_bytes([*a, *b]);
    let more = place & 1 != 0;
    if place & 0xfff9 == 0 {
        tell("ipv6.exthdr_useless_fh");
        return true;
    }
    if more && !length.is_multiple_of(8) {
        tell("ipv6.frag_invalid_length");
    }
    false
}

/// Options of a hop-by-hop or destination header. Types (IANA): padding of one byte and of more,
/// router alert, jumbo payload, home address.
fn options(hop_by_hop: bool, mut data: &[u8], tell: &mut Tell<'_>) {
    let (mut padding, mut others) = (0u32, 0u32);
    while let [kind, after @ ..] = data {
        if *kind == 0 {
            padding += 1;
            data = after;
            continue;
        }
        let Some((length, after)) = after.split_first() else {
            return tell("ipv6.exthdr_invalid_optlen");
        };
        let length = usize::from(*length);
        let Some(rest) = after.get(length..) else { return tell("ipv6.exthdr_invalid_optlen") };
        let least = match kind {
            1 => {
                padding += 1;
                if length == 0 {
                    tell("ipv6.zero_len_padn");
                }
                0
            }
            5 => 2,
            0xc2 => 4,
            0xc9 => 16,
            _ if hop_by_hop => {
                tell("ipv6.hopopts_unknown_opt");
                0
            }
            _ => {
                tell("ipv6.dstopts_unknown_opt");
                0
            }
        };
        if length < least {
            return tell("ipv6.exthdr_invalid_optlen");
        }
        others += u32::from(!matches!(kind, 1 | 0xc2));
        data = rest;
    }
    if padding > 0 && others == 0 {
        tell(if hop_by_hop { "ipv6.hopopts_only_padding" } else { "ipv6.dstopts_only_padding" });
    }
}

/// What is not an extension header.
fn last(kind: u8, data: &[u8], tell: &mut Tell<'_>) {
    let version = data.first().map(|byte| byte >> 4);
    match kind {
        1 => tell("ipv6.icmpv4"),
        4 if data.len() < 20 => tell("ipv6.ipv4_in_ipv6_too_small"),
        4 if version != Some(4) => tell("ipv6.ipv4_in_ipv6_wrong_version"),
        41 if data.len() < 40 => tell("ipv6.ipv6_in_ipv6_too_small"),
        41 if version != Some(6) => tell("ipv6.ipv6_in_ipv6_wrong_version"),
        // TCP, UDP, GRE, ESP, ICMPv6, SCTP.
        4 | 41 | 6 | 17 | 47 | 50 | 58 | 132 => {}
        _ => tell("ipv6.unknown_next_header"),
    }
}
