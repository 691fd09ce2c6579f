//! Letters: from a draft by two hands to receipts, corrections, forwarding and paper.

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::{Client, Node};

/// A national node with a province on it: every tier in one place.
struct Desk {
    node: Node,
    ministry: Client,
    writer: Client,
    reviewer: Client,
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
    let regulator = Role::ProvincialRegulator;
    Desk {
        ministry: node.sign_in("ministry", "cn", Role::MinistryOperator).await,
        writer: node.sign_in("writer", "cn/32/miit", regulator).await,
        reviewer: node.sign_in("reviewer", "cn/32/miit", regulator).await,
        a: node.sign_in("a-officer", "cn/32/ent/a", Role::EnterpriseOfficer).await,
        b: node.sign_in("b-officer", "cn/32/ent/b", Role::EnterpriseOfficer).await,
        node,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "callers write it where they call")]
fn letter(recipients: Value) -> Value {
    json!({
        "title": "关于防范远程编程端口风险的通报", "text": "请核查。\n请反馈。", "severity": "high",
        "recipients": recipients,
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn series(who: &Client, review: bool) -> String {
    let series = json!({ "series": {
        "name": "安全通报", "genres": ["notice", "correction"], "number": "苏工信安通〔{year}〕{n}号",
        "issue": "第{issue}期", "review": review,
    }});
    text(&who.post("/api/v1/notice-series", series).await.ok()["id"])
}

async fn draft(who: &Client, letter: Value) -> String {
    let saved = who.post("/api/v1/notice-drafts", json!({ "letter": letter })).await.ok();
    text(&saved["id"])
}

async fn issue(who: &Client, letter: Value) -> Value {
    let id = draft(who, letter).await;
    let path = format!("/api/v1/notice-drafts/{id}/issue");
    who.post(&path, json!({ "revision": 1 })).await.ok()
}

async fn total(who: &Client, path: &str) -> u64 {
    who.get(path).await.ok()["total"].as_u64().unwrap()
}

async fn received(who: &Client) -> Vec<Value> {
    let page = who.get("/api/v1/notices?side=received").await.ok();
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_series_that_wants_two_people_gets_two() {
    let desk = desk().await;
    series(&desk.writer, true).await;
    let body = letter(json!({ "rules": [{ "name": "全省企业", "region": "32" }] }));
    let preview = desk.writer.post("/api/v1/notice-drafts/preview", body.clone()).await.ok();
    assert_eq!(preview["number"], "苏工信安通〔2026〕1号");
    assert_eq!((&preview["issue"], &preview["review"]), (&json!("第1期"), &json!(true)));
    let id = draft(&desk.writer, body).await;
    let path = |what: &str| format!("/api/v1/notice-drafts/{id}{what}");
    let one = json!({ "revision": 1 });
    desk.writer.post(&path("/issue"), one).await.refused(409, "notice.review_needed");
    let submit = json!({ "revision": 1, "action": "submit" });
    desk.writer.post(&path("/review"), submit).await.ok();
    let waiting = desk.reviewer.get("/api/v1/inbox?kind=draft").await.ok()["items"][0].clone();
    assert_eq!((&waiting["object"], &waiting["action"]["zh"]), (&json!(id), &json!("审核")));
    let approve = json!({ "revision": 2, "action": "approve", "note": "可以" });
    desk.writer.post(&path("/review"), approve.clone()).await.refused(403, "draft.own");
    let change = json!({ "revision": 2, "letter": letter(json!({})) });
    desk.writer.put(&path(""), change).await.refused(409, "draft.state");
    let approved = desk.reviewer.post(&path("/review"), approve).await.ok();
    assert_eq!(approved["actions"], json!(["issue", "return"]));
    let waiting = desk.writer.get("/api/v1/inbox?kind=draft").await.ok()["items"][0].clone();
    assert_eq!(waiting["actions"], json!(["issue"]));
    let issued = desk.writer.post(&path("/issue"), json!({ "revision": 3 })).await.ok();
    assert_eq!((&issued["notices"], &issued["issue"]), (&json!(2), &json!("第1期")));
    let circular =
        desk.writer.get(&format!("/api/v1/circulars/{}", text(&issued["circular"]))).await;
    assert_eq!(circular.ok()["reviewed_by"], "reviewer");
    desk.writer.post(&path("/issue"), json!({ "revision": 4 })).await.refused(409, "draft.state");
    assert_eq!(total(&desk.writer, "/api/v1/inbox?kind=draft").await, 0);
    // The quick way keeps to the series too.
    let quick = json!({ "recipient": "cn/32/ent/a", "title": "x", "text": "x", "severity": "low" });
    desk.writer.post("/api/v1/notices", quick).await.refused(409, "notice.review_needed");
}

#[tokio::test]
async fn the_preview_says_who_gets_it_and_who_does_not_and_why() {
    let desk = desk().await;
    let body = letter(json!({
        "tenants": ["cn/33/ent/z", "cn/32/ent/nobody"],
        "rules": [{ "kind": "enterprise" }, {}], "without": ["cn/32/ent/b"],
    }));
    let preview = desk.writer.post("/api/v1/notice-drafts/preview", body.clone()).await.ok();
    let gets: Vec<&str> = preview["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["sees"] == "notice" && one["rule"] != "issuer")
        .map(|one| one["tenant"].as_str().unwrap())
        .collect();
    assert_eq!(gets, ["cn/32/ent/a"]);
    let why: Vec<(&str, &str)> = preview["excluded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["tenant"].as_str().unwrap(), one["reason"].as_str().unwrap()))
        .collect();
    assert!(why.contains(&("cn/33/ent/z", "jurisdiction")), "{why:?}");
    assert!(why.contains(&("cn/32/ent/nobody", "unknown")), "{why:?}");
    assert!(why.contains(&("cn/32/ent/b", "by_hand")), "{why:?}");
    assert_eq!(preview["through"][0]["recipients"], 1);
    // Whoever was named and cannot get it stops the issue; nothing goes out to the others.
    let id = draft(&desk.writer, body).await;
    let issue = format!("/api/v1/notice-drafts/{id}/issue");
    let refused = desk.writer.post(&issue, json!({ "revision": 1 })).await;
    assert!(refused.code().starts_with("notice."), "{}", refused.body);
    assert!(received(&desk.a).await.is_empty());
    let nobody = letter(json!({ "rules": [{}] }));
    let id = draft(&desk.writer, nobody).await;
    let issue = format!("/api/v1/notice-drafts/{id}/issue");
    desk.writer.post(&issue, json!({ "revision": 1 })).await.refused(422, "notice.no_recipient");
}

#[tokio::test]
async fn figures_of_a_circular_equal_the_lists_behind_them() {
    let desk = desk().await;
    series(&desk.writer, false).await;
    let body =
        letter(json!({ "rules": [{ "name": "省内", "region": "32", "kind": "enterprise" }] }));
    let issued = issue(&desk.writer, body).await;
    let circular = format!("/api/v1/circulars/{}", text(&issued["circular"]));
    let notice = text(&received(&desk.a).await[0]["id"]);
    desk.a.post(&format!("/api/v1/notices/{notice}/read"), Value::Null).await.ok();
    let sign = json!({ "action": "sign_for", "text": "收到" });
    desk.a.post(&format!("/api/v1/notices/{notice}/steps"), sign).await.ok();
    let figures = desk.writer.get(&circular).await.ok()["figures"].clone();
    for (name, expected) in [("written", 2), ("delivered", 2), ("signed", 1), ("closed", 0)] {
        assert_eq!(figures[name], expected, "{name}");
        assert_eq!(total(&desk.writer, &format!("{circular}/copies?is={name}")).await, expected);
        let others = total(&desk.writer, &format!("{circular}/copies?is=-{name}")).await;
        assert_eq!(others, 2 - expected, "not {name}");
    }
    let rows = desk.writer.get(&format!("{circular}/copies?is=signed")).await.ok();
    assert_eq!(
        (&rows["items"][0]["rule"], &rows["items"][0]["delivery"]),
        (&json!("省内"), &json!("hosted"))
    );
    desk.writer.get(&format!("{circular}/copies?is=lost")).await.refused(422, "circular.is");
    // It is the issuer's own: recipients have their notice, not the list of the others.
    desk.a.get(&circular).await.refused(404, "circular.missing");
    let seen = desk.a.get(&format!("/api/v1/notices/{notice}")).await.ok();
    assert_eq!(seen["circular"], Value::Null);
}

#[tokio::test]
async fn a_correction_takes_the_place_of_what_it_corrects() {
    let desk = desk().await;
    series(&desk.writer, false).await;
    let both = json!({ "tenants": ["cn/32/ent/a", "cn/32/ent/b"] });
    let issued = issue(&desk.writer, letter(both)).await;
    let before = text(&issued["circular"]);
    let path = format!("/api/v1/circulars/{before}/correction-draft");
    let mut corrected = desk.writer.get(&path).await.ok()["letter"].clone();
    corrected["text"] = json!("更正后的内容。");
    corrected["recipients"] = json!({ "tenants": ["cn/32/ent/a"] });
    let after = issue(&desk.writer, corrected).await;
    assert_eq!(after["number"], "苏工信安通〔2026〕2号");
    // The one that was corrected and the one that is no longer meant are both withdrawn.
    for who in [&desk.a, &desk.b] {
        let old = received(who).await.into_iter().find(|row| row["number"] == issued["number"]);
        assert_eq!(old.unwrap()["state"], "withdrawn");
    }
    let new = received(&desk.a).await.into_iter().find(|row| row["number"] == after["number"]);
    let new = desk.a.get(&format!("/api/v1/notices/{}", text(&new.unwrap()["id"]))).await.ok();
    assert_eq!(new["genre"], "correction");
    let old = desk.a.get(&format!("/api/v1/notices/{}", text(&new["corrects"]))).await.ok();
    assert_eq!(old["corrected_by"], new["id"]);
    assert_eq!(received(&desk.b).await.len(), 1);
    desk.writer.get(&path).await.refused(409, "circular.corrected");
    // Withdrawing twice finds nothing left.
    let withdraw = format!("/api/v1/circulars/{}/withdraw", text(&after["circular"]));
    let gone = desk.writer.post(&withdraw, json!({ "reason": "误发" })).await.ok();
    assert_eq!((&gone["withdrawn"], &gone["over"]), (&json!(1), &json!(0)));
    let again = desk.writer.post(&withdraw, json!({ "reason": "误发" })).await.ok();
    assert_eq!((&again["withdrawn"], &again["over"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn a_notice_is_handed_on_and_the_issuer_above_sees_counts_only() {
    let desk = desk().await;
    let above = issue(&desk.ministry, letter(json!({ "tenants": ["cn/32/miit"] }))).await;
    let notice = text(&received(&desk.writer).await[0]["id"]);
    let draft = format!("/api/v1/notices/{notice}/forward-draft");
    desk.a.get(&draft).await.refused(403, "permission.denied");
    let mut handed = desk.writer.get(&draft).await.ok()["letter"].clone();
    handed["recipients"] = json!({ "rules": [{ "region": "32", "kind": "enterprise" }] });
    let issued = issue(&desk.writer, handed.clone()).await;
    let below = received(&desk.a).await[0].clone();
    let below = desk.a.get(&format!("/api/v1/notices/{}", text(&below["id"]))).await.ok();
    assert_eq!(
        (&below["forwarded_number"], &below["number"]),
        (&above["number"], &issued["number"])
    );
    let view = format!("/api/v1/notices/{notice}");
    let seen = desk.ministry.get(&view).await.ok();
    assert_eq!(seen["forwarded"][0]["figures"]["recipients"], 2);
    assert_eq!(seen["forwarded"][0]["circular"], issued["circular"]);
    desk.ministry
        .get(&format!("/api/v1/circulars/{}", text(&issued["circular"])))
        .await
        .refused(404, "circular.missing");
    // The one who handed it on sees its own circular from the notice.
    assert_eq!(desk.writer.get(&view).await.ok()["forwarded"][0]["number"], issued["number"]);
    // A while later the counts follow what happened since.
    let sign = json!({ "action": "sign_for" });
    desk.a.post(&format!("/api/v1/notices/{}/steps", text(&below["id"])), sign).await.ok();
    desk.node.clock.advance(61_000);
    desk.node.app.housekeep().await.unwrap();
    assert_eq!(desk.ministry.get(&view).await.ok()["forwarded"][0]["figures"]["signed"], 1);
    // What is marked red goes no further.
    let mut red = letter(json!({ "tenants": ["cn/32/miit"] }));
    red["tlp"] = json!("red");
    issue(&desk.ministry, red).await;
    let red = text(&received(&desk.writer).await[0]["id"]);
    let path = format!("/api/v1/notices/{red}/forward-draft");
    desk.writer.get(&path).await.refused(403, "tlp.red");
    handed["forwards"] = json!(red);
    desk.writer.post("/api/v1/notice-drafts/preview", handed).await.refused(403, "tlp.red");
}

#[tokio::test]
async fn papers_carry_a_code_that_leads_back_to_the_sealed_record() {
    let desk = desk().await;
    series(&desk.writer, false).await;
    let issued = issue(&desk.writer, letter(json!({ "tenants": ["cn/32/ent/a"] }))).await;
    let notice = text(&received(&desk.a).await[0]["id"]);
    let receipt = format!("/api/v1/notices/{notice}/receipt?format=docx");
    desk.a.get(&receipt).await.refused(409, "notice.not_signed");
    let sign = json!({ "action": "sign_for", "text": "收到" });
    desk.a.post(&format!("/api/v1/notices/{notice}/steps"), sign).await.ok();
    let circular = format!("/api/v1/circulars/{}/document?format=docx", text(&issued["circular"]));
    let paper = format!("/api/v1/notices/{notice}/document?format=docx");
    for (who, path, kind) in [
        (&desk.writer, circular, "circular"),
        (&desk.a, paper, "notice"),
        (&desk.writer, receipt, "receipt"),
    ] {
        let reply = who.get(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        assert_eq!(&reply.bytes[..2], b"PK");
        let name = reply.headers["content-disposition"].to_str().unwrap().to_owned();
        let at = name.find("HH-").unwrap();
        let found = who.get(&format!("/api/v1/notice-papers/{}", &name[at..at + 19])).await.ok();
        assert_eq!((&found["kind"], &found["number"]), (&json!(kind), &issued["number"]));
        desk.b
            .get(&format!("/api/v1/notice-papers/{}", &name[at..at + 19]))
            .await
            .refused(404, "paper.missing");
    }
    let xlsx = format!("/api/v1/notices/{notice}/document?format=xlsx");
    desk.a.get(&xlsx).await.refused(422, "document.format");
}

#[tokio::test]
async fn a_report_becomes_a_filled_letter() {
    let cast = crate::chain::cast().await;
    cast.attack().await;
    let report = cast.report(cast.finding().await["id"].as_str().unwrap()).await;
    let path = format!("/api/v1/reports/{report}/notice-draft");
    let filled = cast.regulator.get(&path).await.ok();
    let letter = &filled["letter"];
    assert_eq!(letter["recipients"]["tenants"], json!(["cn/32/ent/b"]));
    assert_eq!((&letter["report"], &filled["unfilled"]), (&json!(report), &json!(["measures"])));
    assert!(letter["text"].as_str().unwrap().contains("（未报送）"), "the source was redacted");
    issue(&cast.regulator, letter.clone()).await;
    cast.regulator.get(&path).await.refused(409, "notice.report_answered");
}
