//! Loop summaries: the course of notices' loops as the tier above sees it. Their figures are in
//! `loop_figures`.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, loop_summary::LoopSummary};
use contract::rest::Page;
use contract::rest::loops::LoopRow;
use contract::rest::query::LoopQuery;
use model::loops::CheckOutcome;
use model::{Id, Millis, TenantPath};

use super::list::{Filter, List, Slice};
use super::subject::count;
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
    "source",
    "hazard",
    "signed",
    "replied",
    "reopened",
    "extended",
    "escalated",
    "supervised",
    "rechecked",
    "part_of",
];
/// States of `LoopSummary` after which nothing happens.
const FINAL: &[&str] = &["closed", "withdrawn"];
/// Hazards asked for at once.
const HAZARDS: usize = 500;
const TECHNIQUE: &str = "EXISTS (SELECT 1 FROM view_loop_technique t \
                         WHERE t.tenant = v.tenant AND t.technique = ? AND t.loop = v.id)";

/// What the tenant knows of the subject itself, where it is a party.
const SUBJECT: &str = "LEFT JOIN view_subject s ON s.tenant = v.tenant AND s.id = v.notice";

fn columns() -> String {
    format!(
        "v.*, s.title AS title, s.side AS side, {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
}

const fn list(columns: &str) -> List<'_> {
    List { columns, table: "view_loop v", join: SUBJECT, key: "v.id", newest_first: true }
}

/// Whether something is still to be done.
pub(super) fn is_open(body: &LoopSummary) -> bool {
    body.closed.is_none() && !body.ended && !FINAL.contains(&body.state.as_str())
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
            .bind(i64::from(body.returned))
            .bind(body.source.word())
            .bind(body.hazard.as_str())
            .bind(body.signed.map(|at| at.0))
            .bind(body.replied.map(|at| at.0))
            .bind(i64::from(body.reopened))
            .bind(i64::from(body.extended))
            .bind(i64::from(body.escalated))
            .bind(i64::from(body.supervised))
            .bind(body.rechecked.map(CheckOutcome::word))
            .bind(body.part_of.map(|id| id.to_string()).unwrap_or_default());
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

fn filter(scope: &Scope, query: &LoopQuery, now: Millis) -> Result<Filter, Error> {
    let flag = |filter: Filter, clause: &str, wanted: Option<bool>| match wanted {
        Some(true) => filter.and(&format!("{clause} > 0")),
        Some(false) => filter.and(&format!("{clause} = 0")),
        None => filter,
    };
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.source = ?", query.source.as_ref())
        .maybe("v.region = ?", query.region.as_ref())
        .maybe("v.industry = ?", query.industry.as_ref())
        .maybe("v.severity = ?", query.severity.as_ref())
        .maybe("v.issuer = ?", query.issuer.as_ref().map(TenantPath::as_str))
        .maybe("v.recipient = ?", query.recipient.as_ref().map(TenantPath::as_str))
        .maybe("v.rechecked = ?", query.rechecked.as_ref())
        .maybe("v.hazard = ?", query.hazard.as_ref())
        .contains(&["v.number"], query.q.as_ref())
        .maybe(TECHNIQUE, query.technique.as_ref());
    let filter = match query.side.as_deref() {
        Some("issued") => filter.with("v.issuer = ?", viewer(scope)?),
        _ => filter,
    };
    let filter = flag(filter, "v.reopened", query.reopened);
    let filter = flag(filter, "v.supervised", query.supervised);
    let filter = flag(filter, "v.escalated", query.escalated);
    let filter = match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    };
    Ok(match query.overdue {
        Some(true) => filter.and("v.open = 1").with("v.due < ?", now.0),
        Some(false) => filter.with("(v.open = 0 OR v.due >= ?)", now.0),
        None => filter,
    })
}

/// Loops, newest first.
pub async fn loop_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<Page<LoopRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query, now)?;
    let read = |found: &Row| Ok((row(found, now)?, found.text("id")?));
    let page = list(&columns()).page(conn, &filter, &slice, read, |(_, id)| id.clone()).await?;
    let items = page.items.into_iter().map(|(row, _)| row).collect();
    Ok(Page { items, next: page.next, total: page.total })
}

/// The `total` of [`loop_list`].
pub async fn loop_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<u64, Error> {
    filter(scope, query, now)?.count(conn, "view_loop v").await
}

/// Open loops of some hazards, by the digests of their identities, that the tenant may know of:
/// its own and those it gets the summaries of.
pub async fn loops_of_hazards(
    conn: &mut Conn,
    scope: &Scope,
    digests: &[String],
    now: Millis,
) -> Result<Vec<LoopRow>, Error> {
    let mut found = Vec::new();
    for digests in digests.chunks(HAZARDS) {
        let filter = Filter::default()
            .with("v.tenant = ?", viewer(scope)?)
            .any_of("v.hazard", digests)
            .and("v.open = 1");
        let sql = filter.sql(&format!("SELECT {} FROM view_loop v {SUBJECT}", columns()));
        let rows = conn.all(sql.push(" ORDER BY v.id DESC LIMIT 200")).await?;
        found.extend(rows.iter().map(|found| row(found, now)).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// The summary of a subject's loop: its id, what it says, and the revision its next must follow.
pub async fn loop_of(
    conn: &mut Conn,
    scope: &Scope,
    subject: Id,
    now: Millis,
) -> Result<Option<(Id, LoopRow, u32)>, Error> {
    let filter =
        Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.notice = ?", subject);
    let sql = filter.sql(&format!("SELECT {} FROM view_loop v {SUBJECT}", columns()));
    let found = conn.optional(sql.push(" ORDER BY v.id DESC LIMIT 1")).await?;
    let read = |found: Row| {
        let revision = u32::try_from(found.int("revision")?).unwrap_or(u32::MAX);
        Ok((found.id("id")?, row(&found, now)?, revision))
    };
    found.map(read).transpose()
}

fn row(row: &Row, now: Millis) -> Result<LoopRow, Error> {
    let open = row.flag("open")?;
    let due = row.millis("due")?;
    let party = match row.opt_text("side")?.as_deref() {
        Some("issued") => "issuer",
        Some("received" | "both") => "recipient",
        _ => "",
    };
    Ok(LoopRow {
        id: row.id("notice")?,
        source: row.word("source")?,
        number: row.text("number")?,
        title: row.opt_text("title")?.unwrap_or_default(),
        issuer: row.tenant("issuer")?,
        issuer_name: row.text("issuer_name")?,
        recipient: row.tenant("recipient")?,
        recipient_name: row.text("recipient_name")?,
        region: row.text("region")?,
        industry: row.text("industry")?,
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        state: row.text("state")?,
        open,
        overdue: open && due < now,
        issued: row.millis("issued")?,
        due,
        signed: row.opt_millis("signed")?,
        replied: row.opt_millis("replied")?,
        closed: row.opt_millis("closed")?,
        returned: count(row, "returned")?,
        reopened: count(row, "reopened")?,
        extended: count(row, "extended")?,
        escalated: count(row, "escalated")?,
        supervised: row.flag("supervised")?,
        rechecked: row.opt_text("rechecked")?.map(|word| word.parse()).transpose()?,
        hazard: row.text("hazard")?,
        party: party.to_owned(),
        also: Vec::new(),
    })
}
