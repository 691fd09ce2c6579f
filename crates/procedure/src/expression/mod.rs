//! Expressions of packs: CEL's syntax (parsed by the crate `cel`), checked against the names and
//! types of the pack once, evaluated by our own walk over the checked tree.
//!
//! Why not the library's interpreter: a form is mostly unanswered while it is filled, and an
//! unanswered question must neither throw nor decide anything. So `null` means "not known yet":
//! - comparisons by order, arithmetic and `? :` on something unknown are unknown;
//! - `&&`, `||`, `!` are those of three-valued logic (`false && unknown` is false);
//! - `==` and `!=` compare with `null` as with any value, and what is unanswered equals `''`; `in`
//!   of something unknown is false;
//! - who asks for a truth takes unknown as "does not hold" (`when`, `required`, bands) or as
//!   "nothing to complain of yet" (checks).
//!
//! All numbers are IEEE doubles; dividing by zero is unknown. What it is not: it opens nothing,
//! reads no clock, has no regular expressions, no recursion, and a bounded number of steps.

mod check;
mod functions;
mod lower;
mod run;
mod value;

pub(crate) use check::{Codes, ListFacts, RESERVED, Scope, Type};
pub(crate) use functions::chinese_date;
pub(crate) use lower::compile;
pub(crate) use run::{Env, Roots};

pub(crate) use value::{Program, Val, number_json, print_number};

/// Longest expression, in bytes.
pub(crate) const MAX_BYTES: usize = 4_000;
/// Deepest nesting of parentheses, calls and operators.
pub(crate) const MAX_DEPTH: u16 = 64;
/// Steps one evaluation may take before its value is "unknown".
pub(crate) const MAX_STEPS: u32 = 50_000;
/// Longest text an expression may build, in bytes.
pub(crate) const MAX_TEXT: usize = 100_000;

#[cfg(test)]
mod tests;
