//! Filings as their parties see them: header, course, figures. Answers that a step froze stay in
//! the log; drafts, verdicts, comments and papers have tables of their own.

mod admit;
mod drafts;
mod figures;
mod fold;
mod list;
mod papers;
mod radar;
mod rules;

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::filing::Filing;
use contract::kinds::filing_step::FilingStep;
use contract::kinds::filing_summary::FilingSummary;
use contract::kinds::{self, Kind as _};
use model::{Id, TenantPath};

use super::put;
use crate::Error;
use crate::sql::{Conn, Sql};

pub(crate) use admit::admit;
pub use drafts::{
    DraftRow, VerdictRow, comment_list, draft_list, organisation_get, section_get, verdict_get,
    verdict_list,
};
pub use figures::{
    BarCount, FiledFigures, IndicatorSum, filing_figures, filing_funnel, filings_unsummed,
    indicator_names, indicator_sums, number_next, summary_get,
};
pub use fold::Frozen;
use fold::{NEVER, fold, pack_of};
pub use list::{
    FilingDone, FilingHead, FilingStepRow, filing_any, filing_count, filing_count_of, filing_due,
    filing_head, filing_history, filing_latest, filing_list, filing_rows, filing_steps,
    filings_after, filings_of, frozen_answers, frozen_of,
};
pub use papers::{export_by_code, export_get, export_list};
pub use radar::{filing_peers, sign_list};
pub(crate) use rules::NoProcedures;
pub use rules::{FilingPast, FilingRules, FilingStanding, Prints, StepTaken};

const COLUMNS: &[&str] = &[
    "procedure",
    "pack",
    "period",
    "subject",
    "applicant",
    "applicant_name",
    "party",
    "sees",
    "begun",
    "body",
    "changed",
    "state",
    "open",
    "waiting",
    "mine",
    "results",
    "result",
    "rank",
    "score",
    "number",
    "due",
    "turn",
    "signs",
];
/// What the fold says is not for the filing's header to change.
const FOLDED: &[&str] = &[
    "changed", "state", "open", "waiting", "mine", "results", "result", "rank", "score", "number",
    "due", "turn", "signs",
];
/// Of a summary, only what this node found itself is kept.
const FOUND: &[&str] = &["signs", "turn"];

/// Kinds that this module projects.
pub(super) fn concerns(kind: &str) -> bool {
    kind.starts_with("filing") || matches!(kind, "export" | "sealed_copy" | "organisation")
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    match record.kind.as_str() {
        Filing::NAME => project_filing(conn, record, viewers).await,
        FilingStep::NAME => project_step(conn, record, viewers).await,
        FilingSummary::NAME => project_summary(conn, record, viewers).await,
        "export" | "sealed_copy" => papers::project(conn, record, viewers).await,
        _ => drafts::project(conn, record, viewers).await,
    }
}

async fn project_filing(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Filing = kinds::read(&record.body)?;
    for viewer in viewers {
        let party = body.party_of(viewer).unwrap_or_default();
        let sql = put("view_filing", COLUMNS, FOLDED, viewer, record)
            .bind(body.procedure.as_str())
            .bind(pack_of(&body.procedure))
            .bind(body.period.as_str())
            .bind(body.subject.as_str())
            .bind(body.applicant.as_str())
            .bind(body.applicant_name.as_str())
            .bind(party)
            .bind("full")
            .bind(body.begun.0)
            .json(&body)
            .bind(record.time.0)
            .bind("")
            .bind(1i64)
            .bind("[]")
            .bind(0i64)
            .bind("{}")
            .bind("")
            .bind(0i64)
            .bind(-1.0f64)
            .bind("")
            .bind(NEVER)
            .bind(0i64)
            .bind(0i64);
        conn.execute(sql).await?;
    }
    fold(conn, record.object).await
}

async fn project_step(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const STEP: &[&str] = &[
        "tenant",
        "id",
        "filing",
        "party",
        "taken_by",
        "spoken_for",
        "role",
        "action",
        "turn",
        "text",
        "attachments",
        "fields",
        "forms",
        "judged",
        "results",
        "scores",
        "author",
        "time",
        "seal",
        "state",
        "refused",
    ];
    let body: FilingStep = kinds::read(&record.body)?;
    let seal = record.seal.as_ref().map(serde_json::to_string).transpose();
    let seal = seal.map_err(|error| Error::stored("seal", error))?;
    let mut added = 0;
    for viewer in viewers {
        // A step is one act: its first revision stands.
        let sql = Sql::insert("view_filing_step", STEP, 1)
            .push(" ON CONFLICT (tenant, id) DO NOTHING")
            .bind(viewer.as_str())
            .id(record.object)
            .id(body.filing)
            .bind(body.party.as_str())
            .bind(body.by.as_str())
            .bind(record.tenant.as_str())
            .bind(body.role.word())
            .bind(body.action.as_str())
            .bind(i64::from(body.turn))
            .bind(body.text.as_str())
            .json(&body.attachments)
            .json(&body.fields)
            .json(&body.answers.keys().collect::<Vec<_>>())
            .json(&body.verdicts.keys().collect::<Vec<_>>())
            .json(&body.results)
            .json(&body.scores)
            .bind(record.author.as_str())
            .bind(record.time.0)
            .bind(seal.clone())
            .bind("")
            .bind(0i64);
        added += conn.execute(sql).await?;
    }
    if added == 0 {
        return Ok(());
    }
    figures::number_taken(conn, record, &body, viewers).await?;
    fold(conn, body.filing).await?;
    radar::watch(conn, record, &body, viewers).await
}

async fn project_summary(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: FilingSummary = kinds::read(&record.body)?;
    let filing = &body.filing;
    if viewers.contains(&record.tenant) {
        let sql = put("view_filing_summary", &["filing", "changed"], &[], &record.tenant, record);
        conn.execute(sql.id(body.id).bind(body.changed.0)).await?;
    }
    let summary_of: BTreeSet<&TenantPath> = filing.summary_readers().collect();
    for viewer in viewers.iter().filter(|viewer| summary_of.contains(viewer)) {
        let party = filing.party_of(viewer).unwrap_or_default();
        let columns: Vec<String> = ["revision"]
            .iter()
            .chain(COLUMNS)
            .filter(|column| !FOUND.contains(column))
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let all: Vec<&str> = ["tenant", "id", "revision"].iter().chain(COLUMNS).copied().collect();
        let sql = Sql::insert("view_filing", &all, 1)
            .push(&format!(
                " ON CONFLICT (tenant, id) DO UPDATE SET {} \
                 WHERE excluded.revision > view_filing.revision AND view_filing.sees = 'summary'",
                columns.join(", ")
            ))
            .bind(viewer.as_str())
            .id(body.id)
            .bind(i64::from(record.revision))
            .bind(filing.procedure.as_str())
            .bind(pack_of(&filing.procedure))
            .bind(filing.period.as_str())
            .bind(filing.subject.as_str())
            .bind(filing.applicant.as_str())
            .bind(filing.applicant_name.as_str())
            .bind(party)
            .bind("summary")
            .bind(filing.begun.0)
            .json(filing)
            .bind(body.changed.0)
            .bind(body.state.as_str())
            .bind(i64::from(!body.terminal))
            .json(&body.waiting)
            .bind(i64::from(body.waiting.iter().any(|waiting| waiting == party)))
            .json(&body.results)
            .bind(body.result.as_str())
            .bind(body.rank)
            .bind(body.score.unwrap_or(-1.0))
            .bind(body.number.as_str())
            .bind(body.due.map_or(NEVER, |due| due.0))
            .bind(0i64)
            .bind(0i64);
        if conn.execute(sql).await? > 0 {
            let figures = fold::Figures {
                result: &body.result,
                reached: &body.reached,
                indicators: &body.indicators,
            };
            fold::write_figures(conn, viewer, body.id, filing, figures).await?;
        }
    }
    Ok(())
}

/// Folds what waits for a procedure that is installed now: filings that came before it. What was
/// folded by it stays as it is: a version of a procedure never changes.
///
/// # Errors
/// Those of the database.
pub async fn filings_refold(conn: &mut Conn, procedure: &str) -> Result<u64, Error> {
    let sql = Sql::new(
        "SELECT DISTINCT id FROM view_filing WHERE procedure = ? AND sees = 'full' AND state = ''",
    );
    let ids: Vec<Id> = conn
        .all(sql.bind(procedure))
        .await?
        .iter()
        .map(|row| row.id("id"))
        .collect::<Result<_, _>>()?;
    for id in &ids {
        fold(conn, *id).await?;
    }
    Ok(ids.len() as u64)
}
