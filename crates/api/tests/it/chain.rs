//! From traffic to a closed loop on one node: an enterprise without a node of its own, in its
//! province.

use model::Role;
use serde_json::{Value, json};
use testkit::{Client, Cluster, Node, traffic};

/// The people of the story, signed in.
pub(crate) struct Cast {
    pub(crate) node: Node,
    pub(crate) officer: Client,
    pub(crate) regulator: Client,
    pub(crate) probe: Client,
}

pub(crate) async fn cast() -> Cast {
    cast_on(Node::provincial().await).await
}

async fn cast_on(node: Node) -> Cast {
    Cast {
        officer: node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await,
        regulator: node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await,
        probe: node.sign_in("probe", "cn/32/ent/b", Role::ProbeOperator).await,
        node,
    }
}

impl Cast {
    /// Registers a probe and delivers a learned minute and then an attack.
    pub(crate) async fn attack(&self) -> String {
        let window = json!({ "learning_seconds": 60 });
        self.officer.put("/api/v1/baseline", window).await.ok();
        let created = self.probe.post("/api/v1/probes", json!({ "name": "hall 1" })).await.ok();
        let token = created["token"].as_str().unwrap().to_owned();
        let usual = traffic::ndjson(&traffic::usual(0));
        let attack = traffic::ndjson(&traffic::attack(70));
        let anonymous = self.node.anonymous();
        anonymous.intake(&token, "run-1", &usual).await.ok();
        anonymous.intake(&token, "run-2", &attack).await.ok();
        self.node.app.detection_idle().await;
        token
    }

    /// The officer's newest finding.
    pub(crate) async fn finding(&self) -> Value {
        let page = self.officer.get("/api/v1/findings").await.ok();
        assert!(page["total"].as_u64().unwrap() >= 1, "{page}");
        page["items"][0].clone()
    }

    /// A policy that shares reports with the industry authority.
    pub(crate) async fn policy(&self, enabled: bool) -> String {
        let draft = json!({
            "name": "to the industry authority", "kinds": ["finding_report"],
            "audience": ["cn/32/miit"], "redact": ["source"], "enabled": enabled,
        });
        let created = self.officer.post("/api/v1/sharing-policies", draft).await.ok();
        created["id"].as_str().unwrap().to_owned()
    }

    /// Reports the finding; the report's id.
    pub(crate) async fn report(&self, finding: &str) -> String {
        let draft = json!({ "policy": self.policy(true).await, "note": "please look" });
        let path = format!("/api/v1/findings/{finding}/report");
        let created = self.officer.post(&path, draft).await.ok();
        created["id"].as_str().unwrap().to_owned()
    }

    /// Issues a notice on the report; the notice's id.
    pub(crate) async fn issue(&self, report: Option<&str>) -> String {
        let created = self.regulator.post("/api/v1/notices", notice(report)).await.ok();
        created["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn notice(report: Option<&str>) -> Value {
    let mut draft = json!({
        "recipient": "cn/32/ent/b", "title": "异常写操作", "text": "请核实并处置。",
        "severity": "high", "techniques": ["T0855"],
    });
    if let Some(report) = report {
        draft["report"] = json!(report);
    }
    draft
}

pub(crate) async fn step(client: &Client, notice: &str, draft: Value) -> Value {
    client.post(&format!("/api/v1/notices/{notice}/steps"), draft).await.ok()
}

async fn total(client: &Client, list: &str) -> u64 {
    client.get(list).await.ok()["total"].as_u64().unwrap()
}

#[tokio::test]
async fn an_attack_becomes_a_notice_that_two_organisations_close() {
    whole_chain(&cast().await).await;
}

#[tokio::test]
async fn the_chain_closes_on_postgresql_too() {
    let Some(cluster) = Cluster::start().await else {
        println!("skipped 1: no PostgreSQL");
        return;
    };
    let node = Node::provincial_on(&cluster.database().await).await;
    whole_chain(&cast_on(node).await).await;
}

async fn whole_chain(cast: &Cast) {
    cast.attack().await;
    let finding = cast.finding().await;
    let finding_id = finding["id"].as_str().unwrap();
    assert_eq!(finding["source"], "10.0.0.66");
    assert!(!finding["title_zh"].as_str().unwrap().is_empty());
    let detail = cast.officer.get(&format!("/api/v1/findings/{finding_id}")).await.ok();
    assert!(!detail["body"]["observations"].as_array().unwrap().is_empty(), "{detail}");

    let report = cast.report(finding_id).await;
    let seen = cast.regulator.get(&format!("/api/v1/reports/{report}")).await.ok();
    assert_eq!((&seen["source"], &seen["body"]["redacted"]), (&json!(""), &json!(["source"])));

    let preview = cast.regulator.post("/api/v1/notices/preview", notice(Some(&report))).await.ok();
    let notice_id = cast.issue(Some(&report)).await;
    let issued = cast.officer.get(&format!("/api/v1/notices/{notice_id}")).await.ok();
    assert_eq!(issued["number"], preview["number"]);
    assert_eq!(issued["due"], preview["due"]);
    let read = json!({ "action": "read", "requires": [] });
    assert_eq!(issued["actions"], json!([read, { "action": "sign_for", "requires": [] }]));

    step(&cast.officer, &notice_id, json!({ "action": "sign_for" })).await;
    let photo = b"%PDF-1.7 what was done";
    let stored = cast.officer.upload("/api/v1/evidence?name=done.pdf", photo).await.ok();
    let attachments = json!([stored["attachment"]]);
    let reply = json!({ "action": "reply", "text": "已隔离。", "attachments": attachments });
    step(&cast.officer, &notice_id, reply.clone()).await;
    let digest = stored["attachment"]["digest"].as_str().unwrap();
    let shown = cast.regulator.get(&format!("/api/v1/evidence/{digest}")).await;
    assert_eq!((shown.status, shown.bytes.as_slice()), (200, photo.as_slice()));

    let back = json!({ "action": "return", "text": "请补充日志。" });
    step(&cast.regulator, &notice_id, back).await;
    step(&cast.officer, &notice_id, reply).await;
    let close = json!({ "action": "close", "text": "复核通过。" });
    let closed = step(&cast.regulator, &notice_id, close).await;
    assert_eq!(closed["state"], "closed");
    let states: Vec<&str> =
        closed["steps"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["signed_for", "replied", "returned", "replied", "closed"]);
    assert!(closed["steps"].as_array().unwrap().iter().all(|step| step["seal"].is_object()));

    let loops = cast.regulator.get("/api/v1/loops?state=closed").await.ok();
    assert_eq!((&loops["total"], &loops["items"][0]["returned"]), (&json!(1), &json!(1)));
    assert_eq!(total(&cast.regulator, "/api/v1/loops?state=open").await, 0);
    assert_eq!(total(&cast.regulator, "/api/v1/reports?noticed=false").await, 0);
}

#[tokio::test]
async fn a_policy_without_an_audience_or_switched_off_lets_nothing_out() {
    let cast = cast().await;
    cast.attack().await;
    let finding = cast.finding().await;
    let path = format!("/api/v1/findings/{}/report", finding["id"].as_str().unwrap());
    let off = cast.policy(false).await;
    cast.officer.post(&path, json!({ "policy": off })).await.refused(409, "policy.no_audience");
    let nobody =
        json!({ "name": "nobody", "kinds": ["finding_report"], "audience": [], "enabled": true });
    let nobody = cast.officer.post("/api/v1/sharing-policies", nobody).await.ok();
    let draft = json!({ "policy": nobody["id"] });
    cast.officer.post(&path, draft).await.refused(409, "policy.no_audience");
    assert_eq!(total(&cast.regulator, "/api/v1/reports").await, 0);
}

#[tokio::test]
async fn the_loop_takes_no_step_out_of_turn_and_none_from_a_stranger() {
    let cast = cast().await;
    let id = cast.issue(None).await;
    let path = format!("/api/v1/notices/{id}/steps");
    let close = json!({ "action": "close", "text": "x" });
    cast.regulator.post(&path, close).await.refused(409, "procedure.not_in_state");
    let sign = json!({ "action": "sign_for" });
    cast.regulator.post(&path, sign.clone()).await.refused(403, "procedure.wrong_party");
    let other = cast.node.sign_in("other", "cn/32/ca", Role::ProvincialRegulator).await;
    other.post(&path, sign.clone()).await.refused(404, "notice.missing");
    step(&cast.officer, &id, sign).await;
    let empty = json!({ "action": "reply", "text": "" });
    cast.officer.post(&path, empty).await.refused(422, "procedure.field_missing");
    let foreign = json!({ "action": "reply", "text": "x", "attachments": [
        { "name": "a.pdf", "digest": "ab".repeat(32), "size_bytes": 1, "media_type": "application/pdf" },
    ] });
    cast.officer.post(&path, foreign).await.refused(422, "notice.attachment_unknown");
}

#[tokio::test]
async fn a_notice_goes_only_to_who_is_known_and_in_reach() {
    let cast = cast().await;
    let with = |recipient: &str| {
        let mut draft = notice(None);
        draft["recipient"] = json!(recipient);
        draft
    };
    let issue = async |draft: Value| cast.regulator.post("/api/v1/notices", draft).await;
    issue(with("cn/32/ent/nobody")).await.refused(422, "notice.recipient_unknown");
    issue(with("cn/32/ca")).await.refused(403, "notice.jurisdiction");
    let mut late = notice(None);
    late["due"] = json!(1);
    issue(late).await.refused(422, "notice.due_past");
    let mut wordy = notice(None);
    wordy["title"] = json!("长".repeat(121));
    issue(wordy).await.refused(422, "text.length");
}

#[tokio::test]
async fn a_file_of_some_megabytes_is_taken() {
    let cast = cast().await;
    let file = vec![b'a'; 5 << 20];
    let stored = cast.officer.upload("/api/v1/evidence?name=log.txt", &file).await.ok();
    assert_eq!(stored["attachment"]["size_bytes"], 5 << 20);
}

#[tokio::test]
async fn programs_are_not_evidence_and_foreign_files_are_not_shown() {
    let cast = cast().await;
    let program = cast.officer.upload("/api/v1/evidence?name=a.pdf", b"MZ\x90\0").await;
    program.refused(422, "evidence.executable");
    cast.officer.upload("/api/v1/evidence?name=a.pdf", b"").await.refused(422, "evidence.empty");
    let stored = cast.officer.upload("/api/v1/evidence?name=a.txt", b"plain words").await.ok();
    let path = format!("/api/v1/evidence/{}", stored["attachment"]["digest"].as_str().unwrap());
    assert_eq!(cast.officer.get(&path).await.status, 200);
    cast.regulator.get(&path).await.refused(404, "evidence.missing");
}
