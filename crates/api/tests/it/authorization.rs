//! Every route of the OpenAPI document, tried as nobody, as a role that may not, and as another
//! tenant.

use std::collections::BTreeMap;

use app::permission::{Action, may};
use axum::http::Method;
use model::Role;
use serde_json::{Value, json};
use testkit::{Client, Node};

use crate::chain::{self, Cast};

/// Routes that need nobody signed in. This list may only ever shrink.
const PUBLIC: [&str; 2] = ["session_create", "welcome_view"];

struct Operation {
    id: String,
    method: Method,
    path: String,
    action: Option<String>,
    has_body: bool,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&api::openapi()).unwrap();
    let mut list = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            list.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                action: operation["x-action"].as_str().map(str::to_owned),
                has_body: !operation["requestBody"].is_null(),
            });
        }
    }
    list
}

/// A path that names something which is not there, and a body of the right shape: what is
/// refused is refused for who calls.
fn filled(path: &str) -> String {
    let id = "01900000-0000-7000-8000-000000000000";
    let path = path.replace("{id}", id).replace("{reference}", "2026-01-01.1.0");
    let path = path.replace("{digest}", &"ab".repeat(32)).replace("{name}", "modbus");
    let path = path.replace("{form}", "self_grading").replace("{section}", "basics");
    let path = path.replace("{version}", "9.9.9").replace("{document}", "report");
    let path = path.replace("{code}", "HH-AAAA-AAAA");
    match path.as_str() {
        path if path.ends_with("/funnel") || path.ends_with("/indicators") => {
            format!("{path}?procedure=grading-industrial")
        }
        path if path.contains("/programs/") && path.ends_with("/diff") => {
            format!("{path}?from=1&to=2")
        }
        path if path.ends_with("/document") || path.ends_with("/receipt") => {
            format!("{path}?format=docx")
        }
        path if path.contains("/documents/") => format!("{path}?format=docx"),
        path if path.ends_with(".ics") => format!("{path}?token=x"),
        path if path.ends_with("/import") || path.ends_with("/sealed") => {
            format!("{path}?name=x.docx")
        }
        path => path.to_owned(),
    }
}

fn body(id: &str) -> Value {
    match id {
        "baseline_change" => json!({ "learning_seconds": 60 }),
        "finding_triage" => json!({ "revision": 1, "state": "confirmed" }),
        "finding_report" => json!({ "policy": "01900000-0000-7000-8000-000000000000" }),
        "notice_preview" | "notice_issue" => chain::notice(None),
        "notice_step" | "loop_step" => json!({ "action": "sign_for" }),
        "loop_steps" => json!({
            "loops": ["01900000-0000-7000-8000-000000000000"],
            "step": { "action": "sign_for" },
        }),
        "loop_supervise" => json!({ "text": "x" }),
        "loop_sampling" => json!({ "size": 1 }),
        "hazard_open" => json!({ "source": "drill_gap", "title": "x", "severity": "low" }),
        "task_issue" | "task_preview" => {
            json!({ "title": "x", "text": "x", "severity": "low", "recipients": ["cn/32/ent/nobody"] })
        }
        "series_create" | "series_change" => {
            json!({ "series": { "name": "x", "genres": ["notice"], "number": "x{n}" } })
        }
        "template_fill" => json!({ "template": "nothing" }),
        "notice_draft_create" | "notice_draft_change" => json!({ "letter": letter() }),
        "letter_preview" => letter(),
        "notice_draft_review" => json!({ "revision": 1, "action": "submit" }),
        "notice_draft_issue" => json!({ "revision": 1 }),
        "circular_withdraw" => json!({ "reason": "x" }),
        "tenant_create" => json!({ "path": "cn/32/ent/z", "name": "z", "kind": "enterprise" }),
        "user_create" => json!({ "login": "someone", "name": "x", "role": "auditor" }),
        "user_change" => json!({ "name": "y" }),
        "probe_create" => json!({ "name": "x" }),
        "policy_create" | "policy_change" => {
            json!({ "name": "x", "kinds": [], "audience": [], "enabled": false })
        }
        "sharing_preview" => json!({ "kind": "finding_report", "audience": { "level": "all" } }),
        "group_create" | "group_change" => json!({ "name": "x", "purpose": "x" }),
        "membership_put" => json!({ "state": "joined" }),
        "consent_ask" => {
            json!({
                "enterprise": "cn/32/ent/a", "subject": { "kind": "finding_report" },
                "receivers": { "level": "ministry" }, "until": 1, "reason": "x",
            })
        }
        "consent_answer" => json!({ "answer": "grant" }),
        "sighting_add" => {
            json!({ "verdict": "not_seen", "place": "other", "count": "0", "first": 0, "last": 0 })
        }
        "pass_on" => json!({ "audience": { "level": "all" } }),
        "shared_revoke" => json!({ "reason": "x" }),
        "finding_accept" => json!({ "revision": 1, "reason": "x" }),
        "maintenance_create" => json!({ "from": 1, "to": 2, "reason": "x" }),
        "rule_set_check" | "rule_set_create" => json!({ "name": "x", "text": "" }),
        "rule_set_change" => json!({ "revision": 1 }),
        "node_key_change" | "node_key_revoke" => json!({ "reason": "x" }),
        "node_change" => json!({ "state": "suspended" }),
        "enrolment_create" => {
            json!({ "name": "x", "kind": "enterprise", "tenants": ["cn/32/ent/q"], "valid_days": 1 })
        }
        "filing_begin" => json!({ "procedure": "nothing" }),
        "filing_step" => json!({ "action": "submit" }),
        "filing_batch" => {
            let id = "01900000-0000-7000-8000-000000000000";
            json!({ "filings": [id], "step": { "action": "submit" } })
        }
        "filing_sampling" => json!({ "procedure": "grading-industrial", "size": 3 }),
        "filing_comment" => json!({ "form": "self_grading", "text": "x" }),
        "form_evaluate" => json!({ "answers": {} }),
        "section_save" => json!({ "answers": {}, "revision": 0 }),
        "verdict_put" => json!({ "verdicts": {} }),
        "organisation_put" => json!({ "facts": {}, "revision": 0 }),
        "inbox_assign" => json!({ "items": [{ "kind": "notice", "object": "x" }] }),
        "inbox_steps" => {
            json!({ "items": [{ "kind": "notice", "object": "x" }], "action": "sign_for" })
        }
        "deputy_create" => json!({ "deputy": "x", "from": 1, "until": 2 }),
        "session_create" => json!({ "login": "x", "password": "x" }),
        "session_password" => json!({ "current": "x", "new": "x" }),
        _ => Value::Null,
    }
}

fn letter() -> Value {
    json!({ "title": "x", "text": "x", "severity": "high", "recipients": {} })
}

async fn call(client: &Client, operation: &Operation) -> testkit::Reply {
    let mut path = filled(&operation.path);
    if ["pack_add", "pack_compare", "filing_sealed", "form_import"].contains(&operation.id.as_str())
    {
        return client.upload(&path, b"words").await;
    }
    if ["evidence_add", "engineered_add"].contains(&operation.id.as_str()) {
        path.push_str("?name=x.txt");
        return client.upload(&path, b"words").await;
    }
    if operation.has_body {
        return client.json(operation.method.clone(), &path, &body(&operation.id)).await;
    }
    let empty = axum::body::Body::empty();
    client.call(client.request(operation.method.clone(), &path, empty, None)).await
}

#[tokio::test]
async fn nobody_gets_past_the_door_but_on_the_public_list() {
    let node = Node::national().await;
    let anonymous = node.anonymous();
    for operation in operations() {
        let reply = call(&anonymous, &operation).await;
        if PUBLIC.contains(&operation.id.as_str()) {
            assert_ne!(reply.code(), "session.none", "{}", operation.id);
        } else {
            assert_eq!(reply.status, 401, "{}: {}", operation.id, reply.body);
        }
        let claims_public = operation.action.as_deref() == Some("public");
        assert_eq!(claims_public, PUBLIC.contains(&operation.id.as_str()), "{}", operation.id);
    }
}

#[tokio::test]
async fn every_route_refuses_every_role_that_may_not_and_no_other() {
    let node = Node::national().await;
    let mut clients = BTreeMap::new();
    for role in Role::ALL {
        let tenant = match role {
            Role::MinistryOperator | Role::NodeAdministrator | Role::Auditor => "cn",
            Role::ProvincialRegulator => "cn/32/miit",
            Role::EnterpriseOfficer | Role::ProbeOperator => "cn/32/ent/a",
        };
        let client = node.sign_in(&role.word().replace('_', "-"), tenant, *role).await;
        clients.insert(*role, client);
    }
    let mut refusals = 0;
    for operation in operations() {
        // Their guard is not a role: a token, or the session itself, which they would end.
        if ["public", "probe_token", "feed_token"]
            .contains(&operation.action.as_deref().unwrap_or_default())
            || operation.id.starts_with("session_")
        {
            continue;
        }
        for (role, client) in &clients {
            let reply = call(client, &operation).await;
            let word = operation.action.as_deref();
            let action = Action::ALL.iter().find(|action| Some(action.word()) == word);
            assert_eq!(word.is_some(), action.is_some(), "{}", operation.id);
            let allowed = action.is_none_or(|action| may(*role, *action));
            let denied = reply.code() == "permission.denied";
            assert_eq!(
                denied, !allowed,
                "{} as {role}: {} {}",
                operation.id, reply.status, reply.body
            );
            assert!(
                reply.status != 500 && reply.status != 401,
                "{} as {role}: {}",
                operation.id,
                reply.body
            );
            refusals += u32::from(denied);
        }
    }
    assert!(refusals > 100, "{refusals}");
}

/// Everything that exists in one enterprise, by path.
async fn things(cast: &Cast) -> Vec<(Method, String, Value)> {
    let first = async |list: &str, key: &str| {
        let page = cast.officer.get(list).await.ok();
        page["items"][0][key].as_str().unwrap_or_else(|| panic!("{list}: {page}")).to_owned()
    };
    let finding = first("/api/v1/findings", "id").await;
    let report = cast.report(&finding).await;
    let notice = cast.issue(Some(&report)).await;
    let asset = first("/api/v1/assets", "id").await;
    let observation = first("/api/v1/observations", "reference").await;
    let policy = first("/api/v1/sharing-policies", "id").await;
    let probe = first("/api/v1/probes", "id").await;
    let program = first("/api/v1/programs", "id").await;
    let rules = json!({ "name": "x", "text": "" });
    let rules = cast.officer.post("/api/v1/rule-sets", rules).await.ok();
    let rules = rules["id"].as_str().unwrap().to_owned();
    let window = json!({ "from": 1, "to": 2, "reason": "x" });
    let window = cast.officer.post("/api/v1/maintenance-windows", window).await.ok();
    let window = window["id"].as_str().unwrap().to_owned();
    let stored = cast.officer.upload("/api/v1/evidence?name=a.txt", b"words").await.ok();
    let digest = stored["attachment"]["digest"].as_str().unwrap().to_owned();
    let auditor = cast.node.sign_in("audit", "cn/32/ent/b", Role::Auditor).await;
    let records = auditor.get("/api/v1/audit?kind=finding").await.ok();
    let record = records["items"][0]["record"].as_str().unwrap().to_owned();
    let get = |path: String| (Method::GET, path, Value::Null);
    let post = |path: String, body: Value| (Method::POST, path, body);
    vec![
        get(format!("/api/v1/findings/{finding}")),
        post(
            format!("/api/v1/findings/{finding}/triage"),
            json!({ "revision": 2, "state": "closed" }),
        ),
        post(format!("/api/v1/findings/{finding}/report"), json!({ "policy": policy })),
        get(format!("/api/v1/reports/{report}")),
        get(format!("/api/v1/notices/{notice}")),
        post(format!("/api/v1/notices/{notice}/steps"), json!({ "action": "sign_for" })),
        get(format!("/api/v1/assets/{asset}")),
        get(format!("/api/v1/observations/{observation}")),
        get(format!("/api/v1/evidence/{digest}")),
        get(format!("/api/v1/records/{record}")),
        get(format!("/api/v1/probes/{probe}/health")),
        get(format!("/api/v1/programs/{program}")),
        get(format!("/api/v1/programs/{program}/diff?from=1&to=1")),
        get(format!("/api/v1/rule-sets/{rules}")),
        (Method::PUT, format!("/api/v1/rule-sets/{rules}"), json!({ "revision": 1 })),
        (Method::DELETE, format!("/api/v1/rule-sets/{rules}"), Value::Null),
        (Method::DELETE, format!("/api/v1/maintenance-windows/{window}"), Value::Null),
        post(format!("/api/v1/findings/{finding}/accept"), json!({ "revision": 2, "reason": "x" })),
        (Method::DELETE, format!("/api/v1/probes/{probe}"), Value::Null),
        (
            Method::PUT,
            format!("/api/v1/sharing-policies/{policy}"),
            json!({ "name": "x", "kinds": [], "audience": [], "enabled": true }),
        ),
    ]
}

#[tokio::test]
async fn another_tenant_finds_nothing_of_it() {
    let cast = chain::cast().await;
    let token = cast.attack().await;
    let moved = testkit::traffic::ndjson(&[testkit::traffic::program(80, "OB1", "QQ==")]);
    cast.node.anonymous().intake(&token, "run-p", &moved).await.ok();
    cast.node.app.detection_idle().await;
    let things = things(&cast).await;
    let root = cast.node.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let tenant = json!({ "path": "cn/32/ent/c", "name": "another", "kind": "enterprise" });
    root.post("/api/v1/tenants", tenant).await.ok();
    let officer = cast.node.sign_in("c-officer", "cn/32/ent/c", Role::EnterpriseOfficer).await;
    let prober = cast.node.sign_in("c-prober", "cn/32/ent/c", Role::ProbeOperator).await;
    for (method, path, body) in things {
        let of_probes = method == Method::DELETE && path.starts_with("/api/v1/probes/");
        let client = if of_probes { &prober } else { &officer };
        let reply = match body {
            Value::Null => {
                let empty = axum::body::Body::empty();
                client.call(client.request(method, &path, empty, None)).await
            }
            body => client.json(method, &path, &body).await,
        };
        assert_eq!(reply.status, 404, "{path}: {}", reply.body);
    }
    let lists = [
        "findings",
        "reports",
        "notices",
        "assets",
        "observations",
        "sharing-policies",
        "programs",
        "files",
        "rule-sets",
        "maintenance-windows",
    ];
    for list in lists {
        let page = officer.get(&format!("/api/v1/{list}")).await.ok();
        assert_eq!(page["total"], 0, "{list}");
    }
}

#[tokio::test]
async fn the_nodes_administrator_reads_no_enterprise_record() {
    let cast = chain::cast().await;
    cast.attack().await;
    let root = cast.node.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let findings = root.get("/api/v1/audit?kind=finding").await.ok();
    assert!(findings["total"].as_u64().unwrap() > 0);
    let record = findings["items"][0]["record"].as_str().unwrap();
    root.get(&format!("/api/v1/records/{record}")).await.refused(404, "record.missing");
}
