//! Batches that probes delivered: known by name, so that one sent again is stored once.

use contract::intake::IntakeReceipt;
use model::{Id, Millis};

use super::viewer;
use crate::sql::{Conn, Sql};
use crate::{Error, Scope};

/// A delivered batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeBatch {
    pub batch: String,
    pub probe: Id,
    pub accepted: u64,
    pub rejected: u64,
    pub first_reason: Option<String>,
    pub time: Millis,
}

/// What was answered to a batch, with `duplicate` set, if it was delivered before.
pub async fn intake_find(
    conn: &mut Conn,
    scope: &Scope,
    batch: &str,
) -> Result<Option<IntakeReceipt>, Error> {
    let sql = Sql::new(
        "SELECT batch, accepted, rejected, first_reason FROM intake_batch \
         WHERE tenant = ? AND batch = ?",
    );
    let found = conn.optional(sql.bind(viewer(scope)?).bind(batch)).await?;
    let read = |row: crate::sql::Row| {
        Ok(IntakeReceipt {
            batch: row.text("batch")?,
            accepted: row.number("accepted")?,
            rejected: row.number("rejected")?,
            first_reason: row.opt_text("first_reason")?,
            duplicate: true,
        })
    };
    found.map(read).transpose()
}

/// Notes a batch and adds to its probe's counters. False when it was noted before: nothing is
/// counted twice.
pub async fn intake_add(
    conn: &mut Conn,
    scope: &Scope,
    batch: &IntakeBatch,
) -> Result<bool, Error> {
    const COLUMNS: &[&str] =
        &["tenant", "batch", "probe", "accepted", "rejected", "first_reason", "time"];
    let tenant = viewer(scope)?;
    let sql = Sql::insert("intake_batch", COLUMNS, 1)
        .push(" ON CONFLICT (tenant, batch) DO NOTHING")
        .bind(tenant)
        .bind(batch.batch.as_str())
        .id(batch.probe)
        .number(batch.accepted)
        .number(batch.rejected)
        .bind(batch.first_reason.clone())
        .bind(batch.time.0);
    if conn.execute(sql).await? == 0 {
        return Ok(false);
    }
    let sql = Sql::new(
        "INSERT INTO probe_counter (tenant, probe, last_batch, batches, events, rejected) \
         VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (tenant, probe) DO UPDATE SET \
         last_batch = excluded.last_batch, batches = probe_counter.batches + 1, \
         events = probe_counter.events + excluded.events, \
         rejected = probe_counter.rejected + excluded.rejected",
    );
    let sql = sql.bind(tenant).id(batch.probe).bind(batch.time.0);
    conn.execute(sql.number(batch.accepted).number(batch.rejected)).await?;
    Ok(true)
}

/// Forgets batches noted before an instant: older than any probe's spool. The number forgotten.
pub async fn intake_forget(conn: &mut Conn, before: Millis) -> Result<u64, Error> {
    conn.execute(Sql::new("DELETE FROM intake_batch WHERE time < ?").bind(before.0)).await
}
