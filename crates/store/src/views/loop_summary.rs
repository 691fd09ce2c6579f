//! Loop summaries: the course of notices' loops as the tier above sees it. Their figures are in
//! `loop_figures`.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, loop_summary::LoopSummary};
use contract::rest::Page;
use contract::rest::home::LoopRow;
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

/// Whether something is still to be done.
pub(super) fn is_open(body: &LoopSummary) -> bool {
    body.closed.is_none() && !FINAL.contains(&body.state.as_str())
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: LoopSummary = kinds::read(&record.body)?;
    let open = is_open(&body);
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
