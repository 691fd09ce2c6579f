//! Papers: what was exported, and the sealed scans that came back.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::export::Export;
use contract::kinds::loop_step::Attachment;
use contract::kinds::sealed_copy::SealedCopy;
use contract::kinds::{self, Kind as _};
use contract::rest::filing::ExportRow;
use model::{Id, TenantPath};

use super::super::{missing, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] =
    &["filing", "document", "format", "code", "digest", "data", "author", "time", "sealed"];

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    if record.kind == SealedCopy::NAME {
        let body: SealedCopy = kinds::read(&record.body)?;
        for viewer in viewers {
            let sql = Sql::new(
                "UPDATE view_export SET sealed = ? WHERE tenant = ? AND id = ? AND filing = ? \
                 AND code = ?",
            );
            let sql = sql.json(&body.scan).bind(viewer.as_str()).id(body.export);
            conn.execute(sql.id(body.filing).bind(body.code.as_str())).await?;
        }
        return Ok(());
    }
    let body: Export = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_export", COLUMNS, &["sealed"], viewer, record)
            .id(body.filing)
            .bind(body.document.as_str())
            .bind(body.format.as_str())
            .bind(body.code.as_str())
            .bind(body.digest.as_str())
            .bind(body.data.as_str())
            .bind(record.author.as_str())
            .bind(record.time.0)
            .bind(None::<String>);
        conn.execute(sql).await?;
    }
    Ok(())
}

/// Exports of a filing, newest first, with the digest of the data behind each.
pub async fn export_list(
    conn: &mut Conn,
    scope: &Scope,
    filing: Id,
) -> Result<Vec<(ExportRow, String)>, Error> {
    let sql =
        "SELECT * FROM view_export WHERE tenant = ? AND filing = ? ORDER BY id DESC LIMIT 200";
    let sql = Sql::new(sql).bind(viewer(scope)?).id(filing);
    conn.all(sql).await?.iter().map(row).collect()
}

/// The export that carries a code, with its filing.
pub async fn export_by_code(
    conn: &mut Conn,
    scope: &Scope,
    code: &str,
) -> Result<Option<(ExportRow, Id)>, Error> {
    let sql =
        Sql::new("SELECT * FROM view_export WHERE tenant = ? AND code = ? ORDER BY id LIMIT 1");
    let found = conn.optional(sql.bind(viewer(scope)?).bind(code)).await?;
    found.map(|found| Ok((row(&found)?.0, found.id("filing")?))).transpose()
}

/// One export with the digest of its data.
///
/// # Errors
/// `export.missing`.
pub async fn export_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(ExportRow, String), Error> {
    let sql = Sql::new("SELECT * FROM view_export WHERE tenant = ? AND id = ?");
    let found = conn.optional(sql.bind(viewer(scope)?).id(id)).await?;
    row(&found.ok_or_else(|| missing("export.missing", id))?)
}

/// `current` is left true: whoever knows the data compares.
fn row(row: &Row) -> Result<(ExportRow, String), Error> {
    let export = ExportRow {
        id: row.id("id")?,
        code: row.text("code")?,
        document: row.text("document")?,
        format: row.text("format")?,
        digest: row.text("digest")?,
        author: row.text("author")?,
        time: row.millis("time")?,
        sealed: row.opt_json::<Attachment>("sealed")?,
        current: true,
    };
    Ok((export, row.text("data")?))
}
