//! Findings of a tenant's own probes. How often each happened is counted outside the log.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, finding::Finding};
use contract::rest::Page;
use contract::rest::finding::{FindingDetail, FindingRow};
use contract::rest::query::FindingQuery;
use model::finding::{FindingState, Severity};
use model::{CaptureTime, Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "rule",
    "severity",
    "rank",
    "techniques",
    "key",
    "source",
    "target",
    "protocol",
    "operation",
    "time",
    "raised",
    "state",
    "message",
    "maintenance",
    "body",
];
/// Parameters of a finding that its row shows: what a signature says of itself, and the window of
/// maintenance it fell into.
const MESSAGE: &str = "message";
const MAINTENANCE: &str = "maintenance";
const LIST: List<'_> = List {
    columns: "v.id, v.revision, v.rule, v.severity, v.techniques, v.source, v.target, v.protocol, \
              v.operation, v.time, v.raised, v.state, v.message, v.maintenance, o.count AS occurrences, o.last AS last_time, \
              (SELECT r.id FROM view_report r WHERE r.tenant = v.tenant AND r.finding = v.id \
              AND r.reporter = r.tenant ORDER BY r.id DESC LIMIT 1) AS report",
    table: "view_finding v",
    join: "LEFT JOIN finding_occurrence o ON o.tenant = v.tenant AND o.finding = v.id",
    key: "v.id",
    newest_first: true,
};

/// A severity's place in the order.
pub(super) fn rank(severity: Severity) -> i64 {
    Severity::ALL
        .iter()
        .position(|s| *s == severity)
        .and_then(|n| i64::try_from(n).ok())
        .unwrap_or(0)
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Finding = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_finding", COLUMNS, &["raised"], viewer, record)
            .bind(body.rule.as_str())
            .bind(body.severity.word())
            .bind(rank(body.severity))
            .json(&body.techniques)
            .bind(body.key.as_str())
            .bind(body.source.as_str())
            .bind(body.target.as_str())
            .bind(body.protocol.as_str())
            .bind(body.operation.as_str())
            .bind(body.time.0)
            .bind(record.time.0)
            .bind(body.state.word())
            .bind(body.params.get(MESSAGE).map_or("", String::as_str))
            .bind(i64::from(body.params.contains_key(MAINTENANCE)))
            .json(&record.body);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

fn filter(scope: &Scope, query: &FindingQuery) -> Result<Filter, Error> {
    Ok(Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.state = ?", query.state.as_ref())
        .maybe("v.severity = ?", query.severity.as_ref())
        .maybe("v.rule = ?", query.rule.as_ref())
        .contains(&["v.source", "v.target", "v.operation", "v.message"], query.q.as_ref()))
}

/// Findings, newest first. Titles are left empty: the rule's pack has them.
pub async fn finding_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &FindingQuery,
) -> Result<Page<FindingRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    LIST.page(conn, &filter(scope, query)?, &slice, row, |finding| finding.id.to_string()).await
}

/// The `total` of [`finding_list`].
pub async fn finding_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &FindingQuery,
) -> Result<u64, Error> {
    filter(scope, query)?.count(conn, LIST.table).await
}

/// Findings of some rules, newest first. Titles are left empty.
pub async fn finding_list_of(
    conn: &mut Conn,
    scope: &Scope,
    query: &FindingQuery,
    rules: &[String],
) -> Result<Page<FindingRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query)?.any_of("v.rule", rules);
    LIST.page(conn, &filter, &slice, row, |finding| finding.id.to_string()).await
}

/// How many findings each of some rules has, the most first; those without any are left out.
pub async fn finding_count_by_rule(
    conn: &mut Conn,
    scope: &Scope,
    query: &FindingQuery,
    rules: &[String],
) -> Result<Vec<(String, u64)>, Error> {
    let sql = filter(scope, query)?
        .any_of("v.rule", rules)
        .sql("SELECT v.rule, COUNT(*) AS number FROM view_finding v")
        .push(" GROUP BY v.rule ORDER BY number DESC, v.rule");
    let rows = conn.all(sql).await?;
    rows.iter().map(|row| Ok((row.text("rule")?, row.number("number")?))).collect()
}

/// One finding with the body of its latest revision. Titles and advice are left empty.
///
/// # Errors
/// `finding.missing`, also when it is another tenant's.
pub async fn finding_detail(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<FindingDetail, Error> {
    let head = format!("SELECT {}, v.body FROM {} {}", LIST.columns, LIST.table, LIST.join);
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let found = conn.optional(filter.sql(&head)).await?;
    let found = found.ok_or_else(|| missing("finding.missing", id))?;
    Ok(FindingDetail {
        row: row(&found)?,
        advice_zh: String::new(),
        advice_en: String::new(),
        acceptable: false,
        body: found.json("body")?,
    })
}

/// What is known of a finding with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFinding {
    pub id: Id,
    pub state: FindingState,
    /// A maintenance window excused it.
    pub maintenance: bool,
}

/// The newest finding of a key (see `model::finding::Detection`), and what was decided on it.
pub async fn finding_by_key(
    conn: &mut Conn,
    scope: &Scope,
    key: &str,
) -> Result<Option<KnownFinding>, Error> {
    let filter = Filter::default().with("tenant = ?", viewer(scope)?).with("key = ?", key);
    let sql = filter.sql("SELECT id, state, maintenance FROM view_finding");
    let found = conn.optional(sql.push(" ORDER BY id DESC LIMIT 1")).await?;
    let read = |row: Row| {
        let (id, state) = (row.id("id")?, row.word("state")?);
        Ok(KnownFinding { id, state, maintenance: row.flag("maintenance")? })
    };
    found.map(read).transpose()
}

/// Counts further occurrences of a finding; the first one counts itself (`times` 1).
pub async fn finding_occurred(
    conn: &mut Conn,
    scope: &Scope,
    finding: Id,
    times: u64,
    last: CaptureTime,
) -> Result<(), Error> {
    let sql = Sql::new(
        "INSERT INTO finding_occurrence (tenant, finding, count, last) VALUES (?, ?, ?, ?) \
         ON CONFLICT (tenant, finding) DO UPDATE SET \
         count = finding_occurrence.count + excluded.count, last = CASE \
         WHEN excluded.last > finding_occurrence.last THEN excluded.last \
         ELSE finding_occurrence.last END",
    );
    conn.execute(sql.bind(viewer(scope)?).id(finding).number(times).bind(last.0)).await?;
    Ok(())
}

/// Open findings, the most severe first, of those the newest: what waits for triage.
pub async fn finding_waiting(
    conn: &mut Conn,
    scope: &Scope,
    most: u32,
) -> Result<Vec<FindingRow>, Error> {
    let head = format!("SELECT {} FROM {} {}", LIST.columns, LIST.table, LIST.join);
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and("v.state = 'open'");
    let sql = filter.sql(&head).push(&format!(" ORDER BY v.rank DESC, v.id DESC LIMIT {most}"));
    conn.all(sql).await?.iter().map(row).collect()
}

fn row(row: &Row) -> Result<FindingRow, Error> {
    let time = row.int("time")?;
    Ok(FindingRow {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        rule: row.text("rule")?,
        title_zh: String::new(),
        title_en: String::new(),
        message: row.text("message")?,
        maintenance: row.flag("maintenance")?,
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        source: row.text("source")?,
        target: row.text("target")?,
        protocol: row.text("protocol")?,
        operation: row.text("operation")?,
        time: CaptureTime(time),
        raised: row.millis("raised")?,
        occurrences: row.opt_int("occurrences")?.unwrap_or(1).unsigned_abs(),
        last_occurrence: CaptureTime(row.opt_int("last_time")?.unwrap_or(time)),
        state: row.word("state")?,
        report: row.opt_id("report")?,
    })
}
