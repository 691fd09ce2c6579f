//! Rules in Suricata's language: checked, kept, handed to probes. What does not compile is told
//! with its reason; the rest of a set works all the same. A set is compiled when it is handed in;
//! its report is kept beside its text.

use contract::intake;
use contract::kinds::rule_set::RuleSet;
use contract::rest::Page;
use contract::rest::query::PageQuery;
use contract::rest::watch::{
    CompileReport, RuleSetChange, RuleSetDetail, RuleSetDraft, RuleSetProbe, RuleSetRow,
};
use model::event::{NodeRules, RuleFailure};
use model::{Fault, Id, Millis};
use sha2::{Digest, Sha256};
use signatures::engine::{DataSets, RuleSet as Compiled};
use signatures::language::{self, Options, Reason};
use store::{Conn, Scope, views};

use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::{App, Caller};

/// Bytes of one set's text: the largest published one has 30 MB, its parts have less.
pub const MAX_TEXT: usize = 8 << 20;
/// Bytes of one report: what it lists is bounded.
const MAX_REPORT: u64 = 4 << 20;
/// Sets of one enterprise.
const MOST_SETS: u64 = 100;
/// Failures listed in one report.
const MOST_FAILURES: usize = 1000;
const ENABLED: &str = "enabled";
const DISABLED: &str = "disabled";
const REMOVED: &str = "removed";

/// What probes load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeRules {
    /// Changes with the text and with nothing else.
    pub tag: String,
    /// Absent when the probe has it already.
    pub text: Option<String>,
}

impl App {
    /// Compiles rules without keeping them.
    ///
    /// # Errors
    /// `rule_set.too_large`.
    pub async fn rule_set_check(
        &self,
        caller: &Caller,
        draft: RuleSetDraft,
    ) -> Result<CompileReport, Fault> {
        caller.may(Action::RulesWrite)?;
        Ok(compile(draft.text).await?.1)
    }

    /// Rule sets of the caller's tenant, newest first.
    pub async fn rule_set_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<RuleSetRow>, Fault> {
        caller.may(Action::RulesRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut page = views::rule_set_list(&mut read, &scope, query).await?;
        let probes = views::probe_rules(&mut read, &scope).await?;
        page.items.iter_mut().for_each(|row| count_probes(row, &probes));
        Ok(page)
    }

    /// One rule set with its text and what became of it.
    ///
    /// # Errors
    /// `rule_set.missing`; those of blobs.
    pub async fn rule_set_view(&self, caller: &Caller, id: Id) -> Result<RuleSetDetail, Fault> {
        caller.may(Action::RulesRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let detail = rule_set_detail(&mut read, &scope, id).await?;
        let (_, body) = latest(&mut read, id).await?;
        drop(read);
        let text = self.rule_text(&body.digest).await?;
        let report = self.rule_report(&body.report).await?;
        Ok(RuleSetDetail { text, report, ..detail })
    }

    /// Keeps a rule set; probes load it from now on.
    ///
    /// # Errors
    /// `rule_set.not_enterprise`, `rule_set.too_large`, `rule_set.too_many`, `text.length`.
    pub async fn rule_set_create(
        &self,
        caller: &Caller,
        draft: RuleSetDraft,
    ) -> Result<RuleSetDetail, Fault> {
        caller.may(Action::RulesWrite)?;
        if !self.is_enterprise(caller) {
            return Err(Fault::conflict("rule_set.not_enterprise"));
        }
        let (text, report) = compile(draft.text).await?;
        let body = self.rule_set_body(draft.name, ENABLED, &text, &report).await?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        if views::rule_set_count(&mut tx, &scope).await? >= MOST_SETS {
            return Err(Fault::conflict("rule_set.too_many").with("most", MOST_SETS));
        }
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        let detail = rule_set_detail(&mut tx, &scope, id).await?;
        tx.commit().await?;
        Ok(RuleSetDetail { text, report, ..detail })
    }

    /// Changes a rule set: its name, its text, whether probes load it.
    ///
    /// # Errors
    /// `rule_set.missing`, `rule_set.too_large`, `record.revision`, `text.length`.
    pub async fn rule_set_change(
        &self,
        caller: &Caller,
        id: Id,
        change: RuleSetChange,
    ) -> Result<RuleSetDetail, Fault> {
        caller.may(Action::RulesWrite)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let (_, before) = latest(&mut read, id).await?;
        drop(read);
        let (text, report) = match change.text {
            Some(text) => compile(text).await?,
            None => {
                let text = self.rule_text(&before.digest).await?;
                (text, self.rule_report(&before.report).await?)
            }
        };
        let enabled = change.enabled.unwrap_or(before.state == ENABLED);
        let state = if enabled { ENABLED } else { DISABLED };
        let name = change.name.unwrap_or(before.name);
        let body = self.rule_set_body(name, state, &text, &report).await?;
        let mut tx = self.begin(caller).await?;
        views::rule_set_get(&mut tx, &scope, id).await?;
        let statement = Statement::new(id, caller).following(change.revision);
        tx.append(statement.says(&body)?).await?;
        let detail = rule_set_detail(&mut tx, &scope, id).await?;
        tx.commit().await?;
        Ok(RuleSetDetail { text, report, ..detail })
    }

    /// Removes a rule set: probes drop it when they ask next.
    ///
    /// # Errors
    /// `rule_set.missing`.
    pub async fn rule_set_remove(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        caller.may(Action::RulesWrite)?;
        let mut tx = self.begin(caller).await?;
        let (revision, body) = latest(&mut tx, id).await?;
        let statement = Statement::new(id, caller).following(revision);
        let body = RuleSet { state: REMOVED.to_owned(), ..body };
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The rules that a probe's tenant has enabled, as one text. `has` is the tag of what the
    /// probe loaded last.
    ///
    /// # Errors
    /// `intake.token`; those of blobs.
    pub async fn probe_rules(&self, token: &str, has: Option<&str>) -> Result<ProbeRules, Fault> {
        let (tenant, _) = self.probe_of(token).await?;
        let scope = Scope::new(tenant, "system");
        let mut read = self.read_as(&scope).await?;
        let sets = views::rule_set_enabled(&mut read, &scope).await?;
        drop(read);
        let tag = tag(&sets);
        if has == Some(tag.as_str()) {
            return Ok(ProbeRules { tag, text: None });
        }
        let mut all = String::new();
        for set in sets {
            all.push_str(&intake::rule_set_line(&set.digest));
            all.push_str(&self.rule_text(&set.digest).await?);
            all.push('\n');
        }
        Ok(ProbeRules { tag, text: Some(all) })
    }

    async fn rule_text(&self, digest: &str) -> Result<String, Fault> {
        let bytes = self.0.blobs.get(digest).await.map_err(|error| Fault::from(&error))?;
        String::from_utf8(bytes).map_err(|_| internal())
    }

    async fn rule_set_body(
        &self,
        name: String,
        state: &str,
        text: &str,
        report: &CompileReport,
    ) -> Result<RuleSet, Fault> {
        let stored = self.0.blobs.put(text.as_bytes().to_vec(), MAX_TEXT as u64).await;
        let stored = stored.map_err(|error| Fault::from(&error))?;
        let json = serde_json::to_vec(report).map_err(|_| internal())?;
        let kept = self.0.blobs.put(json, MAX_REPORT).await;
        let kept = kept.map_err(|error| Fault::from(&error))?;
        Ok(RuleSet {
            name,
            state: state.to_owned(),
            digest: stored.digest,
            size: stored.size_bytes,
            total: report.total,
            compiled: report.compiled,
            report: kept.digest,
        })
    }

    async fn rule_report(&self, digest: &str) -> Result<CompileReport, Fault> {
        let bytes = self.0.blobs.get(digest).await.map_err(|error| Fault::from(&error))?;
        serde_json::from_slice(&bytes).map_err(|_| internal())
    }
}

async fn latest(log: &mut Conn, id: Id) -> Result<(u32, RuleSet), Fault> {
    let missing = || Fault::not_found("rule_set.missing").with("id", id);
    let (record, body) = log.latest_body::<RuleSet>(id).await?.ok_or_else(missing)?;
    if body.state == REMOVED { Err(missing()) } else { Ok((record.revision, body)) }
}

/// The tag of what probes load: changes with the text and with nothing else.
pub(crate) fn tag(enabled: &[RuleSetRow]) -> String {
    let mut hasher = Sha256::new();
    enabled.iter().for_each(|set| hasher.update(set.digest.as_bytes()));
    hex::encode(hasher.finalize())
}

/// What a probe says: which, its name, when, what.
type Told = (Id, String, Option<Millis>, Option<NodeRules>);

/// Row and probes of a set; text and report are left empty.
async fn rule_set_detail(conn: &mut Conn, scope: &Scope, id: Id) -> Result<RuleSetDetail, Fault> {
    let mut row = views::rule_set_get(conn, scope, id).await?;
    let probes = views::probe_rules(conn, scope).await?;
    count_probes(&mut row, &probes);
    let on_probes = probes.into_iter().map(|told| on_probe(&row.digest, told)).collect();
    Ok(RuleSetDetail { row, text: String::new(), report: CompileReport::default(), on_probes })
}

fn count_probes(row: &mut RuleSetRow, probes: &[Told]) {
    let runs = |(.., rules): &&Told| {
        rules.iter().flat_map(|rules| &rules.sets).any(|set| set.digest == row.digest)
    };
    row.running = probes.iter().filter(runs).count() as u64;
    row.probes = probes.len() as u64;
}

fn on_probe(digest: &str, (probe, name, received, rules): Told) -> RuleSetProbe {
    let NodeRules { sets, trouble, .. } = rules.unwrap_or_default();
    let runs = sets.into_iter().find(|set| set.digest == digest);
    RuleSetProbe { probe, name, received, runs, trouble }
}

/// Compiles off the async threads; the text comes back.
async fn compile(text: String) -> Result<(String, CompileReport), Fault> {
    if text.len() > MAX_TEXT {
        return Err(Fault::invalid("rule_set.too_large").with("most", MAX_TEXT));
    }
    let work = move || {
        let report = report(&text);
        (text, report)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| internal())
}

fn report(text: &str) -> CompileReport {
    let read = language::read(0, text.as_bytes(), &Options::default());
    let total = read.total();
    let told = read.failed.iter().chain(&read.unmet).map(|one| RuleFailure {
        line: one.line as u64,
        sid: one.sid.unwrap_or(0),
        reason: reason(&one.reason),
        ..RuleFailure::default()
    });
    let mut failed: Vec<RuleFailure> = told.collect();
    let (_, refused) = Compiled::compile(read.rules, &DataSets::new());
    failed.extend(refused.into_iter().map(|one| RuleFailure {
        line: one.line as u64,
        sid: one.sid,
        reason: one.reason,
        ..RuleFailure::default()
    }));
    failed.sort_by_key(|one| one.line);
    let compiled = total.saturating_sub(failed.len()) as u64;
    failed.truncate(MOST_FAILURES);
    CompileReport { total: total as u64, compiled, failed }
}

/// `keyword.unknown keyword=foo place=3: detail`, as `huhang probe rules check` tells it.
fn reason(reason: &Reason) -> String {
    let mut text = reason.code.to_owned();
    if !reason.keyword.is_empty() {
        text.push_str(&format!(" keyword={} place={}", reason.keyword, reason.place));
    }
    if !reason.detail.is_empty() {
        text.push_str(&format!(": {}", reason.detail));
    }
    text
}
