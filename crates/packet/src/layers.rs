//! One packet as rules look at it: its headers as they were sent.

use crate::checksum;
use crate::ip::{self, Packet};

/// The headers and payload of one IP packet. Without IP everything is empty.
///
/// A datagram put together from fragments comes after its last fragment and has the IP header of
/// its first, with the length of the whole and no fragment bits. An unreadable transport is empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layers<'a> {
    /// 4, 6, or 0 without IP.
    pub version: u8,
    /// The IP header as sent, with options or extension headers.
    pub network: &'a [u8],
    /// Number of the transport protocol (IANA protocol numbers).
    pub protocol: u8,
    /// The transport header as sent, with options; of ICMP and ESP the first 8 bytes, of SCTP the
    /// first 12.
    pub transport: &'a [u8],
    /// What the transport carries.
    pub payload: &'a [u8],
    /// Whether the capture cut bytes off the payload.
    pub cut: bool,
    /// Whether this is a fragment that was not put together (yet).
    pub fragment: bool,
    /// How many packets carry it, from 0; those were shown just before.
    pub depth: u8,
}

impl<'a> Layers<'a> {
    /// Whether the checksum of the IPv4 header is right; `None` without one.
    pub fn header_checksum_holds(&self) -> Option<bool> {
        (self.version == 4).then(|| checksum::sum(&[self.network]) == 0xffff)
    }

    /// Whether the checksum of TCP, UDP, ICMP or ICMPv6 is right; `None` where there is none, where
    /// the sender left it out, and where bytes are missing.
    pub fn transport_checksum_holds(&self) -> Option<bool> {
        if self.cut || self.fragment || self.transport.is_empty() {
            return None;
        }
        let payload = [self.transport, self.payload];
        checksum::transport_holds(self.network, self.protocol, payload)
    }

    /// A packet of which no transport is read.
    pub(crate) fn of(packet: &Packet<'a>) -> Self {
        Self {
            version: if packet.src.is_ipv4() { 4 } else { 6 },
            network: packet.header,
            protocol: packet.protocol,
            depth: packet.depth,
            cut: packet.missing > 0,
            ..Self::default()
        }
    }

    /// A packet whose transport header is so many bytes long.
    pub(crate) fn split(packet: &Packet<'a>, header: usize) -> Self {
        let header = header.min(packet.payload.len());
        let (transport, payload) = packet.payload.split_at(header);
        Self { transport, payload, ..Self::of(packet) }
    }

    /// A packet whose transport leads to no ports.
    pub(crate) fn other(packet: &Packet<'a>) -> Self {
        let header = match packet.protocol {
            ip::ICMP | ip::ICMPV6 | ip::ESP => 8,
            ip::SCTP => 12,
            _ => 0,
        };
        Self::split(packet, header)
    }
}
