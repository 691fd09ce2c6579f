//! Things and vehicles.

use proptest::prelude::*;

use super::Talk;

/// One exchange of a protocol of this family.
pub(super) fn exchange(_protocol: &str) -> Option<BoxedStrategy<Talk>> {
    None
}
