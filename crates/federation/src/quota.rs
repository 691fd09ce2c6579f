//! How much a child may bring in a time: a bucket of records that fills evenly. A child that
//! speaks version 2 is told how much room is left and waits by itself; others are refused for a
//! while, and send the same again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use contract::federation::MAX_ITEMS;
use model::{ErrorKind, Fault, Id, Millis};

const MINUTE_MS: i64 = 60_000;

/// The buckets of all children. Without a limit nothing is counted.
#[derive(Debug, Default)]
pub struct Quota {
    /// Records a minute and child; 0 = without limit.
    per_minute: u64,
    used: Mutex<BTreeMap<Id, Used>>,
}

/// Thousandths of records that a child has left, as of a time.
#[derive(Debug, Clone, Copy)]
struct Used {
    left: i64,
    at: Millis,
}

impl Quota {
    /// `per_minute` records of each child; 0 = without limit. A full page is always taken, so
    /// that no limit stops an edge altogether.
    pub fn new(per_minute: u64) -> Self {
        Self { per_minute, used: Mutex::default() }
    }

    fn most(&self) -> i64 {
        i64::try_from(self.per_minute).unwrap_or(i64::MAX / 1000).max(page()).saturating_mul(1000)
    }

    /// What a child has left now.
    fn refill(&self, used: &mut BTreeMap<Id, Used>, child: Id, now: Millis) -> i64 {
        let most = self.most();
        let entry = used.entry(child).or_insert(Used { left: most, at: now });
        // A clock that was set back fills nothing.
        let passed = now.0.saturating_sub(entry.at.0).clamp(0, MINUTE_MS);
        let rate = i64::try_from(self.per_minute).unwrap_or(i64::MAX / 1000);
        let filled = rate.saturating_mul(passed) / (MINUTE_MS / 1000);
        entry.left = entry.left.saturating_add(filled).min(most);
        entry.at = now;
        entry.left
    }

    /// Counts a message's items.
    ///
    /// # Errors
    /// `federation.quota` when the child has nothing left; nothing of the message is taken.
    pub fn admit(&self, child: Id, items: usize, now: Millis) -> Result<(), Fault> {
        if self.per_minute == 0 || items == 0 {
            return Ok(());
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if self.refill(&mut used, child, now) < 1000 {
            let fault = Fault::new(ErrorKind::TooMany, "federation.quota");
            return Err(fault.with("records_per_minute", self.per_minute));
        }
        if let Some(entry) = used.get_mut(&child) {
            let items = i64::try_from(items).unwrap_or(i64::MAX / 1000);
            entry.left = entry.left.saturating_sub(items.saturating_mul(1000));
        }
        Ok(())
    }

    /// Most items that the child should put into its next message.
    pub fn room(&self, child: Id, now: Millis) -> u32 {
        let page = u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX);
        if self.per_minute == 0 {
            return page;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.refill(&mut used, child, now).max(0) / 1000;
        u32::try_from(left).unwrap_or(u32::MAX).min(page)
    }
}

fn page() -> i64 {
    i64::try_from(MAX_ITEMS).unwrap_or(i64::MAX / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHILD: fn() -> Id = || Id::from_parts(Millis(1), [1; 10]);

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let quota = Quota::default();
        for _ in 0..100 {
            quota.admit(CHILD(), MAX_ITEMS, Millis(0)).expect("room");
        }
        assert_eq!(quota.room(CHILD(), Millis(0)), 2_000);
    }

    #[test]
    fn a_bucket_empties_and_fills_again_evenly() {
        let quota = Quota::new(6_000);
        for page in 0..3 {
            assert_eq!(quota.room(CHILD(), Millis(0)), 2_000, "page {page}");
            quota.admit(CHILD(), 2_000, Millis(0)).expect("room");
        }
        assert_eq!(quota.room(CHILD(), Millis(0)), 0);
        let refused = quota.admit(CHILD(), 1, Millis(5)).expect_err("used up");
        assert_eq!((refused.kind, refused.code.as_ref()), (ErrorKind::TooMany, "federation.quota"));
        assert_eq!(quota.room(CHILD(), Millis(10_005)), 1_000, "a sixth of a minute");
        quota.admit(CHILD(), 1_000, Millis(10_005)).expect("room");
        let other = Id::from_parts(Millis(1), [2; 10]);
        assert_eq!(quota.room(other, Millis(0)), 2_000, "each child has its own");
        assert_eq!(quota.room(CHILD(), Millis(0)), 0, "a clock set back fills nothing");
    }
}
