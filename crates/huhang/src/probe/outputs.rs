//! Who gets the events: any combination of summary, EVE file, Zeek's logs, metrics and uplink.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use model::event::ProbeEvent;
use protocols::rollup::Limits;
use protocols::{Config, Stats};

use super::alerts::Alerts;
use super::args::{Args, Budget, Link};
use super::eve::Eve;
use super::health::{self, Aside};
use super::metrics::Metrics;
use super::sensor::Setup;
use super::summary::Summary;
use super::uplink::{Outcome, Patience, Target, Uplink};
use super::zeek::Zeek;
use super::{Captured, Stop, wall_clock};

/// How often the probe says how it fares.
const REPORT: Duration = Duration::from_secs(60);

/// The chosen outputs. An event's failure is kept and told by the next [`Outputs::tick`].
pub(super) struct Outputs {
    summary: Option<Summary>,
    eve: Option<Eve>,
    zeek: Option<Zeek>,
    /// What the two files say besides events.
    alerts: Option<Alerts>,
    uplink: Option<Uplink>,
    metrics: Option<Metrics>,
    failed: Option<io::Error>,
    aside: Aside,
    reported: Option<Instant>,
}

impl Outputs {
    pub(super) fn open(args: &Args, target: Option<&Target>) -> anyhow::Result<Self> {
        let eve = args.eve.as_ref().map(|path| {
            Eve::open(path).with_context(|| {
                let shown = path.display();
                format!("probe.eve_unwritable: 无法写入 {shown} / cannot write {shown}")
            })
        });
        let run = wall_clock();
        let zeek = args.zeek.as_ref().map(|folder| {
            Zeek::open(folder, run).with_context(|| {
                let shown = folder.display();
                format!("probe.zeek_unwritable: 无法写入 {shown} / cannot write {shown}")
            })
        });
        let alerts = !args.no_detection && (args.eve.is_some() || args.zeek.is_some());
        let files = args.read.iter().map(|path| path.display().to_string());
        let sources = files.chain(args.interface.iter().cloned()).collect();
        Ok(Self {
            summary: args.summary.then_some(Summary),
            eve: eve.transpose()?,
            zeek: zeek.transpose()?,
            alerts: alerts.then(|| Alerts::new(args.learn)).transpose()?,
            uplink: target.map(Uplink::start).transpose()?,
            metrics: args.metrics.map(Metrics::serve).transpose()?,
            failed: None,
            aside: Aside { run, sources, ..Aside::default() },
            reported: None,
        })
    }

    /// Whether events go anywhere.
    pub(super) fn tells(&self) -> bool {
        self.eve.is_some() || self.zeek.is_some() || self.uplink.is_some()
    }

    /// What the pipeline has to work out for them.
    pub(super) fn config(&self, budget: &Budget) -> Config {
        if !self.tells() {
            return Config::counting();
        }
        let limits = if budget.everything {
            Limits::none()
        } else {
            Limits {
                window: i64::from(budget.window_ms) * 1_000_000,
                on_change: budget.on_change,
                per_second: budget.per_second,
                ..Limits::default()
            }
        };
        Config { limits, ..Config::default() }
    }

    pub(super) fn event(&mut self, event: ProbeEvent) {
        self.note(&event);
        if let Err(error) = self.files(&event) {
            self.failed.get_or_insert(error);
        }
        if let Some(uplink) = &mut self.uplink {
            uplink.event(event);
        }
    }

    /// Writes an event, and what follows from it.
    fn files(&mut self, event: &ProbeEvent) -> io::Result<()> {
        let (eve, zeek) = (&mut self.eve, &mut self.zeek);
        if let Some(eve) = eve {
            eve.event(event)?;
        }
        if let Some(zeek) = zeek {
            zeek.event(event)?;
        }
        let Some(alerts) = &mut self.alerts else { return Ok(()) };
        alerts.event(event, |detection| {
            eve.as_mut().map_or(Ok(()), |eve| eve.alert(detection))?;
            zeek.as_mut().map_or(Ok(()), |zeek| zeek.alert(detection))
        })
    }

    fn note(&mut self, event: &ProbeEvent) {
        self.aside.last = self.aside.last.max(event.time());
        match event {
            ProbeEvent::Alert(_) => self.aside.alerts += 1,
            ProbeEvent::File(_) => self.aside.files += 1,
            _ => {}
        }
    }

    /// Tells how the probe fares: metrics at once, events once a period and at the end.
    pub(super) fn health(&mut self, stats: &Stats, captured: &Captured, setup: &Setup, last: bool) {
        if let Some(rules) = &setup.rules {
            (self.aside.rules, self.aside.rules_failed) = rules.counts();
        }
        let told = setup.rules.as_ref().and_then(|rules| rules.told());
        let news = told != self.aside.node_rules;
        self.aside.node_rules = told;
        self.aside.dropped = captured.dropped;
        let report = health::report(stats, &self.aside);
        if let Some(metrics) = &self.metrics {
            metrics.set(&report);
        }
        let due = self.reported.is_none_or(|at| at.elapsed() >= REPORT);
        if last || due || news {
            self.reported = Some(Instant::now());
            self.event(ProbeEvent::Health(report));
        }
    }

    /// Call often: moves on what has waited long enough, and tells what failed.
    pub(super) fn tick(&mut self) -> anyhow::Result<()> {
        if let Some(eve) = &mut self.eve {
            eve.flush().context(FILES_FAILED)?;
        }
        if let Some(zeek) = &mut self.zeek {
            zeek.flush().context(FILES_FAILED)?;
        }
        if let Some(uplink) = &mut self.uplink {
            uplink.tick();
        }
        match self.failed.take() {
            Some(error) => Err(error).context(FILES_FAILED),
            None => Ok(()),
        }
    }

    /// Prints and flushes; waits for the node as long as `patience` says.
    pub(super) fn finish(
        mut self,
        stats: &Stats,
        captured: &Captured,
        patience: Patience,
        stop: &Stop,
    ) -> anyhow::Result<()> {
        let written = self.tick();
        let linked = match self.uplink.take() {
            Some(uplink) => uplink.finish(patience, &|| stop.asked()).map(|outcome| tell(&outcome)),
            None => Ok(()),
        };
        if let Some(summary) = &self.summary {
            summary.print(stats, captured)?;
        }
        written.and(linked)
    }
}

const FILES_FAILED: &str =
    "probe.eve_unwritable: 无法写入 EVE 或 Zeek 输出 / cannot write the EVE or Zeek output";

/// What did not reach the node, for whoever reads the terminal.
fn tell(outcome: &Outcome) {
    let Outcome { left, dropped, rejected } = *outcome;
    if (left, dropped, rejected) != (0, 0, 0) {
        crate::out::tell(&format!(
            "probe.uplink_incomplete: 暂存 {left}，丢弃 {dropped}，被拒 {rejected} 条事件 / \
             {left} events spooled, {dropped} dropped, {rejected} rejected"
        ));
    }
}

/// The node that the options name.
pub(super) fn target(link: &Link, live: bool) -> anyhow::Result<Option<Target>> {
    let (Some(url), Some(file)) = (&link.uplink, &link.token_file) else { return Ok(None) };
    let shown = file.display();
    let token = std::fs::read_to_string(file).with_context(|| {
        format!("probe.token_unreadable: 无法读取令牌文件 {shown} / cannot read token file {shown}")
    })?;
    let token = token.trim();
    anyhow::ensure!(
        !token.is_empty(),
        "probe.token_empty: 令牌文件 {shown} 为空 / token file {shown} is empty"
    );
    Ok(Some(Target {
        url: url.clone(),
        token: token.to_owned(),
        ca: link.ca.clone(),
        spool: link.spool.clone(),
        spool_bytes: link.spool_mib.saturating_mul(1 << 20),
        live,
    }))
}
