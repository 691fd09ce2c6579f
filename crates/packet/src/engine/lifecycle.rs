//! How flows begin and end: creation, eviction, idle timeouts, the limit on buffered bytes.

use model::CaptureTime;
use model::event::FlowState;
use model::observation::{Endpoint, Transport};

use super::delivery::Delivery;
use super::{Analyzer, Ends, Engine};
use crate::flow::{Context, Direction, Flow};
use crate::table::{Class, Entry, Key, Progress};

/// Ports that industrial devices and common services listen on, besides all below 1024.
const SERVER_PORTS: [u16; 26] = [
    1089, 1090, 1091, 1153, 1883, 1911, 2222, 2404, 2455, 3389, 4712, 4713, 4840, 4911, 5007, 5094,
    5432, 8080, 8883, 9600, 18245, 20000, 20547, 34964, 44818, 47808,
];

/// Lists are kept in order to this (see `table`), and looked through as often.
pub(super) const GRAIN: i64 = 1_000_000_000;

/// Whether the sender is the client, and how sure that is.
pub(super) fn guess(sender: u16, receiver: u16) -> (bool, Direction) {
    let rank = |port: u16| match port {
        0 => 1u8,
        1..1024 => 3,
        _ if SERVER_PORTS.contains(&port) => 3,
        1024..32_768 => 1,
        _ => 0,
    };
    let (s, r) = (rank(sender), rank(receiver));
    if s == r { (true, Direction::First) } else { (r > s, Direction::Port) }
}

/// Which timeout a state has.
pub(super) fn class(transport: Transport, state: FlowState) -> Class {
    match (transport, state) {
        (Transport::Tcp, FlowState::Attempt) => Class::Attempt,
        (Transport::Tcp, FlowState::Established | FlowState::Midstream) => Class::Tcp,
        (Transport::Tcp, _) => Class::Closed,
        _ => Class::Udp,
    }
}

/// What is known of a flow when its first packet is seen.
pub(super) struct Opening {
    pub(super) key: Key,
    pub(super) sender_low: bool,
    pub(super) sender_is_client: bool,
    pub(super) direction: Direction,
    pub(super) transport: Transport,
    pub(super) state: FlowState,
    pub(super) progress: Progress,
}

impl<S: Default> Engine<S> {
    /// Adds a flow, at another's expense if the table is full.
    pub(super) fn open<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        ends: &Ends,
        opening: Opening,
        analyzer: &mut A,
    ) -> u32 {
        while self.table.len() >= self.config.max_flows.max(1) {
            if !self.evict(at, analyzer) {
                break;
            }
        }
        let sender = Endpoint { mac: at.src_mac, ip: Some(ends.src.0), port: ends.src.1 };
        let receiver = Endpoint { mac: at.dst_mac, ip: Some(ends.dst.0), port: ends.dst.1 };
        let (client, server) =
            if opening.sender_is_client { (sender, receiver) } else { (receiver, sender) };
        let flow = Flow {
            id: self.next_id,
            transport: opening.transport,
            client,
            server,
            direction: opening.direction,
            vlan: at.vlan,
            first: at.time,
            last: at.time,
            packets: [0; 2],
            bytes: [0; 2],
            state: opening.state,
            lost: [0; 2],
            anomalies: Vec::new(),
            session: S::default(),
            low_is_server: opening.sender_low != opening.sender_is_client,
        };
        self.next_id += 1;
        let class = class(opening.transport, opening.state);
        let slot = self.table.insert(opening.key, flow, opening.progress, class, at.time.0);
        if let Some(entry) = self.table.get_mut(slot) {
            entry.next_tick = at.time.0.saturating_add(self.config.tick);
        }
        self.stats.flows += 1;
        self.stats.flows_now = self.table.len() as u64;
        self.stats.flows_most = self.stats.flows_most.max(self.stats.flows_now);
        slot
    }

    /// Ends the flow that can best be spared: a closed one, an attempt, else the longest silent.
    fn evict<A: Analyzer<Session = S>>(&mut self, at: &Context, analyzer: &mut A) -> bool {
        let mut age = |class| self.table.oldest(class).map(|(slot, entry)| (entry.linked_at, slot));
        let spare = age(Class::Closed).or_else(|| age(Class::Attempt));
        let oldest = spare.or_else(|| age(Class::Udp).into_iter().chain(age(Class::Tcp)).min());
        let Some((_, slot)) = oldest else { return false };
        self.stats.evicted += 1;
        self.end(slot, at, analyzer);
        true
    }

    /// A flow's last words.
    pub(super) fn end<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        at: &Context,
        analyzer: &mut A,
    ) {
        let Some(mut entry) = self.table.remove(slot) else { return };
        self.flush(&mut entry, at, analyzer);
        analyzer.flow_ended(&mut entry.flow, at);
        self.stats.flows_now = self.table.len() as u64;
    }

    /// Delivers what a flow that was taken out still holds.
    fn flush<A: Analyzer<Session = S>>(
        &mut self,
        entry: &mut Entry<S>,
        at: &Context,
        analyzer: &mut A,
    ) {
        let Progress::Tcp(halves) = &mut entry.progress else { return };
        let flow = &mut entry.flow;
        for (half, low) in halves.iter_mut().zip([true, false]) {
            self.buffered = self.buffered.saturating_sub(half.buffered());
            let mut out = Delivery {
                flow: &mut *flow,
                analyzer,
                at,
                stats: &mut self.stats,
                watched: false,
                low,
            };
            half.flush(&mut out);
        }
        self.stats.buffered_now = self.buffered as u64;
    }

    /// Ends what has been silent for too long. The clock is the earlier of the last two packets'.
    #[inline]
    pub(super) fn sweep<A: Analyzer<Session = S>>(&mut self, at: &Context, analyzer: &mut A) {
        let clock = at.time.0.min(self.previous);
        if clock < self.next_sweep && self.next_sweep.saturating_sub(clock) <= GRAIN {
            return;
        }
        self.next_sweep = clock.saturating_add(GRAIN);
        for class in Class::ALL {
            while self.expire(class, clock, at, analyzer) {}
        }
    }

    /// Ends or postpones the oldest flow of a class; false if it is young.
    fn expire<A: Analyzer<Session = S>>(
        &mut self,
        class: Class,
        clock: i64,
        at: &Context,
        analyzer: &mut A,
    ) -> bool {
        let timeout = match class {
            Class::Closed => self.config.closed_idle,
            Class::Attempt => self.config.attempt_idle,
            Class::Udp => self.config.udp_idle,
            Class::Tcp => self.config.tcp_idle,
        }
        .max(GRAIN);
        let Some((slot, entry)) = self.table.oldest(class) else { return false };
        if clock.saturating_sub(entry.linked_at) < timeout {
            return false;
        }
        let CaptureTime(last) = entry.flow.last;
        if clock.saturating_sub(last) < timeout {
            self.table.relink(slot, class, last);
        } else {
            self.end(slot, at, analyzer);
        }
        true
    }

    /// Books what a flow's buffers grew or shrank by, and makes room if they are too large.
    #[inline]
    pub(super) fn book<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        before: usize,
        after: usize,
        at: &Context,
        analyzer: &mut A,
    ) {
        if before == 0 && after == 0 {
            return;
        }
        self.buffered = (self.buffered + after).saturating_sub(before);
        if after > 0
            && let Some(entry) = self.table.get_mut(slot)
            && !entry.holder
        {
            entry.holder = true;
            self.holders.push_back((slot, entry.flow.id));
        }
        while self.buffered > self.config.max_buffered_total && self.relieve(at, analyzer) {}
        self.stats.buffered_now = self.buffered as u64;
        self.stats.buffered_most = self.stats.buffered_most.max(self.stats.buffered_now);
        if self.holders.len() > self.table.len() * 2 + 64 {
            let table = &mut self.table;
            self.holders
                .retain(|(slot, id)| table.get_mut(*slot).is_some_and(|e| e.flow.id == *id));
        }
    }

    /// Makes the flow that has buffered longest give up its holes.
    fn relieve<A: Analyzer<Session = S>>(&mut self, at: &Context, analyzer: &mut A) -> bool {
        let Some((slot, id)) = self.holders.pop_front() else { return false };
        let Some(entry) = self.table.get_mut(slot).filter(|e| e.flow.id == id) else { return true };
        entry.holder = false;
        let Progress::Tcp(halves) = &mut entry.progress else { return true };
        for (half, low) in halves.iter_mut().zip([true, false]) {
            self.buffered = self.buffered.saturating_sub(half.buffered());
            let flow = &mut entry.flow;
            let mut out =
                Delivery { flow, analyzer, at, stats: &mut self.stats, watched: false, low };
            half.flush(&mut out);
        }
        true
    }
}
