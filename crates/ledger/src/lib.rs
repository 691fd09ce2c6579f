//! The mathematics of the record log: canonical JSON, digests, signatures, the hash chain, Merkle
//! segments, seals of organisations, signed messages between nodes, content for one receiver.
//!
//! Entry points: [`Suite`] and [`Keypair`]; [`hash_record`], [`verify_record`]; [`build_segment`],
//! [`verify_segment`], [`MerkleTree`], [`verify_inclusion`]; [`sign_value`], [`verify_value`];
//! [`seal`], [`verify_seal`].
//!
//! What it is not: it keeps nothing, reads no clock and does no IO. Only the making of keys
//! draws random bytes from the operating system.
//!
//! Invariants: everything hashed or signed is the canonical JSON of the value without the field
//! that holds the result; leaf and node hashes of a tree are domain-separated; a key carries its
//! suite, so that no signature is ever checked under another algorithm than its key's.

mod canonical;
mod envelope;
mod error;
mod key;
mod merkle;
mod message;
mod record;
mod seal;
mod segment;
mod suite;

pub use canonical::{canonical, canonical_json, canonical_without};
pub use envelope::{ContentKey, Sealed, decrypt, encrypt_to};
pub use error::Error;
pub use key::{Keypair, PublicKey};
pub use merkle::{MerkleTree, ProofVerifier, verify_proof};
pub use message::{sign_message, sign_value, verify_message, verify_value};
pub use record::{hash_record, verify_record};
pub use seal::{seal, verify_seal};
pub use segment::{
    InclusionVerifier, SegmentPlan, build_segment, segment_digest, verify_inclusion, verify_segment,
};
pub use suite::{ED25519_SHA256, SM2_SM3, SignatureSuite, Signer, Suite, Verifier};
