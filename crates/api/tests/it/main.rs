//! The API of a whole node in process. One binary: linking is what costs.

mod authorization;
mod chain;
mod errors;
mod figures;
mod intake;
mod live;
mod sessions;
