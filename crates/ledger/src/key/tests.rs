use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::{ED25519_SHA256, SM2_SM3};

#[test]
fn keys_survive_being_written_as_text() {
    for suite in [SM2_SM3, ED25519_SHA256] {
        let keypair = Keypair::generate(suite).expect("a key");
        let text = keypair.secret_text();
        let again = Keypair::from_secret_text(&format!(" {}\n", text.as_str())).expect("the key");
        assert_eq!(again.public_key(), keypair.public_key());
        let public = keypair.public_key();
        let read = PublicKey::from_text(suite.name(), &public.text()).expect("the public key");
        assert_eq!((&read, read.digest()), (public, public.digest()));
        let signature = again.sign(b"text").expect("a signature");
        assert_eq!(public.verify(b"text", &signature), Ok(()));
        assert!(!format!("{keypair:?}").contains(text.split_once(':').expect("two parts").1));
    }
}

#[test]
fn text_that_is_no_key_is_refused() {
    for text in ["", "sm2-sm3", "sm2-sm3:", "sm2-sm3:!!", "rsa:AAAA", "ed25519-sha256:AAAA"] {
        assert!(Keypair::from_secret_text(text).is_err(), "{text}");
    }
    assert_eq!(PublicKey::from_text("sm2-sm3", "AAAA"), Err(Error::KeySyntax));
    assert_eq!(PublicKey::from_text("sm2-sm3", "!"), Err(Error::KeySyntax));
}

#[test]
fn a_key_of_one_suite_never_checks_signatures_of_another() {
    let (a, b) = (
        Keypair::generate(SM2_SM3).expect("a key"),
        Keypair::generate(ED25519_SHA256).expect("a key"),
    );
    let signature = a.sign(b"x").expect("a signature");
    assert!(b.public_key().verify(b"x", &signature).is_err());
    assert_ne!(a.public_key(), b.public_key());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_changed_bit_of_message_or_signature_fails(
        sm in any::<bool>(),
        message in prop::collection::vec(any::<u8>(), 1..80),
        place in any::<prop::sample::Index>(),
        bit in 0..8u8,
    ) {
        let suite = if sm { SM2_SM3 } else { ED25519_SHA256 };
        let keypair = Keypair::generate(suite).expect("a key");
        let public = keypair.public_key();
        let signature = keypair.sign(&message).expect("a signature");
        prop_assert_eq!(public.verify(&message, &signature), Ok(()));
        let mut changed = message.clone();
        changed[place.index(message.len())] ^= 1 << bit;
        prop_assert!(public.verify(&changed, &signature).is_err());
        let mut raw = BASE64.decode(&signature).expect("base64");
        let place = place.index(raw.len());
        raw[place] ^= 1 << bit;
        prop_assert!(public.verify(&message, &BASE64.encode(raw)).is_err());
    }
}

fn openssl(dir: &Path, arguments: &str) -> Option<Vec<u8>> {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}

/// The two INTEGERs of a DER ECDSA-Sig-Value as `r ‖ s`.
fn from_der(der: &[u8]) -> Vec<u8> {
    let mut rest = &der[2..];
    let mut raw = Vec::new();
    for _ in 0..2 {
        let length = usize::from(rest[1]);
        let number = &rest[2..2 + length];
        let number = &number[number.len().saturating_sub(32)..];
        raw.extend(std::iter::repeat_n(0, 32 - number.len()));
        raw.extend(number);
        rest = &rest[2 + length..];
    }
    raw
}

fn to_der(raw: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let digits: Vec<u8> = half.iter().copied().skip_while(|b| *b == 0).collect();
        let sign = digits.first().is_some_and(|b| b & 0x80 != 0).then_some(0);
        let digits: Vec<u8> = sign.into_iter().chain(digits).collect();
        [vec![2, digits.len() as u8], digits].concat()
    };
    let body = [integer(&raw[..32]), integer(&raw[32..])].concat();
    [vec![0x30, body.len() as u8], body].concat()
}

#[test]
fn openssl_and_this_crate_accept_each_others_sm2_signatures() {
    let dir = tempfile::TempDir::new().expect("a temporary folder");
    let dir = dir.path();
    let made = openssl(dir, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out key.pem");
    if made.is_none() {
        println!("skipped: no openssl with SM2");
        return;
    }
    let message = b"the same words to both";
    std::fs::write(dir.join("message"), message).expect("a file");
    let point = openssl(dir, "pkey -in key.pem -pubout -outform DER").expect("the public key");
    let public = PublicKey::from_bytes(SM2_SM3, &point[point.len() - 65..]).expect("a key");
    let sign = "pkeyutl -sign -inkey key.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in message -out theirs";
    openssl(dir, sign).expect("openssl signs");
    let theirs = std::fs::read(dir.join("theirs")).expect("a file");
    assert_eq!(public.verify(message, &BASE64.encode(from_der(&theirs))), Ok(()));

    // SEC1 ECPrivateKey: version, then OCTET STRING of 32 bytes.
    let sec1 = openssl(dir, "ec -in key.pem -outform DER").expect("the secret key");
    let start = sec1.windows(2).position(|w| w == [4, 0x20]).expect("the octet string") + 2;
    let secret = Zeroizing::new(sec1[start..start + 32].to_vec());
    let keypair = Keypair::from_secret(SM2_SM3, secret).expect("the same key");
    assert_eq!(keypair.public_key(), &public);
    let ours = BASE64.decode(keypair.sign(message).expect("a signature")).expect("base64");
    std::fs::write(dir.join("ours"), to_der(&ours)).expect("a file");
    let verify = "pkeyutl -verify -inkey key.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in message -sigfile ours";
    assert!(openssl(dir, verify).is_some(), "openssl accepts ours");
}
