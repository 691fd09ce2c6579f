//! Every registered parser, held to its contract: the first byte selects the protocol, the second
//! says how the bytes are cut, the rest is what the two ends say. A new parser needs no new target.
//!
//! Checked for every input: no panic, progress or a bounded wish for more, every byte accounted
//! for, and the same observations however the bytes are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::observation::Observation;
use protocols::{End, Entry, Pdu, REGISTRY, Session, Step, drive};

/// What came of a conversation.
#[derive(Default, Debug, PartialEq)]
struct Heard {
    observations: Vec<Observation>,
    parsed: usize,
    skipped: usize,
    waiting: [usize; 2],
}

fuzz_target!(|input: &[u8]| {
    let [select, cut, said @ ..] = input else { return };
    let entry = &REGISTRY[usize::from(*select) % REGISTRY.len()];
    let pieces = pieces(said);
    let whole = converse(entry, &pieces, usize::MAX);
    let total: usize = pieces.iter().map(|(_, piece)| piece.len()).sum();
    assert_eq!(whole.parsed + whole.skipped + whole.waiting[0] + whole.waiting[1], total);
    let _ = (entry.probe)(said);
    if !entry.is_link_layer() {
        let size = usize::from(*cut % 32) + 1;
        assert_eq!(whole, converse(entry, &pieces, size), "{} depends on cuts", entry.name);
    }
});

/// Pieces of `end, length, bytes`; a length may promise more than there is.
fn pieces(mut said: &[u8]) -> Vec<(End, &[u8])> {
    let mut pieces = Vec::new();
    while let [head, rest @ ..] = said {
        let end = if head & 0x80 == 0 { End::A } else { End::B };
        let length = usize::from(head & 0x7f).min(rest.len());
        let (piece, after) = rest.split_at(length);
        pieces.push((end, piece));
        said = after;
    }
    pieces
}

/// Feeds a session as the pipeline does, in parts of at most `size` bytes.
fn converse(entry: &Entry, pieces: &[(End, &[u8])], size: usize) -> Heard {
    let mut session = (entry.open)();
    let mut heard = Heard::default();
    let mut pending = [Vec::new(), Vec::new()];
    for (from, piece) in pieces {
        for part in piece.chunks(size) {
            let buffer = &mut pending[usize::from(*from == End::B)];
            buffer.extend_from_slice(part);
            let used = consume(entry, &mut *session, *from, buffer, &mut heard);
            buffer.drain(..used);
        }
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
                assert!((1..=rest.len()).contains(&n));
                heard.parsed += n;
                at += n;
            }
            Step::Skip(n) => {
                assert!((1..=rest.len()).contains(&n));
                heard.skipped += n;
                at += n;
            }
            Step::Need(n) => {
                assert!(n > rest.len() && n <= entry.max_message);
                break;
            }
        }
    }
    at
}
