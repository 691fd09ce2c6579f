//! Suites: a digest and a signature scheme under one name. A certified module (a cipher card, an
//! HSM) joins by implementing [`SignatureSuite`] and one line in [`SUITES`].

use std::fmt;

use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use crate::Error;

/// Distinguishing identifier of every signer, the default of GB/T 32918.2 and GM/T 0009.
const DISTINGUISHING_ID: &str = "1234567812345678";

/// A digest and a signature scheme.
pub trait SignatureSuite: Send + Sync {
    /// The name in records, segments and key files.
    fn name(&self) -> &'static str;
    /// Digest of the parts, one after the other.
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32];
    /// A signer from 32 secret bytes.
    fn signer(&self, secret: &[u8]) -> Result<Box<dyn Signer>, Error>;
    /// A verifier from the encoded public key.
    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>, Error>;
}

/// Signs with one secret key.
pub trait Signer: Send + Sync {
    /// The encoded public key: SM2 uncompressed SEC1 (65 bytes), Ed25519 (32 bytes).
    fn public(&self) -> Vec<u8>;
    /// 64 bytes: `r ‖ s` for SM2, RFC 8032 form for Ed25519.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Checks signatures of one public key.
pub trait Verifier: Send + Sync {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error>;
}

/// A suite by reference; equal when the names are.
#[derive(Clone, Copy)]
pub struct Suite(&'static dyn SignatureSuite);

/// SM2 signatures (GB/T 32918.2) over SM3 digests (GB/T 32905): the default.
pub const SM2_SM3: Suite = Suite(&Sm2Sm3);
/// Ed25519 signatures (RFC 8032), SHA-256 digests (FIPS 180-4).
pub const ED25519_SHA256: Suite = Suite(&Ed25519Sha256);
const SUITES: &[Suite] = &[SM2_SM3, ED25519_SHA256];

impl Suite {
    /// The suite of this name.
    pub fn named(name: &str) -> Result<Self, Error> {
        let found = SUITES.iter().find(|suite| suite.name() == name);
        found.copied().ok_or_else(|| Error::UnknownSuite(name.to_owned()))
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub fn digest(self, parts: &[&[u8]]) -> [u8; 32] {
        self.0.digest(parts)
    }

    /// Digest as 64 lower-case hexadecimal digits.
    pub fn hex_digest(self, parts: &[&[u8]]) -> String {
        hex::encode(self.digest(parts))
    }

    pub(crate) fn signer(self, secret: &[u8]) -> Result<Box<dyn Signer>, Error> {
        self.0.signer(secret)
    }

    pub(crate) fn verifier(self, public: &[u8]) -> Result<Box<dyn Verifier>, Error> {
        self.0.verifier(public)
    }
}

impl Default for Suite {
    fn default() -> Self {
        SM2_SM3
    }
}

impl PartialEq for Suite {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Suite {}

impl fmt::Debug for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

struct Sm2Sm3;

impl SignatureSuite for Sm2Sm3 {
    fn name(&self) -> &'static str {
        "sm2-sm3"
    }

    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = Sm3::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }

    fn signer(&self, secret: &[u8]) -> Result<Box<dyn Signer>, Error> {
        let key = sm2::dsa::SigningKey::from_slice(DISTINGUISHING_ID, secret);
        Ok(Box::new(Sm2Signer(key.map_err(|_| Error::KeySyntax)?)))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>, Error> {
        let key = sm2::dsa::VerifyingKey::from_sec1_bytes(DISTINGUISHING_ID, public);
        Ok(Box::new(Sm2Verifier(key.map_err(|_| Error::KeySyntax)?)))
    }
}

struct Sm2Signer(sm2::dsa::SigningKey);

impl Signer for Sm2Signer {
    fn public(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_bytes().into_vec()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: sm2::dsa::Signature =
            self.0.try_sign(message).map_err(|_| Error::SignatureSyntax)?;
        Ok(signature.to_bytes().to_vec())
    }
}

struct Sm2Verifier(sm2::dsa::VerifyingKey);

impl Verifier for Sm2Verifier {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature =
            sm2::dsa::Signature::from_slice(signature).map_err(|_| Error::SignatureSyntax)?;
        self.0.verify(message, &signature).map_err(|_| Error::SignatureInvalid)
    }
}

struct Ed25519Sha256;

impl SignatureSuite for Ed25519Sha256 {
    fn name(&self) -> &'static str {
        "ed25519-sha256"
    }

    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }

    fn signer(&self, secret: &[u8]) -> Result<Box<dyn Signer>, Error> {
        let secret: &[u8; 32] = secret.try_into().map_err(|_| Error::KeySyntax)?;
        Ok(Box::new(Ed25519Signer(ed25519_dalek::SigningKey::from_bytes(secret))))
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>, Error> {
        let public: &[u8; 32] = public.try_into().map_err(|_| Error::KeySyntax)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(public).map_err(|_| Error::KeySyntax)?;
        Ok(Box::new(Ed25519Verifier(key)))
    }
}

struct Ed25519Signer(ed25519_dalek::SigningKey);

impl Signer for Ed25519Signer {
    fn public(&self) -> Vec<u8> {
        self.0.verifying_key().to_bytes().to_vec()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.0.try_sign(message).map_err(|_| Error::SignatureSyntax)?;
        Ok(signature.to_bytes().to_vec())
    }
}

struct Ed25519Verifier(ed25519_dalek::VerifyingKey);

impl Verifier for Ed25519Verifier {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature =
            ed25519_dalek::Signature::from_slice(signature).map_err(|_| Error::SignatureSyntax)?;
        // Strict: refuses keys of small order and signatures that are not canonical.
        self.0.verify_strict(message, &signature).map_err(|_| Error::SignatureInvalid)
    }
}

#[cfg(test)]
mod tests;
