//! What the probes' eyes see of themselves and of the wire: health, protocols, programs, files,
//! rules in Suricata's language, maintenance windows, accepted deviations.

use model::event::{ProbeHealth, RuleFailure, RunningSet};
use model::observation::Risk;
use model::{CaptureTime, Id, Millis};
use serde::{Deserialize, Serialize};

use super::asset::Probe;

/// A probe's last report in short, a part of a row of `GET /api/v1/probes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProbeGlance {
    /// Capture time of the last packet.
    pub last_packet: CaptureTime,
    /// When the report came in.
    pub received: Millis,
    pub version: String,
    /// Packets that the kernel could not hand over, in a million, since the probe was started.
    pub loss_ppm: u64,
    /// Since the probe was started.
    pub packets: u64,
    pub dropped: u64,
    pub rules: u64,
    pub rules_failed: u64,
    pub alerts: u64,
}

/// What happened between two reports of one run (the first of a run: since it began).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HealthSample {
    /// Capture time of the last packet.
    pub time: CaptureTime,
    pub received: Millis,
    /// The first report of a run: the probe was started before it.
    pub started: bool,
    pub packets: u64,
    pub bytes: u64,
    pub dropped: u64,
    pub undecoded: u64,
    pub lost: u64,
    pub gaps: u64,
    pub sent: u64,
    pub merged: u64,
    pub suppressed: u64,
    pub anomalies: u64,
    pub alerts: u64,
    pub files: u64,
    /// As reported, no difference: bytes resident, 0 = not known.
    pub memory: u64,
}

/// Something that is wrong with a probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HealthFault {
    /// `silent`, `panics`, `dropped`, `lost`, `suppressed`, `undecoded`, `evicted`,
    /// `rules_failed`, `rules_refused`, `rules_behind`.
    pub code: String,
    /// Something was missed that nobody judged.
    pub grave: bool,
    /// How much, in `unit`.
    pub value: u64,
    /// `ppm` (a share, in a million), `count`, `ms`.
    pub unit: String,
    /// From which value on it is told.
    pub limit: u64,
}

/// `GET /api/v1/probes/{id}/health`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProbeHealthView {
    pub probe: Probe,
    /// Absent until the probe has reported. Protocols: the most heard first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ProbeHealth>,
    /// What is wrong, the gravest first; empty when all is well or nothing was reported.
    pub verdict: Vec<HealthFault>,
    /// By time of receipt, oldest first; at most 2,000, the newest of what was asked for.
    pub samples: Vec<HealthSample>,
}

/// `GET /api/v1/protocols`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProtocolStatistics {
    /// Step of the points.
    pub step_ms: i64,
    /// Every protocol we parse, the most heard first, and whatever else was recognised.
    pub protocols: Vec<ProtocolRow>,
    pub points: Vec<ProtocolPoint>,
}

/// One protocol within the time asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProtocolRow {
    pub name: String,
    /// `GET /api/v1/protocols/{name}` knows it.
    pub described: bool,
    pub messages: u64,
    /// Bytes of its flows that ended.
    pub bytes: u64,
    /// The most used first; at most 200.
    pub operations: Vec<OperationCount>,
}

/// How often an operation was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OperationCount {
    pub operation: String,
    #[schema(value_type = String)]
    pub risk: Risk,
    pub messages: u64,
}

/// Messages of a protocol and a risk within one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProtocolPoint {
    pub time: Millis,
    pub protocol: String,
    #[schema(value_type = String)]
    pub risk: Risk,
    pub messages: u64,
}

/// `GET /api/v1/protocols/{name}`: what the parser knows, from its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProtocolReference {
    pub name: String,
    /// Further protocols that the same parser tells apart.
    pub also: Vec<String>,
    pub ports: Vec<PortHint>,
    /// The longest message in bytes.
    pub longest: u64,
    pub operations: Vec<OperationRow>,
    /// Operations told by more than one code.
    pub further: Vec<String>,
    pub fields: Vec<FieldRow>,
}

/// Where a protocol is usually found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PortHint {
    /// `tcp`, `udp`, `ethertype`.
    pub kind: String,
    pub number: u16,
}

/// A row of a protocol's function table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OperationRow {
    pub code: u32,
    pub name: String,
    #[schema(value_type = String)]
    pub risk: Risk,
}

/// A row of a protocol's field table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldRow {
    pub name: String,
    /// `u8`, `u16`, `u32`, `bool`, `text`, `float`.
    pub kind: String,
    pub unit: String,
    /// Standard and section.
    pub source: String,
}

/// A controller's program, configuration or firmware: one row of `GET /api/v1/programs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProgramRow {
    pub id: Id,
    /// The controller.
    pub host: String,
    pub protocol: String,
    /// `program`, `configuration`, `firmware`.
    pub class: String,
    pub name: String,
    pub kind: String,
    /// How many versions were seen.
    pub versions: u32,
    /// Times it was moved, in either direction.
    pub transfers: u64,
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// The latest version.
    pub latest: ProgramVersion,
}

/// One content of a program. A content that comes back later is a version of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProgramVersion {
    /// From 1.
    pub number: u32,
    pub sha256: String,
    pub sm3: String,
    pub size: u64,
    /// Whether all bytes were seen; digests are of those seen.
    pub complete: bool,
    /// First and last transfer of this content.
    pub first: CaptureTime,
    pub last: CaptureTime,
    pub transfers: u64,
    /// Who moved it first.
    pub by: String,
    /// `download` (to the controller) or `upload` (from it).
    pub direction: String,
    /// Its bytes are kept: it can be compared.
    pub content: bool,
    /// The first transfer's event, `<day>.<block>.<index>`.
    pub reference: String,
}

/// `GET /api/v1/programs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProgramDetail {
    #[serde(flatten)]
    pub row: ProgramRow,
    /// Newest first; at most 200.
    pub history: Vec<ProgramVersion>,
}

/// `GET /api/v1/programs/{id}/diff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProgramDiff {
    pub from: ProgramVersion,
    pub to: ProgramVersion,
    /// In order; together they are both contents.
    pub hunks: Vec<DiffHunk>,
    pub same: u64,
    pub removed: u64,
    pub added: u64,
}

/// A stretch of bytes that is in both versions, in the older or in the newer only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DiffHunk {
    /// `same`, `removed`, `added`.
    pub op: String,
    /// Offset in the older content, and in the newer.
    pub from: u64,
    pub to: u64,
    pub length: u64,
    /// Lower-case hexadecimal.
    pub bytes: String,
}

/// A file or program that crossed the wire: one row of `GET /api/v1/files`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileRow {
    pub id: Id,
    pub time: CaptureTime,
    pub client: String,
    pub server: String,
    pub protocol: String,
    /// `file`, `program`, `configuration`, `firmware`.
    pub class: String,
    pub name: String,
    pub kind: String,
    /// Whether the bytes went to the server.
    pub to_server: bool,
    pub size: u64,
    /// Bytes announced, where the protocol says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<u64>,
    pub complete: bool,
    pub sha256: String,
    pub sm3: String,
    /// Empty where it was not asked for.
    pub md5: String,
    /// What the first bytes say it is, or empty.
    pub magic: String,
    /// YARA rules that matched.
    pub matches: Vec<String>,
    /// The event, `<day>.<block>.<index>`.
    pub reference: String,
    /// The program it is a version of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Id>,
}

/// `POST /api/v1/findings/{id}/accept`: what the finding shows is right, and belongs into the
/// baseline. The finding is closed with the reason as its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The finding's revision that the decision was made on.
    pub revision: u32,
    /// 1–500 characters.
    pub reason: String,
}

/// A time in which work is done on the plant: one row of `GET /api/v1/maintenance-windows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MaintenanceWindow {
    pub id: Id,
    pub from: Millis,
    pub to: Millis,
    /// Addresses (IP or MAC); empty = the whole plant.
    pub hosts: Vec<String>,
    pub reason: String,
    /// `planned`, `running`, `over`, `withdrawn`.
    pub state: String,
    pub author: String,
}

/// `POST /api/v1/maintenance-windows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaintenanceDraft {
    pub from: Millis,
    pub to: Millis,
    #[serde(default)]
    pub hosts: Vec<String>,
    /// 1–500 characters.
    pub reason: String,
}

/// `POST /api/v1/rule-sets/check` and `POST /api/v1/rule-sets`: rules in Suricata's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSetDraft {
    /// 1–80 characters.
    pub name: String,
    /// At most 8 MiB.
    pub text: String,
}

/// `PUT /api/v1/rule-sets/{id}`; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSetChange {
    /// The revision that the change was made on.
    pub revision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether probes load it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What became of rules when they were compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CompileReport {
    pub total: u64,
    pub compiled: u64,
    /// In the order of the text; at most 1,000 are listed, `total - compiled` is their number.
    pub failed: Vec<RuleFailure>,
}

/// One row of `GET /api/v1/rule-sets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleSetRow {
    pub id: Id,
    pub revision: u32,
    pub name: String,
    pub enabled: bool,
    /// SHA-256 of the text.
    pub digest: String,
    pub size: u64,
    pub total: u64,
    pub compiled: u64,
    pub author: String,
    pub changed: Millis,
    /// Probes of the enterprise, and those of them that run this text.
    pub probes: u64,
    pub running: u64,
}

/// What a probe says of a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleSetProbe {
    pub probe: Id,
    pub name: String,
    /// Absent until the probe has reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Millis>,
    /// What runs of it there; absent where it does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs: Option<RunningSet>,
    /// Why the probe does not take the node's newest rules; empty when it does.
    pub trouble: String,
}

/// `GET /api/v1/rule-sets/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleSetDetail {
    #[serde(flatten)]
    pub row: RuleSetRow,
    pub text: String,
    pub report: CompileReport,
    pub on_probes: Vec<RuleSetProbe>,
}
