//! Letters over three nodes: handed on with counts, corrected, receipted, to groups; numbers of
//! several issuers at once. Hazards that steps of filings open.

use model::Role;
use serde_json::{Value, json};
use testkit::walk::Example;

use super::{DAY, Field, OTHER, PLANT, loop_path, text};

async fn received(who: &testkit::Client) -> Vec<Value> {
    let page = who.get("/api/v1/notices?side=received").await.ok();
    page["items"].as_array().unwrap().clone()
}

/// Issues a letter as it is.
async fn send(field: &Field, who: &testkit::Client, letter: &Value) -> Value {
    let saved = who.post("/api/v1/notice-drafts", json!({ "letter": letter })).await.ok();
    let path = format!("/api/v1/notice-drafts/{}/issue", text(&saved["id"]));
    let issued = who.post(&path, json!({ "revision": 1 })).await.ok();
    field.settle().await;
    issued
}

#[tokio::test]
async fn a_notice_is_handed_down_two_tiers_and_counts_come_back_up() {
    let mut field = Field::start().await;
    let above = field.issue(&field.ministry, "cn/32/miit", json!({})).await;
    let draft = format!("/api/v1/notices/{above}/forward-draft");
    let mut letter = field.regulator.get(&draft).await.ok()["letter"].clone();
    letter["recipients"] = json!({ "tenants": [PLANT, OTHER] });
    let mut weaker = letter.clone();
    weaker["tlp"] = json!("green");
    let preview = "/api/v1/notice-drafts/preview";
    field.regulator.post(preview, weaker).await.refused(403, "notice.tlp_weaker");
    let issued = send(&field, &field.regulator, &letter).await;
    let view = format!("/api/v1/notices/{above}");
    let forwarded = async |field: &Field| field.ministry.get(&view).await.ok()["forwarded"].clone();
    let told = forwarded(&field).await;
    assert_eq!(
        (&told[0]["number"], &told[0]["figures"]["recipients"]),
        (&issued["number"], &json!(2))
    );
    for who in [&field.officer, &field.other] {
        let id = text(&received(who).await[0]["id"]);
        let seen = who.get(&format!("/api/v1/notices/{id}")).await.ok();
        assert_ne!(seen["forwarded_number"], "");
        field.take(who, &id, json!({ "action": "sign_for" })).await;
        // The ministry sees the course of it, not the notice.
        field.ministry.get(&format!("/api/v1/notices/{id}")).await.refused(404, "notice.missing");
        assert_eq!(field.ministry.get(&loop_path(&id)).await.ok()["text"], "");
    }
    field.later(61_000).await;
    field.housekeep().await;
    assert_eq!(forwarded(&field).await[0]["figures"]["signed"], 2);
    let circular = format!("/api/v1/circulars/{}", text(&issued["circular"]));
    field.ministry.get(&circular).await.refused(404, "circular.missing");
    field.officer.get(&circular).await.refused(404, "circular.missing");
    // What its mark keeps is handed on by nobody.
    let strict = field.issue(&field.ministry, "cn/32/miit", json!({ "tlp": "amber_strict" })).await;
    let draft = format!("/api/v1/notices/{strict}/forward-draft");
    field.regulator.get(&draft).await.refused(403, "tlp.amber_strict");
    letter["forwards"] = json!(strict);
    field.regulator.post(preview, letter.clone()).await.refused(403, "tlp.amber_strict");
    // Nor by who did not receive it.
    letter["forwards"] = json!(above);
    let ca = field.province.sign_in("comms", "cn/32/ca", Role::ProvincialRegulator).await;
    ca.post(preview, letter).await.refused(404, "notice.missing");
    field.rebuilt().await;
}

#[tokio::test]
async fn corrections_and_receipts_hold_at_both_ends() {
    let field = Field::start().await;
    let letter = json!({
        "title": "题", "text": "文", "severity": "high",
        "recipients": { "tenants": [PLANT, OTHER] },
    });
    let issued = send(&field, &field.regulator, &letter).await;
    let old = text(&received(&field.officer).await[0]["id"]);
    field.take(&field.officer, &old, json!({ "action": "sign_for", "text": "收到" })).await;
    let receipt = format!("/api/v1/notices/{old}/receipt?format=docx");
    let name = async |who: &testkit::Client| {
        let reply = who.get(&receipt).await;
        assert_eq!((reply.status, &reply.bytes[..2]), (200, b"PK".as_slice()), "{}", reply.body);
        reply.headers["content-disposition"].to_str().unwrap().to_owned()
    };
    let (ours, theirs) = (name(&field.regulator).await, name(&field.officer).await);
    let code = |name: &str| name[name.find("HH-").unwrap()..][..19].to_owned();
    assert_eq!(code(&ours), code(&theirs));
    for who in [&field.regulator, &field.officer] {
        let found = who.get(&format!("/api/v1/notice-papers/{}", code(&ours))).await.ok();
        assert_eq!((&found["kind"], &found["number"]), (&json!("receipt"), &issued["number"]));
    }
    field.other.get(&receipt).await.refused(404, "notice.missing");

    let path = format!("/api/v1/circulars/{}/correction-draft", text(&issued["circular"]));
    field.officer.get(&path).await.refused(403, "permission.denied");
    field.ministry.get(&path).await.refused(404, "circular.missing");
    let mut corrected = field.regulator.get(&path).await.ok()["letter"].clone();
    corrected["text"] = json!("更正后的内容。");
    corrected["recipients"] = json!({ "tenants": [PLANT] });
    let after = send(&field, &field.regulator, &corrected).await;
    assert_eq!(field.agree(&old).await["state"], "withdrawn");
    let rows = received(&field.officer).await;
    let new = rows.iter().find(|row| row["number"] == after["number"]).unwrap();
    let new = field.officer.get(&format!("/api/v1/notices/{}", text(&new["id"]))).await.ok();
    assert_eq!((&new["corrects"], &new["text"]), (&json!(old), &json!("更正后的内容。")));
    let other = received(&field.other).await;
    assert_eq!((other.len(), &other[0]["state"]), (1, &json!("withdrawn")));
    let withdraw = format!("/api/v1/circulars/{}/withdraw", text(&after["circular"]));
    field.ministry.post(&withdraw, json!({ "reason": "x" })).await.refused(404, "circular.missing");
    let blank = json!({ "reason": " " });
    field.regulator.post(&withdraw, blank).await.refused(422, "procedure.field_missing");
    let gone = field.regulator.post(&withdraw, json!({ "reason": "误发" })).await.ok();
    field.settle().await;
    assert_eq!(gone["withdrawn"], 1);
    assert_eq!(field.agree(&text(&new["id"])).await["state"], "withdrawn");
    let waiting = field.officer.get("/api/v1/inbox?kind=notice").await.ok();
    assert_eq!(waiting["total"], 0);
    field.rebuilt().await;
}

#[tokio::test]
async fn issuers_at_once_each_count_their_own_numbers_without_gaps() {
    let field = Field::start().await;
    let ca = field.province.sign_in("comms", "cn/32/ca", Role::ProvincialRegulator).await;
    for (who, number) in
        [(&field.regulator, "苏工信〔{year}〕{n}号"), (&ca, "苏通管〔{year}〕{n}号")]
    {
        let series = json!({ "series": {
            "name": "通报", "genres": ["notice"], "number": number, "issue": "第{issue}期",
        }});
        who.post("/api/v1/notice-series", series).await.ok();
    }
    let letter = json!({
        "title": "题", "text": "文", "severity": "high", "recipients": { "tenants": [PLANT] },
    });
    let second = field.province.sign_in("second", "cn/32/miit", Role::ProvincialRegulator).await;
    let send = async |who: &testkit::Client| {
        let saved = who.post("/api/v1/notice-drafts", json!({ "letter": letter })).await.ok();
        let path = format!("/api/v1/notice-drafts/{}/issue", text(&saved["id"]));
        text(&who.post(&path, json!({ "revision": 1 })).await.ok()["number"])
    };
    let (one, two, three, four) =
        tokio::join!(send(&field.regulator), send(&second), send(&ca), send(&field.ministry));
    let mut ours = [one, two];
    ours.sort();
    assert_eq!(ours, ["苏工信〔2026〕1号", "苏工信〔2026〕2号"]);
    assert_eq!(three, "苏通管〔2026〕1号");
    assert!(four.contains("1号"), "{four}");
    field.settle().await;
    assert_eq!(received(&field.officer).await.len(), 4);
    assert_eq!(send(&second).await, "苏工信〔2026〕3号");
    field.rebuilt().await;
}

#[tokio::test]
async fn a_letter_goes_to_a_group_as_it_is_when_issued() {
    let field = Field::start().await;
    let group = json!({ "name": "石化企业组", "purpose": "", "members": [PLANT, OTHER] });
    let made = field.regulator.post("/api/v1/sharing/groups", group).await.ok();
    let group = text(&made["id"]);
    field.settle().await;
    let letter = json!({
        "title": "题", "text": "文", "severity": "high",
        "recipients": { "rules": [{ "group": group }] },
    });
    let preview = "/api/v1/notice-drafts/preview";
    let gets = async || {
        let told = field.regulator.post(preview, letter.clone()).await.ok();
        let to = told["deliveries"].as_array().unwrap().clone().into_iter();
        to.filter(|one| one["rule"] == "石化企业组")
            .map(|one| text(&one["tenant"]))
            .collect::<Vec<_>>()
    };
    // Enterprises are members once they say so themselves.
    assert_eq!(gets().await, Vec::<String>::new());
    let path = format!("/api/v1/sharing/groups/{group}/membership");
    field.officer.post(&path, json!({ "state": "joined" })).await.ok();
    field.settle().await;
    assert_eq!(gets().await, [PLANT]);
    let issued = send(&field, &field.regulator, &letter).await;
    assert_eq!((&issued["notices"], received(&field.officer).await.len()), (&json!(1), 1));
    assert!(received(&field.other).await.is_empty());
    let foreign = field.ministry.post(preview, letter.clone()).await;
    assert!(matches!(foreign.code(), "group.missing" | "group.not_owner"), "{}", foreign.body);
    field.rebuilt().await;
}

#[tokio::test]
async fn rows_of_filings_open_hazards_that_whoever_judged_them_closes() {
    let mut field = Field::start().await;
    field.later(180 * DAY).await;
    // The plant's own assessment: it keeps and closes its own.
    let own = Example::read("ics-assessment", "good");
    let filing = own.begin(&field.officer).await;
    own.step(&field.officer, &filing, &own.run[0]).await;
    field.settle().await;
    let risks = field.officer.get("/api/v1/hazards?source=assessment_risk").await.ok();
    assert_eq!(risks["total"], 2, "{risks}");
    assert_eq!(risks["items"][0]["issuer"], PLANT);
    assert_eq!(field.regulator.get("/api/v1/hazards").await.ok()["total"], 0);

    // A check that the province accepts: the province closes what was found.
    let checked = Example::read("campaign-2026-example", "good");
    let filing = checked.begin(&field.officer).await;
    for step in &checked.run {
        let who = if step["party"] == "applicant" { &field.officer } else { &field.regulator };
        checked.step(who, &filing, step).await;
        field.settle().await;
    }
    let issued = field.regulator.get("/api/v1/hazards").await.ok();
    assert_eq!((&issued["total"], &issued["items"][0]["recipient"]), (&json!(1), &json!(PLANT)));
    let id = text(&issued["items"][0]["id"]);
    let reply = json!({ "action": "reply", "text": "已停用。" });
    field.refuse(&field.regulator, &id, reply.clone(), 403, "procedure.wrong_party").await;
    field.take(&field.officer, &id, reply).await;
    let close = json!({ "action": "close", "text": "已核实。" });
    field.refuse(&field.officer, &id, close.clone(), 403, "procedure.wrong_party").await;
    field.take(&field.regulator, &id, close).await;
    assert_eq!(field.agree(&id).await["state"], "closed");
    field.rebuilt().await;
}
