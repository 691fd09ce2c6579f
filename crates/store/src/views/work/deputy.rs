//! Deputies: who stands in for whom, until when.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, deputy::Deputy};
use contract::rest::Page;
use contract::rest::inbox::{DeputyRow, Person};
use contract::rest::query::PageQuery;
use model::{Id, Millis, TenantPath};

use super::super::list::{Filter, List, Slice};
use super::super::{missing, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &["person", "deputy", "starts", "ends", "kinds", "withdrawn"];
const NAMES: &str = "v.*, COALESCE((SELECT u.name FROM view_user u WHERE u.tenant = v.tenant AND \
                     u.login = v.person ORDER BY u.id LIMIT 1), v.person) AS person_name, \
                     COALESCE((SELECT u.name FROM view_user u WHERE u.tenant = v.tenant AND \
                     u.login = v.deputy ORDER BY u.id LIMIT 1), v.deputy) AS deputy_name";
const LIST: List<'_> =
    List { columns: NAMES, table: "view_deputy v", join: "", key: "v.id", newest_first: true };

pub(in crate::views) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Deputy = kinds::read(&record.body)?;
    // It belongs to its own tenant, whoever else the record may have been shown to.
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_deputy", COLUMNS, &[], viewer, record)
            .bind(body.person.as_str())
            .bind(body.deputy.as_str())
            .bind(body.from.0)
            .bind(body.until.0)
            .json(&body.kinds)
            .bind(i64::from(body.withdrawn));
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// Deputies of the tenant's people, newest first; of one person, as whose work or as deputy,
/// where a login is given.
pub async fn deputy_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
    login: Option<&str>,
    now: Millis,
) -> Result<Page<DeputyRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let mut filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    if let Some(login) = login {
        filter = filter.both("(v.person = ? OR v.deputy = ?)", login, login);
    }
    LIST.page(conn, &filter, &slice, |r| row(r, now), |row| row.id.to_string()).await
}

/// One of them.
///
/// # Errors
/// `deputy.missing`, also when it is another tenant's.
pub async fn deputy_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<DeputyRow, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let sql = filter.sql(&format!("SELECT {NAMES} FROM {}", LIST.table));
    let found = conn.optional(sql).await?.ok_or_else(|| missing("deputy.missing", id))?;
    row(&found, now)
}

/// For whom a person stands in at an instant: login and kinds (none: all).
pub async fn deputies_of(
    conn: &mut Conn,
    scope: &Scope,
    login: &str,
    now: Millis,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let sql = Sql::new(
        "SELECT person, kinds FROM view_deputy WHERE tenant = ? AND deputy = ? AND ends > ? \
         AND starts <= ? AND withdrawn = 0 ORDER BY person, id",
    );
    let sql = sql.bind(viewer(scope)?).bind(login).bind(now.0).bind(now.0);
    let rows = conn.all(sql).await?;
    rows.iter().map(|row| Ok((row.text("person")?, row.json("kinds")?))).collect()
}

fn row(row: &Row, now: Millis) -> Result<DeputyRow, Error> {
    let (from, until) = (row.millis("starts")?, row.millis("ends")?);
    let state = match () {
        () if row.flag("withdrawn")? => "withdrawn",
        () if now < from => "coming",
        () if now >= until => "past",
        () => "active",
    };
    Ok(DeputyRow {
        id: row.id("id")?,
        person: Person { login: row.text("person")?, name: row.text("person_name")? },
        deputy: Person { login: row.text("deputy")?, name: row.text("deputy_name")? },
        from,
        until,
        kinds: row.json("kinds")?,
        state: state.to_owned(),
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
    })
}
