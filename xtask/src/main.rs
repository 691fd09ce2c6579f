//! The workshop: everything a developer or CI runs, as `cargo xtask <task>`.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

mod fuzz;
mod setup;
mod shell;
mod suite;
mod tidy;

use shell::run;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run and check Huhang")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build what is missing and start the three tiers on loopback
    Demo {
        /// Arguments of `huhang demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Run every test: Rust, console, browser; installs what they need when root
    Test {
        /// Only the Rust tests
        #[arg(long)]
        rust_only: bool,
    },
    /// Measure and compare (docs/benchmarks.md says how to read it)
    Bench {
        /// Arguments of `huhang bench`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Fuzz the protocol parsers, family by family; a line of JSON each
    Fuzz(fuzz::Args),
    /// Regenerate committed generated files: OpenAPI, TypeScript client
    Codegen,
    /// Rules that a machine can check: layers, sizes, heads, words
    Tidy,
    /// Format check, clippy with warnings denied, tidy
    Lint,
    /// What CI runs: lint, then test
    Ci,
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Demo { args } => release("demo", &args),
        Task::Test { rust_only } => suite::test(rust_only),
        Task::Bench { args } => release("bench", &args),
        Task::Fuzz(args) => fuzz::fuzz(&args),
        Task::Codegen => codegen(),
        Task::Tidy => tidy::check_and_report(),
        Task::Lint => lint(),
        Task::Ci => {
            lint()?;
            suite::test(false)
        }
    }
}

/// Builds the console and the release binary, then runs one of its subcommands.
fn release(subcommand: &str, args: &[String]) -> anyhow::Result<()> {
    setup::console()?;
    run(cargo().args(["build", "--release", "-p", "huhang"]))?;
    run(Command::new(root().join("target/release/huhang")).arg(subcommand).args(args))
}

fn lint() -> anyhow::Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    tidy::check_and_report()
}

fn codegen() -> anyhow::Result<()> {
    run(cargo().env("UPDATE", "1").args(["test", "-p", "api", "--lib", "document"]))?;
    setup::node_modules()?;
    run(Command::new("npm").args(["run", "codegen"]).current_dir(root().join("web")))
}

/// Folder of the workspace.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), ToOwned::to_owned)
}

/// The cargo that runs us.
fn cargo() -> Command {
    let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    command.current_dir(root());
    command
}
