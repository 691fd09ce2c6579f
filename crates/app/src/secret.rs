//! Secrets that are made here: tokens, one-time passwords. Only digests of tokens are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{ErrorKind, Fault};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

/// A token of 256 random bits, base64url, after a prefix that tells leak scanners what it is.
pub(crate) fn token(prefix: &str) -> Result<String, Fault> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

/// What is kept of a token: hex SHA-256. Tokens are random, so no salt is needed.
pub(crate) fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Letters and digits that are not mistaken for each other when read out or copied by hand.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// Twenty characters (100 bits) in groups of five.
pub(crate) fn one_time_password() -> Result<String, Fault> {
    let mut text = String::with_capacity(23);
    for (index, byte) in random::<20>()?.into_iter().enumerate() {
        if index > 0 && index % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    Ok(text)
}

/// 64 random bits.
pub(crate) fn random_u64() -> Result<u64, Fault> {
    Ok(u64::from_be_bytes(random::<8>()?))
}

fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::new(ErrorKind::Unavailable, "node.random"))?;
    Ok(bytes)
}

/// Compares in a time that does not tell where the difference is.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_passwords_are_new_each_time_and_never_kept_as_they_are() {
        let (one, two) = (token("hhs_").unwrap(), token("hhs_").unwrap());
        assert_ne!(one, two);
        assert!(one.len() > 40 && !digest(&one).contains(&one));
        let password = one_time_password().unwrap();
        assert_eq!(password.len(), 23);
        assert!(password.split('-').all(|group| group.len() == 5));
        assert!(same(&one, &one) && !same(&one, &two));
    }
}
