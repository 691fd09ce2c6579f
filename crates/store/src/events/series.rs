//! Messages over time, by protocol.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::rest::asset::{Series, SeriesPoint};
use model::event::ProbeEvent;
use model::{CaptureTime, Millis, TenantPath};

use super::batch::lines;
use super::page::{BlockLines, EventKind, Walk};
use super::{EventError, EventFilter, EventStore, Shared};
use crate::Error;

pub(super) const MILLI_NS: i64 = 1_000_000;
pub(super) const MINUTE_MS: i64 = 60_000;
/// Steps offered, in milliseconds.
const STEPS: &[i64] = &[
    1_000, 2_000, 5_000, 10_000, 30_000, MINUTE_MS, 300_000, 900_000, 3_600_000, 21_600_000,
    86_400_000,
];
/// Most points of a series drawn by the default step.
const POINTS: i64 = 120;
/// Events looked through for a series finer than a minute; above it, minutes are given.
const MOST_READ: u64 = 100_000;

type Sums = BTreeMap<(i64, String), u64>;

impl EventStore {
    /// Least and greatest capture time of a tenant's events, in nanoseconds.
    ///
    /// # Errors
    /// `events.index`.
    pub async fn bounds(
        &self,
        tenant: &TenantPath,
    ) -> Result<Option<(CaptureTime, CaptureTime)>, Error> {
        let mut bounds: Option<(i64, i64)> = None;
        for date in self.shared.known().await {
            if let Some((low, high)) = self.shared.day(date).await?.index.bounds(tenant).await? {
                let (least, most) = bounds.unwrap_or((low, high));
                bounds = Some((least.min(low), most.max(high)));
            }
        }
        Ok(bounds.map(|(low, high)| (CaptureTime(low), CaptureTime(high))))
    }

    /// Messages per step and protocol for `from <= time < to`. Absent ends are those of the
    /// tenant's events; an absent step gives at most 120 points. The step used is in the answer:
    /// steps below a minute turn into minutes where there are too many events to read.
    ///
    /// # Errors
    /// `events.index`, `events.io`.
    pub async fn series(
        &self,
        tenant: &TenantPath,
        from: Option<CaptureTime>,
        to: Option<CaptureTime>,
        step_ms: Option<i64>,
    ) -> Result<Series, Error> {
        let Some((low, high)) = self.bounds(tenant).await? else {
            return Ok(Series { step_ms: step_ms.unwrap_or(MINUTE_MS), points: Vec::new() });
        };
        let from = from.unwrap_or(low).0;
        let to = to.unwrap_or(CaptureTime(high.0.saturating_add(1))).0;
        let step_ms = step_ms.unwrap_or_else(|| default_step(from, to)).max(STEPS[0]);
        if step_ms % MINUTE_MS != 0
            && let Some(sums) = self.shared.fine(tenant, from, to, step_ms).await?
        {
            return Ok(series(step_ms, sums));
        }
        let step_ms = step_ms.div_euclid(MINUTE_MS).max(1) * MINUTE_MS;
        Ok(series(step_ms, self.shared.coarse(tenant, from, to, step_ms).await?))
    }
}

pub(super) fn default_step(from: i64, to: i64) -> i64 {
    let span_ms = to.saturating_sub(from) / MILLI_NS;
    let fits = |step: &&i64| span_ms / **step < POINTS;
    STEPS.iter().find(fits).copied().unwrap_or(86_400_000)
}

fn series(step_ms: i64, sums: Sums) -> Series {
    let point =
        |((time, protocol), messages)| SeriesPoint { time: Millis(time), protocol, messages };
    Series { step_ms, points: sums.into_iter().map(point).collect() }
}

impl Shared {
    /// From the events themselves; `None` when there are too many.
    async fn fine(
        self: &Arc<Self>,
        tenant: &TenantPath,
        from: i64,
        to: i64,
        step_ms: i64,
    ) -> Result<Option<Sums>, EventError> {
        let filter = EventFilter {
            from: Some(from),
            to: Some(to),
            kind: Some(EventKind::Observation),
            ..EventFilter::default()
        };
        let mut to_read = 0;
        for date in self.known().await {
            to_read += self.day(date).await?.index.events(tenant, &filter).await?;
            if to_read > MOST_READ {
                return Ok(None);
            }
        }
        let mut walk = Walk::new(self, tenant, &filter, None);
        let mut sums = Sums::new();
        while let Some(block) = walk.next().await? {
            let filter = filter.clone();
            let part = tokio::task::spawn_blocking(move || sum_block(&block, &filter, step_ms))
                .await
                .map_err(|_| EventError::Closed)?;
            for (key, messages) in part {
                *sums.entry(key).or_default() += messages;
            }
        }
        Ok(Some(sums))
    }

    /// From roll-ups.
    async fn coarse(
        &self,
        tenant: &TenantPath,
        from: i64,
        to: i64,
        step_ms: i64,
    ) -> Result<Sums, EventError> {
        let from_ms = from.div_euclid(MILLI_NS).div_euclid(step_ms) * step_ms;
        let to_ms = to.div_euclid(MILLI_NS).saturating_add(1);
        let mut sums = Sums::new();
        for date in self.known().await {
            let day = self.day(date).await?;
            for (time, protocol, messages) in
                day.index.series(tenant, from_ms, to_ms, step_ms).await?
            {
                *sums.entry((time, protocol)).or_default() += messages.unsigned_abs();
            }
        }
        Ok(sums)
    }
}

fn sum_block(block: &BlockLines, filter: &EventFilter, step_ms: i64) -> Sums {
    let mut sums = Sums::new();
    for line in lines(&block.lines) {
        if let Ok(event) = serde_json::from_slice::<ProbeEvent>(line)
            && filter.admits(&event)
            && let ProbeEvent::Observation(observation) = &event
        {
            let time = observation.time.millis().0.div_euclid(step_ms) * step_ms;
            let sum = sums.entry((time, observation.protocol.to_string())).or_default();
            *sum += u64::from(observation.count);
        }
    }
    sums
}
