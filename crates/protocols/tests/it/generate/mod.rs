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

/// Valid traffic of a protocol by name.
pub(crate) fn talk(protocol: &str) -> BoxedStrategy<Talk> {
    let families = [
        controllers::exchange,
        enip_dnp3::exchange,
        power::exchange,
        field::exchange,
        things::exchange,
        web::exchange,
        names::exchange,
        windows::exchange,
    ];
    let exchange = families.iter().find_map(|family| family(protocol));
    let exchange = exchange.unwrap_or_else(|| panic!("write a generator for {protocol}"));
    vec(exchange, 1..12).prop_map(|exchanges| exchanges.concat()).boxed()
}
