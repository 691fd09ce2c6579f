//! Hazards 隐患: opened from a finding, from a row of a filing, or by an officer who knows of one.

use contract::Sharing;
use contract::kinds::finding::Finding;
use contract::kinds::hazard::Hazard;
use contract::loops::Subject as _;
use contract::loops::identity::Identity;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::loops::{HazardDraft, LoopRow};
use contract::rest::query::LoopQuery;
use model::finding::FindingState;
use model::loops::Source;
use model::{Fault, Id, TenantPath};
use procedure::OpenedLoop;
use store::{Tx, views};

use crate::act::Statement;
use crate::packs::HAZARD_LOOP;
use crate::permission::Action;
use crate::{App, Caller, recheck};

impl App {
    /// Hazards of the caller's tenant, newest first.
    pub async fn hazard_list(
        &self,
        caller: &Caller,
        query: &LoopQuery,
    ) -> Result<Page<LoopRow>, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::hazard_list(&mut read, &scope, query, now).await?)
    }

    /// Opens a hazard of the caller's own organisation: it puts it right and closes it.
    ///
    /// # Errors
    /// `hazard.source`, `hazard.identity`, `hazard.open` (the same one is open already),
    /// `notice.due_past`, `text.length`.
    pub async fn hazard_open(&self, caller: &Caller, draft: HazardDraft) -> Result<Created, Fault> {
        caller.may(Action::HazardOpen)?;
        let mut tx = self.begin(caller).await?;
        let identity = if draft.hazard.trim().is_empty() {
            recheck::of_words(&draft.title, &draft.text).to_string()
        } else {
            draft.hazard.trim().parse::<Identity>()?.checked()?
        };
        let (issued, procedure) = (tx.now(), self.0.packs.loop_name(HAZARD_LOOP).to_owned());
        let due = match draft.due {
            Some(due) if due <= issued => return Err(Fault::invalid("notice.due_past")),
            Some(due) => due,
            None => self.0.packs.due(HAZARD_LOOP, &caller.tenant, draft.severity, issued)?.0,
        };
        let body = Hazard {
            source: draft.source,
            hazard: identity,
            title: draft.title,
            text: draft.text,
            severity: draft.severity,
            techniques: draft.techniques,
            issuer: caller.tenant.clone(),
            recipient: caller.tenant.clone(),
            issued,
            due,
            procedure,
            from: None,
            row: String::new(),
            checks: draft.checks,
        };
        let id = self.hazard_put(&mut tx, caller, &body).await?;
        let id = id.map_err(|open| Fault::conflict("hazard.open").with("hazard", open))?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Opens a hazard from a finding: what a machine can look at later comes from it.
    ///
    /// # Errors
    /// `finding.missing`, `finding.dismissed`, `hazard.open`.
    pub async fn finding_hazard(&self, caller: &Caller, finding: Id) -> Result<Created, Fault> {
        caller.may(Action::FindingDecide)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let detail = views::finding_detail(&mut tx, &scope, finding).await?;
        if detail.body.state == FindingState::FalsePositive {
            return Err(Fault::conflict("finding.dismissed").with("finding", finding));
        }
        let revision = detail.row.revision;
        let (identity, checks) = recheck::of_finding(finding, &detail.body);
        let detail = self.explain(detail);
        let issued = tx.now();
        let severity = detail.body.severity;
        let (due, _) = self.0.packs.due(HAZARD_LOOP, &caller.tenant, severity, issued)?;
        let title = match detail.row.title_zh.as_str() {
            "" => detail.body.rule.as_str(),
            title => title,
        };
        let body = Hazard {
            source: Source::Finding,
            hazard: identity.to_string(),
            title: title.chars().take(120).collect(),
            text: words_of(&detail.body, &detail.advice_zh),
            severity,
            techniques: detail.body.techniques.clone(),
            row: String::new(),
            issuer: caller.tenant.clone(),
            recipient: caller.tenant.clone(),
            issued,
            due,
            procedure: self.0.packs.loop_name(HAZARD_LOOP).to_owned(),
            from: Some(finding),
            checks,
        };
        let id = self.hazard_put(&mut tx, caller, &body).await?;
        let id = id.map_err(|open| Fault::conflict("hazard.open").with("hazard", open))?;
        if detail.body.state == FindingState::Open {
            let confirmed = Finding { state: FindingState::Confirmed, ..detail.body };
            let statement = Statement::new(finding, caller).following(revision);
            tx.append(statement.says(&confirmed)?).await?;
        }
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Hazards that a step of a filing opens at its applicant, one for each row that is not open
    /// already: whoever takes the step closes them.
    pub(crate) async fn hazards_from_filing(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (filing, applicant): (Id, &TenantPath),
        opened: &[OpenedLoop],
    ) -> Result<(), Fault> {
        let issued = tx.now();
        let procedure = self.0.packs.loop_name(HAZARD_LOOP).to_owned();
        for row in opened {
            let (by_clock, _) =
                self.0.packs.due(HAZARD_LOOP, &caller.tenant, row.severity, issued)?;
            let stated = row.due.as_deref().and_then(procedure::end_of_day_named);
            let pack = row.source.procedure.split('@').next().unwrap_or_default();
            let body = Hazard {
                source: source_of(pack),
                hazard: format!("item:{pack}/{}/{}", row.source.form, row.key),
                title: row.title.chars().take(120).collect(),
                text: row.text.chars().take(5000).collect(),
                severity: row.severity,
                techniques: Vec::new(),
                issuer: caller.tenant.clone(),
                recipient: applicant.clone(),
                issued,
                due: stated.filter(|due| *due > issued).unwrap_or(by_clock),
                procedure: procedure.clone(),
                from: Some(filing),
                row: row.source.field(),
                checks: Vec::new(),
            };
            // One that is open already goes on as it is.
            let _ = self.hazard_put(tx, caller, &body).await?;
        }
        Ok(())
    }

    /// Appends a hazard and its summary; `Err` holds the one that is open already.
    async fn hazard_put(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        body: &Hazard,
    ) -> Result<Result<Id, Id>, Fault> {
        let scope = caller.scope();
        let open = views::hazard_open(tx, &scope, &body.recipient, &body.hazard).await?;
        if let Some(open) = open {
            return Ok(Err(open));
        }
        let id = tx.new_id();
        let others = Some(&body.recipient).filter(|recipient| **recipient != caller.tenant);
        let statement = Statement::new(id, caller).shared(Sharing::with(others.cloned()));
        tx.append(statement.binds(body)?).await?;
        self.summary_begin(tx, id, &body.head(), &caller.login).await?;
        Ok(Ok(id))
    }
}

/// What the rows of a pack are about.
fn source_of(pack: &str) -> Source {
    if pack.starts_with("data-") { Source::DataRisk } else { Source::AssessmentRisk }
}

/// What an officer reads: who did what to whom, and what the rule advises.
fn words_of(finding: &Finding, advice: &str) -> String {
    let mut text = format!("{} → {} {}", finding.source, finding.target, finding.operation);
    if !advice.is_empty() {
        text.push('\n');
        text.push_str(advice);
    }
    text.chars().take(5000).collect()
}
