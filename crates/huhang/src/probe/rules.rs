//! Rules in Suricata's language: read, checked, exchanged while running. They come from files and
//! from the node ([`node`]); [`command`] compiles them or tries them on past captures.

mod command;
pub(super) mod node;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use contract::intake::rule_sets;
use model::event::{NodeRules, ProbeEvent, RuleFailure, RunningSet};
use packet::{Context, Layers};
use protocols::{FlowView, Listener, Part, Wants};
use signatures::engine::{DataSets, Engine, Limits, RuleSet};
use signatures::language::{self, Options};

use super::args::Look;
use super::exchange::Exchange;
pub(super) use command::run;
use node::{Cache, Offer, Trouble};

/// Rules of the node that do not compile, told to it.
const MOST_TOLD: usize = 100;

/// A rule that did not compile.
#[derive(Debug, Clone, serde::Serialize)]
struct Failed {
    sid: Option<u32>,
    /// Code and particulars.
    reason: String,
    file: String,
    line: usize,
    /// Number of the file; those of the node come after those of the command line.
    #[serde(skip)]
    number: usize,
}

/// Compiled rules, and what did not compile.
struct Compiled {
    set: Arc<RuleSet>,
    total: usize,
    failed: Vec<Failed>,
    /// The node's sets.
    running: Vec<RunningSet>,
}

/// The rules of a running probe. Listeners take a new set at their next packet.
pub(super) struct Rules {
    look: Look,
    set: Arc<Exchange<RuleSet>>,
    cache: Option<Cache>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    loaded: u64,
    failed: Vec<Failed>,
    /// The node's rules that run, and what is told of them.
    node: Offer,
    told: NodeRules,
    /// Tag of what the node offered last and was not taken: it is not compiled again.
    refused: Option<(String, Trouble)>,
}

impl Rules {
    /// Reads and compiles; `None` without rule files and without a node. A file that cannot be
    /// read is an error, rules that do not compile are kept to be told.
    pub(super) fn load(look: &Look, cache: Option<Cache>) -> anyhow::Result<Option<Self>> {
        if look.rules.is_empty() && cache.is_none() {
            return Ok(None);
        }
        let files = compile(look, "")?;
        let state = State {
            loaded: files.loaded(),
            failed: files.failed,
            told: NodeRules { cached: true, ..NodeRules::default() },
            ..State::default()
        };
        let kept = cache.as_ref().and_then(Cache::read);
        let set = Arc::new(Exchange::new(files.set));
        let rules = Self { look: look.clone(), set, cache, state: Mutex::new(state) };
        if let Some(offer) = kept {
            match rules.change(&offer) {
                Ok(()) => rules.state().node = offer,
                Err(trouble) => rules.tell(&trouble),
            }
        }
        Ok(Some(rules))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A listener for one pipeline.
    pub(super) fn listener(&self) -> Signatures {
        let version = self.set.version();
        let engine = Engine::new(self.set.get(), Limits::default());
        Signatures { engine, set: Arc::clone(&self.set), version }
    }

    /// Rises when other rules run.
    pub(super) fn changes(&self) -> Arc<Exchange<RuleSet>> {
        Arc::clone(&self.set)
    }

    /// Rules loaded, and rules that did not compile.
    pub(super) fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.loaded, state.failed.len() as u64)
    }

    /// What became of the node's rules; `None` when there is no node to ask.
    pub(super) fn told(&self) -> Option<NodeRules> {
        self.cache.as_ref().map(|_| self.state().told.clone())
    }

    /// Says at the terminal what does not compile.
    pub(super) fn tell_failures(&self) {
        let state = self.state();
        let n = state.failed.len();
        if n == 0 {
            return;
        }
        let tell = crate::out::tell;
        tell(&format!("probe.rules: {n} 条规则无法编译 / {n} rules do not compile"));
        for failed in state.failed.iter().take(10) {
            tell(&format!("  {failed}"));
        }
        if n > 10 {
            tell("  … `huhang probe rules check` 列出全部 / lists all");
        }
    }

    /// Reads the rule files anew. If that fails, the old rules stay. What of the node was refused
    /// is asked for again: it may have been a file's fault.
    pub(super) fn reread(&self) {
        let offer = self.state().node.clone();
        match self.change(&offer) {
            Ok(()) => self.state().refused = None,
            Err(trouble) => tracing::error!(trouble.detail, "probe.rules: the old rules stay"),
        }
    }

    /// The tag to ask the node with: of what runs, or of what was refused already.
    pub(super) fn asked_with(&self) -> String {
        let state = self.state();
        state.refused.as_ref().map_or_else(|| state.node.tag.clone(), |(tag, _)| tag.clone())
    }

    /// Takes the node's rules. If they do not compile, the old ones stay, and it is told.
    pub(super) fn take(&self, offer: Offer) {
        match self.change(&offer) {
            Ok(()) => {
                if let Some(cache) = &self.cache {
                    cache.write(&offer);
                }
                let mut state = self.state();
                state.refused = None;
                state.node = offer;
                state.told.cached = false;
            }
            Err(trouble) => {
                self.tell(&trouble);
                let mut state = self.state();
                state.told.cached = false;
                state.refused = Some((offer.tag, trouble));
            }
        }
    }

    /// The node has nothing newer than it had.
    pub(super) fn unchanged(&self) {
        let refused = self.state().refused.clone();
        self.state().told.cached = false;
        match refused {
            Some((_, trouble)) => self.tell(&trouble),
            None => {
                let mut state = self.state();
                state.told.trouble.clear();
                state.told.detail.clear();
            }
        }
    }

    /// The node could not be asked, or what it said is of no use.
    pub(super) fn trouble(&self, trouble: &Trouble) {
        self.tell(trouble);
    }

    fn tell(&self, trouble: &Trouble) {
        let mut state = self.state();
        if state.told.trouble != trouble.word {
            let Trouble { word, detail } = trouble;
            tracing::warn!(word, detail, "probe.node_rules: the node's newest rules do not run");
        }
        state.told.trouble = trouble.word.to_owned();
        state.told.detail.clone_from(&trouble.detail);
    }

    /// Compiles files and node's rules beside those that run, and exchanges them.
    fn change(&self, offer: &Offer) -> Result<(), Trouble> {
        let compiled = compile(&self.look, &offer.text)
            .map_err(|error| Trouble::new("not_compiled", &format!("{error:#}")))?;
        let useless = |set: &&RunningSet| set.total > 0 && set.compiled == 0;
        if let Some(set) = compiled.running.iter().find(useless) {
            return Err(Trouble::new("not_compiled", &set.digest));
        }
        let mut state = self.state();
        state.loaded = compiled.loaded();
        state.told = NodeRules {
            tag: offer.tag.clone(),
            sets: compiled.running,
            failed: told_failures(&compiled.failed, self.look.rules.len()),
            cached: state.told.cached,
            ..NodeRules::default()
        };
        let failed = compiled.failed.len();
        tracing::info!(loaded = state.loaded, failed, tag = offer.tag, "probe.rules_loaded");
        state.failed = compiled.failed;
        self.set.put(compiled.set);
        Ok(())
    }
}

/// Those of the node's sets among the failures.
fn told_failures(failed: &[Failed], files: usize) -> Vec<RuleFailure> {
    let of_node = failed.iter().filter(|one| one.number >= files);
    of_node
        .take(MOST_TOLD)
        .map(|one| RuleFailure {
            set: one.file.clone(),
            line: one.line as u64,
            sid: one.sid.unwrap_or(0),
            reason: one.reason.clone(),
        })
        .collect()
}

impl Failed {
    fn new(sid: Option<u32>, reason: String, at: (usize, usize), names: &[String]) -> Self {
        let (number, line) = at;
        Self { sid, reason, file: names.get(number).cloned().unwrap_or_default(), line, number }
    }
}

impl Compiled {
    fn loaded(&self) -> u64 {
        self.total.saturating_sub(self.failed.len()) as u64
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sid = self.sid.map_or("?".to_owned(), |sid| sid.to_string());
        write!(f, "{}:{} sid {sid}: {}", self.file, self.line, self.reason)
    }
}

/// The rule engine as a listener that takes new rules.
pub(super) struct Signatures {
    engine: Engine,
    set: Arc<Exchange<RuleSet>>,
    version: u64,
}

impl Signatures {
    #[cold]
    fn renew(&mut self, version: u64) {
        self.version = version;
        self.engine.replace(self.set.get());
    }
}

impl Listener for Signatures {
    /// Of the newest rules: the engine takes them at its next packet.
    fn wants(&self) -> Wants {
        self.set.get().wants()
    }

    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        let version = self.set.version();
        if version != self.version {
            self.renew(version);
        }
        self.engine.packet(at, layers, flow);
    }

    fn decode_event(&mut self, at: &Context, name: &'static str) {
        self.engine.decode_event(at, name);
    }

    fn stream_event(&mut self, at: &Context, flow: &FlowView<'_>, name: &'static str) {
        self.engine.stream_event(at, flow, name);
    }

    fn stream(&mut self, at: &Context, flow: &FlowView<'_>, data: &[u8]) {
        self.engine.stream(at, flow, data);
    }

    fn gap(&mut self, at: &Context, flow: &FlowView<'_>, lost: u64) {
        self.engine.gap(at, flow, lost);
    }

    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        self.engine.part(at, flow, part);
    }

    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        self.engine.packet_end(at, layers, flow, out);
    }

    fn flow_ended(&mut self, at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        self.engine.flow_ended(at, flow, out);
    }
}

/// Reads and compiles the rule files, and the node's rule sets after them.
fn compile(look: &Look, node: &str) -> anyhow::Result<Compiled> {
    let options = options(look)?;
    let mut all = language::File::default();
    for (number, path) in look.rules.iter().enumerate() {
        all.join(language::read(number, &read(path)?, &options));
    }
    let mut running = Vec::new();
    let mut names: Vec<String> = look.rules.iter().map(|path| path.display().to_string()).collect();
    for (digest, text) in rule_sets(node) {
        let file = language::read(names.len(), text.as_bytes(), &options);
        let digest = digest.to_owned();
        names.push(digest.clone());
        running.push(RunningSet { digest, total: file.total() as u64, compiled: 0 });
        all.join(file);
    }
    let total = all.total();
    let told = all.failed.iter().chain(&all.unmet);
    let mut failed: Vec<Failed> = told
        .map(|one| Failed::new(one.sid, reason(&one.reason), (one.file, one.line), &names))
        .collect();
    let sets = data_sets(&all.rules, look)?;
    let (set, refused) = RuleSet::compile(all.rules, &sets);
    failed.extend(
        refused
            .into_iter()
            .map(|one| Failed::new(Some(one.sid), one.reason, (one.file, one.line), &names)),
    );
    for (number, set) in (look.rules.len()..).zip(&mut running) {
        let lost = failed.iter().filter(|one| one.number == number).count() as u64;
        set.compiled = set.total.saturating_sub(lost);
    }
    Ok(Compiled { set: Arc::new(set), total, failed, running })
}

fn options(look: &Look) -> anyhow::Result<Options> {
    let mut options = Options::default();
    options.classes.read(&String::from_utf8_lossy(&classes(look)?));
    for (name, value) in &look.rule_var {
        // A name is one or the other; rules say which by where they use it.
        options.variables.addresses.insert(name.clone(), value.clone());
        options.variables.ports.insert(name.clone(), value.clone());
    }
    Ok(options)
}

/// Values taken from one data set file.
const MAX_VALUES: usize = 1_000_000;

/// The files that rules name with `load`, found beside the rules' own file.
fn data_sets(rules: &[signatures::rule::Rule], look: &Look) -> anyhow::Result<DataSets> {
    let mut sets = DataSets::new();
    for rule in rules {
        let matches = rule.sections.iter().flat_map(|section| &section.matches);
        for one in matches {
            let signatures::rule::Match::Dataset(set) = one else { continue };
            let Some(name) = set.file.as_ref().filter(|_| !sets.contains_key(&set.name)) else {
                continue;
            };
            let folder = look.rules.get(rule.file).and_then(|path| path.parent());
            let path = folder.unwrap_or(Path::new(".")).join(name);
            // `state` names a file that need not be there yet.
            let text = if path.is_file() { read(&path)? } else { continue };
            let text = String::from_utf8_lossy(&text);
            let values = signatures::dataset::read(set, &text, MAX_VALUES).values;
            sets.insert(set.name.clone(), values);
        }
    }
    Ok(sets)
}

/// `keyword.unknown keyword=foo place=3: detail`.
fn reason(reason: &language::Reason) -> String {
    let mut text = reason.code.to_owned();
    if !reason.keyword.is_empty() {
        text.push_str(&format!(" keyword={} place={}", reason.keyword, reason.place));
    }
    if !reason.detail.is_empty() {
        text.push_str(&format!(": {}", reason.detail));
    }
    text
}

/// Reads the bytes of a text that need not be UTF-8.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    fs::read(path)
        .with_context(|| format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}"))
}

/// `classification.config`: the one named, else the one beside the first rule file.
fn classes(look: &Look) -> anyhow::Result<Vec<u8>> {
    if let Some(path) = &look.classification {
        return read(path);
    }
    let beside = look.rules.first().and_then(|path| path.parent());
    let path = beside.unwrap_or(Path::new(".")).join("classification.config");
    if path.is_file() { read(&path) } else { Ok(Vec::new()) }
}
