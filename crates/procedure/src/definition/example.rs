//! `examples/*.yaml`: worked examples, which are the pack's tests.

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, Verdict};
use model::Role;
use model::form::Text;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub title: Text,
    #[serde(default)]
    pub organisation: Answers,
    #[serde(default)]
    pub indicators: BTreeMap<String, f64>,
    /// Rows that tables with `from` are offered, by `form.table`.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Answers>>,
    /// Names of the parties' tenants; optional parties take part only when they are named here.
    #[serde(default)]
    pub parties: BTreeMap<String, String>,
    #[serde(default)]
    pub period: String,
    #[serde(default)]
    pub subject: String,
    /// `YYYY-MM-DD`.
    pub today: String,
    #[serde(default)]
    pub answers: BTreeMap<String, Answers>,
    #[serde(default)]
    pub previous: BTreeMap<String, Answers>,
    /// By form and field.
    #[serde(default)]
    pub verdicts: BTreeMap<String, BTreeMap<String, Verdict>>,
    #[serde(default)]
    pub expect: Expected,
    #[serde(default)]
    pub run: Vec<ExampleStep>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    pub scores: BTreeMap<String, f64>,
    pub results: BTreeMap<String, String>,
    /// Exact list of errors: `form.field: code`.
    pub remarks: Option<Vec<String>>,
    /// Warnings that have to be told, among others.
    pub warnings: Vec<String>,
    /// No form has an error.
    pub complete: Option<bool>,
    /// Computed values: `form.field`.
    pub values: BTreeMap<String, Value>,
}

/// One act of a walk through the machine.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleStep {
    /// RFC 3339.
    pub at: String,
    pub party: String,
    pub role: Role,
    pub action: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Answers that change before the step.
    #[serde(default)]
    pub answers: BTreeMap<String, Answers>,
    #[serde(default)]
    pub verdicts: BTreeMap<String, BTreeMap<String, Verdict>>,
    #[serde(default)]
    pub expect: ExpectedStep,
    /// Code with which it is refused.
    #[serde(default)]
    pub refused: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedStep {
    pub state: Option<String>,
    /// Clocks that run after it, with their deadline (RFC 3339).
    pub clocks: BTreeMap<String, String>,
    /// Parties that are to act.
    pub waiting: Option<Vec<String>>,
}
