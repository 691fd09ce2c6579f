//! The API of a whole node in process. One binary: linking is what costs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authorization;
mod chain;
mod errors;
mod figures;
mod filings;
mod inbox;
mod intake;
mod letters;
mod live;
mod loops;
mod packs;
mod sessions;
mod sharing;
mod tasks;
mod tiers;
mod walk;
mod watch;
