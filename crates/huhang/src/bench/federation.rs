//! Two neighbours on one machine, and a writing process that is killed.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context as _;
use simulator::{kill, measure};

use super::Figure;

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

pub(super) fn measure(records: u64) -> anyhow::Result<Vec<Figure>> {
    let figures = runtime()?.block_on(measure::figures(records, &|_| ()))?;
    let figure = |measure::Figure { name, value, unit, note }| Figure { name, value, unit, note };
    Ok(figures.into_iter().map(figure).collect())
}

/// An idle exchange between two nodes with logs of so many records.
#[expect(clippy::print_stderr, reason = "progress, beside the result")]
pub(super) fn idle(stored: u64) -> anyhow::Result<Vec<Figure>> {
    let figures = runtime()?.block_on(measure::idle_with(stored, &|text| eprintln!("{text}")))?;
    let figure = |measure::Figure { name, value, unit, note }| Figure { name, value, unit, note };
    Ok(figures.into_iter().map(figure).collect())
}

/// What the kill rounds start.
pub(super) fn write(folder: &Path) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(kill::write(folder))?;
    Ok(ExitCode::SUCCESS)
}

/// Ends with one JSON line; fails when something acknowledged is lost or recovery is slow.
pub(super) fn kill(rounds: u32, seed: u64) -> anyhow::Result<ExitCode> {
    let this = std::env::current_exe().context("cannot find this executable")?;
    let command = |folder: &Path| {
        let mut command = Command::new(&this);
        command.args(["bench", "--writer"]).arg(folder);
        command
    };
    let killed = runtime()?.block_on(kill::rounds(&command, rounds, seed, &crate::out::tell))?;
    crate::out::say(&serde_json::to_string(&killed)?);
    Ok(if killed.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
