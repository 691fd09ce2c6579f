//! Whether what a neighbour brings of a filing can be kept: the right party, in the right state,
//! sealed, shared with nobody else, and evaluating here to what it says.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::filing::Filing;
use contract::kinds::filing_comment::FilingComment;
use contract::kinds::filing_step::FilingStep;
use contract::kinds::filing_summary::FilingSummary;
use contract::kinds::pack::Pack;
use contract::kinds::{self, Kind as _};
use model::{Id, TenantPath};

use super::fold::course;
use super::rules::FilingPast;
use crate::Error;
use crate::sql::{Conn, Sql};

type Verdict = Result<(), String>;

fn refuse(code: &str) -> Result<Verdict, Error> {
    Ok(Err(code.to_owned()))
}

/// The code under which a record from elsewhere is refused; `here` are this node's tenants.
pub(crate) async fn admit(
    conn: &mut Conn,
    record: &Record,
    here: &BTreeSet<TenantPath>,
) -> Result<Verdict, Error> {
    match record.kind.as_str() {
        Filing::NAME => admit_filing(conn, record).await,
        FilingStep::NAME => admit_step(conn, record, here).await,
        FilingSummary::NAME => admit_summary(record),
        FilingComment::NAME => admit_comment(conn, record, here).await,
        Pack::NAME => {
            let body: Pack = kinds::read(&record.body)?;
            Ok(conn.filing_rules().admit_pack(&body, &record.tenant))
        }
        // Drafts and draft verdicts are nobody else's business.
        "filing_draft" | "filing_verdict" | "organisation" => refuse("filing.private"),
        _ => Ok(Ok(())),
    }
}

async fn admit_filing(conn: &mut Conn, record: &Record) -> Result<Verdict, Error> {
    let body: Filing = kinds::read(&record.body)?;
    if body.applicant != record.tenant {
        return refuse("filing.party");
    }
    if !is_among(record, body.readers()) {
        return refuse("filing.sharing");
    }
    if let Some(before) = filing(conn, record.object).await?
        && (before.procedure != body.procedure || before.parties != body.parties)
    {
        return refuse("filing.changed");
    }
    Ok(conn.filing_rules().admit_filing(&body))
}

async fn admit_step(
    conn: &mut Conn,
    record: &Record,
    here: &BTreeSet<TenantPath>,
) -> Result<Verdict, Error> {
    let body: FilingStep = kinds::read(&record.body)?;
    let Some(filing) = filing(conn, body.filing).await? else { return transit(record, here) };
    let is_party = filing
        .parties
        .get(&body.party)
        .is_some_and(|party| party.tenant == body.by && !party.summary);
    if !is_party || body.by != record.tenant {
        return refuse("filing.party");
    }
    if record.seal.is_none() {
        return refuse("filing.seal");
    }
    if !is_among(record, filing.readers()) {
        return refuse("filing.sharing");
    }
    let course = course(conn, body.filing, Some(body.turn)).await?;
    if record.revision != 1 || body.turn == 0 {
        return refuse("filing.turn");
    }
    let (answers, verdicts) = course.frozen(conn).await?;
    let past = FilingPast {
        id: body.filing,
        filing: &filing,
        // What comes from elsewhere was shared.
        shared: true,
        steps: &course.steps,
        answers: &answers,
        verdicts: &verdicts,
    };
    Ok(conn.filing_rules().admit_step(&past, &body, record.time))
}

fn admit_summary(record: &Record) -> Result<Verdict, Error> {
    let body: FilingSummary = kinds::read(&record.body)?;
    let speaks = body.by == record.tenant && body.filing.readers().any(|party| *party == body.by);
    if !speaks {
        return refuse("filing.party");
    }
    if !is_among(record, body.filing.summary_readers()) {
        return refuse("filing.sharing");
    }
    Ok(Ok(()))
}

async fn admit_comment(
    conn: &mut Conn,
    record: &Record,
    here: &BTreeSet<TenantPath>,
) -> Result<Verdict, Error> {
    let body: FilingComment = kinds::read(&record.body)?;
    let Some(filing) = filing(conn, body.filing).await? else { return transit(record, here) };
    if !filing.readers().any(|party| *party == record.tenant) {
        return refuse("filing.party");
    }
    if !is_among(record, filing.readers()) {
        return refuse("filing.sharing");
    }
    Ok(Ok(()))
}

/// What concerns nobody here may pass on to whom it does; they judge it.
fn transit(record: &Record, here: &BTreeSet<TenantPath>) -> Result<Verdict, Error> {
    if record.sharing.tenants.iter().any(|tenant| here.contains(tenant)) {
        return refuse("filing.unknown");
    }
    Ok(Ok(()))
}

fn is_among<'a>(record: &Record, readers: impl Iterator<Item = &'a TenantPath>) -> bool {
    let readers: BTreeSet<&TenantPath> = readers.collect();
    !record.sharing.everyone && record.sharing.tenants.iter().all(|tenant| readers.contains(tenant))
}

/// A filing that somebody here sees whole.
async fn filing(conn: &mut Conn, id: Id) -> Result<Option<Filing>, Error> {
    let sql = Sql::new("SELECT body FROM view_filing WHERE id = ? AND sees = 'full' LIMIT 1");
    conn.optional(sql.id(id)).await?.map(|row| row.json("body")).transpose()
}
