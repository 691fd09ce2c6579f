//! Packets as rules see them.

use super::{Bench, client, server, talk};
use crate::build::{Peer, Place, ethernet, ip, udp, udp_datagram};
use crate::capture::Frame;
use crate::config::Config;
use crate::engine::{Analyzer, Engine};
use crate::flow::{Context, Flow, Side};
use crate::ip::{GRE, ICMP, UDP};
use crate::layers::Layers;
use crate::link::LinkType;

/// What an analyzer that wants packets hears of the frames.
fn log(frames: &[Vec<u8>]) -> Vec<String> {
    let mut bench = Bench::new(Config::default());
    bench.heard.watch = true;
    bench.feed_all(frames);
    bench.heard.log
}

#[test]
fn a_packet_is_shown_with_its_headers_around_what_it_delivers() {
    assert_eq!(
        log(&[udp(&client(), &server(), b"hello")]),
        ["1 v4 20 p17 8 \"hello\" Some(Client)", "datagram hello", "1 end"]
    );
    let echo = ip(&client(), &server(), ICMP, Place::default(), b"\x08\0\0\0\0\0\0\0ping");
    assert_eq!(log(&[echo]), ["1 v4 20 p1 8 \"ping\" Some(Client)", "1 end"]);
    let arp = ethernet(client().mac, server().mac, 0x0806, b"arp");
    assert_eq!(log(&[arp]), ["event arp.pkt_too_small", "1 v0 0 p0 0 \"\" None", "1 end"]);
}

#[test]
fn late_data_names_the_packet_that_brought_it_and_every_packet_is_shown_once() {
    let mut talk = talk();
    let mut frames = vec![talk.say(Side::Client, b"a")];
    let (b, c) = (talk.say(Side::Client, b"bb"), talk.say(Side::Client, b"c"));
    frames.extend([c, b]);
    assert_eq!(
        log(&frames),
        [
            "1 v4 20 p6 20 \"a\" Some(Client)",
            "stream a of 1",
            "1 end",
            "2 v4 20 p6 20 \"c\" Some(Client)",
            "2 end",
            "3 v4 20 p6 20 \"bb\" Some(Client)",
            "stream bb of 3",
            "stream c of 2",
            "3 end",
        ]
    );
}

#[test]
fn a_tunnel_is_shown_and_then_what_is_in_it() {
    let inner = udp(&client(), &server(), b"in");
    let gre = [&[0, 0, 8, 0][..], &inner[14..]].concat();
    assert_eq!(
        log(&[ip(&server(), &client(), GRE, Place::default(), &gre)]),
        [
            "1 v4 20 p47 0 \"\" None",
            "1 end",
            "1 v4 20 p17 8 \"in\" Some(Client)",
            "datagram in",
            "1 end",
        ]
    );
}

#[test]
fn fragments_are_shown_before_the_datagram_they_make() {
    let (from, to) = (client(), server());
    let datagram = udp_datagram(&from, &to, b"0123456789");
    let (head, tail) = datagram.split_at(16);
    let frames = [
        ip(&from, &to, UDP, Place { id: 7, offset: 0, more: true }, head),
        ip(&from, &to, UDP, Place { id: 7, offset: 16, more: false }, tail),
    ];
    assert_eq!(
        log(&frames),
        [
            "1 v4 20 p17 0 \"\" None fragment",
            "1 end",
            "2 v4 20 p17 0 \"\" None fragment",
            "2 end",
            "2 v4 20 p17 8 \"0123456789\" Some(Client)",
            "datagram 0123456789",
            "2 end",
        ]
    );
}

#[test]
fn what_cannot_be_read_is_shown_as_far_as_it_can() {
    let (from, to) = (client(), server());
    let short = ip(&from, &to, UDP, Place::default(), &[1, 2, 3]);
    assert_eq!(log(&[short]), ["event udp.hlen_too_small", "1 v4 20 p17 0 \"\" None", "1 end"]);
    let nothing = ["1 v0 0 p0 0 \"\" None", "1 end"];
    let bare = ethernet(from.mac, to.mac, 0x0800, &[0x45]);
    assert_eq!(log(&[bare]), [&["event ipv4.pkt_too_small"][..], &nothing].concat());
    assert_eq!(log(&[vec![1, 2]]), [&["event ethernet.pkt_too_small"][..], &nothing].concat());
}

#[test]
fn headers_between_the_link_and_ip_are_no_packets_of_their_own() {
    let frame = udp(&client(), &server(), b"in");
    let labelled = [&[0, 1, 1, 64][..], &frame[14..]].concat();
    let labelled = ethernet(client().mac, server().mac, 0x8847, &labelled);
    assert_eq!(log(&[labelled]), log(&[frame]));
    let wrong = ethernet(client().mac, server().mac, 0x8847, &[0, 1]);
    assert_eq!(log(&[wrong]), ["event mpls.header_too_small", "1 v0 0 p0 0 \"\" None", "1 end"]);
}

#[test]
fn a_udp_tunnel_is_shown_with_its_flow_and_then_what_is_in_it() {
    let inner = udp(&client(), &server(), b"in");
    let outer = Peer { port: 4789, ..server() };
    let vxlan = [&[8, 0, 0, 0, 0, 0, 9, 0][..], &inner].concat();
    let seen = log(&[udp(&client(), &outer, &vxlan)]);
    assert!(seen[0].starts_with("1 v4 20 p17 8") && seen[0].ends_with("Some(Client)"), "{seen:?}");
    assert_eq!(seen[1], "1 end");
    assert_eq!(seen[3..], ["datagram in", "1 end"]);
}

/// What is delivered of a frame whose byte at `place` is damaged, with and without verification.
fn delivered(frame: &[u8], place: usize) -> [usize; 2] {
    [true, false].map(|verify_checksums| {
        let mut bench = Bench::new(Config { verify_checksums, ..Config::default() });
        let mut frame = frame.to_vec();
        frame[place] ^= 0x40;
        bench.feed(&frame);
        usize::try_from(bench.finish().1.delivered).unwrap()
    })
}

#[test]
fn damaged_packets_are_kept_out_of_streams_where_that_is_wanted() {
    let datagram = udp(&client(), &server(), b"hello");
    assert_eq!(delivered(&datagram, 0), [5, 5], "the Ethernet header has no part in it");
    assert_eq!(delivered(&datagram, 44), [0, 5]);
    let segment = talk().say(Side::Client, b"hello!");
    assert_eq!(delivered(&segment, 0), [6, 6]);
    assert_eq!(delivered(&segment, 56), [0, 6]);
}

/// Keeps what checksums say.
#[derive(Default)]
struct Checks(Vec<(Option<bool>, Option<bool>)>);

impl Analyzer for Checks {
    type Session = ();
    fn wants_packets(&self) -> bool {
        true
    }
    fn packet(&mut self, _: &Context, layers: &Layers<'_>, _: Option<(&mut Flow<()>, Side)>) {
        self.0.push((layers.header_checksum_holds(), layers.transport_checksum_holds()));
    }
    fn flow_ended(&mut self, _: &mut Flow<()>, _: &Context) {}
}

#[test]
fn checksums_are_worked_out_for_whoever_asks() {
    let check = |frame: &[u8], expected: (Option<bool>, Option<bool>)| {
        let mut checks = Checks::default();
        let wire_len = u32::try_from(frame.len()).unwrap();
        let time = model::CaptureTime(1);
        let frame = Frame { time, number: 1, link: LinkType::Ethernet, data: frame, wire_len };
        Engine::new(Config::default()).packet(&frame, &mut checks);
        assert_eq!(checks.0, [expected]);
    };
    let (from, to) = (client(), server());
    let (from6, to6) = (Peer::new([1u16; 8], 9), Peer::new([2u16; 8], 502));
    let mut frame = udp(&from, &to, b"hello");
    check(&frame, (Some(true), Some(true)));
    frame[18] ^= 1;
    check(&frame, (Some(false), Some(true)));
    frame[45] ^= 1;
    check(&frame, (Some(false), Some(false)));
    frame[40..42].fill(0);
    check(&frame, (Some(false), None));
    check(&udp(&from6, &to6, b"hello"), (None, Some(true)));
    let echo = [8, 0, 0x8d, 0x91, 0, 0, 0, 0, b'p', b'i', b'n'];
    let mut echo = ip(&from, &to, ICMP, Place::default(), &echo);
    let right = !crate::checksum::sum(&[&[8, 0], b"\0\0\0\0pin"]);
    echo[36..38].copy_from_slice(&right.to_be_bytes());
    check(&echo, (Some(true), Some(true)));
    echo[36] ^= 1;
    check(&echo, (Some(true), Some(false)));
    check(&ip(&from, &to, 89, Place::default(), b"ospf"), (Some(true), None));
}
