//! What goes into and comes out of the engine, as others see it.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use model::asset::Fact;
use model::finding::Detection;
use model::observation::{Endpoint, Mac, Risk, Transport};
use model::{CaptureTime, Fault};
use serde::{Deserialize, Serialize};

use crate::scl::Engineered;
use crate::windows::Memory;

/// A host as keys name it: its IP address, else its MAC address. Written and serialised as that
/// address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum HostKey {
    Ip(IpAddr),
    Mac(Mac),
}

impl HostKey {
    pub fn of(end: &Endpoint) -> Self {
        end.ip.map_or(Self::Mac(end.mac), Self::Ip)
    }

    /// A group address stands for no device.
    pub fn is_group(self) -> bool {
        match self {
            Self::Ip(IpAddr::V4(ip)) => {
                ip.is_multicast() || ip.is_broadcast() || ip.is_unspecified()
            }
            Self::Ip(IpAddr::V6(ip)) => ip.is_multicast() || ip.is_unspecified(),
            Self::Mac(mac) => mac.is_multicast() || mac.is_zero(),
        }
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(ip) => ip.fmt(f),
            Self::Mac(mac) => mac.fmt(f),
        }
    }
}

impl From<HostKey> for String {
    fn from(key: HostKey) -> Self {
        key.to_string()
    }
}

impl FromStr for HostKey {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        if let Ok(ip) = text.parse() {
            return Ok(Self::Ip(ip));
        }
        text.parse().map(Self::Mac).map_err(|_| {
            Fault::invalid("host.syntax").with("value", text.get(..80).unwrap_or(text))
        })
    }
}

impl TryFrom<String> for HostKey {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

/// How an entry came into the baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    #[default]
    Learned,
    /// A person said that it is right.
    Accepted,
}

/// One line of the baseline: this client uses this function of this server on these objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineEntry {
    /// The commanding side.
    pub client: HostKey,
    pub server: HostKey,
    pub protocol: String,
    /// The protocol's function, service or type code.
    pub code: u32,
    pub operation: String,
    pub risk: Risk,
    /// Object space (`holding_register`, `db1`), empty when the operation acts on no object.
    #[serde(default)]
    pub space: String,
    /// Objects used, as inclusive ranges, sorted, not touching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<[u32; 2]>,
    /// Ranges are known to this many objects; 1 is exact, powers of two when there were too many.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub granularity: u32,
    /// Names of objects used, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// So many names were used that any is accepted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_name: bool,
    pub first: CaptureTime,
    pub last: CaptureTime,
    pub count: u64,
    #[serde(default)]
    pub origin: Origin,
}

fn one() -> u32 {
    1
}
fn is_one(n: &u32) -> bool {
    *n == 1
}

impl BaselineEntry {
    /// Stable key: two entries with the same key are the same line.
    /// `client>server|protocol|code|space`.
    pub fn key(&self) -> String {
        format!("{}>{}|{}|{}|{}", self.client, self.server, self.protocol, self.code, self.space)
    }
}

/// A host was heard; counts are those since it was last reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostSeen {
    pub host: HostKey,
    /// The MAC address it was last heard with, absent for hosts only spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<Mac>,
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// Messages it sent since the last report.
    pub messages: u64,
    /// First report of this host by this engine.
    pub new: bool,
}

/// Who speaks what with whom; counts are those since it was last reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub client: HostKey,
    pub server: HostKey,
    /// Empty when no protocol was recognised.
    pub protocol: String,
    pub transport: Transport,
    /// The server's port; 0 for layer 2.
    pub port: u16,
    pub first: CaptureTime,
    pub last: CaptureTime,
    pub messages: u64,
    /// Messages with a risk of `write` or more.
    pub commands: u64,
    /// Error answers.
    pub errors: u64,
    /// From flow summaries: connections, packets and bytes in both directions.
    pub flows: u64,
    pub packets: u64,
    pub bytes: u64,
    /// The baseline knows it.
    pub known: bool,
}

impl Conversation {
    /// Stable key: `client>server|protocol|transport|port`.
    pub fn key(&self) -> String {
        let Self { client, server, protocol, transport, port, .. } = self;
        format!("{client}>{server}|{protocol}|{transport}|{port}")
    }
}

/// What the engine has to say. Reuse one: [`Output::clear`] keeps the memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    pub detections: Vec<Detection>,
    /// New or better facts about hosts; same (host, attribute, value, method) = the same fact.
    pub facts: Vec<(HostKey, Fact)>,
    /// Baseline lines that are new or wider; same [`BaselineEntry::key`] = replaces the old one.
    pub learned: Vec<BaselineEntry>,
    pub hosts: Vec<HostSeen>,
    pub conversations: Vec<Conversation>,
}

impl Output {
    pub fn clear(&mut self) {
        self.detections.clear();
        self.facts.clear();
        self.learned.clear();
        self.hosts.clear();
        self.conversations.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.detections.is_empty()
            && self.facts.is_empty()
            && self.learned.is_empty()
            && self.hosts.is_empty()
            && self.conversations.is_empty()
    }
}

/// A time in which people work on devices: what is found about them is marked and lowered to
/// `info`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    pub from: CaptureTime,
    /// First moment after it.
    pub to: CaptureTime,
    /// Devices worked on and stations worked from; empty = every one.
    #[serde(default)]
    pub hosts: BTreeSet<HostKey>,
}

impl Maintenance {
    pub(crate) fn covers(&self, time: CaptureTime, parties: &[HostKey]) -> bool {
        let who = self.hosts.is_empty() || parties.iter().any(|party| self.hosts.contains(party));
        who && (self.from..self.to).contains(&time)
    }
}

/// How an engine is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// End of learning in capture time. Absent: `learning_seconds` after the first event.
    pub learning_until: Option<CaptureTime>,
    pub learning_seconds: u32,
    /// Rules that are switched off, by id.
    pub disabled: BTreeSet<String>,
    /// Ports on which a service listens, besides all below 1024; they tell the server's side when
    /// the message does not.
    pub service_ports: BTreeSet<u16>,
    /// Makes the hash tables unpredictable to whoever crafts traffic: give random bytes.
    pub seed: u64,
    pub max_hosts: usize,
    pub max_conversations: usize,
    /// Baseline lines.
    pub max_commands: usize,
    /// Open counting windows and raised findings, each.
    pub max_windows: usize,
    /// New findings a rule may raise within a minute of capture time; further ones are counted.
    pub max_findings_per_minute: u32,
    pub maintenance: Vec<Maintenance>,
    /// What the substation was engineered to be; empty = nothing is held against it.
    pub engineered: Engineered,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            learning_until: None,
            learning_seconds: 24 * 3600,
            disabled: BTreeSet::new(),
            service_ports: [
                1962, 2222, 2404, 4840, 5006, 5007, 9600, 18245, 20000, 20547, 34962, 34963, 34964,
                44818, 47808, 55000, 55003,
            ]
            .into(),
            seed: 0x9e37_79b9_7f4a_7c15,
            max_hosts: 65_536,
            max_conversations: 131_072,
            max_commands: 131_072,
            max_windows: 32_768,
            max_findings_per_minute: 300,
            maintenance: Vec::new(),
            engineered: Engineered::default(),
        }
    }
}

/// Everything an engine knows, to go on later. Each part may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub learning_until: Option<CaptureTime>,
    pub baseline: Vec<BaselineEntry>,
    pub facts: Vec<(HostKey, Fact)>,
    /// Hosts heard or spoken to.
    pub hosts: Vec<HostSeen>,
    pub conversations: Vec<Conversation>,
    /// Open windows and raised findings.
    pub memory: Memory,
}

/// What the engine did and what it had to leave out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    pub events: u64,
    pub detections: u64,
    /// Repetitions within the quiet time of a finding.
    pub repeated: u64,
    /// Findings left out because their rule had raised too many within a minute.
    pub over_budget: u64,
    /// Entries pushed out of full tables (hosts, conversations, windows, raised findings).
    pub evicted: u64,
    /// Baseline lines not learned because the table was full.
    pub not_learned: u64,
}
