//! Sealed copy: the scan of a signed and sealed paper, matched to the export it was printed from.

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::loop_step::Attachment;
use super::{Kind, check_text};

/// Body of `sealed_copy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedCopy {
    pub filing: Id,
    pub export: Id,
    /// The export's code as it was read from the scan.
    pub code: String,
    pub scan: Attachment,
}

impl Kind for SealedCopy {
    const NAME: &'static str = "sealed_copy";

    fn check(&self) -> Result<(), Fault> {
        check_text("code", &self.code, 4, 60)?;
        check_text("attachment.name", &self.scan.name, 1, 200)
    }

    fn blobs(&self) -> Vec<String> {
        vec![self.scan.digest.clone()]
    }
}
