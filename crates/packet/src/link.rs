//! Layer 2: link headers, VLAN tags, ethertypes.

use model::observation::Mac;

use crate::encap::{self, Inner};

/// What the first byte of a frame is the first byte of. Numbers: tcpdump.org/linktypes.html.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkType {
    /// BSD loopback: address family in the capturing machine's byte order.
    Null,
    Ethernet,
    /// OpenBSD loopback: address family in network byte order.
    Loop,
    /// IPv4 or IPv6 by its first nibble.
    Raw,
    LinuxSll,
    LinuxSll2,
    /// PPP, with or without HDLC-like framing.
    Ppp,
    CiscoHdlc,
    /// Not read: packets are counted and reported once.
    Other(u32),
}

impl LinkType {
    pub fn from_code(code: u32) -> Self {
        match code {
            0 => Self::Null,
            1 => Self::Ethernet,
            9 | 50 => Self::Ppp,
            104 => Self::CiscoHdlc,
            108 => Self::Loop,
            12 | 14 | 101 | 228 | 229 => Self::Raw,
            113 => Self::LinuxSll,
            276 => Self::LinuxSll2,
            other => Self::Other(other),
        }
    }

    /// The number by which capture files know it (tcpdump.org/linktypes.html).
    pub fn code(self) -> u32 {
        match self {
            Self::Null => 0,
            Self::Ethernet => 1,
            Self::Ppp => 9,
            Self::Raw => 101,
            Self::CiscoHdlc => 104,
            Self::Loop => 108,
            Self::LinuxSll => 113,
            Self::LinuxSll2 => 276,
            Self::Other(code) => code,
        }
    }
}

pub(crate) const IPV4: u16 = 0x0800;
pub(crate) const IPV6: u16 = 0x86dd;
/// Tags read at most; the first three ids are kept.
const MAX_TAGS: usize = 4;

/// A frame with its link header taken off.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layer2<'a> {
    pub(crate) src: Mac,
    pub(crate) dst: Mac,
    pub(crate) vlan: [u16; 2],
    /// Id of a third tag; 0 = none.
    pub(crate) third_vlan: u16,
    /// Below 0x600: the length field of an 802.3 frame whose payload is LLC.
    pub(crate) ethertype: u16,
    pub(crate) payload: &'a [u8],
}

impl<'a> Layer2<'a> {
    fn bare(ethertype: u16, payload: &'a [u8]) -> Self {
        Self {
            src: Mac::default(),
            dst: Mac::default(),
            vlan: [0; 2],
            third_vlan: 0,
            ethertype,
            payload,
        }
    }
}

/// Takes the link header off; the error is an anomaly's code.
#[inline]
pub(crate) fn read(link: LinkType, data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    match link {
        LinkType::Ethernet => ethernet(data),
        LinkType::Null | LinkType::Loop => loopback(data),
        LinkType::Raw => raw(data),
        LinkType::LinuxSll => sll(data),
        LinkType::LinuxSll2 => sll2(data),
        LinkType::Ppp => Ok(Layer2::bare(encap::PPP, data)),
        LinkType::CiscoHdlc => match encap::cisco_hdlc(data)? {
            Inner::Typed(ethertype, payload) => Ok(Layer2::bare(ethertype, payload)),
            Inner::Ethernet(_) | Inner::Nothing => Err("link.unsupported"),
        },
        LinkType::Other(_) => Err("link.unsupported"),
    }
}

/// Something with an ethertype that may be a tag.
pub(crate) fn typed(ethertype: u16, payload: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let mut frame = Layer2::bare(ethertype, payload);
    tags(&mut frame)?;
    Ok(frame)
}

#[inline]
fn ethernet(data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let Some((head, payload)) = data.split_first_chunk::<14>() else { return Err("link.short") };
    let [d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, t0, t1] = *head;
    let mut frame = Layer2 {
        src: Mac([s0, s1, s2, s3, s4, s5]),
        dst: Mac([d0, d1, d2, d3, d4, d5]),
        vlan: [0; 2],
        third_vlan: 0,
        ethertype: u16::from_be_bytes([t0, t1]),
        payload,
    };
    if matches!(frame.ethertype, IPV4 | IPV6) {
        return Ok(frame);
    }
    tags(&mut frame)?;
    Ok(frame)
}

/// VLAN (802.1Q, 802.1ad and the older QinQ types), HSR (IEC 62439-3) and SNAP.
fn tags(frame: &mut Layer2<'_>) -> Result<(), &'static str> {
    let mut seen = 0;
    loop {
        match frame.ethertype {
            0x8100 | 0x88a8 | 0x9100 | 0x9200 if seen < MAX_TAGS => {
                let Some(([a, b, t0, t1], rest)) = frame.payload.split_first_chunk() else {
                    return Err("vlan.short");
                };
                let id = u16::from_be_bytes([*a, *b]) & 0x0fff;
                match frame.vlan.get_mut(seen) {
                    Some(slot) => *slot = id,
                    None if seen == 2 => frame.third_vlan = id,
                    None => {}
                }
                seen += 1;
                frame.ethertype = u16::from_be_bytes([*t0, *t1]);
                frame.payload = rest;
            }
            0x8100 | 0x88a8 | 0x9100 | 0x9200 => return Err("vlan.too_deep"),
            0x892f => {
                let Some(([_, _, _, _, t0, t1], rest)) = frame.payload.split_first_chunk() else {
                    return Err("hsr.short");
                };
                frame.ethertype = u16::from_be_bytes([*t0, *t1]);
                frame.payload = rest;
                seen += 1;
                if seen > MAX_TAGS {
                    return Err("vlan.too_deep");
                }
            }
            length if length < 0x600 => {
                let len = usize::from(length).min(frame.payload.len());
                frame.payload = frame.payload.get(..len).unwrap_or_default();
                if let Some(([0xaa, 0xaa, 3, 0, 0, 0, t0, t1], rest)) =
                    frame.payload.split_first_chunk()
                {
                    frame.ethertype = u16::from_be_bytes([*t0, *t1]);
                    frame.payload = rest;
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
    }
}

/// Four bytes of address family in either order, then IP; the nibble tells which.
fn loopback(data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let Some((family, payload)) = data.split_first_chunk::<4>() else { return Err("link.short") };
    match u32::from_le_bytes(*family).min(u32::from_be_bytes(*family)) {
        // AF_INET, and AF_INET6 on Linux, NetBSD, FreeBSD, Darwin.
        2 | 10 | 24 | 28 | 30 => raw(payload),
        _ => Err("link.unsupported"),
    }
}

fn raw(data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    match data.first().map(|byte| byte >> 4) {
        Some(4) => Ok(Layer2::bare(IPV4, data)),
        Some(6) => Ok(Layer2::bare(IPV6, data)),
        Some(_) => Err("ip.version"),
        None => Err("link.short"),
    }
}

/// Linux "cooked": packet type, ARPHRD, address length, address, protocol.
fn sll(data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let Some((head, payload)) = data.split_first_chunk::<16>() else { return Err("link.short") };
    let [_, _, _, _, _, _, s0, s1, s2, s3, s4, s5, _, _, t0, t1] = head;
    cooked([*t0, *t1], [*s0, *s1, *s2, *s3, *s4, *s5], payload)
}

/// A protocol below 0x600 is no length here: 4 says that LLC follows (linux/if_ether.h).
fn cooked(protocol: [u8; 2], src: [u8; 6], payload: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let protocol = match u16::from_be_bytes(protocol) {
        4 => u16::try_from(payload.len()).unwrap_or(u16::MAX).min(0x5ff),
        protocol => protocol,
    };
    let mut frame = Layer2::bare(protocol, payload);
    frame.src = Mac(src);
    tags(&mut frame)?;
    Ok(frame)
}

/// The second version: protocol first, then interface, ARPHRD, type, address.
fn sll2(data: &[u8]) -> Result<Layer2<'_>, &'static str> {
    let Some((head, payload)) = data.split_first_chunk::<20>() else { return Err("link.short") };
    let [t0, t1, _, _, _, _, _, _, _, _, _, _, s0, s1, s2, s3, s4, s5, _, _] = head;
    cooked([*t0, *t1], [*s0, *s1, *s2, *s3, *s4, *s5], payload)
}
