//! What a probe sends to a node besides observations.

use serde::{Deserialize, Serialize};

use crate::CaptureTime;
use crate::observation::{Anomaly, Endpoint, Name, Observation, Transport};

/// A conversation's totals, sent when it ends, goes idle, or a period is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowSummary {
    pub flow: u64,
    pub transport: Transport,
    #[serde(default)]
    pub vlan: [u16; 2],
    /// The side that opened it (by SYN, else by content, else the first seen).
    pub client: Endpoint,
    pub server: Endpoint,
    pub first: CaptureTime,
    pub last: CaptureTime,
    pub packets: [u64; 2],
    pub bytes: [u64; 2],
    /// The protocol recognised in it, or empty.
    pub protocol: Name,
    pub state: FlowState,
    /// Bytes of payload parsed, skipped while resynchronising, and lost to gaps.
    pub parsed: u64,
    pub skipped: u64,
    pub lost: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anomalies: Vec<Anomaly>,
    /// True for the last summary of this flow.
    pub ended: bool,
}

/// What is known of a TCP conversation's state; UDP is `Established` once both sides spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowState {
    /// A SYN without an answer.
    Attempt,
    /// A SYN answered by a reset.
    Refused,
    Established,
    /// Data seen without its beginning: the normal case in plants.
    Midstream,
    Closed,
    Reset,
}

/// What a probe reports, in capture order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeEvent {
    Observation(Observation),
    Flow(FlowSummary),
    /// A signature (a rule in Suricata's language) matched.
    Alert(SignatureAlert),
    /// A file or a controller's program was moved.
    File(FileSeen),
    /// How the probe fares.
    Health(ProbeHealth),
}

/// What a probe did since it was started, told once a period and at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProbeHealth {
    /// Capture time of the last packet.
    pub time: CaptureTime,
    /// When this run of the probe began (nanoseconds since 1970, UTC): tells runs apart.
    pub run: CaptureTime,
    /// Version of the probe.
    pub version: String,
    /// Interfaces or files read.
    pub sources: Vec<String>,
    pub packets: u64,
    pub bytes: u64,
    /// Packets that the kernel could not hand over.
    pub dropped: u64,
    /// Packets that could not be read down to a flow.
    pub undecoded: u64,
    /// Stream bytes that never came, and how often.
    pub lost: u64,
    pub gaps: u64,
    pub flows: u64,
    /// Flows ended because the table was full.
    pub evicted: u64,
    /// Observations sent, merged into others, and only counted because of the event budget.
    pub sent: u64,
    pub merged: u64,
    pub suppressed: u64,
    /// Anomalies seen.
    pub anomalies: u64,
    /// Resident memory in bytes; 0 = not known.
    pub memory: u64,
    /// Rules loaded, rules that did not compile, alerts raised.
    pub rules: u64,
    pub rules_failed: u64,
    pub alerts: u64,
    /// Files and programs put together.
    pub files: u64,
    pub protocols: Vec<ProtocolHealth>,
    /// The rules that its node hands out; absent when it asks no node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_rules: Option<NodeRules>,
}

/// What a probe made of the rules in Suricata's language that its node hands out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct NodeRules {
    /// Tag of the rules that run; empty while there are none.
    pub tag: String,
    /// The sets among them.
    pub sets: Vec<RunningSet>,
    /// Rules that do not compile on this probe; at most 100 are listed.
    pub failed: Vec<RuleFailure>,
    /// They come from the probe's disk; the node has not answered since it was started.
    pub cached: bool,
    /// Why the node's newest rules do not run: `unreachable`, `refused`, `too_large`,
    /// `not_compiled`, `unreadable`; empty when they do.
    pub trouble: String,
    /// Particulars of the trouble.
    pub detail: String,
}

/// A rule set that a probe runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RunningSet {
    /// SHA-256 of its text.
    pub digest: String,
    pub total: u64,
    pub compiled: u64,
}

/// A rule that does not compile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleFailure {
    /// The set's digest where a probe tells it; empty where the set is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub set: String,
    /// From 1.
    pub line: u64,
    /// 0 where the rule does not say.
    pub sid: u32,
    pub reason: String,
}

/// One protocol's account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProtocolHealth {
    pub name: String,
    pub messages: u64,
    pub flows: u64,
    /// Payload bytes parsed, skipped, and lost to gaps.
    pub parsed: u64,
    pub skipped: u64,
    pub lost: u64,
    /// Flow steps lost to defects of the parser.
    pub panics: u64,
}

/// A rule in Suricata's language that matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureAlert {
    pub time: CaptureTime,
    pub packet: u64,
    /// 0 without a flow.
    pub flow: u64,
    pub transport: Transport,
    #[serde(default)]
    pub vlan: [u16; 2],
    /// Who sent the packet that completed the match, and to whom.
    pub source: Endpoint,
    pub target: Endpoint,
    /// The flow's protocol, or empty.
    #[serde(default)]
    pub protocol: Name,
    pub gid: u32,
    pub sid: u32,
    pub rev: u32,
    pub message: String,
    #[serde(default)]
    pub class: String,
    /// 1 (most urgent) to 255.
    pub priority: u8,
    /// `alert`, `drop`, `reject`: what the rule asks for. A passive probe only tells.
    pub action: Name,
    /// `metadata:` of the rule, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<(String, String)>,
    /// `reference:` of the rule: (kind, value).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<(String, String)>,
}

/// A file or a controller's program that crossed the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileSeen {
    /// When its last byte was seen.
    pub time: CaptureTime,
    pub packet: u64,
    pub flow: u64,
    pub transport: Transport,
    #[serde(default)]
    pub vlan: [u16; 2],
    pub client: Endpoint,
    pub server: Endpoint,
    pub protocol: Name,
    /// `file`, `program`, `configuration`, `firmware`.
    pub class: Name,
    pub name: String,
    #[serde(default)]
    pub kind: String,
    /// Whether the bytes went to the server.
    pub to_server: bool,
    /// Bytes seen, and announced where the protocol says.
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<u64>,
    /// Whether all bytes were seen; the digests are of the bytes seen.
    pub complete: bool,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub sm3: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub md5: String,
    /// What its first bytes say it is (`application/x-dosexec`), or empty.
    #[serde(default)]
    pub magic: String,
    /// YARA rules that matched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<String>,
    /// The bytes in base64 where they are a controller's and few (at most 64 KiB).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
}

impl ProbeEvent {
    pub fn time(&self) -> CaptureTime {
        match self {
            Self::Observation(o) => o.time,
            Self::Flow(f) => f.last,
            Self::Alert(a) => a.time,
            Self::File(f) => f.time,
            Self::Health(h) => h.time,
        }
    }
}
