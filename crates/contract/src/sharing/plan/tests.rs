use model::{Id, Millis, TenantKind};
use proptest::prelude::*;

use super::*;
use crate::kinds;
use crate::sharing::redaction::Treatment::{Generalise, Hash, Mask, Remove};
use crate::sharing::resolve::{Roll, Standing};
use crate::sharing::{Audience, Level};

fn path(text: &str) -> TenantPath {
    text.parse().unwrap()
}

fn world() -> World {
    let tenants = [
        ("cn", TenantKind::Ministry),
        ("cn/32/miit", TenantKind::IndustryAuthority),
        ("cn/32/ca", TenantKind::CommunicationsAdministration),
        ("cn/32/ent/a", TenantKind::Enterprise),
        ("cn/32/ent/b", TenantKind::Enterprise),
    ];
    let standing = |(text, kind): (&str, TenantKind)| {
        (path(text), Standing { kind, industry: String::new(), active: true })
    };
    let roll = Roll { members: [path("cn/32/ent/b")].into(), ..Roll::default() };
    let joined = Roll { said: [(path("cn/32/ent/b"), true)].into(), ..roll };
    World {
        tenants: tenants.into_iter().map(standing).collect(),
        groups: [(Id::from_parts(Millis(0), [1; 10]), joined)].into(),
    }
}

fn tier(audience: Audience, treat: &[(&str, Treatment)]) -> Tier {
    let treat = treat.iter().map(|(field, treatment)| ((*field).to_owned(), *treatment));
    Tier { name: String::new(), audience, treat: treat.collect() }
}

/// Who gets a view, and what is done to which field in it.
type View = (Vec<String>, Vec<(String, Treatment)>);

fn views(parts: &[Tier]) -> Vec<View> {
    let kind = kinds::shareable("finding_report").unwrap();
    let views = plan(&world(), &path("cn/32/ent/a"), &kind, parts);
    let seen = |view: ViewPlan| {
        let receivers = view.receivers.keys().map(TenantPath::to_string).collect();
        (receivers, view.treat.into_iter().collect())
    };
    views.into_iter().map(seen).collect()
}

fn fields(list: &[(&str, Treatment)]) -> Vec<(String, Treatment)> {
    list.iter().map(|(field, treatment)| ((*field).to_owned(), *treatment)).collect()
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_the_province_sees_is_not_what_the_ministry_sees() {
    let ministry = Audience { level: Some(Level::Ministry), ..Audience::default() };
    let parts = [
        tier(ministry, &[]),
        tier(Audience::of([path("cn")]), &[("source", Mask), ("target", Remove)]),
    ];
    assert_eq!(
        views(&parts),
        [
            (names(&["cn/32/ca", "cn/32/miit"]), fields(&[])),
            (names(&["cn"]), fields(&[("source", Mask), ("target", Remove)])),
        ]
    );
}

#[test]
fn a_hash_is_for_one_receiver_and_a_field_of_another_kind_for_none() {
    let both = Audience::of([path("cn"), path("cn/32/miit")]);
    assert_eq!(
        views(&[tier(both, &[("source", Hash), ("recipient", Generalise)])]),
        [
            (names(&["cn"]), fields(&[("source", Hash)])),
            (names(&["cn/32/miit"]), fields(&[("source", Hash)])),
        ]
    );
    assert_eq!(views(&[]), []);
    assert_eq!(views(&[tier(Audience::default(), &[])]), []);
}

fn any_part() -> impl Strategy<Value = Tier> {
    let tenants = prop::collection::btree_set(
        prop::sample::select(vec!["cn", "cn/32/miit", "cn/32/ca", "cn/32/ent/b"]),
        0..3,
    );
    let field = prop::sample::select(vec!["source", "target", "note", "time", "evidence"]);
    let treatment = prop::sample::select(vec![Mask, Generalise, Hash, Remove]);
    let treat = prop::collection::btree_map(field.prop_map(str::to_owned), treatment, 0..4);
    let level = prop::option::of(prop::sample::select(Level::ALL));
    let group = any::<bool>();
    (tenants, treat, level, group).prop_map(|(tenants, treat, level, group)| Tier {
        name: String::new(),
        audience: Audience {
            tenants: tenants.into_iter().map(path).collect(),
            groups: group.then(|| Id::from_parts(Millis(0), [1; 10])).into_iter().collect(),
            level,
        },
        treat,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_view_with_a_field_has_a_receiver_that_a_part_keeps_it_from(
        parts in prop::collection::vec(any_part(), 0..5)
    ) {
        let (world, owner) = (world(), path("cn/32/ent/a"));
        let kind = kinds::shareable("finding_report").unwrap();
        let views = plan(&world, &owner, &kind, &parts);
        let mut seen = BTreeSet::new();
        for view in &views {
            for tenant in view.receivers.keys() {
                prop_assert!(seen.insert(tenant.clone()), "{} has two views", tenant);
                for part in &parts {
                    if world.why_not(&owner, &part.audience, tenant).is_some() {
                        continue;
                    }
                    for (field, treatment) in &part.treat {
                        let done = view.treat.get(field);
                        let fits = kind.admits(field, *treatment);
                        prop_assert!(
                            done == Some(&Remove) || fits && done == Some(treatment) || !fits && done.is_some(),
                            "{} sees {} as {:?}", tenant, field, done
                        );
                    }
                }
            }
            let hashed = view.treat.values().any(|treatment| *treatment == Hash);
            prop_assert!(!hashed || view.receivers.len() == 1);
        }
        let named: BTreeSet<TenantPath> =
            parts.iter().flat_map(|part| world.resolve(&owner, &part.audience).into_keys()).collect();
        prop_assert_eq!(seen, named);
    }
}
