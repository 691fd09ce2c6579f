//! Figures over filings: the funnel by one grouped query, indicators with the names behind them,
//! number series.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::filing_step::FilingStep;
use contract::rest::Page;
use contract::rest::filing::IndicatorName;
use contract::rest::query::IndicatorListQuery;
use model::TenantPath;

use super::super::list::{Filter, List, Slice};
use super::super::notice::notice_year;
use super::super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// One group of the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarCount {
    pub bar: String,
    /// Code of the procedure's first result, or empty.
    pub result: String,
    pub filings: u64,
}

/// How many filings have come to which bar, by result: one query.
pub async fn filing_funnel(
    conn: &mut Conn,
    scope: &Scope,
    pack: &str,
    period: &str,
) -> Result<Vec<BarCount>, Error> {
    let filter = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("pack = ?", pack)
        .maybe("period = ?", Some(period).filter(|period| !period.is_empty()));
    let sql = filter
        .sql("SELECT bar, result, COUNT(*) AS filings FROM view_filing_bar")
        .push(" GROUP BY bar, result ORDER BY bar, result");
    let count = |row: &Row| {
        Ok(BarCount {
            bar: row.text("bar")?,
            result: row.text("result")?,
            filings: row.number("filings")?,
        })
    };
    conn.all(sql).await?.iter().map(count).collect()
}

/// One indicator's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorSum {
    pub indicator: String,
    pub filings: u64,
    pub applicants: u64,
    pub amount: f64,
}

/// All indicators that filings of a period add to.
pub async fn indicator_sums(
    conn: &mut Conn,
    scope: &Scope,
    period: &str,
) -> Result<Vec<IndicatorSum>, Error> {
    let filter = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .maybe("period = ?", Some(period).filter(|period| !period.is_empty()));
    let sql = filter
        .sql(
            "SELECT indicator, COUNT(*) AS filings, COUNT(DISTINCT applicant) AS applicants, \
             SUM(amount) AS amount FROM view_filing_indicator",
        )
        .push(" GROUP BY indicator ORDER BY indicator");
    let sum = |row: &Row| {
        Ok(IndicatorSum {
            indicator: row.text("indicator")?,
            filings: row.number("filings")?,
            applicants: row.number("applicants")?,
            amount: row.float("amount")?,
        })
    };
    conn.all(sql).await?.iter().map(sum).collect()
}

/// The filings behind an indicator.
pub async fn indicator_names(
    conn: &mut Conn,
    scope: &Scope,
    indicator: &str,
    query: &IndicatorListQuery,
) -> Result<Page<IndicatorName>, Error> {
    const LIST: List<'_> = List {
        columns: "i.filing, v.applicant_name, v.subject, v.number, i.amount",
        table: "view_filing_indicator i",
        join: "JOIN view_filing v ON v.tenant = i.tenant AND v.id = i.filing",
        key: "i.filing",
        newest_first: false,
    };
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default()
        .with("i.tenant = ?", viewer(scope)?)
        .with("i.indicator = ?", indicator)
        .maybe("i.period = ?", query.period.as_ref().filter(|period| !period.is_empty()));
    let name = |row: &Row| {
        let (subject, number) = (row.text("subject")?, row.text("number")?);
        let parts = [subject, number, row.float("amount")?.to_string()];
        let detail: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(IndicatorName {
            object: row.text("filing")?,
            name: row.text("applicant_name")?,
            detail: detail.join(" · "),
        })
    };
    LIST.page(conn, &filter, &slice, name, |row| row.object.clone()).await
}

/// A number that a party's own step gave counts in its series.
pub(super) async fn number_taken(
    conn: &mut Conn,
    record: &Record,
    body: &FilingStep,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let Some(series) = body.fields.get("series") else { return Ok(()) };
    if !viewers.contains(&body.by) || record.tenant != body.by {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO view_number (tenant, series, year, last) VALUES (?, ?, ?, 1) \
         ON CONFLICT (tenant, series, year) DO UPDATE SET last = view_number.last + 1",
    );
    let sql = sql.bind(body.by.as_str()).bind(series.as_str()).bind(notice_year(record.time));
    conn.execute(sql).await?;
    Ok(())
}

/// The next number of a series of the scope's tenant, from 1 without gaps.
pub async fn number_next(
    conn: &mut Conn,
    scope: &Scope,
    series: &str,
    year: i64,
) -> Result<u64, Error> {
    let sql = Sql::new("SELECT last FROM view_number WHERE tenant = ? AND series = ? AND year = ?");
    let row = conn.optional(sql.bind(viewer(scope)?).bind(series).bind(year)).await?;
    Ok(row.map(|row| row.number("last")).transpose()?.unwrap_or(0) + 1)
}
