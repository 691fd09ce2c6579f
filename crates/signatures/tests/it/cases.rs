//! The cases of another engine's test suite, each a capture, rules and the alerts expected.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{alerts, compile, shared};

/// Of a hundred cases so many hold at least.
const FLOOR: usize = 93;

/// Counts by signature, from `{"alerts": {"SID": COUNT, …}}`.
fn expected(folder: &Path) -> BTreeMap<u32, u64> {
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let alerts = json["alerts"].as_object().unwrap();
    alerts.iter().map(|(sid, count)| (sid.parse().unwrap(), count.as_u64().unwrap())).collect()
}

/// What is wrong with a case, or whether its counts are the same, too.
fn run(folder: &Path) -> Result<bool, String> {
    let want = expected(folder);
    let text = fs::read(folder.join("test.rules")).unwrap();
    let (set, failed) = compile(&text);
    let seen = alerts(&folder.join("input.pcap"), set);
    if seen.keys().eq(want.keys()) {
        return Ok(seen == want);
    }
    let missing: Vec<_> = want.keys().filter(|sid| !seen.contains_key(sid)).collect();
    let extra: Vec<_> = seen.keys().filter(|sid| !want.contains_key(sid)).collect();
    Err(format!("missing {missing:?} extra {extra:?} {}", failed.join("; ")))
}

#[test]
fn another_engines_cases_hold() {
    let Some(root) = shared() else {
        println!("skipped: no corpus of cases on this machine");
        return;
    };
    let mut folders: Vec<_> = fs::read_dir(root.join("corpus/ids"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("expected.json").exists())
        .collect();
    folders.sort();
    let (mut hold, mut exact) = (0, 0);
    for folder in &folders {
        match run(folder) {
            Ok(same) => {
                hold += 1;
                exact += usize::from(same);
            }
            Err(wrong) => println!("{}: {wrong}", folder.file_name().unwrap().display()),
        }
    }
    println!("{hold}/{} hold, {exact} exact", folders.len());
    assert!(hold * 100 >= folders.len() * FLOOR, "{hold}");
}
