//! What has to be done from time to time: roll-ups and retention of events, sessions and tokens
//! that are over; loops that are late or whose hazard came back.

use std::sync::Arc;
use std::time::Duration;

use model::Fault;
use store::{Scope, credentials, views};

use crate::App;

const EVERY: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 86_400_000;
/// Samples of probes' health; their last report stays.
const SAMPLES_KEPT_DAYS: i64 = 31;

impl App {
    /// Starts the job, for as long as the node lives.
    pub(crate) fn housekeep_regularly(&self) {
        let app = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                let Some(inner) = app.upgrade() else { return };
                if let Err(fault) = Self(inner).housekeep().await {
                    tracing::error!(%fault, "housekeeping failed; the next hour tries again");
                }
            }
        });
    }

    /// Rolls events up, deletes those past their retention, forgets what is over.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn housekeep(&self) -> Result<(), Fault> {
        let now = self.0.store.now();
        let days = self.0.config.retention_days;
        self.forwards_follow_all().await?;
        self.0.events.roll_up(now).await?;
        self.0.events.retain(now, days).await?;
        let mut tx = self.begin_as(&Scope::system()).await?;
        credentials::credentials_expire(&mut tx, now).await?;
        // Marks of blocks go when their events have gone, not before.
        let gone = now.plus(-DAY_MS * (i64::from(days) + 2));
        views::intake_forget(&mut tx, gone).await?;
        views::file_forget(&mut tx, gone).await?;
        views::health_forget(&mut tx, now.plus(-DAY_MS * SAMPLES_KEPT_DAYS)).await?;
        tx.commit().await?;
        self.loops_watch().await?;
        self.sharing_catch_up().await
    }
}
