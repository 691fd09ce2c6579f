//! Tasks: handed down, taken apart, taken on, reported, accepted, and what the tier above sees.

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::{Client, Cluster, Node};

struct Desk {
    _node: Node,
    ministry: Client,
    province: Client,
    a: Client,
    b: Client,
}

async fn desk() -> Desk {
    let node = Node::start(
        NodeKind::National,
        &[
            ("cn", TenantKind::Ministry),
            ("cn/32/miit", TenantKind::IndustryAuthority),
            ("cn/32/ent/a", TenantKind::Enterprise),
            ("cn/32/ent/b", TenantKind::Enterprise),
            ("cn/33/ent/z", TenantKind::Enterprise),
        ],
    )
    .await;
    Desk {
        ministry: node.sign_in("ministry", "cn", Role::MinistryOperator).await,
        province: node.sign_in("province", "cn/32/miit", Role::ProvincialRegulator).await,
        a: node.sign_in("a-officer", "cn/32/ent/a", Role::EnterpriseOfficer).await,
        b: node.sign_in("b-officer", "cn/32/ent/b", Role::EnterpriseOfficer).await,
        _node: node,
    }
}

fn task(more: &Value) -> Value {
    let mut draft = json!({
        "title": "数据安全能力提升自查", "text": "请组织自查。", "severity": "high",
    });
    for (key, value) in more.as_object().unwrap() {
        draft[key] = value.clone();
    }
    draft
}

async fn issue(who: &Client, more: Value) -> Value {
    who.post("/api/v1/tasks", task(&more)).await.ok()
}

async fn step(who: &Client, id: &str, draft: Value) -> Value {
    who.post(&format!("/api/v1/loops/{id}/steps"), draft).await.ok()
}

async fn list(who: &Client, query: &str) -> Value {
    who.get(&format!("/api/v1/tasks{query}")).await.ok()
}

fn id_of(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_task_of_the_ministry_is_taken_apart_done_and_accepted_tier_by_tier() {
    let desk = desk().await;
    let sent = issue(&desk.ministry, json!({ "recipients": ["cn/32/miit"] })).await;
    assert_eq!(sent["number"], "2026-1");
    let whole = id_of(&sent["tasks"][0]);
    let received = list(&desk.province, "?side=received").await;
    assert_eq!((&received["total"], &received["items"][0]["id"]), (&json!(1), &json!(whole)));
    // Who else got it is the issuer's to know.
    assert_eq!(received["items"][0]["dispatch"], Value::Null);
    step(&desk.province, whole, json!({ "action": "sign_for" })).await;

    let query = json!({ "query": { "kind": "enterprise" }, "part_of": whole });
    let parts = issue(&desk.province, query).await;
    let both = parts["tasks"].as_array().unwrap();
    assert_eq!((both.len(), &parts["number"]), (2, &json!("2026-1")));
    let mine = list(&desk.a, "").await["items"][0].clone();
    // The enterprise does not hold the task above.
    assert_eq!((&mine["party"], &mine["part_of"]), (&json!("recipient"), &Value::Null));
    let part = id_of(&mine["id"]);
    step(&desk.a, part, json!({ "action": "sign_for" })).await;
    step(&desk.a, part, json!({ "action": "reply", "text": "已完成。" })).await;
    let seen = desk.province.get(&format!("/api/v1/tasks/{part}")).await.ok();
    assert_eq!((&seen["state"], &seen["part_of"]), (&json!("reported"), &json!(whole)));
    assert!(seen["actions"].as_array().unwrap().iter().any(|step| step["action"] == "close"));
    step(&desk.province, part, json!({ "action": "close" })).await;
    let other = both.iter().map(id_of).find(|id| *id != part).unwrap();
    step(&desk.province, other, json!({ "action": "urge" })).await;

    let above = desk.province.get(&format!("/api/v1/tasks/{whole}")).await.ok();
    assert_eq!((&above["parts"], &above["parts_done"]), (&json!(2), &json!(1)));
    let below = json!({
        "total": 2, "open": 1, "overdue": 0,
        "by_state": [{ "key": "done", "count": 1 }, { "key": "issued", "count": 1 }],
    });
    assert_eq!(above["below"], below);
    let board = format!("/api/v1/tasks/dispatches/{}", id_of(&parts["dispatch"]));
    let board = desk.province.get(&board).await.ok();
    assert_eq!((&board["figures"], &board["urged"]), (&below, &json!(1)));
    assert_eq!(board["part_of"], whole);
    let open = format!("?dispatch={}&state=open", id_of(&parts["dispatch"]));
    assert_eq!(list(&desk.province, &open).await["total"], board["figures"]["open"]);
    let of = list(&desk.province, &format!("?part_of={whole}")).await;
    assert_eq!(of["total"], 2);

    // The ministry sees how the parts stand, and none of them.
    let top = desk.ministry.get(&format!("/api/v1/tasks/{whole}")).await.ok();
    assert_eq!((&top["below"], &top["parts"]), (&below, &json!(0)));
    desk.ministry.get(&format!("/api/v1/tasks/{part}")).await.refused(404, "task.missing");
    step(&desk.province, whole, json!({ "action": "reply", "text": "已完成。" })).await;
    let late = task(&json!({ "recipients": ["cn/32/ent/b"], "part_of": whole }));
    step(&desk.ministry, whole, json!({ "action": "close" })).await;
    desk.province.post("/api/v1/tasks", late).await.refused(409, "task.over");
    let row = desk.ministry.get("/api/v1/tasks/dispatches").await.ok()["items"][0].clone();
    assert_eq!(
        (&row["total"], &row["open"], &row["number"]),
        (&json!(1), &json!(0), &sent["number"])
    );
    let board = format!("/api/v1/tasks/dispatches/{}", id_of(&sent["dispatch"]));
    assert_eq!(desk.ministry.get(&board).await.ok()["below"], below);
    desk.province.get(&board).await.refused(404, "task.dispatch_missing");
}

#[tokio::test]
async fn what_is_issued_is_what_the_preview_says() {
    let desk = desk().await;
    let more = json!({
        "query": { "region": "32" }, "recipients": ["cn/33/ent/z"], "without": ["cn/32/ent/b"],
    });
    let preview = desk.ministry.post("/api/v1/tasks/preview", task(&more)).await.ok();
    let names: Vec<(&str, &str)> = preview["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (id_of(&one["tenant"]), id_of(&one["rule"])))
        .collect();
    let expected = [("cn/32/ent/a", "query"), ("cn/32/miit", "query"), ("cn/33/ent/z", "named")];
    assert_eq!(names, expected);
    let sent = issue(&desk.ministry, more).await;
    assert_eq!(sent["number"], preview["number"]);
    assert_eq!(list(&desk.ministry, "?side=issued").await["total"], 3);
    assert_eq!(list(&desk.a, "").await["items"][0]["due"], preview["due"]);
    assert_eq!(list(&desk.b, "").await["total"], 0);
    let next = issue(&desk.ministry, json!({ "recipients": ["cn/32/miit"] })).await;
    assert_eq!(next["number"], "2026-2");
}

#[tokio::test]
async fn a_task_goes_only_to_who_is_known_and_in_reach() {
    let desk = desk().await;
    let refused = [
        (json!({ "recipients": ["cn/33/ent/z"] }), 403, "notice.jurisdiction"),
        (json!({ "recipients": ["cn/32/ent/nobody"] }), 422, "notice.recipient_unknown"),
        (json!({ "query": {} }), 422, "notice.no_recipient"),
        (json!({ "recipients": ["cn/32/ent/a"], "due": 1 }), 422, "notice.due_past"),
        (json!({ "recipients": ["cn/32/ent/a"], "title": "" }), 422, "text.length"),
    ];
    for (more, status, code) in refused {
        desk.province.post("/api/v1/tasks", task(&more)).await.refused(status, code);
    }
    let own = issue(&desk.province, json!({ "recipients": ["cn/32/ent/a"] })).await;
    let more = json!({ "recipients": ["cn/32/ent/b"], "part_of": own["tasks"][0] });
    desk.province.post("/api/v1/tasks", task(&more)).await.refused(403, "task.part_other");
    assert_eq!(list(&desk.province, "").await["total"], 1);
}

#[tokio::test]
async fn boards_hold_on_postgresql_too() {
    let Some(cluster) = Cluster::start().await else {
        println!("skipped 1: no PostgreSQL");
        return;
    };
    let node = Node::provincial_on(&cluster.database().await).await;
    let province = node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let sent = issue(&province, json!({ "recipients": ["cn/32/ent/b"] })).await;
    let row = province.get("/api/v1/tasks/dispatches").await.ok()["items"][0].clone();
    assert_eq!((&row["id"], &row["open"]), (&sent["dispatch"], &json!(1)));
    step(&province, id_of(&sent["tasks"][0]), json!({ "action": "urge" })).await;
    let board = format!("/api/v1/tasks/dispatches/{}", id_of(&sent["dispatch"]));
    let board = province.get(&board).await.ok();
    assert_eq!((&board["figures"]["total"], &board["urged"]), (&json!(1), &json!(1)));
    assert_eq!(board["below"]["total"], 0);
    let seen = list(&province, "?side=issued&state=open&overdue=false&q=2026").await;
    assert_eq!((&seen["total"], &seen["items"][0]["parts"]), (&json!(1), &json!(0)));
}
