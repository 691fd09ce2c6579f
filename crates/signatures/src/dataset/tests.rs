use super::*;
use crate::rule::SetAction;

fn set(kind: &str, format: &str) -> Dataset {
    Dataset {
        name: "x".to_owned(),
        action: SetAction::IsSet,
        kind: kind.to_owned(),
        file: None,
        format: format.to_owned(),
        value_key: "a.b".to_owned(),
        array_key: "list".to_owned(),
        subdomains: false,
        reputation: None,
    }
}

#[track_caller]
fn check(kind: &str, format: &str, text: &str, expected: &[(&[u8], u64)], wrong: &[usize]) {
    let read = read(&set(kind, format), text, 100);
    let expected: HashMap<_, _> = expected.iter().map(|(v, n)| (v.to_vec(), *n)).collect();
    assert_eq!(read.values, expected, "{text}");
    assert_eq!(read.wrong, wrong, "{text}");
}

#[test]
fn lists_hold_strings_in_base64_hashes_in_hexadecimal_and_addresses() {
    check("string", "csv", "YWJj\n# note\n\nZA==,7\n!\n", &[(b"abc", 0), (b"d", 7)], &[5]);
    let hash = "00112233445566778899aabbccddeeff";
    let octets: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
    check("md5", "csv", &format!("{hash}\n{}\n", hash.get(2..).unwrap()), &[(&octets, 0)], &[2]);
    check("sha256", "csv", &format!("{hash}{hash}\n"), &[(&octets.repeat(2), 0)], &[]);
    check(
        "ip",
        "csv",
        "10.0.0.1,5\n::ffff:10.0.0.2\nx",
        &[(&[10, 0, 0, 1], 5), (&[10, 0, 0, 2], 0)],
        &[3],
    );
    check("ipv4", "csv", "::1", &[], &[1]);
}

#[test]
fn json_holds_values_as_they_are_under_keys() {
    let text = r#"{"list":[{"a":{"b":"x.example"}},{"a":{"b":5}},{"c":1}]}"#;
    check("string", "json", text, &[(b"x.example", 0)], &[2, 3]);
    check("string", "json", "[]", &[], &[1]);
    check("ip", "ndjson", "{\"a\":{\"b\":\"10.0.0.1\"}}\n\n{", &[(&[10, 0, 0, 1], 0)], &[3]);
}

#[test]
fn a_full_set_takes_no_more_and_says_how_many() {
    let read = read(&set("ip", "csv"), "10.0.0.1\n10.0.0.2\n10.0.0.1,9\n10.0.0.3", 1);
    assert_eq!((read.values.len(), read.beyond), (1, 2));
    assert_eq!(read.values.get(&vec![10, 0, 0, 1]), Some(&9));
}
