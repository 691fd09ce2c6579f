//! Packs: the rules of the business as data, and what can be computed from them.
//!
//! What it is: the reader of pack folders ([`Pack`]), procedures with forms, scores, steps, clocks
//! and papers ([`Procedure`]), closed loops of notices ([`loops::Loop`]), working-day arithmetic
//! ([`Calendar`]), code tables with explicit ranks ([`Codes`]).
//! What it is not: it opens no file, reads no clock and decides nothing about people; the caller
//! hands in bytes, times and roles. Detection rules are compiled by `detect`; files of office
//! programs are written by `report`.
//!
//! Entry points: [`Pack::load`], then [`Procedure::compile`] with a [`Library`],
//! [`loops::Loop::from_pack`], [`Calendar::from_pack`], [`Codes::from_pack`].
//!
//! Invariants:
//! - A pack that holds one unverified value (`confidence: D`, `M` or `A`) is 示例 (an example) and
//!   can never call itself official. Every number has a source.
//! - Every wrong statement is a [`Problem`] with file, place and way out; reading never stops at
//!   the first one.
//! - Every transition of a procedure is in its data; nothing moves a state behind its back, and the
//!   same steps lead to the same state in whatever order they arrive.
//! - Evaluation is total: any answers, however odd, are told about and never thrown at.

mod calendar;
mod codes;
mod compile;
mod count;
pub mod credit_code;
pub mod definition;
mod diff;
mod document;
mod evaluate;
mod examples;
mod expression;
mod library;
pub mod loops;
mod machine;
mod obligations;
mod opened;
mod pack;
mod problem;
mod procedure;
mod simulate;
mod template;

pub use calendar::{Calendar, DayKind, Exception, day_of};
pub use codes::{CodeItem, CodeTable, Codes};
pub use count::chars;
pub use diff::{Change, Filed, changes, diff};
pub use document::{At, Filled};
pub use library::Library;
pub use machine::{Act, Checked, ClockStanding, Reached, SetAside, Standing, Taken};
pub use model::form::{Confidence, Source, Text};
pub use obligations::{Done, Window, obligations};
pub use opened::{OpenedFrom, OpenedLoop};
pub use pack::{Claim, Manifest, Pack, PackKind, Unverified, Version};
pub use problem::Problem;
pub use procedure::{Context, FilingFacts, Procedure};
pub use simulate::Simulation;
pub use template::new_pack;

#[cfg(test)]
mod tests;
