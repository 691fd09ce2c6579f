//! Subjects of closed loops 闭环: notices, hazards and tasks as their parties see them, with how
//! each stands.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, Kind as _, hazard::Hazard, notice::Notice, task::Task};
use contract::loops::{Condition, LoopHead, Subject};
use contract::rest::Page;
use contract::rest::loops::{GroupMember, LoopDetail, LoopRow, LoopStanding};
use contract::rest::query::LoopQuery;
use model::loops::CheckOutcome;
use model::{Id, Millis, TenantPath};
use procedure::loops::{Party, Standing};
use sha2::{Digest, Sha256};

use super::board::{Order, Place};
use super::finding::rank;
use super::list::{Filter, checked};
use super::steps::NEVER;
use super::text::{self, Search};
use super::{circular, missing, name_of, put, steps, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "kind",
    "source",
    "number",
    "title",
    "text",
    "severity",
    "techniques",
    "issuer",
    "recipient",
    "issued",
    "due",
    "procedure",
    "identity",
    "hazard",
    "conditions",
    "origin",
    "side",
    "state",
    "open",
    "next",
    "final_due",
    "returned",
    "reopened",
    "extended",
    "escalated",
    "supervised",
    "standing",
    "bundle",
    "rank",
    "changed",
];
/// What the fold over the steps says is not for the subject to change.
const KEPT: &[&str] = &[
    "state",
    "open",
    "next",
    "final_due",
    "returned",
    "reopened",
    "extended",
    "escalated",
    "supervised",
    "standing",
    "changed",
];
/// The state of a subject whose procedure is not installed here.
pub(super) const UNRULED: &str = "issued";
/// Most members of a group of duplicates that are shown.
const MOST_MEMBERS: u32 = 20;

/// What a body of any of the kinds says.
struct Body {
    head: LoopHead,
    text: String,
    conditions: Vec<Condition>,
    origin: Option<Id>,
    /// What it went out with.
    bundle: Option<Id>,
}

fn read(record: &Record) -> Result<Body, Error> {
    Ok(match record.kind.as_str() {
        Hazard::NAME => {
            let body: Hazard = kinds::read(&record.body)?;
            let head = body.head();
            Body { head, text: body.text, conditions: body.checks, origin: body.from, bundle: None }
        }
        Task::NAME => {
            let body: Task = kinds::read(&record.body)?;
            let head = body.head();
            let (origin, bundle) = (body.part_of, body.dispatch);
            Body { head, text: body.text, conditions: Vec::new(), origin, bundle }
        }
        _ => {
            let body: Notice = kinds::read(&record.body)?;
            let head = body.head();
            Body {
                head,
                text: body.text,
                conditions: body.checks,
                origin: body.report,
                bundle: None,
            }
        }
    })
}

/// Hex SHA-256 of recipient and hazard identity: equal for two issuers' loops of one hazard, and
/// telling nothing of it; empty where no identity is known.
pub fn hazard_digest(recipient: &TenantPath, identity: &str) -> String {
    if identity.is_empty() {
        return String::new();
    }
    let digest = Sha256::digest(format!("{recipient}\n{identity}").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body = read(record)?;
    let head = &body.head;
    let hazard = hazard_digest(&head.recipient, &head.hazard);
    for viewer in viewers {
        // Whoever is both answers to itself: the recipient's side shows what is to be done.
        let side = match viewer {
            viewer if *viewer == head.recipient && *viewer == head.issuer => "both",
            viewer if *viewer == head.issuer => "issued",
            viewer if *viewer == head.recipient => "received",
            _ => "other",
        };
        let sql = put("view_subject", COLUMNS, KEPT, viewer, record)
            .bind(record.kind.as_str())
            .bind(head.source.word())
            .bind(head.number.as_str())
            .bind(head.title.as_str())
            .bind(body.text.as_str())
            .bind(head.severity.word())
            .json(&head.techniques)
            .bind(head.issuer.as_str())
            .bind(head.recipient.as_str())
            .bind(head.issued.0)
            .bind(head.due.0)
            .bind(head.procedure.as_str())
            .bind(head.hazard.as_str())
            .bind(hazard.as_str())
            .json(&body.conditions)
            .bind(body.origin.map(|id| id.to_string()))
            .bind(side)
            .bind("")
            .bind(1i64)
            .bind(NEVER)
            .bind(head.due.0)
            .bind(0i64)
            .bind(0i64)
            .bind(0i64)
            .bind(0i64)
            .bind(0i64)
            .json(&LoopStanding::default())
            .bind(body.bundle.map(|id| id.to_string()).unwrap_or_default())
            .bind(rank(head.severity))
            .bind(record.time.0);
        conn.insert_later(sql).await?;
        if side != "other" {
            let called = format!("{} {}", head.number, head.title);
            let lines = [called.trim(), head.issuer.as_str()];
            let object = record.object.to_string();
            text::put(conn, viewer, &record.kind, &object, &lines).await?;
        }
        steps::fold(conn, viewer, record.object).await?;
    }
    Ok(())
}

/// What the fold needs of a subject.
pub(super) struct Found {
    pub(super) head: LoopHead,
    pub(super) kind: String,
    pub(super) hazard: String,
    /// The parties that the viewer is.
    pub(super) parties: &'static [Party],
}

pub(super) async fn head(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
) -> Result<Option<Found>, Error> {
    let sql = Sql::new(
        "SELECT kind, source, number, title, severity, techniques, issuer, recipient, issued, \
         due, procedure, identity, hazard, side FROM view_subject WHERE tenant = ? AND id = ?",
    );
    let Some(row) = conn.optional(sql.bind(viewer.as_str()).id(id)).await? else {
        return Ok(None);
    };
    let head = LoopHead {
        source: row.word("source")?,
        number: row.text("number")?,
        title: row.text("title")?,
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        issuer: row.tenant("issuer")?,
        recipient: row.tenant("recipient")?,
        issued: row.millis("issued")?,
        due: row.millis("due")?,
        procedure: row.text("procedure")?,
        hazard: row.text("identity")?,
    };
    let parties: &[Party] = match row.text("side")?.as_str() {
        "issued" => &[Party::Issuer],
        "received" => &[Party::Recipient],
        "both" => &[Party::Recipient, Party::Issuer],
        _ => &[],
    };
    Ok(Some(Found { head, kind: row.text("kind")?, hazard: row.text("hazard")?, parties }))
}

fn party(row: &Row) -> Result<&'static str, Error> {
    Ok(match row.text("side")?.as_str() {
        "issued" => "issuer",
        "received" | "both" => "recipient",
        _ => "",
    })
}

/// Keeps how a subject stands.
pub(super) async fn stands(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
    standing: &Standing,
    changed: Millis,
) -> Result<(), Error> {
    let open = i64::from(!standing.is_over());
    let sql = Sql::new(
        "UPDATE view_subject SET state = ?, open = ?, next = ?, final_due = ?, signed = ?, \
         replied = ?, closed = ?, returned = ?, reopened = ?, extended = ?, escalated = ?, \
         supervised = ?, rechecked = ?, standing = ?, changed = ? WHERE tenant = ? AND id = ?",
    );
    let sql = sql
        .bind(standing.state.as_str())
        .bind(open)
        .bind(standing.due.map_or(NEVER, |due| due.0))
        .bind(standing.final_due.0)
        .bind(standing.signed.map(|at| at.0))
        .bind(standing.replied.map(|at| at.0))
        .bind(standing.closed_at.map(|at| at.0))
        .bind(i64::from(standing.returned))
        .bind(i64::from(standing.reopened))
        .bind(i64::from(standing.extended))
        .bind(i64::from(standing.escalated))
        .bind(i64::from(standing.supervised))
        .bind(standing.rechecked.map(CheckOutcome::word))
        .json(&steps::shown(standing))
        .bind(changed.0);
    conn.execute(sql.bind(viewer.as_str()).id(id)).await?;
    notice_follows(conn, viewer, id, &standing.state, open).await
}

/// Without its procedure a subject stays as it was issued.
pub(super) async fn unruled(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    let sql = Sql::new("UPDATE view_subject SET state = ?, open = 1 WHERE tenant = ? AND id = ?");
    conn.execute(sql.bind(UNRULED).bind(viewer.as_str()).id(id)).await?;
    notice_follows(conn, viewer, id, UNRULED, 1).await
}

async fn notice_follows(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
    state: &str,
    open: i64,
) -> Result<(), Error> {
    let sql = Sql::new("UPDATE view_notice SET state = ?, open = ? WHERE tenant = ? AND id = ?");
    if conn.execute(sql.bind(state).bind(open).bind(viewer.as_str()).id(id)).await? > 0 {
        circular::follow(conn, viewer, id).await?;
    }
    Ok(())
}

fn columns() -> String {
    format!(
        "v.*, {}, {}",
        name_of("v.issuer", "v.tenant", "issuer_name"),
        name_of("v.recipient", "v.tenant", "recipient_name")
    )
}

fn filter(scope: &Scope, query: &LoopQuery, now: Millis) -> Result<Filter, Error> {
    let flag = |filter: Filter, clause: &str, wanted: Option<bool>| match wanted {
        Some(true) => filter.and(&format!("{clause} > 0")),
        Some(false) => filter.and(&format!("{clause} = 0")),
        None => filter,
    };
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .and("v.side <> 'other'")
        .maybe("v.source = ?", query.source.as_ref())
        .maybe("v.severity = ?", query.severity.as_ref())
        .maybe("v.issuer = ?", query.issuer.as_ref().map(TenantPath::as_str))
        .maybe("v.recipient = ?", query.recipient.as_ref().map(TenantPath::as_str))
        .maybe("v.rechecked = ?", query.rechecked.as_ref())
        .maybe("v.hazard = ?", query.hazard.as_ref());
    let filter = match &query.region {
        // `0` follows `/` in every collation that compares bytes.
        Some(region) => filter
            .with("v.recipient >= ?", format!("cn/{region}/"))
            .with("v.recipient < ?", format!("cn/{region}0")),
        None => filter,
    };
    // A party's own list knows no industries: none is of the one asked for.
    let filter = if query.industry.is_some() { filter.and("1 = 0") } else { filter };
    let filter = match query.side.as_deref() {
        Some("issued") => filter.and("v.side IN ('issued', 'both')"),
        Some("received") => filter.and("v.side IN ('received', 'both')"),
        _ => filter,
    };
    let filter = flag(filter, "v.reopened", query.reopened);
    let filter = flag(filter, "v.supervised", query.supervised);
    let filter = flag(filter, "v.escalated", query.escalated);
    let filter = match query.state.as_deref() {
        Some("open") => filter.and("v.open = 1"),
        state => filter.maybe("v.state = ?", state),
    };
    let filter = match query.technique.as_deref() {
        Some(technique) => filter.with("v.techniques LIKE ?", format!("%\"{technique}\"%")),
        None => filter,
    };
    Ok(match query.overdue {
        Some(true) => filter.and("v.open = 1").with("v.next < ?", now.0),
        Some(false) => filter.with("(v.open = 0 OR v.next >= ?)", now.0),
        None => filter,
    })
}

/// Loops that the scope's tenant is a party of, sorted: the newest first where no sort is asked for.
///
/// # Errors
/// `page.cursor`, `page.limit`, `query.value`.
pub async fn subject_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<Page<LoopRow>, Error> {
    let mut page = listed(conn, scope, query, filter(scope, query, now)?, now).await?;
    let tenant = viewer(scope)?.to_owned();
    for row in &mut page.items {
        row.also = group(conn, &tenant, row).await?;
    }
    Ok(page)
}

/// Hazards among [`subject_list`].
pub async fn hazard_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<Page<LoopRow>, Error> {
    let filter = filter(scope, query, now)?.and("v.kind = 'hazard'");
    listed(conn, scope, query, filter, now).await
}

async fn listed(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    filter: Filter,
    now: Millis,
) -> Result<Page<LoopRow>, Error> {
    let limit = checked(query.limit)?;
    let order = Order::named(query.sort.as_ref())?;
    let after = query.cursor.as_deref().map(Place::read).transpose()?;
    let from = Texts::of(conn, scope, query.q.as_ref(), filter).await?;
    let total = conn.count(from.sql(conn, "SELECT COUNT(*)", None)).await?;
    let page = after.as_ref().map(|after| (order, after));
    let sql = from.sql(conn, &format!("SELECT {}", columns()), page);
    let sorting = format!("{} LIMIT {}", order.sorting(), limit + 1);
    let rows = conn.all(sql.push(&sorting)).await?;
    let limit = limit as usize;
    let items = rows.iter().take(limit).map(|found| row(found, now)).collect::<Result<_, _>>()?;
    let last = rows.get(limit.wrapping_sub(1)).filter(|_| rows.len() > limit);
    let next = last.map(|last| order.place(last)).transpose()?.map(|place| place.text());
    Ok(Page { items, next, total, at_least: false })
}

/// Subjects that a filter and a search leave.
struct Texts<'a> {
    tenant: &'a str,
    filter: Filter,
    search: Option<Search>,
}

impl<'a> Texts<'a> {
    async fn of(
        conn: &mut Conn,
        scope: &'a Scope,
        q: Option<&String>,
        filter: Filter,
    ) -> Result<Self, Error> {
        let search = text::search(conn, scope, q, true).await?;
        Ok(Self { tenant: viewer(scope)?, filter, search })
    }

    fn sql(&self, conn: &Conn, head: &str, after: Option<(Order, &Place)>) -> Sql {
        let filter = match after {
            Some((order, after)) => order.follows(self.filter.clone(), after, true),
            None => self.filter.clone(),
        };
        match &self.search {
            None => filter.sql(&format!("{head} FROM view_subject v")),
            Some(search) if search.is_few() => {
                let filter = search.holds(filter.and("v.id = d.object"), self.tenant);
                let found = search.found(conn.dialect(), head, None);
                found.push(" CROSS JOIN view_subject v").then(filter.sql(""))
            }
            Some(search) => search
                .is_in(filter, self.tenant, "v.id")
                .sql(&format!("{head} FROM view_subject v")),
        }
    }
}

/// The `total` of [`subject_list`].
pub async fn subject_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<u64, Error> {
    let filter = filter(scope, query, now)?;
    let from = Texts::of(conn, scope, query.q.as_ref(), filter).await?;
    conn.count(from.sql(conn, "SELECT COUNT(*)", None)).await
}

/// Other open loops of the same hazard that the tenant is a party of.
async fn group(conn: &mut Conn, tenant: &str, row: &LoopRow) -> Result<Vec<GroupMember>, Error> {
    if row.hazard.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Sql::new(format!(
        "SELECT v.id, v.issuer, v.number, {} FROM view_subject v \
         WHERE v.tenant = ? AND v.hazard = ? AND v.open = 1 AND v.id <> ? \
         ORDER BY v.id LIMIT {MOST_MEMBERS}",
        name_of("v.issuer", "v.tenant", "issuer_name")
    ));
    let rows = conn.all(sql.bind(tenant).bind(row.hazard.as_str()).id(row.id)).await?;
    let member = |row: &Row| {
        Ok(GroupMember {
            id: row.id("id")?,
            issuer: row.tenant("issuer")?,
            issuer_name: row.text("issuer_name")?,
            number: row.text("number")?,
        })
    };
    rows.iter().map(member).collect()
}

/// A hazard of this identity that the tenant has open, whoever issued it.
pub async fn hazard_open(
    conn: &mut Conn,
    scope: &Scope,
    recipient: &TenantPath,
    identity: &str,
) -> Result<Option<Id>, Error> {
    let sql = Sql::new(
        "SELECT id FROM view_subject WHERE tenant = ? AND hazard = ? AND open = 1 \
         AND kind = 'hazard' ORDER BY id LIMIT 1",
    );
    let digest = hazard_digest(recipient, identity);
    let row = conn.optional(sql.bind(viewer(scope)?).bind(digest)).await?;
    row.map(|row| row.id("id")).transpose()
}

/// One subject with its course. `actions` is left empty: the procedure says what may be done.
///
/// # Errors
/// `loop.missing`, also when the tenant may not see it.
pub async fn subject_detail(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    now: Millis,
) -> Result<LoopDetail, Error> {
    let tenant = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", tenant).with("v.id = ?", id);
    let found = filter.sql(&format!("SELECT {} FROM view_subject v", columns()));
    let found = conn.optional(found).await?.ok_or_else(|| missing("loop.missing", id))?;
    let mut shown = row(&found, now)?;
    shown.also = group(conn, tenant, &shown).await?;
    Ok(LoopDetail {
        row: shown,
        text: found.text("text")?,
        procedure: found.text("procedure")?,
        conditions: found.json("conditions")?,
        standing: found.json("standing")?,
        steps: steps::loop_step_rows(conn, tenant, id).await?,
        actions: Vec::new(),
    })
}

/// Open subjects that the tenant issued and whose next step is late, the longest first, after a
/// place in that order; each with its own place.
pub async fn subject_late(
    conn: &mut Conn,
    scope: &Scope,
    now: Millis,
    after: Option<(i64, Id)>,
    most: u32,
) -> Result<Vec<(i64, Id)>, Error> {
    let (next, id) = after.map_or((i64::MIN, String::new()), |(next, id)| (next, id.to_string()));
    let sql = Sql::new(format!(
        "SELECT next, id FROM view_subject WHERE tenant = ? AND open = 1 AND next < ? \
         AND next >= ? AND (next > ? OR id > ?) AND side IN ('issued', 'both') \
         ORDER BY next, id LIMIT {most}"
    ));
    let sql = sql.bind(viewer(scope)?).bind(now.0).bind(next).bind(next).bind(id);
    let rows = conn.all(sql).await?;
    rows.iter().map(|row| Ok((row.int("next")?, row.id("id")?))).collect()
}

/// Closed subjects with conditions that the tenant is to look at again, after `after` in the order
/// of ids.
pub async fn subject_closed_checked(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<Id>,
    most: u32,
) -> Result<Vec<Id>, Error> {
    let sql = Sql::new(format!(
        "SELECT id FROM view_subject WHERE tenant = ? AND open = 0 AND closed IS NOT NULL \
         AND conditions <> '[]' AND side IN ('received', 'both') AND id > ? ORDER BY id LIMIT {most}"
    ));
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = conn.all(sql.bind(viewer(scope)?).bind(after)).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

/// Closed notices and hazards that the tenant issued, from a time on: the population of a sample.
pub async fn subject_closed_since(
    conn: &mut Conn,
    scope: &Scope,
    since: Millis,
) -> Result<Vec<Id>, Error> {
    let sql = Sql::new(
        "SELECT id FROM view_subject WHERE tenant = ? AND open = 0 AND closed >= ? \
         AND kind <> 'task' AND side IN ('issued', 'both') ORDER BY id",
    );
    let rows = conn.all(sql.bind(viewer(scope)?).bind(since.0)).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

fn row(row: &Row, now: Millis) -> Result<LoopRow, Error> {
    let recipient = row.tenant("recipient")?;
    let open = row.flag("open")?;
    let next = row.millis("next")?;
    let due = if open && next.0 != NEVER { next } else { row.millis("final_due")? };
    Ok(LoopRow {
        id: row.id("id")?,
        source: row.word("source")?,
        number: row.text("number")?,
        title: row.text("title")?,
        issuer: row.tenant("issuer")?,
        issuer_name: row.text("issuer_name")?,
        region: recipient.region().unwrap_or_default().to_owned(),
        recipient,
        recipient_name: row.text("recipient_name")?,
        industry: String::new(),
        severity: row.word("severity")?,
        techniques: row.json("techniques")?,
        state: row.text("state")?,
        open,
        overdue: open && next < now,
        issued: row.millis("issued")?,
        due,
        signed: row.opt_millis("signed")?,
        replied: row.opt_millis("replied")?,
        closed: row.opt_millis("closed")?,
        returned: count(row, "returned")?,
        reopened: count(row, "reopened")?,
        extended: count(row, "extended")?,
        escalated: count(row, "escalated")?,
        supervised: row.flag("supervised")?,
        rechecked: row.opt_text("rechecked")?.map(|word| word.parse()).transpose()?,
        hazard: row.text("hazard")?,
        party: party(row)?.to_owned(),
        also: Vec::new(),
    })
}

pub(super) fn count(row: &Row, column: &str) -> Result<u32, Error> {
    Ok(u32::try_from(row.int(column)?).unwrap_or(u32::MAX))
}
