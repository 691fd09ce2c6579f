use super::*;

fn path(text: &str) -> TenantPath {
    text.parse().unwrap()
}

#[test]
fn a_mark_says_to_whom_its_recipient_may_pass_on() {
    let passer = path("cn/32/miit");
    let check = |tlp: Tlp, tenant: &str, kind: TenantKind, expected: Option<&str>| {
        let tenant = path(tenant);
        let fault = admits(tlp, &passer, Receiver { tenant: &tenant, kind }).err();
        let code = fault.as_ref().map(|fault| fault.code.as_ref());
        assert_eq!(code, expected, "{tlp:?} to {tenant}");
    };
    use TenantKind::*;
    for tlp in [Tlp::Red, Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear] {
        check(tlp, "cn/32/miit", IndustryAuthority, None);
    }
    check(Tlp::Red, "cn", Ministry, Some("tlp.red"));
    check(Tlp::AmberStrict, "cn", Ministry, Some("tlp.amber_strict"));
    check(Tlp::Amber, "cn", Ministry, None);
    check(Tlp::Amber, "cn/32/ca", CommunicationsAdministration, None);
    check(Tlp::Amber, "cn/33/ca", CommunicationsAdministration, Some("tlp.amber"));
    check(Tlp::Amber, "cn/32/ent/a", Enterprise, Some("tlp.amber"));
    check(Tlp::Green, "cn/33/ent/a", Enterprise, None);
    check(Tlp::Clear, "cn/33/ent/a", Enterprise, None);
}

#[test]
fn a_letter_is_handed_on_below_unless_its_mark_keeps_it() {
    let passer = path("cn/32/miit");
    for (tlp, expected) in [
        (Tlp::Red, Some("tlp.red")),
        (Tlp::AmberStrict, Some("tlp.amber_strict")),
        (Tlp::Amber, None),
        (Tlp::Green, None),
        (Tlp::Clear, None),
    ] {
        let fault = admits_below(tlp, &passer).err();
        assert_eq!(fault.as_ref().map(|fault| fault.code.as_ref()), expected, "{tlp:?}");
    }
}

#[test]
fn only_those_the_owner_did_not_name_need_its_word() {
    let (owner, named) = (path("cn/32/ent/a"), [path("cn/32/miit")].into());
    let receivers = ["cn", "cn/32/ent/a", "cn/32/miit"].map(path).into();
    assert_eq!(beyond(&owner, &named, &receivers), [&path("cn")]);
}
