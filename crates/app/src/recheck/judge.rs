//! Whether a condition holds, of what was seen. Pure: the same sights give the same answer.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use detect::HostKey;
use model::CaptureTime;
use model::event::{FlowState, ProbeEvent};
use model::loops::CheckOutcome;

/// An answer and the parameters of the console's sentence.
pub(super) type Answer = (CheckOutcome, BTreeMap<String, String>);

pub(super) fn answer<const N: usize>(outcome: CheckOutcome, seen: [(&str, String); N]) -> Answer {
    (outcome, seen.map(|(name, value)| (name.to_owned(), value)).into())
}

/// Times stand in milliseconds, as everywhere towards people.
pub(super) fn at(time: CaptureTime) -> String {
    time.0.div_euclid(1_000_000).to_string()
}

/// What a host itself sent. Being spoken to is not being there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Never,
    /// Last before the time that counts.
    Before(CaptureTime),
    /// Others spoke to it since, it sent nothing.
    OnlySpokenTo,
    /// It sent something since.
    Since(CaptureTime),
}

/// Nothing speaks for the hazard: that says something only of a host that was heard meanwhile.
pub(super) fn quiet(heard: Heard) -> Answer {
    let unknown = |reason: &str| answer(CheckOutcome::Unknown, [("reason", reason.to_owned())]);
    match heard {
        Heard::Since(time) => {
            answer(CheckOutcome::Held, [("reason", "quiet".to_owned()), ("heard", at(time))])
        }
        Heard::Before(time) => {
            answer(CheckOutcome::Unknown, [("reason", "silent".to_owned()), ("heard", at(time))])
        }
        Heard::OnlySpokenTo => unknown("only_spoken_to"),
        Heard::Never => unknown("never_heard"),
    }
}

/// When an event shows that a host sent something.
pub(super) fn sent(event: &ProbeEvent, host: HostKey) -> Option<CaptureTime> {
    match event {
        ProbeEvent::Flow(flow) => {
            let ends = [&flow.client, &flow.server];
            let mut sides = ends.into_iter().zip(flow.packets);
            let spoke = sides.any(|(end, packets)| HostKey::of(end) == host && packets > 0);
            spoke.then_some(flow.last)
        }
        ProbeEvent::Observation(o) => (HostKey::of(&o.source) == host).then_some(o.time),
        _ => None,
    }
}

/// What an event says of a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Knock {
    /// The port answered, to this client.
    Answered { client: String, time: CaptureTime },
    /// It was refused.
    Refused { client: String, time: CaptureTime },
    /// Somebody asked, nobody answered.
    Unanswered,
    /// The event is about something else.
    Elsewhere,
}

pub(super) fn knock(event: &ProbeEvent, server: HostKey, port: u16) -> Knock {
    match event {
        ProbeEvent::Flow(flow)
            if HostKey::of(&flow.server) == server && flow.server.port == port =>
        {
            let (client, time) = (HostKey::of(&flow.client).to_string(), flow.last);
            let spoke = flow.packets.get(1).is_some_and(|packets| *packets > 0);
            match flow.state {
                FlowState::Refused => Knock::Refused { client, time },
                FlowState::Attempt => Knock::Unanswered,
                _ if spoke => Knock::Answered { client, time },
                _ => Knock::Unanswered,
            }
        }
        // Only the server's own messages come from the port.
        ProbeEvent::Observation(o) if HostKey::of(&o.source) == server && o.source.port == port => {
            Knock::Answered { client: HostKey::of(&o.target).to_string(), time: o.time }
        }
        ProbeEvent::Observation(o) if HostKey::of(&o.target) == server && o.target.port == port => {
            Knock::Unanswered
        }
        _ => Knock::Elsewhere,
    }
}

/// Firmware told since the time, against the version that was hazardous.
pub(super) fn changed(told: &[(String, CaptureTime)], was: &str) -> Answer {
    let Some((version, time)) = told.first() else { return untold() };
    let outcome = if same(version, was) { CheckOutcome::Failed } else { CheckOutcome::Held };
    answer(outcome, [("version", version.clone()), ("heard", at(*time))])
}

/// Firmware told since the time, against the least that is safe.
pub(super) fn at_least(told: &[(String, CaptureTime)], least: &str) -> Answer {
    let Some((version, time)) = told.first() else { return untold() };
    let outcome = match compare(version, least) {
        Some(Ordering::Less) => CheckOutcome::Failed,
        Some(_) => CheckOutcome::Held,
        None => CheckOutcome::Unknown,
    };
    answer(outcome, [("version", version.clone()), ("heard", at(*time))])
}

fn untold() -> Answer {
    answer(CheckOutcome::Unknown, [("reason", "untold".to_owned())])
}

fn bare(version: &str) -> String {
    let version = version.trim().to_lowercase();
    let digits = version.trim_start_matches("version").trim_start_matches('v').trim_start();
    digits.trim_start_matches('.').to_owned()
}

fn same(one: &str, other: &str) -> bool {
    compare(one, other).map_or_else(|| bare(one) == bare(other), Ordering::is_eq)
}

/// Versions of numbers with dots (`V4.5.1`, `2.08`), a missing number counting as 0; `None` where
/// letters leave the order open.
pub(super) fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (numbers(one)?, numbers(other)?);
    let longest = one.len().max(other.len());
    let part = |numbers: &[u64], at: usize| numbers.get(at).copied().unwrap_or(0);
    let unequal =
        (0..longest).map(|at| part(&one, at).cmp(&part(&other, at))).find(|order| order.is_ne());
    Some(unequal.unwrap_or(Ordering::Equal))
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    bare(version).split(['.', '_', '-']).map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests;
