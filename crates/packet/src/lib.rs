//! Bytes → flows: capture files, layers 2–4, defragmentation, reassembly, the flow table.
//!
//! What it is: a sans-IO engine. [`CaptureReader`] turns a capture file into [`Frame`]s;
//! [`Engine`] turns frames into flows and tells an [`Analyzer`] what each side said, in order.
//! What it is not: it opens no files or interfaces, reads no clock (time is the capture's), spawns
//! nothing, and knows no application protocol.
//!
//! Entry points: [`CaptureReader::next_frame`], [`Engine::packet`], [`Engine::finish`].
//!
//! Invariants:
//! - Arbitrary bytes never panic and never allocate by an unchecked length.
//! - Every payload byte of a stream is delivered at most once; what is missing is reported as a gap.
//! - Memory is bounded by [`Config`]: flows, bytes buffered per flow and in total, fragments.
//! - What is wrong with the bytes is an [`model::observation::Anomaly`], never an error.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod build;
pub mod capture;
mod checksum;
mod conduct;
mod config;
mod defrag;
mod encap;
mod engine;
mod events;
mod flow;
mod ip;
mod layers;
mod link;
mod table;
mod tcp;

pub use capture::{CaptureError, CaptureReader, Frame};
pub use config::{Config, Overlap, Stats};
pub use engine::{Analyzer, Engine};
pub use flow::{Context, Direction, Flow, Side};
pub use layers::Layers;
pub use link::LinkType;

use model::observation::Anomaly;

/// An anomaly at an offset, blaming a field.
pub(crate) fn anomaly(code: &'static str, offset: usize, field: &'static str) -> Anomaly {
    Anomaly {
        code: code.into(),
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
        field: (!field.is_empty()).then(|| field.into()),
    }
}
