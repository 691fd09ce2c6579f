//! The one executable: a node of any tier, a probe, the range, administration, the demo.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A third of the time of a node that takes records in went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod admin;
mod bench;
mod bundle;
mod config;
mod courier;
mod demo;
mod limits;
mod logging;
mod node;
mod out;
mod pack;
mod packs;
mod probe;
mod range;
mod serve;

/// Huhang 护航: industrial security across ministry, province and enterprise.
#[derive(Parser)]
#[command(name = "huhang", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 演示 The three tiers on this machine, with a replayed plant capture
    Demo(demo::Args),
    /// 运行节点 Run a node of any tier
    Serve(serve::Args),
    /// 管理 Initialise, enrol, verify, rebuild, back up and restore a node
    Admin(admin::Args),
    /// 离线交换 Exchanges with a neighbour as files, where no wire connects the two
    Bundle(bundle::Args),
    /// 测量 Measure on this machine
    Bench(bench::Args),
    /// Read industrial traffic from a capture or an interface
    Probe(Box<probe::Args>),
    /// Run simulated controllers, for captures, drills and probe tests
    Range(range::Args),
    /// 规则包与流程包 Make, check, test, compare, sign and print packs
    Pack(pack::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // One TLS implementation for everything in this process; a second call would only fail.
    drop(rustls::crypto::ring::default_provider().install_default());
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Admin(args) => admin::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Probe(args) => probe::run(&args),
        Command::Range(args) => range::run(&args),
        Command::Pack(args) => pack::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            report_error(&error);
            ExitCode::FAILURE
        }
    }
}

/// The last line of a failed command.
fn report_error(error: &anyhow::Error) {
    out::tell(&format!("error: {error:#}"));
}
