//! Figures over loops: counts, and how long things took. Kept incrementally, so they cost the
//! same at a thousand loops and at a million.

use serde::{Deserialize, Serialize};

use super::home::Count;

/// `GET /api/v1/loops/statistics`, with the filters of `GET /api/v1/loops` that have figures
/// (`region`, `industry`, `severity`, `source`, `issuer`). Each count opens
/// `/api/v1/loops?<dimension>=<key>` with the same filters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopStatistics {
    pub total: u64,
    pub open: u64,
    /// Open and past due: `?overdue=true`.
    pub overdue: u64,
    /// Ever opened again after they were closed: `?reopened=true`.
    pub reopened: u64,
    /// Ever sent back.
    pub returned: u64,
    /// Ever given more time.
    pub extended: u64,
    /// Escalated for being late: `?escalated=true`.
    pub escalated: u64,
    /// Supervised by a higher tier 督办: `?supervised=true`.
    pub supervised: u64,
    pub by_state: Vec<Count>,
    pub by_source: Vec<Count>,
    pub by_region: Vec<Count>,
    pub by_industry: Vec<Count>,
    pub by_severity: Vec<Count>,
    pub by_technique: Vec<Count>,
    pub by_authority: Vec<Count>,
    /// Open and past due.
    pub overdue_by_region: Vec<Count>,
    pub overdue_by_industry: Vec<Count>,
    pub overdue_by_severity: Vec<Count>,
    pub overdue_by_authority: Vec<Count>,
    /// How long all of them took.
    pub times: LoopTimes,
    pub times_by_authority: Vec<LoopTimesOf>,
    pub times_by_industry: Vec<LoopTimesOf>,
    pub times_by_severity: Vec<LoopTimesOf>,
    pub times_by_region: Vec<LoopTimesOf>,
    /// Of `times.close`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_p50_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_p90_ms: Option<i64>,
}

/// How long steps took, from the issue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopTimes {
    /// To the first signing for 签收.
    pub sign: Spread,
    /// To the first reply.
    pub reply: Spread,
    /// To the close 销号.
    pub close: Spread,
}

/// [`LoopTimes`] of one authority, industry, severity or region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoopTimesOf {
    pub key: String,
    #[serde(flatten)]
    pub times: LoopTimes,
}

/// A distribution. The percentiles are within 2 % of the exact ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Spread {
    pub count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90_ms: Option<i64>,
}
