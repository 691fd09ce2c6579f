//! Reports: what enterprises told this authority (or, for an enterprise, what it told).

use contract::rest::Page;
use contract::rest::finding::{ReportDetail, ReportRow};
use contract::rest::query::ReportQuery;
use model::{Fault, Id};
use store::views;

use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Reports that the caller's tenant may see, newest first.
    pub async fn report_list(
        &self,
        caller: &Caller,
        query: &ReportQuery,
    ) -> Result<Page<ReportRow>, Fault> {
        caller.may(Action::ReportRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::report_list(&mut read, &scope, query).await?)
    }

    /// One report, as its policy lets it be seen.
    ///
    /// # Errors
    /// `report.missing`.
    pub async fn report_view(&self, caller: &Caller, id: Id) -> Result<ReportDetail, Fault> {
        caller.may(Action::ReportRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::report_detail(&mut read, &scope, id).await?)
    }
}
