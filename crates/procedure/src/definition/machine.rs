//! `procedure.yaml`: parties, states, steps, clocks, and what follows from them.

use std::collections::BTreeMap;

use model::form::{Source, Text};
use model::{Role, TenantKind};
use serde::{Deserialize, Serialize};

/// `procedure.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Where everything below comes from that does not say otherwise.
    #[serde(default)]
    pub source: Option<Source>,
    pub subject: Subject,
    pub period: Period,
    pub parties: Vec<PartyDefinition>,
    pub initial: String,
    pub states: Vec<StateDefinition>,
    pub steps: Vec<StepDefinition>,
    #[serde(default)]
    pub clocks: Vec<ClockDefinition>,
    #[serde(default)]
    pub funnel: Vec<FunnelBar>,
    #[serde(default)]
    pub indicators: Vec<IndicatorDefinition>,
    #[serde(default)]
    pub obligations: Vec<ObligationDefinition>,
    #[serde(default)]
    pub limits: Vec<QuotaDefinition>,
    #[serde(default)]
    pub opens_loop: Option<OpensLoop>,
}

/// What one filing is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    pub kind: SubjectKind,
    /// What it is called, when it is not the organisation itself.
    #[serde(default)]
    pub title: Option<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    Organisation,
    System,
    Data,
    Case,
    Region,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub kind: PeriodKind,
    /// First and last day of a campaign.
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub source: Option<Source>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// `2026`.
    Year,
    /// `2026-H1`.
    Half,
    /// Once for each subject; the period is empty.
    Once,
    /// Within the campaign's days; the period is the year of its first day.
    Campaign,
}

/// One side of the procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyDefinition {
    pub id: String,
    pub title: Text,
    /// Kinds of tenants that may be this party.
    pub tenants: Vec<TenantKind>,
    /// Expression that names the kind to take; absent = the first of `tenants`.
    #[serde(default)]
    pub choose: Option<String>,
    /// Named in the draft, or absent (joint filing).
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub sees: Sees,
    #[serde(default)]
    pub source: Option<Source>,
}

/// How much of a filing a party receives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    #[default]
    Full,
    /// Header, state, results and indicator figures; no answers.
    Summary,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateDefinition {
    pub id: String,
    pub title: Text,
    /// Nothing follows it.
    #[serde(default)]
    pub terminal: bool,
}

/// One way to move on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDefinition {
    pub action: String,
    pub title: Text,
    pub from: Vec<String>,
    /// A state, or `same`.
    pub to: String,
    #[serde(default)]
    pub party: Option<String>,
    /// Several parties that may take it; with `all` each of them has to.
    #[serde(default)]
    pub parties: Vec<String>,
    #[serde(default)]
    pub all: bool,
    pub roles: Vec<Role>,
    /// Forms that have to be complete and are frozen into the step.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Forms on which every item asked needs a verdict of this party.
    #[serde(default)]
    pub judges: Vec<String>,
    #[serde(default)]
    pub guard: Option<String>,
    #[serde(default)]
    pub guard_text: Option<Text>,
    /// Fields of the step: `text`, `attachments`, `number`, `days`, `to`, `date`.
    #[serde(default)]
    pub requires: Vec<String>,
    #[serde(default)]
    pub optional: Vec<String>,
    /// The clock by which the step is due; taking the step stops it.
    #[serde(default)]
    pub clock: Option<String>,
    #[serde(default)]
    pub gives: Option<Gives>,
    /// Party that takes the step instead, once it was handed to it.
    #[serde(default)]
    pub stand_in: Option<String>,
    /// Actions that this step hands to their stand-in, as long as the state stays.
    #[serde(default)]
    pub delegates: Vec<String>,
    /// Actions that this step takes back from their stand-in.
    #[serde(default)]
    pub recalls: Vec<String>,
    /// Clock that this step extends by the number in field `days`.
    #[serde(default)]
    pub extends: Option<String>,
    /// Whether the filing waits for this step; absent = yes, unless it keeps the state.
    #[serde(default)]
    pub waits: Option<bool>,
    #[serde(default)]
    pub source: Option<Source>,
}

impl StepDefinition {
    /// The word for "the state stays".
    pub const SAME: &'static str = "same";

    /// Parties that may take it.
    pub fn by(&self) -> impl Iterator<Item = &str> {
        self.party.iter().chain(&self.parties).map(String::as_str)
    }

    /// Parties that may take it, the stand-in too.
    pub fn takers(&self) -> impl Iterator<Item = &str> {
        self.by().chain(self.stand_in.as_deref())
    }

    /// Whether a party takes it only where it was handed to it.
    pub fn is_stand_in(&self, party: &str) -> bool {
        self.stand_in.as_deref() == Some(party)
    }

    pub fn keeps_state(&self) -> bool {
        self.to == Self::SAME
    }

    /// State after the step.
    pub fn target<'a>(&'a self, from: &'a str) -> &'a str {
        if self.keeps_state() { from } else { &self.to }
    }

    pub fn is_awaited(&self) -> bool {
        self.waits.unwrap_or(!self.keeps_state())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gives {
    pub number: Numbering,
}

/// A number series of the acting party: `备〔{year}〕{sequence:05}号`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    pub series: String,
    pub source: Source,
}

/// How long something may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockDefinition {
    pub id: String,
    pub title: Text,
    /// Action whose latest occurrence starts it, or `initial`.
    pub from: String,
    /// Whose duty it is.
    pub party: String,
    pub limit: ClockLimit,
    #[serde(default)]
    pub extension: Option<ClockExtension>,
    /// What becomes of a last day that nobody works; absent = it stays the last day.
    #[serde(default)]
    pub roll: Option<Roll>,
    pub source: Source,
}

/// `{to: next_working_day, source: …}`: the limit ends with the next working day of the calendar
/// when its own last day is none. Only where a source says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    pub to: RollTo,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollTo {
    NextWorkingDay,
}

/// `{amount: 20, unit: working_days}`, `{on: "12-25"}` or `{on: "2024-12-31"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockLimit {
    #[serde(default)]
    pub amount: Option<u32>,
    #[serde(default)]
    pub unit: Option<LimitUnit>,
    /// The next such day `MM-DD`, or the one day `YYYY-MM-DD`; its end.
    #[serde(default)]
    pub on: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    Minutes,
    Hours,
    Days,
    WorkingDays,
    Months,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockExtension {
    pub times: u32,
    /// Most by which it may be extended each time.
    pub limit: ClockLimit,
    #[serde(default)]
    pub source: Option<Source>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelBar {
    pub id: String,
    pub title: Text,
    /// Counted once any of these states was ever reached.
    #[serde(default)]
    pub reached: Vec<String>,
    /// Of those, only filings with one of these result codes.
    #[serde(default)]
    pub result: BTreeMap<String, Vec<String>>,
}

/// A figure that the procedure feeds, as data that a query can be made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorDefinition {
    pub id: String,
    pub title: Text,
    /// `applicants`, `filings`, `sum:<form>.<field>`, `rows:<form>.<table>`.
    pub count: String,
    /// States that were ever reached; empty = any.
    #[serde(default)]
    pub states: Vec<String>,
    #[serde(default)]
    pub result: BTreeMap<String, Vec<String>>,
    /// Whether a list of names goes with it 附名单.
    #[serde(default)]
    pub named: bool,
    pub source: Source,
}

/// A duty that returns, or follows from something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObligationDefinition {
    pub id: String,
    pub title: Text,
    /// Expression over facts of the organisation.
    pub applies: String,
    pub due: Due,
    /// Pack that discharges it.
    pub procedure: String,
    #[serde(default)]
    pub done_by: Option<Trigger>,
    pub because: Text,
    pub source: Source,
}

/// `{every, after}`, `{on, every}` or `{within, after}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    #[serde(default)]
    pub every: Option<Years>,
    #[serde(default)]
    pub on: Option<String>,
    #[serde(default)]
    pub within: Option<Delay>,
    #[serde(default)]
    pub after: Option<Trigger>,
    /// As for clocks.
    #[serde(default)]
    pub roll: Option<Roll>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    pub years: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    pub amount: u32,
    pub unit: LimitUnit,
}

/// An action of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub procedure: String,
    pub action: String,
}

/// A limit across filings, enforced where they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaDefinition {
    pub id: String,
    /// `applicant` or `authority`.
    #[serde(default)]
    pub per: Option<String>,
    #[serde(default)]
    pub most: Option<u32>,
    /// `applicant.credit_code`, `answers.<form>.<field>`: together they name one thing. Or one
    /// column of a table, `answers.<form>.<table>.<column>`: each row names one.
    #[serde(default)]
    pub unique: Vec<String>,
    /// `authorities`: also across the authorities of a node.
    #[serde(default)]
    pub across: Option<String>,
    /// States that count.
    #[serde(default)]
    pub states: Vec<String>,
    #[serde(default)]
    pub warning: bool,
    pub text: Text,
    pub source: Source,
}

/// Rows of a table that become findings in the closed loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpensLoop {
    /// Action that opens them.
    pub on: String,
    /// `<form>.<table>`.
    pub over: String,
    /// Column that says what was found.
    pub title: String,
    /// Column with the words of [`model::finding::Severity`].
    pub severity: String,
    /// Columns by which a row is the same one as last time; absent = the title alone.
    #[serde(default)]
    pub key: Vec<String>,
    /// Column of dates: when it is to be mended.
    #[serde(default)]
    pub due: Option<String>,
    /// Column of truths: rows that say yes are mended already and open nothing.
    #[serde(default)]
    pub mended: Option<String>,
}
