//! What the fuzz target found and kept, run again: `fuzz/fuzz_targets/parse.rs` says how inputs are
//! read, `tests/fuzz` holds them, `examples/fuzz_corpus.rs` packs them.

use std::path::Path;

use protocols::End;

use crate::generate::FAMILIES;
use crate::pack;
use crate::properties::{converse, recut};

/// Pieces of `end and length, bytes`. Gaps are left out: the properties do not know them.
fn pieces(mut said: &[u8]) -> Vec<(End, Vec<u8>)> {
    let mut pieces = Vec::new();
    while let [head, rest @ ..] = said {
        let end = if head & 0x80 == 0 { End::A } else { End::B };
        let (length, rest) = match (head & 0x7f, rest) {
            (0x7f, [high, low, rest @ ..]) => (usize::from(*high) << 8 | usize::from(*low), rest),
            (length, rest) => (usize::from(length), rest),
        };
        let (bytes, after) = rest.split_at(length.min(rest.len()));
        if !bytes.is_empty() {
            pieces.push((end, bytes.to_vec()));
        }
        said = after;
    }
    pieces
}

/// Holds one input to the contract.
fn replay(protocol: &str, input: &[u8]) {
    let (Some(entry), [cut, said @ ..]) = (protocols::entry(protocol), input) else { return };
    let pieces = pieces(said);
    let whole = converse(entry, &pieces);
    if entry.is_stream() {
        let size = usize::from(cut % 32) + 1;
        assert_eq!(whole, converse(entry, &recut(&pieces, &[size])), "{protocol}: {input:02x?}");
    }
}

#[test]
fn what_fuzzing_kept_holds_the_contract() {
    let mut inputs = 0;
    for (family, _) in FAMILIES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fuzz/{family}.pack"));
        for (protocol, input) in pack::read(&path) {
            replay(&protocol, &input);
            inputs += 1;
        }
    }
    assert!(inputs > 0, "no packs");
}

/// Inputs that broke the contract once: protocol, how to cut, what was said.
const DEFECTS: &[(&str, &[u8])] = &[
    // The rest of a line without end was skipped or waited with, by how it was cut.
    ("http", b"\x00\x0cHTTP/1.1 500\xfc\x00\x12"),
    // A word too long for a method was one if the blank behind it was there already.
    ("http", b"\x02\x2bGET /q\n\r\nPUrAgenhttnse_field_mirepetitionn "),
    // A blank before a chunk's length was taken with the rest of its line, or without.
    ("http", b"\x00\xfeHTTP/1.1 404\nTransfer-Encoding:chunked\n\n\n0"),
];

#[test]
fn defects_that_were_found_stay_mended() {
    for (protocol, input) in DEFECTS {
        replay(protocol, input);
    }
}

/// A length below a header's left the resolver as sure of itself as before, by how it was cut.
#[test]
fn names_over_tcp_are_resynchronised_alike_however_they_are_cut() {
    let entry = protocols::entry("dns").unwrap();
    // Framed, by its first message. Then a length that is too short, and what is no usual header.
    let query = b"\0\x1d\0\x01\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example\0\0\x01\0\x01";
    let after = b"\0\x05\0\x0c\x12\x34\0\0\0\0\0\0\0\0\0\0";
    let talk = vec![(End::A, [&query[..], after].concat())];
    for size in 1..9 {
        assert_eq!(converse(entry, &talk), converse(entry, &recut(&talk, &[size])), "{size}");
    }
}

/// A fragment of the longest length behind a datagram's header was beyond the longest message.
#[test]
fn the_longest_fragment_of_a_call_is_within_the_longest_message() {
    let entry = protocols::entry("dcerpc").unwrap();
    let mut datagram = vec![4, 0, 0, 0, 0x10, 0, 0, 0];
    datagram.resize(74, 7);
    datagram.extend([0xff; 6]);
    converse(entry, &[(End::A, datagram)]);
}
