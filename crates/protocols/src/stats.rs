//! What happened in each protocol, and counters of several pipelines as those of one: a probe on
//! several cores has one account.

use std::collections::BTreeMap;

use crate::sink::Tally;

/// How often each code was seen. Codes above 65,535 are link upkeep and messages without a code:
/// they are not kept here.
#[derive(Debug, Clone)]
pub struct Functions {
    low: Box<[u64; 256]>,
    high: BTreeMap<u16, u64>,
}

impl Default for Functions {
    fn default() -> Self {
        Self { low: Box::new([0; 256]), high: BTreeMap::new() }
    }
}

impl Functions {
    #[inline]
    fn count(&mut self, code: u32) {
        self.add(code, 1);
    }

    pub(crate) fn add(&mut self, code: u32, more: u64) {
        let Ok(code) = u16::try_from(code) else { return };
        match self.low.get_mut(usize::from(code)) {
            Some(count) => *count += more,
            None => *self.high.entry(code).or_insert(0) += more,
        }
    }

    /// Codes that were seen, with how often, in rising order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0u32..).zip(self.low.iter().copied()).filter(|(_, count)| *count > 0);
        low.chain(self.high.iter().map(|(code, count)| (u32::from(*code), *count)))
    }
}

/// What happened in one protocol.
#[derive(Debug, Clone)]
pub struct Account {
    pub name: &'static str,
    /// Messages with a function, service or type code, by code.
    pub functions: Functions,
    pub messages: u64,
    /// Flows recognised.
    pub flows: u64,
    /// Payload bytes parsed, skipped, and lost to gaps.
    pub parsed: u64,
    pub skipped: u64,
    pub lost: u64,
    /// Flow steps lost to defects of the parser.
    pub panics: u64,
}

impl Account {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            functions: Functions::default(),
            messages: 0,
            flows: 0,
            parsed: 0,
            skipped: 0,
            lost: 0,
            panics: 0,
        }
    }

    pub(crate) fn message(&mut self, code: u32) {
        self.messages += 1;
        self.functions.count(code);
    }
}

/// What the pipeline did since it was made.
#[derive(Debug, Clone)]
pub struct Stats {
    pub engine: packet::Stats,
    /// One for each protocol name, in registry order.
    pub protocols: Vec<Account>,
    /// How often each anomaly was seen, packet layer and protocols.
    pub anomalies: Tally,
    /// Observations sent, merged into others, and counted only because of the budget.
    pub sent: u64,
    pub merged: u64,
    pub suppressed: u64,
}

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
