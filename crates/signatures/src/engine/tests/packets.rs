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

/// A datagram behind three tags.
fn tagged() -> Vec<u8> {
    let plain = udp(9, b"x").remove(0);
    let tags = [0x81, 0, 0, 200, 0x81, 0, 0x01, 0x2c, 0x81, 0, 0x01, 0x90];
    [&plain[..12], &tags, &plain[12..]].concat()
}

#[test]
fn three_tags_are_told_apart() {
    check(
        &[
            "alert ip any any -> any any (vlan.id:200,0; )",
            "alert ip any any -> any any (vlan.id:400,-1; )",
            "alert ip any any -> any any (vlan.id:300,-1; )",
            "alert ip any any -> any any (vlan.id:100-600,2; )",
            "alert ip any any -> any any (vlan.layers:3; )",
            "alert ip any any -> any any (vlan.id:>150,all; )",
        ],
        &[tagged()],
        &[1, 2, 4, 5, 6],
    );
}

#[test]
fn elements_too_long_are_found_behind_a_match() {
    check(
        &[
            r#"alert udp any any -> any any (content:"SMB"; asn1:oversize_length 2048, relative_offset 2; )"#,
            r#"alert udp any any -> any any (content:"SMB"; asn1:oversize_length 2048, absolute_offset 0; )"#,
            r#"alert udp any any -> any any (content:"SMB"; asn1:double_overflow, relative_offset 2; )"#,
        ],
        &udp(9, b"SMB--\x30\x82\x20\x00"),
        &[1],
    );
}

#[test]
fn a_client_that_sends_the_server_elsewhere_is_told() {
    let ip = match client().ip {
        std::net::IpAddr::V4(ip) => ip.octets().map(|octet| octet.to_string()).join(","),
        std::net::IpAddr::V6(ip) => panic!("{ip}"),
    };
    let rule = [r#"alert tcp any any -> any 21 (content:"PORT"; nocase; ftpbounce; )"#];
    for (line, expected) in [
        (format!("PORT {ip},4,1\r\n"), &[][..]),
        ("PORT 198,51,100,9,4,1\r\n".to_owned(), &[1]),
        ("port 198,51,100,9,4,1\r\n".to_owned(), &[1]),
        ("PORT 198,51,100,9\r\n".to_owned(), &[]),
        ("PORT 198,51,100,999,4,1\r\n".to_owned(), &[]),
    ] {
        let talk = [
            (Server, &b"220 ready\r\n"[..]),
            (Client, b"USER x\r\n"),
            (Server, b"331 ok\r\n"),
            (Client, line.as_bytes()),
        ];
        check(&rule, &tcp(21, &talk), expected);
    }
}
