use super::*;

/// The contents that the hunks tell of, put together again.
fn told(hunks: &[DiffHunk]) -> (Vec<u8>, Vec<u8>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for hunk in hunks {
        let bytes = hex::decode(&hunk.bytes).unwrap();
        assert_eq!(hunk.length, bytes.len() as u64);
        assert_eq!((hunk.from, hunk.to), (old.len() as u64, new.len() as u64), "{hunk:?}");
        if hunk.op != "added" {
            old.extend(&bytes);
        }
        if hunk.op != "removed" {
            new.extend(&bytes);
        }
    }
    (old, new)
}

fn check(old: &[u8], new: &[u8], expected: &[(&str, u64)]) {
    let hunks = bytes(old, new);
    assert_eq!(told(&hunks), (old.to_vec(), new.to_vec()));
    let found: Vec<(&str, u64)> = hunks.iter().map(|h| (h.op.as_str(), h.length)).collect();
    assert_eq!(found, expected);
}

#[test]
fn hunks_are_both_contents_in_order() {
    check(b"", b"", &[]);
    check(b"same", b"same", &[("same", 4)]);
    check(b"", b"new", &[("added", 3)]);
    check(b"gone", b"", &[("removed", 4)]);
    check(
        b"head-tail",
        b"head+more+tail",
        &[("same", 4), ("removed", 1), ("added", 6), ("same", 4)],
    );
    // Two equal bytes between changes are chance.
    check(
        b"head1234ab5678tail",
        b"headXXXXabYYYYtail",
        &[("same", 4), ("removed", 10), ("added", 10), ("same", 4)],
    );
}

#[test]
fn contents_of_the_longest_length_with_nothing_in_common_end_in_time() {
    let noise = |seed: u64| -> Vec<u8> {
        let mut state = seed;
        let step = |state: &mut u64| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (*state >> 56) as u8
        };
        (0..64 << 10).map(|_| step(&mut state)).collect()
    };
    let (old, new) = (noise(1), noise(2));
    let start = Instant::now();
    let hunks = bytes(&old, &new);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(told(&hunks) == (old, new));
}
