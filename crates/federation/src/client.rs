//! The child's side of an edge: calls the parent at intervals, and at once when there is news.

use std::sync::Arc;
use std::time::Duration;

use contract::federation::{OLDEST, PROTOCOL, Receipts};
use store::blobs::BlobStore;
use store::{Peer, Store};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::transport::{Connector, Transport};
use crate::{Error, Host, envelope};

/// Longest wait between tries while the parent is not there.
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// The edge to the parent.
pub struct Uplink {
    pub store: Store,
    pub blobs: BlobStore,
    pub host: Arc<dyn Host>,
    pub connector: Arc<dyn Connector>,
    pub interval: Duration,
    /// Woken when records were appended.
    pub news: Arc<Notify>,
    /// Newest protocol version it speaks: [`PROTOCOL`], or the one before it for trials.
    pub speaks: u32,
}

/// What a child keeps between exchanges; lost at a restart without harm.
pub struct Session {
    open: Option<(Peer, Box<dyn Transport>)>,
    /// Receipts for the last answer, to go with the next message.
    owed: Option<Receipts>,
    /// Version agreed on with the parent; 0 before the first message.
    spoken: u32,
    /// Most items that the parent said it is ready to take.
    room: usize,
    backoff: Duration,
}

impl Default for Session {
    fn default() -> Self {
        Self { open: None, owed: None, spoken: 0, room: usize::MAX, backoff: Duration::ZERO }
    }
}

impl Uplink {
    /// Exchanges until `stop` is cancelled. A node without a parent waits for one.
    pub async fn run(self, stop: CancellationToken) {
        let mut session = Session::default();
        while !stop.is_cancelled() {
            let wait = self.step(&mut session).await;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.news.notified(), if !wait.is_zero() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One exchange; how long to wait before the next.
    pub async fn step(&self, session: &mut Session) -> Duration {
        match self.round(session).await {
            Ok(more) => {
                session.backoff = self.interval;
                if more { Duration::ZERO } else { self.interval }
            }
            Err(error) => {
                let fault = error.fault();
                if session.older_version(&fault) {
                    return Duration::ZERO;
                }
                session.open = None;
                session.spoken = 0;
                session.room = usize::MAX;
                if matches!(error, Error::Refused(_)) {
                    // It may be the receipts that it refuses; it will ask for them again.
                    session.owed = None;
                }
                let longest = MAX_BACKOFF.min(self.interval * 8);
                session.backoff = (session.backoff.max(self.interval) * 2).min(longest);
                tracing::warn!(error = %fault, retry_ms = session.backoff.as_millis(), "exchange failed");
                session.backoff
            }
        }
    }

    /// One exchange; true when there may be more to say at once.
    async fn round(&self, session: &mut Session) -> Result<bool, Error> {
        if session.open.is_none() {
            let Some(peer) = self.store.parent().await? else { return Ok(false) };
            let way = self.connector.connect(&peer).await?;
            session.open = Some((peer, way));
        }
        let Session { open: Some((peer, way)), owed, spoken, room, .. } = session else {
            return Ok(false);
        };
        if *spoken == 0 {
            *spoken = self.speaks;
        }
        let done = self.exchange(peer, way.as_ref(), owed, room, *spoken).await;
        let failure = done.as_ref().err().map(Error::fault);
        let changed = done.as_ref().is_ok_and(|changed| *changed);
        self.host.exchanged(peer.node, changed, failure.as_ref());
        done
    }

    async fn exchange(
        &self,
        peer: &Peer,
        way: &dyn Transport,
        owed: &mut Option<Receipts>,
        room: &mut usize,
        protocol: u32,
    ) -> Result<bool, Error> {
        // Receipts stay owed until an answer shows that they arrived; twice does no harm.
        let said = envelope::Said {
            receipts: owed.clone(),
            room: *room,
            ..envelope::Said::plain(protocol)
        };
        let said = envelope::compose(&self.store, peer.node, said).await?;
        let answer = way.exchange(envelope::encode(&said)?).await?;
        let answer = envelope::read(&answer, self.speaks).map_err(Error::Message)?;
        let taken = envelope::take(&self.store, self.host.as_ref(), peer.node, &answer).await?;
        *owed = taken.received.receipts;
        *room = envelope::room_of(&answer);
        let moved = self.blobs(peer, way, &answer.wanted_blobs).await?;
        // With the parent's quota used up, more at once would be in vain.
        Ok(taken.changed || moved || !said.items.is_empty() && *room > 0)
    }

    /// Sends the blobs the parent lacks and fetches those we lack.
    async fn blobs(
        &self,
        peer: &Peer,
        way: &dyn Transport,
        asked: &[String],
    ) -> Result<bool, Error> {
        let mut moved = false;
        for digest in asked {
            if !self.store.edge_blob_allowed(peer.node, digest).await? {
                continue;
            }
            way.blob_put(digest, self.blobs.get(digest).await?).await?;
            moved = true;
        }
        for digest in envelope::wanted(&self.store, &self.blobs, peer.node).await? {
            // Not there yet: the parent waits for it itself.
            let Some(bytes) = way.blob_get(&digest).await? else { continue };
            envelope::keep_blob(&self.blobs, &digest, bytes).await?;
            self.host.kept(&digest).await;
            moved = true;
        }
        Ok(moved)
    }
}

impl Session {
    /// Whether the parent refused because it does not know our version: then the one before it is
    /// tried at once, and kept to until the connection breaks (a parent is upgraded by a restart).
    fn older_version(&mut self, fault: &model::Fault) -> bool {
        let unread = ["federation.protocol", "federation.body"].contains(&fault.code.as_ref());
        if unread && self.spoken > OLDEST {
            self.spoken = OLDEST;
            return true;
        }
        false
    }
}

impl Uplink {
    /// An uplink of this build's version.
    pub fn new(
        store: Store,
        blobs: BlobStore,
        host: Arc<dyn Host>,
        connector: Arc<dyn Connector>,
        interval: Duration,
    ) -> Self {
        let news = Arc::new(Notify::new());
        Self { store, blobs, host, connector, interval, news, speaks: PROTOCOL }
    }
}
