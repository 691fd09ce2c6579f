//! The one integration binary of `protocols`: real captures, properties over every registered
//! parser, and captures made worse on purpose.

mod corpus;
mod generate;
mod mutations;
mod properties;
mod support;
