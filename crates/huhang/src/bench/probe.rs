//! Packets a second of the probe as a process of its own reading a file, and its memory.
//!
//! The file is read once before, so that the disk is not measured. One thread does all the work.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::Figure;
use super::capture::Packets;

/// Frames of the capture that is built when none is given.
const FRAMES: usize = 4_000_000;
const ROUNDS: usize = 3;

pub(super) fn measure(capture: Option<&Path>, rules: &[PathBuf]) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let path = match capture {
        Some(path) => path.to_owned(),
        None => build(&folder.path().join("mixed.pcap"))?,
    };
    let bytes = std::fs::read(&path)
        .with_context(|| format!("bench.capture: cannot read `{}`", path.display()))?
        .len();
    let mut figures = Vec::new();
    let json: &[&str] = &["--eve", "/dev/null", "--everything", "--no-detection"];
    row(&mut figures, "probe, no output", &path, bytes, &[])?;
    row(&mut figures, "probe, full JSON", &path, bytes, json)?;
    if !rules.is_empty() {
        let mut options = json.to_vec();
        options.push("--rules");
        let files: Vec<_> = rules.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        options.extend(files.iter().map(String::as_str));
        row(&mut figures, "probe, rules and full JSON", &path, bytes, &options)?;
    }
    Ok(figures)
}

/// The best of some rounds, and the most memory of all.
fn row(
    figures: &mut Vec<Figure>,
    name: &'static str,
    path: &Path,
    bytes: usize,
    options: &[&str],
) -> anyhow::Result<()> {
    let (mut rate, mut memory, mut note) = (0.0_f64, 0.0_f64, String::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let summary = run(path, options)?;
        let seconds = start.elapsed().as_secs_f64();
        let count = |key: &str| summary[key].as_f64().unwrap_or_default();
        let packets = count("packets");
        ensure!(packets > 0.0, "bench.capture: `{}` holds no packets", path.display());
        rate = rate.max(packets / seconds);
        memory = memory.max(count("memory_most") / 1_048_576.0);
        note = format!("{packets} packets, {} MB, one core", bytes / 1_000_000);
    }
    figures.push(Figure { name, value: rate, unit: "packets/s", note });
    figures.push(Figure { name, value: memory, unit: "MiB", note: "most resident".into() });
    Ok(())
}

/// One run of this executable's probe.
fn run(path: &Path, options: &[&str]) -> anyhow::Result<Value> {
    let done = Command::new(std::env::current_exe()?)
        .args(["probe", "--summary", "--read"])
        .arg(path)
        .args(options)
        .output()
        .context("cannot start the probe")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "bench.probe: the probe failed: {}", said.trim());
    serde_json::from_slice(&done.stdout).context("bench.probe: the probe printed no summary")
}

/// A capture made of the recorded ones.
fn build(path: &Path) -> anyhow::Result<PathBuf> {
    let packets = Packets::mixed(FRAMES)?;
    std::fs::write(path, packet::build::pcap(packets.frames()))?;
    Ok(path.to_owned())
}
