//! The `stats` object: what the probe did, under Suricata's names where it has them.

use model::event::ProbeHealth;

use crate::json::Object;

pub(super) fn body(body: &mut Object<'_>, health: &ProbeHealth) {
    let uptime = health.time.0.saturating_sub(health.run.0).max(0) / 1_000_000_000;
    body.number("uptime", uptime);
    capture(body, health);
    {
        let mut decoder = body.object("decoder");
        decoder.number("pkts", health.packets);
        decoder.number("bytes", health.bytes);
        decoder.number("invalid", health.undecoded);
    }
    {
        let mut tcp = body.object("tcp");
        tcp.number("reassembly_gap", health.gaps);
        tcp.number("lost_bytes", health.lost);
    }
    {
        let mut flow = body.object("flow");
        flow.number("total", health.flows);
        flow.number("evicted", health.evicted);
    }
    {
        let mut detect = body.object("detect");
        detect.number("alert", health.alerts);
        detect.number("rules_loaded", health.rules);
        detect.number("rules_failed", health.rules_failed);
    }
    {
        let mut budget = body.object("observations");
        budget.number("sent", health.sent);
        budget.number("merged", health.merged);
        budget.number("suppressed", health.suppressed);
    }
    body.number("files", health.files);
    body.number("anomalies", health.anomalies);
    body.number("memuse", health.memory);
    protocols(body, health);
}

fn capture(body: &mut Object<'_>, health: &ProbeHealth) {
    let mut capture = body.object("capture");
    capture.number("kernel_packets", health.packets.saturating_add(health.dropped));
    capture.number("kernel_drops", health.dropped);
    capture.texts("sources", &health.sources);
}

fn protocols(body: &mut Object<'_>, health: &ProbeHealth) {
    let mut all = body.object("app_layer");
    for account in &health.protocols {
        let mut one = all.object(&account.name);
        one.number("messages", account.messages);
        one.number("flows", account.flows);
        one.number("parsed", account.parsed);
        one.number("skipped", account.skipped);
        one.number("lost", account.lost);
        one.number("panics", account.panics);
    }
}
