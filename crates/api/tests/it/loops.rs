//! The closed loop over three nodes: what recipient, issuer and ministry do and see, and what
//! nobody else may.

mod bad;
mod circulars;
mod machine;
mod oversight;

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::{Client, Node, PASSWORD, enrol, settle_edges, traffic};

pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
const PLANT: &str = "cn/32/ent/a";
const OTHER: &str = "cn/32/ent/b";

/// The ministry, a province with both authorities and an enterprise without a node of its own, an
/// enterprise with one.
pub(crate) struct Field {
    pub(crate) national: Node,
    pub(crate) province: Node,
    pub(crate) plant: Node,
    pub(crate) ministry: Client,
    pub(crate) regulator: Client,
    pub(crate) officer: Client,
    pub(crate) other: Client,
    probe: String,
    batch: usize,
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn loop_path(id: &str) -> String {
    format!("/api/v1/loops/{id}")
}

impl Field {
    pub(crate) async fn start() -> Self {
        let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
        let hosted = [
            ("cn/32/miit", TenantKind::IndustryAuthority),
            ("cn/32/ca", TenantKind::CommunicationsAdministration),
            (OTHER, TenantKind::Enterprise),
        ];
        let province = Node::start(NodeKind::Provincial, &hosted).await;
        let plant = Node::start(NodeKind::Enterprise, &[(PLANT, TenantKind::Enterprise)]).await;
        enrol(&national, &province).await;
        enrol(&province, &plant).await;
        let regulator = Role::ProvincialRegulator;
        let prober = plant.sign_in("probe", PLANT, Role::ProbeOperator).await;
        let probe = prober.post("/api/v1/probes", json!({ "name": "hall" })).await.ok();
        let field = Self {
            ministry: national.sign_in("ministry", "cn", Role::MinistryOperator).await,
            regulator: province.sign_in("regulator", "cn/32/miit", regulator).await,
            officer: plant.sign_in("officer", PLANT, Role::EnterpriseOfficer).await,
            other: province.sign_in("other", OTHER, Role::EnterpriseOfficer).await,
            probe: text(&probe["token"]),
            batch: 0,
            national,
            province,
            plant,
        };
        field.settle().await;
        field
    }

    pub(crate) async fn settle(&self) {
        settle_edges(&[(&self.province, &self.national), (&self.plant, &self.province)]).await;
    }

    /// Moves all clocks; sessions are over by then, so everybody signs in again.
    pub(crate) async fn later(&mut self, ms: i64) {
        for node in [&self.national, &self.province, &self.plant] {
            node.clock.advance(ms);
        }
        let people = [
            (&mut self.ministry, "ministry"),
            (&mut self.regulator, "regulator"),
            (&mut self.officer, "officer"),
            (&mut self.other, "other"),
        ];
        for (client, login) in people {
            assert_eq!(client.sign_in(login, PASSWORD).await.status, 200, "{login}");
        }
    }

    pub(crate) async fn housekeep(&self) {
        for node in [&self.national, &self.province, &self.plant] {
            node.app.housekeep().await.unwrap();
        }
        self.settle().await;
    }

    /// Views made anew are those that grew, at every node.
    pub(crate) async fn rebuilt(&self) {
        for node in [&self.national, &self.province, &self.plant] {
            let rebuilt = node.app.store().rebuild(&|_| ()).await.unwrap();
            assert_eq!(rebuilt.before, rebuilt.after, "{}", node.app.node());
        }
    }

    /// What the plant's probe sees.
    pub(crate) async fn sees(&mut self, events: &[model::event::ProbeEvent]) {
        self.batch += 1;
        let batch = format!("r-{}", self.batch);
        let anonymous = self.plant.anonymous();
        anonymous.intake(&self.probe, &batch, &traffic::ndjson(events)).await.ok();
        self.plant.app.detection_idle().await;
    }

    /// Issues a letter to one recipient; the notice's id.
    pub(crate) async fn issue(&self, who: &Client, to: &str, more: Value) -> String {
        let mut letter = json!({
            "title": "远程编程端口暴露", "text": "请核查并反馈。", "severity": "high",
            "recipients": { "tenants": [to] },
        });
        letter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let saved = who.post("/api/v1/notice-drafts", json!({ "letter": letter })).await.ok();
        let path = format!("/api/v1/notice-drafts/{}/issue", text(&saved["id"]));
        let issued = who.post(&path, json!({ "revision": 1 })).await.ok();
        self.settle().await;
        let copies = format!("/api/v1/circulars/{}/copies", text(&issued["circular"]));
        text(&who.get(&copies).await.ok()["items"][0]["notice"])
    }

    /// The province tells the plant, which signs for it.
    async fn signed(&self) -> String {
        let id = self.issue(&self.regulator, PLANT, json!({})).await;
        self.take(&self.officer, &id, json!({ "action": "sign_for" })).await;
        id
    }

    /// Takes a step, and lets everybody know.
    #[track_caller]
    pub(crate) fn take<'a>(
        &'a self,
        who: &'a Client,
        id: &'a str,
        step: Value,
    ) -> impl Future<Output = Value> + 'a {
        let at = std::panic::Location::caller();
        async move {
            let reply = who.post(&format!("{}/steps", loop_path(id)), step).await;
            assert_eq!(reply.status, 200, "{at}: {}", reply.body);
            self.settle().await;
            reply.body
        }
    }

    /// Refused, and nothing changed for anybody.
    async fn refuse(&self, who: &Client, id: &str, step: Value, status: u16, code: &str) {
        let trace = async || {
            let seen = self.officer.get(&loop_path(id)).await.body;
            (seen["steps"].clone(), seen["standing"].clone())
        };
        let before = trace().await;
        who.post(&format!("{}/steps", loop_path(id)), step).await.refused(status, code);
        self.settle().await;
        assert_eq!(trace().await, before, "{code} left a trace");
    }

    /// The loop as all three see it: both parties alike, the ministry its course alone.
    pub(crate) async fn agree(&self, id: &str) -> Value {
        let theirs = self.officer.get(&loop_path(id)).await.ok();
        let ours = self.regulator.get(&loop_path(id)).await.ok();
        let above = self.ministry.get(&loop_path(id)).await.ok();
        assert_eq!(theirs["standing"], ours["standing"]);
        for field in [
            "state",
            "open",
            "due",
            "overdue",
            "signed",
            "replied",
            "closed",
            "returned",
            "reopened",
            "extended",
            "escalated",
            "supervised",
            "rechecked",
            "number",
            "hazard",
        ] {
            assert_eq!(theirs[field], ours[field], "{field}: recipient and issuer");
            assert_eq!(above[field], ours[field], "{field}: ministry and issuer");
        }
        assert_eq!((&above["text"], &above["actions"]), (&json!(""), &json!([])));
        assert_eq!((&above["party"], &above["title"]), (&json!(""), &json!("")));
        ours
    }
}

pub(crate) async fn waits(who: &Client, kind: &str) -> Value {
    who.get(&format!("/api/v1/inbox?kind={kind}")).await.ok()
}

fn ask_days(days: &str) -> Value {
    json!({ "action": "ask_extension", "text": "备件未到。", "fields": { "days": days } })
}

#[tokio::test]
async fn more_time_is_asked_for_granted_within_bounds_or_refused() {
    let field = Field::start().await;
    let id = field.signed().await;
    let before = field.agree(&id).await;
    for (step, code) in [
        (ask_days("31"), "loop.extension_days"),
        (ask_days("0"), "procedure.field_value"),
        (ask_days("soon"), "procedure.field_value"),
        (json!({ "action": "ask_extension", "text": "x" }), "procedure.field_missing"),
        (
            json!({ "action": "ask_extension", "fields": { "days": "3" } }),
            "procedure.field_missing",
        ),
    ] {
        field.refuse(&field.officer, &id, step, 422, code).await;
    }
    let grant = json!({ "action": "grant_extension", "fields": { "days": "5" } });
    field.refuse(&field.regulator, &id, grant.clone(), 409, "loop.nothing_asked").await;
    field.take(&field.officer, &id, ask_days("10")).await;
    let asked = field.agree(&id).await;
    assert_eq!(asked["standing"]["asks"][0]["fields"]["days"], "10");
    assert_eq!(asked["standing"]["final_due"], before["standing"]["final_due"]);
    field.refuse(&field.officer, &id, ask_days("10"), 409, "loop.already_asked").await;
    field.refuse(&field.officer, &id, grant.clone(), 403, "procedure.wrong_party").await;
    field.refuse(&field.ministry, &id, grant.clone(), 404, "loop.missing").await;
    field.refuse(&field.other, &id, grant.clone(), 404, "loop.missing").await;
    let ask = waits(&field.regulator, "ask").await;
    assert_eq!(ask["items"][0]["actions"], json!(["grant_extension", "refuse_extension"]));
    assert_eq!(ask["items"][0]["from"], PLANT);
    assert_eq!(waits(&field.regulator, "notice").await["total"], 0);
    let over = json!({ "action": "grant_extension", "fields": { "days": "31" } });
    field.refuse(&field.regulator, &id, over, 422, "loop.extension_days").await;

    field.take(&field.regulator, &id, grant.clone()).await;
    let granted = field.agree(&id).await;
    // Five working days after the Monday on which the ten of the clock end.
    let more = granted["standing"]["final_due"].as_i64().unwrap()
        - before["standing"]["final_due"].as_i64().unwrap();
    assert_eq!(more, 7 * DAY);
    assert_eq!((&granted["extended"], &granted["standing"]["asks"]), (&json!(1), &json!([])));
    assert_eq!(granted["due"], granted["standing"]["final_due"]);
    assert_eq!(waits(&field.regulator, "ask").await["total"], 0);
    assert_eq!(waits(&field.officer, "notice").await["items"][0]["due"], granted["due"]);

    // Refused: nothing moves. Granted as asked: to the most the pack allows, and no further.
    field.take(&field.officer, &id, ask_days("10")).await;
    field
        .take(&field.regulator, &id, json!({ "action": "refuse_extension", "text": "已足够。" }))
        .await;
    let refused = field.agree(&id).await;
    assert_eq!((&refused["due"], &refused["extended"]), (&granted["due"], &json!(1)));
    field.take(&field.officer, &id, ask_days("10")).await;
    field.take(&field.regulator, &id, json!({ "action": "grant_extension" })).await;
    let twice = field.agree(&id).await;
    assert_eq!(twice["extended"], 2);
    let more = twice["due"].as_i64().unwrap() - granted["due"].as_i64().unwrap();
    assert_eq!(more, 14 * DAY);
    field.refuse(&field.officer, &id, ask_days("1"), 409, "loop.extension_times").await;
    let figures = field.ministry.get("/api/v1/loops/statistics").await.ok();
    assert_eq!((&figures["extended"], &figures["total"]), (&json!(1), &json!(1)));
    field.rebuilt().await;
}

#[tokio::test]
async fn a_dispute_that_is_accepted_ends_the_loop_and_one_refused_lets_it_go_on() {
    let field = Field::start().await;
    let dispute = json!({ "action": "dispute", "text": "扫描来自本单位。" });
    let right = field.signed().await;
    field.take(&field.officer, &right, dispute.clone()).await;
    assert_eq!(field.agree(&right).await["state"], "disputed");
    let accept = json!({ "action": "accept_dispute", "text": "属实。" });
    field.refuse(&field.officer, &right, accept.clone(), 403, "procedure.wrong_party").await;
    field.refuse(&field.ministry, &right, accept.clone(), 404, "loop.missing").await;
    let wordless = json!({ "action": "accept_dispute" });
    field.refuse(&field.regulator, &right, wordless, 422, "procedure.field_missing").await;
    assert_eq!(waits(&field.officer, "notice").await["total"], 0);
    assert_eq!(waits(&field.regulator, "ask").await["total"], 1);
    field.take(&field.regulator, &right, accept.clone()).await;
    let over = field.agree(&right).await;
    assert_eq!((&over["state"], &over["open"]), (&json!("dismissed"), &json!(false)));
    assert_eq!((&over["actions"], &over["closed"]), (&json!([]), &Value::Null));
    field.refuse(&field.officer, &right, dispute.clone(), 409, "procedure.not_in_state").await;

    let wrong = field.signed().await;
    field.take(&field.officer, &wrong, dispute.clone()).await;
    field
        .take(&field.regulator, &wrong, json!({ "action": "refuse_dispute", "text": "不成立。" }))
        .await;
    let on = field.agree(&wrong).await;
    assert_eq!((&on["state"], &on["standing"]["disputed"]), (&json!("signed_for"), &json!(1)));
    field.take(&field.officer, &wrong, json!({ "action": "reply", "text": "已整改。" })).await;
    field.take(&field.regulator, &wrong, json!({ "action": "close", "text": "通过。" })).await;
    assert_eq!(field.agree(&wrong).await["state"], "closed");
    let figures = field.ministry.get("/api/v1/loops/statistics").await.ok();
    assert_eq!((&figures["open"], &figures["total"]), (&json!(0), &json!(2)));
    assert_eq!(waits(&field.regulator, "ask").await["total"], 0);
    field.rebuilt().await;
}

#[tokio::test]
async fn a_transfer_makes_the_same_notice_at_the_new_recipient_at_once() {
    let field = Field::start().await;
    let id = field.signed().await;
    let ask = |to: &str| json!({ "action": "ask_transfer", "text": "设备已移交。", "fields": { "to": to } });
    field.refuse(&field.officer, &id, ask("not a path"), 422, "procedure.field_value").await;
    field.take(&field.officer, &id, ask(OTHER)).await;
    assert_eq!(field.agree(&id).await["state"], "transfer_asked");
    assert_eq!(field.other.get("/api/v1/notices").await.ok()["total"], 0);
    let approve = |to: &str| json!({ "action": "approve_transfer", "fields": { "to": to } });
    for (to, status, code) in [
        ("cn/32/ent/nobody", 422, "notice.recipient_unknown"),
        ("cn/32/ca", 403, "notice.jurisdiction"),
        (PLANT, 403, "notice.jurisdiction"),
    ] {
        field.refuse(&field.regulator, &id, approve(to), status, code).await;
    }
    field.refuse(&field.officer, &id, approve(OTHER), 403, "procedure.wrong_party").await;
    let over = field.take(&field.regulator, &id, json!({ "action": "approve_transfer" })).await;
    assert_eq!(over["state"], "transferred");
    // Where it went stands in the step, for both parties.
    let seen = field.officer.get(&loop_path(&id)).await.ok();
    let last = seen["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["action"], &last["fields"]["to"]),
        (&json!("approve_transfer"), &json!(OTHER))
    );
    let first = field.agree(&id).await;
    let received = field.other.get("/api/v1/notices").await.ok();
    let new = text(&received["items"][0]["id"]);
    assert_eq!(
        (&received["total"], &received["items"][0]["number"]),
        (&json!(1), &first["number"])
    );
    field.officer.get(&loop_path(&new)).await.refused(404, "loop.missing");
    field.other.get(&loop_path(&id)).await.refused(404, "loop.missing");
    field.take(&field.other, &new, json!({ "action": "sign_for" })).await;
    let loops = field.ministry.get("/api/v1/loops").await.ok();
    let states: Vec<_> =
        loops["items"].as_array().unwrap().iter().map(|row| text(&row["state"])).collect();
    assert_eq!(states, ["signed_for", "transferred"]);
    // The number was given once: the next letter has the next one.
    let next = field.issue(&field.regulator, PLANT, json!({})).await;
    let next = field.regulator.get(&loop_path(&next)).await.ok();
    let (one, two) = (text(&first["number"]), text(&next["number"]));
    assert_eq!((one.contains("1号"), two.contains("2号")), (true, true), "{one} {two}");
    field.rebuilt().await;
}

#[tokio::test]
async fn duplicates_of_two_issuers_are_answered_once_and_told_before() {
    let field = Field::start().await;
    let hazard = json!({ "hazard": "vuln:cve-2022-38465@10.0.0.20" });
    let ours = field.issue(&field.regulator, PLANT, hazard.clone()).await;
    // The ministry gets the province's summaries: it is told what is open already.
    let letter = json!({ "letter": { "title": "x", "text": "x", "severity": "high",
        "hazard": "vuln:CVE-2022-38465@10.0.0.20", "recipients": { "tenants": [PLANT] } } });
    let preview = "/api/v1/notice-drafts/preview";
    let told = field.ministry.post(preview, letter["letter"].clone()).await.ok();
    assert_eq!(told["duplicates"][0]["issuer"], "cn/32/miit");
    let theirs = field.issue(&field.ministry, PLANT, hazard.clone()).await;
    // The province gets no summaries of the ministry's until a policy of the ministry names it.
    let told = field.regulator.post(preview, letter["letter"].clone()).await.ok();
    assert_eq!(told["duplicates"].as_array().unwrap().len(), 1);
    field.regulator.get(&loop_path(&theirs)).await.refused(404, "loop.missing");

    let seen = field.officer.get(&loop_path(&ours)).await.ok();
    assert_eq!(seen["also"][0]["id"], json!(theirs));
    assert_eq!(seen["also"][0]["issuer"], "cn");
    let both = json!({ "action": "sign_for", "for_all": true });
    field.take(&field.officer, &ours, both).await;
    let reply = json!({ "action": "reply", "text": "已升级固件。", "for_all": true });
    field.take(&field.officer, &theirs, reply).await;
    for (issuer, id) in [(&field.regulator, &ours), (&field.ministry, &theirs)] {
        assert_eq!(issuer.get(&loop_path(id)).await.ok()["state"], "replied");
    }
    // Each issuer closes its own; the other goes on.
    field.take(&field.ministry, &theirs, json!({ "action": "close", "text": "好。" })).await;
    assert_eq!(field.officer.get(&loop_path(&ours)).await.ok()["also"], json!([]));
    assert_eq!(field.agree(&ours).await["state"], "replied");
    // What one of the group does not allow leaves it alone.
    let back = json!({ "action": "return", "text": "请补充。" });
    field.take(&field.regulator, &ours, back).await;
    field
        .refuse(
            &field.officer,
            &theirs,
            json!({ "action": "reply", "text": "x" }),
            409,
            "procedure.not_in_state",
        )
        .await;
    field.rebuilt().await;
}

#[tokio::test]
async fn an_authority_sees_apart_what_it_issued_and_what_was_issued_to_it() {
    let field = Field::start().await;
    let above = field.issue(&field.ministry, "cn/32/miit", json!({})).await;
    let below = field.issue(&field.regulator, PLANT, json!({})).await;
    let ids = async |who: &Client, query: &str| -> Vec<String> {
        let page = who.get(&format!("/api/v1/loops{query}")).await.ok();
        assert_eq!(page["total"], page["items"].as_array().unwrap().len());
        page["items"].as_array().unwrap().iter().map(|row| text(&row["id"])).collect()
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(ids(&field.regulator, "?side=received").await, std::slice::from_ref(&above));
    assert_eq!(ids(&field.regulator, "?side=received&state=closed").await, none);
    assert_eq!(ids(&field.regulator, "?side=issued").await, std::slice::from_ref(&below));
    assert_eq!(ids(&field.regulator, "").await, std::slice::from_ref(&below));
    assert_eq!(ids(&field.ministry, "?side=issued").await, std::slice::from_ref(&above));
    assert_eq!(ids(&field.ministry, "").await.len(), 2);
    assert_eq!(ids(&field.officer, "?side=received").await, std::slice::from_ref(&below));
    assert_eq!(ids(&field.officer, "?side=issued").await, none);
    field.officer.get("/api/v1/loops?side=mine").await.refused(422, "word.unknown");
    field.officer.get(&loop_path(&above)).await.refused(404, "loop.missing");
    field.rebuilt().await;
}

#[tokio::test]
async fn one_step_on_many_loops_has_an_outcome_for_each() {
    let field = Field::start().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(field.issue(&field.regulator, PLANT, json!({})).await);
    }
    field.take(&field.officer, &ids[2], json!({ "action": "sign_for" })).await;
    let unknown = "01900000-0000-7000-8000-000000000000";
    let batch = json!({
        "loops": [ids[0], ids[1], ids[2], unknown], "step": { "action": "sign_for" },
    });
    let outcomes = field.officer.post("/api/v1/loops/steps", batch.clone()).await.ok();
    let codes: Vec<_> = outcomes.as_array().unwrap().iter().map(|one| &one["code"]).collect();
    let refused = [json!("procedure.not_in_state"), json!("loop.missing")];
    assert_eq!(codes, [&Value::Null, &Value::Null, &refused[0], &refused[1]]);
    field.settle().await;
    for id in &ids {
        assert_eq!(field.agree(id).await["state"], "signed_for");
    }
    let theirs = field.regulator.post("/api/v1/loops/steps", batch).await.ok();
    assert!(theirs.as_array().unwrap().iter().all(|one| one["code"] != Value::Null), "{theirs}");
    let none = json!({ "loops": [], "step": { "action": "sign_for" } });
    field.officer.post("/api/v1/loops/steps", none).await.refused(422, "loop.batch");
}
