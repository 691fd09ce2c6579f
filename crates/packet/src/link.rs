//! Layer 2: link headers, VLAN tags, ethertypes.

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
    /// Not read: packets are counted and reported once.
    Other(u32),
}

impl LinkType {
    pub fn from_code(code: u32) -> Self {
        match code {
            0 => Self::Null,
            1 => Self::Ethernet,
            108 => Self::Loop,
            12 | 14 | 101 | 228 | 229 => Self::Raw,
            113 => Self::LinuxSll,
            276 => Self::LinuxSll2,
            other => Self::Other(other),
        }
    }
}
