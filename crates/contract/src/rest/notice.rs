//! Notices and their loop.

use model::finding::Severity;
use model::loops::Genre;
use model::{Id, Millis, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::loop_step::Attachment;
use crate::kinds::notice_draft::DraftState;
use crate::kinds::notice_series::NoticeSeries;
use crate::letters::Letter;
use crate::record::Seal;
use crate::sharing::Tlp;

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
    pub genre: Genre,
    /// Issue 期 within the series and year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<u32>,
    /// The circular it was sent with; only its issuer can open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circular: Option<Id>,
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
    pub attachments: Vec<Attachment>,
    pub tlp: Tlp,
    /// National mark, or empty.
    pub mark: String,
    /// The notice from above that it hands on 转发, and that one's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwards: Option<Id>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub forwarded_number: String,
    /// The notice that it corrects 更正, and the one that corrects it, as far as they are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<Id>,
    /// As its recipient: the circulars by which the caller's tenant handed it on. As its issuer:
    /// what the recipient told of handing it on, counts only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forwarded: Vec<ForwardRow>,
    /// Whether the caller may hand it on to recipients of its own.
    pub may_forward: bool,
    /// Code that its paper carries.
    pub paper_code: String,
}

/// A notice as it was handed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ForwardRow {
    /// The forwarder's circular: only the forwarder can open it.
    pub circular: Id,
    pub number: String,
    pub by: TenantPath,
    pub by_name: String,
    pub issued: Millis,
    pub figures: CircularFigures,
    pub counted: Millis,
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
    /// Issue as it will be written, or empty.
    #[serde(default)]
    pub issue: String,
    /// Whether a second person must review it first.
    #[serde(default)]
    pub review: bool,
    /// Who is taken out of it or cannot get it, and why.
    #[serde(default)]
    pub excluded: Vec<Excluded>,
    /// Loops of the same hazard at the same recipient that are open already, as far as the issuer
    /// may know.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
    /// How many conversations with neighbours it takes: deliveries by node.
    #[serde(default)]
    pub through: Vec<ThroughNode>,
}

/// Somebody who would not get a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Excluded {
    pub tenant: TenantPath,
    pub tenant_name: String,
    /// `by_hand`, `unknown`, `jurisdiction`, `unreachable`, `inactive`, `itself`.
    pub reason: String,
    /// What would have taken it in.
    pub rule: String,
}

/// An open loop of the same hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Duplicate {
    pub recipient: TenantPath,
    pub recipient_name: String,
    pub number: String,
    pub issuer: TenantPath,
    pub issuer_name: String,
    pub state: String,
}

/// A neighbour node and how many recipients it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ThroughNode {
    /// Absent: this node itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Id>,
    pub name: String,
    pub recipients: u64,
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

/// One row of `GET /api/v1/notice-series`; also the body of `PUT`, with the revision it changes
/// (0: a new one, `POST`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesRow {
    pub id: Id,
    pub revision: u32,
    #[serde(flatten)]
    pub series: NoticeSeries,
    /// The number and the issue that the next letter would get.
    pub next: String,
    pub next_issue: String,
}

/// `POST /api/v1/notice-series`, `PUT /api/v1/notice-series/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesDraft {
    /// 0 for a new one.
    #[serde(default)]
    pub revision: u32,
    pub series: NoticeSeries,
}

/// One of `GET /api/v1/notice-templates`: a text that the packs give, with blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TemplateRow {
    /// `pack/template`.
    pub id: String,
    pub title_zh: String,
    pub title_en: String,
    pub genre: Genre,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What it is filled from: `report`, `vulnerability`, `plain`.
    pub source: String,
    /// Its blanks, in the order of the text; those of the source fill themselves.
    pub blanks: Vec<TemplateBlank>,
    /// Held by a pack that is an example 示例.
    pub example: bool,
}

/// A blank of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TemplateBlank {
    pub id: String,
    pub title_zh: String,
    pub title_en: String,
}

/// `POST /api/v1/notice-templates/fill`: a letter out of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateFill {
    pub template: String,
    /// `zh` (default) or `en`.
    #[serde(default)]
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
    #[serde(default)]
    pub values: std::collections::BTreeMap<String, String>,
}

/// A letter made of a template or of another notice, and blanks that nothing filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilledLetter {
    pub letter: Letter,
    pub template: String,
    /// Blanks that stand in the text as `＿＿`.
    pub unfilled: Vec<String>,
}

/// One row of `GET /api/v1/notice-drafts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DraftRow {
    pub id: Id,
    pub revision: u32,
    pub title: String,
    pub genre: Genre,
    pub severity: Severity,
    pub state: DraftState,
    pub written_by: String,
    pub reviewed_by: String,
    pub note: String,
    pub changed: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circular: Option<Id>,
}

/// `GET /api/v1/notice-drafts/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DraftDetail {
    #[serde(flatten)]
    pub row: DraftRow,
    pub letter: Letter,
    /// What the caller may do: `save`, `submit`, `approve`, `return`, `discard`, `issue`.
    pub actions: Vec<String>,
}

/// `POST /api/v1/notice-drafts` (revision 0), `PUT /api/v1/notice-drafts/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftSave {
    #[serde(default)]
    pub revision: u32,
    pub letter: Letter,
}

/// `POST /api/v1/notice-drafts/{id}/review`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftReview {
    /// The revision that was looked at; another one is a conflict.
    pub revision: u32,
    /// `submit`, `approve`, `return`, `discard`.
    pub action: String,
    #[serde(default)]
    pub note: String,
}

/// `POST /api/v1/notice-drafts/{id}/issue`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftIssue {
    pub revision: u32,
}

/// What was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Issued {
    pub circular: Id,
    pub number: String,
    pub issue: String,
    pub notices: u64,
}

/// One row of `GET /api/v1/circulars`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CircularRow {
    pub id: Id,
    pub number: String,
    pub issue: String,
    pub title: String,
    pub genre: Genre,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Id>,
    pub issued: Millis,
    pub due: Millis,
    /// Handed on from above 转发, by that one's number, or empty.
    pub forwarded_number: String,
    pub figures: CircularFigures,
}

/// Figures of a circular: each equals the `total` of `GET /api/v1/circulars/{id}/copies?…`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CircularFigures {
    pub recipients: u64,
    /// Notices written so far: all of them but while it is being issued.
    pub written: u64,
    /// Accepted by the neighbour that leads to the recipient, or hosted here.
    pub delivered: u64,
    pub read: u64,
    pub signed: u64,
    pub replied: u64,
    pub closed: u64,
    pub withdrawn: u64,
    /// Past the deadline and not over.
    pub overdue: u64,
}

/// `GET /api/v1/circulars/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CircularDetail {
    #[serde(flatten)]
    pub row: CircularRow,
    pub letter: Letter,
    pub author: String,
    pub reviewed_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwards: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Id>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub corrects_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    pub paper_code: String,
    /// What the caller may do: `withdraw`, `correct`.
    pub actions: Vec<String>,
}

/// One row of `GET /api/v1/circulars/{id}/copies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CopyRow {
    pub notice: Id,
    pub recipient: TenantPath,
    pub recipient_name: String,
    pub kind: Option<TenantKind>,
    /// What took it in: `named`, `report`, or the rule's name.
    pub rule: String,
    /// State of its loop; empty = not written yet.
    pub state: String,
    pub overdue: bool,
    /// By the edge ledger: `hosted`, `queued`, `sent`, `applied`, `rejected`; empty = not yet.
    pub delivery: String,
    /// Code of a rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Millis>,
}

/// `POST /api/v1/circulars/{id}/withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CircularWithdraw {
    pub reason: String,
    /// Only these recipients; empty = all whose loop is not over.
    #[serde(default)]
    pub tenants: std::collections::BTreeSet<TenantPath>,
}

/// Answer: how many were withdrawn, and those that could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Withdrawn {
    pub withdrawn: u64,
    /// Loops that were over already.
    pub over: u64,
}

/// `GET /api/v1/notice-papers/{code}`: what a paper with this code says, for whoever may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PaperFound {
    pub code: String,
    /// `notice`, `circular` or `receipt`.
    pub kind: String,
    /// The notice or circular.
    pub object: Id,
    pub number: String,
    pub title: String,
    pub issuer: TenantPath,
    pub issued: Millis,
    /// Hash of the sealed record that the paper shows.
    pub digest: String,
}
