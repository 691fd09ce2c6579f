//! Indicators of compromise: files read once, a set that all workers share.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use ::indicators::{Matcher, NotLoaded, Set, Source};
use anyhow::Context as _;
use serde_json::json;

use super::args::Indicators as Task;

/// What was loaded, and what was not.
pub(super) struct Indicators {
    set: Arc<Set>,
    not: Vec<NotLoaded>,
}

impl Indicators {
    /// `None` without files.
    pub(super) fn load(files: &[PathBuf]) -> anyhow::Result<Option<Self>> {
        if files.is_empty() {
            return Ok(None);
        }
        let mut texts = Vec::new();
        for file in files {
            let shown = file.display().to_string();
            let bytes = std::fs::read(file).with_context(|| {
                format!("probe.indicators: 无法读取 {shown} / cannot read {shown}")
            })?;
            texts.push((shown, String::from_utf8_lossy(&bytes).into_owned()));
        }
        let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
        let (set, not) = Set::load(&sources);
        Ok(Some(Self { set: Arc::new(set), not }))
    }

    pub(super) fn set(&self) -> Arc<Set> {
        Arc::clone(&self.set)
    }

    pub(super) fn listener(&self) -> Matcher {
        Matcher::new(Arc::clone(&self.set))
    }

    /// For whoever reads the log: how much was left out.
    pub(super) fn tell(&self) {
        let (loaded, left_out) = (self.set.len(), self.not.len());
        tracing::info!(loaded, left_out, "probe.indicators: loaded");
    }
}

pub(super) fn run(task: &Task) -> anyhow::Result<ExitCode> {
    let Task::Check { files, json } = task;
    let loaded = Indicators::load(files)?.context("probe.indicators: 没有文件 / no files")?;
    check(&loaded, *json)
}

/// Says what was loaded and what was not.
#[expect(clippy::print_stdout, reason = "the command's result")]
fn check(loaded: &Indicators, as_json: bool) -> anyhow::Result<ExitCode> {
    let (count, not) = (loaded.set.len(), &loaded.not);
    if as_json {
        let not: Vec<_> = not
            .iter()
            .map(|it| json!({"source": it.source, "id": it.id, "reason": it.reason}))
            .collect();
        println!("{}", serde_json::to_string(&json!({"loaded": count, "not_loaded": not}))?);
    } else {
        for NotLoaded { source, id, reason } in not {
            println!("{source}: {id}: {reason}");
        }
        println!(
            "{count} 条指标可用，{} 条未载入 / {count} indicators loaded, {} left out",
            not.len(),
            not.len()
        );
    }
    Ok(if not.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
