//! The steps of a notice's loop, and the state they lead to.
//!
//! Parties write at their own nodes, so steps may meet in any order. The state is a fold over the
//! steps in an order that all nodes share: turn, time, id. A step that the loop does not allow at
//! its place, or that was taken in another's name, is kept and marked refused.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, loop_step::LoopStep};
use contract::rest::notice::StepRow;
use model::{Id, TenantPath};

use super::loop_rules::{LoopRules, rules_of};
use super::name_of;
use crate::Error;
use crate::sql::{Conn, Row, Sql};

const COLUMNS: &[&str] = &[
    "tenant",
    "id",
    "notice",
    "party",
    "taken_by",
    "spoken_for",
    "action",
    "turn",
    "text",
    "attachments",
    "author",
    "time",
    "seal",
    "state",
    "refused",
];
/// The step whose paper is the receipt 回执.
const SIGN_FOR: &str = "sign_for";
const ORDER: &str = "ORDER BY turn, time, id";
/// The state shown for a step that its loop did not allow.
const REFUSED: &str = "refused";

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body: LoopStep = kinds::read(&record.body)?;
    for viewer in viewers {
        // A step is one act: its first revision stands.
        let sql = Sql::insert("view_step", COLUMNS, 1)
            .push(" ON CONFLICT (tenant, id) DO NOTHING")
            .bind(viewer.as_str())
            .id(record.object)
            .id(body.subject)
            .bind(body.party.as_str())
            .bind(body.by.as_str())
            .bind(record.tenant.as_str())
            .bind(body.action.as_str())
            .bind(i64::from(body.turn))
            .bind(body.text.as_str())
            .json(&body.attachments)
            .bind(record.author.as_str())
            .bind(record.time.0)
            .bind(seal_text(record)?)
            .bind("")
            .bind(0i64);
        if conn.execute(sql).await? > 0 {
            fold(conn, viewer, body.subject).await?;
        }
    }
    if body.action == SIGN_FOR {
        super::paper::put_code(conn, record, viewers, "receipt", body.subject).await?;
    }
    Ok(())
}

fn seal_text(record: &Record) -> Result<Option<String>, Error> {
    let text = record.seal.as_ref().map(serde_json::to_string).transpose();
    text.map_err(|error| Error::stored("seal", error))
}

/// What a step does to a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    id: String,
    party: String,
    taken_by: String,
    spoken_for: String,
    action: String,
    /// As it stands in the view.
    state: String,
    refused: bool,
}

/// Who may take a loop's steps.
struct Parties {
    issuer: String,
    recipient: String,
}

impl Parties {
    fn holds(&self, step: &Step) -> bool {
        let who = match step.party.as_str() {
            "issuer" => &self.issuer,
            "recipient" => &self.recipient,
            _ => return false,
        };
        step.taken_by == *who && step.spoken_for == *who
    }
}

/// Brings a notice's state, and that after each of its steps, up to date for one viewer. Steps
/// whose notice is not here yet wait for it.
pub(super) async fn fold(conn: &mut Conn, viewer: &TenantPath, notice: Id) -> Result<(), Error> {
    let sql = Sql::new(
        "SELECT issuer, recipient, procedure, state, open FROM view_notice \
         WHERE tenant = ? AND id = ?",
    );
    let Some(row) = conn.optional(sql.bind(viewer.as_str()).id(notice)).await? else {
        return Ok(());
    };
    let rules = rules_of(conn, &row.text("procedure")?).await?;
    let parties = Parties { issuer: row.text("issuer")?, recipient: row.text("recipient")? };
    let mut state = rules.initial.clone();
    for step in load(conn, viewer, notice).await? {
        let (after, refused) = judge(&rules, &parties, &state, &step);
        if (after.as_str(), refused) != (step.state.as_str(), step.refused) {
            let sql =
                Sql::new("UPDATE view_step SET state = ?, refused = ? WHERE tenant = ? AND id = ?");
            let sql = sql.bind(after.as_str()).bind(i64::from(refused));
            conn.execute(sql.bind(viewer.as_str()).bind(step.id)).await?;
        }
        state = after;
    }
    let open = !rules.is_final(&state);
    if (state.as_str(), open) != (row.text("state")?.as_str(), row.flag("open")?) {
        let sql =
            Sql::new("UPDATE view_notice SET state = ?, open = ? WHERE tenant = ? AND id = ?");
        let sql = sql.bind(state).bind(i64::from(open)).bind(viewer.as_str()).id(notice);
        conn.execute(sql).await?;
    }
    super::circular::follow(conn, viewer, notice).await
}

/// The state after a step, and whether the step is refused.
fn judge(rules: &LoopRules, parties: &Parties, state: &str, step: &Step) -> (String, bool) {
    if rules.transitions.is_empty() {
        return (state.to_owned(), false);
    }
    let next = rules.next(state, &step.action, &step.party).filter(|_| parties.holds(step));
    (next.unwrap_or(state).to_owned(), next.is_none())
}

async fn load(conn: &mut Conn, viewer: &TenantPath, notice: Id) -> Result<Vec<Step>, Error> {
    let sql = Sql::new(format!(
        "SELECT id, party, taken_by, spoken_for, action, state, refused FROM view_step \
         WHERE tenant = ? AND notice = ? {ORDER}"
    ));
    let rows = conn.all(sql.bind(viewer.as_str()).id(notice)).await?;
    let step = |row: &Row| {
        Ok(Step {
            id: row.text("id")?,
            party: row.text("party")?,
            taken_by: row.text("taken_by")?,
            spoken_for: row.text("spoken_for")?,
            action: row.text("action")?,
            state: row.text("state")?,
            refused: row.flag("refused")?,
        })
    };
    rows.iter().map(step).collect()
}

/// The steps of a notice as its list shows them; a refused one has the state `refused`.
pub(super) async fn step_rows(
    conn: &mut Conn,
    viewer: &str,
    notice: Id,
) -> Result<Vec<StepRow>, Error> {
    let sql = Sql::new(format!(
        "SELECT v.*, {} FROM view_step v WHERE v.tenant = ? AND v.notice = ? {ORDER}",
        name_of("v.taken_by", "v.tenant", "by_name")
    ));
    let rows = conn.all(sql.bind(viewer).id(notice)).await?;
    let step = |row: &Row| {
        let refused = row.flag("refused")?;
        Ok(StepRow {
            id: row.id("id")?,
            action: row.text("action")?,
            party: row.text("party")?,
            by: row.tenant("taken_by")?,
            by_name: row.text("by_name")?,
            author: row.text("author")?,
            time: row.millis("time")?,
            state: if refused { REFUSED.to_owned() } else { row.text("state")? },
            text: row.text("text")?,
            attachments: row.json("attachments")?,
            seal: row.opt_json("seal")?,
        })
    };
    rows.iter().map(step).collect()
}
