//! Tasks 任务: dispatched to many, split further down, followed on one board.

use model::finding::Severity;
use model::{Id, Millis, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

use super::home::Count;
use super::notice::{AvailableStep, StepRow};
use crate::kinds::loop_step::Attachment;

/// One row of `GET /api/v1/tasks`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaskRow {
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
    /// Past `due` and not over.
    pub overdue: bool,
    /// `issuer` or `recipient`: which party the caller's tenant is.
    pub party: String,
    /// The dispatch it was sent with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch: Option<Id>,
    /// The task from above that it is part of, where the caller's tenant holds that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id>,
    /// Tasks that the caller's tenant made of it.
    pub parts: u64,
    /// Of them, those that are over.
    pub parts_done: u64,
}

/// `GET /api/v1/tasks/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaskDetail {
    #[serde(flatten)]
    pub row: TaskRow,
    pub text: String,
    pub procedure: String,
    pub attachments: Vec<Attachment>,
    pub steps: Vec<StepRow>,
    /// What the caller may do now.
    pub actions: Vec<AvailableStep>,
    /// How the parts stand that were made of it further down, as far as they tell: nothing of
    /// their content.
    pub below: TaskFigures,
}

/// How many tasks stand how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaskFigures {
    pub total: u64,
    pub open: u64,
    pub overdue: u64,
    pub by_state: Vec<Count>,
}

/// `GET /api/v1/tasks/dispatches/{id}`: the board of one dispatch. Its rows are
/// `GET /api/v1/tasks?dispatch=…`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DispatchBoard {
    pub id: Id,
    pub number: String,
    pub title: String,
    pub text: String,
    pub severity: Severity,
    pub issued: Millis,
    pub due: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id>,
    pub figures: TaskFigures,
    /// How often recipients were urged 催办.
    pub urged: u64,
    /// Parts that the recipients made, as their summaries tell.
    pub below: TaskFigures,
}

/// One row of `GET /api/v1/tasks/dispatches`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DispatchRow {
    pub id: Id,
    pub number: String,
    pub title: String,
    pub severity: Severity,
    pub issued: Millis,
    pub due: Millis,
    pub total: u64,
    pub open: u64,
    pub overdue: u64,
}

/// `POST /api/v1/tasks` and `POST /api/v1/tasks/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDraft {
    pub title: String,
    pub text: String,
    pub severity: Severity,
    /// Deadline; absent = by the procedure's clock for the severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// By name.
    #[serde(default)]
    pub recipients: Vec<TenantPath>,
    /// And those that this finds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<RecipientQuery>,
    /// Found, and left out by hand.
    #[serde(default)]
    pub without: Vec<TenantPath>,
    /// The task that it is made of: one that the caller's tenant received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Id>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// Organisations of the caller's jurisdiction; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecipientQuery {
    /// Two-digit province code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// GB/T 4754 division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TenantKind>,
}

/// Answer to a preview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaskPreview {
    pub number: String,
    pub due: Millis,
    /// Pack and clock that set it, or `given`.
    pub due_by: String,
    pub recipients: Vec<TaskRecipient>,
}

/// One receiver of a previewed task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaskRecipient {
    pub tenant: TenantPath,
    pub name: String,
    /// `named` or `query`.
    pub rule: String,
    /// The neighbour node it goes through; absent = stays on this node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Id>,
}

/// Answer to `POST /api/v1/tasks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Dispatched {
    pub dispatch: Id,
    pub number: String,
    pub tasks: Vec<Id>,
}
