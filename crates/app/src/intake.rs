//! Intake: what probes deliver. A batch is on disk before it is acknowledged; detection follows.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use contract::intake::{IntakeReceipt, MAX_BATCH_EVENTS};
use model::{ErrorKind, Fault, Id, TenantPath};
use store::events::Batch;
use store::views::{self, IntakeBatch};
use store::{Scope, credentials};

use crate::act::internal;
use crate::detection::Block;
use crate::{App, secret};

/// How long a probe is kept waiting while detection is behind. It sends again then.
const PATIENCE: Duration = Duration::from_secs(20);
const MAX_BATCH_ID: usize = 120;

impl App {
    /// Takes a batch of a probe (plain NDJSON). Answered only once it is on disk; the same batch
    /// again is stored once.
    ///
    /// # Errors
    /// `intake.token`, `intake.batch`, `intake.too_many`, `intake.busy` (send again later),
    /// `events.disk_full` and others of the event store: nothing was acknowledged.
    pub async fn intake(
        &self,
        token: &str,
        batch_id: &str,
        body: Bytes,
    ) -> Result<IntakeReceipt, Fault> {
        let taken = self.take(token, batch_id, body).await;
        if taken.is_err() {
            self.0.metrics.intake_refused.inc();
        }
        taken
    }

    async fn take(&self, token: &str, batch_id: &str, body: Bytes) -> Result<IntakeReceipt, Fault> {
        let (tenant, probe) = self.probe_of(token).await?;
        check_batch_id(batch_id)?;
        let batch = tokio::task::spawn_blocking(move || Batch::parse(&body))
            .await
            .map_err(|_| internal())?;
        if batch.events.len() > MAX_BATCH_EVENTS {
            return Err(
                Fault::new(ErrorKind::TooMany, "intake.too_many").with("most", MAX_BATCH_EVENTS)
            );
        }
        let mut receipt = IntakeReceipt {
            batch: batch_id.to_owned(),
            accepted: batch.events.len() as u64,
            rejected: batch.rejected,
            first_reason: batch.first_reason.clone(),
            duplicate: false,
        };
        let name = format!("{probe}/{batch_id}");
        receipt.duplicate = if batch.events.is_empty() {
            self.note_empty(&tenant, probe, &name, &receipt).await?
        } else {
            self.keep(&tenant, probe, &name, Arc::new(batch)).await?
        };
        self.count_intake(&receipt);
        Ok(receipt)
    }

    fn count_intake(&self, receipt: &IntakeReceipt) {
        let metrics = &self.0.metrics;
        if receipt.duplicate {
            metrics.intake_duplicates.inc();
            return;
        }
        metrics.intake_batches.inc();
        metrics.intake_events.inc_by(receipt.accepted);
        metrics.intake_rejected.inc_by(receipt.rejected);
    }

    pub(crate) async fn probe_of(&self, token: &str) -> Result<(TenantPath, Id), Fault> {
        let mut read = self.read_as(&Scope::system()).await?;
        let found = credentials::probe_token_get(&mut read, &secret::digest(token)).await?;
        found.ok_or_else(|| Fault::new(ErrorKind::Unauthenticated, "intake.token"))
    }

    /// Stores a batch and hands it to detection, in the order of the store. Answers whether it
    /// had been stored before.
    async fn keep(
        &self,
        tenant: &TenantPath,
        probe: Id,
        name: &str,
        batch: Arc<Batch>,
    ) -> Result<bool, Fault> {
        let worker = self.worker(tenant);
        let busy = || Fault::new(ErrorKind::Unavailable, "intake.busy").with("retry_seconds", 5);
        let place = tokio::time::timeout(PATIENCE, worker.place()).await.map_err(|_| busy())?;
        let place = place.ok_or_else(busy)?;
        let received = self.0.store.now();
        let stored = self.0.events.append(tenant, name, received, Arc::clone(&batch)).await?;
        if stored.duplicate {
            return Ok(true);
        }
        place.take(Block::new(&stored, probe, received, batch));
        Ok(false)
    }

    /// A batch without a single event is only counted.
    async fn note_empty(
        &self,
        tenant: &TenantPath,
        probe: Id,
        name: &str,
        receipt: &IntakeReceipt,
    ) -> Result<bool, Fault> {
        let scope = Scope::new(tenant.clone(), "system");
        let mut tx = self.begin_as(&scope).await?;
        let noted = IntakeBatch {
            batch: name.to_owned(),
            probe,
            accepted: 0,
            rejected: receipt.rejected,
            first_reason: receipt.first_reason.clone(),
            time: tx.now(),
        };
        let is_new = views::intake_add(&mut tx, &scope, &noted).await?;
        tx.commit().await?;
        Ok(!is_new)
    }
}

fn check_batch_id(text: &str) -> Result<(), Fault> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._:-".contains(&b);
    if (1..=MAX_BATCH_ID).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(());
    }
    Err(Fault::invalid("intake.batch").with("most", MAX_BATCH_ID))
}
