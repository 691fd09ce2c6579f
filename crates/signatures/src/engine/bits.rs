//! What rules tell each other: bits and counters of flows, bits of hosts.
//!
//! Source: Suricata User Guide 8.0, "Flow Keywords" (flowbits, flowint), "Xbits Keyword".

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use model::CaptureTime;

use crate::engine::header::Party;
use crate::rule::{BitChange, BitCheck};

/// Bits and counters of one flow. Few, so that looking through them is quick.
#[derive(Debug, Default)]
pub(crate) struct FlowBits {
    set: Vec<u32>,
    numbers: Vec<(u32, u64)>,
}

/// Bits and counters that one flow may have: more rules than that do not meet in one flow.
const MAX_BITS: usize = 256;

impl FlowBits {
    pub(crate) fn is_set(&self, bit: u32) -> bool {
        self.set.contains(&bit)
    }

    pub(crate) fn change(&mut self, bit: u32, how: BitChange) {
        let place = self.set.iter().position(|set| *set == bit);
        match (how, place) {
            (BitChange::Set | BitChange::Toggle, None) if self.set.len() < MAX_BITS => {
                self.set.push(bit);
            }
            (BitChange::Unset | BitChange::Toggle, Some(place)) => {
                self.set.swap_remove(place);
            }
            _ => {}
        }
    }

    pub(crate) fn number(&self, name: u32) -> Option<u64> {
        self.numbers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    pub(crate) fn set_number(&mut self, name: u32, value: u64) {
        let room = self.numbers.len() < MAX_BITS;
        match self.numbers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None if room => self.numbers.push((name, value)),
            None => {}
        }
    }

    /// Brings the bits to the numbers that new rules have for the same names.
    pub(crate) fn renumber(&mut self, places: &HashMap<u32, u32>) {
        self.set = self.set.iter().filter_map(|bit| places.get(bit)).copied().collect();
        let numbers = self.numbers.iter();
        self.numbers =
            numbers.filter_map(|(name, value)| Some((*places.get(name)?, *value))).collect();
    }
}

/// Whose bit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Track {
    Source,
    Target,
    Pair,
}

impl Track {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ip_src" | "src" => Self::Source,
            "ip_dst" | "dst" => Self::Target,
            "ip_pair" | "both" => Self::Pair,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Host {
    One(IpAddr),
    Two(IpAddr, IpAddr),
}

impl Host {
    fn of(track: Track, source: Party, target: Party) -> Option<Self> {
        Some(match track {
            Track::Source => Self::One(source.ip?),
            Track::Target => Self::One(target.ip?),
            Track::Pair => {
                let (a, b) = (source.ip?, target.ip?);
                Self::Two(a.min(b), a.max(b))
            }
        })
    }
}

/// Bits of hosts and pairs of hosts, which expire.
#[derive(Debug, Default)]
pub(crate) struct HostBits {
    until: HashMap<(u32, Host), i64>,
    /// In the order in which they were set; may name ones that are gone.
    order: VecDeque<(u32, Host)>,
    most: usize,
}

impl HostBits {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub(crate) fn holds(
        &self,
        check: BitCheck,
        bit: u32,
        track: Track,
        source: Party,
        target: Party,
        now: CaptureTime,
    ) -> bool {
        let until = Host::of(track, source, target).and_then(|host| self.until.get(&(bit, host)));
        let set = until.is_some_and(|until| now.0 < *until);
        set == (check == BitCheck::Set)
    }

    pub(crate) fn change(
        &mut self,
        how: BitChange,
        bit: u32,
        track: Track,
        seconds: u32,
        source: Party,
        target: Party,
        now: CaptureTime,
    ) {
        let Some(host) = Host::of(track, source, target) else { return };
        let key = (bit, host);
        let is_set = self.until.get(&key).is_some_and(|until| now.0 < *until);
        if how == BitChange::Unset || (how == BitChange::Toggle && is_set) {
            self.until.remove(&key);
            return;
        }
        let until = now.0.saturating_add(i64::from(seconds).saturating_mul(1_000_000_000));
        if self.until.insert(key, until).is_none() {
            self.order.push_back(key);
        }
        while self.until.len() > self.most || self.order.len() > self.most.saturating_mul(2) {
            let Some(oldest) = self.order.pop_front() else { break };
            self.until.remove(&oldest);
        }
    }

    pub(crate) fn renumber(&mut self, places: &HashMap<u32, u32>) {
        let old = std::mem::take(&mut self.until);
        self.until = old
            .into_iter()
            .filter_map(|((bit, host), until)| Some(((*places.get(&bit)?, host), until)))
            .collect();
        self.order =
            self.order.iter().filter_map(|(bit, host)| Some((*places.get(bit)?, *host))).collect();
    }
}
