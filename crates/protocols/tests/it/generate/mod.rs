//! Valid traffic for every protocol: what the properties start from and what is damaged on purpose.
//! One file for each family of the registry.

mod controllers;
mod enip_dnp3;
mod field;
mod names;
mod power;
mod things;
mod web;
mod windows;

use proptest::collection::vec;
use proptest::prelude::*;
use protocols::End;

/// A conversation: who said what, message by message.
pub(crate) type Talk = Vec<(End, Vec<u8>)>;

const CLIENT: End = End::A;
const SERVER: End = End::B;

/// Gives one exchange of a protocol, if the family has it.
pub(crate) type Family = fn(&str) -> Option<BoxedStrategy<Talk>>;

/// The families of the registry.
pub(crate) const FAMILIES: [(&str, Family); 8] = [
    ("controllers", controllers::exchange),
    ("enip_dnp3", enip_dnp3::exchange),
    ("power", power::exchange),
    ("field", field::exchange),
    ("things", things::exchange),
    ("web", web::exchange),
    ("names", names::exchange),
    ("windows", windows::exchange),
];

/// Valid traffic of a protocol by name.
pub(crate) fn talk(protocol: &str) -> BoxedStrategy<Talk> {
    let exchange = FAMILIES.iter().find_map(|(_, family)| family(protocol));
    let exchange = exchange.unwrap_or_else(|| panic!("write a generator for {protocol}"));
    vec(exchange, 1..12).prop_map(|exchanges| exchanges.concat()).boxed()
}
