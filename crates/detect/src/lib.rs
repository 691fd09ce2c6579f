//! Observations in, findings out.
//!
//! What it is: the rule language and its compiler ([`RuleSet`]), the learned command baseline
//! ([`BaselineEntry`]), asset identity with evidence, and the [`Engine`] that runs them over
//! probe events; worked examples for rules ([`cases`]).
//! What it is not: it opens no file, reads no clock (times are those of the capture), keeps
//! nothing outside its own bounded tables, and knows no protocol by name: rules say what matters.
//!
//! Entry points: [`RuleSet::compile`], [`Engine::new`], [`Engine::event`], [`Engine::flush`].
//!
//! Invariants:
//! - No sequence of events panics the engine or grows it beyond [`Config`]'s limits; what is
//!   dropped is counted in [`Stats`].
//! - The baseline does not depend on the order of events within the learning window.
//! - An engine restored from [`Engine::state`] goes on exactly as the one that wrote it (unless a
//!   table was full).
//! - An event that brings nothing new allocates nothing.

mod baseline;
pub mod cases;
mod engine;
pub mod export;
mod hash;
mod identity;
mod plan;
mod ranges;
mod rates;
pub mod rules;
pub mod scl;
mod table;
mod talk;
mod types;
mod values;
mod versions;
mod windows;

pub use engine::Engine;
pub use rules::{Rule, RuleSet};
pub use types::{
    BaselineEntry, Config, Conversation, HostKey, HostSeen, Maintenance, Origin, Output, State,
    Stats,
};
pub use windows::Memory;
