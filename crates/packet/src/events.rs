//! Suricata's decode events: what is wrong with a packet's headers, by the names that
//! `decode-event` rules use. Worked out only for whoever wants packets, besides the decode path.
//! Sources: RFC 791, 792, 2460 and 8200, 4443, 9293, 768, 9260, and Suricata's documentation of
//! what each name means.
//!
//! Not covered: `*.frag_ignored` (we never refuse a fragment without dropping another),
//! `afpacket.trunc_pkt`, `ipv4.opt_eol_required` of options that end without padding byte.
//! Tunnels name what is wrong with them in [`crate::encap`].

use crate::defrag::Outcome;
use crate::ip::Packet;
use crate::link::{IPV4, IPV6};

mod ip;
mod transport;

pub(crate) use ip::chain;
pub(crate) use transport::transport;

/// Where names go.
pub(crate) type Tell<'a> = dyn FnMut(&'static str) + 'a;

/// What is wrong with a packet's network header.
pub(crate) fn network(ethertype: u16, data: &[u8], tell: &mut Tell<'_>) {
    match ethertype {
        IPV4 => ip::v4(data, tell),
        IPV6 => ip::v6(data, tell),
        0x0806 => arp(data, tell),
        _ => tell("ethernet.unknown_ethertype"),
    }
}

/// The name for a header below IP that could not be read, where rules have one.
pub(crate) fn link(code: &'static str, link: crate::LinkType) -> Option<&'static str> {
    use crate::LinkType::{LinuxSll, LinuxSll2, Loop, Null, Raw};
    Some(match (code, link) {
        ("link.short", Null | Loop) => "ltnull.pkt_too_small",
        ("link.unsupported", Null | Loop) => "ltnull.unsupported_type",
        ("link.short", Raw) => "ipv4.pkt_too_small",
        ("ip.version", _) => "ipraw.invalid_ip_version",
        ("link.short", LinuxSll) => "sll.pkt_too_small",
        ("link.short", LinuxSll2) => "sll2.pkt_too_small",
        ("link.short", _) => "ethernet.pkt_too_small",
        ("vlan.short", _) => "vlan.header_too_small",
        ("vlan.too_deep", _) => "vlan.too_many_layers",
        ("ip.tunnel_depth", _) => "too_many_layers",
        ("link.unsupported" | "hsr.short", _) => return None,
        (other, _) => other,
    })
}

/// What is wrong with a fragment besides its header.
pub(crate) fn fragment(packet: &Packet<'_>, outcome: &Outcome, tell: &mut Tell<'_>) {
    let v4 = packet.src.is_ipv4();
    if outcome.anomaly == Some("ip.fragment_too_long") {
        tell(if v4 { "ipv4.frag_pkt_too_large" } else { "ipv6.frag_pkt_too_large" });
    }
    if outcome.overlaps {
        tell(if v4 { "ipv4.frag_overlap" } else { "ipv6.frag_overlap" });
    }
}

/// RFC 826 for Ethernet and IPv4.
fn arp(data: &[u8], tell: &mut Tell<'_>) {
    let Some([h0, h1, p0, p1, hardware, protocol, o0, o1]) = data.first_chunk() else {
        return tell("arp.pkt_too_small");
    };
    let wrong = [
        ([*h0, *h1] != [0, 1], "arp.unsupported_hardware"),
        ([*p0, *p1] != [8, 0], "arp.unsupported_protocol"),
        (*hardware != 6, "arp.invalid_hardware_size"),
        (*protocol != 4, "arp.invalid_protocol_size"),
        (data.len() < 28, "arp.invalid_pkt"),
        // Request, reply and their reverse, inverse and dynamic kin (IANA, ARP operation codes).
        (!(1..=10).contains(&u16::from_be_bytes([*o0, *o1])), "arp.unsupported_opcode"),
    ];
    if let Some((_, name)) = wrong.iter().find(|(is_so, _)| *is_so) {
        tell(name);
    }
}

#[cfg(test)]
mod tests;
