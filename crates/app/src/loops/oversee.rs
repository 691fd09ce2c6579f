//! What authorities do besides their own steps: follow a loop below them 督办, draw closed ones to
//! be looked at again 抽查.

use std::collections::BTreeMap;

use contract::Sharing;
use contract::kinds::loop_step::LoopStep;
use contract::rest::loops::{LoopDetail, LoopSample, LoopSampling, LoopStepDraft, SuperviseDraft};
use model::{ErrorKind, Fault, Id, Millis};
use procedure::loops::is_above;
use sha2::{Digest as _, Sha256};
use store::views;

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller, secret};

/// Most loops of one sample.
const MOST_SAMPLE: u32 = 200;

impl App {
    /// A tier above follows a loop that it gets the summary of: issuer and recipient are told.
    ///
    /// # Errors
    /// `loop.missing`, `loop.not_above`, `loop.over`, `text.length`.
    pub async fn loop_supervise(
        &self,
        caller: &Caller,
        id: Id,
        draft: SuperviseDraft,
    ) -> Result<LoopDetail, Fault> {
        caller.may(Action::NoticeIssue)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let now = tx.now();
        let found = views::loop_of(&mut tx, &scope, id, now).await?;
        let (_, row, _) = found.ok_or_else(|| Fault::not_found("loop.missing").with("id", id))?;
        if !is_above(&caller.tenant, &row.issuer) {
            return Err(Fault::forbidden("loop.not_above").with("issuer", &row.issuer));
        }
        if !row.open {
            return Err(Fault::conflict("loop.over").with("state", &row.state));
        }
        if draft.text.trim().is_empty() {
            return Err(Fault::invalid("procedure.field_missing")
                .with("field", "text")
                .with("action", "supervise"));
        }
        // Whoever is above does not see the steps: its own stands before them, where every open
        // loop allows it.
        let body = LoopStep {
            subject: id,
            party: "supervisor".to_owned(),
            by: caller.tenant.clone(),
            action: "supervise".to_owned(),
            turn: 0,
            text: draft.text,
            attachments: Vec::new(),
            fields: BTreeMap::new(),
            checks: Vec::new(),
            on_behalf_of: String::new(),
        };
        let object = tx.new_id();
        let parties = Sharing::with([row.issuer.clone(), row.recipient.clone()]);
        tx.append(Statement::new(object, caller).shared(parties).binds(&body)?).await?;
        tx.commit().await?;
        self.follow(id).await?;
        self.loop_view(caller, id).await
    }

    /// Draws closed loops that the caller's tenant issued. The seed is printed: the same seed over
    /// the same population draws the same loops.
    ///
    /// # Errors
    /// `loop.sample_size`, `text.length`.
    pub async fn loop_sampling(
        &self,
        caller: &Caller,
        draft: LoopSampling,
    ) -> Result<LoopSample, Fault> {
        caller.may(Action::LoopStep)?;
        if !(1..=MOST_SAMPLE).contains(&draft.size) {
            return Err(Fault::invalid("loop.sample_size").with("most", MOST_SAMPLE));
        }
        let seed = match draft.seed.filter(|seed| !seed.trim().is_empty()) {
            Some(seed) if seed.chars().count() > 100 => {
                return Err(Fault::invalid("text.length")
                    .with("field", "seed")
                    .with("length", seed.chars().count())
                    .with("least", 0)
                    .with("most", 100));
            }
            Some(seed) => seed,
            None => secret::token("")?.chars().take(16).collect(),
        };
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let since = draft.since.unwrap_or(Millis(0));
        let population = views::subject_closed_since(&mut read, &scope, since).await?;
        let mut keyed: Vec<(String, Id)> =
            population.iter().map(|id| (key(&seed, *id), *id)).collect();
        keyed.sort_unstable();
        keyed.truncate(draft.size as usize);
        let mut items = Vec::with_capacity(keyed.len());
        for (_, id) in &keyed {
            items.push(views::subject_detail(&mut read, &scope, *id, now).await?.row);
        }
        drop(read);
        if draft.mark {
            let step = LoopStepDraft {
                action: "sample".to_owned(),
                text: seed.clone(),
                ..LoopStepDraft::default()
            };
            for (_, id) in &keyed {
                // One that was opened again meanwhile is no longer what was drawn.
                match self.loop_take(caller, *id, &step).await {
                    Err(fault) if fault.kind == ErrorKind::Conflict => {}
                    taken => taken?,
                }
            }
        }
        Ok(LoopSample { seed, population: population.len() as u64, items })
    }
}

/// What the population is sorted by.
fn key(seed: &str, id: Id) -> String {
    let digest = Sha256::digest(format!("{seed}:{id}").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
