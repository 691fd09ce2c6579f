//! Configuration of a node: one TOML file, read once, unknown keys refused with their place.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use model::{NodeKind, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

/// The whole file. `docs/configuration.md` explains each key; `docs/examples/` has one per tier.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) node: Node,
    /// Organisations that live on this node; made at the first start, and later ones when added.
    pub(crate) tenant: Vec<Tenant>,
    pub(crate) console: Console,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) federation: Option<Federation>,
    #[serde(default)]
    pub(crate) ops: Ops,
    #[serde(default)]
    pub(crate) log: Log,
    #[serde(default)]
    pub(crate) detection: Detection,
    /// Absent: reminders are told in the console only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reminders: Option<crate::courier::Reminders>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) kind: NodeKind,
    /// Folder of everything the node keeps; relative to the configuration file.
    pub(crate) data: PathBuf,
    /// `sm2-sm3` (default) or `ed25519-sha256`: signs records. Fixed at the first start.
    #[serde(default = "default_suite")]
    pub(crate) suite: String,
    /// `sqlite` (default: a file in `data`) or a `postgres://` address.
    #[serde(default = "default_store")]
    pub(crate) store: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tenant {
    pub(crate) path: TenantPath,
    pub(crate) name: String,
    pub(crate) kind: TenantKind,
    #[serde(default)]
    pub(crate) credit_code: String,
    #[serde(default)]
    pub(crate) industry: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Console {
    /// Address of console and API. Anything but loopback needs TLS (here or at a gateway that
    /// `behind_gateway = true` vouches for).
    pub(crate) listen: SocketAddr,
    #[serde(default)]
    pub(crate) behind_gateway: bool,
    /// PEM files; both or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Federation {
    /// Where children call. Absent = this node takes no children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    /// `https://host:port` as children reach it; stands in invitations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
    /// Milliseconds between exchanges with the parent when nothing happens.
    #[serde(default = "default_interval")]
    pub(crate) interval_ms: u64,
    /// Most records a minute that each child may bring; 0 = without limit.
    #[serde(default)]
    pub(crate) records_per_minute: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ops {
    /// Address of `/metrics`; absent = off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    /// `text` or `json`.
    #[serde(default = "default_format")]
    pub(crate) format: String,
    /// Filter: `info`, `warn,federation=debug`.
    #[serde(default = "default_level")]
    pub(crate) level: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detection {
    /// Learning window of a new baseline, in seconds of capture time.
    #[serde(default = "default_learning")]
    pub(crate) learning_seconds: u32,
    /// Days that observations are kept; at least 180 unless `short_retention = true`.
    #[serde(default = "default_retention")]
    pub(crate) retention_days: u32,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: default_format(), level: default_level() }
    }
}
impl Default for Detection {
    fn default() -> Self {
        Self { learning_seconds: default_learning(), retention_days: default_retention() }
    }
}

fn default_suite() -> String {
    "sm2-sm3".into()
}
fn default_store() -> String {
    "sqlite".into()
}
fn default_interval() -> u64 {
    2000
}
fn default_format() -> String {
    "text".into()
}
fn default_level() -> String {
    "info".into()
}
/// Two weeks: a plant's weekly rhythm, twice.
fn default_learning() -> u32 {
    14 * 86_400
}
/// Six months: retention that the data rules ask for (工信部网安〔2022〕166号 第25条).
fn default_retention() -> u32 {
    183
}

impl Config {
    /// Reads and checks a file; paths in it become absolute.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            format!(
                "config.file: 无法读取配置文件 cannot read the configuration `{}`",
                path.display()
            )
        })?;
        let mut config: Self = toml::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "config.syntax: 配置有误 the configuration `{}` is wrong\n{error}",
                path.display()
            )
        })?;
        let base = path.parent().unwrap_or(Path::new(".")).to_owned();
        config.node.data = base.join(&config.node.data);
        for file in [&mut config.console.certificate, &mut config.console.key].into_iter().flatten()
        {
            *file = base.join(&*file);
        }
        for file in config.reminders.iter_mut().flat_map(crate::courier::Reminders::files) {
            *file = base.join(&*file);
        }
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        let console = &self.console;
        anyhow::ensure!(
            !self.tenant.is_empty(),
            "config.tenant: 至少需要一个组织 at least one [[tenant]] is needed"
        );
        anyhow::ensure!(
            console.certificate.is_some() == console.key.is_some(),
            "config.tls: 证书和私钥须同时给出 give both `console.certificate` and `console.key`, or none"
        );
        anyhow::ensure!(
            console.listen.ip().is_loopback()
                || console.certificate.is_some()
                || console.behind_gateway,
            "config.exposed: 非本机地址须启用 TLS；给出证书，或声明 behind_gateway = true \
             `console.listen` is not loopback: give a certificate, or set behind_gateway = true"
        );
        anyhow::ensure!(
            ["text", "json"].contains(&self.log.format.as_str()),
            "config.log: log.format 只能是 text 或 json (`text` or `json`)"
        );
        anyhow::ensure!(
            self.node.store == "sqlite" || self.node.store.starts_with("postgres://"),
            "config.store: node.store 只能是 sqlite 或 postgres:// 地址 (`sqlite` or a `postgres://` address)"
        );
        let listening = self.federation.as_ref().and_then(|f| f.listen);
        let public = self.federation.as_ref().and_then(|f| f.public_url.as_ref());
        anyhow::ensure!(
            listening.is_some() == public.is_some(),
            "config.federation: listen 与 public_url 须同时给出 give both `federation.listen` and `federation.public_url`, or none"
        );
        Ok(())
    }
}
