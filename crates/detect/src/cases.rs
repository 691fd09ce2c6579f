//! Worked examples: short stories of traffic with the rules that must speak, and no others.
//! They live in a rules pack's `cases*.yaml` files and run wherever the pack is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use model::CaptureTime;
use model::event::{FileSeen, FlowState, FlowSummary, ProbeEvent, SignatureAlert};
use model::observation::{
    Anomaly, Endpoint, Kind, Mac, Object, Observation, Outcome, Risk, Transport, Value,
};
use procedure::{Pack, Problem};
use serde::Deserialize;

use crate::scl::Engineered;
use crate::{Config, Engine, Output, RuleSet};

/// When the examples' learning window ends.
const LEARNED: i64 = 1_700_000_000_000_000_000;
const SECOND: f64 = 1e9;

/// A worked example of a rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The rule it is about.
    pub rule: String,
    pub name: String,
    /// Traffic within the learning window.
    #[serde(default)]
    pub learn: Vec<Event>,
    /// Traffic after it.
    pub events: Vec<Event>,
    /// Rules that speak, all of them.
    pub expect: BTreeSet<String>,
    /// What the substation was engineered to be, as SCL.
    #[serde(default)]
    pub scl: String,
}

impl Case {
    /// Whether it shows the rule speaking; otherwise it shows it silent.
    pub fn is_hit(&self) -> bool {
        self.expect.contains(&self.rule)
    }
}

/// One message or one flow, in short.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Seconds after the end of the learning window (before it, for what is learned).
    #[serde(default)]
    pub at: f64,
    /// `address` or `address:port`; MAC addresses stand alone.
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub protocol: String,
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub operation: String,
    #[serde(default)]
    pub risk: Option<Risk>,
    #[serde(default, with = "serde_yaml_ng::with::singleton_map_recursive")]
    pub object: Option<Object>,
    /// 0 is success.
    #[serde(default)]
    pub error: Option<u32>,
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    #[serde(default)]
    pub anomalies: Vec<String>,
    /// Makes it a flow summary instead of a message.
    #[serde(default)]
    pub flow: Option<FlowState>,
    /// Outer VLAN; 0 is none.
    #[serde(default)]
    pub vlan: u16,
    /// Makes it an alert of a rule in Suricata's language.
    #[serde(default)]
    pub signature: Option<SignatureCase>,
    /// Makes it a file that was moved; `from` is the client.
    #[serde(default)]
    pub file: Option<FileCase>,
    /// How often, one after the other.
    #[serde(default)]
    pub repeat: Option<Repeat>,
}

/// An alert of a rule in Suricata's language, in short.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureCase {
    pub sid: u32,
    pub priority: u8,
    #[serde(default)]
    pub class: String,
    #[serde(default)]
    pub message: String,
}

/// A file that was moved, in short.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCase {
    pub class: String,
    pub name: String,
    /// Files of the same digest are the same.
    #[serde(default)]
    pub digest: u32,
    /// YARA rules that matched.
    #[serde(default)]
    pub matches: Vec<String>,
    #[serde(default = "yes")]
    pub to_server: bool,
    #[serde(default = "yes")]
    pub complete: bool,
}

fn yes() -> bool {
    true
}

/// The same again, with something counted up each time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    pub times: u32,
    #[serde(default)]
    pub every_seconds: u32,
    #[serde(default, with = "serde_yaml_ng::with::singleton_map_recursive")]
    pub vary: Option<Vary>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vary {
    /// The last part of the address of the sender, or of the receiver.
    From,
    To,
    /// The receiver's port.
    Port,
    Code,
    /// The first object of the range.
    Start,
    /// A whole-number field.
    Field(String),
}

/// An example that went otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    pub case: String,
    pub expected: BTreeSet<String>,
    pub spoke: BTreeSet<String>,
}

/// The examples in a rules pack.
///
/// # Errors
/// What is wrong with its `cases*.yaml` files.
pub fn load(pack: &Pack) -> Result<Vec<Case>, Vec<Problem>> {
    let mut cases = Vec::new();
    let mut problems = Vec::new();
    for (name, bytes) in pack.yaml_files().filter(|(name, _)| name.starts_with("cases")) {
        match serde_yaml_ng::from_slice::<Vec<Case>>(bytes) {
            Ok(more) => cases.extend(more),
            Err(error) => problems.push(Problem::yaml(name, "", &error)),
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

/// Runs an example through a fresh engine with all rules of the set.
///
/// # Errors
/// What spoke instead of what was expected; an event that cannot be read is reported as such.
pub fn run(rules: &Arc<RuleSet>, case: &Case) -> Result<(), Mismatch> {
    let mut out = Output::default();
    let mismatch = |spoke: BTreeSet<String>| Mismatch {
        case: format!("{}: {}", case.rule, case.name),
        expected: case.expect.clone(),
        spoke,
    };
    let engineered = match case.scl.as_str() {
        "" => Engineered::default(),
        text => Engineered::from_scl(text)
            .map_err(|fault| mismatch([format!("unreadable SCL {}", fault.code)].into()))?,
    };
    let learning_until = Some(CaptureTime(LEARNED));
    let config = Config { learning_until, engineered, ..Config::default() };
    let mut engine = Engine::new(Arc::clone(rules), config);
    let learn = case.learn.iter().map(|event| (event, LEARNED - 3_600_000_000_000));
    let after = case.events.iter().map(|event| (event, LEARNED));
    for (event, start) in learn.chain(after) {
        let Some(events) = event.expand(start) else {
            return Err(mismatch([format!("unreadable event {event:?}")].into()));
        };
        events.iter().for_each(|event| engine.event(event, None, &mut out));
    }
    let spoke: BTreeSet<String> = out.detections.into_iter().map(|d| d.rule).collect();
    if spoke == case.expect { Ok(()) } else { Err(mismatch(spoke)) }
}

impl Event {
    /// The events it stands for; none when an address cannot be read.
    pub fn expand(&self, start: i64) -> Option<Vec<ProbeEvent>> {
        let repeat = self.repeat.as_ref();
        let times = repeat.map_or(1, |repeat| repeat.times.min(10_000));
        (0..times)
            .map(|step| {
                let after =
                    repeat.map_or(0, |repeat| i64::from(repeat.every_seconds)) * i64::from(step);
                let time = start + (self.at * SECOND) as i64 + after * 1_000_000_000;
                let mut event = self.clone();
                if let Some(vary) = repeat.and_then(|repeat| repeat.vary.as_ref()) {
                    event.vary(vary, step)?;
                }
                event.make(CaptureTime(time))
            })
            .collect()
    }

    fn vary(&mut self, vary: &Vary, step: u32) -> Option<()> {
        match vary {
            Vary::From => self.from = count_up(&self.from, step)?,
            Vary::To => self.to = count_up(&self.to, step)?,
            Vary::Port => {
                let (host, port) = self.to.rsplit_once(':')?;
                self.to = format!("{host}:{}", port.parse::<u32>().ok()? + step);
            }
            Vary::Code => self.code += step,
            Vary::Start => {
                if let Some(Object::Range { start, .. }) = &mut self.object {
                    *start += step;
                }
            }
            Vary::Field(name) => {
                if let Some(Value::Int(n)) = self.fields.get_mut(name) {
                    *n += i64::from(step);
                }
            }
        }
        Some(())
    }

    fn make(&self, time: CaptureTime) -> Option<ProbeEvent> {
        let (source, target) = (endpoint(&self.from)?, endpoint(&self.to)?);
        let anomalies: Vec<Anomaly> = self
            .anomalies
            .iter()
            .map(|code| Anomaly { code: code.clone().into(), offset: 0, field: None })
            .collect();
        let layer2 = source.ip.is_none();
        let transport = if layer2 { Transport::Ethernet } else { Transport::Tcp };
        if let Some(signature) = &self.signature {
            return Some(ProbeEvent::Alert(self.alert(signature, time, source, target)));
        }
        if let Some(file) = &self.file {
            return Some(ProbeEvent::File(self.file(file, time, source, target)));
        }
        Some(match self.flow {
            Some(state) => ProbeEvent::Flow(FlowSummary {
                flow: u64::from(source.port) << 16 | u64::from(target.port),
                transport,
                vlan: [0, 0],
                client: source,
                server: target,
                first: time,
                last: time,
                packets: [1, 0],
                bytes: [60, 0],
                protocol: self.protocol.clone().into(),
                state,
                parsed: 0,
                skipped: 0,
                lost: 0,
                anomalies,
                ended: true,
            }),
            None => ProbeEvent::Observation(Observation {
                time,
                packet: 1,
                flow: 1,
                transport,
                vlan: [self.vlan, 0],
                source,
                target,
                protocol: self.protocol.clone().into(),
                kind: self.kind.unwrap_or(Kind::Request),
                code: self.code,
                operation: self.operation.clone().into(),
                risk: self.risk.unwrap_or(Risk::Read),
                object: self.object.clone(),
                outcome: self.error.map(|code| match code {
                    0 => Outcome::Ok,
                    code => Outcome::Error { code, name: "".into() },
                }),
                value_digest: None,
                fields: self
                    .fields
                    .iter()
                    .map(|(name, value)| (name.clone().into(), value.clone()))
                    .collect(),
                anomalies,
                count: 1,
            }),
        })
    }
}

impl Event {
    fn alert(
        &self,
        case: &SignatureCase,
        time: CaptureTime,
        source: Endpoint,
        target: Endpoint,
    ) -> SignatureAlert {
        SignatureAlert {
            time,
            packet: 1,
            flow: 1,
            transport: Transport::Tcp,
            vlan: [0, 0],
            source,
            target,
            protocol: self.protocol.clone().into(),
            gid: 1,
            sid: case.sid,
            rev: 1,
            message: case.message.clone(),
            class: case.class.clone(),
            priority: case.priority,
            action: "alert".into(),
            metadata: Vec::new(),
            references: Vec::new(),
        }
    }

    fn file(
        &self,
        case: &FileCase,
        time: CaptureTime,
        client: Endpoint,
        server: Endpoint,
    ) -> FileSeen {
        FileSeen {
            time,
            packet: 1,
            flow: 1,
            transport: Transport::Tcp,
            vlan: [0, 0],
            client,
            server,
            protocol: self.protocol.clone().into(),
            class: case.class.clone().into(),
            name: case.name.clone(),
            kind: String::new(),
            to_server: case.to_server,
            size: 1,
            announced: None,
            complete: case.complete,
            sha256: format!("{:064x}", case.digest),
            sm3: String::new(),
            md5: String::new(),
            magic: String::new(),
            matches: case.matches.clone(),
            content: String::new(),
        }
    }
}

/// `10.0.0.1:502`, `10.0.0.1`, `02:00:00:00:00:01`.
fn endpoint(text: &str) -> Option<Endpoint> {
    if let Ok(mac) = text.parse::<Mac>() {
        return Some(Endpoint { mac, ip: None, port: 0 });
    }
    let (host, port) = text.rsplit_once(':').unwrap_or((text, "0"));
    let ip: IpAddr = host.parse().ok()?;
    // Every host of the examples has an address of its own, locally administered.
    let last = match ip {
        IpAddr::V4(ip) => ip.octets(),
        IpAddr::V6(_) => [0, 0, 0, 6],
    };
    let [a, b, c, d] = last;
    Some(Endpoint { mac: Mac([2, 0, a, b, c, d]), ip: Some(ip), port: port.parse().ok()? })
}

/// Adds to the last part of an address, the port kept.
fn count_up(text: &str, step: u32) -> Option<String> {
    if let Ok(Mac([a, b, c, d, e, f])) = text.parse::<Mac>() {
        return Some(Mac([a, b, c, d, e, f.wrapping_add(u8::try_from(step).ok()?)]).to_string());
    }
    let (host, port) = text.rsplit_once(':').unwrap_or((text, "0"));
    let ip: std::net::Ipv4Addr = host.parse().ok()?;
    let ip = std::net::Ipv4Addr::from(u32::from(ip).checked_add(step)?);
    Some(format!("{ip}:{port}"))
}
