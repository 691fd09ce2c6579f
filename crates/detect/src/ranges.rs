//! The objects a command touched: exact while they are few, coarser when they are many, and the
//! same whatever the order in which they were seen.

use std::collections::BTreeSet;

/// A set of object numbers, kept as runs of blocks of `2^shift` objects. The shift is the least
/// that keeps the number of blocks within [`Ranges::MAX_BLOCKS`]; since that number only grows
/// with the set, the result does not depend on the order of insertion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ranges {
    shift: u32,
    /// Inclusive runs of blocks, sorted, not touching.
    runs: Vec<(u32, u32)>,
}

impl Ranges {
    const MAX_BLOCKS: u64 = 256;

    /// Makes blocks at least this large (rounded down to a power of two).
    pub(crate) fn coarsen_to(&mut self, granularity: u32) {
        while self.shift < granularity.max(1).ilog2() {
            self.coarsen();
        }
    }

    pub(crate) fn granularity(&self) -> u32 {
        1 << self.shift
    }

    /// Whether all of `first..=last` is known.
    pub(crate) fn covers(&self, first: u32, last: u32) -> bool {
        let (first, last) = (first >> self.shift, last >> self.shift);
        let at = self.runs.partition_point(|run| run.1 < first);
        self.runs.get(at).is_some_and(|run| run.0 <= first && last <= run.1)
    }

    /// Adds `first..=last`.
    pub(crate) fn insert(&mut self, first: u32, last: u32) {
        if first > last {
            return;
        }
        self.merge(first >> self.shift, last >> self.shift);
        while self.blocks() > Self::MAX_BLOCKS {
            self.coarsen();
        }
    }

    /// Inclusive ranges in object numbers.
    pub(crate) fn list(&self) -> Vec<[u32; 2]> {
        let low = |block: u32| block << self.shift;
        let high = |block: u32| (block << self.shift) | (self.granularity() - 1);
        self.runs.iter().map(|run| [low(run.0), high(run.1)]).collect()
    }

    fn blocks(&self) -> u64 {
        self.runs.iter().map(|run| u64::from(run.1 - run.0) + 1).sum()
    }

    fn merge(&mut self, mut first: u32, mut last: u32) {
        let from = self.runs.partition_point(|run| run.1.saturating_add(1) < first);
        let to = self.runs.partition_point(|run| run.0 <= last.saturating_add(1));
        if let Some(run) = self.runs.get(from).filter(|_| from < to) {
            first = first.min(run.0);
        }
        if let Some(run) = to.checked_sub(1).and_then(|i| self.runs.get(i)).filter(|_| from < to) {
            last = last.max(run.1);
        }
        self.runs.splice(from..to, [(first, last)]);
    }

    fn coarsen(&mut self) {
        self.shift += 1;
        for (first, last) in std::mem::take(&mut self.runs) {
            self.merge(first >> 1, last >> 1);
        }
    }
}

/// Names of objects used; beyond the limit any name is accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    set: BTreeSet<Box<str>>,
    any: bool,
}

impl Names {
    const MAX: usize = 256;
    const MAX_BYTES: usize = 200;

    fn short(name: &str) -> &str {
        name.get(..name.floor_char_boundary(Self::MAX_BYTES)).unwrap_or(name)
    }

    pub(crate) fn covers(&self, name: &str) -> bool {
        self.any || self.set.contains(Self::short(name))
    }

    pub(crate) fn insert(&mut self, name: &str) {
        if self.any {
            return;
        }
        self.set.insert(Self::short(name).into());
        if self.set.len() > Self::MAX {
            self.accept_any();
        }
    }

    pub(crate) fn is_any(&self) -> bool {
        self.any
    }

    pub(crate) fn accept_any(&mut self) {
        self.any = true;
        self.set.clear();
    }

    pub(crate) fn list(&self) -> Vec<String> {
        self.set.iter().map(|name| name.to_string()).collect()
    }
}

#[cfg(test)]
mod tests;
