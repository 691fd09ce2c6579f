use super::*;
use crate::{ED25519_SHA256, SM2_SM3, Suite};

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("hexadecimal")
}

/// RFC 8998, appendix A.1.
#[test]
fn sm4_gcm_gives_the_example_of_its_rfc() {
    let mut key = ContentKey::default();
    key.copy_from_slice(&bytes("0123456789abcdeffedcba9876543210"));
    let nonce = bytes("00001234567800000000abcd");
    let bound = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let content = bytes(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
         eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
    );
    let expected = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                    d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
                    83de3541e4c2b58177e065a9bf7b62ec";
    let made = SM2_SM3.encrypt(&key, &nonce, &bound, &content).expect("encrypted");
    assert_eq!(hex::encode(&made), expected);
    assert_eq!(SM2_SM3.decrypt(&key, &nonce, &bound, &made), Ok(content));
}

fn check(suite: Suite) {
    let (receiver, other) =
        (Keypair::generate(suite).expect("a key"), Keypair::generate(suite).expect("a key"));
    let public = PublicKey::from_text(suite.name(), &receiver.public_key().text()).expect("a key");
    let sealed = encrypt_to(&public, b"bound", "通报".as_bytes()).expect("encrypted");
    assert_eq!(decrypt(&receiver, b"bound", &sealed), Ok("通报".as_bytes().to_vec()));
    let again = encrypt_to(&public, b"bound", "通报".as_bytes()).expect("encrypted");
    assert!(again.content != sealed.content && again.wrapped != sealed.wrapped, "fresh each time");
    assert!(decrypt(&other, b"bound", &sealed).is_err(), "another key");
    assert!(decrypt(&receiver, b"else", &sealed).is_err(), "other surroundings");
    for part in 0..3 {
        for place in 0..200 {
            let mut altered = sealed.clone();
            let field = [&mut altered.wrapped, &mut altered.nonce, &mut altered.content]
                .into_iter()
                .nth(part)
                .expect("a field");
            let Some(byte) = field.get_mut(place) else { break };
            *byte ^= 0x01;
            assert!(decrypt(&receiver, b"bound", &altered).is_err(), "part {part} byte {place}");
        }
    }
    for wrapped in [vec![], vec![4], vec![0; 32], vec![4; 113]] {
        let altered = Sealed { wrapped, ..sealed.clone() };
        assert!(decrypt(&receiver, b"bound", &altered).is_err());
    }
}

#[test]
fn content_reaches_its_receiver_and_nobody_else() {
    check(SM2_SM3);
    check(ED25519_SHA256);
}
