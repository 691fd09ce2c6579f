//! Findings and the reports made of them.

use model::finding::{FindingState, Severity};
use model::{CaptureTime, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds;

/// One row of `GET /api/v1/findings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FindingRow {
    pub id: Id,
    pub revision: u32,
    pub rule: String,
    /// Titles of the rule as its pack gives them.
    pub title_zh: String,
    pub title_en: String,
    /// What a signature says of itself (`msg`), or empty.
    #[serde(default)]
    pub message: String,
    /// It happened in a maintenance window.
    #[serde(default)]
    pub maintenance: bool,
    pub severity: Severity,
    pub techniques: Vec<String>,
    pub source: String,
    pub target: String,
    pub protocol: String,
    pub operation: String,
    pub time: CaptureTime,
    /// When the node raised it.
    pub raised: Millis,
    /// How often it has happened so far.
    pub occurrences: u64,
    pub last_occurrence: CaptureTime,
    pub state: FindingState,
    /// The report made of it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
}

/// `GET /api/v1/findings/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FindingDetail {
    #[serde(flatten)]
    pub row: FindingRow,
    pub advice_zh: String,
    pub advice_en: String,
    /// It departs from the baseline, and may be accepted into it.
    #[serde(default)]
    pub acceptable: bool,
    /// Body of the latest `finding` record, observations included.
    #[schema(value_type = Object)]
    pub body: kinds::finding::Finding,
}

/// `POST /api/v1/findings/{id}/triage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// The revision the decision was made on; another one is a conflict.
    pub revision: u32,
    pub state: FindingState,
    #[serde(default)]
    pub note: String,
}

/// `POST /api/v1/findings/{id}/report`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportDraft {
    pub policy: Id,
    #[serde(default)]
    pub note: String,
}

/// Answer to a command that made an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Created {
    pub id: Id,
}

/// One row of `GET /api/v1/reports`: what enterprises told this authority (or, for an
/// enterprise, what it told).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReportRow {
    pub id: Id,
    pub reporter: TenantPath,
    pub reporter_name: String,
    pub rule: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    pub source: String,
    pub target: String,
    pub protocol: String,
    pub operation: String,
    pub time: CaptureTime,
    pub reported: Millis,
    /// The notice issued on it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Id>,
    /// The reporter took it back: its content is shown no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<super::sharing::Revoked>,
}

/// `GET /api/v1/reports/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReportDetail {
    #[serde(flatten)]
    pub row: ReportRow,
    #[schema(value_type = Object)]
    pub body: kinds::finding_report::FindingReport,
}
