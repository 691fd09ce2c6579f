//! Assets, conversations, observations, the baseline.

use model::asset::Fact;
use model::{CaptureTime, Id, Millis};
use serde::{Deserialize, Serialize};

/// One row of `GET /api/v1/assets`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AssetRow {
    pub id: Id,
    /// IP address, else MAC address.
    pub host: String,
    pub mac: String,
    pub vendor: String,
    pub role: String,
    pub model: String,
    pub firmware: String,
    /// Purdue level as text, or empty.
    pub level: String,
    pub protocols: Vec<String>,
    /// 0–100, of the role.
    pub confidence: u8,
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// Findings of state `open` or `confirmed` in which it takes part.
    pub findings: u64,
}

/// `GET /api/v1/assets/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AssetDetail {
    #[serde(flatten)]
    pub row: AssetRow,
    /// All facts, best first, conflicting ones side by side.
    pub facts: Vec<Fact>,
    pub conversations: Vec<Conversation>,
}

/// Who talks to whom, in which protocol, how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Conversation {
    pub client: String,
    pub server: String,
    pub protocol: String,
    pub messages: u64,
    pub writes: u64,
    pub bytes: u64,
    pub first: CaptureTime,
    pub last: CaptureTime,
}

/// `GET /api/v1/assets/graph`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AssetGraph {
    pub nodes: Vec<AssetRow>,
    pub edges: Vec<Conversation>,
}

/// One row of `GET /api/v1/observations`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ObservationRow {
    /// `<day>.<block>.<index>`.
    pub reference: String,
    pub received: Millis,
    /// A `model::event::ProbeEvent`.
    #[schema(value_type = Object)]
    pub event: serde_json::Value,
}

/// `GET /api/v1/observations/series`: messages per step and protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Series {
    pub step_ms: i64,
    pub points: Vec<SeriesPoint>,
}

/// One point of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesPoint {
    pub time: Millis,
    pub protocol: String,
    pub messages: u64,
}

/// `GET /api/v1/baseline`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BaselineStatus {
    /// True while new commands are learned instead of reported.
    pub learning: bool,
    pub learning_seconds: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_until: Option<CaptureTime>,
    pub entries: u64,
}

/// `PUT /api/v1/baseline`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_seconds: Option<u32>,
    /// Ends learning at this capture time (in the past: at once).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_until: Option<CaptureTime>,
}

/// One learned command, a row of `GET /api/v1/baseline/entries`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BaselineRow {
    pub key: String,
    pub client: String,
    pub server: String,
    pub protocol: String,
    pub operation: String,
    pub space: String,
    /// Inclusive range of object numbers, where the operation has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[u32; 2]>,
    pub count: u64,
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// `learned`, or `accepted` by a person.
    pub origin: String,
}

/// A sensor, a row of `GET /api/v1/probes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Probe {
    pub id: Id,
    pub name: String,
    pub place: String,
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_batch: Option<Millis>,
    pub batches: u64,
    pub events: u64,
    pub rejected: u64,
    /// Its last report of how it fares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<super::watch::ProbeGlance>,
}

/// `POST /api/v1/probes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbeDraft {
    pub name: String,
    #[serde(default)]
    pub place: String,
}

/// Answer: the token is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProbeCreated {
    pub id: Id,
    pub token: String,
}
