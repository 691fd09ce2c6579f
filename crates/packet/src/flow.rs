//! A conversation and where in it we are.

use model::CaptureTime;
use model::event::FlowState;
use model::observation::{Anomaly, Endpoint, Mac, Transport};
use std::net::IpAddr;

use crate::link::LinkType;

/// Where and when: what is known of the packet at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    pub time: CaptureTime,
    /// Number of the packet within its capture, from 1.
    pub number: u64,
    pub link: LinkType,
    /// Bytes on the wire, link header included.
    pub wire_len: u32,
    /// Bytes of it that the capture holds.
    pub captured: u32,
    pub src_mac: Mac,
    pub dst_mac: Mac,
    /// Outer-to-inner VLAN ids; 0 = none.
    pub vlan: [u16; 2],
    /// Id of a third tag, which tells no flows apart; 0 = none.
    pub third_vlan: u16,
    /// The network addresses, once read.
    pub src_ip: Option<IpAddr>,
    pub dst_ip: Option<IpAddr>,
}

/// Who speaks, relative to [`Flow::client`] and [`Flow::server`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Client,
    Server,
}

impl Side {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// 0 for the client, 1 for the server: the place in [`Flow::packets`] and [`Flow::bytes`].
    pub fn index(self) -> usize {
        match self {
            Self::Client => 0,
            Self::Server => 1,
        }
    }
}

/// How the engine knows which side is the client, in falling order of certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A SYN or SYN-ACK was seen.
    Handshake,
    /// A parser turned the flow round, or confirmed it.
    Content,
    /// One port is a known server port, or much lower than the other.
    Port,
    /// The first speaker is taken for the client.
    First,
}

/// A conversation between two endpoints.
#[derive(Debug)]
pub struct Flow<S> {
    /// From 1, unique within the engine.
    pub id: u64,
    pub transport: Transport,
    pub client: Endpoint,
    pub server: Endpoint,
    pub direction: Direction,
    pub vlan: [u16; 2],
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// Packets and wire bytes sent by `[client, server]`.
    pub packets: [u64; 2],
    pub bytes: [u64; 2],
    pub state: FlowState,
    /// Stream bytes lost to gaps of known size, sent by `[client, server]`.
    pub lost: [u64; 2],
    /// What was wrong at transport level, each code once, at most [`Flow::MAX_ANOMALIES`].
    pub anomalies: Vec<Anomaly>,
    /// The analyzer's own.
    pub session: S,
    /// Whether the endpoint with the lower key is the server.
    pub(crate) low_is_server: bool,
}

impl<S> Flow<S> {
    pub const MAX_ANOMALIES: usize = 16;

    /// Swaps client and server, because content proves the guess wrong. Whatever is delivered
    /// afterwards names its side accordingly.
    pub fn turn(&mut self) {
        std::mem::swap(&mut self.client, &mut self.server);
        self.packets.swap(0, 1);
        self.bytes.swap(0, 1);
        self.lost.swap(0, 1);
        self.low_is_server = !self.low_is_server;
        self.direction = Direction::Content;
    }

    /// Notes that content proves the guess right.
    pub fn confirm(&mut self) {
        if self.direction != Direction::Handshake {
            self.direction = Direction::Content;
        }
    }

    /// Adds an anomaly unless its code is known already or there are too many.
    pub fn note(&mut self, anomaly: Anomaly) {
        if self.anomalies.len() < Self::MAX_ANOMALIES
            && !self.anomalies.iter().any(|a| a.code == anomaly.code)
        {
            self.anomalies.push(anomaly);
        }
    }

    pub fn endpoint(&self, side: Side) -> &Endpoint {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// The side that the endpoint with the lower (or higher) key has at the moment.
    pub(crate) fn side_of(&self, low: bool) -> Side {
        if low == self.low_is_server { Side::Server } else { Side::Client }
    }
}
