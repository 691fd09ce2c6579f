//! Filings: a procedure that an organisation goes through: forms, verdicts, steps, papers.

use std::collections::BTreeMap;

use model::form::{CodeList, Form, Source, Text};
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::notice::StepRow;
use crate::kinds::loop_step::Attachment;

/// Answers of one form by field id; shapes by field type are in docs/packs.md.
pub type Answers = serde_json::Map<String, Value>;

/// One row of `GET /api/v1/filings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingRow {
    pub id: Id,
    /// `id@version` of the pack.
    pub procedure: String,
    pub procedure_title: Text,
    /// 示例: the pack holds unverified values.
    pub example: bool,
    /// What it is about when an organisation has several: a system, a data item, a case.
    pub subject: String,
    /// `2026`, `2026-H1`; as the procedure counts.
    pub period: String,
    pub applicant: TenantPath,
    pub applicant_name: String,
    pub state: String,
    pub state_title: Text,
    pub terminal: bool,
    /// Parties that may act now.
    pub waiting_for: Vec<String>,
    /// The party the caller's tenant is.
    pub party: String,
    /// Result codes by name: `{"grade": "3"}`.
    pub results: BTreeMap<String, String>,
    /// What they are called.
    #[serde(default)]
    pub result_titles: BTreeMap<String, ResultTitles>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Number given by the authority (备案号), or empty.
    pub number: String,
    pub begun: Millis,
    pub changed: Millis,
    /// The nearest clock that runs for the party that is to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    pub overdue: bool,
    /// Outlier radar: how many signs stand against it.
    pub signs: u32,
}

/// What a result of a procedure and its codes are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultTitles {
    pub title: Text,
    /// Titles by code; in a row only that of the code it has.
    pub codes: BTreeMap<String, Text>,
}

/// `POST /api/v1/filings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingDraft {
    /// Pack id; the version in force is taken.
    pub procedure: String,
    #[serde(default)]
    pub period: String,
    #[serde(default)]
    pub subject: String,
    /// Joint filing: a second applicant or authority, where the procedure has such a party.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parties: BTreeMap<String, TenantPath>,
    /// An earlier filing whose answers are carried forward; absent = the last of the same
    /// procedure and subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Id>,
}

/// A party of a filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingParty {
    pub party: String,
    pub title: Text,
    pub tenant: TenantPath,
    pub tenant_name: String,
}

/// A clock that runs or ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingClock {
    pub clock: String,
    pub title: Text,
    pub party: String,
    pub started: Millis,
    pub due: Millis,
    /// When what it waits for was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Millis>,
    pub overdue: bool,
    /// Document and article that set it, with confidence.
    pub source: Source,
    /// How often it was extended.
    pub extended: u32,
}

/// A step that the caller may take now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingAction {
    pub action: String,
    pub title: Text,
    /// State it leads to.
    pub to: String,
    pub requires: Vec<String>,
    pub optional: Vec<String>,
    /// Forms that must be complete.
    pub forms: Vec<String>,
    /// Why it cannot be taken yet; empty = it can.
    pub obstacles: Vec<Remark>,
    /// Steps that it hands to their stand-in, until they are taken back or the state moves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegates: Vec<HandedStep>,
    /// Steps that it takes back from their stand-in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recalls: Vec<HandedStep>,
}

/// A step that can be, or is, in the hands of a stand-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HandedStep {
    pub action: String,
    pub title: Text,
    /// The stand-in: a party of the filing.
    pub party: String,
}

/// `GET /api/v1/filings/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FilingDetail {
    #[serde(flatten)]
    pub row: FilingRow,
    pub parties: Vec<FilingParty>,
    pub forms: Vec<FormSummary>,
    pub documents: Vec<DocumentChoice>,
    pub clocks: Vec<FilingClock>,
    pub steps: Vec<StepRow>,
    pub actions: Vec<FilingAction>,
    /// Steps that are in the hands of their stand-in now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated: Vec<HandedStep>,
    /// Limits that the caller's next step would exceed and that keep nobody from it (原则上不超过).
    #[serde(default)]
    pub warnings: Vec<Remark>,
    pub exports: Vec<ExportRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Id>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FormSummary {
    pub form: String,
    pub title: Text,
    /// Who fills it.
    pub party: String,
    /// Whether the caller may write it now.
    pub writable: bool,
    /// Whether the caller gives verdicts on it now.
    pub judgeable: bool,
    pub answered: u32,
    pub asked: u32,
    pub errors: u32,
    pub warnings: u32,
    pub comments: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DocumentChoice {
    pub document: String,
    pub title: Text,
    /// `docx`, `pdf`, `xlsx`.
    pub formats: Vec<String>,
}

/// `GET /api/v1/filings/{id}/forms/{form}`: all that is needed to fill or to verify it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FormView {
    pub definition: Form,
    /// Code lists that the form uses, by the name the fields use.
    pub codes: Vec<CodeList>,
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// Revision of each section's draft, 0 = never saved.
    pub revisions: BTreeMap<String, u32>,
    pub evaluation: Evaluation,
    /// Last year's answers, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub previous: Option<Answers>,
    /// How each carried-forward answer was dealt with: `confirmed`, `changed`, `not_applicable`.
    pub carried: BTreeMap<String, String>,
    pub verdicts: BTreeMap<String, Verdict>,
    pub comments: Vec<CommentRow>,
    pub writable: bool,
    pub judgeable: bool,
    /// As the last step froze it: what differs from it was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub submitted: Option<Answers>,
}

/// What the procedure says of answers. Computed by the server, never stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evaluation {
    /// By section id: whether it is asked.
    pub sections: BTreeMap<String, SectionState>,
    /// By field id; columns of tables as `table[0].column`. Fields that are asked, not required
    /// and without remarks are left out.
    pub fields: BTreeMap<String, FieldState>,
    /// Remarks on the form as a whole.
    pub remarks: Vec<Remark>,
    pub scores: Vec<Score>,
    pub results: Vec<ResultCode>,
    /// What would move a result: each is one change of one answer.
    pub moves: Vec<Move>,
    /// No error, nothing required is missing.
    pub complete: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SectionState {
    pub visible: bool,
    pub asked: u32,
    pub answered: u32,
    pub errors: u32,
    pub warnings: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldState {
    pub hidden: bool,
    pub required: bool,
    /// Characters as officials count them, where the field has a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chars: Option<u32>,
    /// Value of a computed field, or the value offered to an empty one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub value: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

/// What is wrong, or worth a second look, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Remark {
    /// `field.required`, `field.too_long`, `field.credit_code`, a check's id, …
    pub code: String,
    /// Does not keep anybody from submitting.
    pub warning: bool,
    /// Numbers of the message: `{"most": "1000", "is": "1034"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// Text of the pack, where the pack has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A score, every point of it explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Score {
    pub score: String,
    pub title: Text,
    pub points: f64,
    pub most: f64,
    pub rules: Vec<ScoredRule>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScoredRule {
    pub rule: String,
    pub title: Text,
    pub points: f64,
    pub most: f64,
    /// Fields the points come from.
    pub fields: Vec<String>,
    pub source: Source,
}

/// A result that follows from answers and scores: a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultCode {
    pub result: String,
    pub title: Text,
    /// Empty while the answers do not decide it.
    pub code: String,
    pub code_title: Text,
    /// Place in the order of its code list.
    pub rank: i32,
    /// Why: the band's condition, in words of the pack.
    pub because: Text,
    pub source: Source,
}

/// One change of one answer that would change a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Move {
    pub field: String,
    pub field_title: Text,
    /// The answer it would take.
    #[schema(value_type = Object)]
    pub value: Value,
    pub value_title: Text,
    pub result: String,
    /// Code it would lead to.
    pub code: String,
    pub code_title: Text,
    /// Points gained or lost.
    pub points: f64,
}

/// `PUT /api/v1/filings/{id}/forms/{form}/sections/{section}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionDraft {
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// The revision the answers were made from; another one in between is merged field by field,
    /// and what both changed is answered as a conflict (409 `filing.section_changed`).
    pub revision: u32,
    /// Answers as of that revision, for the merge.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub base: Answers,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carried: BTreeMap<String, String>,
}

/// Answer to a section's save.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SectionSaved {
    pub revision: u32,
    /// The section as it stands now, both officers' changes merged.
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// Fields that somebody else changed meanwhile (and that were merged).
    pub merged: Vec<String>,
    pub evaluation: Evaluation,
}

/// `POST /api/v1/filings/{id}/forms/{form}/evaluate`: what would be said of these answers; nothing
/// is saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateDraft {
    #[schema(value_type = Object)]
    pub answers: Answers,
}

/// A verifier's verdict on one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// 符合 `met`, 部分符合 `partly`, 不符合 `unmet`, 不适用 `not_applicable`.
    pub verdict: String,
    #[serde(default)]
    pub note: String,
}

/// `PUT /api/v1/filings/{id}/forms/{form}/verdicts`: sets verdicts; an empty word takes
/// one back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictDraft {
    pub verdicts: BTreeMap<String, Verdict>,
}

/// `GET /api/v1/filings/{id}/forms/{form}/peers`: how others of the same procedure, period and
/// applicant kind answered, field by field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PeerDistribution {
    pub filings: u32,
    pub fields: BTreeMap<String, Vec<PeerShare>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PeerShare {
    /// Code, or a bracket of numbers `[10,20)`.
    pub value: String,
    pub filings: u32,
}

/// `POST /api/v1/filings/{id}/comments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentDraft {
    pub form: String,
    /// Field, or empty for the form.
    #[serde(default)]
    pub field: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CommentRow {
    pub id: Id,
    pub form: String,
    pub field: String,
    pub text: String,
    pub by: TenantPath,
    pub by_name: String,
    pub author: String,
    pub time: Millis,
}

/// `POST /api/v1/filings/{id}/steps`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingStepDraft {
    pub action: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// Further fields that the step takes: `number`, `days`, `to`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The state the caller saw; another one now is refused (409 `filing.moved`).
    #[serde(default)]
    pub seen: String,
}

/// `POST /api/v1/filings/batch`: the same step on many filings; each by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchDraft {
    /// At most 200.
    pub filings: Vec<Id>,
    pub step: FilingStepDraft,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchOutcome {
    pub filing: Id,
    /// State after the step, or empty when it was refused.
    pub state: String,
    /// Problem code, or empty.
    pub code: String,
    /// What the code says, in the caller's language, and what can be done.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub way_out: String,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// `POST /api/v1/filings/sampling`: which filings to look at closely.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SamplingDraft {
    pub procedure: String,
    #[serde(default)]
    pub period: String,
    #[serde(default)]
    pub state: String,
    /// How many, at most 1,000.
    pub size: u32,
    /// Strata: `grade`, `industry`, `none`.
    #[serde(default)]
    pub by: String,
    /// Absent = the server draws one; printed either way, so that anybody can draw again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SamplingPlan {
    pub seed: u64,
    pub population: u32,
    /// How the drawing is done, to be repeated by hand.
    pub method: String,
    pub drawn: Vec<FilingRow>,
}

/// `GET /api/v1/filings/signs`: outlier radar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignRow {
    pub filing: Id,
    /// `id@version` of the pack.
    pub procedure: String,
    pub procedure_title: Text,
    /// 示例: the pack holds unverified values.
    pub example: bool,
    pub period: String,
    pub applicant: TenantPath,
    pub applicant_name: String,
    /// `same_answers`, `copied_evidence`, `hasty`, `unlike_peers`.
    pub sign: String,
    /// Filings it shares the sign with.
    pub others: Vec<Id>,
    /// Figures behind it: `{"minutes": "2.4"}`.
    pub params: BTreeMap<String, String>,
}

/// `GET /api/v1/filings/funnel`: how far a population has come, step by step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Funnel {
    pub procedure: String,
    pub period: String,
    pub bars: Vec<FunnelBar>,
    /// What the codes of `by_result` are called.
    #[serde(default)]
    pub result: ResultTitles,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FunnelBar {
    pub id: String,
    pub title: Text,
    pub filings: u32,
    /// States counted: the list behind the bar is `GET /filings?reached=<id>`.
    pub by_result: BTreeMap<String, u32>,
}

/// A paper that was exported: `GET /api/v1/filings/{id}/documents/{document}?format=docx` makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExportRow {
    pub id: Id,
    /// Printed on the paper, with its QR code.
    pub code: String,
    pub document: String,
    pub format: String,
    /// Hex SHA-256 of the exported bytes.
    pub digest: String,
    pub author: String,
    pub time: Millis,
    /// The sealed scan that was matched to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Attachment>,
    /// Whether the data behind it is still what was exported.
    pub current: bool,
}

/// Answer to `POST /api/v1/filings/{id}/sealed?name=` (body = the scan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SealedMatch {
    /// The export it was matched to.
    pub export: ExportRow,
    /// Codes that were read on its pages.
    pub codes: Vec<String>,
}

/// Answer to `POST /api/v1/filings/{id}/forms/{form}/import?name=` (body = a filled docx or xlsx
/// of ours): nothing is saved before the officer accepts it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportReview {
    pub fields: Vec<ImportedField>,
    /// The answers as they would be.
    #[schema(value_type = Object)]
    pub answers: Answers,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportedField {
    pub field: String,
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
    pub remarks: Vec<Remark>,
}

/// One row of `GET /api/v1/evidence`: the tenant's evidence locker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvidenceRow {
    pub attachment: Attachment,
    pub author: String,
    pub time: Millis,
    /// Filings and notices that refer to it.
    pub used: u32,
    /// Where it is used, at most 20.
    #[serde(default)]
    pub uses: Vec<EvidenceUse>,
}

/// Something that refers to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvidenceUse {
    /// `filing`, `notice`.
    pub kind: String,
    pub object: Id,
}

/// One row of `GET /api/v1/obligations`: a duty with its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ObligationRow {
    /// Pack id and obligation: `data-catalog#yearly_assessment`.
    pub obligation: String,
    pub title: Text,
    pub due: Millis,
    pub overdue: bool,
    /// Why it applies to this organisation.
    pub because: Text,
    pub source: Source,
    /// The procedure that discharges it, to be begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// The filing that discharges it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<Id>,
    pub done: bool,
}

/// One indicator of a procedure for one authority and period: `GET /api/v1/indicators`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IndicatorValue {
    pub indicator: String,
    pub title: Text,
    /// Absent where no data exists: the authority states it by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Whether a list of names goes with it 附名单: `GET /api/v1/indicators/{id}/list`.
    pub named: bool,
    pub source: Source,
}

/// One row behind an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IndicatorName {
    pub object: String,
    pub name: String,
    pub detail: String,
}

/// One row of `GET /api/v1/procedures`: what the caller may begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProcedureRow {
    /// `id@version` in force.
    pub procedure: String,
    pub id: String,
    pub title: Text,
    pub example: bool,
    /// `organisation`, `system`, `data`, `case`, `region`.
    pub subject_kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_title: Option<Text>,
    /// `year`, `half`, `once`, `campaign`.
    pub period_kind: String,
    /// Periods that may be begun today, the usual one first.
    pub periods: Vec<String>,
    /// Parties that the draft may name.
    pub parties: Vec<PartyChoices>,
}

/// A party that the draft names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PartyChoices {
    pub party: String,
    pub title: Text,
    pub optional: bool,
    pub choices: Vec<PartyChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PartyChoice {
    pub tenant: TenantPath,
    pub name: String,
}

/// `GET /api/v1/organisation`: the caller's own master record, as forms are prefilled from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrganisationView {
    pub tenant: TenantPath,
    /// Of the directory: `name`, `credit_code`, `kind`, `industry`, `region`; of settled filings:
    /// `grades`.
    #[schema(value_type = Object)]
    pub given: Answers,
    /// What the organisation says itself: `employees`, `revenue`, `size`, `address`, …
    #[schema(value_type = Object)]
    pub facts: Answers,
    /// Of `facts`; 0 = never said.
    pub revision: u32,
}

/// `PUT /api/v1/organisation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationDraft {
    #[schema(value_type = Object)]
    pub facts: Answers,
    pub revision: u32,
}

/// `GET /api/v1/obligations/feed`: the caller's own address of the calendar feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FeedAddress {
    /// `/api/v1/obligations.ics?token=…`; asking again makes a new one and ends the old.
    pub path: String,
}
