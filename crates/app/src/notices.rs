//! Notices: issued with a number and a deadline, then a loop of steps by both parties, each
//! sealed by the party that takes it. What may be done when is the procedure pack's business.

use contract::sharing::Tlp;
use model::loops::{Genre, Source};
use std::collections::{BTreeMap, BTreeSet};

use contract::Sharing;
use contract::kinds::loop_step::LoopStep;
use contract::kinds::loop_summary::LoopSummary;
use contract::kinds::notice::Notice;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::notice::{
    AvailableStep, NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, PreviewDelivery, StepDraft,
};
use contract::rest::people::Tenant;
use contract::rest::query::NoticeQuery;
use model::{Fault, Id, Millis, Role, TenantPath};
use procedure::loops::{Party, Step};
use store::{Tx, views};

use crate::act::Statement;
use crate::permission::{Action, has_jurisdiction};
use crate::{App, Caller};

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
        let detail = views::notice_detail(&mut read, &scope, id, now).await?;
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
        // In a transaction that is dropped: the number is the one an issue would give now.
        let mut tx = self.begin(caller).await?;
        let plan = self.plan(&mut tx, caller, &draft).await?;
        Ok(self.preview(&tx, caller, &plan))
    }

    /// Issues a notice: the notice itself, sealed, to its recipient; a summary of its loop to
    /// whom the issuer's sharing policy names.
    ///
    /// # Errors
    /// `notice.recipient_unknown`, `notice.jurisdiction`, `notice.due_past`,
    /// `notice.report_other` (the report is of another organisation), `report.missing`,
    /// `notice.report_answered`, `text.length`.
    pub async fn notice_issue(
        &self,
        caller: &Caller,
        draft: NoticeDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut tx = self.begin(caller).await?;
        let plan = self.plan(&mut tx, caller, &draft).await?;
        let id = tx.new_id();
        let statement = Statement::new(id, caller).shared(Sharing::with([draft.recipient.clone()]));
        tx.append(statement.binds(&self.notice_body(caller, draft, &plan))?).await?;
        let summary_id = tx.new_id();
        let summary = plan.summary_body(id, caller, self.0.packs.procedure.initial());
        let speaker = (&caller.tenant, caller.login.as_str());
        self.loop_say(&mut tx, speaker, (summary_id, 0), &summary).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Everything about a notice that is decided before it is written.
    async fn plan(&self, tx: &mut Tx, caller: &Caller, draft: &NoticeDraft) -> Result<Plan, Fault> {
        let scope = caller.scope();
        let issuer = views::tenant_by_path(tx, &scope, &caller.tenant).await?;
        let recipient = views::tenant_by_path(tx, &scope, &draft.recipient).await?;
        let (Some(issuer), Some(recipient)) = (issuer, recipient) else {
            return Err(Fault::invalid("notice.recipient_unknown").with("tenant", &draft.recipient));
        };
        if !has_jurisdiction(&caller.tenant, issuer.kind, &draft.recipient) {
            return Err(Fault::forbidden("notice.jurisdiction").with("tenant", &draft.recipient));
        }
        if let Some(report) = draft.report {
            let detail = views::report_detail(tx, &scope, report).await?;
            if detail.row.reporter != draft.recipient {
                return Err(Fault::invalid("notice.report_other").with("report", report));
            }
            if let Some(notice) = detail.row.notice {
                return Err(Fault::conflict("notice.report_answered").with("notice", notice));
            }
        }
        let issued = tx.now();
        let (due, due_by) = match draft.due {
            Some(due) if due <= issued => return Err(Fault::invalid("notice.due_past")),
            Some(due) => (due, "given".to_owned()),
            None => self.0.packs.due(draft.severity, issued)?,
        };
        let number = self.number(tx, caller, &issuer, issued).await?;
        let summary = self.loop_audience(tx, &caller.tenant, &draft.recipient).await?;
        Ok(Plan { number, issued, due, due_by, recipient, summary, draft: draft.clone() })
    }

    async fn number(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        issuer: &Tenant,
        issued: Millis,
    ) -> Result<String, Fault> {
        let year = views::notice_year(issued);
        let next = views::notice_number_next(tx, &caller.scope(), year).await?;
        let template = self.0.config.number_template.as_str();
        // A number has 60 characters at most; long names are cut.
        let name: String = issuer.name.chars().take(30).collect();
        Ok(template
            .replace("{name}", &name)
            .replace("{year}", &year.to_string())
            .replace("{n}", &next.to_string()))
    }

    fn notice_body(&self, caller: &Caller, draft: NoticeDraft, plan: &Plan) -> Notice {
        Notice {
            number: plan.number.clone(),
            title: draft.title,
            text: draft.text,
            severity: draft.severity,
            techniques: draft.techniques,
            issuer: caller.tenant.clone(),
            recipient: draft.recipient,
            issued: plan.issued,
            due: plan.due,
            procedure: self.0.packs.procedure_name().to_owned(),
            report: draft.report,
            genre: Genre::Notice,
            issue: None,
            circular: None,
            hazard: String::new(),
            checks: Vec::new(),
            attachments: Vec::new(),
            tlp: Tlp::Amber,
            mark: String::new(),
            forwards: None,
            forwarded_number: String::new(),
            corrects: None,
        }
    }

    fn preview(&self, tx: &Tx, caller: &Caller, plan: &Plan) -> NoticePreview {
        let delivery = |tenant: &TenantPath, sees: &str, rule: &str| {
            let hops = tx.routes().next_hops(&Sharing::with([tenant.clone()]), None);
            let known = tx.directory().tenants.get(tenant);
            PreviewDelivery {
                tenant: tenant.clone(),
                tenant_name: known.map_or_else(|| tenant.to_string(), |t| t.body.name.clone()),
                sees: sees.to_owned(),
                rule: rule.to_owned(),
                through: hops.into_iter().next(),
            }
        };
        let mut deliveries = vec![
            delivery(&caller.tenant, "notice", "issuer"),
            delivery(&plan.recipient.path, "notice", "recipient"),
        ];
        let audience = plan.summary.iter().filter(|tenant| **tenant != caller.tenant);
        deliveries.extend(audience.map(|tenant| delivery(tenant, "loop_summary", "loop_summary")));
        NoticePreview {
            number: plan.number.clone(),
            due: plan.due,
            due_by: plan.due_by.clone(),
            deliveries,
        }
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

/// What is settled of a notice before it is issued.
struct Plan {
    number: String,
    issued: Millis,
    due: Millis,
    due_by: String,
    recipient: Tenant,
    summary: BTreeSet<TenantPath>,
    draft: NoticeDraft,
}

impl Plan {
    fn summary_body(&self, notice: Id, caller: &Caller, initial: &str) -> LoopSummary {
        LoopSummary {
            subject: notice,
            number: self.number.clone(),
            issuer: caller.tenant.clone(),
            recipient: self.recipient.path.clone(),
            region: self.recipient.path.region().unwrap_or_default().to_owned(),
            industry: self.recipient.industry.clone(),
            severity: self.draft.severity,
            techniques: self.draft.techniques.clone(),
            state: initial.to_owned(),
            issued: self.issued,
            due: self.due,
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
