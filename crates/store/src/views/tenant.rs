//! Organisations, as each local tenant knows them.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, tenant::Tenant as Body};
use contract::rest::Page;
use contract::rest::people::Tenant;
use contract::rest::query::TenantQuery;
use model::TenantPath;

use super::list::{Filter, List, Slice};
use super::{put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &["path", "name", "kind", "node", "credit_code", "industry", "state"];
const LIST: List<'_> = List {
    columns: "v.*, CASE WHEN v.node = (SELECT i.node FROM identity i WHERE i.id = 1) THEN 1 ELSE 0 END AS local",
    table: "view_tenant v",
    join: "",
    key: "v.path",
    newest_first: false,
};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Body = kinds::read(&record.body)?;
    if viewers.contains(&body.path) {
        welcome(conn, &body.path).await?;
    }
    for viewer in viewers {
        let sql = put("view_tenant", COLUMNS, &[], viewer, record)
            .bind(body.path.as_str())
            .bind(body.name.as_str())
            .bind(body.kind.word())
            .id(body.node)
            .bind(body.credit_code.as_str())
            .bind(body.industry.as_str())
            .bind(body.state.as_str());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// A tenant that is new on this node gets the directory that is there for everyone.
async fn welcome(conn: &mut Conn, newcomer: &TenantPath) -> Result<(), Error> {
    let known = Sql::new("SELECT COUNT(*) FROM view_tenant WHERE tenant = ?");
    if conn.count(known.bind(newcomer.as_str())).await? > 0 {
        return Ok(());
    }
    let host = conn.optional(Sql::new("SELECT MIN(tenant) AS host FROM view_tenant")).await?;
    let Some(host) = host.and_then(|row| row.opt_text("host").transpose()).transpose()? else {
        return Ok(());
    };
    const COLUMNS: &str = "id, revision, path, name, kind, node, credit_code, industry, state";
    let copy = format!(
        "INSERT INTO view_tenant (tenant, {COLUMNS}) \
         SELECT CAST(? AS TEXT), {COLUMNS} FROM view_tenant WHERE tenant = ?"
    );
    conn.execute(Sql::new(copy).bind(newcomer.as_str()).bind(host.as_str())).await?;
    Ok(())
}

fn filter(scope: &Scope, query: &TenantQuery) -> Result<Filter, Error> {
    const HERE: &str = "v.node = (SELECT i.node FROM identity i WHERE i.id = 1)";
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.kind = ?", query.kind.as_ref())
        .contains(&["v.path", "v.name", "v.credit_code"], query.q.as_ref());
    Ok(match query.local {
        Some(true) => filter.and(HERE),
        Some(false) => filter.and(&format!("NOT {HERE}")),
        None => filter,
    })
}

/// Organisations known to the scope's tenant, by path.
pub async fn tenant_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &TenantQuery,
) -> Result<Page<Tenant>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    LIST.page(conn, &filter(scope, query)?, &slice, row, |t| t.path.to_string()).await
}

/// The `total` of [`tenant_list`].
pub async fn tenant_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &TenantQuery,
) -> Result<u64, Error> {
    filter(scope, query)?.count(conn, LIST.table).await
}

/// The organisation at a path, if the scope's tenant knows it. For the node itself: as its first
/// tenant knows it.
pub async fn tenant_by_path(
    conn: &mut Conn,
    scope: &Scope,
    path: &TenantPath,
) -> Result<Option<Tenant>, Error> {
    let filter = match scope.tenant() {
        Some(tenant) => Filter::default().with("v.tenant = ?", tenant.as_str()),
        None => Filter::default().and("v.tenant = (SELECT MIN(tenant) FROM view_tenant)"),
    };
    let filter = filter.with("v.path = ?", path.as_str());
    let head = format!("SELECT {} FROM {}", LIST.columns, LIST.table);
    let found = conn.optional(filter.sql(&head).push(" ORDER BY v.id LIMIT 1")).await?;
    found.as_ref().map(row).transpose()
}

fn row(row: &Row) -> Result<Tenant, Error> {
    Ok(Tenant {
        id: row.id("id")?,
        path: row.tenant("path")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        node: row.id("node")?,
        credit_code: row.text("credit_code")?,
        industry: row.text("industry")?,
        local: row.flag("local")?,
        state: row.text("state")?,
    })
}
