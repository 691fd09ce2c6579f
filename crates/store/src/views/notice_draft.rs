//! Drafts of letters, as the issuer's own people see them.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds;
use contract::kinds::notice_draft::{DraftState, NoticeDraft};
use contract::rest::Page;
use contract::rest::notice::DraftRow;
use contract::rest::query::NoticeDraftQuery;
use model::{Id, Millis, Role, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer, work};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &["title", "state", "open", "changed", "body"];
const LIST: List<'_> = List {
    columns: "v.*",
    table: "view_notice_draft v",
    join: "",
    key: "v.id",
    newest_first: true,
};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: NoticeDraft = kinds::read(&record.body)?;
    let over = matches!(body.state, DraftState::Issued | DraftState::Discarded);
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_notice_draft", COLUMNS, &[], viewer, record)
            .bind(body.letter.title.as_str())
            .bind(body.state.word())
            .bind(i64::from(!over))
            .bind(record.time.0)
            .json(&body);
        if conn.execute(sql).await? > 0 {
            wait(conn, viewer, record, &body).await?;
        }
    }
    Ok(())
}

/// A draft that was handed in waits for somebody else of the issuer's; one sent back for another
/// try; one that passed to be issued.
async fn wait(
    conn: &mut Conn,
    viewer: &TenantPath,
    record: &Record,
    body: &NoticeDraft,
) -> Result<(), Error> {
    let action = match body.state {
        DraftState::Submitted => "approve",
        DraftState::Returned => "submit",
        DraftState::Approved => "issue",
        DraftState::Writing | DraftState::Issued | DraftState::Discarded => "",
    };
    let roles = [Role::ProvincialRegulator, Role::MinistryOperator];
    let acts = roles.into_iter().filter(|_| !action.is_empty());
    let waiting = work::Waiting {
        kind: "draft",
        object: &record.object.to_string(),
        acts: acts.map(|role| (role, vec![action.to_owned()])).collect(),
        procedure: "",
        due: body.letter.due,
        since: record.time,
        severity: Some(body.letter.severity),
        sender: record.tenant.as_str(),
        title: &body.letter.title,
        bundle: "",
    };
    work::put(conn, viewer, &waiting).await
}

fn filter(scope: &Scope, query: &NoticeDraftQuery) -> Result<Filter, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .contains(&["v.title"], query.q.as_ref());
    Ok(match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    })
}

/// Drafts, newest first.
pub async fn notice_draft_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &NoticeDraftQuery,
) -> Result<Page<DraftRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query)?;
    LIST.page(conn, &filter, &slice, |r| Ok(row(r)?.0), |draft| draft.id.to_string()).await
}

/// One draft with its latest body.
///
/// # Errors
/// `draft.missing`, also when it is another tenant's.
pub async fn notice_draft_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(DraftRow, NoticeDraft), Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let found = conn.optional(filter.sql("SELECT v.* FROM view_notice_draft v")).await?;
    found.as_ref().map(row).transpose()?.ok_or_else(|| missing("draft.missing", id))
}

fn row(row: &Row) -> Result<(DraftRow, NoticeDraft), Error> {
    let body: NoticeDraft = row.json("body")?;
    let draft = DraftRow {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        title: body.letter.title.clone(),
        genre: body.letter.genre,
        severity: body.letter.severity,
        state: body.state,
        written_by: body.written_by.clone(),
        reviewed_by: body.reviewed_by.clone(),
        note: body.note.clone(),
        changed: Millis(row.int("changed")?),
        circular: body.circular,
    };
    Ok((draft, body))
}
