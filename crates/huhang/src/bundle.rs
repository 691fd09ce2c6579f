//! `huhang bundle`: exchanges with a neighbour as files, where no wire connects the two.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use federation::bundle::{self, MAX_BUNDLE_BYTES, Wish};
use model::Id;
use store::{Peer, Store};

use crate::admin::open_app;
use crate::config::Config;
use crate::node;
use crate::out::say;

/// Options of `huhang bundle`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Subcommand)]
enum Task {
    /// 导出 Write what waits for a neighbour, and receipts for what it sent, into a file
    Export(Export),
    /// 导入 Take a neighbour's file in
    Import {
        /// 配置文件 Configuration of the node
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The bundle
        #[arg(value_name = "BUNDLE")]
        file: PathBuf,
    },
}

#[derive(clap::Args)]
struct Export {
    /// 配置文件 Configuration of the node
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The neighbour: its node number or its name
    #[arg(long, value_name = "NODE")]
    peer: String,
    /// Where the bundle is written; nothing may be there
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// No receipt will come back: go on after the last bundle instead of offering it again
    #[arg(long)]
    one_way: bool,
    /// Begin at this item number, for a bundle that was lost on the way
    #[arg(long, value_name = "NUMBER")]
    from: Option<u64>,
    /// About how large the bundle may become
    #[arg(long, default_value_t = 64, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..=200))]
    most_mib: u16,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        match &args.task {
            Task::Export(wanted) => export(wanted).await,
            Task::Import { config, file } => import(&Config::read(config)?, file).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn export(wanted: &Export) -> anyhow::Result<()> {
    let config = Config::read(&wanted.config)?;
    let store = node::open_store(&config).await?;
    let blobs = node::open_blobs(&config)?;
    let peer = neighbour(&store, &wanted.peer).await?;
    // Before anything is noted as sent: the place can be written.
    let mut out = std::fs::File::create_new(&wanted.out)
        .with_context(|| format!("bundle.out: cannot make `{}`", wanted.out.display()))?;
    let wish = Wish {
        one_way: wanted.one_way,
        from: wanted.from,
        most_bytes: usize::from(wanted.most_mib) << 20,
    };
    let made = bundle::export(&store, &blobs, peer.node, wish).await;
    let written = made.map_err(|error| node::explain(&error.fault(), &error)).and_then(
        |(bytes, exported)| {
            out.write_all(&bytes).and_then(|()| out.sync_all()).context("bundle.out")?;
            Ok(exported)
        },
    );
    store.close().await;
    match written {
        Ok(exported) => say(&serde_json::to_string(&exported)?),
        Err(error) => {
            // Half a bundle is no bundle.
            drop(std::fs::remove_file(&wanted.out));
            return Err(error);
        }
    }
    Ok(())
}

async fn neighbour(store: &Store, name: &str) -> anyhow::Result<Peer> {
    let peers = store.peers().await.map_err(|error| node::explain(&error.fault(), &error))?;
    let id = name.parse::<Id>().ok();
    let mut found = peers.into_iter().filter(|peer| Some(peer.node) == id || peer.name == name);
    let peer = found.next().with_context(|| {
        format!(
            "bundle.peer: `{name}` 不是相邻节点 is no neighbour; see the page Nodes of the console"
        )
    })?;
    anyhow::ensure!(
        found.next().is_none(),
        "bundle.peer: 有多个相邻节点名为 several neighbours are called `{name}`; give the node number"
    );
    Ok(peer)
}

async fn import(config: &Config, file: &Path) -> anyhow::Result<()> {
    let place = || format!("bundle.file: cannot read `{}`", file.display());
    let most = u64::try_from(MAX_BUNDLE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).with_context(place)?;
    opened.take(most).read_to_end(&mut bytes).with_context(place)?;
    let store = node::open_store(config).await?;
    let blobs = node::open_blobs(config)?;
    let app = open_app(config, &store).await?;
    let taken = bundle::import(&store, &blobs, &app, &bytes).await;
    app.stop().await;
    store.close().await;
    let taken = taken.map_err(|error| node::explain(&error.fault(), &error))?;
    say(&serde_json::to_string(&taken)?);
    Ok(())
}
