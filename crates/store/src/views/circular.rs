//! Circulars: what an issuer sent, to whom, and how far each recipient is; what was handed on; and
//! the papers that can be looked up by their code.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds;
use contract::kinds::circular::{Circular, CircularCopy};
use contract::kinds::forward_summary::ForwardSummary;
use contract::rest::Page;
use contract::rest::notice::{CircularFigures, CircularRow, CopyRow, ForwardRow};
use contract::rest::query::{CircularQuery, CopyQuery};
use model::{Fault, Id, Millis, TenantPath};

use super::list::{Filter, List, Slice};
use super::{missing, name_of, notice_series, paper, put, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

const COLUMNS: &[&str] = &[
    "number", "title", "genre", "series", "year", "issued", "forwards", "corrects", "author",
    "seal", "hash", "body",
];
const COPY_COLUMNS: &[&str] =
    &["tenant", "circular", "notice", "recipient", "rule", "replaces", "state", "open", "due"];
/// Rows of one statement.
const CHUNK: usize = 200;
const LIST: List<'_> =
    List { columns: "v.*", table: "view_circular v", join: "", key: "v.id", newest_first: true };
/// A copy whose record the neighbour took in, or whose recipient lives here.
const DELIVERED: &str = "(v.state <> '' AND (EXISTS (SELECT 1 FROM record r JOIN delivery d \
     ON d.position = r.position WHERE r.object = v.notice AND d.state = 'applied') \
     OR EXISTS (SELECT 1 FROM view_tenant t WHERE t.tenant = v.tenant AND t.path = v.recipient \
     AND t.node = ?)))";

/// A circular as it stands in the log, without its copies.
#[derive(Debug, Clone, PartialEq)]
pub struct CircularHead {
    pub id: Id,
    pub body: Circular,
    pub author: String,
    pub seal: Option<contract::Seal>,
    pub hash: String,
    pub corrected_by: Option<Id>,
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: Circular = kinds::read(&record.body)?;
    let bare = Circular { copies: Vec::new(), ..body.clone() };
    let seal = record.seal.as_ref().map(serde_json::to_string).transpose();
    let seal = seal.map_err(|error| Error::stored("seal", error))?;
    for viewer in viewers.iter().filter(|viewer| **viewer == record.tenant) {
        if record.revision == 1 {
            let issue = body.issue.is_some();
            notice_series::number_taken(conn, viewer, body.series, body.year, issue).await?;
        }
        let sql = put("view_circular", COLUMNS, &[], viewer, record)
            .bind(body.number.as_str())
            .bind(body.letter.title.as_str())
            .bind(body.letter.genre.word())
            .bind(body.series.map(|id| id.to_string()))
            .bind(body.year)
            .bind(body.issued.0)
            .bind(body.forwards.map(|id| id.to_string()))
            .bind(body.corrects.map(|id| id.to_string()))
            .bind(record.author.as_str())
            .bind(seal.clone())
            .bind(record.hash.as_str())
            .json(&bare);
        conn.insert_later(sql).await?;
        put_copies(conn, viewer, record.object, &body).await?;
    }
    paper::put_code(conn, record, viewers, "circular", record.object).await
}

async fn put_copies(
    conn: &mut Conn,
    viewer: &TenantPath,
    circular: Id,
    body: &Circular,
) -> Result<(), Error> {
    for copies in body.copies.chunks(CHUNK) {
        let mut sql = Sql::insert("view_circular_copy", COPY_COLUMNS, copies.len());
        for copy in copies {
            sql = sql
                .bind(viewer.as_str())
                .id(circular)
                .id(copy.notice)
                .bind(copy.tenant.as_str())
                .bind(copy.rule.as_str())
                .bind(copy.replaces.map(|id| id.to_string()))
                .bind("")
                .bind(1i64)
                .bind(body.due.0);
        }
        conn.execute(sql.push(" ON CONFLICT DO NOTHING")).await?;
    }
    Ok(())
}

/// Brings a circular's copy up to date with the loop of its notice, if the notice is one of a
/// circular of the viewer's.
pub(super) async fn follow(conn: &mut Conn, viewer: &TenantPath, notice: Id) -> Result<(), Error> {
    let first = |action: &str| {
        format!(
            "(SELECT MIN(s.time) FROM view_step s WHERE s.tenant = view_circular_copy.tenant \
             AND s.notice = view_circular_copy.notice AND s.refused = 0 AND s.action = '{action}')"
        )
    };
    let of = |column: &str| {
        format!(
            "(SELECT n.{column} FROM view_notice n WHERE n.tenant = view_circular_copy.tenant \
             AND n.id = view_circular_copy.notice)"
        )
    };
    let closed = "(SELECT MAX(s.time) FROM view_step s WHERE s.tenant = view_circular_copy.tenant \
         AND s.notice = view_circular_copy.notice AND s.refused = 0 AND s.action = 'close')";
    let sql = Sql::new(format!(
        "UPDATE view_circular_copy SET state = {}, open = {}, due = {}, read_at = {}, \
         signed_at = {}, replied_at = {}, closed_at = CASE WHEN {} = 'closed' THEN {closed} END \
         WHERE tenant = ? AND notice = ?",
        of("state"),
        of("open"),
        of("due"),
        first("read"),
        first("sign_for"),
        first("reply"),
        of("state"),
    ));
    conn.execute(sql.bind(viewer.as_str()).id(notice)).await?;
    Ok(())
}

/// Circulars, newest first.
pub async fn circular_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &CircularQuery,
    here: Id,
    now: Millis,
) -> Result<Page<CircularRow>, Error> {
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.genre = ?", query.genre.as_ref())
        .maybe("v.series = ?", query.series)
        .maybe("v.year = ?", query.year)
        .contains(&["v.number", "v.title"], query.q.as_ref());
    let mut page = LIST.page(conn, &filter, &slice, row, |row| row.id.to_string()).await?;
    for row in &mut page.items {
        row.figures = circular_figures(conn, scope, row.id, here, now).await?;
    }
    Ok(page)
}

fn row(row: &Row) -> Result<CircularRow, Error> {
    let body: Circular = row.json("body")?;
    Ok(CircularRow {
        id: row.id("id")?,
        number: body.number,
        issue: body.issue_text,
        title: body.letter.title,
        genre: body.letter.genre,
        severity: body.letter.severity,
        series: body.series,
        issued: body.issued,
        due: body.due,
        forwarded_number: body.forwarded_number,
        figures: CircularFigures::default(),
    })
}

/// One circular, without its copies.
///
/// # Errors
/// `circular.missing`, also when it is another tenant's.
pub async fn circular_get(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(CircularRow, CircularHead), Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.id = ?", id);
    let sql = filter.sql(
        "SELECT v.*, (SELECT MAX(c.id) FROM view_circular c WHERE c.tenant = v.tenant \
         AND c.corrects = v.id) AS corrected_by FROM view_circular v",
    );
    let found = conn.optional(sql).await?.ok_or_else(|| missing("circular.missing", id))?;
    let head = CircularHead {
        id,
        body: found.json("body")?,
        author: found.text("author")?,
        seal: found.opt_json("seal")?,
        hash: found.text("hash")?,
        corrected_by: found.opt_id("corrected_by")?,
    };
    Ok((row(&found)?, head))
}

/// The copies of a circular as it was sent, those still unwritten first.
pub async fn circular_copies(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    unwritten: bool,
) -> Result<Vec<CircularCopy>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.circular = ?", id);
    let filter = if unwritten { filter.and("v.state = ''") } else { filter };
    let sql = filter.sql("SELECT v.* FROM view_circular_copy v").push(" ORDER BY v.recipient");
    let read = |row: &Row| {
        Ok(CircularCopy {
            tenant: row.tenant("recipient")?,
            notice: row.id("notice")?,
            rule: row.text("rule")?,
            replaces: row.opt_id("replaces")?,
        })
    };
    conn.all(sql).await?.iter().map(read).collect()
}

/// Circulars of the tenant that a stop left unfinished: copies without a notice, or something
/// corrected that is still open.
pub async fn circulars_unfinished(conn: &mut Conn, scope: &Scope) -> Result<Vec<Id>, Error> {
    let sql = Sql::new(
        "SELECT DISTINCT circular FROM view_circular_copy WHERE tenant = ? AND state = '' \
         UNION SELECT c.id AS circular FROM view_circular c WHERE c.tenant = ? \
         AND c.corrects IS NOT NULL AND EXISTS (SELECT 1 FROM view_circular_copy v \
         WHERE v.tenant = c.tenant AND v.circular = c.corrects AND v.open = 1) ORDER BY circular",
    );
    let tenant = viewer(scope)?;
    let rows = conn.all(sql.bind(tenant).bind(tenant)).await?;
    rows.iter().map(|row| row.id("circular")).collect()
}

/// Notices of a circular whose loops are not over.
pub async fn circular_open(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    most: usize,
) -> Result<Vec<Id>, Error> {
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.circular = ?", id);
    let sql = filter
        .and("v.state <> ''")
        .and("v.open = 1")
        .sql("SELECT v.notice FROM view_circular_copy v")
        .push(&format!(" ORDER BY v.recipient LIMIT {most}"));
    conn.all(sql).await?.iter().map(|row| row.id("notice")).collect()
}

/// What a word of `?is=` means. Those with a value take the node, or the time.
fn condition(word: &str) -> Option<&'static str> {
    Some(match word {
        "written" => "v.state <> ''",
        "delivered" => DELIVERED,
        "read" => "v.read_at IS NOT NULL",
        "signed" => "v.signed_at IS NOT NULL",
        "replied" => "v.replied_at IS NOT NULL",
        "closed" => "v.closed_at IS NOT NULL",
        "withdrawn" => "v.state = 'withdrawn'",
        "overdue" => "(v.state <> '' AND v.open = 1 AND v.due < ?)",
        _ => return None,
    })
}

/// Figures of a circular; each counts what [`copy_list`] lists under its name.
pub async fn circular_figures(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    here: Id,
    now: Millis,
) -> Result<CircularFigures, Error> {
    let count = |name: &str| {
        let holds = condition(name).unwrap_or("1 = 0");
        format!("COALESCE(SUM(CASE WHEN {holds} THEN 1 ELSE 0 END), 0) AS {name}_copies")
    };
    let names =
        ["written", "delivered", "read", "signed", "replied", "closed", "withdrawn", "overdue"];
    let columns = names.map(count).join(", ");
    let sql = Sql::new(format!(
        "SELECT COUNT(*) AS recipients, {columns} FROM view_circular_copy v \
         WHERE v.tenant = ? AND v.circular = ?"
    ));
    let sql = sql.id(here).bind(now.0).bind(viewer(scope)?).id(id);
    let row = conn.one(sql).await?;
    Ok(CircularFigures {
        recipients: row.number("recipients")?,
        written: row.number("written_copies")?,
        delivered: row.number("delivered_copies")?,
        read: row.number("read_copies")?,
        signed: row.number("signed_copies")?,
        replied: row.number("replied_copies")?,
        closed: row.number("closed_copies")?,
        withdrawn: row.number("withdrawn_copies")?,
        overdue: row.number("overdue_copies")?,
    })
}

/// The board of a circular: one row a recipient, by path.
///
/// # Errors
/// `circular.is` for an unknown word.
pub async fn copy_list(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    query: &CopyQuery,
    here: Id,
    now: Millis,
) -> Result<Page<CopyRow>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    let mut filter =
        Filter::default().with("v.tenant = ?", viewer(scope)?).with("v.circular = ?", id);
    if let Some(word) = query.is.as_deref().filter(|word| !word.is_empty()) {
        let (negated, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
        let unknown = || Fault::invalid("circular.is").with("is", word);
        let holds = condition(name).ok_or_else(unknown)?;
        let clause = if negated { format!("NOT {holds}") } else { holds.to_owned() };
        filter = match name {
            "delivered" => filter.with(&clause, here),
            "overdue" => filter.with(&clause, now.0),
            _ => filter.and(&clause),
        };
    }
    let name = "COALESCE((SELECT t.name FROM view_tenant t WHERE t.tenant = v.tenant \
         AND t.path = v.recipient ORDER BY t.id LIMIT 1), v.recipient)";
    let filter = filter.contains(&["v.recipient", name], query.q.as_ref());
    let tenant_of = |column: &str| {
        format!(
            "(SELECT t.{column} FROM view_tenant t WHERE t.tenant = v.tenant \
             AND t.path = v.recipient ORDER BY t.id LIMIT 1)"
        )
    };
    let ledger = |column: &str| {
        format!(
            "(SELECT d.{column} FROM record r JOIN delivery d ON d.position = r.position \
             WHERE r.object = v.notice ORDER BY r.position DESC LIMIT 1)"
        )
    };
    let columns = format!(
        "v.*, {}, {} AS kind, {} AS node, {} AS delivery, {} AS delivery_code, {} AS delivered",
        name_of("v.recipient", "v.tenant", "recipient_name"),
        tenant_of("kind"),
        tenant_of("node"),
        ledger("state"),
        ledger("code"),
        ledger("receipted"),
    );
    let list = List {
        columns: &columns,
        table: "view_circular_copy v",
        join: "",
        key: "v.recipient",
        newest_first: false,
    };
    let here = here.to_string();
    let read = |row: &Row| copy_row(row, &here, now);
    list.page(conn, &filter, &slice, read, |copy| copy.recipient.to_string()).await
}

fn copy_row(row: &Row, here: &str, now: Millis) -> Result<CopyRow, Error> {
    let state = row.text("state")?;
    let hosted = !state.is_empty() && row.opt_text("node")?.as_deref() == Some(here);
    let delivery = if hosted { Some("hosted".to_owned()) } else { row.opt_text("delivery")? };
    let kind = row.opt_text("kind")?.map(|word| word.parse()).transpose();
    let applied = delivery.as_deref() == Some("applied");
    Ok(CopyRow {
        notice: row.id("notice")?,
        recipient: row.tenant("recipient")?,
        recipient_name: row.text("recipient_name")?,
        kind: kind.map_err(|fault| Error::stored("kind", fault))?,
        rule: row.text("rule")?,
        overdue: !state.is_empty() && row.flag("open")? && row.millis("due")? < now,
        state,
        delivery: delivery.unwrap_or_default(),
        delivery_code: row.opt_text("delivery_code")?,
        delivered: row.opt_millis("delivered")?.filter(|_| applied),
        read: row.opt_millis("read_at")?,
        signed: row.opt_millis("signed_at")?,
        replied: row.opt_millis("replied_at")?,
        closed: row.opt_millis("closed_at")?,
    })
}

pub(super) async fn project_forward(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] =
        &["forwards", "circular", "number", "spoken_for", "issued", "figures", "counted"];
    let body: ForwardSummary = kinds::read(&record.body)?;
    for viewer in viewers {
        let sql = put("view_forward", COLUMNS, &[], viewer, record)
            .id(body.forwards)
            .id(body.circular)
            .bind(body.number.as_str())
            .bind(record.tenant.as_str())
            .bind(body.issued.0)
            .json(&body.figures)
            .bind(body.counted.0);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

/// What was told of handing a notice on, by circular.
pub async fn forward_list(
    conn: &mut Conn,
    scope: &Scope,
    notice: Id,
) -> Result<Vec<ForwardRow>, Error> {
    let sql = Sql::new(format!(
        "SELECT v.*, {} FROM view_forward v WHERE v.tenant = ? AND v.forwards = ? ORDER BY v.id",
        name_of("v.spoken_for", "v.tenant", "by_name")
    ));
    let rows = conn.all(sql.bind(viewer(scope)?).id(notice)).await?;
    let read = |row: &Row| {
        Ok(ForwardRow {
            circular: row.id("circular")?,
            number: row.text("number")?,
            by: row.tenant("spoken_for")?,
            by_name: row.text("by_name")?,
            issued: row.millis("issued")?,
            figures: row.json("figures")?,
            counted: row.millis("counted")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What was told of a circular that hands something on; nothing yet without a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardTold {
    pub circular: Id,
    pub summary: Option<Id>,
    pub revision: u32,
    pub figures: Option<CircularFigures>,
    pub counted: Option<Millis>,
}

/// Circulars of the tenant that hand something on, with what was told of each.
pub async fn forward_circulars(conn: &mut Conn, scope: &Scope) -> Result<Vec<ForwardTold>, Error> {
    let sql = Sql::new(
        "SELECT v.id AS circular, f.id AS summary, f.revision AS following, f.figures, f.counted \
         FROM view_circular v LEFT JOIN view_forward f ON f.tenant = v.tenant \
         AND f.circular = v.id WHERE v.tenant = ? AND v.forwards IS NOT NULL ORDER BY v.id",
    );
    let read = |row: &Row| {
        let revision = row.opt_int("following")?.unwrap_or_default();
        Ok(ForwardTold {
            circular: row.id("circular")?,
            summary: row.opt_id("summary")?,
            revision: u32::try_from(revision).unwrap_or(u32::MAX),
            figures: row.opt_json("figures")?,
            counted: row.opt_millis("counted")?,
        })
    };
    conn.all(sql.bind(viewer(scope)?)).await?.iter().map(read).collect()
}

/// Circulars of the tenant by which a notice was handed on.
pub async fn circulars_forwarding(
    conn: &mut Conn,
    scope: &Scope,
    notice: Id,
) -> Result<Vec<CircularRow>, Error> {
    let sql = Sql::new(
        "SELECT v.* FROM view_circular v WHERE v.tenant = ? AND v.forwards = ? ORDER BY v.id",
    );
    conn.all(sql.bind(viewer(scope)?).id(notice)).await?.iter().map(row).collect()
}
