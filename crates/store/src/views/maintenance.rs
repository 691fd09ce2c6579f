//! Maintenance windows of an enterprise.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, maintenance_window::MaintenanceWindow as Body};
use contract::rest::Page;
use contract::rest::query::PageQuery;
use contract::rest::watch::MaintenanceWindow;
use model::{Id, Millis, TenantPath};

use super::list::{Filter, List, Slice};
use super::{put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const LIST: List<'_> =
    List { columns: "v.*", table: "view_maintenance v", join: "", key: "v.id", newest_first: true };

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["begins", "ends", "hosts", "reason", "withdrawn", "author"];
    let body: Body = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_maintenance", COLUMNS, &["author"], viewer, record)
            .bind(body.from.0)
            .bind(body.to.0)
            .json(&body.hosts)
            .bind(body.reason.as_str())
            .bind(i64::from(body.withdrawn))
            .bind(record.author.as_str());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// The tenant's windows, the last planned first.
pub async fn maintenance_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
    now: Millis,
) -> Result<Page<MaintenanceWindow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    let read = |found: &Row| row(found, now);
    LIST.page(conn, &filter, &slice, read, |window| window.id.to_string()).await
}

/// The window that a time and one of two hosts fall into.
pub async fn maintenance_at(
    conn: &mut Conn,
    scope: &Scope,
    time: Millis,
    parties: [&str; 2],
) -> Result<Option<Id>, Error> {
    let sql = Sql::new(
        "SELECT id, hosts FROM view_maintenance WHERE tenant = ? AND ends > ? AND begins <= ? \
         AND withdrawn = 0 ORDER BY id",
    );
    for found in conn.all(sql.bind(viewer(scope)?).bind(time.0).bind(time.0)).await? {
        let hosts: Vec<String> = found.json("hosts")?;
        if hosts.is_empty() || hosts.iter().any(|host| parties.contains(&host.as_str())) {
            return Ok(Some(found.id("id")?));
        }
    }
    Ok(None)
}

fn row(row: &Row, now: Millis) -> Result<MaintenanceWindow, Error> {
    let (from, to) = (row.millis("begins")?, row.millis("ends")?);
    let state = match (row.flag("withdrawn")?, now < from, now < to) {
        (true, ..) => "withdrawn",
        (false, true, _) => "planned",
        (false, false, true) => "running",
        (false, false, false) => "over",
    };
    Ok(MaintenanceWindow {
        id: row.id("id")?,
        from,
        to,
        hosts: row.json("hosts")?,
        reason: row.text("reason")?,
        state: state.to_owned(),
        author: row.text("author")?,
    })
}
