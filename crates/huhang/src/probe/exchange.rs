//! A value that is exchanged while others use it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Whoever uses the value compares versions, which costs a load, and takes the new one.
pub(super) struct Exchange<T> {
    value: Mutex<Arc<T>>,
    /// Rises with each new value.
    version: AtomicU64,
}

impl<T> Exchange<T> {
    pub(super) fn new(value: Arc<T>) -> Self {
        Self { value: Mutex::new(value), version: AtomicU64::new(0) }
    }

    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub(super) fn get(&self) -> Arc<T> {
        Arc::clone(&self.value.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn put(&self, value: Arc<T>) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = value;
        self.version.fetch_add(1, Ordering::Release);
    }
}
