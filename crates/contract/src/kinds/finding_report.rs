//! Finding report: an enterprise tells its authority of a finding, under a sharing policy that
//! says what may be seen.

use std::collections::BTreeMap;

use model::asset::Evidence;
use model::finding::Severity;
use model::{CaptureTime, Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::sharing::{Field, Shape, Shareable};

/// Body of `finding_report`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingReport {
    /// The reporter's own finding.
    pub finding: Id,
    /// The sharing policy it was reported under.
    pub policy: Id,
    pub rule: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    /// Empty where the policy redacts addresses.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    pub protocol: String,
    pub operation: String,
    pub time: CaptureTime,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Names of the fields that the policy left out.
    #[serde(default)]
    pub redacted: Vec<String>,
    /// The officer's words.
    pub note: String,
}

impl Kind for FindingReport {
    const NAME: &'static str = "finding_report";

    const SHAREABLE: Option<Shareable> = Some(Shareable {
        fields: &[
            Field::new("source", Shape::Address),
            Field::new("target", Shape::Address),
            Field::new("evidence", Shape::List),
            Field::new("params", Shape::Map),
            Field::new("operation", Shape::Text),
            Field::new("note", Shape::Text),
            Field::new("time", Shape::Nanos),
        ],
        about: None,
        left_out: Some("redacted"),
    });

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 2000)
    }
}
