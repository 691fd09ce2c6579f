//! `huhang serve`: a real node, from its configuration until it is told to stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use app::{App, AppConfig, AppParts, DemoAccounts, FederationFace};
use axum::Router;
use axum::serve::ListenerExt as _;
use contract::rest::people::TenantDraft;
use contract::rest::welcome::{DemoAccount, DemoPeer};
use federation::client::Uplink;
use federation::https::Https;
use federation::quota::Quota;
use federation::server::Server;
use federation::service::Service;
use federation::tls::{Authority, ClientMaterial};
use federation::{Host, TlsListener};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use store::Store;
use store::blobs::BlobStore;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{self, Config};
use crate::courier::Post;
use crate::demo::DemoFile;
use crate::{logging, node, packs};

/// Options of `huhang serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// 配置文件 Configuration of the node (TOML; examples in docs/examples)
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Accounts that the sign-in page shows; only on loopback, only for `huhang demo`
    #[arg(long, value_name = "FILE", hide = true)]
    demo: Option<PathBuf>,
}

/// How long open requests get to end after a stop is asked for.
const STOP_PATIENCE: Duration = Duration::from_secs(10);
/// How often unsigned records are sealed into a segment when no exchange does it.
const SEAL_INTERVAL: Duration = Duration::from_secs(2);
/// How often it is looked whether the certificate towards the parent runs out.
const RENEWAL_INTERVAL: Duration = Duration::from_hours(6);

pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let config = Config::read(&args.config)?;
    logging::start(&config.log)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(serve(&config, args.demo.as_deref()))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, demo: Option<&std::path::Path>) -> anyhow::Result<()> {
    // A taken port is reported before anything is opened.
    let console = bind(config.console.listen).await?;
    let store = node::open_store(config).await?;
    let identity = store.identity().map_err(|_| {
        anyhow::anyhow!(
            "serve.not_initialised: 节点尚未初始化 the node is not initialised; \
             run `huhang admin init --config FILE` first"
        )
    })?;
    let authority = authority(config, &store)?;
    let blobs = node::open_blobs(config)?;
    let parts = AppParts {
        store: store.clone(),
        events: node::open_events(config).await?,
        blobs: blobs.clone(),
        packs: packs::of_node()?,
        config: app_config(config, authority.as_deref(), demo)?,
    };
    let app = App::start(parts).await.map_err(|fault| node::explain(&fault, &fault))?;
    // Organisations that were added to the configuration since the last start.
    app.tenants_ensure(drafts(config)).await.map_err(|fault| node::explain(&fault, &fault))?;
    let reminders = config.reminders.clone().unwrap_or_default();
    app.remind_regularly(Arc::new(Post::open(&reminders, Path::new(""))?));
    tracing::info!(node.id = %identity.node, node.name = %identity.name, console = %config.console.listen, "node is up");
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    console_task(&mut tasks, config, console, &app, &stop)?;
    ops_task(&mut tasks, config, &app, &stop).await?;
    edges(&mut tasks, config, &store, &blobs, &app, authority, &stop);
    upkeep(&mut tasks, &store, &stop);
    let failed = tokio::select! {
        () = asked_to_stop() => None,
        ended = tasks.join_next() => ended,
    };
    tracing::info!("stopping");
    stop.cancel();
    app.stop().await;
    let rest = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_PATIENCE, rest).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    store.close().await;
    match failed {
        Some(ended) => ended.context("a part of the node panicked")?,
        None => Ok(()),
    }
}

fn drafts(config: &Config) -> Vec<TenantDraft> {
    let draft = |tenant: &config::Tenant| TenantDraft {
        path: tenant.path.clone(),
        name: tenant.name.clone(),
        kind: tenant.kind,
        credit_code: tenant.credit_code.clone(),
        industry: tenant.industry.clone(),
    };
    config.tenant.iter().map(draft).collect()
}

type Tasks = JoinSet<anyhow::Result<()>>;

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "serve.listen: 无法监听 cannot listen on {address} (端口被占用或无权限 in use or not \
             permitted); change the address in the configuration or stop what uses it"
        )
    })
}

fn authority(config: &Config, store: &Store) -> anyhow::Result<Option<Arc<Authority>>> {
    if config.federation.as_ref().is_none_or(|federation| federation.listen.is_none()) {
        return Ok(None);
    }
    let node = store.identity().map_err(|error| node::explain(&error.fault(), &error))?.node;
    let authority = Authority::open(&node::tls_dir(config), node, store.now());
    Ok(Some(Arc::new(authority.map_err(|error| node::explain(&error.fault(), &error))?)))
}

fn app_config(
    config: &Config,
    authority: Option<&Authority>,
    demo: Option<&std::path::Path>,
) -> anyhow::Result<AppConfig> {
    let home = config.tenant.first().context("config.tenant: no tenant")?.path.clone();
    let public_url = config.federation.as_ref().and_then(|f| f.public_url.clone());
    let interval = config.federation.as_ref().map_or(2000, |f| f.interval_ms);
    let mut app = AppConfig::new(&config.node.name, config.node.kind, home);
    env!("CARGO_PKG_VERSION").clone_into(&mut app.version);
    app.secure_cookies = config.console.certificate.is_some() || config.console.behind_gateway;
    app.learning_seconds = config.detection.learning_seconds;
    app.retention_days = config.detection.retention_days;
    app.online_ms = i64::try_from(interval.saturating_mul(3)).unwrap_or(i64::MAX).max(5_000);
    app.federation = public_url.zip(authority).map(|(public_url, authority)| FederationFace {
        public_url,
        authority: authority.certificate_pem().to_owned(),
    });
    if let Some(path) = demo {
        anyhow::ensure!(
            config.console.listen.ip().is_loopback(),
            "serve.demo: 演示账号只能用于本机 demo accounts are for loopback only"
        );
        app.demo = Some(demo_accounts(config, path)?);
    }
    Ok(app)
}

fn demo_accounts(config: &Config, path: &std::path::Path) -> anyhow::Result<DemoAccounts> {
    let folder = path.parent().context("no folder of the demo's file")?;
    let file = DemoFile::read(folder)?;
    let mine = config.node.kind.word();
    let accounts = file.accounts.into_iter().filter(|account| account.tier == mine);
    Ok(DemoAccounts {
        accounts: accounts
            .map(|account| DemoAccount {
                login: account.login,
                password: account.password,
                name_zh: account.name_zh,
                name_en: account.name_en,
                role: account.role,
                nodes_url: None,
            })
            .collect(),
        peers: file
            .nodes
            .into_iter()
            .filter(|node| node.tier != mine)
            .map(|node| DemoPeer { name: node.name, url: node.url })
            .collect(),
    })
}

/// Console and API, over TLS when a certificate is configured.
fn console_task(
    tasks: &mut Tasks,
    config: &Config,
    socket: TcpListener,
    app: &App,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let router = api::router(app.clone());
    let Some((certificate, key)) =
        config.console.certificate.as_ref().zip(config.console.key.as_ref())
    else {
        tasks.spawn(plain(socket, router, stop.clone()));
        return Ok(());
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .with_context(|| format!("config.tls: cannot read `{}`", certificate.display()))?;
    let private = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("config.tls: cannot read `{}`", key.display()))?;
    let tls = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .context("config.tls: certificate and key do not fit each other")?;
    // The tap does nothing; its listener gives the remote address as connection info.
    let listener = TlsListener::start(socket, Arc::new(tls))?.tap_io(|_| {});
    let stop = stop.clone();
    tasks.spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
            .context("console")
    });
    Ok(())
}

async fn plain(socket: TcpListener, router: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(socket, service)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
        .context("console")
}

async fn ops_task(
    tasks: &mut Tasks,
    config: &Config,
    app: &App,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    if let Some(address) = config.ops.listen {
        tasks.spawn(plain(bind(address).await?, api::ops_router(app.clone()), stop.clone()));
    }
    Ok(())
}

/// The listener for children and the edge to the parent.
fn edges(
    tasks: &mut Tasks,
    config: &Config,
    store: &Store,
    blobs: &BlobStore,
    app: &App,
    authority: Option<Arc<Authority>>,
    stop: &CancellationToken,
) {
    let Some(federation) = &config.federation else { return };
    let host: Arc<dyn Host> = Arc::new(app.clone());
    if let (Some(address), Some(authority)) = (federation.listen, authority) {
        let service = Service::new(store.clone(), blobs.clone(), Arc::clone(&host));
        let quota = Arc::new(Quota::new(federation.records_per_minute));
        let server = Server { service: Service { quota, ..service }, authority };
        let stop = stop.clone();
        tasks.spawn(async move {
            let done = federation::server::serve(server, address, stop).await;
            done.map_err(|error| node::explain(&error.fault(), &error))
        });
    }
    renewal(tasks, config, store, stop);
    let connector = Arc::new(Https { material: ClientMaterial::new(&node::tls_dir(config)) });
    let interval = Duration::from_millis(federation.interval_ms.max(50));
    let uplink = Uplink {
        news: news(tasks, store, stop),
        ..Uplink::new(store.clone(), blobs.clone(), host, connector, interval)
    };
    let stop = stop.clone();
    tasks.spawn(async move {
        uplink.run(stop).await;
        Ok(())
    });
}

/// Renews the certificate towards the parent in its last weeks. The connection shows the new one
/// when it is made anew; until then the parent takes both.
fn renewal(tasks: &mut Tasks, config: &Config, store: &Store, stop: &CancellationToken) {
    let (store, tls) = (store.clone(), node::tls_dir(config));
    tasks.spawn(every(RENEWAL_INTERVAL, stop.clone(), move || {
        let (store, material) = (store.clone(), ClientMaterial::new(&tls));
        async move {
            match federation::enrol::renew_certificate_in_time(&store, &material).await {
                Ok(false) => {}
                Ok(true) => tracing::info!("the certificate towards the parent was renewed"),
                Err(error) => {
                    tracing::warn!(error = %error.fault(), "cannot renew the certificate");
                }
            }
        }
    }));
}

/// Wakes the uplink when records were committed here.
fn news(tasks: &mut Tasks, store: &Store, stop: &CancellationToken) -> Arc<Notify> {
    let notify = Arc::new(Notify::new());
    let (waker, mut changes, stop) = (Arc::clone(&notify), store.changes(), stop.clone());
    tasks.spawn(async move {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Err(RecvError::Closed) => return Ok(()),
                    Ok(change) if change.from.is_some() => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => waker.notify_one(),
                },
                () = stop.cancelled() => return Ok(()),
            }
        }
    });
    notify
}

/// Seals the log at short intervals.
fn upkeep(tasks: &mut Tasks, store: &Store, stop: &CancellationToken) {
    let store = store.clone();
    tasks.spawn(every(SEAL_INTERVAL, stop.clone(), move || {
        let store = store.clone();
        async move {
            if let Err(error) = store.seal_segment().await {
                tracing::error!(error = %error.fault(), "cannot seal a segment");
            }
        }
    }));
}

async fn every<F: Future<Output = ()>>(
    interval: Duration,
    stop: CancellationToken,
    work: impl Fn() -> F,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = tokio::time::sleep(interval) => work().await,
            () = stop.cancelled() => return Ok(()),
        }
    }
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
