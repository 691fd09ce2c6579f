//! What a substation was engineered to be (SCL files), and what departs from it or from the
//! learned baseline.

use model::{Id, Millis};
use serde::{Deserialize, Serialize};

use super::finding::FindingRow;

/// One row of `GET /api/v1/engineered`: an SCL file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineeredRow {
    pub id: Id,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file.
    pub digest: String,
    pub size: u64,
    pub devices: u64,
    /// Control blocks that publish (GOOSE, sampled values).
    pub publishers: u64,
    pub author: String,
    pub changed: Millis,
}

/// A device that was engineered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineeredDevice {
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub addresses: Vec<String>,
    /// Devices that were engineered to be clients of this one.
    pub clients: Vec<String>,
}

/// A control block that was engineered to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineeredPublisher {
    /// `goose`, `sampled_values`.
    pub kind: String,
    /// Its device.
    pub device: String,
    pub reference: String,
    pub data_set: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conf_rev: Option<u32>,
    /// Group address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appid: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    /// The device's own address, where the file tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// `GET /api/v1/engineered/{id}`, and the answer to `POST /api/v1/engineered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineeredDetail {
    #[serde(flatten)]
    pub row: EngineeredRow,
    pub device_list: Vec<EngineeredDevice>,
    pub publisher_list: Vec<EngineeredPublisher>,
}

/// A kind of deviation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviationKind {
    pub rule: String,
    pub title_zh: String,
    pub title_en: String,
    /// Findings of it in the state and with the text asked for, whatever the rule asked for.
    pub total: u64,
}

/// A finding that is a deviation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Deviation {
    #[serde(flatten)]
    pub finding: FindingRow,
    /// Its rule is one whose deviations can be accepted into the baseline.
    pub acceptable: bool,
}

/// `GET /api/v1/baseline/deviations`: a page, and all kinds there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Deviations {
    /// The newest first.
    pub items: Vec<Deviation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub total: u64,
    /// Every rule that tells such deviations, the most findings first.
    pub kinds: Vec<DeviationKind>,
}
