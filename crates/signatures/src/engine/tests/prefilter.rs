//! Prefilters find every content that is there.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::engine::prefilter::Patterns;

/// Places of the patterns that are found in `data`.
fn found(patterns: &[&[u8]], data: &[u8]) -> Vec<u32> {
    let mut build = Patterns::default();
    for (place, pattern) in (0..).zip(patterns) {
        build.add(pattern, place);
    }
    let mut found = Vec::new();
    build.build().unwrap().scan(data, |rule| found.push(rule));
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn contents_of_every_length_are_found_wherever_they_stand() {
    let patterns: [&[u8]; 6] = [b"ab", b"abc", b"abcd", b"Content-Type", b"\x00\x01", b"type"];
    let rows: [(&[u8], &[u32]); 8] = [
        (b"ab", &[0]),
        (b"xAB", &[0]),
        (b"xabc", &[0, 1]),
        (b"ABCD", &[0, 1, 2]),
        (b"x: content-type", &[3, 5]),
        (b"\x00\x01", &[4]),
        (b"a", &[]),
        (b"", &[]),
    ];
    for (data, expected) in rows {
        assert_eq!(found(&patterns, data), expected, "{}", data.escape_ascii());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_is_there(
        patterns in vec(vec(0_u8..5, 2..9), 1..40),
        data in vec(0_u8..5, 0..80),
    ) {
        let patterns: Vec<&[u8]> = patterns.iter().map(Vec::as_slice).collect();
        let there = |pattern: &[u8]| data.windows(pattern.len()).any(|window| window == pattern);
        let places = (0..).zip(&patterns);
        let expected: Vec<u32> =
            places.filter(|(_, pattern)| there(pattern)).map(|(place, _)| place).collect();
        prop_assert_eq!(found(&patterns, &data), expected);
    }
}
