//! The process tree of the demo: three nodes and a probe, as child processes on loopback.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use model::{NodeKind, TenantKind};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::config::{self, Config};

/// The three nodes, in the order they start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    National,
    Provincial,
    Enterprise,
}

impl Tier {
    pub(crate) const ALL: [Self; 3] = [Self::National, Self::Provincial, Self::Enterprise];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Provincial => "provincial",
            Self::Enterprise => "enterprise",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::National => 0,
            Self::Provincial => 1,
            Self::Enterprise => 2,
        }
    }
}

/// Addresses and folders of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) folder: PathBuf,
    pub(crate) console: [SocketAddr; 3],
    federation: [SocketAddr; 2],
}

impl Plan {
    /// Ports from `first` on: consoles `first..first+3`, federation `first+100..`.
    pub(crate) fn at_ports(folder: &Path, first: u16) -> anyhow::Result<Self> {
        ensure!(first < 65_000, "demo.port: 端口过大 `--port` must be below 65000");
        let address = |offset: u16| SocketAddr::from(([127, 0, 0, 1], first + offset));
        Ok(Self {
            folder: folder.to_owned(),
            console: [address(0), address(1), address(2)],
            federation: [address(100), address(101)],
        })
    }

    /// Free ports, for checks beside a running demo.
    pub(crate) fn at_free_ports(folder: &Path) -> anyhow::Result<Self> {
        let sockets: Vec<TcpListener> = (0..5)
            .map(|_| TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback"))
            .collect::<anyhow::Result<_>>()?;
        let address = |i: usize| sockets[i].local_addr().context("no free port on loopback");
        Ok(Self {
            folder: folder.to_owned(),
            console: [address(0)?, address(1)?, address(2)?],
            federation: [address(3)?, address(4)?],
        })
    }

    /// Says which port is taken, before anything is started.
    pub(crate) fn check_ports(&self) -> anyhow::Result<()> {
        for address in self.console.iter().chain(&self.federation) {
            TcpListener::bind(address).with_context(|| {
                format!(
                    "demo.port_in_use: 端口被占用 {address} is in use; stop what uses it or choose \
                     other ports with --port"
                )
            })?;
        }
        Ok(())
    }

    pub(crate) fn url(&self, tier: Tier) -> String {
        format!("http://{}", self.console[tier.index()])
    }

    pub(crate) fn config_path(&self, tier: Tier) -> PathBuf {
        self.folder.join(format!("{}.toml", tier.word()))
    }

    /// What a node is called.
    pub(crate) fn name(&self, tier: Tier) -> &'static str {
        match tier {
            Tier::National => "国家级平台（演示）",
            Tier::Provincial => "江苏省平台（演示）",
            Tier::Enterprise => "甲公司（演示）",
        }
    }

    /// Tenants that live on a node.
    pub(crate) fn tenant_paths(&self, tier: Tier) -> Vec<model::TenantPath> {
        tenants(tier).into_iter().map(|tenant| tenant.path).collect()
    }

    /// Writes the three configurations.
    pub(crate) fn write_configs(
        &self,
        learning_seconds: u32,
        interval_ms: u64,
    ) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("demo.folder: cannot make `{}`", self.folder.display()))?;
        for tier in Tier::ALL {
            let text = toml::to_string(&self.config(tier, learning_seconds, interval_ms))?;
            std::fs::write(self.config_path(tier), text)
                .with_context(|| format!("cannot write `{}`", self.config_path(tier).display()))?;
        }
        Ok(())
    }

    fn config(&self, tier: Tier, learning_seconds: u32, interval_ms: u64) -> Config {
        let kind = match tier {
            Tier::National => NodeKind::National,
            Tier::Provincial => NodeKind::Provincial,
            Tier::Enterprise => NodeKind::Enterprise,
        };
        let listen = self.federation.get(tier.index()).copied();
        Config {
            node: config::Node {
                name: self.name(tier).into(),
                kind,
                data: tier.word().into(),
                suite: "sm2-sm3".into(),
                store: "sqlite".into(),
            },
            tenant: tenants(tier),
            console: config::Console {
                listen: self.console[tier.index()],
                behind_gateway: false,
                certificate: None,
                key: None,
            },
            federation: Some(config::Federation {
                listen,
                public_url: listen.map(|address| format!("https://{address}")),
                interval_ms,
                records_per_minute: 0,
            }),
            ops: config::Ops::default(),
            log: config::Log { format: "text".into(), level: "warn".into() },
            detection: config::Detection { learning_seconds, ..Default::default() },
            reminders: None,
        }
    }
}

fn tenants(tier: Tier) -> Vec<config::Tenant> {
    let tenant = |path: &str, name: &str, kind, industry: &str| {
        path.parse().ok().map(|path| config::Tenant {
            path,
            name: name.into(),
            kind,
            credit_code: String::new(),
            industry: industry.into(),
        })
    };
    let list = match tier {
        Tier::National => vec![tenant("cn", "部级主管部门（演示）", TenantKind::Ministry, "")],
        Tier::Provincial => vec![
            tenant("cn/32/miit", "江苏省工业和信息化厅（演示）", TenantKind::IndustryAuthority, ""),
            tenant(
                "cn/32/ca",
                "江苏省通信管理局（演示）",
                TenantKind::CommunicationsAdministration,
                "",
            ),
            tenant("cn/32/ent/bravo", "乙公司（演示）", TenantKind::Enterprise, "26"),
        ],
        Tier::Enterprise => {
            vec![tenant("cn/32/ent/alpha", "甲公司（演示）", TenantKind::Enterprise, "46")]
        }
    };
    list.into_iter().flatten().collect()
}

/// A running tree. Dropping it kills the children.
pub(crate) struct Tree {
    pub(crate) plan: Plan,
    nodes: [Arc<Mutex<Option<Child>>>; 3],
}

impl Tree {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, nodes: Default::default() }
    }

    /// Starts a node and waits until it answers.
    pub(crate) async fn start(&self, tier: Tier) -> anyhow::Result<()> {
        let log = self.plan.folder.join(format!("{}.log", tier.word()));
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
        let child = this_program()?
            .arg("serve")
            .arg("--config")
            .arg(self.plan.config_path(tier))
            .arg("--demo")
            .arg(self.plan.folder.join("demo.json"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("cannot start a node")?;
        *self.nodes[tier.index()].lock().await = Some(child);
        self.wait_ready(tier).await
    }

    async fn wait_ready(&self, tier: Tier) -> anyhow::Result<()> {
        let url = format!("{}/readyz", self.plan.url(tier));
        let http = reqwest::Client::new();
        for _ in 0..1500 {
            if http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if self.has_ended(tier).await {
                anyhow::bail!("the {} node ended at once:\n{}", tier.word(), self.log_tail(tier));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        anyhow::bail!("the {} node does not answer:\n{}", tier.word(), self.log_tail(tier))
    }

    /// Whether the node's process is not there any more.
    pub(crate) async fn has_ended(&self, tier: Tier) -> bool {
        match self.nodes[tier.index()].lock().await.as_mut() {
            Some(child) => !matches!(child.try_wait(), Ok(None)),
            None => true,
        }
    }

    /// Last lines of the node's log.
    pub(crate) fn log_tail(&self, tier: Tier) -> String {
        let path = self.plan.folder.join(format!("{}.log", tier.word()));
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// Kills a node as a power cut would (SIGKILL).
    pub(crate) async fn kill(&self, tier: Tier) {
        if let Some(mut child) = self.nodes[tier.index()].lock().await.take() {
            drop(child.kill().await);
        }
    }

    /// Process id, for measuring memory.
    pub(crate) async fn pid(&self, tier: Tier) -> Option<u32> {
        self.nodes[tier.index()].lock().await.as_ref().and_then(Child::id)
    }

    /// Ends all nodes in good order: leaves first.
    pub(crate) async fn stop(&self) {
        for tier in [Tier::Enterprise, Tier::Provincial, Tier::National] {
            if let Some(mut child) = self.nodes[tier.index()].lock().await.take() {
                terminate(&child);
                if tokio::time::timeout(Duration::from_secs(5), child.wait()).await.is_err() {
                    drop(child.kill().await);
                }
            }
        }
    }

    /// Runs another subcommand of this program to its end and returns its output.
    pub(crate) async fn command(&self, args: &[&str]) -> anyhow::Result<String> {
        let done = this_program()?.args(args).stdin(Stdio::null()).output().await?;
        ensure!(
            done.status.success(),
            "`huhang {}` failed: {}",
            args.join(" "),
            String::from_utf8_lossy(&done.stderr).trim()
        );
        Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    }

    /// Starts the probe replaying a capture into the enterprise node.
    pub(crate) fn start_probe(
        &self,
        capture: &Path,
        token: &Path,
        pace: f64,
    ) -> anyhow::Result<Child> {
        let log = self.plan.folder.join("probe.log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut command = this_program()?;
        command.arg("probe").arg("--read").arg(capture).arg("--now");
        if pace > 0.0 {
            command.arg("--pace").arg(pace.to_string());
        }
        command
            .arg("--uplink")
            .arg(self.plan.url(Tier::Enterprise))
            .arg("--token-file")
            .arg(token)
            .arg("--spool")
            .arg(self.plan.folder.join("spool"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the probe")
    }
}

fn this_program() -> anyhow::Result<Command> {
    Ok(Command::new(std::env::current_exe().context("cannot find this program")?))
}

#[expect(unsafe_code, reason = "SIGTERM to a child of ours; std can only SIGKILL")]
fn terminate(child: &Child) {
    if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()) {
        // SAFETY: kill(2) takes plain integers; the child has not been waited for, so its pid is
        // still its own.
        unsafe { libc::kill(pid, libc::SIGTERM) };
    }
}
