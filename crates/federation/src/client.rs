//! The child's side of an edge: calls the parent at intervals, and at once when there is news.

use std::sync::Arc;
use std::time::Duration;

use contract::federation::{MAX_ITEMS, Message, OLDEST, PROTOCOL, Receipts};
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
    /// Most items of one message: [`MAX_ITEMS`], or fewer for trials.
    pub most_items: usize,
}

/// What a child keeps between exchanges; lost at a restart without harm.
#[derive(Default)]
pub struct Session {
    open: Option<(Peer, Box<dyn Transport>)>,
    /// Version agreed on with the parent; 0 before the first message.
    spoken: u32,
    kept: Kept,
    backoff: Duration,
}

/// What the next exchange goes on with.
struct Kept {
    /// Receipts for the last answer, to go with the next message.
    owed: Option<Receipts>,
    /// Most items that the parent said it is ready to take.
    room: usize,
    /// The next message, made while the parent took the one before it.
    ahead: Option<Spoken>,
    /// The last answer, of which nothing is noted yet.
    behind: Option<Message>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { owed: None, room: usize::MAX, ahead: None, behind: None }
    }
}

/// One exchange.
struct Talk<'a> {
    peer: &'a Peer,
    way: &'a dyn Transport,
    protocol: u32,
    kept: &'a mut Kept,
}

/// A message as it travels.
struct Spoken {
    body: Vec<u8>,
    items: usize,
    /// The number of its last item.
    last: Option<u64>,
    /// Whether more waits.
    more: bool,
}

impl Spoken {
    /// Whether a peer that is ready for so many items takes it.
    fn fits(&self, room: usize) -> bool {
        (1..=room).contains(&self.items)
    }
}

/// Whether an answer says nothing that our next message would answer.
fn is_plain(answer: &Message) -> bool {
    answer.items.is_empty() && answer.wanted_blobs.is_empty()
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
                let owed = session.kept.owed.take();
                // It may be the receipts that it refuses; it will ask for them again.
                let owed = owed.filter(|_| !matches!(error, Error::Refused(_)));
                session.kept = Kept { owed, ..Kept::default() };
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
        let Session { open: Some((peer, way)), spoken, kept, .. } = session else {
            return Ok(false);
        };
        if *spoken == 0 {
            *spoken = self.speaks;
        }
        let talk = Talk { peer, way: way.as_ref(), protocol: *spoken, kept };
        let done = self.exchange(talk).await;
        let failure = done.as_ref().err().map(Error::fault);
        let changed = done.as_ref().is_ok_and(|changed| *changed);
        self.host.exchanged(peer.node, changed, failure.as_ref());
        done
    }

    async fn exchange(&self, talk: Talk<'_>) -> Result<bool, Error> {
        let Talk { peer, way, protocol, kept: Kept { owed, room, ahead, behind } } = talk;
        let said = match ahead.take() {
            Some(said) => said,
            None => {
                let said = envelope::Said { receipts: owed.clone(), ..envelope::Said::default() };
                self.say(peer, self.part(protocol, 0, *room), said).await?
            }
        };
        let Spoken { body, last, more, .. } = said;
        let sending = way.exchange(body);
        // With more to say than went into one message, the next is made while the parent takes it.
        let meanwhile = async {
            if let Some(answer) = behind.take() {
                envelope::take(&self.store, self.host.as_ref(), peer.node, &answer).await?;
            }
            let is_next = more && *room > 0 && owed.is_none();
            let Some(last) = last.filter(|_| is_next) else { return Ok(None) };
            let part = self.part(protocol, last, *room);
            self.say(peer, part, envelope::Said::default()).await.map(Some)
        };
        let (answer, next) = if way.works_beside() {
            tokio::join!(sending, meanwhile)
        } else {
            let next = meanwhile.await;
            (sending.await, next)
        };
        let next: Option<Spoken> = next?;
        let answer = envelope::read(&answer?, self.speaks).map_err(Error::Message)?;
        *room = envelope::room_of(&answer);
        let fits = |next: &Spoken| next.fits(*room) && last == Some(answer.cursor);
        *ahead = next.filter(|next| fits(next) && is_plain(&answer));
        if ahead.is_some() {
            // It says no more than what became of our items: that is noted on the way.
            *behind = Some(answer);
            return Ok(true);
        }
        let taken = envelope::take(&self.store, self.host.as_ref(), peer.node, &answer).await?;
        // Receipts stay owed until an answer shows that they arrived; twice does no harm.
        *owed = taken.received.receipts;
        let moved = self.blobs(peer, way, &answer.wanted_blobs).await?;
        // With the parent's quota used up, more at once would be in vain.
        Ok(taken.changed || moved || last.is_some() && *room > 0)
    }

    fn part(&self, protocol: u32, after: u64, room: usize) -> envelope::Part {
        envelope::Part { protocol, after, room: room.min(self.most_items) }
    }

    /// A message as it travels.
    async fn say(
        &self,
        peer: &Peer,
        part: envelope::Part,
        said: envelope::Said,
    ) -> Result<Spoken, Error> {
        let page = envelope::gather(&self.store, peer.node, part).await?;
        let (last, more) = (page.last(), page.more());
        let message = page.say(&self.store, peer.node, said)?;
        Ok(Spoken { items: message.items.len(), body: envelope::encode(&message)?, last, more })
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
        let (speaks, most_items) = (PROTOCOL, MAX_ITEMS);
        Self { store, blobs, host, connector, interval, news, speaks, most_items }
    }
}
