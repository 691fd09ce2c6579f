use proptest::prelude::*;

use super::*;
use crate::{ED25519_SHA256, SM2_SM3};

fn hashes(count: usize) -> Vec<String> {
    (0..count).map(|n| SM2_SM3.hex_digest(&[&n.to_be_bytes()])).collect()
}

/// The recursive definition of RFC 9162, 2.1.1, over our leaves.
fn defined(suite: Suite, leaves: &[String]) -> Hash {
    match leaves {
        [single] => suite.digest(&[&[0], &hex::decode(single).expect("hex")]),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            suite.digest(&[&[1], &defined(suite, left), &defined(suite, right)])
        }
    }
}

fn tree(suite: Suite, hashes: &[String]) -> MerkleTree {
    MerkleTree::new(suite, hashes.iter().map(String::as_str)).expect("a tree")
}

#[test]
fn roots_are_those_of_the_definition() {
    for count in 1..70 {
        let hashes = hashes(count);
        assert_eq!(
            tree(SM2_SM3, &hashes).root(),
            hex::encode(defined(SM2_SM3, &hashes)),
            "{count}"
        );
    }
}

#[test]
fn a_tree_needs_leaves_that_are_hashes() {
    assert_eq!(MerkleTree::new(SM2_SM3, []).map(|_| ()), Err(Error::SegmentRange));
    for bad in ["", "00", "zz", &"0".repeat(63), &"0".repeat(65), &"A".repeat(64)] {
        assert_eq!(MerkleTree::new(SM2_SM3, [bad]).map(|_| ()), Err(Error::HashSyntax), "{bad}");
    }
    assert_eq!(tree(SM2_SM3, &hashes(3)).proof(3), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_leaf_is_proved_and_nothing_else(
        count in 1..130usize,
        index in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let hashes = hashes(count);
        let tree = tree(ED25519_SHA256, &hashes);
        let (root, index, other) = (tree.root(), index.index(count), other.index(count));
        let proof = tree.proof(index).expect("a proof");
        let verify = |hash: &str, index: usize, size: usize, proof: &[String]| {
            verify_proof(ED25519_SHA256, &root, hash, index as u64, size as u64, proof)
        };
        prop_assert_eq!(verify(&hashes[index], index, count, &proof), Ok(()));
        if other != index {
            prop_assert!(verify(&hashes[other], index, count, &proof).is_err(), "wrong leaf");
            prop_assert!(verify(&hashes[index], other, count, &proof).is_err(), "wrong place");
        }
        prop_assert!(verify(&hashes[index], count, count, &proof).is_err(), "beyond the end");
        let mut longer = proof.clone();
        longer.push(hashes[0].clone());
        prop_assert!(verify(&hashes[index], index, count, &longer).is_err(), "longer path");
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(verify(&hashes[index], index, count, shorter).is_err(), "shorter path");
            let mut changed = proof.clone();
            changed[0] = hashes[index].clone();
            prop_assert!(verify(&hashes[index], index, count, &changed).is_err(), "other sibling");
        }
        // An inner node is no leaf: the domains are separate.
        prop_assert!(count == 1 || verify(&root, 0, 1, &[]).is_err());
    }

    #[test]
    fn hostile_paths_never_panic(
        index in any::<u64>(), size in any::<u64>(),
        proof in prop::collection::vec("[0-9a-f]{60,68}", 0..70),
    ) {
        let root = "00".repeat(32);
        prop_assert!(verify_proof(SM2_SM3, &root, &root, index, size, &proof).is_err());
    }
}

/// Paths of whole trees, true and altered: the verifier that remembers says the same as the one
/// that does not.
#[test]
fn a_verifier_that_remembers_gives_the_same_answers() {
    for size in [1u64, 2, 3, 4, 5, 7, 8, 13, 32, 33] {
        let hashes: Vec<String> = (0..size).map(|n| format!("{n:064x}")).collect();
        let tree = MerkleTree::new(crate::ED25519_SHA256, hashes.iter().map(String::as_str));
        let tree = tree.expect("a tree");
        let mut verifier =
            ProofVerifier::new(crate::ED25519_SHA256, &tree.root(), size).expect("a verifier");
        for round in 0..3 {
            for (index, hash) in (0..size).zip(&hashes) {
                let proof = tree.proof(index as usize).expect("a path");
                assert_eq!(verifier.verify(hash, index, &proof), Ok(()), "{size} {index}");
                for place in 0..proof.len() {
                    let mut altered = proof.clone();
                    altered[place] = format!("{:064x}", 1_000 + round);
                    assert!(
                        verifier.verify(hash, index, &altered).is_err(),
                        "{size} {index} {place}"
                    );
                }
                let mut long = proof.clone();
                long.push("00".repeat(32));
                assert!(verifier.verify(hash, index, &long).is_err());
                assert!(proof.is_empty() || verifier.verify(hash, index, &proof[1..]).is_err());
                let other = (index + 1) % size;
                assert_eq!(verifier.verify(hash, other, &proof).is_ok(), other == index);
                assert!(verifier.verify(&"ff".repeat(32), index, &proof).is_err());
            }
        }
        assert_eq!(verifier.verify(&hashes[0], size, &[]), Err(Error::SegmentRange));
    }
}
