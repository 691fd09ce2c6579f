//! `huhang demo`: the three tiers on one machine, and the chain from a capture to a closed notice.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use contract::rest::finding::FindingRow;
use model::finding::Severity;

mod chain;
mod chaos;
mod client;
mod filings;
mod letters;
mod loops;
pub(crate) mod provision;
pub(crate) mod tree;

pub(crate) use provision::{DemoFile, Initialised};

use chain::{Cast, Steps};
use tree::{Plan, Tier, Tree};

/// Options of `huhang demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// 用自己的抓包文件 Your own capture instead of the recorded one (pcap, pcapng)
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// 数据目录 Folder of the demo's nodes
    #[arg(long, value_name = "DIR", default_value = "huhang-data/demo")]
    data: PathBuf,
    /// 起始端口 First console port; federation uses this plus 100
    #[arg(long, default_value_t = 8600)]
    port: u16,
    /// 回放速度 Replay at this multiple of the capture's own pace; 0 = at once
    #[arg(long, default_value_t = 2.0)]
    pace: f64,
    /// 清空后重新开始 Begin anew: removes the demo's folder first
    #[arg(long)]
    fresh: bool,
    /// 不打开浏览器 Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// 自动走完全链条并退出 Walk the whole chain through the API, print one JSON line, exit
    #[arg(long)]
    check: bool,
    /// With --check: then this many rounds of the loop while nodes are killed at random moments
    #[arg(long, value_name = "ROUNDS", requires = "check", default_value_t = 0)]
    kill: u32,
    /// Seed of the random moments
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Capture time that the baseline learns in the recorded capture, in seconds: its quiet part.
const LEARNING_SECONDS: u32 = 48;
/// The demo's edges call this often; a real node waits longer.
const INTERVAL_MS: u64 = 250;

/// The capture recorded by this project (see `captures/README.md`).
static CAPTURE: &[u8] = include_bytes!("../../../../captures/demo-plant.pcap");

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async { if args.check { check(args).await } else { show(args).await } })
}

/// `--check`: own ports, temporary folder, one JSON line.
async fn check(args: &Args) -> anyhow::Result<ExitCode> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let start = Instant::now();
    let mut steps = Steps::default();
    let outcome = walk(args, folder.path(), &mut steps).await;
    let total_ms = start.elapsed().as_millis();
    let mut line =
        serde_json::json!({ "ok": outcome.is_ok(), "steps": steps.done, "total_ms": total_ms });
    if let Err(error) = &outcome {
        line["error"] = format!("{error:#}").into();
    }
    print_line(&line.to_string());
    Ok(if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn walk(args: &Args, folder: &Path, steps: &mut Steps) -> anyhow::Result<()> {
    let tree = Tree::new(Plan::at_free_ports(folder)?);
    let result = walk_tree(args, &tree, steps).await;
    tree.stop().await;
    result
}

async fn walk_tree(args: &Args, tree: &Tree, steps: &mut Steps) -> anyhow::Result<()> {
    let demo = steps
        .run("start_and_enrol", provision::provision(tree, LEARNING_SECONDS, INTERVAL_MS))
        .await?;
    let cast = steps.run("sign_in", Cast::sign_in(tree, &demo)).await?;
    let capture = capture_file(args, &tree.plan.folder)?;
    steps.run("replay_capture", chain::replay(tree, &capture)).await?;
    steps.run("observations_assets_baseline", chain::watched(&cast)).await?;
    let found = steps.run("findings", chain::findings(&cast, args.capture.is_none())).await?;
    // Before any notice is issued: figures on notices would have to be explained in examples.
    steps.run("every_pack_to_archive", filings::every_pack(tree, &demo)).await?;
    let finding = most_urgent(&found).context("no finding to report")?;
    the_loop(&cast, finding, steps).await?;
    hosted_loop(&cast, steps).await?;
    steps.run("circular_handed_on", letters::circular(&cast)).await?;
    steps.run("loop_with_everything", loops::with_everything(&cast, finding)).await?;
    steps.run("receipts_agree", chain::receipts_agree(&cast)).await?;
    steps.run("verify", chain::verify(tree)).await?;
    if args.kill > 0 {
        steps.run("kill_rounds", chaos::rounds(tree, &cast, &found, args.kill, args.seed)).await?;
    }
    Ok(())
}

/// Report → notice → sign for → reply → returned → reply → closed → figures.
async fn the_loop(cast: &Cast, finding: &FindingRow, steps: &mut Steps) -> anyhow::Result<()> {
    let report = steps.run("report_upward", chain::report(cast, finding)).await?;
    let row = steps.run("report_arrives", chain::report_arrives(cast, report)).await?;
    let title = format!("关于工控异常操作的风险通报：{}", finding.title_zh);
    let notice = steps
        .run("issue_notice", chain::issue(cast, "cn/32/ent/alpha", &title, Some(&row)))
        .await?;
    steps.run("notice_arrives", chain::in_state(&cast.officer, notice, "issued")).await?;
    let signed = chain::draft("sign_for", "");
    steps.run("sign_for", chain::step(&cast.officer, notice, signed, "signed_for")).await?;
    let first = chain::reply(&cast.officer, notice, "已断开异常主机，正在恢复程序");
    let digest = steps.run("reply", first).await?;
    steps.run("reply_arrives", chain::in_state(&cast.regulator, notice, "replied")).await?;
    steps.run("evidence_arrives", chain::evidence_arrives(&cast.regulator, &digest)).await?;
    let back = chain::draft("return", "请补充控制器程序恢复后的校验记录");
    steps.run("send_back", chain::step(&cast.regulator, notice, back, "returned")).await?;
    steps.run("return_arrives", chain::in_state(&cast.officer, notice, "returned")).await?;
    let second = chain::reply(&cast.officer, notice, "程序已恢复并与备份比对一致");
    steps.run("reply_again", second).await?;
    steps.run("second_reply_arrives", chain::in_state(&cast.regulator, notice, "replied")).await?;
    let close = chain::draft("close", "复核通过，予以销号");
    steps.run("close", chain::step(&cast.regulator, notice, close, "closed")).await?;
    steps.run("closing_arrives", chain::in_state(&cast.officer, notice, "closed")).await?;
    steps.run("figures", chain::figures(cast, notice)).await
}

/// The enterprise without a node closes its notice as a tenant of the province.
async fn hosted_loop(cast: &Cast, steps: &mut Steps) -> anyhow::Result<()> {
    let issued = chain::issue(cast, "cn/32/ent/bravo", "关于远程运维端口暴露的风险通报", None);
    let notice = steps.run("hosted_issue", issued).await?;
    let work = async {
        chain::in_state(&cast.hosted, notice, "issued").await?;
        chain::step(&cast.hosted, notice, chain::draft("sign_for", ""), "signed_for").await?;
        chain::reply(&cast.hosted, notice, "已关闭远程运维端口").await?;
        let close = chain::draft("close", "复核通过");
        chain::step(&cast.regulator, notice, close, "closed").await
    };
    steps.run("hosted_loop", work).await
}

fn most_urgent(found: &[FindingRow]) -> Option<&FindingRow> {
    found.iter().max_by_key(|row| (row.severity, std::cmp::Reverse(row.id)))
}

/// The running demo, until it is interrupted.
async fn show(args: &Args) -> anyhow::Result<ExitCode> {
    if args.fresh && DemoFile::path(&args.data).exists() {
        std::fs::remove_dir_all(&args.data).context("cannot remove the demo's folder")?;
    }
    let plan = Plan::at_ports(&args.data, args.port)?;
    plan.check_ports()?;
    let tree = Tree::new(plan);
    let demo = if DemoFile::path(&args.data).exists() {
        resume(&tree, args).await?
    } else {
        progress("正在建立三级节点 setting up three nodes …");
        let demo = provision::provision(&tree, LEARNING_SECONDS, INTERVAL_MS).await?;
        progress("正在填入几件申报 a few filings …");
        filings::seed(&tree, &demo).await?;
        progress("部省通报转发 a circular handed on …");
        letters::circular(&Cast::sign_in(&tree, &demo).await?).await?;
        demo
    };
    welcome(&demo, args.no_open);
    let capture = capture_file(args, &args.data)?;
    let mut probe = tree.start_probe(&capture, &provision::token_path(&args.data), args.pace)?;
    tokio::select! {
        () = supervise(&tree) => {}
        done = tokio::signal::ctrl_c() => done?,
        () = terminated() => {}
    }
    progress("正在停止 stopping …");
    drop(probe.kill().await);
    tree.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Starts the nodes of an earlier run again.
async fn resume(tree: &Tree, args: &Args) -> anyhow::Result<DemoFile> {
    progress("继续上次的演示 continuing the demo in its folder (--fresh begins anew) …");
    let demo = DemoFile::read(&args.data)?;
    for tier in Tier::ALL {
        tree.start(tier).await?;
    }
    Ok(demo)
}

/// Starts a node again when its process ends.
async fn supervise(tree: &Tree) {
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        for tier in Tier::ALL {
            if tree.has_ended(tier).await {
                progress(&format!(
                    "{} 节点已退出，重新启动 node ended, starting it again",
                    tier.word()
                ));
                if let Err(error) = tree.start(tier).await {
                    progress(&format!("{error:#}"));
                }
            }
        }
    }
}

async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

/// The user's capture, or the recorded one written beside the demo's data.
fn capture_file(args: &Args, folder: &Path) -> anyhow::Result<PathBuf> {
    if let Some(file) = &args.capture {
        std::fs::metadata(file)
            .with_context(|| format!("demo.capture: 无法读取 cannot read `{}`", file.display()))?;
        return Ok(file.clone());
    }
    let path = folder.join("demo-plant.pcap");
    std::fs::write(&path, CAPTURE).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(path)
}

fn welcome(demo: &DemoFile, no_open: bool) {
    progress("\n三级节点已就绪 The three tiers are up:");
    for node in &demo.nodes {
        progress(&format!("  {}  {}", node.url, node.name));
        for account in demo.accounts.iter().filter(|account| account.tier == node.tier) {
            progress(&format!(
                "      {:<10} {}  {} {}",
                account.login, account.password, account.name_zh, account.name_en
            ));
        }
    }
    progress("\n抓包正在回放 the capture is being replayed; Ctrl-C 停止 stops.");
    if let (true, Some(node)) = (std::io::stderr().is_terminal() && !no_open, demo.nodes.last()) {
        // Best effort: a machine without a desktop has no opener.
        drop(std::process::Command::new("xdg-open").arg(&node.url).spawn());
    }
}

/// Progress for the person at the terminal.
fn progress(text: &str) {
    crate::out::tell(text);
}

/// The one JSON line that --check promises.
fn print_line(text: &str) {
    crate::out::say(text);
}

/// Whether a finding is worth a round of its own.
fn is_serious(row: &FindingRow) -> bool {
    row.severity >= Severity::Medium
}
