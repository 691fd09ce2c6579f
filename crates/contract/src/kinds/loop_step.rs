//! Loop step: one party's act on a notice, hazard or task (sign for, plan, reply, close, …).
//! Binding on the party that takes it.

use std::collections::BTreeMap;

use model::{Fault, Id, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::loops::{CheckResult, MOST_CONDITIONS};

/// Body of `loop_step`: each step is an object of its own, owned by the party's node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopStep {
    /// The notice, hazard or task.
    pub subject: Id,
    /// `issuer`, `recipient` or `supervisor`.
    pub party: String,
    pub by: TenantPath,
    /// Action of the procedure: `sign_for`, `reply`, `return`, `close`, ….
    pub action: String,
    /// Number of the step within the loop as its author saw it, from 1.
    pub turn: u32,
    #[serde(default)]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Further fields of the step: `days`, `date`, `to`, `reason`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// What the author's node saw of the subject's conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    /// Login of the person of the same organisation for whom the author stood in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_behalf_of: String,
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

impl Kind for LoopStep {
    const NAME: &'static str = "loop_step";

    fn check(&self) -> Result<(), Fault> {
        check_text("text", &self.text, 0, 5000)?;
        check_text("on_behalf_of", &self.on_behalf_of, 0, 64)?;
        for (name, value) in &self.fields {
            check_text("fields", name, 1, 60)?;
            check_text(name, value, 0, 500)?;
        }
        if self.checks.len() > MOST_CONDITIONS {
            return Err(Fault::invalid("loop.checks").with("most", MOST_CONDITIONS));
        }
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("notice.attachments").with("most", 20));
        }
        self.attachments.iter().try_for_each(|a| check_text("attachment.name", &a.name, 1, 200))
    }

    fn blobs(&self) -> Vec<String> {
        self.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
