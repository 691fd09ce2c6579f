//! Packs that authorities published: what of them applies on this node, and whose result a version
//! changes among the filings that are here.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::filing_step::FilingStep;
use contract::rest::filing::FilingRow;
use contract::rest::pack::{ChangedResult, PackDiff};
use model::{Fault, Id, TenantPath};
use procedure::{Context, FilingFacts, Pack};
use store::blobs::BlobStore;
use store::views::{self, FilingStepRow};
use store::{Conn, Scope, Store};

use crate::pack_desk::{PUBLISHED, unzip};
use crate::packs::Packs;
use crate::procedures::{Known, today};

/// Filings that a comparison reads at once.
const AT_ONCE: usize = 500;

/// Whether what a tenant publishes applies on a node: the ministry's everywhere, an authority's in
/// its province.
pub(crate) fn governs(publisher: &TenantPath, home: &TenantPath) -> bool {
    publisher.region().is_none() || publisher.region() == home.region()
}

/// Makes known what was published for a node and is not known yet; the names of what is new.
/// What rules filings has to be known before views are folded or rebuilt.
///
/// # Errors
/// Those of the store. A pack whose content is not here yet is passed over: it is tried again when
/// its content comes. One that is not what its record says is logged and never applies.
pub async fn learn(
    store: &Store,
    blobs: &BlobStore,
    packs: &Packs,
    home: &TenantPath,
) -> Result<Vec<String>, Fault> {
    let scope = Scope::new(home.clone(), "system");
    let mut read = store.read(&scope).await?;
    let found = views::pack_list(&mut read, &scope).await?;
    drop(read);
    let mut learnt = Vec::new();
    for found in found {
        let Some(published) = found.body.published.filter(|p| p.state == PUBLISHED) else {
            continue;
        };
        let name = format!("{}@{}", found.body.id, found.body.version);
        if !governs(&published.publisher, home) {
            continue;
        }
        if let Some(known) = packs.procedures.get(&name) {
            if known.pack.digest != found.body.digest {
                tracing::error!(%name, publisher = %published.publisher, "a pack of this version applies already with other content; this one does not");
            }
            continue;
        }
        let Ok(bytes) = blobs.get(&published.content).await else { continue };
        let pack = unzip(&bytes).ok().and_then(|files| Pack::load(&files).ok());
        let known = pack.filter(|pack| pack.digest == found.body.digest && pack.name() == name);
        let known =
            known.and_then(|pack| packs.procedures.compile(&pack, Some(published.publisher)).ok());
        match known {
            Some(known) => {
                packs.procedures.add(known);
                learnt.push(name);
            }
            None => tracing::error!(%name, "a published pack is not what its record says"),
        }
    }
    Ok(learnt)
}

/// Whose result a version changes among all filings of its procedure that are on a node, whoever
/// of its tenants sees them. For whoever can read the node's data; nothing is written.
///
/// # Errors
/// `pack.wrong`, `filing.procedure_unknown`; those of the store.
pub async fn population_diff(store: &Store, packs: &Packs, pack: &Pack) -> Result<PackDiff, Fault> {
    let after = packs.procedures.compile(pack, None);
    let after = after.map_err(|problems| crate::pack_desk::problem_fault(&problems))?;
    let before = packs.procedures.of_id(&after.id, &today(store.now()))?;
    let mut comparing = Comparing::new(&before, &after);
    for tenant in store.routes().local.clone() {
        let scope = Scope::new(tenant, "system");
        let mut read = store.read(&scope).await?;
        comparing.tenant(&mut read, &scope, usize::MAX).await?;
    }
    Ok(comparing.diff)
}

/// Two versions, and what came of filings under both.
pub(crate) struct Comparing<'c> {
    before: &'c Known,
    after: &'c Known,
    seen: BTreeSet<Id>,
    /// Of these only the summary was seen so far.
    in_part: BTreeSet<Id>,
    pub(crate) diff: PackDiff,
}

impl<'c> Comparing<'c> {
    pub(crate) fn new(before: &'c Known, after: &'c Known) -> Self {
        let diff = PackDiff {
            before: before.name.clone(),
            after: after.name.clone(),
            filings: 0,
            left_out: 0,
            summaries: 0,
            next: None,
            changed: Vec::new(),
            fields: before.fields_changed(after),
            results: after.result_titles(),
        };
        Self { before, after, seen: BTreeSet::new(), in_part: BTreeSet::new(), diff }
    }

    /// Filings that a tenant sees, the first `most` of those that were handed in.
    pub(crate) async fn tenant(
        &mut self,
        read: &mut Conn,
        scope: &Scope,
        most: usize,
    ) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let rows = views::filings_after(read, scope, &self.before.id, after, AT_ONCE).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = Some(last.id);
            for (row, summary) in &rows {
                if self.diff.filings as usize >= most {
                    self.diff.left_out = self.diff.left_out.saturating_add(1);
                } else {
                    self.one(read, scope, row, *summary).await?;
                }
            }
        }
    }

    /// Filings that a tenant sees from after one on, at most `most`; `diff.next` says where to go
    /// on.
    pub(crate) async fn page(
        &mut self,
        read: &mut Conn,
        scope: &Scope,
        after: Option<Id>,
        most: usize,
    ) -> Result<(), Fault> {
        let rows = views::filings_after(read, scope, &self.before.id, after, most + 1).await?;
        for (row, summary) in rows.iter().take(most) {
            self.one(read, scope, row, *summary).await?;
        }
        let last = rows.get(most.saturating_sub(1)).filter(|_| rows.len() > most);
        self.diff.next = last.map(|(row, _)| row.id.to_string());
        Ok(())
    }

    async fn one(
        &mut self,
        read: &mut Conn,
        scope: &Scope,
        row: &FilingRow,
        summary: bool,
    ) -> Result<(), Fault> {
        // Seen in part by one tenant of a node, it may be seen whole by the next.
        if self.seen.contains(&row.id) {
            return Ok(());
        }
        if summary {
            self.in_part.insert(row.id);
            self.count_summaries();
            return Ok(());
        }
        self.seen.insert(row.id);
        self.in_part.remove(&row.id);
        self.count_summaries();
        let steps = views::filing_steps(read, scope, row.id).await?;
        if let Some(context) = evaluated(read, row, &steps).await? {
            self.diff.filings = self.diff.filings.saturating_add(1);
            self.filing(row, &context);
        }
        Ok(())
    }

    fn count_summaries(&mut self) {
        self.diff.summaries = u32::try_from(self.in_part.len()).unwrap_or(u32::MAX);
    }

    fn filing(&mut self, row: &FilingRow, context: &Context) {
        let (was, is) = (self.before.outcome(context), self.after.outcome(context));
        let results: BTreeSet<&String> = was.results.keys().chain(is.results.keys()).collect();
        for result in results {
            let code = |results: &BTreeMap<String, String>| {
                results.get(result).cloned().unwrap_or_default()
            };
            let (former, now) = (code(&was.results), code(&is.results));
            if former == now {
                continue;
            }
            self.diff.changed.push(ChangedResult {
                filing: row.id,
                applicant: row.applicant.clone(),
                applicant_name: row.applicant_name.clone(),
                result: result.clone(),
                before: former,
                after: now,
                score_before: was.score(self.before),
                score_after: is.score(self.after),
                filed: row.changed,
            });
        }
    }
}

/// What a filing was last evaluated with, to be evaluated again; `None` before it was handed in.
async fn evaluated(
    conn: &mut Conn,
    row: &FilingRow,
    steps: &[FilingStepRow],
) -> Result<Option<Context>, Fault> {
    let last = steps.iter().rfind(|step| !step.refused && !step.taken.results.is_empty());
    let Some(last) = last else { return Ok(None) };
    let Some((record, body)) = conn.latest_body::<FilingStep>(last.row.id).await? else {
        return Ok(None);
    };
    let (answers, verdicts) = views::frozen_answers(conn, steps).await?;
    let filing = FilingFacts {
        period: row.period.clone(),
        subject: row.subject.clone(),
        state: row.state.clone(),
        number: row.number.clone(),
        begun: today(row.begun),
        parties: BTreeMap::new(),
    };
    Ok(Some(Context {
        answers,
        organisation: body.organisation,
        filing,
        previous: BTreeMap::new(),
        indicators: body.indicators,
        lists: BTreeMap::new(),
        verdicts,
        today: today(record.time),
    }))
}
