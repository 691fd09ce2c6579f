//! Rule set: rules in Suricata's language that an enterprise's probes load. The text is a blob.

use model::Fault;
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `rule_set`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    pub name: String,
    /// `enabled`, `disabled`, `removed`.
    pub state: String,
    /// SHA-256 of the text, in lower-case hex.
    pub digest: String,
    /// Bytes of the text.
    pub size: u64,
    /// Rules in the text, and how many of them compiled.
    pub total: u64,
    pub compiled: u64,
    /// SHA-256 of the compile report (JSON), a blob as well.
    pub report: String,
}

impl Kind for RuleSet {
    const NAME: &'static str = "rule_set";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 80)?;
        if ["enabled", "disabled", "removed"].contains(&self.state.as_str()) {
            return Ok(());
        }
        Err(Fault::invalid("rule_set.state").with("state", &self.state))
    }

    fn blobs(&self) -> Vec<String> {
        vec![self.digest.clone(), self.report.clone()]
    }
}
