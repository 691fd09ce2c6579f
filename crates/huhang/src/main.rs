//! The one executable: a node of any tier, a probe, the range, administration, the demo.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod probe;
mod range;

/// Huhang 护航: industrial security across ministry, province and enterprise.
#[derive(Parser)]
#[command(name = "huhang", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read industrial traffic from a capture or an interface
    Probe(probe::Args),
    /// Run simulated controllers, for captures, drills and probe tests
    Range(range::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Probe(args) => probe::run(&args),
        Command::Range(args) => range::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            report_error(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the last line of a failed command")]
fn report_error(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
