use serde_json::json;

use super::*;

fn check(input: &str, expected: &str) {
    let value: Value = serde_json::from_str(input).expect("JSON");
    let text = String::from_utf8(canonical(&value).expect("canonical")).expect("UTF-8");
    assert_eq!(text, expected);
    let again: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(canonical(&again).expect("canonical"), text.as_bytes(), "a fixed point");
}

#[test]
fn the_samples_of_rfc_8785_come_out_as_printed_there() {
    // 3.2.2
    check(
        r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
            "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
    );
    // 3.2.3
    check(
        r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
            "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
            "\u00f6":"Latin Small Letter O With Diaeresis"}"#,
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
    );
    // Appendix B
    check("[0, -0.0, 5e-324, 1.7976931348623157e308]", "[0,0,5e-324,1.7976931348623157e+308]");
    check(
        "[295147905179352830000, 9.999999999999997e22, 1e23]",
        "[295147905179352830000,9.999999999999997e+22,1e+23]",
    );
}

#[test]
fn whole_numbers_beyond_two_to_the_53_keep_every_digit() {
    check("[1767225600000000001]", "[1767225600000000001]");
    check(
        "[18446744073709551615, -9223372036854775808]",
        "[18446744073709551615,-9223372036854775808]",
    );
    check("[9007199254740993, 9007199254740992]", "[9007199254740993,9007199254740992]");
}

#[test]
fn a_field_can_be_left_out_at_the_top_only() {
    let value = json!({"hash": 1, "a": {"hash": 2}});
    assert_eq!(canonical_without(&value, "hash").expect("canonical"), br#"{"a":{"hash":2}}"#);
    assert_eq!(canonical_without(&json!([1]), "hash").expect("canonical"), b"[1]");
}

proptest::proptest! {
    #[test]
    fn floats_survive_being_sent_as_text(value in proptest::num::f64::NORMAL) {
        let text = canonical(&value).expect("canonical");
        let back: Value = serde_json::from_slice(&text).expect("JSON");
        proptest::prop_assert_eq!(canonical(&back).expect("canonical"), text);
        proptest::prop_assert_eq!(back.as_f64(), Some(value));
    }
}
