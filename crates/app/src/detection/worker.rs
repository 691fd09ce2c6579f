//! One tenant's worker: its engine, its queue, and what was left undone before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use contract::kinds::baseline::Baseline;
use detect::{BaselineEntry, Config, Engine, Output};
use model::event::ProbeEvent;
use model::{CaptureTime, Fault, Id, Millis, TenantPath};
use store::events::{EventFilter, EventRef};
use store::{Scope, views};
use tokio::sync::{mpsc, oneshot};

use super::{Block, Events, Job, NEVER, Worker, block_name};
use crate::App;
use crate::act::internal;

/// Blocks taken together into one transaction.
const TOGETHER: usize = 8;
/// Between attempts when the store refuses.
const AGAIN: Duration = Duration::from_secs(2);
/// The engine's memory is kept with every commit while it is small, else this often.
const MEMORY_MS: i64 = 5_000;
const SMALL_MEMORY: usize = 64 << 10;
/// Events of one page when reading back.
const PAGE: u32 = 1000;

/// The probe of blocks of which nobody knows who brought them.
pub(super) fn nobody() -> Id {
    Id::from_parts(Millis(0), [0; 10])
}

pub(super) struct State {
    pub(super) app: App,
    pub(super) tenant: TenantPath,
    pub(super) scope: Scope,
    worker: Arc<Worker>,
    /// Away while it runs on another thread.
    engine: Option<Engine>,
    memory_kept: Millis,
    memory_bytes: usize,
}

/// A tenant's worker, until it is stopped.
pub(super) async fn run(
    app: App,
    tenant: TenantPath,
    worker: Arc<Worker>,
    mut inbox: mpsc::Receiver<Job>,
) {
    let scope = Scope::new(tenant.clone(), "system");
    let mut state =
        State { app, tenant, scope, worker, engine: None, memory_kept: Millis(0), memory_bytes: 0 };
    while let Err(fault) = state.begin().await {
        tracing::error!(tenant = %state.tenant, %fault, "detection cannot start; trying again");
        tokio::time::sleep(AGAIN).await;
    }
    let mut jobs = Vec::with_capacity(TOGETHER);
    while inbox.recv_many(&mut jobs, TOGETHER).await > 0 {
        if let Some(stopped) = state.work(&mut jobs).await {
            state.keep_memory_at_end().await;
            // Nobody waits any more when the node is torn down without waiting.
            let _ = stopped.send(());
            return;
        }
    }
}

impl State {
    /// Restores the engine and does the blocks that have no mark yet.
    async fn begin(&mut self) -> Result<(), Fault> {
        self.restore().await?;
        let left = self.undone().await?;
        if !left.is_empty() {
            tracing::info!(tenant = %self.tenant, blocks = left.len(), "detection catches up");
        }
        for block in left {
            self.process(vec![block]).await;
        }
        Ok(())
    }

    /// Does a handful of jobs; the sender to answer when one of them was to stop.
    async fn work(&mut self, jobs: &mut Vec<Job>) -> Option<oneshot::Sender<()>> {
        let mut blocks = Vec::new();
        for job in jobs.drain(..) {
            if let Job::Block(block) = job {
                blocks.push(block);
                continue;
            }
            self.process(std::mem::take(&mut blocks)).await;
            match job {
                Job::Learn(baseline) => self.learn(&baseline).await,
                Job::Accept(entries) => self.accept(&entries).await,
                Job::Engineered => self.engineer().await,
                Job::Reached(reached) => {
                    let _ = reached.send(());
                }
                Job::Stop(stopped) => return Some(stopped),
                Job::Block(_) => {}
            }
        }
        self.process(blocks).await;
        None
    }

    async fn restore(&mut self) -> Result<(), Fault> {
        let mut read = self.app.read_as(&self.scope).await?;
        let setting = self.app.baseline_setting(&mut read, &self.scope).await?;
        let state = views::engine_state(&mut read, &self.scope).await?;
        drop(read);
        let mut engine = self.new_engine(&setting);
        engine.engineer(self.app.engineered(&self.scope).await?);
        engine.restore(state);
        if let Some(until) = setting.learning_until {
            engine.learn_until(until);
        }
        self.put_back(engine);
        Ok(())
    }

    fn new_engine(&self, setting: &Baseline) -> Engine {
        let mut random = [0; 8];
        random.copy_from_slice(&self.app.clock().random()[..8]);
        let config = Config {
            learning_until: setting.learning_until,
            learning_seconds: setting.learning_seconds,
            seed: u64::from_le_bytes(random),
            ..Config::default()
        };
        Engine::new(Arc::clone(&self.app.packs().rules), config)
    }

    fn put_back(&mut self, engine: Engine) {
        let until = engine.learning_until().map_or(NEVER, |until| until.0);
        self.worker.learning_until.store(until, Ordering::Relaxed);
        self.engine = Some(engine);
    }

    async fn learn(&mut self, baseline: &Baseline) {
        let Some(mut engine) = self.engine.take() else { return };
        match (baseline.learning_until, engine.learning_until()) {
            (Some(until), _) => engine.learn_until(until),
            // Nothing heard yet: the window begins with the first event.
            (None, None) => {
                engine = self.new_engine(baseline);
                self.put_back(engine);
                return self.engineer().await;
            }
            (None, Some(_)) => {
                if let Ok(Some((first, _))) = self.app.0.events.bounds(&self.tenant).await {
                    let window = i64::from(baseline.learning_seconds) * 1_000_000_000;
                    engine.learn_until(CaptureTime(first.0.saturating_add(window)));
                }
            }
        }
        self.put_back(engine);
        self.keep_memory_at_end().await;
    }

    /// Takes in what was engineered, as it is now.
    async fn engineer(&mut self) {
        match self.app.engineered(&self.scope).await {
            Ok(engineered) => {
                if let Some(engine) = self.engine.as_mut() {
                    engine.engineer(engineered);
                }
            }
            Err(fault) => {
                tracing::error!(tenant = %self.tenant, %fault, "what was engineered is not read");
            }
        }
    }

    /// Takes entries in that a person accepted. They are stored; what the engine learned of them
    /// meanwhile is joined and stored again.
    async fn accept(&mut self, entries: &[BaselineEntry]) {
        let Some(engine) = self.engine.as_mut() else { return };
        entries.iter().for_each(|entry| engine.accept(entry));
        let keys: BTreeSet<String> = entries.iter().map(BaselineEntry::key).collect();
        let joined: Vec<BaselineEntry> =
            engine.baseline().into_iter().filter(|line| keys.contains(&line.key())).collect();
        let kept = async {
            let mut tx = self.app.begin_as(&self.scope).await?;
            for line in &joined {
                views::baseline_put(&mut tx, &self.scope, line).await?;
            }
            tx.commit().await.map_err(Fault::from)
        };
        if let Err(fault) = kept.await {
            tracing::warn!(tenant = %self.tenant, %fault, "accepted lines were not kept again");
        }
        self.app.0.live.tell_tenant("baseline", None, &self.tenant);
    }

    /// Runs blocks through the engine and commits what follows. Comes back only when it is
    /// committed: a store that refuses is asked again until it takes it.
    async fn process(&mut self, blocks: Vec<Block>) {
        let blocks = match self.not_done(blocks).await {
            Ok(blocks) if blocks.is_empty() => return,
            Ok(blocks) => blocks,
            Err((blocks, fault)) => {
                tracing::warn!(tenant = %self.tenant, %fault, "marks not read");
                blocks
            }
        };
        let (blocks, output) = self.run_engine(blocks).await;
        while let Err(fault) = self.commit(&blocks, &output).await {
            self.app.0.metrics.detection_failures.inc();
            tracing::error!(tenant = %self.tenant, %fault, "detection not committed; trying again");
            tokio::time::sleep(AGAIN).await;
        }
        self.tell(&blocks, &output);
    }

    /// Leaves out blocks that have their mark.
    async fn not_done(&self, blocks: Vec<Block>) -> Result<Vec<Block>, (Vec<Block>, Fault)> {
        if blocks.is_empty() {
            return Ok(blocks);
        }
        let mut read = match self.app.read_as(&self.scope).await {
            Ok(read) => read,
            Err(fault) => return Err((blocks, fault)),
        };
        let mut left = Vec::with_capacity(blocks.len());
        for block in blocks {
            let mark = views::intake_find(&mut read, &self.scope, &block.name).await;
            if !matches!(mark, Ok(Some(_))) {
                left.push(block);
            }
        }
        Ok(left)
    }

    /// Feeds the engine off the async threads. If it panics, it is restored from what is
    /// committed, and these blocks count as done without a result: the next ones must go on.
    async fn run_engine(&mut self, blocks: Vec<Block>) -> (Arc<Vec<Block>>, Output) {
        let blocks = Arc::new(blocks);
        let Some(mut engine) = self.engine.take() else { return (blocks, Output::default()) };
        let shared = Arc::clone(&blocks);
        let run = move || {
            let mut output = Output::default();
            let mut reference = String::new();
            for block in shared.iter() {
                for (index, event) in block.events().iter().enumerate() {
                    reference.clear();
                    // Writing to a string cannot fail.
                    let _ = write!(reference, "{}.{index}", block.name);
                    engine.event(event, Some(&reference), &mut output);
                }
            }
            engine.flush(&mut output);
            (engine, output)
        };
        match tokio::task::spawn_blocking(run).await {
            Ok((engine, output)) => {
                self.put_back(engine);
                (blocks, output)
            }
            Err(_) => {
                self.app.0.metrics.detection_failures.inc();
                let names: Vec<&str> = blocks.iter().map(|block| block.name.as_str()).collect();
                tracing::error!(tenant = %self.tenant, ?names, "the engine panicked on these blocks");
                while let Err(fault) = self.restore().await {
                    tracing::error!(tenant = %self.tenant, %fault, "the engine is not restored");
                    tokio::time::sleep(AGAIN).await;
                }
                (blocks, Output::default())
            }
        }
    }

    /// The engine's memory, when it is time to keep it.
    pub(super) fn memory_due(&self, now: Millis) -> Option<(Option<CaptureTime>, detect::Memory)> {
        let waited = now.0.saturating_sub(self.memory_kept.0);
        if self.memory_bytes > SMALL_MEMORY && waited < MEMORY_MS {
            return None;
        }
        let engine = self.engine.as_ref()?;
        Some((engine.learning_until(), engine.memory()))
    }

    pub(super) fn memory_was_kept(&mut self, now: Millis, memory: &detect::Memory) {
        self.memory_kept = now;
        self.memory_bytes = serde_json::to_string(memory).map_or(0, |text| text.len());
    }

    async fn keep_memory_at_end(&mut self) {
        let Some(engine) = self.engine.as_ref() else { return };
        let (until, memory) = (engine.learning_until(), engine.memory());
        let kept = async {
            let mut tx = self.app.begin_as(&self.scope).await?;
            views::engine_memory_put(&mut tx, &self.scope, until, &memory).await?;
            tx.commit().await.map_err(Fault::from)
        };
        if let Err(fault) = kept.await {
            tracing::warn!(tenant = %self.tenant, %fault, "the engine's memory was not kept");
        }
    }

    /// Stored blocks without a mark, oldest first. Blocks are done in their order, so the newest
    /// one with a mark ends the search.
    async fn undone(&self) -> Result<Vec<Block>, Fault> {
        let probe = self.likely_probe().await?;
        let mut blocks: BTreeMap<(EventRef, String), Vec<(u64, ProbeEvent)>> = BTreeMap::new();
        let mut received = BTreeMap::new();
        let mut cursor: Option<String> = None;
        'pages: loop {
            let filter = EventFilter::default();
            let page =
                self.app.0.events.page(&self.tenant, &filter, cursor.as_deref(), PAGE).await?;
            for row in page.items {
                let at: EventRef = row.reference.parse().map_err(|_| internal())?;
                let name = block_name(&row.reference);
                let key = (EventRef { index: 0, ..at }, name.clone());
                if !blocks.contains_key(&key) && self.has_mark(&name).await? {
                    break 'pages;
                }
                received.insert(name, row.received);
                let event = serde_json::from_value(row.event).map_err(|_| internal())?;
                blocks.entry(key).or_default().push((at.index, event));
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let block = |((_, name), mut events): ((EventRef, String), Vec<(u64, ProbeEvent)>)| {
            events.sort_by_key(|(index, _)| *index);
            Block {
                probe,
                received: received.get(&name).copied().unwrap_or_default(),
                name,
                events: Events::Stored(events.into_iter().map(|(_, event)| event).collect()),
                rejected: 0,
                first_reason: None,
            }
        };
        Ok(blocks.into_iter().map(block).collect())
    }

    async fn has_mark(&self, name: &str) -> Result<bool, Fault> {
        let mut read = self.app.read_as(&self.scope).await?;
        Ok(views::intake_find(&mut read, &self.scope, name).await?.is_some())
    }

    /// Whose counters blocks read back belong to: the store does not say, so the tenant's one
    /// probe; with several, none of them.
    async fn likely_probe(&self) -> Result<Id, Fault> {
        let mut read = self.app.read_as(&self.scope).await?;
        let query = contract::rest::query::PageQuery::default();
        let page = views::probe_list(&mut read, &self.scope, &query).await?;
        match page.items.as_slice() {
            [only] => Ok(only.id),
            _ => Ok(nobody()),
        }
    }
}
