//! What a probe sends to a node besides observations.

use serde::{Deserialize, Serialize};

use crate::CaptureTime;
use crate::observation::{Anomaly, Endpoint, Name, Observation, Transport};

/// A conversation's totals, sent when it ends, goes idle, or a period is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowSummary {
    pub flow: u64,
    pub transport: Transport,
    #[serde(default)]
    pub vlan: [u16; 2],
    /// The side that opened it (by SYN, else by content, else the first seen).
    pub client: Endpoint,
    pub server: Endpoint,
    pub first: CaptureTime,
    pub last: CaptureTime,
    pub packets: [u64; 2],
    pub bytes: [u64; 2],
    /// The protocol recognised in it, or empty.
    pub protocol: Name,
    pub state: FlowState,
    /// Bytes of payload parsed, skipped while resynchronising, and lost to gaps.
    pub parsed: u64,
    pub skipped: u64,
    pub lost: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anomalies: Vec<Anomaly>,
    /// True for the last summary of this flow.
    pub ended: bool,
}

/// What is known of a TCP conversation's state; UDP is `Established` once both sides spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowState {
    /// A SYN without an answer.
    Attempt,
    /// A SYN answered by a reset.
    Refused,
    Established,
    /// Data seen without its beginning: the normal case in plants.
    Midstream,
    Closed,
    Reset,
}

/// What a probe reports, in capture order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeEvent {
    Observation(Observation),
    Flow(FlowSummary),
}

impl ProbeEvent {
    pub fn time(&self) -> CaptureTime {
        match self {
            Self::Observation(o) => o.time,
            Self::Flow(f) => f.last,
        }
    }
}
