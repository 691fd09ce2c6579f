//! The counts of a run as one JSON object.

use protocols::{Account, Stats};
use serde_json::{Map, Value, json};

use super::Captured;
use super::health::most_resident;

/// Prints the counts at the end of a run.
#[derive(Debug, Default)]
pub(super) struct Summary;

impl Summary {
    /// One line on standard output.
    pub(super) fn print(&self, stats: &Stats, captured: &Captured) -> anyhow::Result<()> {
        crate::out::say(&serde_json::to_string(&counts(stats, captured))?);
        Ok(())
    }
}

/// `{"packets":N, "messages":{protocol:N}, "functions":{protocol:{code:N}}, "anomalies":{code:N},
/// "flows":N, "bytes":{protocol:{"parsed":N,"skipped":N,"lost":N}}, "file_anomalies":[…], …}`.
///
/// `messages` counts protocol data units, link upkeep included; `functions` those that carry a
/// function, service or type code, by that code in decimal.
fn counts(stats: &Stats, captured: &Captured) -> Value {
    let seen = || stats.protocols.iter().filter(|account| account.messages + account.flows > 0);
    let of = |value: fn(&Account) -> Value| -> Map<String, Value> {
        seen().map(|account| (account.name.to_owned(), value(account))).collect()
    };
    json!({
        "packets": stats.engine.packets,
        "messages": of(|account| account.messages.into()),
        "functions": of(functions),
        "anomalies": stats.anomalies,
        "flows": stats.engine.flows,
        "bytes": of(|account| {
            json!({"parsed": account.parsed, "skipped": account.skipped, "lost": account.lost})
        }),
        "recognised": of(|account| account.flows.into()),
        "panics": stats.protocols.iter().map(|account| account.panics).sum::<u64>(),
        "observations": {
            "sent": stats.sent, "merged": stats.merged, "suppressed": stats.suppressed,
        },
        "engine": {
            "bytes": stats.engine.bytes,
            "undecoded": stats.engine.undecoded,
            "repeated": stats.engine.repeated,
            "lost": stats.engine.lost,
            "gaps": stats.engine.gaps,
            "evicted": stats.engine.evicted,
        },
        "dropped": captured.dropped,
        "memory_most": most_resident(),
        "file_anomalies": captured.anomalies,
    })
}

fn functions(account: &Account) -> Value {
    let counts = account.functions.iter();
    counts.map(|(code, count)| (code.to_string(), json!(count))).collect::<Map<_, _>>().into()
}
