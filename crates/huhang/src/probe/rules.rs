//! Rules in Suricata's language: read, checked, tried on past captures, exchanged while running.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use model::event::ProbeEvent;
use packet::{Context, Layers};
use protocols::{Config, FlowView, Listener, Part, Wants};
use serde_json::json;
use signatures::engine::{DataSets, Engine, Limits, RuleSet};
use signatures::language::{self, Options};

use super::args::{Look, Rules as Task};
use super::replay::{self, Pace};
use super::sensor::Setup;
use super::{Stop, sources};

/// A rule that did not compile.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Failed {
    sid: Option<u32>,
    /// Code and particulars.
    reason: String,
    file: String,
    line: usize,
}

/// Compiled rules, and what did not compile.
struct Compiled {
    set: Arc<RuleSet>,
    total: usize,
    failed: Vec<Failed>,
}

/// The rules of a running probe. Listeners take a new set at their next packet.
pub(super) struct Rules {
    shared: Arc<Shared>,
    failed: Vec<Failed>,
}

struct Shared {
    set: Mutex<Arc<RuleSet>>,
    /// Rises with each new set.
    version: AtomicU64,
    loaded: AtomicU64,
    failed: AtomicU64,
}

impl Rules {
    /// Reads and compiles; `None` without rule files. A file that cannot be read is an error,
    /// rules that do not compile are kept to be told.
    pub(super) fn load(look: &Look) -> anyhow::Result<Option<Self>> {
        if look.rules.is_empty() {
            return Ok(None);
        }
        let compiled = compile(look)?;
        let shared = Shared {
            version: AtomicU64::new(0),
            loaded: AtomicU64::new(compiled.loaded()),
            failed: AtomicU64::new(compiled.failed.len() as u64),
            set: Mutex::new(compiled.set),
        };
        Ok(Some(Self { shared: Arc::new(shared), failed: compiled.failed }))
    }

    /// A listener for one pipeline.
    pub(super) fn listener(&self) -> Signatures {
        let set = self.shared.set.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let version = self.shared.version.load(Ordering::Acquire);
        let engine = Engine::new(set, Limits::default());
        Signatures { engine, shared: Arc::clone(&self.shared), version }
    }

    /// Rules loaded, and rules that did not compile.
    pub(super) fn counts(&self) -> (u64, u64) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (of(&self.shared.loaded), of(&self.shared.failed))
    }

    /// Says at the terminal what does not compile.
    #[expect(clippy::print_stderr, reason = "the command's own report")]
    pub(super) fn tell_failures(&self) {
        if self.failed.is_empty() {
            return;
        }
        let n = self.failed.len();
        eprintln!("probe.rules: {n} 条规则无法编译 / {n} rules do not compile");
        for failed in self.failed.iter().take(10) {
            eprintln!("  {failed}");
        }
        if n > 10 {
            eprintln!("  … `huhang probe rules check` 列出全部 / lists all");
        }
    }

    /// Reads the rules anew at each SIGHUP. If that fails, the old ones stay.
    pub(super) fn reload_on_hangup(&self, look: &Look) -> anyhow::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut hangup = {
            let _entered = runtime.enter();
            signal(SignalKind::hangup())?
        };
        let (shared, look) = (Arc::clone(&self.shared), look.clone());
        std::thread::Builder::new().name("rules".to_owned()).spawn(move || {
            while runtime.block_on(hangup.recv()).is_some() {
                match compile(&look) {
                    Ok(compiled) => shared.exchange(compiled),
                    Err(error) => tracing::error!("probe.rules: {error:#}"),
                }
            }
        })?;
        Ok(())
    }
}

impl Shared {
    fn exchange(&self, compiled: Compiled) {
        self.loaded.store(compiled.loaded(), Ordering::Relaxed);
        self.failed.store(compiled.failed.len() as u64, Ordering::Relaxed);
        tracing::info!(
            loaded = compiled.loaded(),
            failed = compiled.failed.len(),
            "probe.rules_reloaded"
        );
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = compiled.set;
        self.version.fetch_add(1, Ordering::Release);
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
    shared: Arc<Shared>,
    version: u64,
}

impl Signatures {
    #[cold]
    fn renew(&mut self, version: u64) {
        self.version = version;
        let set = self.shared.set.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.engine.replace(set);
    }
}

impl Listener for Signatures {
    fn wants(&self) -> Wants {
        self.engine.wants()
    }

    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        let version = self.shared.version.load(Ordering::Acquire);
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

/// Reads and compiles the rule files.
fn compile(look: &Look) -> anyhow::Result<Compiled> {
    let mut options = Options::default();
    options.classes.read(&String::from_utf8_lossy(&classes(look)?));
    for (name, value) in &look.rule_var {
        // A name is one or the other; rules say which by where they use it.
        options.variables.addresses.insert(name.clone(), value.clone());
        options.variables.ports.insert(name.clone(), value.clone());
    }
    let mut all = language::File::default();
    for (number, path) in look.rules.iter().enumerate() {
        all.join(language::read(number, &read(path)?, &options));
    }
    let total = all.total();
    let file = |number: usize| {
        look.rules.get(number).map_or(String::new(), |path| path.display().to_string())
    };
    let mut failed: Vec<Failed> = all
        .failed
        .iter()
        .chain(&all.unmet)
        .map(|one| Failed {
            sid: one.sid,
            reason: reason(&one.reason),
            file: file(one.file),
            line: one.line,
        })
        .collect();
    let sets = data_sets(&all.rules, look)?;
    let (set, refused) = RuleSet::compile(all.rules, &sets);
    failed.extend(refused.into_iter().map(|one| Failed {
        sid: Some(one.sid),
        reason: one.reason,
        file: file(one.file),
        line: one.line,
    }));
    Ok(Compiled { set: Arc::new(set), total, failed })
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

pub(super) fn run(task: &Task) -> anyhow::Result<ExitCode> {
    match task {
        Task::Check { files, rule_var, classification, json } => {
            let look = Look {
                rules: files.clone(),
                rule_var: rule_var.clone(),
                classification: classification.clone(),
                ..Look::default()
            };
            check(&compile(&look)?, *json)
        }
        Task::Try { read, look, json } => try_on(read, look, *json),
    }
}

/// Says what compiles and what does not.
#[expect(clippy::print_stdout, reason = "the command's result")]
fn check(compiled: &Compiled, as_json: bool) -> anyhow::Result<ExitCode> {
    let (total, failed) = (compiled.total, &compiled.failed);
    if as_json {
        let line = json!({"total": total, "compiled": total - failed.len(), "failed": failed});
        println!("{}", serde_json::to_string(&line)?);
    } else {
        for one in failed {
            println!("{one}");
        }
        println!(
            "{total} 条规则，{} 条可用 / {total} rules, {} compile",
            compiled.loaded(),
            compiled.loaded()
        );
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the rules over captures and counts alerts by rule.
#[expect(clippy::print_stdout, reason = "the command's result")]
fn try_on(captures: &[PathBuf], look: &Look, as_json: bool) -> anyhow::Result<ExitCode> {
    let setup = Setup::new(look, Config::counting(), false)?;
    let rules = setup.rules.as_ref().context("probe.rules: 缺少 --rules / --rules is missing")?;
    rules.tell_failures();
    let mut alerts: BTreeMap<(u32, String), u64> = BTreeMap::new();
    let mut count = |event: ProbeEvent| {
        if let ProbeEvent::Alert(alert) = event {
            *alerts.entry((alert.sid, alert.message)).or_insert(0) += 1;
        }
    };
    let stop = Stop::watch()?;
    let mut sensor = setup.sensor(0)?;
    let files = sources::expand(captures)?;
    let read = replay::run(&files, Pace::new(None, None), &mut sensor, &mut count, &stop)?;
    sensor.finish(&mut count);
    let (packets, total) = (sensor.stats().engine.packets, alerts.values().sum::<u64>());
    if as_json {
        let by_rule: Vec<_> = alerts
            .iter()
            .map(|((sid, message), count)| json!({"sid": sid, "message": message, "alerts": count}))
            .collect();
        let line = json!({
            "files": files.len(), "packets": packets, "alerts": total, "rules": by_rule,
            "file_anomalies": read.anomalies,
        });
        println!("{}", serde_json::to_string(&line)?);
    } else {
        for ((sid, message), count) in &alerts {
            println!("{count:>8}  {sid:>9}  {message}");
        }
        println!(
            "{total} 次告警，{packets} 个报文，{} 个文件 / {total} alerts in {packets} packets of {} files",
            files.len(),
            files.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}
