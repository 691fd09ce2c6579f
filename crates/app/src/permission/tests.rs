use super::*;

#[test]
fn the_node_administrator_sees_no_enterprise_content() {
    use Action::*;
    let content = [
        AssetRead,
        ObservationRead,
        BaselineRead,
        FindingRead,
        FindingDecide,
        ReportRead,
        NoticeRead,
        NoticeIssue,
        LoopStep,
        EvidenceRead,
        EvidenceAdd,
        LoopRead,
        FilingRead,
        FilingWrite,
    ];
    for action in content {
        assert!(!may(Role::NodeAdministrator, action), "{action:?}");
    }
}

#[test]
fn the_auditor_only_reads() {
    for action in Action::ALL.iter().filter(|action| may(Role::Auditor, **action)) {
        assert!(action.word().ends_with("_read"), "{action:?}");
    }
}

#[test]
fn every_action_has_a_name_of_its_own_and_somebody_who_may() {
    let words: std::collections::BTreeSet<_> = Action::ALL.iter().map(|a| a.word()).collect();
    assert_eq!(words.len(), Action::ALL.len());
    assert!(Action::ALL.iter().all(|action| !action.roles().is_empty()));
}

#[test]
fn an_authority_reaches_the_enterprises_of_its_own_province_only() {
    let path = |text: &str| text.parse::<TenantPath>().unwrap();
    let check = |issuer: &str, kind, recipient: &str, expected: bool| {
        let found = has_jurisdiction(&path(issuer), kind, &path(recipient));
        assert_eq!(found, expected, "{issuer} -> {recipient}");
    };
    check("cn/32/miit", TenantKind::IndustryAuthority, "cn/32/ent/a", true);
    check("cn/32/ca", TenantKind::CommunicationsAdministration, "cn/32/ent/a", true);
    check("cn/32/miit", TenantKind::IndustryAuthority, "cn/33/ent/a", false);
    check("cn/32/miit", TenantKind::IndustryAuthority, "cn/32/ca", false);
    check("cn", TenantKind::Ministry, "cn/33/ent/a", true);
    check("cn", TenantKind::Ministry, "cn/33/miit", true);
    check("cn", TenantKind::Ministry, "cn", false);
    check("cn/32/ent/b", TenantKind::Enterprise, "cn/32/ent/a", false);
}
