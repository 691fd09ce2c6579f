//! Packets as rules see them.

use super::{Bench, client, server, talk};
use crate::build::{Place, ethernet, ip, udp, udp_datagram};
use crate::config::Config;
use crate::flow::Side;
use crate::ip::{GRE, ICMP, UDP};

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
    assert_eq!(log(&[arp]), ["1 v0 0 p0 0 \"\" None", "1 end"]);
}

#[test]
fn late_data_comes_with_the_packet_that_fills_the_hole_and_every_packet_is_shown_once() {
    let mut talk = talk();
    let mut frames = vec![talk.say(Side::Client, b"a")];
    let (b, c) = (talk.say(Side::Client, b"bb"), talk.say(Side::Client, b"c"));
    frames.extend([c, b]);
    assert_eq!(
        log(&frames),
        [
            "1 v4 20 p6 20 \"a\" Some(Client)",
            "stream a",
            "1 end",
            "2 v4 20 p6 20 \"c\" Some(Client)",
            "2 end",
            "3 v4 20 p6 20 \"bb\" Some(Client)",
            "stream bb",
            "stream c",
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
    assert_eq!(log(&[short]), ["1 v4 20 p17 0 \"\" None", "1 end"]);
    let bare = ethernet(from.mac, to.mac, 0x0800, &[0x45]);
    assert_eq!(log(&[bare]), ["1 v0 0 p0 0 \"\" None", "1 end"]);
    assert_eq!(log(&[vec![1, 2]]), ["1 v0 0 p0 0 \"\" None", "1 end"]);
}
