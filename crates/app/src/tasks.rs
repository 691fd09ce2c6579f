//! Tasks 任务: one to many, each with its own loop, taken apart further by whoever received it 分解,
//! followed on one board. Who gets a task is resolved as it is for letters; its steps are those of
//! any loop.

use contract::Sharing;
use contract::kinds::Kind as _;
use contract::kinds::task::Task;
use contract::letters::{Letter, RecipientRule, Recipients};
use contract::loops::Subject as _;
use contract::rest::Page;
use contract::rest::notice::AvailableStep;
use contract::rest::query::{PageQuery, TaskQuery};
use contract::rest::task::{
    DispatchBoard, DispatchRow, Dispatched, TaskDetail, TaskDraft, TaskPreview, TaskRecipient,
    TaskRow,
};
use contract::sharing::Tlp;
use model::loops::Genre;
use model::{Fault, Id, Millis};
use store::{Conn, Tx, views};

use crate::act::Statement;
use crate::loops::offered;
use crate::notices::recipients::{Chosen, next_hop};
use crate::packs::TASK_LOOP;
use crate::permission::{Action, may};
use crate::{App, Caller};

/// What the recipients that a query finds are told by.
const QUERY: &str = "query";

/// Everything about a dispatch that is decided before it is written.
struct Plan {
    /// The task without its recipient.
    body: Task,
    due_by: String,
    chosen: Vec<Chosen>,
}

impl App {
    /// Tasks that the caller's tenant issued or received, newest first.
    pub async fn task_list(
        &self,
        caller: &Caller,
        query: &TaskQuery,
    ) -> Result<Page<TaskRow>, Fault> {
        caller.may(Action::TaskRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::task_list(&mut read, &scope, query, now).await?)
    }

    /// One task, its steps, how its parts stand, and what the caller may do now.
    ///
    /// # Errors
    /// `task.missing`.
    pub async fn task_view(&self, caller: &Caller, id: Id) -> Result<TaskDetail, Fault> {
        caller.may(Action::TaskRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let row = views::task_row(&mut read, &scope, id, now).await?;
        let body = task_body(&mut read, id).await?;
        Ok(TaskDetail {
            row,
            text: body.text,
            procedure: body.procedure,
            attachments: body.attachments,
            steps: views::task_steps(&mut read, &scope, id).await?,
            actions: self.task_actions(&mut read, caller, id).await?,
            below: views::task_below(&mut read, &scope, id, now).await?,
        })
    }

    async fn task_actions(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        id: Id,
    ) -> Result<Vec<AvailableStep>, Fault> {
        let mut actions: Vec<AvailableStep> = Vec::new();
        if !may(caller.role, Action::LoopStep) {
            return Ok(actions);
        }
        let Some(course) = self.loop_course(conn, &caller.tenant, id).await? else {
            return Ok(actions);
        };
        for (_, step) in course.actions(&caller.tenant, caller.role) {
            if !actions.iter().any(|known| known.action == step.action) {
                let step = offered(step);
                actions.push(AvailableStep { action: step.action, requires: step.requires });
            }
        }
        Ok(actions)
    }

    /// Dispatches of the caller's tenant, newest first.
    pub async fn dispatch_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<DispatchRow>, Fault> {
        caller.may(Action::TaskRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::dispatch_list(&mut read, &scope, query, now).await?)
    }

    /// The board of a dispatch: how its tasks stand, and the parts that recipients made.
    ///
    /// # Errors
    /// `task.dispatch_missing`.
    pub async fn dispatch_board(&self, caller: &Caller, id: Id) -> Result<DispatchBoard, Fault> {
        caller.may(Action::TaskRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let first = views::dispatch_first(&mut read, &scope, id).await?;
        let body = task_body(&mut read, first).await?;
        Ok(DispatchBoard {
            id,
            number: body.number,
            title: body.title,
            text: body.text,
            severity: body.severity,
            issued: body.issued,
            due: body.due,
            part_of: body.part_of,
            figures: views::dispatch_figures(&mut read, &scope, id, now).await?,
            urged: views::dispatch_urged(&mut read, &scope, id).await?,
            below: views::board_below(&mut read, &scope, id, now).await?,
        })
    }

    /// What would be issued: number, deadline, and who would get it by which way.
    ///
    /// # Errors
    /// Those of [`App::task_issue`].
    pub async fn task_preview(
        &self,
        caller: &Caller,
        draft: TaskDraft,
    ) -> Result<TaskPreview, Fault> {
        caller.may(Action::TaskIssue)?;
        // In a transaction that is dropped: the number is the one an issue would give now.
        let mut tx = self.begin(caller).await?;
        let plan = self.task_plan(&mut tx, caller, draft).await?;
        let routes = tx.routes().clone();
        let recipients = plan.chosen.into_iter().map(|chosen| TaskRecipient {
            through: next_hop(&routes, &chosen.tenant.path),
            tenant: chosen.tenant.path,
            name: chosen.tenant.name,
            rule: chosen.rule,
        });
        Ok(TaskPreview {
            number: plan.body.number,
            due: plan.body.due,
            due_by: plan.due_by,
            recipients: recipients.collect(),
        })
    }

    /// Hands a task to each recipient: one sealed record for each with the summary of its loop,
    /// all or none.
    ///
    /// # Errors
    /// `notice.recipient_unknown`, `notice.jurisdiction`, `notice.unreachable`,
    /// `notice.no_recipient`, `notice.recipients_most`, `notice.due_past`,
    /// `notice.attachment_unknown`, `task.missing`, `task.part_other`, `task.over`, `text.length`.
    pub async fn task_issue(&self, caller: &Caller, draft: TaskDraft) -> Result<Dispatched, Fault> {
        caller.may(Action::TaskIssue)?;
        let mut tx = self.begin(caller).await?;
        let plan = self.task_plan(&mut tx, caller, draft).await?;
        self.check_attachments(caller, &plan.body.attachments).await?;
        let dispatch = tx.new_id();
        let mut tasks = Vec::with_capacity(plan.chosen.len());
        for chosen in &plan.chosen {
            let recipient = chosen.tenant.path.clone();
            let body = Task { recipient, dispatch: Some(dispatch), ..plan.body.clone() };
            let id = tx.new_id();
            let sharing = Sharing::with([body.recipient.clone()]);
            tx.append(Statement::new(id, caller).shared(sharing).binds(&body)?).await?;
            let part = (id, body.part_of);
            self.summary_begin_part(&mut tx, part, &body.head(), &caller.login).await?;
            tasks.push(id);
        }
        tx.commit().await?;
        Ok(Dispatched { dispatch, number: plan.body.number, tasks })
    }

    async fn task_plan(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: TaskDraft,
    ) -> Result<Plan, Fault> {
        let routes = tx.routes().clone();
        let resolved = self.recipients_of(tx, caller, &as_letter(&draft), &routes).await?;
        let issued = tx.now();
        let above = self.task_above(tx, caller, draft.part_of, issued).await?;
        let (due, due_by) = match draft.due {
            Some(due) if due <= issued => return Err(Fault::invalid("notice.due_past")),
            Some(due) => (due, "given".to_owned()),
            None => {
                let by = self.0.packs.due(TASK_LOOP, &caller.tenant, draft.severity, issued)?;
                match above.filter(|above| *above > issued && *above < by.0) {
                    Some(above) => (above, "part_of".to_owned()),
                    None => by,
                }
            }
        };
        let year = views::notice_year(issued);
        let place = views::task_number_next(tx, &caller.scope(), year).await?;
        let body = Task {
            number: format!("{year}-{place}"),
            title: draft.title,
            text: draft.text,
            severity: draft.severity,
            issuer: caller.tenant.clone(),
            recipient: caller.tenant.clone(),
            issued,
            due,
            procedure: self.0.packs.loop_name(TASK_LOOP).to_owned(),
            dispatch: None,
            part_of: draft.part_of,
            attachments: draft.attachments,
        };
        body.check()?;
        resolved.check()?;
        Ok(Plan { body, due_by, chosen: resolved.chosen })
    }

    /// The deadline of the task that is taken apart: one that the caller's tenant received and
    /// that is not over.
    async fn task_above(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        above: Option<Id>,
        now: Millis,
    ) -> Result<Option<Millis>, Fault> {
        let Some(id) = above else { return Ok(None) };
        let row = views::task_row(tx, &caller.scope(), id, now).await?;
        if row.recipient != caller.tenant {
            return Err(Fault::forbidden("task.part_other").with("task", id));
        }
        let course = self.loop_course(tx, &caller.tenant, id).await?;
        if course.is_some_and(|course| course.standing.is_over()) {
            return Err(Fault::conflict("task.over").with("number", row.number));
        }
        Ok(Some(row.due))
    }
}

/// What a task that the scope may see says.
async fn task_body(conn: &mut Conn, id: Id) -> Result<Task, Fault> {
    let found = conn.latest_body::<Task>(id).await?;
    let (_, body) = found.ok_or_else(|| Fault::not_found("task.missing").with("id", id))?;
    Ok(body)
}

/// Recipients are found by the rules of letters.
fn as_letter(draft: &TaskDraft) -> Letter {
    let rules = draft.query.iter().map(|query| RecipientRule {
        name: QUERY.to_owned(),
        region: query.region.clone(),
        industry: query.industry.clone(),
        kind: query.kind,
        ..RecipientRule::default()
    });
    Letter {
        series: None,
        genre: Genre::Notice,
        title: draft.title.clone(),
        text: String::new(),
        severity: draft.severity,
        techniques: Vec::new(),
        due: None,
        report: None,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        copies_to: String::new(),
        forwards: None,
        corrects: None,
        recipients: Recipients {
            tenants: draft.recipients.iter().cloned().collect(),
            rules: rules.collect(),
            without: draft.without.iter().cloned().collect(),
        },
    }
}
