//! The wire between a child and its parent: the memory transport, and what the fault plan does to
//! it. It also taps what crosses, for the oracle; the nodes do not know.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::federation::Message;
use federation::service::Service;
use federation::transport::memory::Memory;
use federation::transport::{Connector, Transport};
use federation::{Error, Task};
use model::{ErrorKind, Fault, Id};
use store::Peer;

use crate::oracle::Oracle;
use crate::random::Random;
use crate::timeline::Timeline;

/// How long a caller waits for an answer that does not come.
const PATIENCE_MS: i64 = 4_000;
/// Longer than any run: a process that is about to end waits this long for its end.
const FOREVER_MS: i64 = 1 << 50;

/// How good a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quality {
    pub(crate) cut: bool,
    /// Percent of messages that do not arrive, each way.
    pub(crate) loss: usize,
    /// Percent of messages that arrive twice, and that arrive again much later.
    pub(crate) duplication: usize,
    pub(crate) reorder: usize,
    /// One way, milliseconds.
    pub(crate) delay: (i64, i64),
}

impl Quality {
    pub(crate) const GOOD: Self =
        Self { cut: false, loss: 0, duplication: 0, reorder: 0, delay: (1, 20) };
}

/// At which moment of taking a message a node dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The parent, when a message arrives and nothing of it is taken.
    Arrival,
    /// The parent, when it has taken the message and before its answer leaves.
    Taken,
    /// The child, when the answer arrives and nothing of it is taken.
    Answered,
}

/// A message that comes again after others.
pub(crate) struct Straggler {
    pub(crate) parent: usize,
    pub(crate) child: Id,
    pub(crate) body: Vec<u8>,
    pub(crate) delay: i64,
}

/// What happened on the wires.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) exchanges: u64,
    pub(crate) lost: u64,
    pub(crate) duplicated: u64,
    pub(crate) reordered: u64,
    pub(crate) refused: u64,
}

/// What all wires share.
pub(crate) struct Net {
    pub(crate) timeline: Arc<Timeline>,
    inner: Mutex<Inner>,
}

pub(crate) struct Inner {
    pub(crate) oracle: Oracle,
    /// Number of each node, and its service while it runs.
    pub(crate) numbers: BTreeMap<Id, usize>,
    pub(crate) services: BTreeMap<usize, Arc<Service>>,
    /// By child.
    pub(crate) links: BTreeMap<usize, Quality>,
    pub(crate) doomed: BTreeMap<usize, Moment>,
    pub(crate) deaths: Vec<usize>,
    pub(crate) stragglers: Vec<Straggler>,
    pub(crate) counts: Counts,
    random: Random,
}

impl Net {
    pub(crate) fn new(timeline: Arc<Timeline>, oracle: Oracle, seed: u64) -> Arc<Self> {
        let inner = Inner {
            oracle,
            numbers: BTreeMap::new(),
            services: BTreeMap::new(),
            links: BTreeMap::new(),
            doomed: BTreeMap::new(),
            deaths: Vec::new(),
            stragglers: Vec::new(),
            counts: Counts::default(),
            random: Random::new(seed, 1),
        };
        Arc::new(Self { timeline, inner: Mutex::new(inner) })
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the records of a message as they cross.
    fn tap(&self, from: usize, to: usize, body: &[u8]) -> Result<(), Error> {
        let json = zstd::stream::decode_all(body).map_err(|error| broken(&error))?;
        let message: Message = serde_json::from_slice(&json).map_err(|error| broken(&error))?;
        let mut inner = self.lock();
        for item in &message.items {
            inner.oracle.crossed(from, to, item.record.id);
        }
        Ok(())
    }
}

fn broken(error: &dyn std::error::Error) -> Error {
    Error::Message(Fault::invalid("federation.body").with("reason", error))
}

fn unreachable() -> Error {
    Error::Message(Fault::new(ErrorKind::Unavailable, "federation.unreachable"))
}

impl Inner {
    fn link(&self, child: usize) -> Quality {
        self.links.get(&child).copied().unwrap_or(Quality::GOOD)
    }

    fn delay(&mut self, child: usize) -> i64 {
        let (least, end) = self.link(child).delay;
        self.random.between(least, end)
    }

    /// Whether a message over this link is lost.
    fn loses(&mut self, child: usize) -> bool {
        let link = self.link(child);
        let lost = link.cut || self.random.chance(link.loss);
        self.counts.lost += u64::from(lost);
        lost
    }

    fn dies(&mut self, node: usize, moment: Moment) -> bool {
        let dies = self.doomed.get(&node) == Some(&moment);
        if dies {
            self.doomed.remove(&node);
            self.deaths.push(node);
        }
        dies
    }
}

/// Opens the wire from one child.
pub(crate) struct Wires {
    pub(crate) net: Arc<Net>,
    pub(crate) child: usize,
    pub(crate) node: Id,
}

impl Connector for Wires {
    fn connect<'a>(&'a self, peer: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>> {
        Box::pin(async move {
            let parent = self.net.lock().numbers.get(&peer.node).copied();
            let parent = parent.ok_or_else(unreachable)?;
            let Self { net, child, node } = self;
            let wire = Wire { net: Arc::clone(net), child: *child, node: *node, parent };
            Ok(Box::new(wire) as Box<dyn Transport>)
        })
    }
}

struct Wire {
    net: Arc<Net>,
    child: usize,
    node: Id,
    parent: usize,
}

impl Wire {
    /// The parent's process, if it runs and the way is not cut.
    fn memory(&self) -> Result<Memory, Error> {
        let service = self.net.lock().services.get(&self.parent).cloned();
        Ok(Memory { service: service.ok_or_else(unreachable)?, caller: self.node })
    }

    async fn no_answer(&self) -> Error {
        self.net.timeline.sleep(PATIENCE_MS).await;
        unreachable()
    }

    async fn call(&self, body: Vec<u8>) -> Result<Vec<u8>, Error> {
        let delay = self.net.lock().delay(self.child);
        self.net.timeline.sleep(delay).await;
        if self.net.lock().loses(self.child) {
            return Err(self.no_answer().await);
        }
        let memory = self.memory()?;
        if self.net.lock().dies(self.parent, Moment::Arrival) {
            return Err(self.no_answer().await);
        }
        self.net.tap(self.child, self.parent, &body)?;
        self.linger(&body);
        let answer = self.deliver(memory, body).await?;
        if self.net.lock().dies(self.parent, Moment::Taken) {
            return Err(self.no_answer().await);
        }
        self.net.tap(self.parent, self.child, &answer)?;
        let delay = self.net.lock().delay(self.child);
        self.net.timeline.sleep(delay).await;
        if self.net.lock().loses(self.child) {
            return Err(self.no_answer().await);
        }
        if self.net.lock().dies(self.child, Moment::Answered) {
            self.net.timeline.sleep(FOREVER_MS).await;
        }
        Ok(answer)
    }

    /// Hands the message over, now and then twice; a caller hears one answer.
    async fn deliver(&self, memory: Memory, body: Vec<u8>) -> Result<Vec<u8>, Error> {
        let twice = {
            let mut inner = self.net.lock();
            inner.counts.exchanges += 1;
            let percent = inner.link(self.child).duplication;
            inner.random.chance(percent)
        };
        let answer = memory.exchange(body.clone()).await;
        if twice {
            self.net.lock().counts.duplicated += 1;
            drop(memory.exchange(body).await);
        }
        if answer.is_err() {
            self.net.lock().counts.refused += 1;
        }
        answer
    }

    /// Keeps a copy that arrives after later messages.
    fn linger(&self, body: &[u8]) {
        let mut inner = self.net.lock();
        let percent = inner.link(self.child).reorder;
        if inner.random.chance(percent) {
            let delay = inner.random.between(1_000, 15_000);
            let (parent, child) = (self.parent, self.node);
            inner.stragglers.push(Straggler { parent, child, body: body.to_vec(), delay });
        }
    }
}

impl Transport for Wire {
    fn works_beside(&self) -> bool {
        false
    }

    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>> {
        Box::pin(self.call(body))
    }

    fn blob_put<'a>(&'a self, digest: &'a str, bytes: Vec<u8>) -> Task<'a, Result<(), Error>> {
        Box::pin(async move { self.memory()?.blob_put(digest, bytes).await })
    }

    fn blob_get<'a>(&'a self, digest: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>> {
        Box::pin(async move { self.memory()?.blob_get(digest).await })
    }
}
