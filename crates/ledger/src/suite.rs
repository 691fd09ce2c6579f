//! Suites: a digest, a signature scheme and an encryption under one name. A certified module (a cipher card, an
//! HSM) joins by implementing [`SignatureSuite`] and one line in [`SUITES`].

use std::fmt;

use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use zeroize::Zeroizing;

use crate::Error;
use crate::envelope::{Aes128Gcm, ContentKey, KEY_BYTES, Sm4Gcm, gcm};

/// Distinguishing identifier of every signer, the default of GB/T 32918.2 and GM/T 0009.
const DISTINGUISHING_ID: &str = "1234567812345678";

/// A digest, a signature scheme and an encryption.
pub trait SignatureSuite: Send + Sync {
    /// The name in records, segments and key files.
    fn name(&self) -> &'static str;
    /// Digest of the parts, one after the other.
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32];
    /// A signer from 32 secret bytes.
    fn signer(&self, secret: &[u8]) -> Result<Box<dyn Signer>, Error>;
    /// A verifier from the encoded public key.
    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>, Error>;
    /// A fresh content key, and the same wrapped for the holder of a public key.
    fn wrap_key(&self, public: &[u8]) -> Result<(Vec<u8>, ContentKey), Error>;
    /// Authenticated encryption of content, and its reverse.
    fn cipher(
        &self,
        encrypt: bool,
        key: &ContentKey,
        nonce: &[u8],
        bound: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, Error>;
}

/// Signs with one secret key.
pub trait Signer: Send + Sync {
    /// The encoded public key: SM2 uncompressed SEC1 (65 bytes), Ed25519 (32 bytes).
    fn public(&self) -> Vec<u8>;
    /// 64 bytes: `r ‖ s` for SM2, RFC 8032 form for Ed25519.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;
    /// The content key that was wrapped for this key.
    fn unwrap_key(&self, wrapped: &[u8]) -> Result<ContentKey, Error>;
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

    pub(crate) fn wrap_key(self, public: &[u8]) -> Result<(Vec<u8>, ContentKey), Error> {
        self.0.wrap_key(public)
    }

    pub(crate) fn encrypt(
        self,
        key: &ContentKey,
        nonce: &[u8],
        bound: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.0.cipher(true, key, nonce, bound, content)
    }

    pub(crate) fn decrypt(
        self,
        key: &ContentKey,
        nonce: &[u8],
        bound: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.0.cipher(false, key, nonce, bound, content)
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

    fn wrap_key(&self, public: &[u8]) -> Result<(Vec<u8>, ContentKey), Error> {
        let receiver =
            sm2::pke::EncryptingKey::from_sec1_bytes(public).map_err(|_| Error::KeySyntax)?;
        let mut key = ContentKey::default();
        getrandom::fill(key.as_mut_slice()).map_err(|_| Error::Random)?;
        let wrapped = receiver.encrypt(&mut getrandom::SysRng, key.as_slice());
        Ok((wrapped.map_err(|_| Error::Random)?, key))
    }

    fn cipher(
        &self,
        encrypt: bool,
        key: &ContentKey,
        nonce: &[u8],
        bound: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, Error> {
        gcm::<Sm4Gcm>(encrypt, key, nonce, bound, content)
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

    fn unwrap_key(&self, wrapped: &[u8]) -> Result<ContentKey, Error> {
        // C1 is a point of 65 bytes, C3 a digest of 32, C2 as long as the key.
        if wrapped.len() != 65 + 32 + KEY_BYTES {
            return Err(Error::Undecipherable);
        }
        let receiver = sm2::pke::DecryptingKey::from_nonzero_scalar(*self.0.as_nonzero_scalar())
            .map_err(|_| Error::KeySyntax)?;
        let key = receiver.decrypt(wrapped).map_err(|_| Error::Undecipherable)?;
        let key = Zeroizing::new(key);
        let key = <[u8; KEY_BYTES]>::try_from(key.as_slice());
        key.map(Zeroizing::new).map_err(|_| Error::Undecipherable)
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

    fn wrap_key(&self, public: &[u8]) -> Result<(Vec<u8>, ContentKey), Error> {
        let public: &[u8; 32] = public.try_into().map_err(|_| Error::KeySyntax)?;
        let receiver = ed25519_dalek::VerifyingKey::from_bytes(public);
        let receiver = receiver.map_err(|_| Error::KeySyntax)?.to_montgomery();
        let mut secret = Zeroizing::new([0; 32]);
        getrandom::fill(secret.as_mut_slice()).map_err(|_| Error::Random)?;
        let ours = MontgomeryPoint::mul_base_clamped(*secret).to_bytes();
        let shared = receiver.mul_clamped(*secret).to_bytes();
        let key = agreed(&shared, &ours, &receiver.to_bytes())?;
        Ok((ours.to_vec(), key))
    }

    fn cipher(
        &self,
        encrypt: bool,
        key: &ContentKey,
        nonce: &[u8],
        bound: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, Error> {
        gcm::<Aes128Gcm>(encrypt, key, nonce, bound, content)
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

    fn unwrap_key(&self, wrapped: &[u8]) -> Result<ContentKey, Error> {
        let theirs: [u8; 32] = wrapped.try_into().map_err(|_| Error::Undecipherable)?;
        let secret = Zeroizing::new(self.0.to_scalar_bytes());
        let shared = MontgomeryPoint(theirs).mul_clamped(*secret).to_bytes();
        agreed(&shared, &theirs, &self.0.verifying_key().to_montgomery().to_bytes())
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

/// The content key that both ends derive from what they share.
fn agreed(shared: &[u8; 32], sender: &[u8; 32], receiver: &[u8; 32]) -> Result<ContentKey, Error> {
    // A point of small order gives everybody the same: RFC 7748, section 6.1.
    if shared.iter().all(|byte| *byte == 0) {
        return Err(Error::Undecipherable);
    }
    let mut key = ContentKey::default();
    let salt = [sender.as_slice(), receiver.as_slice()].concat();
    hkdf::Hkdf::<Sha256>::new(Some(&salt), shared)
        .expand(b"huhang content key", key.as_mut_slice())
        .map_err(|_| Error::KeySyntax)?;
    Ok(key)
}

#[cfg(test)]
mod tests;
