//! What must hold for every registered parser, whatever it is given. A new parser inherits these.

use model::observation::Observation;
use proptest::collection::vec;
use proptest::prelude::*;
use protocols::{End, Entry, Pdu, REGISTRY, Session, Step, drive};

use crate::generate::{Talk, talk};

/// What came of a conversation.
#[derive(Default, Debug, PartialEq)]
pub(crate) struct Heard {
    pub(crate) observations: Vec<Observation>,
    pub(crate) parsed: usize,
    pub(crate) skipped: usize,
    /// Bytes that wait for more at the end, each side.
    pub(crate) waiting: [usize; 2],
}

/// Feeds a session as the pipeline does, and holds it to its contract at every step.
pub(crate) fn converse(entry: &Entry, pieces: &[(End, Vec<u8>)]) -> Heard {
    let mut session = (entry.open)();
    let mut heard = Heard::default();
    let mut pending = [Vec::new(), Vec::new()];
    // An empty piece brings nothing: the pipeline does not ask a session about the same bytes twice.
    for (from, piece) in pieces.iter().filter(|(_, piece)| !piece.is_empty()) {
        let buffer = &mut pending[usize::from(*from == End::B)];
        buffer.extend_from_slice(piece);
        let used = consume(entry, &mut *session, *from, buffer, &mut heard);
        buffer.drain(..used);
        assert!(buffer.len() < entry.max_message, "{}: unbounded wait", entry.name);
    }
    heard.waiting = [pending[0].len(), pending[1].len()];
    heard
}

fn consume(
    entry: &Entry,
    session: &mut dyn Session,
    from: End,
    data: &[u8],
    heard: &mut Heard,
) -> usize {
    let mut at = 0;
    while at < data.len() {
        let rest = &data[at..];
        let pdu = Pdu { from, server: None, data: rest };
        let mut seen = |o: &Observation| heard.observations.push(o.clone());
        match drive(entry, session, &pdu, &mut seen) {
            Step::Done(n) => {
                assert!((1..=rest.len()).contains(&n), "{}: Done({n})", entry.name);
                heard.parsed += n;
                at += n;
            }
            Step::Skip(n) => {
                assert!((1..=rest.len()).contains(&n), "{}: Skip({n})", entry.name);
                heard.skipped += n;
                at += n;
            }
            Step::Need(n) => {
                assert!(n > rest.len(), "{}: needs {n} of {}", entry.name, rest.len());
                assert!(n <= entry.max_message, "{}: needs {n}", entry.name);
                break;
            }
        }
    }
    at
}

/// The same bytes in the same order, cut otherwise: every piece into parts of these sizes.
pub(crate) fn recut(pieces: &[(End, Vec<u8>)], sizes: &[usize]) -> Talk {
    let mut sizes = sizes.iter().copied().cycle();
    let mut cut = Vec::new();
    for (from, piece) in pieces {
        let mut rest = piece.as_slice();
        while !rest.is_empty() {
            let (part, after) = rest.split_at(sizes.next().unwrap_or(1).clamp(1, rest.len()));
            cut.push((*from, part.to_vec()));
            rest = after;
        }
    }
    cut
}

fn streams() -> impl Iterator<Item = &'static Entry> {
    REGISTRY.iter().filter(|entry| entry.is_stream())
}

/// Valid traffic with some bytes changed, put in or left out.
pub(crate) fn damaged(protocol: &str) -> impl Strategy<Value = Talk> {
    let harm = vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..3), 0..6);
    (talk(protocol), harm, any::<u8>()).prop_map(|(mut talk, harm, byte)| {
        for (which, at, how) in harm {
            let piece = &mut which.get_mut(&mut talk).1;
            if piece.is_empty() {
                continue;
            }
            let at = at.index(piece.len());
            match how {
                0 => piece[at] = byte,
                1 => piece.insert(at, byte),
                _ => drop(piece.remove(at)),
            }
        }
        talk
    })
}

fn arbitrary() -> impl Strategy<Value = Talk> {
    let end = prop_oneof![Just(End::A), Just(End::B)];
    // Many zeros, and the octets that headers begin with: closer to traffic than noise is.
    let byte = prop_oneof![4 => Just(0u8), 1 => Just(0x68), 1 => Just(3), 1 => Just(0x32), 4 => any::<u8>()];
    vec((end, vec(byte, 0..200)), 0..12)
}

pub(crate) fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

/// Parsing cut pieces gives what parsing whole ones gives.
fn assert_same_however_cut(entry: &Entry, talk: &Talk, sizes: &[usize]) {
    let whole = converse(entry, talk);
    let cut = converse(entry, &recut(talk, sizes));
    assert_eq!(whole, cut, "{}", entry.name);
}

/// What waits is judged when more comes, and not before: the other end has spoken meanwhile.
#[test]
fn an_empty_piece_changes_nothing() {
    let mut header = vec![0, 0, 0, 0, 0, 75, 0, 0];
    header.resize(81, 0);
    let talk = vec![(End::B, vec![1, 3, 5]), (End::A, header), (End::B, vec![])];
    let entry = protocols::entry("modbus").unwrap();
    assert_eq!(converse(entry, &talk).waiting, [0, 3]);
    assert_same_however_cut(entry, &talk, &[2]);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_bytes_never_panic_and_every_byte_is_accounted_for(talk in arbitrary()) {
        for entry in REGISTRY {
            let total: usize = talk.iter().map(|(_, piece)| piece.len()).sum();
            let heard = converse(entry, &talk);
            prop_assert_eq!(heard.parsed + heard.skipped + heard.waiting[0] + heard.waiting[1], total);
        }
    }

    #[test]
    fn arbitrary_streams_parse_alike_however_they_are_cut(
        talk in arbitrary(), sizes in vec(1usize..9, 1..5),
    ) {
        for entry in streams() {
            assert_same_however_cut(entry, &talk, &sizes);
        }
    }

    /// After damage a parser finds its way back: the last of ten undamaged exchanges is heard.
    #[test]
    fn parsers_find_their_way_back_after_noise(
        noise in vec(any::<u8>(), 1..60),
        talks in (talk("modbus"), talk("s7comm"), talk("iec104")),
    ) {
        let talks = [("modbus", &talks.0), ("s7comm", &talks.1), ("iec104", &talks.2)];
        for (name, talk) in talks {
            let entry = protocols::entry(name).unwrap();
            let mut all = vec![(End::A, noise.clone())];
            // Enough bytes to satisfy whatever length the noise may have claimed.
            let from_a: Vec<_> = talk.iter().filter(|(end, _)| *end == End::A).cloned().collect();
            prop_assume!(!from_a.is_empty());
            let bytes: usize = from_a.iter().map(|(_, piece)| piece.len()).sum();
            for _ in 0..entry.max_message / bytes + 2 {
                all.extend(from_a.iter().cloned());
            }
            let heard = converse(entry, &all);
            let whole = converse(entry, &from_a);
            let last = whole.observations.last().map(|o| o.operation.clone());
            prop_assert_eq!(heard.observations.last().map(|o| o.operation.clone()), last, "{}", name);
        }
    }
}

/// Runs a property for each of these protocols.
fn for_each<T: std::fmt::Debug, S: Strategy<Value = T>>(
    entries: impl Iterator<Item = &'static Entry>,
    strategy: impl Fn(&'static Entry) -> S,
    hold: impl Fn(&'static Entry, T) -> Result<(), proptest::test_runner::TestCaseError>,
) {
    let config = ProptestConfig { cases: 48, ..config() };
    for entry in entries {
        let mut runner = proptest::test_runner::TestRunner::new(config.clone());
        runner.run(&strategy(entry), |input| hold(entry, input)).unwrap();
    }
}

#[test]
fn valid_and_damaged_streams_parse_alike_however_they_are_cut() {
    let input = |entry: &'static Entry| {
        (talk(entry.name), damaged(entry.name), damaged("modbus"), vec(1usize..40, 1..5))
    };
    for_each(streams(), input, |entry, (valid, harmed, foreign, sizes)| {
        for talk in [&valid, &harmed, &foreign] {
            assert_same_however_cut(entry, talk, &sizes);
        }
        Ok(())
    });
}

#[test]
fn valid_traffic_is_parsed_to_the_last_byte() {
    for_each(
        REGISTRY.iter(),
        |entry| talk(entry.name),
        |entry, talk| {
            let heard = converse(entry, &talk);
            prop_assert_eq!(heard.skipped, 0, "{}", entry.name);
            prop_assert_eq!(heard.waiting, [0, 0], "{}", entry.name);
            prop_assert!(!heard.observations.is_empty(), "{}", entry.name);
            let known = |o: &Observation| !o.operation.starts_with("unknown");
            prop_assert!(heard.observations.iter().all(known), "{}", entry.name);
            Ok(())
        },
    );
}

#[test]
fn every_protocol_declares_its_fields_operations_and_place() {
    for entry in REGISTRY {
        assert!(!entry.fields.is_empty() && !entry.hints.is_empty(), "{}", entry.name);
        assert!(entry.operations.is_sorted_by_key(|row| row.code), "{}", entry.name);
        let mut names: Vec<_> = entry.fields.iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), entry.fields.len(), "{}: a field is declared twice", entry.name);
    }
}

/// Observations carry no field that the protocol's table does not declare.
#[test]
fn observations_carry_declared_fields_only() {
    let mut runner = proptest::test_runner::TestRunner::new(config());
    for entry in REGISTRY {
        runner
            .run(&talk(entry.name), |talk| {
                for observation in converse(entry, &talk).observations {
                    for (name, _) in &observation.fields {
                        let declared = entry.fields.iter().any(|field| field.name == *name);
                        prop_assert!(declared, "{}: {name} is not declared", entry.name);
                    }
                }
                Ok(())
            })
            .unwrap();
    }
}
