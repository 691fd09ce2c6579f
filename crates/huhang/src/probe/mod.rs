//! `huhang probe`: packets in; summary, EVE events or an uplink out.
//!
//! Files: [`replay`] (captures, pace), [`live`] (an interface), [`outputs`] (who gets the events),
//! [`summary`] and [`eve`] (what is printed), [`spool`], [`uplink`], [`post`] (the way to a node).

mod alerts;
mod eve;
mod live;
mod outputs;
mod post;
mod replay;
mod spool;
mod summary;
mod uplink;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use model::CaptureTime;
use protocols::Pipeline;

use outputs::Outputs;
use replay::Pace;

/// Options of `huhang probe`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["read", "interface"]))]
pub(crate) struct Args {
    /// Capture file to read, pcap or pcapng; `-` is standard input. May be repeated
    #[arg(long, value_name = "FILE")]
    read: Vec<PathBuf>,
    /// Network interface to listen on (needs CAP_NET_RAW)
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    /// Do not switch the interface to promiscuous mode
    #[arg(long, conflicts_with = "read")]
    no_promiscuous: bool,
    /// Become this user once the interface is open
    #[arg(long, value_name = "NAME", conflicts_with = "read")]
    user: Option<String>,
    /// Print counts as JSON at the end
    #[arg(long)]
    summary: bool,
    /// Write Suricata EVE-compatible NDJSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    eve: Option<PathBuf>,
    /// With --eve: seconds of capture time that are learned as normal; what deviates afterwards
    /// becomes an alert. Without it only rules that need no baseline alert
    #[arg(long, value_name = "SECONDS", requires = "eve")]
    learn: Option<u32>,
    /// Send everything to the node at this address
    #[arg(long, value_name = "URL", requires = "token_file")]
    uplink: Option<reqwest::Url>,
    /// File that holds the probe's token
    #[arg(long, value_name = "FILE", requires = "uplink")]
    token_file: Option<PathBuf>,
    /// Certificates (PEM) that the node's certificate must come from, instead of the system's
    #[arg(long, value_name = "FILE", requires = "uplink")]
    ca: Option<PathBuf>,
    /// Folder where events wait for the node
    #[arg(long, value_name = "DIR", default_value = "huhang-data/spool", requires = "uplink")]
    spool: PathBuf,
    /// Most MiB that may wait there; beyond it the oldest events are dropped
    #[arg(long, value_name = "MIB", default_value_t = 1_024, requires = "uplink")]
    spool_mib: u64,
    /// Replay the capture at this multiple of its own pace; 1 = as it was
    #[arg(long, value_name = "FACTOR", value_parser = factor, conflicts_with = "interface")]
    pace: Option<f64>,
    /// Shift the capture's times so that its last packet is stamped with the moment it is
    /// replayed, and none later than that
    #[arg(long, conflicts_with = "interface")]
    now: bool,
    /// End without waiting until the node has everything; the rest stays in the spool
    #[arg(long, requires = "uplink")]
    no_wait: bool,
}

fn factor(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(factor) if (0.001..=1e6).contains(&factor) => Ok(factor),
        _ => Err("倍率须在 0.001 与 1000000 之间 / a factor from 0.001 to 1000000".to_owned()),
    }
}

/// How long a live probe, or one that was told to stop, still waits for the node.
const PARTING: Duration = Duration::from_secs(3);

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let stop = Stop::watch()?;
    let ring = match &args.interface {
        Some(name) => Some(open(name, args)?),
        None => None,
    };
    let mut outputs = Outputs::open(args)?;
    let mut pipeline = Pipeline::new(outputs.config());
    let capture = match ring {
        Some(ring) => listen(ring, &mut pipeline, &mut outputs, &stop)?,
        None => {
            let pace = Pace::new(args.pace, first_shown(args)?);
            replay::run(&args.read, pace, &mut pipeline, &mut outputs, &stop)?
        }
    };
    pipeline.finish(&mut |event| outputs.event(event));
    let patience = match (args.no_wait, stop.asked() || args.interface.is_some()) {
        (true, _) => uplink::Patience::AtMost(Duration::ZERO),
        (false, true) => uplink::Patience::AtMost(PARTING),
        (false, false) => uplink::Patience::UntilEmpty,
    };
    outputs.finish(&pipeline.stats(), &capture, patience, &stop)?;
    Ok(ExitCode::SUCCESS)
}

fn open(interface: &str, args: &Args) -> anyhow::Result<live::Ring> {
    let ring = live::Ring::open(interface, !args.no_promiscuous).with_context(|| {
        format!(
            "probe.interface_unavailable: 无法监听网卡 {interface}（需要 CAP_NET_RAW）/ \
             cannot listen on {interface} (needs CAP_NET_RAW)"
        )
    })?;
    if let Some(user) = &args.user {
        live::become_user(user).with_context(|| {
            format!("probe.user: 无法切换为用户 {user} / cannot become user {user}")
        })?;
    }
    Ok(ring)
}

/// Reads the interface until told to stop.
fn listen(
    mut ring: live::Ring,
    pipeline: &mut Pipeline,
    outputs: &mut Outputs,
    stop: &Stop,
) -> anyhow::Result<Captured> {
    const WAIT: Duration = Duration::from_millis(100);
    while !stop.asked() {
        ring.read(WAIT, &mut |frame| pipeline.packet(frame, &mut |event| outputs.event(event)))
            .context("probe.interface_lost: 网卡不可用 / the interface went away")?;
        outputs.tick()?;
    }
    let drops = ring.drops();
    if drops.dropped > 0 {
        tracing::warn!(drops.packets, drops.dropped, "probe.packets_dropped by the kernel");
    }
    Ok(Captured { dropped: drops.dropped, anomalies: Vec::new() })
}

/// What is known of the source at the end.
#[derive(Debug, Default)]
pub(crate) struct Captured {
    /// Packets that the kernel could not hand over.
    pub(crate) dropped: u64,
    /// What was wrong with the capture files.
    pub(crate) anomalies: Vec<model::observation::Anomaly>,
}

/// Whether SIGINT or SIGTERM has come.
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Takes the two signals over for the rest of the process.
    fn watch() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&asked);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (interrupt, terminate) = {
            let _entered = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let (mut interrupt, mut terminate) = (interrupt, terminate);
            runtime.block_on(async {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            });
            flag.store(true, Ordering::Release);
        })?;
        Ok(Self(asked))
    }

    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Waits. Only the executable paces; logic takes time as a parameter.
#[expect(clippy::disallowed_methods, reason = "the executable paces")]
fn rest(duration: Duration) {
    std::thread::sleep(duration);
}

/// With `--now`: the time that the first packet shall have. A capture that is replayed faster than
/// it was recorded begins that much earlier; of standard input the length is not known.
fn first_shown(args: &Args) -> anyhow::Result<Option<CaptureTime>> {
    if !args.now {
        return Ok(None);
    }
    let span = replay::span(&args.read)?;
    let takes = args.pace.map_or(Duration::ZERO, |factor| span.div_f64(factor));
    let head_start = i64::try_from(span.saturating_sub(takes).as_nanos()).unwrap_or(0);
    Ok(Some(CaptureTime(wall_clock().0.saturating_sub(head_start))))
}

#[expect(clippy::disallowed_methods, reason = "the executable reads the clock")]
fn wall_clock() -> CaptureTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    CaptureTime(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
