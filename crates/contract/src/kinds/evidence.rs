//! Evidence: a tenant handed in a file. Private; a step that refers to the file shares it.

use serde::{Deserialize, Serialize};

use super::loop_step::Attachment;
use super::{Kind, check_text};
use model::Fault;

/// Body of `evidence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub attachment: Attachment,
}

impl Kind for Evidence {
    const NAME: &'static str = "evidence";

    fn check(&self) -> Result<(), Fault> {
        check_text("attachment.name", &self.attachment.name, 1, 200)
    }

    fn blobs(&self) -> Vec<String> {
        vec![self.attachment.digest.clone()]
    }
}
