//! Zeek's logs in JSON: one object a line, one log for each kind of record, so that what people
//! built for Zeek and for CISA's ICSNPP parsers reads ours.
//!
//! Logs: `conn`, `weird`, `notice`, `files`, and those of [`table`] for protocols; a protocol that
//! neither Zeek nor ICSNPP logs has a log of its own name with our words.
//! Sources: Zeek 7 documentation, "Zeek Log Formats and Inspection" and the record types of the
//! base scripts; the `Info` records of the ICSNPP parsers (cisagov on GitHub).
//!
//! Not covered:
//! - a request and its response are two lines, where Zeek waits for both and writes one;
//! - `history`, `orig_bytes` and `resp_bytes` of `conn`: the payload of each side is not known to
//!   a flow summary. `orig_ip_bytes` and `resp_ip_bytes` are what crossed the wire without the
//!   Ethernet header, so that padding of short frames counts;
//! - who reset a connection: `RSTO` stands for either side;
//! - ICSNPP's logs of nested objects that are tied together by `*_link_id`.

mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use model::CaptureTime;
use model::event::{FileSeen, FlowState, FlowSummary, ProbeEvent, SignatureAlert};
use model::finding::Detection;
use model::observation::{
    Anomaly, Endpoint, Kind, Object as Target, Observation, Outcome, Transport, Value as Field,
};

use self::table::{Fill, LOGS, Log, When};
use crate::json::Object;

/// Takes a log's name (`conn`) and one line for it, with its line feed.
pub type Lines<'a> = dyn FnMut(&str, &[u8]) + 'a;

/// Flows whose client is remembered; beyond it all are forgotten at once.
const MOST_FLOWS: usize = 1 << 16;

/// Formats events.
pub struct Zeek {
    /// Tells the flows of this run from those of another.
    run: u64,
    /// Who opened a flow: what is sent unasked does not say.
    clients: HashMap<u64, Endpoint>,
    line: Vec<u8>,
}

/// What lines about two parties have in common.
struct About<'a> {
    time: CaptureTime,
    flow: u64,
    vlan: [u16; 2],
    orig: &'a Endpoint,
    resp: &'a Endpoint,
}

impl Zeek {
    /// `run`: a number that no other run has, as the time of its begin. Flow numbers begin anew
    /// with each run, `uid`s must not.
    pub fn new(run: u64) -> Self {
        Self { run, clients: HashMap::new(), line: Vec::with_capacity(1024) }
    }

    /// Tells the lines of an event.
    pub fn event(&mut self, event: &ProbeEvent, out: &mut Lines<'_>) {
        match event {
            ProbeEvent::Observation(observation) => self.observation(observation, out),
            ProbeEvent::Flow(flow) => self.flow(flow, out),
            ProbeEvent::Alert(alert) => self.alert(alert, out),
            ProbeEvent::File(file) => self.file(file, out),
            ProbeEvent::Health(_) => {}
        }
    }

    /// Tells a detection as a notice.
    pub fn detection(&mut self, detection: &Detection, out: &mut Lines<'_>) {
        self.write("notice", out, |line, _| {
            time(line, detection.time);
            line.plain("note", "Huhang::Detection");
            line.text("msg", &format!("{} {}", detection.rule, detection.operation));
            line.text("sub", &detection.key);
            for (name, host) in [("src", &detection.source), ("dst", &detection.target)] {
                if host.parse::<std::net::IpAddr>().is_ok() {
                    line.text(name, host);
                }
            }
            acted(line);
        });
    }

    fn write(&mut self, log: &str, out: &mut Lines<'_>, fill: impl FnOnce(&mut Object<'_>, u64)) {
        self.line.clear();
        fill(&mut Object::begin(&mut self.line), self.run);
        self.line.push(b'\n');
        out(log, &self.line);
    }

    fn observation(&mut self, o: &Observation, out: &mut Lines<'_>) {
        let originates = self.originates(o);
        let (orig, resp) = if originates { (&o.source, &o.target) } else { (&o.target, &o.source) };
        let about = About { time: o.time, flow: o.flow, vlan: o.vlan, orig, resp };
        let mut told = false;
        for log in LOGS.iter().filter(|log| log.protocol == o.protocol) {
            told = true;
            if log.when.holds(o) {
                self.write(log.name, out, |line, run| {
                    begin(line, run, &about);
                    columns(line, log, o, originates);
                });
            }
        }
        if !told {
            self.write(&o.protocol, out, |line, run| {
                begin(line, run, &about);
                plain(line, o, originates);
            });
        }
        for anomaly in &o.anomalies {
            self.weird(&about, anomaly, &o.protocol, out);
        }
    }

    /// Whether the sender of a message is who opened the flow.
    fn originates(&mut self, o: &Observation) -> bool {
        if o.flow == 0 {
            return o.kind != Kind::Response;
        }
        if o.kind == Kind::Spontaneous {
            return match self.clients.get(&o.flow) {
                Some(client) => (client.ip, client.port) == (o.source.ip, o.source.port),
                // Who serves has the registered port.
                None => o.source.port >= o.target.port,
            };
        }
        if self.clients.len() >= MOST_FLOWS {
            self.clients.clear();
        }
        self.clients.insert(o.flow, *o.client_server().0);
        o.kind == Kind::Request
    }

    fn flow(&mut self, flow: &FlowSummary, out: &mut Lines<'_>) {
        if !flow.ended {
            return;
        }
        self.clients.remove(&flow.flow);
        let about = About {
            time: flow.first,
            flow: flow.flow,
            vlan: [0; 2],
            orig: &flow.client,
            resp: &flow.server,
        };
        self.write("conn", out, |line, run| {
            begin(line, run, &about);
            conn(line, flow);
        });
        let about = About { time: flow.last, ..about };
        for anomaly in &flow.anomalies {
            self.weird(&about, anomaly, &flow.protocol, out);
        }
    }

    fn weird(&mut self, about: &About<'_>, it: &Anomaly, protocol: &str, out: &mut Lines<'_>) {
        self.write("weird", out, |line, run| {
            begin(line, run, about);
            line.plain("name", &it.code);
            let field = it.field.as_deref().unwrap_or_default();
            line.plain("addl", format_args!("{field}@{}", it.offset));
            line.flag("notice", false);
            line.plain("peer", "huhang");
            if !protocol.is_empty() {
                line.text("source", &protocol.to_ascii_uppercase());
            }
        });
    }

    fn alert(&mut self, alert: &SignatureAlert, out: &mut Lines<'_>) {
        let about = About {
            time: alert.time,
            flow: alert.flow,
            vlan: [0; 2],
            orig: &alert.source,
            resp: &alert.target,
        };
        self.write("notice", out, |line, run| {
            begin(line, run, &about);
            line.plain("proto", proto(alert.transport));
            line.plain("note", "Signatures::Sensitive_Signature");
            line.text("msg", &alert.message);
            line.plain("sub", format_args!("{}:{}:{}", alert.gid, alert.sid, alert.rev));
            if let (Some(source), Some(target)) = (alert.source.ip, alert.target.ip) {
                line.plain("src", source);
                line.plain("dst", target);
                line.number("p", alert.target.port);
            }
            acted(line);
        });
    }

    fn file(&mut self, file: &FileSeen, out: &mut Lines<'_>) {
        let about = About {
            time: file.time,
            flow: file.flow,
            vlan: [0; 2],
            orig: &file.client,
            resp: &file.server,
        };
        self.write("files", out, |line, run| {
            let number = digest(&[file.packet.to_le_bytes().as_slice(), file.name.as_bytes()]);
            time(line, file.time);
            line.plain("fuid", identifier('F', run ^ number, file.flow));
            parties(line, run, &about);
            files(line, file);
        });
    }
}

fn begin(line: &mut Object<'_>, run: u64, about: &About<'_>) {
    time(line, about.time);
    parties(line, run, about);
}

/// Seconds since 1970 with microseconds, as Zeek's JSON writer has them by default.
fn time(line: &mut Object<'_>, at: CaptureTime) {
    let micros = at.0.div_euclid(1000);
    let (whole, part) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    line.decimal("ts", whole, part);
}

fn parties(line: &mut Object<'_>, run: u64, about: &About<'_>) {
    if about.flow != 0 {
        line.plain("uid", identifier('C', run, about.flow));
    }
    let ends = [("id.orig_h", "id.orig_p", about.orig), ("id.resp_h", "id.resp_p", about.resp)];
    for (host, port, end) in ends {
        if let Some(ip) = end.ip {
            line.plain(host, ip);
            line.number(port, end.port);
        }
    }
    vlans(line, about.vlan);
}

fn vlans(line: &mut Object<'_>, vlan: [u16; 2]) {
    for (name, id) in ["vlan", "inner_vlan"].into_iter().zip(vlan) {
        if id != 0 {
            line.number(name, id);
        }
    }
}

fn conn(line: &mut Object<'_>, flow: &FlowSummary) {
    line.plain("proto", proto(flow.transport));
    if !flow.protocol.is_empty() {
        line.plain("service", service(&flow.protocol));
    }
    let took = flow.last.0.saturating_sub(flow.first.0).max(0) / 1000;
    line.decimal("duration", took / 1_000_000, took % 1_000_000);
    line.plain("conn_state", state(flow));
    line.number("missed_bytes", flow.lost);
    // An Ethernet header has 14 bytes, a VLAN tag 4 (IEEE 802.3 §3.1.1, 802.1Q §9.3).
    let tags: u64 = flow.vlan.iter().map(|id| if *id == 0 { 0 } else { 4 }).sum();
    let sides = flow.packets.iter().zip(flow.bytes);
    for ((packets, bytes), (count, size)) in
        sides.zip([("orig_pkts", "orig_ip_bytes"), ("resp_pkts", "resp_ip_bytes")])
    {
        line.number(count, *packets);
        line.number(size, bytes.saturating_sub(packets.saturating_mul(14 + tags)));
    }
    vlans(line, flow.vlan);
}

/// Zeek's names for states: base/protocols/conn/main.zeek.
fn state(flow: &FlowSummary) -> &'static str {
    let [to_server, to_client] = flow.packets;
    match flow.state {
        FlowState::Attempt => "S0",
        FlowState::Refused => "REJ",
        FlowState::Midstream => "OTH",
        FlowState::Closed => "SF",
        FlowState::Reset => "RSTO",
        FlowState::Established if flow.transport == Transport::Tcp => "S1",
        FlowState::Established if to_client == 0 => "S0",
        FlowState::Established if to_server == 0 => "SHR",
        FlowState::Established => "SF",
    }
}

fn proto(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
        Transport::Ethernet | Transport::Other => "unknown_transport",
    }
}

/// Zeek's and ICSNPP's names of services, where ours differ.
fn service(protocol: &str) -> &str {
    match protocol {
        "tls" => "ssl",
        "ftp_data" => "ftp-data",
        "opcua" => "opcua_binary",
        other => other,
    }
}

fn acted(line: &mut Object<'_>) {
    line.texts("actions", ["Notice::ACTION_LOG"]);
    line.number("suppress_for", 0);
}

fn files(line: &mut Object<'_>, file: &FileSeen) {
    line.text("source", &file.protocol.to_ascii_uppercase());
    line.number("depth", 0);
    line.texts("analyzers", ["MD5", "SHA256"]);
    if !file.magic.is_empty() {
        line.text("mime_type", &file.magic);
    }
    if !file.name.is_empty() {
        line.text("filename", &file.name);
    }
    line.flag("is_orig", file.to_server);
    line.number("seen_bytes", file.size);
    if let Some(announced) = file.announced {
        line.number("total_bytes", announced);
        line.number("missing_bytes", announced.saturating_sub(file.size));
    }
    line.number("overflow_bytes", 0);
    line.flag("timedout", !file.complete);
    for (name, digest) in [("md5", &file.md5), ("sha256", &file.sha256), ("sm3", &file.sm3)] {
        if !digest.is_empty() {
            line.plain(name, digest);
        }
    }
}

/// The columns of a log, as far as the message fills them.
fn columns(line: &mut Object<'_>, log: &Log, o: &Observation, originates: bool) {
    if log.parties {
        ends(line, o, originates);
    }
    for (theirs, ours) in log.columns {
        column(line, theirs, ours, o);
    }
}

/// What ICSNPP adds to each line: who sent this message, whatever the connection's direction.
fn ends(line: &mut Object<'_>, o: &Observation, originates: bool) {
    line.flag("is_orig", originates);
    let sides =
        [("source_h", "source_p", &o.source), ("destination_h", "destination_p", &o.target)];
    for (host, port, end) in sides {
        if let Some(ip) = end.ip {
            line.plain(host, ip);
            line.number(port, end.port);
        }
    }
}

fn column(line: &mut Object<'_>, name: &str, from: &Fill, o: &Observation) {
    match (from, &o.object, &o.outcome) {
        (Fill::Field(ours), ..) => {
            if let Some(value) = o.field(ours) {
                field(line, name, value);
            }
        }
        (Fill::List(ours), ..) => {
            if let Some(Field::Text(text)) = o.field(ours) {
                line.texts(name, text.split(',').map(str::trim));
            }
        }
        (Fill::Code, ..) => line.number(name, o.code),
        (Fill::Hex, ..) => line.plain(name, format_args!("{:#04x}", o.code)),
        (Fill::Operation, ..) => line.text(name, &o.operation),
        (Fill::Upper, ..) => line.text(name, &o.operation.to_ascii_uppercase()),
        (Fill::Word(request, response), ..) => {
            line.plain(name, if o.kind == Kind::Response { *response } else { *request });
        }
        (Fill::Start, Some(Target::Range { start, .. }), _) => line.number(name, *start),
        (Fill::Count, Some(Target::Range { count, .. }), _) => line.number(name, *count),
        (Fill::End, Some(Target::Range { start, count, .. }), _) => {
            line.number(name, u64::from(*start) + u64::from(count.saturating_sub(1)));
        }
        (Fill::Space, Some(Target::Range { space, .. } | Target::Named { space, .. }), _) => {
            line.text(name, space);
        }
        (Fill::Name, Some(Target::Named { name: called, .. }), _) => line.text(name, called),
        (Fill::ErrorCode, _, Some(Outcome::Error { code, .. })) => line.number(name, *code),
        (Fill::ErrorCode, _, Some(Outcome::Ok)) => line.number(name, 0),
        (Fill::ErrorName, _, Some(Outcome::Error { name: called, .. })) => line.text(name, called),
        (Fill::Success, _, Some(outcome)) => line.flag(name, *outcome == Outcome::Ok),
        (Fill::SourceMac, ..) => line.plain(name, o.source.mac),
        (Fill::TargetMac, ..) => line.plain(name, o.target.mac),
        _ => {}
    }
}

impl When {
    fn holds(self, o: &Observation) -> bool {
        match self {
            Self::Always => true,
            Self::Is(kind) => o.kind == kind,
            Self::Codes(codes) => codes.contains(&o.code),
            Self::Operations(names) => names.contains(&&*o.operation),
            Self::Except(names) => !names.contains(&&*o.operation),
            Self::Field(name) => o.field(name).is_some(),
            Self::Object => o.object.is_some(),
        }
    }
}

fn field(line: &mut Object<'_>, name: &str, value: &Field) {
    match value {
        Field::Bool(flag) => line.flag(name, *flag),
        Field::Int(number) => line.number(name, *number),
        Field::Float(number) => line.float(name, *number),
        Field::Text(text) => line.text(name, text),
    }
}

/// Our own words for a message of a protocol that Zeek does not log. They begin with their own
/// prefix where a protocol's field could have the same name.
fn plain(line: &mut Object<'_>, o: &Observation, originates: bool) {
    ends(line, o, originates);
    if o.source.ip.is_none() {
        line.plain("src_mac", o.source.mac);
        line.plain("dst_mac", o.target.mac);
    }
    line.plain("message_kind", o.kind.word());
    line.number("function_code", o.code);
    line.text("function_name", &o.operation);
    line.plain("risk_class", o.risk.word());
    for (name, from) in [
        ("object_space", Fill::Space),
        ("object_start", Fill::Start),
        ("object_count", Fill::Count),
        ("object_name", Fill::Name),
        ("result_code", Fill::ErrorCode),
        ("result_name", Fill::ErrorName),
    ] {
        column(line, name, &from, o);
    }
    if o.count > 1 {
        line.number("repeated", o.count);
    }
    for (place, (name, value)) in o.fields.iter().enumerate() {
        let before = o.fields.get(..place).unwrap_or_default();
        if !OURS.contains(&&**name) && !before.iter().any(|(other, _)| other == name) {
            field(line, name, value);
        }
    }
}

/// Names of a line of our own; a protocol's field of the same name gives way.
const OURS: [&str; 27] = [
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "vlan",
    "inner_vlan",
    "is_orig",
    "source_h",
    "source_p",
    "destination_h",
    "destination_p",
    "src_mac",
    "dst_mac",
    "message_kind",
    "function_code",
    "function_name",
    "risk_class",
    "object_space",
    "object_start",
    "object_count",
    "object_name",
    "result_code",
    "result_name",
    "repeated",
    "proto",
];

/// Zeek's alphabet for identifiers has these 62.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A letter and 17 characters that stand for a number within a run.
fn identifier(first: char, run: u64, number: u64) -> String {
    let high = mix(run.wrapping_add(mix(number)));
    let mut left = u128::from(high) << 64 | u128::from(mix(high ^ number));
    let mut text = String::with_capacity(18);
    text.push(first);
    for _ in 0..17 {
        let digit = usize::try_from(left % 62).unwrap_or(0);
        text.push(char::from(BASE62.get(digit).copied().unwrap_or(b'0')));
        left /= 62;
    }
    text
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbours come out unlike.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a, 64 bits (draft-eastlake-fnv).
fn digest(parts: &[&[u8]]) -> u64 {
    let bytes = parts.iter().copied().flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
