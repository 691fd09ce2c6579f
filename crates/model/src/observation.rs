//! What any protocol parser says about traffic. One schema for request/response (Modbus),
//! spontaneous (IEC 104) and layer-2 multicast (GOOSE) traffic. Nobody downstream of `protocols`
//! knows a parser type: rules, baselines, identity and the console read these fields, and the
//! protocol's own `fields` by the names declared in its field table.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::tenant::words;
use crate::{CaptureTime, Fault};
use std::fmt;
use std::str::FromStr;

/// A name that is nearly always a constant of ours, and owned only after it crossed a process.
pub type Name = Cow<'static, str>;

/// An Ethernet address.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Mac(pub [u8; 6]);

impl Mac {
    pub fn is_multicast(self) -> bool {
        self.0[0] & 1 == 1
    }
    pub fn is_zero(self) -> bool {
        self.0 == [0; 6]
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl From<Mac> for String {
    fn from(mac: Mac) -> Self {
        mac.to_string()
    }
}

impl FromStr for Mac {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        let bad = || Fault::invalid("mac.syntax");
        let mut bytes = [0u8; 6];
        let mut parts = text.split(':');
        for byte in &mut bytes {
            let part = parts.next().filter(|p| p.len() == 2).ok_or_else(bad)?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| bad())?;
        }
        if parts.next().is_some() { Err(bad()) } else { Ok(Self(bytes)) }
    }
}

impl TryFrom<String> for Mac {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

/// One end of a conversation. Layer-2 protocols have no `ip`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Endpoint {
    pub mac: Mac,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub port: u16,
}

fn is_zero(port: &u16) -> bool {
    *port == 0
}

impl Endpoint {
    /// How people and keys name this end: its IP address, else its MAC address.
    pub fn host(&self) -> String {
        self.ip.map_or_else(|| self.mac.to_string(), |ip| ip.to_string())
    }
}

words! {
    /// What carried the conversation.
    Transport { Tcp = "tcp", Udp = "udp", Ethernet = "ethernet", Other = "other", }
}

words! {
    /// What part a message plays.
    Kind {
        Request = "request",
        Response = "response",
        /// Sent on its own account: spontaneous data, publish, heartbeat.
        Spontaneous = "spontaneous",
    }
}

words! {
    /// What an operation can do to a plant, in rising order.
    Risk {
        /// Session upkeep: connect, test link, acknowledge.
        Link = "link",
        Read = "read",
        /// Identification and diagnostics.
        Identify = "identify",
        Write = "write",
        /// A command to the process: select/operate, setpoint.
        Control = "control",
        /// Transfer or change of a program or configuration.
        Program = "program",
        /// Transfer of firmware.
        Firmware = "firmware",
        /// Start, stop, restart of a controller.
        Stop = "stop",
    }
}

/// What the operation acts on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// `space` is the protocol's own word: `holding_register`, `db1`, `merker`, `ioa`.
    Range { space: Name, start: u32, count: u32 },
    /// A tag, path, control block, block name.
    Named { space: Name, name: String },
}

/// How it ended, where the message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Ok,
    /// The protocol's own error code and, where it has one, its name.
    Error {
        code: u32,
        name: Name,
    },
}

/// A value of a declared field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Name),
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl From<u8> for Value {
    fn from(n: u8) -> Self {
        Self::Int(n.into())
    }
}
impl From<u16> for Value {
    fn from(n: u16) -> Self {
        Self::Int(n.into())
    }
}
impl From<u32> for Value {
    fn from(n: u32) -> Self {
        Self::Int(n.into())
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

/// Something wrong with the bytes. Malformed traffic is data, never an error path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anomaly {
    /// Dotted code: `modbus.length_mismatch`, `tcp.gap`, `ip.fragment_overlap`.
    pub code: Name,
    /// Byte offset within the unit the parser looked at.
    pub offset: u32,
    /// The field that is wrong, where one is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Name>,
}

/// One statement about traffic: who said what to whom about which object, and how it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub time: CaptureTime,
    /// Number of the packet that completed the message, from 1, within its capture.
    pub packet: u64,
    /// Identifier of the flow within this probe run; 0 for layer 2.
    pub flow: u64,
    pub transport: Transport,
    /// Outer-to-inner VLAN ids; 0 = none.
    #[serde(default, skip_serializing_if = "no_vlan")]
    pub vlan: [u16; 2],
    /// Who sent this message.
    pub source: Endpoint,
    /// Whom it was sent to.
    pub target: Endpoint,
    /// `modbus`, `s7comm`, `iec104`, `goose`.
    pub protocol: Name,
    pub kind: Kind,
    /// The protocol's function, service or type code.
    pub code: u32,
    /// The code's name in the protocol's table: `write_multiple_registers`.
    pub operation: Name,
    pub risk: Risk,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Object>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Digest (FNV-1a, 64 bits) of the value bytes carried, to see change without keeping values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_digest: Option<u64>,
    /// Values by the names declared in the protocol's field table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(Name, Value)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anomalies: Vec<Anomaly>,
    /// How many identical messages this stands for (cyclic traffic is rolled up); at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
}

fn no_vlan(vlan: &[u16; 2]) -> bool {
    *vlan == [0, 0]
}
fn one() -> u32 {
    1
}
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Observation {
    /// The value of a declared field, if the message carried it.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// (commanding side, commanded side): a response is turned round.
    pub fn client_server(&self) -> (&Endpoint, &Endpoint) {
        match self.kind {
            Kind::Response => (&self.target, &self.source),
            Kind::Request | Kind::Spontaneous => (&self.source, &self.target),
        }
    }
}

/// A row of a protocol's field table: documentation, rules and console read it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    /// `u8`, `u16`, `u32`, `bool`, `text`, `float`.
    pub kind: &'static str,
    /// Unit where it has one.
    pub unit: &'static str,
    /// Standard and section the field comes from.
    pub source: &'static str,
}
