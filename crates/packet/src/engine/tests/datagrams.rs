//! Link layers, tags, tunnels, fragments, UDP.

use std::net::{IpAddr, Ipv6Addr};

use model::event::FlowState;

use super::{Bench, MS, SECOND, client, server, talk, text};
use crate::build::{Peer, Place, ethernet, ip, tagged, tcp, udp, udp_datagram};
use crate::config::{Config, Overlap};
use crate::flow::Side;
use crate::ip::{GRE, IP_IN_IP, UDP};
use crate::link::LinkType;

fn v6(last: u16, port: u16) -> Peer {
    Peer::new(IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, last)), port)
}

#[test]
fn frames_without_ip_are_handed_over_by_ethertype() {
    let (src, dst) = (client().mac, server().mac);
    let goose = ethernet(src, dst, 0x88b8, b"goose");
    let llc = ethernet(src, dst, 5, b"\x42\x42\x03xxPADDING");
    let snap = ethernet(src, dst, 12, b"\xaa\xaa\x03\0\0\0\x88\xb8snapPADDING");
    let hsr = ethernet(src, dst, 0x892f, b"\x00\x10\x00\x01\x88\xb8ring");
    let mut bench = Bench::new(Config::default());
    bench.feed_all(&[
        goose.clone(),
        tagged(&goose, 0x8100, 7),
        tagged(&tagged(&goose, 0x8100, 7), 0x88a8, 100),
        llc,
        snap,
        hsr,
    ]);
    let (heard, _) = bench.finish();
    let seen: Vec<(u16, [u16; 2], &[u8])> =
        heard.frames.iter().map(|(t, vlan, payload)| (*t, *vlan, &payload[..])).collect();
    assert_eq!(
        seen,
        [
            (0x88b8, [0, 0], &b"goose"[..]),
            (0x88b8, [7, 0], b"goose"),
            (0x88b8, [100, 7], b"goose"),
            (5, [0, 0], b"\x42\x42\x03xx"),
            (0x88b8, [0, 0], b"snap"),
            (0x88b8, [0, 0], b"ring"),
        ]
    );
}

#[test]
fn every_link_type_leads_to_the_same_datagram() {
    let frame = udp(&client(), &server(), b"hello");
    let packet = &frame[14..];
    let cases: [(LinkType, Vec<u8>); 6] = [
        (LinkType::Ethernet, frame.clone()),
        (LinkType::Raw, packet.to_vec()),
        (LinkType::Null, [&[2, 0, 0, 0], packet].concat()),
        (LinkType::Loop, [&[0, 0, 0, 2], packet].concat()),
        (LinkType::LinuxSll, [&[0; 14][..], &[8, 0], packet].concat()),
        (LinkType::LinuxSll2, [&[8, 0][..], &[0; 18], packet].concat()),
    ];
    for (link, bytes) in cases {
        let mut bench = Bench::new(Config::default());
        bench.link = link;
        bench.feed(&bytes);
        let (heard, _) = bench.finish();
        assert_eq!(heard.datagrams, [(Side::Client, b"hello".to_vec())], "{link:?}");
    }
}

#[test]
fn an_unknown_link_type_is_told_once() {
    let mut bench = Bench::new(Config::default());
    bench.link = LinkType::Other(195);
    bench.feed(b"abc");
    bench.feed(b"abc");
    let (heard, stats) = bench.finish();
    assert_eq!(heard.anomalies.into_iter().collect::<Vec<_>>(), [("link.unsupported".into(), 1)]);
    assert_eq!(stats.undecoded, 2);
}

#[test]
fn tunnels_are_followed_to_a_depth() {
    let inner = udp(&client(), &server(), b"deep");
    let packet = &inner[14..];
    let gre = [&[0x20, 0, 8, 0, 1, 2, 3, 4][..], packet].concat();
    for (protocol, payload) in [(IP_IN_IP, packet.to_vec()), (GRE, gre)] {
        let mut bench = Bench::new(Config::default());
        bench.feed(&ip(&v6(1, 0), &v6(2, 0), protocol, Place::default(), &payload));
        let (heard, _) = bench.finish();
        assert_eq!(heard.datagrams.len(), 1, "protocol {protocol}");
    }
    let mut frame = inner;
    for _ in 0..9 {
        frame = ip(&client(), &server(), IP_IN_IP, Place::default(), &frame[14..]);
    }
    let mut bench = Bench::new(Config::default());
    bench.feed(&frame);
    let (heard, _) = bench.finish();
    assert_eq!(heard.anomalies.keys().collect::<Vec<_>>(), ["ip.tunnel_depth"]);
}

#[test]
fn ipv6_extension_headers_are_walked() {
    let datagram = udp_datagram(&v6(1, 9), &v6(2, 502), b"six");
    let chain = [&[60, 0, 1, 4, 0, 0, 0, 0, UDP, 0, 1, 4, 0, 0, 0, 0][..], &datagram].concat();
    let mut bench = Bench::new(Config::default());
    bench.feed(&ip(&v6(1, 9), &v6(2, 502), 0, Place::default(), &chain));
    let endless = [0u8; 8].repeat(40);
    bench.feed(&ip(&v6(1, 9), &v6(2, 502), 0, Place::default(), &endless));
    bench.feed(&ip(&v6(1, 9), &v6(2, 502), 0, Place::default(), &[60, 200, 0, 0, 0, 0, 0, 0]));
    let (heard, _) = bench.finish();
    assert_eq!(heard.datagrams, [(Side::Client, b"six".to_vec())]);
    let codes: Vec<&String> = heard.anomalies.keys().collect();
    assert_eq!(codes, ["ip.extension_chain", "ip.extension_short"]);
}

/// Fragments of a datagram with 24 payload bytes, `(offset, more, bytes)` within the IP payload.
fn fragments(peers: (Peer, Peer), parts: &[(u16, bool, &[u8])]) -> Vec<Vec<u8>> {
    let frame = |&(offset, more, bytes): &(u16, bool, &[u8])| {
        ip(&peers.0, &peers.1, UDP, Place { id: 5, offset, more }, bytes)
    };
    parts.iter().map(frame).collect()
}

fn heard(config: Config, frames: &[Vec<u8>]) -> (Vec<String>, Vec<String>) {
    let mut bench = Bench::new(config);
    bench.feed_all(frames);
    let (heard, _) = bench.finish();
    let said = heard.datagrams.iter().map(|(_, payload)| text(payload)).collect();
    (said, heard.anomalies.into_keys().collect())
}

#[test]
fn fragments_in_any_order_make_the_datagram() {
    for peers in [(client(), server()), (v6(1, 9), v6(2, 502))] {
        let whole = udp_datagram(&peers.0, &peers.1, b"abcdefghijklmnopqrstuvwx");
        let (a, b, c) = (&whole[..16], &whole[16..24], &whole[24..]);
        let parts: [(u16, bool, &[u8]); 3] = [(0, true, a), (16, true, b), (24, false, c)];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let frames = fragments(peers, &order.map(|n| parts[n]));
            let (said, anomalies) = heard(Config::default(), &frames);
            assert_eq!(said, ["abcdefghijklmnopqrstuvwx"], "{order:?}");
            assert!(anomalies.is_empty());
        }
        let frames = fragments(peers, &[parts[0], parts[0], parts[1], parts[1], parts[2]]);
        let (said, anomalies) = heard(Config::default(), &frames);
        assert_eq!((said.len(), anomalies.len()), (1, 0), "repetitions are harmless");
    }
}

#[test]
fn what_is_wrong_with_fragments_is_named() {
    let peers = (client(), server());
    let whole = udp_datagram(&peers.0, &peers.1, b"abcdefghijklmnopqrstuvwx");
    let (a, b, c) = (&whole[..16], &whole[16..24], &whole[24..]);
    let x: &[u8] = b"XXXXXXXXXXXXXXXX";
    type Parts<'a> = Vec<(u16, bool, &'a [u8])>;
    let cases: [(Parts<'_>, &str, &str); 5] = [
        (
            vec![(0, true, a), (8, true, x), (24, false, c)],
            "abcdefghXXXXXXXXqrstuvwx",
            "ip.fragment_overlap",
        ),
        (
            vec![(0, true, a), (16, true, b), (24, false, c), (40, true, x)],
            "abcdefghijklmnopqrstuvwx",
            "",
        ),
        (vec![(24, false, c), (40, true, x)], "", "ip.fragment_end"),
        (vec![(0, true, &a[..13])], "", "ip.fragment_length"),
        (vec![(65_528, true, x)], "", "ip.fragment_too_long"),
    ];
    for (parts, said, code) in cases {
        let (all, anomalies) = heard(Config::default(), &fragments(peers, &parts));
        assert_eq!(all.concat(), said, "{code}");
        assert_eq!(anomalies.concat(), code);
    }
    let overlapping: Parts<'_> = vec![(0, true, a), (8, true, x), (24, false, c)];
    let config = Config { overlap: Overlap::Last, ..Config::default() };
    let (last, _) = heard(config, &fragments(peers, &overlapping));
    assert_eq!(last, ["XXXXXXXXXXXXXXXXqrstuvwx"]);
}

#[test]
fn fragments_that_wait_too_long_or_are_too_many_are_dropped() {
    let mut bench = Bench::new(Config { max_datagrams: 4, ..Config::default() });
    for id in 0..10 {
        bench.feed(&ip(&client(), &server(), UDP, Place { id, offset: 0, more: true }, &[0; 8]));
    }
    assert_eq!(bench.engine.stats().datagrams_dropped, 6);
    bench.time += 31 * SECOND;
    bench.feed(&ip(&client(), &server(), UDP, Place { id: 99, offset: 0, more: true }, &[0; 8]));
    assert_eq!(bench.engine.stats().datagrams_dropped, 10);

    let mut bench = Bench::new(Config { max_fragment_bytes: 100_000, ..Config::default() });
    for id in 0..50 {
        bench.feed(&ip(
            &client(),
            &server(),
            UDP,
            Place { id, offset: 64_000, more: true },
            &[0; 8],
        ));
    }
    assert_eq!(bench.engine.stats().datagrams_dropped, 49);
}

#[test]
fn a_datagram_seen_twice_by_the_tap_is_delivered_once() {
    let frame = |id| {
        ip(
            &client(),
            &server(),
            UDP,
            Place { id, ..Place::default() },
            &udp_datagram(&client(), &server(), b"x"),
        )
    };
    let count = |frames: &[(u16, i64)]| {
        let mut bench = Bench::new(Config::default());
        for (id, wait) in frames {
            bench.time += wait;
            bench.feed(&frame(*id));
        }
        bench.finish().0.datagrams.len()
    };
    assert_eq!(count(&[(7, 0), (7, MS)]), 1);
    assert_eq!(count(&[(7, 0), (8, MS)]), 2, "the sender said it again");
    assert_eq!(count(&[(7, 0), (7, SECOND)]), 2, "the identification came round");
    assert_eq!(count(&[(0, 0), (0, 0)]), 2, "no identification, nothing to tell by");
}

#[test]
fn udp_lengths_are_honoured_and_lies_are_named() {
    let mut bench = Bench::new(Config::default());
    let mut padded = udp(&client(), &server(), b"ab");
    padded.resize(60, 0xee);
    bench.feed(&padded);
    let mut long = udp(&client(), &server(), b"cd");
    long[39] = 200;
    bench.feed(&long);
    let mut short = udp(&client(), &server(), b"ef");
    short[39] = 3;
    bench.feed(&short);
    bench.snapped(&udp(&server(), &client(), b"truncated"), 14 + 28 + 5);
    let (heard, _) = bench.finish();
    let said: Vec<String> = heard.datagrams.iter().map(|(_, p)| text(p)).collect();
    assert_eq!(said, ["ab", "cd", "trunc"]);
    assert_eq!(heard.ended[0].anomalies, ["udp.length", "packet.truncated"]);
    assert_eq!(heard.anomalies.into_keys().collect::<Vec<_>>(), ["udp.length"]);
    assert_eq!(heard.ended[0].state, FlowState::Established);
}

#[test]
fn headers_cut_off_by_the_capture_are_no_fault_of_the_sender() {
    let frame = talk().say(Side::Client, b"abc");
    for (captured, code) in
        [(10, "packet.truncated"), (20, "packet.truncated"), (40, "packet.truncated")]
    {
        let mut bench = Bench::new(Config::default());
        bench.snapped(&frame, captured);
        let (heard, _) = bench.finish();
        assert_eq!(heard.anomalies.into_keys().collect::<Vec<_>>(), [code], "{captured}");
    }
    for (captured, code) in [(10, "link.short"), (20, "ip.short")] {
        let mut bench = Bench::new(Config::default());
        bench.feed(&frame[..captured]);
        let (heard, _) = bench.finish();
        assert_eq!(heard.anomalies.into_keys().collect::<Vec<_>>(), [code], "{captured}");
    }
}

#[test]
fn vlans_separate_conversations_unless_told_otherwise() {
    let frame = tcp(&client(), &server(), 1, 1, 16, b"x");
    for (vlan_separates, flows) in [(true, 3), (false, 1)] {
        let mut bench = Bench::new(Config { vlan_separates, ..Config::default() });
        bench.feed(&frame);
        bench.feed(&tagged(&frame, 0x8100, 1));
        bench.feed(&tagged(&frame, 0x8100, 2));
        assert_eq!(bench.finish().1.flows, flows);
    }
}
