//! Packs that became active.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, pack::Pack};
use model::{Id, TenantPath};

use super::{put, viewer};
use crate::sql::{Conn, Sql};
use crate::{Error, Scope};

/// A pack as its latest record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivePack {
    pub object: Id,
    pub revision: u32,
    pub body: Pack,
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["pack", "version", "digest", "example", "published"];
    let body: Pack = kinds::read(&record.body)?;
    let published = body.published.as_ref().map(serde_json::to_string).transpose();
    let published = published.map_err(|error| Error::stored("pack", error))?;
    for viewer in viewers {
        let sql = put("view_pack", COLUMNS, &[], viewer, record)
            .bind(body.id.as_str())
            .bind(body.version.as_str())
            .bind(body.digest.as_str())
            .bind(i64::from(body.example))
            .bind(published.clone());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// Packs the tenant knows to be active, by id.
pub async fn pack_list(conn: &mut Conn, scope: &Scope) -> Result<Vec<ActivePack>, Error> {
    let sql = Sql::new("SELECT * FROM view_pack WHERE tenant = ? ORDER BY pack, id");
    let rows = conn.all(sql.bind(viewer(scope)?)).await?;
    let read = |row: &crate::sql::Row| {
        Ok(ActivePack {
            object: row.id("id")?,
            revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
            body: Pack {
                id: row.text("pack")?,
                version: row.text("version")?,
                digest: row.text("digest")?,
                example: row.flag("example")?,
                published: row.opt_json("published")?,
            },
        })
    };
    rows.iter().map(read).collect()
}
