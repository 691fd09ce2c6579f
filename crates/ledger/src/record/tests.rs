use contract::sharing::Tlp;
use contract::{Seal, Sharing};
use model::{Id, Millis};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{ED25519_SHA256, SM2_SM3};

pub(crate) fn record(sequence: u64) -> Record {
    let id = |n| Id::from_parts(Millis(1_700_000_000_000), [n; 10]);
    Record {
        id: id(1),
        origin: id(2),
        sequence,
        object: id(3),
        kind: "probe".to_owned(),
        revision: 1,
        tenant: "cn/32/ent/a".parse().expect("a path"),
        author: "zhang".to_owned(),
        time: Millis(1_700_000_000_123),
        sharing: Sharing::with(["cn/32/miit".parse().expect("a path")]),
        body: json!({"name": "探针", "digest": u64::MAX, "ratio": 0.1, "nested": {"b": [1, null], "a": true}}),
        seal: None,
        previous: "ab".repeat(32),
        hash: String::new(),
    }
}

fn hashed(suite: Suite) -> Record {
    let mut record = record(7);
    record.hash = hash_record(suite, &record).expect("a hash");
    record
}

/// What it concerns, and a change of it.
type Change = (&'static str, fn(&mut Record));

#[test]
fn the_hash_is_a_fixed_function_of_the_content() {
    // Pinned (`openssl dgst -sm3` over the canonical text gives the same): a change of this digest is a change of every log in the field.
    let pinned = "d915a3a6f2592bc1";
    let found = hashed(SM2_SM3).hash;
    assert_eq!(found.len(), 64);
    assert_eq!(verify_record(SM2_SM3, &hashed(SM2_SM3)), Ok(()));
    assert_eq!(&found[..16], pinned);
    assert_ne!(found, hashed(ED25519_SHA256).hash);
    let sent = serde_json::to_string(&hashed(SM2_SM3)).expect("JSON");
    let received: Record = serde_json::from_str(&sent).expect("a record");
    assert_eq!(verify_record(SM2_SM3, &received), Ok(()), "after a journey");
}

#[test]
fn every_field_counts() {
    let changes: &[Change] = &[
        ("id", |r| r.id = r.object),
        ("origin", |r| r.origin = r.object),
        ("sequence", |r| r.sequence += 1),
        ("object", |r| r.object = r.id),
        ("kind", |r| r.kind.push('s')),
        ("revision", |r| r.revision += 1),
        ("tenant", |r| r.tenant = "cn".parse().expect("a path")),
        ("author", |r| r.author.clear()),
        ("time", |r| r.time = r.time.plus(1)),
        ("sharing", |r| r.sharing.everyone = true),
        ("tlp", |r| r.sharing.tlp = Tlp::Clear),
        ("body", |r| r.body["nested"]["b"][0] = 2.into()),
        ("low bits", |r| r.body["digest"] = (u64::MAX - 1).into()),
        ("previous", |r| r.previous.clear()),
        ("hash", |r| r.hash.replace_range(..1, if r.hash.starts_with('0') { "1" } else { "0" })),
        ("seal", |r| {
            let empty = String::new;
            r.seal = Some(Seal { suite: empty(), key: empty(), signature: empty() });
        }),
    ];
    for (field, change) in changes {
        let mut record = hashed(SM2_SM3);
        change(&mut record);
        assert_eq!(verify_record(SM2_SM3, &record), Err(Error::RecordHash), "{field}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Any byte of the record's JSON changed: it is no record any more, or it does not verify, or
    /// the change says the same (white space, an escape).
    #[test]
    fn any_tampered_byte_fails(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let original = hashed(ED25519_SHA256);
        let mut bytes = serde_json::to_vec(&original).expect("JSON");
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(changed) = serde_json::from_slice::<Record>(&bytes) {
            let verified = verify_record(ED25519_SHA256, &changed).is_ok();
            prop_assert_eq!(verified, changed == original);
        }
    }
}

#[test]
fn the_form_written_by_hand_is_the_canonical_form() {
    let mut sealed = record(9);
    sealed.seal = Some(Seal { suite: "s".into(), key: "k".into(), signature: "\u{1}\"甲".into() });
    sealed.sharing = Sharing { everyone: true, tlp: Tlp::Clear, ..sealed.sharing };
    for record in [record(1), sealed] {
        let expected = crate::canonical_without(&record, "hash").expect("canonical");
        assert_eq!(content(&record).expect("content"), expected);
    }
}
