//! Builders of frames, conversations and captures: for tests, and for traffic the range makes.
//!
//! What is built is well-formed (lengths and checksums are right); tests damage it themselves.

use std::net::IpAddr;

use model::CaptureTime;
use model::observation::Mac;

use crate::capture::{file_header, packet_header};
use crate::flow::Side;
use crate::ip::{TCP, UDP};
use crate::link::{IPV4, IPV6, LinkType};

pub const FIN: u8 = 1;
pub const SYN: u8 = 2;
pub const RST: u8 = 4;
pub const PSH: u8 = 8;
pub const ACK: u8 = 16;

/// One end of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    pub mac: Mac,
    pub ip: IpAddr,
    pub port: u16,
}

impl Peer {
    /// A peer with a locally administered MAC address made from its IP address.
    pub fn new(ip: impl Into<IpAddr>, port: u16) -> Self {
        let ip = ip.into();
        let [a, b, c, d] = match ip {
            IpAddr::V4(ip) => ip.octets(),
            IpAddr::V6(ip) => ip.octets().last_chunk().copied().unwrap_or_default(),
        };
        Self { mac: Mac([2, 0, a, b, c, d]), ip, port }
    }
}

/// An Ethernet frame.
pub fn ethernet(src: Mac, dst: Mac, ethertype: u16, payload: &[u8]) -> Vec<u8> {
    [&dst.0[..], &src.0, &ethertype.to_be_bytes(), payload].concat()
}

/// The frame with a VLAN tag (0x8100, 0x88a8, …) put before all others.
pub fn tagged(frame: &[u8], tag: u16, id: u16) -> Vec<u8> {
    let (addresses, rest) = frame.split_at(frame.len().min(12));
    [addresses, &tag.to_be_bytes(), &(id & 0x0fff).to_be_bytes(), rest].concat()
}

/// Where a fragment belongs: identification, offset in bytes (a multiple of 8), more to come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    pub id: u16,
    pub offset: u16,
    pub more: bool,
}

/// A frame with an IP packet, or one fragment of it.
pub fn ip(from: &Peer, to: &Peer, protocol: u8, place: Place, payload: &[u8]) -> Vec<u8> {
    let (ethertype, packet) = match (from.ip, to.ip) {
        (IpAddr::V4(src), IpAddr::V4(dst)) => {
            let total = length(payload.len() + 20);
            let flags = (place.offset / 8) | if place.more { 0x2000 } else { 0 };
            let mut head = vec![0x45, 0];
            for word in [total, place.id, flags, u16::from_be_bytes([64, protocol])] {
                head.extend(word.to_be_bytes());
            }
            let addresses = [src.octets(), dst.octets()].concat();
            let sum = checksum(&[&head, &addresses]);
            (IPV4, [&head, &sum.to_be_bytes()[..], &addresses, payload].concat())
        }
        (src, dst) => {
            let fragment = fragment_header(protocol, place);
            let next = if fragment.is_empty() { protocol } else { 44 };
            let mut head = vec![0x60, 0, 0, 0];
            head.extend(length(fragment.len() + payload.len()).to_be_bytes());
            head.extend([next, 64]);
            (IPV6, [&head, &octets6(src)[..], &octets6(dst), &fragment, payload].concat())
        }
    };
    ethernet(from.mac, to.mac, ethertype, &packet)
}

fn fragment_header(protocol: u8, place: Place) -> Vec<u8> {
    if place == Place::default() {
        return Vec::new();
    }
    let offset = (place.offset & 0xfff8) | u16::from(place.more);
    let id = u32::from(place.id);
    [&[protocol, 0][..], &offset.to_be_bytes(), &id.to_be_bytes()].concat()
}

fn octets6(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    }
}

fn length(len: usize) -> u16 {
    u16::try_from(len).unwrap_or(u16::MAX)
}

/// A TCP header with its payload, as an IP packet carries it.
pub fn tcp_segment(
    from: &Peer,
    to: &Peer,
    seq: u32,
    ack: u32,
    flags: u8,
    payload: &[u8],
) -> Vec<u8> {
    let mut head = [from.port.to_be_bytes(), to.port.to_be_bytes()].concat();
    head.extend(seq.to_be_bytes());
    head.extend(ack.to_be_bytes());
    head.extend([0x50, flags, 0x20, 0]);
    let sum = transport_checksum(from, to, TCP, &[&head, payload]);
    [&head, &sum.to_be_bytes()[..], &[0, 0], payload].concat()
}

/// A frame with a TCP segment.
pub fn tcp(from: &Peer, to: &Peer, seq: u32, ack: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let segment = tcp_segment(from, to, seq, ack, flags, payload);
    ip(from, to, TCP, Place::default(), &segment)
}

/// A UDP header with its payload.
pub fn udp_datagram(from: &Peer, to: &Peer, payload: &[u8]) -> Vec<u8> {
    let mut head = [from.port.to_be_bytes(), to.port.to_be_bytes()].concat();
    head.extend(length(payload.len() + 8).to_be_bytes());
    let sum = transport_checksum(from, to, UDP, &[&head, payload]);
    [&head, &sum.to_be_bytes()[..], payload].concat()
}

/// A frame with a UDP datagram.
pub fn udp(from: &Peer, to: &Peer, payload: &[u8]) -> Vec<u8> {
    ip(from, to, UDP, Place::default(), &udp_datagram(from, to, payload))
}

/// The Internet checksum (RFC 1071) over the pieces, each of even length but the last.
fn checksum(pieces: &[&[u8]]) -> u16 {
    let mut sum = 0u32;
    for pair in pieces.iter().flat_map(|piece| piece.chunks(2)) {
        let high = pair.first().copied().unwrap_or(0);
        let low = pair.get(1).copied().unwrap_or(0);
        sum += u32::from(u16::from_be_bytes([high, low]));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(u16::MAX)
}

fn transport_checksum(from: &Peer, to: &Peer, protocol: u8, pieces: &[&[u8]]) -> u16 {
    let len: usize = pieces.iter().map(|piece| piece.len()).sum();
    // The checksum field itself counts as two zero bytes, TCP's urgent pointer as two more.
    let own = if protocol == TCP { 4 } else { 2 };
    let mut pseudo = match (from.ip, to.ip) {
        (IpAddr::V4(src), IpAddr::V4(dst)) => [src.octets(), dst.octets()].concat(),
        (src, dst) => [octets6(src), octets6(dst)].concat(),
    };
    pseudo.extend([0, protocol]);
    pseudo.extend(length(len + own).to_be_bytes());
    let all: Vec<&[u8]> = std::iter::once(&pseudo[..]).chain(pieces.iter().copied()).collect();
    match checksum(&all) {
        0 => 0xffff,
        sum => sum,
    }
}

/// A TCP conversation that keeps its sequence numbers.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub client: Peer,
    pub server: Peer,
    /// The next sequence number of client and server.
    pub next: (u32, u32),
}

impl Conversation {
    pub fn new(client: Peer, server: Peer) -> Self {
        Self { client, server, next: (1_000, 5_000) }
    }

    fn frame(&mut self, side: Side, flags: u8, payload: &[u8]) -> Vec<u8> {
        let step = u32::try_from(payload.len()).unwrap_or(0) + u32::from(flags & (SYN | FIN) != 0);
        let ((from, to), (seq, ack)) = match side {
            Side::Client => ((self.client, self.server), self.next),
            Side::Server => ((self.server, self.client), (self.next.1, self.next.0)),
        };
        match side {
            Side::Client => self.next.0 = self.next.0.wrapping_add(step),
            Side::Server => self.next.1 = self.next.1.wrapping_add(step),
        }
        let ack = if flags & ACK == 0 { 0 } else { ack };
        tcp(&from, &to, seq, ack, flags, payload)
    }

    /// The three-way handshake.
    pub fn open(&mut self) -> Vec<Vec<u8>> {
        vec![
            self.frame(Side::Client, SYN, &[]),
            self.frame(Side::Server, SYN | ACK, &[]),
            self.frame(Side::Client, ACK, &[]),
        ]
    }

    /// One segment with data.
    pub fn say(&mut self, side: Side, payload: &[u8]) -> Vec<u8> {
        self.frame(side, PSH | ACK, payload)
    }

    /// An acknowledgement of all the other side has said.
    pub fn ack(&mut self, side: Side) -> Vec<u8> {
        self.frame(side, ACK, &[])
    }

    /// Both sides are done.
    pub fn close(&mut self) -> Vec<Vec<u8>> {
        vec![
            self.frame(Side::Client, FIN | ACK, &[]),
            self.frame(Side::Server, FIN | ACK, &[]),
            self.frame(Side::Client, ACK, &[]),
        ]
    }

    pub fn reset(&mut self, side: Side) -> Vec<u8> {
        self.frame(side, RST | ACK, &[])
    }
}

/// A capture file (pcap, nanoseconds, Ethernet) of the frames at their times.
pub fn pcap<'a>(frames: impl IntoIterator<Item = (CaptureTime, &'a [u8])>) -> Vec<u8> {
    let mut file = file_header(LinkType::Ethernet).to_vec();
    for (time, frame) in frames {
        let wire = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        file.extend(packet_header(time, frame.len(), wire));
        file.extend(frame);
    }
    file
}
