//! Indicators of compromise: a set that all workers share, read anew while running.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use ::indicators::{Matcher, NotLoaded, Set, Source};
use anyhow::Context as _;
use model::event::ProbeEvent;
use packet::{Context, Layers};
use protocols::{FlowView, Listener, Part, Wants};
use serde_json::json;

use super::args::Indicators as Task;
use super::exchange::Exchange;

/// The indicators of a running probe. Listeners take a new set at their next packet.
pub(super) struct Indicators {
    files: Vec<PathBuf>,
    set: Arc<Exchange<Set>>,
    not: Vec<NotLoaded>,
}

impl Indicators {
    /// `None` without files.
    pub(super) fn load(files: &[PathBuf]) -> anyhow::Result<Option<Self>> {
        if files.is_empty() {
            return Ok(None);
        }
        let (set, not) = read(files)?;
        let set = Arc::new(Exchange::new(Arc::new(set)));
        Ok(Some(Self { files: files.to_vec(), set, not }))
    }

    pub(super) fn current(&self) -> Current {
        Current { version: self.set.version(), set: self.set.get(), newest: Arc::clone(&self.set) }
    }

    pub(super) fn listener(&self) -> Listening {
        let current = self.current();
        Listening { matcher: Matcher::new(Arc::clone(&current.set)), current }
    }

    /// For whoever reads the log: how much was left out.
    pub(super) fn tell(&self) {
        tell(self.set.get().len(), self.not.len());
    }

    /// Reads the files anew. If that fails, the old indicators stay.
    pub(super) fn reread(&self) {
        match read(&self.files) {
            Ok((set, not)) => {
                tell(set.len(), not.len());
                self.set.put(Arc::new(set));
            }
            Err(error) => tracing::error!("{error:#}: the old indicators stay"),
        }
    }
}

fn tell(loaded: usize, left_out: usize) {
    tracing::info!(loaded, left_out, "probe.indicators: loaded");
}

fn read(files: &[PathBuf]) -> anyhow::Result<(Set, Vec<NotLoaded>)> {
    let mut texts = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let bytes = std::fs::read(file)
            .with_context(|| format!("probe.indicators: 无法读取 {shown} / cannot read {shown}"))?;
        texts.push((shown, String::from_utf8_lossy(&bytes).into_owned()));
    }
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    Ok(Set::load(&sources))
}

/// The newest set, as one user of it has it.
pub(super) struct Current {
    version: u64,
    set: Arc<Set>,
    newest: Arc<Exchange<Set>>,
}

impl Current {
    /// Takes a newer set; whether there was one.
    fn renew(&mut self) -> bool {
        let version = self.newest.version();
        if version == self.version {
            return false;
        }
        (self.version, self.set) = (version, self.newest.get());
        true
    }

    pub(super) fn set(&mut self) -> &Set {
        self.renew();
        &self.set
    }
}

/// A matcher that takes new indicators.
pub(super) struct Listening {
    matcher: Matcher,
    current: Current,
}

impl Listener for Listening {
    fn wants(&self) -> Wants {
        self.matcher.wants()
    }

    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        if self.current.renew() {
            self.matcher.replace(Arc::clone(&self.current.set));
        }
        self.matcher.packet(at, layers, flow);
    }

    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        self.matcher.part(at, flow, part);
    }

    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        self.matcher.packet_end(at, layers, flow, out);
    }

    fn flow_ended(&mut self, at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        self.matcher.flow_ended(at, flow, out);
    }
}

pub(super) fn run(task: &Task) -> anyhow::Result<ExitCode> {
    let Task::Check { files, json } = task;
    let (set, not) = read(files)?;
    check(set.len(), &not, *json)
}

/// Says what was loaded and what was not.
fn check(count: usize, not: &[NotLoaded], as_json: bool) -> anyhow::Result<ExitCode> {
    if as_json {
        let not: Vec<_> = not
            .iter()
            .map(|it| json!({"source": it.source, "id": it.id, "reason": it.reason}))
            .collect();
        crate::out::say(&serde_json::to_string(&json!({"loaded": count, "not_loaded": not}))?);
    } else {
        for NotLoaded { source, id, reason } in not {
            crate::out::say(&format!("{source}: {id}: {reason}"));
        }
        crate::out::say(&format!(
            "{count} 条指标可用，{} 条未载入 / {count} indicators loaded, {} left out",
            not.len(),
            not.len()
        ));
    }
    Ok(if not.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests;
