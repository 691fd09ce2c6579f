//! What must hold for the protocols of the web, besides what holds for all.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use protocols::{End, Part, Pdu, Step, drive_parts};

use crate::generate::{Talk, talk};
use crate::properties::{config, converse, damaged, recut};

/// The bytes of each body, by transaction and name, in the order they were laid open.
type Bodies = BTreeMap<(u32, &'static str), Vec<u8>>;

const STREAMED: [&str; 4] =
    ["http.request_body", "http.response_body", "file.data", "websocket.payload"];

fn bodies(protocol: &str, talk: &Talk) -> Bodies {
    let entry = protocols::entry(protocol).unwrap();
    let mut session = (entry.open)();
    let mut bodies = Bodies::new();
    let mut pending = [Vec::new(), Vec::new()];
    for (from, piece) in talk {
        let buffer = &mut pending[usize::from(*from == End::B)];
        buffer.extend_from_slice(piece);
        while !buffer.is_empty() {
            let pdu = Pdu { from: *from, server: None, data: buffer };
            let mut part = |part: &Part<'_>| {
                if let Part::Buffer { transaction, name, data, .. } = part
                    && STREAMED.contains(name)
                {
                    bodies.entry((*transaction, *name)).or_default().extend_from_slice(data);
                }
            };
            match drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut part) {
                Step::Done(used) | Step::Skip(used) => drop(buffer.drain(..used)),
                Step::Need(_) => break,
            }
        }
    }
    bodies.retain(|_, body| !body.is_empty());
    bodies
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn web_traffic_parses_alike_however_it_is_cut(
        http in talk("http"), http2 in talk("http2"), websocket in talk("websocket"),
        harmed in (damaged("http"), damaged("http2"), damaged("websocket")),
        sizes in vec(1usize..60, 1..5),
    ) {
        let talks = [
            ("http", &http), ("http", &harmed.0), ("http2", &http2), ("http2", &harmed.1),
            ("websocket", &websocket), ("websocket", &harmed.2),
        ];
        for (name, talk) in talks {
            let entry = protocols::entry(name).unwrap();
            let cut = recut(talk, &sizes);
            prop_assert_eq!(converse(entry, talk), converse(entry, &cut), "{}", name);
        }
    }

    #[test]
    fn bodies_are_the_same_however_they_are_cut(
        http in talk("http"), http2 in talk("http2"), websocket in talk("websocket"),
        sizes in vec(1usize..60, 1..5),
    ) {
        for (name, talk) in [("http", &http), ("http2", &http2), ("websocket", &websocket)] {
            prop_assert_eq!(bodies(name, talk), bodies(name, &recut(talk, &sizes)), "{}", name);
        }
    }

    #[test]
    fn web_traffic_is_parsed_to_the_last_byte(
        http in talk("http"), http2 in talk("http2"), websocket in talk("websocket"),
    ) {
        for (name, talk, each) in [("http", &http, 1), ("http2", &http2, 2), ("websocket", &websocket, 1)] {
            let heard = converse(protocols::entry(name).unwrap(), talk);
            prop_assert_eq!((heard.skipped, heard.waiting), (0, [0, 0]), "{}", name);
            prop_assert_eq!(heard.observations.len() * each, talk.len(), "{}", name);
        }
    }

    #[test]
    fn http_finds_its_way_back_after_noise(
        noise in vec(any::<u8>(), 1..60), talk in talk("http"),
    ) {
        let entry = protocols::entry("http").unwrap();
        let from_a: Talk = talk.iter().filter(|(end, _)| *end == End::A).cloned().collect();
        let mut all = vec![(End::A, noise)];
        all.extend(from_a.iter().cloned());
        all.extend(from_a.iter().cloned());
        let (heard, whole) = (converse(entry, &all), converse(entry, &from_a));
        let last = |heard: &crate::properties::Heard| {
            heard.observations.last().map(|o| (o.operation.clone(), o.object.clone()))
        };
        prop_assert_eq!(last(&heard), last(&whole));
    }
}
