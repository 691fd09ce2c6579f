//! `huhang pack diff`.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use contract::rest::pack::PackDiff;
use procedure::{Change, Filed, Pack, Procedure, changes, diff};
use serde::Serialize;

use super::{Diff, folder, say};
use crate::config::Config;
use crate::node;

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
    let (old, new) = match (args.folders.as_slice(), &args.config) {
        ([new], Some(config)) => return of_node(new, config, args.json),
        ([old, new], None) => (old, new),
        _ => {
            return Err(anyhow!(
                "[pack.folders] 请给出两个版本的文件夹，或一个文件夹和 --config \
                 name the folders of two versions, or one folder and --config"
            ));
        }
    };
    let old = folder::procedure(old)?;
    let new = folder::procedure(new)?;
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

/// Whose result changes among all that was filed on a node of this machine.
fn of_node(folder: &Path, config: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let new = folder::procedure(folder)?;
    let pack = folder::read(folder)?.pack.context("[pack.folder] 无法读取 cannot be read")?;
    let config = Config::read(config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let diff = runtime.block_on(population_of(&config, &pack))?;
    let compared = Compared { diff, examples: Vec::new() };
    if json {
        say(&serde_json::to_string(&compared)?);
    } else {
        compared.tell(&new.procedure);
    }
    Ok(ExitCode::SUCCESS)
}

async fn population_of(config: &Config, pack: &Pack) -> anyhow::Result<PackDiff> {
    let explain = |fault: &model::Fault| node::explain(fault, fault);
    let store = node::open_store(config).await?;
    let packs = node::packs(config, &store).await?;
    let diff = app::published::population_diff(&store, &packs, pack).await;
    store.close().await;
    diff.map_err(|fault| explain(&fault))
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
