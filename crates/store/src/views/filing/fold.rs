//! How filings stand: a fold of their steps by their procedures, written into every viewer's row.
//!
//! Parties write at their own nodes, so steps may meet in any order. All nodes fold them in one
//! order: turn, time, id. A step that the procedure does not allow at its place is kept and marked
//! refused.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::filing::Filing;
use contract::kinds::filing_step::FilingStep;
use contract::rest::filing::{Answers, Verdict};
use model::{Id, Millis, TenantPath};

use super::super::work;
use super::rules::{FilingPast, FilingStanding, StepTaken};
use crate::Error;
use crate::sql::{Conn, Row, Sql};

pub(super) const ORDER: &str = "ORDER BY turn, time, id";
/// `due` of a row without a running clock.
pub(super) const NEVER: i64 = i64::MAX;

/// A viewer that sees all of a filing.
struct Viewer {
    tenant: TenantPath,
    party: String,
}

/// Steps of a filing, as one viewer has them.
pub(super) struct Course {
    pub(super) steps: Vec<StepTaken>,
    /// For each step: the forms it froze, the state and refusal as they stand in the view.
    noted: Vec<Noted>,
}

struct Noted {
    forms: Vec<String>,
    judged: Vec<String>,
    state: String,
    refused: bool,
}

/// Answers by form, and verdicts by form and field.
pub type Frozen = (BTreeMap<String, Answers>, BTreeMap<String, BTreeMap<String, Verdict>>);

/// The latest step that froze the answers of a form, or gave verdicts on it.
#[derive(Default)]
pub(super) struct Latest<'a> {
    answers: BTreeMap<&'a str, Id>,
    verdicts: BTreeMap<&'a str, Id>,
}

impl<'a> Latest<'a> {
    pub(super) fn note(&mut self, step: Id, forms: &'a [String], judged: &'a [String]) {
        self.answers.extend(forms.iter().map(|form| (form.as_str(), step)));
        self.verdicts.extend(judged.iter().map(|form| (form.as_str(), step)));
    }

    pub(super) async fn read(self, conn: &mut Conn) -> Result<Frozen, Error> {
        let wanted: BTreeSet<Id> =
            self.answers.values().chain(self.verdicts.values()).copied().collect();
        let mut frozen = Frozen::default();
        for id in wanted {
            let Some((_, mut body)) = conn.latest_body::<FilingStep>(id).await? else { continue };
            for (form, _) in self.answers.iter().filter(|(_, of)| **of == id) {
                let given = body.answers.remove(*form);
                frozen.0.extend(given.map(|given| ((*form).to_owned(), given)));
            }
            for (form, _) in self.verdicts.iter().filter(|(_, of)| **of == id) {
                let given = body.verdicts.remove(*form);
                frozen.1.extend(given.map(|given| ((*form).to_owned(), given)));
            }
        }
        Ok(frozen)
    }
}

/// Brings a filing up to date for everybody here who sees all of it.
pub(super) async fn fold(conn: &mut Conn, id: Id) -> Result<(), Error> {
    let sql = Sql::new(
        "SELECT tenant, party, revision, body FROM view_filing WHERE id = ? AND sees = 'full' \
         ORDER BY tenant",
    );
    let rows = conn.all(sql.id(id)).await?;
    let Some(first) = rows.first() else { return Ok(()) };
    let filing: Filing = first.json("body")?;
    let shared = first.int("revision")? > 1;
    let viewers: Vec<Viewer> = rows
        .iter()
        .map(|row| Ok(Viewer { tenant: row.tenant("tenant")?, party: row.text("party")? }))
        .collect::<Result<_, Error>>()?;
    // Whoever sees the whole filing sees all its steps: one viewer's are everybody's.
    let course = course(conn, id, None).await?;
    let Some(standing) = course.standing(conn, id, &filing, shared).await? else { return Ok(()) };
    let last = course.steps.iter().map(|step| step.time).max();
    for viewer in &viewers {
        write(conn, id, &filing, viewer, &standing, last).await?;
    }
    course.mark(conn, id, &standing).await
}

/// The steps of a filing as this node has them, those of before `turn` only where it is given.
pub(super) async fn course(conn: &mut Conn, id: Id, turn: Option<u32>) -> Result<Course, Error> {
    let until = turn.map_or(i64::MAX, i64::from);
    let sql = Sql::new(format!(
        "SELECT id, party, taken_by, spoken_for, role, action, turn, time, fields, forms, \
         judged, results, scores, state, refused FROM view_filing_step \
         WHERE tenant = (SELECT MIN(tenant) FROM view_filing WHERE id = ? AND sees = 'full') \
         AND filing = ? AND turn < ? {ORDER}"
    ));
    let rows = conn.all(sql.id(id).id(id).bind(until)).await?;
    let noted = |row: &Row| {
        let (state, refused) = (row.text("state")?, row.flag("refused")?);
        Ok(Noted { forms: row.json("forms")?, judged: row.json("judged")?, state, refused })
    };
    Ok(Course {
        noted: rows.iter().map(noted).collect::<Result<_, Error>>()?,
        steps: rows.iter().map(step).collect::<Result<_, Error>>()?,
    })
}

impl Course {
    /// What the procedure says of it; `None` where it is not installed.
    async fn standing(
        &self,
        conn: &mut Conn,
        id: Id,
        filing: &Filing,
        shared: bool,
    ) -> Result<Option<FilingStanding>, Error> {
        let rules = conn.filing_rules();
        let mut refused: BTreeSet<Id> = self.refused_before();
        loop {
            let (answers, verdicts) = self.answers(conn, &refused).await?;
            let past = FilingPast {
                id,
                filing,
                shared,
                steps: &self.steps,
                answers: &answers,
                verdicts: &verdicts,
            };
            let Some(standing) = rules.standing(&past) else { return Ok(None) };
            let now: BTreeSet<Id> = standing.refused.iter().copied().collect();
            // What a refused step froze does not count: once more without it.
            if now.is_subset(&refused) {
                return Ok(Some(standing));
            }
            refused.extend(now);
        }
    }

    fn refused_before(&self) -> BTreeSet<Id> {
        let both = self.steps.iter().zip(&self.noted);
        both.filter(|(_, noted)| noted.refused).map(|(step, _)| step.id).collect()
    }

    /// The last step that froze answers.
    pub(super) fn last_frozen(&self) -> Option<Id> {
        let both = self.steps.iter().zip(&self.noted);
        let mut froze = both.rev().filter(|(_, noted)| !noted.refused && !noted.forms.is_empty());
        froze.next().map(|(step, _)| step.id)
    }

    /// What stands frozen by the steps not refused, read from the log.
    pub(super) async fn frozen(&self, conn: &mut Conn) -> Result<Frozen, Error> {
        self.answers(conn, &self.refused_before()).await
    }

    async fn answers(&self, conn: &mut Conn, refused: &BTreeSet<Id>) -> Result<Frozen, Error> {
        let mut latest = Latest::default();
        for (step, noted) in self.steps.iter().zip(&self.noted) {
            if !refused.contains(&step.id) {
                latest.note(step.id, &noted.forms, &noted.judged);
            }
        }
        latest.read(conn).await
    }

    /// Notes at the steps what became of them, where that changed.
    async fn mark(&self, conn: &mut Conn, id: Id, standing: &FilingStanding) -> Result<(), Error> {
        for (step, noted) in self.steps.iter().zip(&self.noted) {
            let refused = standing.refused.contains(&step.id);
            let state = standing.states.get(&step.id).map_or("", String::as_str);
            if (state, refused) == (noted.state.as_str(), noted.refused) {
                continue;
            }
            let sql = Sql::new(
                "UPDATE view_filing_step SET state = ?, refused = ? WHERE id = ? \
                 AND tenant IN (SELECT tenant FROM view_filing WHERE id = ?)",
            );
            conn.execute(sql.bind(state).bind(i64::from(refused)).id(step.id).id(id)).await?;
        }
        Ok(())
    }
}

pub(super) fn step(row: &Row) -> Result<StepTaken, Error> {
    Ok(StepTaken {
        id: row.id("id")?,
        party: row.text("party")?,
        by: row.tenant("taken_by")?,
        spoken_for: row.tenant("spoken_for")?,
        role: row.word("role")?,
        action: row.text("action")?,
        turn: u32::try_from(row.int("turn")?).unwrap_or(u32::MAX),
        time: row.millis("time")?,
        fields: row.json("fields")?,
        results: row.json("results")?,
        scores: row.json("scores")?,
    })
}

async fn write(
    conn: &mut Conn,
    id: Id,
    filing: &Filing,
    viewer: &Viewer,
    standing: &FilingStanding,
    last: Option<Millis>,
) -> Result<(), Error> {
    let mine = standing.waiting.contains(&viewer.party);
    let sql = Sql::new(
        "UPDATE view_filing SET state = ?, open = ?, waiting = ?, mine = ?, results = ?, \
         result = ?, rank = ?, score = ?, number = ?, due = ?, turn = ?, \
         changed = CASE WHEN changed < ? THEN ? ELSE changed END WHERE tenant = ? AND id = ?",
    );
    let changed = last.unwrap_or(filing.begun).0;
    let sql = sql
        .bind(standing.state.as_str())
        .bind(i64::from(!standing.terminal))
        .json(&standing.waiting)
        .bind(i64::from(mine))
        .json(&standing.results)
        .bind(standing.result.as_str())
        .bind(standing.rank)
        .bind(standing.score.unwrap_or(-1.0))
        .bind(standing.number.as_str())
        .bind(standing.due.map_or(NEVER, |due| due.0))
        .bind(i64::try_from(standing.states.len()).unwrap_or(i64::MAX))
        .bind(changed)
        .bind(changed)
        .bind(viewer.tenant.as_str())
        .id(id);
    conn.execute(sql).await?;
    wait(conn, id, filing, viewer, standing, Millis(changed)).await?;
    write_figures(
        conn,
        &viewer.tenant,
        id,
        filing,
        Figures {
            result: &standing.result,
            reached: &standing.reached,
            indicators: &standing.indicators,
        },
    )
    .await
}

/// Puts a filing into the inbox of a party that it waits for.
async fn wait(
    conn: &mut Conn,
    id: Id,
    filing: &Filing,
    viewer: &Viewer,
    standing: &FilingStanding,
    since: Millis,
) -> Result<(), Error> {
    let waits = !standing.terminal && standing.waiting.contains(&viewer.party);
    let acts = standing.awaited.get(&viewer.party).filter(|_| waits).cloned();
    let applicant = if viewer.tenant == filing.applicant { "" } else { &filing.applicant_name };
    let parts = [filing.period.as_str(), filing.subject.as_str(), applicant];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let waiting = work::Waiting {
        kind: "filing",
        object: &id.to_string(),
        acts: acts.unwrap_or_default(),
        procedure: &filing.procedure,
        due: standing.due,
        since,
        severity: None,
        sender: filing.applicant.as_str(),
        title: &parts.join(" · "),
        bundle: "",
    };
    work::put(conn, &viewer.tenant, &waiting).await
}

/// What a filing counts for.
pub(super) struct Figures<'a> {
    pub(super) result: &'a str,
    pub(super) reached: &'a [String],
    pub(super) indicators: &'a BTreeMap<String, f64>,
}

/// Writes what a filing counts for in one viewer's funnels and indicators.
pub(super) async fn write_figures(
    conn: &mut Conn,
    tenant: &TenantPath,
    id: Id,
    filing: &Filing,
    figures: Figures<'_>,
) -> Result<(), Error> {
    let gone = "DELETE FROM view_filing_bar WHERE tenant = ? AND filing = ?";
    conn.execute(Sql::new(gone).bind(tenant.as_str()).id(id)).await?;
    if !figures.reached.is_empty() {
        let columns = ["tenant", "filing", "pack", "period", "bar", "result"];
        let mut sql = Sql::insert("view_filing_bar", &columns, figures.reached.len());
        for bar in figures.reached {
            sql = sql.bind(tenant.as_str()).id(id).bind(pack_of(&filing.procedure));
            sql = sql.bind(filing.period.as_str()).bind(bar.as_str()).bind(figures.result);
        }
        conn.execute(sql.push(" ON CONFLICT DO NOTHING")).await?;
    }
    let gone = "DELETE FROM view_filing_indicator WHERE tenant = ? AND filing = ?";
    conn.execute(Sql::new(gone).bind(tenant.as_str()).id(id)).await?;
    if figures.indicators.is_empty() {
        return Ok(());
    }
    let columns = ["tenant", "filing", "period", "indicator", "applicant", "amount"];
    let mut sql = Sql::insert("view_filing_indicator", &columns, figures.indicators.len());
    for (indicator, amount) in figures.indicators {
        sql = sql.bind(tenant.as_str()).id(id).bind(filing.period.as_str());
        sql = sql.bind(indicator.as_str()).bind(filing.applicant.as_str()).bind(*amount);
    }
    conn.execute(sql).await?;
    Ok(())
}

/// `id` of `id@version`.
pub(super) fn pack_of(procedure: &str) -> &str {
    procedure.split('@').next().unwrap_or(procedure)
}
