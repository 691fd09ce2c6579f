//! Hears a pipeline and alerts where something is in the set.
//!
//! The facts of a packet and the addresses of its flow are looked at together; conditions on values
//! that come in different packets (a name asked for, then a URL) do not meet.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use model::CaptureTime;
use model::event::{FileSeen, ProbeEvent, SignatureAlert};
use packet::{Context, Layers, Side};
use protocols::{FlowView, Listener, Part, Wants};

use crate::facts::{Fact, Kind};
use crate::set::{Indicator, Set};

/// The generator (`gid`) of alerts by indicators: 1 are rules, 2 is Suricata's and Snort's for
/// tagged packets, 3 Snort's for shared objects.
pub const GENERATOR: u32 = 4_000;

/// Facts of one packet, and bytes of one, that are looked at.
const MOST_FACTS: usize = 256;
const MOST_BYTES: usize = 4096;
/// Flows and hosts remembered; beyond it all are forgotten at once, and alert anew.
const MOST_REMEMBERED: usize = 1 << 16;
/// A host alerts for the same indicator once in so many nanoseconds (a minute).
const QUIET: i64 = 60_000_000_000;

/// Matches one pipeline's traffic.
pub struct Matcher {
    set: Arc<Set>,
    facts: Vec<Fact>,
    host: Option<String>,
    uri: Option<String>,
    /// Flows whose addresses were looked at, with what they alerted for.
    flows: HashMap<u64, HashSet<u32>>,
    hosts: HashMap<(IpAddr, u32), CaptureTime>,
}

impl Matcher {
    pub fn new(set: Arc<Set>) -> Self {
        Self {
            set,
            facts: Vec::new(),
            host: None,
            uri: None,
            flows: HashMap::new(),
            hosts: HashMap::new(),
        }
    }

    /// Takes another set; what alerted before may alert anew.
    pub fn replace(&mut self, set: Arc<Set>) {
        *self = Self::new(set);
    }

    fn note(&mut self, kind: Kind, data: &[u8]) {
        let data = data.get(..MOST_BYTES).unwrap_or(data);
        if let Ok(text) = std::str::from_utf8(data)
            && self.facts.len() < MOST_FACTS
        {
            let fact = Fact::new(kind, text);
            if !fact.text.is_empty() {
                self.facts.push(fact);
            }
        }
    }

    /// Whether (flow, indicator) and (host, indicator) have not alerted of late.
    fn fresh(&mut self, flow: &FlowView<'_>, place: u32, at: CaptureTime) -> bool {
        if !self.flows.entry(flow.id).or_default().insert(place) {
            return false;
        }
        let Some(host) = flow.client.ip else { return true };
        if self.hosts.len() >= MOST_REMEMBERED {
            self.hosts.clear();
        }
        let last = self.hosts.get(&(host, place));
        if last.is_some_and(|last| at.0.saturating_sub(last.0) < QUIET) {
            return false;
        }
        self.hosts.insert((host, place), at);
        true
    }
}

/// What a buffer says, by Suricata's name of it.
fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "dns.query" | "tls.sni" | "http.host" => Kind::Domain,
        "tls.subjectaltname" => Kind::Domain,
        "tls.cert_fingerprint" => Kind::CertificateHash,
        "tls.cert_serial" => Kind::Serial,
        "http.user_agent" => Kind::Agent,
        "smtp.mail_from" | "smtp.rcpt_to" | "email.from" | "email.to" => Kind::Email,
        "ja3.hash" => Kind::Ja3,
        "ja4.hash" => Kind::Ja4,
        "file.name" => Kind::FileName,
        _ => return None,
    })
}

impl Listener for Matcher {
    fn wants(&self) -> Wants {
        Wants { packets: true, parts: true, ..Wants::default() }
    }

    fn part(&mut self, _: &Context, _: &FlowView<'_>, part: &Part<'_>) {
        let Part::Buffer { name, data, more: false, .. } = part else { return };
        let short = data.get(..MOST_BYTES).unwrap_or(data);
        match *name {
            "http.host.raw" => self.host = Some(String::from_utf8_lossy(short).into_owned()),
            "http.uri.raw" => self.uri = Some(String::from_utf8_lossy(short).into_owned()),
            _ => {}
        }
        if let Some(kind) = kind(name) {
            self.note(kind, data);
        }
        if let (Some(host), Some(uri)) = (&self.host, &self.uri) {
            let url = if uri.contains("://") { uri.clone() } else { format!("http://{host}{uri}") };
            self.note(Kind::Url, url.as_bytes());
            (self.host, self.uri) = (None, None);
        }
    }

    fn packet_end(
        &mut self,
        at: &Context,
        _: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        (self.host, self.uri) = (None, None);
        let mut new = std::mem::take(&mut self.facts);
        let Some(flow) = flow else { return };
        let known = self.flows.contains_key(&flow.id);
        if known && new.is_empty() {
            return;
        }
        let mut all = addresses(flow);
        let told = all.len();
        all.append(&mut new);
        if !known {
            if self.flows.len() >= MOST_REMEMBERED {
                self.flows.clear();
            }
            self.flows.insert(flow.id, HashSet::new());
        }
        let new = all.get(if known { told } else { 0 }..).unwrap_or_default();
        for place in self.set.matches(new, &all, at.time) {
            if self.fresh(flow, place, at.time)
                && let Some(indicator) = self.set.get(place)
            {
                out(ProbeEvent::Alert(alert(indicator, at, flow)));
            }
        }
    }

    fn flow_ended(&mut self, _: &Context, flow: &FlowView<'_>, _: &mut dyn FnMut(ProbeEvent)) {
        self.flows.remove(&flow.id);
    }
}

fn addresses(flow: &FlowView<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (end, host, port) in [
        (flow.client, Kind::Client, Kind::ClientPort),
        (flow.server, Kind::Server, Kind::ServerPort),
    ] {
        if let Some(ip) = end.ip {
            facts.push(Fact { kind: host, text: ip.to_string() });
            facts.push(Fact { kind: port, text: end.port.to_string() });
        }
    }
    facts
}

fn alert(indicator: &Indicator, at: &Context, flow: &FlowView<'_>) -> SignatureAlert {
    let (source, target) = match flow.from {
        Side::Client => (flow.client, flow.server),
        Side::Server => (flow.server, flow.client),
    };
    SignatureAlert {
        time: at.time,
        packet: at.number,
        flow: flow.id,
        transport: flow.transport,
        vlan: flow.vlan,
        source: *source,
        target: *target,
        protocol: flow.protocol.into(),
        gid: GENERATOR,
        sid: indicator.number(),
        rev: 1,
        message: format!("indicator {}", indicator.name),
        class: "indicator".to_owned(),
        priority: 1,
        action: "alert".into(),
        metadata: metadata(indicator),
        references: Vec::new(),
    }
}

/// An alert for a file: by who sent it to whom.
pub(crate) fn file_alert(indicator: &Indicator, file: &FileSeen) -> SignatureAlert {
    let (source, target) =
        if file.to_server { (file.client, file.server) } else { (file.server, file.client) };
    let mut metadata = metadata(indicator);
    metadata.push(("sha256".to_owned(), file.sha256.clone()));
    SignatureAlert {
        time: file.time,
        packet: file.packet,
        flow: file.flow,
        transport: file.transport,
        vlan: file.vlan,
        source,
        target,
        protocol: file.protocol.clone(),
        gid: GENERATOR,
        sid: indicator.number(),
        rev: 1,
        message: format!("indicator {}", indicator.name),
        class: "indicator".to_owned(),
        priority: 1,
        action: "alert".into(),
        metadata,
        references: Vec::new(),
    }
}

fn metadata(indicator: &Indicator) -> Vec<(String, String)> {
    let mut metadata = vec![
        ("indicator".to_owned(), indicator.id.clone()),
        ("source".to_owned(), indicator.source.clone()),
    ];
    if let Some(confidence) = indicator.confidence {
        metadata.push(("confidence".to_owned(), confidence.to_string()));
    }
    let phases = indicator.phases.iter();
    metadata.extend(phases.map(|phase| ("kill_chain_phase".to_owned(), phase.clone())));
    metadata
}
