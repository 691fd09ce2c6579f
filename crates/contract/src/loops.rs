//! What all subjects of the closed loop 闭环 share: notices, hazards and tasks have a head, are
//! answered by steps, and may be re-checked by machine.

use std::collections::BTreeMap;

use model::finding::Severity;
use model::loops::{CheckOutcome, Source};
use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::check_text;

pub mod identity;

/// Most conditions of one subject.
pub const MOST_CONDITIONS: usize = 20;

/// The head of a loop's subject, whatever its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopHead {
    pub source: Source,
    pub number: String,
    pub title: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    pub issuer: TenantPath,
    pub recipient: TenantPath,
    pub issued: Millis,
    pub due: Millis,
    /// Procedure pack that rules the loop: `id@version`.
    pub procedure: String,
    /// Hazard identity 隐患标识: equal for the same hazard at the same organisation, whoever tells
    /// of it; empty where none is known.
    pub hazard: String,
}

/// A body that a loop is about.
pub trait Subject {
    fn head(&self) -> LoopHead;
}

/// Something a machine can look at to see whether a hazard is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "check", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Nothing was heard from this port of the asset since the step that says it is closed.
    PortClosed { address: String, port: u16 },
    /// The asset tells another firmware version than this one.
    FirmwareChanged { address: String, was: String },
    /// The asset tells this firmware version, or a later one.
    FirmwareAtLeast { address: String, version: String },
    /// No finding of this rule towards the address occurred since.
    TrafficGone {
        rule: String,
        #[serde(default)]
        source: String,
        #[serde(default)]
        target: String,
    },
    /// The finding did not occur again since.
    FindingQuiet { finding: Id },
}

impl Condition {
    /// # Errors
    /// `text.length`.
    pub fn check(&self) -> Result<(), Fault> {
        match self {
            Self::PortClosed { address, .. } => check_text("address", address, 1, 100),
            Self::FirmwareChanged { address, was } => {
                check_text("address", address, 1, 100)?;
                check_text("was", was, 1, 100)
            }
            Self::FirmwareAtLeast { address, version } => {
                check_text("address", address, 1, 100)?;
                check_text("version", version, 1, 100)
            }
            Self::TrafficGone { rule, source, target } => {
                check_text("rule", rule, 1, 120)?;
                check_text("source", source, 0, 100)?;
                check_text("target", target, 0, 100)
            }
            Self::FindingQuiet { .. } => Ok(()),
        }
    }
}

/// A condition as a node's own data showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckResult {
    pub condition: Condition,
    pub outcome: CheckOutcome,
    /// When it was looked at.
    pub at: Millis,
    /// Since when the data were looked through.
    pub since: Millis,
    /// What was seen: parameters of the console's sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, String>,
}
