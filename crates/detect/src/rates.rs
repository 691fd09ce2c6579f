//! How often functions are used: learned as least and most a minute, then held against it.
//!
//! Only requests and messages sent on one's own account count. The first minute of a function is
//! not whole and says nothing about the least; minutes without the function count as none.

use std::hash::BuildHasher;

use model::observation::{Kind, Observation, Risk};
use serde::{Deserialize, Serialize};

use crate::baseline::Pair;
use crate::hash::Seeded;
use crate::table::{Aged, Table};
use crate::types::HostKey;
use crate::windows::SECOND;

const MINUTE: i64 = 60 * SECOND;
/// Whole minutes that must have been learned before a rate is held against anything.
const ENOUGH_MINUTES: u32 = 10;
/// So many times the most that was learned, and this many messages more, is too often.
const FACTOR: u32 = 2;
const SLACK: u32 = 10;
/// A function used in each learned minute has stopped when it is not heard for this long.
const SILENT: i64 = 3 * MINUTE;
/// Without any event for longer than this the sensor itself was away.
const AWAY: i64 = MINUTE;

/// How often one client used one function of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) client: HostKey,
    pub(crate) server: HostKey,
    pub(crate) port: u16,
    pub(crate) protocol: String,
    pub(crate) operation: String,
    pub(crate) code: u32,
    pub(crate) risk: Risk,
    /// The minute now counted, and the count.
    minute: i64,
    count: u32,
    /// Learned of whole minutes.
    least: Option<u32>,
    pub(crate) most: u32,
    minutes: u32,
    pub(crate) last: i64,
    /// That it is silent was said.
    silent: bool,
}

impl Aged for Rate {
    fn last_used(&self) -> i64 {
        self.last
    }
}

/// A rate above what was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooOften {
    pub(crate) count: u32,
    pub(crate) most: u32,
}

#[derive(Debug)]
pub(crate) struct Rates {
    table: Table<u64, Rate>,
    seed: Seeded,
    pub(crate) clock: Clock,
}

/// Capture time, and since when it runs without a break.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Clock {
    now: i64,
    since: i64,
    /// When it was last looked for what is silent.
    looked: i64,
}

impl Clock {
    /// True once a minute: time to look for what is missing.
    fn advance(&mut self, time: i64) -> bool {
        if time <= self.now {
            return false;
        }
        if time.saturating_sub(self.now) > AWAY {
            self.since = time;
        }
        self.now = time;
        let due = time.saturating_sub(self.looked) >= MINUTE;
        if due {
            self.looked = time;
        }
        due
    }

    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    /// Nothing heard since `last`, although the sensor heard others all the time.
    pub(crate) fn missed(&self, last: i64, long: i64) -> bool {
        self.now.saturating_sub(last.max(self.since)) >= long
    }
}

impl Rates {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self { table: Table::new(limit, seed), seed, clock: Clock::default() }
    }

    pub(crate) fn evicted(&self) -> u64 {
        self.table.evicted
    }

    /// Moves time on; true when it is time to look for what is missing.
    pub(crate) fn advance(&mut self, time: i64) -> bool {
        self.clock.advance(time)
    }

    /// Counts a message; tells when there are too many of them in this minute.
    pub(crate) fn count(
        &mut self,
        pair: &Pair,
        port: u16,
        learning: bool,
        o: &Observation,
    ) -> Option<TooOften> {
        if o.kind == Kind::Response {
            return None;
        }
        let key = self.seed.hash_one((pair, o.code));
        if self.table.get(&key).is_none() {
            // What is not learned has no rate; that it is new is told elsewhere.
            if !learning {
                return None;
            }
            self.table.insert(key, Rate::new(pair, port, o));
        }
        let rate = self.table.get_mut(&key)?;
        rate.silent = false;
        rate.last = rate.last.max(o.time.0);
        rate.begin(o.time.0.div_euclid(MINUTE), learning);
        rate.count = rate.count.saturating_add(o.count.max(1));
        if learning {
            rate.most = rate.most.max(rate.count);
            return None;
        }
        rate.too_often()
    }

    /// Functions that have stopped and were not told yet, in a stable order.
    pub(crate) fn stopped(&mut self) -> Vec<Rate> {
        let clock = self.clock;
        let silent: Vec<u64> = self
            .table
            .iter()
            .filter(|(_, rate)| rate.is_steady() && clock.missed(rate.last, SILENT))
            .map(|(key, _)| *key)
            .collect();
        let mut list: Vec<Rate> = silent.iter().filter_map(|key| self.silence(*key)).collect();
        list.sort_by(|a, b| a.order().cmp(&b.order()));
        list
    }

    fn silence(&mut self, key: u64) -> Option<Rate> {
        let rate = self.table.get_mut(&key)?;
        rate.silent = true;
        Some(rate.clone())
    }

    pub(crate) fn list(&self) -> Vec<Rate> {
        let mut list: Vec<Rate> = self.table.iter().map(|(_, rate)| rate.clone()).collect();
        list.sort_by(|a, b| a.order().cmp(&b.order()));
        list
    }

    pub(crate) fn restore(&mut self, rates: Vec<Rate>, clock: Clock) {
        self.clock = clock;
        for rate in rates {
            let protocol = self.seed.of(rate.protocol.as_str());
            let pair = Pair { client: rate.client, server: rate.server, protocol };
            self.table.insert(self.seed.hash_one((&pair, rate.code)), rate);
        }
    }
}

impl Rate {
    fn new(pair: &Pair, port: u16, o: &Observation) -> Self {
        Self {
            client: pair.client,
            server: pair.server,
            port,
            protocol: o.protocol.to_string(),
            operation: o.operation.to_string(),
            code: o.code,
            risk: o.risk,
            minute: o.time.0.div_euclid(MINUTE),
            count: 0,
            least: None,
            most: 0,
            minutes: 0,
            last: o.time.0,
            silent: false,
        }
    }

    fn order(&self) -> (HostKey, HostKey, &str, u32) {
        (self.client, self.server, &self.protocol, self.code)
    }

    /// Closes minutes that are over. What comes late counts for the minute now open.
    fn begin(&mut self, minute: i64, learning: bool) {
        if minute <= self.minute {
            return;
        }
        if learning {
            let empty = minute - self.minute > 1;
            // The first minute began before it was looked at.
            let least = if empty { 0 } else { self.count };
            if self.minutes > 0 || empty {
                self.least = Some(self.least.map_or(least, |known| known.min(least)));
            }
            let passed = u32::try_from(minute - self.minute).unwrap_or(u32::MAX);
            self.minutes = self.minutes.saturating_add(passed);
        }
        self.minute = minute;
        self.count = 0;
    }

    fn too_often(&self) -> Option<TooOften> {
        let limit = self.most.saturating_mul(FACTOR).saturating_add(SLACK);
        let over = self.minutes >= ENOUGH_MINUTES && self.count > limit;
        over.then_some(TooOften { count: self.count, most: self.most })
    }

    fn is_steady(&self) -> bool {
        !self.silent && self.minutes >= ENOUGH_MINUTES && self.least.is_some_and(|n| n > 0)
    }
}
