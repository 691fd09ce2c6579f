//! A rule ready to run.

use packet::Side;

use crate::engine::bits::Track;
use crate::engine::header::Header;
use crate::engine::headers::{HeaderPart, PacketCheck};
use crate::engine::ops::Op;
use crate::engine::part_checks::PartCheck;
use crate::rule::{About, Action, BitChange, BitCheck, Numbers, Threshold};

/// What carries a packet, as a bit.
pub(crate) mod carrier {
    pub(crate) const TCP: u8 = 1;
    pub(crate) const UDP: u8 = 2;
    pub(crate) const ICMP: u8 = 4;
    pub(crate) const ICMPV6: u8 = 8;
    pub(crate) const OTHER: u8 = 16;
    /// No IP packet, or none that can be read.
    pub(crate) const NONE: u8 = 32;
    /// Every IP packet.
    pub(crate) const ALL: u8 = 31;
}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) about: About,
    pub(crate) action: Action,
    pub(crate) header: Header,
    pub(crate) carriers: u8,
    /// 4 or 6; 0 = either.
    pub(crate) version: u8,
    pub(crate) applications: Box<[&'static str]>,
    /// Who must speak.
    pub(crate) side: Option<Side>,
    pub(crate) established: Option<bool>,
    /// Request and response of one transaction hold together.
    pub(crate) transactional: bool,
    pub(crate) kind: Kind,
    /// For TCP: whether its payload sections are held against the stream, and against packets.
    pub(crate) on_stream: bool,
    pub(crate) on_packets: bool,
    pub(crate) packet: Box<[PacketCheck]>,
    pub(crate) flow: Box<[FlowCheck]>,
    /// Names of decode and stream events that the packet must have.
    pub(crate) packet_events: Box<[Box<str>]>,
    pub(crate) parts: Box<[PartCheck]>,
    pub(crate) sections: Box<[SectionOps]>,
    pub(crate) effects: Box<[EffectOp]>,
    pub(crate) tells: bool,
    pub(crate) threshold: Option<Box<Threshold>>,
    pub(crate) filter: Option<Box<Threshold>>,
}

/// When a rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Addresses only: once a flow and side.
    Addresses,
    /// The protocol only: once a flow and side.
    Protocol,
    /// Each packet, or what a stream brings.
    Packet,
    /// Transactions.
    Parts,
    /// It asks for what a probe does not have.
    Never,
}

/// Where a section is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Payload,
    Base64,
    Header(HeaderPart),
    Named(u32),
}

#[derive(Debug)]
pub(crate) struct SectionOps {
    pub(crate) source: Source,
    pub(crate) side: Option<Side>,
    /// Place of its transformations among those of the rules; 0 = none.
    pub(crate) transforms: u32,
    pub(crate) ops: Box<[Op]>,
    /// Whether what has not come yet could change the answer from yes to no.
    pub(crate) needs_whole: bool,
    /// The buffer comes in pieces.
    pub(crate) is_body: bool,
    pub(crate) absent: Absent,
}

/// Whether a section also holds, or only holds, where there is no such buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    No,
    OrElse,
    Only,
}

/// A condition on the flow and what rules said of it before.
#[derive(Debug)]
pub(crate) enum FlowCheck {
    Bits { check: BitCheck, names: Box<[u32]>, any: bool },
    HostBit { check: BitCheck, name: u32, track: Track },
    Number { name: u32, how: IntCheck, value: IntOperand },
    Protocol { names: Box<[&'static str]>, wanted: Box<str>, negated: bool },
    Count { field: Count, is: Numbers },
    StreamSize { direction: Direction, is: Numbers },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntCheck {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
    IsSet,
    IsNotSet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntOperand {
    Is(u64),
    Name(u32),
}

/// A number of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// Seconds.
    Age,
    Packets(Direction),
    Bytes(Direction),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Client,
    Server,
    /// Each of the two.
    Both,
    /// One of the two.
    Either,
    /// The two together.
    Sum,
}

impl Direction {
    /// Whether the numbers of client and server are as asked for.
    pub(crate) fn holds(self, is: &Numbers, [client, server]: [u64; 2]) -> bool {
        match self {
            Self::Client => is.holds(client),
            Self::Server => is.holds(server),
            Self::Both => is.holds(client) && is.holds(server),
            Self::Either => is.holds(client) || is.holds(server),
            Self::Sum => is.holds(client.saturating_add(server)),
        }
    }
}

/// What a match does.
#[derive(Debug)]
pub(crate) enum EffectOp {
    Bits { how: BitChange, names: Box<[u32]> },
    HostBit { how: BitChange, name: u32, track: Track, seconds: u32 },
    Number { name: u32, how: IntChange, value: IntOperand },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntChange {
    Set,
    Add,
    Subtract,
}
