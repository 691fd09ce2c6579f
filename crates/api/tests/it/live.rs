//! Live changes reach those who may know of them.

use std::time::Duration;

use app::{Caller, Live};
use model::Role;
use testkit::path;

use crate::chain::cast;

/// What a reader hears until it is quiet, but for what the audit trail says of sign-ins.
async fn heard(live: &mut Live) -> Vec<(String, Option<String>)> {
    let mut told = Vec::new();
    while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(300), live.next()).await
    {
        if event.topic != "audit" {
            told.push((event.topic, event.id.map(|id| id.to_string())));
        }
    }
    told
}

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
    let told = heard(&mut recipient).await;
    assert!(told.contains(&("notice".to_owned(), Some(id))), "{told:?}");
    let told = heard(&mut stranger).await;
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn the_stream_opens_for_who_is_signed_in() {
    let cast = cast().await;
    let reply = cast.officer.get("/api/v1/live").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers.get("content-type").unwrap(), "text/event-stream");
    cast.node.anonymous().get("/api/v1/live").await.refused(401, "session.none");
}
