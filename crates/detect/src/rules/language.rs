//! The words a rules pack may use.

use model::event::FlowState;
use model::finding::Severity;
use model::observation::{Kind, Risk, Value};
use procedure::{Source, Text};
use serde::{Deserialize, Serialize};

/// A rule as it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Dotted: `s7.program_download`.
    pub id: String,
    /// `pack@version`.
    pub pack: String,
    pub severity: Severity,
    /// ATT&CK for ICS technique ids.
    pub techniques: Vec<String>,
    pub title: Text,
    pub advice: Text,
    pub source: Source,
    /// Whether it speaks before the learning window is over.
    pub while_learning: bool,
    /// What makes two detections the same finding.
    pub key: Vec<KeyPart>,
    /// For how long repetitions of a finding are only counted.
    pub quiet_seconds: u32,
    /// Speaks only when it was met so often.
    pub threshold: Option<Threshold>,
    pub body: Body,
}

/// A rule as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleText {
    pub(crate) id: String,
    pub(crate) severity: Severity,
    pub(crate) techniques: Vec<String>,
    pub(crate) title: Text,
    pub(crate) advice: Text,
    pub(crate) source: Source,
    pub(crate) while_learning: Option<bool>,
    pub(crate) key: Option<Vec<KeyPart>>,
    pub(crate) quiet_seconds: Option<u32>,
    pub(crate) threshold: Option<Threshold>,
    #[serde(rename = "match")]
    pub(crate) matches: Option<Match>,
    pub(crate) baseline: Option<BaselineIs>,
    pub(crate) scan: Option<ScanIs>,
    pub(crate) identity: Option<IdentityIs>,
    pub(crate) anomaly: Option<AnomalyIs>,
    pub(crate) change: Option<ChangeIs>,
    pub(crate) signature: Option<SignatureIs>,
    pub(crate) file: Option<FileIs>,
    pub(crate) engineered: Option<EngineeredIs>,
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// One message.
    Match(Match),
    /// A message that departs from what was learned.
    Baseline(BaselineIs),
    /// Many different things within a time.
    Scan(ScanIs),
    /// A device says it is another than before.
    Identity(IdentityIs),
    /// Damaged or forged bytes.
    Anomaly(AnomalyIs),
    /// A counter that jumps or goes back.
    Change(ChangeIs),
    /// A rule in Suricata's language that matched.
    Signature(SignatureIs),
    /// A file or a controller's program that was moved.
    File(FileIs),
    /// What runs is not what was engineered (SCL).
    Engineered(EngineeredIs),
}

impl Body {
    /// The message filter, where the rule has one.
    pub fn filter(&self) -> Option<&Match> {
        match self {
            Self::Match(filter) => Some(filter),
            Self::Baseline(BaselineIs { when, .. }) | Self::Change(ChangeIs { when, .. }) => {
                Some(when)
            }
            Self::Scan(scan) => scan.when.as_ref(),
            Self::Identity(_)
            | Self::Anomaly(_)
            | Self::Signature(_)
            | Self::File(_)
            | Self::Engineered(_) => None,
        }
    }

    /// Whether it speaks of functions that are used no more.
    pub(crate) fn is_of_silence(&self) -> bool {
        matches!(self, Self::Baseline(body) if body.deviations.contains(&Deviation::Silence))
    }

    /// Whether what it tells can be accepted into the baseline: what did not happen has no line
    /// there.
    pub fn can_be_accepted(&self) -> bool {
        matches!(self, Self::Baseline(_)) && !self.is_of_silence()
    }

    /// The field the rule itself reads, besides those of its filter.
    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Scan(scan) => scan.field.as_deref(),
            Self::Change(change) => Some(&change.field),
            _ => None,
        }
    }
}

/// Part of a finding's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPart {
    /// The commanding side (for anomalies: who sent the bytes).
    Source,
    Target,
    Operation,
    Object,
}

/// At least `count` within `within_seconds`, counted by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub count: u32,
    pub within_seconds: u32,
}

/// A filter on messages: every condition given must hold, a list means any of its members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    pub protocols: Vec<String>,
    /// Requests and spontaneous messages when left out; every kind when `outcome` is given.
    pub kinds: Vec<Kind>,
    pub operations: Vec<String>,
    pub codes: Vec<u32>,
    pub risks: Vec<Risk>,
    pub outcome: Option<OutcomeIs>,
    /// The protocol's error codes; implies `outcome: error`.
    pub error_codes: Vec<u32>,
    pub fields: Vec<FieldIs>,
    pub object: Option<ObjectIs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeIs {
    Ok,
    Error,
}

/// A comparison of a declared field. A message without the field does not meet it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldIs {
    pub name: String,
    pub any_of: Vec<Value>,
    pub none_of: Vec<Value>,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    /// Text that contains this, in any letter case.
    pub contains: Option<String>,
}

/// What the operation acts on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectIs {
    pub spaces: Vec<String>,
    /// Overlaps `from..=to`.
    pub from: Option<u32>,
    pub to: Option<u32>,
    pub names: Vec<String>,
    pub prefix: Option<String>,
}

/// How a message can depart from the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// A host that was never a client of this protocol.
    NewClient,
    /// A host that was never a server of this protocol.
    NewServer,
    /// Both are known, but not with each other.
    NewConversation,
    /// A function never used between the two.
    NewOperation,
    /// A function on objects it was never used on.
    NewObjectRange,
    /// A function used far more often within a minute than was learned.
    Rate,
    /// A function that was used every minute is used no more.
    Silence,
    /// A process value outside what was learned of it.
    ValueRange,
}

impl Deviation {
    pub const ALL: [Self; 8] = [
        Self::NewClient,
        Self::NewServer,
        Self::NewConversation,
        Self::NewOperation,
        Self::NewObjectRange,
        Self::Rate,
        Self::Silence,
        Self::ValueRange,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::NewClient => "new_client",
            Self::NewServer => "new_server",
            Self::NewConversation => "new_conversation",
            Self::NewOperation => "new_operation",
            Self::NewObjectRange => "new_object_range",
            Self::Rate => "rate",
            Self::Silence => "silence",
            Self::ValueRange => "value_range",
        }
    }

    pub(crate) fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineIs {
    pub deviations: Vec<Deviation>,
    #[serde(default)]
    pub when: Match,
}

/// What must differ for a scan to count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distinct {
    Sources,
    Targets,
    Ports,
    Codes,
    Objects,
    /// The value of `field`.
    Field,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanIs {
    pub distinct: Distinct,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Counted for each of these; `[source]` for targets and `[source, target]` for the rest when
    /// left out.
    #[serde(default)]
    pub per: Vec<KeyPart>,
    pub at_least: u32,
    pub within_seconds: u32,
    /// Counts conversations of the baseline as well.
    #[serde(default)]
    pub known: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowIs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Match>,
}

/// A filter on flow summaries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowIs {
    /// The server's port.
    pub ports: Vec<u16>,
    pub states: Vec<FlowState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityIs {
    pub attributes: Vec<String>,
    /// Speaks when two sure sources contradict each other, instead of when a value changes.
    #[serde(default)]
    pub conflict: bool,
}

/// A filter on alerts of rules in Suricata's language. A list means any of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignatureIs {
    /// 1 (most urgent) to 255.
    pub priorities: Vec<u8>,
    /// `classtype:` of the rule.
    pub classes: Vec<String>,
    pub sids: Vec<u32>,
}

/// A filter on files and programs that were moved: every condition given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileIs {
    /// `file`, `program`, `configuration`, `firmware`.
    pub classes: Vec<String>,
    pub protocols: Vec<String>,
    /// Whether it went to the server; either way when left out.
    pub to_server: Option<bool>,
    /// A YARA rule matched it.
    pub matched: bool,
    /// It differs from the last complete one of the same name on the same server.
    pub changed: bool,
    /// One of this name was never seen on this server while learning or since.
    pub first: bool,
}

/// How what runs can differ from what was engineered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mismatch {
    /// A control block or stream that was not engineered.
    UnknownPublisher,
    /// An engineered one, sent by another device than engineered.
    WrongSource,
    /// To another group address.
    WrongMac,
    /// With another APPID.
    WrongAppid,
    /// In another VLAN.
    WrongVlan,
    /// With another configuration revision.
    WrongConfRev,
    /// Not heard at all.
    Missing,
    /// A client of an engineered server that was not engineered for it.
    UnknownClient,
}

impl Mismatch {
    pub const ALL: [Self; 8] = [
        Self::UnknownPublisher,
        Self::WrongSource,
        Self::WrongMac,
        Self::WrongAppid,
        Self::WrongVlan,
        Self::WrongConfRev,
        Self::Missing,
        Self::UnknownClient,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownPublisher => "unknown_publisher",
            Self::WrongSource => "wrong_source",
            Self::WrongMac => "wrong_mac",
            Self::WrongAppid => "wrong_appid",
            Self::WrongVlan => "wrong_vlan",
            Self::WrongConfRev => "wrong_conf_rev",
            Self::Missing => "missing",
            Self::UnknownClient => "unknown_client",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineeredIs {
    pub mismatches: Vec<Mismatch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnomalyIs {
    /// Codes, or `prefix.*`; `*` is any.
    pub codes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeIs {
    pub when: Match,
    /// A whole number that normally rises slowly.
    pub field: String,
    /// Followed for each of these; `[object]` when left out.
    #[serde(default)]
    pub per: Vec<KeyPart>,
    /// Speaks when it rises by more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rise_over: Option<u32>,
    /// Speaks when it falls.
    #[serde(default)]
    pub fall: bool,
}

/// Which end of a message a hint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Client,
    Server,
    /// Whoever sent this very message.
    Sender,
}

/// What behaviour says about a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    pub when: Match,
    pub side: Side,
    /// `role`, `purdue_level`.
    pub attribute: String,
    pub value: String,
    /// 0–100.
    pub confidence: u8,
}

/// A field of a message that says what a device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityField {
    pub field: String,
    /// Holds for messages of these protocols only, whatever their risk. Left out: for every
    /// message that identifies, programs or stops.
    #[serde(default)]
    pub protocols: Vec<String>,
    /// Holds for these operations only.
    #[serde(default)]
    pub operations: Vec<String>,
    pub attribute: String,
    /// 0–100.
    pub confidence: u8,
}

/// The Purdue level that devices of a role stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleLevel {
    pub role: String,
    /// 0 (sensors and actuators) to 4 (enterprise), `3.5` for what stands between.
    pub level: String,
}
