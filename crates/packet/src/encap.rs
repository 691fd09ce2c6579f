//! What carries other packets between the link header and IP, or in IP: MPLS (RFC 3032, 4385),
//! PPPoE (RFC 2516), PPP (RFC 1661), GRE (RFC 2784, 2890; version 1: RFC 2637), ERSPAN
//! (draft-foschiano-erspan), Teredo (RFC 4380), VXLAN (RFC 7348), Geneve (RFC 8926), provider
//! backbone bridges (IEEE 802.1ah), E-tags (IEEE 802.1BR), VN-tags, NSH (RFC 8300) and Cisco's
//! metadata and DCE headers. What is wrong with one has Suricata's name for it.
//!
//! Not covered: compressed PPP headers (Van Jacobson), GRE checksums, ERSPAN version 2, encrypted
//! or fragmented PPP.

use crate::link::{IPV4, IPV6};

const MPLS: u16 = 0x8847;
const MPLS_MULTICAST: u16 = 0x8848;
const PPPOE_DISCOVERY: u16 = 0x8863;
const PPPOE_SESSION: u16 = 0x8864;
/// PPP in GRE (RFC 2637, 4.1).
pub(crate) const PPP: u16 = 0x880b;
const PROVIDER_BACKBONE: u16 = 0x88e7;
const ERSPAN: u16 = 0x88be;
const DCE: u16 = 0x8903;
const CISCO_METADATA: u16 = 0x8909;
const VN_TAG: u16 = 0x8926;
const E_TAG: u16 = 0x893f;
const NSH: u16 = 0x894f;
/// Transparent Ethernet bridging (RFC 1701).
const BRIDGED: u16 = 0x6558;

/// Registered UDP ports (IANA) of tunnels.
const TEREDO_PORT: u16 = 3544;
const VXLAN_PORT: u16 = 4789;
const GENEVE_PORT: u16 = 6081;

/// What is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inner<'a> {
    /// Something with an ethertype.
    Typed(u16, &'a [u8]),
    /// A whole Ethernet frame.
    Ethernet(&'a [u8]),
    /// Nothing that we read: control messages, keep-alives, other networks.
    Nothing,
}

/// What is inside, or Suricata's name for what is wrong.
pub(crate) type Opened<'a> = Result<Inner<'a>, &'static str>;

/// Takes off a header between the link and IP; `None` for what is not one.
pub(crate) fn open(ethertype: u16, data: &[u8]) -> Option<Opened<'_>> {
    Some(match ethertype {
        MPLS | MPLS_MULTICAST => mpls(data),
        PPPOE_SESSION => pppoe_session(data),
        PPPOE_DISCOVERY => pppoe_discovery(data),
        PPP => ppp(data),
        BRIDGED => Ok(Inner::Ethernet(data)),
        // B-tag's I-TAG: 4 bytes, then a customer's frame.
        PROVIDER_BACKBONE => {
            let inner = data.get(4..).filter(|frame| frame.len() >= 14);
            inner.map(Inner::Ethernet).ok_or("ieee8021ah.header_too_small")
        }
        DCE => data.get(2..).map(Inner::Ethernet).ok_or("dce.pkt_too_small"),
        VN_TAG => behind(data, 6, 4, "vntag.header_too_small"),
        E_TAG => behind(data, 8, 6, "etag.header_too_small"),
        // Version, length in words, then as many; the ethertype ends it.
        CISCO_METADATA => {
            let size = data.get(1).map_or(6, |words| usize::from(*words).max(1) * 4 + 2);
            behind(data, size, size.saturating_sub(2), "link.short")
        }
        NSH => nsh(data),
        _ => return None,
    })
}

/// A header of `size` bytes that has the ethertype of what follows at `at`.
fn behind<'a>(data: &'a [u8], size: usize, at: usize, short: &'static str) -> Opened<'a> {
    let ethertype = data.get(at..).and_then(|rest| rest.first_chunk::<2>()).ok_or(short)?;
    let rest = data.get(size..).ok_or(short)?;
    Ok(Inner::Typed(u16::from_be_bytes(*ethertype), rest))
}

fn mpls(mut data: &[u8]) -> Opened<'_> {
    let label = loop {
        let Some((shim, rest)) = data.split_first_chunk::<4>() else {
            return Err("mpls.header_too_small");
        };
        data = rest;
        let shim = u32::from_be_bytes(*shim);
        // The bottom-of-stack bit.
        if shim & 0x100 != 0 {
            break shim >> 12;
        }
    };
    // Reserved labels: RFC 3032, 2.1.
    match label {
        0 => return Ok(Inner::Typed(IPV4, data)),
        1 => return Err("mpls.bad_label_router_alert"),
        2 => return Ok(Inner::Typed(IPV6, data)),
        3 => return Err("mpls.bad_label_implicit_null"),
        4..16 => return Err("mpls.bad_label_reserved"),
        _ => {}
    }
    // Nothing says what follows: its first nibble does (RFC 4385, 3).
    let (first, rest) = data.split_first_chunk::<4>().ok_or("mpls.pkt_too_small")?;
    match first.first().map_or(15, |byte| byte >> 4) {
        4 => Ok(Inner::Typed(IPV4, data)),
        6 => Ok(Inner::Typed(IPV6, data)),
        0 => Ok(Inner::Ethernet(rest)),
        _ => Err("mpls.unknown_payload_type"),
    }
}

/// Version and type, code, session, length; tags.
fn pppoe_discovery(data: &[u8]) -> Opened<'_> {
    let Some(([_, code, _, _, l0, l1], rest)) = data.split_first_chunk() else {
        return Err("pppoe.pkt_too_small");
    };
    // PADI, PADO, PADR, PADS, PADT (RFC 2516, 5).
    if !matches!(code, 0x09 | 0x07 | 0x19 | 0x65 | 0xa7) {
        return Err("pppoe.wrong_code");
    }
    if usize::from(u16::from_be_bytes([*l0, *l1])) > rest.len() {
        return Err("pppoe.malformed_tags");
    }
    Ok(Inner::Nothing)
}

fn pppoe_session(data: &[u8]) -> Opened<'_> {
    let Some(([_, _, _, _, l0, l1], rest)) = data.split_first_chunk() else {
        return Err("pppoe.pkt_too_small");
    };
    let length = usize::from(u16::from_be_bytes([*l0, *l1]));
    if length == 0 {
        return Ok(Inner::Nothing);
    }
    let inside = rest.get(..length.min(rest.len())).unwrap_or_default();
    ppp_protocol(inside).map_err(|e| if inside.len() < 2 { "pppoe.pkt_too_small" } else { e })
}

/// PPP, with or without the address and control bytes of HDLC-like framing (RFC 1662, 3.1).
pub(crate) fn ppp(data: &[u8]) -> Opened<'_> {
    match data {
        [0xff, _, rest @ ..] => ppp_protocol(rest),
        _ => ppp_protocol(data),
    }
}

/// A protocol number of two bytes, or of one if it is odd (RFC 1661, 2).
fn ppp_protocol(data: &[u8]) -> Opened<'_> {
    let (protocol, rest) = match data {
        [low, rest @ ..] if low & 1 != 0 => (u16::from(*low), rest),
        [high, low, rest @ ..] => (u16::from_be_bytes([*high, *low]), rest),
        _ => return Err("ppp.pkt_too_small"),
    };
    // Numbers: IANA, PPP DLL protocol numbers.
    match protocol {
        0x0021 if rest.len() < 20 => Err("ppp.ip4_pkt_too_small"),
        0x0021 => Ok(Inner::Typed(IPV4, rest)),
        0x0057 if rest.len() < 40 => Err("ppp.ip6_pkt_too_small"),
        0x0057 => Ok(Inner::Typed(IPV6, rest)),
        0x002f if rest.len() < 20 => Err("ppp.vju_pkt_too_small"),
        // The packet is whole but for its protocol field, which holds a slot number.
        0x002f | 0x00fd => Ok(Inner::Nothing),
        0x8021 | 0x8057 | 0x8207 | 0x80fd | 0xc021 | 0xc023 | 0xc025 | 0xc029 | 0xc223 => {
            Ok(Inner::Nothing)
        }
        0x0023 | 0x0025 | 0x0027 | 0x0029 | 0x002b | 0x002d | 0x0031 | 0x0033 | 0x0035 | 0x0201
        | 0x0231 | 0x0233 | 0x0281 | 0x0283 | 0x8023 | 0x8025 | 0x8027 | 0x8029 | 0x802b
        | 0x8033 | 0x8035 | 0x8281 => Err("ppp.unsup_proto"),
        _ => Err("ppp.wrong_type"),
    }
}

/// Cisco HDLC: address, control, ethertype.
pub(crate) fn cisco_hdlc(data: &[u8]) -> Opened<'_> {
    behind(data, 4, 2, "chdlc.pkt_too_small")
}

/// Flags, length in words, type, next protocol; a service path.
fn nsh(data: &[u8]) -> Opened<'_> {
    let Some(([first, second, _, next], _)) = data.split_first_chunk() else {
        return Err("nsh.header_too_small");
    };
    if first >> 6 != 0 {
        return Err("nsh.unsupported_version");
    }
    let size = usize::from(second & 0x3f) * 4;
    let rest = data.get(size..).filter(|_| size >= 8).ok_or("nsh.bad_header_length")?;
    // Next protocols: RFC 8300, 2.2.
    match next {
        1 => Ok(Inner::Typed(IPV4, rest)),
        2 => Ok(Inner::Typed(IPV6, rest)),
        3 => Ok(Inner::Ethernet(rest)),
        5 => Ok(Inner::Typed(MPLS, rest)),
        _ => Err("nsh.unknown_payload"),
    }
}

/// Generic routing encapsulation, carried by IP.
pub(crate) fn gre(data: &[u8]) -> Opened<'_> {
    let Some(([flags, second, t0, t1], _)) = data.split_first_chunk() else {
        return Err("gre.pkt_too_small");
    };
    let ethertype = u16::from_be_bytes([*t0, *t1]);
    match second & 7 {
        0 => gre_0(*flags, *second, ethertype, data),
        1 => gre_1(*flags, *second, ethertype, data),
        _ => Err("gre.wrong_version"),
    }
}

/// Flag bits of GRE's first byte (RFC 1701): checksum, routing, key, sequence, strict source
/// route, recursion.
const CHECKSUM: u8 = 0x80;
const ROUTING: u8 = 0x40;
const KEY: u8 = 0x20;
const SEQUENCE: u8 = 0x10;
const STRICT: u8 = 0x08;
const RECURSION: u8 = 0x07;

fn gre_0(flags: u8, second: u8, ethertype: u16, data: &[u8]) -> Opened<'_> {
    if flags & RECURSION != 0 {
        return Err("gre.version0_recur");
    }
    if second & 0xf8 != 0 {
        return Err("gre.version0_flags");
    }
    let words = [CHECKSUM | ROUTING, KEY, SEQUENCE].iter().filter(|bits| flags & **bits != 0);
    let mut rest = data.get(4 + words.count() * 4..).ok_or("gre.version0_hdr_too_big")?;
    if flags & ROUTING != 0 {
        // Source route entries: family, offset, length, as many bytes; an empty one ends them.
        loop {
            let Some(([f0, f1, _, length], more)) = rest.split_first_chunk() else {
                return Err("gre.version0_malformed_sre_hdr");
            };
            rest = more.get(usize::from(*length)..).ok_or("gre.version0_malformed_sre_hdr")?;
            if [*f0, *f1, *length] == [0; 3] {
                break;
            }
        }
    }
    match ethertype {
        ERSPAN if flags & SEQUENCE != 0 => erspan(rest),
        ERSPAN => Ok(Inner::Ethernet(rest)),
        0 => Ok(Inner::Nothing),
        _ => Ok(Inner::Typed(ethertype, rest)),
    }
}

/// The version of PPTP, which carries PPP.
fn gre_1(flags: u8, second: u8, ethertype: u16, data: &[u8]) -> Opened<'_> {
    let wrong = [
        (flags & CHECKSUM != 0, "gre.version1_chksum"),
        (flags & ROUTING != 0, "gre.version1_route"),
        (flags & STRICT != 0, "gre.version1_ssr"),
        (flags & RECURSION != 0, "gre.version1_recur"),
        (second & 0x78 != 0, "gre.version1_flags"),
        (ethertype != PPP, "gre.version1_wrong_protocol"),
        (flags & KEY == 0, "gre.version1_no_key"),
    ];
    if let Some((_, name)) = wrong.iter().find(|(is_so, _)| *is_so) {
        return Err(name);
    }
    let more = usize::from(flags & SEQUENCE != 0) + usize::from(second & 0x80 != 0);
    let rest = data.get(8 + more * 4..).ok_or("gre.version1_hdr_too_big")?;
    match data.get(4..6) {
        // An acknowledgement without payload.
        Some([0, 0]) => Ok(Inner::Nothing),
        _ => ppp(rest),
    }
}

/// The second type: version and VLAN, session, port.
fn erspan(data: &[u8]) -> Opened<'_> {
    let Some(([first, ..], rest)) = data.split_first_chunk::<8>() else {
        return Err("erspan.header_too_small");
    };
    if first >> 4 == 1 { Ok(Inner::Ethernet(rest)) } else { Err("erspan.unsupported_version") }
}

/// What a UDP payload carries if its ports are a tunnel's; `None` for ordinary payload.
#[inline]
pub(crate) fn udp(ports: [u16; 2], payload: &[u8]) -> Option<Opened<'_>> {
    let [_, to] = ports;
    if ports.contains(&TEREDO_PORT) {
        teredo(payload).map(Ok)
    } else if to == VXLAN_PORT {
        vxlan(payload)
    } else if ports.contains(&GENEVE_PORT) {
        geneve(payload)
    } else {
        None
    }
}

/// Whether these are the ports of a tunnel.
#[inline]
pub(crate) fn tunnels(ports: [u16; 2]) -> bool {
    let [_, to] = ports;
    to == VXLAN_PORT || ports.contains(&TEREDO_PORT) || ports.contains(&GENEVE_PORT)
}

/// IPv6, behind an origin indication or not. Nothing marks it: the length must be right.
fn teredo(data: &[u8]) -> Option<Inner<'_>> {
    let packet = match data {
        [0, 0, _, _, _, _, _, _, packet @ ..] => packet,
        _ => data,
    };
    let [first, _, _, _, l0, l1, next, hops, ..] = packet.first_chunk::<40>()?;
    let length = usize::from(u16::from_be_bytes([*l0, *l1]));
    let right = first >> 4 == 6 && *hops > 0 && packet.len() == 40 + length;
    (right && (*next != 0 || length >= 8)).then_some(Inner::Typed(IPV6, packet))
}

fn vxlan(data: &[u8]) -> Option<Opened<'_>> {
    let ([flags, f1, _, _, _, _, _, reserved], frame) = data.split_first_chunk()?;
    if *flags != 0x08 || *f1 != 0 || *reserved != 0 {
        return None;
    }
    let ethertype = u16::from_be_bytes(*frame.first_chunk::<14>()?.last_chunk::<2>()?);
    Some(match ethertype {
        IPV4 | IPV6 | 0x0806 | 0x8100 | 0x88a8 | 0x9100 => Ok(Inner::Ethernet(frame)),
        _ => Err("vxlan.unknown_payload_type"),
    })
}

fn geneve(data: &[u8]) -> Option<Opened<'_>> {
    let ([first, flags, t0, t1, _, _, _, reserved], _) = data.split_first_chunk()?;
    if first >> 6 != 0 || flags & 0x3f != 0 || *reserved != 0 {
        return None;
    }
    let inner = data.get(8 + usize::from(first & 0x3f) * 4..)?;
    Some(match u16::from_be_bytes([*t0, *t1]) {
        BRIDGED => Ok(Inner::Ethernet(inner)),
        ethertype @ (IPV4 | IPV6 | 0x0806) => Ok(Inner::Typed(ethertype, inner)),
        _ => Err("geneve.unknown_payload_type"),
    })
}

#[cfg(test)]
mod tests;
