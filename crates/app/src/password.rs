//! Passwords: argon2id (RFC 9106; OWASP's second parameter set: 19 MiB, two passes, one lane).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use model::{ErrorKind, Fault};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Characters that a password of a person's own has at least and at most.
pub const LEAST: usize = 12;
pub const MOST: usize = 128;

/// Verified against when there is no such account, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$LlAKYx1ky1e5tdIyhzYBpbhMUBqoMAsq5sIXbSoAB4s";

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string of a password. Takes tens of milliseconds: off the async threads.
pub(crate) async fn hash(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    let hashed = off_thread(move || argon2().hash_password(password.as_bytes())).await?;
    hashed.map(|hash| hash.to_string()).map_err(|_| Fault::new(ErrorKind::Internal, "internal"))
}

/// Whether it is the password of this PHC string; `None` takes the same time and is false.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool, Fault> {
    let password = password.to_owned();
    off_thread(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.to_owned());
        let matches = PasswordHash::new(&text)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
        known && matches
    })
    .await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::new(ErrorKind::Internal, "internal"))
}

/// Whether a person may take this as a password: its length, and not simply the login again.
pub(crate) fn check(password: &str, login: &str) -> Result<(), Fault> {
    let length = password.chars().count();
    if !(LEAST..=MOST).contains(&length) {
        return Err(Fault::invalid("password.length").with("least", LEAST).with("most", MOST));
    }
    let lower = password.to_lowercase();
    let first = password.chars().next();
    if lower.contains(login) || password.chars().all(|c| Some(c) == first) {
        return Err(Fault::invalid("password.weak"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let hashed = hash("correct horse battery").await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("correct horse battery", Some(hashed.clone())).await.unwrap());
        assert!(!verify("correct horse batterz", Some(hashed)).await.unwrap());
        assert!(!verify("anything", None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok(), "the stand-in must cost a real verification");
    }

    #[test]
    fn short_repeated_and_login_passwords_are_refused() {
        let check = |password: &str, expected: Option<&str>| {
            let code = check(password, "admin").err().map(|fault| fault.code.into_owned());
            assert_eq!(code.as_deref(), expected, "{password}");
        };
        check("short", Some("password.length"));
        check(&"x".repeat(129), Some("password.length"));
        check("aaaaaaaaaaaaaa", Some("password.weak"));
        check("Admin-12345678", Some("password.weak"));
        check("管理口令要足够长才可以用", None);
    }
}
