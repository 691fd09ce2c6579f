//! Record kinds: one file each plus one line in `kinds!`. A kind is the schema of a body.

use model::Fault;
use serde_json::Value;

use crate::sharing::Shareable;

pub mod access;
pub mod assignment;
pub mod baseline;
pub mod circular;
pub mod consent;
pub mod deputy;
pub mod engineered;
pub mod enrolment;
pub mod evidence;
pub mod export;
pub mod filing;
pub mod filing_comment;
pub mod filing_draft;
pub mod filing_step;
pub mod filing_summary;
pub mod filing_verdict;
pub mod finding;
pub mod finding_report;
pub mod forward_summary;
pub mod hazard;
pub mod loop_step;
pub mod loop_summary;
pub mod maintenance_window;
pub mod membership;
pub mod node;
pub mod node_key;
pub mod notice;
pub mod notice_draft;
pub mod notice_series;
pub mod organisation;
pub mod pack;
pub mod passed_on;
pub mod probe;
pub mod revocation;
pub mod rule_set;
pub mod sealed_copy;
pub mod sharing_group;
pub mod sharing_policy;
pub mod sighting;
pub mod task;
pub mod tenant;
pub mod user;

/// A body type of a record kind.
pub trait Kind: serde::Serialize + serde::de::DeserializeOwned {
    /// The kind's name in records, URLs and the glossary.
    const NAME: &'static str;

    /// What a sharing policy may leave out of it; `None`: no policy covers the kind.
    const SHAREABLE: Option<Shareable> = None;

    /// Checks beyond the schema: lengths, ranges, combinations.
    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }

    /// Digests of the blobs that the body refers to.
    fn blobs(&self) -> Vec<String> {
        Vec::new()
    }
}

macro_rules! kinds {
    ($($module:ident :: $body:ident,)+) => {
        /// Names of all kinds.
        pub const ALL: &[&str] = &[$($module::$body::NAME,)+];

        /// Checks a body against the schema of its kind.
        pub fn check(kind: &str, body: &Value) -> Result<(), Fault> {
            match kind {
                $($module::$body::NAME => read::<$module::$body>(body)?.check(),)+
                _ => Err(Fault::invalid("record.kind").with("kind", kind)),
            }
        }

        /// What a kind lets sharing policies leave out, if they may cover it.
        pub fn shareable(kind: &str) -> Option<Shareable> {
            match kind {
                $($module::$body::NAME => $module::$body::SHAREABLE,)+
                _ => None,
            }
        }

        /// Digests of the blobs that a body refers to.
        pub fn blobs(kind: &str, body: &Value) -> Vec<String> {
            match kind {
                $($module::$body::NAME => read::<$module::$body>(body).map(|b| b.blobs()).unwrap_or_default(),)+
                _ => Vec::new(),
            }
        }
    };
}

kinds! {
    access::Access,
    assignment::Assignment,
    baseline::Baseline,
    deputy::Deputy,
    circular::Circular,
    consent::Consent,
    consent::ConsentRequest,
    engineered::Engineered,
    enrolment::Enrolment,
    evidence::Evidence,
    export::Export,
    filing::Filing,
    filing_comment::FilingComment,
    filing_draft::FilingDraft,
    filing_step::FilingStep,
    filing_summary::FilingSummary,
    filing_verdict::FilingVerdict,
    finding::Finding,
    finding_report::FindingReport,
    forward_summary::ForwardSummary,
    hazard::Hazard,
    loop_step::LoopStep,
    loop_summary::LoopSummary,
    maintenance_window::MaintenanceWindow,
    membership::Membership,
    node::Node,
    node_key::NodeKey,
    notice::Notice,
    notice_draft::NoticeDraft,
    notice_series::NoticeSeries,
    organisation::Organisation,
    pack::Pack,
    passed_on::PassedOn,
    probe::Probe,
    revocation::Revocation,
    rule_set::RuleSet,
    sealed_copy::SealedCopy,
    sharing_group::SharingGroup,
    sharing_policy::SharingPolicy,
    sighting::Sighting,
    task::Task,
    tenant::Tenant,
    user::User,
}

/// Reads a body as its kind.
pub fn read<K: Kind>(body: &Value) -> Result<K, Fault> {
    K::deserialize(body)
        .map_err(|error| Fault::invalid("record.body").with("kind", K::NAME).with("reason", error))
}

/// Checks that a text has between `least` and `most` characters (Unicode scalar values, as
/// officials count them).
pub(crate) fn check_text(field: &str, text: &str, least: usize, most: usize) -> Result<(), Fault> {
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        return Ok(());
    }
    Err(Fault::invalid("text.length")
        .with("field", field)
        .with("length", length)
        .with("least", least)
        .with("most", most))
}
