//! The inbox of two officers: what waits, to whom it is given, who stands in, many at once.

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::{Client, Node, enrol, settle_edges};

use crate::chain::{Cast, cast};

const PLANT: &str = "cn/32/ent/b";

async fn issued(cast: &Cast, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..number {
        ids.push(cast.issue(None).await);
    }
    ids
}

fn items(ids: &[String]) -> Value {
    ids.iter().map(|id| json!({ "kind": "notice", "object": id })).collect()
}

/// Each count is the total of the list its name says.
async fn check_counts(client: &Client) -> Value {
    let counts = client.get("/api/v1/inbox/counts").await.ok();
    let total = async |filter: String| {
        client.get(&format!("/api/v1/inbox?{filter}")).await.ok()["total"].clone()
    };
    for (name, filter) in [
        ("total", "limit=5"),
        ("overdue", "overdue=true"),
        ("mine", "assigned=mine"),
        ("unassigned", "assigned=nobody"),
    ] {
        assert_eq!(counts[name], total(filter.to_owned()).await, "{name} of {counts}");
    }
    for (name, field) in [("by_kind", "kind"), ("by_severity", "severity")] {
        for count in counts[name].as_array().unwrap() {
            let key = count["key"].as_str().unwrap();
            assert_eq!(count["count"], total(format!("{field}={key}")).await, "{count}");
            let late = total(format!("{field}={key}&overdue=true")).await;
            assert_eq!(count["overdue"], late, "{count}");
        }
    }
    counts
}

#[tokio::test]
async fn many_are_signed_for_at_once_and_each_has_its_outcome() {
    let cast = cast().await;
    let ids = issued(&cast, 3).await;
    let page = cast.officer.get("/api/v1/inbox?kind=notice").await.ok();
    let row = &page["items"][0];
    assert_eq!((&page["total"], &row["actions"]), (&json!(3), &json!(["sign_for"])));
    assert_eq!((&row["action"]["zh"], &row["severity"]), (&json!("签收"), &json!("high")));
    assert_eq!(cast.regulator.get("/api/v1/inbox?kind=notice").await.ok()["total"], 0);
    check_counts(&cast.officer).await;
    let unknown = "01900000-0000-7000-8000-000000000000".to_owned();
    let batch = json!({
        "items": items(&[ids[0].clone(), ids[1].clone(), unknown, ids[0].clone()]),
        "action": "sign_for",
    });
    let outcome = cast.officer.post("/api/v1/inbox/steps", batch.clone()).await.ok();
    assert_eq!((&outcome["done"], &outcome["refused"]), (&json!(2), &json!(1)), "{outcome}");
    assert_eq!(outcome["items"][2]["code"], "loop.missing");
    let again = cast.officer.post("/api/v1/inbox/steps", batch).await.ok();
    assert_eq!(again["items"][0]["code"], "procedure.not_in_state");
    let page = cast.officer.get("/api/v1/inbox?kind=notice&sort=kind&limit=2").await.ok();
    let next = page["next"].as_str().unwrap();
    let path = format!("/api/v1/inbox?kind=notice&sort=kind&limit=2&cursor={next}");
    let rest = cast.officer.get(&path).await.ok();
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    let none = json!({ "items": [], "action": "sign_for" });
    cast.officer.post("/api/v1/inbox/steps", none).await.refused(422, "inbox.batch");
    cast.officer.get("/api/v1/inbox?sort=colour").await.refused(422, "inbox.sort");
    cast.officer.get("/api/v1/inbox?kind=colour").await.refused(422, "inbox.kind");
}

#[tokio::test]
async fn a_deputy_sees_and_does_what_was_given_to_the_other() {
    let cast = cast().await;
    let ids = issued(&cast, 2).await;
    let colleague = cast.node.sign_in("colleague", PLANT, Role::EnterpriseOfficer).await;
    let people = cast.officer.get("/api/v1/inbox/people").await.ok();
    assert_eq!(people["total"], 2, "the probe operator has another role: {people}");
    let given = json!({ "items": items(&ids[..1]), "to": "officer" });
    let outcome = colleague.post("/api/v1/inbox/assign", given).await.ok();
    assert_eq!(outcome["done"], 1, "{outcome}");
    let counts = check_counts(&cast.officer).await;
    assert_eq!((&counts["mine"], &counts["unassigned"]), (&json!(1), &json!(1)));
    assert_eq!(check_counts(&colleague).await["mine"], 0);
    let now = cast.node.app.store().now();
    let deputy = |who: &str| json!({ "deputy": who, "from": now, "until": now.plus(86_400_000) });
    for (who, code) in [("officer", "deputy.self"), ("probe", "deputy.role"), ("x", "user.unknown")]
    {
        cast.officer.post("/api/v1/deputies", deputy(who)).await.refused(422, code);
    }
    let others = json!({
        "person": "officer", "deputy": "colleague", "from": now, "until": now.plus(1000),
    });
    colleague.post("/api/v1/deputies", others).await.refused(403, "permission.denied");
    let made = cast.officer.post("/api/v1/deputies", deputy("colleague")).await.ok();
    let mine = colleague.get("/api/v1/inbox?assigned=mine").await.ok();
    assert_eq!((&mine["total"], &mine["items"][0]["mine"]), (&json!(1), &json!(true)));
    assert_eq!(mine["items"][0]["assignee"]["login"], "officer");
    let batch = json!({ "items": items(&ids), "action": "sign_for" });
    assert_eq!(colleague.post("/api/v1/inbox/steps", batch).await.ok()["done"], 2);
    let mut read = cast.node.app.store().read(&store::Scope::system()).await.unwrap();
    let sql = store::Sql::new("SELECT body FROM record WHERE kind = 'loop_step' ORDER BY position");
    let steps = read.all(sql).await.unwrap();
    let for_whom: Vec<Value> = steps
        .iter()
        .map(|row| row.json::<Value>("body").unwrap()["on_behalf_of"].clone())
        .collect();
    assert_eq!(for_whom, [json!("officer"), Value::Null]);
    drop(read);
    let path = format!("/api/v1/deputies/{}", made["id"].as_str().unwrap());
    assert_eq!(cast.officer.delete(&path).await.ok()["state"], "withdrawn");
    cast.officer.delete(&path).await.refused(409, "deputy.over");
    assert_eq!(colleague.get("/api/v1/inbox?assigned=mine").await.ok()["total"], 0);
    let gone = json!({ "items": items(&["nothing".to_owned()]), "to": "officer" });
    let outcome = colleague.post("/api/v1/inbox/assign", gone).await.ok();
    assert_eq!(outcome["items"][0]["code"], "inbox.gone");
}

#[tokio::test]
async fn who_runs_a_node_finds_what_was_refused_on_its_edges_with_the_reason() {
    let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
    let province = Node::provincial().await;
    enrol(&national, &province).await;
    settle_edges(&[(&province, &national)]).await;
    let root = province.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let above = national.sign_in("above", "cn", Role::NodeAdministrator).await;
    let regulator = province.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let list = "/api/v1/inbox?kind=quarantine";
    assert_eq!(root.get(list).await.ok()["total"], 0);
    let tenant = json!({ "path": "cn/32/ent/c", "name": "another", "kind": "enterprise" });
    root.post("/api/v1/tenants", tenant).await.ok();
    let (here, there) = (province.app.store(), national.app.store());
    let (from, to) = (here.identity().unwrap().node, there.identity().unwrap().node);
    let mut sent = store::testing::message(here, to, None, 100).await;
    let spoilt = sent.items.last_mut().expect("the organisation travels");
    spoilt.proof.clear();
    store::testing::sign(here, &mut sent);
    let receipts = there.edge_receive(from, &sent).await.unwrap().receipts.unwrap();
    here.edge_apply_receipts(to, &receipts).await.unwrap();
    for (client, way, peer) in [(&root, "out", to), (&above, "in", from)] {
        let page = client.get(list).await.ok();
        let row = &page["items"][0];
        assert_eq!((&page["total"], &row["code"]), (&json!(1), &json!("record.proof")), "{page}");
        assert_eq!(row["object"], format!("{way}.{peer}"));
        assert!(!row["from"].as_str().unwrap().is_empty() && !row["title_en"].is_null());
        assert!(!row["action"]["en"].as_str().unwrap().is_empty(), "{row}");
        let query = format!("state=rejected&direction={way}&peer={peer}");
        let ledger = client.get(&format!("/api/v1/deliveries?{query}")).await.ok();
        assert_eq!(ledger["total"], 1, "the ledger that the row leads to: {ledger}");
        let login = if way == "out" { "root" } else { "above" };
        let given = json!({
            "items": [{ "kind": "quarantine", "object": row["object"] }], "to": login,
        });
        assert_eq!(client.post("/api/v1/inbox/assign", given).await.ok()["done"], 1);
        assert_eq!(check_counts(client).await["mine"], 1);
    }
    assert_eq!(regulator.get(list).await.ok()["total"], 0, "it is for whoever runs the node");
    // Long ago it is history, and only in the ledger.
    province.clock.advance(31 * 86_400_000);
    let mut root = province.anonymous();
    root.sign_in("root", testkit::PASSWORD).await.ok();
    assert_eq!(root.get(list).await.ok()["total"], 0);
}
