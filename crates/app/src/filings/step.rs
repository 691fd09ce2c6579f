//! Steps: what a party hands in, decides or returns, frozen with its answers or verdicts and
//! sealed. The first step that leaves the applicant shares the filing with its parties.

use std::collections::BTreeMap;

use contract::Sharing;
use contract::kinds::filing::Filing;
use contract::kinds::filing_step::FilingStep;
use contract::rest::filing::{BatchDraft, BatchOutcome, FilingDetail, FilingStepDraft};
use model::{Fault, Id};
use store::{Tx, views};

use super::Work;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// Filings of one batch.
const MOST_BATCH: usize = 200;

impl App {
    /// Takes a step in a filing, sealed by the caller's organisation; the other parties get it.
    ///
    /// # Errors
    /// `filing.missing`; `filing.moved` (the state is not the one the caller saw); those of the
    /// procedure (wrong state, party or role, a guard, an incomplete form, missing verdicts or
    /// fields); `filing.party_missing`; `filing.limit`; `notice.attachment_unknown`.
    pub async fn filing_step(
        &self,
        caller: &Caller,
        id: Id,
        draft: FilingStepDraft,
    ) -> Result<FilingDetail, Fault> {
        caller.may(Action::FilingWrite)?;
        self.check_attachments(caller, &draft.attachments).await?;
        self.step_take(caller, id, draft).await?;
        self.filing_follow(id).await?;
        self.filing_view(caller, id).await
    }

    /// The same step on many filings; what is refused of one does not keep the others.
    ///
    /// # Errors
    /// `filing.batch`; those of `check_attachments`.
    pub async fn filing_batch(
        &self,
        caller: &Caller,
        draft: BatchDraft,
    ) -> Result<Vec<BatchOutcome>, Fault> {
        caller.may(Action::FilingWrite)?;
        if draft.filings.is_empty() || draft.filings.len() > MOST_BATCH {
            return Err(Fault::invalid("filing.batch").with("most", MOST_BATCH));
        }
        self.check_attachments(caller, &draft.step.attachments).await?;
        let mut outcomes = Vec::with_capacity(draft.filings.len());
        for filing in draft.filings {
            let taken = self.step_take(caller, filing, draft.step.clone()).await;
            let (state, code, params) = match taken {
                Ok(state) => {
                    self.filing_follow(filing).await?;
                    (state, String::new(), BTreeMap::new())
                }
                Err(fault) => (String::new(), fault.code.into_owned(), fault.params),
            };
            let (title, way_out) = (String::new(), String::new());
            outcomes.push(BatchOutcome { filing, state, code, title, way_out, params });
        }
        Ok(outcomes)
    }

    /// Takes the step in one transaction; the state after it.
    async fn step_take(
        &self,
        caller: &Caller,
        id: Id,
        draft: FilingStepDraft,
    ) -> Result<String, Fault> {
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let mut work = Work::load(self, &mut tx, caller, id).await?;
        if work.head.summary {
            return Err(Fault::forbidden("filing.summary_only"));
        }
        // A draft that is given up was never anybody else's.
        let hands_in = !work.is_shared() && !work.ends_by(&draft.action);
        if hands_in {
            work.head.filing.parties = self.parties(&work, &caller.tenant)?;
        }
        let checked = work.check_step(caller, &draft)?;
        self.check_limits(&mut tx, &scope, &work, &checked.to).await?;
        let outcome = work.outcome(&draft.action);
        let opened = work.known.procedure.opened_loops(&work.context(), &draft.action);
        let mut fields = draft.fields;
        if let Some(series) = &checked.series {
            self.give_number(&mut tx, caller, series, &mut fields).await?;
        }
        if hands_in {
            share(&mut tx, caller, id, &work).await?;
        }
        let on_behalf_of = self.on_behalf_of(&mut tx, caller, "filing", &id.to_string()).await?;
        let first_saved = work.first_saved(&checked.forms);
        let step = FilingStep {
            filing: id,
            party: work.party().to_owned(),
            by: caller.tenant.clone(),
            role: caller.role,
            action: draft.action,
            turn: checked.turn,
            state: checked.to.clone(),
            text: draft.text,
            attachments: draft.attachments,
            fields,
            answers: work.freeze(&checked.forms),
            verdicts: work.freeze_verdicts(&checked.judges),
            organisation: work.organisation.clone(),
            indicators: work.indicators.clone(),
            results: outcome.results,
            scores: outcome.scores,
            first_saved,
            on_behalf_of,
        };
        let object = tx.new_id();
        let shared = hands_in || work.is_shared();
        let sharing = if shared { others(&work.head.filing, caller) } else { Sharing::private() };
        let statement = Statement::new(object, caller).shared(sharing);
        tx.append(statement.binds(&step)?).await?;
        let applicant = &work.head.filing.applicant;
        self.hazards_from_filing(&mut tx, caller, (id, applicant), &opened).await?;
        tx.commit().await?;
        Ok(checked.to)
    }

    async fn give_number(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        series: &str,
        fields: &mut BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        if fields.get("number").is_some_and(|number| !number.trim().is_empty()) {
            return Ok(());
        }
        let year = views::notice_year(tx.now());
        let next = views::number_next(tx, &caller.scope(), series, year).await?;
        let short = i16::try_from(year).unwrap_or_default();
        fields.insert("number".to_owned(), procedure::Procedure::number(series, short, next));
        fields.insert("series".to_owned(), series.to_owned());
        Ok(())
    }
}

/// Everybody else who sees the filing.
fn others(filing: &Filing, caller: &Caller) -> Sharing {
    Sharing::with(filing.readers().filter(|reader| **reader != caller.tenant).cloned())
}

/// From here on the filing is known to its parties.
async fn share(tx: &mut Tx, caller: &Caller, id: Id, work: &Work) -> Result<(), Fault> {
    let statement = Statement::new(id, caller)
        .following(work.head.revision)
        .shared(others(&work.head.filing, caller));
    tx.append(statement.says(&work.head.filing)?).await?;
    Ok(())
}
