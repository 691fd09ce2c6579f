//! Virtual time, and processes that take turns in it.
//!
//! A process is a future that waits either for real work (its database) or for virtual time. One
//! process runs at a time, until it waits for virtual time; so the order of everything that
//! happens follows from the seed, however long the real work takes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use federation::Task;

/// Not waiting for virtual time.
const RUNNING: i64 = i64::MIN;

/// The one clock of a run, in milliseconds from its start.
#[derive(Debug)]
pub(crate) struct Timeline {
    now: AtomicI64,
    /// Until when the process whose turn it is waits.
    parked: AtomicI64,
}

impl Timeline {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { now: AtomicI64::new(0), parked: AtomicI64::new(RUNNING) })
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Waits for so many virtual milliseconds.
    pub(crate) async fn sleep(&self, millis: i64) {
        let due = self.now().saturating_add(millis.max(1));
        poll_fn(|_| {
            if self.now() >= due {
                return Poll::Ready(());
            }
            self.parked.store(due, Ordering::SeqCst);
            Poll::Pending
        })
        .await;
    }

    /// Runs one process until it waits for virtual time or ends; `None` when it ended.
    async fn turn(&self, process: &mut Task<'static, ()>) -> Option<i64> {
        poll_fn(|context| {
            self.parked.store(RUNNING, Ordering::SeqCst);
            match Pin::as_mut(process).poll(context) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => match self.parked.load(Ordering::SeqCst) {
                    // It waits for its database: the runtime wakes it.
                    RUNNING => Poll::Pending,
                    due => Poll::Ready(Some(due)),
                },
            }
        })
        .await
    }
}

/// Processes by the time of their next turn. Each belongs to a node and ends with it.
pub(crate) struct Schedule<Event> {
    pub(crate) timeline: Arc<Timeline>,
    turns: BinaryHeap<Reverse<(i64, u64)>>,
    processes: BTreeMap<u64, (usize, Task<'static, ()>)>,
    events: BTreeMap<u64, Event>,
    next: u64,
}

/// What a step of the schedule led to.
pub(crate) enum Step<Event> {
    /// A process had its turn.
    Turn,
    /// A planned event is due.
    Due(Event),
    /// Nothing is left before the end asked for, which is now.
    End,
}

impl<Event> Schedule<Event> {
    pub(crate) fn new(timeline: Arc<Timeline>) -> Self {
        Self {
            timeline,
            turns: BinaryHeap::new(),
            processes: BTreeMap::new(),
            events: BTreeMap::new(),
            next: 0,
        }
    }

    fn place(&mut self, due: i64) -> u64 {
        self.next += 1;
        self.turns.push(Reverse((due, self.next)));
        self.next
    }

    pub(crate) fn spawn(&mut self, node: usize, process: Task<'static, ()>) {
        let place = self.place(self.timeline.now());
        self.processes.insert(place, (node, process));
    }

    pub(crate) fn plan(&mut self, due: i64, event: Event) {
        let place = self.place(due);
        self.events.insert(place, event);
    }

    /// The node's processes are no more, whatever they were about to do.
    pub(crate) fn end_node(&mut self, node: usize) {
        self.processes.retain(|_, (of, _)| *of != node);
    }

    /// The next thing that happens before `end`.
    pub(crate) async fn step(&mut self, end: i64) -> Step<Event> {
        loop {
            let Some(Reverse((due, _))) = self.turns.peek() else { return self.ended(end) };
            if *due > end {
                return self.ended(end);
            }
            let Some(Reverse((due, place))) = self.turns.pop() else { return self.ended(end) };
            let now = self.timeline.now().max(due);
            if let Some(event) = self.events.remove(&place) {
                self.timeline.now.store(now, Ordering::SeqCst);
                return Step::Due(event);
            }
            // A process of a node that ended leaves its turn behind.
            let Some((node, mut process)) = self.processes.remove(&place) else { continue };
            self.timeline.now.store(now, Ordering::SeqCst);
            if let Some(due) = self.timeline.turn(&mut process).await {
                let place = self.place(due);
                self.processes.insert(place, (node, process));
            }
            return Step::Turn;
        }
    }

    fn ended(&self, end: i64) -> Step<Event> {
        let now = self.timeline.now().max(end);
        self.timeline.now.store(now, Ordering::SeqCst);
        Step::End
    }
}
