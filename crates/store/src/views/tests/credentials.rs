use contract::kinds::{probe, user};
use model::{Id, Role};

use super::super::*;
use super::{PLANT, World, path, scope};
use crate::credentials::*;
use crate::tests::Engine;

async fn account(world: &World, login: &str, state: &str) -> Id {
    world.say(PLANT, &[], &body(login, state)).await.object
}

fn body(login: &str, state: &str) -> user::User {
    user::User {
        login: login.to_owned(),
        name: "王工".to_owned(),
        role: Role::EnterpriseOfficer,
        state: state.to_owned(),
    }
}

fn session(user: Id, token: &str, world: &World) -> SessionDraft {
    SessionDraft {
        token_hash: token.to_owned(),
        user,
        tenant: path(PLANT),
        csrf: "csrf".to_owned(),
        address: "127.0.0.1".to_owned(),
        expires: world.now().plus(60_000),
    }
}

pub(super) async fn sessions_follow_their_account(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let system = Scope::system();
    let wang = account(&world, "wang", "active").await;
    let now = world.now();
    let mut tx = world.write(&system).await;
    assert!(credential_get(&mut tx, wang).await.expect("asked").is_none());
    credential_put(&mut tx, wang, &path(PLANT), "$argon2id$1", true, now).await.expect("set");
    credential_used(&mut tx, wang, now.plus(5)).await.expect("noted");
    for token in ["one", "two", "three"] {
        session_put(&mut tx, &session(wang, token, &world), now).await.expect("opened");
    }
    let open = session_get(&mut tx, "one", now).await.expect("asked").expect("open");
    assert_eq!(
        (open.login.as_str(), open.must_change, open.role),
        ("wang", true, Role::EnterpriseOfficer)
    );
    assert!(session_get(&mut tx, "four", now).await.expect("asked").is_none());
    assert!(session_get(&mut tx, "one", open.expires).await.expect("asked").is_none());
    session_seen(&mut tx, "one", now.plus(9), open.expires.plus(9)).await.expect("noted");
    assert!(session_get(&mut tx, "one", open.expires).await.expect("asked").is_some());
    credential_put(&mut tx, wang, &path(PLANT), "$argon2id$2", false, now.plus(7))
        .await
        .expect("set");
    let kept = credential_get(&mut tx, wang).await.expect("asked").expect("there");
    assert_eq!((kept.hash.as_str(), kept.must_change), ("$argon2id$2", false));
    assert_eq!((kept.changed, kept.last_sign_in), (now.plus(7), Some(now.plus(5))));
    assert_eq!(session_end_all(&mut tx, wang, Some("one")).await.expect("ended"), 2);
    assert!(session_end(&mut tx, "one").await.expect("ended"));
    assert!(!session_end(&mut tx, "one").await.expect("ended before"));
    session_put(&mut tx, &session(wang, "late", &world), now).await.expect("opened");
    tx.commit().await.expect("the commit");

    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let user = user_by_id(&mut read, &own, wang).await.expect("there").user;
    assert_eq!(user.last_sign_in, Some(now.plus(5)));
    drop(read);
    world.say_of(wang, 1, PLANT, &[], &body("wang", "disabled")).await;
    let mut tx = world.write(&system).await;
    assert!(session_get(&mut tx, "late", now).await.expect("asked").is_none(), "disabled at once");
    assert_eq!(credentials_expire(&mut tx, now.plus(60_001)).await.expect("expired"), 1);
}

pub(super) async fn tokens_are_good_in_time_and_until_revoked(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let sensor = |state: &str| probe::Probe {
        name: "灌装线".to_owned(),
        place: String::new(),
        state: state.to_owned(),
    };
    let id = world.say(PLANT, &[], &sensor("active")).await.object;
    let (tenant, now) = (path(PLANT), world.now());
    let mut tx = world.write(&Scope::system()).await;
    probe_token_put(&mut tx, "probe", &tenant, id).await.expect("kept");
    let owner = Some((tenant.clone(), id));
    assert_eq!(probe_token_get(&mut tx, "probe").await.expect("asked"), owner);
    assert_eq!(probe_token_get(&mut tx, "other").await.expect("asked"), None);
    enrolment_token_put(&mut tx, "child", &tenant, id, now.plus(10)).await.expect("kept");
    assert_eq!(enrolment_token_get(&mut tx, "child", now).await.expect("asked"), owner);
    assert_eq!(enrolment_token_get(&mut tx, "child", now.plus(10)).await.expect("asked"), None);
    assert_eq!(enrolment_token_revoke(&mut tx, id).await.expect("revoked"), 1);
    assert_eq!(enrolment_token_get(&mut tx, "child", now).await.expect("asked"), None);
    tx.commit().await.expect("the commit");
    world.say_of(id, 1, PLANT, &[], &sensor("revoked")).await;
    let mut tx = world.write(&Scope::system()).await;
    assert_eq!(probe_token_get(&mut tx, "probe").await.expect("asked"), None, "revoked by record");
    assert_eq!(probe_token_revoke(&mut tx, &tenant, id).await.expect("revoked"), 1);
}
