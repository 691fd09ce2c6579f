//! Signing in, staying signed in, and what a foreign page cannot do.

use axum::body::Body;
use axum::http::{Method, header};
use model::Role;
use serde_json::json;
use testkit::{Node, PASSWORD};

#[tokio::test]
async fn the_first_administrator_replaces_the_one_time_password_before_anything_else() {
    let node = Node::provincial().await;
    let rescued = node.app.account_rescue("admin").await.unwrap();
    let mut admin = node.anonymous();
    let session = admin.sign_in("admin", &rescued.one_time_password).await.ok();
    assert_eq!(session["must_change_password"], true);
    admin.get("/api/v1/users").await.refused(403, "session.must_change_password");
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    let path = "/api/v1/session/password";
    let weak = admin.post(path, change(&rescued.one_time_password, "short")).await;
    weak.refused(422, "password.length");
    admin.post(path, change("wrong", "long enough now")).await.refused(403, "password.wrong");
    let done = admin.post(path, change(&rescued.one_time_password, "long enough now")).await;
    assert_eq!(done.status, 204);
    assert_eq!(admin.get("/api/v1/users").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_at_the_latest_hour() {
    let node = Node::provincial().await;
    let client = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let minute = 60_000;
    for _ in 0..23 {
        node.clock.advance(29 * minute);
        assert_eq!(client.get("/api/v1/session").await.status, 200);
    }
    node.clock.advance(31 * minute);
    client.get("/api/v1/session").await.refused(401, "session.expired");
    let mut client = client;
    client.sign_in("officer", PASSWORD).await.ok();
    for _ in 0..24 {
        node.clock.advance(29 * minute);
        client.get("/api/v1/session").await.ok();
    }
    node.clock.advance(25 * minute);
    client.get("/api/v1/session").await.refused(401, "session.expired");
}

#[tokio::test]
async fn signing_out_and_a_changed_role_end_the_session() {
    let node = Node::provincial().await;
    let client = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let admin = node.sign_in("root", "cn/32/miit", Role::NodeAdministrator).await;
    let users = admin.get("/api/v1/users").await.ok();
    let officer = users["items"].as_array().unwrap().iter().find(|u| u["login"] == "officer");
    let path = format!("/api/v1/users/{}", officer.unwrap()["id"].as_str().unwrap());
    admin.put(&path, json!({ "role": "auditor" })).await.ok();
    client.get("/api/v1/session").await.refused(401, "session.expired");
    let wrong = admin.put(&path, json!({ "role": "ministry_operator" })).await;
    wrong.refused(422, "user.role");
    assert_eq!(admin.delete("/api/v1/session").await.status, 204);
    admin.get("/api/v1/session").await.refused(401, "session.expired");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_says_for_how_long() {
    let node = Node::provincial().await;
    node.account("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let mut client = node.anonymous();
    for _ in 0..5 {
        client.sign_in("officer", "guess").await.refused(401, "session.credentials");
    }
    let locked = client.sign_in("officer", PASSWORD).await;
    assert_eq!(locked.headers.get(header::RETRY_AFTER).unwrap(), "30");
    locked.refused(429, "session.throttled");
    client.sign_in("nobody", "guess").await.refused(401, "session.credentials");
    node.clock.advance(31_000);
    client.sign_in("officer", PASSWORD).await.ok();
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let node = Node::provincial().await;
    let client = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let draft = json!({ "name": "x", "kinds": [], "audience": [], "enabled": false });
    let path = "/api/v1/sharing-policies";
    let mut without = client.clone();
    without.csrf = None;
    without.post(path, draft.clone()).await.refused(403, "session.csrf");
    without.csrf = Some("guessed".to_owned());
    without.post(path, draft.clone()).await.refused(403, "session.csrf");
    let body = Body::from(draft.to_string());
    let mut foreign = client.request(Method::POST, path, body, Some("application/json"));
    foreign.headers_mut().insert(header::HOST, "node.example".parse().unwrap());
    foreign.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
    client.call(foreign).await.refused(403, "request.origin");
    client.post(path, draft).await.ok();
}

#[tokio::test]
async fn the_cookie_and_the_answers_are_hardened() {
    let node = Node::provincial().await;
    node.account("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    let mut client = node.anonymous();
    let reply = client.sign_in("officer", PASSWORD).await;
    let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(reply.headers.get(name).unwrap(), value);
    }
    assert!(reply.headers.contains_key("content-security-policy"));
    assert!(reply.headers.contains_key("x-request-id"));
}
