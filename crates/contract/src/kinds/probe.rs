//! Probe: a sensor that may deliver events for a tenant. Its token is never in a record.

use model::Fault;
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `probe`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    pub name: String,
    /// Where it listens, in the owner's words.
    #[serde(default)]
    pub place: String,
    /// `active`, `revoked`.
    pub state: String,
}

impl Kind for Probe {
    const NAME: &'static str = "probe";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 80)?;
        check_text("place", &self.place, 0, 200)
    }
}
