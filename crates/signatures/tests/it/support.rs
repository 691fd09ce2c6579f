//! Rules and frames in, alerts out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::event::ProbeEvent;
use packet::CaptureReader;
use protocols::{Config, Pipeline};
use signatures::engine::{DataSets, Engine, Limits, RuleSet};
use signatures::language::{self, Options};

/// How often each signature told.
pub(crate) type Alerts = BTreeMap<u32, u64>;

/// The folder of third-party test data, if this machine has it.
#[expect(clippy::disallowed_methods, reason = "tests find their data by a variable")]
pub(crate) fn shared() -> Option<PathBuf> {
    let root = std::env::var("HUHANG_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    root.join("corpus/MANIFEST.tsv").exists().then_some(root)
}

/// Files of a folder that end in a text, sorted.
pub(crate) fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<_> = paths.filter(|path| path.to_string_lossy().ends_with(end)).collect();
    found.sort();
    found
}

/// Rules as text, compiled; and why some could not be.
pub(crate) fn compile(text: &[u8]) -> (RuleSet, Vec<String>) {
    let file = language::read(0, text, &Options::default());
    let mut failed: Vec<String> = file
        .failed
        .iter()
        .map(|failure| format!("{:?} {:?}", failure.sid, failure.reason))
        .collect();
    let (set, refused) = RuleSet::compile(file.rules, &DataSets::new());
    failed.extend(refused.iter().map(|failure| format!("{} {}", failure.sid, failure.reason)));
    (set, failed)
}

/// What the rules say of a capture file.
pub(crate) fn alerts(path: &Path, set: RuleSet) -> Alerts {
    let engine = Engine::new(Arc::new(set), Limits::default());
    let mut pipeline = Pipeline::with_listener(Config::counting(), Box::new(engine));
    let mut alerts = Alerts::new();
    let mut out = |event| {
        if let ProbeEvent::Alert(alert) = event {
            *alerts.entry(alert.sid).or_insert(0) += 1;
        }
    };
    if let Ok(mut reader) = CaptureReader::new(BufReader::new(File::open(path).unwrap())) {
        while let Ok(Some(frame)) = reader.next_frame() {
            pipeline.packet(&frame, &mut out);
        }
    }
    pipeline.finish(&mut out);
    alerts
}
