//! Bad input: each a code, a sentence in both languages, and a way out.

use axum::body::Body;
use axum::http::Method;
use model::Role;
use serde_json::json;
use testkit::Node;

#[tokio::test]
async fn wrong_calls_have_codes() {
    let node = Node::provincial().await;
    let client = node.sign_in("officer", "cn/32/ent/b", Role::EnterpriseOfficer).await;
    client.get("/api/v1/nothing").await.refused(404, "route.unknown");
    client.delete("/api/v1/home").await.refused(404, "route.method");
    client.get("/api/v1/findings?colour=red").await.refused(422, "request.query");
    client.get("/api/v1/findings?limit=0").await.refused(422, "page.limit");
    client.get("/api/v1/findings?cursor=x").await.refused(422, "page.cursor");
    client.get("/api/v1/findings/not-an-id").await.refused(404, "object.unknown");
    let path = "/api/v1/sharing-policies";
    client.post(path, json!({ "name": "x" })).await.refused(422, "request.json");
    let cut = client.request(Method::POST, path, Body::from("{"), Some("application/json"));
    client.call(cut).await.refused(422, "request.json");
    let plain = client.request(Method::POST, path, Body::from("{}"), Some("text/plain"));
    client.call(plain).await.refused(422, "request.media_type");
    let large = Body::from(vec![b' '; 2 << 20]);
    let large = client.request(Method::POST, path, large, Some("application/json"));
    client.call(large).await.refused(429, "request.too_large");
}

#[tokio::test]
async fn a_problem_is_worded_in_the_callers_language() {
    let node = Node::provincial().await;
    let mut client = node.anonymous();
    let zh = client.get("/api/v1/home").await;
    client.language = "en";
    let en = client.get("/api/v1/home").await;
    assert_eq!(zh.headers.get("content-type").unwrap(), "application/problem+json");
    let texts = |body: &serde_json::Value| {
        (body["title"].as_str().unwrap().to_owned(), body["way_out"].as_str().unwrap().to_owned())
    };
    let ((zh_title, zh_way), (en_title, en_way)) = (texts(&zh.body), texts(&en.body));
    assert!(!zh_title.is_ascii() && !zh_way.is_ascii(), "{zh_title} {zh_way}");
    assert!(en_title.is_ascii() && en_way.is_ascii() && !en_way.is_empty(), "{en_title} {en_way}");
}

#[tokio::test]
async fn health_gives_no_detail_and_the_welcome_no_secret() {
    let node = Node::provincial().await;
    let client = node.anonymous();
    for path in ["/healthz", "/readyz"] {
        let reply = client.get(path).await;
        assert_eq!((reply.status, reply.bytes.len()), (200, 0), "{path}");
    }
    let welcome = client.get("/api/v1/welcome").await.ok();
    assert_eq!(welcome["accounts"], json!([]));
    assert_eq!(client.get("/metrics").await.bytes, client.get("/findings").await.bytes);
}
