//! Deputy 代办人: for a time, a person's work is also shown to another of the same organisation,
//! who may do it on behalf of the first. It gives no right that the other's role does not have.
//! Private to the organisation.

use model::{Fault, Millis};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// A year and a day.
const LONGEST_MS: i64 = 366 * 86_400_000;

/// Body of `deputy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deputy {
    /// Login of the person whose work it is.
    pub person: String,
    /// Login of whoever stands in.
    pub deputy: String,
    pub from: Millis,
    pub until: Millis,
    /// Kinds of things in the inbox; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Kind for Deputy {
    const NAME: &'static str = "deputy";

    fn check(&self) -> Result<(), Fault> {
        check_text("person", &self.person, 1, 64)?;
        check_text("deputy", &self.deputy, 1, 64)?;
        if self.person == self.deputy {
            return Err(Fault::invalid("deputy.self"));
        }
        let length = self.until.0.saturating_sub(self.from.0);
        if !(1..=LONGEST_MS).contains(&length) {
            return Err(Fault::invalid("deputy.time").with("days", LONGEST_MS / 86_400_000));
        }
        let unknown = |kind: &&String| !crate::rest::inbox::KINDS.contains(&kind.as_str());
        match self.kinds.iter().find(unknown) {
            Some(kind) => {
                let shown: String = kind.chars().take(80).collect();
                Err(Fault::invalid("inbox.kind").with("kind", shown))
            }
            None => Ok(()),
        }
    }
}
