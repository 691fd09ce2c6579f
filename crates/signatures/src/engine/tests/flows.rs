//! Bits, counters, thresholds.

use std::net::Ipv4Addr;

use packet::Side::{Client, Server};
use packet::build::{self, Peer};

use super::support::{Bench, alerts, check, client, numbered, rules, server, tcp, udp};

#[test]
fn bits_are_set_before_they_are_asked_for() {
    check(
        &[
            r#"alert tcp any any -> any any (content:"two"; flowbits:isset,seen; )"#,
            r#"alert tcp any any -> any any (content:"one"; flowbits:set,seen; flowbits:noalert; )"#,
            r#"alert tcp any any -> any any (content:"two"; flowbits:isnotset,seen; )"#,
            r#"alert tcp any any -> any any (content:"two"; flowbits:isset,other|seen; )"#,
            r#"alert tcp any any -> any any (content:"two"; flowbits:isset,other; )"#,
        ],
        &tcp(80, &[(Client, b"one"), (Server, b"yes"), (Client, b"two")]),
        &[1, 4],
    );
}

#[test]
fn a_bit_that_depends_on_a_bit_is_set_in_the_same_packet() {
    check(
        &[
            r#"alert udp any any -> any any (content:"x"; flowbits:isset,b; )"#,
            r#"alert udp any any -> any any (content:"x"; flowbits:isset,a; flowbits:set,b; noalert; )"#,
            r#"alert udp any any -> any any (content:"x"; flowbits:set,a; noalert; )"#,
        ],
        &udp(9, b"x"),
        &[1],
    );
}

#[test]
fn counters_of_a_flow_are_counted_and_compared() {
    let rules = numbered(&[
        r#"alert udp any any -> any any (content:"x"; flowint:hits,+,1; noalert; )"#,
        r#"alert udp any any -> any any (content:"x"; flowint:hits,>,2; )"#,
        r#"alert udp any any -> any any (content:"x"; flowint:other,notset; flowint:hits,isset; )"#,
    ]);
    let frames = [udp(9, b"x"), udp(9, b"x"), udp(9, b"x"), udp(9, b"x")].concat();
    let mut bench = Bench::new(rules_of(&rules));
    for (place, frame) in (0..).zip(frames) {
        bench.packets(1_000 + place, &[frame]);
    }
    let told = bench.finish();
    assert_eq!(told.iter().filter(|sid| **sid == 2).count(), 2);
    assert_eq!(told.iter().filter(|sid| **sid == 3).count(), 4);
}

fn rules_of(text: &str) -> crate::engine::RuleSet {
    rules(text)
}

#[test]
fn bits_of_hosts_expire() {
    let text = numbered(&[
        r#"alert udp any any -> any any (content:"mark"; xbits:set,bad,track ip_src,expire 10; noalert; )"#,
        r#"alert udp any any -> any any (content:"test"; xbits:isset,bad,track ip_src; )"#,
    ]);
    let mut bench = Bench::new(rules(&text));
    bench.packets(1_000, &udp(9, b"mark"));
    bench.packets(1_005, &udp(10, b"test"));
    assert_eq!(bench.told, [2]);
    bench.packets(1_011, &udp(11, b"test"));
    assert_eq!(bench.told, [2]);
}

/// Datagrams at these seconds; how often the rule tells.
fn told_with(limit: &str, seconds: &[i64]) -> usize {
    let text = numbered(&[&format!(r#"alert udp any any -> any any (content:"x"; {limit} )"#)]);
    let mut bench = Bench::new(rules(&text));
    for second in seconds {
        bench.packets(*second, &udp(9, b"x"));
    }
    bench.finish().len()
}

#[test]
fn thresholds_keep_alerts_back() {
    let rows: &[(&str, &[i64], usize)] = &[
        ("threshold:type limit,track by_src,count 2,seconds 60;", &[1, 2, 3, 4], 2),
        ("threshold:type limit,track by_src,count 1,seconds 10;", &[1, 2, 20, 21], 2),
        ("threshold:type threshold,track by_src,count 2,seconds 60;", &[1, 2, 3, 4, 5], 2),
        ("threshold:type both,track by_dst,count 2,seconds 60;", &[1, 2, 3, 4, 5], 1),
        ("threshold:type both,track by_rule,count 2,seconds 10;", &[1, 2, 3, 20, 21, 22], 2),
        ("detection_filter:track by_src,count 2,seconds 60;", &[1, 2, 3, 4], 2),
        (
            "threshold:type backoff,track by_flow,count 1,multiplier 10;",
            &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            2,
        ),
    ];
    for (limit, seconds, expected) in rows {
        assert_eq!(told_with(limit, seconds), *expected, "{limit}");
    }
}

#[test]
fn each_source_has_a_count_of_its_own() {
    let text = numbered(&[
        r#"alert udp any any -> any any (content:"x"; threshold:type limit,track by_src,count 1,seconds 60; )"#,
    ]);
    let from = |last| Peer::new(Ipv4Addr::new(192, 168, 1, last), 1_000);
    let frames: Vec<Vec<u8>> =
        [1, 2, 1, 2].map(|last| build::udp(&from(last), &server(9), b"x")).into();
    let mut bench = Bench::new(rules(&text));
    for (place, frame) in (0..).zip(frames) {
        bench.packets(1_000 + place, &[frame]);
    }
    assert_eq!(bench.finish().len(), 2);
}

#[test]
fn flows_are_counted() {
    check(
        &[
            "alert tcp any any -> any any (flow.pkts_toserver:>3; )",
            "alert tcp any any -> any any (flow.pkts_toserver:>30; )",
            r#"alert tcp any any -> any any (content:"question"; stream_size:client,>,7; )"#,
            r#"alert tcp any any -> any any (content:"question"; stream_size:client,>,8; )"#,
        ],
        &tcp(80, &[(Client, b"question"), (Server, b"answer")]),
        &[1, 3],
    );
    assert_eq!(alerts("", &udp(client().port, b"x")), [0_u32; 0]);
}
