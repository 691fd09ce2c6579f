//! Filings over the API: from the first draft to the archive, by whoever may, across nodes.

use std::collections::BTreeMap;

use contract::kinds::filing_step::FilingStep;
use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::walk::Example;
use testkit::{Client, Cluster, Node, enrol, settle_edges};

const GRADING: &str = "grading-industrial";

struct Cast {
    node: Node,
    officer: Client,
    regulator: Client,
}

async fn cast() -> Cast {
    cast_on(Node::provincial().await).await
}

async fn cast_on(node: Node) -> Cast {
    Cast {
        officer: node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await,
        regulator: node.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await,
        node,
    }
}

fn path(filing: &str, rest: &str) -> String {
    format!("/api/v1/filings/{filing}{rest}")
}

impl Cast {
    async fn began(&self) -> (Example, String) {
        let example = Example::read(GRADING, "grade-three");
        let filing = example.begin(&self.officer).await;
        (example, filing)
    }

    async fn submitted(&self) -> (Example, String) {
        let (example, filing) = self.began().await;
        example.fill(&self.officer, &filing, "self_grading").await;
        let step = json!({ "action": "submit", "seen": "draft" });
        self.officer.post(&path(&filing, "/steps"), step).await.ok();
        (example, filing)
    }
}

/// Three nodes in a row, as in the field.
struct Tiers {
    national: Node,
    province: Node,
    enterprise: Node,
}

impl Tiers {
    async fn start() -> Self {
        let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
        let hosted = [
            ("cn/32/miit", TenantKind::IndustryAuthority),
            ("cn/32/ca", TenantKind::CommunicationsAdministration),
        ];
        let province = Node::start(NodeKind::Provincial, &hosted).await;
        let hosted = [("cn/32/ent/a", TenantKind::Enterprise)];
        let enterprise = Node::start(NodeKind::Enterprise, &hosted).await;
        enrol(&national, &province).await;
        enrol(&province, &enterprise).await;
        let tiers = Self { national, province, enterprise };
        tiers.settle().await;
        tiers
    }

    async fn settle(&self) {
        settle_edges(&[(&self.province, &self.national), (&self.enterprise, &self.province)]).await;
    }
}

#[tokio::test]
async fn a_grading_goes_from_draft_to_archive_across_three_nodes() {
    let tiers = Tiers::start().await;
    let officer = tiers.enterprise.sign_in("officer", "cn/32/ent/a", Role::EnterpriseOfficer).await;
    let regulator =
        tiers.province.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let ministry = tiers.national.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let example = Example::read(GRADING, "grade-three");
    let filing = example.begin(&officer).await;
    example.fill(&officer, &filing, "self_grading").await;
    tiers.settle().await;
    regulator.get(&path(&filing, "")).await.refused(404, "filing.missing");
    let clients = BTreeMap::from([("applicant", &officer), ("authority", &regulator)]);
    example.walk(&filing, &clients, async || tiers.settle().await).await;
    for client in [&officer, &regulator, &ministry] {
        let detail = client.get(&path(&filing, "")).await.ok();
        assert_eq!((&detail["state"], &detail["terminal"]), (&json!("archived"), &json!(true)));
        assert_eq!(detail["results"]["grade"], "3", "{detail}");
        let titles = &detail["result_titles"]["grade"]["codes"];
        assert_eq!(titles.as_object().unwrap().len(), 1, "only its own code: {titles}");
        assert_eq!(titles["3"]["zh"], "三级");
        assert!(detail["number"].as_str().unwrap().ends_with("00001号"), "{detail}");
    }
    // The ministry sees how it stands and nothing of what was answered.
    let detail = ministry.get(&path(&filing, "")).await.ok();
    assert_eq!((&detail["forms"], &detail["steps"]), (&json!([]), &json!([])));
    ministry.get(&path(&filing, "/forms/self_grading")).await.refused(403, "filing.summary_only");
    let bars = async |client: &Client| {
        let funnel = client.get("/api/v1/filings/funnel?procedure=grading-industrial&period=2026");
        let funnel = funnel.await.ok();
        let bars = funnel["bars"].as_array().unwrap().clone();
        for bar in &bars {
            let id = bar["id"].as_str().unwrap();
            let list = client.get(&format!("/api/v1/filings?reached={id}")).await.ok();
            assert_eq!(list["total"], bar["filings"], "the list behind {id}");
        }
        bars
    };
    let seen = bars(&ministry).await;
    assert!(seen.iter().all(|bar| bar["filings"] == 1), "{seen:?}");
    assert_eq!(bars(&regulator).await, seen);
    let indicators = regulator.get("/api/v1/indicators?procedure=grading-industrial&period=2026");
    let indicators = indicators.await.ok();
    let values: BTreeMap<&str, &Value> = indicators["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["indicator"].as_str().unwrap(), &row["value"]))
        .collect();
    assert_eq!((values["K1"], values["K2"], values["K5"]), (&json!(1.0), &json!(0.0), &json!(1.0)));
    let names = regulator.get("/api/v1/indicators/K1/list?period=2026").await.ok();
    assert_eq!((&names["total"], &names["items"][0]["object"]), (&json!(1), &json!(filing)));
    for node in [&tiers.enterprise, &tiers.province, &tiers.national] {
        let rebuilt = node.app.store().rebuild(&|_| ()).await.unwrap();
        assert_eq!(rebuilt.before, rebuilt.after, "views rebuilt from the log are the live ones");
    }
}

#[tokio::test]
async fn the_desk_works_on_postgresql_too() {
    let Some(cluster) = Cluster::start().await else {
        println!("skipped 1: no PostgreSQL");
        return;
    };
    let cast = cast_on(Node::provincial_on(&cluster.database().await).await).await;
    let (example, filing) = cast.began().await;
    let clients = BTreeMap::from([("applicant", &cast.officer), ("authority", &cast.regulator)]);
    example.walk(&filing, &clients, async || ()).await;
    for sort in
        ["changed", "-begun", "due", "applicant", "-state", "result", "-score", "number", "signs"]
    {
        let page = cast.regulator.get(&format!("/api/v1/filings?sort={sort}&limit=1")).await.ok();
        assert_eq!(page["total"], 1, "{sort}");
    }
    let rebuilt = cast.node.app.store().rebuild(&|_| ()).await.unwrap();
    assert_eq!(rebuilt.before, rebuilt.after);
}

#[tokio::test]
async fn two_officers_at_one_section_lose_nothing() {
    let cast = cast().await;
    let second = cast.node.sign_in("second", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let (_, filing) = cast.began().await;
    let form = path(&filing, "/forms/self_grading");
    let view = cast.officer.get(&form).await.ok();
    let section = view["definition"]["sections"].as_array().unwrap().iter().find(|section| {
        section["fields"].as_array().unwrap().iter().any(|field| field["id"] == "address")
    });
    let section = format!("{form}/sections/{}", section.unwrap()["id"].as_str().unwrap());
    let first = json!({ "answers": { "name": "甲", "address": "路" }, "revision": 0 });
    let saved = cast.officer.put(&section, first).await.ok();
    assert_eq!((&saved["revision"], &saved["merged"]), (&json!(1), &json!([])));
    // Both go on from revision 1; each changes another field.
    let base = json!({ "name": "甲", "address": "路" });
    let mine = json!({ "answers": { "name": "甲", "address": "街" }, "revision": 1, "base": base });
    cast.officer.put(&section, mine).await.ok();
    let theirs =
        json!({ "answers": { "name": "乙", "address": "路" }, "revision": 1, "base": base });
    let saved = second.put(&section, theirs).await.ok();
    assert_eq!(saved["answers"], json!({ "name": "乙", "address": "街" }));
    assert_eq!((&saved["revision"], &saved["merged"]), (&json!(3), &json!(["address"])));
    // Both change the same field: told with both values, nothing saved.
    let clash =
        json!({ "answers": { "name": "丙", "address": "路" }, "revision": 1, "base": base });
    let refused = second.put(&section, clash).await;
    assert_eq!((refused.status, refused.code()), (409, "filing.section_changed"));
    let params = &refused.body["params"];
    assert_eq!(
        (&params["theirs.name"], &params["mine.name"]),
        (&json!("\"乙\""), &json!("\"丙\""))
    );
    let view = cast.officer.get(&form).await.ok();
    assert_eq!(view["answers"]["name"], "乙");
    let unknown = json!({ "answers": { "nothing": 1 }, "revision": 3 });
    cast.officer.put(&section, unknown).await.refused(422, "filing.field_unknown");
}

#[tokio::test]
async fn a_filing_is_its_parties_business_and_a_draft_its_fillers() {
    let cast = cast().await;
    let (_, filing) = cast.began().await;
    let root = cast.node.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let tenant = json!({ "path": "cn/32/ent/c", "name": "another", "kind": "enterprise" });
    root.post("/api/v1/tenants", tenant).await.ok();
    let other = cast.node.sign_in("c-officer", "cn/32/ent/c", Role::EnterpriseOfficer).await;
    let ca = cast.node.sign_in("ca-officer", "cn/32/ca", Role::ProvincialRegulator).await;
    for outsider in [&cast.regulator, &other, &ca] {
        outsider.get(&path(&filing, "")).await.refused(404, "filing.missing");
        outsider.get(&path(&filing, "/forms/self_grading")).await.refused(404, "filing.missing");
        assert_eq!(outsider.get("/api/v1/filings").await.ok()["total"], 0);
    }
    let (_, filing) = {
        let example = Example::read(GRADING, "grade-three");
        example.fill(&cast.officer, &filing, "self_grading").await;
        let step = json!({ "action": "submit" });
        cast.officer.post(&path(&filing, "/steps"), step).await.ok();
        (example, filing)
    };
    for outsider in [&other, &ca] {
        let draft = json!({ "answers": {}, "revision": 0 });
        let section = path(&filing, "/forms/self_grading/sections/basics");
        outsider.get(&path(&filing, "")).await.refused(404, "filing.missing");
        outsider.put(&section, draft).await.refused(404, "filing.missing");
        let step = json!({ "action": "confirm" });
        outsider.post(&path(&filing, "/steps"), step).await.refused(404, "filing.missing");
        outsider
            .get(&path(&filing, "/forms/self_grading/peers"))
            .await
            .refused(404, "filing.missing");
    }
    // The applicant writes no more, and what it then keeps to itself the authority does not see.
    let form = cast.regulator.get(&path(&filing, "/forms/self_grading")).await.ok();
    assert_eq!((&form["judgeable"], &form["writable"]), (&json!(true), &json!(false)));
    let step = json!({ "action": "return", "text": "请补充系统清单" });
    cast.regulator.post(&path(&filing, "/steps"), step).await.ok();
    let view = cast.officer.get(&path(&filing, "/forms/self_grading")).await.ok();
    assert_eq!(view["writable"], true);
    let section = view["definition"]["sections"][0]["id"].as_str().unwrap().to_owned();
    let mut answers = serde_json::Map::new();
    for field in view["definition"]["sections"][0]["fields"].as_array().unwrap() {
        let id = field["id"].as_str().unwrap();
        if let Some(value) = view["answers"].get(id) {
            answers.insert(id.to_owned(), value.clone());
        }
    }
    answers.insert("name".to_owned(), json!("改名之后"));
    let draft = json!({ "answers": answers, "revision": view["revisions"][section.as_str()] });
    let place = path(&filing, &format!("/forms/self_grading/sections/{section}"));
    cast.officer.put(&place, draft).await.ok();
    let seen = cast.regulator.get(&path(&filing, "/forms/self_grading")).await.ok();
    assert_ne!(seen["answers"]["name"], "改名之后");
}

#[tokio::test]
async fn steps_need_their_state_role_verdicts_and_complete_forms() {
    let cast = cast().await;
    let (example, filing) = cast.began().await;
    let steps = path(&filing, "/steps");
    let step = |action: &str| json!({ "action": action });
    let refused = cast.officer.post(&steps, step("submit")).await;
    assert_eq!(refused.code(), "procedure.form_incomplete", "{}", refused.body);
    example.fill(&cast.officer, &filing, "self_grading").await;
    let moved = json!({ "action": "submit", "seen": "submitted" });
    cast.officer.post(&steps, moved).await.refused(409, "filing.moved");
    cast.officer.post(&steps, step("submit")).await.ok();
    let refused = cast.officer.post(&steps, step("confirm")).await;
    assert_eq!(refused.code(), "procedure.wrong_party");
    let refused = cast.regulator.post(&steps, step("confirm")).await;
    assert_eq!(refused.code(), "procedure.verdict_missing", "{}", refused.body);
    let detail = cast.regulator.get(&path(&filing, "")).await.ok();
    let confirm = detail["actions"].as_array().unwrap().iter().find(|a| a["action"] == "confirm");
    assert_eq!(confirm.unwrap()["obstacles"][0]["code"], "procedure.verdict_missing");
    let twice = json!({ "procedure": GRADING, "period": "2026" });
    cast.officer.post("/api/v1/filings", twice).await.refused(409, "filing.twice");
    let other = json!({ "procedure": "region-selection" });
    cast.officer.post("/api/v1/filings", other).await.refused(403, "filing.not_applicant");
    // Batch: each by itself.
    let batch = json!({
        "filings": [filing, "01900000-0000-7000-8000-000000000000"],
        "step": { "action": "return", "text": "请补充" },
    });
    let outcomes = cast.regulator.post("/api/v1/filings/batch", batch).await.ok();
    assert_eq!(outcomes[0]["state"], "returned");
    assert_eq!(outcomes[1]["code"], "filing.missing");
    assert_eq!(outcomes[1]["title"], "没有这件申报", "{outcomes}");
}

#[tokio::test]
async fn the_inbox_and_the_desk_tell_what_waits() {
    let cast = cast().await;
    let (_, filing) = cast.submitted().await;
    let inbox = cast.regulator.get("/api/v1/inbox").await.ok();
    let rows = inbox["items"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "filing").unwrap();
    assert_eq!((&row["object"], &row["example"]), (&json!(filing), &json!(true)));
    assert_eq!(cast.regulator.get("/api/v1/inbox?kind=filing").await.ok()["total"], 1);
    assert!(row["due"].as_i64().unwrap() > 0, "{row}");
    let comment = json!({ "form": "self_grading", "field": "address", "text": "请核对地址" });
    cast.regulator.post(&path(&filing, "/comments"), comment).await.ok();
    let view = cast.officer.get(&path(&filing, "/forms/self_grading")).await.ok();
    assert_eq!(view["comments"][0]["text"], "请核对地址");
    let mine = cast.regulator.get("/api/v1/filings?waiting=me&procedure=grading-industrial").await;
    assert_eq!(mine.ok()["total"], 1);
    assert_eq!(cast.officer.get("/api/v1/filings?waiting=me").await.ok()["total"], 0);
    let plan = json!({ "procedure": GRADING, "size": 5, "seed": 7 });
    let plan = cast.regulator.post("/api/v1/filings/sampling", plan).await.ok();
    assert_eq!((&plan["seed"], &plan["population"]), (&json!(7), &json!(1)));
    // Answered within a minute by a clock that stood: the radar has its sign.
    let signs = cast.regulator.get("/api/v1/filings/signs").await.ok();
    assert_eq!((&signs["total"], &signs["items"][0]["sign"]), (&json!(1), &json!("hasty")));
    assert_eq!(signs["items"][0]["example"], true, "{signs}");
    assert_eq!(cast.officer.get("/api/v1/filings/signs").await.ok()["total"], 0);
}

#[tokio::test]
async fn the_master_record_fills_and_duties_follow_from_the_grade() {
    let cast = cast().await;
    let example = Example::read(GRADING, "grade-three");
    let facts = json!({
        "employees": 1860, "revenue": 312000, "size": "large",
        "enterprise_type": "IND", "data_level": "important",
    });
    let draft = json!({ "facts": facts, "revision": 0 });
    cast.officer.put("/api/v1/organisation", draft.clone()).await.ok();
    cast.officer.put("/api/v1/organisation", draft).await.refused(409, "record.revision");
    let given = json!({ "facts": { "grades": {} }, "revision": 1 });
    cast.officer.put("/api/v1/organisation", given).await.refused(422, "organisation.given");
    let filing = example.begin(&cast.officer).await;
    let clients = BTreeMap::from([("applicant", &cast.officer), ("authority", &cast.regulator)]);
    example.walk(&filing, &clients, async || ()).await;
    let own = cast.officer.get("/api/v1/organisation").await.ok();
    assert_eq!(own["given"]["grades"]["industrial"], "3", "{own}");
    let duties = cast.officer.get("/api/v1/obligations").await.ok();
    let yearly = duties["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["obligation"].as_str().unwrap().ends_with("evaluation_yearly"));
    assert!(yearly.is_some(), "{duties}");
    let items = duties["items"].as_array().unwrap();
    let reports = |row: &Value| row["obligation"] == "data-incident#yearly_incident_report";
    assert!(items.iter().any(reports), "important data bring a yearly report: {duties}");
    let feed = cast.officer.get("/api/v1/obligations/feed").await.ok();
    let feed = feed["path"].as_str().unwrap().to_owned();
    assert_eq!(cast.officer.get("/api/v1/obligations/feed").await.ok()["path"], json!(feed));
    let calendar = cast.node.anonymous().get(&feed).await;
    assert_eq!(calendar.status, 200);
    cast.node
        .anonymous()
        .get("/api/v1/obligations.ics?token=hhf_no")
        .await
        .refused(401, "session.none");
}

/// A step that its own node lets through because that node was made to lie.
#[tokio::test]
async fn a_forged_step_is_refused_where_it_arrives() {
    for (forge, code) in [
        (forged_result as fn(&mut FilingStep), "filing.forged_result"),
        (forged_party, "filing.party"),
        (forged_state, "procedure.not_in_state"),
    ] {
        let tiers = Tiers::start().await;
        let officer =
            tiers.enterprise.sign_in("officer", "cn/32/ent/a", Role::EnterpriseOfficer).await;
        let regulator =
            tiers.province.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
        let example = Example::read(GRADING, "grade-three");
        let filing = example.begin(&officer).await;
        example.fill(&officer, &filing, "self_grading").await;
        officer.post(&path(&filing, "/steps"), json!({ "action": "submit" })).await.ok();
        let returned = async {
            tiers.settle().await;
            let step = json!({ "action": "return", "text": "x" });
            regulator.post(&path(&filing, "/steps"), step).await.ok();
            tiers.settle().await;
        };
        returned.await;
        tiers.forge(&filing, forge).await;
        let rejected = tiers.exchange_up().await;
        assert_eq!(rejected, [code.to_owned()]);
        let detail = regulator.get(&path(&filing, "")).await.ok();
        assert_eq!(detail["state"], "returned", "{code}");
    }
}

fn forged_result(step: &mut FilingStep) {
    step.results.insert("grade".to_owned(), "1".to_owned());
}

fn forged_party(step: &mut FilingStep) {
    step.party = "authority".to_owned();
}

fn forged_state(step: &mut FilingStep) {
    step.action = "protect".to_owned();
}

impl Tiers {
    /// Repeats the applicant's submission, changed, at the enterprise's own node.
    async fn forge(&self, filing: &str, change: fn(&mut FilingStep)) {
        let store = self.enterprise.app.store();
        let scope = store::Scope::system();
        let own = store::Scope::new("cn/32/ent/a".parse().unwrap(), "forger");
        let mut tx = store.begin(&scope).await.unwrap();
        let steps =
            store::views::filing_steps(&mut tx, &own, filing.parse().unwrap()).await.unwrap();
        let (record, mut body) =
            tx.latest_body::<FilingStep>(steps[0].row.id).await.unwrap().unwrap();
        body.turn = 3;
        change(&mut body);
        let draft = contract::RecordDraft {
            object: store.new_id(),
            kind: "filing_step",
            tenant: record.tenant,
            author: "forger".to_owned(),
            sharing: record.sharing,
            body: serde_json::to_value(&body).unwrap(),
            follows: 0,
            binding: true,
        };
        tx.append(draft).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Codes with which the province refuses what the enterprise sends.
    async fn exchange_up(&self) -> Vec<String> {
        let (up, _) =
            store::testing::exchange(self.enterprise.app.store(), self.province.app.store()).await;
        up.rejected.into_iter().map(|(_, code)| code).collect()
    }
}

#[tokio::test]
async fn a_paper_goes_out_and_comes_back() {
    let cast = cast().await;
    let (example, filing) = cast.began().await;
    example.fill(&cast.officer, &filing, "self_grading").await;
    let detail = cast.officer.get(&path(&filing, "")).await.ok();
    let documents = detail["documents"].as_array().unwrap();
    let document = documents
        .iter()
        .find(|document| document["formats"].as_array().unwrap().contains(&json!("docx")));
    let document = document.unwrap()["document"].as_str().unwrap();
    let wrong = path(&filing, &format!("/documents/{document}?format=exe"));
    cast.officer.get(&wrong).await.refused(422, "document.format");
    let paper =
        cast.officer.get(&path(&filing, &format!("/documents/{document}?format=docx"))).await;
    assert_eq!((paper.status, &paper.bytes[..2]), (200, b"PK".as_slice()));
    let detail = cast.officer.get(&path(&filing, "")).await.ok();
    let export = &detail["exports"][0];
    assert_eq!((&export["document"], &export["current"]), (&json!(document), &json!(true)));
    let code = export["code"].as_str().unwrap();
    let found = cast.officer.get(&format!("/api/v1/exports/{code}")).await.ok();
    assert_eq!(found["id"], export["id"]);
    cast.regulator.get(&format!("/api/v1/exports/{code}")).await.refused(404, "export.missing");
    // The paper as it went out says what is recorded.
    let import = path(&filing, "/forms/self_grading/import?name=paper.docx");
    let review = cast.officer.upload(&import, &paper.bytes).await.ok();
    let address = &example.answers["self_grading"]["address"];
    assert_eq!(&review["answers"]["address"], address, "{review}");
    let renamed = cast.officer.upload(&import, b"MZ\x90\x00not a paper").await;
    assert_eq!(renamed.status, 422, "{}", renamed.body);
    let sealed = path(&filing, "/sealed?name=scan.png");
    let nothing = cast.officer.upload(&sealed, b"no picture").await;
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    // Once the data changed, the export is not current any more.
    let step = json!({ "action": "withdraw", "text": "改日再报" });
    cast.officer.post(&path(&filing, "/steps"), step).await.ok();
    cast.regulator.get(&path(&filing, "")).await.refused(404, "filing.missing");
}

#[tokio::test]
async fn an_export_runs_with_the_rights_of_whoever_asks() {
    let cast = cast().await;
    let (_, filing) = cast.submitted().await;
    let detail = cast.regulator.get(&path(&filing, "")).await.ok();
    let document = detail["documents"][0]["document"].as_str().unwrap().to_owned();
    let root = cast.node.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let tenant = json!({ "path": "cn/32/ent/c", "name": "another", "kind": "enterprise" });
    root.post("/api/v1/tenants", tenant).await.ok();
    let other = cast.node.sign_in("c-officer", "cn/32/ent/c", Role::EnterpriseOfficer).await;
    let place = path(&filing, &format!("/documents/{document}?format=docx"));
    other.get(&place).await.refused(404, "filing.missing");
    root.get(&place).await.refused(403, "permission.denied");
    assert_eq!(cast.regulator.get(&place).await.status, 200);
    other.get("/api/v1/evidence").await.ok();
}

#[tokio::test]
async fn a_renamed_program_and_a_file_too_large_are_refused_as_evidence() {
    let cast = cast().await;
    let program = [b"MZ\x90\x00".as_slice(), &[0; 200]].concat();
    let reply = cast.officer.upload("/api/v1/evidence?name=report.pdf", &program).await;
    reply.refused(422, "evidence.executable");
    let large = vec![b'x'; (50 << 20) + 2];
    let reply = cast.officer.upload("/api/v1/evidence?name=large.txt", &large).await;
    reply.refused(429, "request.too_large");
    cast.officer.upload("/api/v1/evidence?name=words.txt", b"words").await.ok();
    let locker = cast.officer.get("/api/v1/evidence?q=words").await.ok();
    assert_eq!((&locker["total"], &locker["items"][0]["used"]), (&json!(1), &json!(0)));
    assert_eq!(cast.regulator.get("/api/v1/evidence").await.ok()["total"], 0);
}
