//! Assets: what the probe concludes about the devices it hears, each fact with its evidence.

use serde::{Deserialize, Serialize};

use crate::CaptureTime;
use crate::observation::Name;

/// One concluded fact. Conflicting facts are kept side by side; the highest confidence is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fact {
    /// `vendor`, `model`, `order_number`, `serial`, `firmware`, `role`, `name`, `mac`, `protocol`.
    #[schema(value_type = String)]
    pub attribute: Name,
    pub value: String,
    /// 0–100.
    pub confidence: u8,
    /// How it was concluded: `oui`, `s7.szl`, `modbus.device_identification`, `behaviour`, `frame`.
    #[schema(value_type = String)]
    pub method: Name,
    /// The observation or packet that shows it.
    pub evidence: Evidence,
    pub first: CaptureTime,
    pub last: CaptureTime,
}

/// Where a statement can be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evidence {
    /// Reference of the stored event (`<day>.<block>.<index>`), once it is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    pub time: CaptureTime,
    pub packet: u64,
    /// The words of the message that matter: protocol, operation, field.
    pub summary: String,
}
