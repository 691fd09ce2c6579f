//! What was shared as what: statements and their views, of every kind that policies cover.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::{self, Kind as _, finding_report::FindingReport, loop_summary::LoopSummary};
use contract::rest::Page;
use contract::rest::query::SharedQuery;
use contract::rest::sharing::{Revoked, SharedRow};
use contract::sharing::redaction::Treatments;
use contract::{Record, Sharing};
use model::{Id, Millis, TenantPath};

use super::super::list::{Filter, List, Slice};
use super::super::{finding_report, loop_summary, missing, name_of, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// A statement that the tenant made under a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementKnown {
    pub id: Id,
    pub kind: String,
    pub left_out: Treatments,
    pub said: Millis,
    /// Everyone that it or one of its views ever named.
    pub tenants: BTreeSet<TenantPath>,
}

/// One view of a statement, with what its next revision must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewKnown {
    pub id: Id,
    pub revision: u32,
    pub left_out: Treatments,
    pub tenants: BTreeSet<TenantPath>,
}

const COLUMNS: &[&str] =
    &["kind", "owner", "statement", "tlp", "policy", "left_out", "tenants", "said", "record"];

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let Sharing { view, policy, tlp, tenants, .. } = &record.sharing;
    let left_out = view.as_ref().map(|view| view.left_out.clone()).unwrap_or_default();
    let statement = view.as_ref().map_or(record.object, |view| view.view_of);
    for viewer in viewers {
        let own = *viewer == record.tenant;
        if !own && statement != record.object {
            replace(conn, record, statement, viewer).await?;
        }
        // Who was named once may hold it still.
        let mut named = if own { tenants.clone() } else { BTreeSet::new() };
        if own && record.revision > 1 {
            named.extend(named_before(conn, viewer, record.object).await?);
        }
        let sql = put("view_statement", COLUMNS, &["said"], viewer, record)
            .bind(record.kind.as_str())
            .bind(record.tenant.as_str())
            .id(statement)
            .json(tlp)
            .bind(policy.map(|id| id.to_string()))
            .json(&left_out)
            .json(&named)
            .bind(record.time.0)
            .id(record.id);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

async fn named_before(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
) -> Result<BTreeSet<TenantPath>, Error> {
    let sql = Sql::new("SELECT tenants FROM view_statement WHERE tenant = ? AND id = ?");
    let row = conn.optional(sql.bind(viewer.as_str()).id(id)).await?;
    Ok(row.map(|row| row.json("tenants")).transpose()?.unwrap_or_default())
}

/// A receiver that now gets another view of a statement than before has the new one only.
async fn replace(
    conn: &mut Conn,
    record: &Record,
    statement: Id,
    viewer: &TenantPath,
) -> Result<(), Error> {
    let sql = Sql::new(
        "SELECT id FROM view_statement WHERE tenant = ? AND statement = ? AND statement <> id \
         AND id <> ? AND owner = ? UNION ALL \
         SELECT id FROM view_statement WHERE tenant = ? AND id = ? AND owner = ?",
    );
    let owner = record.tenant.as_str();
    let sql = sql.bind(viewer.as_str()).id(statement).id(record.object).bind(owner);
    for row in conn.all(sql.bind(viewer.as_str()).id(statement).bind(owner)).await? {
        let id = row.id("id")?;
        match record.kind.as_str() {
            FindingReport::NAME => finding_report::forget(conn, viewer, id).await?,
            LoopSummary::NAME => loop_summary::forget(conn, viewer, id).await?,
            _ => {}
        }
        let sql = Sql::new("DELETE FROM view_statement WHERE tenant = ? AND id = ?");
        conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    }
    Ok(())
}

/// Takes the content of a revoked object out of the views of one who got it. Only its owner can
/// have revoked it.
pub(super) async fn blank(
    conn: &mut Conn,
    viewer: &TenantPath,
    object: Id,
    revoker: &TenantPath,
) -> Result<(), Error> {
    let sql = Sql::new("SELECT kind FROM view_statement WHERE tenant = ? AND id = ? AND owner = ?");
    let sql = sql.bind(viewer.as_str()).id(object).bind(revoker.as_str());
    let Some(row) = conn.optional(sql).await? else { return Ok(()) };
    match row.text("kind")?.as_str() {
        FindingReport::NAME => finding_report::blank(conn, viewer, object).await,
        LoopSummary::NAME => loop_summary::forget(conn, viewer, object).await,
        _ => Ok(()),
    }
}

fn columns() -> String {
    format!("v.*, {}, x.revoked, x.reason, x.revoker", name_of("v.owner", "v.tenant", "owner_name"))
}

const REVOKED: &str = "LEFT JOIN view_revocation x ON x.tenant = v.tenant AND x.object = v.id \
                       AND x.revoker = v.owner";

/// Own statements, or views that others shared with the tenant, newest first.
pub async fn statement_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &SharedQuery,
) -> Result<Page<SharedRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.kind = ?", query.kind.as_ref());
    let filter = match query.own {
        Some(true) => filter.and("v.owner = v.tenant AND v.statement = v.id"),
        Some(false) => filter.and("v.owner <> v.tenant"),
        None => filter.and("(v.owner <> v.tenant OR v.statement = v.id)"),
    };
    let columns = columns();
    let list = List {
        columns: &columns,
        table: "view_statement v",
        join: REVOKED,
        key: "v.id",
        newest_first: true,
    };
    list.page(conn, &filter, &slice, row, |row| row.id.to_string()).await
}

/// One statement or view, as the tenant has it; the record behind it.
///
/// # Errors
/// `shared.missing`.
pub async fn statement_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(SharedRow, Option<Record>), Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let sql = filter.sql(&format!("SELECT {} FROM view_statement v {REVOKED}", columns()));
    let found = conn.optional(sql).await?.ok_or_else(|| missing("shared.missing", id))?;
    let record = conn.record(found.id("record")?).await?;
    Ok((row(&found)?, record))
}

/// The views of one's own statement that are records of their own, oldest first.
pub async fn statement_views(
    conn: &mut Conn,
    scope: &Scope,
    statement: Id,
) -> Result<Vec<ViewKnown>, Error> {
    let own = viewer(scope)?;
    let filter = Filter::default()
        .with("v.tenant = ?", own)
        .with("v.owner = ?", own)
        .with("v.statement = ?", statement)
        .and("v.statement <> v.id");
    let rows =
        conn.all(filter.sql("SELECT v.* FROM view_statement v").push(" ORDER BY v.id")).await?;
    rows.iter().map(view).collect()
}

fn view(row: &Row) -> Result<ViewKnown, Error> {
    Ok(ViewKnown {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        left_out: row.json("left_out")?,
        tenants: row.json("tenants")?,
    })
}

/// Statements that the tenant made under a policy since a time and did not revoke, by id, from
/// after one on; at most `most`.
pub async fn statements_under(
    conn: &mut Conn,
    scope: &Scope,
    policy: Id,
    since: Millis,
    after: Option<Id>,
    most: u32,
) -> Result<Vec<StatementKnown>, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.policy = ?", policy)
        .and("v.owner = v.tenant AND v.statement = v.id AND x.id IS NULL")
        .with("v.said >= ?", since.0)
        .maybe("v.id > ?", after);
    let sql = filter
        .sql(&format!("SELECT v.* FROM view_statement v {REVOKED}"))
        .push(&format!(" ORDER BY v.id LIMIT {most}"));
    let mut statements = Vec::new();
    for row in conn.all(sql).await? {
        let known = view(&row)?;
        let mut tenants = known.tenants;
        for view in statement_views(conn, scope, known.id).await? {
            tenants.extend(view.tenants);
        }
        statements.push(StatementKnown {
            id: known.id,
            kind: row.text("kind")?,
            left_out: known.left_out,
            said: row.millis("said")?,
            tenants,
        });
    }
    Ok(statements)
}

/// The objects that a statement of one's own went out as, and everyone that they ever named.
pub async fn statement_reach(
    conn: &mut Conn,
    scope: &Scope,
    statement: Id,
) -> Result<(BTreeSet<Id>, BTreeSet<TenantPath>), Error> {
    let own = viewer(scope)?;
    let of = || Filter::default().with("v.tenant = ?", own).with("v.owner = ?", own);
    let itself = of().with("v.id = ?", statement).and("v.statement = v.id");
    let views = of().with("v.statement = ?", statement).and("v.statement <> v.id");
    let (mut objects, mut tenants) = (BTreeSet::new(), BTreeSet::new());
    for filter in [itself, views] {
        for row in conn.all(filter.sql("SELECT v.id, v.tenants FROM view_statement v")).await? {
            objects.insert(row.id("id")?);
            tenants.extend(row.json::<BTreeSet<TenantPath>>("tenants")?);
        }
    }
    Ok((objects, tenants))
}

/// For each neighbour, what became of the latest revision of an object on the way to it.
pub async fn delivery_states(conn: &mut Conn, object: Id) -> Result<BTreeMap<Id, String>, Error> {
    let sql = Sql::new(
        "SELECT d.peer, d.state FROM record r JOIN delivery d ON d.position = r.position \
         WHERE r.object = ? ORDER BY r.revision",
    );
    let rows = conn.all(sql.id(object)).await?;
    rows.iter().map(|row| Ok((row.id("peer")?, row.text("state")?))).collect()
}

/// That and why something was taken back, of a row joined with the revocation.
pub(in super::super) fn revoked(row: &Row) -> Result<Option<Revoked>, Error> {
    let Some(at) = row.opt_millis("revoked")? else { return Ok(None) };
    Ok(Some(Revoked { by: row.tenant("revoker")?, at, because: row.text("reason")? }))
}

fn row(row: &Row) -> Result<SharedRow, Error> {
    Ok(SharedRow {
        id: row.id("id")?,
        kind: row.text("kind")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        owner: row.tenant("owner")?,
        owner_name: row.text("owner_name")?,
        statement: row.id("statement")?,
        tlp: row.json("tlp")?,
        said: row.millis("said")?,
        left_out: row.json("left_out")?,
        revoked: revoked(row)?,
    })
}

/// The body with everything left out that its kind lets be left out.
pub(in super::super) fn blanked(kind: &str, body: &serde_json::Value) -> serde_json::Value {
    match kinds::shareable(kind) {
        Some(shareable) => shareable.apply(body, &shareable.all(), &|_, _| String::new()),
        None => serde_json::Value::Null,
    }
}
