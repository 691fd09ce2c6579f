//! How often a rule tells: `threshold` and `detection_filter`.
//!
//! Source: Suricata User Guide 8.0, "Thresholding Keywords".

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;

use model::CaptureTime;

use crate::engine::header::Party;
use crate::rule::Threshold;

/// What a count belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Counted {
    Rule,
    Host(IpAddr),
    Pair(IpAddr, IpAddr),
    Flow(u64),
}

/// Generator, signature, whether it is the filter, and whose count it is.
type Key = (u32, u32, bool, Counted);

#[derive(Debug, Default)]
struct Count {
    since: i64,
    seen: u32,
    /// The count at which `backoff` tells next.
    next: u32,
    /// Whether `both` told in this period.
    told: bool,
    different: HashSet<u32>,
}

/// Counts of all rules.
#[derive(Debug, Default)]
pub(crate) struct Thresholds {
    counts: HashMap<Key, Count>,
    order: VecDeque<Key>,
    most: usize,
}

/// Different values that `unique_on` keeps for one count.
const MAX_DIFFERENT: usize = 65_536;

/// What happened, as thresholds see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) time: CaptureTime,
    pub(crate) flow: u64,
    pub(crate) source: Party,
    pub(crate) target: Party,
}

impl Thresholds {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Counts a match; says whether the rule tells.
    pub(crate) fn tells(
        &mut self,
        (gid, sid): (u32, u32),
        threshold: &Threshold,
        is_filter: bool,
        hit: &Hit,
    ) -> bool {
        let Some(counted) = counted(&threshold.track, hit) else { return true };
        let key = (gid, sid, is_filter, counted);
        if !self.counts.contains_key(&key) {
            self.order.push_back(key);
            self.make_room();
        }
        let count = self.counts.entry(key).or_insert_with(|| Count {
            since: hit.time.0,
            next: threshold.count,
            ..Count::default()
        });
        if is_filter { count.filter(threshold, hit) } else { count.threshold(threshold, hit) }
    }

    fn make_room(&mut self) {
        while self.counts.len() >= self.most.max(1) {
            let Some(oldest) = self.order.pop_front() else { return };
            self.counts.remove(&oldest);
        }
    }
}

fn counted(track: &str, hit: &Hit) -> Option<Counted> {
    Some(match track {
        "by_src" => Counted::Host(hit.source.ip?),
        "by_dst" => Counted::Host(hit.target.ip?),
        "by_both" => {
            let (a, b) = (hit.source.ip?, hit.target.ip?);
            Counted::Pair(a.min(b), a.max(b))
        }
        "by_flow" => Counted::Flow(hit.flow),
        _ => Counted::Rule,
    })
}

impl Count {
    fn over(&self, seconds: u32, hit: &Hit) -> bool {
        let period = i64::from(seconds).saturating_mul(1_000_000_000);
        hit.time.0.saturating_sub(self.since) > period
    }

    fn restart(&mut self, hit: &Hit) {
        self.since = hit.time.0;
        self.seen = 0;
        self.told = false;
        self.different.clear();
    }

    fn threshold(&mut self, threshold: &Threshold, hit: &Hit) -> bool {
        if threshold.kind == "backoff" {
            return self.backoff(threshold);
        }
        if self.over(threshold.seconds, hit) {
            self.restart(hit);
        }
        self.seen = self.seen.saturating_add(1);
        match threshold.kind.as_str() {
            "limit" => self.seen <= threshold.count,
            "threshold" if self.seen >= threshold.count => {
                self.seen = 0;
                true
            }
            "both" => {
                let tells = !self.told && self.seen >= threshold.count;
                self.told |= tells;
                tells
            }
            _ => false,
        }
    }

    fn backoff(&mut self, threshold: &Threshold) -> bool {
        self.seen = self.seen.saturating_add(1);
        if self.seen < self.next {
            return false;
        }
        self.next = self.next.max(1).saturating_mul(threshold.multiplier.max(1));
        if threshold.multiplier <= 1 {
            self.seen = 0;
        }
        true
    }

    /// Only what comes after `count` matches within the period is told.
    fn filter(&mut self, threshold: &Threshold, hit: &Hit) -> bool {
        if self.over(threshold.seconds, hit) {
            self.restart(hit);
        }
        match threshold.unique_on.as_deref() {
            Some(field) => self.count_different(field, hit),
            None => self.seen = self.seen.saturating_add(1),
        }
        self.seen > threshold.count
    }

    fn count_different(&mut self, field: &str, hit: &Hit) {
        let value = if field == "src_port" { hit.source.port } else { hit.target.port };
        if self.different.len() < MAX_DIFFERENT {
            self.different.insert(value.into());
        }
        self.seen = u32::try_from(self.different.len()).unwrap_or(u32::MAX);
    }
}
