use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::super::args::Look;
use super::super::reload::Reload;
use super::super::sensor::Setup;
use super::super::{Stop, replay, rest};
use super::*;

fn loaded(folder: &Path, list: &str) -> (PathBuf, Arc<Indicators>) {
    let file = folder.join("hosts.csv");
    std::fs::write(&file, list).unwrap();
    let indicators = Indicators::load(std::slice::from_ref(&file)).unwrap().unwrap();
    (file, Arc::new(indicators))
}

#[test]
fn indicators_are_read_anew_and_a_file_that_vanished_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, indicators) = loaded(folder.path(), "bad.example\n");
    let mut current = indicators.current();
    assert_eq!(current.set().len(), 1);
    std::fs::write(&file, "bad.example\nworse.example\n").unwrap();
    indicators.reread();
    assert_eq!(current.set().len(), 2);
    std::fs::remove_file(&file).unwrap();
    indicators.reread();
    assert_eq!(current.set().len(), 2);
}

#[test]
fn sighup_reads_them_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (file, indicators) = loaded(folder.path(), "bad.example\n");
    let reload = Reload { rules: None, indicators: Some(Arc::clone(&indicators)), node: None };
    reload.start(false).unwrap();
    std::fs::write(&file, "bad.example\nworse.example\n").unwrap();
    let own = std::process::id().to_string();
    assert!(Command::new("kill").args(["-HUP", &own]).status().unwrap().success());
    let mut current = indicators.current();
    let begun = Instant::now();
    while current.set().len() != 2 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the signal was not heard");
        rest(Duration::from_millis(10));
    }
}

/// Made-up indicators of what occurs in captures of the corpus, and whether each alerts there.
/// A pattern is STIX, anything else a line of a list.
const CORPUS: &[(&str, &str, usize)] = &[
    ("bug-5633-gre-02", "www.gleeble.org", 1),
    ("bug-5633-gre-02", "*.gleeble.org", 1),
    ("bug-5633-gre-02", "[domain-name:value LIKE '%.gleeble.org']", 1),
    ("bug-5633-gre-02", "gleeble.org", 0),
    ("dns__bug-990", "[domain-name:value = 'code.msdn.microsoft.com']", 1),
    ("bug-7264-tcp-3whs-ack-data-tls-01", "ja3:316193effb467e51d0301cabd36b69e0", 1),
    ("bug-7264-tcp-3whs-ack-data-tls-01", "raw.githubusercontent.com", 1),
    ("tls__tls-glupteba", "ja3:fad7c5107d5c716b50a1c2d282730898", 1),
    ("tls__tls-glupteba", "ja3:fad7c5107d5c716b50a1c2d282730899", 0),
    ("bug-3616-urldecode", "http://osif.net/evil%2527sqli", 1),
    (
        "bug-3616-urldecode",
        "[file:hashes.'SHA-256' = '7f2df71d48182a97c410c8bcc90ca19c62cc9a1f52fbf6ee15e7ba74326f85df']",
        1,
    ),
    ("bug-5929-02", "dd7fc13ece8deac358cc93617d6ac338", 1),
];

#[test]
fn indicators_of_what_occurs_in_captures_alert_there() {
    let Some(cases) = cases() else { return };
    let (mut ran, mut skipped) = (0, 0);
    let stop = Stop::watch().unwrap();
    for (case, indicator, expected) in CORPUS {
        let capture = cases.join(case).join("input.pcap");
        if !capture.exists() {
            skipped += 1;
            continue;
        }
        ran += 1;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("made-up");
        std::fs::write(&file, source(indicator)).unwrap();
        let look = Look { indicators: vec![file], ..Look::default() };
        let setup = Setup::new(&look, None, protocols::Config::default(), true).unwrap();
        let mut sensor = setup.sensor(0).unwrap();
        let mut alerts = 0;
        let mut count = |event: ProbeEvent| {
            alerts += usize::from(matches!(event, ProbeEvent::Alert(_)));
        };
        let pace = replay::Pace::new(None, None);
        replay::run(&[capture], pace, &mut sensor, &mut count, &stop).unwrap();
        sensor.finish(&mut count);
        assert_eq!(alerts.min(1), *expected, "{case}: {indicator}: {alerts} alerts");
    }
    println!("{ran} indicators held against captures, {skipped} captures missing");
}

fn source(indicator: &str) -> String {
    if !indicator.starts_with('[') {
        return format!("{indicator}\n");
    }
    let id = "--01900000-0000-4000-8000-000000000000";
    serde_json::json!({"type": "bundle", "id": format!("bundle{id}"), "objects": [{
        "type": "indicator", "spec_version": "2.1", "id": format!("indicator{id}"),
        "pattern": indicator, "pattern_type": "stix", "valid_from": "2000-01-01T00:00:00Z",
    }]})
    .to_string()
}

/// The folder of captures with another engine's alerts, if this machine has it.
#[expect(clippy::disallowed_methods, reason = "tests find their data by a variable")]
fn cases() -> Option<PathBuf> {
    let root = std::env::var("HUHANG_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let cases = root.join("corpus/ids");
    if !cases.is_dir() {
        println!("{} indicators skipped: no {}", CORPUS.len(), cases.display());
        return None;
    }
    Some(cases)
}
