//! Layer 3: IPv4 and IPv6 headers and their lengths. Sources: RFC 791, RFC 8200.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

// Protocol numbers: IANA.
pub(crate) const ICMP: u8 = 1;
pub(crate) const IGMP: u8 = 2;
pub(crate) const TCP: u8 = 6;
pub(crate) const UDP: u8 = 17;
pub(crate) const IP_IN_IP: u8 = 4;
pub(crate) const IPV6_IN_IP: u8 = 41;
pub(crate) const GRE: u8 = 47;
pub(crate) const ESP: u8 = 50;
pub(crate) const ICMPV6: u8 = 58;
pub(crate) const SCTP: u8 = 132;
const MAX_EXTENSIONS: usize = 16;

/// An IP packet with its headers taken off and its length honoured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet<'a> {
    pub(crate) src: IpAddr,
    pub(crate) dst: IpAddr,
    pub(crate) protocol: u8,
    /// The header as sent, with options or extension headers.
    pub(crate) header: &'a [u8],
    pub(crate) payload: &'a [u8],
    /// Bytes that the header promises but the capture does not hold.
    pub(crate) missing: u32,
    /// IPv4 identification; 0 where there is none.
    pub(crate) id: u16,
    pub(crate) fragment: Option<Fragment>,
    /// How many packets it is carried by.
    pub(crate) depth: u8,
}

/// Where a fragment's payload belongs (bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fragment {
    pub(crate) id: u32,
    pub(crate) offset: u32,
    pub(crate) more: bool,
}

/// A code, the offset within the IP packet, the field to blame.
pub(crate) type Bad = (&'static str, usize, &'static str);

#[inline]
pub(crate) fn v4(data: &[u8]) -> Result<Packet<'_>, Bad> {
    let Some(head) = data.first_chunk::<20>() else { return Err(("ip.short", 0, "header")) };
    let [first, _, l0, l1, i0, i1, f0, f1, _, protocol, _, _, s0, s1, s2, s3, d0, d1, d2, d3] =
        *head;
    if first >> 4 != 4 {
        return Err(("ip.version", 0, "version"));
    }
    let header = usize::from(first & 15) * 4;
    let total = match usize::from(u16::from_be_bytes([l0, l1])) {
        // Segmentation offload: the card fills it in later.
        0 => data.len(),
        total => total,
    };
    if header < 20 || header > data.len() {
        return Err(("ip.header_length", 0, "header_length"));
    }
    if total < header {
        return Err(("ip.total_length", 2, "total_length"));
    }
    let payload = data.get(header..total.min(data.len())).unwrap_or_default();
    let id = u16::from_be_bytes([i0, i1]);
    let place = u16::from_be_bytes([f0, f1]);
    let (more, offset) = (place & 0x2000 != 0, u32::from(place & 0x1fff) * 8);
    Ok(Packet {
        src: IpAddr::V4(Ipv4Addr::new(s0, s1, s2, s3)),
        dst: IpAddr::V4(Ipv4Addr::new(d0, d1, d2, d3)),
        protocol,
        header: data.get(..header).unwrap_or_default(),
        payload,
        missing: u32::try_from(total.saturating_sub(data.len())).unwrap_or(u32::MAX),
        id,
        fragment: (more || offset > 0).then_some(Fragment { id: id.into(), offset, more }),
        depth: 0,
    })
}

pub(crate) fn v6(data: &[u8]) -> Result<Packet<'_>, Bad> {
    let Some((head, rest)) = data.split_first_chunk::<40>() else {
        return Err(("ip.short", 0, "header"));
    };
    let [first, _, _, _, l0, l1, next, _, addresses @ ..] = head;
    if first >> 4 != 6 {
        return Err(("ip.version", 0, "version"));
    }
    let (Some(src), Some(dst)) = (addresses.first_chunk::<16>(), addresses.last_chunk::<16>())
    else {
        return Err(("ip.short", 0, "header"));
    };
    let promised = match usize::from(u16::from_be_bytes([*l0, *l1])) {
        // Jumbo payload or segmentation offload: what is there.
        0 => rest.len(),
        promised => promised,
    };
    let packet = Packet {
        src: IpAddr::V6(Ipv6Addr::from(*src)),
        dst: IpAddr::V6(Ipv6Addr::from(*dst)),
        protocol: *next,
        header: data,
        payload: rest.get(..promised.min(rest.len())).unwrap_or_default(),
        missing: u32::try_from(promised.saturating_sub(rest.len())).unwrap_or(u32::MAX),
        id: 0,
        fragment: None,
        depth: 0,
    };
    let whole = packet.payload.len();
    let mut packet = extensions(packet)?;
    let header = 40 + whole.saturating_sub(packet.payload.len());
    packet.header = data.get(..header).unwrap_or_default();
    Ok(packet)
}

/// Walks IPv6 extension headers up to the transport, or to a fragment header.
pub(crate) fn extensions(mut packet: Packet<'_>) -> Result<Packet<'_>, Bad> {
    let whole = packet.payload.len();
    for _ in 0..MAX_EXTENSIONS {
        let at = 40 + whole.saturating_sub(packet.payload.len());
        let Some(([next, len, a, b], _)) = packet.payload.split_first_chunk() else {
            return Ok(packet);
        };
        let size = match packet.protocol {
            // Hop-by-hop, routing, destination options, mobility, HIP, shim6.
            0 | 43 | 60 | 135 | 139 | 140 => usize::from(*len) * 8 + 8,
            51 => usize::from(*len) * 4 + 8,
            44 => {
                let Some((head, rest)) = packet.payload.split_first_chunk::<8>() else {
                    return Err(("ip.extension_short", at, "fragment"));
                };
                let [_, _, _, _, i0, i1, i2, i3] = *head;
                let place = u16::from_be_bytes([*a, *b]);
                let (offset, more) = (u32::from(place & 0xfff8), place & 1 != 0);
                packet.protocol = *next;
                packet.payload = rest;
                if more || offset > 0 {
                    let id = u32::from_be_bytes([i0, i1, i2, i3]);
                    packet.fragment = Some(Fragment { id, offset, more });
                    return Ok(packet);
                }
                continue;
            }
            _ => return Ok(packet),
        };
        packet.protocol = *next;
        packet.payload = packet.payload.get(size..).ok_or(("ip.extension_short", at, "length"))?;
    }
    Err(("ip.extension_chain", 40, "next_header"))
}
