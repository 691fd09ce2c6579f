//! Figures over filings: the funnel by one grouped query, indicators with the names behind them,
//! number series.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::filing_step::FilingStep;
use contract::rest::Page;
use contract::rest::filing::IndicatorName;
use contract::rest::query::IndicatorListQuery;
use model::{Id, TenantPath};

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
        .maybe("period IN (?, '')", Some(period).filter(|period| !period.is_empty()));
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
        .maybe("i.period IN (?, '')", query.period.as_ref().filter(|period| !period.is_empty()));
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

/// What one filing counts for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FiledFigures {
    pub reached: Vec<String>,
    pub indicators: BTreeMap<String, f64>,
}

/// What one filing counts for, as the tenant has it.
pub async fn filing_figures(conn: &mut Conn, scope: &Scope, id: Id) -> Result<FiledFigures, Error> {
    let tenant = viewer(scope)?;
    let sql = "SELECT bar FROM view_filing_bar WHERE tenant = ? AND filing = ? ORDER BY bar";
    let bars = conn.all(Sql::new(sql).bind(tenant).id(id)).await?;
    let sql = "SELECT indicator, amount FROM view_filing_indicator WHERE tenant = ? AND filing = ?";
    let amounts = conn.all(Sql::new(sql).bind(tenant).id(id)).await?;
    let amount = |row: &Row| Ok((row.text("indicator")?, row.float("amount")?));
    Ok(FiledFigures {
        reached: bars.iter().map(|row| row.text("bar")).collect::<Result<_, _>>()?,
        indicators: amounts.iter().map(amount).collect::<Result<_, Error>>()?,
    })
}

/// Object and revision of the summary that the tenant gives of a filing.
pub async fn summary_get(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
) -> Result<Option<(Id, u32)>, Error> {
    let sql = Sql::new(
        "SELECT id, revision FROM view_filing_summary WHERE tenant = ? AND filing = ? \
         ORDER BY id LIMIT 1",
    );
    let row = conn.optional(sql.bind(viewer(scope)?).id(filing)).await?;
    let read =
        |row: Row| Ok((row.id("id")?, u32::try_from(row.int("revision")?).unwrap_or(u32::MAX)));
    row.map(read).transpose()
}

/// Filings here whose summary does not say their last step, or that have none although somebody
/// is to get one.
pub async fn filings_unsummed(conn: &mut Conn) -> Result<Vec<Id>, Error> {
    let sql = Sql::new(
        "SELECT DISTINCT f.id FROM view_filing f LEFT JOIN view_filing_summary s \
         ON s.tenant = f.tenant AND s.filing = f.id WHERE f.sees = 'full' AND f.turn > 0 \
         AND (s.changed < f.changed OR (s.id IS NULL AND f.body LIKE '%\"summary\":true%'))",
    );
    conn.all(sql).await?.iter().map(|row| row.id("id")).collect()
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
