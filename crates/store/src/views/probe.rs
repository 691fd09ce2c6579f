//! Probes, with what each has delivered.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, probe::Probe as Body};
use contract::rest::Page;
use contract::rest::asset::Probe;
use contract::rest::query::PageQuery;
use contract::rest::watch::ProbeGlance;
use model::event::ProbeHealth;
use model::{Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> = List {
    columns: "v.*, c.last_batch, c.batches, c.events, c.rejected, h.received, h.report",
    table: "view_probe v",
    join: "LEFT JOIN probe_counter c ON c.tenant = v.tenant AND c.probe = v.id \
           LEFT JOIN probe_health h ON h.tenant = v.tenant AND h.probe = v.id",
    key: "v.id",
    newest_first: true,
};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Body = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_probe", &["name", "place", "state"], &[], viewer, record)
            .bind(body.name.as_str())
            .bind(body.place.as_str())
            .bind(body.state.as_str());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// The tenant's probes, newest first.
pub async fn probe_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<Probe>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    LIST.page(conn, &filter, &slice, row, |probe| probe.id.to_string()).await
}

/// One probe.
///
/// # Errors
/// `probe.missing`, also when it is another tenant's.
pub async fn probe_get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Probe, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let head = format!("SELECT {} FROM {} {}", LIST.columns, LIST.table, LIST.join);
    let found = conn.optional(filter.sql(&head)).await?;
    row(&found.ok_or_else(|| missing("probe.missing", id))?)
}

fn row(row: &Row) -> Result<Probe, Error> {
    let count = |column: &str| Ok::<_, Error>(row.opt_int(column)?.unwrap_or(0).unsigned_abs());
    Ok(Probe {
        id: row.id("id")?,
        name: row.text("name")?,
        place: row.text("place")?,
        state: row.text("state")?,
        last_batch: row.opt_millis("last_batch")?,
        batches: count("batches")?,
        events: count("events")?,
        rejected: count("rejected")?,
        health: health(row)?,
    })
}

fn health(row: &Row) -> Result<Option<ProbeGlance>, Error> {
    let Some(report) = row.opt_json::<ProbeHealth>("report")? else { return Ok(None) };
    Ok(Some(ProbeGlance {
        last_packet: report.time,
        received: row.millis("received")?,
        loss_ppm: loss_ppm(report.packets, report.dropped),
        version: report.version,
        packets: report.packets,
        dropped: report.dropped,
        rules: report.rules,
        rules_failed: report.rules_failed,
        alerts: report.alerts,
    }))
}

/// What was lost of everything that came, in a million.
fn loss_ppm(packets: u64, dropped: u64) -> u64 {
    let all = u128::from(packets) + u128::from(dropped);
    let share = (u128::from(dropped) * 1_000_000).checked_div(all).unwrap_or(0);
    u64::try_from(share).unwrap_or(1_000_000)
}
