use contract::kinds::{baseline, enrolment, pack, probe, sharing_policy, tenant, user};
use contract::rest::query::{AuditQuery, PageQuery, TenantQuery};
use model::{Role, TenantKind};

use super::super::*;
use super::{CA, MIIT, PLANT, World, code, path, scope};
use crate::tests::Engine;

pub(super) async fn every_tenant_of_the_node_has_the_directory(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    for viewer in [MIIT, CA, PLANT] {
        let scope = scope(viewer);
        let mut read = world.read(&scope).await;
        let page = tenant_list(&mut read, &scope, &TenantQuery::default()).await.expect("a list");
        let paths: Vec<&str> = page.items.iter().map(|t| t.path.as_str()).collect();
        assert_eq!((paths, page.total), (vec![CA, PLANT, MIIT], 3));
        assert!(page.items.iter().all(|t| t.local));
        let find = TenantQuery { q: Some("MiIt".to_owned()), ..TenantQuery::default() };
        assert_eq!(tenant_count(&mut read, &scope, &find).await.expect("a count"), 1);
        let wild = TenantQuery { q: Some("%".to_owned()), ..TenantQuery::default() };
        assert_eq!(tenant_count(&mut read, &scope, &wild).await.expect("a count"), 0);
        let away = TenantQuery { local: Some(false), ..TenantQuery::default() };
        assert_eq!(tenant_count(&mut read, &scope, &away).await.expect("a count"), 0);
        let known = tenant_by_path(&mut read, &scope, &path(MIIT)).await.expect("asked");
        assert_eq!(known.as_ref(), page.items.last());
    }
    let mut read = world.read(&Scope::system()).await;
    let query = TenantQuery::default();
    let refused = tenant_list(&mut read, &Scope::system(), &query).await;
    assert_eq!(code(refused), "store.tenant_needed");
    world.check_rebuild().await;
}

pub(super) async fn a_new_tenant_gets_the_directory_that_was_there_before(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let known = world.node.store.directory();
    let seal = &known.tenants[&path(MIIT)].body;
    let newcomer = tenant::Tenant {
        path: path("cn/32/ent/new"),
        name: "新厂".to_owned(),
        kind: TenantKind::Enterprise,
        ..seal.clone()
    };
    world.say(MIIT, &["*"], &newcomer).await;
    let scope = scope("cn/32/ent/new");
    let mut read = world.read(&scope).await;
    assert_eq!(tenant_count(&mut read, &scope, &TenantQuery::default()).await.expect("a count"), 4);
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn accounts_are_their_tenants_and_the_nodes(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = |login: &str| user::User {
        login: login.to_owned(),
        name: "王工".to_owned(),
        role: Role::EnterpriseOfficer,
        state: "active".to_owned(),
    };
    let wang = world.say(PLANT, &[], &body("wang")).await;
    world.say(MIIT, &[], &body("lili")).await;
    // Shared by mistake: still nobody else's account.
    world.say(PLANT, &[MIIT], &body("zhao")).await;
    let system = Scope::system();
    for (scope, logins) in [
        (scope(PLANT), vec!["wang", "zhao"]),
        (scope(MIIT), vec!["lili"]),
        (scope(CA), vec![]),
        (system.clone(), vec!["lili", "wang", "zhao"]),
    ] {
        let mut read = world.read(&scope).await;
        let page = user_list(&mut read, &scope, &PageQuery::default()).await.expect("a list");
        let found: Vec<&str> = page.items.iter().map(|user| user.login.as_str()).collect();
        assert_eq!(found, logins, "{scope}");
        assert_eq!(user_count(&mut read, &scope).await.expect("a count"), page.total);
        let own = user_by_id(&mut read, &scope, wang.object).await;
        assert_eq!(own.is_ok(), logins.contains(&"wang"), "{scope}");
    }
    let disabled = user::User { state: "disabled".to_owned(), ..body("wang") };
    world.say_of(wang.object, 1, PLANT, &[], &disabled).await;
    let mut read = world.read(&system).await;
    let found = user_by_login(&mut read, &system, "wang").await.expect("asked").expect("there");
    assert_eq!((found.revision, found.user.state.as_str()), (2, "disabled"));
    assert!(user_by_login(&mut read, &system, "nobody").await.expect("asked").is_none());
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn policies_probes_enrolments_packs_and_baselines_are_listed(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let policy = |name: &str, kind: &str, enabled| sharing_policy::SharingPolicy {
        name: name.to_owned(),
        kinds: [kind.to_owned()].into(),
        audience: [path(MIIT)].into(),
        // What can be left out depends on the kind.
        redact: (kind == "finding_report").then(|| "source".to_owned()).into_iter().collect(),
        groups: [].into(),
        level: None,
        tiers: Vec::new(),
        tlp: contract::sharing::Tlp::Amber,
        retroactive: Default::default(),
        enabled,
    };
    world.say(PLANT, &[], &policy("old", "finding_report", true)).await;
    let newer = world.say(PLANT, &[], &policy("new", "finding_report", true)).await;
    world.say(PLANT, &[], &policy("off", "finding_report", false)).await;
    world.say(PLANT, &[], &policy("loops", "loop_summary", true)).await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let list = policy_list(&mut read, &own, &PageQuery::default()).await.expect("a list");
    let names: Vec<&str> = list.items.iter().map(|p| p.draft.name.as_str()).collect();
    assert_eq!(names, ["loops", "off", "new", "old"]);
    let found = policy_for(&mut read, &own, "finding_report").await.expect("asked");
    assert_eq!(found.map(|p| p.id), Some(newer.object));
    assert!(policy_for(&mut read, &own, "notice").await.expect("asked").is_none());
    let got = policy_get(&mut read, &own, newer.object).await.expect("there");
    assert_eq!(got.draft.redact, ["source".to_owned()].into());
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(policy_get(&mut read, &other, newer.object).await), "policy.missing");
    drop(read);

    let body = probe::Probe {
        name: "灌装线".to_owned(),
        place: "一号车间".to_owned(),
        state: "active".to_owned(),
    };
    world.say(PLANT, &[], &body).await;
    let invitation = enrolment::Enrolment {
        name: "厂".to_owned(),
        kind: model::NodeKind::Enterprise,
        tenants: vec![path("cn/32/ent/x")],
        expires: world.now().plus(10_000),
        state: "open".to_owned(),
        node: None,
    };
    world.say(MIIT, &[], &invitation).await;
    let active = pack::Pack {
        id: "loop".to_owned(),
        version: "1.0".to_owned(),
        digest: "00".to_owned(),
        example: true,
        published: None,
    };
    world.say(MIIT, &["*"], &active).await;
    let learning =
        baseline::Baseline { learning_until: None, learning_seconds: 60, accepted: vec![] };
    let setting = world.say(PLANT, &[], &learning).await;
    let shorter = baseline::Baseline { learning_seconds: 30, ..learning };
    world.say_of(setting.object, 1, PLANT, &[], &shorter).await;

    let mut read = world.read(&own).await;
    let probes = probe_list(&mut read, &own, &PageQuery::default()).await.expect("a list");
    assert_eq!((probes.total, probes.items[0].events), (1, 0));
    let setting = baseline_get(&mut read, &own).await.expect("asked").expect("there");
    assert_eq!((setting.revision, setting.body), (2, shorter));
    assert_eq!(pack_list(&mut read, &own).await.expect("a list")[0].body, active);
    drop(read);
    let mut read = world.read(&other).await;
    for (now, state) in [(world.now(), "open"), (world.now().plus(20_000), "expired")] {
        let list = enrolment_list(&mut read, &other, &PageQuery::default(), now).await;
        assert_eq!(list.expect("a list").items[0].state, state);
    }
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn the_audit_list_is_the_log(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = |login: &str| contract::kinds::access::Access {
        action: "sign_in".to_owned(),
        login: login.to_owned(),
        address: "127.0.0.1".to_owned(),
    };
    let mut objects = Vec::new();
    for number in 0..5 {
        objects.push(world.say(PLANT, &[], &body(&format!("user{number}"))).await.object);
    }
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let query = AuditQuery { cursor, limit: Some(2), ..AuditQuery::default() };
        let page = audit_list(&mut read, &own, &query).await.expect("a page");
        assert_eq!(page.total, 5);
        seen.extend(page.items.iter().map(|row| row.object));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    objects.reverse();
    assert_eq!(seen, objects);
    for (query, total) in [
        (AuditQuery { kind: Some("access".to_owned()), ..AuditQuery::default() }, 5),
        (AuditQuery { kind: Some("notice".to_owned()), ..AuditQuery::default() }, 0),
        (AuditQuery { author: Some("system".to_owned()), ..AuditQuery::default() }, 5),
        (AuditQuery { object: Some(objects[0]), ..AuditQuery::default() }, 1),
    ] {
        let page = audit_list(&mut read, &own, &query).await.expect("a page");
        assert_eq!((page.items.len() as u64, page.total), (total, total), "{query:?}");
    }
    drop(read);
    let system = Scope::system();
    let mut read = world.read(&system).await;
    let all = audit_list(&mut read, &system, &AuditQuery::default()).await.expect("a page");
    assert_eq!(all.total, world.node.store.records().await.expect("a number"));
    let bad = AuditQuery { cursor: Some("x".to_owned()), ..AuditQuery::default() };
    assert_eq!(code(audit_list(&mut read, &system, &bad).await), "page.cursor");
    let long = AuditQuery { limit: Some(201), ..AuditQuery::default() };
    assert_eq!(code(audit_list(&mut read, &system, &long).await), "page.limit");
}
