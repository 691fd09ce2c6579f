//! Figures over loops, kept as summaries come: what a loop counted for before is taken away, what
//! it counts for now is added, so a figure costs the same at a thousand loops and at a million.
//!
//! Counts hold for any filters together. How long things took is kept by authority, industry and
//! region, each with and without severity and source, in brackets of at most 3.2 % of their value: a
//! percentile is the middle of its bracket.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::{self, loop_summary::LoopSummary};
use contract::rest::home::Count;
use contract::rest::loop_figures::{LoopStatistics, LoopTimes, LoopTimesOf, Spread};
use contract::rest::query::LoopFiguresQuery;
use model::finding::Severity;
use model::{Id, Millis, TenantPath};

use super::list::Filter;
use super::loop_summary::is_open;
use super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::tally::{Part, Table};
use crate::{Error, Scope};

static SUM: Table = Table {
    name: "view_loop_sum",
    key: &["tenant", "what", "facet", "severity", "source", "region", "issuer", "industry", "key"],
};

const DAY_MS: i64 = 86_400_000;
/// Days that are summed up as one besides each by itself: what is past due since long is read as a
/// few rows.
const STRETCH_DAYS: i64 = 30;
/// Days are those of the calendar in China: UTC+8.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// One thing that a loop counts for.
struct Counted {
    what: Cow<'static, str>,
    key: String,
}

impl Counted {
    fn new(what: impl Into<Cow<'static, str>>, key: impl Into<String>) -> Self {
        Self { what: what.into(), key: key.into() }
    }
}

/// Takes away what a loop counted for, and adds what it counts for by this revision. To be called
/// before the loop's own row is brought up to date: it says what was counted.
pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: LoopSummary = kinds::read(&record.body)?;
    let now = counted(&body);
    for viewer in viewers {
        if record.revision > 1
            && let Some(revision) = revision_of(conn, viewer, record.object).await?
        {
            if revision >= record.revision {
                continue;
            }
            let before = body_at(conn, record.object, revision).await?;
            add(conn, viewer, &before, &counted(&before), -1);
        }
        add(conn, viewer, &body, &now, 1);
    }
    Ok(())
}

/// Takes away what a loop counted for, before its row goes.
pub(super) async fn forget(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    if let Some(revision) = revision_of(conn, viewer, id).await? {
        let before = body_at(conn, id, revision).await?;
        add(conn, viewer, &before, &counted(&before), -1);
    }
    Ok(())
}

/// The revision that a viewer's row is of.
async fn revision_of(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<Option<u32>, Error> {
    let sql = Sql::new("SELECT revision FROM view_loop WHERE tenant = ? AND id = ?");
    let found = conn.optional(sql.bind(viewer.as_str()).id(id)).await?;
    found.map(|row| Ok(u32::try_from(row.int("revision")?).unwrap_or(u32::MAX))).transpose()
}

async fn body_at(conn: &mut Conn, id: Id, revision: u32) -> Result<LoopSummary, Error> {
    let sql = Sql::new("SELECT body FROM record WHERE object = ? AND revision = ?");
    conn.one(sql.id(id).bind(i64::from(revision))).await?.json("body")
}

/// What a loop counts for.
fn counted(body: &LoopSummary) -> Vec<Counted> {
    let open = is_open(body);
    let mut all = vec![Counted::new("state", &body.state)];
    let flags = [
        ("open", open),
        ("reopened", body.reopened > 0),
        ("returned", body.returned > 0),
        ("extended", body.extended > 0),
        ("escalated", body.escalated > 0),
        ("supervised", body.supervised),
    ];
    let raised = flags.into_iter().filter(|(_, is_raised)| *is_raised);
    all.extend(raised.map(|(flag, _)| Counted::new("flag", flag)));
    if open {
        let day = day_of(body.due);
        all.push(Counted::new("due", number_text(stretch_of(day))));
        all.push(Counted::new(due_within(stretch_of(day)), number_text(day)));
    }
    let techniques: BTreeSet<&String> = body.techniques.iter().collect();
    all.extend(techniques.into_iter().map(|technique| Counted::new("technique", technique)));
    for (what, at) in TIMES.into_iter().zip([body.signed, body.replied, body.closed]) {
        if let Some(at) = at {
            let took = at.0.saturating_sub(body.issued.0).max(0);
            all.push(Counted::new(what, format!("{:04}", bracket(took))));
        }
    }
    all
}

const TIMES: [&str; 3] = ["sign", "reply", "close"];

fn add(conn: &mut Conn, viewer: &TenantPath, body: &LoopSummary, all: &[Counted], by: i64) {
    let (region, issuer, industry) =
        (body.region.as_str(), body.issuer.as_str(), body.industry.as_str());
    let facets = [
        ("n", ["", "", ""]),
        ("r", [region, "", ""]),
        ("a", ["", issuer, ""]),
        ("i", ["", "", industry]),
        ("b", [region, issuer, industry]),
    ];
    let severity = body.severity.word();
    let source = body.source.word();
    for Counted { what, key } in all {
        let is_time = TIMES.contains(&what.as_ref());
        let graded: &[(&str, &str)] = if is_time {
            &[(severity, ""), ("", ""), (severity, source), ("", source)]
        } else {
            &[(severity, source)]
        };
        // A technique or a time of region, issuer and industry at once is hardly ever shared; of
        // no place they are kept by themselves, for they have many keys in each place.
        let singles = is_time || what == "technique";
        for (facet, places) in facets.iter().skip(usize::from(!singles)).take(4) {
            for (severity, source) in graded {
                let parts: [&str; 5] = [viewer.as_str(), what, facet, severity, source];
                let parts = parts.into_iter().chain(*places).chain([key.as_str()]);
                conn.add_up(&SUM, parts.map(Part::from).collect(), by);
            }
        }
    }
}

/// The day since the epoch; what lies before the epoch is late in any case.
fn day_of(due: Millis) -> i64 {
    due.0.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS).max(0)
}

fn stretch_of(day: i64) -> i64 {
    day.div_euclid(STRETCH_DAYS)
}

/// What a loop counts for by the day that it is due, within a stretch.
fn due_within(stretch: i64) -> String {
    format!("due.{stretch}")
}

/// Sorts as the number does.
fn number_text(number: i64) -> String {
    format!("{number:010}")
}

/// The bracket of a duration: exact below 32 ms, then 32 to each doubling.
fn bracket(ms: i64) -> u32 {
    let ms = ms.unsigned_abs();
    if ms < 32 {
        return u32::try_from(ms).unwrap_or(0);
    }
    let exponent = ms.ilog2();
    let within = (ms >> (exponent - 5)) & 31;
    (exponent - 4) * 32 + u32::try_from(within).unwrap_or(0)
}

/// The middle of a bracket.
fn middle(bracket: u32) -> i64 {
    let (octave, within) = (bracket / 32, i64::from(bracket % 32));
    if octave == 0 {
        return within;
    }
    let width = 1i64 << (octave - 1).min(57);
    (32 + within).saturating_mul(width).saturating_add(width / 2)
}

/// What figures are asked for, and which rows of the sums answer.
struct Asked<'a> {
    tenant: &'a str,
    query: &'a LoopFiguresQuery,
}

impl Asked<'_> {
    /// How many of region, issuer and industry are given.
    fn places(&self) -> usize {
        let LoopFiguresQuery { region, issuer, industry, .. } = self.query;
        [region.is_some(), issuer.is_some(), industry.is_some()].iter().filter(|is| **is).count()
    }

    fn places_of(&self, filter: Filter) -> Filter {
        filter
            .maybe("region = ?", self.query.region.as_ref())
            .maybe("issuer = ?", self.query.issuer.as_ref().map(TenantPath::as_str))
            .maybe("industry = ?", self.query.industry.as_ref())
    }

    /// Rows of sums: of the facet, or of all places at once where a place is given.
    fn sums(&self, what: &str, facet: &str) -> Filter {
        let filter = Filter::default().with("tenant = ?", self.tenant).with("what = ?", what);
        let filter = match (self.places(), facet) {
            (0, "r") => filter.and("facet = 'r'"),
            (0, "i") => filter.and("facet = 'i'"),
            (0, _) => filter.and("facet = 'a'"),
            _ => self.places_of(filter.and("facet = 'b'")),
        };
        filter
            .maybe("severity = ?", self.query.severity.as_ref())
            .maybe("source = ?", self.query.source.as_ref())
    }

    async fn counts(
        &self,
        conn: &mut Conn,
        filter: Filter,
        column: &str,
    ) -> Result<BTreeMap<String, u64>, Error> {
        let head = format!(
            "SELECT {column} AS dimension, CAST(SUM(n) AS BIGINT) AS loops FROM view_loop_sum"
        );
        let rows = conn.all(filter.sql(&head).push(&format!(" GROUP BY {column}"))).await?;
        rows.iter().map(|row| Ok((row.text("dimension")?, row.number("loops")?))).collect()
    }

    async fn by(&self, conn: &mut Conn, facet: &str, column: &str) -> Result<Vec<Count>, Error> {
        Ok(listed(self.counts(conn, self.sums("state", facet), column).await?))
    }

    /// Open and past due, by a dimension; `today` is what is due today and late already.
    async fn late_by(
        &self,
        conn: &mut Conn,
        (facet, column): (&str, &str),
        now: Millis,
        today: &[Late],
    ) -> Result<BTreeMap<String, u64>, Error> {
        let day = day_of(now);
        let stretch = stretch_of(day);
        let before = self.sums("due", facet).with("key < ?", number_text(stretch));
        let mut counts = self.counts(conn, before, column).await?;
        let within = self.sums(&due_within(stretch), facet).with("key < ?", number_text(day));
        for (key, late) in self.counts(conn, within, column).await? {
            *counts.entry(key).or_default() += late;
        }
        for late in today {
            *counts.entry(late.of(column).to_owned()).or_default() += 1;
        }
        Ok(counts)
    }

    async fn late_today(&self, conn: &mut Conn, now: Millis) -> Result<Vec<Late>, Error> {
        let start = day_of(now).saturating_mul(DAY_MS).saturating_sub(SHANGHAI_MS);
        let filter = Filter::default()
            .with("tenant = ?", self.tenant)
            .and("open = 1")
            .with("due >= ?", start)
            .with("due < ?", now.0)
            .maybe("severity = ?", self.query.severity.as_ref())
            .maybe("source = ?", self.query.source.as_ref());
        let sql =
            self.places_of(filter).sql("SELECT region, issuer, industry, severity FROM view_loop");
        let late = |row: &Row| {
            Ok(Late {
                region: row.text("region")?,
                issuer: row.text("issuer")?,
                industry: row.text("industry")?,
                severity: row.text("severity")?,
            })
        };
        conn.all(sql).await?.iter().map(late).collect()
    }

    /// Techniques: of at most one place; of several, of the loops themselves.
    async fn techniques(&self, conn: &mut Conn) -> Result<Vec<Count>, Error> {
        if self.places() > 1 {
            return self.techniques_of_few(conn).await;
        }
        let facet = self.single();
        let filter = Filter::default()
            .with("tenant = ?", self.tenant)
            .and("what = 'technique'")
            .with("facet = ?", facet)
            .maybe("severity = ?", self.query.severity.as_ref())
            .maybe("source = ?", self.query.source.as_ref());
        let filter = self.places_of(filter);
        Ok(listed(self.counts(conn, filter, "key").await?))
    }

    /// Few loops are of several places at once: they are found first, then their techniques.
    async fn techniques_of_few(&self, conn: &mut Conn) -> Result<Vec<Count>, Error> {
        let filter = Filter::default()
            .with("v.tenant = ?", self.tenant)
            .and("t.tenant = v.tenant AND t.loop = v.id")
            .maybe("v.region = ?", self.query.region.as_ref())
            .maybe("v.issuer = ?", self.query.issuer.as_ref().map(TenantPath::as_str))
            .maybe("v.industry = ?", self.query.industry.as_ref())
            .maybe("v.severity = ?", self.query.severity.as_ref())
            .maybe("v.source = ?", self.query.source.as_ref());
        let sql = filter.sql(
            "SELECT t.technique AS dimension, COUNT(*) AS loops FROM view_loop v \
             CROSS JOIN view_loop_technique t",
        );
        let rows = conn.all(sql.push(" GROUP BY t.technique")).await?;
        let counts = rows.iter().map(|row| Ok((row.text("dimension")?, row.number("loops")?)));
        Ok(listed(counts.collect::<Result<_, Error>>()?))
    }

    /// The facet that answers for at most one place.
    fn single(&self) -> &'static str {
        match (&self.query.region, &self.query.industry) {
            (Some(_), _) => "r",
            (None, Some(_)) => "i",
            (None, None) if self.query.issuer.is_some() => "a",
            (None, None) => "n",
        }
    }

    /// Times are not kept by several places.
    fn has_times(&self) -> bool {
        self.places() <= 1
    }

    async fn spreads(
        &self,
        conn: &mut Conn,
        what: &str,
        facet: &str,
        column: &str,
    ) -> Result<BTreeMap<String, Spread>, Error> {
        let filter = Filter::default()
            .with("tenant = ?", self.tenant)
            .with("what = ?", what)
            .with("facet = ?", facet)
            .with("source = ?", self.query.source.as_deref().unwrap_or_default());
        // Rows of all severities together are kept besides those of each; of sources alike.
        let filter = match (&self.query.severity, column) {
            (Some(severity), _) => filter.with("severity = ?", severity),
            (None, "severity") => filter.and(&format!("severity IN ({})", severities())),
            (None, _) => filter.and("severity = ''"),
        };
        // All brackets of a group in one row: rows cost more than what is in them.
        let head = format!(
            "SELECT {column} AS g, STRING_AGG(key || ':' || CAST(n AS TEXT), ' ') AS brackets \
             FROM view_loop_sum"
        );
        let sql = self.places_of(filter).sql(&head).push(&format!(" GROUP BY {column}"));
        let rows = conn.all(sql).await?;
        rows.iter().map(|row| Ok((row.text("g")?, spread(&row.text("brackets")?)))).collect()
    }

    async fn times_by(
        &self,
        conn: &mut Conn,
        facet: &str,
        column: &str,
    ) -> Result<Vec<LoopTimesOf>, Error> {
        let mut all: BTreeMap<String, LoopTimes> = BTreeMap::new();
        for what in TIMES {
            for (key, spread) in self.spreads(conn, what, facet, column).await? {
                note(all.entry(key).or_default(), what, spread);
            }
        }
        Ok(all.into_iter().map(|(key, times)| LoopTimesOf { key, times }).collect())
    }

    /// Fills in how long things took, as far as it is kept for these filters.
    async fn times(&self, conn: &mut Conn, figures: &mut LoopStatistics) -> Result<(), Error> {
        if !self.has_times() {
            return Ok(());
        }
        let single = self.single();
        for what in TIMES {
            let mut all = self.spreads(conn, what, single, "what").await?;
            note(&mut figures.times, what, all.remove(what).unwrap_or_default());
        }
        figures.times_by_severity = self.times_by(conn, single, "severity").await?;
        if self.places() == 0 || self.query.issuer.is_some() {
            figures.times_by_authority = self.times_by(conn, "a", "issuer").await?;
        }
        if self.places() == 0 || self.query.industry.is_some() {
            figures.times_by_industry = self.times_by(conn, "i", "industry").await?;
        }
        if self.places() == 0 || self.query.region.is_some() {
            figures.times_by_region = self.times_by(conn, "r", "region").await?;
        }
        figures.close_p50_ms = figures.times.close.p50_ms;
        figures.close_p90_ms = figures.times.close.p90_ms;
        Ok(())
    }
}

/// Of brackets with how many times fell into each: `0231:17 0240:2`, in any order.
fn spread(brackets: &str) -> Spread {
    let mut held: BTreeMap<u32, u64> = BTreeMap::new();
    for (bracket, count) in brackets.split(' ').filter_map(|one| one.split_once(':')) {
        if let (Ok(bracket), Ok(count)) = (bracket.parse(), count.parse::<u64>()) {
            *held.entry(bracket).or_default() += count;
        }
    }
    let total: u64 = held.values().sum();
    let reached = |percent: u64| {
        let mut sofar = 0;
        let mut counts = held.iter();
        let found = counts.find(|(_, count)| {
            sofar += **count;
            sofar * 100 >= total * percent
        });
        found.map(|(bracket, _)| middle(*bracket))
    };
    Spread { count: total, p50_ms: reached(50), p90_ms: reached(90) }
}

/// Every severity there is, each a range of the key: rows of all together are not read.
fn severities() -> String {
    let words = Severity::ALL.iter().map(|severity| format!("'{}'", severity.word()));
    words.collect::<Vec<_>>().join(", ")
}

fn note(times: &mut LoopTimes, what: &str, spread: Spread) {
    match what {
        "sign" => times.sign = spread,
        "reply" => times.reply = spread,
        _ => times.close = spread,
    }
}

/// Where a loop belongs that is late since today.
struct Late {
    region: String,
    issuer: String,
    industry: String,
    severity: String,
}

impl Late {
    fn of(&self, column: &str) -> &str {
        match column {
            "region" => &self.region,
            "issuer" => &self.issuer,
            "industry" => &self.industry,
            _ => &self.severity,
        }
    }
}

/// The most first.
fn listed(counts: BTreeMap<String, u64>) -> Vec<Count> {
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let mut counts: Vec<Count> = counts.map(|(key, count)| Count { key, count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    counts
}

/// How many loops there are by state, and of those that the filters leave by state and flag.
pub(super) struct Tallies {
    states: BTreeMap<String, u64>,
    flags: BTreeMap<String, u64>,
    everything: u64,
}

impl Tallies {
    /// States of which the filters leave loops.
    pub(super) fn states(&self) -> impl Iterator<Item = &str> {
        self.states.iter().filter(|(_, count)| **count > 0).map(|(state, _)| state.as_str())
    }

    pub(super) fn state(&self, state: &str) -> u64 {
        self.states.get(state).copied().unwrap_or(0)
    }

    /// `open`, `reopened`, `escalated`, `supervised`.
    pub(super) fn flag(&self, flag: &str) -> u64 {
        self.flags.get(flag).copied().unwrap_or(0)
    }

    /// Loops that the filters leave.
    pub(super) fn total(&self) -> u64 {
        self.states.values().sum()
    }

    /// Loops in all.
    pub(super) fn everything(&self) -> u64 {
        self.everything
    }
}

/// Reads the sums that lists need.
pub(super) async fn tallies(
    conn: &mut Conn,
    tenant: &str,
    query: &LoopFiguresQuery,
) -> Result<Tallies, Error> {
    conn.write_sums().await?;
    let asked = Asked { tenant, query };
    let states = asked.counts(conn, asked.sums("state", "r"), "key").await?;
    let flags = asked.counts(conn, asked.sums("flag", "r"), "key").await?;
    let plain = LoopFiguresQuery::default();
    let everything = if *query == plain {
        states.values().sum()
    } else {
        let asked = Asked { tenant, query: &plain };
        asked.counts(conn, asked.sums("state", "r"), "what").await?.values().sum()
    };
    Ok(Tallies { states, flags, everything })
}

/// Of the loops that the filters leave, how many are open and past due.
pub(super) async fn overdue(
    conn: &mut Conn,
    tenant: &str,
    query: &LoopFiguresQuery,
    now: Millis,
) -> Result<u64, Error> {
    let asked = Asked { tenant, query };
    let today = asked.late_today(conn, now).await?;
    Ok(asked.late_by(conn, ("r", "what"), now, &today).await?.values().sum())
}

/// Counts by each dimension, and how long things took, of the loops that the filters leave.
pub async fn loop_statistics(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopFiguresQuery,
    now: Millis,
) -> Result<LoopStatistics, Error> {
    conn.write_sums().await?;
    let asked = Asked { tenant: viewer(scope)?, query };
    let by_state = asked.by(conn, "a", "key").await?;
    let flags = asked.counts(conn, asked.sums("flag", "a"), "key").await?;
    let flag = |name: &str| flags.get(name).copied().unwrap_or(0);
    let today = asked.late_today(conn, now).await?;
    let severities = asked.late_by(conn, ("a", "severity"), now, &today).await?;
    let mut figures = LoopStatistics {
        total: by_state.iter().map(|count| count.count).sum(),
        open: flag("open"),
        overdue: severities.values().sum(),
        reopened: flag("reopened"),
        returned: flag("returned"),
        extended: flag("extended"),
        escalated: flag("escalated"),
        supervised: flag("supervised"),
        by_state,
        by_source: asked.by(conn, "a", "source").await?,
        by_region: asked.by(conn, "r", "region").await?,
        by_industry: asked.by(conn, "i", "industry").await?,
        by_severity: asked.by(conn, "a", "severity").await?,
        by_technique: asked.techniques(conn).await?,
        by_authority: asked.by(conn, "a", "issuer").await?,
        overdue_by_region: listed(asked.late_by(conn, ("r", "region"), now, &today).await?),
        overdue_by_industry: listed(asked.late_by(conn, ("i", "industry"), now, &today).await?),
        overdue_by_severity: listed(severities),
        overdue_by_authority: listed(asked.late_by(conn, ("a", "issuer"), now, &today).await?),
        ..LoopStatistics::default()
    };
    asked.times(conn, &mut figures).await?;
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_all_that_was_counted_in_whatever_order() {
        let check = |brackets: &str, expected: (u64, Option<i64>, Option<i64>)| {
            let Spread { count, p50_ms, p90_ms } = spread(brackets);
            assert_eq!((count, p50_ms, p90_ms), expected, "{brackets}");
        };
        check("", (0, None, None));
        check("0007:1", (1, Some(7), Some(7)));
        check("0009:1 0003:8 0005:1", (10, Some(3), Some(5)));
        check("0003:4 0003:4 0009:2", (10, Some(3), Some(9)));
    }

    #[test]
    fn a_bracket_is_within_two_percent_of_what_falls_into_it() {
        for exponent in 0..45u32 {
            for step in 0..200i64 {
                let ms = (1i64 << exponent) + step * ((1i64 << exponent) / 200);
                let error = (middle(bracket(ms)) - ms).abs();
                assert!(error * 100 <= ms * 2, "{ms}: {}", middle(bracket(ms)));
                assert!(bracket(ms) < 10_000, "four digits are enough");
            }
        }
        assert_eq!((bracket(0), middle(0)), (0, 0));
        let rising: Vec<u32> = (0..5_000).map(bracket).collect();
        assert!(rising.is_sorted(), "a longer time is in no earlier bracket");
    }
}
