//! Which protocols and operations were heard, how often and when: from roll-ups, without reading
//! an event.

use std::collections::BTreeMap;

use contract::rest::watch::{OperationCount, ProtocolPoint, ProtocolRow, ProtocolStatistics};
use model::observation::Risk;
use model::{CaptureTime, Millis, TenantPath};

use super::series::{MILLI_NS, MINUTE_MS, default_step};
use super::{EventError, EventStore};
use crate::Error;

/// Operations told of one protocol, the most used.
const MOST_OPERATIONS: usize = 200;

/// Messages and bytes of one protocol, and messages by operation and risk.
#[derive(Debug, Default)]
struct Sum {
    messages: u64,
    bytes: u64,
    operations: BTreeMap<(String, Risk), u64>,
}

#[derive(Debug, Default)]
struct Sums {
    protocols: BTreeMap<String, Sum>,
    points: BTreeMap<(i64, String, Risk), u64>,
}

impl EventStore {
    /// What was heard from `from` to `to`, widened to whole steps (at most 120 points, never below
    /// a minute). Absent ends are those of the tenant's events.
    ///
    /// # Errors
    /// `events.index`.
    pub async fn protocols(
        &self,
        tenant: &TenantPath,
        from: Option<CaptureTime>,
        to: Option<CaptureTime>,
    ) -> Result<ProtocolStatistics, Error> {
        let Some((low, high)) = self.bounds(tenant).await? else {
            return Ok(statistics(MINUTE_MS, Sums::default()));
        };
        let from = from.unwrap_or(low).0;
        let to = to.unwrap_or(CaptureTime(high.0.saturating_add(1))).0;
        let step_ms = default_step(from, to).max(MINUTE_MS);
        let start = from.div_euclid(MILLI_NS).div_euclid(step_ms).saturating_mul(step_ms);
        let end_ms = to.saturating_sub(1).div_euclid(MILLI_NS).div_euclid(step_ms);
        let end = end_ms.saturating_add(1).saturating_mul(step_ms);
        Ok(statistics(step_ms, self.sums(tenant, (start, end), step_ms).await?))
    }

    async fn sums(
        &self,
        tenant: &TenantPath,
        span: (i64, i64),
        step_ms: i64,
    ) -> Result<Sums, EventError> {
        let mut sums = Sums::default();
        for date in self.shared.known().await {
            let day = self.shared.day(date).await?;
            for (protocol, operation, risk, messages, bytes) in
                day.index.operations(tenant, span, step_ms).await?
            {
                let sum = sums.protocols.entry(protocol).or_default();
                sum.messages += messages.unsigned_abs();
                sum.bytes += bytes.unsigned_abs();
                if let Ok(risk) = risk.parse()
                    && messages > 0
                {
                    let key = (operation, risk);
                    *sum.operations.entry(key).or_default() += messages.unsigned_abs();
                }
            }
            for (time, protocol, risk, messages) in day.index.risks(tenant, span, step_ms).await? {
                if let Ok(risk) = risk.parse() {
                    let key = (time, protocol, risk);
                    *sums.points.entry(key).or_default() += messages.unsigned_abs();
                }
            }
        }
        Ok(sums)
    }
}

fn statistics(step_ms: i64, sums: Sums) -> ProtocolStatistics {
    // Conversations of which no protocol was recognised have no name.
    let named = sums.protocols.into_iter().filter(|(name, _)| !name.is_empty());
    let mut protocols: Vec<ProtocolRow> = named.map(row).collect();
    protocols.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.name.cmp(&b.name)));
    let point = |((time, protocol, risk), messages)| ProtocolPoint {
        time: Millis(time),
        protocol,
        risk,
        messages,
    };
    ProtocolStatistics { step_ms, protocols, points: sums.points.into_iter().map(point).collect() }
}

fn row((name, sum): (String, Sum)) -> ProtocolRow {
    let count = |((operation, risk), messages)| OperationCount { operation, risk, messages };
    let mut operations: Vec<OperationCount> = sum.operations.into_iter().map(count).collect();
    operations.sort_by_key(|count| std::cmp::Reverse(count.messages));
    operations.truncate(MOST_OPERATIONS);
    ProtocolRow { name, described: false, messages: sum.messages, bytes: sum.bytes, operations }
}
