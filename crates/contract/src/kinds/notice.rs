//! Notice 通报: an authority tells an organisation of a risk, with a number and a deadline.

use model::finding::Severity;
use model::loops::{Genre, Source};
use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::loop_step::Attachment;
use super::{Kind, check_text};
use crate::loops::{Condition, LoopHead, MOST_CONDITIONS, Subject};
use crate::sharing::Tlp;

/// Body of `notice`. Binding on the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Number in the issuer's series 文号; notices of one circular share it.
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
    #[serde(default = "plain", skip_serializing_if = "is_plain")]
    pub genre: Genre,
    /// Issue 期 within the series and year, where the issuer counts issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<u32>,
    /// The circular it was sent with: one letter to many, a notice for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circular: Option<Id>,
    /// Hazard identity 隐患标识.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hazard: String,
    /// What a machine can look at before it is closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub tlp: Tlp,
    /// National mark on the paper (`内部`, `敏感`), or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// The notice from above that it hands on 转发, with that one's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwards: Option<Id>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub forwarded_number: String,
    /// The notice that it corrects 更正.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Id>,
}

fn plain() -> Genre {
    Genre::Notice
}

fn is_plain(genre: &Genre) -> bool {
    *genre == Genre::Notice
}

impl Subject for Notice {
    fn head(&self) -> LoopHead {
        LoopHead {
            source: Source::Notice,
            number: self.number.clone(),
            title: self.title.clone(),
            severity: self.severity,
            techniques: self.techniques.clone(),
            issuer: self.issuer.clone(),
            recipient: self.recipient.clone(),
            issued: self.issued,
            due: self.due,
            procedure: self.procedure.clone(),
            hazard: self.hazard.clone(),
        }
    }
}

impl Kind for Notice {
    const NAME: &'static str = "notice";

    fn check(&self) -> Result<(), Fault> {
        check_text("number", &self.number, 1, 60)?;
        check_text("title", &self.title, 1, 120)?;
        check_text("text", &self.text, 1, 5000)?;
        check_text("hazard", &self.hazard, 0, 200)?;
        check_text("mark", &self.mark, 0, 20)?;
        check_text("forwarded_number", &self.forwarded_number, 0, 60)?;
        if self.attachments.len() > 20 {
            return Err(Fault::invalid("notice.attachments").with("most", 20));
        }
        if self.checks.len() > MOST_CONDITIONS {
            return Err(Fault::invalid("loop.checks").with("most", MOST_CONDITIONS));
        }
        self.checks.iter().try_for_each(Condition::check)
    }

    fn blobs(&self) -> Vec<String> {
        self.attachments.iter().map(|attachment| attachment.digest.clone()).collect()
    }
}
