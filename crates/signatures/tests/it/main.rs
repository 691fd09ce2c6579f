//! One binary for all tests that need whole files.

mod rules;
mod support;
