//! What the build and the tests need from the machine: Node.js modules, Debian packages.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{bail, ensure};

use crate::root;
use crate::shell::{has, output, run, say};

/// (program or file that shows it is there, Debian package)
const PACKAGES: &[(&str, &str)] = &[
    ("/usr/bin/chromium", "chromium"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
    ("/usr/lib/postgresql", "postgresql"),
    ("/usr/bin/python3", "python3"),
    ("/usr/share/python-wheels", "python3-venv"),
];

/// Oldest Node.js that the console's tools run on.
const NODE_MAJOR: u32 = 20;

/// Installs the tests' Debian packages when root; else says exactly what to install.
pub(crate) fn packages() -> anyhow::Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(proof, _)| !Path::new(proof).exists())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let root_user = output("id", &["-u"]).as_deref() == Some("0");
    if !root_user || !has("apt-get") {
        bail!(
            "the tests need Debian packages; as root: apt-get install -y --no-install-recommends {list}"
        );
    }
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Makes a Python environment with the third-party clients and servers that the probe is held
/// against. Without one those tests say that they were skipped.
pub(crate) fn peers() -> anyhow::Result<()> {
    let wanted = root().join("crates/huhang/tests/peers/requirements.txt");
    let folder = root().join("target/peers");
    let stamp = folder.join("requirements.txt");
    let same = std::fs::read(&wanted)? == std::fs::read(&stamp).unwrap_or_default();
    if same {
        return Ok(());
    }
    let python = folder.join("bin/python");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&wanted))?;
    std::fs::copy(&wanted, &stamp)?;
    Ok(())
}

/// Installs the console's modules when the lock file is newer than they are.
pub(crate) fn node_modules() -> anyhow::Result<()> {
    let version = output("node", &["--version"]).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    ensure!(
        major.is_some_and(|major: u32| major >= NODE_MAJOR),
        "the console needs Node.js {NODE_MAJOR} or newer (found `{version}`)"
    );
    let web = root().join("web");
    let stamp = web.join("node_modules/.package-lock.json");
    if newest(&[web.join("package-lock.json")]) <= newest(std::slice::from_ref(&stamp)) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&web))
}

/// Builds the console when its sources are newer than what was built, and sees to the modules that
/// its checks need. `dist/index.html` alone proves nothing: a Rust build puts a placeholder there.
pub(crate) fn console() -> anyhow::Result<()> {
    node_modules()?;
    let web = root().join("web");
    let built = newest(&[web.join("dist/assets")]);
    let sources = [web.join("src"), web.join("index.html"), web.join("package-lock.json")];
    if built.is_some() && newest(&sources) <= built {
        say("console is up to date");
        return Ok(());
    }
    run(Command::new("npm").args(["run", "build"]).current_dir(&web))
}

/// Newest change below some paths; `None` when none exists.
fn newest(paths: &[std::path::PathBuf]) -> Option<SystemTime> {
    paths.iter().filter_map(|path| newest_below(path)).max()
}

fn newest_below(path: &Path) -> Option<SystemTime> {
    let meta = std::fs::metadata(path).ok()?;
    if meta.is_file() {
        return meta.modified().ok();
    }
    let entries = std::fs::read_dir(path).ok()?;
    entries.flatten().filter_map(|entry| newest_below(&entry.path())).max()
}
