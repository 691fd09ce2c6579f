//! What issuers and those above do besides: urge, supervise, escalate by the clock, sample.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{DAY, Field, HOUR, OTHER, PLANT, loop_path, text, waits};

#[tokio::test]
async fn urging_is_the_issuers_alone() {
    let field = Field::start().await;
    let id = field.signed().await;
    let urge = json!({ "action": "urge", "text": "请尽快。" });
    field.refuse(&field.officer, &id, urge.clone(), 403, "procedure.wrong_party").await;
    field.refuse(&field.ministry, &id, urge.clone(), 404, "loop.missing").await;
    field.take(&field.regulator, &id, urge.clone()).await;
    field.take(&field.regulator, &id, urge.clone()).await;
    let urged = field.agree(&id).await;
    assert_eq!((&urged["standing"]["urged"], &urged["state"]), (&json!(2), &json!("signed_for")));
    field.take(&field.officer, &id, json!({ "action": "reply", "text": "已整改。" })).await;
    field.refuse(&field.regulator, &id, urge, 409, "procedure.not_in_state").await;
}

#[tokio::test]
async fn the_ministry_supervises_and_both_parties_see_it() {
    let field = Field::start().await;
    let id = field.signed().await;
    let path = format!("{}/supervise", loop_path(&id));
    let words = json!({ "text": "请省厅督促，月底前办结。" });
    field.officer.post(&path, words.clone()).await.refused(403, "permission.denied");
    field.regulator.post(&path, words.clone()).await.refused(403, "loop.not_above");
    let blank = json!({ "text": " " });
    field.ministry.post(&path, blank).await.refused(422, "procedure.field_missing");
    let long = json!({ "text": "长".repeat(5001) });
    field.ministry.post(&path, long).await.refused(422, "text.length");
    let step = json!({ "action": "supervise", "text": "x" });
    field.refuse(&field.regulator, &id, step.clone(), 403, "procedure.wrong_party").await;
    field.refuse(&field.ministry, &id, step, 404, "loop.missing").await;

    let said = field.ministry.post(&path, words.clone()).await.ok();
    assert_eq!(said["steps"][0]["text"], words["text"]);
    field.settle().await;
    let seen = field.agree(&id).await;
    assert_eq!((&seen["supervised"], &seen["state"]), (&json!(true), &json!("signed_for")));
    for party in [&field.officer, &field.regulator] {
        let detail = party.get(&loop_path(&id)).await.ok();
        let steps = detail["steps"].as_array().unwrap().clone();
        let step = steps.iter().find(|step| step["action"] == "supervise").unwrap().clone();
        assert_eq!((&step["by"], &step["text"]), (&json!("cn"), &words["text"]));
        assert!(step["seal"].is_object() && step["state"] != "refused", "{step}");
        let row = waits(party, "supervision").await["items"][0].clone();
        assert_eq!((&row["object"], &row["from"]), (&json!(id), &json!("cn")));
    }
    let above = field.ministry.get("/api/v1/loops?supervised=true").await.ok();
    assert_eq!((&above["total"], &above["items"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(field.ministry.get("/api/v1/loops?supervised=false").await.ok()["total"], 0);
    // Seen through to the end, nothing of it waits, and it is over for the ministry too.
    field.take(&field.officer, &id, json!({ "action": "reply", "text": "已整改。" })).await;
    field.take(&field.regulator, &id, json!({ "action": "close", "text": "通过。" })).await;
    for party in [&field.officer, &field.regulator] {
        assert_eq!(waits(party, "supervision").await["total"], 0);
    }
    field.agree(&id).await;
    field.ministry.post(&path, words.clone()).await.refused(409, "loop.over");
    let nowhere = "/api/v1/loops/01900000-0000-7000-8000-000000000000/supervise";
    field.ministry.post(nowhere, words).await.refused(404, "loop.missing");
    field.rebuilt().await;
}

#[tokio::test]
async fn what_is_late_goes_up_by_the_clock_each_level_once() {
    let mut field = Field::start().await;
    let id = field.issue(&field.regulator, PLANT, json!({})).await;
    field.housekeep().await;
    assert_eq!(field.agree(&id).await["escalated"], 0);
    // To be signed for within 24 hours, then a working day of grace: Wednesday's end.
    field.later(2 * DAY).await;
    field.housekeep().await;
    assert_eq!(field.agree(&id).await["escalated"], 0);
    field.later(16 * HOUR).await;
    field.housekeep().await;
    let late = field.agree(&id).await;
    assert_eq!((&late["escalated"], &late["overdue"]), (&json!(1), &json!(true)));
    field.housekeep().await;
    let steps = field.regulator.get(&loop_path(&id)).await.ok()["steps"].clone();
    assert_eq!(steps.as_array().unwrap().len(), 1, "{steps}");
    assert_eq!(steps[0]["author"], "system");
    assert_eq!(field.ministry.get("/api/v1/loops?escalated=true").await.ok()["total"], 1);
    field.later(8 * DAY).await;
    field.housekeep().await;
    assert_eq!(field.agree(&id).await["escalated"], 2);
    // Nobody takes it in another's name.
    let step = json!({ "action": "escalate", "fields": { "level": "3" } });
    field.refuse(&field.officer, &id, step, 403, "procedure.wrong_party").await;
    field.take(&field.officer, &id, json!({ "action": "sign_for" })).await;
    let signed = field.agree(&id).await;
    assert_eq!((&signed["state"], &signed["escalated"]), (&json!("signed_for"), &json!(2)));
    field.rebuilt().await;
}

#[tokio::test]
async fn a_sample_is_drawn_again_by_the_seed_it_prints() {
    let field = Field::start().await;
    let mut closed = Vec::new();
    for _ in 0..4 {
        let id = field.signed().await;
        field.take(&field.officer, &id, json!({ "action": "reply", "text": "已整改。" })).await;
        field.take(&field.regulator, &id, json!({ "action": "close", "text": "通过。" })).await;
        closed.push(id);
    }
    field.signed().await;
    let path = "/api/v1/loops/sampling";
    for size in [0, 201] {
        field.regulator.post(path, json!({ "size": size })).await.refused(422, "loop.sample_size");
    }
    let long = json!({ "size": 1, "seed": "长".repeat(101) });
    field.regulator.post(path, long).await.refused(422, "text.length");
    let drawn = field.regulator.post(path, json!({ "size": 2 })).await.ok();
    assert_eq!(drawn["population"], 4);
    let seed = text(&drawn["seed"]);
    let ids = |sample: &Value| -> Vec<String> {
        sample["items"].as_array().unwrap().iter().map(|row| text(&row["id"])).collect()
    };
    // Anybody can draw it again with the seed, by hand.
    closed.sort_by_key(|id| Sha256::digest(format!("{seed}:{id}").as_bytes()).to_vec());
    assert_eq!(ids(&drawn), closed[..2]);
    let again = json!({ "size": 2, "seed": seed, "mark": true });
    let again = field.regulator.post(path, again).await.ok();
    assert_eq!(ids(&again), ids(&drawn));
    field.settle().await;
    for (at, id) in closed.iter().enumerate() {
        let seen = field.officer.get(&loop_path(id)).await.ok();
        let sampled = seen["steps"].as_array().unwrap().iter().find(|s| s["action"] == "sample");
        assert_eq!(sampled.is_some(), at < 2);
        if let Some(step) = sampled {
            assert_eq!((&step["text"], &seen["state"]), (&json!(seed), &json!("closed")));
        }
        field.agree(id).await;
    }
    // Who issued nothing has nothing to draw from.
    for who in [&field.officer, &field.ministry] {
        let none = who.post(path, json!({ "size": 2, "mark": true })).await.ok();
        assert_eq!((&none["population"], &none["items"]), (&json!(0), &json!([])));
    }
    let reopen = json!({ "action": "reopen", "text": "抽查发现端口仍开放。" });
    field.refuse(&field.officer, &closed[0], reopen.clone(), 403, "procedure.wrong_party").await;
    field.take(&field.regulator, &closed[0], reopen).await;
    let open = field.agree(&closed[0]).await;
    assert_eq!((&open["state"], &open["reopened"]), (&json!("reopened"), &json!(1)));
    let figures = field.ministry.get("/api/v1/loops/statistics").await.ok();
    assert_eq!(figures["reopened"], 1);
    assert_eq!(field.ministry.get("/api/v1/loops?reopened=true").await.ok()["total"], 1);
    field.rebuilt().await;
}

#[tokio::test]
async fn times_are_told_by_source_as_without_one() {
    let mut field = Field::start().await;
    let id = field.signed().await;
    field.later(HOUR).await;
    field.take(&field.officer, &id, json!({ "action": "reply", "text": "已整改。" })).await;
    field.take(&field.regulator, &id, json!({ "action": "close", "text": "通过。" })).await;
    let task =
        json!({ "title": "排查", "text": "请排查。", "severity": "low", "recipients": [OTHER] });
    field.regulator.post("/api/v1/tasks", task).await.ok();
    let of = async |query: &str| {
        field.regulator.get(&format!("/api/v1/loops/statistics{query}")).await.ok()
    };
    let (all, notices) = (of("").await, of("?source=notice").await);
    assert_eq!((&all["total"], &notices["total"]), (&json!(2), &json!(1)));
    assert_eq!(notices["times"]["close"]["count"], 1);
    assert_eq!(notices["times"], all["times"]);
    assert_eq!(notices["times_by_region"], all["times_by_region"]);
    assert_eq!(notices["close_p50_ms"], all["close_p50_ms"]);
    let tasks = of("?source=task&region=32").await;
    assert_eq!((&tasks["total"], &tasks["times"]["close"]["count"]), (&json!(1), &json!(0)));
    let high = of("?source=notice&severity=high").await;
    assert_eq!(high["times"], all["times"]);
    assert_eq!(of("?source=notice&severity=low").await["times"]["close"]["count"], 0);
    field.rebuilt().await;
}
