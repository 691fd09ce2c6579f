//! Task 任务: work that an authority hands down the tree, with a plan, urging and acceptance.

use model::finding::Severity;
use model::loops::Source;
use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::loop_step::Attachment;
use super::{Kind, check_text};
use crate::loops::{LoopHead, Subject};

/// Body of `task`. Binding on the issuer; one for each recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub number: String,
    pub title: String,
    pub text: String,
    /// How pressing it is.
    pub severity: Severity,
    pub issuer: TenantPath,
    pub recipient: TenantPath,
    pub issued: Millis,
    pub due: Millis,
    pub procedure: String,
    /// The dispatch it was sent with: one task to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch: Option<Id>,
    /// The task from above that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Subject for Task {
    fn head(&self) -> LoopHead {
        LoopHead {
            source: Source::Task,
            number: self.number.clone(),
            title: self.title.clone(),
            severity: self.severity,
            techniques: Vec::new(),
            issuer: self.issuer.clone(),
            recipient: self.recipient.clone(),
            issued: self.issued,
            due: self.due,
            procedure: self.procedure.clone(),
            hazard: String::new(),
        }
    }
}

impl Kind for Task {
    const NAME: &'static str = "task";

    fn check(&self) -> Result<(), Fault> {
        check_text("number", &self.number, 1, 60)?;
        check_text("title", &self.title, 1, 120)?;
        check_text("text", &self.text, 1, 5000)?;
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("notice.attachments").with("most", 20));
        }
        self.attachments.iter().try_for_each(|a| check_text("attachment.name", &a.name, 1, 200))
    }

    fn blobs(&self) -> Vec<String> {
        self.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
