//! Baseline: the learning window of an enterprise's command baseline, in capture time.

use model::CaptureTime;
use serde::{Deserialize, Serialize};

use super::Kind;

/// Body of `baseline`: one object per tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Learning ends at this capture time; `None` = `learning_seconds` after the first event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_until: Option<CaptureTime>,
    pub learning_seconds: u32,
    /// Keys of deviations that were accepted into the baseline by a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

impl Kind for Baseline {
    const NAME: &'static str = "baseline";
}
