//! Sharing policies.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, sharing_policy::SharingPolicy};
use contract::rest::Page;
use contract::rest::query::PageQuery;
use contract::rest::sharing::{Policy, PolicyDraft};
use contract::sharing::Tlp;
use model::{Id, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> =
    List { columns: "v.*", table: "view_policy v", join: "", key: "v.id", newest_first: true };

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &[
        "name",
        "kinds",
        "audience",
        "redact",
        "tlp",
        "enabled",
        "group_ids",
        "level",
        "tiers",
        "retroactive",
    ];
    let body: SharingPolicy = kinds::read(&record.body)?;
    // A policy rules what its own tenant shares.
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_policy", COLUMNS, &[], viewer, record)
            .bind(body.name.as_str())
            .json(&body.kinds)
            .json(&body.audience)
            .json(&body.redact)
            .json(&body.tlp)
            .bind(i64::from(body.enabled))
            .json(&body.groups)
            .json(&body.level)
            .json(&body.tiers)
            .json(&body.retroactive);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// The tenant's policies, newest first.
pub async fn policy_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<Policy>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    LIST.page(conn, &filter, &slice, row, |policy| policy.id.to_string()).await
}

/// One policy.
///
/// # Errors
/// `policy.missing`, also when it is another tenant's.
pub async fn policy_get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Policy, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let found = conn.optional(filter.sql("SELECT v.* FROM view_policy v")).await?;
    found.as_ref().map(row).transpose()?.ok_or_else(|| missing("policy.missing", id))
}

/// The newest enabled policy that covers a record kind.
pub async fn policy_for(
    conn: &mut Conn,
    scope: &Scope,
    kind: &str,
) -> Result<Option<Policy>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).and("v.enabled = 1");
    let sql = filter.sql("SELECT v.* FROM view_policy v").push(" ORDER BY v.id DESC");
    for found in conn.all(sql).await? {
        let policy = row(&found)?;
        if policy.draft.kinds.contains(kind) {
            return Ok(Some(policy));
        }
    }
    Ok(None)
}

fn row(row: &Row) -> Result<Policy, Error> {
    let draft = PolicyDraft {
        name: row.text("name")?,
        kinds: row.json("kinds")?,
        audience: row.json("audience")?,
        redact: row.json("redact")?,
        tlp: row.json::<Tlp>("tlp")?,
        enabled: row.flag("enabled")?,
        groups: row.json("group_ids")?,
        level: row.json("level")?,
        tiers: row.json("tiers")?,
        retroactive: row.json("retroactive")?,
    };
    let revision = u32::try_from(row.int("revision")?).unwrap_or(u32::MAX);
    Ok(Policy { id: row.id("id")?, revision, draft })
}
