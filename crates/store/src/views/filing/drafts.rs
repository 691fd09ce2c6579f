//! What a party keeps to itself until it acts: drafts of sections and verdicts, its own master
//! record; and the comments that parties make to each other.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::filing_comment::FilingComment;
use contract::kinds::filing_draft::FilingDraft;
use contract::kinds::filing_verdict::FilingVerdict;
use contract::kinds::organisation::Organisation;
use contract::kinds::{self, Kind as _};
use contract::rest::filing::{Answers, CommentRow, Verdict};
use model::{Id, Millis, TenantPath};

use super::super::{name_of, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    match record.kind.as_str() {
        FilingDraft::NAME => {
            let body: FilingDraft = kinds::read(&record.body)?;
            for viewer in own(record, viewers) {
                project_draft(conn, record, &body, viewer).await?;
            }
        }
        FilingVerdict::NAME => {
            let body: FilingVerdict = kinds::read(&record.body)?;
            for viewer in own(record, viewers) {
                let columns = &["filing", "form", "verdicts"];
                let sql = put("view_filing_verdict", columns, &[], viewer, record);
                let sql = sql.id(body.filing).bind(body.form.as_str()).json(&body.verdicts);
                conn.execute(sql).await?;
            }
        }
        Organisation::NAME => {
            let body: Organisation = kinds::read(&record.body)?;
            for viewer in own(record, viewers) {
                let columns = &["facts", "author", "changed"];
                let sql = put("view_organisation", columns, &[], viewer, record);
                let sql = sql.json(&body.facts).bind(record.author.as_str()).bind(record.time.0);
                conn.execute(sql).await?;
            }
        }
        FilingComment::NAME => project_comment(conn, record, viewers).await?,
        _ => {}
    }
    Ok(())
}

/// Private kinds concern their own tenant, whatever their sharing says.
fn own<'a>(
    record: &Record,
    viewers: &'a BTreeSet<TenantPath>,
) -> impl Iterator<Item = &'a TenantPath> {
    viewers.iter().filter(move |viewer| **viewer == record.tenant)
}

async fn project_draft(
    conn: &mut Conn,
    record: &Record,
    body: &FilingDraft,
    viewer: &TenantPath,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["filing", "form", "section", "answers", "carried", "first", "changed", "author"];
    let sql = put("view_filing_draft", COLUMNS, &["first"], viewer, record)
        .id(body.filing)
        .bind(body.form.as_str())
        .bind(body.section.as_str())
        .json(&body.answers)
        .json(&body.carried)
        .bind(record.time.0)
        .bind(record.time.0)
        .bind(record.author.as_str());
    conn.execute(sql).await?;
    let sql =
        Sql::new("UPDATE view_filing SET changed = ? WHERE tenant = ? AND id = ? AND changed < ?");
    let time = record.time.0;
    conn.execute(sql.bind(time).bind(viewer.as_str()).id(body.filing).bind(time)).await?;
    Ok(())
}

async fn project_comment(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["tenant", "id", "filing", "form", "field", "text", "spoken_for", "author", "time"];
    let body: FilingComment = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = Sql::insert("view_filing_comment", COLUMNS, 1)
            .push(" ON CONFLICT (tenant, id) DO NOTHING")
            .bind(viewer.as_str())
            .id(record.object)
            .id(body.filing)
            .bind(body.form.as_str())
            .bind(body.field.as_str())
            .bind(body.text.as_str())
            .bind(record.tenant.as_str())
            .bind(record.author.as_str())
            .bind(record.time.0);
        conn.execute(sql).await?;
    }
    Ok(())
}

/// A section as it was last saved.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    pub object: Id,
    pub revision: u32,
    pub form: String,
    pub section: String,
    pub answers: Answers,
    pub carried: BTreeMap<String, String>,
    pub first: Millis,
    pub author: String,
}

/// Drafts of a filing that the tenant fills, of one form or of all.
pub async fn draft_list(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
    form: Option<&str>,
) -> Result<Vec<DraftRow>, Error> {
    let sql = Sql::new("SELECT * FROM view_filing_draft WHERE tenant = ? AND filing = ?");
    let sql = match form {
        Some(_) => sql.push(" AND form = ?"),
        None => sql,
    };
    let sql = sql.push(" ORDER BY form, section").bind(viewer(scope)?).id(filing);
    let sql = match form {
        Some(form) => sql.bind(form.to_owned()),
        None => sql,
    };
    conn.all(sql).await?.iter().map(draft).collect()
}

/// One section's draft.
pub async fn section_get(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
    form: &str,
    section: &str,
) -> Result<Option<DraftRow>, Error> {
    let sql = Sql::new(
        "SELECT * FROM view_filing_draft WHERE tenant = ? AND filing = ? AND form = ? \
         AND section = ?",
    );
    let sql = sql.bind(viewer(scope)?).id(filing).bind(form).bind(section);
    conn.optional(sql).await?.as_ref().map(draft).transpose()
}

fn draft(row: &Row) -> Result<DraftRow, Error> {
    Ok(DraftRow {
        object: row.id("id")?,
        revision: revision(row)?,
        form: row.text("form")?,
        section: row.text("section")?,
        answers: row.json("answers")?,
        carried: row.json("carried")?,
        first: row.millis("first")?,
        author: row.text("author")?,
    })
}

fn revision(row: &Row) -> Result<u32, Error> {
    Ok(u32::try_from(row.int("revision")?).unwrap_or(u32::MAX))
}

/// Verdicts on a form that the tenant has not given yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRow {
    pub object: Id,
    pub revision: u32,
    pub form: String,
    pub verdicts: BTreeMap<String, Verdict>,
}

/// The tenant's draft verdicts on all forms of a filing.
pub async fn verdict_list(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
) -> Result<Vec<VerdictRow>, Error> {
    let sql = "SELECT * FROM view_filing_verdict WHERE tenant = ? AND filing = ? ORDER BY form";
    let sql = Sql::new(sql).bind(viewer(scope)?).id(filing);
    conn.all(sql).await?.iter().map(verdict).collect()
}

/// The tenant's draft verdicts on one form.
pub async fn verdict_get(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
    form: &str,
) -> Result<Option<VerdictRow>, Error> {
    let sql =
        Sql::new("SELECT * FROM view_filing_verdict WHERE tenant = ? AND filing = ? AND form = ?");
    let sql = sql.bind(viewer(scope)?).id(filing).bind(form);
    conn.optional(sql).await?.as_ref().map(verdict).transpose()
}

fn verdict(row: &Row) -> Result<VerdictRow, Error> {
    Ok(VerdictRow {
        object: row.id("id")?,
        revision: revision(row)?,
        form: row.text("form")?,
        verdicts: row.json("verdicts")?,
    })
}

/// Comments on a filing, of one form or of all, oldest first.
pub async fn comment_list(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
    form: Option<&str>,
) -> Result<Vec<CommentRow>, Error> {
    let sql = Sql::new(format!(
        "SELECT v.*, {} FROM view_filing_comment v WHERE v.tenant = ? AND v.filing = ?",
        name_of("v.spoken_for", "v.tenant", "by_name")
    ));
    let sql = match form {
        Some(_) => sql.push(" AND v.form = ?"),
        None => sql,
    };
    let sql = sql.push(" ORDER BY v.id").bind(viewer(scope)?).id(filing);
    let sql = match form {
        Some(form) => sql.bind(form.to_owned()),
        None => sql,
    };
    let comment = |row: &Row| {
        Ok(CommentRow {
            id: row.id("id")?,
            form: row.text("form")?,
            field: row.text("field")?,
            text: row.text("text")?,
            by: row.tenant("spoken_for")?,
            by_name: row.text("by_name")?,
            author: row.text("author")?,
            time: row.millis("time")?,
        })
    };
    conn.all(sql).await?.iter().map(comment).collect()
}

/// The tenant's master record: object, revision, facts.
pub async fn organisation_get(
    conn: &mut Conn,
    scope: &Scope,
) -> Result<Option<(Id, u32, Organisation)>, Error> {
    let sql = Sql::new("SELECT * FROM view_organisation WHERE tenant = ? ORDER BY id LIMIT 1");
    let row = conn.optional(sql.bind(viewer(scope)?)).await?;
    let read =
        |row: Row| Ok((row.id("id")?, revision(&row)?, Organisation { facts: row.json("facts")? }));
    row.map(read).transpose()
}
