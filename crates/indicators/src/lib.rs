//! Indicators of compromise, held against what crosses the wire.
//!
//! What it is: STIX bundles, lists and warning lists → a [`Set`]; a [`Matcher`] that hears a
//! pipeline and alerts where addresses, names, URLs, certificates or fingerprints are in the set.
//! What it is not: it reads no files, fetches no feeds, and keeps nothing between runs.
//!
//! Entry points: [`Set::load`], [`Set::file`], [`Matcher`].
//!
//! Invariants:
//! - Whatever a source holds, loading ends, never panics, and names each indicator left out with
//!   its reason ([`NotLoaded`]).
//! - Memory is bounded: indicators, comparisons of one pattern, flows and hosts remembered.
//! - A value on a warning list (private ranges among them) never alerts.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod compile;
mod facts;
mod lists;
mod matcher;
pub mod pattern;
mod set;
mod stix;
#[cfg(test)]
mod tests;

pub use matcher::{GENERATOR, Matcher};
pub use set::{Indicator, NotLoaded, Set, Source};
