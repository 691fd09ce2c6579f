//! Notices and their loop.

use model::finding::Severity;
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::loop_step::Attachment;
use crate::record::Seal;

/// One row of `GET /api/v1/notices` (`?side=issued|received`, `?state=…|open`, `?overdue=true`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NoticeRow {
    pub id: Id,
    pub number: String,
    pub title: String,
    pub severity: Severity,
    pub issuer: TenantPath,
    pub issuer_name: String,
    pub recipient: TenantPath,
    pub recipient_name: String,
    /// State of the loop, from the procedure pack.
    pub state: String,
    pub issued: Millis,
    pub due: Millis,
    /// Past `due` and not in a final state.
    pub overdue: bool,
    /// `issuer` or `recipient`: which party the caller's tenant is.
    pub party: String,
}

/// `GET /api/v1/notices/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NoticeDetail {
    #[serde(flatten)]
    pub row: NoticeRow,
    pub text: String,
    pub techniques: Vec<String>,
    pub procedure: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
    pub steps: Vec<StepRow>,
    /// What the caller may do now.
    pub actions: Vec<AvailableStep>,
}

/// A step that the procedure allows the caller to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AvailableStep {
    pub action: String,
    /// Fields that must be given: `text`, `attachments`.
    pub requires: Vec<String>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StepRow {
    pub id: Id,
    pub action: String,
    pub party: String,
    pub by: TenantPath,
    pub by_name: String,
    pub author: String,
    pub time: Millis,
    /// State of the loop after it.
    pub state: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// `POST /api/v1/notices` and `POST /api/v1/notices/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeDraft {
    pub recipient: TenantPath,
    pub title: String,
    pub text: String,
    pub severity: Severity,
    #[serde(default)]
    pub techniques: Vec<String>,
    /// Deadline; absent = by the procedure's clock for the severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
}

/// Answer to a preview: what would be issued and who would receive it, by which way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NoticePreview {
    pub number: String,
    pub due: Millis,
    /// Pack and clock that set it, or `given`.
    pub due_by: String,
    pub deliveries: Vec<PreviewDelivery>,
}

/// One receiver of a previewed notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewDelivery {
    pub tenant: TenantPath,
    pub tenant_name: String,
    /// What it would see: `notice`, `loop_summary`.
    pub sees: String,
    /// The rule: `recipient`, `issuer`, or the name of a sharing policy.
    pub rule: String,
    /// The neighbour node it goes through; absent = stays on this node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Id>,
}

/// `POST /api/v1/notices/{id}/steps`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDraft {
    pub action: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// Answer to `POST /api/v1/evidence?name=` (body = the bytes, at most 50 MiB).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvidenceStored {
    pub attachment: Attachment,
}
