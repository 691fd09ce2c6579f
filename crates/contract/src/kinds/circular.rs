//! Circular: the issuer's own copy of what it sent: the letter, its number, and each recipient with
//! the notice it got and the rule that took it in. Its own tenant only; binding on the issuer.

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::letters::{Letter, MOST_RECIPIENTS};

/// Body of `circular`. Written in the transaction that takes the number; its notices follow, and a
/// node that stopped between goes on where it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circular {
    pub letter: Letter,
    /// The series, absent for the node's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Id>,
    /// Year of the number, its place in the year, and the number as it is written.
    pub year: i64,
    pub place: u64,
    pub number: String,
    /// Issue 期 within the year, and as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issue_text: String,
    pub issued: Millis,
    pub due: Millis,
    /// Login of whoever reviewed it, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reviewed_by: String,
    /// Procedure pack that rules the loops: `id@version`.
    pub procedure: String,
    pub copies: Vec<CircularCopy>,
    /// The circular it corrects, with its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Id>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub corrects_number: String,
    /// The notice from above that it hands on, its number, and whose it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwards: Option<Id>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub forwarded_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<TenantPath>,
}

/// One recipient's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircularCopy {
    pub tenant: TenantPath,
    pub notice: Id,
    /// What took it in: `named`, `report`, or the rule's name.
    pub rule: String,
    /// The notice that this one takes the place of, withdrawn with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Id>,
}

impl Kind for Circular {
    const NAME: &'static str = "circular";

    fn check(&self) -> Result<(), Fault> {
        check_text("number", &self.number, 1, 60)?;
        check_text("issue_text", &self.issue_text, 0, 30)?;
        if self.copies.len() > MOST_RECIPIENTS {
            return Err(Fault::invalid("notice.recipients_most").with("most", MOST_RECIPIENTS));
        }
        self.letter.check()
    }

    fn blobs(&self) -> Vec<String> {
        self.letter.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
