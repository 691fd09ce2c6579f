//! Reading: one event by its reference, or a filtered list, newest first.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError};

use contract::rest::Page;
use contract::rest::asset::ObservationRow;
use contract::rest::query::ObservationQuery;
use detect::HostKey;
use model::event::ProbeEvent;
use model::observation::{Endpoint, Risk};
use model::{Fault, Millis, TenantPath};

use super::batch::lines;
use super::day::Day;
use super::index::{Candidate, Place};
use super::summary::{Word, Words};
use super::{Date, EventError, EventStore, Shared};
use crate::Error;

/// Blocks looked through for one page; a rarer find goes on with the next page.
const MOST_BLOCKS: usize = 200;
/// Blocks asked of the index at a time.
const CHUNK: u32 = 128;
/// Events looked through to count what no roll-up counts; above it, the total is a lower bound.
const MOST_COUNTED: u64 = 200_000;

/// Where an event lies: `<YYYY-MM-DD>.<block>.<index>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRef {
    pub day: Date,
    /// From 1 within the day.
    pub block: u64,
    /// From 0 within the block.
    pub index: u64,
}

impl fmt::Display for EventRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.day, self.block, self.index)
    }
}

impl FromStr for EventRef {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || Error::from(EventError::Reference { text: text.chars().take(40).collect() });
        let mut parts = text.split('.');
        let day = parts.next().ok_or_else(bad)?.parse().map_err(|_| bad())?;
        let mut number = || parts.next().and_then(|p| p.parse().ok()).ok_or_else(bad);
        let (block, index) = (number()?, number()?);
        if parts.next().is_some() { Err(bad()) } else { Ok(Self { day, block, index }) }
    }
}

/// What kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    Observation,
    Flow,
}

/// Which events; an absent part does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Either end.
    pub host: Option<HostKey>,
    pub protocol: Option<String>,
    pub operation: Option<String>,
    pub risk: Option<Risk>,
    /// Nanoseconds of capture time; `from` belongs to it, `to` does not.
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub kind: Option<EventKind>,
}

impl TryFrom<&ObservationQuery> for EventFilter {
    type Error = Fault;
    fn try_from(query: &ObservationQuery) -> Result<Self, Fault> {
        Ok(Self {
            host: query.host.as_deref().map(str::parse).transpose()?,
            protocol: query.protocol.clone(),
            operation: query.operation.clone(),
            risk: query.risk.as_deref().map(str::parse).transpose()?,
            from: query.from,
            to: query.to,
            kind: None,
        })
    }
}

impl EventFilter {
    /// Capture time as a half-open range.
    pub(super) fn bounds(&self) -> (i64, i64) {
        (self.from.unwrap_or(i64::MIN), self.to.unwrap_or(i64::MAX))
    }

    /// Roll-ups count it exactly.
    fn is_rolled_up(&self) -> bool {
        self.host.is_none() && self.from.is_none() && self.to.is_none()
    }

    fn may_be_in(&self, words: &Words) -> bool {
        self.host.is_none_or(|host| words.may_hold(Word::Host(host)))
            && self.protocol.as_deref().is_none_or(|name| words.may_hold(Word::Protocol(name)))
            && self.operation.as_deref().is_none_or(|name| words.may_hold(Word::Operation(name)))
            && self.risk.is_none_or(|risk| words.may_hold(Word::Risk(risk)))
    }

    /// Whether an event is one of these.
    pub fn admits(&self, event: &ProbeEvent) -> bool {
        let (from, to) = self.bounds();
        let time = event.time().0;
        (from..to).contains(&time)
            && match event {
                ProbeEvent::Observation(o) => {
                    self.kind != Some(EventKind::Flow)
                        && self.operation.as_deref().is_none_or(|name| name == o.operation)
                        && self.risk.is_none_or(|risk| risk == o.risk)
                        && self.admits_parties(&o.protocol, &o.source, &o.target)
                }
                ProbeEvent::Flow(flow) => {
                    self.kind != Some(EventKind::Observation)
                        && self.operation.is_none()
                        && self.risk.is_none()
                        && self.admits_parties(&flow.protocol, &flow.client, &flow.server)
                }
                ProbeEvent::Alert(alert) => {
                    self.says_nothing_of_messages()
                        && self.admits_parties(&alert.protocol, &alert.source, &alert.target)
                }
                ProbeEvent::Health(_) => {
                    self.says_nothing_of_messages()
                        && self.host.is_none()
                        && self.protocol.is_none()
                }
                ProbeEvent::File(file) => {
                    self.says_nothing_of_messages()
                        && self.admits_parties(&file.protocol, &file.client, &file.server)
                }
            }
    }

    /// Whether neither a kind of event nor anything that only observations have is asked for.
    fn says_nothing_of_messages(&self) -> bool {
        self.kind.is_none() && self.operation.is_none() && self.risk.is_none()
    }

    fn admits_parties(&self, protocol: &str, one: &Endpoint, other: &Endpoint) -> bool {
        let is = |host| HostKey::of(one) == host || HostKey::of(other) == host;
        self.protocol.as_deref().is_none_or(|name| name == protocol) && self.host.is_none_or(is)
    }

    /// Narrows nothing within a block.
    fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// A total is asked for often and does not change for days that are over.
pub(super) type Totals = HashMap<(Date, TenantPath, String), u64>;

impl EventStore {
    /// One event.
    ///
    /// # Errors
    /// `events.reference`, `events.missing` (also when it is another tenant's), `events.damaged`.
    pub async fn fetch(
        &self,
        tenant: &TenantPath,
        reference: &str,
    ) -> Result<ObservationRow, Error> {
        let at: EventRef = reference.parse()?;
        let missing = || EventError::NotFound { reference: at.to_string() };
        let shared = &self.shared;
        if !shared.known().await.contains(&at.day) {
            return Err(missing().into());
        }
        let day = shared.day(at.day).await?;
        let place = day.index.place(tenant, at.block).await?.ok_or_else(missing)?;
        let block = shared.lines(&day, place).await?;
        let index = usize::try_from(at.index).map_err(|_| missing())?;
        let line = lines(&block).nth(index).ok_or_else(missing)?;
        let event = serde_json::from_slice(line).map_err(|_| missing())?;
        Ok(ObservationRow { reference: at.to_string(), received: Millis(place.received), event })
    }

    /// A page of events, the last received first. `cursor` is `Page::next` of the page before. A
    /// page may be short, even empty, and have a next one: what is looked for is rare then.
    /// `total` is exact for filters of protocol, operation, risk and kind; with host or time it is
    /// exact up to some 200,000 events looked through, and a lower bound above.
    ///
    /// # Errors
    /// `events.reference` for a cursor that is none; `events.index`, `events.io`.
    pub async fn page(
        &self,
        tenant: &TenantPath,
        filter: &EventFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<ObservationRow>, Error> {
        let before: Option<EventRef> = cursor.map(str::parse).transpose()?;
        let wanted = limit.clamp(1, 1000) as usize;
        let mut walk = Walk::new(&self.shared, tenant, filter, before);
        let mut items = Vec::new();
        let mut next = None;
        while let Some(block) = walk.next().await? {
            let missing = wanted - items.len();
            let (found, stopped) = block.select(filter, missing).await?;
            items.extend(found);
            if let Some(index) = stopped {
                next = Some(EventRef { index, ..block.start });
                break;
            }
            if walk.read >= MOST_BLOCKS {
                next = Some(block.start);
                break;
            }
        }
        let total = self.shared.total(tenant, filter).await?;
        Ok(Page { items, next: next.map(|at| at.to_string()), total, at_least: false })
    }

    /// How many events a filter matches: the `total` of its page.
    ///
    /// # Errors
    /// `events.index`, `events.io`.
    pub async fn count(&self, tenant: &TenantPath, filter: &EventFilter) -> Result<u64, Error> {
        Ok(self.shared.total(tenant, filter).await?)
    }
}

/// Walks a tenant's blocks that may hold events of a filter, newest first.
pub(super) struct Walk<'a> {
    shared: &'a Arc<Shared>,
    tenant: &'a TenantPath,
    filter: &'a EventFilter,
    before: Option<EventRef>,
    days: Option<Vec<Date>>,
    day: Option<Arc<Day>>,
    /// Highest block of `day` not yet asked for.
    upper: u64,
    candidates: Vec<Candidate>,
    /// Blocks handed out.
    pub(super) read: usize,
}

/// A block's lines, and up to where they are of interest.
pub(super) struct BlockLines {
    pub(super) lines: Arc<Vec<u8>>,
    received: Millis,
    pub(super) start: EventRef,
    before: u64,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        shared: &'a Arc<Shared>,
        tenant: &'a TenantPath,
        filter: &'a EventFilter,
        before: Option<EventRef>,
    ) -> Self {
        Self {
            shared,
            tenant,
            filter,
            before,
            days: None,
            day: None,
            upper: 0,
            candidates: Vec::new(),
            read: 0,
        }
    }

    pub(super) async fn next(&mut self) -> Result<Option<BlockLines>, EventError> {
        while let Some((day, place)) = self.next_place().await? {
            let before = match self.before {
                Some(at) if (at.day, at.block) == (day.date, place.block) => at.index,
                _ => place.events,
            };
            if before == 0 {
                continue;
            }
            match self.shared.lines(&day, place).await {
                Ok(lines) => {
                    self.read += 1;
                    let start = EventRef { day: day.date, block: place.block, index: 0 };
                    return Ok(Some(BlockLines {
                        lines,
                        received: Millis(place.received),
                        start,
                        before,
                    }));
                }
                Err(error @ EventError::Damaged { .. }) => tracing::warn!(%error, "left out"),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    async fn next_place(&mut self) -> Result<Option<(Arc<Day>, Place)>, EventError> {
        loop {
            if let (Some(day), Some(candidate)) = (&self.day, self.candidates.pop()) {
                if self.filter.may_be_in(&candidate.words) {
                    return Ok(Some((Arc::clone(day), candidate.place)));
                }
                continue;
            }
            if !self.refill().await? {
                return Ok(None);
            }
        }
    }

    /// Asks for more candidates, of this day or the one before. False at the end.
    async fn refill(&mut self) -> Result<bool, EventError> {
        if let Some(day) = &self.day {
            let mut found =
                day.index.candidates(self.tenant, self.upper, self.filter, CHUNK).await?;
            if let Some(least) = found.last() {
                self.upper = least.place.block - 1;
                found.reverse();
                self.candidates = found;
                return Ok(true);
            }
        }
        self.next_day().await
    }

    async fn next_day(&mut self) -> Result<bool, EventError> {
        if self.days.is_none() {
            let mut days = self.shared.known().await;
            days.retain(|day| self.before.is_none_or(|at| *day <= at.day));
            self.days = Some(days);
        }
        let Some(date) = self.days.as_mut().and_then(Vec::pop) else { return Ok(false) };
        self.upper = match self.before {
            Some(at) if at.day == date => at.block,
            _ => i64::MAX.unsigned_abs(),
        };
        self.day = Some(self.shared.day(date).await?);
        Ok(true)
    }
}

impl BlockLines {
    /// The last `wanted` events a filter admits, newest first, and the index to go on before, if
    /// there were as many.
    async fn select(
        &self,
        filter: &EventFilter,
        wanted: usize,
    ) -> Result<(Vec<ObservationRow>, Option<u64>), EventError> {
        let (block, filter, before) = (Arc::clone(&self.lines), filter.clone(), self.before);
        let (start, received) = (self.start, self.received);
        let work = move || {
            let mut found = Vec::new();
            let numbered: Vec<(u64, &[u8])> = (0..before).zip(lines(&block)).collect();
            for (index, line) in numbered.into_iter().rev() {
                if !filter.is_open() && !admits_line(&filter, line) {
                    continue;
                }
                let Ok(event) = serde_json::from_slice(line) else { continue };
                let reference = EventRef { index, ..start }.to_string();
                found.push(ObservationRow { reference, received, event });
                if found.len() == wanted {
                    return (found, Some(index));
                }
            }
            (found, None)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| EventError::Closed)
    }
}

fn admits_line(filter: &EventFilter, line: &[u8]) -> bool {
    serde_json::from_slice(line).is_ok_and(|event| filter.admits(&event))
}

impl Shared {
    async fn total(
        self: &Arc<Self>,
        tenant: &TenantPath,
        filter: &EventFilter,
    ) -> Result<u64, EventError> {
        if filter.is_rolled_up() {
            self.rolled_up_total(tenant, filter).await
        } else {
            self.counted(tenant, filter).await
        }
    }

    async fn rolled_up_total(
        &self,
        tenant: &TenantPath,
        filter: &EventFilter,
    ) -> Result<u64, EventError> {
        let known = self.known().await;
        let newest = known.last().copied();
        let mut total = 0;
        for date in known {
            let key = (date, tenant.clone(), format!("{filter:?}"));
            let kept = self.totals().get(&key).copied();
            total += match kept {
                Some(count) => count,
                None => {
                    let count = self.day(date).await?.index.total(tenant, filter).await?;
                    if Some(date) != newest {
                        self.totals().insert(key, count);
                    }
                    count
                }
            };
        }
        Ok(total)
    }

    async fn counted(
        self: &Arc<Self>,
        tenant: &TenantPath,
        filter: &EventFilter,
    ) -> Result<u64, EventError> {
        let mut walk = Walk::new(self, tenant, filter, None);
        let (mut total, mut seen) = (0, 0);
        while let Some(block) = walk.next().await? {
            seen += block.before;
            let filter = filter.clone();
            let work =
                move || lines(&block.lines).filter(|line| admits_line(&filter, line)).count();
            total +=
                tokio::task::spawn_blocking(work).await.map_err(|_| EventError::Closed)? as u64;
            if seen >= MOST_COUNTED {
                break;
            }
        }
        Ok(total)
    }

    pub(super) fn forget_totals(&self, date: Date) {
        self.totals().retain(|(day, ..), _| *day != date);
    }

    fn totals(&self) -> std::sync::MutexGuard<'_, Totals> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
