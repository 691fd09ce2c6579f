//! The range: simulated controllers that speak real industrial protocols around one small plant.
//!
//! What it is: a process model ([`process::Plant`]), four pure protocol devices ([`modbus`], [`s7`],
//! [`iec104`], [`goose`]) and a server ([`Range`]) that puts them on sockets. It is made for
//! recording captures, for drills and for testing probes: what the devices do has consequences in
//! the plant, and what the plant does shows in the protocols.
//! What it is not: it is no product of any vendor, controls nothing real, and has no access control
//! on purpose, like the devices it stands for. Never put it on a plant network.
//!
//! Entry points: [`Range::start`] with [`Options`]; for tests, the devices themselves through
//! [`wire::Session`].
//!
//! Invariants: bytes from clients never panic and never make a device allocate more than one
//! frame's worth; devices read no clock and do no IO (time is a parameter, `serve` and `link` own
//! the sockets); with the same seed and the same requests the plant does the same things.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod goose;
pub mod iec104;
pub mod modbus;
pub mod process;
pub mod s7;
pub mod wire;

mod calendar;
mod error;
mod link;
mod serve;

pub use error::Error;
pub use serve::{Clock, Options, Range};
