use super::*;

fn id(n: u8) -> Id {
    Id::from_parts(model::Millis(0), [n; 10])
}

fn path(text: &str) -> TenantPath {
    text.parse().expect("a tenant path")
}

fn province() -> Routes {
    Routes {
        here: Some(id(1)),
        parent: Some(id(0)),
        local: [path("cn/32/miit"), path("cn/32/ca"), path("cn/32/ent/b")].into(),
        below: [(id(2), [path("cn/32/ent/a")].into()), (id(3), [path("cn/32/ent/c")].into())]
            .into(),
        above: [path("cn")].into(),
    }
}

fn check(tenants: &[&str], from: Option<u8>, expected: &[u8]) {
    let sharing = Sharing::with(tenants.iter().map(|t| path(t)));
    let hops: Vec<Id> = province().next_hops(&sharing, from.map(id)).into_iter().collect();
    let mut wanted: Vec<Id> = expected.iter().map(|n| id(*n)).collect();
    wanted.sort();
    assert_eq!(hops, wanted, "sharing with {tenants:?}");
}

#[test]
fn records_travel_only_towards_named_tenants() {
    check(&[], None, &[]);
    check(&["cn/32/ent/unknown"], None, &[]);
    check(&["cn/32/miit"], None, &[]);
    check(&["cn/32/ent/a"], None, &[2]);
    check(&["cn"], None, &[0]);
    check(&["cn", "cn/32/ent/c"], None, &[0, 3]);
    check(&["cn/32/ent"], None, &[]);
    check(&["cn", "cn/32/ent/a"], Some(2), &[0]);
}

#[test]
fn a_receiver_that_is_not_named_and_leads_to_nobody_refuses() {
    let routes = province();
    assert!(!routes.admits(&Sharing::private(), id(2)));
    assert!(!routes.admits(&Sharing::with([path("cn/32/ent/a")]), id(2)));
    assert!(routes.admits(&Sharing::with([path("cn/32/ca")]), id(2)));
    assert!(routes.admits(&Sharing::with([path("cn")]), id(2)));
}

#[test]
fn only_named_tenants_of_this_node_see_a_record() {
    let viewers = province().viewers(&path("cn/32/ent/a"), &Sharing::with([path("cn/32/miit")]));
    assert_eq!(viewers, [path("cn/32/miit")].into());
}
