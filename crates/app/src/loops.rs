//! Closed loops 闭环 of notices, hazards and tasks: lists, one loop's course, and what may be done.
//! Steps are in `step`, hazards in `hazard`, the summary that goes further in `summary`; what
//! authorities do besides (supervise, sample) in `oversee`, what the node does by itself (look
//! again, escalate) in `watch`.

mod hazard;
mod oversee;
mod step;
mod summary;
mod watch;

pub(crate) use self::step::SUBJECTS;

use contract::loops::LoopHead;
use contract::rest::Page;
use contract::rest::loop_figures::LoopStatistics;
use contract::rest::loops::{
    LoopAction, LoopDetail, LoopField, LoopMachine, LoopRow, LoopStepRow, MachineState, MachineStep,
};
use contract::rest::query::{LoopFiguresQuery, LoopQuery};
use model::form::Text;
use model::{Fault, Id, Role, TenantPath};
use procedure::loops::{Loop, LoopStepTaken, Party, Standing, Step};
use store::{Conn, views};

use crate::permission::{Action, may};
use crate::{App, Caller};

const SYSTEM: &str = "system";
/// Sides of a loop that lists are narrowed to.
const SIDES: [&str; 2] = ["issued", "received"];
/// The fault of a loop whose pack is not installed.
const UNRULED: &str = "loop.procedure_unknown";

/// A subject's loop as it is judged: its head, its steps, its procedure, how it stands.
pub(crate) struct Course {
    pub(crate) head: LoopHead,
    pub(crate) steps: Vec<LoopStepTaken>,
    pub(crate) procedure: Loop,
    pub(crate) standing: Standing,
}

impl Course {
    /// The parties that a tenant is.
    fn parties(&self, tenant: &TenantPath) -> Vec<Party> {
        let mut parties = Vec::new();
        if self.head.recipient == *tenant {
            parties.push(Party::Recipient);
        }
        if self.head.issuer == *tenant {
            parties.push(Party::Issuer);
        }
        parties
    }

    /// The number of the next step.
    fn turn(&self) -> u32 {
        let last = self.steps.iter().map(|step| step.turn).filter(|turn| *turn < u32::MAX).max();
        last.unwrap_or(0).saturating_add(1)
    }

    /// What somebody of a tenant may do now, with the party they do it as.
    pub(crate) fn actions(&self, tenant: &TenantPath, role: Role) -> Vec<(Party, &Step)> {
        let of = |party| {
            let steps = self.procedure.actions(&self.standing, party, role).into_iter();
            steps.map(move |step| (party, step))
        };
        self.parties(tenant).into_iter().flat_map(of).collect()
    }
}

impl App {
    /// Loops of the caller's tenant, newest first: an authority sees those it issued and those
    /// below it that it gets summaries of (with `side=received` those issued to it), an enterprise
    /// those it is a party of.
    ///
    /// # Errors
    /// `word.unknown`.
    pub async fn loop_list(
        &self,
        caller: &Caller,
        query: &LoopQuery,
    ) -> Result<Page<LoopRow>, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let side = query.side.as_deref();
        if let Some(word) = side.filter(|word| !SIDES.contains(word)) {
            return Err(Fault::invalid("word.unknown").with("value", word));
        }
        if is_enterprise(&caller.tenant) || side == Some("received") {
            return Ok(views::subject_list(&mut read, &scope, query, now).await?);
        }
        let mut query = query.clone();
        if side == Some("issued") {
            let own = query.issuer.get_or_insert_with(|| caller.tenant.clone());
            if *own != caller.tenant {
                return Ok(Page { items: Vec::new(), next: None, total: 0, at_least: false });
            }
        }
        Ok(views::loop_list(&mut read, &scope, &query, now).await?)
    }

    /// Counts by each dimension, each equal to the total of its list; how long things took.
    pub async fn loop_statistics(
        &self,
        caller: &Caller,
        query: &LoopFiguresQuery,
    ) -> Result<LoopStatistics, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::loop_statistics(&mut read, &scope, query, now).await?)
    }

    /// One loop, and what the caller may do now. Whoever gets the summary only sees that.
    ///
    /// # Errors
    /// `loop.missing`.
    pub async fn loop_view(&self, caller: &Caller, id: Id) -> Result<LoopDetail, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let course = self.loop_course(&mut read, &caller.tenant, id).await?;
        let Some(course) = course else {
            let found = views::loop_of(&mut read, &scope, id, now).await?;
            let (_, row, _) =
                found.ok_or_else(|| Fault::not_found("loop.missing").with("id", id))?;
            // What it said itself, where it follows the loop from above.
            let said = views::loop_steps_seen(&mut read, &scope, id).await?;
            return Ok(bystander(row, said));
        };
        let mut detail = views::subject_detail(&mut read, &scope, id, now).await?;
        let title = |state: &str| course.procedure.state(state).map(|state| state.title.clone());
        detail.standing.title = title(&detail.standing.state).unwrap_or_default();
        for step in &mut detail.steps {
            let of = |known: &&Step| known.action == step.action;
            if let Some(known) = course.procedure.steps.iter().find(of) {
                step.title = known.title.clone();
            }
        }
        if may(caller.role, Action::LoopStep) {
            let mut actions: Vec<LoopAction> = Vec::new();
            for (_, step) in course.actions(&caller.tenant, caller.role) {
                if !actions.iter().any(|known| known.action == step.action) {
                    actions.push(offered(step));
                }
            }
            detail.actions = actions;
        }
        Ok(detail)
    }

    /// How a loop stands for a tenant that is a party of it; `None` for others.
    ///
    /// # Errors
    /// `loop.procedure_unknown` where its pack is not installed.
    pub(crate) async fn loop_course(
        &self,
        conn: &mut Conn,
        tenant: &TenantPath,
        id: Id,
    ) -> Result<Option<Course>, Fault> {
        let Some((head, steps)) = views::loop_course(conn, tenant, id).await? else {
            return Ok(None);
        };
        let loops = &self.0.packs.loops;
        let (_, procedure) = loops
            .get(&head.procedure)
            .ok_or_else(|| Fault::conflict(UNRULED).with("procedure", &head.procedure))?;
        let standing = procedure.fold(&head, &steps, loops.calendar());
        Ok(Some(Course { head, steps, procedure: procedure.clone(), standing }))
    }

    /// The same for what the node does by itself: a loop whose pack is not installed waits.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn loop_course_ruled(
        &self,
        conn: &mut Conn,
        tenant: &TenantPath,
        id: Id,
    ) -> Result<Option<Course>, Fault> {
        match self.loop_course(conn, tenant, id).await {
            Err(fault) if fault.code == UNRULED => Ok(None),
            found => found,
        }
    }

    /// States and steps of a loop as its pack declares them.
    ///
    /// # Errors
    /// `loop.procedure_unknown`.
    pub fn loop_machine(&self, caller: &Caller, procedure: &str) -> Result<LoopMachine, Fault> {
        caller.may(Action::LoopRead)?;
        let (name, found) = self
            .0
            .packs
            .loops
            .get(procedure)
            .ok_or_else(|| Fault::not_found(UNRULED).with("procedure", procedure))?;
        let states = found.states.iter().map(|state| MachineState {
            id: state.id.clone(),
            title: state.title.clone(),
            closed: state.closed,
            terminal: state.terminal,
        });
        let steps = found.steps.iter().map(|step| MachineStep {
            action: step.action.clone(),
            title: step.title.clone(),
            from: step.from.clone(),
            to: step.to.clone(),
            party: step.party.word().to_owned(),
        });
        Ok(LoopMachine {
            procedure: name.to_owned(),
            states: states.collect(),
            steps: steps.collect(),
            dot: found.to_dot(),
        })
    }
}

/// Whether a path is that of an enterprise.
pub(crate) fn is_enterprise(tenant: &TenantPath) -> bool {
    tenant.as_str().split('/').nth(2) == Some("ent")
}

/// What a summary tells of a loop.
fn bystander(row: LoopRow, steps: Vec<LoopStepRow>) -> LoopDetail {
    let standing = contract::rest::loops::LoopStanding {
        state: row.state.clone(),
        title: Text { zh: row.state.clone(), en: row.state.clone() },
        closed: row.closed.is_some(),
        terminal: !row.open,
        final_due: row.due,
        ..Default::default()
    };
    LoopDetail {
        row,
        text: String::new(),
        procedure: String::new(),
        conditions: Vec::new(),
        standing,
        steps,
        actions: Vec::new(),
    }
}

/// A step as it is offered: the procedure names its texts by what they mean, a step has two places
/// for them.
pub(crate) fn offered(step: &Step) -> LoopAction {
    let places = |fields: &[String]| {
        let mut places: Vec<String> =
            fields.iter().map(|field| Step::place(field).to_owned()).collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    let requires = places(&step.requires);
    let mut takes = places(&step.optional);
    takes.retain(|place| !requires.contains(place));
    let fields = step.fields.iter().map(|field| LoopField {
        name: field.id.clone(),
        title: field.title.clone(),
        kind: field.kind.word().to_owned(),
        required: field.required,
        most: field.most,
    });
    LoopAction {
        action: step.action.clone(),
        title: step.title.clone(),
        requires,
        takes,
        fields: fields.collect(),
        awaited: step.is_awaited(),
    }
}
