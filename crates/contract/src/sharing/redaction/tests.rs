use serde_json::json;

use super::*;
use crate::kinds;

fn tilde(_: &str, text: &str) -> String {
    format!("~{text}")
}

#[test]
fn an_address_keeps_its_network_and_anything_else_goes() {
    let check = |text: &str, expected: &str| assert_eq!(mask(text), expected, "{text}");
    check("10.1.2.3", "10.1.2.0/24");
    check("2001:db8:1:2::5", "2001:db8:1::/48");
    check("00:1b:1b:12:34:56", "00:1b:1b:*");
    check("00-1B-1B-12-34-56", "00:1B:1B:*");
    check("10.1.2.0/24", "");
    check("plc-7", "");
    check("", "");
}

#[test]
fn counts_keep_their_order_of_magnitude() {
    let check = |count: u64, expected: u64| assert_eq!(magnitude(count), expected, "{count}");
    check(0, 0);
    check(1, 1);
    check(9, 1);
    check(10, 10);
    check(999, 100);
    check(u64::MAX, 10_000_000_000_000_000_000);
}

#[test]
fn each_treatment_leaves_a_body_of_its_kind() {
    let report = json!({
        "finding": "01900000-0000-7000-8000-000000000000",
        "policy": "01900000-0000-7000-8000-000000000000",
        "rule": "r", "severity": "high", "techniques": ["T0855"], "source": "10.0.0.66",
        "target": "10.0.0.1", "protocol": "modbus", "operation": "write",
        "time": 1_767_225_600_123_456_789i64, "params": { "address": "7" }, "evidence": [],
        "note": "see line 1",
    });
    let kind = kinds::shareable("finding_report").unwrap();
    for field in kind.fields {
        for treatment in field.shape.treatments() {
            let treat = [(field.name.to_owned(), *treatment)].into();
            let seen = kind.apply(&report, &treat, &tilde);
            assert_eq!(kinds::check("finding_report", &seen), Ok(()), "{field:?} {treatment:?}");
            assert_ne!(seen[field.name], report[field.name].clone().take_if_empty());
            assert_eq!(seen["redacted"], json!([field.name]));
        }
    }
    let all = kind.apply(&report, &kind.all(), &tilde);
    assert_eq!(
        (&all["source"], &all["note"], &all["params"]),
        (&json!(""), &json!(""), &json!({}))
    );
    assert_eq!(all["time"], json!(1_767_225_600_000_000_000i64), "the day is kept");
}

trait TakeIfEmpty {
    /// What is empty already cannot be told from what was left out.
    fn take_if_empty(self) -> serde_json::Value;
}

impl TakeIfEmpty for serde_json::Value {
    fn take_if_empty(self) -> serde_json::Value {
        if self == json!([]) { json!("empty before") } else { self }
    }
}

#[test]
fn a_wrong_treatment_leaves_out_instead_of_showing() {
    let kind = kinds::shareable("loop_summary").unwrap();
    let body = json!({ "recipient": "cn/32/ent/a", "techniques": ["T0855"], "returned": 42 });
    let wrong = |field: &str, treatment| {
        kind.apply(&body, &[(field.to_owned(), treatment)].into(), &tilde)[field].clone()
    };
    assert_eq!(wrong("recipient", Treatment::Mask), json!("cn/32"));
    assert_eq!(wrong("techniques", Treatment::Hash), json!([]));
    assert_eq!(wrong("returned", Treatment::Remove), json!(10));
}

#[test]
fn joined_rules_show_no_more_than_each() {
    use Treatment::{Generalise, Hash, Mask, Remove};
    for one in [Mask, Generalise, Hash, Remove] {
        for other in [Mask, Generalise, Hash, Remove] {
            let expected = if one == other { one } else { Remove };
            assert_eq!(one.join(other), expected, "{one:?} {other:?}");
        }
    }
    let joined = join(
        [("a".to_owned(), Mask), ("b".to_owned(), Hash)].into(),
        &[("a".to_owned(), Mask), ("b".to_owned(), Mask), ("c".to_owned(), Remove)].into(),
    );
    let expected: Treatments =
        [("a".to_owned(), Mask), ("b".to_owned(), Remove), ("c".to_owned(), Remove)].into();
    assert_eq!(joined, expected);
}
