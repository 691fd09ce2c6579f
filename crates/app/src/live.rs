//! Live changes: what was committed is told to whoever may know of it, after the commit.

use std::collections::BTreeSet;

use contract::rest::LiveEvent;
use model::{Id, TenantPath};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// Changes a slow reader may fall behind before it is told to read its lists again.
const BACKLOG: usize = 1024;

/// Who may know of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Audience {
    Everyone,
    Tenants(BTreeSet<TenantPath>),
}

#[derive(Debug, Clone)]
enum Change {
    Told {
        audience: Audience,
        event: LiveEvent,
    },
    /// The node stops: readers are to go.
    End,
}

/// The node's one channel.
#[derive(Debug, Clone)]
pub(crate) struct Channel(Sender<Change>);

impl Default for Channel {
    fn default() -> Self {
        Self(channel(BACKLOG).0)
    }
}

impl Channel {
    /// Tells a change; without readers nothing happens.
    pub(crate) fn tell(&self, topic: &str, id: Option<Id>, audience: Audience) {
        let event = LiveEvent { topic: topic.to_owned(), id };
        let _ = self.0.send(Change::Told { audience, event });
    }

    /// Ends what every reader reads.
    pub(crate) fn end(&self) {
        let _ = self.0.send(Change::End);
    }

    pub(crate) fn tell_tenant(&self, topic: &str, id: Option<Id>, tenant: &TenantPath) {
        self.tell(topic, id, Audience::Tenants([tenant.clone()].into()));
    }

    pub(crate) fn subscribe(&self, tenant: TenantPath) -> Live {
        Live { tenant, changes: self.0.subscribe() }
    }
}

/// One reader's changes: only those its tenant may know of.
#[derive(Debug)]
pub struct Live {
    tenant: TenantPath,
    changes: Receiver<Change>,
}

impl Live {
    /// The next change; `resync` when some were missed; `None` when the node stops.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            match self.changes.recv().await {
                Ok(Change::Told { audience, event }) => {
                    if self.may_know(&audience) {
                        return Some(event);
                    }
                }
                Ok(Change::End) | Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => {
                    return Some(LiveEvent { topic: "resync".to_owned(), id: None });
                }
            }
        }
    }

    fn may_know(&self, audience: &Audience) -> bool {
        match audience {
            Audience::Everyone => true,
            Audience::Tenants(tenants) => tenants.contains(&self.tenant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> TenantPath {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_reader_hears_of_its_own_tenant_and_of_everyone() {
        let channel = Channel::default();
        let mut live = channel.subscribe(path("cn/32/ent/a"));
        channel.tell_tenant("finding", None, &path("cn/32/ent/b"));
        channel.tell_tenant("notice", None, &path("cn/32/ent/a"));
        channel.tell("node", None, Audience::Everyone);
        assert_eq!(live.next().await.unwrap().topic, "notice");
        assert_eq!(live.next().await.unwrap().topic, "node");
        channel.end();
        assert_eq!(live.next().await, None);
    }

    #[tokio::test]
    async fn a_reader_that_fell_behind_is_told_to_read_again() {
        let channel = Channel::default();
        let mut live = channel.subscribe(path("cn"));
        for _ in 0..BACKLOG + 10 {
            channel.tell("node", None, Audience::Everyone);
        }
        assert_eq!(live.next().await.unwrap().topic, "resync");
    }
}
