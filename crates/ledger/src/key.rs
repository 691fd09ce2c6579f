//! Keys, in memory and as text.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use crate::envelope::ContentKey;
use crate::{Error, Signer, Suite, Verifier};

/// A secret key with its public key.
#[derive(Clone)]
pub struct Keypair {
    secret: Arc<Zeroizing<Vec<u8>>>,
    signer: Arc<dyn Signer>,
    public: PublicKey,
}

/// A public key that knows its suite.
#[derive(Clone)]
pub struct PublicKey {
    suite: Suite,
    bytes: Arc<[u8]>,
    digest: Arc<str>,
    verifier: Arc<dyn Verifier>,
}

impl Keypair {
    /// Draws a new key from the operating system's random source.
    pub fn generate(suite: Suite) -> Result<Self, Error> {
        // A draw outside the curve's order has a probability of 2^-32 at most.
        for _ in 0..4 {
            let mut secret = Zeroizing::new(vec![0u8; 32]);
            getrandom::fill(&mut secret).map_err(|_| Error::Random)?;
            if let Ok(pair) = Self::from_secret(suite, secret) {
                return Ok(pair);
            }
        }
        Err(Error::Random)
    }

    /// A key from its 32 secret bytes.
    pub fn from_secret(suite: Suite, secret: Zeroizing<Vec<u8>>) -> Result<Self, Error> {
        let signer: Arc<dyn Signer> = suite.signer(&secret)?.into();
        let public = PublicKey::from_bytes(suite, &signer.public())?;
        Ok(Self { secret: Arc::new(secret), signer, public })
    }

    /// Reads what [`Keypair::secret_text`] wrote; white space around it is ignored.
    pub fn from_secret_text(text: &str) -> Result<Self, Error> {
        let (suite, secret) = text.trim().split_once(':').ok_or(Error::KeySyntax)?;
        let secret = Zeroizing::new(BASE64.decode(secret).map_err(|_| Error::KeySyntax)?);
        Self::from_secret(Suite::named(suite)?, secret)
    }

    /// `<suite>:<base64 of the 32 secret bytes>`, for a file that only its owner may read.
    pub fn secret_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(BASE64.encode(self.secret.as_slice()));
        Zeroizing::new(format!("{}:{}", self.suite().name(), secret.as_str()))
    }

    pub fn suite(&self) -> Suite {
        self.public.suite
    }

    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The content key that was wrapped for this key.
    pub(crate) fn unwrap_key(&self, wrapped: &[u8]) -> Result<ContentKey, Error> {
        self.signer.unwrap_key(wrapped)
    }

    /// A name for something that only the holder of this key can make, and always makes alike:
    /// HKDF-SHA-256 (RFC 5869) over the parts, each with its length. It tells nothing of the key.
    pub fn pseudonym(&self, parts: &[&[u8]]) -> Result<String, Error> {
        let framed = parts.iter().flat_map(|part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes();
            length.into_iter().chain(part.iter().copied())
        });
        let context: Vec<u8> = framed.collect();
        let mut name = [0u8; 16];
        hkdf::Hkdf::<sha2::Sha256>::new(Some(b"huhang pseudonym"), &self.secret)
            .expand(&context, &mut name)
            .map_err(|_| Error::KeySyntax)?;
        Ok(hex::encode(name))
    }

    /// Base64 of the signature over the bytes.
    pub fn sign(&self, message: &[u8]) -> Result<String, Error> {
        Ok(BASE64.encode(self.signer.sign(message)?))
    }
}

impl fmt::Debug for Keypair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keypair").field("public", &self.public).finish_non_exhaustive()
    }
}

impl PublicKey {
    /// A key from its encoded bytes, which must be a valid point.
    pub fn from_bytes(suite: Suite, bytes: &[u8]) -> Result<Self, Error> {
        let verifier: Arc<dyn Verifier> = suite.verifier(bytes)?.into();
        let digest = suite.hex_digest(&[bytes]).into();
        Ok(Self { suite, bytes: bytes.into(), digest, verifier })
    }

    /// A key as records and cards carry it: suite name and base64.
    pub fn from_text(suite: &str, base64: &str) -> Result<Self, Error> {
        let bytes = BASE64.decode(base64).map_err(|_| Error::KeySyntax)?;
        Self::from_bytes(Suite::named(suite)?, &bytes)
    }

    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Base64 of the encoded key.
    pub fn text(&self) -> String {
        BASE64.encode(&self.bytes)
    }

    /// Hex digest of the encoded key by its own suite: the `key` of seals and segments.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// A fresh content key, and the same wrapped for the holder of this key.
    pub(crate) fn wrap_key(&self) -> Result<(Vec<u8>, ContentKey), Error> {
        self.suite.wrap_key(&self.bytes)
    }

    /// Checks a base64 signature over the bytes.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), Error> {
        let signature = BASE64.decode(signature).map_err(|_| Error::SignatureSyntax)?;
        self.verifier.verify(message, &signature)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.suite == other.suite && self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?} {})", self.suite, self.digest)
    }
}

#[cfg(test)]
mod tests;
