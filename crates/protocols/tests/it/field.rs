//! Captures of field networks whose dissector has no code to hold ours against: what is found in
//! them, by operation, and how little of them makes no sense.

use std::collections::BTreeMap;

use crate::support::{everything, frames, run, shared};

/// Protocol, capture, messages by operation.
const CASES: &[(&str, &str, &str)] = &[];

/// Bytes of a recognised flow that may make no sense, in a hundred.
const MOST_SKIPPED: u64 = 2;

#[test]
fn field_captures_are_understood_to_the_message() {
    let Some(root) = shared() else {
        println!("skipped: no corpus of captures on this machine");
        return;
    };
    for (protocol, file, expected) in CASES {
        let seen = run(&frames(&root.join("corpus/captures").join(file)), everything());
        let mut counts = BTreeMap::new();
        for observation in seen.observations.iter().filter(|o| o.protocol == *protocol) {
            *counts.entry(observation.operation.to_string()).or_insert(0) += 1;
        }
        let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
        assert_eq!(counts.join(", "), *expected, "{protocol} in {file}");
        for account in seen.stats.protocols.iter().filter(|a| a.name == *protocol) {
            assert_eq!(account.panics, 0);
            let all = account.parsed + account.skipped;
            let most = all * MOST_SKIPPED / 100;
            assert!(account.skipped <= most, "{file}: {} of {all} skipped", account.skipped);
        }
    }
}

/// For looking at captures by hand.
#[test]
fn zz_show() {
    let Some(root) = shared() else { return };
    let want = std::env::var("SHOW").unwrap_or_default();
    let full = std::env::var("FULL").is_ok();
    for file in want.split(',').filter(|f| !f.is_empty()) {
        let seen = run(&frames(&root.join("corpus/captures").join(file)), everything());
        println!("== {file}");
        for a in seen.stats.protocols.iter().filter(|a| a.messages > 0 || a.flows > 0) {
            println!(
                "  {} messages {} flows {} parsed {} skipped {} panics {} codes {:?}",
                a.name,
                a.messages,
                a.flows,
                a.parsed,
                a.skipped,
                a.panics,
                a.functions.iter().collect::<Vec<_>>()
            );
        }
        println!("  anomalies {:?}", seen.stats.anomalies);
        let mut counts = BTreeMap::new();
        for o in &seen.observations {
            *counts.entry((o.protocol.to_string(), o.operation.to_string())).or_insert(0) += 1;
        }
        let mut per: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ((p, o), n) in counts {
            per.entry(p).or_default().push(format!("{o} {n}"));
        }
        for (p, l) in per {
            println!("    (\"{p}\", \"{file}\", \"{}\"),", l.join(", "));
        }
        if full {
            for o in &seen.observations {
                println!(
                    "{} {}>{} {} {} {} {:?} {:?} {:?} {:?} {:?}",
                    o.packet,
                    o.source.port,
                    o.target.port,
                    o.protocol,
                    o.kind,
                    o.operation,
                    o.risk,
                    o.object,
                    o.outcome,
                    o.fields,
                    o.anomalies
                );
            }
        }
    }
}
