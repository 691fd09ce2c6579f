//! Three nodes in a row: what each tier sees of one loop.

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::{Client, Node, enrol, settle_edges, traffic};

use crate::chain::{notice, step};

const INDUSTRY: TenantKind = TenantKind::IndustryAuthority;

struct Tiers {
    national: Node,
    province: Node,
    enterprise: Node,
}

impl Tiers {
    async fn start() -> Self {
        let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
        let province = Node::start(NodeKind::Provincial, &[("cn/32/miit", INDUSTRY)]).await;
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

    /// Reports an attack upward; the report's id.
    async fn report(&self, officer: &Client) -> String {
        officer.put("/api/v1/baseline", json!({ "learning_seconds": 60 })).await.ok();
        let prober = self.enterprise.sign_in("probe", "cn/32/ent/a", Role::ProbeOperator).await;
        let probe = prober.post("/api/v1/probes", json!({ "name": "hall" })).await.ok();
        let token = probe["token"].as_str().unwrap();
        let events = [traffic::usual(0), traffic::attack(70)].concat();
        prober.intake(token, "r-1", &traffic::ndjson(&events)).await.ok();
        self.enterprise.app.detection_idle().await;
        let policy = json!({
            "name": "up", "kinds": ["finding_report"], "audience": ["cn/32/miit"], "enabled": true,
        });
        let policy = officer.post("/api/v1/sharing-policies", policy).await.ok();
        let finding = officer.get("/api/v1/findings").await.ok()["items"][0]["id"].clone();
        let path = format!("/api/v1/findings/{}/report", finding.as_str().unwrap());
        let created = officer.post(&path, json!({ "policy": policy["id"] })).await.ok();
        created["id"].as_str().unwrap().to_owned()
    }
}

async fn figure(client: &Client, id: &str) -> Value {
    let home = client.get("/api/v1/home").await.ok();
    let figures = home["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["id"] == id).unwrap()["value"].clone()
}

#[tokio::test]
async fn the_ministrys_figures_follow_a_loop_two_tiers_below() {
    let tiers = Tiers::start().await;
    let ministry = tiers.national.sign_in("ministry", "cn", Role::MinistryOperator).await;
    let regulator =
        tiers.province.sign_in("regulator", "cn/32/miit", Role::ProvincialRegulator).await;
    let officer = tiers.enterprise.sign_in("officer", "cn/32/ent/a", Role::EnterpriseOfficer).await;
    let report = tiers.report(&officer).await;
    tiers.settle().await;
    let seen = regulator.get(&format!("/api/v1/reports/{report}")).await.ok();
    assert_eq!(seen["reporter"], "cn/32/ent/a");
    let mut draft = notice(Some(&report));
    draft["recipient"] = json!("cn/32/ent/a");
    let preview = regulator.post("/api/v1/notices/preview", draft.clone()).await.ok();
    let deliveries = preview["deliveries"].as_array().unwrap();
    let through = |tenant: &str| {
        deliveries.iter().find(|d| d["tenant"] == tenant).unwrap()["through"].clone()
    };
    assert_eq!(through("cn/32/ent/a"), json!(tiers.enterprise.app.node()));
    assert_eq!(through("cn"), json!(tiers.national.app.node()));
    let issued = regulator.post("/api/v1/notices", draft).await.ok();
    let id = issued["id"].as_str().unwrap().to_owned();

    let story = [
        (&officer, json!({ "action": "sign_for" }), "signed_for"),
        (&officer, json!({ "action": "reply", "text": "x" }), "replied"),
        (&regulator, json!({ "action": "return", "text": "x" }), "returned"),
        (&officer, json!({ "action": "reply", "text": "y" }), "replied"),
        (&regulator, json!({ "action": "close", "text": "y" }), "closed"),
    ];
    for (who, draft, state) in story {
        tiers.settle().await;
        step(who, &id, draft).await;
        tiers.settle().await;
        let loops = ministry.get(&format!("/api/v1/loops?state={state}")).await.ok();
        assert_eq!(loops["total"], 1, "{state}: {loops}");
        for party in [&officer, &regulator] {
            let notice = party.get(&format!("/api/v1/notices/{id}")).await.ok();
            assert_eq!(notice["state"], state);
        }
    }
    assert_eq!(figure(&ministry, "loops_closed").await, 1);
    assert_eq!(figure(&ministry, "loops_open").await, 0);
    ministry.get(&format!("/api/v1/notices/{id}")).await.refused(404, "notice.missing");
    let deliveries = regulator.get("/api/v1/deliveries?direction=out").await.ok();
    assert!(deliveries["items"].as_array().unwrap().iter().all(|d| d["state"] == "applied"));
}

#[tokio::test]
async fn an_invitation_is_good_once_for_the_tenants_it_names() {
    use store::{PeerDraft, Relation};

    let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
    let province = Node::start(NodeKind::Provincial, &[("cn/32/miit", INDUSTRY)]).await;
    let admin = national.sign_in("root", "cn", Role::NodeAdministrator).await;
    let draft = |tenant: &str| json!({ "name": "p", "kind": "provincial", "tenants": [tenant], "valid_days": 1 });
    let token = async |tenant: &str| {
        let made = admin.post("/api/v1/nodes/enrolments", draft(tenant)).await.ok();
        testkit::invitation_token(made["invitation"].as_str().unwrap())
    };
    let child = || PeerDraft {
        relation: Relation::Child,
        card: province.app.store().card("test").unwrap(),
        url: String::new(),
        certificate: String::new(),
        certificate_expires: None,
        ancestors: Vec::new(),
    };
    let redeem = async |token: &str| {
        let done = national.app.enrolment_redeem(token, child()).await;
        done.err().map(|fault| fault.code.into_owned())
    };
    let wrong = token("cn/33/miit").await;
    assert_eq!(redeem(&wrong).await.as_deref(), Some("enrolment.claim"));
    assert_eq!(redeem("hhe_guessed").await.as_deref(), Some("enrolment.token"));
    let late = token("cn/32/miit").await;
    national.clock.advance(2 * 86_400_000);
    assert_eq!(redeem(&late).await.as_deref(), Some("enrolment.token"));
    let mut admin = national.anonymous();
    admin.sign_in("root", testkit::PASSWORD).await.ok();
    let made = admin.post("/api/v1/nodes/enrolments", draft("cn/32/miit")).await.ok();
    let good = testkit::invitation_token(made["invitation"].as_str().unwrap());
    assert_eq!(redeem(&good).await, None);
    assert_eq!(redeem(&good).await, None, "its own answer may have been lost");
    let path = format!("/api/v1/nodes/enrolments/{}", made["id"].as_str().unwrap());
    admin.delete(&path).await.refused(409, "enrolment.not_open");
    let id = province.app.node();
    let path = format!("/api/v1/nodes/{id}");
    let suspended = admin.put(&path, json!({ "state": "suspended" })).await.ok();
    assert_eq!(
        (&suspended["state"], &suspended["relation"]),
        (&json!("suspended"), &json!("child"))
    );
    admin.put(&path, json!({ "state": "active" })).await.ok();
}
