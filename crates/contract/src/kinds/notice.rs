//! Notice 通报: an authority tells an organisation of a risk, with a number and a deadline.

use model::finding::Severity;
use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `notice`. Binding on the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Number in the issuer's series 文号, unique per issuer.
    pub number: String,
    pub title: String,
    pub text: String,
    pub severity: Severity,
    pub techniques: Vec<String>,
    pub issuer: TenantPath,
    pub recipient: TenantPath,
    pub issued: Millis,
    pub due: Millis,
    /// Procedure pack that rules its loop: `id@version`.
    pub procedure: String,
    /// The report it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
}

impl Kind for Notice {
    const NAME: &'static str = "notice";

    fn check(&self) -> Result<(), Fault> {
        check_text("number", &self.number, 1, 60)?;
        check_text("title", &self.title, 1, 120)?;
        check_text("text", &self.text, 1, 5000)
    }
}
