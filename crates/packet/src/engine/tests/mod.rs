//! The engine as an analyzer hears it.

mod corpus;
mod datagrams;
mod limits;
mod packets;
mod properties;
mod streams;

use std::collections::BTreeMap;

use model::CaptureTime;
use model::event::FlowState;
use model::observation::{Anomaly, Endpoint};

use crate::build::{Conversation, Peer};
use crate::capture::Frame;
use crate::config::{Config, Stats};
use crate::engine::{Analyzer, Engine};
use crate::flow::{Context, Direction, Flow, Side};
use crate::layers::Layers;
use crate::link::LinkType;

pub(super) const MS: i64 = 1_000_000;
pub(super) const SECOND: i64 = 1_000 * MS;

/// What a flow was when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) id: u64,
    pub(super) client: Endpoint,
    pub(super) server: Endpoint,
    pub(super) direction: Direction,
    pub(super) state: FlowState,
    pub(super) packets: [u64; 2],
    pub(super) lost: [u64; 2],
    pub(super) anomalies: Vec<String>,
    /// What client and server said; a gap is written `<lost>`.
    pub(super) said: [Vec<u8>; 2],
}

/// What a session keeps: the bytes of both sides.
#[derive(Debug, Default)]
pub(super) struct Said([Vec<u8>; 2]);

/// Records everything.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) frames: Vec<(u16, [u16; 2], Vec<u8>)>,
    pub(super) datagrams: Vec<(Side, Vec<u8>)>,
    pub(super) ended: Vec<Ended>,
    pub(super) anomalies: BTreeMap<String, u64>,
    pub(super) ticks: u64,
    /// Whether to listen to packets, and what was heard of them and in them, in order.
    pub(super) watch: bool,
    pub(super) log: Vec<String>,
    /// Turn a flow round at its first bytes.
    pub(super) turn: bool,
}

impl Analyzer for Heard {
    type Session = Said;

    fn frame(&mut self, at: &Context, ethertype: u16, payload: &[u8]) {
        self.frames.push((ethertype, at.vlan, payload.to_vec()));
    }
    fn datagram(&mut self, flow: &mut Flow<Said>, side: Side, _: &Context, payload: &[u8]) {
        flow.session.0[side.index()].extend(payload);
        self.datagrams.push((side, payload.to_vec()));
        self.note(format!("datagram {}", text(payload)));
    }
    fn stream(&mut self, flow: &mut Flow<Said>, side: Side, at: &Context, data: &[u8]) {
        assert!(!data.is_empty(), "no empty deliveries");
        let mut side = side;
        if std::mem::take(&mut self.turn) {
            flow.turn();
            side = side.other();
        }
        flow.session.0[side.index()].extend(data);
        self.note(format!("stream {} of {}", text(data), at.number));
    }
    fn gap(&mut self, flow: &mut Flow<Said>, side: Side, _: &Context, lost: u64) {
        flow.session.0[side.index()].extend(format!("<{lost}>").bytes());
    }
    fn wants_packets(&self) -> bool {
        self.watch
    }
    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<(&mut Flow<Said>, Side)>) {
        let (network, transport) = (layers.network.len(), layers.transport.len());
        let payload = text(layers.payload);
        let side = flow.map(|(_, side)| side);
        self.note(format!(
            "{} v{} {network} p{} {transport} {payload:?} {side:?}{}",
            at.number,
            layers.version,
            layers.protocol,
            if layers.fragment { " fragment" } else { "" }
        ));
    }
    fn packet_end(&mut self, at: &Context, _: &Layers<'_>, _: Option<(&mut Flow<Said>, Side)>) {
        self.note(format!("{} end", at.number));
    }
    fn decode_event(&mut self, _: &Context, name: &'static str) {
        self.note(format!("event {name}"));
    }
    fn stream_event(&mut self, _: &mut Flow<Said>, _: &Context, name: &'static str) {
        self.note(format!("stream event {name}"));
    }
    fn flow_ended(&mut self, flow: &mut Flow<Said>, _: &Context) {
        self.ended.push(Ended {
            id: flow.id,
            client: flow.client,
            server: flow.server,
            direction: flow.direction,
            state: flow.state,
            packets: flow.packets,
            lost: flow.lost,
            anomalies: flow.anomalies.iter().map(|a| a.code.to_string()).collect(),
            said: flow.session.0.clone(),
        });
    }
    fn flow_tick(&mut self, _: &mut Flow<Said>, _: &Context) {
        self.ticks += 1;
    }
    fn anomaly(&mut self, _: &Context, anomaly: Anomaly) {
        *self.anomalies.entry(anomaly.code.to_string()).or_default() += 1;
    }
}

impl Heard {
    fn note(&mut self, line: String) {
        if self.watch {
            self.log.push(line);
        }
    }
}

/// An engine that is being fed.
pub(super) struct Bench {
    pub(super) engine: Engine<Said>,
    pub(super) heard: Heard,
    pub(super) time: i64,
    number: u64,
    pub(super) link: LinkType,
}

impl Bench {
    pub(super) fn new(config: Config) -> Self {
        let heard = Heard::default();
        let link = LinkType::Ethernet;
        Self { engine: Engine::new(config), heard, time: 1_000 * SECOND, number: 0, link }
    }

    /// Feeds a frame of which the capture holds the first `captured` bytes.
    pub(super) fn snapped(&mut self, frame: &[u8], captured: usize) {
        self.number += 1;
        let frame = Frame {
            time: CaptureTime(self.time),
            number: self.number,
            link: self.link,
            data: &frame[..captured.min(frame.len())],
            wire_len: u32::try_from(frame.len()).unwrap(),
        };
        self.engine.packet(&frame, &mut self.heard);
    }

    pub(super) fn feed(&mut self, frame: &[u8]) {
        self.snapped(frame, frame.len());
    }

    /// Feeds frames a millisecond apart.
    pub(super) fn feed_all<'a>(&mut self, frames: impl IntoIterator<Item = &'a Vec<u8>>) {
        for frame in frames {
            self.feed(frame);
            self.time += MS;
        }
    }

    pub(super) fn finish(mut self) -> (Heard, Stats) {
        self.engine.finish(&mut self.heard);
        (self.heard, *self.engine.stats())
    }

    /// The only flow there was.
    pub(super) fn only(self) -> Ended {
        let (mut heard, _) = self.finish();
        assert_eq!(heard.ended.len(), 1, "{:?}", heard.ended);
        heard.ended.remove(0)
    }
}

pub(super) fn client() -> Peer {
    Peer::new([10, 0, 0, 9], 50_000)
}

pub(super) fn server() -> Peer {
    Peer::new([10, 0, 0, 1], 502)
}

pub(super) fn talk() -> Conversation {
    Conversation::new(client(), server())
}

pub(super) fn endpoint(peer: &Peer) -> Endpoint {
    Endpoint { mac: peer.mac, ip: Some(peer.ip), port: peer.port }
}

pub(super) fn text(said: &[u8]) -> String {
    String::from_utf8_lossy(said).into_owned()
}
