//! What holds for any rules and any traffic.

use packet::Side::Client;
use proptest::collection::vec;
use proptest::prelude::*;

use super::support::{Parts, buffer, done, more, numbered, rules};
use crate::engine::{DataSets, Limits, RuleSet};
use crate::language::{self, Options};

/// Cuts `data` at places made from `cuts`.
fn pieces<'a>(mut data: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for cut in cuts {
        if data.is_empty() {
            break;
        }
        let (piece, rest) = data.split_at(1 + cut % data.len());
        pieces.push(piece);
        data = rest;
    }
    if !data.is_empty() {
        pieces.push(data);
    }
    pieces
}

const ON_STREAMS: &[&str] = &[
    r#"alert tcp-stream any any -> any any (content:"ab"; )"#,
    r#"alert tcp-stream any any -> any any (content:"a"; content:"b"; within:2; content:"c"; distance:1; )"#,
    r#"alert tcp-stream any any -> any any (content:"bca"; offset:3; depth:9; )"#,
    r#"alert tcp-stream any any -> any any (content:"cc"; byte_test:1,>,97,0,relative; )"#,
    r#"alert tcp-stream any any -> any any (pcre:"/ab+c/"; )"#,
    r#"alert tcp-stream any any -> any any (content:"c"; pcre:"/^a{1,2}b/R"; )"#,
    r#"alert tcp-stream any any -> any any (content:"abcabc"; nocase; )"#,
];

const ON_BODIES: &[&str] = &[
    r#"alert http any any -> any any (http.request_body; content:"ab"; content:!"cc"; )"#,
    r#"alert http any any -> any any (http.request_body; content:"bca"; endswith; )"#,
    r#"alert http any any -> any any (http.request_body; content:"a"; isdataat:!4,relative; )"#,
    r#"alert http any any -> any any (http.request_body; pcre:"/ab+c$/"; )"#,
    r#"alert http any any -> any any (http.request_body; bsize:<40; content:"b"; )"#,
    r#"alert http any any -> any any (http.uri; content:"/"; http.request_body; content:"cab"; )"#,
];

fn told_of_stream(text: &str, pieces: &[&[u8]]) -> Vec<u32> {
    let mut parts = Parts::new(text);
    for piece in pieces {
        parts.packet(1, "", Client, piece, &[]);
    }
    let mut told = parts.told();
    told.dedup();
    told
}

fn told_of_body(text: &str, pieces: &[&[u8]]) -> Vec<u32> {
    let mut parts = Parts::new(text);
    parts.packet(1, "http", Client, b"", &[buffer(1, "http.uri", b"/")]);
    for piece in pieces {
        parts.packet(1, "http", Client, b"", &[more(1, "http.request_body", piece)]);
    }
    parts.packet(1, "http", Client, b"", &[done(1)]);
    parts.told()
}

/// Text of few letters, so that contents are met.
fn letters() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![Just(b'a'), Just(b'b'), Just(b'c')], 1..120)
}

/// Words from which rules are made.
const WORDS: &[&str] = &[
    r#"content:"a";"#,
    r#"content:"|00 01|";"#,
    r#"content:!"zz";"#,
    "nocase;",
    "distance:1;",
    "within:9;",
    "offset:2;",
    "depth:40;",
    "startswith;",
    "endswith;",
    "isdataat:4,relative;",
    "isdataat:!900;",
    "byte_test:4,>,1000,0,relative;",
    "byte_jump:4,0,relative,multiplier 4,align;",
    "byte_jump:2,-2,relative,from_end;",
    "byte_extract:4,0,one,relative;",
    "byte_math:bytes 4,offset 0,oper *,rvalue 70000,result two;",
    "byte_math:bytes 1,offset 0,oper <<,rvalue 200,result three;",
    r#"content:"b"; offset:one;"#,
    r#"pcre:"/(a|b)*c/R";"#,
    "base64_decode:bytes 9,offset 1,relative; base64_data;",
    "dsize:>1;",
    "http.uri;",
    "file.data;",
    "flowbits:set,x;",
    "flowbits:isset,x;",
    "flowint:n,+,1;",
    "flowint:n,>,2;",
    "threshold:type both,track by_src,count 2,seconds 1;",
    "bsize:>2;",
    "tcp.hdr;",
    "ip.src;",
    "flags:PA;",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn streams_tell_the_same_however_they_are_cut(data in letters(), cuts in vec(0usize..40, 0..30)) {
        let text = numbered(ON_STREAMS);
        prop_assert_eq!(
            told_of_stream(&text, &[&data]),
            told_of_stream(&text, &pieces(&data, &cuts))
        );
    }

    #[test]
    fn bodies_tell_the_same_however_they_are_cut(data in letters(), cuts in vec(0usize..40, 0..30)) {
        let text = numbered(ON_BODIES);
        prop_assert_eq!(
            told_of_body(&text, &[&data]),
            told_of_body(&text, &pieces(&data, &cuts))
        );
    }

    #[test]
    fn no_rule_and_no_payload_does_harm(
        words in vec(vec(0..WORDS.len(), 1..8), 1..6),
        segments in vec(vec(any::<u8>(), 0..200), 1..8),
    ) {
        let lines: Vec<String> = words.iter().map(|words| {
            let body: String = words.iter().map(|word| WORDS[*word]).collect();
            format!("alert tcp any any -> any any ({body} )")
        }).collect();
        let text = numbered(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let file = language::read(0, text.as_bytes(), &Options::default());
        let (set, _) = RuleSet::compile(file.rules, &DataSets::new());
        let limits = Limits { bytes: 10_000, flows: 3, ..Limits::default() };
        let mut parts = Parts::with(set, limits);
        for (id, segment) in (1..).zip(&segments) {
            let uri = buffer(1, "http.uri", segment);
            let data = more(1, "file.data", segment);
            parts.packet(1 + id % 5, "http", Client, segment, &[uri, data]);
        }
        prop_assert!(parts.stats().flows <= 3);
    }
}

#[test]
fn memory_is_bounded_whatever_comes() {
    let limits = Limits { bytes: 100_000, flows: 50, ..Limits::default() };
    let text = numbered(&[
        r#"alert tcp any any -> any any (content:"aaaa"; content:"b"; distance:0; )"#,
        r#"alert http any any -> any any (http.uri; content:"a"; http.host; content:"b"; )"#,
        r#"alert http any any -> any any (file.data; content:"a"; )"#,
    ]);
    let mut parts = Parts::with(rules(&text), limits);
    let data = [b'a'; 3_000];
    for round in 0..2_000_u32 {
        let id = u64::from(round % 120) + 1;
        let told = [buffer(round, "http.uri", &data), more(7, "file.data", &data)];
        parts.packet(id, "http", Client, &data, &told);
    }
    let stats = parts.stats();
    assert!(stats.flows <= 50, "{stats:?}");
    assert!(stats.held <= 400_000, "{stats:?}");
}
