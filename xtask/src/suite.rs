//! The test suite: Rust tests, the console's own checks, the chain in a real browser.

use std::process::Command;

use crate::shell::{has, run};
use crate::{cargo, root, setup};

pub(crate) fn test(rust_only: bool) -> anyhow::Result<()> {
    setup::packages()?;
    setup::peers()?;
    if !rust_only {
        setup::console()?;
    }
    rust()?;
    if rust_only {
        return Ok(());
    }
    run(Command::new("npm").args(["run", "check"]).current_dir(root().join("web")))?;
    browser()
}

fn rust() -> anyhow::Result<()> {
    run(cargo().args(["build", "-p", "huhang"]))?;
    if has("cargo-nextest") {
        run(cargo().args(["nextest", "run", "--workspace", "--no-fail-fast"]))
    } else {
        run(cargo().args(["test", "--workspace", "--no-fail-fast"]))
    }
}

/// Drives the demo through the console, in both languages.
fn browser() -> anyhow::Result<()> {
    let binary = root().join("target/debug/huhang");
    run(Command::new("node").arg("e2e/demo.mjs").arg(binary).current_dir(root().join("web")))
}
