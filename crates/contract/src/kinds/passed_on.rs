//! Passed on: what another organisation said, given on by one that got it, as it got it or with
//! more left out. The owner is always among those who get it, so it knows who has what.

use model::{Fault, Id, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Kind, check_text};
use crate::sharing::Tlp;

/// Body of `passed_on`. Binding on the one who passes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassedOn {
    /// The object as it came here.
    pub object: Id,
    pub revision: u32,
    pub kind: String,
    /// Who said it.
    pub owner: TenantPath,
    /// The mark it came with; what is passed on bears no wider one.
    pub tlp: Tlp,
    /// The consents it goes out under, where receivers are not named by the owner's own policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Id>,
    /// Its body, or what is left of it.
    pub body: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Kind for PassedOn {
    const NAME: &'static str = "passed_on";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 2000)?;
        if super::shareable(&self.kind).is_none() {
            return Err(Fault::invalid("policy.kind").with("kind", &self.kind));
        }
        super::check(&self.kind, &self.body)
    }
}
