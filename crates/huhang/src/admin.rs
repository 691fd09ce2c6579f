//! `huhang admin`: what the person who runs a node does at its machine.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use app::{App, AppConfig, AppParts};
use federation::Invitation;
use federation::tls::ClientMaterial;
use indicatif::{ProgressBar, ProgressStyle};
use model::Id;
use store::{KeyWord, Progress, Store, VerifyOutcome};

use crate::config::Config;
use crate::demo::Initialised;
use crate::out::say;
use crate::{node, packs};

/// Options of `huhang admin`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Args)]
struct ConfigFile {
    /// 配置文件 Configuration of the node
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(clap::Subcommand)]
enum Task {
    /// 初始化节点 Make the node: keys, tenants, first administrator (password shown once)
    Init {
        #[command(flatten)]
        file: ConfigFile,
        /// Print one JSON line
        #[arg(long)]
        json: bool,
    },
    /// 入网登记 Become a child of the node that gave the invitation
    Enrol {
        #[command(flatten)]
        file: ConfigFile,
        /// File with the invitation's text
        #[arg(long, value_name = "FILE")]
        invitation_file: PathBuf,
        /// With another signing key, after the parent revoked the present one
        #[arg(long)]
        new_key: bool,
    },
    /// 节点密钥 The key that signs this node's records: list, change; revoke a child's
    Key {
        #[command(subcommand)]
        task: KeyTask,
    },
    /// 证书 Renew the TLS certificate towards the parent, over the present one
    Certificate {
        #[command(flatten)]
        file: ConfigFile,
    },
    /// 校验 Recompute every hash, link, signature and proof; name the first that fails
    Verify {
        #[command(flatten)]
        file: ConfigFile,
    },
    /// 重建视图 Project the views again from the log
    Rebuild {
        #[command(flatten)]
        file: ConfigFile,
    },
    /// 备份 A consistent copy, also while the node runs
    Backup {
        #[command(flatten)]
        file: ConfigFile,
        /// Folder to make
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// 恢复 Restore a backup into an empty data folder, then verify it
    Restore {
        #[command(flatten)]
        file: ConfigFile,
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
    /// 重置口令 A new one-time password for an account
    Password {
        #[command(flatten)]
        file: ConfigFile,
        #[arg(long)]
        login: String,
    },
}

#[derive(clap::Subcommand)]
enum KeyTask {
    /// 列出 The keys of a node, oldest first, one JSON line
    List {
        #[command(flatten)]
        file: ConfigFile,
        /// Another node than this one
        #[arg(long, value_name = "NODE")]
        node: Option<Id>,
    },
    /// 更换 Take another key: the old one signs that; also while the node runs
    Change {
        #[command(flatten)]
        file: ConfigFile,
        /// Why
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
        /// Also when a neighbour speaks an older version
        #[arg(long)]
        anyway: bool,
    },
    /// 吊销 A child's key holds no longer; it comes back by a new invitation, with another key
    Revoke {
        #[command(flatten)]
        file: ConfigFile,
        /// The child
        #[arg(long, value_name = "NODE")]
        node: Id,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(dispatch(&args.task))
}

async fn dispatch(task: &Task) -> anyhow::Result<ExitCode> {
    match task {
        Task::Init { file, json } => init(&Config::read(&file.config)?, *json).await,
        Task::Enrol { file, invitation_file, new_key } => {
            enrol(&Config::read(&file.config)?, invitation_file, *new_key).await
        }
        Task::Key { task } => key(task).await,
        Task::Certificate { file } => certificate(&Config::read(&file.config)?).await,
        Task::Verify { file } => {
            verify(&node::open_store(&Config::read(&file.config)?).await?).await
        }
        Task::Rebuild { file } => rebuild(&Config::read(&file.config)?).await,
        Task::Backup { file, to } => backup(&Config::read(&file.config)?, to).await,
        Task::Restore { file, from } => restore(&Config::read(&file.config)?, from).await,
        Task::Password { file, login } => password(&Config::read(&file.config)?, login).await,
    }
}

async fn init(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let store = node::open_store(config).await?;
    node::initialise(&store, config).await?;
    let app = open_app(config, &store).await?;
    let first = app.first_run("admin").await.map_err(|fault| node::explain(&fault, &fault))?;
    app.stop().await;
    store.close().await;
    let first = first.context("admin.initialised: 已有账号 the node has accounts already")?;
    let first = Initialised { login: first.login, one_time_password: first.one_time_password };
    if json {
        say(&serde_json::to_string(&first)?);
    } else {
        say(&format!("节点已初始化 the node is initialised: {}", config.node.name));
        say(&format!("管理员 administrator: {}", first.login));
        say(&format!("一次性口令 one-time password (shown once): {}", first.one_time_password));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn open_app(config: &Config, store: &Store) -> anyhow::Result<App> {
    let home = config.tenant.first().context("config.tenant: no tenant")?.path.clone();
    let parts = AppParts {
        store: store.clone(),
        events: node::open_events(config).await?,
        blobs: node::open_blobs(config)?,
        packs: packs::of_node()?,
        config: AppConfig::new(&config.node.name, config.node.kind, home),
    };
    App::start(parts).await.map_err(|fault| node::explain(&fault, &fault))
}

async fn key(task: &KeyTask) -> anyhow::Result<ExitCode> {
    let (KeyTask::List { file, .. } | KeyTask::Change { file, .. } | KeyTask::Revoke { file, .. }) =
        task;
    let config = Config::read(&file.config)?;
    let store = node::open_store(&config).await?;
    let app = open_app(&config, &store).await?;
    let word = |reason: &str| KeyWord {
        tenant: app.home().clone(),
        author: "admin".to_owned(),
        reason: reason.to_owned(),
    };
    let rows = match task {
        KeyTask::List { node, .. } => app.key_list(*node),
        KeyTask::Change { reason, anyway, .. } => app.key_change(word(reason), *anyway).await,
        KeyTask::Revoke { node, reason, .. } => app.key_revoke(*node, word(reason)).await,
    };
    app.stop().await;
    store.close().await;
    let rows = rows.map_err(|fault| node::explain(&fault, &fault))?;
    say(&serde_json::to_string(&rows)?);
    Ok(ExitCode::SUCCESS)
}

async fn certificate(config: &Config) -> anyhow::Result<ExitCode> {
    let store = node::open_store(config).await?;
    let material = ClientMaterial::new(&node::tls_dir(config));
    let done = federation::enrol::renew_certificate(&store, &material).await;
    store.close().await;
    done.map_err(|error| node::explain(&error.fault(), &error))?;
    say("证书已更新 the certificate is renewed; a running node shows it at its next connection");
    Ok(ExitCode::SUCCESS)
}

async fn enrol(config: &Config, file: &Path, new_key: bool) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the invitation `{}`", file.display()))?;
    let invitation = Invitation::from_text(&text).map_err(|e| node::explain(&e.fault(), &e))?;
    let store = node::open_store(config).await?;
    let material = ClientMaterial::new(&node::tls_dir(config));
    let parent = if new_key {
        federation::enrol::enrol_anew(&store, &material, &invitation).await
    } else {
        federation::enrol::enrol(&store, &material, &invitation).await
    };
    let parent = parent.map_err(|error| node::explain(&error.fault(), &error))?;
    store.close().await;
    say(&format!("已登记，上级节点 enrolled; the parent is node {parent}"));
    Ok(ExitCode::SUCCESS)
}

async fn verify(store: &Store) -> anyhow::Result<ExitCode> {
    let bar = bar("校验 verify");
    let outcome = store.verify(&|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    match outcome.map_err(|error| node::explain(&error.fault(), &error))? {
        VerifyOutcome::Sound(report) => {
            say(&serde_json::to_string(&report)?);
            Ok(ExitCode::SUCCESS)
        }
        VerifyOutcome::Broken(failure) => {
            say(&serde_json::to_string(&failure)?);
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn rebuild(config: &Config) -> anyhow::Result<ExitCode> {
    let store = &node::open_store(config).await?;
    // What stands in filings follows from their procedures, published ones included.
    store.set_filing_rules(node::packs(config, store).await?.procedures);
    let bar = bar("重建 rebuild");
    let rebuilt = store.rebuild(&|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let rebuilt = rebuilt.map_err(|error| node::explain(&error.fault(), &error))?;
    let identical = rebuilt.before == rebuilt.after;
    say(&serde_json::json!({ "records": rebuilt.records, "identical": identical }).to_string());
    Ok(ExitCode::SUCCESS)
}

async fn backup(config: &Config, to: &Path) -> anyhow::Result<ExitCode> {
    let store = node::open_store(config).await?;
    let bar = bar("备份 backup");
    let done = store.backup(to, &|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let done = done.map_err(|error| node::explain(&error.fault(), &error))?;
    say(&serde_json::to_string(&done)?);
    Ok(ExitCode::SUCCESS)
}

async fn restore(config: &Config, from: &Path) -> anyhow::Result<ExitCode> {
    let bar = bar("恢复 restore");
    let done = Store::restore(from, node::options(config), &|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let (store, report) = done.map_err(|error| node::explain(&error.fault(), &error))?;
    store.close().await;
    say(&serde_json::to_string(&report)?);
    Ok(ExitCode::SUCCESS)
}

/// Whoever can read the node's keys may reset a password; the audit trail says so.
async fn password(config: &Config, login: &str) -> anyhow::Result<ExitCode> {
    let store = node::open_store(config).await?;
    let app = open_app(config, &store).await?;
    let made = app.account_rescue(login).await;
    app.stop().await;
    store.close().await;
    let made = made.map_err(|fault| node::explain(&fault, &fault))?;
    say(&format!("一次性口令 one-time password (shown once): {}", made.one_time_password));
    Ok(ExitCode::SUCCESS)
}

fn bar(what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    let bar = ProgressBar::new(0);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.with_message(what)
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}
