//! `huhang bench`: what the product does per second, measured on this machine.
//!
//! Results are for people and for docs/benchmarks.md; nothing in the test suite depends on them.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

mod capture;
mod federation;
mod filings;
mod inbox;
mod loops;
mod node;
mod notices;
mod probe;
mod rows;

/// Options of `huhang bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure; everything when nothing is named
    #[arg(value_enum)]
    what: Vec<What>,
    /// Capture for `probe` (default: one built from the recorded captures)
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// Rule files in Suricata's language for a further row of `probe`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    rules: Vec<PathBuf>,
    /// Records of `federation`, rounds of `kill`, things of `inbox`, loops of `loops` (default:
    /// 40,000, 100 and a million)
    #[arg(long, value_name = "NUMBER")]
    count: Option<u32>,
    /// Where the node of `inbox` or `loops` is made and kept: the next run there measures without
    /// filling it (default: a temporary folder)
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only the idle exchange of `federation`, between two nodes that hold so many records
    #[arg(long, value_name = "NUMBER", conflicts_with = "count")]
    stored: Option<u64>,
    /// Moments of `kill`: the same seed gives the same
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Writes until it is killed: what `kill` starts
    #[arg(long, value_name = "DIR", hide = true)]
    writer: Option<PathBuf>,
    /// Print JSON lines instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Packets a second on one core
    Probe,
    /// Cold start, memory at rest, durable intake of an enterprise node
    Node,
    /// Catch-up, idle exchange and commits of two neighbours
    Federation,
    /// A writing process killed (SIGKILL) again and again: nothing acknowledged may be lost. Runs
    /// only when named; fails when something is
    Kill,
    /// A large form saved, a verification queue, a funnel, the figures of 附件2
    Filings,
    /// The inbox over a million things that wait. Runs only when named: filling takes minutes
    Inbox,
    /// Figures over a million loops. Runs only when named: filling takes minutes
    Loops,
    /// A letter to 200 enterprises: issued, delivered, signed for, receipts back
    Notices,
}

/// One measured figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    /// Under which conditions.
    note: String,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.writer {
        return federation::write(folder);
    }
    if args.what.contains(&What::Kill) {
        return federation::kill(args.count.unwrap_or(100), args.seed);
    }
    let wanted = |what: What| args.what.is_empty() || args.what.contains(&what);
    let mut figures = Vec::new();
    if wanted(What::Probe) {
        figures.extend(probe::measure(args.capture.as_deref(), &args.rules)?);
    }
    if wanted(What::Node) {
        figures.extend(node::measure()?);
    }
    if wanted(What::Federation) {
        figures.extend(match args.stored {
            Some(stored) => federation::idle(stored)?,
            None => federation::measure(u64::from(args.count.unwrap_or(40_000)))?,
        });
    }
    if wanted(What::Filings) {
        figures.extend(filings::measure()?);
    }
    if args.what.contains(&What::Inbox) {
        figures.extend(inbox::measure(args.count, args.folder.as_deref())?);
    }
    if args.what.contains(&What::Loops) {
        figures.extend(loops::measure(args.count, args.folder.as_deref())?);
    }
    if wanted(What::Notices) {
        figures.extend(notices::measure()?);
    }
    for figure in &figures {
        print(figure, args.json)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(figure: &Figure, json: bool) -> anyhow::Result<()> {
    if json {
        crate::out::say(&serde_json::to_string(figure)?);
    } else {
        let Figure { name, value, unit, note } = figure;
        crate::out::say(&format!("{name:<34} {value:>12.1} {unit:<10} {note}"));
    }
    Ok(())
}

/// Resident memory of a process in MiB (Linux).
fn resident_mib(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
