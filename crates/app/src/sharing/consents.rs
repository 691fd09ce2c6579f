//! Consents: an authority asks an enterprise, the enterprise grants, refuses, withdraws.

use contract::Sharing;
use contract::kinds::consent::{Consent, ConsentRequest, ConsentState};
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::query::ConsentQuery;
use contract::rest::sharing::{Answer, ConsentAnswer, ConsentAsk, ConsentRow};
use model::{Fault, Id, TenantKind};
use store::views;

use super::shareable;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Requests that the caller's tenant made or got, with their answers.
    pub async fn consent_list(
        &self,
        caller: &Caller,
        query: &ConsentQuery,
    ) -> Result<Page<ConsentRow>, Fault> {
        caller.may(Action::ConsentRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        Ok(views::consent_list(&mut read, &scope, query, now).await?)
    }

    /// Asks an enterprise.
    ///
    /// # Errors
    /// `consent.enterprise` (not known, or no enterprise), `consent.until` (past), `policy.kind`,
    /// `consent.subject`, `consent.receivers`, `text.length`.
    pub async fn consent_ask(&self, caller: &Caller, ask: ConsentAsk) -> Result<Created, Fault> {
        caller.may(Action::ConsentAsk)?;
        let directory = self.0.store.directory();
        let known = directory.tenants.get(&ask.enterprise).map(|known| known.body.kind);
        if known != Some(TenantKind::Enterprise) {
            return Err(Fault::invalid("consent.enterprise").with("tenant", ask.enterprise));
        }
        if ask.until <= self.0.store.now() {
            return Err(Fault::invalid("consent.until"));
        }
        if let Some(kind) = &ask.subject.kind {
            shareable(kind)?;
        }
        let mut tx = self.begin(caller).await?;
        let id = tx.new_id();
        let sharing = Sharing::with([ask.enterprise.clone()]);
        let body = ConsentRequest {
            enterprise: ask.enterprise,
            subject: ask.subject,
            receivers: ask.receivers,
            until: ask.until,
            reason: ask.reason,
        };
        tx.append(Statement::new(id, caller).shared(sharing).binds(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// The enterprise's word on a request: sealed, for the authority that asked.
    ///
    /// # Errors
    /// `consent.unknown`, `consent.not_yours`, `consent.state` (nothing to answer or withdraw),
    /// `consent.until` (past, or later than asked), `text.length`.
    pub async fn consent_answer(
        &self,
        caller: &Caller,
        id: Id,
        answer: ConsentAnswer,
    ) -> Result<ConsentRow, Fault> {
        caller.may(Action::ConsentGive)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let now = tx.now();
        let known = views::consent_get(&mut tx, &scope, id, now).await?;
        let row = known.row;
        if row.enterprise != caller.tenant {
            return Err(Fault::forbidden("consent.not_yours").with("tenant", row.enterprise));
        }
        let state = next(&row.state, answer.answer)?;
        let until = answer.until.unwrap_or(row.until);
        if state == ConsentState::Granted && (until > row.until || until <= now) {
            return Err(Fault::invalid("consent.until"));
        }
        let (object, follows) = known.consent.unwrap_or_else(|| (tx.new_id(), 0));
        let sharing = Sharing::with([row.authority.clone()]);
        let body = Consent {
            request: id,
            to: row.authority,
            subject: row.subject,
            receivers: row.receivers,
            until,
            state,
            note: answer.note,
        };
        let statement = Statement::new(object, caller).following(follows).shared(sharing);
        tx.append(statement.binds(&body)?).await?;
        let row = views::consent_get(&mut tx, &scope, id, now).await?.row;
        tx.commit().await?;
        Ok(row)
    }
}

fn next(state: &str, answer: Answer) -> Result<ConsentState, Fault> {
    match (state, answer) {
        ("asked" | "refused" | "withdrawn", Answer::Grant) => Ok(ConsentState::Granted),
        ("asked", Answer::Refuse) => Ok(ConsentState::Refused),
        ("granted", Answer::Withdraw) => Ok(ConsentState::Withdrawn),
        (state, _) => Err(Fault::conflict("consent.state").with("state", state)),
    }
}
