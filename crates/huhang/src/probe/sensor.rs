//! One pipeline with everything that listens to it: each worker has its own.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use model::event::ProbeEvent;
use packet::Frame;
use protocols::{Config, Listener, Pipeline, Stats};
use signatures::engine::RuleSet;
use transfers::{Collector, Limits};

use super::args::Look;
use super::ears::Ears;
use super::exchange::Exchange;
use super::indicators::{Current, Indicators};
use super::kept::{self, Files, Folder};
use super::recorder::Recorder;
use super::rules::Rules;
use super::rules::node::Cache;

/// What sensors are made of, read and compiled once.
pub(super) struct Setup {
    config: Config,
    pub(super) rules: Option<Arc<Rules>>,
    pub(super) indicators: Option<Arc<Indicators>>,
    scanner: Option<Arc<yara::Scanner>>,
    folder: Option<Arc<Folder>>,
    pcaps: Option<std::path::PathBuf>,
    /// Whether anyone hears of files.
    files: bool,
}

impl Setup {
    /// `tells`: whether events go anywhere, and not only counts. `cache`: where the node's rules
    /// are kept, when there is a node.
    pub(super) fn new(
        look: &Look,
        cache: Option<Cache>,
        config: Config,
        tells: bool,
    ) -> anyhow::Result<Self> {
        let folder = look.files.as_deref();
        let most = look.files_mib.saturating_mul(1 << 20);
        Ok(Self {
            config,
            rules: Rules::load(look, cache)?.map(Arc::new),
            indicators: Indicators::load(&look.indicators)?.map(Arc::new),
            scanner: kept::compile(&look.yara)?,
            folder: folder.map(|path| Folder::open(path, most)).transpose()?,
            pcaps: look.alert_pcap.clone(),
            files: tells
                || look.files.is_some()
                || !look.yara.is_empty()
                || !look.indicators.is_empty(),
        })
    }

    /// A sensor for worker `number`.
    pub(super) fn sensor(&self, number: u16) -> anyhow::Result<Sensor> {
        let mut listeners: Vec<Box<dyn Listener>> = Vec::new();
        if let Some(rules) = &self.rules {
            listeners.push(Box::new(rules.listener()));
        }
        if let Some(indicators) = &self.indicators {
            listeners.push(Box::new(indicators.listener()));
        }
        if self.files {
            let inspect = Files::new(self.scanner.clone(), self.folder.clone());
            let collector = Collector::new(Limits::default(), Some(Box::new(inspect)));
            listeners.push(Box::new(collector));
        }
        let recorder = match &self.pcaps {
            Some(folder) => {
                let (recorder, ear) = record(&folder.join(worker_folder(number)))?;
                listeners.push(Box::new(ear));
                Some(recorder)
            }
            None => None,
        };
        let mut pipeline = Pipeline::new(self.config.clone());
        pipeline.set_listener(Ears::over(listeners));
        let indicators = self.indicators.as_ref().map(|indicators| indicators.current());
        let rules = self.rules.as_ref().map(|rules| rules.changes());
        let rules = rules.map(|rules| (rules.version(), rules));
        Ok(Sensor { pipeline, recorder, heard: Vec::new(), worker: number, indicators, rules })
    }
}

/// The first worker writes into the folder itself.
fn worker_folder(number: u16) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn record(folder: &Path) -> anyhow::Result<(Recorder, super::recorder::Ear)> {
    Recorder::new(folder).with_context(|| {
        let shown = folder.display();
        format!("probe.alert_pcap: 无法写入 {shown} / cannot write {shown}")
    })
}

/// A worker's share of flow numbers: they are unique within the probe.
const WORKER_BITS: u32 = 48;

/// A pipeline at work.
pub(super) struct Sensor {
    pipeline: Pipeline,
    recorder: Option<Recorder>,
    heard: Vec<ProbeEvent>,
    worker: u16,
    indicators: Option<Current>,
    /// The rules, and the version of them that the pipeline listens for.
    rules: Option<(u64, Arc<Exchange<RuleSet>>)>,
}

impl Sensor {
    /// Reads one packet.
    pub(super) fn packet(&mut self, frame: &Frame<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        self.heed();
        let worker = self.worker;
        let set = self.indicators.as_mut().map(Current::set);
        let Some(recorder) = &mut self.recorder else {
            return self.pipeline.packet(frame, &mut |event| {
                judged(event, set, &mut |event| out(numbered(event, worker)));
            });
        };
        recorder.begin();
        let heard = &mut self.heard;
        self.pipeline.packet(frame, &mut |event| {
            judged(event, set, &mut |event| heard.push(event));
        });
        if let Err(error) = recorder.end(frame, heard) {
            tracing::warn!(%error, "probe.alert_pcap: an alert's packets could not be written");
            self.recorder = None;
        }
        self.heard.drain(..).for_each(|event| out(numbered(event, worker)));
    }

    /// New rules may want to hear what the old ones did not.
    fn heed(&mut self) {
        let Some((seen, rules)) = &mut self.rules else { return };
        let version = rules.version();
        if version != *seen {
            *seen = version;
            let listener = self.pipeline.set_listener(None);
            self.pipeline.set_listener(listener);
        }
    }

    /// Ends all flows.
    pub(super) fn finish(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        let worker = self.worker;
        let set = self.indicators.as_mut().map(Current::set);
        self.pipeline.finish(&mut |event| {
            judged(event, set, &mut |event| out(numbered(event, worker)));
        });
    }

    pub(super) fn stats(&self) -> Stats {
        self.pipeline.stats()
    }
}

/// Passes an event on, with the alerts that a file's digests lead to.
fn judged(event: ProbeEvent, set: Option<&::indicators::Set>, out: &mut dyn FnMut(ProbeEvent)) {
    let alerts = match (&event, set) {
        (ProbeEvent::File(file), Some(set)) => set.file_alerts(file),
        _ => Vec::new(),
    };
    out(event);
    alerts.into_iter().map(ProbeEvent::Alert).for_each(out);
}

/// Puts the worker's number into the flow's.
fn numbered(mut event: ProbeEvent, worker: u16) -> ProbeEvent {
    if worker > 0 {
        let flow = match &mut event {
            ProbeEvent::Observation(observation) => &mut observation.flow,
            ProbeEvent::Flow(flow) => &mut flow.flow,
            ProbeEvent::Alert(alert) => &mut alert.flow,
            ProbeEvent::File(file) => &mut file.flow,
            ProbeEvent::Health(_) => return event,
        };
        if *flow != 0 {
            *flow |= u64::from(worker) << WORKER_BITS;
        }
    }
    event
}
