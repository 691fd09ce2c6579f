//! `huhang pack diff`.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use contract::rest::pack::PackDiff;
use procedure::{Change, Filed, Procedure, changes, diff};
use serde::Serialize;

use super::{Diff, folder, say};

/// Longest line of a population file.
const MAX_LINE: usize = 4 << 20;

#[derive(Serialize)]
struct Compared {
    #[serde(flatten)]
    diff: PackDiff,
    /// Worked examples of either version whose result changes.
    examples: Vec<ExampleChange>,
}

#[derive(Serialize)]
struct ExampleChange {
    example: String,
    result: String,
    before: String,
    after: String,
    score_before: Option<f64>,
    score_after: Option<f64>,
}

pub(super) fn run(args: &Diff) -> anyhow::Result<ExitCode> {
    let old = folder::procedure(&args.old)?;
    let new = folder::procedure(&args.new)?;
    let population = args.population.as_deref().map_or_else(|| Ok(Vec::new()), population)?;
    let mut examples = Vec::new();
    for compiled in [&old, &new] {
        let calendar = compiled.library.calendar();
        for name in compiled.procedure.example_names() {
            let Some((context, _)) = compiled.procedure.example_context(name, &calendar) else {
                continue;
            };
            let of = compiled.procedure.name();
            let changed = changes(&old.procedure, &new.procedure, &context);
            examples.extend(changed.into_iter().map(|change| told(of, name, change)));
        }
    }
    let diff = diff(&old.procedure, &new.procedure, population);
    let compared = Compared { diff, examples };
    if args.json {
        say(&serde_json::to_string(&compared)?);
    } else {
        compared.tell(&old.procedure);
    }
    Ok(ExitCode::SUCCESS)
}

fn told(of: &str, name: &str, change: Change) -> ExampleChange {
    ExampleChange {
        example: format!("{of}#{name}"),
        result: change.result,
        before: change.before,
        after: change.after,
        score_before: change.score_before,
        score_after: change.score_after,
    }
}

fn population(path: &Path) -> anyhow::Result<Vec<Filed>> {
    let file = File::open(path).with_context(|| format!("[pack.population] {}", path.display()))?;
    let mut filed = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("[pack.population] {}", path.display()))?;
        if line.len() > MAX_LINE {
            return Err(anyhow!(
                "[pack.population] {}:{}: 行过长 too long",
                path.display(),
                at + 1
            ));
        }
        if line.trim().is_empty() {
            continue;
        }
        filed.push(serde_json::from_str(&line).with_context(|| {
            format!(
                "[pack.population] {}:{}: 每行应为一份填报 a line is one filing",
                path.display(),
                at + 1
            )
        })?);
    }
    Ok(filed)
}

impl Compared {
    fn tell(&self, old: &Procedure) {
        for (field, what) in &self.diff.fields {
            say(&format!("字段 field {field}: {what}"));
        }
        let shown = |code: &str| if code.is_empty() { "–".to_owned() } else { code.to_owned() };
        for change in &self.examples {
            say(&format!(
                "示例 example {}: {} {} → {}",
                change.example,
                change.result,
                shown(&change.before),
                shown(&change.after)
            ));
        }
        for change in &self.diff.changed {
            let title = |code: &str| {
                let result = old.scoring().results.iter().find(|r| r.id == change.result);
                let list = result.and_then(|result| old.codes(&result.codes));
                let found = list.and_then(|list| list.codes.iter().find(|c| c.code == code));
                found.map_or_else(|| shown(code), |code| code.title.zh.clone())
            };
            say(&format!(
                "{} {}: {} {} → {}",
                change.applicant,
                change.applicant_name,
                change.result,
                title(&change.before),
                title(&change.after)
            ));
        }
        say(&format!(
            "对比 diff: {} → {}; {} fields, {} of {} filings and {} examples change",
            self.diff.before,
            self.diff.after,
            self.diff.fields.len(),
            self.diff.changed.len(),
            self.diff.filings,
            self.examples.len()
        ));
    }
}
