//! The audit trail: the log itself, as a list.

use contract::rest::Page;
use contract::rest::audit::AuditRow;
use contract::rest::query::AuditQuery;

use super::list::{Filter, List, Slice};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> = List {
    columns: "v.position, v.id, v.origin, v.sequence, v.object, v.kind, v.revision, v.tenant, \
              v.author, v.time, v.hash, v.segment, \
              CASE WHEN v.seal IS NULL THEN 0 ELSE 1 END AS sealed",
    table: "record v",
    join: "",
    key: "v.position",
    newest_first: true,
};

/// Records said on behalf of the scope's tenant, or, for the node itself, all of its log; the last
/// first. `sealed` says that the organisation's own signature is on it.
pub async fn audit_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &AuditQuery,
) -> Result<Page<AuditRow>, Error> {
    let slice = Slice::by_number(query.cursor.as_ref(), query.limit)?;
    let own = Filter::default();
    // An organisation of this node speaks here and nowhere else.
    let own = match scope.tenant() {
        Some(tenant) => own.with("v.tenant = ?", tenant.as_str()).and("v.received_from IS NULL"),
        None => own,
    };
    let filter = own
        .maybe("v.author = ?", query.author.as_ref())
        .maybe("v.kind = ?", query.kind.as_ref())
        .maybe("v.object = ?", query.object);
    let page = LIST.page(conn, &filter, &slice, row, |(position, _)| position.to_string()).await?;
    let items = page.items.into_iter().map(|(_, row)| row).collect();
    Ok(Page { items, next: page.next, total: page.total, at_least: false })
}

fn row(row: &Row) -> Result<(i64, AuditRow), Error> {
    let segment = row.opt_int("segment")?.map(i64::unsigned_abs);
    let audit = AuditRow {
        record: row.id("id")?,
        origin: row.id("origin")?,
        sequence: row.number("sequence")?,
        object: row.id("object")?,
        kind: row.text("kind")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        tenant: row.tenant("tenant")?,
        author: row.text("author")?,
        time: row.millis("time")?,
        hash: row.text("hash")?,
        segment,
        sealed: row.flag("sealed")?,
    };
    Ok((row.int("position")?, audit))
}
