//! Signed values: messages, receipts and segments carry `signature` over their own canonical JSON
//! without that field.

use serde::Serialize;

use crate::{Error, Keypair, PublicKey, canonical_without};

/// Base64 signature over the value without its field `signature`.
pub fn sign_value(keypair: &Keypair, value: &impl Serialize) -> Result<String, Error> {
    keypair.sign(&canonical_without(value, "signature")?)
}

/// Checks a base64 signature over the value without its field `signature`.
pub fn verify_value(key: &PublicKey, value: &impl Serialize, signature: &str) -> Result<(), Error> {
    key.verify(&canonical_without(value, "signature")?, signature)
}

#[cfg(test)]
mod tests;
