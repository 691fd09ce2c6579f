//! Hazard 隐患: something to be put right that no notice tells of: a finding, a vulnerability, a
//! risk of an assessment, a gap that a drill showed. Its loop is that of a notice.

use model::finding::Severity;
use model::loops::Source;
use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::loops::{Condition, LoopHead, MOST_CONDITIONS, Subject};

/// Body of `hazard`. Binding on whoever opens it. Issuer and recipient may be one tenant: an
/// organisation keeps its own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Never `notice` or `task`.
    pub source: Source,
    /// Hazard identity 隐患标识, unique among the recipient's open hazards.
    pub hazard: String,
    pub title: String,
    #[serde(default)]
    pub text: String,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Who closes it.
    pub issuer: TenantPath,
    /// Who puts it right.
    pub recipient: TenantPath,
    pub issued: Millis,
    pub due: Millis,
    pub procedure: String,
    /// The finding, filing or step it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Id>,
    /// The row of the form it comes from: `form/table/row`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub row: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Condition>,
}

impl Subject for Hazard {
    fn head(&self) -> LoopHead {
        LoopHead {
            source: self.source,
            number: String::new(),
            title: self.title.clone(),
            severity: self.severity,
            techniques: self.techniques.clone(),
            issuer: self.issuer.clone(),
            recipient: self.recipient.clone(),
            issued: self.issued,
            due: self.due,
            procedure: self.procedure.clone(),
            hazard: self.hazard.clone(),
        }
    }
}

impl Kind for Hazard {
    const NAME: &'static str = "hazard";

    fn check(&self) -> Result<(), Fault> {
        if matches!(self.source, Source::Notice | Source::Task) {
            return Err(Fault::invalid("hazard.source").with("source", self.source));
        }
        check_text("hazard", &self.hazard, 1, 200)?;
        check_text("title", &self.title, 1, 120)?;
        check_text("text", &self.text, 0, 5000)?;
        check_text("row", &self.row, 0, 200)?;
        if self.checks.len() > MOST_CONDITIONS {
            return Err(Fault::invalid("loop.checks").with("most", MOST_CONDITIONS));
        }
        self.checks.iter().try_for_each(Condition::check)
    }
}
