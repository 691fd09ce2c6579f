//! The sentences that cross a process: records and their kinds, federation messages, the probe's
//! intake, and the REST types. These are the only compatibility promises of the product.
//!
//! What it is not: no behaviour beyond validation and pure routing; no IO.

pub mod federation;
pub mod intake;
pub mod kinds;
pub mod letters;
pub mod loops;
pub mod paper;
pub mod record;
pub mod rest;
pub mod sharing;

pub use record::{Record, RecordDraft, Seal, Segment};
pub use sharing::Sharing;
