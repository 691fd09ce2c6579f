//! From committed records to live changes and counts.

use std::sync::Arc;

use store::Change;
use tokio::sync::broadcast::error::RecvError;

use crate::App;
use crate::live::Audience;

/// Topic of a record kind: what the console's lists listen to. `None` for what has no list but
/// the audit trail.
fn topic(kind: &str) -> Option<&str> {
    match kind {
        "access" | "evidence" | "pack" => None,
        "filing" | "filing_step" | "filing_summary" | "filing_draft" | "filing_verdict"
        | "filing_comment" | "export" | "sealed_copy" => Some("filings"),
        "finding_report" => Some("report"),
        "assignment" | "deputy" => Some("inbox"),
        // Steps of hazards and tasks are told with the summaries that follow them.
        "loop_step" | "forward_summary" => Some("notice"),
        "hazard" | "task" | "loop_summary" => Some("loop"),
        "sharing_policy" => Some("policy"),
        other => Some(other),
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
        let live = &self.0.live;
        if let Some(topic) = topic(&change.kind) {
            live.tell(topic, Some(change.object), Audience::Tenants(change.viewers.clone()));
        }
        let mut readers = change.viewers.clone();
        readers.insert(self.0.config.home.clone());
        live.tell("audit", Some(change.record), Audience::Tenants(readers));
    }
}
