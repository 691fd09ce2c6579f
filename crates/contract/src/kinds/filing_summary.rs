//! Filing summary: what a party that sees no answers gets of a filing: header, state, results.

use std::collections::BTreeMap;

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::filing::Filing;
use super::{Kind, check_text};

/// Body of `filing_summary`: one object for each filing, a revision for each change of state.
/// Written by the first party besides the applicant that sees all of it, or by the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingSummary {
    pub id: Id,
    pub filing: Filing,
    pub by: TenantPath,
    pub state: String,
    /// Parties that may act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminal: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub results: BTreeMap<String, String>,
    /// The result that lists are sorted by, with its rank.
    #[serde(default)]
    pub result: String,
    #[serde(default)]
    pub rank: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    #[serde(default)]
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    pub changed: Millis,
    /// Bars of the procedure's funnel that it has come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<String>,
    /// What it adds to indicators: `{"K9": 12}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indicators: BTreeMap<String, f64>,
}

impl Kind for FilingSummary {
    const NAME: &'static str = "filing_summary";

    fn check(&self) -> Result<(), Fault> {
        check_text("state", &self.state, 1, 60)?;
        check_text("number", &self.number, 0, 120)?;
        self.filing.check()
    }
}
