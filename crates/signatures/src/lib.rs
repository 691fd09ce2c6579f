//! Rules in Suricata's language: compiled, and held against what flows lay open.
//!
//! What it is: the language ([`language`]: text → [`rule::Rule`]), and the engine that listens to
//! the pipeline ([`protocols::Listener`]) and tells [`model::event::SignatureAlert`]s.
//! What it is not: it opens no files (data sets and rule files are handed in), reads no clock, and
//! knows no protocol's bytes: buffers come from `protocols` by the names of sticky buffers.
//!
//! Invariants:
//! - A rule that does not compile is told with its reason; none is left out in silence.
//! - Traffic never panics the engine and never makes it allocate beyond its limits.
//! - The same packets give the same alerts.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod dataset;
pub mod engine;
pub mod language;
pub mod pattern;
pub mod rule;
pub mod transform;
