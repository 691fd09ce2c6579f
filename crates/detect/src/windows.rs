//! Counting within a time, and keeping quiet about what was said.

use std::collections::BTreeMap;

use model::asset::Evidence;
use model::finding::Detection;
use serde::{Deserialize, Serialize};

use crate::rates::{Clock, Rate};
use crate::table::Aged;
use crate::values::Envelope;
use crate::versions::Version;

pub(crate) const SECOND: i64 = 1_000_000_000;

/// Things met within a sliding time, each with when it was met last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Window {
    /// (what, when in nanoseconds, how often)
    items: Vec<(u64, i64, u32)>,
    evidence: Vec<Evidence>,
    last: i64,
}

impl Aged for Window {
    fn last_used(&self) -> i64 {
        self.last
    }
}

impl Window {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.evidence.is_empty()
    }

    /// An empty window remembers nothing, not even when it was used.
    fn touch(&mut self, time: i64) {
        self.last = if self.is_empty() { time } else { self.last.max(time) };
    }

    fn forget_before(&mut self, oldest: i64) {
        if self.items.iter().any(|item| item.1 < oldest) {
            self.items.retain(|item| item.1 >= oldest);
            self.evidence.retain(|evidence| evidence.time.0 >= oldest);
        }
    }

    fn keep(&mut self, evidence: impl FnOnce() -> Evidence) {
        if self.evidence.len() < Detection::MAX_EVIDENCE {
            self.evidence.push(evidence());
        }
    }

    /// Meets a thing; gives the evidence when there are `at_least` different ones, and starts
    /// afresh.
    pub(crate) fn meet(
        &mut self,
        thing: u64,
        time: i64,
        within: i64,
        at_least: u32,
        evidence: impl FnOnce() -> Evidence,
    ) -> Option<(usize, Vec<Evidence>)> {
        self.touch(time);
        if let Some(item) = self.items.iter_mut().find(|item| item.0 == thing) {
            item.1 = item.1.max(time);
            return None;
        }
        self.forget_before(time.saturating_sub(within));
        self.items.push((thing, time, 1));
        self.keep(evidence);
        (self.items.len() >= at_least as usize).then(|| self.finish(self.items.len()))
    }

    /// Counts `weight` more; gives the evidence when the count is reached, and starts afresh.
    pub(crate) fn count(
        &mut self,
        weight: u32,
        time: i64,
        within: i64,
        count: u32,
        evidence: impl FnOnce() -> Evidence,
    ) -> Option<(usize, Vec<Evidence>)> {
        self.touch(time);
        self.forget_before(time.saturating_sub(within));
        self.items.push((0, time, weight.max(1)));
        self.keep(evidence);
        let sum: u64 = self.items.iter().map(|item| u64::from(item.2)).sum();
        (sum >= count.into()).then(|| self.finish(usize::try_from(sum).unwrap_or(usize::MAX)))
    }

    fn finish(&mut self, met: usize) -> (usize, Vec<Evidence>) {
        self.items.clear();
        (met, std::mem::take(&mut self.evidence))
    }
}

/// A finding that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Raised {
    pub(crate) said: i64,
    /// Repetitions since.
    pub(crate) repeats: u64,
}

impl Aged for Raised {
    fn last_used(&self) -> i64 {
        self.said
    }
}

/// The last value of a followed counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Level {
    pub(crate) value: i64,
    pub(crate) time: i64,
}

impl Aged for Level {
    fn last_used(&self) -> i64 {
        self.time
    }
}

/// What a flow summary said last, to count only what is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FlowTotals {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) time: i64,
}

impl Aged for FlowTotals {
    fn last_used(&self) -> i64 {
        self.time
    }
}

/// Open windows, raised findings and counters, as saved and restored. Keys are hashes made with
/// `seed`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    pub(crate) seed: u64,
    pub(crate) windows: BTreeMap<u64, Window>,
    pub(crate) raised: BTreeMap<u64, Raised>,
    pub(crate) levels: BTreeMap<u64, Level>,
    pub(crate) flows: BTreeMap<u64, FlowTotals>,
    /// Findings of each rule within the minute of capture time.
    pub(crate) budgets: BTreeMap<String, (i64, u32)>,
    /// Last versions of controllers' programs.
    pub(crate) versions: BTreeMap<u64, Version>,
    /// What was learned of rates and values.
    pub(crate) rates: Vec<Rate>,
    pub(crate) clock: Clock,
    pub(crate) values: BTreeMap<u64, Envelope>,
    /// Engineered publishers heard.
    pub(crate) heard: BTreeMap<u64, Level>,
}

#[cfg(test)]
mod tests;
