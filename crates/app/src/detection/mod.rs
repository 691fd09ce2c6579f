//! The detection workers: one task for each enterprise, which runs the engine over its stored
//! blocks in their order and commits what follows from each in one transaction, together with the
//! mark that the block is done. A block without the mark is done again after a sudden stop, one
//! with it never: what a block does to counts, facts and findings happens once.

mod effects;
mod worker;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use contract::kinds::baseline::Baseline;
use detect::BaselineEntry;
use model::event::ProbeEvent;
use model::{CaptureTime, Id, Millis, TenantKind, TenantPath};
use store::events::{Batch, Stored};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::App;

/// Blocks that wait for a tenant's engine before its probes are made to wait too.
const QUEUE: usize = 32;
/// Not yet known.
const NEVER: i64 = i64::MIN;

/// A stored block on its way through the engine.
pub(crate) struct Block {
    /// `<day>.<block>`.
    pub(crate) name: String,
    probe: Id,
    received: Millis,
    events: Events,
    rejected: u64,
    first_reason: Option<String>,
}

enum Events {
    /// As they came in.
    Fresh(Arc<Batch>),
    /// Read back from the store.
    Stored(Vec<ProbeEvent>),
}

impl Block {
    pub(crate) fn new(stored: &Stored, probe: Id, received: Millis, batch: Arc<Batch>) -> Self {
        Self {
            name: block_name(&stored.reference(0).to_string()),
            probe,
            received,
            rejected: batch.rejected,
            first_reason: batch.first_reason.clone(),
            events: Events::Fresh(batch),
        }
    }

    fn events(&self) -> &[ProbeEvent] {
        match &self.events {
            Events::Fresh(batch) => &batch.events,
            Events::Stored(events) => events,
        }
    }
}

/// `<day>.<block>` of an event's reference `<day>.<block>.<index>`.
fn block_name(reference: &str) -> String {
    reference.rsplit_once('.').map_or(reference, |(block, _)| block).to_owned()
}

enum Job {
    Block(Block),
    Learn(Baseline),
    /// What a person accepted.
    Accept(Vec<BaselineEntry>),
    /// What was engineered has changed.
    Engineered,
    /// Answered when everything before it is done.
    Reached(oneshot::Sender<()>),
    Stop(oneshot::Sender<()>),
}

/// What others see of a tenant's worker.
pub(crate) struct Worker {
    jobs: mpsc::Sender<Job>,
    /// Held from storing a block to handing it over, so that both orders are the same.
    order: Arc<AsyncMutex<()>>,
    learning_until: AtomicI64,
}

/// The right to store the next block of a tenant, with room for it in the queue.
pub(crate) struct Place {
    permit: mpsc::OwnedPermit<Job>,
    _order: OwnedMutexGuard<()>,
}

impl Place {
    pub(crate) fn take(self, block: Block) {
        self.permit.send(Job::Block(block));
    }
}

impl Worker {
    /// Waits for its turn and for room; `None` when the worker has ended.
    pub(crate) async fn place(&self) -> Option<Place> {
        let order = Arc::clone(&self.order).lock_owned().await;
        let permit = self.jobs.clone().reserve_owned().await.ok()?;
        Some(Place { permit, _order: order })
    }

    fn waiting(&self) -> i64 {
        let waiting = self.jobs.max_capacity().saturating_sub(self.jobs.capacity());
        i64::try_from(waiting).unwrap_or(i64::MAX)
    }
}

/// All workers of the node.
#[derive(Default)]
pub(crate) struct Workers {
    running: Mutex<HashMap<TenantPath, Running>>,
}

type Running = (Arc<Worker>, JoinHandle<()>);

impl Workers {
    /// Lets every worker finish what it was handed, and ends it.
    pub(crate) async fn stop(&self) {
        let all: Vec<_> = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.drain().map(|(_, worker)| worker).collect()
        };
        for (worker, task) in all {
            let (done, ended) = oneshot::channel();
            if worker.jobs.send(Job::Stop(done)).await.is_ok() {
                // An error means that the worker ended on its own: it is over either way.
                let _ = ended.await;
            }
            task.abort();
        }
    }

    fn find(&self, tenant: &TenantPath) -> Option<Arc<Worker>> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(tenant).map(|(worker, _)| Arc::clone(worker))
    }
}

impl App {
    /// The worker of a tenant, started if it is not running.
    pub(crate) fn worker(&self, tenant: &TenantPath) -> Arc<Worker> {
        let mut running = self.0.workers.running.lock().unwrap_or_else(PoisonError::into_inner);
        let (worker, _) = running.entry(tenant.clone()).or_insert_with(|| {
            let (jobs, inbox) = mpsc::channel(QUEUE);
            let worker = Arc::new(Worker {
                jobs,
                order: Arc::default(),
                learning_until: AtomicI64::new(NEVER),
            });
            let task = worker::run(self.clone(), tenant.clone(), Arc::clone(&worker), inbox);
            (worker, tokio::spawn(task))
        });
        Arc::clone(worker)
    }

    /// Starts the workers of all enterprises here; each first does what was left undone.
    pub(crate) fn detection_start(&self) {
        let directory = self.0.store.directory();
        for tenant in directory.local() {
            let kind = directory.tenants.get(&tenant).map(|known| known.body.kind);
            if kind == Some(TenantKind::Enterprise) {
                self.worker(&tenant);
            }
        }
    }

    /// When the tenant's engine stops learning, once it knows.
    pub(crate) fn learns_until(&self, tenant: &TenantPath) -> Option<CaptureTime> {
        let until = self.0.workers.find(tenant)?.learning_until.load(Ordering::Relaxed);
        (until != NEVER).then_some(CaptureTime(until))
    }

    /// Tells the tenant's engine of a changed learning window, and waits until it took it in.
    pub(crate) async fn detection_learns(&self, tenant: &TenantPath, baseline: &Baseline) {
        let worker = self.worker(tenant);
        if worker.jobs.send(Job::Learn(baseline.clone())).await.is_err() {
            tracing::warn!(%tenant, "the worker has ended; it learns of this when it starts again");
        }
    }

    /// Tells the tenant's engine of what a person accepted, and waits until it took that in.
    pub(crate) async fn detection_accepts(&self, tenant: &TenantPath, entries: Vec<BaselineEntry>) {
        let worker = self.worker(tenant);
        let (reached, done) = oneshot::channel();
        let sent = worker.jobs.send(Job::Accept(entries)).await.is_ok()
            && worker.jobs.send(Job::Reached(reached)).await.is_ok();
        if !sent || done.await.is_err() {
            tracing::warn!(%tenant, "the worker has ended; it learns of this when it starts again");
        }
    }

    /// Tells the tenant's engine that what was engineered has changed, and waits until it took
    /// that in.
    pub(crate) async fn detection_engineered(&self, tenant: &TenantPath) {
        let worker = self.worker(tenant);
        let (reached, done) = oneshot::channel();
        let sent = worker.jobs.send(Job::Engineered).await.is_ok()
            && worker.jobs.send(Job::Reached(reached)).await.is_ok();
        if !sent || done.await.is_err() {
            tracing::warn!(%tenant, "the worker has ended; it learns of this when it starts again");
        }
    }

    /// Blocks that wait for engines, for the metrics.
    pub(crate) fn detection_lag(&self) {
        let running = self.0.workers.running.lock().unwrap_or_else(PoisonError::into_inner);
        for (tenant, (worker, _)) in running.iter() {
            self.0.metrics.lag(tenant.as_str(), worker.waiting());
        }
    }

    /// Waits until every block handed over so far was processed and committed.
    pub async fn detection_idle(&self) {
        let workers: Vec<Arc<Worker>> = {
            let running = self.0.workers.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.values().map(|(worker, _)| Arc::clone(worker)).collect()
        };
        for worker in workers {
            let (reached, wait) = oneshot::channel();
            if worker.jobs.send(Job::Reached(reached)).await.is_ok() {
                let _ = wait.await;
            }
        }
    }
}
