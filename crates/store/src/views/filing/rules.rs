//! What procedures say of filings. The store knows no procedure: whoever starts the node brings
//! them ([`crate::Store::set_filing_rules`]), and the views are folded with what they say.

use std::collections::BTreeMap;

use contract::kinds::filing::Filing;
use contract::kinds::filing_step::FilingStep;
use contract::kinds::pack::Pack;
use contract::rest::filing::{Answers, Verdict};
use model::{Id, Millis, Role, TenantPath};

/// A step as the machine needs it: without what it froze.
#[derive(Debug, Clone, PartialEq)]
pub struct StepTaken {
    pub id: Id,
    pub party: String,
    pub by: TenantPath,
    /// The tenant whose node wrote it; not `by` means somebody spoke for another.
    pub spoken_for: TenantPath,
    pub role: Role,
    pub action: String,
    pub turn: u32,
    pub time: Millis,
    pub fields: BTreeMap<String, String>,
    pub results: BTreeMap<String, String>,
    pub scores: BTreeMap<String, f64>,
}

/// How a filing stands after its steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilingStanding {
    pub state: String,
    pub terminal: bool,
    /// Parties that may act.
    pub waiting: Vec<String>,
    /// Actions that are waited for, by party and by the role that may take them.
    pub awaited: BTreeMap<String, BTreeMap<Role, Vec<String>>>,
    /// The nearest clock that runs for a party that may act.
    pub due: Option<Millis>,
    pub results: BTreeMap<String, String>,
    /// The result that lists are sorted by, with its rank; empty where there is none.
    pub result: String,
    pub rank: i64,
    pub score: Option<f64>,
    pub number: String,
    /// Bars of the funnel it has come to.
    pub reached: Vec<String>,
    /// What it adds to indicators.
    pub indicators: BTreeMap<String, f64>,
    /// Steps the procedure did not allow, and the state after each of the others.
    pub refused: Vec<Id>,
    pub states: BTreeMap<Id, String>,
}

/// What a set of answers can be compared by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prints {
    /// Digest of all that is not the applicant's own name, code or free text; empty when there is
    /// too little to compare.
    pub answers: String,
    /// `(form, field, value)` of what is coded or counted; numbers as brackets.
    pub values: Vec<(String, String, String)>,
    /// Digests of files.
    pub evidence: Vec<String>,
}

/// The past of a filing, for judging a step that came from elsewhere.
#[derive(Debug)]
pub struct FilingPast<'a> {
    pub id: Id,
    pub filing: &'a Filing,
    /// Whether its parties know of it.
    pub shared: bool,
    /// Steps before it, in order.
    pub steps: &'a [StepTaken],
    /// What stands frozen before it, by form.
    pub answers: &'a BTreeMap<String, Answers>,
    /// Verdicts given before it, by form and field.
    pub verdicts: &'a BTreeMap<String, BTreeMap<String, Verdict>>,
}

/// What the procedures of this node say. Pure: nothing but the arguments and the packs counts.
pub trait FilingRules: Send + Sync {
    /// How a filing stands; `None` where its procedure is not installed.
    fn standing(&self, past: &FilingPast<'_>) -> Option<FilingStanding>;

    /// What its answers can be compared by.
    fn prints(&self, filing: &Filing, answers: &BTreeMap<String, Answers>) -> Prints;

    /// Whether a filing that came from elsewhere can be kept; the code of the refusal.
    fn admit_filing(&self, filing: &Filing) -> Result<(), String>;

    /// Whether a step that came from elsewhere was allowed, and evaluates to what it says.
    fn admit_step(
        &self,
        past: &FilingPast<'_>,
        step: &FilingStep,
        time: Millis,
    ) -> Result<(), String>;

    /// Whether a published pack may come from this tenant.
    fn admit_pack(&self, pack: &Pack, tenant: &TenantPath) -> Result<(), String>;
}

/// A node without procedures: nothing is judged, nothing moves.
pub(crate) struct NoProcedures;

impl FilingRules for NoProcedures {
    fn standing(&self, _: &FilingPast<'_>) -> Option<FilingStanding> {
        None
    }

    fn prints(&self, _: &Filing, _: &BTreeMap<String, Answers>) -> Prints {
        Prints::default()
    }

    fn admit_filing(&self, _: &Filing) -> Result<(), String> {
        Err("filing.procedure_unknown".to_owned())
    }

    fn admit_step(&self, _: &FilingPast<'_>, _: &FilingStep, _: Millis) -> Result<(), String> {
        Err("filing.procedure_unknown".to_owned())
    }

    fn admit_pack(&self, _: &Pack, _: &TenantPath) -> Result<(), String> {
        Ok(())
    }
}
