//! What follows from a step: the summary for parties that see no answers, and risk items that go
//! into the closed loop. Interrupted between the two, the next start brings it along.

use std::collections::BTreeSet;

use contract::kinds::filing::Filing;
use contract::kinds::filing_summary::FilingSummary;
use contract::kinds::{Kind as _, filing_step::FilingStep};
use contract::{Record, Sharing};
use model::{Fault, Id, TenantPath};
use store::{Scope, Tx, views};

use crate::App;
use crate::act::Statement;

const SYSTEM: &str = "system";

/// The party that speaks for a filing towards those who see its summary only: the first besides
/// the applicant that sees all of it, or the applicant.
fn speaker(filing: &Filing) -> Option<&TenantPath> {
    let other = filing.readers().find(|reader| **reader != filing.applicant);
    other.or(Some(&filing.applicant))
}

impl App {
    /// Brings the summary of a filing up to date, where this node speaks for it.
    pub(crate) async fn filing_follow(&self, id: Id) -> Result<(), Fault> {
        let mut tx = self.begin_as(&Scope::system()).await?;
        if self.summary_follow(&mut tx, id).await? {
            tx.commit().await?;
        }
        Ok(())
    }

    async fn summary_follow(&self, tx: &mut Tx, id: Id) -> Result<bool, Fault> {
        let Some((_, filing)) = tx.latest_body::<Filing>(id).await? else { return Ok(false) };
        let Some(by) = speaker(&filing).filter(|by| tx.routes().local.contains(*by)) else {
            return Ok(false);
        };
        let readers: BTreeSet<TenantPath> = filing.summary_readers().cloned().collect();
        if readers.is_empty() {
            return Ok(false);
        }
        let by = by.clone();
        let scope = Scope::new(by.clone(), SYSTEM);
        let now = tx.now();
        let head = views::filing_head(tx, &scope, id, now).await?;
        if head.summary || views::filing_steps(tx, &scope, id).await?.is_empty() {
            return Ok(false);
        }
        let figures = views::filing_figures(tx, &scope, id).await?;
        let body = FilingSummary {
            id,
            by: by.clone(),
            state: head.row.state.clone(),
            waiting: head.row.waiting_for.clone(),
            terminal: head.row.terminal,
            results: head.row.results.clone(),
            result: head.result.clone(),
            rank: head.rank,
            score: head.row.score,
            number: head.row.number.clone(),
            due: head.row.due,
            changed: head.row.changed,
            reached: figures.reached,
            indicators: figures.indicators,
            filing,
        };
        let before = views::summary_get(tx, &scope, id).await?;
        let (object, follows) = before.unwrap_or_else(|| (tx.new_id(), 0));
        if follows > 0
            && let Some((_, said)) = tx.latest_body::<FilingSummary>(object).await?
            && said == body
        {
            return Ok(false);
        }
        let statement = Statement {
            object,
            follows,
            tenant: &by,
            author: SYSTEM,
            sharing: Sharing::with(readers),
        };
        tx.append(statement.says(&body)?).await?;
        Ok(true)
    }

    /// After records came from a neighbour: summaries follow, packs that were published apply.
    pub(crate) async fn filings_after_received(&self, records: &[Record]) -> Result<(), Fault> {
        let mut touched = BTreeSet::new();
        for record in records {
            let filing = match record.kind.as_str() {
                FilingStep::NAME => record.body.get("filing").and_then(|id| id.as_str()),
                _ => None,
            };
            touched.extend(filing.and_then(|id| id.parse::<Id>().ok()));
        }
        for id in touched {
            self.filing_follow(id).await?;
        }
        Ok(())
    }

    /// At the start: a step may have come in, and the node stopped before its summary followed.
    pub(crate) async fn filings_catch_up(&self) -> Result<(), Fault> {
        let mut read = self.read_as(&Scope::system()).await?;
        let open = views::filings_unsummed(&mut read).await?;
        drop(read);
        for id in open {
            self.filing_follow(id).await?;
        }
        Ok(())
    }
}
