//! Real captures held against an independent dissector's counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use protocols::Config;

use crate::support::{Functions, everything, frames, run, shared};

/// Our protocol, and the dissector's field that holds its codes.
const KEYS: &[(&str, &str)] = &[
    ("modbus", "modbus.func_code"),
    ("s7comm", "s7comm.param.func"),
    ("dnp3", "dnp3.al.func"),
    ("iec104", "iec60870_asdu.typeid"),
    ("enip", "enip.command"),
    ("cip", "cip.sc"),
    ("mms", "mms.confirmedServiceRequest"),
    ("opcua", "opcua.servicenodeid.numeric"),
    ("bacnet", "bacapp.confirmed_service"),
    ("fins", "omron.command"),
    ("hart_ip", "hart_ip.message_id"),
    ("synchrophasor", "synphasor.frtype"),
    ("profinet_dcp", "pn_dcp.service_id"),
    ("mqtt", "mqtt.msgtype"),
];
/// Protocols without codes: all messages count as one.
const COUNTS: &[&str] = &["goose", "sv", "coap"];
const FLOOR: f64 = 0.99;

struct Row {
    file: String,
    oracle: String,
}

fn manifest(root: &Path) -> Vec<Row> {
    let text = fs::read_to_string(root.join("corpus/MANIFEST.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|c| Row { file: c[1].to_owned(), oracle: c.get(6).unwrap_or(&"").to_string() })
        .collect()
}

fn truth(root: &Path, row: &Row) -> BTreeMap<String, Functions> {
    let mut truth = BTreeMap::new();
    if row.oracle.is_empty() {
        return truth;
    }
    let text = fs::read_to_string(root.join("corpus").join(&row.oracle)).unwrap();
    let oracle: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (name, field) in KEYS {
        if let Some(histogram) = oracle["histograms"].get(*field).and_then(|h| h.as_object()) {
            let codes = histogram
                .iter()
                .filter_map(|(code, n)| Some((code.parse().ok()?, n.as_u64()?)))
                .collect();
            truth.insert((*name).to_owned(), codes);
        }
    }
    for name in COUNTS {
        if let Some(count) = oracle["messages"].get(*name).and_then(serde_json::Value::as_u64) {
            truth.insert((*name).to_owned(), Functions::from([(0, count)]));
        }
    }
    truth.retain(|name, _| protocols::entry(name).is_some());
    truth
}

fn agreement(ours: &Functions, truth: &Functions) -> (u64, u64) {
    let codes: std::collections::BTreeSet<&u32> = ours.keys().chain(truth.keys()).collect();
    codes.iter().fold((0, 0), |(low, high), code| {
        let (a, b) = (ours.get(code).unwrap_or(&0), truth.get(code).unwrap_or(&0));
        (low + a.min(b), high + a.max(b))
    })
}

#[test]
fn counts_agree_with_an_independent_dissector_and_no_capture_panics() {
    let Some(root) = shared() else {
        println!("skipped: no corpus of captures on this machine");
        return;
    };
    let mut totals: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let (mut captures, mut panics) = (0, 0);
    for row in manifest(&root) {
        let path = root.join("corpus").join(&row.file);
        let seen = run(&frames(&path), everything());
        captures += 1;
        let counted = run(&frames(&path), Config::counting());
        assert_eq!(counted.stats.anomalies, seen.stats.anomalies, "{}", row.file);
        panics += seen.panics();
        for (name, expected) in truth(&root, &row) {
            let ours = if COUNTS.contains(&&*name) {
                Functions::from([(0, seen.messages(&name))])
            } else {
                seen.functions(&name)
            };
            let (low, high) = agreement(&ours, &expected);
            if low < high {
                println!("{}: {name} {low}/{high}", row.file);
            }
            let total = totals.entry(name).or_default();
            *total = (total.0 + low, total.1 + high);
        }
    }
    for (name, (low, high)) in &totals {
        println!("{name}: {low}/{high}");
    }
    println!("{captures} captures");
    assert_eq!(panics, 0);
    assert!(!totals.is_empty());
    for (name, (low, high)) in totals {
        let agreement = low as f64 / high as f64;
        assert!(agreement >= FLOOR, "{name} agrees by {agreement:.4} only");
    }
}
