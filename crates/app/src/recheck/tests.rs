use super::*;

fn result(outcome: CheckOutcome) -> CheckResult {
    CheckResult {
        condition: Condition::PortClosed { address: "10.0.0.20".to_owned(), port: 502 },
        outcome,
        at: Millis(2),
        since: Millis(1),
        seen: Default::default(),
    }
}

#[test]
fn one_failure_fails_and_all_must_hold() {
    use CheckOutcome::{Failed, Held, Unknown};
    for (outcomes, expected) in [
        (&[][..], None),
        (&[Held, Held], Some(Held)),
        (&[Held, Unknown], Some(Unknown)),
        (&[Unknown, Failed, Held], Some(Failed)),
    ] {
        let results: Vec<CheckResult> = outcomes.iter().copied().map(result).collect();
        assert_eq!(overall(&results), expected, "{outcomes:?}");
    }
}

#[test]
fn words_are_the_same_whatever_their_spaces() {
    assert_eq!(of_words("默认口令 ", "PLC\n 1"), of_words("默认口令", "plc 1"));
    assert_ne!(of_words("a b", ""), of_words("a", "b"));
}

#[test]
fn a_digest_is_of_the_hazard_at_one_organisation() {
    let plant: TenantPath = "cn/32/ent/a".parse().expect("a path");
    let other: TenantPath = "cn/32/ent/b".parse().expect("a path");
    assert_eq!(digest(&plant, ""), "");
    assert_eq!(digest(&plant, "rule:a@b").len(), 64);
    assert_ne!(digest(&plant, "rule:a@b"), digest(&other, "rule:a@b"));
}
