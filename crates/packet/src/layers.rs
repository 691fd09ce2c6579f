//! One packet as rules look at it: its headers as they were sent.

/// The headers and payload of one IP packet. Without IP everything is empty.
///
/// A datagram put together from fragments has the headers of its last fragment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layers<'a> {
    /// 4, 6, or 0 without IP.
    pub version: u8,
    /// The IP header as sent, with options or extension headers.
    pub network: &'a [u8],
    /// Number of the transport protocol (IANA protocol numbers).
    pub protocol: u8,
    /// The transport header as sent, with options; for ICMP its first 8 bytes.
    pub transport: &'a [u8],
    /// What the transport carries.
    pub payload: &'a [u8],
    /// Whether this is a fragment that was not put together (yet).
    pub fragment: bool,
}
