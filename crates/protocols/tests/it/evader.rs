//! What a rule is shown of files in HTTP, however oddly they are wrapped: held against another
//! engine's alerts on the cases of the shared corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use packet::Context;
use protocols::{FlowView, Listener, Part, Pipeline, Wants};

use crate::support::{everything, frames, shared};

/// The bytes of each `file.data`, by flow, transaction and speaker.
type Files = BTreeMap<(u64, u32, bool), Vec<u8>>;

struct Ear(Arc<Mutex<Files>>);

impl Listener for Ear {
    fn wants(&self) -> Wants {
        Wants { parts: true, files: true, ..Wants::default() }
    }

    fn part(&mut self, _: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        if let Part::Buffer { transaction, name: "file.data", data, .. } = part {
            let key = (flow.id, *transaction, flow.from == packet::Side::Client);
            self.0.lock().unwrap().entry(key).or_default().extend_from_slice(data);
        }
    }
}

fn files_of(capture: &Path) -> Files {
    let files = Arc::new(Mutex::new(Files::new()));
    let ear = Box::new(Ear(Arc::clone(&files)));
    let mut pipeline = Pipeline::with_listener(everything(), ear);
    for (number, frame) in frames(capture).iter().enumerate() {
        pipeline.packet(&frame.as_frame(number), &mut |_| ());
    }
    pipeline.finish(&mut |_| ());
    let heard = files.lock().unwrap();
    heard.clone()
}

/// The one content that a rule looks for in `file_data`, by the rule's number.
fn wanted(rules: &str) -> Vec<(String, Vec<u8>)> {
    let lines = rules.lines().filter(|line| !line.starts_with('#') && line.contains("file_data"));
    lines
        .filter_map(|line| {
            let content = line.split("content:\"").nth(1)?.split('"').next()?;
            let sid = line.split("sid:").nth(1)?.split(';').next()?;
            Some((sid.trim().to_owned(), content.as_bytes().to_vec()))
        })
        .collect()
}

fn cases(root: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(root.join("corpus/ids")).unwrap();
    let mut cases: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("http-evader__"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn files_are_seen_through_odd_wrappings_where_another_engine_sees_them() {
    let Some(root) = shared() else {
        println!("skipped: no corpus of captures on this machine");
        return;
    };
    let (mut held, mut all) = (0, 0);
    for case in cases(&root) {
        let rules = fs::read_to_string(case.join("test.rules")).unwrap();
        let expected = fs::read_to_string(case.join("expected.json")).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let files = files_of(&case.join("input.pcap"));
        let sees = |content: &[u8]| {
            files.values().any(|data| data.windows(content.len()).any(|window| window == content))
        };
        let wanted = wanted(&rules);
        let holds =
            wanted.iter().all(|(sid, text)| sees(text) == expected["alerts"].get(sid).is_some());
        all += 1;
        held += u32::from(holds);
        if !holds {
            let shown: Vec<_> =
                files.values().map(|data| String::from_utf8_lossy(data).into_owned()).collect();
            println!("{}: {shown:?}", case.file_name().unwrap().to_string_lossy());
        }
    }
    println!("{held} of {all} cases hold");
    assert!(all > 0 && f64::from(held) >= 0.98 * f64::from(all));
}
