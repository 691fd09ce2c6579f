use model::CaptureTime;
use proptest::prelude::*;
use serde_json::json;

use crate::facts::{Fact, Kind};
use crate::pattern::{Comparison, Constant, Expression, Operator, parse};
use crate::{NotLoaded, Set, Source};

fn bundle(pattern: &str) -> String {
    json!({"type": "bundle", "objects": [
        {"type": "indicator", "id": "indicator--1", "name": "one", "pattern_type": "stix",
         "pattern": pattern, "confidence": 80, "valid_from": "2020-01-01T00:00:00Z",
         "valid_until": "2030-01-01T00:00:00Z"},
        {"type": "malware", "id": "malware--1"}]})
    .to_string()
}

fn load(text: &str) -> (Set, Vec<NotLoaded>) {
    Set::load(&[Source { name: "feed", text }])
}

/// 2023-11-14.
const NOW: CaptureTime = CaptureTime(1_700_000_000_000_000_000);

fn hits(set: &Set, facts: &[(Kind, &str)]) -> usize {
    let facts: Vec<Fact> = facts.iter().map(|(kind, text)| Fact::new(*kind, text)).collect();
    set.matches(&facts, &facts, NOW).len()
}

#[track_caller]
fn pattern(pattern: &str, facts: &[(Kind, &str)], expected: bool) {
    let (set, not) = load(&bundle(pattern));
    assert_eq!(not, [], "{pattern}");
    assert_eq!(hits(&set, facts) == 1, expected, "{pattern} on {facts:?}");
}

#[test]
fn patterns_hold_of_what_they_name() {
    use Kind::{Agent, Client, Domain, FileHash, Server, ServerPort, Url};
    for (text, facts, expected) in [
        ("[ipv4-addr:value = '198.51.100.7']", &[(Client, "198.51.100.7")][..], true),
        ("[ipv4-addr:value = '198.51.100.0/24']", &[(Server, "198.51.100.7")], true),
        ("[ipv4-addr:value = '198.51.100.0/24']", &[(Server, "198.51.101.7")], false),
        ("[ipv6-addr:value = '2001:DB8::1']", &[(Server, "2001:db8:0:0::1")], true),
        ("[network-traffic:dst_ref.value = '198.51.100.7']", &[(Client, "198.51.100.7")], false),
        ("[domain-name:value = 'Bad.example']", &[(Domain, "bad.EXAMPLE.")], true),
        ("[domain-name:value = 'bad.example']", &[(Domain, "www.bad.example")], false),
        ("[domain-name:value LIKE '%.bad.example']", &[(Domain, "www.bad.example")], true),
        ("[domain-name:value MATCHES '^b.d\\\\.']", &[(Domain, "bad.example")], true),
        ("[domain-name:value IN ('a.example', 'b.example')]", &[(Domain, "b.example")], true),
        ("[url:value = 'HTTP://Bad.example:80/x']", &[(Url, "http://bad.example/x")], true),
        ("[file:hashes.'SHA-256' = 'AB']", &[(FileHash, "ab")], true),
        (
            "[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 443]",
            &[(Server, "198.51.100.7"), (ServerPort, "443")],
            true,
        ),
        (
            "[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 443]",
            &[(Server, "198.51.100.7"), (ServerPort, "80")],
            false,
        ),
        (
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x/1']",
            &[(Agent, "x/1")],
            true,
        ),
        (
            "[domain-name:value = 'a.example'] OR [url:value = 'http://b/']",
            &[(Url, "http://b")],
            true,
        ),
        (
            "[domain-name:value = 'a.example' AND domain-name:value != 'b.example']",
            &[(Domain, "a.example")],
            true,
        ),
    ] {
        pattern(text, facts, expected);
    }
}

#[test]
fn what_cannot_be_loaded_says_why() {
    for (text, reason) in [
        ("[a:b = 'x'] FOLLOWEDBY [a:b = 'y']", "pattern.followed_by"),
        ("[a:b = 'x'] AND [a:b = 'y']", "pattern.several_observations"),
        ("[a:b = 'x'] WITHIN 5 SECONDS", "pattern.qualifier"),
        ("[windows-registry-key:key = 'x']", "pattern.path"),
        ("[domain-name:value != 'x']", "pattern.unanchored"),
        ("[network-traffic:dst_port = 443]", "pattern.unanchored"),
        ("[domain-name:value MATCHES '(']", "pattern.regex"),
        ("[ipv4-addr:value = 'x']", "pattern.address"),
        ("[ipv4-addr:value = '10.0.0.1']", "set.warned"),
        ("[domain-name:value > 'x']", "pattern.operator"),
        ("[domain-name:value = 'x'", "pattern.syntax"),
    ] {
        let (set, not) = load(&bundle(text));
        assert!(set.is_empty(), "{text}");
        assert_eq!(not.iter().map(|it| it.reason).collect::<Vec<_>>(), [reason], "{text}");
        assert_eq!(not[0].id, "indicator--1");
    }
}

#[test]
fn a_revoked_indicator_is_left_out_and_an_old_one_is_silent() {
    let revoked = bundle("[url:value = 'http://a/']").replacen('{', "{\"x\":1,", 1);
    let revoked = revoked.replace("\"confidence\":80", "\"revoked\":true");
    assert_eq!(load(&revoked).1[0].reason, "stix.revoked");
    let (set, _) = load(&bundle("[domain-name:value = 'a.example']"));
    let facts = [Fact::new(Kind::Domain, "a.example")];
    assert_eq!(set.matches(&facts, &facts, NOW).len(), 1);
    assert_eq!(set.matches(&facts, &facts, CaptureTime(0)).len(), 0);
    assert_eq!(set.matches(&facts, &facts, CaptureTime(i64::MAX)).len(), 0);
}

#[test]
fn lists_know_values_by_their_form() {
    let text = "# comment\n198.51.100.7\n203.0.113.0/24\nbad[.]example\n.wide.example\n\
                hxxp://c.example/x\nd41d8cd98f00b204e9800998ecf8427e\nja3:aa\nme@mail.example\n?\n";
    let (set, not) = load(text);
    assert_eq!(set.len(), 8);
    assert_eq!(
        not,
        [NotLoaded { source: "feed".into(), id: "line 10".into(), reason: "list.value" }]
    );
    for (kind, value, expected) in [
        (Kind::Server, "198.51.100.7", 1),
        (Kind::Client, "203.0.113.9", 1),
        (Kind::Domain, "bad.example", 1),
        (Kind::Domain, "x.bad.example", 0),
        (Kind::Domain, "x.wide.example", 1),
        (Kind::Domain, "notwide.example", 0),
        (Kind::Url, "http://c.example/x", 1),
        (Kind::FileHash, "D41D8CD98F00B204E9800998ECF8427E", 1),
        (Kind::Ja3, "aa", 1),
        (Kind::Email, "<Me@mail.example>", 1),
    ] {
        assert_eq!(hits(&set, &[(kind, value)]), expected, "{value}");
    }
}

#[test]
fn a_header_names_the_columns_of_csv() {
    let (set, not) = load("value,name,confidence\n198.51.100.7,\"a, b\",70\n");
    assert_eq!(not, []);
    let one = set.get(0).unwrap();
    assert_eq!((one.name.as_str(), one.confidence), ("a, b", Some(70)));
}

#[test]
fn a_warning_list_silences() {
    let warning = r#"{"name": "w", "type": "hostname", "list": ["example.org"]}"#;
    let sources = [
        Source { name: "feed", text: "www.example.org\nbad.example\n" },
        Source { name: "warning", text: warning },
    ];
    let (set, not) = Set::load(&sources);
    assert_eq!((set.len(), not[0].reason), (1, "set.warned"));
    assert_eq!(hits(&set, &[(Kind::Domain, "www.example.org")]), 0);
    assert_eq!(hits(&set, &[(Kind::Domain, "bad.example")]), 1);
}

fn comparison() -> impl Strategy<Value = Expression> {
    let values =
        prop_oneof![".{0,12}".prop_map(Constant::Text), any::<i64>().prop_map(Constant::Number),];
    let operator = prop_oneof![
        Just(Operator::Equal),
        Just(Operator::NotEqual),
        Just(Operator::Like),
        Just(Operator::Matches),
        Just(Operator::IsSubset),
    ];
    ("[a-z-]{1,8}", "[a-z_' ]{1,8}", any::<bool>(), operator, values).prop_map(
        |(object, path, negated, operator, value)| {
            let path = vec![path];
            Expression::Compare(Comparison { object, path, negated, operator, values: vec![value] })
        },
    )
}

fn expression() -> impl Strategy<Value = Expression> {
    comparison().prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::All),
            prop::collection::vec(inner, 2..4).prop_map(Expression::Any),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_pattern_parses_to_the_same(expression in expression()) {
        prop_assert_eq!(parse(&expression.to_string()), Ok(expression));
    }

    #[test]
    fn arbitrary_text_never_panics(text in ".{0,80}", signs in "[\\[\\]()a-z:.'= ]{0,60}") {
        let alone = load(&text);
        prop_assert!(alone.0.len() <= text.len());
        for text in [text, signs] {
            let (set, not) = load(&bundle(&text));
            prop_assert_eq!(set.len() + not.len(), 1);
        }
    }
}
