//! Packs on a node: what is installed, checked, in force, and what a new version would change.

use std::collections::BTreeMap;

use model::form::Text;
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

/// One row of `GET /api/v1/packs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackRow {
    pub id: String,
    pub version: String,
    /// `rules`, `loop`, `procedure`, `codes`, `calendar`.
    pub kind: String,
    pub title: Text,
    /// Hex SHA-256 over its files.
    pub digest: String,
    pub effective_from: String,
    pub example: bool,
    /// `shipped`, or the tenant that published it.
    pub publisher: String,
    /// `in_force`, `pending` (before its first day), `superseded`, `draft`.
    pub state: String,
}

/// `GET /api/v1/packs/{id}/{version}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackDetail {
    #[serde(flatten)]
    pub row: PackRow,
    pub sources: Vec<model::form::Source>,
    /// Values nobody has verified: file, place, confidence.
    pub unverified: Vec<UnverifiedRow>,
    /// Of a procedure: its machine, drawn by the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// Forms and documents of a procedure, by id.
    pub forms: BTreeMap<String, Text>,
    pub documents: BTreeMap<String, Text>,
    /// Filings that run under this version.
    pub filings: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnverifiedRow {
    pub file: String,
    pub path: String,
    pub confidence: model::form::Confidence,
}

/// States and transitions of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Machine {
    pub initial: String,
    pub states: Vec<MachineState>,
    pub transitions: Vec<MachineTransition>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MachineState {
    pub id: String,
    pub title: Text,
    pub terminal: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MachineTransition {
    pub from: String,
    pub to: String,
    pub action: String,
    pub title: Text,
    pub party: String,
    pub roles: Vec<model::Role>,
    /// Clock by which it is due, or empty.
    pub clock: String,
}

/// Answer to `POST /api/v1/packs` (body = the pack as a zip of its folder): what is wrong with it;
/// when nothing is, it is kept as a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackReport {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackRow>,
    pub problems: Vec<PackProblem>,
    /// Outcome of its worked examples.
    pub examples: Vec<ExampleOutcome>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackProblem {
    pub code: String,
    pub file: String,
    pub path: String,
    pub params: BTreeMap<String, String>,
    /// What the code says, in the caller's language, and what can be done.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub way_out: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExampleOutcome {
    pub example: String,
    pub passed: bool,
    /// What was expected and what came, where it failed.
    pub differences: Vec<String>,
}

/// Answer to `GET /api/v1/packs/{id}/{version}/diff` and `POST /api/v1/packs/diff`: whose result
/// changes under this version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackDiff {
    pub before: String,
    pub after: String,
    /// Filings that were evaluated under both.
    pub filings: u32,
    /// Filings beyond those, which were not looked at: there are too many for one answer.
    #[serde(default)]
    pub left_out: u32,
    /// Filings of which only the summary is here: what was answered, and so what would come of it,
    /// is known where they were handed in.
    #[serde(default)]
    pub summaries: u32,
    /// Where the next page begins: `?cursor=`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub changed: Vec<ChangedResult>,
    /// Fields added, removed, or asked otherwise: `form.field`.
    pub fields: BTreeMap<String, String>,
    /// What the results and their codes are called under this version.
    #[serde(default)]
    pub results: BTreeMap<String, super::filing::ResultTitles>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangedResult {
    pub filing: Id,
    pub applicant: TenantPath,
    pub applicant_name: String,
    pub result: String,
    pub before: String,
    pub after: String,
    pub score_before: Option<f64>,
    pub score_after: Option<f64>,
    pub filed: Millis,
}
