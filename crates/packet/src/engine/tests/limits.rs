//! Memory, timeouts, eviction, ticks.

use model::event::FlowState;

use super::{Bench, MS, SECOND, client, server, talk, text};
use crate::build::{ACK, Peer, SYN, tcp, udp};
use crate::config::Config;
use crate::flow::Side;

fn attempt(port: u16) -> Vec<u8> {
    tcp(&Peer::new([10, 0, 0, 9], port), &server(), 1, 0, SYN, b"")
}

#[test]
fn a_full_table_ends_the_flow_that_can_best_be_spared() {
    let mut bench = Bench::new(Config { max_flows: 3, ..Config::default() });
    let mut talk = talk();
    bench.feed_all(&talk.open());
    bench.feed(&udp(&client(), &server(), b"u"));
    for port in 1..=5 {
        bench.feed(&attempt(port));
    }
    bench.feed(&talk.say(Side::Client, b"still here"));
    assert_eq!(bench.engine.stats().flows_most, 3);
    let (heard, stats) = bench.finish();
    assert_eq!((stats.evicted, stats.flows), (4, 7));
    let evicted: Vec<u16> = heard.ended[..4].iter().map(|e| e.client.port).collect();
    assert_eq!(evicted, [1, 2, 3, 4], "attempts go first, oldest first");
    assert!(heard.ended.iter().any(|e| text(&e.said[0]) == "still here"));
}

#[test]
fn without_attempts_the_longest_silent_flow_goes() {
    let mut bench = Bench::new(Config { max_flows: 2, ..Config::default() });
    let say = |port: u16| tcp(&Peer::new([10, 0, 0, 9], port), &server(), 1, 1, ACK, b"x");
    for port in [1, 2, 1, 3] {
        bench.feed(&say(port));
        bench.time += 2 * SECOND;
    }
    let (heard, _) = bench.finish();
    let order: Vec<u16> = heard.ended.iter().map(|e| e.client.port).collect();
    assert_eq!(order, [2, 1, 3]);
}

#[test]
fn silent_flows_end_by_their_own_timeouts() {
    let config = Config::default();
    let (attempt_idle, udp_idle, tcp_idle) =
        (config.attempt_idle, config.udp_idle, config.tcp_idle);
    let mut bench = Bench::new(config);
    bench.feed(&attempt(7));
    bench.feed(&udp(&client(), &server(), b"u"));
    let mut open = talk();
    bench.feed_all(&open.open());
    let mut closed = talk();
    closed.client.port = 9;
    bench.feed_all(&closed.open());
    bench.feed_all(&closed.close());
    let begun = bench.time;
    // Other traffic moves the clock.
    let other = super::super::super::build::ethernet(client().mac, server().mac, 0x88b8, b"");
    let mut at = |time: i64, expected: &[FlowState]| {
        bench.time = begun + time;
        bench.feed(&other);
        bench.time += MS;
        bench.feed(&other);
        let states: Vec<FlowState> = bench.heard.ended.iter().map(|e| e.state).collect();
        assert_eq!(states, expected, "after {} s", time / SECOND);
    };
    at(2 * SECOND, &[]);
    at(10 * SECOND, &[FlowState::Closed]);
    at(attempt_idle + 2 * SECOND, &[FlowState::Closed, FlowState::Attempt]);
    at(udp_idle + 2 * SECOND, &[FlowState::Closed, FlowState::Attempt, FlowState::Attempt]);
    at(tcp_idle - SECOND, &[FlowState::Closed, FlowState::Attempt, FlowState::Attempt]);
    at(
        tcp_idle + 2 * SECOND,
        &[FlowState::Closed, FlowState::Attempt, FlowState::Attempt, FlowState::Established],
    );
}

#[test]
fn one_packet_with_a_wrong_time_ends_nothing() {
    let mut bench = Bench::new(Config::default());
    let mut talk = talk();
    bench.feed_all(&talk.open());
    let now = bench.time;
    bench.time = now + 100 * 365 * 86_400 * SECOND;
    bench.feed(&udp(&client(), &server(), b"from the future"));
    bench.time = now;
    bench.feed(&talk.say(Side::Client, b"a"));
    bench.feed(&talk.say(Side::Client, b"b"));
    assert!(bench.heard.ended.is_empty());
    // The clock still moves afterwards.
    bench.time = now + 4_000 * SECOND;
    bench.feed(&attempt(1));
    bench.feed(&attempt(2));
    assert_eq!(bench.heard.ended.len(), 1);
    assert_eq!(text(&bench.heard.ended[0].said[0]), "ab");
}

#[test]
fn a_flow_buffers_no_more_than_it_may() {
    let config = Config { max_buffered_bytes_per_flow: 20_000, ..Config::default() };
    let mut bench = Bench::new(config);
    let data = [7; 1_000];
    bench.feed(&tcp(&client(), &server(), 0, 1, ACK, b"a"));
    for n in 0..100 {
        // Every second segment is missing.
        bench.feed(&tcp(&client(), &server(), 1_001 + n * 2_000, 1, ACK, &data));
        assert!(bench.engine.stats().buffered_now <= 20_000);
    }
    let ended = bench.only();
    assert_eq!(ended.lost, [100_000, 0]);
    assert_eq!(ended.said[0].iter().filter(|b| **b == 7).count(), 100_000, "all that came");
}

#[test]
fn all_flows_together_buffer_no_more_than_they_may() {
    let config = Config { max_buffered_total: 50_000, ..Config::default() };
    let mut bench = Bench::new(config);
    for port in 1..200 {
        let peer = Peer::new([10, 0, 0, 9], port);
        bench.feed(&tcp(&peer, &server(), 0, 1, ACK, b"a"));
        bench.feed(&tcp(&peer, &server(), 5, 1, ACK, &[7; 1_000]));
        assert!(bench.engine.stats().buffered_now <= 50_000);
    }
    let (heard, stats) = bench.finish();
    assert!(heard.ended.iter().all(|e| e.said[0].len() == 1 + 3 + 1_000), "nothing is lost");
    assert_eq!((stats.buffered_now, stats.evicted), (0, 0));
}

#[test]
fn a_tick_comes_once_a_period_to_a_flow_with_traffic() {
    let mut bench = Bench::new(Config { tick: 10 * SECOND, ..Config::default() });
    let mut talk = talk();
    for _ in 0..35 {
        bench.feed(&talk.say(Side::Client, b"x"));
        bench.time += SECOND;
    }
    assert_eq!(bench.heard.ticks, 3);
}

#[test]
fn after_finish_the_engine_goes_on_with_new_ids() {
    let mut bench = Bench::new(Config::default());
    bench.feed(&attempt(1));
    bench.engine.finish(&mut bench.heard);
    bench.time -= 900 * SECOND;
    bench.feed(&attempt(1));
    let (heard, stats) = bench.finish();
    assert_eq!(heard.ended.iter().map(|e| e.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(stats.packets, 2);
}
