//! Suricata EVE-compatible NDJSON: one JSON object a line, so that what people built for
//! Suricata's output (dashboards, shippers, parsers) reads ours.
//!
//! Event types: `flow`, `anomaly`, `alert`, and one for each protocol (`modbus`, `s7comm`,
//! `s7comm_plus`, `iec104`, `goose`). Where Suricata logs the protocol itself (`modbus`), its field
//! names are used; ours stand beside them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::CaptureTime;
use model::event::{FlowState, FlowSummary, ProbeEvent};
use model::finding::{Detection, Severity};
use model::observation::{
    Anomaly, Endpoint, Kind, Object, Observation, Outcome, Transport, Value as Field,
};
use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};

/// Writes events as lines.
pub(super) struct Eve {
    out: Box<dyn Write>,
}

impl Eve {
    /// Writes to a new file; `-` is standard output.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::new(BufWriter::new(io::stdout())));
        }
        Ok(Self::new(BufWriter::with_capacity(1 << 16, File::create(path)?)))
    }

    fn new(out: impl Write + 'static) -> Self {
        Self { out: Box::new(out) }
    }

    /// Writes what a probe reports: an observation with its anomalies, or a flow.
    pub(super) fn event(&mut self, event: &ProbeEvent) -> io::Result<()> {
        match event {
            ProbeEvent::Observation(observation) => self.observation(observation),
            ProbeEvent::Flow(flow) => self.flow(flow),
            ProbeEvent::Alert(_) | ProbeEvent::File(_) => Ok(()),
        }
    }

    /// Writes a detection as an alert.
    pub(super) fn alert(&mut self, detection: &Detection) -> io::Result<()> {
        let mut line = Map::new();
        line.insert("timestamp".into(), timestamp(detection.time).into());
        line.insert("event_type".into(), "alert".into());
        for (name, host) in [("src", &detection.source), ("dest", &detection.target)] {
            let kind = if host.parse::<IpAddr>().is_ok() { "ip" } else { "mac" };
            if !host.is_empty() {
                line.insert(format!("{name}_{kind}"), host.as_str().into());
            }
        }
        line.insert("app_proto".into(), detection.protocol.as_str().into());
        line.insert("pcap_cnt".into(), detection.evidence.first().map_or(0, |e| e.packet).into());
        line.insert("alert".into(), alert(detection));
        self.line(line)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn line(&mut self, line: Map<String, Value>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &Value::Object(line))?;
        self.out.write_all(b"\n")
    }

    fn observation(&mut self, observation: &Observation) -> io::Result<()> {
        let mut line = envelope(observation, &observation.protocol);
        let body = match &*observation.protocol {
            "modbus" => modbus(observation),
            _ => plain(observation),
        };
        line.insert(observation.protocol.clone().into_owned(), body.into());
        self.line(line)?;
        for anomaly in &observation.anomalies {
            let mut line = envelope(observation, "anomaly");
            line.insert("app_proto".into(), (*observation.protocol).into());
            line.insert("anomaly".into(), anomaly_body(anomaly, &observation.protocol));
            self.line(line)?;
        }
        Ok(())
    }

    fn flow(&mut self, flow: &FlowSummary) -> io::Result<()> {
        let mut line = flow_envelope(flow, "flow");
        line.insert("flow".into(), flow_body(flow));
        self.line(line)?;
        // A flow's anomalies are told once, when it ends.
        for anomaly in flow.anomalies.iter().filter(|_| flow.ended) {
            let mut line = flow_envelope(flow, "anomaly");
            line.insert("anomaly".into(), anomaly_body(anomaly, &flow.protocol));
            self.line(line)?;
        }
        Ok(())
    }
}

/// `2017-07-14T02:40:00.000001+0000`, microseconds, UTC.
fn timestamp(time: CaptureTime) -> String {
    match jiff::Timestamp::from_nanosecond(time.0.into()) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%S%.6f+0000").to_string(),
        Err(_) => String::new(),
    }
}

fn proto(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "TCP",
        Transport::Udp => "UDP",
        Transport::Ethernet => "ETHERNET",
        Transport::Other => "IP",
    }
}

/// What every line about two parties starts with.
fn parties(
    time: CaptureTime,
    event_type: &str,
    (flow, transport, vlan): (u64, Transport, [u16; 2]),
    source: &Endpoint,
    target: &Endpoint,
) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("timestamp".into(), timestamp(time).into());
    if flow > 0 {
        line.insert("flow_id".into(), flow.into());
    }
    line.insert("event_type".into(), event_type.into());
    let vlan: Vec<u16> = vlan.into_iter().filter(|id| *id != 0).collect();
    if !vlan.is_empty() {
        line.insert("vlan".into(), vlan.into());
    }
    for (name, end) in [("src", source), ("dest", target)] {
        if let Some(ip) = end.ip {
            line.insert(format!("{name}_ip"), ip.to_string().into());
            line.insert(format!("{name}_port"), end.port.into());
        }
    }
    line.insert("proto".into(), proto(transport).into());
    line.insert(
        "ether".into(),
        json!({"src_mac": source.mac.to_string(), "dest_mac": target.mac.to_string()}),
    );
    if let Some(id) = community_id(transport, source, target) {
        line.insert("community_id".into(), id.into());
    }
    line
}

fn envelope(o: &Observation, event_type: &str) -> Map<String, Value> {
    let about = (o.flow, o.transport, o.vlan);
    let mut line = parties(o.time, event_type, about, &o.source, &o.target);
    line.insert("pcap_cnt".into(), o.packet.into());
    match o.kind {
        Kind::Request => drop(line.insert("direction".into(), "to_server".into())),
        Kind::Response => drop(line.insert("direction".into(), "to_client".into())),
        // Either side may speak on its own account.
        Kind::Spontaneous => {}
    }
    line
}

fn flow_envelope(flow: &FlowSummary, event_type: &str) -> Map<String, Value> {
    let about = (flow.flow, flow.transport, flow.vlan);
    let mut line = parties(flow.last, event_type, about, &flow.client, &flow.server);
    if !flow.protocol.is_empty() {
        line.insert("app_proto".into(), (*flow.protocol).into());
    }
    line
}

fn flow_body(flow: &FlowSummary) -> Value {
    let [pkts_toserver, pkts_toclient] = flow.packets;
    let [bytes_toserver, bytes_toclient] = flow.bytes;
    let state = match flow.state {
        FlowState::Attempt | FlowState::Refused => "new",
        FlowState::Established | FlowState::Midstream => "established",
        FlowState::Closed | FlowState::Reset => "closed",
    };
    let reason = match (flow.ended, flow.state) {
        (false, _) => "active",
        (true, FlowState::Closed | FlowState::Reset | FlowState::Refused) => "closed",
        (true, _) => "timeout",
    };
    json!({
        "pkts_toserver": pkts_toserver,
        "pkts_toclient": pkts_toclient,
        "bytes_toserver": bytes_toserver,
        "bytes_toclient": bytes_toclient,
        "start": timestamp(flow.first),
        "end": timestamp(flow.last),
        "age": flow.last.0.saturating_sub(flow.first.0) / 1_000_000_000,
        "state": state,
        "reason": reason,
        "midstream": flow.state == FlowState::Midstream,
        "parsed": flow.parsed,
        "skipped": flow.skipped,
        "lost": flow.lost,
    })
}

/// `modbus.length_mismatch` is an application-layer event, `tcp.gap` one of the stream.
fn anomaly_body(anomaly: &Anomaly, protocol: &str) -> Value {
    let (layer, event) = anomaly.code.split_once('.').unwrap_or(("", &*anomaly.code));
    let applayer = !matches!(layer, "tcp" | "ip" | "udp" | "link" | "packet" | "vlan" | "capture");
    let mut body = Map::new();
    body.insert("type".into(), if applayer { "applayer" } else { "stream" }.into());
    body.insert("event".into(), event.into());
    if applayer {
        body.insert("app_proto".into(), if protocol.is_empty() { layer } else { protocol }.into());
        body.insert("layer".into(), "proto_parser".into());
    }
    body.insert("code".into(), (*anomaly.code).into());
    body.insert("offset".into(), anomaly.offset.into());
    if let Some(field) = &anomaly.field {
        body.insert("field".into(), (**field).into());
    }
    body.into()
}

fn field_value(field: &Field) -> Value {
    match field {
        Field::Bool(b) => (*b).into(),
        Field::Int(n) => (*n).into(),
        Field::Float(x) => serde_json::Number::from_f64(*x).map_or(Value::Null, Value::Number),
        Field::Text(text) => (**text).into(),
    }
}

/// Our own words for a message: used alone where Suricata has none.
fn plain(o: &Observation) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("kind".into(), o.kind.word().into());
    body.insert("code".into(), o.code.into());
    body.insert("operation".into(), (*o.operation).into());
    body.insert("risk".into(), o.risk.word().into());
    if let Some(object) = &o.object {
        body.insert("object".into(), object_value(object));
    }
    match &o.outcome {
        Some(Outcome::Ok) => drop(body.insert("outcome".into(), "ok".into())),
        Some(Outcome::Error { code, name }) => {
            body.insert("outcome".into(), "error".into());
            body.insert("error".into(), json!({"code": code, "name": name}));
        }
        None => {}
    }
    if let Some(digest) = o.value_digest {
        body.insert("value_digest".into(), format!("{digest:016x}").into());
    }
    if o.count > 1 {
        body.insert("count".into(), o.count.into());
    }
    for (name, value) in &o.fields {
        body.entry(name.clone().into_owned()).or_insert_with(|| field_value(value));
    }
    body
}

fn object_value(object: &Object) -> Value {
    match object {
        Object::Range { space, start, count } => {
            json!({"space": space, "start": start, "count": count})
        }
        Object::Named { space, name } => json!({"space": space, "name": name}),
    }
}

/// Suricata's `modbus` object: a request or a response, here one at a time.
fn modbus(o: &Observation) -> Map<String, Value> {
    let mut message = Map::new();
    let copy = [("transaction", "transaction_id"), ("unit", "unit_id")];
    for (ours, theirs) in copy {
        if let Some(value) = o.field(ours) {
            message.insert(theirs.into(), field_value(value));
        }
    }
    message.insert("protocol_id".into(), 0.into());
    message.insert("function_raw".into(), o.code.into());
    message.insert("function_code".into(), modbus_function(o.code).into());
    let flags: Vec<&str> = o.anomalies.iter().map(|anomaly| &*anomaly.code).collect();
    let flags = if flags.is_empty() { "NONE".to_owned() } else { flags.join(" | ") };
    message.insert("error_flags".into(), flags.into());
    if let Some((access, body)) = modbus_access(o) {
        message.insert(access.into(), body);
    }
    if let Some(Outcome::Error { code, name }) = &o.outcome {
        message.insert("exception".into(), json!({"raw": code, "code": name}));
    }
    let side = if o.kind == Kind::Response { "response" } else { "request" };
    let mut body = plain(o);
    body.insert(side.into(), message.into());
    body
}

fn modbus_access(o: &Observation) -> Option<(&'static str, Value)> {
    let Some(Object::Range { start, count, .. }) = &o.object else { return None };
    let access = match o.code {
        1..=4 | 20 | 24 => "read",
        5 | 6 | 15 | 16 | 21..=23 => "write",
        _ => return None,
    };
    let mut body = json!({"address": start, "quantity": count});
    if let Some(value) = o.field("value") {
        body["data"] = field_value(value);
    }
    Some((access, body))
}

/// The names that Suricata's logger uses.
fn modbus_function(code: u32) -> &'static str {
    match code {
        1 => "RdCoils",
        2 => "RdDiscreteInputs",
        3 => "RdHoldRegs",
        4 => "RdInputRegs",
        5 => "WrSingleCoil",
        6 => "WrSingleReg",
        7 => "RdExcStatus",
        8 => "Diagnostic",
        9 => "Program484",
        10 => "Poll484",
        11 => "GetCommEventCtr",
        12 => "GetCommEventLog",
        13 => "ProgramController",
        14 => "PollController",
        15 => "WrMultCoils",
        16 => "WrMultRegs",
        17 => "ReportServerID",
        18 => "Program884",
        19 => "ResetCommLink",
        20 => "RdFileRec",
        21 => "WrFileRec",
        22 => "MaskWrReg",
        23 => "RdWrMultRegs",
        24 => "RdFIFOQueue",
        43 => "MEI",
        _ => "Unknown",
    }
}

fn alert(detection: &Detection) -> Value {
    json!({
        "action": "allowed",
        "gid": 1,
        "signature_id": signature_id(&detection.rule),
        "rev": 1,
        "signature": format!("HUHANG {}", detection.rule),
        "category": category(&detection.rule),
        "severity": severity(detection.severity),
        "metadata": {
            "mitre_technique_id": detection.techniques,
            "rule": [&detection.rule],
            "pack": [&detection.pack],
            "operation": [&detection.operation],
            "key": [&detection.key],
            "params": detection.params,
        },
    })
}

/// Suricata's three priorities.
fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Critical | Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low | Severity::Info => 3,
    }
}

/// A number for a named rule: the same name has the same number for ever. From 1,000,000,000 on,
/// beyond the ranges that public rule sets use.
fn signature_id(rule: &str) -> u32 {
    let hash = rule
        .bytes()
        .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    1_000_000_000 + hash % 1_000_000_000
}

/// The part of the rule's name before its last dot.
fn category(rule: &str) -> &str {
    rule.rsplit_once('.').map_or(rule, |(category, _)| category)
}

/// Community ID v1 with seed 0: `1:` and base64 of SHA-1 over the ordered five-tuple.
/// Source: <https://github.com/corelight/community-id-spec>.
fn community_id(transport: Transport, source: &Endpoint, target: &Endpoint) -> Option<String> {
    let protocol = match transport {
        Transport::Tcp => 6u8,
        Transport::Udp => 17,
        Transport::Ethernet | Transport::Other => return None,
    };
    let (source, target) = ((source.ip?, source.port), (target.ip?, target.port));
    let (low, high) = if source <= target { (source, target) } else { (target, source) };
    let mut hash = Sha1::new();
    hash.update([0, 0]);
    for (ip, _) in [low, high] {
        match ip {
            IpAddr::V4(ip) => hash.update(ip.octets()),
            IpAddr::V6(ip) => hash.update(ip.octets()),
        }
    }
    hash.update([protocol, 0]);
    for (_, port) in [low, high] {
        hash.update(port.to_be_bytes());
    }
    Some(format!("1:{}", STANDARD.encode(hash.finalize())))
}

#[cfg(test)]
mod tests;
