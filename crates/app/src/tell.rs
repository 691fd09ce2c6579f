//! From committed records to live changes and counts.

use std::sync::Arc;

use store::Change;
use tokio::sync::broadcast::error::RecvError;

use crate::App;
use crate::live::Audience;

/// Topic of a record kind: what the console's lists listen to.
fn topic(kind: &str) -> &str {
    match kind {
        "finding_report" => "report",
        "notice_step" => "notice",
        "loop_summary" => "loop",
        "sharing_policy" => "policy",
        other => other,
    }
}

impl App {
    /// Starts telling changes, for as long as the node lives.
    pub(crate) fn tell_changes(&self) {
        let mut changes = self.0.store.changes();
        let app = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                let change = changes.recv().await;
                let Some(inner) = app.upgrade() else { return };
                let app = Self(inner);
                match change {
                    Ok(change) => app.tell_change(&change),
                    Err(RecvError::Lagged(_)) => {
                        app.0.live.tell("resync", None, Audience::Everyone);
                    }
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }

    fn tell_change(&self, change: &Change) {
        if change.from.is_none() {
            self.0.metrics.record(&change.kind);
        }
        let audience = Audience::Tenants(change.viewers.clone());
        self.0.live.tell(topic(&change.kind), Some(change.object), audience);
        let home = &self.0.config.home;
        self.0.live.tell_tenant("audit", Some(change.record), home);
    }
}
