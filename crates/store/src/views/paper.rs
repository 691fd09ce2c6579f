//! Papers of sealed records, by the code they carry: the code is made of the record's hash, so
//! that it needs no record of its own.

use std::collections::BTreeSet;

use contract::{Record, paper};
use model::{Id, TenantPath};

use super::viewer;
use crate::sql::{Conn, Sql};
use crate::{Error, Scope};

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperCode {
    /// `notice`, `circular`, `receipt`.
    pub kind: String,
    pub object: Id,
    pub hash: String,
}

pub(super) async fn put_code(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
    kind: &'static str,
    object: Id,
) -> Result<(), Error> {
    for viewer in viewers {
        let sql = Sql::insert("view_paper", &["tenant", "code", "kind", "object", "hash"], 1)
            .push(" ON CONFLICT DO NOTHING")
            .bind(viewer.as_str())
            .bind(paper::code_of(&record.hash))
            .bind(kind)
            .id(object)
            .bind(record.hash.as_str());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// Papers with a code that the tenant may see.
pub async fn paper_by_code(
    conn: &mut Conn,
    scope: &Scope,
    code: &str,
) -> Result<Option<PaperCode>, Error> {
    let sql = Sql::new("SELECT * FROM view_paper WHERE tenant = ? AND code = ? ORDER BY object");
    let found = conn.optional(sql.bind(viewer(scope)?).bind(code)).await?;
    let read = |row: crate::sql::Row| {
        Ok(PaperCode {
            kind: row.text("kind")?,
            object: row.id("object")?,
            hash: row.text("hash")?,
        })
    };
    found.map(read).transpose()
}
