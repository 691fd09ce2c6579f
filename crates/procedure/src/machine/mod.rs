//! Steps of a filing: where it stands, who may do what, which clocks run.

mod act;
pub(crate) mod deadline;
mod draw;
mod fold;
pub(crate) mod series;

pub use act::{Act, Checked};
pub use fold::{ClockStanding, Reached, SetAside, Standing, Taken};

#[cfg(test)]
mod tests;
