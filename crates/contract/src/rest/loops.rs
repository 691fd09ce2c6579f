//! The closed loop of notices, hazards and tasks: rows, course, what may be done, machines.

use std::collections::BTreeMap;

use model::finding::Severity;
use model::form::Text;
use model::loops::{CheckOutcome, Source};
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::loop_step::Attachment;
use crate::loops::{CheckResult, Condition};
use crate::record::Seal;

/// `GET /api/v1/loops`: a loop as its parties and the tiers above see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopRow {
    /// The notice, hazard or task.
    pub id: Id,
    pub source: Source,
    pub number: String,
    /// Empty for whoever sees the summary only.
    pub title: String,
    pub issuer: TenantPath,
    pub issuer_name: String,
    pub recipient: TenantPath,
    pub recipient_name: String,
    pub region: String,
    pub industry: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    pub state: String,
    pub open: bool,
    pub overdue: bool,
    pub issued: Millis,
    pub due: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Millis>,
    pub returned: u32,
    pub reopened: u32,
    pub extended: u32,
    pub escalated: u32,
    pub supervised: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rechecked: Option<CheckOutcome>,
    /// Digest of the hazard identity, or empty.
    pub hazard: String,
    /// `issuer`, `recipient`; empty for a bystander.
    pub party: String,
    /// Other open loops of the same hazard at the same recipient, as far as seen here.
    pub also: Vec<GroupMember>,
}

/// Another loop of the same hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupMember {
    pub id: Id,
    pub issuer: TenantPath,
    pub issuer_name: String,
    pub number: String,
}

/// `GET /api/v1/loops/{id}`: the subject, its course, and what the caller may do now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopDetail {
    #[serde(flatten)]
    pub row: LoopRow,
    pub text: String,
    pub procedure: String,
    /// What a machine can look at.
    pub conditions: Vec<Condition>,
    pub standing: LoopStanding,
    pub steps: Vec<LoopStepRow>,
    pub actions: Vec<LoopAction>,
}

/// How a loop stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopStanding {
    pub state: String,
    /// Its title, from the procedure pack.
    pub title: Text,
    pub closed: bool,
    pub terminal: bool,
    /// By when the next step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// By when all of it is to be done, with what was granted.
    pub final_due: Millis,
    /// Parties that are waited for.
    pub waiting: Vec<String>,
    pub asks: Vec<LoopAsk>,
    pub urged: u32,
    pub disputed: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Millis>,
    /// A machine saw the hazard again after it was closed.
    pub came_back: bool,
}

/// Something asked that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopAsk {
    /// `extension`, `dispute`, `transfer`.
    pub ask: String,
    pub step: Id,
    pub at: Millis,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopStepRow {
    pub id: Id,
    pub action: String,
    pub title: Text,
    pub party: String,
    pub by: TenantPath,
    pub by_name: String,
    pub author: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_behalf_of: String,
    pub time: Millis,
    /// State of the loop after it; `refused` for a step that does not count.
    pub state: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// A step that the caller may take now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopAction {
    pub action: String,
    pub title: Text,
    /// Of `text` and `attachments`, those that must be given.
    pub requires: Vec<String>,
    /// Of `text` and `attachments`, those that may be given besides.
    pub takes: Vec<String>,
    pub fields: Vec<LoopField>,
    /// Whether somebody waits for it.
    pub awaited: bool,
}

/// A typed field of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopField {
    pub name: String,
    pub title: Text,
    /// `days`, `date`, `tenant`, `number`, `text`.
    pub kind: String,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

/// `POST /api/v1/loops/{id}/steps`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoopStepDraft {
    pub action: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Also on every open loop of the same hazard that allows it.
    #[serde(default)]
    pub for_all: bool,
}

/// `POST /api/v1/loops/steps`: one step on many loops, each on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoopBatch {
    pub loops: Vec<Id>,
    pub step: LoopStepDraft,
}

/// What became of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopOutcome {
    #[serde(rename = "loop")]
    pub subject: Id,
    /// Why not; absent when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// `POST /api/v1/loops/{id}/supervise`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuperviseDraft {
    pub text: String,
}

/// `POST /api/v1/loops/sampling`: draws closed loops to be re-checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoopSampling {
    /// How many.
    pub size: u32,
    /// Absent: one is made and printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// Closed from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
    /// Mark what is drawn with a `sample` step.
    #[serde(default)]
    pub mark: bool,
}

/// What was drawn: sort the population by the hex SHA-256 of `<seed>:<id>`, take the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopSample {
    pub seed: String,
    pub population: u64,
    pub items: Vec<LoopRow>,
}

/// `GET /api/v1/loops/procedures/{id}`: states and steps as the pack declares them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopMachine {
    /// `id@version`.
    pub procedure: String,
    pub states: Vec<MachineState>,
    pub steps: Vec<MachineStep>,
    /// Graphviz.
    pub dot: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LoopMachineState)]
pub struct MachineState {
    pub id: String,
    pub title: Text,
    pub closed: bool,
    pub terminal: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MachineStep {
    pub action: String,
    pub title: Text,
    pub from: Vec<String>,
    /// A state, or `stay`.
    pub to: String,
    pub party: String,
}

/// `POST /api/v1/hazards`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HazardDraft {
    pub source: Source,
    /// Hazard identity 隐患标识; absent: made from the title.
    #[serde(default)]
    pub hazard: String,
    pub title: String,
    #[serde(default)]
    pub text: String,
    pub severity: Severity,
    #[serde(default)]
    pub techniques: Vec<String>,
    /// Deadline; absent = by the procedure's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    #[serde(default)]
    pub checks: Vec<Condition>,
}
