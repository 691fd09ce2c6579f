//! Running other programs, aloud.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};

/// Prints a line for the person at the terminal.
#[expect(clippy::print_stderr, reason = "xtask talks to the terminal")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// Runs a command to its end; its failure is ours.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let args: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
    let line = format!("{program} {}", args.join(" "));
    say(&format!("▶ {line}"));
    let start = Instant::now();
    let status = command.status().with_context(|| format!("cannot start `{program}`"))?;
    say(&format!("  {:.1} s", start.elapsed().as_secs_f64()));
    ensure!(status.success(), "`{line}` failed: {status}");
    Ok(())
}

/// Whether a program is on the path.
pub(crate) fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program} >/dev/null 2>&1")])
        .status()
        .is_ok_and(|status| status.success())
}

/// Standard output of a command, if it succeeded.
pub(crate) fn output(program: &str, args: &[&str]) -> Option<String> {
    let done = Command::new(program).args(args).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
}
