//! Findings: reading, deciding, reporting.

use contract::kinds::finding::Finding;
use contract::kinds::finding_report::FindingReport;
use contract::kinds::{self, Kind as _};
use contract::rest::Page;
use contract::rest::finding::{Created, FindingDetail, FindingRow, ReportDraft, Triage};
use contract::rest::query::FindingQuery;
use model::finding::FindingState;
use model::{Fault, Id};
use store::views;

use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::sharing::{Said, Terms};
use crate::{App, Caller, acceptance, policies};

impl App {
    /// Findings of the caller's tenant, newest first.
    pub async fn finding_list(
        &self,
        caller: &Caller,
        query: &FindingQuery,
    ) -> Result<Page<FindingRow>, Fault> {
        caller.may(Action::FindingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut page = views::finding_list(&mut read, &scope, query).await?;
        page.items.iter_mut().for_each(|row| self.name_rule(row));
        Ok(page)
    }

    /// One finding with the observations that prove it.
    ///
    /// # Errors
    /// `finding.missing`.
    pub async fn finding_view(&self, caller: &Caller, id: Id) -> Result<FindingDetail, Fault> {
        caller.may(Action::FindingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(self.explain(views::finding_detail(&mut read, &scope, id).await?))
    }

    /// Decides on a finding.
    ///
    /// # Errors
    /// `finding.missing`; `record.revision` when somebody else decided meanwhile;
    /// `finding.unchanged`; `text.length`.
    pub async fn finding_triage(
        &self,
        caller: &Caller,
        id: Id,
        triage: Triage,
    ) -> Result<FindingDetail, Fault> {
        caller.may(Action::FindingDecide)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let detail = views::finding_detail(&mut tx, &scope, id).await?;
        if detail.body.state == triage.state && detail.body.note == triage.note {
            return Err(Fault::conflict("finding.unchanged").with("state", triage.state));
        }
        let body = Finding { state: triage.state, note: triage.note, ..detail.body };
        let statement = Statement::new(id, caller).following(triage.revision);
        tx.append(statement.says(&body)?).await?;
        let decided = views::finding_detail(&mut tx, &scope, id).await?;
        tx.commit().await?;
        Ok(self.explain(decided))
    }

    /// Reports a finding to whom a sharing policy reaches, to each without what the policy leaves
    /// out for it. Reporting confirms an open finding.
    ///
    /// # Errors
    /// `finding.missing`; `finding.reported` (once is enough); `finding.dismissed` (it was judged
    /// false); `policy.missing`, `policy.not_covering`, `policy.no_audience`.
    pub async fn finding_report(
        &self,
        caller: &Caller,
        id: Id,
        draft: ReportDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::FindingDecide)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let FindingDetail { row, body, .. } = views::finding_detail(&mut tx, &scope, id).await?;
        if let Some(report) = row.report {
            return Err(Fault::conflict("finding.reported").with("report", report));
        }
        if body.state == FindingState::FalsePositive {
            return Err(Fault::conflict("finding.dismissed").with("finding", id));
        }
        let policy = policies::chosen(
            &mut tx,
            &scope,
            draft.policy,
            kinds::finding_report::FindingReport::NAME,
        )
        .await?;
        let report_id = tx.new_id();
        let report = serde_json::to_value(report_of(id, &body, draft)).map_err(|_| internal())?;
        let named = (FindingReport::NAME, report_id);
        let terms = Terms::of(&policy);
        let outlook = self.outlook(&mut tx, &caller.tenant, named, Some(&report), terms).await?;
        if outlook.views.is_empty() {
            return Err(Fault::conflict("policy.no_audience").with("policy", policy.id));
        }
        if body.state == FindingState::Open {
            let confirmed = Finding { state: FindingState::Confirmed, ..body };
            let statement = Statement::new(id, caller).following(row.revision);
            tx.append(statement.says(&confirmed)?).await?;
        }
        let said = Said {
            kind: FindingReport::NAME,
            object: report_id,
            follows: 0,
            tenant: &caller.tenant,
            author: &caller.login,
            body: &report,
            binding: true,
            once: true,
        };
        self.say(&mut tx, said, &outlook).await?;
        tx.commit().await?;
        Ok(Created { id: report_id })
    }

    pub(crate) fn name_rule(&self, row: &mut FindingRow) {
        if let Some(rule) = self.0.packs.rules.rule(&row.rule) {
            row.title_zh.clone_from(&rule.title.zh);
            row.title_en.clone_from(&rule.title.en);
        }
    }

    pub(crate) fn explain(&self, mut detail: FindingDetail) -> FindingDetail {
        detail.acceptable = acceptance::is_acceptable(&detail.body);
        self.name_rule(&mut detail.row);
        if let Some(rule) = self.0.packs.rules.rule(&detail.row.rule) {
            detail.advice_zh.clone_from(&rule.advice.zh);
            detail.advice_en.clone_from(&rule.advice.en);
        }
        detail
    }
}

fn report_of(finding: Id, body: &Finding, draft: ReportDraft) -> FindingReport {
    FindingReport {
        finding,
        policy: draft.policy,
        rule: body.rule.clone(),
        severity: body.severity,
        techniques: body.techniques.clone(),
        source: body.source.clone(),
        target: body.target.clone(),
        protocol: body.protocol.clone(),
        operation: body.operation.clone(),
        time: body.time,
        params: body.params.clone(),
        evidence: body.evidence.clone(),
        redacted: Vec::new(),
        note: draft.note,
    }
}
