//! TCP, UDP, ICMP, SCTP, ESP and IGMP.

use super::Tell;
use crate::ip::{self, Packet};

/// What is wrong with what an unfragmented packet carries.
pub(crate) fn transport(packet: &Packet<'_>, tell: &mut Tell<'_>) {
    let data = packet.payload;
    match packet.protocol {
        ip::TCP => tcp(data, tell),
        ip::UDP => udp(data, tell),
        ip::ICMP if packet.src.is_ipv4() => icmp4(data, tell),
        ip::ICMPV6 if packet.src.is_ipv6() => {
            icmp6(data, packet.header.get(7).copied().unwrap_or(0), tell);
        }
        ip::SCTP => sctp(data, tell),
        // SPI and sequence number (RFC 4303, 2).
        ip::ESP if data.len() < 8 => tell("esp.pkt_too_small"),
        ip::IGMP if data.len() < 8 => tell("igmp.pkt_too_small"),
        _ => {}
    }
}

fn tcp(data: &[u8], tell: &mut Tell<'_>) {
    let Some([.., offset, _, _, _, _, _, _, _]) = data.first_chunk::<20>() else {
        return tell("tcp.pkt_too_small");
    };
    let size = usize::from(offset >> 4) * 4;
    if data.len() < size {
        return tell("tcp.hlen_too_small");
    }
    match data.get(20..size) {
        Some(options) => tcp_options(options, tell),
        None => tell("tcp.invalid_optlen"),
    }
}

/// Option kinds and lengths: IANA, TCP option kind numbers (RFC 9293, 7323, 2018, 7413, 2385,
/// 5925, 4727).
fn tcp_options(mut options: &[u8], tell: &mut Tell<'_>) {
    let mut seen = 0u64;
    while let [kind, after @ ..] = options {
        match kind {
            0 => return,
            1 => {
                options = after;
                continue;
            }
            _ => {}
        }
        let Some(length) = after.first() else { return };
        let (length, Some((_, rest))) =
            (*length, options.split_at_checked(usize::from(*length).max(2)))
        else {
            return tell("tcp.opt_invalid_len");
        };
        let right = match kind {
            2 => length == 4,
            3 => length == 3,
            4 => length == 2,
            5 => length == 2 || (10..=34).contains(&length) && (length - 2) % 8 == 0,
            8 => length == 10,
            19 => length == 18,
            29 => length >= 4,
            34 => length == 2 || (6..=18).contains(&length) && length % 2 == 0,
            253 | 254 => length == 4 || length == 12,
            _ => length >= 2,
        };
        if !right {
            tell("tcp.opt_invalid_len");
        } else if matches!(kind, 2..=5 | 8 | 34) {
            let bit = 1u64 << kind;
            if seen & bit != 0 {
                tell("tcp.opt_duplicate");
            }
            seen |= bit;
        }
        if length < 2 {
            return;
        }
        options = rest;
    }
}

fn udp(data: &[u8], tell: &mut Tell<'_>) {
    let Some([_, _, _, _, l0, l1, _, _]) = data.first_chunk() else {
        return tell("udp.hlen_too_small");
    };
    match usize::from(u16::from_be_bytes([*l0, *l1])) {
        length if length > data.len() => tell("udp.pkt_too_small"),
        length if length < 8 => tell("udp.len_invalid"),
        _ => {}
    }
}

/// Types and their codes: IANA, ICMP type numbers.
fn icmp4(data: &[u8], tell: &mut Tell<'_>) {
    let Some([kind, code, _, _, addresses, words, _, _]) = data.first_chunk() else {
        return tell("icmpv4.pkt_too_small");
    };
    let most = match kind {
        0 | 4 | 8 | 12 | 13..=18 => 0,
        3 => 15,
        5 => 3,
        9 => u8::MAX,
        11 => 1,
        _ => return tell("icmpv4.unknown_type"),
    };
    if *code > most {
        return tell("icmpv4.unknown_code");
    }
    let body = data.get(8..).unwrap_or_default();
    match kind {
        3 | 4 | 5 | 11 | 12 if body.is_empty() && *kind != 4 => {}
        3 | 4 | 5 | 11 | 12 if body.len() < 20 => tell("icmpv4.ipv4_trunc_pkt"),
        3 | 4 | 5 | 11 | 12 if body.first().is_some_and(|byte| byte >> 4 != 4) => {
            tell("icmpv4.ipv4_unknown_ver");
        }
        13 | 14 if body.len() < 12 => tell("icmpv4.ipv4_trunc_pkt"),
        9 if body.len() < usize::from(*addresses) * usize::from(*words) * 4 => {
            tell("icmpv4.ipv4_trunc_pkt");
        }
        _ => {}
    }
}

/// Types and their codes: IANA, ICMPv6 parameters.
fn icmp6(data: &[u8], hop_limit: u8, tell: &mut Tell<'_>) {
    let Some([kind, code, ..]) = data.first_chunk::<8>() else {
        return tell("icmpv6.pkt_too_small");
    };
    let most = match kind {
        1 => 6,
        3 => 1,
        4 => 2,
        138 if *code == 255 => u8::MAX,
        138..=140 => 2,
        2 | 128..=137 | 141..=149 | 154 | 156..=159 => 0,
        150..=153 => u8::MAX,
        // Routing protocol for low-power networks: 0 to 3, and secured 128 to 132 (RFC 6550).
        155 if matches!(code, 128..=132) => u8::MAX,
        155 => 3,
        100 | 101 | 200 | 201 => return tell("icmpv6.experimentation_type"),
        5..=99 | 102..=126 | 160..=199 | 202..=255 => return tell("icmpv6.unassigned_type"),
        _ => return tell("icmpv6.unknown_type"),
    };
    if *code > most {
        return tell("icmpv6.unknown_code");
    }
    // Multicast listener messages never leave the link (RFC 2710, 3).
    if matches!(kind, 130..=132) && hop_limit != 1 {
        tell("icmpv6.mld_message_with_invalid_hl");
    }
    let body = data.get(8..).unwrap_or_default();
    if (1..=4).contains(kind) {
        match body.first().map(|byte| byte >> 4) {
            _ if body.len() < 40 => tell("icmpv6.ipv6_trunc_pkt"),
            Some(6) => {}
            _ => tell("icmpv6.ipv6_unknown_version"),
        }
    }
}

/// Chunks looked at, and data chunks among them, before there are too many.
const MAX_CHUNKS: usize = 16;
const MAX_DATA_CHUNKS: usize = 16;

fn sctp(data: &[u8], tell: &mut Tell<'_>) {
    let Some(([_, _, _, _, t0, t1, t2, t3, ..], mut rest)) = data.split_first_chunk::<12>() else {
        return tell("sctp.pkt_too_small");
    };
    let tagged = [*t0, *t1, *t2, *t3] != [0; 4];
    let (mut chunks, mut data_chunks, mut begins) = (0usize, 0usize, false);
    while !rest.is_empty() {
        let Some([kind, _, l0, l1]) = rest.first_chunk() else {
            return tell("sctp.chunk_too_small");
        };
        let length = usize::from(u16::from_be_bytes([*l0, *l1]));
        if length < 4 || length > rest.len() {
            return tell("sctp.chunk_len_invalid");
        }
        chunks += 1;
        if chunks == MAX_CHUNKS + 1 {
            tell("sctp.too_many_chunks");
        }
        // Data, initiation and its acknowledgement (RFC 9260, 3.2).
        match kind {
            0 => {
                data_chunks += 1;
                if data_chunks == MAX_DATA_CHUNKS + 1 {
                    tell("sctp.too_many_data_chunks");
                }
                if !tagged {
                    tell("sctp.data_with_zero_vtag");
                }
            }
            1 | 2 => {
                begins = true;
                if *kind == 1 && tagged {
                    tell("sctp.init_with_non_zero_vtag");
                }
            }
            _ => {}
        }
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    if begins && chunks > 1 {
        tell("sctp.init_chunk_bundled");
    }
}
