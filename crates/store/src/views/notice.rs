//! Notices 通报, as issuer, recipient or bystander sees them, and the issuer's number series.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::loop_step::Attachment;
use contract::kinds::{self, notice::Notice};
use contract::rest::Page;
use contract::rest::filing::IndicatorName;
use contract::rest::notice::{NoticeDetail, NoticeRow};
use contract::rest::query::{IndicatorListQuery, NoticeQuery};
use contract::sharing::Tlp;
use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::list::{Filter, List, Slice};
use super::{finding_report, missing, name_of, notice_series, paper, put, steps, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "number",
    "title",
    "text",
    "severity",
    "techniques",
    "issuer",
    "recipient",
    "issued",
    "due",
    "procedure",
    "report",
    "side",
    "state",
    "open",
    "genre",
    "issue",
    "circular",
    "forwards",
    "corrects",
    "extra",
    "hash",
    "hazard",
];
/// What the fold over the steps says is not for the notice to change.
const KEPT: &[&str] = &["state", "open"];
/// Years are those of the calendar in China: UTC+8, no summer time since 1992.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

fn columns() -> String {
    format!(
        "v.*, {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
}

const fn list(columns: &str) -> List<'_> {
    List { columns, table: "view_notice v", join: "", key: "v.id", newest_first: true }
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Notice = kinds::read(&record.body)?;
    if record.revision == 1 && viewers.contains(&body.issuer) && record.tenant == body.issuer {
        let year = notice_year(body.issued);
        // What was transferred keeps its number: that is no further one.
        if body.circular.is_none() && !has_number(conn, &body.issuer, &body.number).await? {
            notice_series::number_taken(conn, &body.issuer, None, year, false).await?;
        }
    }
    let extra = Extra {
        attachments: body.attachments.clone(),
        tlp: body.tlp,
        mark: body.mark.clone(),
        forwarded_number: body.forwarded_number.clone(),
    };
    for viewer in viewers {
        let side = match viewer {
            viewer if *viewer == body.issuer => "issued",
            viewer if *viewer == body.recipient => "received",
            _ => "other",
        };
        let sql = put("view_notice", COLUMNS, KEPT, viewer, record)
            .bind(body.number.as_str())
            .bind(body.title.as_str())
            .bind(body.text.as_str())
            .bind(body.severity.word())
            .json(&body.techniques)
            .bind(body.issuer.as_str())
            .bind(body.recipient.as_str())
            .bind(body.issued.0)
            .bind(body.due.0)
            .bind(body.procedure.as_str())
            .bind(body.report.map(|id| id.to_string()))
            .bind(side)
            .bind("")
            .bind(1i64)
            .bind(body.genre.word())
            .bind(body.issue.map(i64::from))
            .bind(body.circular.map(|id| id.to_string()))
            .bind(body.forwards.map(|id| id.to_string()))
            .bind(body.corrects.map(|id| id.to_string()))
            .json(&extra)
            .bind(record.hash.as_str())
            .bind(body.hazard.as_str());
        conn.insert_later(sql).await?;
        if let Some(report) = body.report {
            finding_report::answered(conn, viewer, report).await?;
        }
    }
    paper::put_code(conn, record, viewers, "notice", record.object).await
}

/// Whether the issuer gave a number already.
async fn has_number(conn: &mut Conn, issuer: &TenantPath, number: &str) -> Result<bool, Error> {
    let sql = Sql::new("SELECT id FROM view_notice WHERE tenant = ? AND number = ? LIMIT 1");
    Ok(conn.optional(sql.bind(issuer.as_str()).bind(number)).await?.is_some())
}

/// What only the notice's own page shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Extra {
    attachments: Vec<Attachment>,
    tlp: Tlp,
    mark: String,
    forwarded_number: String,
}

/// The year of the calendar in China in which an instant falls: that of a notice's number.
pub fn notice_year(time: Millis) -> i64 {
    let days = time.0.saturating_add(SHANGHAI_MS).div_euclid(86_400_000);
    // H. Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Years of the algorithm begin on the first of March, day 306 is the first of January.
    year_of_era + era * 400 + i64::from(of_year >= 306)
}

fn filter(scope: &Scope, query: &NoticeQuery, now: Millis) -> Result<Filter, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.side = ?", query.side.as_ref())
        .maybe("v.genre = ?", query.genre.as_ref())
        .contains(&["v.number", "v.title", "v.issuer", "v.recipient"], query.q.as_ref());
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

/// Notices, newest first.
pub async fn notice_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &NoticeQuery,
    now: Millis,
) -> Result<Page<NoticeRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query, now)?;
    let read = |r: &Row| row(r, now);
    list(&columns()).page(conn, &filter, &slice, read, |notice| notice.id.to_string()).await
}

/// The `total` of [`notice_list`].
pub async fn notice_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &NoticeQuery,
    now: Millis,
) -> Result<u64, Error> {
    filter(scope, query, now)?.count(conn, "view_notice v").await
}

/// One notice with its steps. `actions` is left empty: the procedure says what may be done.
///
/// # Errors
/// `notice.missing`, also when the tenant may not see it.
pub async fn notice_detail(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<NoticeDetail, Error> {
    let tenant = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", tenant).with("v.id = ?", id);
    let corrected = "(SELECT MAX(c.id) FROM view_notice c WHERE c.tenant = v.tenant \
         AND c.corrects = v.id) AS corrected_by";
    let found = filter.sql(&format!("SELECT {}, {corrected} FROM view_notice v", columns()));
    let found = conn.optional(found).await?.ok_or_else(|| missing("notice.missing", id))?;
    let extra: Extra = found.json("extra")?;
    Ok(NoticeDetail {
        row: row(&found, now)?,
        text: found.text("text")?,
        techniques: found.json("techniques")?,
        procedure: found.text("procedure")?,
        report: found.opt_id("report")?,
        steps: steps::step_rows(conn, tenant, id).await?,
        actions: Vec::new(),
        attachments: extra.attachments,
        tlp: extra.tlp,
        mark: extra.mark,
        forwards: found.opt_id("forwards")?,
        forwarded_number: extra.forwarded_number,
        corrects: found.opt_id("corrects")?,
        corrected_by: found.opt_id("corrected_by")?,
        forwarded: Vec::new(),
        may_forward: false,
        paper_code: contract::paper::code_of(&found.text("hash")?),
    })
}

/// The hash of a notice's record, which its seal covers.
///
/// # Errors
/// `notice.missing`, also when the tenant may not see it.
pub async fn notice_hash(conn: &mut Conn, scope: &Scope, id: Id) -> Result<String, Error> {
    let sql = Sql::new("SELECT hash FROM view_notice WHERE tenant = ? AND id = ?");
    let found = conn.optional(sql.bind(viewer(scope)?).id(id)).await?;
    found.ok_or_else(|| missing("notice.missing", id))?.text("hash")
}

/// Notices whose loop has not ended and to which the tenant is a party, the soonest due first.
pub async fn notice_waiting(
    conn: &mut Conn,
    scope: &Scope,
    now: Millis,
    most: u32,
) -> Result<Vec<NoticeRow>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and("v.open = 1");
    let sql = filter
        .and("v.side <> 'other'")
        .sql(&format!("SELECT {} FROM view_notice v", columns()))
        .push(&format!(" ORDER BY v.due LIMIT {most}"));
    conn.all(sql).await?.iter().map(|found| row(found, now)).collect()
}

fn row(row: &Row, now: Millis) -> Result<NoticeRow, Error> {
    let due = row.millis("due")?;
    let party = match row.text("side")?.as_str() {
        "issued" => "issuer",
        "received" => "recipient",
        _ => "",
    };
    Ok(NoticeRow {
        id: row.id("id")?,
        number: row.text("number")?,
        title: row.text("title")?,
        severity: row.word("severity")?,
        issuer: row.tenant("issuer")?,
        issuer_name: row.text("issuer_name")?,
        recipient: row.tenant("recipient")?,
        recipient_name: row.text("recipient_name")?,
        state: row.text("state")?,
        issued: row.millis("issued")?,
        due,
        overdue: row.flag("open")? && due < now,
        party: party.to_owned(),
        genre: row.word("genre")?,
        issue: row.opt_int("issue")?.and_then(|issue| u32::try_from(issue).ok()),
        circular: row.opt_id("circular")?,
    })
}

/// Notices of a calendar year that the tenant issued, in a state or in any; without a year, all.
fn issued_in(scope: &Scope, state: Option<&str>, year: &str) -> Result<Filter, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .and("v.side = 'issued'")
        .maybe("v.state = ?", state);
    let Ok(year) = year.get(..4).unwrap_or_default().parse::<i64>() else { return Ok(filter) };
    Ok(filter.with("v.issued >= ?", year_start(year)).with("v.issued < ?", year_start(year + 1)))
}

/// The first instant of a year of the calendar in China.
fn year_start(year: i64) -> i64 {
    // H. Hinnant, `days_from_civil`, for the first of January: month 11 of the year before.
    let shifted = year - 1;
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + 306 - 719_468;
    days * 86_400_000 - SHANGHAI_MS
}

/// How many notices the tenant issued in a year; absent for a year by whose end it had issued none
/// here: what was told before was told elsewhere.
pub async fn notice_figure(
    conn: &mut Conn,
    scope: &Scope,
    state: Option<&str>,
    year: &str,
) -> Result<Option<u64>, Error> {
    let end = match year.get(..4).unwrap_or_default().parse::<i64>() {
        Ok(year) => year_start(year + 1),
        Err(_) => i64::MAX,
    };
    let any = "SELECT id FROM view_notice WHERE tenant = ? AND side = 'issued' AND issued < ? \
               LIMIT 1";
    if conn.optional(Sql::new(any).bind(viewer(scope)?).bind(end)).await?.is_none() {
        return Ok(None);
    }
    Ok(Some(issued_in(scope, state, year)?.count(conn, "view_notice v").await?))
}

/// The notices behind [`notice_figure`].
pub async fn notice_names(
    conn: &mut Conn,
    scope: &Scope,
    state: Option<&str>,
    query: &IndicatorListQuery,
) -> Result<Page<IndicatorName>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = issued_in(scope, state, query.period.as_deref().unwrap_or_default())?;
    let name = |row: &Row| {
        Ok(IndicatorName {
            object: row.text("id")?,
            name: row.text("recipient_name")?,
            detail: format!("{} · {}", row.text("number")?, row.text("title")?),
        })
    };
    list(&columns()).page(conn, &filter, &slice, name, |row| row.object.clone()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_where_the_one_before_ends() {
        for year in [1969, 1970, 2000, 2024, 2026, 2100] {
            let start = Millis(year_start(year));
            assert_eq!((notice_year(start), notice_year(start.plus(-1))), (year, year - 1));
        }
    }
}
