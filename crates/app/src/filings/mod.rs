//! Filings: an organisation goes through a procedure. What is asked, who may act, what follows is
//! the pack's business; here it is put together with what is recorded, under the caller's rights.

mod begin;
mod draft;
mod figures;
mod follow;
mod form;
mod indicators;
mod limits;
mod lists;
mod papers;
mod step;
mod verify;
mod work;

use contract::rest::Page;
use contract::rest::filing::{FilingDetail, FilingParty, FilingRow};
use contract::rest::query::FilingQuery;
use model::form::Text;
use model::{Fault, Id};
use store::views;

pub use papers::Paper;
pub(crate) use papers::{media_type, render};
pub(crate) use work::{Work, party_paths};

use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Filings that the caller's tenant is a party of.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`, `query.value`.
    pub async fn filing_list(
        &self,
        caller: &Caller,
        query: &FilingQuery,
    ) -> Result<Page<FilingRow>, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let mut page = views::filing_list(&mut read, &scope, query, now).await?;
        page.items.iter_mut().for_each(|row| self.entitle(row));
        Ok(page)
    }

    /// Puts the procedure's titles into a row.
    pub(crate) fn entitle(&self, row: &mut FilingRow) {
        let Some(known) = self.0.packs.procedures.get(&row.procedure) else {
            let same = |text: &str| Text { zh: text.to_owned(), en: text.to_owned() };
            row.procedure_title = same(&row.procedure);
            row.state_title = same(&row.state);
            return;
        };
        row.procedure_title = known.title.clone();
        row.example = known.example;
        row.state_title = known.state_title(&row.state);
        row.result_titles = known.result_titles();
        row.result_titles.retain(|result, titles| {
            let given = row.results.get(result);
            titles.codes.retain(|code, _| Some(code) == given);
            given.is_some()
        });
    }

    /// One filing with its course, and what the caller may do now.
    ///
    /// # Errors
    /// `filing.missing`.
    pub async fn filing_view(&self, caller: &Caller, id: Id) -> Result<FilingDetail, Fault> {
        caller.may(Action::FilingRead)?;
        let mut read = self.read(caller).await?;
        let work = Work::load(self, &mut read, caller, id).await?;
        let exports = views::export_list(&mut read, &caller.scope(), id).await?;
        let comments = views::comment_list(&mut read, &caller.scope(), id, None).await?;
        let directory = self.0.store.directory();
        let name = |path: &model::TenantPath| {
            let known = directory.tenants.get(path);
            known.map_or_else(|| path.to_string(), |tenant| tenant.body.name.clone())
        };
        let parties = work.head.filing.parties.iter().map(|(party, of)| FilingParty {
            party: party.clone(),
            title: work.party_title(party),
            tenant: of.tenant.clone(),
            tenant_name: name(&of.tenant),
        });
        let mut row = work.head.row.clone();
        self.entitle(&mut row);
        let evaluated = work.known.procedure.evaluate_all(&work.context());
        let forms = work.forms();
        let forms =
            forms.map(|form| work.summary(caller, form, evaluated.get(&form.id), &comments));
        let warnings = self.limit_warnings(&mut read, &caller.scope(), caller, &work).await?;
        Ok(FilingDetail {
            warnings,
            parties: parties.collect(),
            forms: forms.collect(),
            documents: work.documents(),
            clocks: work.clocks(),
            steps: work.steps.iter().map(|step| step.row.clone()).collect(),
            actions: work.actions(caller),
            delegated: work.known.procedure.handed(&work.standing.delegated),
            exports: exports
                .into_iter()
                .map(|(mut export, data)| {
                    export.current = work.is_current(&export.document, &data);
                    export
                })
                .collect(),
            previous: work.head.filing.previous,
            row,
        })
    }
}
