//! The layer table: which crate may use which. Changing it is an architectural decision.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::cargo;

/// (crate, crates of ours it may use)
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("contract", &["model"]),
    ("ledger", &["model", "contract"]),
    ("packet", &["model"]),
    ("protocols", &["model", "packet"]),
    ("signatures", &["model", "packet", "protocols"]),
    ("transfers", &["model", "packet", "protocols"]),
    ("yara", &[]),
    ("indicators", &["model", "packet", "protocols"]),
    ("logs", &["model"]),
    ("procedure", &["model", "contract"]),
    ("report", &["model"]),
    ("detect", &["model", "procedure"]),
    ("range", &["model", "contract"]),
    ("store", &["model", "contract", "ledger", "detect", "procedure"]),
    ("federation", &["model", "contract", "ledger", "store"]),
    ("simulator", &["model", "contract", "ledger", "store", "federation"]),
    (
        "app",
        &[
            "model",
            "contract",
            "ledger",
            "packet",
            "protocols",
            "signatures",
            "procedure",
            "report",
            "detect",
            "store",
            "federation",
        ],
    ),
    ("api", &["model", "contract", "app"]),
    (
        "huhang",
        &[
            "model",
            "contract",
            "ledger",
            "packet",
            "protocols",
            "signatures",
            "transfers",
            "yara",
            "indicators",
            "logs",
            "procedure",
            "detect",
            "range",
            "report",
            "store",
            "federation",
            "simulator",
            "app",
            "api",
        ],
    ),
    (
        "testkit",
        &[
            "model",
            "contract",
            "ledger",
            "packet",
            "procedure",
            "detect",
            "store",
            "federation",
            "app",
            "api",
        ],
    ),
    ("xtask", &[]),
];

/// Crates without IO, clock or threads, and what they may therefore not use.
const PURE: &[&str] = &[
    "model",
    "contract",
    "packet",
    "protocols",
    "signatures",
    "transfers",
    "indicators",
    "logs",
    "detect",
    "procedure",
];
const IMPURE: &[&str] = &["tokio", "sqlx", "reqwest", "axum", "libc", "rustls", "getrandom"];

/// Each of these stands in one crate only.
const HEAVY: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("axum", &["api", "federation", "huhang", "testkit"]),
    ("rcgen", &["federation"]),
    ("boreal", &["yara"]),
    ("cel", &["procedure"]),
    ("lettre", &["huhang"]),
    ("typst", &["report"]),
    ("typst-pdf", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("hayro", &["report"]),
];

pub(super) fn check() -> Vec<String> {
    let Some(metadata) = metadata() else {
        return vec!["Cargo.toml: `cargo metadata` failed; run it to see why".into()];
    };
    let table: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = table.get(name) else {
            found.push(format!(
                "{name}: not in the layer table; add it to xtask/src/tidy/layers.rs"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            found.extend(judge(name, allowed, dependency, &table));
        }
    }
    found
}

fn judge(
    name: &str,
    allowed: &[&str],
    dependency: &Value,
    table: &BTreeMap<&str, &[&str]>,
) -> Option<String> {
    let uses = dependency["name"].as_str().unwrap_or_default();
    if dependency["kind"].as_str() == Some("dev") {
        return None;
    }
    if table.contains_key(uses) && !allowed.contains(&uses) {
        return Some(format!(
            "{name}: may not use `{uses}`; see the layer table in ARCHITECTURE.md"
        ));
    }
    if PURE.contains(&name) && IMPURE.contains(&uses) {
        return Some(format!("{name}: is pure and may not use `{uses}`; pass the value in"));
    }
    let homes: BTreeSet<&str> = HEAVY
        .iter()
        .filter(|(heavy, _)| *heavy == uses)
        .flat_map(|(_, homes)| homes.iter().copied())
        .collect();
    (!homes.is_empty() && !homes.contains(name))
        .then(|| format!("{name}: `{uses}` belongs to {homes:?} only"))
}

fn metadata() -> Option<Value> {
    let mut command: Command = cargo();
    let done = command
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .output()
        .ok()?;
    serde_json::from_slice(&done.stdout).ok()
}
