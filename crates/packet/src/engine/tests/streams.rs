//! TCP: order, overlap, loss, beginnings and ends.

use model::event::FlowState;

use super::{Bench, MS, SECOND, client, endpoint, server, talk, text};
use crate::build::{ACK, FIN, PSH, RST, SYN, tcp};
use crate::config::{Config, Overlap};
use crate::flow::{Direction, Side};

/// The client's segments at offsets from its first byte; `ack`s are the server's acknowledgements.
enum Step {
    Data(u32, &'static str),
    Ack(u32),
    Wait(i64),
}
use Step::{Ack, Data, Wait};

const ISN: u32 = u32::MAX - 9; // wraps around within every test

fn run(config: Config, handshake: bool, steps: &[Step]) -> super::Ended {
    let mut bench = Bench::new(config);
    let first = ISN.wrapping_add(1);
    if handshake {
        bench.feed(&tcp(&client(), &server(), ISN, 0, SYN, b""));
        bench.feed(&tcp(&server(), &client(), 77, first, SYN | ACK, b""));
    }
    for step in steps {
        bench.time += MS;
        match step {
            Data(at, data) => {
                let seq = first.wrapping_add(*at);
                bench.feed(&tcp(&client(), &server(), seq, 78, PSH | ACK, data.as_bytes()));
            }
            Ack(to) => {
                let ack = first.wrapping_add(*to);
                bench.feed(&tcp(&server(), &client(), 78, ack, ACK, b""));
            }
            Wait(time) => bench.time += time,
        }
    }
    bench.only()
}

/// What the client is heard saying, and the anomalies' codes.
fn check(steps: &[Step], said: &str, anomalies: &[&str]) {
    for handshake in [true, false] {
        let ended = run(Config::default(), handshake, steps);
        assert_eq!(text(&ended.said[0]), said, "handshake {handshake}");
        assert_eq!(ended.anomalies, anomalies, "handshake {handshake}");
    }
}

#[test]
fn segments_in_order_are_delivered_in_order() {
    check(&[Data(0, "ab"), Data(2, "cd"), Data(4, "ef")], "abcdef", &[]);
}

#[test]
fn segments_out_of_order_are_put_in_order() {
    check(&[Data(0, "a"), Data(3, "def"), Data(6, "gh"), Data(1, "bc")], "abcdefgh", &[]);
}

#[test]
fn repetitions_are_delivered_once() {
    check(
        &[Data(0, "abc"), Data(0, "abc"), Data(3, "d"), Data(0, "abcd"), Data(2, "cdef")],
        "abcdef",
        &[],
    );
}

#[test]
fn a_repetition_that_says_something_else_is_an_overlap() {
    check(&[Data(0, "abc"), Data(0, "aXc"), Data(3, "d")], "abcd", &["tcp.overlap"]);
    check(&[Data(0, "ab"), Data(2, "cd"), Data(0, "abXd")], "abcd", &["tcp.overlap"]);
}

#[test]
fn overlapping_early_segments_follow_the_policy() {
    let steps = [Data(0, "a"), Data(2, "cde"), Data(3, "XYf"), Data(1, "b")];
    for (overlap, said) in [(Overlap::First, "abcdef"), (Overlap::Last, "abcXYf")] {
        let ended = run(Config { overlap, ..Config::default() }, true, &steps);
        assert_eq!(
            (text(&ended.said[0]).as_str(), &*ended.anomalies),
            (said, &["tcp.overlap".to_owned()][..])
        );
    }
}

#[test]
fn the_segment_that_fills_a_hole_does_not_replace_what_came_first() {
    check(&[Data(0, "a"), Data(3, "de"), Data(1, "bcXYf")], "abcdef", &["tcp.overlap"]);
    check(&[Data(0, "a"), Data(3, "de"), Data(1, "bcdef")], "abcdef", &[]);
}

#[test]
fn bytes_that_the_receiver_has_and_we_have_not_are_a_gap() {
    let steps = [Data(0, "ab"), Data(6, "gh"), Ack(8), Wait(60 * MS), Data(8, "ij")];
    check(&steps, "ab<4>ghij", &["tcp.gap"]);
}

#[test]
fn an_acknowledgement_that_runs_ahead_of_the_data_is_no_gap() {
    check(&[Data(0, "ab"), Ack(4), Data(2, "cd"), Ack(4)], "abcd", &[]);
    check(&[Data(0, "ab"), Data(4, "ef"), Ack(6), Data(2, "cd"), Data(6, "g")], "abcdefg", &[]);
}

#[test]
fn a_lost_request_is_a_gap_before_the_next_one() {
    let steps = [Data(0, "one"), Ack(3), Ack(6), Wait(SECOND), Data(6, "three"), Ack(11)];
    check(&steps, "one<3>three", &["tcp.gap"]);
}

#[test]
fn a_hole_that_nobody_acknowledges_is_a_gap_after_a_while() {
    let steps =
        [Data(0, "ab"), Data(4, "ef"), Wait(3 * SECOND), Data(6, "gh"), Wait(1), Data(8, "i")];
    let ended = run(Config::default(), false, &steps);
    assert_eq!(text(&ended.said[0]), "ab<2>efghi");
}

#[test]
fn what_is_buffered_at_the_end_is_delivered_behind_its_gap() {
    check(&[Data(0, "ab"), Data(3, "d"), Data(6, "gh")], "ab<1>d<2>gh", &["tcp.gap"]);
}

#[test]
fn starting_in_mid_stream_is_no_gap() {
    let ended = run(Config::default(), false, &[Data(500, "abc"), Data(503, "def")]);
    assert_eq!((ended.state, text(&ended.said[0])), (FlowState::Midstream, "abcdef".to_owned()));
    assert!(ended.anomalies.is_empty());
}

#[test]
fn after_a_handshake_missing_first_bytes_are_a_gap() {
    let ended = run(Config::default(), true, &[Data(5, "fgh")]);
    assert_eq!(text(&ended.said[0]), "<5>fgh");
}

#[test]
fn keep_alives_are_not_data() {
    check(&[Data(0, "ab"), Data(1, "\0"), Ack(2), Data(1, ""), Data(2, "cd")], "abcd", &[]);
    let ended = run(Config::default(), false, &[Data(9, "\0"), Ack(10), Data(10, "ab")]);
    assert_eq!(text(&ended.said[0]), "ab", "a keep-alive is the first thing seen");
}

#[test]
fn a_stray_segment_is_not_believed_until_its_successor_comes() {
    let far = 0x4000_0000;
    check(&[Data(0, "ab"), Data(far, "XX"), Data(2, "cd")], "abcd", &["tcp.out_of_window"]);
    let steps = [Data(0, "ab"), Data(far, "XX"), Data(far + 2, "yy"), Data(far + 4, "zz")];
    check(&steps, "ab<0>yyzz", &["tcp.out_of_window"]);
}

#[test]
fn a_segment_ahead_of_its_time_does_not_stop_a_stream_that_goes_on() {
    let mut steps = vec![Data(0, "ab"), Data(9_000, "XX")];
    let text = "abcdefghijkl";
    for n in 1..6 {
        steps.extend([Wait(25 * SECOND), Data(n * 2, &text[n as usize * 2..n as usize * 2 + 2])]);
    }
    check(&steps, "abcdefghijkl<8988>XX", &["tcp.gap"]);
}

#[test]
fn a_stream_that_was_given_up_too_early_is_taken_up_again() {
    let steps =
        [Data(0, "ab"), Data(9_000, "XX"), Wait(31 * SECOND), Ack(2), Data(2, "cd"), Data(4, "ef")];
    check(&steps, "ab<8998>XX<0>cdef", &["tcp.gap", "tcp.out_of_window"]);
}

#[test]
fn padding_of_short_frames_is_not_data() {
    let mut bench = Bench::new(Config::default());
    let mut talk = talk();
    let mut frames = talk.open();
    frames.push(talk.say(Side::Client, b"a"));
    for frame in &mut frames {
        frame.resize(60.max(frame.len()), 0xee);
    }
    bench.feed_all(&frames);
    assert_eq!(text(&bench.only().said[0]), "a");
}

#[test]
fn what_the_capture_cut_off_is_a_gap() {
    let mut bench = Bench::new(Config::default());
    let mut talk = talk();
    bench.feed_all(&talk.open());
    bench.snapped(&talk.say(Side::Client, b"abcdefgh"), 14 + 40 + 3);
    bench.feed(&talk.say(Side::Client, b"ij"));
    let ended = bench.only();
    assert_eq!(text(&ended.said[0]), "abc<5>ij");
    assert_eq!((ended.lost, &*ended.anomalies), ([5, 0], &["packet.truncated".to_owned()][..]));
}

#[test]
fn headers_that_lie_about_their_length_are_named() {
    for (at, value, code) in [
        (14, 0x65, "ip.version"),
        (14, 0x44, "ip.header_length"),
        (17, 10, "ip.total_length"),
        (16, 0xff, "ip.total_length"),
        (46, 0x40, "tcp.data_offset"),
        (46, 0xf0, "tcp.data_offset"),
    ] {
        let mut bench = Bench::new(Config::default());
        let mut frame = talk().say(Side::Client, b"abc");
        frame[at] = value;
        bench.feed(&frame);
        let (heard, _) = bench.finish();
        assert_eq!(heard.anomalies.keys().collect::<Vec<_>>(), [code], "byte {at}");
    }
}

#[test]
fn states_follow_the_handshake_and_its_end() {
    let (c, s) = (client(), server());
    let syn = tcp(&c, &s, 10, 0, SYN, b"");
    let syn_ack = tcp(&s, &c, 20, 11, SYN | ACK, b"");
    let data = tcp(&c, &s, 11, 21, PSH | ACK, b"x");
    let fins = [tcp(&c, &s, 12, 21, FIN | ACK, b""), tcp(&s, &c, 21, 13, FIN | ACK, b"")];
    let refused = tcp(&s, &c, 0, 11, RST | ACK, b"");
    let reset = tcp(&s, &c, 21, 12, RST, b"");
    let wild = tcp(&s, &c, 0x7000_0000, 12, RST, b"");
    let open = vec![syn.clone(), syn_ack, data.clone()];
    let check = |frames: Vec<Vec<u8>>, state| {
        let mut bench = Bench::new(Config::default());
        bench.feed_all(&frames);
        let ended = bench.only();
        assert_eq!(ended.state, state);
        assert_eq!((ended.client, ended.server), (endpoint(&c), endpoint(&s)));
    };
    check(vec![syn.clone()], FlowState::Attempt);
    check(vec![syn.clone(), syn.clone(), refused], FlowState::Refused);
    check(open.clone(), FlowState::Established);
    check(vec![data.clone()], FlowState::Midstream);
    check([&open[..], &fins].concat(), FlowState::Closed);
    check([open.clone(), vec![reset]].concat(), FlowState::Reset);
    check([open, vec![wild]].concat(), FlowState::Established);
}

#[test]
fn a_new_syn_on_the_same_ports_is_a_new_flow() {
    let mut bench = Bench::new(Config::default());
    let mut first = talk();
    bench.feed_all(&first.open());
    bench.feed(&first.say(Side::Client, b"one"));
    bench.feed_all(&first.close());
    let mut second = talk();
    second.next = (900_000, 800_000);
    bench.feed_all(&second.open());
    bench.feed(&second.say(Side::Client, b"two"));
    let mut third = talk();
    third.next = (1, 2);
    bench.feed_all(&third.open());
    let (heard, stats) = bench.finish();
    let said: Vec<String> = heard.ended.iter().map(|e| text(&e.said[0])).collect();
    assert_eq!(said, ["one", "two", ""]);
    assert_eq!((stats.flows, stats.flows_now), (3, 0));
    assert_eq!(heard.ended[1].anomalies, ["tcp.syn_in_established"]);
    assert!(heard.ended[0].anomalies.is_empty());
}

#[test]
fn a_conversation_captured_twice_is_heard_once() {
    let mut talk = talk();
    let mut frames = talk.open();
    for n in 0..20 {
        let side = if n % 2 == 0 { Side::Client } else { Side::Server };
        frames.push(talk.say(side, format!("[{n}]").as_bytes()));
    }
    frames.extend(talk.close());
    let twice: Vec<Vec<u8>> =
        frames.iter().flat_map(|frame| [frame.clone(), frame.clone()]).collect();
    let mut once = Bench::new(Config::default());
    once.feed_all(&frames);
    let mut bench = Bench::new(Config::default());
    bench.feed_all(&twice);
    let (once, twice) = (once.only(), bench.only());
    assert_eq!((once.said, once.state), (twice.said, twice.state));
    assert!(twice.anomalies.is_empty());
}

#[test]
fn without_a_handshake_ports_tell_the_server_and_content_may_turn_it() {
    let mut talk = talk();
    let answer = talk.say(Side::Server, b"answer");
    let mut bench = Bench::new(Config::default());
    bench.feed(&answer);
    let ended = bench.only();
    assert_eq!((ended.server, ended.direction), (endpoint(&server()), Direction::Port));
    assert_eq!(text(&ended.said[1]), "answer");

    let mut bench = Bench::new(Config::default());
    bench.heard.turn = true;
    bench.feed(&answer);
    bench.feed(&talk.say(Side::Client, b"ask"));
    let ended = bench.only();
    assert_eq!((ended.client, ended.direction), (endpoint(&server()), Direction::Content));
    assert_eq!((text(&ended.said[0]), text(&ended.said[1])), ("answer".into(), "ask".into()));
    assert_eq!(ended.packets, [1, 1]);
}

#[test]
fn a_handshake_seen_late_corrects_the_guess() {
    let (a, b) = (
        crate::build::Peer::new([10, 0, 0, 1], 502),
        crate::build::Peer::new([10, 0, 0, 2], 4_000),
    );
    let mut bench = Bench::new(Config::default());
    bench.feed(&tcp(&a, &b, 11, 21, PSH | ACK, b"x"));
    bench.feed(&tcp(&a, &b, 10, 0, SYN, b""));
    let ended = bench.only();
    assert_eq!((ended.client, ended.direction), (endpoint(&a), Direction::Handshake));
}

#[test]
fn a_reset_is_not_believed_of_whoever_goes_on() {
    let state = |goes_on: bool, again: &[u8]| {
        let mut talk = talk();
        let mut bench = Bench::new(Config::default());
        bench.feed_all(&talk.open());
        let before = talk.say(Side::Client, b"late");
        bench.feed(&talk.reset(Side::Client));
        bench.feed(&if goes_on { talk.say(Side::Client, again) } else { before });
        bench.only().state
    };
    assert_eq!(state(true, b"more"), FlowState::Established);
    assert_eq!(state(true, b""), FlowState::Reset);
    assert_eq!(state(false, b""), FlowState::Reset, "it was sent before");
}

#[test]
fn an_attempt_may_change_its_number_until_it_is_answered() {
    let (from, to) = (client(), server());
    let mut bench = Bench::new(Config::default());
    bench.feed_all(&[
        tcp(&from, &to, 100, 0, SYN, b""),
        tcp(&from, &to, 9_000_000, 0, SYN, b""),
        tcp(&from, &to, 90_000_000, 0, SYN, b""),
        tcp(&to, &from, 500, 9_000_001, SYN | ACK, b""),
        tcp(&from, &to, 9_000_001, 501, ACK, b"hello"),
        tcp(&to, &from, 501, 9_000_006, ACK, b"you"),
    ]);
    let flow = bench.only();
    assert_eq!(flow.said.map(|said| text(&said)), ["hello", "you"]);
    assert_eq!((flow.packets, flow.anomalies), ([4, 2], vec![]));
}
