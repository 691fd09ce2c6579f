//! Every procedure that ships, from the first draft to the archive, across an enterprise, a
//! province's two authorities and the ministry: the packs' own worked examples, each step by
//! whoever may take it. The packs are those of the folder; none is named here.

use std::collections::BTreeSet;

use model::{NodeKind, Role, TenantKind};
use serde_json::{Value, json};
use testkit::walk::{Example, procedures};
use testkit::{Client, Node, enrol, settle_edges};

/// From the standing clock's start to a day on which every pack is in force: 4 July 2026.
const UNTIL_IN_FORCE_MS: i64 = 180 * 86_400_000;

/// Three nodes in a row, with one person for each organisation.
struct World {
    nodes: [Node; 3],
    people: Vec<Client>,
}

fn path(filing: &str) -> String {
    format!("/api/v1/filings/{filing}")
}

impl World {
    async fn start() -> Self {
        let national = Node::start(NodeKind::National, &[("cn", TenantKind::Ministry)]).await;
        let authorities = [
            ("cn/32/miit", TenantKind::IndustryAuthority),
            ("cn/32/ca", TenantKind::CommunicationsAdministration),
        ];
        let province = Node::start(NodeKind::Provincial, &authorities).await;
        let plant = [("cn/32/ent/a", TenantKind::Enterprise)];
        let enterprise = Node::start(NodeKind::Enterprise, &plant).await;
        enrol(&national, &province).await;
        enrol(&province, &enterprise).await;
        for node in [&national, &province, &enterprise] {
            node.clock.advance(UNTIL_IN_FORCE_MS);
        }
        let people = vec![
            enterprise.sign_in("officer", "cn/32/ent/a", Role::EnterpriseOfficer).await,
            province.sign_in("industry", "cn/32/miit", Role::ProvincialRegulator).await,
            province.sign_in("communications", "cn/32/ca", Role::ProvincialRegulator).await,
            national.sign_in("ministry", "cn", Role::MinistryOperator).await,
        ];
        let world = Self { nodes: [national, province, enterprise], people };
        world.settle().await;
        world
    }

    async fn settle(&self) {
        let [national, province, enterprise] = &self.nodes;
        settle_edges(&[(province, national), (enterprise, province)]).await;
    }

    /// The first person whose organisation may begin the procedure.
    async fn applicant(&self, procedure: &str) -> &Client {
        for person in &self.people {
            let known = person.get("/api/v1/procedures").await.ok();
            let known = known["items"].as_array().unwrap();
            if known.iter().any(|row| row["id"] == procedure) {
                return person;
            }
        }
        panic!("{procedure}: nobody may begin it");
    }

    /// The person whose organisation is this party of a filing.
    async fn party(&self, filing: &str, party: &str) -> &Client {
        for person in &self.people {
            let seen = person.get(&path(filing)).await;
            if seen.status == 200 && seen.body["party"] == party {
                return person;
            }
        }
        panic!("nobody is {party} of {filing}");
    }

    /// Walks a procedure to its end, with one detour: as soon as somebody may turn the filing
    /// back, it is turned back and handed in again. The filing.
    async fn walk(&self, procedure: &str) -> String {
        let example = Example::to_the_end(procedure);
        let filing = example.begin(self.applicant(procedure).await).await;
        let mut returned = false;
        for step in &example.run {
            let client = self.party(&filing, step["party"].as_str().unwrap()).await;
            let taken = example.step(client, &filing, step).await;
            self.settle().await;
            if taken.is_some() && !returned && self.turn_back(&filing, step).await {
                returned = true;
                example.step(client, &filing, step).await;
                self.settle().await;
            }
        }
        assert!(returned, "{procedure}: nobody could turn it back");
        filing
    }

    /// Takes a step that leads to where the last one can be taken again, if anybody may.
    async fn turn_back(&self, filing: &str, last: &Value) -> bool {
        for person in &self.people {
            let seen = person.get(&path(filing)).await;
            let Some(actions) = seen.body["actions"].as_array() else { continue };
            let pack = seen.body["procedure"].as_str().unwrap().replace('@', "/");
            let pack = person.get(&format!("/api/v1/packs/{pack}")).await.ok();
            let again = |to: &Value| {
                pack["machine"]["transitions"].as_array().unwrap().iter().any(|known| {
                    known["from"] == *to
                        && known["action"] == last["action"]
                        && known["party"] == last["party"]
                })
            };
            let back = actions.iter().find(|action| {
                let to = &action["to"];
                *to != seen.body["state"] && action["requires"] == json!(["text"]) && again(to)
            });
            if let Some(back) = back {
                let step = json!({ "action": back["action"], "text": "请补充材料后再报" });
                person.post(&format!("{}/steps", path(filing)), step).await.ok();
                self.settle().await;
                return true;
            }
        }
        false
    }

    /// Everybody who is a party sees the end, and the papers can be printed.
    async fn check_end(&self, procedure: &str, filing: &str, state: &str) {
        let (mut parties, mut papers) = (BTreeSet::new(), 0);
        for person in &self.people {
            let seen = person.get(&path(filing)).await;
            if seen.status == 404 {
                continue;
            }
            let detail = seen.ok();
            assert_eq!((&detail["state"], &detail["terminal"]), (&json!(state), &json!(true)));
            let list = format!("/api/v1/filings?procedure={procedure}&state={state}");
            let total = &person.get(&list).await.ok()["total"];
            assert_eq!(*total, 1, "{procedure}: the list of {}", detail["party"]);
            parties.insert(detail["party"].as_str().unwrap().to_owned());
            if parties.len() == 1 {
                papers += print_all(person, &detail).await;
            }
        }
        assert!(parties.len() > 1, "{procedure}: only {parties:?} sees the end");
        assert!(papers > 0, "{procedure}: no paper is printed");
    }
}

/// Prints each paper that is offered in each of its formats, pages of the first only: they take
/// longest. How many were printed.
async fn print_all(person: &Client, detail: &Value) -> usize {
    let mut printed = 0;
    for document in detail["documents"].as_array().unwrap() {
        let id = document["document"].as_str().unwrap();
        for format in document["formats"].as_array().unwrap() {
            let format = format.as_str().unwrap();
            let magic: &[u8] = if format == "pdf" { b"%PDF" } else { b"PK\x03\x04" };
            if format == "pdf" && printed > 2 {
                continue;
            }
            let filing = path(detail["id"].as_str().unwrap());
            let paper = person.get(&format!("{filing}/documents/{id}?format={format}")).await;
            assert!(paper.bytes.starts_with(magic), "{id}.{format}: {}", paper.body);
            printed += 1;
        }
    }
    printed
}

#[tokio::test]
async fn a_joint_step_waits_for_every_authority() {
    let world = World::start().await;
    let mut walked = 0;
    for example in procedures().iter().filter_map(|procedure| Example::joint(procedure)) {
        let applicant = world.applicant(&example.procedure).await;
        let filing = example.begin(applicant).await;
        for step in &example.run {
            let client = world.party(&filing, step["party"].as_str().unwrap()).await;
            example.step(client, &filing, step).await;
            world.settle().await;
            if ["delegate", "recall"].contains(&step["action"].as_str().unwrap()) {
                // Every party reads in whose hands the verification is.
                for who in [applicant, client] {
                    let told = who.get(&path(&filing)).await.ok()["delegated"].clone();
                    let told = told.as_array().map_or(0, Vec::len);
                    assert_eq!(told, if step["action"] == "delegate" { 2 } else { 0 });
                }
            }
        }
        let last = &example.run.last().unwrap()["expect"]["state"];
        let detail = applicant.get(&path(&filing)).await.ok();
        for party in detail["parties"].as_array().unwrap() {
            let client = world.party(&filing, party["party"].as_str().unwrap()).await;
            assert_eq!(client.get(&path(&filing)).await.ok()["state"], *last, "{party}");
        }
        walked += 1;
    }
    assert!(walked > 0, "no pack has a joint step in an example");
}

#[tokio::test]
async fn every_pack_goes_from_draft_to_archive_across_three_nodes() {
    let world = World::start().await;
    for procedure in procedures() {
        let start = std::time::Instant::now();
        let filing = world.walk(&procedure).await;
        let walked = start.elapsed();
        world.check_end(&procedure, &filing, "archived").await;
        println!("{procedure}: walked {walked:?}, checked {:?}", start.elapsed() - walked);
    }
    for node in &world.nodes {
        let rebuilt = node.app.store().rebuild(&|_| ()).await.unwrap();
        assert_eq!(rebuilt.before, rebuilt.after, "views rebuilt from the log are the live ones");
    }
}
