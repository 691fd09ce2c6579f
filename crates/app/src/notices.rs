//! Notices: issued with a number and a deadline, then a loop of steps by both parties, each
//! sealed by the party that takes it. What may be done when is the procedure pack's business.

mod circulars;
mod drafts;
mod issue;
mod papers;
mod recipients;
mod series;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use contract::Sharing;
use contract::kinds::loop_step::LoopStep;
use contract::kinds::loop_summary::LoopSummary;
use contract::kinds::notice::Notice;
use contract::letters::{Letter, Recipients};
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::notice::{
    AvailableStep, Duplicate, NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, StepDraft,
};
use contract::rest::query::NoticeQuery;
use contract::sharing::Tlp;
use model::loops::{Genre, Source};
use model::{Fault, Id, Role, TenantPath};
use procedure::loops::{Party, Step};
use store::{Conn, views};

use crate::act::Statement;
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
        Ok(self.with_actions(caller, detail))
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
        self.loop_step(caller, id, draft).await
    }

    /// The name of a tenant, or its path where it is not known.
    pub(crate) fn tenant_name(&self, tenant: &TenantPath) -> String {
        let directory = self.0.store.directory();
        let known = directory.tenants.get(tenant);
        known.map_or_else(|| tenant.to_string(), |known| known.body.name.clone())
    }

    /// Takes a step in a notice's loop, sealed by the caller's organisation; the other party
    /// gets it. A step on this node's own notice brings the loop's summary along in the same
    /// transaction.
    ///
    /// # Errors
    /// `notice.missing`; those of the procedure (`procedure.not_in_state`, `.wrong_party`,
    /// `.role`, `.field_missing`, `.field_unknown`); `notice.attachment_unknown`.
    pub async fn loop_step(
        &self,
        caller: &Caller,
        id: Id,
        draft: StepDraft,
    ) -> Result<NoticeDetail, Fault> {
        caller.may(Action::LoopStep)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let now = tx.now();
        let detail = views::notice_detail(&mut tx, &scope, id, now).await?;
        let party = party_of(&detail.row, &caller.tenant)?;
        let procedure = &self.0.packs.procedure;
        let step = procedure.step(&detail.row.state, &draft.action, party, caller.role)?;
        step.check_fields(given(step, &draft))?;
        self.check_attachments(caller, &draft.attachments).await?;
        let turn = u32::try_from(detail.steps.len()).unwrap_or(u32::MAX).saturating_add(1);
        let other = match party {
            Party::Issuer => detail.row.recipient.clone(),
            Party::Recipient => detail.row.issuer.clone(),
        };
        let body = LoopStep {
            subject: id,
            party: party.word().to_owned(),
            by: caller.tenant.clone(),
            action: draft.action,
            turn,
            text: draft.text,
            attachments: draft.attachments,
            fields: BTreeMap::new(),
            checks: Vec::new(),
        };
        let step_id = tx.new_id();
        let statement = Statement::new(step_id, caller).shared(Sharing::with([other]));
        tx.append(statement.binds(&body)?).await?;
        tx.commit().await?;
        self.follow(id).await?;
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
        let scope = caller.scope();
        let mut found = Vec::new();
        for row in
            views::notice_same_hazard(conn, &scope, &letter.hazard, self.0.store.now()).await?
        {
            if chosen.iter().any(|one| one.tenant.path == row.recipient) {
                found.push(Duplicate {
                    recipient_name: row.recipient_name,
                    recipient: row.recipient,
                    number: row.number,
                    issuer: row.issuer,
                    state: row.state,
                });
            }
        }
        Ok(found)
    }

    /// The summary follows in the issuer's name: a transaction of the node itself. Interrupted
    /// between the two, the next start brings it along.
    async fn follow(&self, notice: Id) -> Result<(), Fault> {
        let mut tx = self.begin_as(&store::Scope::system()).await?;
        match tx.latest(notice).await? {
            Some(record) if record.origin == self.0.node => {
                self.loop_follow(&mut tx, &record).await?;
                Ok(tx.commit().await?)
            }
            _ => Ok(()),
        }
    }

    fn with_actions(&self, caller: &Caller, mut detail: NoticeDetail) -> NoticeDetail {
        let may = crate::permission::may(caller.role, Action::LoopStep);
        let party = party_of(&detail.row, &caller.tenant).ok().filter(|_| may);
        let steps = party.map(|party| self.available(&detail.row.state, party, caller.role));
        detail.actions = steps.unwrap_or_default();
        detail
    }

    fn available(&self, state: &str, party: Party, role: Role) -> Vec<AvailableStep> {
        let steps = self.0.packs.procedure.available(state, party, role);
        steps
            .into_iter()
            .map(|step| {
                let fields: BTreeSet<&str> =
                    step.requires.iter().map(|field| draft_field(field)).collect();
                AvailableStep {
                    action: step.action.clone(),
                    requires: fields.into_iter().map(str::to_owned).collect(),
                }
            })
            .collect()
    }

    /// What the caller's tenant is waiting to do on a notice, first the most usual.
    pub(crate) fn next_action(&self, row: &NoticeRow, caller: &Caller) -> Option<String> {
        let party = party_of(row, &caller.tenant).ok()?;
        let steps = self.0.packs.procedure.available(&row.state, party, caller.role);
        // Withdrawing is possible all along; it is not what is waited for.
        let leads_on = |step: &&&Step| step.from.len() == 1;
        steps.iter().find(leads_on).map(|step| step.action.clone())
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

/// The summary of a loop that begins.
fn first_summary(id: Id, notice: &Notice, industry: String, state: &str) -> LoopSummary {
    LoopSummary {
        subject: id,
        number: notice.number.clone(),
        issuer: notice.issuer.clone(),
        recipient: notice.recipient.clone(),
        region: notice.recipient.region().unwrap_or_default().to_owned(),
        industry,
        severity: notice.severity,
        techniques: notice.techniques.clone(),
        state: state.to_owned(),
        issued: notice.issued,
        due: notice.due,
        closed: None,
        returned: 0,
        source: Source::Notice,
        hazard: String::new(),
        reopened: 0,
        extended: 0,
        escalated: 0,
        supervised: false,
        signed: None,
        rechecked: None,
    }
}

/// Whether a notice may be handed on by the caller's tenant: its recipient, unless its mark says
/// that it goes no further (TLP:RED) or it was withdrawn.
///
/// # Errors
/// `notice.forward_other`, `notice.tlp_red`, `notice.withdrawn`.
fn check_forwardable(above: &NoticeDetail, caller: &Caller) -> Result<(), Fault> {
    if above.row.recipient != caller.tenant {
        return Err(Fault::forbidden("notice.forward_other").with("notice", above.row.id));
    }
    if above.tlp == Tlp::Red {
        return Err(Fault::forbidden("notice.tlp_red").with("number", &above.row.number));
    }
    if above.row.state == "withdrawn" {
        return Err(Fault::conflict("notice.withdrawn").with("number", &above.row.number));
    }
    Ok(())
}

/// # Errors
/// `notice.not_party` for a tenant that is neither.
fn party_of(row: &NoticeRow, tenant: &TenantPath) -> Result<Party, Fault> {
    if row.issuer == *tenant {
        Ok(Party::Issuer)
    } else if row.recipient == *tenant {
        Ok(Party::Recipient)
    } else {
        Err(Fault::forbidden("notice.not_party").with("notice", row.id))
    }
}

/// A procedure names its fields by what they mean (`reason`, `note`); a step has two places for
/// them: its text and its attachments.
fn draft_field(field: &str) -> &str {
    if field == "evidence" || field == "attachments" { "attachments" } else { "text" }
}

/// The step's own fields that the draft fills; a text or attachments that the step does not take
/// are named as such, so that the procedure refuses them.
fn given<'a>(step: &'a Step, draft: &StepDraft) -> Vec<&'a str> {
    let filled =
        [("text", !draft.text.trim().is_empty()), ("attachments", !draft.attachments.is_empty())];
    let mut names = Vec::new();
    for (place, is_filled) in filled {
        if !is_filled {
            continue;
        }
        let known = step.requires.iter().chain(&step.optional);
        let mut fields = known.filter(|field| draft_field(field) == place).peekable();
        if fields.peek().is_none() {
            names.push(if place == "text" { "text" } else { "attachments" });
        }
        names.extend(fields.map(String::as_str));
    }
    names
}

#[cfg(test)]
mod tests;
