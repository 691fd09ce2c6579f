use super::*;

fn check(identity: &Identity, expected: &str) {
    assert_eq!(identity.checked().expect("it can be written"), expected);
    assert_eq!(expected.parse::<Identity>().expect("it can be read"), *identity);
}

#[test]
fn an_identity_reads_as_it_was_written() {
    check(&Identity::vulnerability("cve-2022-38465", "10.0.0.20"), "vuln:CVE-2022-38465@10.0.0.20");
    check(&Identity::rule("ics.plc_stop", "FE80::1"), "rule:ics.plc_stop@fe80::1");
    check(
        &Identity::item("ics-assessment@1.2.0", "risks", "a/b@c"),
        "item:ics-assessment/risks/a/b@c",
    );
    let digest = "0f".repeat(32);
    check(&Identity::Text { digest: digest.clone() }, &format!("text:{digest}"));
    check(
        &Identity::Drill { drill: "2026-应急演练".to_owned(), gap: "3".to_owned() },
        "drill:2026-应急演练/3",
    );
}

#[test]
fn whoever_tells_of_it_writes_the_same() {
    assert_eq!(
        Identity::vulnerability(" CVE-1 ", "::FFFF"),
        Identity::vulnerability("cve-1", "::ffff")
    );
    assert_eq!(Identity::item("p@1.0.0", "f", " 1"), Identity::item("p@2.0.0", "f", "1"));
    assert_ne!(Identity::rule("a", "10.0.0.1"), Identity::rule("a", "10.0.0.2"));
}

#[test]
fn what_is_no_identity_is_refused() {
    let long = format!("rule:{}@10.0.0.1", "a".repeat(LONGEST));
    for text in [
        "",
        "rule",
        "rule:",
        "rule:@a",
        "rule:a@",
        "vuln:a",
        "item:a/b",
        "item:/a/b",
        "item:a//b",
        "drill:x",
        "drill:/1",
        "text:0",
        "other:a@b",
        &long,
    ] {
        let fault = text.parse::<Identity>().expect_err("it is none");
        assert_eq!(fault.code, "hazard.identity", "{text}");
    }
    assert!(Identity::rule("a@b", "10.0.0.1").checked().is_err(), "it would read as another");
    assert!(Identity::rule("", "10.0.0.1").checked().is_err());
}
