//! The node's clock and its source of identifiers: the only place where either is read.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use model::{Id, Millis};

/// Wall-clock time and fresh identifiers.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Millis;

    /// Ten unpredictable bytes.
    fn random(&self) -> [u8; 10];

    /// A new identifier.
    fn id(&self) -> Id {
        Id::from_parts(self.now(), self.random())
    }
}

/// The machine's clock and random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        #[expect(clippy::disallowed_methods, reason = "this is the clock the others are given")]
        let now = std::time::SystemTime::now();
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        // Without random bytes the time alone would have to do; the unique index on `record.id`
        // then refuses the second record of a millisecond.
        if let Err(error) = getrandom::fill(&mut bytes) {
            tracing::error!(%error, "the operating system gave no random bytes");
        }
        bytes
    }
}

/// A clock that stands until it is moved, with identifiers that count: for tests.
#[derive(Debug)]
pub struct FixedClock {
    now: AtomicI64,
    next: AtomicU64,
    salt: u16,
}

impl FixedClock {
    /// `salt` keeps the identifiers of several clocks apart.
    pub fn new(now: Millis, salt: u16) -> Self {
        Self { now: AtomicI64::new(now.0), next: AtomicU64::new(1), salt }
    }

    pub fn advance(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        let (salt, count) = bytes.split_at_mut(2);
        salt.copy_from_slice(&self.salt.to_be_bytes());
        count.copy_from_slice(&self.next.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }
}
