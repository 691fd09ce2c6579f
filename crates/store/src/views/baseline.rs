//! The setting of a tenant's baseline; its learned lines are with the assets.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, baseline::Baseline};
use model::{Id, TenantPath};

use super::{put, viewer};
use crate::sql::{Conn, Sql};
use crate::{Error, Scope};

/// The setting as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineSetting {
    pub object: Id,
    /// What a change must follow.
    pub revision: u32,
    pub body: Baseline,
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Baseline = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        conn.execute(put("view_baseline", &["body"], &[], viewer, record).json(&body)).await?;
    }
    Ok(())
}

/// The tenant's setting, if one was ever made.
pub async fn baseline_get(
    conn: &mut Conn,
    scope: &Scope,
) -> Result<Option<BaselineSetting>, Error> {
    let sql = Sql::new(
        "SELECT id, revision, body FROM view_baseline WHERE tenant = ? ORDER BY id DESC LIMIT 1",
    );
    let found = conn.optional(sql.bind(viewer(scope)?)).await?;
    let read = |row: crate::sql::Row| {
        let revision = u32::try_from(row.int("revision")?).unwrap_or(u32::MAX);
        Ok(BaselineSetting { object: row.id("id")?, revision, body: row.json("body")? })
    };
    found.map(read).transpose()
}
