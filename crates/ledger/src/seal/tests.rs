use serde_json::json;

use super::*;
use crate::record::tests::record;
use crate::{ED25519_SHA256, SM2_SM3};

#[test]
fn a_seal_binds_the_act_and_not_its_place_in_the_log() {
    for suite in [SM2_SM3, ED25519_SHA256] {
        let keypair = Keypair::generate(suite).expect("a key");
        let original = record(7);
        let seal = seal(&keypair, &original).expect("a seal");
        let verify = |record: &Record| verify_seal(keypair.public_key(), record, &seal);
        assert_eq!(verify(&original), Ok(()));
        let elsewhere = Record { sequence: 8, previous: String::new(), ..original.clone() };
        assert_eq!(verify(&elsewhere), Ok(()));
        let changes: &[fn(&mut Record)] = &[
            |r| r.kind.push('x'),
            |r| r.object = r.id,
            |r| r.revision = 2,
            |r| r.tenant = "cn".parse().expect("a path"),
            |r| r.author.push('x'),
            |r| r.time = r.time.plus(1),
            |r| r.body["name"] = json!("x"),
        ];
        for change in changes {
            let mut changed = original.clone();
            change(&mut changed);
            assert_eq!(verify(&changed), Err(Error::SignatureInvalid));
        }
        let other = Keypair::generate(suite).expect("a key");
        assert_eq!(verify_seal(other.public_key(), &original, &seal), Err(Error::KeyMismatch));
    }
}
