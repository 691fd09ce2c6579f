//! Content for one receiver: a fresh key is wrapped for the receiver's public key, the content is
//! encrypted with it and bound to its surroundings.
//!
//! `sm2-sm3`: SM2 public key encryption (GB/T 32918.4, C1‖C3‖C2) and SM4-GCM (GB/T 32907,
//! RFC 8998); `ed25519-sha256`: X25519 with the receiver's key in Montgomery form (RFC 7748),
//! HKDF-SHA-256 (RFC 5869) and AES-128-GCM. The suite is the receiver's.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use zeroize::Zeroizing;

use crate::{Error, Keypair, PublicKey};

/// Bytes of a content key.
pub(crate) const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;

/// A content key.
pub type ContentKey = Zeroizing<[u8; KEY_BYTES]>;

/// Encrypted content and what its receiver needs to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The content key, for the receiver alone.
    pub wrapped: Vec<u8>,
    pub nonce: Vec<u8>,
    /// With the tag at its end.
    pub content: Vec<u8>,
}

/// Encrypts content for the holder of a key; `bound` is not encrypted and must be the same when it
/// is read.
pub fn encrypt_to(receiver: &PublicKey, bound: &[u8], content: &[u8]) -> Result<Sealed, Error> {
    let (wrapped, key) = receiver.wrap_key()?;
    let mut nonce = vec![0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
    let content = receiver.suite().encrypt(&key, &nonce, bound, content)?;
    Ok(Sealed { wrapped, nonce, content })
}

/// Reads what was encrypted for this key.
///
/// # Errors
/// [`Error::Undecipherable`]: for another key, altered, or bound to something else.
pub fn decrypt(receiver: &Keypair, bound: &[u8], sealed: &Sealed) -> Result<Vec<u8>, Error> {
    if sealed.nonce.len() != NONCE_BYTES {
        return Err(Error::Undecipherable);
    }
    let key = receiver.unwrap_key(&sealed.wrapped)?;
    receiver.suite().decrypt(&key, &sealed.nonce, bound, &sealed.content)
}

pub(crate) type Sm4Gcm = AesGcm<sm4::Sm4, U12>;
pub(crate) type Aes128Gcm = aes_gcm::Aes128Gcm;

/// Encrypts (or reads) with one of the two ciphers.
pub(crate) fn gcm<C: Aead + KeyInit>(
    encrypt: bool,
    key: &ContentKey,
    nonce: &[u8],
    bound: &[u8],
    content: &[u8],
) -> Result<Vec<u8>, Error> {
    let cipher = C::new_from_slice(key.as_slice()).map_err(|_| Error::KeySyntax)?;
    let nonce = nonce.try_into().map_err(|_| Error::Undecipherable)?;
    let payload = Payload { msg: content, aad: bound };
    let done =
        if encrypt { cipher.encrypt(nonce, payload) } else { cipher.decrypt(nonce, payload) };
    done.map_err(|_| Error::Undecipherable)
}

#[cfg(test)]
mod tests;
