//! Filing comment: a remark of one party on a field or a form, shared with the parties that see
//! the filing.

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `filing_comment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingComment {
    pub filing: Id,
    pub form: String,
    /// Empty for the form as a whole.
    #[serde(default)]
    pub field: String,
    pub text: String,
}

impl Kind for FilingComment {
    const NAME: &'static str = "filing_comment";

    fn check(&self) -> Result<(), Fault> {
        check_text("form", &self.form, 1, 60)?;
        check_text("field", &self.field, 0, 120)?;
        check_text("text", &self.text, 1, 2000)
    }
}
