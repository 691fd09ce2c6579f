//! Notices: issued with a number and a deadline, then a loop of steps by both parties, each
//! sealed by the party that takes it. What may be done when is the procedure pack's business.

use contract::Sharing;
use contract::kinds::notice::Notice;
use contract::loops::Subject as _;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::loops::{LoopAction, LoopStepDraft};
use contract::rest::notice::{
    AvailableStep, NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, PreviewDelivery, StepDraft,
};
use contract::rest::people::Tenant;
use contract::rest::query::NoticeQuery;
use contract::sharing::Tlp;
use model::loops::Genre;
use model::{Fault, Id, Millis, TenantPath};
use store::{Conn, Tx, views};

use crate::act::Statement;
use crate::loops::offered;
use crate::packs::NOTICE_LOOP;
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
        let body = self.notice_body(caller, draft, &plan);
        tx.append(statement.binds(&body)?).await?;
        self.summary_begin(&mut tx, id, &body.head(), &caller.login).await?;
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
            None => self.0.packs.due(NOTICE_LOOP, &caller.tenant, draft.severity, issued)?,
        };
        let number = self.number(tx, caller, &issuer, issued).await?;
        let summary = self.loop_sharing(tx, &caller.tenant).await?;
        Ok(Plan { number, issued, due, due_by, recipient, summary })
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
            procedure: self.0.packs.loop_name(NOTICE_LOOP).to_owned(),
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
        let audience = plan.summary.tenants.iter().filter(|tenant| **tenant != caller.tenant);
        deliveries.extend(audience.map(|tenant| delivery(tenant, "loop_summary", "loop_summary")));
        NoticePreview {
            number: plan.number.clone(),
            due: plan.due,
            due_by: plan.due_by.clone(),
            deliveries,
        }
    }

    /// What the caller may do now, as the loop of the notice says.
    async fn with_actions(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        mut detail: NoticeDetail,
    ) -> Result<NoticeDetail, Fault> {
        if !crate::permission::may(caller.role, Action::LoopStep) {
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
        let StepDraft { action, text, attachments } = draft;
        let draft = LoopStepDraft { action, text, attachments, ..LoopStepDraft::default() };
        self.loop_step(caller, id, draft).await?;
        self.notice_view(caller, id).await
    }
}

/// What is settled of a notice before it is issued.
struct Plan {
    number: String,
    issued: Millis,
    due: Millis,
    due_by: String,
    recipient: Tenant,
    summary: Sharing,
}
