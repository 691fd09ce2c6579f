//! `huhang probe rules`: what compiles, and how often rules would have alerted.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use model::event::ProbeEvent;
use protocols::Config;
use serde_json::json;

use super::{Compiled, compile};
use crate::probe::args::{Look, Rules as Task};
use crate::probe::replay::{self, Pace};
use crate::probe::sensor::Setup;
use crate::probe::{Stop, sources};

pub(crate) fn run(task: &Task) -> anyhow::Result<ExitCode> {
    match task {
        Task::Check { files, rule_var, classification, json } => {
            let look = Look {
                rules: files.clone(),
                rule_var: rule_var.clone(),
                classification: classification.clone(),
                ..Look::default()
            };
            check(&compile(&look, "")?, *json)
        }
        Task::Try { read, look, json } => try_on(read, look, *json),
    }
}

/// Says what compiles and what does not.
fn check(compiled: &Compiled, as_json: bool) -> anyhow::Result<ExitCode> {
    let (total, failed) = (compiled.total, &compiled.failed);
    if as_json {
        let line = json!({"total": total, "compiled": total - failed.len(), "failed": failed});
        crate::out::say(&serde_json::to_string(&line)?);
    } else {
        for one in failed {
            crate::out::say(&format!("{one}"));
        }
        crate::out::say(&format!(
            "{total} 条规则，{} 条可用 / {total} rules, {} compile",
            compiled.loaded(),
            compiled.loaded()
        ));
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the rules over captures and counts alerts by rule.
fn try_on(captures: &[PathBuf], look: &Look, as_json: bool) -> anyhow::Result<ExitCode> {
    let setup = Setup::new(look, None, Config::counting(), false)?;
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
        crate::out::say(&serde_json::to_string(&line)?);
    } else {
        for ((sid, message), count) in &alerts {
            crate::out::say(&format!("{count:>8}  {sid:>9}  {message}"));
        }
        crate::out::say(&format!(
            "{total} 次告警，{packets} 个报文，{} 个文件 / {total} alerts in {packets} packets of {} files",
            files.len(),
            files.len()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
