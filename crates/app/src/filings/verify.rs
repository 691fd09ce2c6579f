//! Verifying: verdicts on items, comments, how others answered.

use std::collections::BTreeMap;

use contract::Sharing;
use contract::kinds::filing_comment::FilingComment;
use contract::kinds::filing_verdict::FilingVerdict;
use contract::rest::filing::{CommentDraft, PeerDistribution, Verdict, VerdictDraft};
use contract::rest::finding::Created;
use model::{Fault, Id};
use store::views;

use super::Work;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Sets verdicts on items of a form, or takes them back (an empty word). Private until the
    /// step that gives them.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.not_judgeable`, `filing.field_unknown`,
    /// `filing.verdict`.
    pub async fn verdict_put(
        &self,
        caller: &Caller,
        id: Id,
        form: &str,
        draft: VerdictDraft,
    ) -> Result<BTreeMap<String, Verdict>, Fault> {
        caller.may(Action::FilingWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let work = Work::load(self, &mut tx, caller, id).await?;
        work.check_judgeable(caller, form)?;
        let known = work.items(form)?;
        if let Some(unknown) = draft.verdicts.keys().find(|field| !known.contains(field.as_str())) {
            return Err(Fault::invalid("filing.field_unknown").with("field", unknown));
        }
        let before = views::verdict_get(&mut tx, &scope, id, form).await?;
        let (object, revision, mut verdicts) = match before {
            Some(row) => (row.object, row.revision, row.verdicts),
            None => (tx.new_id(), 0, BTreeMap::new()),
        };
        for (field, verdict) in draft.verdicts {
            if verdict.verdict.is_empty() {
                verdicts.remove(&field);
            } else {
                verdicts.insert(field, verdict);
            }
        }
        let body = FilingVerdict { filing: id, form: form.to_owned(), verdicts };
        let statement = Statement::new(object, caller).following(revision);
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        Ok(body.verdicts)
    }

    /// Remarks on a field or a form. Before the filing was handed in, only the applicant's own
    /// people read it.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.field_unknown`, `text.length`.
    pub async fn filing_comment(
        &self,
        caller: &Caller,
        id: Id,
        draft: CommentDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::FilingWrite)?;
        let mut tx = self.begin(caller).await?;
        let work = Work::load(self, &mut tx, caller, id).await?;
        if work.head.summary {
            return Err(Fault::forbidden("filing.summary_only"));
        }
        work.check_field(&draft.form, &draft.field)?;
        let CommentDraft { form, field, text } = draft;
        let object = tx.new_id();
        let body = FilingComment { filing: id, form, field, text };
        let statement = Statement::new(object, caller).shared(work.sharing());
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id: object })
    }

    /// How the filings of the same procedure and period answered a form: for whoever verifies.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`; `filing.not_judgeable` for the applicant.
    pub async fn form_peers(
        &self,
        caller: &Caller,
        id: Id,
        form: &str,
    ) -> Result<PeerDistribution, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let head = views::filing_head(&mut read, &scope, id, now).await?;
        if head.filing.applicant == caller.tenant {
            return Err(Fault::forbidden("filing.not_judgeable"));
        }
        let known = self.0.packs.procedures.need(&head.filing.procedure)?;
        known.form(form)?;
        Ok(views::filing_peers(&mut read, &scope, &head.row.procedure, &head.row.period, form)
            .await?)
    }
}

impl Work {
    /// Everybody that sees the filing, once it was handed in.
    pub(super) fn sharing(&self) -> Sharing {
        if !self.is_shared() {
            return Sharing::private();
        }
        let own = &self.tenant;
        Sharing::with(self.head.filing.readers().filter(|reader| *reader != own).cloned())
    }
}
