//! `huhang probe`: packets in; summary, EVE events or an uplink out.

use std::process::ExitCode;

/// Options of `huhang probe`.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
