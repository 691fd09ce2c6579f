//! Notice step: one party's act in a notice's loop (sign for, reply, return, close, withdraw).
//! Binding on the party that takes it.

use model::{Fault, Id, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `notice_step`: each step is an object of its own, owned by the party's node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeStep {
    pub notice: Id,
    /// `issuer` or `recipient`.
    pub party: String,
    pub by: TenantPath,
    /// Action of the procedure: `sign_for`, `reply`, `return`, `close`, `withdraw`.
    pub action: String,
    /// Number of the step within the loop as its author saw it, from 1.
    pub turn: u32,
    #[serde(default)]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A file handed in as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub name: String,
    /// Hex SHA-256 of the bytes.
    pub digest: String,
    pub size_bytes: u64,
    /// Media type found from the content, not from the name.
    pub media_type: String,
}

impl Kind for NoticeStep {
    const NAME: &'static str = "notice_step";

    fn check(&self) -> Result<(), Fault> {
        check_text("text", &self.text, 0, 5000)?;
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("notice.attachments").with("most", 20));
        }
        self.attachments.iter().try_for_each(|a| check_text("attachment.name", &a.name, 1, 200))
    }

    fn blobs(&self) -> Vec<String> {
        self.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
