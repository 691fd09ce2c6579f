//! One form: all that is needed to fill or to verify it.

use contract::rest::filing::{EvaluateDraft, Evaluation, FormView};
use model::{Fault, Id};
use store::views;

use super::Work;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// A form of a filing with answers, evaluation, verdicts and comments.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.summary_only`.
    pub async fn form_view(&self, caller: &Caller, id: Id, form: &str) -> Result<FormView, Fault> {
        caller.may(Action::FilingRead)?;
        let mut read = self.read(caller).await?;
        let mut work = Work::load(self, &mut read, caller, id).await?;
        let definition = work.check_seen(form)?.clone();
        if work.writable(caller, form) {
            work.lists = self.lists(&mut read, &caller.scope(), &work, &definition).await?;
        }
        let comments = views::comment_list(&mut read, &caller.scope(), id, Some(form)).await?;
        let drafts = || work.drafts_of(form);
        Ok(FormView {
            codes: work.known.procedure.codes_of(form),
            answers: work.answers(form),
            revisions: drafts().map(|draft| (draft.section.clone(), draft.revision)).collect(),
            evaluation: work.evaluate(form)?,
            previous: work.previous(form),
            carried: drafts().flat_map(|draft| draft.carried.clone()).collect(),
            verdicts: work.verdicts_of(form),
            comments,
            writable: work.writable(caller, form),
            judgeable: work.judgeable(caller, form),
            submitted: work.submitted(form),
            definition,
        })
    }

    /// What would be said of these answers; nothing is saved.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.summary_only`.
    pub async fn form_evaluate(
        &self,
        caller: &Caller,
        id: Id,
        form: &str,
        draft: EvaluateDraft,
    ) -> Result<Evaluation, Fault> {
        caller.may(Action::FilingRead)?;
        let mut read = self.read(caller).await?;
        let mut work = Work::load(self, &mut read, caller, id).await?;
        let definition = work.check_seen(form)?.clone();
        if work.writable(caller, form) {
            work.lists = self.lists(&mut read, &caller.scope(), &work, &definition).await?;
        }
        work.replace_form(form, draft.answers);
        work.evaluate(form)
    }
}
