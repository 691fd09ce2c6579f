//! Rules as text against traffic, from file to alert.

#![expect(clippy::print_stdout, reason = "what was skipped and counted is worth reading")]

mod cases;
mod rules;
mod support;
