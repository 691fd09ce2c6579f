//! The `alert` object: of a rule in Suricata's language, or of a rule of ours.

use std::net::IpAddr;

use model::event::SignatureAlert;
use model::finding::{Detection, Severity};

use super::app_proto;
use crate::json::Object;

/// What a signature says.
pub(super) fn signature(line: &mut Object<'_>, alert: &SignatureAlert) {
    let mut body = line.object("alert");
    body.plain("action", "allowed");
    body.number("gid", alert.gid);
    body.number("signature_id", alert.sid);
    body.number("rev", alert.rev);
    body.text("signature", &alert.message);
    body.text("category", &alert.class);
    body.number("severity", alert.priority);
    if alert.metadata.is_empty() {
        return;
    }
    let mut metadata = body.object("metadata");
    for (place, (key, _)) in alert.metadata.iter().enumerate() {
        let said = alert.metadata.get(..place).unwrap_or_default();
        if key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
            && !said.iter().any(|(other, _)| other == key)
        {
            let same = alert.metadata.iter().filter(|(other, _)| other == key);
            metadata.texts(key, same.map(|(_, value)| value));
        }
    }
}

/// What a rule of a pack says.
pub(super) fn detection(line: &mut Object<'_>, detection: &Detection) {
    for (name, host) in [("src", &detection.source), ("dest", &detection.target)] {
        let kind = if host.parse::<IpAddr>().is_ok() { "ip" } else { "mac" };
        if !host.is_empty() {
            line.text(&format!("{name}_{kind}"), host);
        }
    }
    app_proto(line, &detection.protocol);
    let packet = detection.evidence.first().map_or(0, |evidence| evidence.packet);
    line.number("pcap_cnt", packet);
    let mut body = line.object("alert");
    body.plain("action", "allowed");
    body.number("gid", 1);
    body.number("signature_id", signature_id(&detection.rule));
    body.number("rev", 1);
    body.text("signature", &format!("HUHANG {}", detection.rule));
    body.text("category", category(&detection.rule));
    body.number("severity", severity(detection.severity));
    let mut metadata = body.object("metadata");
    metadata.texts("mitre_technique_id", &detection.techniques);
    metadata.texts("rule", [&detection.rule]);
    metadata.texts("pack", [&detection.pack]);
    metadata.texts("operation", [&detection.operation]);
    metadata.texts("key", [&detection.key]);
    let mut params = metadata.object("params");
    for (name, value) in &detection.params {
        params.text(name, value);
    }
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
