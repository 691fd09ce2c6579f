//! What the wire between nodes needs from the use-cases behind it.

use federation::{Host, Task};
use model::{Fault, Id};
use store::{PeerDraft, Scope};

use crate::App;
use crate::live::Audience;

impl Host for App {
    fn redeem<'a>(&'a self, token: &'a str, child: PeerDraft) -> Task<'a, Result<(), Fault>> {
        Box::pin(self.enrolment_redeem(token, child))
    }

    fn received<'a>(&'a self, peer: Id, records: &'a [Id]) -> Task<'a, ()> {
        Box::pin(async move {
            if let Err(fault) = self.after_received(records).await {
                // The records are kept; the next start or the next step brings the rest along.
                tracing::error!(%peer, %fault, "work after receiving records failed");
            }
        })
    }

    fn kept<'a>(&'a self, digest: &'a str) -> Task<'a, ()> {
        Box::pin(async move {
            if let Err(fault) = self.after_kept(digest).await {
                tracing::error!(%digest, %fault, "work after keeping a blob failed");
            }
        })
    }

    fn exchanged(&self, peer: Id, changed: bool, failure: Option<&Fault>) {
        match failure {
            Some(fault) => {
                self.0.metrics.exchange_failures.inc();
                tracing::warn!(%peer, %fault, "exchange failed");
            }
            None => {
                self.0.metrics.exchanges.inc();
            }
        }
        if changed {
            self.0.live.tell("delivery", Some(peer), Audience::Everyone);
        }
        self.0.live.tell("node", Some(peer), Audience::Everyone);
    }
}

/// Kinds of records that something here follows.
const FOLLOWED: &[&str] =
    &["loop_step", "filing_step", "pack", "membership", "revocation", "tenant"];

impl App {
    /// What follows from records that came from a neighbour and are committed: loops of notices
    /// issued here follow their steps, what was passed on follows its revocation, who joined a
    /// group gets what its owner offers.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn after_received(&self, records: &[Id]) -> Result<(), Fault> {
        let mut read = self.read_as(&Scope::system()).await?;
        let found = read.records_of_kinds(records, FOLLOWED).await?;
        drop(read);
        let (mut notices, mut filings, mut packs) = (Vec::new(), Vec::new(), false);
        let (mut shared, mut invites) = (Vec::new(), false);
        for record in found {
            match record.kind.as_str() {
                "loop_step" => notices.push(record),
                "filing_step" => filings.push(record),
                "pack" => packs = true,
                "membership" | "revocation" => shared.push(record),
                "tenant" => invites = true,
                _ => {}
            }
        }
        self.sharing_after_received(&shared, invites).await?;
        if packs {
            self.packs_catch_up().await?;
        }
        self.filings_after_received(&filings).await?;
        self.loops_after_received(&notices).await
    }

    /// What waited for the bytes of a blob: a published pack applies once its content is here,
    /// whichever came first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn after_kept(&self, digest: &str) -> Result<(), Fault> {
        let scope = Scope::new(self.0.config.home.clone(), "system");
        let mut read = self.read_as(&scope).await?;
        let packs = store::views::pack_list(&mut read, &scope).await?;
        drop(read);
        let waited = |pack: &store::views::ActivePack| {
            pack.body.published.as_ref().is_some_and(|published| published.content == digest)
        };
        if packs.iter().any(waited) {
            self.packs_catch_up().await?;
        }
        Ok(())
    }

    /// OpenMetrics text, with what is looked up only now.
    pub async fn metrics_text(&self) -> String {
        if let Ok(nodes) = self.nodes().await {
            let queued: u64 = nodes.iter().map(|node| node.backlog).sum();
            self.0.metrics.deliveries_queued.set(i64::try_from(queued).unwrap_or(i64::MAX));
        }
        if let Ok(records) = self.0.store.records().await {
            self.0.metrics.log_sequence.set(records);
        }
        self.detection_lag();
        self.0.metrics.text()
    }
}
