//! A letter becomes a circular and its notices: planned once, written in batches, resumed after a
//! stop.

use std::collections::BTreeSet;

use contract::Sharing;
use contract::kinds::circular::{Circular, CircularCopy};
use contract::kinds::loop_step::LoopStep;
use contract::kinds::notice::Notice;
use contract::letters::Letter;
use contract::loops::Subject as _;
use contract::loops::identity::Identity;
use contract::rest::notice::Issued;
use model::loops::Genre;
use model::{Fault, Id, Millis, TenantPath};
use store::{Scope, Tx, views};

use super::recipients::Resolved;
use super::series::Numbering;
use crate::act::Statement;
use crate::packs::NOTICE_LOOP;
use crate::permission::Action;
use crate::{App, Caller};

/// Notices of one transaction: other writers wait for no longer than it takes.
const BATCH: usize = 100;
const WITHDRAW: &str = "withdraw";

/// Everything about a letter that is decided before it is written.
pub(super) struct Plan {
    pub(super) numbering: Numbering,
    pub(super) issued: Millis,
    pub(super) due: Millis,
    pub(super) due_by: String,
    pub(super) resolved: Resolved,
    /// Who gets the summaries of its loops.
    /// Who else would get the summaries of its loops.
    pub(super) summary: BTreeSet<TenantPath>,
    forwarded: Option<(String, TenantPath)>,
    corrected: Option<String>,
}

impl Plan {
    pub(super) fn forwarded_number(&self) -> String {
        self.forwarded.as_ref().map(|(number, _)| number.clone()).unwrap_or_default()
    }

    pub(super) fn corrects_number(&self) -> String {
        self.corrected.clone().unwrap_or_default()
    }
}

/// What goes along with a letter that is issued.
pub(super) struct Signed<'a> {
    pub(super) reviewed_by: &'a str,
}

impl App {
    /// # Errors
    /// Those of numbering and recipients; `hazard.identity`, `notice.due_past`, `notice.report_answered`,
    /// `notice.forward_other`, `tlp.red`, `tlp.amber_strict`, `notice.tlp_weaker`,
    /// `circular.missing`, `circular.corrected`, `notice.attachment_unknown`, `text.length`.
    pub(super) async fn letter_plan(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        letter: &Letter,
    ) -> Result<Plan, Fault> {
        letter.check()?;
        if !letter.hazard.is_empty() {
            hazard_at(&letter.hazard, &caller.tenant).parse::<Identity>()?;
        }
        let scope = caller.scope();
        let routes = tx.routes().clone();
        let resolved = self.recipients_of(tx, caller, letter, &routes).await?;
        if let Some(report) = letter.report {
            let detail = views::report_detail(tx, &scope, report).await?;
            let others = letter.recipients.tenants.iter().any(|path| *path != detail.row.reporter);
            if others || !letter.recipients.rules.is_empty() {
                return Err(Fault::invalid("notice.report_other").with("report", report));
            }
            if let Some(notice) = detail.row.notice {
                return Err(Fault::conflict("notice.report_answered").with("notice", notice));
            }
        }
        let issued = tx.now();
        let (forwarded, most) = self.forwarded(tx, caller, letter, issued).await?;
        let (due, due_by) = match letter.due {
            Some(due) if due <= issued => return Err(Fault::invalid("notice.due_past")),
            Some(due) => (due, "given".to_owned()),
            None => match (
                self.0.packs.due(NOTICE_LOOP, &caller.tenant, letter.severity, issued)?,
                most,
            ) {
                ((due, _), Some(most)) if most < due => (most, "forwarded".to_owned()),
                (by_clock, _) => by_clock,
            },
        };
        let corrected = match letter.corrects {
            Some(id) => {
                let (row, head) = views::circular_get(tx, &scope, id).await?;
                if let Some(by) = head.corrected_by {
                    return Err(Fault::conflict("circular.corrected").with("circular", by));
                }
                Some(row.number)
            }
            None => None,
        };
        let numbering = self.number_for(tx, caller, letter, issued).await?;
        let mut summary = BTreeSet::new();
        for chosen in &resolved.chosen {
            let to = &chosen.tenant.path;
            summary.extend(self.loop_audience(tx, &caller.tenant, to).await?);
        }
        Ok(Plan { numbering, issued, due, due_by, resolved, summary, forwarded, corrected })
    }

    /// The notice from above that is handed on: its number and issuer, and its own deadline.
    async fn forwarded(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        letter: &Letter,
        now: Millis,
    ) -> Result<(Option<(String, TenantPath)>, Option<Millis>), Fault> {
        let Some(id) = letter.forwards else { return Ok((None, None)) };
        let above = views::notice_detail(tx, &caller.scope(), id, now).await?;
        super::check_forwardable(&above, caller)?;
        if letter.tlp > above.tlp {
            return Err(Fault::forbidden("notice.tlp_weaker").with("number", &above.row.number));
        }
        let most = Some(above.row.due).filter(|due| *due > now);
        Ok((Some((above.row.number, above.row.issuer)), most))
    }

    /// Issues a letter: takes the number, keeps the issuer's copy, writes the notices. Before it
    /// returns all are written; if it is interrupted, the node goes on by itself.
    ///
    /// # Errors
    /// Those of planning; `notice.no_recipient`; `notice.review_needed`.
    pub(super) async fn letter_issue(
        &self,
        caller: &Caller,
        letter: Letter,
        signed: Option<Signed<'_>>,
        mut tx: Tx,
    ) -> Result<(Tx, Issued), Fault> {
        caller.may(Action::NoticeIssue)?;
        let plan = self.letter_plan(&mut tx, caller, &letter).await?;
        plan.resolved.check()?;
        if plan.numbering.review && signed.is_none() {
            return Err(Fault::conflict("notice.review_needed"));
        }
        self.check_attachments(caller, &letter.attachments).await?;
        let reviewed_by = signed.map(|signed| signed.reviewed_by.to_owned()).unwrap_or_default();
        let body = self.circular_body(&mut tx, caller, letter, &plan, reviewed_by).await?;
        let id = tx.new_id();
        let statement = Statement::new(id, caller);
        tx.append(statement.binds(&body)?).await?;
        let issued = Issued {
            circular: id,
            number: body.number,
            issue: body.issue_text,
            notices: body.copies.len() as u64,
        };
        Ok((tx, issued))
    }

    async fn circular_body(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        letter: Letter,
        plan: &Plan,
        reviewed_by: String,
    ) -> Result<Circular, Fault> {
        let mut replaced = std::collections::BTreeMap::new();
        if let Some(corrects) = letter.corrects {
            for copy in views::circular_copies(tx, &caller.scope(), corrects, false).await? {
                replaced.insert(copy.tenant, copy.notice);
            }
        }
        let copies = plan.resolved.chosen.iter().map(|chosen| CircularCopy {
            tenant: chosen.tenant.path.clone(),
            notice: self.new_id(),
            rule: chosen.rule.clone(),
            replaces: replaced.get(&chosen.tenant.path).copied(),
        });
        let Numbering { series, year, place, number, issue, issue_text, .. } =
            plan.numbering.clone();
        let (forwarded_number, forwarded_from) = plan.forwarded.clone().unzip();
        Ok(Circular {
            copies: copies.collect(),
            series,
            year,
            place,
            number,
            issue,
            issue_text,
            issued: plan.issued,
            due: plan.due,
            reviewed_by,
            procedure: self.0.packs.loop_name(NOTICE_LOOP).to_owned(),
            corrects: letter.corrects,
            corrects_number: plan.corrected.clone().unwrap_or_default(),
            forwards: letter.forwards,
            forwarded_number: forwarded_number.unwrap_or_default(),
            forwarded_from,
            letter,
        })
    }

    /// Writes what a circular still lacks: notices not written yet, batch by batch; then what it
    /// corrects is withdrawn where nothing took its place.
    pub(super) async fn circular_go_on(&self, tenant: &TenantPath, id: Id) -> Result<(), Fault> {
        loop {
            let scope = Scope::new(tenant.clone(), SYSTEM);
            let mut tx = self.begin_as(&scope).await?;
            if self.circular_batch(&mut tx, tenant, id).await? == 0 {
                break;
            }
            tx.commit().await?;
        }
        self.forwards_follow(tenant).await
    }

    /// The next batch; how many it wrote.
    pub(super) async fn circular_batch(
        &self,
        tx: &mut Tx,
        tenant: &TenantPath,
        id: Id,
    ) -> Result<usize, Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let (_, head) = views::circular_get(tx, &scope, id).await?;
        let mut copies = views::circular_copies(tx, &scope, id, true).await?;
        copies.truncate(BATCH);
        if copies.is_empty() {
            return match head.body.corrects {
                Some(before) => {
                    self.withdraw_left(tx, tenant, &head.author, before, &head.body).await
                }
                None => Ok(0),
            };
        }
        for copy in &copies {
            let speaker = Speaker { tenant, author: &head.author };
            self.copy_write(tx, speaker, id, &head.body, copy).await?;
        }
        Ok(copies.len())
    }

    async fn copy_write(
        &self,
        tx: &mut Tx,
        speaker: Speaker<'_>,
        circular: Id,
        body: &Circular,
        copy: &CircularCopy,
    ) -> Result<(), Fault> {
        if let Some(before) = copy.replaces {
            let reason = format!("更正，以{}为准 Corrected by {}", body.number, body.number);
            self.withdraw_in(tx, speaker, before, &reason).await?;
        }
        let notice = notice_of(circular, body, copy, speaker.tenant);
        let sharing = Sharing { tlp: body.letter.tlp, ..Sharing::with([copy.tenant.clone()]) };
        let statement = speaker.says(copy.notice, sharing);
        tx.append(statement.binds(&notice)?).await?;
        self.summary_begin(tx, copy.notice, &notice.head(), speaker.author).await
    }

    /// Withdraws one notice of the speaker's; not one whose loop is over. Whether it did.
    pub(super) async fn withdraw_in(
        &self,
        tx: &mut Tx,
        speaker: Speaker<'_>,
        notice: Id,
        reason: &str,
    ) -> Result<bool, Fault> {
        let scope = Scope::new(speaker.tenant.clone(), SYSTEM);
        let now = tx.now();
        let detail = views::notice_detail(tx, &scope, notice, now).await?;
        let course = self.loop_course(tx, speaker.tenant, notice).await?;
        let can = course.is_some_and(|course| {
            let state = &course.standing.state;
            let here = |step: &procedure::loops::Step| step.from.contains(state);
            course.procedure.steps.iter().any(|step| step.action == WITHDRAW && here(step))
        });
        if !can {
            return Ok(false);
        }
        let turn = u32::try_from(detail.steps.len()).unwrap_or(u32::MAX).saturating_add(1);
        let body = LoopStep {
            subject: notice,
            party: "issuer".to_owned(),
            by: speaker.tenant.clone(),
            action: WITHDRAW.to_owned(),
            turn,
            text: reason.to_owned(),
            attachments: Vec::new(),
            fields: std::collections::BTreeMap::new(),
            checks: Vec::new(),
            on_behalf_of: String::new(),
        };
        let object = tx.new_id();
        let sharing = Sharing::with([detail.row.recipient.clone()]);
        tx.append(speaker.says(object, sharing).binds(&body)?).await?;
        if let Some(record) = tx.latest(notice).await? {
            self.loop_follow(tx, &record).await?;
        }
        views::loops_followed(tx, &[notice]).await?;
        Ok(true)
    }

    /// Copies of a corrected circular whose recipients the correction does not reach any more.
    async fn withdraw_left(
        &self,
        tx: &mut Tx,
        tenant: &TenantPath,
        author: &str,
        before: Id,
        body: &Circular,
    ) -> Result<usize, Fault> {
        let scope = Scope::new(tenant.clone(), SYSTEM);
        let left = views::circular_open(tx, &scope, before, BATCH).await?;
        let reason = format!("更正，见{} Corrected: {}", body.number, body.number);
        let mut count = 0;
        for notice in left {
            let speaker = Speaker { tenant, author };
            count += usize::from(self.withdraw_in(tx, speaker, notice, &reason).await?);
        }
        Ok(count)
    }

    /// At the start: circulars that a stop left unfinished.
    pub(crate) async fn circulars_catch_up(&self) -> Result<(), Fault> {
        for tenant in self.0.store.routes().local.clone() {
            let scope = Scope::new(tenant.clone(), SYSTEM);
            let mut read = self.read_as(&scope).await?;
            let unfinished = views::circulars_unfinished(&mut read, &scope).await?;
            drop(read);
            for id in unfinished {
                self.circular_go_on(&tenant, id).await?;
            }
        }
        Ok(())
    }
}

pub(super) const SYSTEM: &str = "system";

/// Whose statement it is, and whose hand wrote it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) tenant: &'a TenantPath,
    pub(super) author: &'a str,
}

impl<'a> Speaker<'a> {
    pub(super) fn says(self, object: Id, sharing: Sharing) -> Statement<'a> {
        Statement { object, follows: 0, tenant: self.tenant, author: self.author, sharing }
    }
}

/// The hazard as it is at one recipient: an identity that ends in `@` is another at each.
pub(super) fn hazard_at(hazard: &str, recipient: &TenantPath) -> String {
    let text =
        if hazard.ends_with('@') { format!("{hazard}{recipient}") } else { hazard.to_owned() };
    // As everybody writes it; what is no identity was refused when the letter was planned.
    text.parse::<Identity>().map_or(text, |identity| identity.to_string())
}

/// One recipient's notice of a circular.
fn notice_of(circular: Id, body: &Circular, copy: &CircularCopy, issuer: &TenantPath) -> Notice {
    let letter = &body.letter;
    let hazard = hazard_at(&letter.hazard, &copy.tenant);
    Notice {
        number: body.number.clone(),
        title: letter.title.clone(),
        text: letter.text.clone(),
        severity: letter.severity,
        techniques: letter.techniques.clone(),
        issuer: issuer.clone(),
        recipient: copy.tenant.clone(),
        issued: body.issued,
        due: body.due,
        procedure: body.procedure.clone(),
        report: letter.report,
        genre: if body.corrects.is_some() { Genre::Correction } else { letter.genre },
        issue: body.issue,
        circular: Some(circular),
        hazard,
        checks: letter.checks.clone(),
        attachments: letter.attachments.clone(),
        tlp: letter.tlp,
        mark: letter.mark.clone(),
        forwards: letter.forwards,
        forwarded_number: body.forwarded_number.clone(),
        corrects: copy.replaces,
    }
}
