//! The node directory, with what is known of the neighbours' health.

use std::collections::BTreeSet;

use contract::Record;
use contract::federation::Heartbeat;
use contract::kinds::{self, node::Node};
use contract::rest::Page;
use contract::rest::node::NodeRow;
use contract::rest::query::PageQuery;
use model::{Id, Millis, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &["name", "kind", "parent", "tenants", "suite", "public_key", "state"];
const LIST: List<'_> = List {
    columns: "v.id, v.name, v.kind, v.parent, v.tenants, v.state, p.relation, p.last_seen, \
              p.heartbeat, p.skew_ms, p.certificate_expires, \
              (SELECT i.node FROM identity i WHERE i.id = 1) AS here, \
              (SELECT COUNT(*) FROM delivery d WHERE d.peer = v.id AND d.state IN ('queued', 'sent')) \
              AS backlog, (SELECT MIN(d.queued) FROM delivery d WHERE d.peer = v.id \
              AND d.state IN ('queued', 'sent')) AS oldest",
    table: "view_node v",
    join: "LEFT JOIN peer p ON p.node = v.id",
    key: "v.id",
    newest_first: false,
};

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Node = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_node", COLUMNS, &[], viewer, record)
            .bind(body.name.as_str())
            .bind(body.kind.word())
            .bind(body.parent.map(|id| id.to_string()))
            .json(&body.tenants)
            .bind(body.suite.as_str())
            .bind(body.public_key.as_str())
            .bind(body.state.as_str());
        conn.execute(sql).await?;
    }
    Ok(())
}

/// Nodes known to the tenant. A neighbour is online when it was heard of within `online_ms`
/// before `now` (three heartbeats). `version` of this node itself is left empty.
pub async fn node_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
    now: Millis,
    online_ms: i64,
) -> Result<Page<NodeRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    let read = |r: &Row| row(r, now, online_ms);
    LIST.page(conn, &filter, &slice, read, |node| node.node.to_string()).await
}

/// One node of the directory.
///
/// # Errors
/// `node.missing`.
pub async fn node_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
    online_ms: i64,
) -> Result<NodeRow, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let head = format!("SELECT {} FROM {} {}", LIST.columns, LIST.table, LIST.join);
    let found = conn.optional(filter.sql(&head)).await?;
    let read = found.map(|found| row(&found, now, online_ms)).transpose()?;
    read.ok_or_else(|| missing("node.missing", id))
}

fn row(row: &Row, now: Millis, online_ms: i64) -> Result<NodeRow, Error> {
    let node = row.id("id")?;
    let here = row.opt_id("here")? == Some(node);
    let heartbeat: Option<Heartbeat> = row.opt_json("heartbeat")?;
    let last_seen = row.opt_millis("last_seen")?;
    let relation = row.opt_text("relation")?.unwrap_or_else(|| "other".to_owned());
    let oldest = row.opt_int("oldest")?;
    Ok(NodeRow {
        node,
        name: row.text("name")?,
        kind: row.word("kind")?,
        parent: row.opt_id("parent")?,
        tenants: row.json("tenants")?,
        relation: if here { "self".to_owned() } else { relation },
        state: row.text("state")?,
        version: heartbeat.as_ref().map(|h| h.version.clone()).unwrap_or_default(),
        last_seen,
        online: here || last_seen.is_some_and(|seen| now.0.saturating_sub(seen.0) <= online_ms),
        backlog: row.number("backlog")?,
        lag_ms: oldest.map_or(0, |oldest| now.0.saturating_sub(oldest).max(0)),
        peer_backlog: heartbeat.map_or(0, |h| h.backlog),
        skew_ms: row.opt_int("skew_ms")?.unwrap_or(0),
        certificate_expires: row.opt_millis("certificate_expires")?,
    })
}
