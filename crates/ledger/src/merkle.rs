//! Merkle trees shaped as in RFC 9162, 2.1: leaf `H(0x00 ‖ hash)`, node `H(0x01 ‖ left ‖ right)`,
//! the last node of an odd level rises unchanged.

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
