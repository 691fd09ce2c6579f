//! The evidence locker: files that a tenant handed in, with what refers to them.

use contract::rest::Page;
use contract::rest::filing::EvidenceRow;
use contract::rest::query::LockerQuery;
use model::Fault;
use store::views;

use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Files of the caller's tenant, newest first, each content once.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`.
    pub async fn evidence_list(
        &self,
        caller: &Caller,
        query: &LockerQuery,
    ) -> Result<Page<EvidenceRow>, Fault> {
        caller.may(Action::EvidenceRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::evidence_list(&mut read, &scope, query).await?)
    }
}
