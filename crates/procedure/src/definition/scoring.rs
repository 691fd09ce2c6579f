//! `scoring.yaml`: points with their rules, and the results that follow.

use std::collections::BTreeMap;

use model::form::{Source, Text};
use serde::{Deserialize, Serialize};

/// `scoring.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    #[serde(default)]
    pub source: Option<Source>,
    #[serde(default)]
    pub scores: Vec<ScoreDefinition>,
    #[serde(default)]
    pub results: Vec<ResultDefinition>,
}

/// A sum of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreDefinition {
    pub id: String,
    pub title: Text,
    /// Form beside which it is shown and whose fields its rules may name bare.
    pub form: String,
    pub most: f64,
    #[serde(default)]
    pub source: Option<Source>,
    pub rules: Vec<RuleDefinition>,
}

/// One reason for points: an expression, or a table over the codes of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDefinition {
    pub id: String,
    pub title: Text,
    pub most: f64,
    #[serde(default)]
    pub points: Option<String>,
    #[serde(default)]
    pub table: Option<PointTable>,
    #[serde(default)]
    pub source: Option<Source>,
    /// Fields of which a higher rank or number never gives fewer points.
    #[serde(default)]
    pub monotone: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointTable {
    pub field: String,
    pub points: BTreeMap<String, f64>,
}

/// A conclusion: the first band that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultDefinition {
    pub id: String,
    pub title: Text,
    /// Code list with ranks.
    pub codes: String,
    pub bands: Vec<BandDefinition>,
    pub source: Source,
    /// Fact of the organisation that it sets: `grades.industrial`.
    #[serde(default)]
    pub organisation: Option<String>,
    /// States in which it is settled.
    #[serde(default)]
    pub settled_in: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandDefinition {
    pub code: String,
    pub when: String,
    pub because: Text,
    #[serde(default)]
    pub source: Option<Source>,
}
