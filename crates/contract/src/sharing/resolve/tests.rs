use model::Millis;
use proptest::prelude::*;

use super::*;

const TENANTS: [(&str, TenantKind, &str); 9] = [
    ("cn", TenantKind::Ministry, ""),
    ("cn/32/miit", TenantKind::IndustryAuthority, ""),
    ("cn/32/ca", TenantKind::CommunicationsAdministration, ""),
    ("cn/32/ent/a", TenantKind::Enterprise, "36"),
    ("cn/32/ent/b", TenantKind::Enterprise, "44"),
    ("cn/32/ent/c", TenantKind::Enterprise, "36"),
    ("cn/33/miit", TenantKind::IndustryAuthority, ""),
    ("cn/33/ca", TenantKind::CommunicationsAdministration, ""),
    ("cn/33/ent/d", TenantKind::Enterprise, "36"),
];

fn path(text: &str) -> TenantPath {
    text.parse().unwrap()
}

fn group(n: u8) -> Id {
    Id::from_parts(Millis(0), [n; 10])
}

fn world(suspended: &[&str], groups: Vec<(Id, Roll)>) -> World {
    let standing = |(text, kind, industry): &(&str, TenantKind, &str)| {
        let industry = (*industry).to_owned();
        let standing = Standing { kind: *kind, industry, active: !suspended.contains(text) };
        (path(text), standing)
    };
    World { tenants: TENANTS.iter().map(standing).collect(), groups: groups.into_iter().collect() }
}

fn reached(world: &World, owner: &str, audience: &Audience) -> Vec<String> {
    world.resolve(&path(owner), audience).into_keys().map(|path| path.to_string()).collect()
}

#[test]
fn a_level_reaches_whom_its_name_says() {
    let world = world(&["cn/32/ca"], Vec::new());
    let check = |owner: &str, level: Level, expected: &[&str]| {
        let audience = Audience { level: Some(level), ..Audience::default() };
        assert_eq!(reached(&world, owner, &audience), expected, "{owner} {level:?}");
    };
    check("cn/32/ent/a", Level::Own, &[]);
    check("cn/32/ent/a", Level::Group, &[]);
    check("cn/32/ent/a", Level::Province, &["cn/32/miit"]);
    check("cn/33/ent/d", Level::Province, &["cn/33/ca", "cn/33/miit"]);
    check("cn/33/ent/d", Level::Ministry, &["cn", "cn/33/ca", "cn/33/miit"]);
    check("cn/33/ca", Level::Province, &["cn/33/miit"]);
    check("cn", Level::Province, &[]);
    check(
        "cn/32/miit",
        Level::All,
        &[
            "cn",
            "cn/32/ent/a",
            "cn/32/ent/b",
            "cn/32/ent/c",
            "cn/33/ca",
            "cn/33/ent/d",
            "cn/33/miit",
        ],
    );
}

#[test]
fn an_empty_group_reaches_nobody_and_an_enterprise_joins_by_its_own_word() {
    let members: BTreeSet<TenantPath> =
        ["cn/32/ent/a", "cn/32/ent/b", "cn/32/ca", "cn/33/ca"].map(path).into();
    let rules = vec![MemberRule { industry: Some("36".to_owned()), ..MemberRule::default() }];
    let said =
        [(path("cn/32/ent/a"), true), (path("cn/32/ent/b"), false), (path("cn/33/ca"), false)];
    let roll = Roll { members, rules, dissolved: false, said: said.into() };
    let over = Roll { dissolved: true, ..roll.clone() };
    let world = world(&[], vec![(group(1), Roll::default()), (group(2), roll), (group(3), over)]);
    let of = |n: u8| Audience { groups: [group(n)].into(), ..Audience::default() };
    assert_eq!(reached(&world, "cn/32/miit", &of(1)), [""; 0]);
    assert_eq!(reached(&world, "cn/32/miit", &of(2)), ["cn/32/ca", "cn/32/ent/a"]);
    assert_eq!(reached(&world, "cn/32/miit", &of(3)), [""; 0], "dissolved");
    assert_eq!(reached(&world, "cn/32/miit", &of(9)), [""; 0], "unknown");
    let why = |tenant: &str| world.why_not(&path("cn/32/miit"), &of(2), &path(tenant));
    assert_eq!(why("cn/32/ent/a"), None);
    assert_eq!(why("cn/32/ent/b"), Some(WhyNot::Left { group: group(2) }));
    assert_eq!(why("cn/32/ent/c"), Some(WhyNot::NotJoined { group: group(2) }));
    assert_eq!(why("cn/33/miit"), Some(WhyNot::NotNamed));
    assert_eq!(why("cn/32/miit"), Some(WhyNot::Owner));
    assert_eq!(why("cn/44/ent/x"), Some(WhyNot::Unknown));
}

#[test]
fn a_rule_without_conditions_invites_nobody() {
    let roll = Roll { rules: vec![MemberRule::default()], ..Roll::default() };
    let world = world(&[], vec![(group(1), roll.clone())]);
    assert!(world.invited(&path("cn"), &roll).is_empty());
}

/// What a random world and audience are made of: places in [`TENANTS`].
#[derive(Debug, Clone)]
struct Case {
    owner: usize,
    suspended: Vec<usize>,
    groups: Vec<CaseGroup>,
    named: Vec<usize>,
    used: Vec<usize>,
    level: Option<Level>,
}

#[derive(Debug, Clone)]
struct CaseGroup {
    members: Vec<usize>,
    region: Option<&'static str>,
    industry: Option<&'static str>,
    said: Vec<(usize, bool)>,
    dissolved: bool,
}

fn some_tenants() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..TENANTS.len(), 0..4)
}

fn case_group() -> impl Strategy<Value = CaseGroup> {
    let region = prop::option::of(prop::sample::select(vec!["32", "33", "44"]));
    let industry = prop::option::of(prop::sample::select(vec!["36", "44", "99"]));
    let said = prop::collection::vec((0..TENANTS.len(), any::<bool>()), 0..6);
    (some_tenants(), region, industry, said, prop::bool::weighted(0.1)).prop_map(
        |(members, region, industry, said, dissolved)| CaseGroup {
            members,
            region,
            industry,
            said,
            dissolved,
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    let groups = prop::collection::vec(case_group(), 0..4);
    let used = prop::collection::vec(0..5usize, 0..3);
    let level = prop::option::of(prop::sample::select(Level::ALL));
    (0..TENANTS.len(), some_tenants(), groups, some_tenants(), used, level).prop_map(
        |(owner, suspended, groups, named, used, level)| Case {
            owner,
            suspended,
            groups,
            named,
            used,
            level,
        },
    )
}

/// Whether a tenant gets it, by the rules as `docs/sharing.md` words them, written down anew: one
/// tenant at a time, over places in a table, without the code's sets.
fn oracle(case: &Case, place: usize) -> bool {
    let (name, kind, industry) = TENANTS[place];
    let parts: Vec<&str> = name.split('/').collect();
    let own: Vec<&str> = TENANTS[case.owner].0.split('/').collect();
    if place == case.owner || case.suspended.contains(&place) {
        return false;
    }
    if case.named.contains(&place) {
        return true;
    }
    let same_province = parts.len() > 1 && own.len() > 1 && parts[1] == own[1];
    let authority_here = same_province && parts.len() == 3;
    let by_level = match case.level {
        None | Some(Level::Own | Level::Group) => false,
        Some(Level::Province) => authority_here,
        Some(Level::Ministry) => authority_here || name == "cn",
        Some(Level::All) => true,
    };
    let by_group = case.used.iter().filter_map(|n| case.groups.get(*n)).any(|group| {
        let by_rule = (group.region.is_some() || group.industry.is_some())
            && group.region.is_none_or(|region| parts.len() > 1 && parts[1] == region)
            && group.industry.is_none_or(|wanted| wanted == industry);
        let last = group.said.iter().rev().find(|(who, _)| *who == place).map(|(_, yes)| *yes);
        let consents = match last {
            Some(word) => word,
            None => kind != TenantKind::Enterprise,
        };
        !group.dissolved && (by_rule || group.members.contains(&place)) && consents
    });
    by_level || by_group
}

fn resolved(case: &Case) -> BTreeSet<TenantPath> {
    let name = |place: &usize| TENANTS[*place].0;
    let suspended: Vec<&str> = case.suspended.iter().map(name).collect();
    let groups = case.groups.iter().zip(0u8..).map(|(known, n)| {
        let rule = MemberRule {
            region: known.region.map(str::to_owned),
            industry: known.industry.map(str::to_owned),
            kind: None,
        };
        let roll = Roll {
            members: known.members.iter().map(|place| path(name(place))).collect(),
            rules: vec![rule],
            dissolved: known.dissolved,
            said: known.said.iter().map(|(place, yes)| (path(name(place)), *yes)).collect(),
        };
        (group(n), roll)
    });
    let audience = Audience {
        tenants: case.named.iter().map(|place| path(name(place))).collect(),
        groups: case.used.iter().map(|n| group(u8::try_from(*n).unwrap())).collect(),
        level: case.level,
    };
    let world = world(&suspended, groups.collect());
    let owner = path(name(&case.owner));
    let reached: BTreeSet<_> = world.resolve(&owner, &audience).into_keys().collect();
    for (tenant, ..) in TENANTS {
        let why = world.why_not(&owner, &audience, &path(tenant));
        assert_eq!(why.is_none(), reached.contains(&path(tenant)), "{tenant}: {why:?}");
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_reached_whom_no_rule_names_and_everybody_whom_one_does(case in case()) {
        let expected: BTreeSet<TenantPath> = (0..TENANTS.len())
            .filter(|place| oracle(&case, *place))
            .map(|place| path(TENANTS[place].0))
            .collect();
        prop_assert_eq!(resolved(&case), expected);
    }
}
