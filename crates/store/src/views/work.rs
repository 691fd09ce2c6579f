//! What waits for people: a row for each waiting thing and role that may act, fed by the
//! projections of the things themselves through [`put`] and [`gone`]; whom it is given to; and
//! how many wait, by the columns that lists filter by.
//!
//! What it is not: duties (computed from facts and days, in no record) are not here; whether a
//! step is allowed is the procedure's business when it is taken.

mod deputy;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use contract::Record;
use contract::kinds::{
    self, Kind as _, assignment::Assignment, hazard::Hazard, notice::Notice, task::Task,
};
use model::finding::Severity;
use model::{Id, Millis, Role, TenantPath};

use super::{put as put_row, text, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::tally::{Part, Table};
use crate::{Error, Scope};

pub(super) use deputy::project as project_deputy;
pub use deputy::{deputies_of, deputy_get, deputy_list};
pub use list::{
    Assigned, WorkCell, WorkFilter, WorkKey, WorkOrder, WorkRow, WorkSearch, work_cells,
    work_count, work_groups, work_of, work_page, work_search,
};

/// `due` of a row without a running clock.
pub(super) const NEVER: i64 = i64::MAX;
const DAY_MS: i64 = 86_400_000;
/// Days are those of the calendar in China: UTC+8.
const SHANGHAI_MS: i64 = 8 * 3_600_000;
/// `day` of what is never due.
const NO_DAY: i64 = i64::MAX;

static SUM: Table =
    Table { name: "view_work_sum", key: &["tenant", "role", "kind", "rank", "assignee", "day"] };

/// Something that waits for one tenant.
pub(super) struct Waiting<'a> {
    /// One of `contract::rest::inbox::KINDS`.
    pub(super) kind: &'a str,
    pub(super) object: &'a str,
    /// Codes of the actions that are waited for, by the role that may take them; none: nothing
    /// waits (any more).
    pub(super) acts: BTreeMap<Role, Vec<String>>,
    /// `id@version` of what rules it, or empty.
    pub(super) procedure: &'a str,
    pub(super) due: Option<Millis>,
    pub(super) since: Millis,
    pub(super) severity: Option<Severity>,
    /// The organisation it comes from: its path.
    pub(super) sender: &'a str,
    pub(super) title: &'a str,
    /// What several things have in common: circular, dispatch, hazard; or empty.
    pub(super) bundle: &'a str,
}

/// What the sums know of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    role: String,
    rank: i64,
    due: i64,
    assignee: String,
}

/// Severity as lists sort by it; 0 where none is said.
pub(super) fn rank_of(severity: Option<Severity>) -> i64 {
    severity.map_or(0, |severity| super::finding::rank(severity) + 1)
}

/// The day of the calendar in China on which an instant falls.
fn day_of(due: i64) -> i64 {
    if due == NEVER { NO_DAY } else { due.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS) }
}

/// The first instant of a day.
fn start_of(day: i64) -> i64 {
    day.saturating_mul(DAY_MS).saturating_sub(SHANGHAI_MS)
}

/// Whether somebody of this tenant can hold the role. The path says what a tenant is
/// ([`TenantPath`]).
fn fits(role: Role, tenant: &TenantPath) -> bool {
    let enterprise = tenant.as_str().split('/').nth(2) == Some("ent");
    match role {
        Role::EnterpriseOfficer | Role::ProbeOperator => enterprise,
        Role::MinistryOperator => tenant.region().is_none(),
        Role::ProvincialRegulator => tenant.region().is_some() && !enterprise,
        Role::NodeAdministrator | Role::Auditor => true,
    }
}

/// Brings what waits for a tenant because of one thing up to date: rows come, change and go.
pub(super) async fn put(
    conn: &mut Conn,
    viewer: &TenantPath,
    waiting: &Waiting<'_>,
) -> Result<(), Error> {
    let before = counted(conn, viewer, waiting.kind, waiting.object).await?;
    let acts: BTreeMap<Role, &[String]> = waiting
        .acts
        .iter()
        .filter(|(role, actions)| fits(**role, viewer) && !actions.is_empty())
        .map(|(role, actions)| (*role, actions.as_slice()))
        .collect();
    for row in &before {
        let stays = acts.keys().any(|role| role.word() == row.role);
        if !stays {
            remove(conn, viewer, waiting, row).await?;
        }
    }
    if acts.is_empty() {
        return forget_text(conn, viewer, waiting.kind, waiting.object, &before).await;
    }
    if !is_subject(waiting.kind) {
        text::put(conn, viewer, waiting.kind, waiting.object, &[waiting.title, waiting.sender])
            .await?;
    }
    let assignee = match before.first() {
        Some(row) => row.assignee.clone(),
        None => assignee_of(conn, viewer, waiting.kind, waiting.object).await?,
    };
    for (role, actions) in acts {
        let row = Counted {
            role: role.word().to_owned(),
            rank: rank_of(waiting.severity),
            due: waiting.due.map_or(NEVER, |due| due.0),
            assignee: assignee.clone(),
        };
        conn.insert_later(insert(viewer, waiting, &row, actions, true)).await?;
        let was = before.iter().find(|was| was.role == row.role);
        if was != Some(&row) {
            if let Some(was) = was {
                count(conn, viewer, waiting.kind, was, -1);
            }
            count(conn, viewer, waiting.kind, &row, 1);
        }
    }
    Ok(())
}

/// The same for something that cannot have waited before: nothing is asked, so many of them are
/// written together.
pub(super) async fn put_new(
    conn: &mut Conn,
    viewer: &TenantPath,
    waiting: &Waiting<'_>,
) -> Result<(), Error> {
    let acts = waiting.acts.iter().filter(|(role, acts)| fits(**role, viewer) && !acts.is_empty());
    for (number, (role, actions)) in acts.enumerate() {
        if number == 0 {
            let lines = [waiting.title, waiting.sender];
            text::put_new(conn, viewer, waiting.kind, waiting.object, &lines).await?;
        }
        let row = Counted {
            role: role.word().to_owned(),
            rank: rank_of(waiting.severity),
            due: waiting.due.map_or(NEVER, |due| due.0),
            assignee: String::new(),
        };
        conn.insert_later(insert(viewer, waiting, &row, actions, false)).await?;
        count(conn, viewer, waiting.kind, &row, 1);
    }
    Ok(())
}

/// Nothing waits because of this thing any more.
pub(super) async fn gone(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
) -> Result<(), Error> {
    let before = counted(conn, viewer, kind, object).await?;
    for row in &before {
        delete(conn, viewer, kind, object, row).await?;
    }
    forget_text(conn, viewer, kind, object, &before).await
}

/// Subjects of loops are found by their text whether they wait or not; it is kept with them.
fn is_subject(kind: &str) -> bool {
    [Notice::NAME, Hazard::NAME, Task::NAME].contains(&kind)
}

async fn forget_text(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    waited: &[Counted],
) -> Result<(), Error> {
    if waited.is_empty() || is_subject(kind) {
        return Ok(());
    }
    text::gone(conn, viewer, kind, object).await
}

const COLUMNS: &[&str] = &[
    "tenant",
    "kind",
    "object",
    "role",
    "actions",
    "procedure",
    "due",
    "since",
    "rank",
    "sender",
    "title",
    "bundle",
    "assignee",
];
const KEY: usize = 4;

fn insert(
    viewer: &TenantPath,
    waiting: &Waiting<'_>,
    row: &Counted,
    actions: &[String],
    replaces: bool,
) -> Sql {
    static NEW: LazyLock<String> = LazyLock::new(|| text_of(" ON CONFLICT DO NOTHING"));
    static REPLACES: LazyLock<String> = LazyLock::new(|| {
        let sets = COLUMNS.iter().skip(KEY).map(|column| format!("{column} = excluded.{column}"));
        let sets = sets.collect::<Vec<_>>().join(", ");
        text_of(&format!(" ON CONFLICT (tenant, kind, object, role) DO UPDATE SET {sets}"))
    });
    let sql = Sql::new(if replaces { REPLACES.as_str() } else { NEW.as_str() });
    sql.bind(viewer.as_str())
        .bind(waiting.kind)
        .bind(waiting.object)
        .bind(row.role.as_str())
        .json(&actions)
        .bind(waiting.procedure)
        .bind(row.due)
        .bind(waiting.since.0)
        .bind(row.rank)
        .bind(waiting.sender)
        .bind(waiting.title)
        .bind(waiting.bundle)
        .bind(row.assignee.as_str())
}

fn text_of(tail: &str) -> String {
    let marks = vec!["?"; COLUMNS.len()].join(", ");
    format!("INSERT INTO view_work ({}) VALUES ({marks}){tail}", COLUMNS.join(", "))
}

async fn counted(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
) -> Result<Vec<Counted>, Error> {
    let sql = Sql::new(
        "SELECT role, rank, due, assignee FROM view_work \
         WHERE tenant = ? AND kind = ? AND object = ? ORDER BY role",
    );
    let rows = conn.all(sql.bind(viewer.as_str()).bind(kind).bind(object)).await?;
    let read = |row: &Row| {
        Ok(Counted {
            role: row.text("role")?,
            rank: row.int("rank")?,
            due: row.int("due")?,
            assignee: row.text("assignee")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn remove(
    conn: &mut Conn,
    viewer: &TenantPath,
    waiting: &Waiting<'_>,
    row: &Counted,
) -> Result<(), Error> {
    delete(conn, viewer, waiting.kind, waiting.object, row).await
}

async fn delete(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    row: &Counted,
) -> Result<(), Error> {
    let sql =
        Sql::new("DELETE FROM view_work WHERE tenant = ? AND kind = ? AND object = ? AND role = ?");
    let sql = sql.bind(viewer.as_str()).bind(kind).bind(object).bind(row.role.as_str());
    conn.execute(sql).await?;
    count(conn, viewer, kind, row, -1);
    Ok(())
}

fn count(conn: &mut Conn, viewer: &TenantPath, kind: &str, row: &Counted, by: i64) {
    let key: Vec<Part> = vec![
        viewer.as_str().into(),
        row.role.as_str().into(),
        kind.into(),
        row.rank.into(),
        row.assignee.as_str().into(),
        day_of(row.due).into(),
    ];
    conn.add_up(&SUM, key, by);
}

async fn assignee_of(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
) -> Result<String, Error> {
    let sql = Sql::new(
        "SELECT assignee FROM view_assignment \
         WHERE tenant = ? AND kind = ? AND object = ? ORDER BY id DESC LIMIT 1",
    );
    let found = conn.optional(sql.bind(viewer.as_str()).bind(kind).bind(object)).await?;
    found.map_or(Ok(String::new()), |row| row.text("assignee"))
}

/// Whom something is given to, as the organisation says.
pub(super) async fn project_assignment(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Assignment = kinds::read(&record.body)?;
    // It belongs to its own tenant, whoever else the record may have been shown to.
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        let sql = put_row("view_assignment", &["kind", "object", "assignee"], &[], viewer, record)
            .bind(body.kind.as_str())
            .bind(body.object.as_str())
            .bind(body.to.as_str());
        if conn.execute(sql).await? == 0 {
            continue;
        }
        for row in counted(conn, viewer, &body.kind, &body.object).await? {
            count(conn, viewer, &body.kind, &row, -1);
            let given = Counted { assignee: body.to.clone(), ..row };
            count(conn, viewer, &body.kind, &given, 1);
        }
        let sql = Sql::new(
            "UPDATE view_work SET assignee = ? WHERE tenant = ? AND kind = ? AND object = ?",
        );
        let sql = sql.bind(body.to.as_str()).bind(viewer.as_str());
        conn.execute(sql.bind(body.kind.as_str()).bind(body.object.as_str())).await?;
    }
    Ok(())
}

/// The assignment of a thing: its object, the revision its next one must follow, the login.
pub async fn assignment_get(
    conn: &mut Conn,
    scope: &Scope,
    kind: &str,
    object: &str,
) -> Result<Option<(Id, u32, String)>, Error> {
    let sql = Sql::new(
        "SELECT id, revision, assignee FROM view_assignment \
         WHERE tenant = ? AND kind = ? AND object = ? ORDER BY id DESC LIMIT 1",
    );
    let found = conn.optional(sql.bind(viewer(scope)?).bind(kind).bind(object)).await?;
    let read = |row: Row| {
        let revision = u32::try_from(row.int("revision")?).unwrap_or(u32::MAX);
        Ok((row.id("id")?, revision, row.text("assignee")?))
    };
    found.map(read).transpose()
}

/// Whom things of one kind are given to: `object` to login.
pub async fn assignments_of(
    conn: &mut Conn,
    scope: &Scope,
    kind: &str,
) -> Result<BTreeMap<String, String>, Error> {
    let sql = Sql::new(
        "SELECT object, assignee FROM view_assignment \
         WHERE tenant = ? AND kind = ? AND assignee <> '' ORDER BY id",
    );
    let rows = conn.all(sql.bind(viewer(scope)?).bind(kind)).await?;
    rows.iter().map(|row| Ok((row.text("object")?, row.text("assignee")?))).collect()
}
