//! Files and controllers' programs that cross the wire: put together, hashed, told.
//!
//! What it is: a [`protocols::Listener`] that gathers the file parts of flows into
//! [`model::event::FileSeen`] events, and hands the bytes to whoever inspects or keeps them.
//! What it is not: it parses no protocol, writes no files, and knows no YARA.
//!
//! Entry points: [`Collector`], [`Inspect`].
//!
//! Invariants:
//! - Memory is bounded by [`Limits`]: bytes kept for a file, for all files, files open at once.
//! - Digests are of all bytes seen in order, even where not all are kept; what is missing makes the
//!   file incomplete, never silently shorter.
//! - The same parts give the same events however they are cut.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod body;
mod collector;
#[cfg(test)]
mod tests;

pub use collector::{Collector, Inspect, Limits, Totals};
