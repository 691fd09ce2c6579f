//! Notice draft: a letter before it is issued: written, reviewed by somebody else where the series
//! says so, issued. Its own tenant only.

use model::{Fault, Id, Millis};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::letters::Letter;

/// Body of `notice_draft`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDraft {
    pub letter: Letter,
    pub state: DraftState,
    /// Login of whoever changed its words last.
    pub written_by: String,
    /// Who reviewed it, and when.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reviewed_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Millis>,
    /// The reviewer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What was issued of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circular: Option<Id>,
}

/// Where a draft stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// 拟稿: may be changed.
    #[default]
    Writing,
    /// 送审: waits for the reviewer.
    Submitted,
    /// 审核通过: may be issued as it is.
    Approved,
    /// 退回: may be changed.
    Returned,
    /// 已签发.
    Issued,
    /// 已废弃.
    Discarded,
}

impl DraftState {
    /// The word used in JSON and SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Issued => "issued",
            Self::Discarded => "discarded",
        }
    }

    /// Whether its words may be changed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Writing | Self::Returned)
    }
}

impl Kind for NoticeDraft {
    const NAME: &'static str = "notice_draft";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 1000)?;
        self.letter.check()
    }

    fn blobs(&self) -> Vec<String> {
        self.letter.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
