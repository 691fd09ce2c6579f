//! Probe events → log lines that other people's tools read: Suricata's EVE and Zeek's JSON logs.
//!
//! What it is: formatting into a caller's buffer, fast enough for every message of a plant.
//! What it is not: it opens no files, and decides nothing about what is told.
//!
//! Entry points: [`eve::Eve`], [`zeek::Zeek`].
//!
//! Invariants: each call appends whole lines of valid JSON; whatever text traffic carries is
//! escaped by `serde_json`; the same event gives the same bytes.

mod community;
pub mod eve;
mod json;
mod stamp;
pub mod zeek;

pub use community::community_id;
