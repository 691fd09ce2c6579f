//! Third-party test data, where this machine has it.

use std::path::{Path, PathBuf};

/// The folder of shared test data.
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
