//! Merkle trees shaped as in RFC 9162, 2.1: leaf `H(0x00 ‖ hash)`, node `H(0x01 ‖ left ‖ right)`,
//! the last node of an odd level rises unchanged.

use std::collections::HashMap;

use crate::{Error, Suite};

type Hash = [u8; 32];

/// A tree over hexadecimal hashes, kept whole so that any leaf can be proved.
#[derive(Debug, Clone)]
pub struct MerkleTree {
    /// From the leaves to the root; never empty.
    levels: Vec<Vec<Hash>>,
}

impl MerkleTree {
    /// Builds the tree. At least one hash; each of 64 hexadecimal digits.
    pub fn new<'a>(suite: Suite, hashes: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let leaves: Vec<Hash> =
            hashes.into_iter().map(|hash| leaf(suite, hash)).collect::<Result<_, _>>()?;
        if leaves.is_empty() {
            return Err(Error::SegmentRange);
        }
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node(suite, left, right),
                [single, ..] => *single,
                [] => Hash::default(),
            });
            let above = above.collect();
            levels.push(above);
        }
        Ok(Self { levels })
    }

    /// Hex digest at the top.
    pub fn root(&self) -> String {
        let top = self.levels.last().and_then(|level| level.first());
        top.map(hex::encode).unwrap_or_default()
    }

    /// The path that proves the leaf `index` (from 0): hex hashes, the leaf's sibling first.
    /// `None` when there is no such leaf.
    pub fn proof(&self, index: usize) -> Option<Vec<String>> {
        self.levels.first()?.get(index)?;
        let siblings = self.levels.iter().enumerate();
        let siblings = siblings.filter_map(|(depth, level)| level.get((index >> depth) ^ 1));
        Some(siblings.map(hex::encode).collect())
    }
}

/// Checks that `hash` is leaf `index` of the `size` leaves below `root` (RFC 9162, 2.1.3.2).
pub fn verify_proof(
    suite: Suite,
    root: &str,
    hash: &str,
    index: u64,
    size: u64,
    proof: &[String],
) -> Result<(), Error> {
    if index >= size {
        return Err(Error::SegmentRange);
    }
    let (mut place, mut last) = (index, size - 1);
    let mut top = leaf(suite, hash)?;
    for sibling in proof {
        let sibling = read(sibling)?;
        if last == 0 {
            return Err(Error::ProofInvalid);
        }
        if place & 1 == 1 || place == last {
            top = node(suite, &sibling, &top);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            top = node(suite, &top, &sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last == 0 && top == read(root)? { Ok(()) } else { Err(Error::ProofInvalid) }
}

/// Verifies many paths to one root. Paths of neighbouring leaves share most of their nodes: what
/// one path has proved is compared in the next instead of computed again. Every element of every
/// path is still checked.
#[derive(Debug)]
pub struct ProofVerifier {
    suite: Suite,
    root: Hash,
    size: u64,
    /// Nodes that a verified path contains, by level and place.
    known: HashMap<(u32, u64), Hash>,
}

impl ProofVerifier {
    /// For the tree of this root over so many leaves.
    pub fn new(suite: Suite, root: &str, size: u64) -> Result<Self, Error> {
        Ok(Self { suite, root: read(root)?, size, known: HashMap::new() })
    }

    /// Checks that `hash` is leaf `index`: the same answer as [`verify_proof`].
    pub fn verify(&mut self, hash: &str, index: u64, proof: &[String]) -> Result<(), Error> {
        if index >= self.size {
            return Err(Error::SegmentRange);
        }
        let (mut place, mut last, mut level) = (index, self.size - 1, 0);
        let mut top = leaf(self.suite, hash)?;
        let mut seen = vec![((level, place), top)];
        for sibling in proof {
            let sibling = read(sibling)?;
            if last == 0 {
                return Err(Error::ProofInvalid);
            }
            let right = place & 1 == 1 || place == last;
            // The node whose sibling this is: levels where it rose unchanged are skipped.
            if right {
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                    level += 1;
                }
            }
            let beside = if right { (level, place.wrapping_sub(1)) } else { (level, place + 1) };
            let above = (level + 1, place >> 1);
            seen.push(((level, place), top));
            seen.push((beside, sibling));
            top = match self.known.get(&above) {
                Some(known) if self.holds((level, place), &top) && self.holds(beside, &sibling) => {
                    *known
                }
                _ if right => node(self.suite, &sibling, &top),
                _ => node(self.suite, &top, &sibling),
            };
            seen.push((above, top));
            place >>= 1;
            last >>= 1;
            level += 1;
        }
        if last != 0 || top != self.root {
            return Err(Error::ProofInvalid);
        }
        self.known.extend(seen);
        Ok(())
    }

    fn holds(&self, at: (u32, u64), hash: &Hash) -> bool {
        self.known.get(&at) == Some(hash)
    }
}

fn leaf(suite: Suite, hash: &str) -> Result<Hash, Error> {
    Ok(suite.digest(&[&[0], &read(hash)?]))
}

fn node(suite: Suite, left: &Hash, right: &Hash) -> Hash {
    suite.digest(&[&[1], left, right])
}

fn read(text: &str) -> Result<Hash, Error> {
    let mut hash = Hash::default();
    // One spelling only: a proof in capitals would be a second form of the same statement.
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(Error::HashSyntax);
    }
    hex::decode_to_slice(text, &mut hash).map_err(|_| Error::HashSyntax)?;
    Ok(hash)
}

#[cfg(test)]
mod tests;
