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

/// A message as a node of this version (or the one before it) writes it; keys of no node.
fn sample(protocol: u32) -> (Keypair, Message) {
    let secret = zeroize::Zeroizing::new(vec![7; 32]);
    let keypair = Keypair::from_secret(crate::ED25519_SHA256, secret).expect("a key");
    let mut record = crate::record::tests::record(1);
    record.hash = crate::hash_record(keypair.suite(), &record).expect("a hash");
    let plan = crate::SegmentPlan {
        origin: record.origin,
        number: 1,
        first: 1,
        previous: String::new(),
        time: model::Millis(1_700_000_000_200),
    };
    let segment = crate::build_segment(&keypair, plan, [record.hash.as_str()]).expect("a segment");
    let heartbeat = contract::federation::Heartbeat {
        time: model::Millis(1_700_000_000_300),
        version: "0.1.0".into(),
        backlog: 1,
        lag_ms: 100,
    };
    let flow = contract::federation::Flow { settled: 4, room: 2_000 };
    let mut message = Message {
        protocol,
        from: record.origin,
        to: record.object,
        serial: 1_700_000_000_300,
        heartbeat,
        segments: vec![segment],
        items: vec![Item { number: 5, record, segment: 1, proof: Vec::new() }],
        receipts: None,
        cursor: 3,
        wanted_blobs: vec!["ab".repeat(32)],
        flow: (protocol > OLDEST).then_some(flow),
        suite: keypair.suite().name().into(),
        signature: String::new(),
    };
    message.signature = sign_message(&keypair, &message).expect("a signature");
    (keypair, message)
}

/// `crates/ledger/src/message/fixtures/`: what nodes in the field write. A change of these is a
/// change of the protocol.
#[test]
fn messages_of_this_version_and_the_one_before_are_read_and_verified() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/message/fixtures");
    for protocol in OLDEST..=contract::federation::PROTOCOL {
        let path = folder.join(format!("version-{protocol}.json"));
        let (keypair, message) = sample(protocol);
        if std::env::var_os("UPDATE").is_some() {
            let text = serde_json::to_string_pretty(&message).expect("JSON");
            std::fs::create_dir_all(&folder).expect("the folder");
            std::fs::write(&path, text + "\n").expect("the fixture is written");
        }
        let text = std::fs::read_to_string(&path).expect("the fixture");
        let read: Message = serde_json::from_str(&text).expect("it is read");
        assert_eq!(read, message, "version {protocol} is written as it was");
        assert_eq!(verify_message(keypair.public_key(), &read), Ok(()));
        let item = &read.items[0];
        assert_eq!(crate::verify_record(keypair.suite(), &item.record), Ok(()));
        let proved = crate::verify_inclusion(&read.segments[0], &item.record, &item.proof);
        assert_eq!(proved, Ok(()));
    }
}

/// Each change and whether a message of that version still verifies.
#[test]
fn nothing_of_a_message_can_be_changed_unnoticed() {
    let changes: &[fn(&mut Message)] = &[
        |m| m.serial += 1,
        |m| m.cursor += 1,
        |m| m.to = m.from,
        |m| m.wanted_blobs.clear(),
        |m| m.heartbeat.backlog += 1,
        |m| m.items[0].number += 1,
        |m| m.items[0].segment += 1,
        |m| m.items[0].record.hash = "00".repeat(32),
        |m| m.items.clear(),
        |m| m.segments.clear(),
        |m| m.segments[0].signature.push('='),
        |m| m.protocol = 3 - m.protocol,
        |m| m.flow = None,
    ];
    for protocol in OLDEST..=contract::federation::PROTOCOL {
        let (keypair, message) = sample(protocol);
        for (place, change) in changes.iter().enumerate() {
            let mut changed = message.clone();
            change(&mut changed);
            let held = verify_message(keypair.public_key(), &changed).is_ok();
            assert_eq!(held, changed == message, "version {protocol}, change {place}");
        }
    }
}
