//! Groups as their owner, their members and those invited see them.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::membership::{Membership, MembershipState};
use contract::kinds::{self, sharing_group::SharingGroup};
use contract::rest::Page;
use contract::rest::query::PageQuery;
use contract::rest::sharing::GroupRow;
use contract::sharing::resolve::{Roll, Standing, World};
use model::{Fault, Id, Millis, TenantKind, TenantPath};

use super::super::list::{Filter, List, Slice};
use super::super::{missing, name_of, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Directory, Error, Scope};

/// A group as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupKnown {
    pub id: Id,
    /// What a change must follow.
    pub revision: u32,
    pub owner: TenantPath,
    pub body: SharingGroup,
}

/// A tenant's latest word on a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipKnown {
    pub member: TenantPath,
    /// The object that says it, and what a change must follow.
    pub object: Id,
    pub revision: u32,
    pub state: MembershipState,
    pub said: Millis,
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["owner", "name", "purpose", "members", "rules", "dissolved"];
    let body: SharingGroup = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_group", COLUMNS, &[], viewer, record)
            .bind(record.tenant.as_str())
            .bind(body.name.as_str())
            .bind(body.purpose.as_str())
            .json(&body.members)
            .json(&body.rules)
            .bind(i64::from(body.dissolved));
        conn.insert_later(sql).await?;
    }
    Ok(())
}

pub(super) async fn project_member(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["tenant", "group_id", "member", "id", "revision", "state", "said"];
    // The log is in each member's own order: the last word is the one that counts.
    const LAST: &str = " ON CONFLICT (tenant, group_id, member) DO UPDATE SET id = excluded.id, \
                        revision = excluded.revision, state = excluded.state, said = excluded.said";
    let body: Membership = kinds::read(&record.body)?;
    let concerned = |viewer: &&TenantPath| **viewer == record.tenant || **viewer == body.owner;
    for viewer in viewers.iter().filter(concerned) {
        let sql = Sql::insert("view_membership", COLUMNS, 1)
            .push(LAST)
            .bind(viewer.as_str())
            .id(body.group)
            .bind(record.tenant.as_str())
            .id(record.object)
            .bind(i64::from(record.revision))
            .bind(body.state.word())
            .bind(record.time.0);
        conn.execute(sql).await?;
    }
    Ok(())
}

fn columns() -> String {
    format!(
        "v.*, {}, (SELECT m.state FROM view_membership m WHERE m.tenant = v.tenant \
         AND m.group_id = v.id AND m.member = v.tenant) AS own_word",
        name_of("v.owner", "v.tenant", "owner_name")
    )
}

/// Own groups and those the tenant is invited to, newest first.
pub async fn group_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<GroupRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    let columns = columns();
    let list = List {
        columns: &columns,
        table: "view_group v",
        join: "",
        key: "v.id",
        newest_first: true,
    };
    list.page(conn, &filter, &slice, row, |group| group.id.to_string()).await
}

/// Groups that wait for the tenant's word, newest first.
pub async fn invitation_waiting(
    conn: &mut Conn,
    scope: &Scope,
    most: u32,
) -> Result<Vec<GroupRow>, Error> {
    let sql = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .and("v.owner <> v.tenant AND v.dissolved = 0")
        .and(
            "NOT EXISTS (SELECT 1 FROM view_membership m WHERE m.tenant = v.tenant \
             AND m.group_id = v.id AND m.member = v.tenant)",
        )
        .sql(&format!("SELECT {} FROM view_group v", columns()))
        .push(&format!(" ORDER BY v.id DESC LIMIT {most}"));
    conn.all(sql).await?.iter().map(row).collect()
}

/// One group.
///
/// # Errors
/// `group.missing`, also when the tenant is not invited to it.
pub async fn group_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(GroupRow, GroupKnown), Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let sql = filter.sql(&format!("SELECT {} FROM view_group v", columns()));
    let found = conn.optional(sql).await?.ok_or_else(|| missing("group.missing", id))?;
    Ok((row(&found)?, known(&found)?))
}

fn row(row: &Row) -> Result<GroupRow, Error> {
    let owner = row.tenant("owner")?;
    Ok(GroupRow {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        own: owner.as_str() == row.text("tenant")?,
        owner,
        owner_name: row.text("owner_name")?,
        name: row.text("name")?,
        purpose: row.text("purpose")?,
        dissolved: row.flag("dissolved")?,
        said: row.opt_text("own_word")?.map(|word| state(&word)),
        reaches: None,
    })
}

fn known(row: &Row) -> Result<GroupKnown, Error> {
    Ok(GroupKnown {
        id: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        owner: row.tenant("owner")?,
        body: SharingGroup {
            name: row.text("name")?,
            purpose: row.text("purpose")?,
            members: row.json("members")?,
            rules: row.json("rules")?,
            dissolved: row.flag("dissolved")?,
        },
    })
}

/// Whatever is not a yes is none.
fn state(word: &str) -> MembershipState {
    if word == MembershipState::Joined.word() {
        MembershipState::Joined
    } else {
        MembershipState::Left
    }
}

fn member(row: &Row) -> Result<MembershipKnown, Error> {
    Ok(MembershipKnown {
        member: row.tenant("member")?,
        object: row.id("id")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        state: state(&row.text("state")?),
        said: row.millis("said")?,
    })
}

/// What tenants said of a group, as far as the scope's tenant got it.
pub async fn group_members(
    conn: &mut Conn,
    scope: &Scope,
    group: Id,
) -> Result<BTreeMap<TenantPath, MembershipKnown>, Error> {
    let sql = Sql::new("SELECT * FROM view_membership WHERE tenant = ? AND group_id = ?");
    let rows = conn.all(sql.bind(viewer(scope)?).id(group)).await?;
    rows.iter().map(|row| member(row).map(|known| (known.member.clone(), known))).collect()
}

/// The tenant's own word on a group.
pub async fn membership_own(
    conn: &mut Conn,
    scope: &Scope,
    group: Id,
) -> Result<Option<MembershipKnown>, Error> {
    let own = scope.tenant().cloned().ok_or_else(|| Fault::forbidden("store.tenant_needed"))?;
    Ok(group_members(conn, scope, group).await?.remove(&own))
}

/// What decides whom the scope's tenant reaches: the tenants this node knows, and its own groups
/// with what was said of them.
pub async fn sharing_world(
    conn: &mut Conn,
    directory: &Directory,
    scope: &Scope,
) -> Result<World, Error> {
    let owner = viewer(scope)?;
    let sql = Sql::new("SELECT * FROM view_group WHERE tenant = ? AND owner = ?");
    let mut groups = BTreeMap::new();
    for row in conn.all(sql.bind(owner).bind(owner)).await? {
        let GroupKnown { id, body, .. } = known(&row)?;
        let SharingGroup { members, rules, dissolved, .. } = body;
        groups.insert(id, Roll { members, rules, dissolved, said: BTreeMap::new() });
    }
    let sql = Sql::new("SELECT * FROM view_membership WHERE tenant = ?");
    for row in conn.all(sql.bind(owner)).await? {
        if let Some(roll) = groups.get_mut(&row.id("group_id")?) {
            let known = member(&row)?;
            roll.said.insert(known.member, known.state == MembershipState::Joined);
        }
    }
    Ok(World { tenants: standings(directory), groups })
}

/// Every tenant that the directory knows. One that no record states yet is taken for an
/// enterprise: the kind that is reached by the fewest rules.
pub(crate) fn standings(directory: &Directory) -> BTreeMap<TenantPath, Standing> {
    let standing = |(path, node): (&TenantPath, Id)| {
        let stated = directory.tenants.get(path).map(|known| &known.body);
        let standing = Standing {
            kind: stated.map_or(TenantKind::Enterprise, |body| body.kind),
            industry: stated.map(|body| body.industry.clone()).unwrap_or_default(),
            active: stated.is_none_or(|body| body.state == "active") && directory.is_active(node),
        };
        (path.clone(), standing)
    };
    directory.homes().into_iter().map(standing).collect()
}
