use super::*;

fn check_digest(suite: Suite, text: &str, expected: &str) {
    assert_eq!(suite.hex_digest(&[text.as_bytes()]), expected);
    let (front, back) = text.as_bytes().split_at(text.len() / 2);
    assert_eq!(suite.hex_digest(&[front, back]), expected, "in parts");
}

#[test]
fn digests_are_those_of_the_standards() {
    // GB/T 32905-2016, appendix A.
    check_digest(
        SM2_SM3,
        "abc",
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    );
    check_digest(
        SM2_SM3,
        &"abcd".repeat(16),
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    );
    // FIPS 180-4, example of NIST.
    check_digest(
        ED25519_SHA256,
        "abc",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
}

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).expect("hex")
}

#[test]
fn the_sm2_example_of_gbt_32918_5_verifies() {
    // GB/T 32918.5-2017, appendix A.2: recommended curve, "message digest".
    let secret = hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let public = hex("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
         ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
    let signature = hex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
         b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    let signer = SM2_SM3.signer(&secret).expect("a key");
    assert_eq!(signer.public(), public);
    let verifier = SM2_SM3.verifier(&public).expect("a key");
    assert_eq!(verifier.verify(b"message digest", &signature), Ok(()));
    assert_eq!(verifier.verify(b"message digesT", &signature), Err(Error::SignatureInvalid));
    let own = signer.sign(b"message digest").expect("a signature");
    assert_eq!(verifier.verify(b"message digest", &own), Ok(()));
}

#[test]
fn the_ed25519_examples_of_rfc_8032_come_out() {
    // 7.1, TEST 1 and TEST 2.
    let cases = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (secret, public, message, signature) in cases {
        let signer = ED25519_SHA256.signer(&hex(secret)).expect("a key");
        assert_eq!(signer.public(), hex(public));
        assert_eq!(signer.sign(&hex(message)).expect("a signature"), hex(signature));
        let verifier = ED25519_SHA256.verifier(&hex(public)).expect("a key");
        assert_eq!(verifier.verify(&hex(message), &hex(signature)), Ok(()));
    }
}

#[test]
fn malformed_keys_and_signatures_are_errors() {
    for suite in [SM2_SM3, ED25519_SHA256] {
        for secret in [&[][..], &[1; 31], &[1; 33]] {
            assert_eq!(suite.signer(secret).map(|_| ()), Err(Error::KeySyntax), "{suite:?}");
        }
        for public in [&[][..], &[0; 32], &[4; 65], &[255; 65], &[255; 31]] {
            let key = suite.verifier(public).map(|_| ());
            assert!(public == [0; 32] || key == Err(Error::KeySyntax), "{suite:?} {public:?}");
        }
        let signer = suite.signer(&[7; 32]).expect("a key");
        let verifier = suite.verifier(&signer.public()).expect("a key");
        for signature in [&[][..], &[0; 64], &[255; 64], &[1; 63], &[1; 65]] {
            assert!(verifier.verify(b"x", signature).is_err(), "{suite:?} {signature:?}");
        }
    }
    assert_eq!(SM2_SM3.signer(&[0; 32]).map(|_| ()), Err(Error::KeySyntax));
    assert_eq!(Suite::named("rsa").map(|_| ()), Err(Error::UnknownSuite("rsa".to_owned())));
    for name in ["sm2-sm3", "ed25519-sha256"] {
        assert_eq!(Suite::named(name).map(Suite::name), Ok(name));
    }
    assert_eq!(Suite::default(), SM2_SM3);
}
