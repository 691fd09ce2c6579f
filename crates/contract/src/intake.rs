//! The probe's uplink: `POST /api/v1/intake`.
//!
//! Body: NDJSON, one [`model::event::ProbeEvent`] a line, `content-encoding: zstd` or none.
//! Headers: `authorization: Bearer <probe token>`, `huhang-batch: <run id>-<sequence>`.
//! The answer is sent only after the batch is on disk; the same batch sent again is answered
//! with `duplicate: true` and stored once.

use serde::{Deserialize, Serialize};

/// Most events in one batch.
pub const MAX_BATCH_EVENTS: usize = 10_000;
/// Most bytes of one batch, after decompression.
pub const MAX_BATCH_BYTES: usize = 16 << 20;

/// Answer to a stored batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IntakeReceipt {
    pub batch: String,
    /// Events stored from this batch.
    pub accepted: u64,
    /// Lines that were not an event (counted, first reason kept), never silently dropped.
    pub rejected: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reason: Option<String>,
    /// True when this batch had been stored before.
    pub duplicate: bool,
}
