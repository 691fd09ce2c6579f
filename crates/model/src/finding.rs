//! Findings: what detection concludes and a person decides on.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::asset::Evidence;
use crate::tenant::words;
use crate::{CaptureTime, Fault};

words! {
    /// How urgent a finding is, in rising order.
    Severity { Info = "info", Low = "low", Medium = "medium", High = "high", Critical = "critical", }
}

words! {
    /// What the officer decided.
    FindingState {
        Open = "open",
        Confirmed = "confirmed",
        FalsePositive = "false_positive",
        Closed = "closed",
    }
}

/// What the engine concluded, before anyone looked at it. Repetitions of the same `key` raise the
/// count of the one finding instead of making another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// Rule id within its pack: `s7.program_download`.
    pub rule: String,
    /// `pack@version` that holds the rule.
    pub pack: String,
    pub severity: Severity,
    /// ATT&CK for ICS technique ids: `T0843`.
    pub techniques: Vec<String>,
    /// Two detections with the same key are the same finding (rule, parties, object).
    pub key: String,
    /// Hosts: who did it, whom it was done to.
    pub source: String,
    pub target: String,
    pub protocol: String,
    pub operation: String,
    pub time: CaptureTime,
    /// What the sentence needs: `function`, `object`, `targets`, `learned_until`.
    pub params: BTreeMap<String, String>,
    /// The observations that prove it: at most [`Detection::MAX_EVIDENCE`].
    pub evidence: Vec<Evidence>,
}

impl Detection {
    pub const MAX_EVIDENCE: usize = 20;
}
