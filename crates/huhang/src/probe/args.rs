//! Options of `huhang probe`.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Options of `huhang probe`.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    group = clap::ArgGroup::new("source").required(true).args(["read", "interface"]),
    group = clap::ArgGroup::new("lines").multiple(true).args(["eve", "zeek"])
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(super) task: Option<Task>,
    /// Capture file to read, pcap or pcapng, or a folder of them; `-` is standard input. May be
    /// repeated
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) read: Vec<PathBuf>,
    /// With a folder to read: go on with the files that appear in it (rotated captures), until
    /// stopped
    #[arg(long, requires = "read", conflicts_with_all = ["now", "pace"])]
    pub(super) follow: bool,
    /// Network interface to listen on (needs CAP_NET_RAW). May be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) interface: Vec<String>,
    /// Cores that share an interface's traffic, flow by flow
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "read",
          value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) cores: u16,
    /// Do not switch the interface to promiscuous mode
    #[arg(long, conflicts_with = "read")]
    pub(super) no_promiscuous: bool,
    /// Become this user once the interfaces are open
    #[arg(long, value_name = "NAME", conflicts_with = "read")]
    pub(super) user: Option<String>,
    /// Print counts as JSON at the end
    #[arg(long)]
    pub(super) summary: bool,
    /// Write Suricata EVE-compatible NDJSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) eve: Option<PathBuf>,
    /// Write Zeek-compatible JSON logs (conn.log, modbus.log, …) into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) zeek: Option<PathBuf>,
    #[command(flatten)]
    pub(super) look: Look,
    /// With --eve or --zeek: seconds of capture time that are learned as normal; what deviates
    /// afterwards becomes an alert. Without it only rules that need no baseline alert
    #[arg(long, value_name = "SECONDS", requires = "lines")]
    pub(super) learn: Option<u32>,
    /// Write what is seen and do not judge it by the shipped rules: plain logging, faster
    #[arg(long, conflicts_with = "learn")]
    pub(super) no_detection: bool,
    /// Serve Prometheus metrics at this address (`/metrics`)
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) metrics: Option<SocketAddr>,
    #[command(flatten)]
    pub(super) budget: Budget,
    #[command(flatten)]
    pub(super) link: Link,
    /// Replay the capture at this multiple of its own pace; 1 = as it was
    #[arg(long, value_name = "FACTOR", value_parser = factor, conflicts_with = "interface")]
    pub(super) pace: Option<f64>,
    /// Shift the capture's times so that its last packet is stamped with the moment it is
    /// replayed, and none later than that
    #[arg(long, conflicts_with = "interface")]
    pub(super) now: bool,
}

/// What the probe looks for besides what protocols say.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct Look {
    /// Rule files in Suricata's language. SIGHUP reads them anew
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) rules: Vec<PathBuf>,
    /// A variable of the rules, as `HOME_NET=[10.0.0.0/8]`. May be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(super) rule_var: Vec<(String, String)>,
    /// Suricata's classification.config (default: the one beside the first rule file)
    #[arg(long, value_name = "FILE")]
    pub(super) classification: Option<PathBuf>,
    /// Indicators of compromise: STIX 2.1 bundles, lists, CSV, MISP warning lists
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) indicators: Vec<PathBuf>,
    /// YARA rule files for the files and programs that cross the wire
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) yara: Vec<PathBuf>,
    /// Keep the files and programs that cross the wire in this folder, by SHA-256
    #[arg(long, value_name = "DIR")]
    pub(super) files: Option<PathBuf>,
    /// Most MiB kept there; beyond it no more are written
    #[arg(long, value_name = "MIB", default_value_t = 1_024, requires = "files")]
    pub(super) files_mib: u64,
    /// Write the packets of the flow around each alert into this folder, a pcap file an alert
    #[arg(long, value_name = "DIR")]
    pub(super) alert_pcap: Option<PathBuf>,
}

/// How much is told of cyclic traffic.
#[derive(clap::Args, Debug)]
pub(super) struct Budget {
    /// Equal messages within so many milliseconds of capture time are told once, with their count;
    /// 0 tells each
    #[arg(long, value_name = "MS", default_value_t = 1_000)]
    pub(super) window_ms: u32,
    /// Tell a message anew when its value changed, even within the window
    #[arg(long)]
    pub(super) on_change: bool,
    /// Most messages told for a second of capture time, writes and commands apart; 0 = no limit
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub(super) per_second: u32,
    /// Tell every message: no window and no limit
    #[arg(long, conflicts_with_all = ["window_ms", "on_change", "per_second"])]
    pub(super) everything: bool,
}

/// The way to a node.
#[derive(clap::Args, Debug)]
pub(super) struct Link {
    /// Send everything to the node at this address
    #[arg(long, value_name = "URL", requires = "token_file")]
    pub(super) uplink: Option<reqwest::Url>,
    /// File that holds the probe's token
    #[arg(long, value_name = "FILE", requires = "uplink")]
    pub(super) token_file: Option<PathBuf>,
    /// Certificates (PEM) that the node's certificate must come from, instead of the system's
    #[arg(long, value_name = "FILE", requires = "uplink")]
    pub(super) ca: Option<PathBuf>,
    /// Folder where events wait for the node
    #[arg(long, value_name = "DIR", default_value = "huhang-data/spool", requires = "uplink")]
    pub(super) spool: PathBuf,
    /// Most MiB that may wait there; beyond it the oldest events are dropped
    #[arg(long, value_name = "MIB", default_value_t = 1_024, requires = "uplink")]
    pub(super) spool_mib: u64,
    /// End without waiting until the node has everything; the rest stays in the spool
    #[arg(long, requires = "uplink")]
    pub(super) no_wait: bool,
}

#[derive(clap::Subcommand, Debug)]
pub(super) enum Task {
    /// 规则 Compile rules in Suricata's language, or try them on past captures
    #[command(subcommand)]
    Rules(Rules),
    /// 威胁情报 Say which indicators of compromise can be loaded
    #[command(subcommand)]
    Indicators(Indicators),
    /// 诊断 Say what is wrong with the span port behind an interface
    Doctor(Doctor),
}

#[derive(clap::Subcommand, Debug)]
pub(super) enum Rules {
    /// Compile rule files and say what does not compile, and why
    Check {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// A variable of the rules, as `HOME_NET=[10.0.0.0/8]`. May be repeated
        #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
        rule_var: Vec<(String, String)>,
        /// Suricata's classification.config (default: the one beside the first rule file)
        #[arg(long, value_name = "FILE")]
        classification: Option<PathBuf>,
        /// Print one JSON line instead of a report
        #[arg(long)]
        json: bool,
    },
    /// Run rules over past captures and count the alerts of each, before they go into service
    Try {
        /// Capture files or folders of them
        #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
        read: Vec<PathBuf>,
        #[command(flatten)]
        look: Look,
        /// Print one JSON line instead of a report
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Subcommand, Debug)]
pub(super) enum Indicators {
    /// Read indicator files and say what cannot be loaded, and why
    Check {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Print one JSON line instead of a report
        #[arg(long)]
        json: bool,
    },
}

/// Options of `huhang probe doctor`.
#[derive(clap::Args, Debug)]
pub(super) struct Doctor {
    /// Network interface to listen on (needs CAP_NET_RAW)
    #[arg(long, value_name = "NAME", conflicts_with = "read")]
    pub(super) interface: Option<String>,
    /// A capture made at the span port, instead of an interface
    #[arg(long, value_name = "FILE", required_unless_present = "interface")]
    pub(super) read: Option<PathBuf>,
    /// Seconds to listen
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(super) seconds: u64,
    /// Print one JSON line instead of a report
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn factor(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(factor) if (0.001..=1e6).contains(&factor) => Ok(factor),
        _ => Err("倍率须在 0.001 与 1000000 之间 / a factor from 0.001 to 1000000".to_owned()),
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.trim_start_matches('$').to_owned(), value.to_owned()))
        }
        _ => Err("应为 名称=值 / expected NAME=VALUE".to_owned()),
    }
}
