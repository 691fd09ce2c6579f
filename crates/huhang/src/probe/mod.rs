//! `huhang probe`: packets in; summary, EVE events, Zeek logs or an uplink out.
//!
//! Files: [`args`]; [`sources`], [`replay`] (captures, pace), [`live`], [`workers`] (interfaces);
//! [`sensor`] (a pipeline and who listens to it: [`rules`], [`indicators`],
//! [`kept`], [`recorder`]; [`reload`] exchanges rules and indicators while it runs);
//! [`outputs`] (who gets the events: [`summary`], [`eve`], [`zeek`], [`alerts`], [`health`], [`metrics`]);
//! [`spool`], [`uplink`], [`post`] (the way to a node); [`doctor`] (what is wrong with a span port).

mod alerts;
mod args;
mod doctor;
mod ears;
mod eve;
mod exchange;
mod health;
mod indicators;
mod kept;
mod live;
mod metrics;
mod outputs;
mod post;
mod recorder;
mod reload;
mod replay;
mod rules;
mod sensor;
mod sources;
mod spool;
mod summary;
mod uplink;
mod workers;
mod zeek;

#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use model::CaptureTime;
use protocols::Stats;

pub(crate) use args::Args;
use args::Task;
use outputs::Outputs;
use reload::Reload;
use replay::Pace;
use rules::node::Cache;
use sensor::Setup;

/// How long a live probe, or one that was told to stop, still waits for the node.
const PARTING: Duration = Duration::from_secs(3);

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.task {
        Some(Task::Rules(task)) => rules::run(task),
        Some(Task::Indicators(task)) => indicators::run(task),
        Some(Task::Doctor(args)) => doctor::run(args),
        None => watch(args),
    }
}

/// Reads captures or interfaces.
fn watch(args: &Args) -> anyhow::Result<ExitCode> {
    let stop = Stop::watch()?;
    let rings = workers::open(args)?;
    let target = outputs::target(&args.link, !args.interface.is_empty())?;
    let mut outputs = Outputs::open(args, target.as_ref())?;
    let cache = target.as_ref().map(|target| Cache::new(&target.spool));
    let setup = Setup::new(&args.look, cache, outputs.config(&args.budget), outputs.tells())?;
    let node = target.as_ref().map(uplink::Target::node).transpose()?;
    let (rules, indicators) = (setup.rules.clone(), setup.indicators.clone());
    Reload { rules, indicators, node }.start(rings.is_empty())?;
    if let Some(rules) = &setup.rules {
        rules.tell_failures();
    }
    if let Some(indicators) = &setup.indicators {
        indicators.tell();
    }
    let (stats, captured) = if rings.is_empty() {
        captures(args, &setup, &mut outputs, &stop)?
    } else {
        workers::run(rings, &setup, &mut outputs, &stop)?
    };
    outputs.health(&stats, &captured, &setup, true);
    let patience = match (args.link.no_wait, stop.asked() || !args.interface.is_empty()) {
        (true, _) => uplink::Patience::AtMost(Duration::ZERO),
        (false, true) => uplink::Patience::AtMost(PARTING),
        (false, false) => uplink::Patience::UntilEmpty,
    };
    outputs.finish(&stats, &captured, patience, &stop)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads capture files, and goes on with those that appear if told to.
fn captures(
    args: &Args,
    setup: &Setup,
    outputs: &mut Outputs,
    stop: &Stop,
) -> anyhow::Result<(Stats, Captured)> {
    let mut sensor = setup.sensor(0)?;
    let mut captured = Captured::default();
    if args.follow {
        follow(args, setup, &mut sensor, outputs, stop, &mut captured)?;
    } else {
        let files = sources::expand(&args.read)?;
        let pace = Pace::new(args.pace, first_shown(args, &files)?);
        captured = replay::run(&files, pace, &mut sensor, outputs, stop)?;
    }
    sensor.finish(&mut |event| outputs.event(event));
    Ok((sensor.stats(), captured))
}

fn follow(
    args: &Args,
    setup: &Setup,
    sensor: &mut sensor::Sensor,
    outputs: &mut Outputs,
    stop: &Stop,
    captured: &mut Captured,
) -> anyhow::Result<()> {
    const LOOK: Duration = Duration::from_millis(500);
    let mut followed = sources::Followed::new(&args.read)?;
    while !stop.asked() {
        match followed.next()? {
            Some(file) => {
                let read = replay::run(&[file], Pace::new(None, None), sensor, outputs, stop)?;
                captured.anomalies.extend(read.anomalies);
                outputs.health(&sensor.stats(), captured, setup, false);
            }
            None => rest(LOOK),
        }
        outputs.tick()?;
    }
    Ok(())
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
#[derive(Clone)]
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

    /// Stops as if a signal had come.
    fn ask(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Waits. Only the executable paces; logic takes time as a parameter.
#[expect(clippy::disallowed_methods, reason = "the executable paces")]
fn rest(duration: Duration) {
    std::thread::sleep(duration);
}

/// With `--now`: the time that the first packet shall have. A capture that is replayed faster than
/// it was recorded begins that much earlier; of standard input the length is not known.
fn first_shown(args: &Args, files: &[std::path::PathBuf]) -> anyhow::Result<Option<CaptureTime>> {
    if !args.now {
        return Ok(None);
    }
    let span = replay::span(files)?;
    let takes = args.pace.map_or(Duration::ZERO, |factor| span.div_f64(factor));
    let head_start = i64::try_from(span.saturating_sub(takes).as_nanos()).unwrap_or(0);
    Ok(Some(CaptureTime(wall_clock().0.saturating_sub(head_start))))
}

#[expect(clippy::disallowed_methods, reason = "the executable reads the clock")]
fn wall_clock() -> CaptureTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    CaptureTime(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
