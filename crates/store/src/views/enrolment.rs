//! Enrolments of child nodes.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::{self, enrolment::Enrolment};
use contract::rest::Page;
use contract::rest::node::EnrolmentRow;
use contract::rest::query::PageQuery;
use model::{Millis, Role, TenantPath};

use super::list::{Filter, List, Slice};
use super::{put, work};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> =
    List { columns: "v.*", table: "view_enrolment v", join: "", key: "v.id", newest_first: true };

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["name", "kind", "tenants", "expires", "state", "node"];
    let body: Enrolment = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_enrolment", COLUMNS, &[], viewer, record)
            .bind(body.name.as_str())
            .bind(body.kind.word())
            .json(&body.tenants)
            .bind(body.expires.0)
            .bind(body.state.as_str())
            .bind(body.node.map(|id| id.to_string()));
        conn.insert_later(sql).await?;
        wait(conn, viewer, record, &body).await?;
    }
    Ok(())
}

/// A token that nobody has used waits until it is used, withdrawn or over.
async fn wait(
    conn: &mut Conn,
    viewer: &TenantPath,
    record: &Record,
    body: &Enrolment,
) -> Result<(), Error> {
    let acts = if body.state == "open" {
        BTreeMap::from([(Role::NodeAdministrator, vec!["withdraw".to_owned()])])
    } else {
        BTreeMap::new()
    };
    let waiting = work::Waiting {
        kind: "enrolment",
        object: &record.object.to_string(),
        acts,
        procedure: "",
        due: Some(body.expires),
        since: record.time,
        severity: None,
        sender: record.tenant.as_str(),
        title: &body.name,
        bundle: "",
    };
    work::put(conn, viewer, &waiting).await
}

/// Enrolments, newest first: the tenant's, all of the node for the node itself. An open one past
/// its end has the state `expired`.
pub async fn enrolment_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
    now: Millis,
) -> Result<Page<EnrolmentRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().maybe("v.tenant = ?", scope.tenant().map(TenantPath::as_str));
    LIST.page(conn, &filter, &slice, |r| row(r, now), |row| row.id.to_string()).await
}

fn row(row: &Row, now: Millis) -> Result<EnrolmentRow, Error> {
    let expires = row.millis("expires")?;
    let state = row.text("state")?;
    let over = state == "open" && expires < now;
    Ok(EnrolmentRow {
        id: row.id("id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        tenants: row.json("tenants")?,
        expires,
        state: if over { "expired".to_owned() } else { state },
    })
}
