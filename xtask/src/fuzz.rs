//! Fuzzing of the protocol parsers: seeds out of the generators, the target of `fuzz/` for each
//! family of the registry, one line of JSON a family. Needs nightly Rust.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::cargo;
use crate::shell::{run, say};

/// What a family may spend.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this family (`crates/protocols/tests/it/generate/mod.rs` lists them)
    #[arg(long)]
    family: Option<String>,
    /// Executions a family
    #[arg(long, default_value_t = 1_000_000)]
    executions: u64,
    /// Seconds a family, if that is less
    #[arg(long, default_value_t = 3600)]
    seconds: u64,
    /// Where the random numbers begin; 0: anywhere
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where corpora and findings are kept
    #[arg(long, default_value = "target/fuzz")]
    dir: PathBuf,
    /// Pack the smallest inputs kept into `crates/protocols/tests/fuzz`
    #[arg(long)]
    pack: bool,
}

/// Where `fuzz/build.sh` puts the target.
const TARGET: &str = "x86_64-unknown-linux-gnu/release/parse";
/// Packed bytes a protocol.
const PACKED: &str = "6000";

pub(crate) fn fuzz(args: &Args) -> anyhow::Result<()> {
    let corpus = |words: &[&str]| {
        let example = ["run", "-q", "-p", "protocols", "--example", "fuzz_corpus", "--"];
        run(cargo().args(example).args(words))
    };
    fs::create_dir_all(&args.dir)?;
    let dir = fs::canonicalize(&args.dir)?;
    let root = dir.to_str().context("the directory's name is no text")?;
    corpus(&["seeds", root])?;
    let build = dir.join("build");
    run(Command::new(crate::root().join("fuzz/build.sh")).arg("--target-dir").arg(&build))?;
    let mut failed = false;
    for family in families(&dir)? {
        if args.family.as_ref().is_none_or(|only| *only == family) {
            failed |= !one(&build.join(TARGET), &dir.join(&family), &family, args)?;
        }
    }
    if args.pack {
        corpus(&["pack", root, PACKED])?;
    }
    if failed { bail!("fuzzing found defects; the inputs are in {root}") } else { Ok(()) }
}

/// The folders that have seeds.
fn families(dir: &Path) -> anyhow::Result<Vec<String>> {
    let mut families = Vec::new();
    for folder in fs::read_dir(dir)? {
        let folder = folder?;
        if folder.path().join("names").exists() {
            families.push(folder.file_name().to_string_lossy().into_owned());
        }
    }
    families.sort();
    Ok(families)
}

/// Fuzzes one family; whether it held.
fn one(target: &Path, dir: &Path, family: &str, args: &Args) -> anyhow::Result<bool> {
    let found = dir.join("found/");
    for folder in [found.as_path(), &dir.join("kept")] {
        fs::create_dir_all(folder)?;
    }
    let done = Command::new(target)
        .current_dir(dir)
        .env("HUHANG_FUZZ_PROTOCOLS", fs::read_to_string(dir.join("names"))?)
        .args([format!("-runs={}", args.executions), format!("-seed={}", args.seed)])
        .args([format!("-max_total_time={}", args.seconds), "-timeout=10".to_owned()])
        .args(["-rss_limit_mb=1024", "-max_len=1024", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}", found.display()))
        // What is new goes to the first; the seeds are only read.
        .args(["kept", "corpus"])
        .output()
        .with_context(|| format!("cannot start {}", target.display()))?;
    let log = String::from_utf8_lossy(&done.stderr);
    fs::write(dir.join("log"), log.as_bytes())?;
    say(&report(family, &log, fs::read_dir(dir.join("kept"))?.count()).to_string());
    Ok(done.status.success())
}

/// What a run's log says. Memory is what one conversation held at most.
fn report(family: &str, log: &str, kept: usize) -> serde_json::Value {
    let number = |mark: &str| {
        let lines = log.lines().filter_map(|line| line.strip_prefix(mark));
        let numbers = lines.filter_map(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        numbers.max().unwrap_or(0)
    };
    let lines = |mark: &str| log.lines().filter(|line| line.contains(mark)).count();
    serde_json::json!({
        "family": family,
        "executions": number("stat::number_of_executed_units:"),
        "panics": lines("panicked at"),
        "hangs": lines("ERROR: libFuzzer: timeout"),
        "max_bytes": number("HELD "),
        "kept": kept,
    })
}

#[cfg(test)]
mod tests {
    use super::report;

    #[test]
    fn a_log_is_told_in_one_line() {
        let log = "HELD 512 modbus\nHELD 4096 s7comm\n#9 DONE cov: 3\n\
                   thread '<unnamed>' (1) panicked at fuzz_targets/parse.rs:9:9:\n\
                   stat::number_of_executed_units: 12345\n";
        let told = report("controllers", log, 7);
        assert_eq!(told["executions"], 12345);
        assert_eq!((&told["panics"], &told["hangs"]), (&1.into(), &0.into()));
        assert_eq!((&told["max_bytes"], &told["kept"]), (&4096.into(), &7.into()));
    }
}
