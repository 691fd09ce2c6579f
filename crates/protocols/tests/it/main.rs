//! The one integration binary of `protocols`: real captures, properties over every registered
//! parser, and captures made worse on purpose.

#![expect(clippy::unwrap_used, reason = "a test that cannot get its data fails")]
#![expect(clippy::print_stdout, reason = "what was skipped and counted is worth reading")]

mod corpus;
mod evader;
mod field;
mod fuzz;
mod generate;
mod mutations;
mod names;
mod pack;
mod properties;
mod support;
mod web;
