//! Acts on many things at once: each has its own outcome, and what is refused of one does not
//! keep the others.

use std::collections::BTreeSet;

use contract::kinds::assignment::Assignment;
use contract::rest::filing::FilingStepDraft;
use contract::rest::inbox::{AssignDraft, BatchSteps, InboxItem, ItemOutcome, ItemsOutcome};
use contract::rest::loops::LoopStepDraft;
use model::{ErrorKind, Fault, Id};
use store::{Tx, views};

use super::{ASK, DUTY, REFUSED};
use crate::act::Statement;
use crate::loops::SUBJECTS;
use crate::permission::Action;
use crate::{App, Caller};

/// Things of one batch.
const MOST: usize = 200;

impl App {
    /// Gives things to a person of the caller's organisation and role, or takes them back.
    ///
    /// # Errors
    /// `inbox.batch`, `inbox.person`, `text.length`; of one thing: `inbox.gone` (it does not wait
    /// for the caller's role).
    pub async fn inbox_assign(
        &self,
        caller: &Caller,
        draft: AssignDraft,
    ) -> Result<ItemsOutcome, Fault> {
        caller.may(Action::InboxManage)?;
        let items = distinct(draft.items)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let to = draft.to.unwrap_or_default();
        let people = views::user_people(&mut tx, &scope, caller.role).await?;
        if !to.is_empty() && !people.iter().any(|person| person.login == to) {
            return Err(Fault::invalid("inbox.person").with("login", to));
        }
        let computed = self.inbox_computed(&mut tx, &scope, caller).await?;
        let computed: BTreeSet<(&str, &str)> = computed
            .iter()
            .map(|waits| (waits.row.kind.as_str(), waits.row.object.as_str()))
            .collect();
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            let waits = if [DUTY, REFUSED].contains(&item.kind.as_str()) {
                computed.contains(&(item.kind.as_str(), item.object.as_str()))
            } else {
                let role = caller.role;
                let found = views::work_of(&mut tx, &scope, role, &item.kind, &item.object).await?;
                found.is_some()
            };
            if !waits {
                outcomes.push(outcome(item, Err(Fault::conflict("inbox.gone"))));
                continue;
            }
            let (kind, object) = (item.kind.clone(), item.object.clone());
            let body = Assignment { kind, object, to: to.clone(), note: draft.note.clone() };
            self.assign(&mut tx, caller, &body).await?;
            outcomes.push(outcome(item, Ok(())));
        }
        tx.commit().await?;
        Ok(counted(outcomes))
    }

    async fn assign(&self, tx: &mut Tx, caller: &Caller, body: &Assignment) -> Result<(), Fault> {
        let found = views::assignment_get(tx, &caller.scope(), &body.kind, &body.object).await?;
        let statement = match found {
            Some((.., to)) if to == body.to => return Ok(()),
            Some((object, revision, _)) => Statement::new(object, caller).following(revision),
            None => Statement::new(tx.new_id(), caller),
        };
        tx.append(statement.says(body)?).await?;
        Ok(())
    }

    /// Takes the same step on many things, each in a transaction of its own.
    ///
    /// # Errors
    /// `inbox.batch`; of one thing: `inbox.no_steps` (its kind has none), and those of the step.
    pub async fn inbox_steps(
        &self,
        caller: &Caller,
        draft: BatchSteps,
    ) -> Result<ItemsOutcome, Fault> {
        caller.may(Action::LoopStep)?;
        let items = distinct(draft.items.clone())?;
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            let taken = self.inbox_step(caller, &item, &draft).await;
            // A fault of the node is no outcome of the one thing.
            if let Err(fault) = &taken
                && fault.kind == ErrorKind::Internal
            {
                return Err(fault.clone());
            }
            outcomes.push(outcome(item, taken));
        }
        Ok(counted(outcomes))
    }

    async fn inbox_step(
        &self,
        caller: &Caller,
        item: &InboxItem,
        draft: &BatchSteps,
    ) -> Result<(), Fault> {
        let no_steps = || Fault::invalid("inbox.no_steps").with("kind", &item.kind);
        let id: Id = item.object.parse().map_err(|_| no_steps())?;
        match item.kind.as_str() {
            kind if SUBJECTS.contains(&kind) || kind == ASK => {
                let step = LoopStepDraft {
                    action: draft.action.clone(),
                    text: draft.text.clone(),
                    attachments: draft.attachments.clone(),
                    fields: draft.fields.clone(),
                    for_all: false,
                };
                self.check_attachments(caller, &step.attachments).await?;
                self.loop_take(caller, id, &step).await?;
            }
            "filing" => {
                let step = FilingStepDraft {
                    action: draft.action.clone(),
                    text: draft.text.clone(),
                    attachments: draft.attachments.clone(),
                    fields: draft.fields.clone(),
                    seen: String::new(),
                };
                self.filing_step(caller, id, step).await?;
            }
            _ => return Err(no_steps()),
        }
        Ok(())
    }
}

/// The things of a batch, each once.
fn distinct(items: Vec<InboxItem>) -> Result<Vec<InboxItem>, Fault> {
    if items.is_empty() || items.len() > MOST {
        return Err(Fault::invalid("inbox.batch").with("most", MOST));
    }
    let mut seen = BTreeSet::new();
    Ok(items.into_iter().filter(|item| seen.insert(item.clone())).collect())
}

fn outcome(item: InboxItem, taken: Result<(), Fault>) -> ItemOutcome {
    match taken {
        Ok(()) => ItemOutcome { item, done: true, code: None, params: Default::default() },
        Err(fault) => ItemOutcome {
            item,
            done: false,
            code: Some(fault.code.into_owned()),
            params: fault.params,
        },
    }
}

fn counted(items: Vec<ItemOutcome>) -> ItemsOutcome {
    let done = items.iter().filter(|item| item.done).count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    ItemsOutcome { done: number(done), refused: number(items.len() - done), items }
}
