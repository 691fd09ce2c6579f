//! The board of a circular: who has it, who read and signed for it, who is late; withdrawing it,
//! correcting it, and what the issuer above is told of one that was handed on.

use contract::kinds::forward_summary::ForwardSummary;
use contract::letters::{Letter, Recipients};
use contract::rest::Page;
use contract::rest::notice::{
    CircularDetail, CircularFigures, CircularRow, CircularWithdraw, CopyRow, FilledLetter,
    ForwardRow, NoticeDetail, Withdrawn,
};
use contract::rest::query::{CircularQuery, CopyQuery};
use contract::{Sharing, paper};
use model::{Fault, Id, Millis, TenantPath};
use store::{Conn, Scope, views};

use super::issue::{SYSTEM, Speaker};
use crate::act::Statement;
use crate::permission::{Action, may};
use crate::{App, Caller};

/// Withdrawals of one transaction.
const BATCH: usize = 100;
/// Counts of a forwarded notice are told upward at most this often, besides the hourly look.
const TELL_EVERY_MS: i64 = 60_000;

impl App {
    /// Circulars of the caller's tenant, newest first, with their figures.
    pub async fn circular_list(
        &self,
        caller: &Caller,
        query: &CircularQuery,
    ) -> Result<Page<CircularRow>, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::circular_list(&mut read, &scope, query, self.0.node, now).await?)
    }

    /// One circular with its letter and figures.
    ///
    /// # Errors
    /// `circular.missing`.
    pub async fn circular_view(&self, caller: &Caller, id: Id) -> Result<CircularDetail, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let (mut row, head) = views::circular_get(&mut read, &scope, id).await?;
        row.figures = views::circular_figures(&mut read, &scope, id, self.0.node, now).await?;
        let over = row.figures.closed + row.figures.withdrawn >= row.figures.recipients;
        let mut actions = Vec::new();
        if may(caller.role, Action::NoticeIssue) {
            if !over {
                actions.push("withdraw".to_owned());
            }
            if head.corrected_by.is_none() {
                actions.push("correct".to_owned());
            }
        }
        Ok(CircularDetail {
            row,
            author: head.author,
            reviewed_by: head.body.reviewed_by,
            forwards: head.body.forwards,
            corrects: head.body.corrects,
            corrects_number: head.body.corrects_number,
            corrected_by: head.corrected_by,
            seal: head.seal,
            paper_code: paper::code_of(&head.hash),
            letter: head.body.letter,
            actions,
        })
    }

    /// Its recipients, each with delivery, receipts and state.
    ///
    /// # Errors
    /// `circular.missing`, `circular.is`.
    pub async fn circular_copies(
        &self,
        caller: &Caller,
        id: Id,
        query: &CopyQuery,
    ) -> Result<Page<CopyRow>, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        views::circular_get(&mut read, &scope, id).await?;
        Ok(views::copy_list(&mut read, &scope, id, query, self.0.node, now).await?)
    }

    /// Withdraws a circular 撤回: every notice of it whose loop is not over, or those of some
    /// recipients. Doing it again goes on where it stopped.
    ///
    /// # Errors
    /// `circular.missing`, `text.length`.
    pub async fn circular_withdraw(
        &self,
        caller: &Caller,
        id: Id,
        draft: CircularWithdraw,
    ) -> Result<Withdrawn, Fault> {
        caller.may(Action::NoticeIssue)?;
        let reason = draft.reason.trim();
        if reason.is_empty() {
            return Err(Fault::invalid("procedure.field_missing")
                .with("field", "reason")
                .with("action", "withdraw"));
        }
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        views::circular_get(&mut read, &scope, id).await?;
        let copies = views::circular_copies(&mut read, &scope, id, false).await?;
        drop(read);
        let wanted =
            |tenant: &TenantPath| draft.tenants.is_empty() || draft.tenants.contains(tenant);
        let notices: Vec<Id> =
            copies.iter().filter(|copy| wanted(&copy.tenant)).map(|copy| copy.notice).collect();
        let mut outcome = Withdrawn { withdrawn: 0, over: 0 };
        for batch in notices.chunks(BATCH) {
            let mut tx = self.begin(caller).await?;
            for notice in batch {
                let speaker = Speaker { tenant: &caller.tenant, author: &caller.login };
                if self.withdraw_in(&mut tx, speaker, *notice, reason).await? {
                    outcome.withdrawn += 1;
                } else {
                    outcome.over += 1;
                }
            }
            tx.commit().await?;
        }
        self.forwards_follow(&caller.tenant).await?;
        Ok(outcome)
    }

    /// The letter of a circular, to be corrected 更正: issuing it withdraws the old one for each
    /// recipient in the transaction that gives them the new one.
    ///
    /// # Errors
    /// `circular.missing`, `circular.corrected`.
    pub async fn correction_draft(&self, caller: &Caller, id: Id) -> Result<FilledLetter, Fault> {
        caller.may(Action::NoticeIssue)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let (_, head) = views::circular_get(&mut read, &scope, id).await?;
        if let Some(by) = head.corrected_by {
            return Err(Fault::conflict("circular.corrected").with("circular", by));
        }
        let copies = views::circular_copies(&mut read, &scope, id, false).await?;
        let tenants = copies.into_iter().map(|copy| copy.tenant).collect();
        let letter = Letter {
            corrects: Some(id),
            // The report has been answered; the correction goes to the same recipients by name.
            report: None,
            due: None,
            recipients: Recipients { tenants, ..Recipients::default() },
            ..head.body.letter
        };
        Ok(FilledLetter { letter, template: String::new(), unfilled: Vec::new() })
    }

    /// A letter that hands a received notice on 转发 to recipients of one's own.
    ///
    /// # Errors
    /// `notice.missing`, `notice.forward_other`, `tlp.red`, `tlp.amber_strict`.
    pub async fn forward_draft(&self, caller: &Caller, id: Id) -> Result<FilledLetter, Fault> {
        caller.may(Action::NoticeIssue)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let above = views::notice_detail(&mut read, &scope, id, now).await?;
        super::check_forwardable(&above, caller)?;
        let issuer = &above.row.issuer_name;
        let (number, title) = (&above.row.number, &above.row.title);
        let letter = Letter {
            series: None,
            genre: above.row.genre,
            title: format!("转发{issuer}《{title}》").chars().take(120).collect(),
            text: format!(
                "现将{issuer}《{title}》（{number}）转发给你们，请认真贯彻落实。\n{}",
                above.text
            )
            .chars()
            .take(5000)
            .collect(),
            severity: above.row.severity,
            techniques: above.techniques,
            due: None,
            report: None,
            hazard: String::new(),
            checks: Vec::new(),
            attachments: above.attachments,
            tlp: above.tlp,
            mark: above.mark,
            copies_to: String::new(),
            forwards: Some(id),
            corrects: None,
            recipients: Recipients::default(),
        };
        Ok(FilledLetter { letter, template: String::new(), unfilled: Vec::new() })
    }

    /// What is known of handing a notice on: as its recipient the own circulars, as its issuer
    /// what was told.
    pub(super) async fn forwards_of(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        detail: &NoticeDetail,
        now: Millis,
    ) -> Result<Vec<ForwardRow>, Fault> {
        let scope = caller.scope();
        if detail.row.party != "recipient" {
            return Ok(views::forward_list(conn, &scope, detail.row.id).await?);
        }
        let mut rows = Vec::new();
        for row in views::circulars_forwarding(conn, &scope, detail.row.id).await? {
            let figures = views::circular_figures(conn, &scope, row.id, self.0.node, now).await?;
            rows.push(ForwardRow {
                circular: row.id,
                number: row.number,
                by: caller.tenant.clone(),
                by_name: self.tenant_name(&caller.tenant),
                issued: row.issued,
                figures,
                counted: now,
            });
        }
        Ok(rows)
    }

    /// Tells the issuers above how far the recipients are whom a tenant handed notices on to:
    /// counts, when they changed.
    pub(crate) async fn forwards_follow(&self, tenant: &TenantPath) -> Result<(), Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let mut read = self.read_as(&scope).await?;
        let circulars = views::forward_circulars(&mut read, &scope).await?;
        drop(read);
        for told in circulars {
            let mut tx = self.begin_as(&scope).await?;
            let now = tx.now();
            let figures =
                views::circular_figures(&mut tx, &scope, told.circular, self.0.node, now).await?;
            if told.figures == Some(figures)
                || told.counted.is_some_and(|counted| now.0 - counted.0 < TELL_EVERY_MS)
            {
                continue;
            }
            if let Some(statement) = self.forward_summary(&mut tx, tenant, &told, figures).await? {
                tx.append(statement).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn forward_summary(
        &self,
        tx: &mut store::Tx,
        tenant: &TenantPath,
        told: &views::ForwardTold,
        figures: CircularFigures,
    ) -> Result<Option<contract::RecordDraft>, Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let (_, head) = views::circular_get(tx, &scope, told.circular).await?;
        let (Some(forwards), Some(issuer)) = (head.body.forwards, head.body.forwarded_from) else {
            return Ok(None);
        };
        let body = ForwardSummary {
            forwards,
            issuer: issuer.clone(),
            circular: told.circular,
            number: head.body.number,
            issued: head.body.issued,
            figures,
            counted: tx.now(),
        };
        let statement = Statement {
            object: told.summary.unwrap_or_else(|| tx.new_id()),
            follows: told.revision,
            tenant,
            author: SYSTEM,
            sharing: Sharing::with([issuer]),
        };
        Ok(Some(statement.says(&body)?))
    }

    /// Regularly: every tenant of this node tells what changed.
    pub(crate) async fn forwards_follow_all(&self) -> Result<(), Fault> {
        for tenant in self.0.store.routes().local.clone() {
            self.forwards_follow(&tenant).await?;
        }
        Ok(())
    }
}
