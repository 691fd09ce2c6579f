//! What was passed on, as the passer, the owner and the receivers see it.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, passed_on::PassedOn};
use contract::rest::sharing::PassedOnRow;
use model::{Id, TenantPath};

use super::super::list::Filter;
use super::super::{name_of, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["object", "kind", "owner", "passer", "tenants", "consents", "note", "passed"];
    let body: PassedOn = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_passed", COLUMNS, &[], viewer, record)
            .id(body.object)
            .bind(body.kind.as_str())
            .bind(body.owner.as_str())
            .bind(record.tenant.as_str())
            .json(&record.sharing.tenants)
            .json(&body.consents)
            .bind(body.note.as_str())
            .bind(record.time.0);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// What became of objects in the hands of others, as far as the tenant got to know.
pub async fn passed_list(
    conn: &mut Conn,
    scope: &Scope,
    objects: &BTreeSet<Id>,
) -> Result<Vec<PassedOnRow>, Error> {
    let ids: Vec<String> = objects.iter().map(Id::to_string).collect();
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).any_of("v.object", &ids);
    let columns = name_of("v.passer", "v.tenant", "passer_name");
    let sql = filter.sql(&format!("SELECT v.*, {columns} FROM view_passed v"));
    conn.all(sql.push(" ORDER BY v.id DESC LIMIT 200")).await?.iter().map(row).collect()
}

/// What the scope's tenant itself passed on of an object.
pub async fn passed_by(conn: &mut Conn, scope: &Scope, object: Id) -> Result<Vec<Id>, Error> {
    let own = viewer(scope)?;
    let filter = Filter::default()
        .with("v.tenant = ?", own)
        .with("v.passer = ?", own)
        .with("v.object = ?", object);
    let rows =
        conn.all(filter.sql("SELECT v.id FROM view_passed v").push(" ORDER BY v.id")).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

fn row(row: &Row) -> Result<PassedOnRow, Error> {
    Ok(PassedOnRow {
        id: row.id("id")?,
        by: row.tenant("passer")?,
        by_name: row.text("passer_name")?,
        object: row.id("object")?,
        tenants: row.json("tenants")?,
        consents: row.json("consents")?,
        note: row.text("note")?,
        at: row.millis("passed")?,
    })
}
