//! What holds for any bytes and any order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Bench, MS, client, server, talk};
use crate::build::{ACK, PSH, SYN, tcp};
use crate::config::Config;
use crate::flow::Side;
use crate::link::LinkType;

fn link() -> impl Strategy<Value = LinkType> {
    prop_oneof![
        Just(LinkType::Ethernet),
        Just(LinkType::Raw),
        Just(LinkType::Null),
        Just(LinkType::Loop),
        Just(LinkType::LinuxSll),
        Just(LinkType::LinuxSll2),
    ]
}

/// Small limits, so that every limit is met.
fn tight() -> Config {
    Config {
        max_flows: 8,
        max_buffered_bytes_per_flow: 4_000,
        max_buffered_total: 6_000,
        max_datagrams: 4,
        max_fragment_bytes: 80_000,
        ..Config::default()
    }
}

fn within_limits(bench: &Bench) {
    let stats = bench.engine.stats();
    assert!(stats.flows_now <= 8);
    assert!(stats.buffered_most <= 6_000 + 2_000);
}

/// A stream cut into segments, and the order and number of times they are sent.
#[derive(Debug, Clone)]
struct Scramble {
    stream: Vec<u8>,
    isn: u32,
    /// Start and end of segments: they cover the stream and may overlap.
    segments: Vec<(usize, usize)>,
    order: Vec<usize>,
}

fn scramble() -> impl Strategy<Value = Scramble> {
    let cuts = vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20);
    (vec(any::<u8>(), 1..2_000), any::<u32>(), cuts, vec(any::<prop::sample::Index>(), 0..40))
        .prop_flat_map(|(stream, isn, cuts, again)| {
            let len = stream.len();
            let mut points: Vec<usize> = cuts.iter().map(|(a, _)| a.index(len)).collect();
            points.extend([0, len]);
            points.sort_unstable();
            points.dedup();
            let mut segments: Vec<(usize, usize)> =
                points.windows(2).map(|pair| (pair[0], pair[1])).collect();
            // Besides, any other pieces of the same stream.
            for (a, b) in cuts {
                let (a, b) = (a.index(len), b.index(len));
                if a != b {
                    segments.push((a.min(b), a.max(b)));
                }
            }
            let repeated: Vec<usize> = again.iter().map(|i| i.index(segments.len())).collect();
            let order: Vec<usize> = (0..segments.len()).chain(repeated).collect();
            (Just(stream), Just(isn), Just(segments), Just(order).prop_shuffle())
        })
        .prop_map(|(stream, isn, segments, order)| Scramble { stream, isn, segments, order })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic_and_within_limits(
        link in link(),
        frames in vec((vec(any::<u8>(), 0..200), 0i64..5_000), 1..40),
    ) {
        let mut bench = Bench::new(tight());
        bench.link = link;
        for (frame, wait) in frames {
            bench.time += wait * MS;
            bench.feed(&frame);
        }
        within_limits(&bench);
        bench.finish();
    }

    #[test]
    fn damaged_real_frames_are_read_without_panic_and_within_limits(
        damage in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 0..60),
        cut in vec(any::<prop::sample::Index>(), 40),
    ) {
        let mut talk = talk();
        let mut frames = talk.open();
        for n in 0u8..30 {
            let side = if n % 3 == 0 { Side::Server } else { Side::Client };
            frames.push(talk.say(side, &vec![n; usize::from(n) * 20 + 1]));
        }
        for (frame, at, value) in damage {
            let count = frames.len();
            let frame = &mut frames[frame.index(count)];
            let at = at.index(frame.len());
            frame[at] ^= value;
        }
        let mut bench = Bench::new(tight());
        for (n, frame) in frames.iter().enumerate() {
            let captured = if n % 5 == 0 { cut[n % 40].index(frame.len()) } else { frame.len() };
            bench.snapped(frame, captured);
            bench.time += MS;
        }
        within_limits(&bench);
        bench.finish();
    }

    #[test]
    fn however_a_stream_is_cut_ordered_and_repeated_it_reads_the_same(scramble in scramble()) {
        let Scramble { stream, isn, segments, order } = scramble;
        let mut bench = Bench::new(Config::default());
        bench.feed(&tcp(&client(), &server(), isn, 0, SYN, b""));
        for number in order {
            let (from, to) = segments[number];
            let seq = isn.wrapping_add(1).wrapping_add(u32::try_from(from).unwrap());
            bench.feed(&tcp(&client(), &server(), seq, 1, PSH | ACK, &stream[from..to]));
        }
        let ended = bench.only();
        prop_assert_eq!(&ended.said[0], &stream);
        prop_assert_eq!(ended.anomalies, Vec::<String>::new());
        prop_assert_eq!(ended.lost, [0, 0]);
    }
}
