//! Filing 申报/备案: one run of a procedure by an applicant, for a period and a subject. Its course
//! is in its steps. Private until the first step leaves the applicant.

use std::collections::BTreeMap;

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Kind, check_text};

/// Parties of one filing.
const MOST_PARTIES: usize = 10;

/// Body of `filing`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// `id@version` of the pack that rules it.
    pub procedure: String,
    /// `2026`, `2026-H1`; empty where the procedure counts none.
    #[serde(default)]
    pub period: String,
    /// System, data item or case it is about; empty where the organisation is.
    #[serde(default)]
    pub subject: String,
    pub applicant: TenantPath,
    pub applicant_name: String,
    /// By party id, the applicant's own included.
    pub parties: BTreeMap<String, PartyTenant>,
    pub begun: Millis,
    /// The earlier filing whose answers are carried forward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Id>,
}

/// Who a party is, and how much it gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyTenant {
    pub tenant: TenantPath,
    /// Gets the header and results only, never answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub summary: bool,
}

impl Filing {
    /// The party that this tenant is.
    pub fn party_of(&self, tenant: &TenantPath) -> Option<&str> {
        self.parties.iter().find(|(_, p)| p.tenant == *tenant).map(|(party, _)| party.as_str())
    }

    /// Tenants that get all of it.
    pub fn readers(&self) -> impl Iterator<Item = &TenantPath> {
        self.parties.values().filter(|party| !party.summary).map(|party| &party.tenant)
    }

    /// Tenants that get its summary only.
    pub fn summary_readers(&self) -> impl Iterator<Item = &TenantPath> {
        self.parties.values().filter(|party| party.summary).map(|party| &party.tenant)
    }
}

impl Kind for Filing {
    const NAME: &'static str = "filing";

    fn check(&self) -> Result<(), Fault> {
        check_text("procedure", &self.procedure, 3, 100)?;
        check_text("period", &self.period, 0, 20)?;
        check_text("subject", &self.subject, 0, 120)?;
        check_text("applicant_name", &self.applicant_name, 1, 120)?;
        if self.parties.len() > MOST_PARTIES {
            return Err(Fault::invalid("filing.parties").with("most", MOST_PARTIES));
        }
        if self.party_of(&self.applicant).is_none() {
            return Err(Fault::invalid("filing.applicant"));
        }
        Ok(())
    }
}

/// Facts of an organisation or figures, as expressions of a procedure read them.
pub type Facts = Map<String, Value>;
