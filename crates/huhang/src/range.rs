//! `huhang range`: simulated controllers for captures, drills and probe tests, and a simulated
//! tree of nodes.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, anyhow};
use clap::{ArgGroup, Subcommand};
use model::Millis;

mod federation;

/// Run simulated controllers (never on a plant network: they have no access control), or a tree of
/// nodes under faults.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until interrupted; at least one of the four protocols
    Serve(Serve),
    Federation(federation::Federation),
}

#[derive(clap::Args)]
#[command(group = ArgGroup::new("device").required(true).multiple(true))]
struct Serve {
    /// Modbus/TCP server, usually port 502
    #[arg(long, value_name = "ADDR:PORT", group = "device")]
    modbus: Option<SocketAddr>,
    /// S7 controller, usually port 102
    #[arg(long, value_name = "ADDR:PORT", group = "device")]
    s7: Option<SocketAddr>,
    /// IEC 60870-5-104 outstation, usually port 2404
    #[arg(long, value_name = "ADDR:PORT", group = "device")]
    iec104: Option<SocketAddr>,
    /// Publish GOOSE on this interface (needs the right to send raw frames)
    #[arg(long, value_name = "INTERFACE", group = "device")]
    goose: Option<String>,
    /// The same seed gives the same plant
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let serve = match &args.command {
        Command::Serve(serve) => serve,
        Command::Federation(args) => return federation::run(args),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(until_interrupted(range::Options {
        modbus: serve.modbus,
        s7: serve.s7,
        iec104: serve.iec104,
        goose: serve.goose.clone(),
        seed: serve.seed,
        clock: Arc::new(wall_clock),
    }))?;
    Ok(ExitCode::SUCCESS)
}

async fn until_interrupted(options: range::Options) -> anyhow::Result<()> {
    let range = range::Range::start(options).await.map_err(|error| explain(&error))?;
    for (service, address) in range.addresses() {
        announce(service, address);
    }
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .context("cannot wait for a signal")?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done.context("cannot wait for a signal")?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Code, place and way out.
fn explain(error: &range::Error) -> anyhow::Error {
    match error {
        range::Error::NothingToServe => anyhow!(
            "[range.nothing_to_serve] give at least one of --modbus, --s7, --iec104, --goose"
        ),
        range::Error::Listen { service, address, source } => anyhow!(
            "[range.listen] cannot listen on {address} for {service}: {source}; choose another \
             address with --{service} ADDR:PORT (ports below 1024 need root)"
        ),
        range::Error::Interface { interface, source } => anyhow!(
            "[range.interface] cannot send frames on {interface}: {source}; name an interface that \
             `ip link` lists, and run as root or with CAP_NET_RAW"
        ),
    }
}

fn announce(service: &str, address: &SocketAddr) {
    crate::out::say(&format!("{service} {address}"));
}

#[expect(clippy::disallowed_methods, reason = "the executable is where the wall clock is read")]
fn wall_clock() -> Millis {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
