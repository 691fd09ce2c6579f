//! Probes, with what each has delivered.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, probe::Probe as Body};
use contract::rest::Page;
use contract::rest::asset::Probe;
use contract::rest::query::PageQuery;
use model::TenantPath;

use super::list::{Filter, List, Slice};
use super::{put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> = List {
    columns: "v.*, c.last_batch, c.batches, c.events, c.rejected",
    table: "view_probe v",
    join: "LEFT JOIN probe_counter c ON c.tenant = v.tenant AND c.probe = v.id",
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
        conn.execute(sql).await?;
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
    })
}
