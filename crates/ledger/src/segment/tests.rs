use model::Millis;

use super::*;
use crate::record::tests::record;
use crate::{ED25519_SHA256, Keypair, SM2_SM3, hash_record};

fn log(suite: Suite, records: u64) -> Vec<Record> {
    let mut log: Vec<Record> = Vec::new();
    for sequence in 1..=records {
        let mut next = record(sequence);
        next.previous = log.last().map(|r| r.hash.clone()).unwrap_or_default();
        next.hash = hash_record(suite, &next).expect("a hash");
        log.push(next);
    }
    log
}

fn segment(keypair: &Keypair, log: &[Record]) -> Segment {
    let plan = SegmentPlan {
        origin: log[0].origin,
        number: 1,
        first: log[0].sequence,
        previous: String::new(),
        time: Millis(5),
    };
    build_segment(keypair, plan, log.iter().map(|r| r.hash.as_str())).expect("a segment")
}

/// What it concerns, and a change of it.
type Change = (Error, fn(&mut Segment));

#[test]
fn a_segment_proves_each_of_its_records() {
    for suite in [SM2_SM3, ED25519_SHA256] {
        let keypair = Keypair::generate(suite).expect("a key");
        let log = log(suite, 11);
        let covered = &log[2..];
        let segment = segment(&keypair, covered);
        assert_eq!((segment.first, segment.last), (3, 11));
        assert_eq!(segment.head, log[10].hash);
        assert_eq!(verify_segment(keypair.public_key(), &segment), Ok(()));
        let tree = MerkleTree::new(suite, covered.iter().map(|r| r.hash.as_str())).expect("a tree");
        for (index, record) in covered.iter().enumerate() {
            let proof = tree.proof(index).expect("a proof");
            assert_eq!(verify_inclusion(&segment, record, &proof), Ok(()));
            let next = &covered[(index + 1) % covered.len()];
            assert!(verify_inclusion(&segment, next, &proof).is_err());
        }
        let proof = tree.proof(0).expect("a proof");
        assert_eq!(verify_inclusion(&segment, &log[0], &proof), Err(Error::SegmentRange));
        let mut foreign = covered[0].clone();
        foreign.origin = foreign.object;
        assert_eq!(verify_inclusion(&segment, &foreign, &proof), Err(Error::SegmentOrigin));
    }
}

#[test]
fn a_changed_segment_or_another_key_fails() {
    let keypair = Keypair::generate(ED25519_SHA256).expect("a key");
    let original = segment(&keypair, &log(ED25519_SHA256, 4));
    let changes: &[Change] = &[
        (Error::SignatureInvalid, |s| s.number += 1),
        (Error::SignatureInvalid, |s| s.last += 1),
        (Error::SignatureInvalid, |s| s.root = s.head.clone()),
        (Error::SignatureInvalid, |s| s.head = s.root.clone()),
        (Error::SignatureInvalid, |s| s.previous = s.root.clone()),
        (Error::SignatureInvalid, |s| s.time = Millis(6)),
        (Error::KeyMismatch, |s| s.key = s.root.clone()),
        (Error::KeyMismatch, |s| s.suite = "sm2-sm3".to_owned()),
        (Error::SegmentRange, |s| s.first = 0),
        (Error::SegmentRange, |s| s.last = 0),
        (Error::SegmentRange, |s| s.number = 0),
        (Error::SignatureSyntax, |s| s.signature.clear()),
    ];
    for (error, change) in changes {
        let mut changed = original.clone();
        change(&mut changed);
        assert_eq!(verify_segment(keypair.public_key(), &changed), Err(error.clone()));
        assert_ne!(segment_digest(&changed), segment_digest(&original));
    }
    let other = Keypair::generate(ED25519_SHA256).expect("a key");
    assert_eq!(verify_segment(other.public_key(), &original), Err(Error::KeyMismatch));
}

#[test]
fn an_empty_stretch_or_the_end_of_numbers_is_refused() {
    let keypair = Keypair::generate(ED25519_SHA256).expect("a key");
    let log = log(ED25519_SHA256, 2);
    let plan = |first| SegmentPlan {
        origin: log[0].origin,
        number: 1,
        first,
        previous: String::new(),
        time: Millis(0),
    };
    assert_eq!(build_segment(&keypair, plan(1), []), Err(Error::SegmentRange));
    let hashes = || log.iter().map(|r| r.hash.as_str());
    assert_eq!(build_segment(&keypair, plan(u64::MAX), hashes()), Err(Error::SegmentRange));
    // The widest range that can be stated must not overflow either.
    let mut widest = segment(&keypair, &log);
    (widest.first, widest.last) = (0, u64::MAX);
    assert_eq!(verify_inclusion(&widest, &log[0], &[]), Err(Error::SegmentRange));
}
