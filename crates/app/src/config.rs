//! What a node is told about itself; read from the configuration file by the executable.

use contract::rest::welcome::{DemoAccount, DemoPeer};
use model::{NodeKind, TenantPath};

/// Settings of the use-cases.
#[derive(Clone)]
pub struct AppConfig {
    pub name: String,
    pub kind: NodeKind,
    /// The tenant that runs the node: its administrators and auditors look after all of it.
    pub home: TenantPath,
    /// Version of the executable.
    pub version: String,
    /// Set when the console is reached over TLS only.
    pub secure_cookies: bool,
    /// A session ends this long after the last call.
    pub session_idle_ms: i64,
    /// A session ends this long after signing in, whatever happens.
    pub session_absolute_ms: i64,
    /// Learning window of a new baseline, in seconds of capture time.
    pub learning_seconds: u32,
    /// Number of a notice 文号 (示例, an example until the issuer sets its own): `{name}`, `{year}`
    /// and `{n}` are filled in.
    pub number_template: String,
    /// Absent: this node takes no children.
    pub federation: Option<FederationFace>,
    /// Days that observations are kept.
    pub retention_days: u32,
    /// A neighbour is online when heard of within this time.
    pub online_ms: i64,
    /// Only for `huhang demo`.
    pub demo: Option<DemoAccounts>,
}

/// What invitations say about this node.
#[derive(Debug, Clone)]
pub struct FederationFace {
    /// `https://host:port` as children reach it.
    pub public_url: String,
    /// PEM of the node authority.
    pub authority: String,
}

/// Accounts and neighbours that a demonstration shows on its sign-in page.
#[derive(Clone)]
pub struct DemoAccounts {
    pub accounts: Vec<DemoAccount>,
    pub peers: Vec<DemoPeer>,
}

impl AppConfig {
    /// Defaults for a node of this name, kind and home.
    pub fn new(name: &str, kind: NodeKind, home: TenantPath) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            home,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            secure_cookies: false,
            session_idle_ms: 30 * 60_000,
            session_absolute_ms: 12 * 3_600_000,
            learning_seconds: 14 * 86_400,
            number_template: "{name}工网安通〔{year}〕{n}号（示例）".to_owned(),
            federation: None,
            retention_days: store::events::DEFAULT_RETENTION_DAYS,
            online_ms: 60_000,
            demo: None,
        }
    }
}
