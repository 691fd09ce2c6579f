//! Consents: what enterprises let authorities pass on. One row a request, with its answer.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds;
use contract::kinds::consent::{Consent, ConsentRequest, Receivers, Subject};
use contract::rest::Page;
use contract::rest::query::ConsentQuery;
use contract::rest::sharing::ConsentRow;
use contract::sharing::resolve::World;
use model::{Id, Millis, Role, TenantPath};

use super::super::list::{Filter, List, Slice};
use super::super::{missing, name_of, viewer, work};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// A request, with what an answer must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentKnown {
    pub row: ConsentRow,
    /// The object of the answer, if there is one, and its revision.
    pub consent: Option<(Id, u32)>,
}

/// What waits of this kind.
const CONSENT: &str = "consent";
const COLUMNS: &[&str] = &[
    "tenant",
    "id",
    "enterprise",
    "authority",
    "subject",
    "receivers",
    "until",
    "state",
    "reason",
    "note",
    "asked",
    "answered",
    "consent",
    "revision",
];

pub(super) async fn project_ask(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: ConsentRequest = kinds::read(&record.body)?;
    let concerned = |viewer: &&TenantPath| **viewer == record.tenant || **viewer == body.enterprise;
    for viewer in viewers.iter().filter(concerned) {
        let sql = Sql::insert("view_consent", COLUMNS, 1)
            .push(" ON CONFLICT (tenant, id) DO NOTHING")
            .bind(viewer.as_str())
            .id(record.object)
            .bind(body.enterprise.as_str())
            .bind(record.tenant.as_str())
            .json(&body.subject)
            .json(&body.receivers)
            .bind(body.until.0)
            .bind("asked")
            .bind(body.reason.as_str())
            .bind("")
            .bind(record.time.0)
            .bind(None::<i64>)
            .bind(None::<String>)
            .bind(0i64);
        if conn.execute(sql).await? > 0 && *viewer == body.enterprise {
            wait(conn, viewer, record, &body).await?;
        }
    }
    Ok(())
}

/// What was asked waits for the enterprise's word.
async fn wait(
    conn: &mut Conn,
    viewer: &TenantPath,
    record: &Record,
    body: &ConsentRequest,
) -> Result<(), Error> {
    let waiting = work::Waiting {
        kind: CONSENT,
        object: &record.object.to_string(),
        acts: [(Role::EnterpriseOfficer, vec!["answer".to_owned()])].into(),
        procedure: "",
        due: Some(body.until),
        since: record.time,
        severity: None,
        sender: record.tenant.as_str(),
        title: &body.reason,
        bundle: "",
    };
    work::put_new(conn, viewer, &waiting).await
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Consent = kinds::read(&record.body)?;
    let concerned = |viewer: &&TenantPath| **viewer == record.tenant || **viewer == body.to;
    for viewer in viewers.iter().filter(concerned) {
        answer(conn, record, &body, viewer).await?;
    }
    Ok(())
}

/// Brings the row of these two parties up to date.
async fn answer(
    conn: &mut Conn,
    record: &Record,
    body: &Consent,
    viewer: &TenantPath,
) -> Result<(), Error> {
    let sql = Sql::new(
        "UPDATE view_consent SET subject = ?, receivers = ?, until = ?, state = ?, note = ?, \
         answered = ?, consent = ?, revision = ? WHERE tenant = ? AND id = ? AND enterprise = ? \
         AND authority = ?",
    )
    .json(&body.subject)
    .json(&body.receivers)
    .bind(body.until.0)
    .bind(body.state.word())
    .bind(body.note.as_str())
    .bind(record.time.0)
    .id(record.object)
    .bind(i64::from(record.revision))
    .bind(viewer.as_str())
    .id(body.request)
    .bind(record.tenant.as_str())
    .bind(body.to.as_str());
    conn.execute(sql).await?;
    work::gone(conn, viewer, CONSENT, &body.request.to_string()).await
}

fn columns() -> String {
    format!(
        "v.*, {}, {}",
        name_of("v.enterprise", "v.tenant", "enterprise_name"),
        name_of("v.authority", "v.tenant", "authority_name")
    )
}

/// Requests that the tenant got or made, newest first.
pub async fn consent_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &ConsentQuery,
    now: Millis,
) -> Result<Page<ConsentRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.enterprise = ?", query.enterprise.as_ref().map(TenantPath::as_str));
    let filter = match query.state.as_deref() {
        None => filter,
        Some("expired") => {
            filter.and("v.state IN ('asked', 'granted')").with("v.until <= ?", now.0)
        }
        Some(state @ ("asked" | "granted")) => {
            filter.with("v.state = ?", state).with("v.until > ?", now.0)
        }
        Some(state) => filter.with("v.state = ?", state),
    };
    let columns = columns();
    let list = List {
        columns: &columns,
        table: "view_consent v",
        join: "",
        key: "v.id",
        newest_first: true,
    };
    list.page(conn, &filter, &slice, |found| row(found, now), |row| row.id.to_string()).await
}

/// Requests that wait for the enterprise's answer, oldest first.
pub async fn consent_waiting(
    conn: &mut Conn,
    scope: &Scope,
    now: Millis,
    most: u32,
) -> Result<Vec<ConsentRow>, Error> {
    let sql = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .and("v.state = 'asked' AND v.enterprise = v.tenant")
        .with("v.until > ?", now.0)
        .sql(&format!("SELECT {} FROM view_consent v", columns()))
        .push(&format!(" ORDER BY v.id LIMIT {most}"));
    conn.all(sql).await?.iter().map(|found| row(found, now)).collect()
}

/// One request with its answer.
///
/// # Errors
/// `consent.unknown`.
pub async fn consent_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<ConsentKnown, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let sql = filter.sql(&format!("SELECT {} FROM view_consent v", columns()));
    let found = conn.optional(sql).await?.ok_or_else(|| missing("consent.unknown", id))?;
    let revision = u32::try_from(found.int("revision")?).unwrap_or(u32::MAX);
    let consent = found.opt_id("consent")?.map(|object| (object, revision));
    Ok(ConsentKnown { row: row(&found, now)?, consent })
}

/// The consents of an enterprise that the scope's tenant holds now.
pub async fn consents_granted(
    conn: &mut Conn,
    scope: &Scope,
    enterprise: &TenantPath,
    now: Millis,
) -> Result<Vec<(Id, Subject, Receivers)>, Error> {
    let sql = Sql::new(
        "SELECT id, subject, receivers, consent FROM view_consent WHERE tenant = ? \
         AND authority = ? AND enterprise = ? AND state = 'granted' AND until > ? ORDER BY id",
    );
    let own = viewer(scope)?;
    let sql = sql.bind(own).bind(own).bind(enterprise.as_str()).bind(now.0);
    let read = |row: &Row| {
        let id = row.opt_id("consent")?.map_or_else(|| row.id("id"), Ok)?;
        Ok((id, row.json("subject")?, row.json("receivers")?))
    };
    conn.all(sql).await?.iter().map(read).collect()
}

/// The consent among those held that lets an object of an enterprise go to a tenant.
pub fn consent_for(
    held: &[(Id, Subject, Receivers)],
    world: &World,
    enterprise: &TenantPath,
    (kind, object): (&str, Id),
    receiver: &TenantPath,
) -> Option<Id> {
    let covers = |(_, subject, receivers): &&(Id, Subject, Receivers)| {
        subject.covers(kind, object)
            && world.resolve(enterprise, &receivers.audience()).contains_key(receiver)
    };
    held.iter().find(covers).map(|(id, ..)| *id)
}

fn row(row: &Row, now: Millis) -> Result<ConsentRow, Error> {
    let (state, until) = (row.text("state")?, row.millis("until")?);
    let over = until <= now && (state == "asked" || state == "granted");
    Ok(ConsentRow {
        id: row.id("id")?,
        enterprise: row.tenant("enterprise")?,
        enterprise_name: row.text("enterprise_name")?,
        authority: row.tenant("authority")?,
        authority_name: row.text("authority_name")?,
        subject: row.json("subject")?,
        receivers: row.json("receivers")?,
        until,
        state: if over { "expired".to_owned() } else { state },
        reason: row.text("reason")?,
        note: row.text("note")?,
        asked: row.millis("asked")?,
        answered: row.opt_millis("answered")?,
    })
}
