use serde_json::json;

use super::*;
use crate::SM2_SM3;

#[test]
fn a_value_carries_the_signature_over_the_rest_of_itself() {
    let keypair = Keypair::generate(SM2_SM3).expect("a key");
    let mut value = json!({"b": 1, "a": [true], "signature": "none yet"});
    let signature = sign_value(&keypair, &value).expect("a signature");
    value["signature"] = signature.as_str().into();
    let key = keypair.public_key();
    assert_eq!(verify_value(key, &value, &signature), Ok(()));
    value["b"] = 2.into();
    assert_eq!(verify_value(key, &value, &signature), Err(Error::SignatureInvalid));
    assert_eq!(verify_value(key, &value, "!"), Err(Error::SignatureSyntax));
}
