//! Real captures, where they are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::capture::CaptureReader;
use crate::config::Config;
use crate::engine::{Analyzer, Engine};
use crate::flow::{Context, Flow, Side};

/// The folder with captures of others, if there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told where shared captures are")]
fn shared() -> Option<PathBuf> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var("HUHANG_SHARED").map_or_else(|_| default(), PathBuf::from);
    folder.join("corpus/MANIFEST.tsv").is_file().then_some(folder.join("corpus"))
}

/// Adds up what is delivered for each side of a flow.
#[derive(Default)]
struct Sum {
    delivered: u64,
    ended: u64,
}

impl Analyzer for Sum {
    type Session = [u64; 2];
    fn datagram(&mut self, _: &mut Flow<[u64; 2]>, _: Side, _: &Context, payload: &[u8]) {
        self.delivered += payload.len() as u64;
    }
    fn stream(&mut self, flow: &mut Flow<[u64; 2]>, side: Side, _: &Context, data: &[u8]) {
        flow.session[side.index()] += data.len() as u64;
        self.delivered += data.len() as u64;
    }
    fn flow_ended(&mut self, _: &mut Flow<[u64; 2]>, _: &Context) {
        self.ended += 1;
    }
}

#[test]
fn every_capture_of_the_corpus_is_read_to_its_last_packet() {
    let Some(corpus) = shared() else {
        println!("skipped: no shared captures here");
        return;
    };
    let manifest = std::fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut read = 0;
    for row in manifest.lines().skip(1) {
        let mut columns = row.split('\t').skip(1);
        let (name, expected) = (columns.next().unwrap(), columns.next().unwrap());
        let mut reader = CaptureReader::new(File::open(corpus.join(name)).unwrap()).unwrap();
        let mut engine = Engine::new(Config::default());
        let mut sum = Sum::default();
        while let Some(frame) = reader.next_frame().unwrap() {
            engine.packet(&frame, &mut sum);
        }
        engine.finish(&mut sum);
        let stats = engine.stats();
        assert_eq!((sum.delivered, sum.ended), (stats.delivered, stats.flows), "{name}");
        assert_eq!((stats.flows_now, stats.buffered_now), (0, 0), "{name}");
        if stats.packets.to_string() != expected {
            wrong.push(format!("{name}: {} packets, not {expected}", stats.packets));
        }
        read += 1;
    }
    assert!(read > 300, "{read}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Counts decode and stream events by name.
#[derive(Default)]
struct Events(BTreeMap<String, u64>);

impl Analyzer for Events {
    type Session = ();
    fn wants_packets(&self) -> bool {
        true
    }
    fn decode_event(&mut self, _: &Context, name: &'static str) {
        *self.0.entry(format!("decode-event:{name}")).or_default() += 1;
    }
    fn stream_event(&mut self, _: &mut Flow<()>, _: &Context, name: &'static str) {
        *self.0.entry(format!("stream-event:{name}")).or_default() += 1;
    }
    fn flow_ended(&mut self, _: &mut Flow<()>, _: &Context) {}
}

fn events(capture: &Path) -> BTreeMap<String, u64> {
    let mut reader = CaptureReader::new(File::open(capture).unwrap()).unwrap();
    let mut engine = Engine::new(Config::default());
    let mut events = Events::default();
    while let Ok(Some(frame)) = reader.next_frame() {
        engine.packet(&frame, &mut events);
    }
    engine.finish(&mut events);
    events.0
}

/// The event that a rule waits for, and the rule's number.
fn waits_for(rule: &str) -> Option<(String, &str)> {
    let word = |key: &str| {
        let (_, rest) = rule.split_once(key)?;
        rest.split([';', ',']).next().map(str::trim)
    };
    let kind = ["decode-event:", "stream-event:"].into_iter().find(|kind| rule.contains(kind))?;
    Some((format!("{kind}{}", word(kind)?), word("sid:")?))
}

/// Captures for which another engine told which event rules alert.
#[test]
fn events_are_told_where_another_engine_tells_them() {
    let Some(corpus) = shared() else {
        println!("skipped: no shared captures here");
        return;
    };
    let (mut rules, mut wrong) = (0, Vec::new());
    for case in std::fs::read_dir(corpus.join("ids")).unwrap() {
        let case = case.unwrap().path();
        let text = std::fs::read_to_string(case.join("test.rules")).unwrap();
        let waiting: Vec<_> =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(waits_for).collect();
        if waiting.is_empty() {
            continue;
        }
        let expected = std::fs::read_to_string(case.join("expected.json")).unwrap();
        let told = events(&case.join("input.pcap"));
        for (event, sid) in waiting {
            rules += 1;
            if told.contains_key(&event) != expected.contains(&format!("\"{sid}\"")) {
                wrong.push(format!("{}: {event} {told:?}", case.display()));
            }
        }
    }
    let names: BTreeSet<_> = wrong.iter().collect();
    assert!(rules > 40, "{rules}");
    assert!(wrong.is_empty(), "{names:#?}");
}
