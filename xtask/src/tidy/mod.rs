//! Rules a machine can check. Each failure says how to mend it. Also a test: `cargo test -p xtask`.

use std::path::{Path, PathBuf};

use anyhow::ensure;

use crate::root;
use crate::shell::{output, say};

mod layers;
mod sources;

/// All findings of all rules, as lines `path: what; how to mend`.
pub(crate) fn problems() -> Vec<String> {
    let files = tracked();
    let mut found = layers::check();
    for file in &files {
        sources::check(file, &mut found);
    }
    found
}

pub(crate) fn check_and_report() -> anyhow::Result<()> {
    let problems = problems();
    for problem in &problems {
        say(problem);
    }
    ensure!(problems.is_empty(), "tidy: {} problem(s)", problems.len());
    say("tidy: all well");
    Ok(())
}

/// Files under version control, plus new ones that are not ignored.
fn tracked() -> Vec<PathBuf> {
    let args = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let root = root();
    let listing = output("git", &[&["-C", &root.to_string_lossy()], &args[..]].concat());
    let listing = listing.unwrap_or_default();
    listing.lines().map(|line| root.join(line)).filter(|path| path.is_file()).collect()
}

/// A path as people write it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn the_tree_is_tidy() {
    let problems = problems();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
