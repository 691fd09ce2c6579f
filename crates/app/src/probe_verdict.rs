//! What a probe's report says is wrong with it. Pure.

use contract::rest::watch::HealthFault;
use model::event::ProbeHealth;

/// A probe tells once a minute; after five times that long without a word it is silent.
const SILENT_MS: u64 = 300_000;
/// Shares (in a million) from which a figure is told, and from which it is grave: what was missed
/// was not judged.
const DROPPED: [u64; 2] = [100, 10_000];
const LOST: [u64; 2] = [1_000, 20_000];
const SUPPRESSED: [u64; 2] = [10_000, 200_000];
const UNDECODED: [u64; 2] = [10_000, 200_000];

/// What is wrong, the gravest first; empty when all is well. `silent_ms`: since the report came;
/// `tag`: of the rules that the node hands out.
pub(crate) fn verdict(report: &ProbeHealth, silent_ms: u64, tag: &str) -> Vec<HealthFault> {
    let accounts = &report.protocols;
    let payload: u64 = accounts.iter().map(|one| one.parsed + one.skipped + one.lost).sum();
    let told = report.sent + report.merged + report.suppressed;
    let panics = accounts.iter().map(|one| one.panics).sum();
    let rules = report.node_rules.as_ref();
    let refused = rules.is_some_and(|rules| REFUSALS.contains(&rules.trouble.as_str()));
    let behind = rules.is_some_and(|rules| rules.tag != tag) && !refused;
    let all = [
        whole("silent", silent_ms, "ms", SILENT_MS, true),
        whole("panics", panics, "count", 1, true),
        share("dropped", report.dropped, report.packets + report.dropped, DROPPED),
        share("lost", report.lost, payload.max(report.bytes) + report.lost, LOST),
        share("suppressed", report.suppressed, told, SUPPRESSED),
        share("undecoded", report.undecoded, report.packets, UNDECODED),
        whole("evicted", report.evicted, "count", 1, false),
        whole("rules_refused", refused.into(), "count", 1, true),
        whole("rules_behind", behind.into(), "count", 1, false),
        whole("rules_failed", report.rules_failed, "count", 1, false),
    ];
    let mut found: Vec<HealthFault> = all.into_iter().flatten().collect();
    found.sort_by_key(|fault| !fault.grave);
    found
}

/// Troubles that do not pass by themselves (see `model::event::NodeRules`).
const REFUSALS: [&str; 4] = ["refused", "too_large", "not_compiled", "unreadable"];

fn whole(code: &str, value: u64, unit: &str, limit: u64, grave: bool) -> Option<HealthFault> {
    let (code, unit) = (code.to_owned(), unit.to_owned());
    (value >= limit).then_some(HealthFault { code, grave, value, unit, limit })
}

/// Part of a whole; nothing of nothing is nothing.
fn share(code: &str, part: u64, of: u64, [told, grave]: [u64; 2]) -> Option<HealthFault> {
    let ppm = (u128::from(part) * 1_000_000).checked_div(u128::from(of)).unwrap_or(0);
    let ppm = u64::try_from(ppm).unwrap_or(u64::MAX);
    whole(code, ppm, "ppm", told, ppm >= grave)
}

#[cfg(test)]
mod tests {
    use model::event::{NodeRules, ProtocolHealth};

    use super::*;

    fn well() -> ProbeHealth {
        let modbus =
            ProtocolHealth { name: "modbus".to_owned(), parsed: 1000, ..Default::default() };
        ProbeHealth {
            packets: 1_000_000,
            bytes: 900_000_000,
            sent: 100,
            merged: 900,
            rules: 10,
            protocols: vec![modbus],
            ..ProbeHealth::default()
        }
    }

    fn check(change: impl Fn(&mut ProbeHealth), silent: u64, expected: &[&str]) {
        let mut report = well();
        change(&mut report);
        let found: Vec<String> = verdict(&report, silent, "t1")
            .iter()
            .map(|one| format!("{}{}", one.code, if one.grave { "!" } else { "" }))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_probe_that_fares_well_has_no_fault() {
        check(|_| {}, 0, &[]);
        check(|report| report.dropped = 50, 0, &[]);
        check(|_| {}, SILENT_MS - 1, &[]);
        check(|report| report.node_rules = Some(rules("t1", "")), 0, &[]);
    }

    #[test]
    fn losses_are_told_from_a_share_on_and_large_ones_are_grave() {
        check(|report| report.dropped = 200, 0, &["dropped"]);
        check(|report| report.dropped = 20_000, 0, &["dropped!"]);
        check(|report| report.lost = 30_000_000, 0, &["lost!"]);
        check(|report| report.suppressed = 50, 0, &["suppressed"]);
        check(|report| report.undecoded = 20_000, 0, &["undecoded"]);
    }

    #[test]
    fn the_gravest_comes_first() {
        let change = |report: &mut ProbeHealth| {
            report.rules_failed = 3;
            report.evicted = 1;
            report.protocols[0].panics = 2;
        };
        check(change, SILENT_MS, &["silent!", "panics!", "evicted", "rules_failed"]);
    }

    fn rules(tag: &str, trouble: &str) -> NodeRules {
        let (tag, trouble) = (tag.to_owned(), trouble.to_owned());
        NodeRules { tag, trouble, ..NodeRules::default() }
    }

    #[test]
    fn rules_that_are_not_the_nodes_are_told() {
        for (tag, trouble, expected) in [
            ("t0", "", vec!["rules_behind"]),
            ("t0", "unreachable", vec!["rules_behind"]),
            ("t0", "not_compiled", vec!["rules_refused!"]),
            ("t1", "unreachable", vec![]),
        ] {
            check(|report| report.node_rules = Some(rules(tag, trouble)), 0, &expected);
        }
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!(verdict(&ProbeHealth::default(), 0, ""), []);
    }
}
