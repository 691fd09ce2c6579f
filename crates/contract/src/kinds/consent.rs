//! Consent: an enterprise's word on what an authority may pass on of what it said, to whom, until
//! when; and the authority's asking for it.

use std::collections::BTreeSet;

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};
use crate::sharing::{Audience, Level};

/// What a consent is about. At least one of the two is given; an object narrows a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Everything of this kind that the enterprise said or that is about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// This object only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Id>,
}

impl Subject {
    /// Whether it speaks of this object of this kind.
    pub fn covers(&self, kind: &str, object: Id) -> bool {
        (self.kind.is_some() || self.object.is_some())
            && self.kind.as_deref().is_none_or(|own| own == kind)
            && self.object.is_none_or(|own| own == object)
    }
}

/// Who may get it. Groups are not among them: their members change without the enterprise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receivers {
    #[serde(default)]
    pub tenants: BTreeSet<TenantPath>,
    /// As seen from the enterprise: its province, the ministry, everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

impl Receivers {
    pub fn audience(&self) -> Audience {
        Audience { tenants: self.tenants.clone(), groups: BTreeSet::new(), level: self.level }
    }
}

/// Body of `consent_request`: said by the authority, to the enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    pub enterprise: TenantPath,
    pub subject: Subject,
    pub receivers: Receivers,
    pub until: Millis,
    pub reason: String,
}

impl Kind for ConsentRequest {
    const NAME: &'static str = "consent_request";

    fn check(&self) -> Result<(), Fault> {
        check_text("reason", &self.reason, 1, 2000)?;
        check(&self.subject, &self.receivers)
    }
}

/// Body of `consent`: said by the enterprise, to the authority. Binding on the enterprise; later
/// revisions withdraw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The request it answers.
    pub request: Id,
    /// Who may pass on.
    pub to: TenantPath,
    pub subject: Subject,
    pub receivers: Receivers,
    /// Until when; what was passed on before stays passed on.
    pub until: Millis,
    pub state: ConsentState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    Granted,
    Refused,
    Withdrawn,
}

impl ConsentState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Kind for Consent {
    const NAME: &'static str = "consent";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 2000)?;
        check(&self.subject, &self.receivers)
    }
}

fn check(subject: &Subject, receivers: &Receivers) -> Result<(), Fault> {
    if subject.kind.is_none() && subject.object.is_none() {
        return Err(Fault::invalid("consent.subject"));
    }
    if receivers.audience().is_empty() {
        return Err(Fault::invalid("consent.receivers"));
    }
    Ok(())
}
