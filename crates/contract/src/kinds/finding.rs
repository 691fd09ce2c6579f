//! Finding: what detection concluded, with its evidence, and what the officer decided.

use std::collections::BTreeMap;

use model::asset::Evidence;
use model::finding::{FindingState, Severity};
use model::{CaptureTime, Fault};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `finding`. Revision 1 is written by the engine; later ones by people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub rule: String,
    pub pack: String,
    pub severity: Severity,
    /// ATT&CK for ICS technique ids.
    pub techniques: Vec<String>,
    pub key: String,
    pub source: String,
    pub target: String,
    pub protocol: String,
    pub operation: String,
    pub time: CaptureTime,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    pub evidence: Vec<Evidence>,
    /// The observations themselves, so that the proof outlives the event store's retention.
    pub observations: Vec<serde_json::Value>,
    pub state: FindingState,
    /// The officer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Kind for Finding {
    const NAME: &'static str = "finding";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 2000)
    }
}
