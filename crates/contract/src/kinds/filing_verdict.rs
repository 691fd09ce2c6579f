//! Filing verdict: a verifier's judgements on a form, item by item, before the step that gives
//! them. Private to the verifying party.

use std::collections::BTreeMap;

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::rest::filing::Verdict;

/// Words of a verdict: 符合, 部分符合, 不符合, 不适用.
pub const WORDS: [&str; 4] = ["met", "partly", "unmet", "not_applicable"];

/// Body of `filing_verdict`: one object for each filing and form of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingVerdict {
    pub filing: Id,
    pub form: String,
    pub verdicts: BTreeMap<String, Verdict>,
}

impl Kind for FilingVerdict {
    const NAME: &'static str = "filing_verdict";

    fn check(&self) -> Result<(), Fault> {
        check_text("form", &self.form, 1, 60)?;
        for (field, verdict) in &self.verdicts {
            check_text("field", field, 1, 120)?;
            check_text("verdict.note", &verdict.note, 0, 2000)?;
            if !WORDS.contains(&verdict.verdict.as_str()) {
                let allowed = WORDS.join(", ");
                return Err(Fault::invalid("filing.verdict").with("allowed", allowed));
            }
        }
        Ok(())
    }
}
