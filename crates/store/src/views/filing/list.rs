//! Lists of filings, sorted by any column, and one filing with its course.

use std::collections::BTreeMap;

use contract::kinds::filing::{Facts, Filing};
use contract::kinds::filing_step::FilingStep;
use contract::kinds::loop_step::Attachment;
use contract::rest::Page;
use contract::rest::filing::{Answers, FilingRow};
use contract::rest::notice::StepRow;
use contract::rest::query::FilingQuery;
use model::form::Text;
use model::{Fault, Id, Millis};

use super::super::list::{Filter, Value, checked};
use super::super::{missing, name_of, viewer};
use super::fold::{self, Frozen, Latest, NEVER, ORDER};
use super::rules::StepTaken;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// A column that lists may be sorted by.
struct Sort {
    word: &'static str,
    column: &'static str,
    is: Is,
}

/// What a sort column holds: how a cursor is read back.
enum Is {
    Text,
    Number,
    Fraction,
}

const SORTS: &[Sort] = &[
    Sort { word: "changed", column: "changed", is: Is::Number },
    Sort { word: "begun", column: "begun", is: Is::Number },
    Sort { word: "due", column: "due", is: Is::Number },
    Sort { word: "applicant", column: "applicant_name", is: Is::Text },
    Sort { word: "state", column: "state", is: Is::Text },
    Sort { word: "result", column: "rank", is: Is::Number },
    Sort { word: "score", column: "score", is: Is::Fraction },
    Sort { word: "number", column: "number", is: Is::Text },
    Sort { word: "signs", column: "signs", is: Is::Number },
];

fn filter(scope: &Scope, query: &FilingQuery, now: Millis) -> Result<Filter, Error> {
    let reached = "EXISTS (SELECT 1 FROM view_filing_bar b WHERE b.tenant = v.tenant \
                   AND b.filing = v.id AND b.bar = ?)";
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.pack = ?", query.procedure.as_ref())
        .maybe("v.period = ?", query.period.as_ref())
        .maybe("v.party = ?", query.party.as_ref())
        .maybe("v.result = ?", query.result.as_ref())
        .maybe("v.applicant = ?", query.applicant.as_ref().map(|path| path.as_str()))
        .maybe(reached, query.reached.as_ref())
        .contains(&["v.applicant_name", "v.subject", "v.number"], query.q.as_ref());
    let filter = match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    };
    let filter = match query.waiting.as_deref() {
        None => filter,
        Some("me") => filter.and("v.mine = 1"),
        Some(_) => return Err(Fault::invalid("query.value").with("allowed", "me").into()),
    };
    let filter = match query.signs {
        Some(true) => filter.and("v.signs > 0"),
        Some(false) => filter.and("v.signs = 0"),
        None => filter,
    };
    Ok(match query.overdue {
        Some(true) => filter.and("v.open = 1").with("v.due < ?", now.0),
        Some(false) => filter.with("(v.open = 0 OR v.due >= ?)", now.0),
        None => filter,
    })
}

/// The column to sort by, and whether from the highest down.
fn sort(query: &FilingQuery) -> Result<(&'static Sort, bool), Error> {
    let word = query.sort.as_deref().unwrap_or("-changed");
    let (word, down) = word.strip_prefix('-').map_or((word, false), |word| (word, true));
    let known = SORTS.iter().find(|sort| sort.word == word);
    let words: Vec<&str> = SORTS.iter().map(|sort| sort.word).collect();
    let unknown = || Fault::invalid("query.value").with("allowed", words.join(", "));
    Ok((known.ok_or_else(unknown)?, down))
}

impl Sort {
    /// The cursor of a row: its value of the column, and its id.
    fn cursor(&self, row: &Row) -> Result<String, Error> {
        let id = row.text("id")?;
        Ok(match self.is {
            Is::Text => format!("{id}{}", row.text(self.column)?),
            Is::Number => format!("{id}{}", row.int(self.column)?),
            Is::Fraction => format!("{id}{}", row.float(self.column)?),
        })
    }

    fn after(&self, filter: Filter, cursor: &str, down: bool) -> Result<Filter, Error> {
        let wrong = || Fault::invalid("page.cursor");
        let (id, value) = cursor.split_at_checked(36).ok_or_else(wrong)?;
        let id: Id = id.parse().map_err(|_| wrong())?;
        let value = match self.is {
            Is::Text => Value::from(value),
            Is::Number => Value::Int(value.parse().map_err(|_| wrong())?),
            Is::Fraction => Value::Float(value.parse().map_err(|_| wrong())?),
        };
        let sign = if down { "<" } else { ">" };
        Ok(filter.both(&format!("(v.{}, v.id) {sign} (?, ?)", self.column), value, id))
    }
}

/// Filings the tenant sees, by any column. Titles are left empty: the procedure has them.
///
/// # Errors
/// `page.cursor`, `page.limit`, `query.value`.
pub async fn filing_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &FilingQuery,
    now: Millis,
) -> Result<Page<FilingRow>, Error> {
    let limit = checked(query.limit)? as usize;
    let (sort, down) = sort(query)?;
    let all = filter(scope, query, now)?;
    let total = all.count(conn, "view_filing v").await?;
    let page = match &query.cursor {
        Some(cursor) => sort.after(all, cursor, down)?,
        None => all,
    };
    let order = if down { "DESC" } else { "ASC" };
    let sql = page.sql("SELECT v.* FROM view_filing v").push(&format!(
        " ORDER BY v.{} {order}, v.id {order} LIMIT {}",
        sort.column,
        limit + 1
    ));
    let rows = conn.all(sql).await?;
    let next = match rows.get(limit.wrapping_sub(1)) {
        Some(last) if rows.len() > limit => Some(sort.cursor(last)?),
        _ => None,
    };
    let items = rows.iter().take(limit).map(|found| row(found, now));
    Ok(Page { items: items.collect::<Result<_, _>>()?, next, total, at_least: false })
}

/// The `total` of [`filing_list`].
pub async fn filing_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &FilingQuery,
    now: Millis,
) -> Result<u64, Error> {
    filter(scope, query, now)?.count(conn, "view_filing v").await
}

/// Ids and results of all filings that a filter names, by id: what a sample is drawn from.
pub async fn filing_rows(
    conn: &mut Conn,
    scope: &Scope,
    query: &FilingQuery,
    now: Millis,
) -> Result<Vec<FilingRow>, Error> {
    let sql = filter(scope, query, now)?.sql("SELECT v.* FROM view_filing v");
    let rows = conn.all(sql.push(" ORDER BY v.id")).await?;
    rows.iter().map(|found| row(found, now)).collect()
}

/// Filings of a procedure that the tenant sees, by id, from after one on; with whether only the
/// summary is here.
pub async fn filings_after(
    conn: &mut Conn,
    scope: &Scope,
    pack: &str,
    after: Option<Id>,
    most: usize,
) -> Result<Vec<(FilingRow, bool)>, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.pack = ?", pack)
        .maybe("v.id > ?", after);
    let sql = filter.sql("SELECT v.* FROM view_filing v");
    let rows = conn.all(sql.push(&format!(" ORDER BY v.id LIMIT {most}"))).await?;
    let read = |found: &Row| Ok((row(found, Millis(0))?, found.text("sees")? == "summary"));
    rows.iter().map(read).collect()
}

/// Filings for which the tenant is waited for, the soonest due first.
pub async fn filing_due(
    conn: &mut Conn,
    scope: &Scope,
    now: Millis,
    most: u32,
) -> Result<Vec<FilingRow>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and("v.mine = 1");
    let sql = filter.sql("SELECT v.* FROM view_filing v");
    let rows = conn.all(sql.push(&format!(" ORDER BY v.due, v.id LIMIT {most}"))).await?;
    rows.iter().map(|found| row(found, now)).collect()
}

fn row(row: &Row, now: Millis) -> Result<FilingRow, Error> {
    let due = row.int("due")?;
    let open = row.flag("open")?;
    let score = row.float("score")?;
    Ok(FilingRow {
        id: row.id("id")?,
        procedure: row.text("procedure")?,
        procedure_title: Text::default(),
        example: false,
        subject: row.text("subject")?,
        period: row.text("period")?,
        applicant: row.tenant("applicant")?,
        applicant_name: row.text("applicant_name")?,
        state: row.text("state")?,
        state_title: Text::default(),
        terminal: !open,
        waiting_for: row.json("waiting")?,
        party: row.text("party")?,
        results: row.json("results")?,
        result_titles: BTreeMap::new(),
        score: (score >= 0.0).then_some(score),
        number: row.text("number")?,
        begun: row.millis("begun")?,
        changed: row.millis("changed")?,
        due: (due != NEVER).then_some(Millis(due)),
        overdue: open && due < now.0,
        signs: u32::try_from(row.int("signs")?).unwrap_or(u32::MAX),
    })
}

/// A filing as the tenant sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FilingHead {
    pub row: FilingRow,
    pub filing: Filing,
    pub revision: u32,
    /// Only its summary is here: no step, no answer.
    pub summary: bool,
    /// The result that lists are sorted by, with its rank.
    pub result: String,
    pub rank: i64,
}

/// One filing.
///
/// # Errors
/// `filing.missing`, also when the tenant may not see it.
pub async fn filing_head(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<FilingHead, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let found = conn.optional(filter.sql("SELECT v.* FROM view_filing v")).await?;
    head(&found.ok_or_else(|| missing("filing.missing", id))?, now)
}

fn head(found: &Row, now: Millis) -> Result<FilingHead, Error> {
    Ok(FilingHead {
        row: row(found, now)?,
        filing: found.json("body")?,
        revision: u32::try_from(found.int("revision")?).unwrap_or(u32::MAX),
        summary: found.text("sees")? == "summary",
        result: found.text("result")?,
        rank: found.int("rank")?,
    })
}

/// The latest filing of a procedure that the tenant began for this subject, but for `not`.
pub async fn filing_latest(
    conn: &mut Conn,
    scope: &Scope,
    pack: &str,
    subject: &str,
    now: Millis,
) -> Result<Option<FilingHead>, Error> {
    let tenant = viewer(scope)?;
    let sql = Filter::default()
        .with("v.tenant = ?", tenant)
        .with("v.applicant = ?", tenant)
        .with("v.pack = ?", pack)
        .with("v.subject = ?", subject)
        .sql("SELECT v.* FROM view_filing v")
        .push(" ORDER BY v.id DESC LIMIT 1");
    conn.optional(sql).await?.map(|found| head(&found, now)).transpose()
}

/// All filings of one applicant that the tenant sees, oldest first.
pub async fn filings_of(
    conn: &mut Conn,
    scope: &Scope,
    applicant: &str,
    now: Millis,
) -> Result<Vec<FilingHead>, Error> {
    let sql = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.applicant = ?", applicant)
        .sql("SELECT v.* FROM view_filing v")
        .push(" ORDER BY v.id LIMIT 1000");
    conn.all(sql).await?.iter().map(|found| head(found, now)).collect()
}

/// A step with what it froze left in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct FilingStepRow {
    pub row: StepRow,
    pub taken: StepTaken,
    /// Forms whose answers its record holds.
    pub forms: Vec<String>,
    /// Forms on which it gives verdicts.
    pub judged: Vec<String>,
    pub refused: bool,
}

/// The steps of a filing in the order in which they count; a refused one has the state `refused`.
pub async fn filing_steps(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<Vec<FilingStepRow>, Error> {
    let sql = Sql::new(format!(
        "SELECT v.*, {} FROM view_filing_step v WHERE v.tenant = ? AND v.filing = ? {ORDER}",
        name_of("v.taken_by", "v.tenant", "by_name")
    ));
    let rows = conn.all(sql.bind(viewer(scope)?).id(id)).await?;
    rows.iter().map(step).collect()
}

fn step(row: &Row) -> Result<FilingStepRow, Error> {
    let refused = row.flag("refused")?;
    let shown = StepRow {
        id: row.id("id")?,
        action: row.text("action")?,
        party: row.text("party")?,
        by: row.tenant("taken_by")?,
        by_name: row.text("by_name")?,
        author: row.text("author")?,
        time: row.millis("time")?,
        state: if refused { "refused".to_owned() } else { row.text("state")? },
        text: row.text("text")?,
        attachments: row.json::<Vec<Attachment>>("attachments")?,
        seal: row.opt_json("seal")?,
    };
    Ok(FilingStepRow {
        row: shown,
        taken: fold::step(row)?,
        forms: row.json("forms")?,
        judged: row.json("judged")?,
        refused,
    })
}

/// What the steps of a filing froze: the latest answers of each form, the latest verdicts on each.
pub async fn frozen_answers(conn: &mut Conn, steps: &[FilingStepRow]) -> Result<Frozen, Error> {
    let mut latest = Latest::default();
    for step in steps.iter().filter(|step| !step.refused) {
        latest.note(step.row.id, &step.forms, &step.judged);
    }
    latest.read(conn).await
}

/// How many filings that the tenant sees are ruled by a version of a procedure.
pub async fn filing_count_of(
    conn: &mut Conn,
    scope: &Scope,
    procedure: &str,
) -> Result<u64, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.pack = ?", fold::pack_of(procedure))
        .with("v.procedure = ?", procedure);
    filter.count(conn, "view_filing v").await
}

/// What a filing's steps froze, and what was known of its applicant then, as this node has it;
/// for comparing, not for showing.
pub async fn frozen_of(
    conn: &mut Conn,
    id: Id,
) -> Result<Option<(Facts, BTreeMap<String, Answers>)>, Error> {
    let course = fold::course(conn, id, None).await?;
    let Some(last) = course.last_frozen() else { return Ok(None) };
    let body = conn.latest_body::<FilingStep>(last).await?;
    let organisation = body.map(|(_, body)| body.organisation).unwrap_or_default();
    Ok(Some((organisation, course.frozen(conn).await?.0)))
}

/// Whether the tenant sees any filing of a pack and period.
pub async fn filing_any(
    conn: &mut Conn,
    scope: &Scope,
    pack: &str,
    period: &str,
) -> Result<bool, Error> {
    let sql = Sql::new(
        "SELECT id FROM view_filing WHERE tenant = ? AND pack = ? AND period IN (?, '') LIMIT 1",
    );
    let sql = sql.bind(viewer(scope)?).bind(pack).bind(period);
    Ok(conn.optional(sql).await?.is_some())
}

/// Something an applicant's filings did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingDone {
    pub filing: Id,
    pub pack: String,
    pub period: String,
    pub action: String,
    pub at: Millis,
}

/// What the filings that the tenant began have done, oldest first.
pub async fn filing_history(conn: &mut Conn, scope: &Scope) -> Result<Vec<FilingDone>, Error> {
    let tenant = viewer(scope)?;
    let sql = Sql::new(
        "SELECT f.id, f.pack, f.period, s.action, s.time FROM view_filing f \
         JOIN view_filing_step s ON s.tenant = f.tenant AND s.filing = f.id \
         WHERE f.tenant = ? AND f.applicant = ? AND s.refused = 0 ORDER BY s.time LIMIT 10000",
    );
    let done = |row: &Row| {
        Ok(FilingDone {
            filing: row.id("id")?,
            pack: row.text("pack")?,
            period: row.text("period")?,
            action: row.text("action")?,
            at: row.millis("time")?,
        })
    };
    conn.all(sql.bind(tenant).bind(tenant)).await?.iter().map(done).collect()
}
