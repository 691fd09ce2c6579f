//! Limits across filings: one direction for each applicant, a quota of recommendations, no case
//! through two channels. Enforced where the filings are kept, in the transaction of the step.

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, FilingRow};
use contract::rest::query::FilingQuery;
use model::{Fault, Id};
use procedure::definition::QuotaDefinition;
use serde_json::Value;
use store::{Scope, Tx, views};

use super::Work;
use crate::App;

/// Filings that a uniqueness is looked for in.
const MOST_COMPARED: usize = 2000;

impl App {
    /// Whether a filing may come to a state.
    ///
    /// # Errors
    /// `filing.limit`, with the pack's text.
    pub(super) async fn check_limits(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        work: &Work,
        to: &str,
    ) -> Result<(), Fault> {
        let limits = &work.known.machine().limits;
        // A warning is told beside the queue and keeps nobody.
        let concerned = limits.iter().filter(|limit| {
            !limit.warning
                && limit.states.iter().any(|state| state == to)
                && !limit.states.iter().any(|state| state == work.state())
        });
        for limit in concerned {
            let others = self.counted(tx, scope, work, limit).await?;
            let most = limit.most.map_or(usize::MAX, |most| most as usize);
            if limit.unique.is_empty() && others.len() >= most {
                return Err(refusal(limit, others.first().map(|row| row.id)));
            }
            if let Some(twin) = self.twin(tx, work, limit, &others).await? {
                return Err(refusal(limit, Some(twin)));
            }
        }
        Ok(())
    }

    /// Other filings of the procedure that count for a limit.
    async fn counted(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        work: &Work,
        limit: &QuotaDefinition,
    ) -> Result<Vec<FilingRow>, Fault> {
        let now = tx.now();
        let query = FilingQuery {
            procedure: Some(work.known.id.clone()),
            period: Some(work.head.row.period.clone()),
            applicant: (limit.per.as_deref() == Some("applicant"))
                .then(|| work.head.filing.applicant.clone()),
            ..FilingQuery::default()
        };
        let mut scopes = vec![scope.clone()];
        if limit.across.as_deref() == Some("authorities") {
            let local = tx.routes().local.clone();
            scopes = local.into_iter().map(|tenant| Scope::new(tenant, scope.actor())).collect();
        }
        let mut found: BTreeMap<Id, FilingRow> = BTreeMap::new();
        for scope in scopes {
            // What other tenants of this node see is only counted and compared, never shown.
            let rows = views::filing_rows(tx, &scope, &query, now).await?;
            let others = rows
                .into_iter()
                .filter(|row| row.id != work.head.row.id && limit.states.contains(&row.state));
            found.extend(others.map(|row| (row.id, row)));
        }
        Ok(found.into_values().collect())
    }

    async fn twin(
        &self,
        tx: &mut Tx,
        work: &Work,
        limit: &QuotaDefinition,
        others: &[FilingRow],
    ) -> Result<Option<Id>, Fault> {
        if limit.unique.is_empty() {
            return Ok(None);
        }
        let answers = work.all_answers();
        let own = key(limit, &work.organisation, answers);
        if own.iter().any(Value::is_null) {
            return Ok(None);
        }
        for row in others.iter().take(MOST_COMPARED) {
            let Some((organisation, answers)) = views::frozen_of(tx, row.id).await? else {
                continue;
            };
            if key(limit, &organisation, &answers) == own {
                return Ok(Some(row.id));
            }
        }
        Ok(None)
    }
}

/// What must be unique: `applicant.credit_code`, `answers.<form>.<field>`.
fn key(
    limit: &QuotaDefinition,
    organisation: &Answers,
    answers: &BTreeMap<String, Answers>,
) -> Vec<Value> {
    let part = |place: &String| {
        let mut parts = place.splitn(3, '.');
        let value = match (parts.next(), parts.next(), parts.next()) {
            (Some("applicant"), Some(fact), None) => organisation.get(fact),
            (Some("answers"), Some(form), Some(field)) => {
                answers.get(form).and_then(|answers| answers.get(field))
            }
            _ => None,
        };
        match value {
            Some(Value::String(text)) => Value::String(text.trim().to_owned()),
            Some(value) => value.clone(),
            None => Value::Null,
        }
    };
    limit.unique.iter().map(part).collect()
}

fn refusal(limit: &QuotaDefinition, other: Option<Id>) -> Fault {
    let fault = Fault::conflict("filing.limit")
        .with("limit", &limit.id)
        .with("text_zh", &limit.text.zh)
        .with("text_en", &limit.text.en);
    match (limit.most, other) {
        (Some(most), _) => fault.with("most", most),
        (None, Some(other)) => fault.with("filing", other),
        (None, None) => fault,
    }
}
