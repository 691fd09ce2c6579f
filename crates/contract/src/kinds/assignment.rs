//! Assignment 分派: something that waits is given to a person of the organisation. It says who is
//! to do it, not who may. Private to the organisation.

use model::Fault;
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `assignment`: one object for each thing, a revision for each change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Kind of the thing in the inbox.
    pub kind: String,
    /// The thing.
    pub object: String,
    /// Login; empty: given to nobody.
    #[serde(default)]
    pub to: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Kind for Assignment {
    const NAME: &'static str = "assignment";

    fn check(&self) -> Result<(), Fault> {
        if !crate::rest::inbox::KINDS.contains(&self.kind.as_str()) {
            let shown: String = self.kind.chars().take(80).collect();
            return Err(Fault::invalid("inbox.kind").with("kind", shown));
        }
        check_text("object", &self.object, 1, 200)?;
        check_text("to", &self.to, 0, 64)?;
        check_text("note", &self.note, 0, 500)
    }
}
