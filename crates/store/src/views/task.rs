//! Tasks 任务 as their parties see them, dispatches 下达 of one task to many, and how the parts
//! stand that recipients made. Rows are those of `subject`; parts further down are known by their
//! summaries only.

use contract::rest::Page;
use contract::rest::home::Count;
use contract::rest::notice::StepRow;
use contract::rest::query::{PageQuery, TaskQuery};
use contract::rest::task::{DispatchRow, TaskFigures, TaskRow};
use model::{Id, Millis};

use super::list::{Filter, List, Slice};
use super::{missing, name_of, steps, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const TABLE: &str = "view_subject v";
/// What the tenant made of a task.
const PARTS: &str = "FROM view_subject p WHERE p.tenant = v.tenant AND p.origin = v.id \
                     AND p.source = 'task' AND p.side = 'issued'";

fn columns() -> String {
    format!(
        "v.id, v.number, v.title, v.severity, v.issuer, v.recipient, v.state, v.open, v.issued, \
         v.final_due, v.side, v.bundle, (SELECT COUNT(*) {PARTS}) AS parts, \
         (SELECT COUNT(*) {PARTS} AND p.open = 0) AS parts_done, \
         (SELECT a.id FROM view_subject a WHERE a.tenant = v.tenant AND a.id = v.origin) AS above, \
         {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
}

fn own(scope: &Scope) -> Result<Filter, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    Ok(filter.and("v.source = 'task'").and("v.side <> 'other'"))
}

fn filter(scope: &Scope, query: &TaskQuery, now: Millis) -> Result<Filter, Error> {
    let filter = own(scope)?
        .maybe("v.side = ?", query.side.as_ref())
        .maybe("v.recipient = ?", query.recipient.as_ref().map(|path| path.as_str()))
        .contains(&["v.number", "v.title", "v.issuer", "v.recipient"], query.q.as_ref());
    let filter = match query.dispatch {
        Some(dispatch) => filter.with("v.bundle = ?", dispatch).and("v.side = 'issued'"),
        None => filter,
    };
    let filter = match query.part_of {
        Some(above) => filter.with("v.origin = ?", above).and("v.side = 'issued'"),
        None => filter,
    };
    let filter = match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    };
    Ok(match query.overdue {
        Some(true) => filter.and("v.open = 1").with("v.final_due < ?", now.0),
        Some(false) => filter.with("(v.open = 0 OR v.final_due >= ?)", now.0),
        None => filter,
    })
}

/// Tasks that the scope's tenant issued or received, newest first.
pub async fn task_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &TaskQuery,
    now: Millis,
) -> Result<Page<TaskRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = filter(scope, query, now)?;
    let columns = columns();
    let list = List { columns: &columns, table: TABLE, join: "", key: "v.id", newest_first: true };
    list.page(conn, &filter, &slice, |found| row(found, now), |row| row.id.to_string()).await
}

/// One of [`task_list`].
///
/// # Errors
/// `task.missing`, also when the tenant may not see it.
pub async fn task_row(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<TaskRow, Error> {
    let filter = own(scope)?.with("v.id = ?", id);
    let sql = filter.sql(&format!("SELECT {} FROM {TABLE}", columns()));
    let found = conn.optional(sql).await?.ok_or_else(|| missing("task.missing", id))?;
    row(&found, now)
}

fn row(row: &Row, now: Millis) -> Result<TaskRow, Error> {
    let due = row.millis("final_due")?;
    let issued = row.text("side")? == "issued";
    let bundle = row.text("bundle")?;
    Ok(TaskRow {
        id: row.id("id")?,
        number: row.text("number")?,
        title: row.text("title")?,
        severity: row.word("severity")?,
        issuer: row.tenant("issuer")?,
        issuer_name: row.text("issuer_name")?,
        recipient: row.tenant("recipient")?,
        recipient_name: row.text("recipient_name")?,
        state: row.text("state")?,
        issued: row.millis("issued")?,
        due,
        overdue: row.flag("open")? && due < now,
        party: if issued { "issuer" } else { "recipient" }.to_owned(),
        // Who else got the same is the issuer's to know.
        dispatch: if issued { bundle.parse().ok() } else { None },
        part_of: row.opt_id("above")?,
        parts: row.number("parts")?,
        parts_done: row.number("parts_done")?,
    })
}

/// Dispatches of the scope's tenant, newest first.
pub async fn dispatch_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &PageQuery,
    now: Millis,
) -> Result<Page<DispatchRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let table = format!(
        "(SELECT v.tenant, v.bundle, MIN(v.number) AS number, MIN(v.title) AS title, \
         MIN(v.severity) AS severity, MIN(v.issued) AS issued, MIN(v.due) AS due, \
         COUNT(*) AS total, COUNT(CASE WHEN v.open = 1 THEN 1 END) AS open, \
         COUNT(CASE WHEN v.open = 1 AND v.final_due < {} THEN 1 END) AS overdue \
         FROM {TABLE} WHERE v.source = 'task' AND v.side = 'issued' AND v.bundle > '' \
         GROUP BY v.tenant, v.bundle) s",
        now.0
    );
    let filter = Filter::default().with("s.tenant = ?", viewer(scope)?);
    let list =
        List { columns: "s.*", table: &table, join: "", key: "s.bundle", newest_first: true };
    list.page(conn, &filter, &slice, dispatch, |row| row.id.to_string()).await
}

fn dispatch(row: &Row) -> Result<DispatchRow, Error> {
    Ok(DispatchRow {
        id: row.id("bundle")?,
        number: row.text("number")?,
        title: row.text("title")?,
        severity: row.word("severity")?,
        issued: row.millis("issued")?,
        due: row.millis("due")?,
        total: row.number("total")?,
        open: row.number("open")?,
        overdue: row.number("overdue")?,
    })
}

/// A task of a dispatch: what is the same for all of them stands in each.
///
/// # Errors
/// `task.dispatch_missing`, also when it is another tenant's.
pub async fn dispatch_first(conn: &mut Conn, scope: &Scope, dispatch: Id) -> Result<Id, Error> {
    let filter = of_dispatch(scope, dispatch)?;
    let sql = filter.sql(&format!("SELECT v.id FROM {TABLE}")).push(" ORDER BY v.id LIMIT 1");
    let found = conn.optional(sql).await?;
    found.ok_or_else(|| missing("task.dispatch_missing", dispatch))?.id("id")
}

fn of_dispatch(scope: &Scope, dispatch: Id) -> Result<Filter, Error> {
    Ok(own(scope)?.and("v.side = 'issued'").with("v.bundle = ?", dispatch))
}

/// How the tasks of a dispatch stand.
pub async fn dispatch_figures(
    conn: &mut Conn,
    scope: &Scope,
    dispatch: Id,
    now: Millis,
) -> Result<TaskFigures, Error> {
    figures(conn, &of_dispatch(scope, dispatch)?, TABLE, "v.final_due", now).await
}

/// How often recipients of a dispatch were urged 催办.
pub async fn dispatch_urged(conn: &mut Conn, scope: &Scope, dispatch: Id) -> Result<u64, Error> {
    let filter = of_dispatch(scope, dispatch)?.and("t.action = 'urge'").and("t.refused = 0");
    let filter = filter.and("t.tenant = v.tenant").and("t.notice = v.id");
    // In this order: the tasks first, then the steps of each.
    filter.count(conn, "view_subject v CROSS JOIN view_step t").await
}

/// How the parts of a task stand, as far as their summaries tell.
pub async fn task_below(
    conn: &mut Conn,
    scope: &Scope,
    task: Id,
    now: Millis,
) -> Result<TaskFigures, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?);
    figures(conn, &filter.with("v.part_of = ?", task), "view_loop v", "v.due", now).await
}

/// The same of all tasks of a dispatch.
pub async fn board_below(
    conn: &mut Conn,
    scope: &Scope,
    dispatch: Id,
    now: Millis,
) -> Result<TaskFigures, Error> {
    let filter = Filter::default()
        .with("s.tenant = ?", viewer(scope)?)
        .with("s.bundle = ?", dispatch)
        .and("s.side = 'issued'")
        .and("v.tenant = s.tenant")
        .and("v.part_of = s.id");
    // In this order: the tasks first, then the parts of each.
    figures(conn, &filter, "view_subject s CROSS JOIN view_loop v", "v.due", now).await
}

async fn figures(
    conn: &mut Conn,
    filter: &Filter,
    table: &str,
    due: &str,
    now: Millis,
) -> Result<TaskFigures, Error> {
    let head = format!(
        "SELECT v.state AS state, COUNT(*) AS total, \
         COUNT(CASE WHEN v.open = 1 THEN 1 END) AS open, \
         COUNT(CASE WHEN v.open = 1 AND {due} < {} THEN 1 END) AS overdue FROM {table}",
        now.0
    );
    let sql = filter.sql(&head).push(" GROUP BY v.state ORDER BY v.state");
    let mut figures = TaskFigures::default();
    for row in conn.all(sql).await? {
        let count = row.number("total")?;
        figures.total += count;
        figures.open += row.number("open")?;
        figures.overdue += row.number("overdue")?;
        figures.by_state.push(Count { key: row.text("state")?, count });
    }
    Ok(figures)
}

/// The place in its year that the tenant's next dispatch gets.
pub async fn task_number_next(conn: &mut Conn, scope: &Scope, year: i64) -> Result<u64, Error> {
    let sql = Sql::new(
        "SELECT COUNT(DISTINCT v.bundle) FROM view_subject v WHERE v.tenant = ? \
         AND v.source = 'task' AND v.side = 'issued' AND v.number LIKE ?",
    );
    let given = conn.count(sql.bind(viewer(scope)?).bind(format!("{year}-%"))).await?;
    Ok(given.saturating_add(1))
}

/// The steps of a task as its parties see them.
pub async fn task_steps(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Vec<StepRow>, Error> {
    steps::step_rows(conn, viewer(scope)?, id).await
}
