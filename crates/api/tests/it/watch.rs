//! What probes see: their health, protocols, programs and files, rules they load, deviations that
//! people accept, windows in which they are expected.

use axum::http::{Method, header};
use serde_json::{Value, json};
use testkit::{Client, Reply, traffic};

use crate::chain::{Cast, cast};

async fn deliver(cast: &Cast, token: &str, batch: &str, events: &[model::event::ProbeEvent]) {
    cast.node.anonymous().intake(token, batch, &traffic::ndjson(events)).await.ok();
    cast.node.app.detection_idle().await;
}

#[tokio::test]
async fn a_probe_says_how_it_fares() {
    let cast = cast().await;
    let token = cast.attack().await;
    let reports = [traffic::health(10, 1000, 0), traffic::health(20, 3000, 1000)];
    deliver(&cast, &token, "run-7", &reports).await;
    deliver(&cast, &token, "run-7", &reports).await;
    let probes = cast.probe.get("/api/v1/probes").await.ok();
    let health = &probes["items"][0]["health"];
    assert_eq!((&health["version"], &health["loss_ppm"]), (&json!("1.0"), &json!(250_000)));
    let id = probes["items"][0]["id"].as_str().unwrap();
    let view = cast.probe.get(&format!("/api/v1/probes/{id}/health")).await.ok();
    assert_eq!(view["report"]["packets"], 3000);
    let samples = view["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 2, "a batch sent again counts once: {view}");
    assert_eq!((&samples[1]["packets"], &samples[1]["dropped"]), (&json!(2000), &json!(1000)));
    let old = cast.probe.get(&format!("/api/v1/probes/{id}/health?from=0&to=1")).await.ok();
    assert_eq!(old["samples"], json!([]));
}

#[tokio::test]
async fn the_library_knows_every_protocol_and_what_was_heard_of_it() {
    let cast = cast().await;
    cast.attack().await;
    let all = cast.officer.get("/api/v1/protocols").await.ok();
    let first = &all["protocols"][0];
    assert_eq!((&first["name"], &first["messages"]), (&json!("modbus"), &json!(68)));
    assert_eq!(first["operations"][0]["operation"], "read_holding_registers");
    let unheard: Vec<&Value> =
        all["protocols"].as_array().unwrap().iter().filter(|p| p["messages"] == 0).collect();
    assert!(unheard.len() > 10 && unheard.iter().all(|p| p["described"] == true), "{all}");
    let modbus = cast.officer.get("/api/v1/protocols/modbus").await.ok();
    let read = json!({ "code": 3, "name": "read_holding_registers", "risk": "read" });
    assert!(modbus["operations"].as_array().unwrap().contains(&read), "{modbus}");
    assert!(modbus["ports"].as_array().unwrap().contains(&json!({ "kind": "tcp", "number": 502 })));
    assert!(!modbus["fields"][0]["source"].as_str().unwrap().is_empty());
    cast.officer.get("/api/v1/protocols/nonsense").await.refused(404, "protocol.missing");
}

#[tokio::test]
async fn versions_of_a_program_are_compared_byte_by_byte() {
    let cast = cast().await;
    let token = cast.attack().await;
    // "head 1 tail", "head 22 tail".
    let events = [
        traffic::program(80, "OB1", "aGVhZCAxIHRhaWw="),
        traffic::program(90, "OB1", "aGVhZCAyMiB0YWls"),
        traffic::program(95, "DB1", ""),
    ];
    deliver(&cast, &token, "run-7", &events).await;
    let list = cast.officer.get("/api/v1/programs?q=ob1").await.ok();
    let program = &list["items"][0];
    assert_eq!((&program["versions"], &program["host"]), (&json!(2), &json!("10.0.0.20")));
    let path = format!("/api/v1/programs/{}", program["id"].as_str().unwrap());
    let detail = cast.officer.get(&path).await.ok();
    assert_eq!(detail["history"][0]["number"], 2);
    let reference = detail["history"][0]["reference"].as_str().unwrap();
    let event = cast.officer.get(&format!("/api/v1/observations/{reference}")).await.ok();
    assert_eq!(event["event"]["file"]["name"], "OB1");
    let diff = cast.officer.get(&format!("{path}/diff?from=1&to=2")).await.ok();
    let ops: Vec<(&str, &str)> = diff["hunks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hunk| (hunk["op"].as_str().unwrap(), hunk["bytes"].as_str().unwrap()))
        .collect();
    assert_eq!(
        ops,
        [("same", "6865616420"), ("removed", "31"), ("added", "3232"), ("same", "207461696c")]
    );
    assert_eq!(
        (&diff["same"], &diff["removed"], &diff["added"]),
        (&json!(10), &json!(1), &json!(2))
    );
    cast.officer.get(&format!("{path}/diff?from=1&to=3")).await.refused(404, "program.version");
    let files = cast.officer.get("/api/v1/files?class=program").await.ok();
    assert_eq!((&files["total"], &files["items"][0]["name"]), (&json!(3), &json!("DB1")));
    let empty = files["items"][0]["program"].as_str().unwrap();
    let path = format!("/api/v1/programs/{empty}/diff?from=1&to=1");
    cast.officer.get(&path).await.refused(409, "program.no_content");
}

async fn finding(cast: &Cast, rule: &str, state: &str) -> Value {
    let list = format!("/api/v1/findings?rule={rule}&state={state}");
    cast.officer.get(&list).await.ok()["items"][0].clone()
}

const STRANGER: &str = "baseline.write_from_new_host";

#[tokio::test]
async fn an_accepted_deviation_is_none_any_more_even_after_a_restart() {
    let cast = cast().await;
    let token = cast.attack().await;
    let raised = finding(&cast, STRANGER, "open").await;
    let path = format!("/api/v1/findings/{}", raised["id"].as_str().unwrap());
    let detail = cast.officer.get(&path).await.ok();
    assert_eq!(detail["acceptable"], true);
    let accept = format!("{path}/accept");
    let draft = |revision: u32, reason: &str| json!({ "revision": revision, "reason": reason });
    cast.officer.post(&accept, draft(1, " ")).await.refused(422, "text.length");
    cast.officer.post(&accept, draft(7, "new panel")).await.refused(409, "record.revision");
    let done = cast.officer.post(&accept, draft(1, "new panel")).await.ok();
    assert_eq!((&done["state"], &done["body"]["note"]), (&json!("closed"), &json!("new panel")));
    cast.officer.post(&accept, draft(2, "again")).await.refused(409, "finding.accepted");
    let lines = cast.officer.get("/api/v1/baseline/entries?q=10.0.0.66").await.ok();
    assert_eq!(lines["items"][0]["origin"], "accepted", "{lines}");
    let auditor = cast.node.sign_in("audit", "cn/32/ent/b", model::Role::Auditor).await;
    let audit = auditor.get("/api/v1/audit?kind=baseline").await.ok();
    assert_eq!(audit["items"][0]["author"], "officer", "{audit}");
    let before = cast.officer.get("/api/v1/findings").await.ok()["total"].clone();
    // The same write a day later, past any quiet time.
    deliver(&cast, &token, "run-8", &[traffic::modbus(86_400, 66, 20, 16, 200)]).await;
    assert_eq!(cast.officer.get("/api/v1/findings").await.ok()["total"], before);
    drop(auditor);
    let Cast { node, officer, regulator, probe } = cast;
    drop((officer, regulator, probe));
    let node = node.restart().await;
    let mut officer = node.anonymous();
    officer.sign_in("officer", testkit::PASSWORD).await.ok();
    let later = traffic::ndjson(&[traffic::modbus(2 * 86_400, 66, 20, 16, 200)]);
    node.anonymous().intake(&token, "run-9", &later).await.ok();
    node.app.detection_idle().await;
    assert_eq!(officer.get("/api/v1/findings").await.ok()["total"], before);
}

#[tokio::test]
async fn what_departs_in_a_maintenance_window_is_told_quietly_and_afterwards_as_it_is() {
    let cast = cast().await;
    let start = testkit::START.0;
    let draft = |hosts: Value| json!({ "from": start, "to": start + 3_600_000, "hosts": hosts, "reason": "overhaul" });
    let windows = "/api/v1/maintenance-windows";
    let wrong = cast.officer.post(windows, draft(json!(["nonsense"]))).await;
    wrong.refused(422, "maintenance.host");
    cast.officer.post(windows, draft(json!(["10.0.0.20"]))).await.ok();
    let token = cast.attack().await;
    let quiet = finding(&cast, STRANGER, "open").await;
    assert_eq!((&quiet["severity"], &quiet["maintenance"]), (&json!("info"), &json!(true)));
    let past = [traffic::modbus(86_400, 66, 20, 16, 200)];
    deliver(&cast, &token, "run-7", &past).await;
    let loud = finding(&cast, STRANGER, "open").await;
    assert_ne!(loud["id"], quiet["id"]);
    assert_eq!(loud["maintenance"], false);
    assert_ne!(loud["severity"], "info");
    let listed = cast.officer.get(windows).await.ok();
    let id = listed["items"][0]["id"].as_str().unwrap();
    assert_eq!(listed["items"][0]["state"], "running");
    let path = format!("{windows}/{id}");
    assert_eq!(cast.officer.delete(&path).await.status, 204);
    cast.officer.delete(&path).await.refused(409, "maintenance.withdrawn");
}

async fn rules(client: &Client, token: &str, tag: Option<&str>) -> Reply {
    let empty = axum::body::Body::empty();
    let mut request = client.request(Method::GET, "/api/v1/intake/rules", empty, None);
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    if let Some(tag) = tag {
        headers.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
    }
    client.call(request).await
}

#[tokio::test]
async fn rules_are_checked_kept_and_loaded_by_probes() {
    let cast = cast().await;
    let token = cast.attack().await;
    let good = "alert tcp any any -> any 502 (msg:\"write\"; content:\"|06|\"; offset:7; depth:1; sid:1; rev:1;)";
    let bad = "alert tcp any any -> any 502 (msg:\"odd\"; nosuchkeyword:1; sid:2; rev:1;)";
    let text = format!("{good}\n{bad}\n");
    let draft = json!({ "name": "plant", "text": text });
    let report = cast.officer.post("/api/v1/rule-sets/check", draft.clone()).await.ok();
    assert_eq!((&report["total"], &report["compiled"]), (&json!(2), &json!(1)));
    let failed = &report["failed"][0];
    assert_eq!((&failed["line"], &failed["sid"]), (&json!(2), &json!(2)));
    assert!(failed["reason"].as_str().unwrap().contains("nosuchkeyword"), "{failed}");
    let anonymous = cast.node.anonymous();
    let none = rules(&anonymous, &token, None).await;
    assert_eq!((none.status, none.bytes.as_slice()), (200, b"".as_slice()));
    let made = cast.probe.post("/api/v1/rule-sets", draft).await.ok();
    assert_eq!((&made["enabled"], &made["compiled"]), (&json!(true), &json!(1)));
    let loaded = rules(&anonymous, &token, None).await;
    let digest = made["digest"].as_str().unwrap();
    let expected = format!("# rule-set {digest}\n{good}\n{bad}\n");
    assert!(String::from_utf8_lossy(&loaded.bytes).starts_with(&expected));
    let tag = loaded.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(rules(&anonymous, &token, Some(&tag)).await.status, 304);
    rules(&anonymous, "hhp_wrong", None).await.refused(401, "intake.token");
    let path = format!("/api/v1/rule-sets/{}", made["id"].as_str().unwrap());
    let off = json!({ "revision": 1, "enabled": false });
    let changed = cast.officer.put(&path, off.clone()).await.ok();
    assert_eq!((&changed["enabled"], &changed["revision"]), (&json!(false), &json!(2)));
    cast.officer.put(&path, off).await.refused(409, "record.revision");
    let empty = rules(&anonymous, &token, Some(&tag)).await;
    assert_eq!((empty.status, empty.bytes.len()), (200, 0));
    let shorter = json!({ "revision": 2, "text": good, "name": "plant 2" });
    let changed = cast.officer.put(&path, shorter).await.ok();
    assert_eq!((&changed["total"], &changed["name"]), (&json!(1), &json!("plant 2")));
    let kept = cast.officer.get(&path).await.ok();
    assert_eq!((&kept["text"], &kept["report"]), (&json!(good), &changed["report"]));
    assert_eq!(cast.officer.delete(&path).await.status, 204);
    cast.officer.get(&path).await.refused(404, "rule_set.missing");
    assert_eq!(cast.officer.get("/api/v1/rule-sets").await.ok()["total"], 0);
}

#[tokio::test]
async fn the_baseline_is_handed_out_as_rules_that_compile() {
    let cast = cast().await;
    cast.attack().await;
    let reply = cast.officer.get("/api/v1/baseline/suricata").await;
    let text = String::from_utf8(reply.bytes).unwrap();
    assert!(reply.status == 200 && text.contains("10.0.0.20"), "{text}");
    let draft = json!({ "name": "baseline", "text": text });
    let report = cast.officer.post("/api/v1/rule-sets/check", draft).await.ok();
    assert!(report["total"].as_u64().unwrap() >= 2, "{report}");
    assert_eq!(report["failed"], json!([]), "{text}");
}

#[tokio::test]
async fn a_signature_that_matched_becomes_a_finding_with_its_message() {
    let cast = cast().await;
    let token = cast.attack().await;
    let alert = traffic::alert(80, "SCADA write from outside");
    deliver(&cast, &token, "run-7", &[alert]).await;
    let found = cast.officer.get("/api/v1/findings?q=scada").await.ok();
    assert_eq!(found["total"], 1, "{found}");
    assert_eq!(found["items"][0]["message"], "SCADA write from outside");
}

#[tokio::test]
async fn which_probes_run_a_rule_set_and_which_lag_behind_is_seen() {
    let cast = cast().await;
    let token = cast.attack().await;
    let good = "alert tcp any any -> any 502 (msg:\"write\"; content:\"|06|\"; sid:1; rev:1;)";
    let bad = "alert tcp any any -> any 502 (msg:\"odd\"; nosuchkeyword:1; sid:2; rev:1;)";
    let draft = json!({ "name": "plant", "text": format!("{good}\n{bad}") });
    let made = cast.probe.post("/api/v1/rule-sets", draft).await.ok();
    assert_eq!((&made["probes"], &made["running"]), (&json!(1), &json!(0)));
    let path = format!("/api/v1/rule-sets/{}", made["id"].as_str().unwrap());
    let tag = rules(&cast.node.anonymous(), &token, None).await.headers[header::ETAG].clone();
    let tag = tag.to_str().unwrap().trim_matches('"').to_owned();
    let id = cast.probe.get("/api/v1/probes").await.ok()["items"][0]["id"].clone();
    let health = format!("/api/v1/probes/{}/health", id.as_str().unwrap());
    let told = |tag: &str, trouble: &str| {
        let mut event = traffic::health(90, 1000, 0);
        if let model::event::ProbeEvent::Health(health) = &mut event {
            let digest = made["digest"].as_str().unwrap().to_owned();
            let set = model::event::RunningSet { digest, total: 2, compiled: 1 };
            health.node_rules = Some(model::event::NodeRules {
                tag: tag.to_owned(),
                sets: vec![set],
                trouble: trouble.to_owned(),
                ..Default::default()
            });
        }
        [event]
    };
    for (batch, tag, trouble, expected) in [
        ("run-7", "t0", "", json!(["rules_behind"])),
        ("run-8", "t0", "not_compiled", json!(["rules_refused"])),
        ("run-9", tag.as_str(), "", json!([])),
    ] {
        deliver(&cast, &token, batch, &told(tag, trouble)).await;
        let view = cast.probe.get(&health).await.ok();
        let codes: Vec<&Value> =
            view["verdict"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
        assert_eq!(json!(codes), expected, "{view}");
    }
    let detail = cast.officer.get(&path).await.ok();
    assert_eq!((&detail["probes"], &detail["running"]), (&json!(1), &json!(1)));
    assert_eq!(detail["on_probes"][0]["runs"]["compiled"], 1);
    let list = cast.officer.get("/api/v1/rule-sets").await.ok();
    assert_eq!(list["items"][0]["running"], 1);
}

#[tokio::test]
async fn deviations_come_from_one_place_with_their_kinds() {
    let cast = cast().await;
    cast.attack().await;
    let all = cast.officer.get("/api/v1/baseline/deviations?state=open").await.ok();
    let kinds = all["kinds"].as_array().unwrap();
    assert!(kinds.len() > 5 && kinds[0]["total"].as_u64().unwrap() > 0, "{all}");
    let sum: u64 = kinds.iter().map(|kind| kind["total"].as_u64().unwrap()).sum();
    assert_eq!(all["total"], sum);
    let one = format!("/api/v1/baseline/deviations?rule={STRANGER}");
    let some = cast.officer.get(&one).await.ok();
    assert_eq!(
        (&some["items"][0]["rule"], &some["items"][0]["acceptable"]),
        (&json!(STRANGER), &json!(true))
    );
    assert_eq!(some["kinds"].as_array().unwrap().len(), kinds.len());
    let none = cast.officer.get("/api/v1/baseline/deviations?against=engineered").await.ok();
    assert_eq!((&none["total"], &none["items"]), (&json!(0), &json!([])));
    assert!(none["kinds"].as_array().unwrap().iter().all(|kind| kind["total"] == 0));
    let wrong = cast.officer.get("/api/v1/baseline/deviations?against=x").await;
    wrong.refused(422, "baseline.against");
}

/// A device that publishes with configuration revision 3.
const SCL: &str = r#"<SCL xmlns="http://www.iec.ch/61850/2003/SCL"><IED name="PROT1" manufacturer="Example"><AccessPoint name="S1"><Server><LDevice inst="LD0"><LN0 lnClass="LLN0" inst=""><GSEControl name="gcb1" datSet="ds" confRev="3"/></LN0></LDevice></Server></AccessPoint></IED></SCL>"#;

fn goose(second: i64, revision: i64) -> model::event::ProbeEvent {
    use model::observation::{Kind, Object, Value};
    let mut event = traffic::modbus(second, 66, 20, 3, 0);
    if let model::event::ProbeEvent::Observation(seen) = &mut event {
        seen.protocol = "goose".into();
        seen.kind = Kind::Spontaneous;
        let name = "PROT1LD0/LLN0$GO$gcb1".to_owned();
        seen.object = Some(Object::Named { space: "control_block".into(), name });
        seen.fields = vec![("conf_rev".into(), Value::Int(revision))];
    }
    event
}

#[tokio::test]
async fn what_runs_is_held_against_the_imported_scl_files_even_after_a_restart() {
    let cast = cast().await;
    let token = cast.attack().await;
    let made = cast.officer.upload("/api/v1/engineered?name=bay.scd", SCL.as_bytes()).await.ok();
    assert_eq!((&made["devices"], &made["publishers"]), (&json!(1), &json!(1)));
    let publisher = &made["publisher_list"][0];
    assert_eq!(
        (&publisher["reference"], &publisher["conf_rev"]),
        (&json!("PROT1LD0/LLN0$GO$gcb1"), &json!(3))
    );
    let again = cast.officer.upload("/api/v1/engineered?name=bay.scd", SCL.as_bytes()).await;
    again.refused(409, "engineered.again");
    let list = "/api/v1/baseline/deviations?against=engineered";
    deliver(&cast, &token, "run-7", &[goose(90, 3)]).await;
    assert_eq!(cast.officer.get(list).await.ok()["total"], 0);
    deliver(&cast, &token, "run-8", &[goose(91, 4)]).await;
    let found = cast.officer.get(list).await.ok();
    assert_eq!(
        (&found["total"], &found["items"][0]["rule"]),
        (&json!(1), &json!("engineered.wrong_configuration"))
    );
    assert_eq!(found["items"][0]["acceptable"], false);
    let path = format!("/api/v1/engineered/{}", made["id"].as_str().unwrap());
    let seen = cast.officer.get(&path).await.ok();
    assert_eq!(
        (&seen["device_list"][0]["vendor"], &seen["name"]),
        (&json!("Example"), &json!("bay.scd"))
    );
    let Cast { node, officer, regulator, probe } = cast;
    drop((officer, regulator, probe));
    let node = node.restart().await;
    let mut officer = node.anonymous();
    officer.sign_in("officer", testkit::PASSWORD).await.ok();
    let later = traffic::ndjson(&[goose(86_400, 5)]);
    node.anonymous().intake(&token, "run-9", &later).await.ok();
    node.app.detection_idle().await;
    let found = officer.get(list).await.ok();
    assert!(
        found["items"][0]["occurrences"].as_u64().unwrap() + found["total"].as_u64().unwrap() > 2,
        "{found}"
    );
    let told = found["total"].clone();
    assert_eq!(officer.delete(&path).await.status, 204);
    officer.get(&path).await.refused(404, "engineered.missing");
    let gone = traffic::ndjson(&[goose(3 * 86_400, 6)]);
    node.anonymous().intake(&token, "run-10", &gone).await.ok();
    node.app.detection_idle().await;
    assert_eq!(officer.get(list).await.ok()["total"], told);
}

#[tokio::test]
async fn what_is_no_scl_is_refused_with_its_reason() {
    let cast = cast().await;
    let bomb = r#"<!DOCTYPE SCL [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><SCL>&b;</SCL>"#;
    let deep = format!("<SCL>{}{}</SCL>", "<a>".repeat(300_000), "</a>".repeat(300_000));
    for (bytes, status, code) in [
        (b"".to_vec(), 422, "scl.xml"),
        (b"\xff\xfe\x00".to_vec(), 422, "scl.text"),
        (b"<html/>".to_vec(), 422, "scl.root"),
        (b"<SCL/>".to_vec(), 422, "scl.empty"),
        (bomb.as_bytes().to_vec(), 422, "scl.xml"),
        (deep.into_bytes(), 422, "scl.empty"),
        (vec![b' '; 50 << 20], 422, "scl.too_large"),
    ] {
        let reply = cast.officer.upload("/api/v1/engineered?name=x.scd", &bytes).await;
        reply.refused(status, code);
    }
    cast.officer
        .upload("/api/v1/engineered?name=%0a", SCL.as_bytes())
        .await
        .refused(422, "evidence.name");
    assert_eq!(cast.officer.get("/api/v1/engineered").await.ok()["total"], 0);
}
