//! Re-checks by machine, with what the plant's own probe saw; hazards that come from it.

use model::CaptureTime;
use model::event::{FlowState, FlowSummary, ProbeEvent};
use model::observation::{Kind, Transport, Value as Field1};
use serde_json::{Value, json};
use testkit::traffic::{attack, host, modbus, usual};

use super::{Field, HOUR, PLANT, loop_path, text, waits};

/// The controller answers its master: it is there.
fn answer(second: i64) -> ProbeEvent {
    let ProbeEvent::Observation(mut seen) = modbus(second, 5, 20, 3, 100) else {
        unreachable!("traffic::modbus is an observation")
    };
    (seen.source, seen.target, seen.kind) = (seen.target, seen.source, Kind::Response);
    ProbeEvent::Observation(seen)
}

/// The controller says its firmware.
fn firmware(second: i64, version: &str) -> ProbeEvent {
    let ProbeEvent::Observation(mut seen) = answer(second) else {
        unreachable!("traffic::modbus is an observation")
    };
    (seen.protocol, seen.operation, seen.source.port) =
        ("fins".into(), "controller_data_read".into(), 9600);
    seen.fields = vec![("firmware".into(), Field1::Text(version.to_owned().into()))];
    ProbeEvent::Observation(seen)
}

/// Somebody knocks at a port of the controller.
fn knock(second: i64, port: u16, state: FlowState, packets: [u64; 2]) -> ProbeEvent {
    let at = |offset: i64| CaptureTime((1_767_574_800 + second + offset) * 1_000_000_000);
    ProbeEvent::Flow(FlowSummary {
        flow: u64::try_from(second).unwrap(),
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: host(66, 40_066),
        server: host(20, port),
        first: at(0),
        last: at(1),
        packets,
        bytes: [60, 60],
        protocol: "".into(),
        state,
        parsed: 0,
        skipped: 0,
        lost: 0,
        anomalies: Vec::new(),
        ended: true,
    })
}

/// The outcomes of the last look, by condition.
fn outcomes(detail: &Value) -> Vec<String> {
    let steps = detail["steps"].as_array().unwrap();
    let last = steps.iter().rev().find(|step| step["checks"].is_array()).unwrap();
    let of = |check: &Value| text(&check["outcome"]);
    last["checks"].as_array().unwrap().iter().map(of).collect()
}

async fn recheck(field: &Field, id: &str) -> Value {
    let path = format!("{}/recheck", loop_path(id));
    let seen = field.officer.post(&path, Value::Null).await.ok();
    field.settle().await;
    seen
}

#[tokio::test]
async fn traffic_that_goes_on_fails_the_check_and_what_comes_back_reopens_the_loop() {
    let mut field = Field::start().await;
    field.officer.put("/api/v1/baseline", json!({ "learning_seconds": 60 })).await.ok();
    field.sees(&[usual(0), attack(70)].concat()).await;
    let finding = field.officer.get("/api/v1/findings").await.ok()["items"][0].clone();
    let rule = text(&finding["rule"]);
    field.later(HOUR).await;
    let check = json!({ "check": "traffic_gone", "rule": rule, "target": "10.0.0.20" });
    let id = field.issue(&field.regulator, PLANT, json!({ "checks": [check] })).await;
    let path = format!("{}/recheck", loop_path(&id));
    // Not before it is signed for, and not by anybody else.
    field.officer.post(&path, Value::Null).await.refused(409, "procedure.not_in_state");
    field.regulator.post(&path, Value::Null).await.refused(403, "loop.not_party");
    field.ministry.post(&path, Value::Null).await.refused(404, "loop.missing");
    field.take(&field.officer, &id, json!({ "action": "sign_for" })).await;
    // Nothing was heard since: that says nothing.
    assert_eq!(outcomes(&recheck(&field, &id).await), ["unknown"]);
    assert_eq!(field.agree(&id).await["rechecked"], "unknown");

    field.sees(&[vec![answer(3700)], attack(3710)].concat()).await;
    let replied = json!({ "action": "reply", "text": "已隔离。" });
    let seen = field.take(&field.officer, &id, replied.clone()).await;
    assert_eq!(outcomes(&seen), ["failed"]);
    assert_eq!(field.agree(&id).await["rechecked"], "failed");
    assert_eq!(field.ministry.get("/api/v1/loops?rechecked=failed").await.ok()["total"], 1);
    let back = json!({ "action": "return", "text": "流量仍在。" });
    field.take(&field.regulator, &id, back).await;
    field.later(HOUR).await;
    field.take(&field.officer, &id, replied).await;
    field.later(HOUR).await;
    field.sees(&[answer(3 * 3600 + 60)]).await;
    assert_eq!(outcomes(&recheck(&field, &id).await), ["held"]);
    field.take(&field.regulator, &id, json!({ "action": "close", "text": "已核实。" })).await;
    let closed = field.agree(&id).await;
    assert_eq!((&closed["state"], &closed["rechecked"]), (&json!("closed"), &json!("held")));

    // The nightly look sees it again, once; the issuer opens it again.
    field.later(HOUR).await;
    field.housekeep().await;
    assert_eq!(field.agree(&id).await["standing"]["came_back"], false);
    field.sees(&attack(4 * 3600 + 60)).await;
    field.housekeep().await;
    let back = field.agree(&id).await;
    assert_eq!((&back["state"], &back["standing"]["came_back"]), (&json!("closed"), &json!(true)));
    field.housekeep().await;
    assert_eq!(field.agree(&id).await["steps"], back["steps"]);
    let last = back["steps"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["action"], &last["author"]), (&json!("recheck"), &json!("system")));
    let reopen = json!({ "action": "reopen", "text": "复现。" });
    field.refuse(&field.officer, &id, reopen.clone(), 403, "procedure.wrong_party").await;
    field.take(&field.regulator, &id, reopen).await;
    let open = field.agree(&id).await;
    assert_eq!((&open["reopened"], &open["open"]), (&json!(1), &json!(true)));
    assert_eq!(open["standing"]["came_back"], false);
    assert_eq!(waits(&field.officer, "notice").await["items"][0]["actions"], json!(["reply"]));
    field.rebuilt().await;
}

#[tokio::test]
async fn a_close_against_a_failed_check_keeps_the_verdict_the_reason_and_its_place_in_lists() {
    let mut field = Field::start().await;
    field.sees(&[knock(20, 102, FlowState::Established, [3, 2])]).await;
    field.later(HOUR).await;
    let checks = json!({ "checks": [
        { "check": "port_closed", "address": "10.0.0.20", "port": 102 },
    ] });
    let id = field.issue(&field.regulator, PLANT, checks).await;
    field.take(&field.officer, &id, json!({ "action": "sign_for" })).await;
    field.sees(&[knock(3700, 102, FlowState::Established, [3, 2])]).await;
    let reply = json!({ "action": "reply", "text": "端口须保留，已加白名单。" });
    assert_eq!(outcomes(&field.take(&field.officer, &id, reply).await), ["failed"]);
    assert_eq!(field.agree(&id).await["rechecked"], "failed");
    // Without words, or with blanks for words, the machine's verdict keeps it open.
    for words in [json!({ "action": "close" }), json!({ "action": "close", "text": "  " })] {
        field.refuse(&field.regulator, &id, words, 422, "procedure.field_missing").await;
    }
    let reason = "经现场核实，端口受白名单限制，风险可接受。";
    field.take(&field.regulator, &id, json!({ "action": "close", "text": reason })).await;
    // The verdict stands beside the close, for both parties; the ministry sees that there is one.
    let closed = field.agree(&id).await;
    assert_eq!((&closed["state"], &closed["rechecked"]), (&json!("closed"), &json!("failed")));
    assert_eq!(closed["standing"]["came_back"], false, "it never went");
    for who in [&field.officer, &field.regulator] {
        let seen = who.get(&loop_path(&id)).await.ok();
        let steps = seen["steps"].as_array().unwrap();
        let last = steps.last().unwrap();
        assert_eq!((&last["action"], &last["text"]), (&json!("close"), &json!(reason)));
        assert!(!last["seal"].is_null(), "the organisation stands by its reason");
        assert_eq!(outcomes(&seen), ["failed"]);
    }
    // Lists: closed although the machine said no. Nobody counts it among those that held.
    let list = "/api/v1/loops?state=closed&rechecked=";
    for who in [&field.officer, &field.regulator, &field.ministry] {
        let total =
            async |outcome: &str| who.get(&format!("{list}{outcome}")).await.ok()["total"].clone();
        assert_eq!((total("failed").await, total("held").await), (json!(1), json!(0)));
    }
    field.rebuilt().await;
}

#[tokio::test]
async fn a_closed_port_and_another_firmware_are_seen_by_machine() {
    let mut field = Field::start().await;
    field.sees(&[firmware(10, "V1.0"), knock(20, 102, FlowState::Established, [3, 2])]).await;
    let checks = json!({ "checks": [
        { "check": "port_closed", "address": "10.0.0.20", "port": 102 },
        { "check": "firmware_changed", "address": "10.0.0.20", "was": "V1.0" },
        { "check": "firmware_at_least", "address": "10.0.0.20", "version": "V1.2" },
    ] });
    field.later(HOUR).await;
    let id = field.issue(&field.regulator, PLANT, checks).await;
    field.take(&field.officer, &id, json!({ "action": "sign_for" })).await;
    field.sees(&[firmware(3700, "V1.0"), knock(3710, 102, FlowState::Established, [3, 2])]).await;
    assert_eq!(outcomes(&recheck(&field, &id).await), ["failed", "failed", "failed"]);
    field.later(HOUR).await;
    let reply = json!({ "action": "reply", "text": "已升级并关闭端口。" });
    field.take(&field.officer, &id, reply).await;
    field.later(HOUR).await;
    let later = 3 * 3600;
    field
        .sees(&[firmware(later - 60, "V1.10"), knock(later - 50, 102, FlowState::Refused, [1, 1])])
        .await;
    assert_eq!(outcomes(&recheck(&field, &id).await), ["held", "held", "held"]);
    assert_eq!(field.agree(&id).await["rechecked"], "held");
    // Without conditions a machine has nothing to look at.
    let plain = field.signed().await;
    let path = format!("{}/recheck", loop_path(&plain));
    field.officer.post(&path, Value::Null).await.refused(409, "loop.no_conditions");
}

#[tokio::test]
async fn a_finding_becomes_a_hazard_that_its_own_organisation_closes() {
    let mut field = Field::start().await;
    field.officer.put("/api/v1/baseline", json!({ "learning_seconds": 60 })).await.ok();
    field.sees(&[usual(0), vec![modbus(65, 77, 20, 16, 200)], attack(70)].concat()).await;
    let findings = field.officer.get("/api/v1/findings").await.ok();
    let finding = text(&findings["items"][0]["id"]);
    // One that is dismissed as false is no hazard.
    let (other, revision) = (text(&findings["items"][1]["id"]), &findings["items"][1]["revision"]);
    let dismissed = json!({ "revision": revision, "state": "false_positive", "note": "演练。" });
    field.officer.post(&format!("/api/v1/findings/{other}/triage"), dismissed).await.ok();
    let path = format!("/api/v1/findings/{other}/hazard");
    field.officer.post(&path, Value::Null).await.refused(409, "finding.dismissed");
    field.later(HOUR).await;
    let path = format!("/api/v1/findings/{finding}/hazard");
    field.regulator.post(&path, Value::Null).await.refused(403, "permission.denied");
    field.other.post(&path, Value::Null).await.refused(404, "finding.missing");
    let id = text(&field.officer.post(&path, Value::Null).await.ok()["id"]);
    field.settle().await;
    field.officer.post(&path, Value::Null).await.refused(409, "hazard.open");
    let hazards = field.officer.get("/api/v1/hazards?state=open").await.ok();
    assert_eq!((&hazards["total"], &hazards["items"][0]["source"]), (&json!(1), &json!("finding")));
    let of = format!("/api/v1/findings/{finding}");
    assert_eq!(field.officer.get(&of).await.ok()["state"], "confirmed");
    // It stays in the organisation: no policy of an enterprise lets its summary out by itself.
    for who in [&field.regulator, &field.ministry] {
        who.get(&loop_path(&id)).await.refused(404, "loop.missing");
        assert_eq!(who.get("/api/v1/loops").await.ok()["total"], 0);
    }
    field.later(HOUR).await;
    field.sees(&[answer(3700)]).await;
    assert_eq!(waits(&field.officer, "hazard").await["items"][0]["actions"], json!(["reply"]));
    let reply = json!({ "action": "reply", "text": "已封堵。" });
    let seen = field.officer.post(&format!("{}/steps", loop_path(&id)), reply).await.ok();
    assert_eq!(outcomes(&seen), ["held", "held"]);
    // Whoever put it right has it closed by the same organisation: it waits for that too.
    let waiting = waits(&field.officer, "hazard").await["items"][0]["actions"].clone();
    assert_eq!(waiting, json!(["return", "close"]));
    let close = json!({ "action": "close", "text": "复核通过。" });
    let closed = field.officer.post(&format!("{}/steps", loop_path(&id)), close).await.ok();
    assert_eq!((&closed["state"], &closed["party"]), (&json!("closed"), &json!("recipient")));
    assert_eq!(waits(&field.officer, "hazard").await["total"], 0);
    field.later(HOUR).await;
    field.sees(&attack(3 * 3600 - 60)).await;
    field.housekeep().await;
    let back = field.officer.get(&loop_path(&id)).await.ok();
    assert_eq!(back["standing"]["came_back"], true, "{back}");
    field.rebuilt().await;
}

#[tokio::test]
async fn hazards_are_opened_by_hand_for_vulnerabilities_and_drill_gaps() {
    let field = Field::start().await;
    let draft = |source: &str, hazard: &str| json!({ "source": source, "hazard": hazard, "title": "隐患", "severity": "high" });
    let open = async |draft: Value| field.officer.post("/api/v1/hazards", draft).await;
    open(draft("vulnerability", "vuln:cve-2022-38465@10.0.0.20")).await.ok();
    // The same however it is written.
    open(draft("vulnerability", "vuln:CVE-2022-38465@10.0.0.20")).await.refused(409, "hazard.open");
    open(draft("drill_gap", "drill:2026-应急演练/响应超时")).await.ok();
    open(json!({ "source": "drill_gap", "title": "无记录", "severity": "low" })).await.ok();
    let words = json!({ "source": "drill_gap", "title": " 无 记录 ", "severity": "low" });
    open(words).await.ok();
    for (bad, status, code) in [
        (draft("vulnerability", "CVE-2022-38465"), 422, "hazard.identity"),
        (draft("drill_gap", "drill:/1"), 422, "hazard.identity"),
        (draft("notice", "vuln:CVE-1@10.0.0.1"), 422, "hazard.source"),
        (draft("task", ""), 422, "hazard.source"),
        (draft("rumour", ""), 422, "request.json"),
        (json!({ "source": "finding", "title": "", "severity": "low" }), 422, "text.length"),
        (
            json!({ "source": "finding", "title": "x", "severity": "low", "due": 1 }),
            422,
            "notice.due_past",
        ),
    ] {
        let shown = bad.to_string();
        let reply = open(bad).await;
        assert_eq!((reply.status, reply.code()), (status, code), "{shown}: {}", reply.body);
    }
    let other = field.regulator.post("/api/v1/hazards", draft("drill_gap", "")).await;
    other.refused(403, "permission.denied");
    assert_eq!(field.officer.get("/api/v1/hazards").await.ok()["total"], 4);
    assert_eq!(field.officer.get("/api/v1/hazards?source=drill_gap").await.ok()["total"], 3);
    assert_eq!(field.other.get("/api/v1/hazards").await.ok()["total"], 0);
    // A notice of the same hazard joins it: one row tells of the other, one step goes for both.
    let hazard = json!({ "hazard": "vuln:CVE-2022-38465@10.0.0.20" });
    let notice = field.issue(&field.regulator, PLANT, hazard).await;
    let seen = field.officer.get(&loop_path(&notice)).await.ok();
    assert_eq!(seen["also"].as_array().unwrap().len(), 1);
    field.take(&field.officer, &notice, json!({ "action": "sign_for", "for_all": true })).await;
    let reply = json!({ "action": "reply", "text": "已升级。", "for_all": true });
    field.take(&field.officer, &notice, reply).await;
    let own = text(&seen["also"][0]["id"]);
    assert_eq!(field.officer.get(&loop_path(&own)).await.ok()["state"], "replied");
    field.rebuilt().await;
}
