//! `huhang pack test`.

use std::process::ExitCode;

use contract::rest::pack::ExampleOutcome;
use model::Millis;
use procedure::Simulation;
use serde::Serialize;

use super::check::{self, Looked, Report};
use super::{Test, exit, say};

/// 2026-03-02, a Monday: walks are the same on every day.
const BEGUN: Millis = Millis(1_772_413_200_000);

#[derive(Serialize)]
struct Tested {
    #[serde(flatten)]
    report: Report,
    examples: Vec<ExampleOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    simulation: Option<Walked>,
}

#[derive(Serialize)]
struct Walked {
    seed: u64,
    walks: u32,
    steps: u64,
    ended: u32,
    untaken: Vec<String>,
    wrong: Vec<String>,
}

impl From<Simulation> for Walked {
    fn from(seen: Simulation) -> Self {
        let Simulation { seed, walks, steps, ended, untaken, wrong } = seen;
        Self { seed, walks, steps, ended, untaken, wrong }
    }
}

impl Walked {
    fn tell(&self) {
        say(&format!(
            "流程模拟 simulation: seed {}, {} walks, {} steps, {} ended, {} transitions untaken",
            self.seed,
            self.walks,
            self.steps,
            self.ended,
            self.untaken.len()
        ));
        for edge in &self.untaken {
            say(&format!("  未走到 untaken: {edge}"));
        }
        for wrong in &self.wrong {
            say(&format!("  错误 wrong: {wrong}"));
        }
    }
}

pub(super) fn run(args: &Test) -> anyhow::Result<ExitCode> {
    let (report, looked) = check::look(&args.folder)?;
    let simulation = match &looked {
        Looked::Procedure(compiled) => {
            let calendar = compiled.library.calendar();
            let seen = compiled.procedure.simulate(args.seed, args.walks, BEGUN, &calendar);
            Some(Walked::from(seen))
        }
        _ => None,
    };
    let mut tested = Tested { report, examples: check::examples(looked), simulation };
    let walked = tested.simulation.as_ref();
    let walks_well = walked.is_none_or(|seen| seen.wrong.is_empty() && seen.untaken.is_empty());
    let passed = tested.examples.iter().all(|outcome| outcome.passed);
    tested.report.ok = tested.report.ok && passed && walks_well;
    if args.json {
        say(&serde_json::to_string(&tested)?);
    } else {
        tested.tell();
    }
    Ok(exit(tested.report.ok))
}

impl Tested {
    fn tell(&self) {
        self.report.tell_problems();
        for outcome in self.examples.iter().filter(|outcome| !outcome.passed) {
            say(&format!("示例未通过 example failed: {}", outcome.example));
            for difference in &outcome.differences {
                say(&format!("  {difference}"));
            }
        }
        if let Some(walked) = &self.simulation {
            walked.tell();
        }
        let passed = self.examples.iter().filter(|outcome| outcome.passed).count();
        say(&format!(
            "{}, {passed}/{} examples passed",
            self.report.verdict(),
            self.examples.len()
        ));
    }
}
