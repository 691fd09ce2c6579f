//! Finding reports: what enterprises told this authority; for an enterprise, what it told.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, Kind as _, finding_report::FindingReport};
use contract::rest::Page;
use contract::rest::finding::{ReportDetail, ReportRow};
use contract::rest::query::ReportQuery;
use model::finding::Severity;
use model::{CaptureTime, Id, Role, TenantPath};
use serde_json::{Value, json};

use super::finding::rank;
use super::list::{Filter, List, Slice};
use super::sharing::{blanked, revoked};
use super::{missing, name_of, put, viewer, work};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "reporter",
    "finding",
    "rule",
    "severity",
    "rank",
    "techniques",
    "source",
    "target",
    "protocol",
    "operation",
    "time",
    "reported",
];
/// Its kind in the inbox.
const REPORT: &str = "report";
const NOTICED: &str = "EXISTS (SELECT 1 FROM view_notice n WHERE n.tenant = v.tenant AND (n.report = v.id \
     OR n.report IN (SELECT s.id FROM view_statement s WHERE s.tenant = v.tenant \
     AND s.statement = v.id AND s.statement <> s.id)))";

const REVOKED: &str = "LEFT JOIN view_revocation x ON x.tenant = v.tenant AND x.object = v.id \
                       AND x.revoker = v.reporter";

fn columns() -> String {
    format!(
        "v.id, v.reporter, {}, v.rule, v.severity, v.techniques, v.source, v.target, v.protocol, \
         v.operation, v.time, v.reported, (SELECT n.id FROM view_notice n \
         WHERE n.tenant = v.tenant AND (n.report = v.id OR n.report IN \
         (SELECT s.id FROM view_statement s WHERE s.tenant = v.tenant AND s.statement = v.id \
         AND s.statement <> s.id)) \
         ORDER BY n.id DESC LIMIT 1) AS notice, x.revoker, x.revoked, x.reason",
        name_of("v.reporter", "v.tenant", "reporter_name")
    )
}

const fn list(columns: &str) -> List<'_> {
    List { columns, table: "view_report v", join: REVOKED, key: "v.id", newest_first: true }
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: FindingReport = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_report", COLUMNS, &["reported"], viewer, record)
            .bind(record.tenant.as_str())
            .id(body.finding)
            .bind(body.rule.as_str())
            .bind(body.severity.word())
            .bind(rank(body.severity))
            .json(&body.techniques)
            .bind(body.source.as_str())
            .bind(body.target.as_str())
            .bind(body.protocol.as_str())
            .bind(body.operation.as_str())
            .bind(body.time.0)
            .bind(record.time.0);
        conn.insert_later(sql).await?;
        if record.revision == 1 && *viewer != record.tenant {
            wait(conn, viewer, record, &body).await?;
        }
    }
    Ok(())
}

/// A new report waits for whoever may answer it with a notice.
async fn wait(
    conn: &mut Conn,
    viewer: &TenantPath,
    record: &Record,
    body: &FindingReport,
) -> Result<(), Error> {
    let review = || vec!["review".to_owned()];
    let roles = [Role::ProvincialRegulator, Role::MinistryOperator];
    let waiting = work::Waiting {
        kind: REPORT,
        object: &record.object.to_string(),
        acts: roles.map(|role| (role, review())).into(),
        procedure: "",
        due: None,
        since: record.time,
        severity: Some(body.severity),
        sender: record.tenant.as_str(),
        title: &body.rule,
        bundle: "",
    };
    work::put_new(conn, viewer, &waiting).await
}

/// A notice answers it.
pub(super) async fn answered(
    conn: &mut Conn,
    viewer: &TenantPath,
    report: Id,
) -> Result<(), Error> {
    work::gone(conn, viewer, REPORT, &report.to_string()).await
}

/// Takes the row of a viewer away: it got another view of the same statement.
pub(super) async fn forget(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    let sql = Sql::new("DELETE FROM view_report WHERE tenant = ? AND id = ?");
    conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    Ok(())
}

/// Takes the content out of the row of a viewer: its reporter revoked it.
pub(super) async fn blank(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    let sql = Sql::new(
        "SELECT source, target, operation, time FROM view_report WHERE tenant = ? AND id = ?",
    );
    let row = conn.optional(sql.bind(viewer.as_str()).id(id)).await?;
    let Some(row) = row else { return Ok(()) };
    let left = blanked(
        FindingReport::NAME,
        &json!({
            "source": row.text("source")?,
            "target": row.text("target")?,
            "operation": row.text("operation")?,
            "time": row.int("time")?,
        }),
    );
    let text = |name| left.get(name).and_then(Value::as_str).unwrap_or_default();
    let sql = Sql::new(
        "UPDATE view_report SET source = ?, target = ?, operation = ?, time = ? \
         WHERE tenant = ? AND id = ?",
    );
    let sql = sql.bind(text("source")).bind(text("target")).bind(text("operation"));
    let sql = sql.bind(left.get("time").and_then(Value::as_i64).unwrap_or_default());
    conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    Ok(())
}

fn filter(scope: &Scope, query: &ReportQuery) -> Result<Filter, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).contains(
        &["v.rule", "v.reporter", "v.source", "v.target", "v.operation"],
        query.q.as_ref(),
    );
    let filter = match query.severity.as_deref().map(str::parse::<Severity>) {
        Some(Ok(severity)) => filter.with("v.rank = ?", rank(severity)),
        Some(Err(_)) => filter.and("1 = 0"),
        None => filter,
    };
    Ok(match query.noticed {
        Some(true) => filter.and(NOTICED),
        Some(false) => filter.and(&format!("NOT {NOTICED}")),
        None => filter,
    })
}

/// Reports, newest first.
pub async fn report_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &ReportQuery,
) -> Result<Page<ReportRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query)?;
    list(&columns()).page(conn, &filter, &slice, row, |report| report.id.to_string()).await
}

/// The `total` of [`report_list`].
pub async fn report_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &ReportQuery,
) -> Result<u64, Error> {
    filter(scope, query)?.count(conn, "view_report v").await
}

/// One report with its body; of one that was revoked, what its kind does not let be left out.
///
/// # Errors
/// `report.missing`, also when it was not shared with the tenant.
pub async fn report_detail(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ReportDetail, Error> {
    let head = format!("SELECT {} FROM view_report v {REVOKED}", columns());
    let own = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", own).with("v.id = ?", id);
    let found = conn.optional(filter.sql(&head)).await?;
    let row = row(&found.ok_or_else(|| missing("report.missing", id))?)?;
    let record = conn.latest(id).await?.ok_or_else(|| missing("report.missing", id))?;
    let is_blank = row.revoked.is_some() && row.reporter.as_str() != own;
    let body = if is_blank { blanked(FindingReport::NAME, &record.body) } else { record.body };
    Ok(ReportDetail { row, body: kinds::read(&body)? })
}

fn row(row: &Row) -> Result<ReportRow, Error> {
    Ok(ReportRow {
        id: row.id("id")?,
        reporter: row.tenant("reporter")?,
        reporter_name: row.text("reporter_name")?,
        rule: row.text("rule")?,
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        source: row.text("source")?,
        target: row.text("target")?,
        protocol: row.text("protocol")?,
        operation: row.text("operation")?,
        time: CaptureTime(row.int("time")?),
        reported: row.millis("reported")?,
        notice: row.opt_id("notice")?,
        revoked: revoked(row)?,
    })
}
