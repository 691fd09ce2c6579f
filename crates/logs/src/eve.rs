//! Suricata EVE-compatible NDJSON: one JSON object a line, so that what people built for
//! Suricata's output (dashboards, shippers, parsers) reads ours.
//!
//! Event types: `flow`, `anomaly`, `alert`, `fileinfo`, `stats`, and one for each protocol. Where Suricata
//! logs the protocol itself (`modbus`), its field names are used; ours stand beside them.
//! Source: Suricata User Guide, "Eve JSON Format" (8.0).

mod alert;
mod modbus;
mod stats;
#[cfg(test)]
mod tests;

use model::CaptureTime;
use model::event::{FileSeen, FlowState, FlowSummary, ProbeEvent, ProbeHealth, SignatureAlert};
use model::finding::Detection;
use model::observation::{
    Anomaly, Endpoint, Kind, Object as Target, Observation, Outcome, Transport, Value as Field,
};

use crate::community::Known;
use crate::json::Object;
use crate::stamp::Stamp;

/// Formats events. Keeps what the next line has in common with the last.
#[derive(Default)]
pub struct Eve {
    stamp: Stamp,
    known: Known,
}

/// What lines about two parties have in common.
struct About<'a> {
    time: CaptureTime,
    kind: &'a str,
    flow: u64,
    transport: Transport,
    vlan: [u16; 2],
    source: &'a Endpoint,
    target: &'a Endpoint,
}

impl Eve {
    /// Appends the lines of an event: an observation with its anomalies, a flow, an alert, a file.
    pub fn event(&mut self, out: &mut Vec<u8>, event: &ProbeEvent) {
        match event {
            ProbeEvent::Observation(observation) => self.observation(out, observation),
            ProbeEvent::Flow(flow) => self.flow(out, flow),
            ProbeEvent::Alert(alert) => self.signature(out, alert),
            ProbeEvent::File(file) => self.file(out, file),
            ProbeEvent::Health(health) => self.health(out, health),
        }
    }

    /// Appends a detection as an alert.
    pub fn detection(&mut self, out: &mut Vec<u8>, detection: &Detection) {
        let mut line = Object::begin(out);
        line.plain("timestamp", self.stamp.write(detection.time));
        line.plain("event_type", "alert");
        alert::detection(&mut line, detection);
        drop(line);
        out.push(b'\n');
    }

    fn begin<'o>(&mut self, out: &'o mut Vec<u8>, about: &About<'_>) -> Object<'o> {
        let mut line = Object::begin(out);
        line.plain("timestamp", self.stamp.write(about.time));
        if about.flow > 0 {
            line.number("flow_id", about.flow);
        }
        line.plain("event_type", about.kind);
        line.raw(self.known.get(
            about.flow,
            about.transport,
            about.vlan,
            about.source,
            about.target,
        ));
        line
    }

    fn observation(&mut self, out: &mut Vec<u8>, o: &Observation) {
        let mut line = self.begin(out, &about(o, &o.protocol));
        message(&mut line, o);
        let mut body = line.object(&o.protocol);
        if o.protocol == "modbus" {
            modbus::body(&mut body, o);
        }
        plain(&mut body, o);
        drop(body);
        drop(line);
        out.push(b'\n');
        for anomaly in &o.anomalies {
            let mut line = self.begin(out, &about(o, "anomaly"));
            message(&mut line, o);
            line.plain("app_proto", &o.protocol);
            self::anomaly(&mut line, anomaly, &o.protocol);
            drop(line);
            out.push(b'\n');
        }
    }

    fn flow(&mut self, out: &mut Vec<u8>, flow: &FlowSummary) {
        let mut line = self.begin(out, &about_flow(flow, "flow"));
        app_proto(&mut line, &flow.protocol);
        flow_body(&mut line.object("flow"), flow);
        drop(line);
        out.push(b'\n');
        // A flow's anomalies are told once, when it ends.
        for anomaly in flow.anomalies.iter().filter(|_| flow.ended) {
            let mut line = self.begin(out, &about_flow(flow, "anomaly"));
            app_proto(&mut line, &flow.protocol);
            self::anomaly(&mut line, anomaly, &flow.protocol);
            drop(line);
            out.push(b'\n');
        }
    }

    fn signature(&mut self, out: &mut Vec<u8>, alert: &SignatureAlert) {
        let about = About {
            time: alert.time,
            kind: "alert",
            flow: alert.flow,
            transport: alert.transport,
            vlan: alert.vlan,
            source: &alert.source,
            target: &alert.target,
        };
        let mut line = self.begin(out, &about);
        line.number("pcap_cnt", alert.packet);
        app_proto(&mut line, &alert.protocol);
        alert::signature(&mut line, alert);
        drop(line);
        out.push(b'\n');
    }

    fn health(&mut self, out: &mut Vec<u8>, health: &ProbeHealth) {
        let mut line = Object::begin(out);
        line.plain("timestamp", self.stamp.write(health.time));
        line.plain("event_type", "stats");
        stats::body(&mut line.object("stats"), health);
        drop(line);
        out.push(b'\n');
    }

    fn file(&mut self, out: &mut Vec<u8>, file: &FileSeen) {
        let (source, target) = if file.to_server {
            (&file.client, &file.server)
        } else {
            (&file.server, &file.client)
        };
        let about = About {
            time: file.time,
            kind: "fileinfo",
            flow: file.flow,
            transport: file.transport,
            vlan: file.vlan,
            source,
            target,
        };
        let mut line = self.begin(out, &about);
        line.number("pcap_cnt", file.packet);
        app_proto(&mut line, &file.protocol);
        file_body(&mut line.object("fileinfo"), file);
        drop(line);
        out.push(b'\n');
    }
}

/// The members that name both ends: the same for every message of one side of a flow.
pub(crate) fn parties(
    line: &mut Object<'_>,
    transport: Transport,
    vlan: [u16; 2],
    source: &Endpoint,
    target: &Endpoint,
) {
    if vlan != [0; 2] {
        let ids = vlan.into_iter().filter(|id| *id != 0);
        line.list("vlan", ids, |out, id| crate::json::integer(out, id.into()));
    }
    if let Some(ip) = source.ip {
        line.plain("src_ip", ip);
        line.number("src_port", source.port);
    }
    if let Some(ip) = target.ip {
        line.plain("dest_ip", ip);
        line.number("dest_port", target.port);
    }
    line.plain("proto", proto(transport));
    let mut ether = line.object("ether");
    ether.plain("src_mac", source.mac);
    ether.plain("dest_mac", target.mac);
    drop(ether);
    if let Some(id) = crate::community_id(transport, source, target) {
        line.plain("community_id", id);
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

fn about<'a>(o: &'a Observation, kind: &'a str) -> About<'a> {
    About {
        time: o.time,
        kind,
        flow: o.flow,
        transport: o.transport,
        vlan: o.vlan,
        source: &o.source,
        target: &o.target,
    }
}

fn about_flow<'a>(flow: &'a FlowSummary, kind: &'a str) -> About<'a> {
    About {
        time: flow.last,
        kind,
        flow: flow.flow,
        transport: flow.transport,
        vlan: flow.vlan,
        source: &flow.client,
        target: &flow.server,
    }
}

fn app_proto(line: &mut Object<'_>, protocol: &str) {
    if !protocol.is_empty() {
        line.plain("app_proto", protocol);
    }
}

fn message(line: &mut Object<'_>, o: &Observation) {
    line.number("pcap_cnt", o.packet);
    match o.kind {
        Kind::Request => line.plain("direction", "to_server"),
        Kind::Response => line.plain("direction", "to_client"),
        // Either side may speak on its own account.
        Kind::Spontaneous => {}
    }
}

fn flow_body(body: &mut Object<'_>, flow: &FlowSummary) {
    let [to_server, to_client] = flow.packets;
    body.number("pkts_toserver", to_server);
    body.number("pkts_toclient", to_client);
    let [to_server, to_client] = flow.bytes;
    body.number("bytes_toserver", to_server);
    body.number("bytes_toclient", to_client);
    let (start, end) = (Stamp::default().write(flow.first).to_owned(), flow.last);
    body.plain("start", start);
    body.plain("end", Stamp::default().write(end));
    body.number("age", flow.last.0.saturating_sub(flow.first.0) / 1_000_000_000);
    body.plain(
        "state",
        match flow.state {
            FlowState::Attempt | FlowState::Refused => "new",
            FlowState::Established | FlowState::Midstream => "established",
            FlowState::Closed | FlowState::Reset => "closed",
        },
    );
    body.plain(
        "reason",
        match (flow.ended, flow.state) {
            (false, _) => "active",
            (true, FlowState::Closed | FlowState::Reset | FlowState::Refused) => "closed",
            (true, _) => "timeout",
        },
    );
    body.flag("midstream", flow.state == FlowState::Midstream);
    body.number("parsed", flow.parsed);
    body.number("skipped", flow.skipped);
    body.number("lost", flow.lost);
}

/// `modbus.length_mismatch` is an application-layer event, `tcp.gap` one of the stream.
fn anomaly(line: &mut Object<'_>, anomaly: &Anomaly, protocol: &str) {
    let (layer, event) = anomaly.code.split_once('.').unwrap_or(("", &*anomaly.code));
    let applayer = !matches!(layer, "tcp" | "ip" | "udp" | "link" | "packet" | "vlan" | "capture");
    let mut body = line.object("anomaly");
    body.plain("type", if applayer { "applayer" } else { "stream" });
    body.plain("event", event);
    if applayer {
        body.plain("app_proto", if protocol.is_empty() { layer } else { protocol });
        body.plain("layer", "proto_parser");
    }
    body.plain("code", &anomaly.code);
    body.number("offset", anomaly.offset);
    if let Some(field) = &anomaly.field {
        body.plain("field", field);
    }
}

fn field(body: &mut Object<'_>, name: &str, value: &Field) {
    match value {
        Field::Bool(flag) => body.flag(name, *flag),
        Field::Int(number) => body.number(name, *number),
        Field::Float(number) => body.float(name, *number),
        Field::Text(text) => body.text(name, text),
    }
}

/// The names of our own words for a message; a protocol's field of the same name gives way.
const OURS: [&str; 9] =
    ["kind", "code", "operation", "risk", "object", "outcome", "error", "value_digest", "count"];

/// Our own words for a message: used alone where Suricata has none.
fn plain(body: &mut Object<'_>, o: &Observation) {
    body.plain("kind", o.kind.word());
    body.number("code", o.code);
    body.plain("operation", &o.operation);
    body.plain("risk", o.risk.word());
    if let Some(target) = &o.object {
        object(&mut body.object("object"), target);
    }
    match &o.outcome {
        Some(Outcome::Ok) => body.plain("outcome", "ok"),
        Some(Outcome::Error { code, name }) => {
            body.plain("outcome", "error");
            let mut error = body.object("error");
            error.number("code", *code);
            error.text("name", name);
        }
        None => {}
    }
    if let Some(digest) = o.value_digest {
        body.plain("value_digest", format_args!("{digest:016x}"));
    }
    if o.count > 1 {
        body.number("count", o.count);
    }
    for (place, (name, value)) in o.fields.iter().enumerate() {
        let before = o.fields.get(..place).unwrap_or_default();
        if !OURS.contains(&&**name) && !before.iter().any(|(other, _)| other == name) {
            field(body, name, value);
        }
    }
}

fn object(body: &mut Object<'_>, target: &Target) {
    match target {
        Target::Range { space, start, count } => {
            body.text("space", space);
            body.number("start", *start);
            body.number("count", *count);
        }
        Target::Named { space, name } => {
            body.text("space", space);
            body.text("name", name);
        }
    }
}

fn file_body(body: &mut Object<'_>, file: &FileSeen) {
    body.text("filename", &file.name);
    if !file.magic.is_empty() {
        body.text("mimetype", &file.magic);
    }
    body.plain("state", if file.complete { "CLOSED" } else { "TRUNCATED" });
    body.flag("gaps", !file.complete);
    body.number("size", file.size);
    if let Some(announced) = file.announced {
        body.number("announced", announced);
    }
    for (name, digest) in [("md5", &file.md5), ("sha256", &file.sha256), ("sm3", &file.sm3)] {
        if !digest.is_empty() {
            body.plain(name, digest);
        }
    }
    body.plain("class", &file.class);
    if !file.kind.is_empty() {
        body.text("kind", &file.kind);
    }
    if !file.matches.is_empty() {
        body.texts("yara", &file.matches);
    }
}
