//! Rules held against packets made for them.

mod content;
mod flows;
mod packets;
mod prefilter;
mod properties;
mod support;
mod transactions;
