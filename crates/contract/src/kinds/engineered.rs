//! What a substation was engineered to be: an SCL file of an enterprise. File and what was read
//! of it are blobs.

use model::Fault;
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `engineered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engineered {
    /// The file's name.
    pub name: String,
    /// `active`, `removed`.
    pub state: String,
    /// SHA-256 of the file, in lower-case hex.
    pub digest: String,
    /// Bytes of the file.
    pub size: u64,
    /// SHA-256 of what was read of it (JSON).
    pub plan: String,
    /// Devices, and control blocks that publish.
    pub devices: u64,
    pub publishers: u64,
}

impl Kind for Engineered {
    const NAME: &'static str = "engineered";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 200)?;
        if ["active", "removed"].contains(&self.state.as_str()) {
            return Ok(());
        }
        Err(Fault::invalid("engineered.state").with("state", &self.state))
    }

    fn blobs(&self) -> Vec<String> {
        vec![self.digest.clone(), self.plan.clone()]
    }
}
