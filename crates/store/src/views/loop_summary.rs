//! Loop summaries: the course of notices' loops as the tier above sees it. Their lists are in
//! `loop_board`, their figures in `loop_figures`.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, loop_summary::LoopSummary};
use contract::rest::loops::LoopRow;
use model::loops::CheckOutcome;
use model::{Id, Millis, TenantPath};

use super::finding::rank;
use super::list::Filter;
use super::steps::NEVER;
use super::subject::count;
use super::{loop_figures, name_of, put, text, viewer};
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
    "next",
    "rank",
    "changed",
];
/// The kind of a text of which only the summary is known.
const SUMMARY: &str = "";
/// States of `LoopSummary` after which nothing happens.
const FINAL: &[&str] = &["closed", "withdrawn"];
/// Hazards asked for at once.
const HAZARDS: usize = 500;

/// What the tenant knows of the subject itself, where it is a party.
pub(super) const SUBJECT: &str =
    "LEFT JOIN view_subject s ON s.tenant = v.tenant AND s.id = v.notice";

pub(super) fn columns() -> String {
    format!(
        "v.*, s.title AS title, s.side AS side, {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
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
            .bind(body.part_of.map(|id| id.to_string()).unwrap_or_default())
            .bind(if open { body.due.0 } else { NEVER })
            .bind(rank(body.severity))
            .bind(record.time.0);
        if conn.execute(sql).await? > 0 {
            put_techniques(conn, viewer, record.object, &body.techniques).await?;
            let subject = body.subject.to_string();
            text::put_absent(conn, viewer, SUMMARY, &subject, &[&body.number]).await?;
        }
    }
    Ok(())
}

/// Takes the row of a viewer away: it got another view of the loop, or the issuer revoked it.
pub(super) async fn forget(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    loop_figures::forget(conn, viewer, id).await?;
    put_techniques(conn, viewer, id, &[]).await?;
    let sql = Sql::new("SELECT notice FROM view_loop WHERE tenant = ? AND id = ?");
    if let Some(row) = conn.optional(sql.bind(viewer.as_str()).id(id)).await? {
        text::gone(conn, viewer, SUMMARY, &row.text("notice")?).await?;
    }
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

pub(super) fn row(row: &Row, now: Millis) -> Result<LoopRow, Error> {
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
