//! How the probe fares: what it tells its node, its EVE file and Prometheus.

use model::CaptureTime;
use model::event::{NodeRules, ProbeHealth, ProtocolHealth};
use protocols::Stats;

/// What does not change while the probe runs, or is counted outside the pipeline.
#[derive(Debug, Clone, Default)]
pub(super) struct Aside {
    pub(super) run: CaptureTime,
    pub(super) sources: Vec<String>,
    pub(super) rules: u64,
    pub(super) rules_failed: u64,
    pub(super) alerts: u64,
    pub(super) files: u64,
    pub(super) dropped: u64,
    pub(super) node_rules: Option<NodeRules>,
    /// Capture time of the last packet.
    pub(super) last: CaptureTime,
}

/// All of it as one report.
pub(super) fn report(stats: &Stats, aside: &Aside) -> ProbeHealth {
    let engine = &stats.engine;
    let seen = stats.protocols.iter().filter(|account| account.messages + account.flows > 0);
    ProbeHealth {
        time: aside.last,
        run: aside.run,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sources: aside.sources.clone(),
        packets: engine.packets,
        bytes: engine.bytes,
        dropped: aside.dropped,
        undecoded: engine.undecoded,
        lost: engine.lost,
        gaps: engine.gaps,
        flows: engine.flows,
        evicted: engine.evicted,
        sent: stats.sent,
        merged: stats.merged,
        suppressed: stats.suppressed,
        anomalies: stats.anomalies.values().sum(),
        memory: resident(),
        rules: aside.rules,
        rules_failed: aside.rules_failed,
        alerts: aside.alerts,
        files: aside.files,
        node_rules: aside.node_rules.clone(),
        protocols: seen
            .map(|account| ProtocolHealth {
                name: account.name.to_owned(),
                messages: account.messages,
                flows: account.flows,
                parsed: account.parsed,
                skipped: account.skipped,
                lost: account.lost,
                panics: account.panics,
            })
            .collect(),
    }
}

/// Resident memory of this process in bytes; 0 where the system does not say.
fn resident() -> u64 {
    memory("VmRSS:")
}

/// The most it ever was.
pub(super) fn most_resident() -> u64 {
    memory("VmHWM:")
}

fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
