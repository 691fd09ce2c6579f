//! Revocation: the owner takes back something it shared. A tombstone: the records stay in every
//! chain, their content is shown no more.

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `revocation`. Binding on the owner; it goes to everyone the object ever named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The statement, as its owner has it.
    pub object: Id,
    /// The objects it went out as: the statement itself, its views.
    pub objects: std::collections::BTreeSet<Id>,
    pub kind: String,
    pub reason: String,
}

impl Kind for Revocation {
    const NAME: &'static str = "revocation";

    fn check(&self) -> Result<(), Fault> {
        check_text("reason", &self.reason, 1, 2000)
    }
}
