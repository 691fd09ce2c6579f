//! Letters: what an officer composes before it is issued as notices 通报: the words, the series its
//! number comes from, and whom it is for, by name and by rule.
//!
//! What it is not: a notice. A notice has one recipient, a number and a seal; a letter becomes one
//! notice for each recipient.

use std::collections::BTreeSet;

use model::finding::Severity;
use model::loops::Genre;
use model::{Fault, Id, Millis, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

use crate::kinds::check_text;
use crate::kinds::loop_step::Attachment;
use crate::loops::{Condition, MOST_CONDITIONS};
use crate::sharing::Tlp;

/// Most recipients of one letter.
pub const MOST_RECIPIENTS: usize = 2000;
/// Most rules of one letter.
const MOST_RULES: usize = 20;

/// A letter before it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// The number series 文号; absent = the newest enabled one of the genre, else the node's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Id>,
    #[serde(default = "plain")]
    pub genre: Genre,
    pub title: String,
    pub text: String,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Deadline; absent = by the procedure's clock for the severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// The report it answers: then its reporter is the one recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Id>,
    /// Hazard identity 隐患标识, with `@` and nothing after it where each recipient has its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hazard: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub tlp: Tlp,
    /// National mark on the paper (`内部`, `敏感`), or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// Whom the paper names as getting a copy 抄送, or empty: words on the paper, no delivery.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub copies_to: String,
    /// The notice from above that it hands on 转发.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwards: Option<Id>,
    /// The circular that it corrects 更正.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Id>,
    pub recipients: Recipients,
}

fn plain() -> Genre {
    Genre::Notice
}

/// Whom a letter is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipients {
    /// By name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tenants: BTreeSet<TenantPath>,
    /// By rule: whoever one of them takes in. A rule without any condition takes in nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RecipientRule>,
    /// Taken out by hand.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<TenantPath>,
}

/// All conditions given must hold. Only what the issuer's own tenant may see is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecipientRule {
    /// What the preview and the board call it, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Two-digit province code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// GB/T 4754 code that the recipient's begins with: `C26`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TenantKind>,
    /// The recipient's latest filing of a procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingRule>,
    /// Named by credit code in the latest settled list of a procedure (`key-enterprises`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<ListRule>,
    /// Told of such a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<ReportedRule>,
    /// Member of a sharing group 共享组 of the issuer's own, as it is when the letter is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Id>,
}

/// Of the latest filing that the issuer may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingRule {
    /// Pack id: `grading-industrial`.
    pub procedure: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// A state of the procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A code of the procedure's first result: its grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Text within its frozen answers: a product, a model, a version. Only where the issuer sees
    /// answers at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}

/// A list that filings make.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// Pack id.
    pub procedure: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// State in which the list counts: `published`.
    pub state: String,
}

/// Reports of findings that the issuer got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedRule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// ATT&CK technique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
    /// Reported since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
}

impl RecipientRule {
    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        *self == Self { name: self.name.clone(), ..Self::default() }
    }

    fn check(&self) -> Result<(), Fault> {
        check_text("rule.name", &self.name, 0, 60)?;
        let texts = [("region", &self.region, 2), ("industry", &self.industry, 8)];
        for (field, text, most) in texts {
            if let Some(text) = text {
                check_text(field, text, 1, most)?;
            }
        }
        if let Some(FilingRule { procedure, period, state, result, names }) = &self.filing {
            check_text("procedure", procedure, 1, 60)?;
            for text in [period, state, result, names].into_iter().flatten() {
                check_text("filing", text, 1, 120)?;
            }
        }
        if let Some(ListRule { procedure, state, .. }) = &self.listed {
            check_text("procedure", procedure, 1, 60)?;
            check_text("state", state, 1, 60)?;
        }
        if let Some(ReportedRule { rule, protocol, technique, .. }) = &self.reported {
            for text in [rule, protocol, technique].into_iter().flatten() {
                check_text("reported", text, 1, 120)?;
            }
        }
        Ok(())
    }
}

impl Letter {
    /// Lengths and counts; who may get it is decided when recipients are resolved.
    ///
    /// # Errors
    /// `text.length`, `notice.attachments`, `loop.checks`, `notice.rules`, `notice.recipients_most`.
    pub fn check(&self) -> Result<(), Fault> {
        check_text("title", &self.title, 1, 120)?;
        check_text("text", &self.text, 1, 5000)?;
        check_text("hazard", &self.hazard, 0, 200)?;
        check_text("mark", &self.mark, 0, 20)?;
        check_text("copies_to", &self.copies_to, 0, 300)?;
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("notice.attachments").with("most", 20));
        }
        if self.checks.len() > MOST_CONDITIONS {
            return Err(Fault::invalid("loop.checks").with("most", MOST_CONDITIONS));
        }
        self.checks.iter().try_for_each(Condition::check)?;
        let Recipients { tenants, rules, without } = &self.recipients;
        if tenants.len().max(without.len()) > MOST_RECIPIENTS {
            return Err(Fault::invalid("notice.recipients_most").with("most", MOST_RECIPIENTS));
        }
        if rules.len() > MOST_RULES {
            return Err(Fault::invalid("notice.rules").with("most", MOST_RULES));
        }
        rules.iter().try_for_each(RecipientRule::check)
    }
}
