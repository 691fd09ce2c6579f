//! Sharing over a tree of nodes: who sees what of a statement, who joins, who consents, what comes
//! back, what is taken back.

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use store::Scope;
use testkit::{Client, Node, enrol, settle_edges, traffic};

const SOURCE: &str = "10.0.0.66";

/// The ministry, a province with both authorities, two enterprises below it.
struct Tree {
    national: Node,
    province: Node,
    a: Node,
    b: Node,
    ministry: Client,
    regulator: Client,
    officer: Client,
    neighbour: Client,
}

impl Tree {
    async fn start() -> Self {
        let ent = TenantKind::Enterprise;
        let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
        let authorities = [
            ("cn/32/miit", TenantKind::IndustryAuthority),
            ("cn/32/ca", TenantKind::CommunicationsAdministration),
        ];
        let province = Node::start(NodeKind::Provincial, &authorities).await;
        let a = Node::start(NodeKind::Enterprise, &[("cn/32/ent/a", ent)]).await;
        let b = Node::start(NodeKind::Enterprise, &[("cn/32/ent/b", ent)]).await;
        enrol(&national, &province).await;
        enrol(&province, &a).await;
        enrol(&province, &b).await;
        let tree = Self {
            ministry: national.sign_in("ministry", "cn", Role::MinistryOperator).await,
            regulator: province.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await,
            officer: a.sign_in("officer", "cn/32/ent/a", Role::EnterpriseOfficer).await,
            neighbour: b.sign_in("neighbour", "cn/32/ent/b", Role::EnterpriseOfficer).await,
            national,
            province,
            a,
            b,
        };
        tree.settle().await;
        tree
    }

    async fn settle(&self) {
        let edges = [
            (&self.a, &self.province),
            (&self.b, &self.province),
            (&self.province, &self.national),
        ];
        settle_edges(&edges).await;
    }

    /// Two attacks at the enterprise; the ids of its findings, the one by [`SOURCE`] first.
    async fn findings(&self) -> Vec<String> {
        self.officer.put("/api/v1/baseline", json!({ "learning_seconds": 60 })).await.ok();
        let prober = self.a.sign_in("probe", "cn/32/ent/a", Role::ProbeOperator).await;
        let probe = prober.post("/api/v1/probes", json!({ "name": "hall" })).await.ok();
        let token = probe["token"].as_str().unwrap();
        let stranger = vec![traffic::modbus(65, 77, 20, 16, 200)];
        let events = [traffic::usual(0), stranger, traffic::attack(70)].concat();
        prober.intake(token, "r-1", &traffic::ndjson(&events)).await.ok();
        self.a.app.detection_idle().await;
        let page = self.officer.get("/api/v1/findings").await.ok();
        let ids = page["items"].as_array().unwrap().iter();
        ids.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    async fn policy(&self, draft: Value) -> String {
        let mut policy =
            json!({ "name": "up", "kinds": ["finding_report"], "audience": [], "enabled": true });
        policy.as_object_mut().unwrap().extend(draft.as_object().unwrap().clone());
        created(&self.officer, "/api/v1/sharing-policies", policy).await
    }

    async fn report(&self, finding: &str, policy: &str) -> String {
        let path = format!("/api/v1/findings/{finding}/report");
        let report = created(&self.officer, &path, json!({ "policy": policy, "note": "x" })).await;
        self.settle().await;
        report
    }
}

async fn created(client: &Client, path: &str, draft: Value) -> String {
    let made = client.post(path, draft).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

async fn reports(client: &Client) -> Vec<Value> {
    client.get("/api/v1/reports").await.ok()["items"].as_array().unwrap().clone()
}

/// What others shared with the client's tenant, newest first.
async fn shared(client: &Client) -> Vec<Value> {
    let page = client.get("/api/v1/sharing/objects?own=false").await.ok();
    page["items"].as_array().unwrap().clone()
}

/// How many records of a node hold a text anywhere.
async fn holding(node: &Node, text: &str) -> usize {
    let store = node.app.store();
    let mut read = store.read(&Scope::system()).await.unwrap();
    let mut found = 0;
    for entry in store.log_entries(0, 100_000).await.unwrap() {
        let record = read.record(entry.record).await.unwrap().unwrap();
        found += usize::from(record.body.to_string().contains(text));
    }
    found
}

#[expect(clippy::too_many_lines, reason = "one story, from the policy to the logs")]
#[tokio::test]
async fn the_province_sees_more_than_the_ministry_and_the_ministrys_node_holds_no_more() {
    let tree = Tree::start().await;
    let findings = tree.findings().await;
    let policy = json!({
        "level": "ministry",
        "tiers": [{
            "name": "部", "audience": { "tenants": ["cn"] },
            "treat": { "source": "mask", "target": "hash", "params": "remove", "time": "generalise" },
        }],
    });
    let policy = tree.policy(policy).await;
    let finding = tree.officer.get(&format!("/api/v1/findings/{}", findings[0])).await.ok();
    let draft = json!({ "kind": "finding_report", "policy": policy });
    let why = "/api/v1/sharing/preview?why=cn/32/ent/b";
    let preview = tree.officer.post(why, draft).await.ok();
    let told: Vec<&str> = preview["receivers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["tenant"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["cn/32/ca", "cn/32/miit", "cn"]);
    assert_eq!(preview["receivers"][0]["through"], json!(tree.province.app.node()));
    assert_eq!(preview["excluded"][0]["tenant"], "cn/32/ent/b");
    assert_eq!(preview["excluded"][0]["why"], json!({ "reason": "not_named" }));

    let report = tree.report(&findings[0], &policy).await;
    let (below, above) = (reports(&tree.regulator).await, reports(&tree.ministry).await);
    assert_eq!((below.len(), above.len(), reports(&tree.officer).await.len()), (1, 1, 1));
    assert_eq!((&below[0]["source"], &below[0]["target"]), (&json!(SOURCE), &finding["target"]));
    assert_eq!(above[0]["source"], "10.0.0.0/24");
    assert_ne!(above[0]["id"], below[0]["id"]);
    assert!(above[0]["target"].as_str().unwrap().starts_with('~'), "{}", above[0]);
    let view = above[0]["id"].as_str().unwrap();
    let seen = tree.ministry.get(&format!("/api/v1/sharing/objects/{view}")).await.ok();
    assert_eq!((&seen["statement"], &seen["left_out"]["source"]), (&json!(report), &json!("mask")));
    assert_eq!(holding(&tree.national, SOURCE).await, 0, "nothing unredacted goes up");
    assert!(holding(&tree.province, SOURCE).await > 0);
    tree.neighbour
        .get(&format!("/api/v1/sharing/objects/{view}"))
        .await
        .refused(404, "shared.missing");

    // What was foreseen of the object is what happened.
    let draft = json!({ "kind": "finding_report", "policy": policy, "object": report });
    let preview = tree.officer.post("/api/v1/sharing/preview", draft).await.ok();
    let bodies: Vec<&Value> =
        preview["views"].as_array().unwrap().iter().map(|view| &view["body"]).collect();
    assert!(bodies.contains(&&seen["body"]), "{preview}");

    // Feedback: one word from each tier, in sum at the enterprise.
    let told = json!({
        "verdict": "true_positive", "place": "control", "count": "2-9",
        "first": 1_767_574_800_000i64, "last": 1_767_574_900_000i64,
    });
    let path = format!("/api/v1/sharing/objects/{view}/sightings");
    tree.ministry.post(&path, told.clone()).await.ok();
    let of_province =
        format!("/api/v1/sharing/objects/{}/sightings", below[0]["id"].as_str().unwrap());
    let mut other = told.clone();
    other["verdict"] = json!("false_positive");
    tree.regulator.post(&of_province, other).await.ok();
    let mut named = told;
    named["note"] = json!("from 10.9.9.9");
    tree.regulator.post(&of_province, named).await.refused(422, "sighting.address");
    tree.settle().await;
    let figures =
        tree.officer.get(&format!("/api/v1/sharing/objects/{report}/sightings")).await.ok();
    assert_eq!(
        (
            &figures["told"],
            &figures["true_positive"],
            &figures["false_positive"],
            &figures["least"]
        ),
        (&json!(2), &json!(1), &json!(1), &json!(4))
    );
    tree.regulator.get(&of_province).await.refused(403, "shared.not_yours");

    // Taken back: every view, at every tier; the chains keep it.
    let path = format!("/api/v1/sharing/objects/{report}/revocation");
    tree.regulator
        .post(&of_province.replace("sightings", "revocation"), json!({ "reason": "x" }))
        .await
        .refused(403, "shared.not_yours");
    let revoked = tree.officer.post(&path, json!({ "reason": "误报" })).await.ok();
    assert_eq!(revoked["revoked"]["because"], "误报");
    tree.officer.post(&path, json!({ "reason": "x" })).await.refused(409, "shared.revoked");
    tree.settle().await;
    for client in [&tree.regulator, &tree.ministry] {
        let row = &reports(client).await[0];
        assert_eq!((&row["source"], &row["target"]), (&json!(""), &json!("")));
        let path = format!("/api/v1/sharing/objects/{}", row["id"].as_str().unwrap());
        let seen = client.get(&path).await.ok();
        assert_eq!((&seen["revoked"]["by"], seen.get("body")), (&json!("cn/32/ent/a"), None));
    }
    assert!(holding(&tree.province, SOURCE).await > 0, "the chain keeps what was said");
    for node in [&tree.national, &tree.province, &tree.a] {
        let store = node.app.store();
        let live = store.views_digest().await.unwrap();
        assert_eq!(store.rebuild(&|_| ()).await.unwrap().after, live);
    }
}

#[tokio::test]
async fn an_authority_passes_on_by_mark_and_consent_and_follows_a_revocation() {
    let tree = Tree::start().await;
    let findings = tree.findings().await;
    let policy = tree.policy(json!({ "audience": ["cn/32/miit"] })).await;
    let report = tree.report(&findings[0], &policy).await;
    let group =
        json!({ "name": "同行", "purpose": "预警", "members": ["cn/32/ent/a", "cn/32/ent/b"] });
    let group = created(&tree.regulator, "/api/v1/sharing/groups", group).await;
    tree.settle().await;
    let membership = format!("/api/v1/sharing/groups/{group}/membership");
    let pass = format!("/api/v1/sharing/objects/{report}/passings");
    let to_group = json!({ "audience": { "groups": [group] }, "treat": { "source": "mask" } });

    tree.regulator.post(&pass, to_group.clone()).await.refused(409, "policy.no_audience");
    tree.neighbour.post(&membership, json!({ "state": "joined" })).await.ok();
    tree.settle().await;
    let roll = tree.regulator.get(&format!("/api/v1/sharing/groups/{group}")).await.ok();
    let reached: Vec<(&Value, &Value)> = roll["roll"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["tenant"], &row["reached"]))
        .collect();
    assert_eq!(
        reached,
        [(&json!("cn/32/ent/a"), &json!(false)), (&json!("cn/32/ent/b"), &json!(true))]
    );
    tree.regulator.post(&pass, to_group.clone()).await.refused(403, "tlp.amber");
    let up = json!({ "audience": { "level": "ministry" } });
    tree.regulator.post(&pass, up).await.refused(403, "consent.missing");

    let ask = json!({
        "enterprise": "cn/32/ent/a", "subject": { "kind": "finding_report" },
        "receivers": { "tenants": ["cn/32/ent/b"] }, "until": 1_800_000_000_000i64, "reason": "预警同行",
    });
    let ask = created(&tree.regulator, "/api/v1/sharing/consents", ask).await;
    tree.settle().await;
    let answer = format!("/api/v1/sharing/consents/{ask}/answer");
    tree.neighbour
        .post(&answer, json!({ "answer": "grant" }))
        .await
        .refused(404, "consent.unknown");
    tree.officer.post(&answer, json!({ "answer": "withdraw" })).await.refused(409, "consent.state");
    let waiting = tree.officer.get("/api/v1/sharing/consents?state=asked").await.ok();
    assert_eq!(waiting["total"], 1);
    let waiting = tree.officer.get("/api/v1/inbox?kind=consent").await.ok()["items"][0].clone();
    assert_eq!((&waiting["object"], &waiting["title"]), (&json!(ask), &json!("预警同行")));
    tree.officer.post(&answer, json!({ "answer": "grant" })).await.ok();
    assert_eq!(tree.officer.get("/api/v1/inbox?kind=consent").await.ok()["total"], 0);
    tree.settle().await;

    let draft =
        json!({ "kind": "finding_report", "object": report, "audience": { "level": "all" } });
    let preview = tree.regulator.post("/api/v1/sharing/preview", draft).await.ok();
    let told: Vec<&Value> =
        preview["receivers"].as_array().unwrap().iter().map(|row| &row["tenant"]).collect();
    assert_eq!(told, [&json!("cn/32/ent/a"), &json!("cn/32/ent/b")]);
    let codes: Vec<&Value> =
        preview["excluded"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert_eq!(codes, ["consent.missing", "consent.missing"], "{preview}");

    tree.regulator.post(&pass, to_group.clone()).await.ok();
    tree.settle().await;
    let [passed] = shared(&tree.neighbour).await.try_into().unwrap();
    let path = format!("/api/v1/sharing/objects/{}", passed["id"].as_str().unwrap());
    let seen = tree.neighbour.get(&path).await.ok();
    assert_eq!(
        (&seen["owner"], &seen["body"]["owner"]),
        (&json!("cn/32/miit"), &json!("cn/32/ent/a"))
    );
    assert_eq!(seen["body"]["body"]["source"], "10.0.0.0/24");
    assert_eq!(holding(&tree.b, SOURCE).await, 0);
    let own = tree.officer.get(&format!("/api/v1/sharing/objects/{report}")).await.ok();
    assert_eq!(own["passed_on"][0]["by"], "cn/32/miit", "the owner knows who has it");
    assert_eq!(own["passed_on"][0]["consents"].as_array().unwrap().len(), 1);

    // It leaves the group, and still learns that it is taken back.
    tree.neighbour.post(&membership, json!({ "state": "left" })).await.ok();
    let revoke = format!("/api/v1/sharing/objects/{report}/revocation");
    tree.officer.post(&revoke, json!({ "reason": "更正" })).await.ok();
    tree.settle().await;
    let seen = tree.neighbour.get(&path).await.ok();
    assert_eq!((&seen["revoked"]["because"], seen.get("body")), (&json!("更正"), None));
    tree.regulator.post(&pass, to_group).await.refused(409, "policy.no_audience");
    let again = json!({ "audience": { "tenants": ["cn/32/ent/b"] } });
    tree.regulator.post(&pass, again).await.refused(409, "passing.revoked");
}

#[tokio::test]
async fn who_joins_is_offered_the_past_as_far_as_the_owner_chose_and_who_leaves_gets_nothing_new() {
    let tree = Tree::start().await;
    let findings = tree.findings().await;
    assert!(findings.len() >= 2, "{findings:?}");
    let group =
        json!({ "name": "g", "purpose": "x", "rules": [{ "region": "32", "kind": "enterprise" }] });
    let group = created(&tree.officer, "/api/v1/sharing/groups", group).await;
    let silent = tree.policy(json!({ "audience": ["cn/32/miit"], "groups": [group] })).await;
    let first = tree.report(&findings[0], &silent).await;
    let invited = tree.neighbour.get("/api/v1/sharing/groups").await.ok();
    assert_eq!((&invited["total"], &invited["items"][0]["own"]), (&json!(1), &json!(false)));
    let membership = format!("/api/v1/sharing/groups/{group}/membership");
    tree.officer.post(&membership, json!({ "state": "joined" })).await.refused(409, "group.own");
    tree.neighbour.post(&membership, json!({ "state": "joined" })).await.ok();
    tree.settle().await;
    assert_eq!(shared(&tree.neighbour).await.len(), 0, "the policy offers nothing of the past");

    let path = format!("/api/v1/sharing-policies/{silent}");
    tree.officer.post(&format!("{path}/offers"), json!(null)).await.refused(409, "policy.no_offer");
    let open = json!({
        "name": "up", "kinds": ["finding_report"], "audience": ["cn/32/miit"], "groups": [group],
        "tiers": [{
            "name": "组", "audience": { "groups": [group] }, "treat": { "source": "mask" },
        }],
        "retroactive": { "offer": "all" }, "enabled": true,
    });
    tree.officer.put(&path, open).await.ok();
    tree.settle().await;
    let [offered] = shared(&tree.neighbour).await.try_into().unwrap();
    assert_eq!(
        (&offered["statement"], &offered["left_out"]["source"]),
        (&json!(first), &json!("mask"))
    );
    assert_eq!(holding(&tree.b, SOURCE).await, 0);
    let again = tree.officer.post(&format!("{path}/offers"), json!(null)).await.ok();
    assert_eq!((&again["offered"], &again["looked_at"]), (&json!(0), &json!(1)), "once is enough");

    tree.neighbour.post(&membership, json!({ "state": "left" })).await.ok();
    tree.settle().await;
    tree.report(&findings[1], &silent).await;
    assert_eq!(shared(&tree.neighbour).await.len(), 1, "who left gets nothing new");
    assert_eq!(reports(&tree.regulator).await.len(), 2);

    // Suspended: named, and not reached; and nothing is made up for later.
    let admin = tree.province.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let node = format!("/api/v1/nodes/{}", tree.b.app.node());
    tree.neighbour.post(&membership, json!({ "state": "joined" })).await.ok();
    tree.settle().await;
    admin.put(&node, json!({ "state": "suspended" })).await.ok();
    settle_edges(&[(&tree.a, &tree.province)]).await;
    let draft = json!({ "kind": "finding_report", "policy": silent });
    let preview = tree.officer.post("/api/v1/sharing/preview", draft).await.ok();
    let why = preview["excluded"].as_array().unwrap().iter();
    let why: Vec<&Value> =
        why.filter(|row| row["tenant"] == "cn/32/ent/b").map(|row| &row["why"]).collect();
    assert_eq!(why, [&json!({ "reason": "suspended" })], "{preview}");
}
