//! Accounts. A tenant sees its own; the node itself sees all of them.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, user::User as Body};
use contract::rest::Page;
use contract::rest::inbox::Person;
use contract::rest::people::User;
use contract::rest::query::PageQuery;
use model::{Id, Role, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, put, viewer};
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

const LIST: List<'_> = List {
    columns: "v.*, c.last_sign_in",
    table: "view_user v",
    join: "LEFT JOIN credential c ON c.user_id = v.id",
    key: "v.login",
    newest_first: false,
};

/// An account with the revision a change must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAccount {
    pub user: User,
    pub revision: u32,
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Body = kinds::read(&record.body)?;
    // An account belongs to its own tenant, whoever else the record may have been shown to.
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put("view_user", &["login", "name", "role", "state"], &[], viewer, record)
            .bind(body.login.as_str())
            .bind(body.name.as_str())
            .bind(body.role.word())
            .bind(body.state.as_str());
        conn.insert_later(sql).await?;
    }
    Ok(())
}

fn filter(scope: &Scope) -> Filter {
    Filter::default().maybe("v.tenant = ?", scope.tenant().map(TenantPath::as_str))
}

/// Accounts by login: those of the scope's tenant, all of the node for the node itself.
pub async fn user_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
) -> Result<Page<User>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    let read = |r: &Row| row(r).map(|account| account.user);
    LIST.page(conn, &filter(scope), &slice, read, |user| user.login.clone()).await
}

/// The `total` of [`user_list`].
pub async fn user_count(conn: &mut Conn, scope: &Scope) -> Result<u64, Error> {
    filter(scope).count(conn, LIST.table).await
}

/// One account.
///
/// # Errors
/// `user.missing`, also when it is another tenant's.
pub async fn user_by_id(conn: &mut Conn, scope: &Scope, id: Id) -> Result<UserAccount, Error> {
    let found = one(conn, filter(scope).with("v.id = ?", id)).await?;
    found.ok_or_else(|| missing("user.missing", id))
}

/// The account of a login. Logins are unique on the node, so a sign-in asks as the node itself.
pub async fn user_by_login(
    conn: &mut Conn,
    scope: &Scope,
    login: &str,
) -> Result<Option<UserAccount>, Error> {
    one(conn, filter(scope).with("v.login = ?", login)).await
}

/// Active people of the scope's tenant in a role, by login; at most 500.
pub async fn user_people(conn: &mut Conn, scope: &Scope, role: Role) -> Result<Vec<Person>, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.role = ?", role.word())
        .and("v.state = 'active'");
    let sql = filter.sql("SELECT v.login, v.name FROM view_user v");
    let rows = conn.all(sql.push(" ORDER BY v.login LIMIT 500")).await?;
    rows.iter()
        .map(|row| Ok(Person { login: row.text("login")?, name: row.text("name")? }))
        .collect()
}

async fn one(conn: &mut Conn, filter: Filter) -> Result<Option<UserAccount>, Error> {
    let head = format!("SELECT {} FROM {} {}", LIST.columns, LIST.table, LIST.join);
    let found = conn.optional(filter.sql(&head).push(" ORDER BY v.id LIMIT 1")).await?;
    found.as_ref().map(row).transpose()
}

fn row(row: &Row) -> Result<UserAccount, Error> {
    let user = User {
        id: row.id("id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        role: row.word("role")?,
        tenant: row.tenant("tenant")?,
        state: row.text("state")?,
        last_sign_in: row.opt_millis("last_sign_in")?,
    };
    Ok(UserAccount { user, revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX) })
}
