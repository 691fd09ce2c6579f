//! The invariants, checked from outside: nothing acknowledged is lost, nothing is where it may not
//! be, both ends of each edge say the same of each item, logs verify, and views are what the log
//! says.

use std::collections::{BTreeMap, BTreeSet};

use model::Id;
use serde::Serialize;
use store::{LedgerLine, Store, VerifyOutcome};

use crate::Error;

const PAGE: u32 = 2_000;

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// `lost`, `leaked`, `ledger`, `log`, `views`, `command`, `not_converged`.
    pub code: &'static str,
    pub node: usize,
    pub detail: String,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) violations: Vec<Violation>,
    /// For each directed edge the item number up to which both ledgers were compared.
    compared: BTreeMap<(usize, usize), u64>,
    pub(crate) deliveries: u64,
    pub(crate) rejected: u64,
    /// The codes of those that were refused, with how many of each.
    pub(crate) codes: BTreeMap<String, u64>,
    pub(crate) verified: u64,
}

/// One end of an edge.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) number: usize,
    pub(crate) node: Id,
    pub(crate) store: &'a Store,
}

impl Checks {
    pub(crate) fn found(&mut self, code: &'static str, node: usize, detail: String) {
        self.violations.push(Violation { code, node, detail });
    }

    pub(crate) fn count(&self, code: &str) -> usize {
        self.violations.iter().filter(|violation| violation.code == code).count()
    }

    /// The last record that the node acknowledged stands in its log; as each record carries the
    /// hash of the one before it, so do all before it.
    pub(crate) async fn acknowledged(
        &mut self,
        end: End<'_>,
        last: &(u64, String),
    ) -> Result<(), Error> {
        let held = end.store.own_hash(last.0).await?;
        if held.as_ref() != Some(&last.1) {
            let detail = format!("acknowledged record {} is {held:?}, was {}", last.0, last.1);
            self.found("lost", end.number, detail);
        }
        Ok(())
    }

    /// What the sender takes for settled, the receiver answered in the same words.
    pub(crate) async fn ledger(
        &mut self,
        from: End<'_>,
        to: End<'_>,
        complete: bool,
    ) -> Result<(), Error> {
        loop {
            let done = self.compared.get(&(from.number, to.number)).copied().unwrap_or(0);
            let said = from.store.edge_ledger(to.node, true, done, PAGE).await?;
            let heard = to.store.edge_ledger(from.node, false, done, PAGE).await?;
            let mut heard: BTreeMap<u64, LedgerLine> =
                heard.into_iter().map(|line| (line.number, line)).collect();
            let mut settled = 0;
            for line in &said {
                let answered = heard.remove(&line.number);
                if !is_settled(line) {
                    break;
                }
                settled += 1;
                self.deliveries += 1;
                if let Some(code) = &line.code {
                    self.rejected += 1;
                    *self.codes.entry(code.clone()).or_default() += 1;
                }
                if answered.as_ref() != Some(line) {
                    let detail = format!("to node {}: {line:?} there {answered:?}", to.number);
                    self.found("ledger", from.number, detail);
                }
                self.compared.insert((from.number, to.number), line.number);
            }
            if complete && settled < said.len() {
                let detail = format!("to node {}: items wait without a receipt", to.number);
                self.found("ledger", from.number, detail);
            }
            if settled < said.len() || said.is_empty() {
                return Ok(());
            }
        }
    }

    /// The node holds what it should and nothing else.
    pub(crate) async fn holdings(
        &mut self,
        end: End<'_>,
        should: &BTreeSet<Id>,
        mut may: impl FnMut(Id) -> bool,
    ) -> Result<u64, Error> {
        let mut held = BTreeSet::new();
        let mut after = 0;
        loop {
            let entries = end.store.log_entries(after, PAGE).await?;
            let Some(last) = entries.last() else { break };
            after = last.position;
            held.extend(entries.iter().map(|entry| entry.record));
        }
        for record in should.difference(&held) {
            self.found("lost", end.number, format!("record {record} is not there"));
        }
        for record in held.difference(should) {
            if !may(*record) {
                self.found("leaked", end.number, format!("record {record} is there"));
            }
        }
        Ok(after)
    }

    /// The log verifies, and views made anew from it equal the live ones.
    pub(crate) async fn sound(&mut self, end: End<'_>) -> Result<(), Error> {
        if let VerifyOutcome::Broken(failure) = end.store.verify(&|_| ()).await? {
            self.found("log", end.number, format!("{failure:?}"));
        }
        let live = end.store.views_digest().await?;
        let rebuilt = end.store.rebuild(&|_| ()).await?;
        if rebuilt.after != live {
            self.found("views", end.number, "rebuilt views differ from the live ones".to_owned());
        }
        self.verified += 1;
        Ok(())
    }
}

fn is_settled(line: &LedgerLine) -> bool {
    matches!(line.state.as_str(), "applied" | "rejected")
}
