//! `huhang range federation`: a tree of real nodes in this process, under faults, checked against
//! the invariants of docs/federation.md. The last line is one JSON object.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use serde_json::json;
use simulator::{Fault, Outcome, Plan, Sabotage};

/// Open files that a large tree needs: each node keeps its database open.
const FILES_A_NODE: u64 = 10;

/// 联邦演练 Real nodes under faults: nothing lost, nothing leaked, everything converges
#[derive(clap::Args)]
pub(crate) struct Federation {
    /// Nodes a tier: root, provinces, enterprises
    #[arg(long, value_delimiter = ',', default_value = "1,3,9", value_name = "N,N,N")]
    nodes: Vec<usize>,
    /// The same seed is the same run
    #[arg(long, default_value_t = 1, value_name = "NUMBER", conflicts_with = "seeds")]
    seed: u64,
    /// Several runs, one a seed: FROM..TO, both included
    #[arg(long, value_name = "FROM..TO", value_parser = seeds)]
    seeds: Option<(u64, u64)>,
    /// Rounds of half a virtual minute under faults
    #[arg(long, default_value_t = 4, value_name = "NUMBER")]
    rounds: u32,
    /// Which faults: `all`, `none`, or some of partition, kill, delay, loss, duplication,
    /// reorder, skew, versions, members, keys
    #[arg(long, default_value = "all", value_name = "LIST")]
    faults: String,
    /// A seeded bug that the checks must find: drop-receipt, widen-policy, lose-commit,
    /// damage-view
    #[arg(long, value_name = "BUG")]
    sabotage: Option<Sabotage>,
    /// Most nodes whose whole log is verified and whose views are rebuilt at the end
    #[arg(long, default_value_t = 60, value_name = "NUMBER")]
    verify: usize,
    /// Where the nodes' folders are made (default: the system's folder for temporary files)
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only JSON: one line a run, then the last line
    #[arg(long)]
    json: bool,
}

fn seeds(text: &str) -> Result<(u64, u64), String> {
    let parse = |part: &str| part.trim_start_matches('=').parse::<u64>().ok();
    let found = text.split_once("..").and_then(|(from, to)| Some((parse(from)?, parse(to)?)));
    found.filter(|(from, to)| from <= to).ok_or_else(|| "expected FROM..TO, as in 1..50".into())
}

fn faults(text: &str) -> anyhow::Result<BTreeSet<Fault>> {
    match text {
        "all" => Ok(Fault::ALL.into_iter().collect()),
        "none" => Ok(BTreeSet::new()),
        list => list
            .split(',')
            .map(|word| word.trim().parse::<Fault>())
            .collect::<Result<_, _>>()
            .map_err(|reason| anyhow!("[range.faults] {reason}; or `all`, or `none`")),
    }
}

pub(crate) fn run(args: &Federation) -> anyhow::Result<ExitCode> {
    files(args.nodes.iter().sum())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (from, to) = args.seeds.unwrap_or((args.seed, args.seed));
    let mut outcomes = Vec::new();
    for seed in from..=to {
        let plan = Plan {
            rounds: args.rounds,
            faults: faults(&args.faults)?,
            sabotage: args.sabotage,
            verify: args.verify,
            folder: args.folder.clone(),
            ..Plan::new(&args.nodes, seed)
        };
        let outcome = runtime.block_on(simulator::run(&plan, &|text| tell(args, text)));
        let outcome = outcome.map_err(|error| anyhow!("[range.federation] {error}"))?;
        if args.seeds.is_some() || !args.json {
            print(&serde_json::to_string(&outcome).context("the report")?);
        }
        outcomes.push(outcome);
    }
    let sound = outcomes.iter().all(Outcome::is_sound);
    print(&summary(&outcomes, args.seeds.is_some())?);
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The last line: the run's outcome, or the sum of all.
fn summary(outcomes: &[Outcome], several: bool) -> anyhow::Result<String> {
    if let ([outcome], false) = (outcomes, several) {
        return Ok(serde_json::to_string(outcome)?);
    }
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let count = |of: fn(&Outcome) -> usize| outcomes.iter().map(of).sum::<usize>();
    let unsound = outcomes.iter().filter(|outcome| !outcome.is_sound());
    let line = json!({
        "converged": outcomes.iter().all(|outcome| outcome.converged),
        "violations": count(|o| o.violations),
        "lost": count(|o| o.lost),
        "leaked": count(|o| o.leaked),
        "runs": outcomes.len(),
        "unsound_seeds": unsound.map(|outcome| outcome.seed).collect::<Vec<_>>(),
        "nodes": outcomes.first().map_or(0, |outcome| outcome.nodes),
        "rounds": sum(|o| u64::from(o.rounds)),
        "records": sum(|o| o.records),
        "deliveries": sum(|o| o.deliveries),
        "rejected": sum(|o| o.rejected),
        "kills": sum(|o| o.kills),
        "key_changes": sum(|o| o.key_changes),
        "key_revocations": sum(|o| o.key_revocations),
        "messages_lost": sum(|o| o.messages_lost),
        "heal_to_convergence_ms": outcomes.iter().map(|o| o.heal_to_convergence_ms).max(),
        "heal_to_convergence_wall_ms": outcomes.iter().map(|o| o.heal_to_convergence_wall_ms).max(),
        "wall_ms": sum(|o| o.wall_ms),
    });
    Ok(line.to_string())
}

/// Refuses a tree that this process may not open the files of.
fn files(nodes: usize) -> anyhow::Result<()> {
    let needed = u64::try_from(nodes).unwrap_or(u64::MAX).saturating_mul(FILES_A_NODE) + 100;
    match crate::limits::open_files() {
        Some(most) if most < needed => Err(anyhow!(
            "[range.files] {nodes} nodes need {needed} open files and this process may have \
             {most}; raise the limit (`ulimit -n {needed}`) or take fewer nodes"
        )),
        _ => Ok(()),
    }
}

fn tell(args: &Federation, text: &str) {
    if !args.json {
        crate::out::tell(text);
    }
}

fn print(line: &str) {
    crate::out::say(line);
}
