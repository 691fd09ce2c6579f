//! Filing step: one party's act on a filing, with the answers or verdicts it froze and the results
//! it came to. Binding on the party; receivers evaluate it again.

use std::collections::{BTreeMap, BTreeSet};

use model::{Fault, Id, Millis, Role, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::filing::Facts;
use super::filing_draft::{MAX_ANSWERS, check_size};
use super::loop_step::Attachment;
use super::{Kind, check_text};
use crate::rest::filing::{Answers, Verdict};

/// Body of `filing_step`: an object of its own, owned by the party's node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingStep {
    pub filing: Id,
    pub party: String,
    pub by: TenantPath,
    /// Role in which it was taken.
    pub role: Role,
    pub action: String,
    /// Number of the step within the filing as its author saw it, from 1.
    pub turn: u32,
    /// State it leads to, as its author evaluated it.
    pub state: String,
    #[serde(default)]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Further fields of the step: `number`, `days`, `to`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Answers by form, frozen.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answers>,
    /// Verdicts by form and field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub verdicts: BTreeMap<String, BTreeMap<String, Verdict>>,
    /// What was known of the applicant when it was evaluated.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub organisation: Facts,
    /// Figures that were offered or compared with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indicators: BTreeMap<String, f64>,
    /// Result codes by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub results: BTreeMap<String, String>,
    /// Points by score.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<String, f64>,
    /// When the first of the frozen answers was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_saved: Option<Millis>,
    /// Login of the person of the same organisation for whom the author stood in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on_behalf_of: String,
}

impl Kind for FilingStep {
    const NAME: &'static str = "filing_step";

    fn check(&self) -> Result<(), Fault> {
        check_text("party", &self.party, 1, 60)?;
        check_text("action", &self.action, 1, 60)?;
        check_text("text", &self.text, 0, 5000)?;
        check_text("on_behalf_of", &self.on_behalf_of, 0, 64)?;
        for value in self.fields.values() {
            check_text("fields", value, 0, 200)?;
        }
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("filing.attachments").with("most", 20));
        }
        let verdicts: usize = self.verdicts.values().map(BTreeMap::len).sum();
        if verdicts > 5000 {
            return Err(Fault::invalid("filing.answers_too_large").with("most", MAX_ANSWERS));
        }
        for verdict in self.verdicts.values().flat_map(BTreeMap::values) {
            check_text("verdict.note", &verdict.note, 0, 2000)?;
        }
        check_size(self.answers.values().flat_map(Answers::values))
    }

    fn blobs(&self) -> Vec<String> {
        let frozen = digests(self.answers.values().flat_map(Answers::values));
        let given = self.attachments.iter().map(|attachment| attachment.digest.clone());
        given.chain(frozen).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Digests of the files that answers refer to, wherever they stand.
pub fn digests<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut found = BTreeSet::new();
    values.for_each(|value| collect(value, &mut found));
    found.into_iter().collect()
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            let digest = fields.get("digest").and_then(Value::as_str).filter(|d| is_digest(d));
            if let (Some(digest), true) = (digest, fields.contains_key("media_type")) {
                found.insert(digest.to_owned());
            }
            fields.values().for_each(|field| collect(field, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
