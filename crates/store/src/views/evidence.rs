//! The evidence locker: files a tenant handed in, and what of its own refers to them.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::evidence::Evidence;
use contract::kinds::loop_step::Attachment;
use contract::kinds::{self};
use contract::rest::Page;
use contract::rest::filing::{EvidenceRow, EvidenceUse};
use contract::rest::query::LockerQuery;
use model::{Id, TenantPath};
use serde_json::Value;

use super::list::{Filter, List, Slice};
use super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// Uses listed of one file.
const MOST_USES: usize = 20;
/// References looked at for one page.
const MOST_REFERENCES: u32 = 5000;
/// Kinds that use a file: of a draft, its latest revision may no longer do so, but it did.
const USERS: &str = "('filing_step', 'filing_draft', 'loop_step', 'sealed_copy')";

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["tenant", "id", "digest", "name", "size_bytes", "media_type", "author", "time"];
    let body: Evidence = kinds::read(&record.body)?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = Sql::insert("view_evidence", COLUMNS, 1)
            .push(" ON CONFLICT (tenant, id) DO NOTHING")
            .bind(viewer.as_str())
            .id(record.object)
            .bind(body.attachment.digest.as_str())
            .bind(body.attachment.name.as_str())
            .number(body.attachment.size_bytes)
            .bind(body.attachment.media_type.as_str())
            .bind(record.author.as_str())
            .bind(record.time.0);
        conn.execute(sql).await?;
    }
    Ok(())
}

/// Files of the tenant, newest first, with what uses them.
///
/// # Errors
/// `page.cursor`, `page.limit`.
pub async fn evidence_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LockerQuery,
) -> Result<Page<EvidenceRow>, Error> {
    const LIST: List<'_> = List {
        columns: "v.*",
        table: "view_evidence v",
        join: "",
        key: "v.id",
        newest_first: true,
    };
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let used = format!(
        "EXISTS (SELECT 1 FROM blob_reference b JOIN record r ON r.position = b.position \
         WHERE b.digest = v.digest AND r.tenant = v.tenant AND r.kind IN {USERS})"
    );
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .contains(&["v.name"], query.q.as_ref());
    let filter = match query.used {
        Some(true) => filter.and(&used),
        Some(false) => filter.and(&format!("NOT {used}")),
        None => filter,
    };
    let keyed = |row: &Row| Ok((row.id("id")?, file(row)?));
    let page = LIST.page(conn, &filter, &slice, keyed, |(id, _)| id.to_string()).await?;
    let digests: BTreeSet<&str> =
        page.items.iter().map(|(_, row)| row.attachment.digest.as_str()).collect();
    let uses = uses(conn, viewer(scope)?, &digests).await?;
    let items = page.items.into_iter().map(|(_, mut row)| {
        let found = uses.get(&row.attachment.digest);
        row.used = found.map_or(0, |uses| u32::try_from(uses.len()).unwrap_or(u32::MAX));
        row.uses = found.into_iter().flatten().take(MOST_USES).cloned().collect();
        row
    });
    Ok(Page { items: items.collect(), next: page.next, total: page.total, at_least: false })
}

fn file(row: &Row) -> Result<EvidenceRow, Error> {
    Ok(EvidenceRow {
        attachment: Attachment {
            name: row.text("name")?,
            digest: row.text("digest")?,
            size_bytes: row.number("size_bytes")?,
            media_type: row.text("media_type")?,
        },
        author: row.text("author")?,
        time: row.millis("time")?,
        used: 0,
        uses: Vec::new(),
    })
}

/// By digest: filings and notices in which the tenant used it, each once.
async fn uses(
    conn: &mut Conn,
    tenant: &str,
    digests: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Vec<EvidenceUse>>, Error> {
    if digests.is_empty() {
        return Ok(BTreeMap::new());
    }
    let marks = vec!["?"; digests.len()].join(", ");
    let sql = Sql::new(format!(
        "SELECT b.digest, r.kind, r.body FROM blob_reference b \
         JOIN record r ON r.position = b.position WHERE b.digest IN ({marks}) \
         AND r.tenant = ? AND r.kind IN {USERS} ORDER BY b.position LIMIT {MOST_REFERENCES}"
    ));
    let sql = digests.iter().fold(sql, |sql, digest| sql.bind((*digest).to_owned()));
    let mut uses: BTreeMap<String, Vec<EvidenceUse>> = BTreeMap::new();
    for row in conn.all(sql.bind(tenant)).await? {
        let body: Value = row.json("body")?;
        let word = if row.text("kind")? == "loop_step" { "notice" } else { "filing" };
        let object = body.get(word).and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
        let Some(object) = object else { continue };
        let of = uses.entry(row.text("digest")?).or_default();
        let new = EvidenceUse { kind: word.to_owned(), object };
        if !of.contains(&new) {
            of.push(new);
        }
    }
    Ok(uses)
}
