//! A node's clock: virtual time, wrong by as much as the fault plan says; identifiers follow from
//! the seed.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use model::Millis;
use store::Clock;

use crate::random::Random;
use crate::timeline::Timeline;

/// What the clocks show at the start of a run: 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000;

#[derive(Debug)]
pub(crate) struct NodeClock {
    timeline: Arc<Timeline>,
    /// How far it is ahead (or, negative, behind), in milliseconds.
    skew: AtomicI64,
    random: Mutex<Random>,
}

impl NodeClock {
    pub(crate) fn new(timeline: Arc<Timeline>, seed: u64, node: usize) -> Self {
        let stream = 1_000_000 + u64::try_from(node).unwrap_or(0);
        Self { timeline, skew: AtomicI64::new(0), random: Mutex::new(Random::new(seed, stream)) }
    }

    pub(crate) fn set_skew(&self, millis: i64) {
        self.skew.store(millis, Ordering::SeqCst);
    }
}

impl Clock for NodeClock {
    fn now(&self) -> Millis {
        Millis(START + self.timeline.now() + self.skew.load(Ordering::SeqCst))
    }

    fn random(&self) -> [u8; 10] {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = [0; 10];
        let (head, tail) = bytes.split_at_mut(8);
        head.copy_from_slice(&random.next().to_be_bytes());
        tail.copy_from_slice(&random.next().to_be_bytes()[..2]);
        bytes
    }
}
