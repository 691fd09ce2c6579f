//! `huhang pack diff`.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use contract::rest::pack::PackDiff;
use procedure::{Change, Filed, Pack, Procedure, changes, diff};
use reqwest::Url;
use serde::Serialize;

use super::folder::Compiled;
use super::{Diff, folder, remote, say};
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
    if let Some(base) = &args.remote.node {
        return of_running(base, args);
    }
    let (old, new) = match (args.folders.as_slice(), &args.config) {
        ([new], Some(config)) => return of_node(new, config, args.json),
        ([old, new], None) => (old, new),
        _ => {
            return Err(anyhow!(
                "[pack.folders] 请给出两个版本的文件夹，或一个文件夹和 --config \
                 或 --node name the folders of two versions, or one folder and --config or --node"
            ));
        }
    };
    let old = folder::procedure(old)?;
    let new = folder::procedure(new)?;
    let population = args.population.as_deref().map_or_else(|| Ok(Vec::new()), population)?;
    let examples = examples(&old, &new);
    let diff = diff(&old.procedure, &new.procedure, population);
    Compared { diff, examples }.say(&old.procedure, args.json)
}

/// Worked examples of either version whose result changes.
fn examples(old: &Compiled, new: &Compiled) -> Vec<ExampleChange> {
    let mut examples = Vec::new();
    for compiled in [old, new] {
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
    examples
}

/// Whose result changes among all that somebody sees on a running node.
fn of_running(base: &Url, args: &Diff) -> anyhow::Result<ExitCode> {
    let (new, older) = args.folders.split_last().context("[pack.folders]")?;
    let old = older.first();
    let compiled = folder::procedure(new)?;
    let zip = app::pack_zip(&folder::files(new)?).map_err(|fault| node::explain(&fault, &fault))?;
    let old = old.map(|folder| Ok::<_, anyhow::Error>((folder, folder::procedure(folder)?)));
    let old = old.transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let diff = runtime.block_on(async {
        let node = remote::Node::sign_in(base, &args.remote).await?;
        let before = old.as_ref().map(|(folder, _)| folder.as_path());
        let diff = asked(&node, &zip, before).await;
        node.sign_out().await;
        diff
    })?;
    let examples = old.as_ref().map_or_else(Vec::new, |(_, old)| examples(old, &compiled));
    Compared { diff, examples }.say(&compiled.procedure, args.json)
}

/// With an older version at hand: the node is to know the very same.
async fn asked(node: &remote::Node, zip: &[u8], old: Option<&Path>) -> anyhow::Result<PackDiff> {
    let Some(folder) = old else { return node.diff(zip, None).await };
    let pack = folder::read(folder)?.pack.context("[pack.folder] 无法读取 cannot be read")?;
    let name = pack.name();
    let known = node.digest(&pack.manifest.id, &pack.manifest.version.to_string()).await?;
    match known {
        Some(digest) if digest == pack.digest => node.diff(zip, Some(&name)).await,
        Some(_) => Err(anyhow!(
            "[pack.node_other] 节点上的 {name} 与 {} 内容不同；只给新版本即与现行版本对比 the node's \
             {name} has other content; give only the new version to compare with the one in force",
            folder.display()
        )),
        None => Err(anyhow!(
            "[pack.node_unknown] 节点上没有 {name}；只给新版本即与现行版本对比 the node knows no \
             {name}; give only the new version to compare with the one in force"
        )),
    }
}

/// Whose result changes among all that was filed on a node of this machine.
fn of_node(folder: &Path, config: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let new = folder::procedure(folder)?;
    let pack = folder::read(folder)?.pack.context("[pack.folder] 无法读取 cannot be read")?;
    let config = Config::read(config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let diff = runtime.block_on(population_of(&config, &pack))?;
    Compared { diff, examples: Vec::new() }.say(&new.procedure, json)
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
    fn say(&self, titles: &Procedure, json: bool) -> anyhow::Result<ExitCode> {
        if json {
            say(&serde_json::to_string(self)?);
        } else {
            self.tell(titles);
        }
        Ok(ExitCode::SUCCESS)
    }

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
        if self.diff.summaries > 0 {
            say(&format!(
                "另有 {0} 份在此只有摘要，须由受理单位对比 of {0} further filings only the summary \
                 is here; the authority that has them can compare them",
                self.diff.summaries
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
