//! Filing draft: one section of a form as its officers left it. Private to the filling party; a
//! step freezes the answers and shares them.

use std::collections::BTreeMap;

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::filing_step::digests;
use super::{Kind, check_text};
use crate::rest::filing::Answers;

/// Bytes of one section's answers, as JSON.
pub const MAX_ANSWERS: usize = 512 << 10;

/// Body of `filing_draft`: one object for each filing, form and section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingDraft {
    pub filing: Id,
    pub form: String,
    pub section: String,
    pub answers: Answers,
    /// How carried-forward answers were dealt with: `confirmed`, `changed`, `not_applicable`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carried: BTreeMap<String, String>,
}

impl Kind for FilingDraft {
    const NAME: &'static str = "filing_draft";

    fn check(&self) -> Result<(), Fault> {
        check_text("form", &self.form, 1, 60)?;
        check_text("section", &self.section, 1, 60)?;
        check_size(self.answers.values())
    }

    fn blobs(&self) -> Vec<String> {
        digests(self.answers.values())
    }
}

/// Refuses answers that are too large to travel.
pub(super) fn check_size<'a>(
    values: impl Iterator<Item = &'a serde_json::Value>,
) -> Result<(), Fault> {
    let size: usize = values.map(|value| value.to_string().len()).sum();
    if size <= MAX_ANSWERS {
        return Ok(());
    }
    Err(Fault::invalid("filing.answers_too_large").with("most", MAX_ANSWERS).with("is", size))
}
