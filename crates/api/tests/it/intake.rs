//! What probes deliver: once, durably, and nothing without a token.

use serde_json::{Value, json};
use testkit::{Client, traffic};

use crate::chain::{Cast, cast};

async fn observations(client: &Client) -> u64 {
    client.get("/api/v1/observations").await.ok()["total"].as_u64().unwrap()
}

#[tokio::test]
async fn a_batch_sent_again_is_stored_once() {
    let cast = cast().await;
    let token = cast.attack().await;
    let before = observations(&cast.officer).await;
    let usual = traffic::ndjson(&traffic::usual(0));
    let again = cast.node.anonymous().intake(&token, "run-1", &usual).await.ok();
    assert_eq!(again["duplicate"], true);
    assert_eq!(observations(&cast.officer).await, before);
}

#[tokio::test]
async fn lines_that_are_no_event_are_counted_and_the_rest_is_kept() {
    let cast = cast().await;
    let token = cast.attack().await;
    let mut lines = b"{\"nonsense\":1}\nnot json\n".to_vec();
    lines.extend(traffic::ndjson(&traffic::attack(100)));
    let receipt = cast.node.anonymous().intake(&token, "run-3", &lines).await.ok();
    assert_eq!((&receipt["accepted"], &receipt["rejected"]), (&json!(2), &json!(2)));
    assert!(receipt["first_reason"].as_str().unwrap().starts_with("line 1"));
    let nothing = cast.node.anonymous().intake(&token, "run-4", b"?\n").await.ok();
    assert_eq!((&nothing["accepted"], &nothing["rejected"]), (&json!(0), &json!(1)));
    cast.node.app.detection_idle().await;
    let probes = cast.probe.get("/api/v1/probes").await.ok();
    assert_eq!(probes["items"][0]["rejected"], 3, "{probes}");
}

#[tokio::test]
async fn a_wrong_or_revoked_token_delivers_nothing() {
    let cast = cast().await;
    let token = cast.attack().await;
    let batch = traffic::ndjson(&traffic::attack(100));
    let anonymous = cast.node.anonymous();
    anonymous.intake("hhp_wrong", "x-1", &batch).await.refused(401, "intake.token");
    anonymous.intake(&token, "no spaces", &batch).await.refused(422, "intake.batch");
    let probe = cast.probe.get("/api/v1/probes").await.ok()["items"][0]["id"].clone();
    let path = format!("/api/v1/probes/{}", probe.as_str().unwrap());
    assert_eq!(cast.probe.delete(&path).await.status, 204);
    anonymous.intake(&token, "x-2", &batch).await.refused(401, "intake.token");
}

#[tokio::test]
async fn the_same_attack_again_raises_the_count_of_the_one_finding() {
    let cast = cast().await;
    let token = cast.attack().await;
    let before = cast.officer.get("/api/v1/findings").await.ok();
    let later = traffic::ndjson(&traffic::attack(70 + 7200));
    cast.node.anonymous().intake(&token, "run-9", &later).await.ok();
    cast.node.app.detection_idle().await;
    let after = cast.officer.get("/api/v1/findings").await.ok();
    assert_eq!(before["total"], after["total"]);
    let count = |page: &Value| {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["occurrences"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert!(count(&after) > count(&before), "{after}");
}

#[tokio::test]
async fn after_a_restart_assets_baseline_and_counters_are_the_same_and_nothing_is_done_twice() {
    let cast = cast().await;
    cast.attack().await;
    let lists = ["/api/v1/assets", "/api/v1/baseline/entries", "/api/v1/findings"];
    let mut before = Vec::new();
    for list in lists {
        before.push(cast.officer.get(list).await.ok());
    }
    let graph = cast.officer.get("/api/v1/assets/graph").await.ok();
    let Cast { node, officer, regulator, probe } = cast;
    // They hold the stopped node's router, and with it its files.
    drop((officer, regulator, probe));
    let node = node.restart().await;
    let mut officer = node.anonymous();
    officer.sign_in("officer", testkit::PASSWORD).await.ok();
    node.app.detection_idle().await;
    for (list, before) in lists.into_iter().zip(before) {
        assert_eq!(officer.get(list).await.ok(), before, "{list}");
    }
    assert_eq!(officer.get("/api/v1/assets/graph").await.ok(), graph);
}

#[tokio::test]
async fn what_was_acknowledged_and_not_processed_before_a_kill_is_processed_once_after_it() {
    let Cast { node, officer, regulator, probe } = cast().await;
    let window = json!({ "learning_seconds": 60 });
    officer.put("/api/v1/baseline", window).await.ok();
    probe.post("/api/v1/probes", json!({ "name": "hall 1" })).await.ok();
    drop((officer, regulator, probe));
    let stopped = node.stop().await;
    let tenant = "cn/32/ent/b";
    stopped.store_batch(tenant, "p/run-1", &traffic::ndjson(&traffic::usual(0))).await;
    stopped.store_batch(tenant, "p/run-2", &traffic::ndjson(&traffic::attack(70))).await;
    let mut node = stopped.start().await;
    let mut before = Value::Null;
    for round in 0..2 {
        let mut officer = node.anonymous();
        officer.sign_in("officer", testkit::PASSWORD).await.ok();
        node.app.detection_idle().await;
        let graph = officer.get("/api/v1/assets/graph").await.ok();
        let findings = officer.get("/api/v1/findings").await.ok();
        assert!(findings["total"].as_u64().unwrap() >= 1, "{findings}");
        let probes = officer.get("/api/v1/probes").await.ok();
        assert_eq!(probes["items"][0]["events"], 68, "{probes}");
        let now = json!([graph, findings]);
        assert!(round == 0 || now == before, "done twice: {now}");
        before = now;
        drop(officer);
        node = node.restart().await;
    }
}
