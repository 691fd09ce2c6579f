//! Sharing: policies, groups, consents, what was shared, and what comes back.

use std::collections::{BTreeMap, BTreeSet};

use model::{Id, Millis, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kinds::consent::{Receivers, Subject};
use crate::kinds::membership::MembershipState;
use crate::kinds::sharing_policy::{Retroactive, Tier};
use crate::kinds::sighting::{CountRange, Place, SightingVerdict};
use crate::sharing::resolve::{MemberRule, Rule, WhyNot};
use crate::sharing::{Audience, Level, Tlp, Treatment};

/// A row of `GET /api/v1/sharing-policies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Policy {
    pub id: Id,
    pub revision: u32,
    #[serde(flatten)]
    pub draft: PolicyDraft,
}

/// `POST /api/v1/sharing-policies`, `PUT /api/v1/sharing-policies/{id}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PolicyDraft {
    pub name: String,
    /// Names of `GET /api/v1/sharing/kinds`.
    pub kinds: BTreeSet<String>,
    #[serde(default)]
    pub audience: BTreeSet<TenantPath>,
    /// Own groups.
    #[serde(default)]
    pub groups: BTreeSet<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Left out for everybody.
    #[serde(default)]
    pub redact: BTreeSet<String>,
    #[serde(default)]
    pub tiers: Vec<Tier>,
    #[serde(default)]
    pub tlp: Tlp,
    #[serde(default)]
    pub retroactive: Retroactive,
    pub enabled: bool,
}

/// A row of `GET /api/v1/sharing/kinds`: what policies can cover, and what they can leave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KindRow {
    pub kind: String,
    pub fields: Vec<FieldRow>,
}

/// A field of a kind and what may be done to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = KindField)]
pub struct FieldRow {
    pub name: String,
    pub treatments: Vec<Treatment>,
}

/// Answer of `POST /api/v1/sharing-policies/{id}/offers`: one batch of what was said before and
/// somebody newly named lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Offered {
    /// Statements looked at in this batch.
    pub looked_at: u64,
    /// Views queued.
    pub offered: u64,
    /// Not offered: the mark is TLP:RED, the statement was revoked, or a consent is missing.
    pub held_back: u64,
    /// Whether statements remain; ask again.
    pub more: bool,
}

/// A row of `GET /api/v1/sharing/groups`: own groups, and those this organisation is invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupRow {
    pub id: Id,
    pub revision: u32,
    pub owner: TenantPath,
    pub owner_name: String,
    pub name: String,
    pub purpose: String,
    pub dissolved: bool,
    /// The caller's tenant owns it.
    pub own: bool,
    /// The caller's tenant's own word on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<MembershipState>,
    /// For the owner: how many it reaches now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaches: Option<u64>,
}

/// `GET /api/v1/sharing/groups/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupDetail {
    #[serde(flatten)]
    pub row: GroupRow,
    pub members: BTreeSet<TenantPath>,
    pub rules: Vec<MemberRule>,
    /// For the owner: everyone invited, and where each stands.
    pub roll: Vec<MemberRow>,
}

/// One invited tenant, as the owner's node knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberRow {
    pub tenant: TenantPath,
    pub tenant_name: String,
    pub kind: TenantKind,
    /// Named by its path; else by a rule.
    pub by_path: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<MembershipState>,
    /// When it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_at: Option<Millis>,
    /// What is shared with the group reaches it.
    pub reached: bool,
}

/// `POST /api/v1/sharing/groups`, `PUT /api/v1/sharing/groups/{id}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupDraft {
    pub name: String,
    pub purpose: String,
    #[serde(default)]
    pub members: BTreeSet<TenantPath>,
    #[serde(default)]
    pub rules: Vec<MemberRule>,
    #[serde(default)]
    pub dissolved: bool,
}

/// `POST /api/v1/sharing/groups/{id}/membership`: the caller's tenant joins or leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipDraft {
    pub state: MembershipState,
    #[serde(default)]
    pub note: String,
}

/// A row of `GET /api/v1/sharing/consents`: a request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConsentRow {
    /// Of the request.
    pub id: Id,
    pub enterprise: TenantPath,
    pub enterprise_name: String,
    /// Who asks to pass on, or may.
    pub authority: TenantPath,
    pub authority_name: String,
    pub subject: Subject,
    pub receivers: Receivers,
    pub until: Millis,
    /// `asked`, `granted`, `refused`, `withdrawn`, `expired`.
    pub state: String,
    pub reason: String,
    pub note: String,
    pub asked: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Millis>,
}

/// `POST /api/v1/sharing/consents`: an authority asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAsk {
    pub enterprise: TenantPath,
    pub subject: Subject,
    pub receivers: Receivers,
    pub until: Millis,
    pub reason: String,
}

/// `POST /api/v1/sharing/consents/{id}/answer`: the enterprise grants, refuses or withdraws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAnswer {
    pub answer: Answer,
    /// Earlier than asked; else as asked.
    #[serde(default)]
    pub until: Option<Millis>,
    #[serde(default)]
    pub note: String,
}

/// What the enterprise says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Grant,
    Refuse,
    Withdraw,
}

/// `POST /api/v1/sharing/preview`: who would get something, and what they would see.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewDraft {
    pub kind: String,
    /// What is there already: one's own, or what another organisation said (then: passing on).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Id>,
    /// What would be said, where there is no object: a body of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub draft: Option<Value>,
    /// By this policy; else by `audience` and `tlp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// By a policy as it is being edited, not kept yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_draft: Option<PolicyDraft>,
}

/// Answer of `POST /api/v1/sharing/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SharingPreview {
    pub tlp: Tlp,
    pub receivers: Vec<PreviewReceiver>,
    /// One a record that would be written; `receivers[].view` is a place in it.
    pub views: Vec<PreviewView>,
    /// Tenants asked for by `?why=` (several with commas), or named and not reached.
    pub excluded: Vec<PreviewExcluded>,
}

/// A tenant that would get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewReceiver {
    pub tenant: TenantPath,
    pub tenant_name: String,
    /// The neighbour it leaves through; none: the tenant lives on this node, or no way is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Id>,
    pub through_name: String,
    /// The node it lives on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Id>,
    pub rules: Vec<Rule>,
    /// Names of the policy's tiers that name it; the policy's own audience is the empty name.
    pub tiers: Vec<String>,
    pub view: u32,
}

/// What some of them would see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewView {
    pub tenants: Vec<TenantPath>,
    pub left_out: BTreeMap<String, Treatment>,
    /// Absent where neither an object nor a draft was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub body: Option<Value>,
}

/// A tenant that would not get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewExcluded {
    pub tenant: TenantPath,
    pub tenant_name: String,
    pub why: WhyNot,
    /// Code of the error that sharing would end with: a mark, a missing consent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
}

/// A row of `GET /api/v1/sharing/objects`: what this organisation shared, or others with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SharedRow {
    pub id: Id,
    pub kind: String,
    pub revision: u32,
    pub owner: TenantPath,
    pub owner_name: String,
    /// The statement it is a view of, or itself.
    pub statement: Id,
    pub tlp: Tlp,
    pub said: Millis,
    pub left_out: BTreeMap<String, Treatment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

/// That and why something is shown no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Revoked {
    pub by: TenantPath,
    pub at: Millis,
    pub because: String,
}

/// `GET /api/v1/sharing/objects/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SharedObject {
    #[serde(flatten)]
    pub row: SharedRow,
    /// Empty once revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub body: Option<Value>,
    /// For the owner: who was given it, and by which of its views.
    pub receivers: Vec<SharedReceiver>,
    /// For the owner: what came back.
    pub sightings: SightingFigures,
    /// For receivers: their own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sighted: Option<SightingRow>,
    /// Passed on by those who got it, as far as known here.
    pub passed_on: Vec<PassedOnRow>,
}

/// Who was given something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SharedReceiver {
    pub tenant: TenantPath,
    pub tenant_name: String,
    /// The object it has it as.
    pub object: Id,
    pub left_out: BTreeMap<String, Treatment>,
    /// `local`, `queued`, `sent`, `applied`, `rejected`; `none` while no way to it is known.
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Id>,
}

/// `POST /api/v1/sharing/objects/{id}/sightings`: the caller's tenant tells what it met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SightingDraft {
    pub verdict: SightingVerdict,
    pub place: Place,
    pub count: CountRange,
    /// Any time of the day; the day is kept.
    pub first: Millis,
    pub last: Millis,
    #[serde(default)]
    pub note: String,
}

/// One receiver's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SightingRow {
    pub id: Id,
    pub tenant: TenantPath,
    pub tenant_name: String,
    pub verdict: SightingVerdict,
    pub place: Place,
    pub count: CountRange,
    pub first: Millis,
    pub last: Millis,
    pub note: String,
    pub said: Millis,
}

/// `GET /api/v1/sharing/objects/{id}/sightings`: what came back, in sum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SightingFigures {
    /// Receivers that said something.
    pub told: u64,
    pub true_positive: u64,
    pub false_positive: u64,
    pub not_seen: u64,
    /// At least so often in all.
    pub least: u64,
    pub places: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Millis>,
    pub rows: Vec<SightingRow>,
}

/// `POST /api/v1/sharing/objects/{id}/revocation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevocationDraft {
    pub reason: String,
}

/// `POST /api/v1/sharing/objects/{id}/passings`: pass on what another organisation said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassingDraft {
    pub audience: Audience,
    /// Left out besides what already is.
    #[serde(default)]
    pub treat: BTreeMap<String, Treatment>,
    #[serde(default)]
    pub note: String,
}

/// Something that was passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PassedOnRow {
    pub id: Id,
    pub by: TenantPath,
    pub by_name: String,
    /// What was passed on, as the passer had it.
    pub object: Id,
    pub tenants: BTreeSet<TenantPath>,
    pub consents: Vec<Id>,
    pub note: String,
    pub at: Millis,
}
