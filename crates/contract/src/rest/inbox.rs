//! The inbox: everything that waits for a person, whoever asks for it; who it is given to, who
//! stands in for whom, and acts on many things at once.

use std::collections::BTreeMap;

use model::finding::Severity;
use model::form::Text;
use model::{Id, Millis};
use serde::{Deserialize, Serialize};

use crate::kinds::loop_step::Attachment;

/// Kinds of things that wait. `obligation` and `quarantine` are computed when they are asked for,
/// the others are kept by projection.
pub const KINDS: &[&str] = &[
    "notice",
    "hazard",
    "task",
    "filing",
    "draft",
    "ask",
    "consent",
    "report",
    "quarantine",
    "enrolment",
    "supervision",
    "obligation",
];

/// One row of `GET /api/v1/inbox`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InboxRow {
    /// One of [`KINDS`].
    pub kind: String,
    /// The object, or the obligation's name; of `quarantine` the neighbour, after `out.` where it
    /// refused what this node sent and after `in.` where this node refused what it sent.
    pub object: String,
    pub title: String,
    /// The title in English, where it is not somebody's own words: that of a rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_en: String,
    /// What is to be done: the titles of the actions that the caller's role may take.
    pub action: Text,
    /// Their codes, as steps name them; empty where the page of the object offers something else
    /// than a step.
    pub actions: Vec<String>,
    /// Name of the organisation it comes from.
    pub from: String,
    /// Why most of it was refused, where something was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    pub overdue: bool,
    pub since: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Whom it is given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Person>,
    /// Given to the caller, or to somebody for whom the caller stands in now.
    pub mine: bool,
    /// What is the same for several rows: the circular, the dispatch, the hazard. `?group=` lists
    /// them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// How many rows wait in the group, this one included.
    pub group_size: u64,
    /// Ruled by a procedure that is only an example.
    pub example: bool,
}

/// Somebody of the caller's organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Person {
    pub login: String,
    pub name: String,
}

/// `GET /api/v1/inbox/counts`: what waits for the caller's role. Each figure is the `total` of
/// `GET /api/v1/inbox` with the filter that its name says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InboxCounts {
    pub total: u64,
    /// `?overdue=true`
    pub overdue: u64,
    /// `?assigned=mine`
    pub mine: u64,
    /// `?assigned=nobody`
    pub unassigned: u64,
    /// `?kind=…`, only kinds of which something waits.
    pub by_kind: Vec<InboxCount>,
    /// `?severity=…`
    pub by_severity: Vec<InboxCount>,
}

/// How many wait, and how many of them too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InboxCount {
    pub key: String,
    pub count: u64,
    pub overdue: u64,
}

/// One thing in the inbox.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
pub struct InboxItem {
    pub kind: String,
    pub object: String,
}

/// `POST /api/v1/inbox/assign`: gives things to a person, or takes them back from everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignDraft {
    /// 1 to 200.
    pub items: Vec<InboxItem>,
    /// Login of somebody of the caller's organisation and role (`GET /api/v1/inbox/people`);
    /// absent: of nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default)]
    pub note: String,
}

/// `POST /api/v1/inbox/steps`: the same step on many things, each in a transaction of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchSteps {
    /// 1 to 200, of kinds `notice`, `hazard`, `task`, `ask`, `filing`.
    pub items: Vec<InboxItem>,
    /// Action of the procedure.
    pub action: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// Further fields of the step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// Answer to an act on many things: what became of each, in the order asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemsOutcome {
    pub done: u32,
    pub refused: u32,
    pub items: Vec<ItemOutcome>,
}

/// What became of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemOutcome {
    #[serde(flatten)]
    pub item: InboxItem,
    pub done: bool,
    /// Why not: a code of docs/errors.md.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// One row of `GET /api/v1/deputies`: a person's work is also shown to another for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeputyRow {
    pub id: Id,
    /// Whose work.
    pub person: Person,
    /// Who does it.
    pub deputy: Person,
    pub from: Millis,
    pub until: Millis,
    /// Of these kinds; empty: of all.
    pub kinds: Vec<String>,
    /// `coming`, `active`, `past`, `withdrawn`.
    pub state: String,
    pub revision: u32,
}

/// `POST /api/v1/deputies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeputyDraft {
    /// Login; absent: the caller. Naming another takes the permission `user_manage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Login of somebody with the same role: a deputy gains no right that the role does not have.
    pub deputy: String,
    pub from: Millis,
    /// At most a year after `from`.
    pub until: Millis,
    #[serde(default)]
    pub kinds: Vec<String>,
}
