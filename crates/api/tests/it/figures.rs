//! Every figure is the total of the list it opens.

use model::Role;
use serde_json::Value;
use testkit::Node;

use crate::chain::cast;

async fn check(client: &testkit::Client, who: &str) -> Value {
    let home = client.get("/api/v1/home").await.ok();
    for figure in home["figures"].as_array().unwrap() {
        let list = client.get(figure["list"].as_str().unwrap()).await.ok();
        assert_eq!(figure["value"], list["total"], "{who}: {figure}");
        let whole = list["next"].is_null();
        let items = list["items"].as_array().unwrap().len() as u64;
        assert!(!whole || figure["value"] == items, "{who}: {figure} against {items} items");
    }
    home
}

#[tokio::test]
async fn on_an_empty_node_for_every_role() {
    let node = Node::national().await;
    for role in Role::ALL {
        let tenant = match role {
            Role::MinistryOperator | Role::NodeAdministrator | Role::Auditor => "cn",
            Role::ProvincialRegulator => "cn/32/miit",
            Role::EnterpriseOfficer | Role::ProbeOperator => "cn/32/ent/a",
        };
        let client = node.sign_in(&role.word().replace('_', "-"), tenant, *role).await;
        check(&client, role.word()).await;
    }
}

#[tokio::test]
async fn in_the_midst_of_things_with_what_waits_in_sight() {
    let cast = cast().await;
    cast.attack().await;
    let home = check(&cast.officer, "officer").await;
    assert_eq!(home["waiting"][0]["action"], "triage", "{home}");
    let finding = cast.finding().await;
    let report = cast.report(finding["id"].as_str().unwrap()).await;
    let home = check(&cast.regulator, "regulator").await;
    assert_eq!(home["waiting"][0]["action"], "review", "{home}");
    cast.issue(Some(&report)).await;
    let home = check(&cast.officer, "officer").await;
    assert_eq!(home["waiting"][0]["action"], "sign_for", "{home}");
    let home = check(&cast.regulator, "regulator").await;
    assert_eq!(home["waiting"], serde_json::json!([]), "{home}");
    cast.node.clock.advance(40 * 86_400_000);
    let mut regulator = cast.node.anonymous();
    regulator.sign_in("regulator", testkit::PASSWORD).await.ok();
    let home = check(&regulator, "regulator").await;
    let overdue = home["figures"].as_array().unwrap().iter().find(|f| f["id"] == "notices_overdue");
    assert_eq!(overdue.unwrap()["value"], 1, "{home}");
    let statistics = regulator.get("/api/v1/loops/statistics").await.ok();
    for (dimension, key) in [
        ("by_state", "state"),
        ("by_region", "region"),
        ("by_severity", "severity"),
        ("by_technique", "technique"),
    ] {
        for count in statistics[dimension].as_array().unwrap() {
            let list = format!("/api/v1/loops?{key}={}", count["key"].as_str().unwrap());
            assert_eq!(regulator.get(&list).await.ok()["total"], count["count"], "{list}");
        }
    }
}

/// Numbers that look random and are the same in each run (Numerical Recipes' generator).
fn numbers(mut seed: u32) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(seed >> 16).unwrap() % below
    }
}

/// Whatever people do, in whatever order, allowed or refused: figures are the totals of lists.
#[tokio::test]
async fn after_any_course_of_events() {
    for seed in [1, 2, 3] {
        let cast = cast().await;
        cast.attack().await;
        let mut next = numbers(seed);
        let mut notices = Vec::new();
        for _ in 0..25 {
            let actions = ["sign_for", "reply", "return", "close", "withdraw"];
            match next(7) {
                0 => notices.push(cast.issue(None).await),
                1 => {
                    let finding = cast.finding().await;
                    let states = ["confirmed", "open", "false_positive"];
                    let triage = serde_json::json!({
                        "revision": finding["revision"], "state": states[next(3)], "note": "n",
                    });
                    let id = finding["id"].as_str().unwrap();
                    cast.officer.post(&format!("/api/v1/findings/{id}/triage"), triage).await;
                }
                choice if !notices.is_empty() => {
                    let path = format!("/api/v1/notices/{}/steps", notices[next(notices.len())]);
                    let draft = serde_json::json!({ "action": actions[choice - 2], "text": "t" });
                    let who = if next(2) == 0 { &cast.officer } else { &cast.regulator };
                    who.post(&path, draft).await;
                }
                _ => cast.node.clock.advance(60_000),
            }
        }
        check(&cast.officer, "officer").await;
        check(&cast.regulator, "regulator").await;
    }
}
