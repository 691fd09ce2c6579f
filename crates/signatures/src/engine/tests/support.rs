//! Rules as text, traffic in a few words, and the signatures that told.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use model::CaptureTime;
use model::event::{FlowState, ProbeEvent};
use model::observation::{Endpoint, Transport};
use packet::build::{self, Conversation, Peer, Place};
use packet::{Context, Direction, Frame, Layers, LinkType, Side};
use protocols::{Config, FlowView, Listener, Part, Pipeline};

use crate::engine::{DataSets, Engine, Limits, RuleSet, Stats};
use crate::language::{self, Options};

pub(super) const CLIENT: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 10);
pub(super) const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 20);

pub(super) fn rules(text: &str) -> RuleSet {
    rules_with(text, &DataSets::new())
}

pub(super) fn rules_with(text: &str, given: &DataSets) -> RuleSet {
    let file = language::read(0, text.as_bytes(), &Options::default());
    assert!(file.failed.is_empty(), "{:?}", file.failed);
    let (set, failed) = RuleSet::compile(file.rules, given);
    assert!(failed.is_empty(), "{failed:?}");
    set
}

/// Numbers rules that have no `sid` of their own, from 1.
pub(super) fn numbered(lines: &[&str]) -> String {
    let line = |(place, text): (usize, &&str)| {
        let end = text.rfind(')').unwrap();
        format!("{}sid:{};)\n", &text[..end], place + 1)
    };
    lines.iter().enumerate().map(line).collect()
}

pub(super) fn client() -> Peer {
    Peer::new(CLIENT, 40_000)
}

pub(super) fn server(port: u16) -> Peer {
    Peer::new(SERVER, port)
}

/// A TCP conversation with these segments, from handshake to close.
pub(super) fn tcp(port: u16, said: &[(Side, &[u8])]) -> Vec<Vec<u8>> {
    let mut talk = Conversation::new(client(), server(port));
    let mut frames = talk.open();
    frames.extend(said.iter().map(|(side, bytes)| talk.say(*side, bytes)));
    frames.extend(talk.close());
    frames
}

/// What the client says in one segment.
pub(super) fn said(port: u16, bytes: &[u8]) -> Vec<Vec<u8>> {
    tcp(port, &[(Side::Client, bytes)])
}

pub(super) fn udp(port: u16, bytes: &[u8]) -> Vec<Vec<u8>> {
    vec![build::udp(&client(), &server(port), bytes)]
}

pub(super) fn icmp(message: &[u8]) -> Vec<Vec<u8>> {
    vec![build::ip(&client(), &server(0), 1, Place::default(), message)]
}

/// A pipeline with an engine at work.
pub(super) struct Bench {
    pipeline: Pipeline,
    number: u64,
    pub(super) told: Vec<u32>,
}

impl Bench {
    pub(super) fn new(set: RuleSet) -> Self {
        let engine = Engine::new(Arc::new(set), Limits::default());
        let pipeline = Pipeline::with_listener(Config::counting(), Box::new(engine));
        Self { pipeline, number: 0, told: Vec::new() }
    }

    /// Each packet a millisecond after the one before, from `start` seconds on.
    pub(super) fn packets(&mut self, start: i64, frames: &[Vec<u8>]) {
        for (place, data) in (0..).zip(frames) {
            self.number += 1;
            let frame = Frame {
                time: CaptureTime(start * 1_000_000_000 + place * 1_000_000),
                number: self.number,
                link: LinkType::Ethernet,
                data,
                wire_len: u32::try_from(data.len()).unwrap(),
            };
            let told = &mut self.told;
            self.pipeline.packet(&frame, &mut |event| note(told, &event));
        }
    }

    pub(super) fn finish(mut self) -> Vec<u32> {
        let told = &mut self.told;
        self.pipeline.finish(&mut |event| note(told, &event));
        self.told
    }
}

fn note(told: &mut Vec<u32>, event: &ProbeEvent) {
    if let ProbeEvent::Alert(alert) = event {
        told.push(alert.sid);
    }
}

/// Signatures that tell of the frames, each as often as it told, in the order of numbers.
pub(super) fn alerts(text: &str, frames: &[Vec<u8>]) -> Vec<u32> {
    let mut bench = Bench::new(rules(text));
    bench.packets(1_000, frames);
    let mut told = bench.finish();
    told.sort_unstable();
    told
}

/// Which of the rules tell of the frames at all, by their places from 1.
pub(super) fn check(lines: &[&str], frames: &[Vec<u8>], expected: &[u32]) {
    let mut told = alerts(&numbered(lines), frames);
    told.dedup();
    assert_eq!(told, expected, "{lines:#?}");
}

/// An engine that is told parts by hand: flows without packets.
pub(super) struct Parts {
    engine: Engine,
    client: Endpoint,
    server: Endpoint,
    packet: u64,
    told: Vec<u32>,
}

impl Parts {
    pub(super) fn new(text: &str) -> Self {
        Self::with(rules(text), Limits::default())
    }

    pub(super) fn with(set: RuleSet, limits: Limits) -> Self {
        let end = |peer: Peer| Endpoint { mac: peer.mac, ip: Some(peer.ip), port: peer.port };
        Self {
            engine: Engine::new(Arc::new(set), limits),
            client: end(client()),
            server: end(server(80)),
            packet: 0,
            told: Vec::new(),
        }
    }

    fn context(&self) -> Context {
        Context {
            time: CaptureTime(1_000_000_000),
            number: self.packet,
            link: LinkType::Ethernet,
            wire_len: 60,
            captured: 60,
            src_mac: self.client.mac,
            dst_mac: self.server.mac,
            vlan: [0; 2],
            third_vlan: 0,
            src_ip: Some(IpAddr::V4(CLIENT)),
            dst_ip: Some(IpAddr::V4(SERVER)),
        }
    }

    /// One packet of `side` in flow `id`, speaking `protocol`, that brings `parts`.
    pub(super) fn packet(
        &mut self,
        id: u64,
        protocol: &'static str,
        side: Side,
        stream: &[u8],
        parts: &[Part<'_>],
    ) {
        self.packet += 1;
        let at = self.context();
        let (client, server) = (self.client, self.server);
        let flow = FlowView {
            id,
            transport: Transport::Tcp,
            client: &client,
            server: &server,
            direction: Direction::Handshake,
            state: FlowState::Established,
            vlan: [0; 2],
            first: at.time,
            last: at.time,
            packets: [3, 3],
            bytes: [180, 180],
            protocol,
            from: side,
        };
        let layers = Layers { version: 4, protocol: 6, payload: stream, ..Layers::default() };
        let told = &mut self.told;
        self.engine.packet(&at, &layers, Some(&flow));
        if !stream.is_empty() {
            self.engine.stream(&at, &flow, stream);
        }
        for part in parts {
            self.engine.part(&at, &flow, part);
        }
        self.engine.packet_end(&at, &layers, Some(&flow), &mut |event| note(told, &event));
    }

    pub(super) fn replace(&mut self, set: RuleSet) {
        self.engine.replace(Arc::new(set));
    }

    pub(super) fn stats(&self) -> Stats {
        self.engine.stats()
    }

    /// What was told since asked last, each signature as often as it told.
    pub(super) fn told(&mut self) -> Vec<u32> {
        let mut told = std::mem::take(&mut self.told);
        told.sort_unstable();
        told
    }
}

pub(super) fn buffer<'a>(transaction: u32, name: &'static str, data: &'a [u8]) -> Part<'a> {
    Part::Buffer { transaction, name, data, more: false }
}

pub(super) fn more<'a>(transaction: u32, name: &'static str, data: &'a [u8]) -> Part<'a> {
    Part::Buffer { transaction, name, data, more: true }
}

pub(super) fn done(transaction: u32) -> Part<'static> {
    Part::Done { transaction }
}
