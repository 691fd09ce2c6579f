//! `huhang pack`: packs made, checked, tested, compared, signed and printed, before a node uses
//! them. Each command ends with one line that says how it went, and exits 0 only when all is well.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

mod check;
mod compare;
mod folder;
mod remote;
mod render;
mod sign;
mod start;
mod tell;
mod test;

use crate::out::say;

/// Make, check, test, compare, sign and print packs
#[derive(ClapArgs)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 新建 Write a small complete procedure pack to start from
    New(New),
    /// 检查 Everything that is wrong with a pack, with file, place and way out
    Check(Check),
    /// 测试 Check, run the worked examples, and walk the machine at random
    Test(Test),
    /// 对比 Fields that change, and whose result changes
    Diff(Diff),
    /// 签名 Sign a pack (`pack.sig`), or make a key to sign with
    Sign(Sign),
    /// 出具 Print a paper of a worked example, or draw the machine
    Render(Render),
}

#[derive(ClapArgs)]
struct New {
    /// Folder to write; its name should be the id
    folder: PathBuf,
    /// Lower-case letters, digits, hyphens; default: the folder's name
    #[arg(long)]
    id: Option<String>,
    /// Title in Chinese
    #[arg(long, default_value = "新流程")]
    title: String,
    /// Title in English
    #[arg(long, default_value = "New procedure")]
    title_en: String,
}

#[derive(ClapArgs)]
struct Check {
    /// Folder with a pack.yaml; packs beside it are used for codes and calendars
    folder: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

#[derive(ClapArgs)]
struct Test {
    /// Folder with a pack.yaml
    folder: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// The same seed takes the same walks
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Walks through the machine
    #[arg(long, default_value_t = 500)]
    walks: u32,
}

#[derive(ClapArgs)]
struct Diff {
    /// Folder of the version in force, then that of the version to come; with --config only the
    /// latter; with --node either both or only the latter
    #[arg(required = true, num_args = 1..=2, value_names = ["OLD", "NEW"])]
    folders: Vec<PathBuf>,
    /// Filings as lines of JSON (`filing`, `applicant`, `filed`, `organisation`, `answers`)
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// 节点配置 Configuration of a node on this machine: its version in force, and all that was
    /// filed there; nothing is written
    #[arg(long, value_name = "FILE", conflicts_with = "population")]
    config: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

/// A running node, and who asks it.
#[derive(ClapArgs)]
struct Remote {
    /// 运行中的节点 Address of a running node's console (https://…): whose result changes among
    /// all that the account sees there, against the version in force or OLD; nothing is kept there
    #[arg(long, value_name = "URL", conflicts_with_all = ["population", "config"])]
    node: Option<reqwest::Url>,
    /// 账号 Account of an authority there; else the environment's `HUHANG_LOGIN`
    #[arg(long, value_name = "NAME", requires = "node")]
    login: Option<String>,
    /// 口令 File whose first line is the password, `-` for standard input; else the environment's
    /// `HUHANG_PASSWORD`
    #[arg(long, value_name = "FILE", requires = "node")]
    password_file: Option<PathBuf>,
    /// Certificates (PEM) that the node's certificate must come from, instead of the system's
    #[arg(long, value_name = "FILE", requires = "node")]
    ca: Option<PathBuf>,
}

#[derive(ClapArgs)]
struct Sign {
    /// Folder with a pack.yaml
    folder: PathBuf,
    /// File with the secret key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Make the key first, of this suite; the file must not be there yet
    #[arg(long, value_enum, value_name = "SUITE")]
    make_key: Option<KeySuite>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeySuite {
    Ed25519,
    Sm2,
}

#[derive(ClapArgs)]
struct Render {
    /// Folder with a pack.yaml
    folder: PathBuf,
    /// Worked example to print
    #[arg(long, requires = "document")]
    example: Option<String>,
    /// Paper to print
    #[arg(long, requires = "example")]
    document: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Folder with typefaces for PDF, besides the system's
    #[arg(long, value_name = "FOLDER")]
    fonts: Option<PathBuf>,
    /// Draw the states and steps instead
    #[arg(long, value_enum, conflicts_with = "document")]
    machine: Option<Drawing>,
    /// File to write; default: standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Docx,
    Xlsx,
    Pdf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Drawing {
    /// Graphviz
    Dot,
    Mermaid,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::New(args) => start::run(args),
        Command::Check(args) => check::run(args),
        Command::Test(args) => test::run(args),
        Command::Diff(args) => compare::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Render(args) => render::run(args),
    }
}

/// 0 only when all is well.
fn exit(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
