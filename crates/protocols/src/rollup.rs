//! The output budget: cyclic traffic is told once a window, a flood degrades to counts.
//!
//! What goes through untouched: everything with [`Risk::Write`] or more, and the first of anything.
//! What is merged: observations without anomalies that say the same (flow, speaker, protocol,
//! operation, object, outcome) within a window of capture time; the one sent for them carries their
//! `count`, and the fields, time and packet of the last of them.
//! What is counted only: the rest, once [`Limits::per_second`] is reached; a notice says how many.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use model::event::ProbeEvent;
use model::observation::{Anomaly, Kind, Name, Observation, Risk};

use crate::sink::blank;

#[cfg(test)]
mod tests;

/// The budget.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Nanoseconds of capture time within which equal observations are one; 0 = merge nothing.
    pub window: i64,
    /// Whether a changed value digest makes an observation unequal.
    pub on_change: bool,
    /// Different observations remembered; beyond it, new ones are not merged.
    pub max_keys: usize,
    /// Observations sent for a second of capture time, writes and commands apart; 0 = no limit.
    pub per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { window: 1_000_000_000, on_change: false, max_keys: 65_536, per_second: 5_000 }
    }
}

impl Limits {
    /// Everything is sent as it is.
    pub fn none() -> Self {
        Self { window: 0, on_change: false, max_keys: 0, per_second: 0 }
    }
}

/// What became of the observations offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub sent: u64,
    pub merged: u64,
    pub suppressed: u64,
}

/// An observation said lately, and how often since it was last sent.
struct Held {
    like: Observation,
    count: u32,
}

/// The state of the budget.
pub struct Rollup {
    limits: Limits,
    held: HashMap<u64, Held, BuildHasherDefault<Passed>>,
    /// Ends of windows, in order: every window is equally long.
    due: VecDeque<(i64, u64)>,
    now: i64,
    /// The second of capture time that is being filled, and what was sent in it.
    second: i64,
    in_second: u32,
    /// What was only counted in this second, by protocol, with the last of each.
    over: Vec<(Name, u32, Observation)>,
    totals: Totals,
}

/// Keys are hashes already.
#[derive(Default)]
pub(crate) struct Passed(u64);

impl Hasher for Passed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Multiply-rotate over whatever is hashed: equality is checked besides, so weak is good enough.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
            self.write_u64(word);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }
    fn write_u16(&mut self, n: u16) {
        self.write_u64(n.into());
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

fn key(o: &Observation) -> u64 {
    let mut h = Quick::default();
    h.write_u64(o.flow);
    h.write(&o.source.mac.0);
    h.write_u16(o.source.port);
    h.write_u32(o.code);
    h.write_u8(o.kind as u8);
    h.write(o.operation.as_bytes());
    o.object.hash(&mut h);
    h.finish()
}

/// Whether two observations say the same of the same.
fn same(a: &Observation, b: &Observation) -> bool {
    a.flow == b.flow
        && a.source == b.source
        && a.target == b.target
        && a.vlan == b.vlan
        && a.kind == b.kind
        && a.code == b.code
        && a.protocol == b.protocol
        && a.operation == b.operation
        && a.object == b.object
        && a.outcome == b.outcome
}

impl Rollup {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            held: HashMap::default(),
            due: VecDeque::new(),
            now: i64::MIN,
            second: i64::MIN,
            in_second: 0,
            over: Vec::new(),
            totals: Totals::default(),
        }
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Takes an observation and sends what is due. May take the observation's fields.
    pub fn offer(&mut self, observation: &mut Observation, out: &mut dyn FnMut(ProbeEvent)) {
        self.advance(observation.time.0, out);
        if observation.risk >= Risk::Write {
            self.totals.sent += 1;
            out(ProbeEvent::Observation(observation.clone()));
            return;
        }
        let merges = self.limits.window > 0 && observation.anomalies.is_empty();
        if merges && self.merge(observation) {
            self.totals.merged += 1;
            return;
        }
        self.send(observation, out);
    }

    /// Whether the observation is one more of something said lately; remembers it if not.
    fn merge(&mut self, observation: &mut Observation) -> bool {
        let key = key(observation);
        if let Some(held) = self.held.get_mut(&key) {
            if !same(&held.like, observation) {
                return false;
            }
            let changed = held.like.value_digest != observation.value_digest;
            held.like.value_digest = observation.value_digest;
            if changed && self.limits.on_change {
                return false;
            }
            held.count = held.count.saturating_add(1);
            held.like.time = observation.time;
            held.like.packet = observation.packet;
            std::mem::swap(&mut held.like.fields, &mut observation.fields);
            return true;
        }
        if self.held.len() < self.limits.max_keys {
            self.due.push_back((self.now.saturating_add(self.limits.window), key));
            self.held.insert(key, Held { like: observation.clone(), count: 0 });
        }
        false
    }

    /// Sends within the budget, counts beyond it.
    fn send(&mut self, observation: &Observation, out: &mut dyn FnMut(ProbeEvent)) {
        let limit = self.limits.per_second;
        if limit > 0 && self.in_second >= limit {
            self.suppress(observation);
            return;
        }
        self.in_second += 1;
        self.totals.sent += 1;
        out(ProbeEvent::Observation(observation.clone()));
    }

    fn suppress(&mut self, observation: &Observation) {
        let count = observation.count;
        self.totals.suppressed += u64::from(count);
        match self.over.iter_mut().find(|(name, _, _)| *name == observation.protocol) {
            Some((_, total, _)) => *total = total.saturating_add(count),
            None => self.over.push((observation.protocol.clone(), count, observation.clone())),
        }
    }

    /// Moves capture time on: ends windows and seconds. Time that runs backwards changes nothing.
    fn advance(&mut self, time: i64, out: &mut dyn FnMut(ProbeEvent)) {
        if time <= self.now {
            return;
        }
        self.now = time;
        let second = time.div_euclid(1_000_000_000);
        if second != self.second {
            self.notices(out);
            (self.second, self.in_second) = (second, 0);
        }
        while let Some((_, key)) = self.due.pop_front_if(|(end, _)| *end <= time) {
            self.close(key, Some(time), out);
        }
    }

    /// Ends a window: sends what was merged in it, forgets what did not come again.
    fn close(&mut self, key: u64, again: Option<i64>, out: &mut dyn FnMut(ProbeEvent)) {
        let Some(mut held) = self.held.remove(&key) else { return };
        if held.count == 0 {
            return;
        }
        held.like.count = std::mem::take(&mut held.count);
        self.send(&held.like, out);
        if let Some(now) = again {
            self.due.push_back((now.saturating_add(self.limits.window), key));
            self.held.insert(key, held);
        }
    }

    /// Says how much was counted only.
    fn notices(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        for (protocol, count, last) in std::mem::take(&mut self.over) {
            let anomaly =
                Anomaly { code: Cow::Borrowed("probe.output_budget"), offset: 0, field: None };
            out(ProbeEvent::Observation(Observation {
                time: last.time,
                packet: last.packet,
                transport: last.transport,
                source: last.source,
                target: last.target,
                protocol,
                kind: Kind::Spontaneous,
                operation: Cow::Borrowed("output_degraded"),
                anomalies: vec![anomaly],
                count,
                ..blank()
            }));
        }
    }

    /// Sends what is held back.
    pub fn finish(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        while let Some((_, key)) = self.due.pop_front() {
            self.close(key, None, out);
        }
        self.notices(out);
    }
}
