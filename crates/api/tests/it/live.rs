//! Live changes reach those who may know of them.

use std::time::Duration;

use app::Caller;
use model::Role;
use testkit::path;

use crate::chain::cast;

#[tokio::test]
async fn a_notice_is_told_to_both_parties_and_to_nobody_else() {
    let cast = cast().await;
    let caller = |tenant: &str, role| Caller {
        user: cast.node.app.new_id(),
        login: "x".to_owned(),
        name: "x".to_owned(),
        tenant: path(tenant),
        role,
        address: "-".to_owned(),
    };
    let mut recipient = cast.node.app.live(&caller("cn/32/ent/b", Role::EnterpriseOfficer));
    let mut stranger = cast.node.app.live(&caller("cn/32/ca", Role::ProvincialRegulator));
    let id = cast.issue(None).await;
    let told = tokio::time::timeout(Duration::from_secs(5), recipient.next()).await.unwrap();
    let told = told.unwrap();
    assert_eq!((told.topic.as_str(), told.id.map(|id| id.to_string())), ("notice", Some(id)));
    let silence = tokio::time::timeout(Duration::from_millis(200), stranger.next()).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn the_stream_opens_for_who_is_signed_in() {
    let cast = cast().await;
    let reply = cast.officer.get("/api/v1/live").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers.get("content-type").unwrap(), "text/event-stream");
    cast.node.anonymous().get("/api/v1/live").await.refused(401, "session.none");
}
