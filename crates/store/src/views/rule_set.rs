//! Rule sets of an enterprise; their texts are blobs.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, rule_set::RuleSet};
use contract::rest::Page;
use contract::rest::query::PageQuery;
use contract::rest::watch::RuleSetRow;
use model::{Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const THERE: &str = "v.state <> 'removed'";
const LIST: List<'_> =
    List { columns: "v.*", table: "view_rule_set v", join: "", key: "v.id", newest_first: true };

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["name", "state", "digest", "size", "total", "compiled", "author", "changed"];
    let body: RuleSet = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_rule_set", COLUMNS, &[], viewer, record)
            .bind(body.name.as_str())
            .bind(body.state.as_str())
            .bind(body.digest.as_str())
            .number(body.size)
            .number(body.total)
            .number(body.compiled)
            .bind(record.author.as_str())
            .bind(record.time.0);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// The tenant's rule sets that are not removed, newest first.
pub async fn rule_set_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<RuleSetRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and(THERE);
    LIST.page(conn, &filter, &slice, row, |set| set.id.to_string()).await
}

/// One rule set.
///
/// # Errors
/// `rule_set.missing`, also when it is another tenant's or removed.
pub async fn rule_set_get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<RuleSetRow, Error> {
    let filter =
        Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id).and(THERE);
    let found = conn.optional(filter.sql("SELECT v.* FROM view_rule_set v")).await?;
    row(&found.ok_or_else(|| missing("rule_set.missing", id))?)
}

/// Those that probes load, in the order in which they were made.
pub async fn rule_set_enabled(conn: &mut Conn, scope: &Scope) -> Result<Vec<RuleSetRow>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and("v.state = 'enabled'");
    let sql = filter.sql("SELECT v.* FROM view_rule_set v").push(" ORDER BY v.id");
    conn.all(sql).await?.iter().map(row).collect()
}

/// How many there are that are not removed.
pub async fn rule_set_count(conn: &mut Conn, scope: &Scope) -> Result<u64, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and(THERE);
    filter.count(conn, LIST.table).await
}

fn row(row: &Row) -> Result<RuleSetRow, Error> {
    Ok(RuleSetRow {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        name: row.text("name")?,
        enabled: row.text("state")? == "enabled",
        digest: row.text("digest")?,
        size: row.number("size")?,
        total: row.number("total")?,
        compiled: row.number("compiled")?,
        author: row.text("author")?,
        changed: row.millis("changed")?,
        // What probes say of it is no part of the record: the caller counts them.
        probes: 0,
        running: 0,
    })
}
