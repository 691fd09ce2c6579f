//! Notices: issued with a number and a deadline, then a loop of steps by both parties, each
//! sealed by the party that takes it. What may be done when is the procedure pack's business.

mod circulars;
mod drafts;
mod issue;
mod papers;
pub(crate) mod recipients;
mod series;
mod texts;

use contract::letters::{Letter, Recipients};
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::loops::{LoopAction, LoopRow, LoopStepDraft};
use contract::rest::notice::{
    AvailableStep, Duplicate, NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, StepDraft,
};
use contract::rest::query::NoticeQuery;
use contract::sharing::Tlp;
use contract::sharing::passing::admits_below;
use model::loops::Genre;
use model::{Fault, Id};
use store::{Conn, views};

use crate::loops::offered;
use crate::permission::{Action, may};
use crate::{App, Caller};
use recipients::Chosen;

impl App {
    /// Notices that the caller's tenant issued or received, newest first.
    pub async fn notice_list(
        &self,
        caller: &Caller,
        query: &NoticeQuery,
    ) -> Result<Page<NoticeRow>, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::notice_list(&mut read, &scope, query, now).await?)
    }

    /// One notice, its steps, and what the caller may do now.
    ///
    /// # Errors
    /// `notice.missing`.
    pub async fn notice_view(&self, caller: &Caller, id: Id) -> Result<NoticeDetail, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let mut detail = views::notice_detail(&mut read, &scope, id, now).await?;
        detail.forwarded = self.forwards_of(&mut read, caller, &detail, now).await?;
        detail.may_forward =
            may(caller.role, Action::NoticeIssue) && check_forwardable(&detail, caller).is_ok();
        if detail.row.party != "issuer" {
            detail.row.circular = None;
        }
        self.with_actions(&mut read, caller, detail).await
    }

    /// What would be issued: number, deadline, and who would see what, by which way.
    ///
    /// # Errors
    /// Those of [`App::notice_issue`].
    pub async fn notice_preview(
        &self,
        caller: &Caller,
        draft: NoticeDraft,
    ) -> Result<NoticePreview, Fault> {
        caller.may(Action::NoticeIssue)?;
        let letter = letter_to_one(draft);
        // In a transaction that is dropped: the number is the one an issue would give now.
        let mut tx = self.begin(caller).await?;
        let plan = self.letter_plan(&mut tx, caller, &letter).await?;
        plan.resolved.check()?;
        self.preview(&mut tx, caller, &letter, plan).await
    }

    /// Issues a notice to one recipient without a draft: the notice itself, sealed; a summary of
    /// its loop to whom the issuer's sharing policy names.
    ///
    /// # Errors
    /// `notice.recipient_unknown`, `notice.jurisdiction`, `notice.due_past`,
    /// `notice.report_other` (the report is of another organisation), `report.missing`,
    /// `notice.report_answered`, `notice.review_needed` (the series wants two people),
    /// `text.length`.
    pub async fn notice_issue(
        &self,
        caller: &Caller,
        draft: NoticeDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::NoticeIssue)?;
        let tx = self.begin(caller).await?;
        let letter = letter_to_one(draft);
        let (mut tx, issued) = self.letter_issue(caller, letter, None, tx).await?;
        let copies =
            views::circular_copies(&mut tx, &caller.scope(), issued.circular, false).await?;
        self.circular_batch(&mut tx, &caller.tenant, issued.circular).await?;
        tx.commit().await?;
        let id = copies.first().map(|copy| copy.notice);
        Ok(Created { id: id.ok_or_else(|| Fault::invalid("notice.no_recipient"))? })
    }

    /// The recipient has it before its eyes: told to the issuer once. A notice whose procedure
    /// knows no such step, or that is over, stays as it is.
    ///
    /// # Errors
    /// `notice.missing`, `notice.not_party`.
    pub async fn notice_read(&self, caller: &Caller, id: Id) -> Result<NoticeDetail, Fault> {
        caller.may(Action::LoopStep)?;
        let detail = self.notice_view(caller, id).await?;
        let done = detail.steps.iter().any(|step| step.action == READ && step.state != "refused");
        let can = detail.actions.iter().any(|step| step.action == READ);
        if detail.row.party != "recipient" || done || !can {
            return Ok(detail);
        }
        let draft =
            StepDraft { action: READ.to_owned(), text: String::new(), attachments: Vec::new() };
        self.notice_step(caller, id, draft).await
    }

    /// What the caller may do now, as the loop of the notice says.
    async fn with_actions(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        mut detail: NoticeDetail,
    ) -> Result<NoticeDetail, Fault> {
        if !may(caller.role, Action::LoopStep) {
            return Ok(detail);
        }
        let course = self.loop_course(conn, &caller.tenant, detail.row.id).await?;
        let Some(course) = course else { return Ok(detail) };
        let steps = course.actions(&caller.tenant, caller.role);
        // Steps with fields of their own are taken on the loop's page.
        let plain = steps.into_iter().filter(|(_, step)| step.fields.iter().all(|f| !f.required));
        for (_, step) in plain {
            let LoopAction { action, requires, .. } = offered(step);
            if !detail.actions.iter().any(|known| known.action == action) {
                detail.actions.push(AvailableStep { action, requires });
            }
        }
        Ok(detail)
    }

    /// Takes a step in a notice's loop: [`App::loop_step`] with the notice as it is after it.
    ///
    /// # Errors
    /// Those of [`App::loop_step`].
    pub async fn notice_step(
        &self,
        caller: &Caller,
        id: Id,
        draft: StepDraft,
    ) -> Result<NoticeDetail, Fault> {
        caller.may(Action::LoopStep)?;
        // A notice that is not the caller's to see is missing as a notice.
        self.notice_view(caller, id).await?;
        let StepDraft { action, text, attachments } = draft;
        let draft = LoopStepDraft { action, text, attachments, ..LoopStepDraft::default() };
        self.loop_step(caller, id, draft).await?;
        self.notice_view(caller, id).await
    }

    /// Open loops of the same hazard at the same recipients, as far as the issuer may know.
    async fn duplicates(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        letter: &Letter,
        chosen: &[Chosen],
    ) -> Result<Vec<Duplicate>, Fault> {
        if letter.hazard.is_empty() {
            return Ok(Vec::new());
        }
        let digest = |one: &Chosen| {
            let to = &one.tenant.path;
            views::hazard_digest(to, &issue::hazard_at(&letter.hazard, to))
        };
        let digests: Vec<String> = chosen.iter().map(digest).collect();
        let now = self.0.store.now();
        let rows = views::loops_of_hazards(conn, &caller.scope(), &digests, now).await?;
        let duplicate = |row: LoopRow| Duplicate {
            recipient_name: row.recipient_name,
            recipient: row.recipient,
            number: row.number,
            issuer: row.issuer,
            issuer_name: row.issuer_name,
            state: row.state,
        };
        Ok(rows.into_iter().map(duplicate).collect())
    }
}

/// The step by which a recipient tells that it read.
const READ: &str = "read";

fn letter_to_one(draft: NoticeDraft) -> Letter {
    let recipients = Recipients { tenants: [draft.recipient].into(), ..Recipients::default() };
    Letter {
        series: None,
        genre: Genre::Notice,
        title: draft.title,
        text: draft.text,
        severity: draft.severity,
        techniques: draft.techniques,
        due: draft.due,
        report: draft.report,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        copies_to: String::new(),
        forwards: None,
        corrects: None,
        recipients,
    }
}

/// Whether a notice may be handed on by the caller's tenant: its recipient, unless its mark says
/// that it goes no further or it was withdrawn.
///
/// # Errors
/// `notice.forward_other`, `tlp.red`, `tlp.amber_strict`, `notice.withdrawn`.
fn check_forwardable(above: &NoticeDetail, caller: &Caller) -> Result<(), Fault> {
    if above.row.recipient != caller.tenant {
        return Err(Fault::forbidden("notice.forward_other").with("notice", above.row.id));
    }
    admits_below(above.tlp, &caller.tenant)?;
    if above.row.state == "withdrawn" {
        return Err(Fault::conflict("notice.withdrawn").with("number", &above.row.number));
    }
    Ok(())
}
