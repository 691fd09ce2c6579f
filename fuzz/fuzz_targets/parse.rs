//! Every registered parser, held to its contract: the first byte selects the protocol, the second
//! says how the bytes are cut, the rest is what the two ends say. A new parser needs no new target.
//!
//! Checked for every input: no panic, progress or a bounded wish for more, every byte accounted
//! for, the same observations however the bytes are cut, and bounded memory.
//! `HUHANG_FUZZ_PROTOCOLS` (names with commas) narrows the registry to a family.

#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use libfuzzer_sys::fuzz_target;
use model::observation::Observation;
use protocols::{End, Entry, Pdu, REGISTRY, Session, Step, drive, drive_closed};

/// What a conversation of at most 64 KiB may hold at a time, observations included.
const MAX_HELD: usize = 64 << 20;

/// The system's allocator, which counts what is held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static WORST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        if held > PEAK.load(Relaxed) {
            PEAK.store(held, Relaxed);
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What came of a conversation.
#[derive(Default, Debug, PartialEq)]
struct Heard {
    observations: Vec<Observation>,
    parsed: usize,
    skipped: usize,
    waiting: [usize; 2],
    lost: usize,
}

/// A piece of a conversation: bytes, or a gap.
enum Piece<'a> {
    Bytes(&'a [u8]),
    Gap,
}

fn entries() -> &'static [&'static Entry] {
    static ENTRIES: OnceLock<Vec<&'static Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| match std::env::var("HUHANG_FUZZ_PROTOCOLS") {
        Ok(names) => names
            .split(',')
            .map(|name| protocols::entry(name).unwrap_or_else(|| panic!("no protocol {name}")))
            .collect(),
        Err(_) => REGISTRY.iter().collect(),
    })
}

fuzz_target!(|input: &[u8]| {
    let [select, cut, said @ ..] = input else { return };
    let entries = entries();
    let entry = entries[usize::from(*select) % entries.len()];
    let before = HELD.load(Relaxed);
    PEAK.store(before, Relaxed);
    let pieces = pieces(said);
    let whole = converse(entry, &pieces, usize::MAX);
    let total: usize = pieces.iter().map(|(_, piece)| piece.len()).sum();
    let told = whole.parsed + whole.skipped + whole.lost + whole.waiting[0] + whole.waiting[1];
    assert_eq!(told, total, "{}", entry.name);
    if entry.is_stream() {
        let size = usize::from(*cut % 32) + 1;
        let parts = converse(entry, &pieces, size);
        assert_eq!(whole, parts, "{} depends on cuts of {size}", entry.name);
    }
    drop(whole);
    remember(entry, PEAK.load(Relaxed).saturating_sub(before));
});

/// Notes the most that any conversation held.
fn remember(entry: &Entry, held: usize) {
    assert!(held <= MAX_HELD, "{} held {held} bytes", entry.name);
    if held > WORST.fetch_max(held, Relaxed) {
        eprintln!("HELD {held} {}", entry.name);
    }
}

impl Piece<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Gap => 0,
        }
    }
}

/// Pieces of `end and length, bytes`: seven bits of length, or 127 and sixteen bits; a length may
/// promise more than there is, none stands for a gap.
fn pieces(mut said: &[u8]) -> Vec<(End, Piece<'_>)> {
    let mut pieces = Vec::new();
    while let [head, rest @ ..] = said {
        let end = if head & 0x80 == 0 { End::A } else { End::B };
        let (length, rest) = match (head & 0x7f, rest) {
            (0x7f, [high, low, rest @ ..]) => (usize::from(*high) << 8 | usize::from(*low), rest),
            (length, rest) => (usize::from(length), rest),
        };
        let (bytes, after) = rest.split_at(length.min(rest.len()));
        pieces.push((end, if length == 0 { Piece::Gap } else { Piece::Bytes(bytes) }));
        said = after;
    }
    pieces
}

/// Feeds a session as the pipeline does, in parts of at most `size` bytes.
fn converse(entry: &Entry, pieces: &[(End, Piece<'_>)], size: usize) -> Heard {
    let mut session = (entry.open)();
    let mut heard = Heard::default();
    let mut pending = [Vec::new(), Vec::new()];
    for (from, piece) in pieces {
        let buffer = &mut pending[usize::from(*from == End::B)];
        match piece {
            Piece::Gap => {
                heard.lost += buffer.len();
                buffer.clear();
                session.gap(*from, 0);
            }
            Piece::Bytes(bytes) => {
                let _ = (entry.probe)(bytes);
                for part in bytes.chunks(size) {
                    buffer.extend_from_slice(part);
                    let used = consume(entry, &mut *session, *from, buffer, &mut heard);
                    buffer.drain(..used);
                }
            }
        }
        if !entry.is_stream() {
            heard.lost += buffer.len();
            buffer.clear();
        }
    }
    heard.waiting = [pending[0].len(), pending[1].len()];
    for (from, data) in [End::A, End::B].into_iter().zip(&pending) {
        let pdu = Pdu { from, server: None, data };
        let mut seen = |o: &Observation| heard.observations.push(o.clone());
        drive_closed(entry, &mut *session, &pdu, &mut seen);
    }
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
