//! Fields of packet headers as rules ask for them.
//!
//! Sources: RFC 791 §3.1, RFC 8200 §3, RFC 9293 §3.1, RFC 792, RFC 4443 §2.1; checksums RFC 1071.
//! Not covered: fields behind IPv6 extension headers other than what `packet` reads.

use std::net::IpAddr;

use packet::{Context, Layers};

use crate::engine::part_checks::several;
use crate::rule::{Bits, Numbers, Which};

/// Protocol numbers (IANA).
pub(crate) const ICMP: u8 = 1;
pub(crate) const TCP: u8 = 6;
pub(crate) const UDP: u8 = 17;
pub(crate) const ICMPV6: u8 = 58;
pub(crate) const IGMP: u8 = 2;

/// The packet at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PacketView<'a> {
    pub(crate) at: &'a Context,
    pub(crate) layers: &'a Layers<'a>,
}

/// A header field that a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Ttl,
    Tos,
    Id,
    FragmentOffset,
    Protocol,
    Seq,
    Ack,
    Window,
    MaximumSegment,
    WindowScale,
    IcmpType,
    IcmpCode,
    IcmpId,
    IcmpSeq,
    IcmpMtu,
    PayloadSize,
    VlanLayers,
    IgmpType,
    Version,
}

impl Field {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ttl" => Self::Ttl,
            "tos" => Self::Tos,
            "id" => Self::Id,
            "fragoffset" => Self::FragmentOffset,
            "ip_proto" => Self::Protocol,
            "seq" | "tcp.seq" => Self::Seq,
            "ack" | "tcp.ack" => Self::Ack,
            "window" | "tcp.window" => Self::Window,
            "tcp.mss" => Self::MaximumSegment,
            "tcp.wscale" => Self::WindowScale,
            "itype" => Self::IcmpType,
            "icode" => Self::IcmpCode,
            "icmp_id" => Self::IcmpId,
            "icmp_seq" => Self::IcmpSeq,
            "icmpv6.mtu" => Self::IcmpMtu,
            "dsize" => Self::PayloadSize,
            "vlan.layers" => Self::VlanLayers,
            "igmp.type" => Self::IgmpType,
            "l3_proto" => Self::Version,
            _ => return None,
        })
    }
}

fn byte(data: &[u8], at: usize) -> Option<u64> {
    data.get(at).map(|byte| u64::from(*byte))
}

fn half(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*bytes).into())
}

fn word(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*bytes).into())
}

impl PacketView<'_> {
    fn v4(&self) -> Option<&[u8]> {
        (self.layers.version == 4).then_some(self.layers.network)
    }

    fn tcp(&self) -> Option<&[u8]> {
        (self.layers.protocol == TCP && !self.layers.fragment).then_some(self.layers.transport)
    }

    fn icmp(&self) -> Option<&[u8]> {
        (matches!(self.layers.protocol, ICMP | ICMPV6) && !self.layers.fragment)
            .then_some(self.layers.transport)
    }

    /// Identifier and sequence number stand in echo messages (and IPv4's timestamp, information and
    /// mask messages) only.
    fn echo(&self) -> Option<&[u8]> {
        let icmp = self.icmp()?;
        let kind = *icmp.first()?;
        let has = match self.layers.protocol {
            ICMP => matches!(kind, 0 | 8 | 13..=18),
            _ => matches!(kind, 128 | 129),
        };
        has.then_some(icmp)
    }

    /// The value of a TCP option of this kind.
    fn tcp_option(&self, kind: u8) -> Option<&[u8]> {
        let mut options = self.tcp()?.get(20..)?;
        loop {
            match options {
                [0, ..] | [] => return None,
                [1, rest @ ..] => options = rest,
                [found, size, ..] => {
                    let size = usize::from(*size).max(2);
                    if *found == kind {
                        return options.get(2..size);
                    }
                    options = options.get(size..)?;
                }
                _ => return None,
            }
        }
    }

    pub(crate) fn field(&self, field: Field) -> Option<u64> {
        let network = self.layers.network;
        match (field, self.layers.version) {
            (Field::Ttl, 4) => byte(network, 8),
            (Field::Ttl, 6) => byte(network, 7),
            (Field::Tos, 4) => byte(network, 1),
            (Field::Tos, 6) => half(network, 0).map(|word| (word >> 4) & 0xff),
            (Field::Id, _) => half(self.v4()?, 4),
            (Field::FragmentOffset, _) => half(self.v4()?, 6).map(|word| word & 0x1fff),
            (Field::Protocol, 4) => byte(network, 9),
            (Field::Protocol, 6) => Some(self.layers.protocol.into()),
            (Field::Seq, _) => word(self.tcp()?, 4),
            (Field::Ack, _) => word(self.tcp()?, 8),
            (Field::Window, _) => half(self.tcp()?, 14),
            (Field::MaximumSegment, _) => half(self.tcp_option(2)?, 0),
            (Field::WindowScale, _) => byte(self.tcp_option(3)?, 0),
            (Field::IcmpType, _) => byte(self.icmp()?, 0),
            (Field::IcmpCode, _) => byte(self.icmp()?, 1),
            (Field::IcmpId, _) => half(self.echo()?, 4),
            (Field::IcmpSeq, _) => half(self.echo()?, 6),
            // Packet too big is type 2.
            (Field::IcmpMtu, 6) => word(self.icmp().filter(|icmp| icmp.first() == Some(&2))?, 4),
            (Field::PayloadSize, _) => Some(self.layers.payload.len() as u64),
            (Field::VlanLayers, _) => Some(tags(self.at).count() as u64),
            (Field::IgmpType, _) => byte(self.igmp()?, 0),
            (Field::Version, version) => (version != 0).then_some(version.into()),
            _ => None,
        }
    }

    fn igmp(&self) -> Option<&[u8]> {
        (self.layers.protocol == IGMP && !self.layers.fragment).then_some(self.layers.payload)
    }

    pub(crate) fn tcp_flags(&self) -> Option<u8> {
        self.tcp()?.get(13).copied()
    }

    /// Reserved, don't fragment, more fragments: the upper three bits of the octet.
    pub(crate) fn fragment_bits(&self) -> Option<u8> {
        self.v4()?.get(6).map(|byte| byte & 0xe0)
    }

    pub(crate) fn same_ip(&self) -> bool {
        self.at.src_ip.is_some() && self.at.src_ip == self.at.dst_ip
    }

    /// Whether the IPv4 header has an option of that name (`ipopts`).
    pub(crate) fn ip_option(&self, name: &str) -> bool {
        let Some(mut options) = self.v4().and_then(|header| header.get(20..)) else { return false };
        // RFC 791 §3.1, RFC 1108, RFC 2113, RFC 4782.
        let wanted: u8 = match name {
            "rr" => 7,
            "eol" => 0,
            "nop" => 1,
            "ts" => 68,
            "sec" => 130,
            "esec" => 133,
            "lsrr" => 131,
            "ssrr" => 137,
            "satid" => 136,
            "qs" => 25,
            "any" => return !options.is_empty(),
            _ => return false,
        };
        loop {
            match options {
                [] => return false,
                [kind, ..] if *kind == wanted => return true,
                [0, ..] => return false,
                [1, rest @ ..] => options = rest,
                [_, size, ..] => {
                    options = options.get(usize::from(*size).max(2)..).unwrap_or_default();
                }
                _ => return false,
            }
        }
    }

    /// Whether a checksum is right; `None` where the packet has no such header.
    pub(crate) fn checksum(&self, which: &str) -> Option<bool> {
        let (header, protocol, version) = match which {
            "ipv4-csum" => return Some(sum(0, self.v4()?) == 0xffff),
            "tcpv4-csum" => (self.layers.transport, TCP, 4),
            "tcpv6-csum" => (self.layers.transport, TCP, 6),
            "udpv4-csum" => (self.layers.transport, UDP, 4),
            "udpv6-csum" => (self.layers.transport, UDP, 6),
            "icmpv4-csum" => (self.layers.transport, ICMP, 4),
            "icmpv6-csum" => (self.layers.transport, ICMPV6, 6),
            _ => return None,
        };
        let fits = self.layers.protocol == protocol && self.layers.version == version;
        if !fits || self.layers.fragment || header.len() < 8 {
            return None;
        }
        // UDP over IPv4 may leave it out.
        if protocol == UDP && half(header, 6) == Some(0) {
            return Some(true);
        }
        let size = header.len().saturating_add(self.layers.payload.len());
        let mut total = if protocol == ICMP { 0 } else { self.pseudo_header(protocol, size) };
        // Headers have an even length, so the payload begins at an even place.
        total = sum(total, header);
        Some(sum(total, self.layers.payload) == 0xffff)
    }

    /// Whether the sender tells the server to connect to an address that is not its own.
    fn ftp_bounce(&self) -> bool {
        let told = port_command(self.layers.payload);
        told.is_some_and(|ip| self.at.src_ip.is_some_and(|own| own != ip))
    }

    fn pseudo_header(&self, protocol: u8, size: usize) -> u32 {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let mut total = u32::from(protocol) + (size >> 16) + (size & 0xffff);
        for ip in [self.at.src_ip, self.at.dst_ip].into_iter().flatten() {
            total = match ip {
                IpAddr::V4(ip) => sum(total, &ip.octets()),
                IpAddr::V6(ip) => sum(total, &ip.octets()),
            };
        }
        total
    }
}

/// The address of `PORT h1,h2,h3,h4,p1,p2` (RFC 959 §4.1.2).
fn port_command(line: &[u8]) -> Option<IpAddr> {
    let (verb, rest) = line.split_at_checked(5)?;
    if !verb.eq_ignore_ascii_case(b"PORT ") {
        return None;
    }
    let mut octets = [0; 4];
    let numbers = rest.split(|byte| *byte == b',');
    for (octet, text) in octets.iter_mut().zip(numbers) {
        *octet = std::str::from_utf8(text).ok()?.trim().parse().ok()?;
    }
    (rest.iter().filter(|byte| **byte == b',').count() == 5).then(|| IpAddr::from(octets))
}

/// The running one's complement sum of 16-bit words.
fn sum(start: u32, data: &[u8]) -> u32 {
    let mut total = u64::from(start);
    for pair in data.chunks(2) {
        let high = pair.first().copied().unwrap_or(0);
        let low = pair.get(1).copied().unwrap_or(0);
        total += u64::from(u16::from_be_bytes([high, low]));
    }
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    u32::try_from(total).unwrap_or(0)
}

/// One condition on a packet's headers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PacketCheck {
    Field(Field, Numbers),
    TcpFlags {
        how: Bits,
        bits: u8,
        ignored: u8,
        negated: bool,
    },
    FragmentBits {
        how: Bits,
        bits: u8,
        negated: bool,
    },
    IpOption(Box<str>),
    SameIp,
    Checksum(Box<str>, bool),
    /// Which tags, and their ids.
    Vlan(Which, Numbers),
    /// An FTP client that has the server connect to somebody else.
    FtpBounce,
    Fragment(bool),
}

impl PacketCheck {
    pub(crate) fn holds(&self, packet: &PacketView<'_>) -> bool {
        match self {
            Self::Field(field, is) => packet.field(*field).is_some_and(|value| is.holds(value)),
            Self::TcpFlags { how, bits, ignored, negated } => packet
                .tcp_flags()
                .is_some_and(|flags| bits_hold(*how, *bits, flags & !ignored) != *negated),
            Self::FragmentBits { how, bits, negated } => packet
                .fragment_bits()
                .is_some_and(|found| bits_hold(*how, *bits, found) != *negated),
            Self::IpOption(name) => packet.ip_option(name),
            Self::SameIp => packet.same_ip(),
            Self::Checksum(which, valid) => packet.checksum(which) == Some(*valid),
            Self::Vlan(layer, is) => vlan(packet.at, *layer, is),
            Self::FtpBounce => packet.ftp_bounce(),
            Self::Fragment(wanted) => packet.layers.fragment == *wanted,
        }
    }
}

fn bits_hold(how: Bits, bits: u8, found: u8) -> bool {
    match how {
        Bits::Exactly => found == bits,
        Bits::All => found & bits == bits,
        Bits::Any => found & bits != 0,
    }
}

/// The ids of a packet's tags, outer to inner.
fn tags(at: &Context) -> impl Iterator<Item = u64> {
    let [outer, inner] = at.vlan;
    [outer, inner, at.third_vlan].into_iter().take_while(|id| *id != 0).map(u64::from)
}

fn vlan(at: &Context, layer: Which, is: &Numbers) -> bool {
    let tags: Vec<u64> = tags(at).collect();
    several(&tags, is, layer)
}

/// A header as bytes, for rules that look for content in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderPart {
    Ipv4,
    Ipv6,
    Tcp,
    Udp,
    Icmpv4,
    Icmpv6,
    Igmp,
    Source,
    Target,
}

impl HeaderPart {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ipv4.hdr" => Self::Ipv4,
            "ipv6.hdr" => Self::Ipv6,
            "tcp.hdr" => Self::Tcp,
            "udp.hdr" => Self::Udp,
            "icmpv4.hdr" => Self::Icmpv4,
            "icmpv6.hdr" => Self::Icmpv6,
            "igmp.hdr" => Self::Igmp,
            "ip.src" => Self::Source,
            "ip.dst" => Self::Target,
            _ => return None,
        })
    }

    /// The bytes; `room` takes what does not stand in the packet as such.
    pub(crate) fn bytes<'p>(
        self,
        packet: &PacketView<'p>,
        room: &'p mut [u8; 16],
    ) -> Option<&'p [u8]> {
        let layers = packet.layers;
        let transport = |protocol| {
            (layers.protocol == protocol && !layers.fragment && !layers.transport.is_empty())
                .then_some(layers.transport)
        };
        match self {
            Self::Ipv4 => (layers.version == 4).then_some(layers.network),
            Self::Ipv6 => (layers.version == 6).then_some(layers.network),
            Self::Tcp => transport(TCP),
            Self::Udp => transport(UDP),
            Self::Icmpv4 => transport(ICMP),
            Self::Icmpv6 => transport(ICMPV6),
            Self::Igmp => (layers.protocol == IGMP && !layers.fragment).then_some(layers.payload),
            Self::Source => address(packet.at.src_ip?, room),
            Self::Target => address(packet.at.dst_ip?, room),
        }
    }
}

fn address(ip: IpAddr, room: &mut [u8; 16]) -> Option<&[u8]> {
    let octets: &[u8] = match &ip {
        IpAddr::V4(ip) => &ip.octets(),
        IpAddr::V6(ip) => &ip.octets(),
    };
    let place = room.get_mut(..octets.len())?;
    place.copy_from_slice(octets);
    Some(place)
}
