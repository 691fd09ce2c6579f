//! Counters of several pipelines as those of one: a probe on several cores has one account.

use crate::pipeline::{Account, Stats};

impl Stats {
    /// Those of no pipeline at all.
    pub fn none() -> Self {
        Self {
            engine: packet::Stats::default(),
            protocols: Vec::new(),
            anomalies: Default::default(),
            sent: 0,
            merged: 0,
            suppressed: 0,
        }
    }

    /// Adds what another pipeline did.
    pub fn add(&mut self, other: &Self) {
        add_engine(&mut self.engine, &other.engine);
        for theirs in &other.protocols {
            match self.protocols.iter_mut().find(|ours| ours.name == theirs.name) {
                Some(ours) => ours.add(theirs),
                None => self.protocols.push(theirs.clone()),
            }
        }
        for (code, count) in &other.anomalies {
            *self.anomalies.entry(code.clone()).or_insert(0) += count;
        }
        self.sent += other.sent;
        self.merged += other.merged;
        self.suppressed += other.suppressed;
    }
}

impl Account {
    fn add(&mut self, other: &Self) {
        for (code, count) in other.functions.iter() {
            self.functions.add(code, count);
        }
        self.messages += other.messages;
        self.flows += other.flows;
        self.parsed += other.parsed;
        self.skipped += other.skipped;
        self.lost += other.lost;
        self.panics += other.panics;
    }
}

/// One account for each name: several parsers may hear the same protocol (calls in pipes).
pub(crate) fn by_name(accounts: &[Account]) -> Vec<Account> {
    let mut all: Vec<Account> = Vec::with_capacity(accounts.len());
    for account in accounts {
        match all.iter_mut().find(|known| known.name == account.name) {
            Some(known) => known.add(account),
            None => all.push(account.clone()),
        }
    }
    all
}

/// Sums; of what is held at the moment and at most, too: each pipeline holds its own.
fn add_engine(ours: &mut packet::Stats, theirs: &packet::Stats) {
    ours.packets += theirs.packets;
    ours.bytes += theirs.bytes;
    ours.tcp += theirs.tcp;
    ours.udp += theirs.udp;
    ours.frames += theirs.frames;
    ours.undecoded += theirs.undecoded;
    ours.flows += theirs.flows;
    ours.flows_now += theirs.flows_now;
    ours.flows_most += theirs.flows_most;
    ours.evicted += theirs.evicted;
    ours.fragments += theirs.fragments;
    ours.datagrams_reassembled += theirs.datagrams_reassembled;
    ours.datagrams_dropped += theirs.datagrams_dropped;
    ours.delivered += theirs.delivered;
    ours.repeated += theirs.repeated;
    ours.lost += theirs.lost;
    ours.gaps += theirs.gaps;
    ours.out_of_order += theirs.out_of_order;
    ours.duplicates += theirs.duplicates;
    ours.buffered_now += theirs.buffered_now;
    ours.buffered_most += theirs.buffered_most;
    ours.anomalies += theirs.anomalies;
}
