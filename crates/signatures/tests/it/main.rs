//! Rules as text against traffic, from file to alert.

#![expect(clippy::unwrap_used, reason = "a test that cannot get its data fails")]
#![expect(clippy::print_stdout, reason = "what was skipped and counted is worth reading")]

mod cases;
mod document;
mod rules;
mod support;
