//! One packet as rules look at it: its headers as they were sent.

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
    /// Whether this is a fragment that was not put together (yet).
    pub fragment: bool,
}

impl<'a> Layers<'a> {
    /// A packet of which no transport is read.
    pub(crate) fn of(packet: &Packet<'a>) -> Self {
        Self {
            version: if packet.src.is_ipv4() { 4 } else { 6 },
            network: packet.header,
            protocol: packet.protocol,
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
