//! Two clocks that must never be mixed: the wall clock of a node and the clock of a capture.

use serde::{Deserialize, Serialize};

/// Wall-clock time of a node: milliseconds since the Unix epoch, UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct Millis(pub i64);

/// Time of a packet as the capture states it: nanoseconds since the Unix epoch, UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct CaptureTime(pub i64);

impl CaptureTime {
    /// The same instant in whole milliseconds.
    pub fn millis(self) -> Millis {
        Millis(self.0.div_euclid(1_000_000))
    }
}

impl Millis {
    /// This instant plus a number of milliseconds, saturating.
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}
