//! Loop summaries: the course of notices' loops as the tier above sees it, and its statistics.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, loop_summary::LoopSummary};
use contract::rest::Page;
use contract::rest::home::{Count, LoopRow, LoopStatistics};
use contract::rest::query::LoopQuery;
use model::{Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{name_of, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "notice",
    "number",
    "issuer",
    "recipient",
    "region",
    "industry",
    "severity",
    "techniques",
    "state",
    "open",
    "issued",
    "due",
    "closed",
    "took_ms",
    "returned",
];
/// States of `LoopSummary` after which nothing happens.
const FINAL: &[&str] = &["closed", "withdrawn"];
const TECHNIQUE: &str = "EXISTS (SELECT 1 FROM view_loop_technique t \
                         WHERE t.tenant = v.tenant AND t.technique = ? AND t.loop = v.id)";

fn columns() -> String {
    format!(
        "v.*, {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
}

const fn list(columns: &str) -> List<'_> {
    List { columns, table: "view_loop v", join: "", key: "v.id", newest_first: true }
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: LoopSummary = kinds::read(&record.body)?;
    let open = body.closed.is_none() && !FINAL.contains(&body.state.as_str());
    let took = body.closed.map(|closed| closed.0.saturating_sub(body.issued.0));
    for viewer in viewers {
        let sql = put("view_loop", COLUMNS, &[], viewer, record)
            .id(body.subject)
            .bind(body.number.as_str())
            .bind(body.issuer.as_str())
            .bind(body.recipient.as_str())
            .bind(body.region.as_str())
            .bind(body.industry.as_str())
            .bind(body.severity.word())
            .json(&body.techniques)
            .bind(body.state.as_str())
            .bind(i64::from(open))
            .bind(body.issued.0)
            .bind(body.due.0)
            .bind(body.closed.map(|closed| closed.0))
            .bind(took)
            .bind(i64::from(body.returned));
        if conn.execute(sql).await? > 0 {
            put_techniques(conn, viewer, record.object, &body.techniques).await?;
        }
    }
    Ok(())
}

/// Takes the row of a viewer away: it got another view of the loop, or the issuer revoked it.
pub(super) async fn forget(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    put_techniques(conn, viewer, id, &[]).await?;
    let sql = Sql::new("DELETE FROM view_loop WHERE tenant = ? AND id = ?");
    conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    Ok(())
}

async fn put_techniques(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
    techniques: &[String],
) -> Result<(), Error> {
    let sql = Sql::new("DELETE FROM view_loop_technique WHERE tenant = ? AND loop = ?");
    conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    for technique in techniques.iter().collect::<BTreeSet<_>>() {
        let sql = Sql::insert("view_loop_technique", &["tenant", "technique", "loop"], 1);
        conn.execute(sql.bind(viewer.as_str()).bind(technique.as_str()).id(id)).await?;
    }
    Ok(())
}

fn filter(scope: &Scope, query: &LoopQuery) -> Result<Filter, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.region = ?", query.region.as_ref())
        .maybe("v.severity = ?", query.severity.as_ref())
        .maybe("v.issuer = ?", query.issuer.as_ref().map(TenantPath::as_str))
        .maybe(TECHNIQUE, query.technique.as_ref());
    Ok(match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    })
}

/// Loops, newest first.
pub async fn loop_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
) -> Result<Page<LoopRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query)?;
    list(&columns()).page(conn, &filter, &slice, row, |row| row.id.to_string()).await
}

/// The `total` of [`loop_list`].
pub async fn loop_count(conn: &mut Conn, scope: &Scope, query: &LoopQuery) -> Result<u64, Error> {
    filter(scope, query)?.count(conn, "view_loop v").await
}

/// The summary of a notice's loop, with the revision its next one must follow.
pub async fn loop_by_notice(
    conn: &mut Conn,
    scope: &Scope,
    notice: Id,
) -> Result<Option<(LoopRow, u32)>, Error> {
    let filter =
        Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.notice = ?", notice);
    let sql = filter.sql(&format!("SELECT {} FROM view_loop v", columns()));
    let found = conn.optional(sql.push(" ORDER BY v.id DESC LIMIT 1")).await?;
    let read =
        |found: Row| Ok((row(&found)?, u32::try_from(found.int("revision")?).unwrap_or(u32::MAX)));
    found.map(read).transpose()
}

/// Counts by each dimension, and how long closed loops took.
pub async fn loop_statistics(conn: &mut Conn, scope: &Scope) -> Result<LoopStatistics, Error> {
    let tenant = viewer(scope)?;
    let closed = Filter::default().with("tenant = ?", tenant).and("took_ms IS NOT NULL");
    let closed = closed.count(conn, "view_loop").await?;
    Ok(LoopStatistics {
        by_state: by(conn, tenant, "view_loop", "state").await?,
        by_region: by(conn, tenant, "view_loop", "region").await?,
        by_severity: by(conn, tenant, "view_loop", "severity").await?,
        by_technique: by(conn, tenant, "view_loop_technique", "technique").await?,
        close_p50_ms: percentile(conn, tenant, closed, 50).await?,
        close_p90_ms: percentile(conn, tenant, closed, 90).await?,
    })
}

async fn by(conn: &mut Conn, tenant: &str, table: &str, column: &str) -> Result<Vec<Count>, Error> {
    let sql = Sql::new(format!(
        "SELECT {column} AS dimension, COUNT(*) AS loops FROM {table} WHERE tenant = ? \
         GROUP BY {column} ORDER BY COUNT(*) DESC, {column}"
    ));
    let rows = conn.all(sql.bind(tenant)).await?;
    rows.iter()
        .map(|row| Ok(Count { key: row.text("dimension")?, count: row.number("loops")? }))
        .collect()
}

/// Nearest rank: the smallest duration that at least `percent` of the closed loops do not exceed.
async fn percentile(
    conn: &mut Conn,
    tenant: &str,
    closed: u64,
    percent: u64,
) -> Result<Option<i64>, Error> {
    if closed == 0 {
        return Ok(None);
    }
    let before = (closed * percent).div_ceil(100).max(1) - 1;
    let sql = Sql::new(format!(
        "SELECT took_ms FROM view_loop WHERE tenant = ? AND took_ms IS NOT NULL \
         ORDER BY took_ms LIMIT 1 OFFSET {before}"
    ));
    conn.optional(sql.bind(tenant)).await?.map(|row| row.int("took_ms")).transpose()
}

fn row(row: &Row) -> Result<LoopRow, Error> {
    Ok(LoopRow {
        id: row.id("id")?,
        notice: row.id("notice")?,
        number: row.text("number")?,
        issuer: row.tenant("issuer")?,
        issuer_name: row.text("issuer_name")?,
        recipient: row.tenant("recipient")?,
        recipient_name: row.text("recipient_name")?,
        region: row.text("region")?,
        industry: row.text("industry")?,
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        state: row.text("state")?,
        issued: row.millis("issued")?,
        due: row.millis("due")?,
        closed: row.opt_millis("closed")?,
        returned: u32::try_from(row.int("returned")?).unwrap_or(u32::MAX),
    })
}
