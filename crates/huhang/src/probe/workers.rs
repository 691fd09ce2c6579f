//! Live capture: one thread a ring. Several rings on one interface share its traffic by flow.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use model::event::ProbeEvent;
use packet::Frame;
use protocols::Stats;

use super::args::Args;
use super::live::{self, Ring};
use super::outputs::Outputs;
use super::sensor::{Sensor, Setup};
use super::{Captured, Stop};

/// How long a worker waits for packets before it looks around.
const WAIT: Duration = Duration::from_millis(100);
/// Batches of events under way between workers and outputs.
const UNDER_WAY: usize = 64;
/// How often workers say what they did.
const PERIOD: Duration = Duration::from_secs(1);

/// What a worker says besides events.
#[derive(Default)]
struct Said {
    stats: Option<Stats>,
    dropped: u64,
}

/// Opens every ring before rights are given up.
pub(super) fn open(args: &Args) -> anyhow::Result<Vec<Ring>> {
    let mut rings = Vec::new();
    for (group, name) in args.interface.iter().enumerate() {
        for _ in 0..args.cores {
            let mut ring = Ring::open(name, !args.no_promiscuous).with_context(|| {
                format!(
                    "probe.interface_unavailable: 无法监听网卡 {name}（需要 CAP_NET_RAW）/ \
                     cannot listen on {name} (needs CAP_NET_RAW)"
                )
            })?;
            if args.cores > 1 {
                ring.join_fanout(u16::try_from(group).unwrap_or(0)).with_context(|| {
                    format!("probe.fanout: {name} 无法分核 / cannot share {name} over cores")
                })?;
            }
            rings.push(ring);
        }
    }
    if let Some(user) = &args.user {
        live::become_user(user).with_context(|| {
            format!("probe.user: 无法切换为用户 {user} / cannot become user {user}")
        })?;
    }
    Ok(rings)
}

/// Reads the rings until told to stop.
pub(super) fn run(
    rings: Vec<Ring>,
    setup: &Setup,
    outputs: &mut Outputs,
    stop: &Stop,
) -> anyhow::Result<(Stats, Captured)> {
    let (send, events) = sync_channel(UNDER_WAY);
    let said: Vec<Arc<Mutex<Said>>> = rings.iter().map(|_| Arc::default()).collect();
    let mut threads = Vec::new();
    for (number, (ring, said)) in (0u16..).zip(rings.into_iter().zip(&said)) {
        let worker = Worker {
            ring,
            sensor: setup.sensor(number)?,
            send: send.clone(),
            said: Arc::clone(said),
            stop: stop.clone(),
        };
        let name = format!("probe-{number}");
        threads.push(std::thread::Builder::new().name(name).spawn(move || worker.run())?);
    }
    drop(send);
    let gathered = gather(&events, &said, setup, outputs);
    if gathered.is_err() {
        stop.ask();
        drop(events);
    }
    for thread in threads {
        thread.join().map_err(|_| anyhow::anyhow!("probe.worker: a worker panicked"))??;
    }
    gathered?;
    Ok(sum(&said))
}

/// Takes events until the last worker is gone.
fn gather(
    events: &Receiver<Vec<ProbeEvent>>,
    said: &[Arc<Mutex<Said>>],
    setup: &Setup,
    outputs: &mut Outputs,
) -> anyhow::Result<()> {
    let mut reported = Instant::now();
    loop {
        match events.recv_timeout(WAIT) {
            Ok(batch) => batch.into_iter().for_each(|event| outputs.event(event)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        outputs.tick()?;
        if reported.elapsed() >= PERIOD {
            reported = Instant::now();
            let (stats, captured) = sum(said);
            outputs.health(&stats, &captured, setup, false);
        }
    }
}

/// What all workers did so far.
fn sum(said: &[Arc<Mutex<Said>>]) -> (Stats, Captured) {
    let mut captured = Captured::default();
    let mut all: Option<Stats> = None;
    for one in said {
        let one = one.lock().unwrap_or_else(PoisonError::into_inner);
        captured.dropped += one.dropped;
        match (&mut all, &one.stats) {
            (Some(all), Some(stats)) => all.add(stats),
            (None, Some(stats)) => all = Some(stats.clone()),
            (_, None) => {}
        }
    }
    (all.unwrap_or_else(Stats::none), captured)
}

struct Worker {
    ring: Ring,
    sensor: Sensor,
    send: SyncSender<Vec<ProbeEvent>>,
    said: Arc<Mutex<Said>>,
    stop: Stop,
}

impl Worker {
    fn run(mut self) -> anyhow::Result<()> {
        let mut reported = Instant::now();
        while !self.stop.asked() {
            let mut batch = Vec::new();
            let Self { ring, sensor, .. } = &mut self;
            let mut take = |frame: &Frame<'_>| sensor.packet(frame, &mut |event| batch.push(event));
            let read = ring.read(WAIT, &mut take);
            // Whoever took the events may be gone: then the probe stops anyway.
            let heard = batch.is_empty() || self.send.send(batch).is_ok();
            if let Err(error) = read {
                self.stop.ask();
                return Err(error)
                    .context("probe.interface_lost: 网卡不可用 / the interface went away");
            }
            if !heard {
                break;
            }
            if reported.elapsed() >= PERIOD {
                reported = Instant::now();
                self.say();
            }
        }
        let mut batch = Vec::new();
        self.sensor.finish(&mut |event| batch.push(event));
        drop(self.send.send(batch));
        self.say();
        Ok(())
    }

    fn say(&mut self) {
        let drops = self.ring.drops();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.stats = Some(self.sensor.stats());
        said.dropped = drops.dropped;
    }
}
