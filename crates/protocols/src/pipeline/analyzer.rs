//! What the engine tells the pipeline: frames, datagrams, stream bytes, gaps, ends of flows.

use model::event::FlowState;
use model::observation::{Anomaly, Endpoint, Transport};
use packet::{Analyzer, Context, Direction, Flow, Layers, Side};

use super::{Envelope, Tap, Told, client_key};
use crate::flow::{Progress, Stage, Track};
use crate::listen::FlowView;
use crate::protocol::{End, Pdu, Step};

impl Analyzer for Tap<'_> {
    type Session = Track;

    fn frame(&mut self, at: &Context, ethertype: u16, payload: &[u8]) {
        let place = self.core.roster.link(ethertype, payload);
        let number = self.core.links.iter().position(|link| Some(link.entry) == place);
        let Some(number) = number else { return };
        let end = |mac| Endpoint { mac, ip: None, port: 0 };
        let envelope = Envelope {
            flow: 0,
            transport: Transport::Ethernet,
            vlan: at.vlan,
            source: end(at.src_mac),
            target: end(at.dst_mac),
        };
        self.core.address(at, &envelope);
        if payload.is_empty() {
            return;
        }
        let mut link = self.core.links.swap_remove(number);
        let mut stray = Vec::new();
        let pdu = Pdu { from: End::A, server: None, data: payload };
        let name = self.core.registry.get(link.entry).map_or("", |entry| entry.name);
        let view = FlowView {
            id: 0,
            transport: Transport::Ethernet,
            client: &envelope.source,
            server: &envelope.target,
            direction: Direction::First,
            state: FlowState::Established,
            vlan: at.vlan,
            first: at.time,
            last: at.time,
            packets: [0; 2],
            bytes: [0; 2],
            protocol: name,
            from: Side::Client,
        };
        let done = self.core.guarded(link.entry, at, &view, &mut stray, self.out, |_, out| {
            let step = link.session.parse(&pdu, out);
            if matches!(step, Step::Need(_)) {
                out.anomaly("frame.truncated", payload.len(), "length");
            }
            step
        });
        let all = payload.len() as u64;
        let progress = match done {
            Some(Told { answer: Step::Done(_), .. }) => Progress { parsed: all, skipped: 0 },
            Some(_) => Progress { parsed: 0, skipped: all },
            None => {
                if let Some(entry) = self.core.registry.get(link.entry) {
                    link.session = (entry.open)();
                }
                Progress { parsed: 0, skipped: all }
            }
        };
        self.core.book(link.entry, progress, 0);
        self.core.links.push(link);
    }

    fn datagram(&mut self, flow: &mut Flow<Track>, side: Side, at: &Context, payload: &[u8]) {
        let from = flow.session.end(client_key(flow), side);
        if payload.is_empty() {
            return;
        }
        match flow.session.stage {
            Stage::Active(_) => self.active(flow, from, side, at, payload),
            _ => self.unknown(flow, from, side, at, payload),
        }
    }

    fn wants_packets(&self) -> bool {
        self.core.wants.packets
    }

    fn packet(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<(&mut Flow<Track>, Side)>,
    ) {
        let flow = flow.as_ref().map(|(flow, side)| self.core.view(flow, *side));
        if let Some(listener) = &mut self.core.listener {
            listener.packet(at, layers, flow.as_ref());
        }
    }

    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<(&mut Flow<Track>, Side)>,
    ) {
        let flow = flow.as_ref().map(|(flow, side)| self.core.view(flow, *side));
        if let Some(listener) = &mut self.core.listener {
            listener.packet_end(at, layers, flow.as_ref(), self.out);
        }
    }

    fn decode_event(&mut self, at: &Context, name: &'static str) {
        if let Some(listener) = &mut self.core.listener {
            listener.decode_event(at, name);
        }
    }

    fn stream_event(&mut self, flow: &mut Flow<Track>, at: &Context, name: &'static str) {
        let view = self.core.view(flow, Side::Client);
        if let Some(listener) = &mut self.core.listener {
            listener.stream_event(at, &view, name);
        }
    }

    fn stream(&mut self, flow: &mut Flow<Track>, side: Side, at: &Context, data: &[u8]) {
        if self.core.wants.streams {
            let view = self.core.view(flow, side);
            if let Some(listener) = &mut self.core.listener {
                listener.stream(at, &view, data);
            }
        }
        let from = flow.session.end(client_key(flow), side);
        self.said(flow, from, side, at, data);
    }

    fn gap(&mut self, flow: &mut Flow<Track>, side: Side, at: &Context, lost: u64) {
        if self.core.wants.streams {
            let view = self.core.view(flow, side);
            if let Some(listener) = &mut self.core.listener {
                listener.gap(at, &view, lost);
            }
        }
        let from = flow.session.end(client_key(flow), side);
        flow.session.forget(from);
        if let Stage::Active(active) = &mut flow.session.stage {
            let place = active.entry;
            let dropped = active.gap(from, lost);
            self.core.book(place, Progress { parsed: 0, skipped: dropped }, lost);
        }
    }

    fn flow_ended(&mut self, flow: &mut Flow<Track>, at: &Context) {
        if flow.transport == Transport::Tcp && matches!(flow.session.stage, Stage::Active(_)) {
            self.close(flow, at);
        }
        if let Stage::Active(active) = &mut flow.session.stage {
            let place = active.entry;
            let dropped = active.drop_pending(End::A) + active.drop_pending(End::B);
            self.core.book(place, Progress { parsed: 0, skipped: dropped }, 0);
        }
        for anomaly in &flow.anomalies {
            self.core.tally(anomaly);
        }
        let view = self.core.view(flow, Side::Client);
        if let Some(listener) = &mut self.core.listener {
            listener.flow_ended(at, &view, self.out);
        }
        self.summary(flow, true);
    }

    fn flow_tick(&mut self, flow: &mut Flow<Track>, _at: &Context) {
        self.summary(flow, false);
    }

    fn anomaly(&mut self, _at: &Context, anomaly: Anomaly) {
        self.core.tally(&anomaly);
    }
}
