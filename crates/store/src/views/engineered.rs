//! Engineering files of an enterprise (SCL); files and what was read of them are blobs.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, engineered::Engineered};
use contract::rest::Page;
use contract::rest::engineered::EngineeredRow;
use contract::rest::query::PageQuery;
use model::{Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const THERE: &str = "v.state <> 'removed'";
const LIST: List<'_> =
    List { columns: "v.*", table: "view_engineered v", join: "", key: "v.id", newest_first: true };

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["name", "state", "digest", "plan", "size", "devices", "publishers", "author", "changed"];
    let body: Engineered = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_engineered", COLUMNS, &[], viewer, record)
            .bind(body.name.as_str())
            .bind(body.state.as_str())
            .bind(body.digest.as_str())
            .bind(body.plan.as_str())
            .number(body.size)
            .number(body.devices)
            .number(body.publishers)
            .bind(record.author.as_str())
            .bind(record.time.0);
        conn.execute(sql).await?;
    }
    Ok(())
}

/// The tenant's files that are not removed, newest first.
pub async fn engineered_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<EngineeredRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and(THERE);
    LIST.page(conn, &filter, &slice, row, |file| file.id.to_string()).await
}

/// One file, and the digest of what was read of it.
///
/// # Errors
/// `engineered.missing`, also when it is another tenant's or removed.
pub async fn engineered_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(EngineeredRow, String), Error> {
    let filter =
        Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id).and(THERE);
    let found = conn.optional(filter.sql("SELECT v.* FROM view_engineered v")).await?;
    let found = found.ok_or_else(|| missing("engineered.missing", id))?;
    Ok((row(&found)?, found.text("plan")?))
}

/// Digests of what was read of each file that counts, in the order in which they came.
pub async fn engineered_files(conn: &mut Conn, scope: &Scope) -> Result<Vec<String>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and(THERE);
    let sql = filter.sql("SELECT v.plan FROM view_engineered v").push(" ORDER BY v.id");
    conn.all(sql).await?.iter().map(|row| row.text("plan")).collect()
}

/// How many there are that are not removed.
pub async fn engineered_count(conn: &mut Conn, scope: &Scope) -> Result<u64, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and(THERE);
    filter.count(conn, LIST.table).await
}

fn row(row: &Row) -> Result<EngineeredRow, Error> {
    Ok(EngineeredRow {
        id: row.id("id")?,
        name: row.text("name")?,
        digest: row.text("digest")?,
        size: row.number("size")?,
        devices: row.number("devices")?,
        publishers: row.number("publishers")?,
        author: row.text("author")?,
        changed: row.millis("changed")?,
    })
}
