//! Events → batches → spool → node.
//!
//! Two threads: one makes batches and puts them on disk, one sends the oldest batch until the node
//! answers. `POST {URL}/api/v1/intake` with `authorization`, `content-encoding: zstd` and
//! `huhang-batch: <run id>-<sequence>`; `huhang-dropped` tells how many events were lost for want
//! of room (see `contract::intake`).
//!
//! Invariants:
//! - An event leaves the spool only after the node has confirmed its batch, or refused it for good
//!   (then it lies in `rejected/` with the reason).
//! - A live capture never waits for the disk or the node: it drops events and counts them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use model::event::ProbeEvent;
use tokio::sync::Notify;

use super::post::{Answer, Node};
use super::spool::{Batch, Spool};

/// A batch is closed at this many events …
const BATCH_EVENTS: usize = 5_000;
/// … or bytes before compression …
const BATCH_BYTES: usize = 8 << 20;
/// … or this long after its first event.
const BATCH_AGE: Duration = Duration::from_millis(500);
/// Events handed to the batching thread at once, or after [`HAND_AGE`].
const HAND: usize = 256;
const HAND_AGE: Duration = Duration::from_millis(100);
const QUEUE: usize = 256;

/// Where events go.
pub(crate) struct Target {
    pub(crate) url: reqwest::Url,
    pub(crate) token: String,
    /// PEM file with the certificates that the node's must come from.
    pub(crate) ca: Option<PathBuf>,
    pub(crate) spool: PathBuf,
    pub(crate) spool_bytes: u64,
    /// A live capture drops rather than waits, and does not give up on a refusing node.
    pub(crate) live: bool,
}

impl Target {
    pub(super) fn node(&self) -> anyhow::Result<Node> {
        Node::new(&self.url, &self.token, self.ca.as_deref())
    }
}

struct Shared {
    spool: Mutex<Spool>,
    /// There is a batch, or something to stop for.
    wake: Notify,
    /// No batch will be added.
    closed: AtomicBool,
    /// Leave the rest in the spool.
    abandon: AtomicBool,
    dropped: AtomicU64,
    rejected: AtomicU64,
}

impl Shared {
    fn spool(&self) -> MutexGuard<'_, Spool> {
        self.spool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed) + self.spool().dropped()
    }
}

/// How long to wait for the node at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    UntilEmpty,
    AtMost(Duration),
}

/// What became of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Events still in the spool.
    pub(crate) left: u64,
    pub(crate) dropped: u64,
    /// Events that the node refused for good.
    pub(crate) rejected: u64,
}

pub(crate) struct Uplink {
    hand: Vec<ProbeEvent>,
    since: Option<Instant>,
    queue: Option<SyncSender<Vec<ProbeEvent>>>,
    batcher: JoinHandle<anyhow::Result<()>>,
    sender: JoinHandle<anyhow::Result<()>>,
    shared: Arc<Shared>,
    live: bool,
}

impl Uplink {
    /// Opens the spool and starts both threads; what an earlier run left is sent first.
    pub(crate) fn start(target: &Target) -> anyhow::Result<Self> {
        let spool = Spool::open(&target.spool, target.spool_bytes)?;
        let node = target.node()?;
        let shared = Arc::new(Shared {
            spool: Mutex::new(spool),
            wake: Notify::new(),
            closed: AtomicBool::new(false),
            abandon: AtomicBool::new(false),
            dropped: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
        });
        let (queue, events) = sync_channel(QUEUE);
        let run = uuid::Uuid::now_v7().to_string();
        let live = target.live;
        let batcher = {
            let shared = Arc::clone(&shared);
            spawn("uplink-batch", move || make_batches(&run, &events, &shared))?
        };
        let sender = {
            let shared = Arc::clone(&shared);
            spawn("uplink-send", move || send_batches(&node, &shared, live))?
        };
        let queue = Some(queue);
        Ok(Self { hand: Vec::new(), since: None, queue, batcher, sender, shared, live })
    }

    pub(crate) fn event(&mut self, event: ProbeEvent) {
        self.since.get_or_insert_with(Instant::now);
        self.hand.push(event);
        if self.hand.len() >= HAND {
            self.hand_over();
        }
    }

    /// Call at least every now and then, so that few events do not wait for more.
    pub(crate) fn tick(&mut self) {
        if self.since.is_some_and(|since| since.elapsed() >= HAND_AGE) {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        self.since = None;
        let events = std::mem::take(&mut self.hand);
        let Some(queue) = self.queue.as_ref().filter(|_| !events.is_empty()) else { return };
        let lost = if self.live {
            match queue.try_send(events) {
                Ok(()) => 0,
                Err(TrySendError::Full(events) | TrySendError::Disconnected(events)) => {
                    events.len()
                }
            }
        } else {
            queue.send(events).map_or_else(|unsent| unsent.0.len(), |()| 0)
        };
        self.shared.dropped.fetch_add(lost as u64, Ordering::Relaxed);
    }

    /// Spools the rest and waits for the node as long as `patience` says and `stop` allows.
    pub(crate) fn finish(
        mut self,
        patience: Patience,
        stop: &dyn Fn() -> bool,
    ) -> anyhow::Result<Outcome> {
        self.hand_over();
        drop(self.queue.take());
        let batched = join(self.batcher);
        self.shared.closed.store(true, Ordering::Release);
        self.shared.wake.notify_one();
        let begun = Instant::now();
        while !self.sender.is_finished() {
            let over = match patience {
                Patience::UntilEmpty => false,
                Patience::AtMost(most) => begun.elapsed() >= most,
            };
            if over || stop() {
                self.shared.abandon.store(true, Ordering::Release);
                self.shared.wake.notify_one();
                break;
            }
            super::rest(Duration::from_millis(20));
        }
        let sent = join(self.sender);
        batched.and(sent)?;
        // On its own line: the lock is taken again for `dropped`.
        let left = self.shared.spool().events();
        Ok(Outcome {
            left,
            dropped: self.shared.dropped(),
            rejected: self.shared.rejected.load(Ordering::Relaxed),
        })
    }
}

fn spawn(
    name: &str,
    work: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<JoinHandle<anyhow::Result<()>>> {
    Ok(std::thread::Builder::new().name(name.to_owned()).spawn(work)?)
}

fn join(thread: JoinHandle<anyhow::Result<()>>) -> anyhow::Result<()> {
    thread.join().unwrap_or_else(|_| bail!("probe.internal: an uplink thread ended in panic"))
}

/// A batch in the making.
#[derive(Default)]
struct Draft {
    lines: Vec<u8>,
    events: u32,
    begun: Option<Instant>,
}

impl Draft {
    fn add(&mut self, event: &ProbeEvent) -> anyhow::Result<()> {
        let before = self.lines.len();
        if let Err(error) = serde_json::to_writer(&mut self.lines, event) {
            self.lines.truncate(before);
            return Err(error).context("probe.internal: an event cannot be written as JSON");
        }
        self.lines.push(b'\n');
        self.events += 1;
        self.begun.get_or_insert_with(Instant::now);
        Ok(())
    }

    fn full(&self) -> bool {
        self.events as usize >= BATCH_EVENTS || self.lines.len() >= BATCH_BYTES
    }

    /// How long it may still wait.
    fn left(&self) -> Duration {
        self.begun.map_or(BATCH_AGE, |begun| BATCH_AGE.saturating_sub(begun.elapsed()))
    }
}

fn make_batches(
    run: &str,
    events: &Receiver<Vec<ProbeEvent>>,
    shared: &Shared,
) -> anyhow::Result<()> {
    let mut draft = Draft::default();
    let mut sequence = 0;
    loop {
        let over = match events.recv_timeout(draft.left()) {
            Ok(events) => {
                for event in &events {
                    draft.add(event)?;
                    if draft.full() {
                        close(&mut draft, run, &mut sequence, shared)?;
                    }
                }
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        if over || draft.left().is_zero() {
            close(&mut draft, run, &mut sequence, shared)?;
        }
        if over {
            return Ok(());
        }
    }
}

/// Puts the batch on disk. A full disk is waited out: events queue, a live capture then drops.
fn close(draft: &mut Draft, run: &str, sequence: &mut u64, shared: &Shared) -> anyhow::Result<()> {
    let Draft { lines, events, .. } = std::mem::take(draft);
    if events == 0 {
        return Ok(());
    }
    *sequence += 1;
    let payload = zstd::bulk::compress(&lines, 1)?;
    let batch = Batch { id: format!("{run}-{sequence}"), events, payload };
    let mut backoff = Backoff::default();
    loop {
        let pushed = shared.spool().push(&batch);
        let Err(error) = pushed else { break };
        tracing::error!(%error, "probe.spool_write: the batch is kept in memory and tried again");
        if shared.abandon.load(Ordering::Acquire) || backoff.failures > 20 {
            shared.dropped.fetch_add(events.into(), Ordering::Relaxed);
            return Err(error.into());
        }
        super::rest(backoff.next());
    }
    shared.wake.notify_one();
    Ok(())
}

fn send_batches(node: &Node, shared: &Shared, live: bool) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut backoff = Backoff::default();
        while !shared.abandon.load(Ordering::Acquire) {
            let closed = shared.closed.load(Ordering::Acquire);
            let next = shared.spool().next()?;
            let Some((batch, place)) = next else {
                if closed {
                    return Ok(());
                }
                shared.wake.notified().await;
                continue;
            };
            let answer = tokio::select! {
                answer = node.post(&batch, shared.dropped()) => answer,
                () = abandoned(shared) => return Ok(()),
            };
            match answer {
                Answer::Stored => {
                    shared.spool().acknowledge(&batch, place)?;
                    backoff.reset();
                }
                Answer::Refused(reason) => {
                    let path = shared.spool().reject(&batch, place, &reason)?;
                    shared.rejected.fetch_add(batch.events.into(), Ordering::Relaxed);
                    put_aside(&batch, &path, &reason);
                }
                Answer::NotMine(reason) if !live => {
                    bail!("probe.uplink_refused: 节点拒绝此探针 / the node refuses this probe: {reason}");
                }
                Answer::NotMine(reason) | Answer::Later(reason) => {
                    let wait = backoff.next();
                    backoff.report(&reason, wait);
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = abandoned(shared) => return Ok(()),
                    }
                }
            }
        }
        Ok(())
    })
}

/// Ends once the rest is to be left in the spool.
async fn abandoned(shared: &Shared) {
    while !shared.abandon.load(Ordering::Acquire) {
        tokio::select! {
            () = shared.wake.notified() => {}
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
        }
    }
}

fn put_aside(batch: &Batch, path: &Path, reason: &str) {
    tracing::error!(
        batch.id,
        batch.events,
        path = %path.display(),
        reason,
        "probe.batch_rejected: the node will not take this batch; it was put aside"
    );
}

/// Waits that double up to half a minute, each with full jitter.
#[derive(Default)]
struct Backoff {
    failures: u32,
}

impl Backoff {
    const FIRST: Duration = Duration::from_millis(200);
    const MOST: Duration = Duration::from_secs(30);

    fn next(&mut self) -> Duration {
        let ceiling = Self::FIRST.saturating_mul(1 << self.failures.min(16)).min(Self::MOST);
        self.failures += 1;
        ceiling / 2 + (ceiling / 2).mul_f64(jitter())
    }

    fn reset(&mut self) {
        self.failures = 0;
    }

    /// The first failure, then each power of two.
    fn report(&self, reason: &str, wait: Duration) {
        if self.failures.is_power_of_two() {
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(
                reason,
                wait_ms,
                failures = self.failures,
                "probe.uplink_waiting: events wait in the spool"
            );
        }
    }
}

/// 0..1 from the randomness that the standard library's hash maps are seeded with.
pub(super) fn jitter() -> f64 {
    use std::hash::BuildHasher;
    let bits = std::hash::RandomState::new().hash_one(0u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests;
