//! A deviation that is right: it goes into the baseline with its reason, and its finding is
//! closed. Both are records; the baseline's lines follow in the same transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contract::kinds::baseline::Baseline;
use contract::kinds::finding::Finding;
use contract::rest::finding::FindingDetail;
use contract::rest::watch::Acceptance;
use detect::{BaselineEntry, Config, Engine, HostKey, Origin};
use model::event::ProbeEvent;
use model::finding::FindingState;
use model::observation::{Object, Observation};
use model::{Fault, Id};
use store::{Tx, views};

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// A baseline finding says in what it departs.
const DEVIATION: &str = "deviation";
const MOST_REASON: usize = 500;

impl App {
    /// Accepts what a finding shows into the baseline: the observations that prove it are no
    /// deviation any more.
    ///
    /// # Errors
    /// `finding.missing`; `finding.not_acceptable` (it is no deviation from the baseline, or its
    /// observations are gone); `finding.accepted` (it was closed before); `record.revision`;
    /// `text.length`.
    pub async fn finding_accept(
        &self,
        caller: &Caller,
        id: Id,
        acceptance: Acceptance,
    ) -> Result<FindingDetail, Fault> {
        caller.may(Action::FindingDecide)?;
        caller.may(Action::BaselineWrite)?;
        check_reason(&acceptance.reason)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let body = views::finding_detail(&mut tx, &scope, id).await?.body;
        let entries = entries(&body);
        if entries.is_empty() {
            return Err(Fault::conflict("finding.not_acceptable").with("finding", id));
        }
        if body.state == FindingState::Closed {
            return Err(Fault::conflict("finding.accepted").with("finding", id));
        }
        let note = acceptance.reason;
        let closed = Finding { state: FindingState::Closed, note, ..body };
        let statement = Statement::new(id, caller).following(acceptance.revision);
        tx.append(statement.says(&closed)?).await?;
        let lines = self.widen(&mut tx, caller, &entries).await?;
        self.note_accepted(&mut tx, caller, &lines).await?;
        let decided = views::finding_detail(&mut tx, &scope, id).await?;
        tx.commit().await?;
        self.detection_accepts(&caller.tenant, entries).await;
        Ok(self.explain(decided))
    }

    /// Puts the entries into the baseline's lines; the lines as they are now.
    async fn widen(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        entries: &[BaselineEntry],
    ) -> Result<Vec<BaselineEntry>, Fault> {
        let scope = caller.scope();
        // An engine of its own joins lines exactly as the one at work does.
        let mut engine = Engine::new(Arc::clone(&self.packs().rules), Config::default());
        let keys: BTreeSet<String> = entries.iter().map(BaselineEntry::key).collect();
        for key in &keys {
            if let Some(known) = views::baseline_entry(tx, &scope, key).await? {
                engine.accept(&known);
            }
        }
        entries.iter().for_each(|entry| engine.accept(entry));
        let lines = engine.baseline();
        for line in &lines {
            views::baseline_put(tx, &scope, line).await?;
        }
        Ok(lines)
    }

    async fn note_accepted(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        lines: &[BaselineEntry],
    ) -> Result<(), Fault> {
        let (object, revision, mut body) = match views::baseline_get(tx, &caller.scope()).await? {
            Some(setting) => (setting.object, setting.revision, setting.body),
            None => (tx.new_id(), 0, self.baseline_default()),
        };
        for line in lines {
            let key = line.key();
            if !body.accepted.contains(&key) {
                body.accepted.push(key);
            }
        }
        let statement = Statement::new(object, caller).following(revision);
        tx.append(statement.says::<Baseline>(&body)?).await?;
        Ok(())
    }
}

/// Whether the finding departs from the baseline and still has what proves it.
pub(crate) fn is_acceptable(body: &Finding) -> bool {
    body.state != FindingState::Closed && !entries(body).is_empty()
}

fn check_reason(reason: &str) -> Result<(), Fault> {
    let length = reason.trim().chars().count();
    if (1..=MOST_REASON).contains(&length) {
        return Ok(());
    }
    Err(Fault::invalid("text.length")
        .with("field", "reason")
        .with("length", length)
        .with("least", 1)
        .with("most", MOST_REASON))
}

/// The lines of the baseline that a deviation would have been learned as, joined by key.
fn entries(body: &Finding) -> Vec<BaselineEntry> {
    if !body.params.contains_key(DEVIATION) {
        return Vec::new();
    }
    let (Ok(source), Ok(target)) = (body.source.parse(), body.target.parse()) else {
        return Vec::new();
    };
    let mut lines: BTreeMap<(String, String), BaselineEntry> = BTreeMap::new();
    for value in &body.observations {
        if let Ok(ProbeEvent::Observation(o)) = serde_json::from_value(value.clone()) {
            let entry = entry(source, target, &o);
            let objects = format!("{:?}{:?}", entry.ranges, entry.names);
            lines.entry((entry.key(), objects)).or_insert(entry);
        }
    }
    lines.into_values().collect()
}

/// `client` and `server` as the engine told them apart: a finding's source and target.
fn entry(client: HostKey, server: HostKey, o: &Observation) -> BaselineEntry {
    let (space, ranges, names) = match &o.object {
        None => (String::new(), Vec::new(), Vec::new()),
        Some(Object::Range { space, start, count }) => {
            let last = count.checked_sub(1).map(|more| start.saturating_add(more));
            (space.to_string(), last.map(|last| [*start, last]).into_iter().collect(), Vec::new())
        }
        Some(Object::Named { space, name }) => {
            (space.to_string(), Vec::new(), vec![name.to_string()])
        }
    };
    BaselineEntry {
        client,
        server,
        protocol: o.protocol.to_string(),
        code: o.code,
        operation: o.operation.to_string(),
        risk: o.risk,
        space,
        ranges,
        granularity: 1,
        names,
        any_name: false,
        first: o.time,
        last: o.time,
        count: u64::from(o.count.max(1)),
        origin: Origin::Accepted,
    }
}
