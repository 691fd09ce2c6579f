//! Rules over single files: size, heads, manifests, words that do not belong.

use std::path::Path;

use super::shown;

const MAX_LINES: usize = 1000;

/// Words that stand for unfinished work or for places outside the product. Written in halves so
/// that this file does not find itself.
const WORDS: &[(&str, &str, &str)] = &[
    ("TO", "DO", "finish it or open an issue"),
    ("FIX", "ME", "finish it or open an issue"),
    ("registry.npm", "js.org", "no registry hosts; npm's lock omits them (web/.npmrc)"),
    ("index.crates", ".io", "no registry hosts"),
    ("/work", "/main", "no machine paths"),
    ("/work", "/shared", "no machine paths; tests find shared data by HUHANG_SHARED or ../shared"),
];

pub(super) fn check(path: &Path, found: &mut Vec<String>) {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !["rs", "toml", "ts", "tsx", "mjs", "md", "yaml", "sql", "sh", "py", "json"]
        .contains(&extension)
    {
        return;
    }
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let name = shown(path);
    let code = ["rs", "ts", "tsx", "mjs", "py", "sh"].contains(&extension);
    let generated =
        name.contains(".gen.") || name.ends_with("openapi.json") || name.ends_with("lock.json");
    let lines = text.lines().count();
    if code && !generated && lines > MAX_LINES {
        found.push(format!("{name}: {lines} lines; split it (at most {MAX_LINES})"));
    }
    if extension == "rs"
        && name.contains("/src/")
        && !name.contains("tests")
        && !text.starts_with("//!")
    {
        found.push(format!("{name}: no `//!` head; say in a sentence what the module is"));
    }
    if name.starts_with("crates/") && name.ends_with("Cargo.toml") {
        manifest(&name, &text, found);
    }
    for (first, second, mend) in WORDS {
        let word = format!("{first}{second}");
        if text.contains(&word) {
            found.push(format!("{name}: contains `{word}`; {mend}"));
        }
    }
}

/// Versions and features stand in the workspace's manifest only.
fn manifest(name: &str, text: &str, found: &mut Vec<String>) {
    let mut section = "";
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies")
            && line.contains('=')
            && !line.contains("workspace = true")
        {
            found.push(format!("{name}: `{line}`; write `name.workspace = true`"));
        }
    }
}
