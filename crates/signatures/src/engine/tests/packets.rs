//! Headers, ports, addresses, and rules without content.

use packet::Side::{Client, Server};
use packet::build;

use super::support::{alerts, check, client, icmp, numbered, said, server, tcp, udp};

#[test]
fn the_head_of_a_rule_chooses_packets() {
    check(
        &[
            "alert tcp any any -> any 502 (flags:S; )",
            "alert tcp any any -> any 503 (flags:S; )",
            "alert tcp any 502 -> any any (flags:SA; )",
            "alert tcp 192.168.1.0/24 any -> 10.0.0.0/8 any (flags:S; )",
            "alert tcp !192.168.1.0/24 any -> any any (flags:S; )",
            "alert tcp any any <> any 502 (flags:SA; )",
            "alert udp any any -> any any (dsize:>0; )",
            "alert tcp any any -> any 502 (flags:A+; flow:to_client; )",
            "alert tcp any any -> any any (flow:to_client,established; flags:PA; )",
            "alert tcp any any -> any ![500:510] (flags:S; )",
        ],
        &tcp(502, &[(Client, b"question"), (Server, b"answer")]),
        &[1, 3, 4, 6, 9],
    );
}

#[test]
fn icmp_is_read() {
    check(
        &[
            "alert icmp any any -> any any (itype:8; )",
            "alert icmp any any -> any any (itype:0; )",
            "alert icmp any any -> any any (itype:8; icmp_id:7; icmp_seq:2; )",
            r#"alert icmp any any -> any any (content:"ping"; )"#,
            "alert icmp any any -> any any (icmpv4-csum:valid; )",
            "alert icmp any any -> any any (icmpv4-csum:invalid; )",
            "alert ip any any -> any any (ip_proto:1; )",
            "alert ip any any -> any any (ttl:64; )",
        ],
        &icmp(&[8, 0, 0, 0, 0, 7, 0, 2, b'p', b'i', b'n', b'g']),
        &[1, 3, 4, 6, 7, 8],
    );
}

#[test]
fn headers_are_looked_at_as_bytes() {
    check(
        &[
            r#"alert ip any any -> any any (ipv4.hdr; content:"|45 00|"; startswith; )"#,
            r#"alert udp any any -> any any (udp.hdr; content:"|0f a0|"; offset:2; depth:2; )"#,
            r#"alert tcp any any -> any any (tcp.hdr; content:"|0f a0|"; )"#,
        ],
        &udp(4_000, b"x"),
        &[1, 2],
    );
}

#[test]
fn rules_on_addresses_tell_once_a_flow_and_side() {
    let rules = numbered(&[
        "alert ip 192.168.1.10 any -> any any ()",
        "alert ip 192.168.1.11 any -> any any ()",
        "alert ip any any -> any any ()",
    ]);
    let frames = tcp(80, &[(Client, b"a"), (Server, b"b"), (Client, b"c")]);
    assert_eq!(alerts(&rules, &frames), [1, 3, 3]);
}

#[test]
fn a_wrong_checksum_is_seen() {
    let mut frame = build::udp(&client(), &server(9), b"payload");
    let rules = [
        "alert udp any any -> any any (udpv4-csum:valid; )",
        "alert udp any any -> any any (udpv4-csum:invalid; )",
    ];
    check(&rules, &[frame.clone()], &[1]);
    *frame.last_mut().unwrap() ^= 0xff;
    check(&rules, &[frame], &[2]);
}

#[test]
fn a_pass_rule_keeps_the_others_quiet() {
    let frames = said(80, b"attack");
    check(
        &[
            r#"alert tcp any any -> any any (content:"attack"; )"#,
            r#"pass tcp any any -> any 80 (content:"attack"; )"#,
        ],
        &frames,
        &[],
    );
    check(
        &[
            r#"alert tcp any any -> any any (content:"attack"; )"#,
            r#"pass tcp any any -> any 81 (content:"attack"; )"#,
            r#"drop tcp any any -> any 80 (content:"attack"; )"#,
        ],
        &frames,
        &[1, 3],
    );
}
