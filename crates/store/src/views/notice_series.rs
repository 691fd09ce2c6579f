//! Number series 文号 of letters, and the numbers that were given in them.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds;
use contract::kinds::notice_series::NoticeSeries;
use contract::rest::notice::SeriesRow;
use model::{Id, TenantPath};

use super::{missing, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: NoticeSeries = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_notice_series", &["name", "enabled", "body"], &[], viewer, record)
            .bind(body.name.as_str())
            .bind(i64::from(body.enabled))
            .json(&body);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// The tenant's series, newest first; `next` and `next_issue` are left empty.
pub async fn series_list(conn: &mut Conn, scope: &Scope) -> Result<Vec<SeriesRow>, Error> {
    let sql = Sql::new("SELECT * FROM view_notice_series WHERE tenant = ? ORDER BY id DESC");
    let rows = conn.all(sql.bind(viewer(scope)?)).await?;
    rows.iter().map(row).collect()
}

/// One series.
///
/// # Errors
/// `series.missing`, also when it is another tenant's.
pub async fn series_get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<SeriesRow, Error> {
    let sql = Sql::new("SELECT * FROM view_notice_series WHERE tenant = ? AND id = ?");
    let found = conn.optional(sql.bind(viewer(scope)?).id(id)).await?;
    found.as_ref().map(row).transpose()?.ok_or_else(|| missing("series.missing", id))
}

fn row(row: &Row) -> Result<SeriesRow, Error> {
    Ok(SeriesRow {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        series: row.json("body")?,
        next: String::new(),
        next_issue: String::new(),
    })
}

/// The numbers a letter would get in a series in a year: its place and its issue, both from 1
/// without gaps. Right within the transaction that appends it; in a preview, only likely.
pub async fn number_next(
    conn: &mut Conn,
    scope: &Scope,
    series: Option<Id>,
    year: i64,
) -> Result<(u64, u32), Error> {
    let sql = Sql::new(
        "SELECT last, issue FROM view_notice_number WHERE tenant = ? AND series = ? AND year = ?",
    );
    let sql = sql.bind(viewer(scope)?).bind(name(series)).bind(year);
    let Some(row) = conn.optional(sql).await? else { return Ok((1, 1)) };
    let issue = u32::try_from(row.int("issue")?).unwrap_or(u32::MAX);
    Ok((row.number("last")? + 1, issue.saturating_add(1)))
}

/// A number was given.
pub(super) async fn number_taken(
    conn: &mut Conn,
    issuer: &TenantPath,
    series: Option<Id>,
    year: i64,
    issue: bool,
) -> Result<(), Error> {
    let sql = Sql::new(
        "INSERT INTO view_notice_number (tenant, series, year, last, issue) VALUES (?, ?, ?, 1, ?) \
         ON CONFLICT (tenant, series, year) DO UPDATE SET last = view_notice_number.last + 1, \
         issue = view_notice_number.issue + excluded.issue",
    );
    let sql = sql.bind(issuer.as_str()).bind(name(series)).bind(year).bind(i64::from(issue));
    conn.execute(sql).await?;
    Ok(())
}

fn name(series: Option<Id>) -> String {
    series.map(|id| id.to_string()).unwrap_or_default()
}
