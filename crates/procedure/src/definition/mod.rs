//! What the files of a procedure pack say, as they say it: `procedure.yaml`, `scoring.yaml`,
//! `documents/*.yaml`, `examples/*.yaml`. Unknown keys are refused; meaning is checked by
//! `crate::compile`.

mod document;
mod example;
mod machine;
mod scoring;

pub use document::{
    BlankLine, BlockDefinition, CellDefinition, DocumentDefinition, OfficialDefinition, RowCell,
    RowsDefinition, TableDefinition,
};
pub use example::{Example, ExampleStep, Expected, ExpectedStep};
pub use machine::{
    ClockDefinition, ClockExtension, ClockLimit, Delay, Due, FunnelBar, Gives, IndicatorDefinition,
    LimitUnit, Machine, Numbering, ObligationDefinition, OpensLoop, PartyDefinition, Period,
    PeriodKind, QuotaDefinition, Roll, RollTo, Sees, StateDefinition, StepDefinition, Subject,
    SubjectKind, Trigger, Years,
};
pub use scoring::{
    BandDefinition, PointTable, ResultDefinition, RuleDefinition, ScoreDefinition, Scoring,
};

/// A code list of the pack itself (`codes.yaml`): as in code packs, but rank, source and
/// confidence of an item may be left out.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCodes {
    pub tables: Vec<OwnTable>,
}

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTable {
    pub id: String,
    pub title: crate::Text,
    #[serde(default)]
    pub source: Option<crate::Source>,
    pub items: Vec<OwnItem>,
}

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnItem {
    pub code: String,
    pub name: crate::Text,
    #[serde(default)]
    pub short: Option<crate::Text>,
    #[serde(default)]
    pub rank: Option<u16>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub confidence: Option<crate::Confidence>,
}
