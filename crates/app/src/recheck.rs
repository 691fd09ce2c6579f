//! Re-check by machine 机器复核: what a node's own probes say of a hazard's conditions. The port no
//! longer answers, the firmware is another one, the traffic is gone. It is evidence beside a
//! person's step, never the step itself.
//!
//! A hazard that is not seen is gone only where it would have been seen: an asset that was not
//! heard since makes the answer `unknown`. Times are those of capture, so that an old capture
//! brought in late proves nothing of today.

mod judge;

use contract::kinds::finding::Finding;
use contract::loops::identity::Identity;
use contract::loops::{CheckResult, Condition};
use detect::HostKey;
use model::event::ProbeEvent;
use model::loops::CheckOutcome;
use model::{CaptureTime, Fault, Id, Millis, TenantPath};
use serde::Deserialize as _;
use sha2::{Digest, Sha256};
use store::events::EventFilter;
use store::{Read, Scope, views};

use self::judge::{Answer, Heard, Knock, answer, at, quiet};
use crate::App;

/// Events looked through for one port; a busier one stays unknown.
const PAGES: usize = 20;
const PAGE: u32 = 1000;
/// The name under which the node itself looks.
const SYSTEM: &str = "system";

impl App {
    /// Looks at conditions on this node's data of a tenant, as they stood since a time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn recheck(
        &self,
        tenant: &TenantPath,
        conditions: &[Condition],
        since: Millis,
    ) -> Result<Vec<CheckResult>, Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let mut results = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let mut look =
                Look { app: self, read: &mut read, scope: &scope, since: captured(since) };
            let (outcome, seen) = look.at(condition).await?;
            results.push(CheckResult {
                condition: condition.clone(),
                outcome,
                at: now,
                since,
                seen,
            });
        }
        Ok(results)
    }
}

fn captured(time: Millis) -> CaptureTime {
    CaptureTime(time.0.saturating_mul(1_000_000))
}

/// One failed condition fails them all; they hold when each does. `None` of none.
pub fn overall(results: &[CheckResult]) -> Option<CheckOutcome> {
    let any = |outcome| results.iter().any(|result| result.outcome == outcome);
    let worst = [CheckOutcome::Failed, CheckOutcome::Unknown, CheckOutcome::Held];
    worst.into_iter().find(|outcome| any(*outcome))
}

/// What a hazard that a finding tells of is known by, and what a machine can look at later: the
/// finding itself, and the rule towards the same target.
pub fn of_finding(id: Id, finding: &Finding) -> (Identity, Vec<Condition>) {
    let target = if finding.target.is_empty() { &finding.source } else { &finding.target };
    let gone = Condition::TrafficGone {
        rule: finding.rule.clone(),
        source: String::new(),
        target: finding.target.clone(),
    };
    let conditions = vec![Condition::FindingQuiet { finding: id }, gone];
    (Identity::rule(&finding.rule, target), conditions)
}

/// What a hazard is known by that has nothing but its words: their digest, without margins, case
/// or spaces between.
pub fn of_words(title: &str, text: &str) -> Identity {
    let words = title.split_whitespace().chain([""]).chain(text.split_whitespace());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    Identity::Text { digest: hex::encode(Sha256::digest(words.join(" ").as_bytes())) }
}

/// What two issuers' summaries of one hazard share: it tells nothing of the hazard. Empty where
/// no identity is known.
pub fn digest(recipient: &TenantPath, identity: &str) -> String {
    if identity.is_empty() {
        return String::new();
    }
    hex::encode(Sha256::digest(format!("{recipient}\n{identity}").as_bytes()))
}

/// One condition, looked at.
struct Look<'a> {
    app: &'a App,
    read: &'a mut Read,
    scope: &'a Scope,
    since: CaptureTime,
}

impl Look<'_> {
    async fn at(&mut self, condition: &Condition) -> Result<Answer, Fault> {
        match condition {
            Condition::PortClosed { address, port } => match address.trim().parse() {
                Ok(host) => self.port_closed(host, *port).await,
                Err(_) => Ok(no_address()),
            },
            Condition::FirmwareChanged { address, was } => {
                let told = self.firmware(address).await?;
                Ok(told.map_or_else(no_address, |told| judge::changed(&told, was)))
            }
            Condition::FirmwareAtLeast { address, version } => {
                let told = self.firmware(address).await?;
                Ok(told.map_or_else(no_address, |told| judge::at_least(&told, version)))
            }
            Condition::TrafficGone { rule, source, target } => {
                let last = views::finding_last(self.read, self.scope, rule, source, target).await?;
                self.gone(last.map(|(_, last)| last), target, source).await
            }
            Condition::FindingQuiet { finding } => {
                match views::finding_again(self.read, self.scope, *finding).await? {
                    Some((body, last)) => self.gone(Some(last), &body.target, &body.source).await,
                    None => Ok(answer(
                        CheckOutcome::Unknown,
                        [("reason", "finding_missing".to_owned())],
                    )),
                }
            }
        }
    }

    async fn firmware(
        &mut self,
        address: &str,
    ) -> Result<Option<Vec<(String, CaptureTime)>>, Fault> {
        let Ok(host) = address.trim().parse::<HostKey>() else { return Ok(None) };
        Ok(Some(views::asset_firmware(self.read, self.scope, host, self.since).await?))
    }

    /// A finding that did not happen since, towards hosts that were heard.
    async fn gone(
        &mut self,
        last: Option<CaptureTime>,
        target: &str,
        source: &str,
    ) -> Result<Answer, Fault> {
        if let Some(last) = last.filter(|last| *last >= self.since) {
            return Ok(answer(CheckOutcome::Failed, [("last", at(last))]));
        }
        let host = if target.is_empty() { source } else { target };
        let Ok(host) = host.parse::<HostKey>() else { return Ok(no_address()) };
        Ok(quiet(self.heard(host).await?))
    }

    /// Whether a host was there since: it sent something itself.
    async fn heard(&mut self, host: HostKey) -> Result<Heard, Fault> {
        match views::asset_heard(self.read, self.scope, host).await? {
            None => Ok(Heard::Never),
            Some(last) if last < self.since => Ok(Heard::Before(last)),
            Some(_) => {
                let sent = self.look_through(host, |event| judge::sent(event, host)).await?;
                Ok(sent.found.map_or(Heard::OnlySpokenTo, Heard::Since))
            }
        }
    }

    async fn port_closed(&mut self, host: HostKey, port: u16) -> Result<Answer, Fault> {
        let talked = views::port_talked(self.read, self.scope, host, port).await?;
        if talked.is_none_or(|(_, last)| last < self.since) {
            return Ok(quiet(self.heard(host).await?));
        }
        match self.knocks(host, port).await? {
            Knock::Answered { client, time } => {
                Ok(answer(CheckOutcome::Failed, [("client", client), ("last", at(time))]))
            }
            Knock::Refused { client, time } => Ok(answer(
                CheckOutcome::Held,
                [("reason", "refused".to_owned()), ("client", client), ("last", at(time))],
            )),
            // Asked and not answered: gone if the host is there at all.
            Knock::Unanswered => Ok(quiet(self.heard(host).await?)),
            Knock::Elsewhere => {
                Ok(answer(CheckOutcome::Unknown, [("reason", "too_busy".to_owned())]))
            }
        }
    }

    /// The strongest that events since say of a port; `Elsewhere` when there were too many to
    /// look through.
    async fn knocks(&mut self, host: HostKey, port: u16) -> Result<Knock, Fault> {
        let mut best = Knock::Unanswered;
        let looked = self
            .look_through(host, |event| match judge::knock(event, host, port) {
                answered @ Knock::Answered { .. } => Some(answered),
                refused @ Knock::Refused { .. } => {
                    if best == Knock::Unanswered {
                        best = refused;
                    }
                    None
                }
                Knock::Unanswered | Knock::Elsewhere => None,
            })
            .await?;
        match looked {
            Looked { found: Some(answered), .. } => Ok(answered),
            Looked { all: true, .. } => Ok(best),
            Looked { .. } => Ok(Knock::Elsewhere),
        }
    }

    /// Goes through events of a host since, the last first, until one says enough.
    async fn look_through<T>(
        &mut self,
        host: HostKey,
        mut says: impl FnMut(&ProbeEvent) -> Option<T>,
    ) -> Result<Looked<T>, Fault> {
        let filter =
            EventFilter { host: Some(host), from: Some(self.since.0), ..EventFilter::default() };
        let tenant = self.scope.tenant().ok_or_else(crate::act::internal)?;
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let page = self.app.0.events.page(tenant, &filter, cursor.as_deref(), PAGE).await?;
            let events =
                page.items.iter().filter_map(|row| ProbeEvent::deserialize(&row.event).ok());
            if let Some(found) = events.into_iter().find_map(|event| says(&event)) {
                return Ok(Looked { found: Some(found), all: false });
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(Looked { found: None, all: true }),
            }
        }
        Ok(Looked { found: None, all: false })
    }
}

/// What a look through events came to.
struct Looked<T> {
    found: Option<T>,
    /// There were no more to look through.
    all: bool,
}

fn no_address() -> Answer {
    answer(CheckOutcome::Unknown, [("reason", "address".to_owned())])
}

#[cfg(test)]
mod tests;
