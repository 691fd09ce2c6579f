//! The steps of a loop, and how it stands after them.
//!
//! Parties write at their own nodes, so steps may meet in any order. The standing is a fold over
//! the steps in an order that all nodes share: turn, time, id. A step that the loop does not allow
//! at its place, or that was taken in another's name, is kept and marked refused.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::{self, loop_step::LoopStep};
use contract::loops::LoopHead;
use contract::rest::loops::{LoopAsk, LoopStanding, LoopStepRow};
use contract::rest::notice::StepRow;
use model::form::Text;
use model::{Id, Millis, Role, TenantPath};
use procedure::loops::{Effect, Loop, LoopStepTaken, Party, Standing, Step};

use super::{name_of, subject, viewer, work};
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

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
    "fields",
    "checks",
    "behalf",
];
/// The step whose paper is the receipt 回执.
const SIGN_FOR: &str = "sign_for";
const ORDER: &str = "ORDER BY turn, time, id";
/// The state shown for a step that its loop did not allow.
const REFUSED: &str = "refused";
/// Kinds of what waits, besides the subject itself.
const ASK: &str = "ask";
const SUPERVISION: &str = "supervision";
/// Who sees what a higher tier follows.
const SUPERVISED: [Role; 3] =
    [Role::EnterpriseOfficer, Role::ProvincialRegulator, Role::MinistryOperator];
/// `next` where nobody is waited for.
pub(super) const NEVER: i64 = i64::MAX;

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
            .bind(0i64)
            .json(&body.fields)
            .json(&body.checks)
            .bind(body.on_behalf_of.as_str());
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

/// A step with what the view says of it.
struct Kept {
    taken: LoopStepTaken,
    state: String,
    refused: bool,
}

/// Brings a subject's standing, and the state after each of its steps, up to date for one viewer.
/// Steps whose subject is not here yet wait for it.
pub(super) async fn fold(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<(), Error> {
    let Some(found) = subject::head(conn, viewer, id).await? else { return Ok(()) };
    let kept = load(conn, viewer, id).await?;
    let loops = conn.loops();
    let taken: Vec<LoopStepTaken> = kept.iter().map(|step| step.taken.clone()).collect();
    let Some(standing) = loops.standing(&found.head, &taken) else {
        return unjudged(conn, viewer, id, &kept).await;
    };
    let mut last = found.head.issued;
    for step in &kept {
        let after = standing.states.get(&step.taken.id);
        let refused = after.is_none();
        let state = after.map_or("", String::as_str);
        if !refused {
            last = last.max(step.taken.time);
        }
        if (state, refused) != (step.state.as_str(), step.refused) {
            set_state(conn, viewer, step.taken.id, state, refused).await?;
        }
    }
    subject::stands(conn, viewer, id, &standing, last).await?;
    let Some((_, procedure)) = loops.get(&found.head.procedure) else { return Ok(()) };
    let stands = Stands { id, found: &found, standing: &standing, procedure };
    stands.wait(conn, viewer, last).await?;
    stands.wait_ask(conn, viewer).await?;
    stands.wait_supervised(conn, viewer, &kept).await
}

/// A subject with how it stands, as it waits for a party.
struct Stands<'a> {
    id: Id,
    found: &'a subject::Found,
    standing: &'a Standing,
    procedure: &'a Loop,
}

/// Without the procedure nothing is judged: the state stays the first one.
async fn unjudged(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
    kept: &[Kept],
) -> Result<(), Error> {
    for step in kept.iter().filter(|step| step.state != subject::UNRULED || step.refused) {
        set_state(conn, viewer, step.taken.id, subject::UNRULED, false).await?;
    }
    subject::unruled(conn, viewer, id).await
}

async fn set_state(
    conn: &mut Conn,
    viewer: &TenantPath,
    step: Id,
    state: &str,
    refused: bool,
) -> Result<(), Error> {
    let sql = Sql::new("UPDATE view_step SET state = ?, refused = ? WHERE tenant = ? AND id = ?");
    let sql = sql.bind(state).bind(i64::from(refused));
    conn.execute(sql.bind(viewer.as_str()).id(step)).await?;
    Ok(())
}

impl Stands<'_> {
    /// Actions that are waited for from the viewer, by the role that may take them: answers to
    /// what was asked, or all the others.
    fn awaited(&self, answers: bool) -> BTreeMap<Role, Vec<String>> {
        let mut acts: BTreeMap<Role, Vec<String>> = BTreeMap::new();
        for waiting in self.mine() {
            let steps = self.procedure.steps.iter().filter(|step| {
                step.party == waiting.party
                    && step.from.contains(&self.standing.state)
                    && waiting.actions.contains(&step.action)
                    && is_answer(step) == answers
            });
            for step in steps {
                for role in &step.roles {
                    acts.entry(*role).or_default().push(step.action.clone());
                }
            }
        }
        acts
    }

    /// What waits for the viewer: one who is both parties answers to itself.
    fn mine(&self) -> impl Iterator<Item = &procedure::loops::Waiting> {
        let parties = self.found.parties;
        self.standing.waiting.iter().filter(|waiting| parties.contains(&waiting.party))
    }

    fn due(&self) -> Option<Millis> {
        self.mine().filter_map(|waiting| waiting.due).min().or(Some(self.found.head.due))
    }

    async fn put(
        &self,
        conn: &mut Conn,
        viewer: &TenantPath,
        kind: &str,
        acts: BTreeMap<Role, Vec<String>>,
        (due, since, sender): (Option<Millis>, Millis, &TenantPath),
    ) -> Result<(), Error> {
        let head = &self.found.head;
        let title = format!("{} {}", head.number, head.title);
        let waiting = work::Waiting {
            kind,
            object: &self.id.to_string(),
            acts,
            procedure: &head.procedure,
            due,
            since,
            severity: Some(head.severity),
            sender: sender.as_str(),
            title: title.trim(),
            bundle: &self.found.hazard,
        };
        work::put(conn, viewer, &waiting).await
    }

    /// Into the inbox of a party that the subject waits for.
    async fn wait(&self, conn: &mut Conn, viewer: &TenantPath, since: Millis) -> Result<(), Error> {
        let head = &self.found.head;
        let place = (self.due(), since, &head.issuer);
        self.put(conn, viewer, &self.found.kind, self.awaited(false), place).await
    }

    /// What the other party asked, into the inbox of the one that answers.
    async fn wait_ask(&self, conn: &mut Conn, viewer: &TenantPath) -> Result<(), Error> {
        let asked = self.standing.asks.iter().map(|asked| asked.at).min();
        let head = &self.found.head;
        let place = (self.due(), asked.unwrap_or(head.issued), &head.recipient);
        self.put(conn, viewer, ASK, self.awaited(true), place).await
    }

    /// What a higher tier follows stays before both parties until it is over.
    async fn wait_supervised(
        &self,
        conn: &mut Conn,
        viewer: &TenantPath,
        kept: &[Kept],
    ) -> Result<(), Error> {
        let head = &self.found.head;
        let told = kept.iter().filter(|step| {
            let taken = &step.taken;
            taken.party == Party::Supervisor.word() && self.standing.states.contains_key(&taken.id)
        });
        let told = told.max_by_key(|step| (step.taken.time, step.taken.id));
        let told = told.filter(|_| !self.found.parties.is_empty() && !self.standing.is_over());
        let acts =
            told.iter().flat_map(|_| SUPERVISED.map(|role| (role, vec!["supervised".to_owned()])));
        let by = told.map_or((head.issued, &head.issuer), |told| (told.taken.time, &told.taken.by));
        let place = (Some(self.standing.final_due), by.0, by.1);
        self.put(conn, viewer, SUPERVISION, acts.collect(), place).await
    }
}

/// Whether a step answers what was asked.
fn is_answer(step: &Step) -> bool {
    matches!(step.effect, Some(Effect::Grants(_) | Effect::Refuses(_)))
}

async fn load(conn: &mut Conn, viewer: &TenantPath, id: Id) -> Result<Vec<Kept>, Error> {
    let sql = Sql::new(format!(
        "SELECT id, party, taken_by, spoken_for, action, turn, time, text, attachments, fields, \
         checks, state, refused FROM view_step WHERE tenant = ? AND notice = ? {ORDER}"
    ));
    let rows = conn.all(sql.bind(viewer.as_str()).id(id)).await?;
    rows.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<Kept, Error> {
    let turn = u32::try_from(row.int("turn")?).unwrap_or(u32::MAX);
    Ok(Kept {
        taken: LoopStepTaken {
            id: row.id("id")?,
            party: row.text("party")?,
            by: row.tenant("taken_by")?,
            spoken_for: row.tenant("spoken_for")?,
            action: row.text("action")?,
            turn,
            time: row.millis("time")?,
            has_text: !row.text("text")?.trim().is_empty(),
            has_attachments: row.text("attachments")? != "[]",
            fields: row.json("fields")?,
            checks: row.json("checks")?,
        },
        state: row.text("state")?,
        refused: row.flag("refused")?,
    })
}

/// Head, steps and standing of a subject, to judge the next step by.
pub async fn loop_course(
    conn: &mut Conn,
    viewer: &TenantPath,
    id: Id,
) -> Result<Option<(LoopHead, Vec<LoopStepTaken>)>, Error> {
    let Some(found) = subject::head(conn, viewer, id).await? else { return Ok(None) };
    let steps = load(conn, viewer, id).await?.into_iter().map(|step| step.taken).collect();
    Ok(Some((found.head, steps)))
}

/// The steps of a subject that the tenant has, whether or not it is a party: who follows a loop
/// from above has its own.
pub async fn loop_steps_seen(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<Vec<LoopStepRow>, Error> {
    let tenant = viewer(scope)?.to_owned();
    loop_step_rows(conn, &tenant, id).await
}

/// What a page shows of a standing; titles are for whoever knows the packs.
pub(super) fn shown(standing: &Standing) -> LoopStanding {
    LoopStanding {
        state: standing.state.clone(),
        title: Text { zh: standing.state.clone(), en: standing.state.clone() },
        closed: standing.closed,
        terminal: standing.terminal,
        due: standing.due,
        final_due: standing.final_due,
        waiting: standing.waiting.iter().map(|w| w.party.word().to_owned()).collect(),
        asks: standing
            .asks
            .iter()
            .map(|asked| LoopAsk {
                ask: asked.ask.word().to_owned(),
                step: asked.step,
                at: asked.at,
                fields: asked.fields.clone(),
            })
            .collect(),
        urged: standing.urged,
        disputed: standing.disputed,
        read: standing.read,
        came_back: standing.came_back,
    }
}

fn rows_of(viewer: &str, id: Id) -> Sql {
    let sql = Sql::new(format!(
        "SELECT v.*, {} FROM view_step v WHERE v.tenant = ? AND v.notice = ? {ORDER}",
        name_of("v.taken_by", "v.tenant", "by_name")
    ));
    sql.bind(viewer).id(id)
}

fn state_of(row: &Row) -> Result<String, Error> {
    if row.flag("refused")? { Ok(REFUSED.to_owned()) } else { row.text("state") }
}

/// The steps of a notice as its list shows them; a refused one has the state `refused`.
pub(super) async fn step_rows(
    conn: &mut Conn,
    viewer: &str,
    notice: Id,
) -> Result<Vec<StepRow>, Error> {
    let step = |row: &Row| {
        Ok(StepRow {
            id: row.id("id")?,
            action: row.text("action")?,
            party: row.text("party")?,
            by: row.tenant("taken_by")?,
            by_name: row.text("by_name")?,
            author: row.text("author")?,
            time: row.millis("time")?,
            state: state_of(row)?,
            text: row.text("text")?,
            attachments: row.json("attachments")?,
            seal: row.opt_json("seal")?,
        })
    };
    conn.all(rows_of(viewer, notice)).await?.iter().map(step).collect()
}

/// The same with everything that any kind of subject's steps say.
pub(super) async fn loop_step_rows(
    conn: &mut Conn,
    viewer: &str,
    id: Id,
) -> Result<Vec<LoopStepRow>, Error> {
    let step = |row: &Row| {
        let action = row.text("action")?;
        Ok(LoopStepRow {
            id: row.id("id")?,
            title: Text { zh: action.clone(), en: action.clone() },
            action,
            party: row.text("party")?,
            by: row.tenant("taken_by")?,
            by_name: row.text("by_name")?,
            author: row.text("author")?,
            on_behalf_of: row.text("behalf")?,
            time: row.millis("time")?,
            state: state_of(row)?,
            text: row.text("text")?,
            attachments: row.json("attachments")?,
            fields: row.json("fields")?,
            checks: row.json("checks")?,
            seal: row.opt_json("seal")?,
        })
    };
    conn.all(rows_of(viewer, id)).await?.iter().map(step).collect()
}
