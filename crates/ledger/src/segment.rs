//! Segments: a signature over a stretch of a log.

use contract::{Record, Segment};
use model::{Id, Millis};

use crate::{
    Error, Keypair, MerkleTree, ProofVerifier, PublicKey, Suite, canonical, sign_value,
    verify_proof, verify_value,
};

/// Where the segment to be built stands in its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentPlan {
    pub origin: Id,
    pub number: u64,
    /// Sequence of the first record.
    pub first: u64,
    /// Digest of the segment before, empty for the first.
    pub previous: String,
    pub time: Millis,
}

/// Builds and signs the segment over these record hashes, in the order of their sequence.
pub fn build_segment<'a>(
    keypair: &Keypair,
    plan: SegmentPlan,
    hashes: impl IntoIterator<Item = &'a str>,
) -> Result<Segment, Error> {
    let hashes: Vec<&str> = hashes.into_iter().collect();
    let head = hashes.last().ok_or(Error::SegmentRange)?;
    let count = u64::try_from(hashes.len()).map_err(|_| Error::SegmentRange)?;
    let tree = MerkleTree::new(keypair.suite(), hashes.iter().copied())?;
    let mut segment = Segment {
        origin: plan.origin,
        number: plan.number,
        first: plan.first,
        last: plan.first.checked_add(count - 1).ok_or(Error::SegmentRange)?,
        root: tree.root(),
        head: (*head).to_owned(),
        previous: plan.previous,
        time: plan.time,
        suite: keypair.suite().name().to_owned(),
        key: keypair.public_key().digest().to_owned(),
        signature: String::new(),
    };
    segment.signature = sign_value(keypair, &segment)?;
    Ok(segment)
}

/// Checks a segment's signature, key and range.
pub fn verify_segment(key: &PublicKey, segment: &Segment) -> Result<(), Error> {
    if segment.suite != key.suite().name() || segment.key != key.digest() {
        return Err(Error::KeyMismatch);
    }
    if segment.first == 0 || segment.number == 0 || segment.last < segment.first {
        return Err(Error::SegmentRange);
    }
    verify_value(key, segment, &segment.signature)
}

/// Digest of a whole segment, its signature included: the `previous` of the next one.
pub fn segment_digest(segment: &Segment) -> Result<String, Error> {
    Ok(Suite::named(&segment.suite)?.hex_digest(&[&canonical(segment)?]))
}

/// Checks that a segment, itself verified, covers a record: same origin, sequence within the
/// range, Merkle path to the root. The record's own hash is checked by `verify_record`.
pub fn verify_inclusion(segment: &Segment, record: &Record, proof: &[String]) -> Result<(), Error> {
    if segment.origin != record.origin {
        return Err(Error::SegmentOrigin);
    }
    if !(segment.first..=segment.last).contains(&record.sequence) {
        return Err(Error::SegmentRange);
    }
    let size = (segment.last - segment.first).checked_add(1).ok_or(Error::SegmentRange)?;
    let index = record.sequence - segment.first;
    verify_proof(Suite::named(&segment.suite)?, &segment.root, &record.hash, index, size, proof)
}

/// Checks many records against one segment: [`verify_inclusion`], remembering what was proved.
#[derive(Debug)]
pub struct InclusionVerifier {
    origin: Id,
    first: u64,
    last: u64,
    paths: ProofVerifier,
}

impl InclusionVerifier {
    pub fn new(segment: &Segment) -> Result<Self, Error> {
        let size = segment.last.checked_sub(segment.first).and_then(|n| n.checked_add(1));
        let size = size.ok_or(Error::SegmentRange)?;
        let paths = ProofVerifier::new(Suite::named(&segment.suite)?, &segment.root, size)?;
        Ok(Self { origin: segment.origin, first: segment.first, last: segment.last, paths })
    }

    /// Checks that the segment covers a record.
    pub fn verify(&mut self, record: &Record, proof: &[String]) -> Result<(), Error> {
        if self.origin != record.origin {
            return Err(Error::SegmentOrigin);
        }
        if !(self.first..=self.last).contains(&record.sequence) {
            return Err(Error::SegmentRange);
        }
        self.paths.verify(&record.hash, record.sequence - self.first, proof)
    }
}

#[cfg(test)]
mod tests;
